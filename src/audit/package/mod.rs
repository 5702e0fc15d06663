//! Compares what two packages say besides the contents of their cells. Everything that differs is a difference, unless a
//! listed rule knows that programs change it when they save (`docs/audit.md`). A part that no program wrote again is
//! compared piece by piece.

mod facts;
mod looks;
mod pieces;
mod saved;

pub use saved::{LossKind, SavedAgain, SavingLoss};

use super::difference::Difference;
use super::rows::RowAlignment;
use crate::grid::Grid;
use crate::grid::facts::PackageFacts;

/// Two packages, with the alignment of the rows of each sheet that both have.
pub(crate) struct PackagePair<'a> {
    /// What `merge` writes.
    pub expected: &'a PackageFacts,
    /// The audited file.
    pub actual: &'a PackageFacts,
    /// True if the audited file is as the program wrote it.
    pub is_as_written: bool,
    /// The cells of what `merge` writes.
    pub grid: &'a Grid,
    /// Row alignments by name of the sheet.
    pub rows: Vec<(&'a str, &'a RowAlignment)>,
}

impl PackagePair<'_> {
    /// Returns the row alignment of a sheet; `None` if only one package has the sheet.
    fn rows_of(&self, sheet: &str) -> Option<&RowAlignment> {
        self.rows.iter().find(|(name, _)| *name == sheet).map(|(_, rows)| *rows)
    }
}

/// Adds the differences of two packages to those of their cells. Returns what the program that saved the file again
/// lost; `None` if the file is as `merge` wrote it but for single parts.
pub(super) fn compare(pair: &PackagePair<'_>, differences: &mut Vec<Difference>) -> Option<SavedAgain> {
    let mut saved = saved::SavedAgain::detect(pair);
    facts::compare(pair, saved.as_mut(), differences);
    looks::compare(pair, saved.as_mut(), differences);
    saved
}

/// Adds the pieces of parts that differ without another difference that explains them. Only for a file that no program
/// saved again, compared with the very workbook that `merge` writes.
pub(super) fn compare_pieces(expected: &PackageFacts, actual: &PackageFacts, differences: &mut Vec<Difference>) {
    pieces::compare(expected, actual, differences);
}
