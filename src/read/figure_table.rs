//! The position of the table of figures: the heading row and the columns of code, label and figure.

use crate::grid::SheetGrid;

/// The position of the table of figures on its sheet.
pub struct FigureTable<'a> {
    /// The sheet.
    pub sheet: &'a SheetGrid,
    /// Row of the headings.
    pub heading: u32,
    pub(super) code: Option<u32>,
    pub(super) label: Option<u32>,
    pub(super) figure: u32,
}
