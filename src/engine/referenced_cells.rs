//! The cells that formulas refer to. Only these are passed to the engine.

use super::groups::places;
use super::template::{CellRef, Operand};
use crate::workbook::{CellRange, Workbook};
use foldhash::HashMap;
use std::ops::RangeInclusive;

/// The set of cells that formulas refer to, as one row range for each sheet and column.
pub(super) struct ReferencedCells {
    /// The index of each sheet by its name as written before `!`.
    sheets: HashMap<String, usize>,
    /// The first and last referenced row, by sheet and column.
    rows: Vec<Vec<Option<(u32, u32)>>>,
    /// True if a formula has no template and may refer to any cell.
    pub everything: bool,
}

impl ReferencedCells {
    /// Creates an empty set for the sheets of a workbook.
    pub(super) fn collect(book: &Workbook) -> Self {
        ReferencedCells { sheets: places(book), rows: vec![Vec::new(); book.sheets.len()], everything: false }
    }

    /// Adds the cells that a formula of sheet `own` refers to.
    pub(super) fn add(&mut self, own: usize, pieces: &[Operand]) {
        for piece in pieces {
            let Some((name, first, last)) = piece.corners() else { continue };
            // The engine reports references to unknown sheets.
            let Some(sheet) = name.map_or(Some(own), |name| self.sheets.get(name).copied()) else { continue };
            let Some(columns) = self.rows.get_mut(sheet) else { continue };
            let CellRange { top, left, bottom, right } = area(first, last);
            if columns.len() <= right as usize {
                columns.resize(right as usize + 1, None);
            }
            for rows in columns.iter_mut().take(right as usize + 1).skip(left as usize) {
                let (from, to) = rows.unwrap_or((top, bottom));
                *rows = Some((from.min(top), to.max(bottom)));
            }
        }
    }

    /// Returns the sheet and cell of a reference, or `None` if that sheet does not exist.
    pub(super) fn target(&self, own: usize, piece: &Operand) -> Option<(usize, (u32, u32))> {
        let Operand::Cell(name, at) = piece else { return None };
        let sheet = name.map_or(Some(own), |name| self.sheets.get(name).copied())?;
        let CellRange { top, left, .. } = area(at, at);
        Some((sheet, (top, left)))
    }

    /// Returns the rows of a sheet from the first to the last referenced one.
    pub(super) fn rows_on(&self, sheet: usize) -> RangeInclusive<u32> {
        let rows = || self.rows.get(sheet).into_iter().flatten().flatten();
        match (rows().map(|(from, _)| *from).min(), rows().map(|(_, to)| *to).max()) {
            _ if self.everything => 0..=u32::MAX,
            (Some(from), Some(to)) => from..=to,
            _ => RangeInclusive::new(1, 0),
        }
    }

    /// Returns true if a formula may refer to the cell.
    pub(super) fn contains(&self, sheet: usize, row: u32, column: u32) -> bool {
        let rows = self.rows.get(sheet).and_then(|columns| columns.get(column as usize));
        self.everything || rows.is_some_and(|rows| rows.is_some_and(|(from, to)| (from..=to).contains(&row)))
    }
}

/// Returns the range between two corners, from 0.
fn area(first: &CellRef, last: &CellRef) -> CellRange {
    let from_zero = |n: i32| u32::try_from(n - 1).unwrap_or(0);
    CellRange::new(from_zero(first.row), from_zero(first.column), from_zero(last.row), from_zero(last.column))
}
