//! Printed pages of "Theo quý": no table is split if it fits a page.

use super::super::super::context::SheetContext;
use super::{rows_of_table, start};
use crate::workbook::Sheet;

/// Height in points of what a page shows of the sheet, and of a row without a height of its own.
const PAGE_HEIGHT: f64 = 520.0;
const ROW_HEIGHT: f64 = 15.0;

/// Returns the tables that begin a page: those that do not fit it whole together with the tables above.
pub(super) fn page_breaks(sheet: &Sheet, context: &SheetContext) -> Vec<u32> {
    let has_pace = |s: usize| context.plan.series.get(s).is_some_and(|s| s.pace.is_some());
    let tables =
        |s: usize| (0..if has_pace(s) { 3 } else { 2 }).map(move |k| start(context, s) + k * rows_of_table(context));
    let of = |row: u32| sheet.heights.get(&row).copied().unwrap_or(ROW_HEIGHT);
    let (mut breaks, mut from) = (Vec::new(), 0);
    for table in (0..context.plan.series.len()).flat_map(tables) {
        let height = (from..table + rows_of_table(context)).map(of).fold(0.0, |all, one| all + one);
        if height > PAGE_HEIGHT && from < table && table != start(context, 0) {
            breaks.push(table);
            from = table;
        }
    }
    breaks
}
