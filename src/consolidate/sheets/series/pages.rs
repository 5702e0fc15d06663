//! Printed pages of "Theo quý": no table is split if it fits a page.

use crate::workbook::Sheet;

/// Height in points of what a page shows of the sheet, and of a row without a height of its own.
const PAGE_HEIGHT: f64 = 520.0;
const ROW_HEIGHT: f64 = 15.0;

/// Returns the tables that begin a page: those that do not fit it whole together with the tables above. Each begins at
/// one of the rows `tops` and has `rows` rows.
pub(super) fn page_breaks(sheet: &Sheet, tops: &[u32], rows: u32) -> Vec<u32> {
    let of = |row: u32| sheet.heights.get(&row).copied().unwrap_or(ROW_HEIGHT);
    let (mut breaks, mut from) = (Vec::new(), 0);
    for (index, table) in tops.iter().copied().enumerate() {
        let height = (from..table + rows).map(of).fold(0.0, |all, one| all + one);
        if height > PAGE_HEIGHT && from < table && index > 0 {
            breaks.push(table);
            from = table;
        }
    }
    breaks
}
