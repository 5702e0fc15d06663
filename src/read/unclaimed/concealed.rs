//! What was taken from hidden rows and columns: nobody who looks at the sheet has seen it.

use super::RestCell;
use crate::grid::SheetGrid;
use crate::model::finding::Finding;
use crate::model::text::BilingualText;
use crate::read::finding_at;
use crate::read::listing::{LISTED, ListedKind, with_further};
use crate::read::reading_findings::ReadingFinding;
use crate::workbook::address;

/// Number of cells that the finding lists of a row or column.
const CELLS: usize = 3;

/// Creates the finding about taken cells in hidden rows and columns of a sheet; `None` if there are none. A cell in both is
/// listed with its row.
pub(super) fn finding(sheet: &SheetGrid, cells: &[RestCell]) -> Option<Finding> {
    let first = cells.first()?;
    let is_in_row = |cell: &&RestCell| sheet.hidden_lines.has_row(cell.at.0);
    let (in_rows, mut in_columns): (Vec<&RestCell>, Vec<&RestCell>) = cells.iter().partition(is_in_row);
    in_columns.sort_by_key(|cell| (cell.at.1, cell.at.0));
    let rows = in_rows.chunk_by(|a, b| a.at.0 == b.at.0).filter_map(|cells| {
        let number = cells.first()?.at.0 + 1;
        Some(line(cells, format!("dòng {number}"), format!("row {number}")))
    });
    let columns = in_columns.chunk_by(|a, b| a.at.1 == b.at.1).filter_map(|cells| {
        let letters = address::letters(cells.first()?.at.1);
        Some(line(cells, format!("cột {letters}"), format!("column {letters}")))
    });
    let lines: Vec<BilingualText> = rows.chain(columns).collect();
    let shown = lines.iter().take(LISTED);
    let [vi, en] = [|text: &BilingualText| text.vi.clone(), |text: &BilingualText| text.en.clone()]
        .map(|text| shown.clone().map(text).collect::<Vec<_>>().join("; "));
    let further = lines.len().saturating_sub(LISTED);
    let found = with_further(BilingualText::new(vi, en), further, ListedKind::Rows);
    Some(Finding { found, ..finding_at(ReadingFinding::HiddenLine, &sheet.name, first.at) })
}

/// Lists the cells of a row or column after its name.
fn line(cells: &[&RestCell], vi: String, en: String) -> BilingualText {
    let shown: Vec<String> = cells.iter().take(CELLS).map(|c| format!("{} “{}”", c.address(), c.text())).collect();
    let more = if cells.len() > CELLS { ", …" } else { "" };
    let shown = shown.join(", ");
    BilingualText::new(format!("{vi}: {shown}{more}"), format!("{en}: {shown}{more}"))
}
