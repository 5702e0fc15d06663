//! Finds the table of figures: rows by printed code, else by label; the figures in the column with their heading. Never
//! by fixed addresses.

use super::cell_value::{ExpectedType, ReturnBuilder};
use super::figure_table::FigureTable;
use super::finding_at;
use super::printed::PrintedRows;
use super::reading_findings::ReadingFinding;
use super::text::{PlacedTexts, code_key, label_key};
use crate::grid::pieces::PieceMark;
use crate::grid::{CellPieces, SheetGrid};
use crate::model::finding::Finding;
use crate::model::text::BilingualText;
use crate::number::FigureUnit;
use crate::plan::{BlankMeaning, Indicator, IndicatorKind, Plan, Unit};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Finds the table on a sheet: the first row with the heading "Số lượng" and "Mã số" or "Chỉ tiêu".
pub fn table<'a>(sheet: &'a SheetGrid, keys: &PlacedTexts<'_>) -> Option<FigureTable<'a>> {
    let headed = |(heading, [code, label, figure]): (u32, [Option<u32>; 3])| {
        let figure = figure?;
        (code.is_some() || label.is_some()).then_some(FigureTable { sheet, heading, code, label, figure })
    };
    let mut found: (u32, [Option<u32>; 3]) = Default::default();
    for text in keys {
        let (row, column) = text.at;
        let slot = match text.key_before(HEADING) {
            Some("ma so" | "ma") => 0,
            Some("chi tieu" | "noi dung" | "ten chi tieu") => 1,
            Some("so luong") => 2,
            _ => continue,
        };
        if found.0 != row {
            if let Some(table) = headed(found) {
                return Some(table);
            }
            found = (row, Default::default());
        }
        found.1[slot] = found.1[slot].or(Some(column));
    }
    headed(found)
}

/// Length of the longest heading of the table, without accents and spaces.
const HEADING: usize = "tenchitieu".len();

