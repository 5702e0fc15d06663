//! Which cells of a book formulas look at: the engine is told only those.

use super::groups::places;
use super::pattern::{Corner, Piece};
use crate::book::{Area, Book};
use foldhash::HashMap;
use std::ops::RangeInclusive;

/// What formulas look at.
pub struct Seen {
    /// Index of each sheet by its name as it stands before `!`.
    sheets: HashMap<String, usize>,
    /// First and last row that a formula looks at, by sheet and column.
    rows: Vec<Vec<Option<(u32, u32)>>>,
    /// Some formula could not be taken apart: it may look at all.
    pub everything: bool,
}

impl Seen {
    /// Nothing yet.
    pub fn of(book: &Book) -> Self {
        Seen { sheets: places(book), rows: vec![Vec::new(); book.sheets.len()], everything: false }
    }

    /// Adds what a formula of a sheet looks at.
    pub fn add(&mut self, own: usize, pieces: &[Piece]) {
        for piece in pieces {
            let Some((name, first, last)) = piece.corners() else { continue };
            // A name that is no sheet's: the engine says so.
            let Some(sheet) = name.map_or(Some(own), |name| self.sheets.get(name).copied()) else { continue };
            let Some(columns) = self.rows.get_mut(sheet) else { continue };
            let Area { top, left, bottom, right } = area(first, last);
            if columns.len() <= right as usize {
                columns.resize(right as usize + 1, None);
            }
            for rows in columns.iter_mut().take(right as usize + 1).skip(left as usize) {
                let (from, to) = rows.unwrap_or((top, bottom));
                *rows = Some((from.min(top), to.max(bottom)));
            }
        }
    }

    /// Sheet and cell of a reference; `None` where there is no such sheet.
    pub fn target(&self, own: usize, piece: &Piece) -> Option<(usize, (u32, u32))> {
        let Piece::Cell(name, at) = piece else { return None };
        let sheet = name.map_or(Some(own), |name| self.sheets.get(name).copied())?;
        let Area { top, left, .. } = area(at, at);
        Some((sheet, (top, left)))
    }

    /// The rows of a sheet between the first and the last that a formula looks at.
    pub fn rows_on(&self, sheet: usize) -> RangeInclusive<u32> {
        let rows = || self.rows.get(sheet).into_iter().flatten().flatten();
        match (rows().map(|(from, _)| *from).min(), rows().map(|(_, to)| *to).max()) {
            _ if self.everything => 0..=u32::MAX,
            (Some(from), Some(to)) => from..=to,
            _ => RangeInclusive::new(1, 0),
        }
    }

    /// Whether a formula looks at a cell.
    pub fn looks_at(&self, sheet: usize, row: u32, column: u32) -> bool {
        let rows = self.rows.get(sheet).and_then(|columns| columns.get(column as usize));
        self.everything || rows.is_some_and(|rows| rows.is_some_and(|(from, to)| (from..=to).contains(&row)))
    }
}

/// The cells between two corners, from 0.
fn area(first: &Corner, last: &Corner) -> Area {
    let from_zero = |n: i32| u32::try_from(n - 1).unwrap_or(0);
    Area::new(from_zero(first.row), from_zero(first.column), from_zero(last.row), from_zero(last.column))
}
