//! The cells of the consolidated workbook that the board may fill in by hand: number and date of a report, and remarks.

use super::layout::{ColumnGrid, WrittenLayout};
use crate::plan::{Plan, sheet_names};

/// What the board writes in a cell.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum BoardEntry {
    /// The number of the report: `Số:      /BC-LĐLĐ`.
    Number,
    /// The place and date of the report.
    Date,
    /// A remark about a unit.
    Note,
}

/// Row of number and date on a sheet that is signed.
pub(super) const NUMBER_ROW: u32 = 3;

/// Returns the first column of the right half of a letterhead, whose last column is `last`.
pub(super) fn right_half(last: u32) -> u32 {
    last / 2 + 1
}

/// Returns what the board may write in a cell (row, column); `None` for any other cell.
pub(crate) fn board_entry(plan: &Plan, sheet: &str, at: (u32, u32)) -> Option<BoardEntry> {
    if sheet_names::REPORT.is(sheet) && at.0 == NUMBER_ROW {
        return match at.1 {
            0 => Some(BoardEntry::Number),
            column if column == WrittenLayout::RIGHT => Some(BoardEntry::Date),
            _ => None,
        };
    }
    let spec = plan.sheets.iter().find(|s| s.name == sheet)?;
    let grid = ColumnGrid::new(plan, spec);
    let note = grid.note();
    if spec.signed && at == (NUMBER_ROW, 0) {
        return Some(BoardEntry::Number);
    }
    if spec.signed && at == (NUMBER_ROW, right_half(note)) {
        return Some(BoardEntry::Date);
    }
    (at.1 == note && (grid.row(0)..grid.total()).contains(&at.0)).then_some(BoardEntry::Note)
}
