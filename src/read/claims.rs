//! Which cells of a file the reader has used. Every place of the reader that takes a cell claims it; what is left is
//! compared with the printed texts and reported by [`super::unclaimed`].

use crate::grid::{Grid, SheetGrid};

/// What became of a cell.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    /// A figure, header value, roster cell, narrative or note.
    Taken,
    /// Named by a finding.
    Reported,
    /// A text or figure that the form prints.
    Printed,
}

/// The claims of a file, in the order in which they were made.
#[derive(Debug, Default)]
pub(super) struct ClaimList {
    claims: Vec<(usize, (u32, u32), Claim)>,
}

impl ClaimList {
    /// Claims a cell of the sheet with this index.
    pub(super) fn add(&mut self, sheet: usize, at: (u32, u32), claim: Claim) {
        self.claims.push((sheet, at, claim));
    }

    /// Claims all cells of a sheet.
    pub(super) fn add_sheet(&mut self, index: usize, sheet: &SheetGrid, claim: Claim) {
        self.claims.extend(sheet.cells.keys().map(|at| (index, *at, claim)));
    }

    /// Adds the claims of another list.
    pub(super) fn append(&mut self, mut other: ClaimList) {
        self.claims.append(&mut other.claims);
    }

    /// Returns the claims of each sheet by place, one for each cell: the first of [`Claim`]'s order.
    pub(super) fn by_sheet(mut self, grid: &Grid) -> Vec<Vec<((u32, u32), Claim)>> {
        // Not unstable: most claims are made in order, and this sort is fast for such runs.
        self.claims.sort();
        self.claims.dedup_by_key(|(sheet, at, _)| (*sheet, *at));
        let mut out = vec![Vec::new(); grid.sheets.len()];
        for (sheet, at, claim) in self.claims {
            if let Some(list) = out.get_mut(sheet) {
                list.push((at, claim));
            }
        }
        out
    }
}

/// Returns the index of a sheet of the grid.
pub(super) fn index_of(grid: &Grid, sheet: &SheetGrid) -> usize {
    grid.sheets.iter().position(|s| std::ptr::eq(s, sheet)).unwrap_or(usize::MAX)
}
