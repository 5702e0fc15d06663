//! Reads the list of sources of a consolidated workbook of the level below that is a return here. Its totals are read
//! like other figures; the sources are stored with them.

use super::text::{RowKeys, key};
use crate::grid::{Grid, SheetGrid};
use crate::model::period::Period;
use crate::model::submission::CellSource;
use crate::model::text::StaticText;
use crate::plan::sheet_names;
use std::collections::BTreeMap;

/// Returns true if the workbook is a consolidated workbook of this program.
pub(super) fn is_consolidated(grid: &Grid) -> bool {
    let has = |name: StaticText| grid.sheets.iter().any(|s| name.is(&s.name));
    [sheet_names::DATA, sheet_names::SOURCES, sheet_names::WORDS].into_iter().all(has)
}

/// Returns the returns that a consolidated workbook counts for a period; empty for any other workbook.
pub(super) fn sources(grid: &Grid, keys: &RowKeys, period: Period) -> Vec<CellSource> {
    let Some(sheet) = grid.sheets.iter().find(|s| sheet_names::SOURCES.is(&s.name)).filter(|_| is_consolidated(grid))
    else {
        return Vec::new();
    };
    let Some((head, columns)) = headings(sheet, keys) else { return Vec::new() };
    let mut rows: Vec<u32> = sheet.cells.keys().map(|k| k.0).filter(|row| *row > head).collect();
    rows.dedup();
    let one = |row: u32| {
        let shown = |index: usize| {
            columns[index].and_then(|c| sheet.cell(row, c)).map(|c| c.value.display().into_owned()).unwrap_or_default()
        };
        let [file, sha256, unit, when, number, state] = [0, 1, 2, 3, 4, 5].map(shown);
        let counted = state.starts_with('✓') && when.parse() == Ok(period);
        counted.then_some(CellSource { unit, file, sha256, number })
    };
    rows.into_iter().filter_map(one).collect()
}

/// Returns the row of the headings, and the columns of path, hash, unit, period, submission number and status.
fn headings(sheet: &SheetGrid, keys: &RowKeys) -> Option<(u32, [Option<u32>; 6])> {
    let wanted = [
        ["Đường dẫn", "Path"],
        ["SHA-256", "SHA-256"],
        ["Đơn vị", "Unit"],
        ["Kỳ", "Period"],
        ["Lần gửi", "Submission"],
        ["Trạng thái", "Status"],
    ]
    .map(|both| both.map(key));
    let mut rows: BTreeMap<u32, [Option<u32>; 6]> = BTreeMap::new();
    for text in keys.texts_of(sheet) {
        let (row, column) = text.at;
        if let Some(at) = wanted.iter().position(|both| both.iter().any(|wanted| **wanted == *text.key())) {
            let found = rows.entry(row).or_default();
            found[at] = found[at].or(Some(column));
        }
    }
    rows.into_iter().find(|(_, found)| found.iter().all(Option::is_some))
}
