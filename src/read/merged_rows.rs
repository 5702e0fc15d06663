//! Cells of a roster that are merged downward: the value holds for every row that the cell covers.

use super::cell_value::ReturnBuilder;
use crate::grid::{MergedSpan, SheetGrid};
use crate::model::finding::{Finding, Severity};
use crate::model::submission::{RosterRow, Trace};
use crate::model::text::BilingualText;
use crate::plan::Roster;
use crate::workbook::address;
use std::collections::BTreeSet;

/// A cell is merged downward.
const MERGED_ROWS: &str = "D92";

/// The number of ranges that a finding names.
const NAMED: usize = 10;

/// The merged ranges of a roster's columns.
pub(super) struct MergedRows {
    /// For each of the plan's columns the ranges of several rows that begin in it, by their first row.
    columns: Vec<Vec<MergedSpan>>,
}

impl MergedRows {
    /// Collects the ranges below the headings. `columns` are the columns of the sheet, in the plan's order.
    pub(super) fn new(sheet: &SheetGrid, heading: u32, columns: &[Option<u32>]) -> Self {
        let of = |column: &Option<u32>| {
            let is_own =
                |span: &&MergedSpan| Some(span.left) == *column && span.top > heading && span.bottom > span.top;
            let mut spans: Vec<MergedSpan> = sheet.merges.iter().filter(is_own).copied().collect();
            spans.sort_by_key(|span| span.top);
            spans
        };
        MergedRows { columns: columns.iter().map(of).collect() }
    }

    /// Returns the range that covers a row from above, in the plan's column with this index. Ranges of a legal file do
    /// not overlap; of others the one that begins last is taken.
    pub(super) fn covering(&self, index: usize, row: u32) -> Option<MergedSpan> {
        let spans = self.columns.get(index)?;
        let last = spans.partition_point(|span| span.top < row).checked_sub(1)?;
        spans.get(last).copied().filter(|span| row <= span.bottom)
    }

    /// Fills the blank cells that a merged cell covers with its amount, with a trace for each and one finding.
    pub(super) fn fill(&self, sheet: &SheetGrid, roster: &Roster, rows: &mut [RosterRow], taken: &mut ReturnBuilder) {
        let mut used: BTreeSet<(u32, u32, u32)> = BTreeSet::new();
        for at in 0..rows.len() {
            let Some(row) = rows.get(at).and_then(|row| row.row.checked_sub(1)) else { continue };
            for (index, column) in roster.columns.iter().enumerate() {
                let Some(span) = self.covering(index, row) else { continue };
                let Ok(first) = rows.binary_search_by_key(&(span.top + 1), |row| row.row) else { continue };
                let amount = rows.get(first).and_then(|row| row.cells.get(index)).cloned().unwrap_or_default();
                let Some(cell) = rows.get_mut(at).and_then(|row| row.cells.get_mut(index)) else { continue };
                if amount.is_blank() || !cell.is_blank() {
                    continue;
                }
                *cell = amount.clone();
                used.insert((span.left, span.top, span.bottom));
                let area = area(&(span.left, span.top, span.bottom));
                taken.traces.push(Trace {
                    name: column.name.clone(),
                    sheet: sheet.name.clone(),
                    cell: address::cell(row, span.left),
                    raw: sheet.cell(span.top, span.left).map(|c| c.value.display().into_owned()).unwrap_or_default(),
                    taken: amount,
                    why: BilingualText::new(format!("ô gộp {area}"), format!("the merged cell {area}")),
                });
            }
        }
        taken.findings.extend(finding(sheet, &used));
    }
}

/// Returns the range of a column (left, top, bottom), such as `E5:E7`.
fn area((left, top, bottom): &(u32, u32, u32)) -> String {
    format!("{}:{}", address::cell(*top, *left), address::cell(*bottom, *left))
}

fn finding(sheet: &SheetGrid, used: &BTreeSet<(u32, u32, u32)>) -> Option<Finding> {
    let (left, top, _) = *used.iter().min_by_key(|(left, top, _)| (*top, *left))?;
    let mut areas = used.iter().take(NAMED).map(area).collect::<Vec<_>>().join(", ");
    if used.len() > NAMED {
        areas.push_str(", …");
    }
    let message = BilingualText::new(
        "Danh sách có ô gộp; giá trị được lấy cho mọi dòng mà ô gộp phủ",
        "The list has merged cells; the value is taken for every row that the cell covers",
    );
    let expected = BilingualText::new("mỗi dòng một ô", "one cell for each row");
    let mend = BilingualText::new(
        "Bỏ gộp ô rồi ghi đủ từng dòng; nếu giá trị không đúng cho dòng nào thì sửa dòng đó.",
        "Unmerge the cells and fill in each row; correct a row for which the value is not right.",
    );
    let found = BilingualText::same(areas);
    let (sheet, cell) = (Some(sheet.name.clone()), Some(address::cell(top, left)));
    Some(Finding { sheet, cell, found, expected, mend, ..Finding::new(MERGED_ROWS, Severity::Warning, message) })
}