/// Reads every figure of the table. Returns how its rows were found.
pub fn figures<'p>(table: &FigureTable, plan: &'p Plan, unit: &Unit, taken: &mut ReturnBuilder) -> PrintedRows<'p> {
    let mut known = PrintedRows::default();
    taken.on(table.sheet);
    let codes: BTreeMap<Rc<str>, usize> =
        plan.indicators.iter().enumerate().map(|(i, x)| (code_key(&x.code), i)).collect();
    let labels = labels(&plan.indicators);
    let rows: Vec<u32> = {
        let mut rows: Vec<u32> = table.sheet.cells.keys().map(|k| k.0).filter(|r| *r > table.heading).collect();
        rows.dedup();
        rows
    };
    let merged = ReadingFinding::Merged.finding();
    // For each indicator that repeats: the index of its finding, and the number of further rows.
    let mut again: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for row in rows {
        let shown = |column: Option<u32>| {
            column.and_then(|c| table.sheet.cell(row, c)).map(|c| c.value.display()).unwrap_or_default()
        };
        // A code with a differently formatted piece in the middle is not a code.
        let place = |column: Option<u32>| column.map(|c| (row, c));
        let pieces = place(table.code).and_then(|at| table.sheet.pieces.get(&at));
        let is_torn = pieces
            .is_some_and(|p| !p.is_clear() && !p.is_whole(PieceMark::StruckOut) && !p.is_whole(PieceMark::Hidden));
        let (code, label) = (shown(table.code.filter(|_| !is_torn)), shown(table.label));
        let by_code = codes.get(&code_key(&code)).copied().filter(|_| !code.is_empty());
        let by_label = labels.get(&label_key(&label)).copied().flatten();
        let Some(index) = by_code.or(by_label) else { continue };
        let indicator = &plan.indicators[index];
        let is_unread = |at: &(u32, u32)| table.sheet.pieces.get(at).is_some_and(CellPieces::has_unread);
        // If the figure has the same problem, its own finding is enough.
        if !is_unread(&(row, table.figure))
            && let Some(at) = [table.code, table.label].into_iter().filter_map(place).find(is_unread)
        {
            taken.label(at);
        }
        if let (Some(a), Some(b)) = (by_code, by_label)
            && a != b
        {
            let mut finding =
                finding_at(ReadingFinding::Contradiction, &table.sheet.name, (row, table.code.unwrap_or(0)));
            finding.found = BilingualText::same(format!("{code}: {label}"));
            finding.expected = BilingualText::same(format!("{code}: {}", indicator.label));
            taken.findings.push(finding);
        }
        if let Some(first) = taken.figures.get(indicator.name.as_str()) {
            if let Some((_, more)) = again.get_mut(&index) {
                *more += 1;
                continue;
            }
            again.insert(index, (taken.findings.len(), 0));
            let mut finding = finding_at(ReadingFinding::Repeated, &table.sheet.name, (row, table.figure));
            finding.found = BilingualText::same(format!(
                "{}: {}, {}",
                indicator.code,
                first.cell,
                crate::workbook::address::cell(row, table.figure)
            ));
            taken.findings.push(finding);
            continue;
        }
        known.found += 1;
        if let (Some(_), Some(column)) = (by_code, table.label)
            && by_label.is_none_or(|other| other == index)
        {
            known.labelled(indicator, &label, (row, column));
        }
        let want = match indicator.kind {
            IndicatorKind::Flow | IndicatorKind::Stock | IndicatorKind::Percent => {
                let unit = FigureUnit { unit: &indicator.unit, label: &indicator.label };
                ExpectedType::Number(unit, indicator.kind == IndicatorKind::Percent)
            }
            IndicatorKind::Date => ExpectedType::Date,
            IndicatorKind::Text => ExpectedType::Text,
            IndicatorKind::Choice => ExpectedType::Choice(&indicator.choices),
        };
        if let Some(first) = over_rows(table, row) {
            let cell = table.sheet.cell(first.0, first.1);
            let known =
                |f: &Finding| f.code == merged.code && f.cell == finding_at(ReadingFinding::Merged, "", first).cell;
            if !taken.findings.iter().any(known) {
                let mut finding = finding_at(ReadingFinding::Merged, &table.sheet.name, first);
                finding.found = BilingualText::same(cell.map(|c| c.value.display()).unwrap_or_default().into_owned());
                taken.findings.push(finding);
            }
            taken.merged(&indicator.name, first, cell);
            continue;
        }
        taken.figure(&indicator.name, (row, table.figure), table.sheet.cell(row, table.figure), want);
    }
    for (finding, more) in again.into_values().filter(|(_, more)| *more > 0) {
        if let Some(finding) = taken.findings.get_mut(finding) {
            let BilingualText { vi, en } = &finding.found;
            finding.found =
                BilingualText::new(format!("{vi} và {more} dòng nữa"), format!("{en} and {more} more rows"));
        }
    }
    for indicator in &plan.indicators {
        if plan.blank(indicator, unit) == BlankMeaning::Missing && !taken.figures.contains_key(indicator.name.as_str())
        {
            let mut finding = finding_at(ReadingFinding::RowGone, &table.sheet.name, (table.heading, table.figure));
            finding.expected = BilingualText::new(
                format!("mã {} {}", indicator.code, indicator.label),
                format!("code {} {}", indicator.code, indicator.label),
            );
            taken.findings.push(finding);
        }
    }
    known
}

/// Returns the first cell of a merged range over the figures of several rows with a code or label. `None` if there is
/// none.
fn over_rows(table: &FigureTable, row: u32) -> Option<(u32, u32)> {
    let span = table.sheet.merged(row, table.figure).filter(|s| s.bottom > s.top)?;
    // Iterate over existing cells only: a merged range may extend to the last row of the sheet.
    let cells = table.sheet.cells.range((span.top, 0)..=(span.bottom, u32::MAX));
    let named = cells
        .filter(|((_, column), cell)| [table.code, table.label].contains(&Some(*column)) && !cell.value.is_blank());
    let mut rows = named.map(|((row, _), _)| *row);
    let first = rows.next()?;
    rows.any(|row| row != first).then_some((span.top, span.left))
}

/// Indicators by label. `None` if two labels have the same key.
fn labels(indicators: &[Indicator]) -> BTreeMap<Rc<str>, Option<usize>> {
    let mut out = BTreeMap::new();
    for (index, indicator) in indicators.iter().enumerate() {
        out.entry(label_key(&indicator.label)).and_modify(|i| *i = None).or_insert(Some(index));
    }
    out
}
