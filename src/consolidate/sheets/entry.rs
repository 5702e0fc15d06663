//! What a sheet of the consolidated workbook is: its names, its readers, where its content comes from, and how it is
//! drawn. The list of sheets is in `sheets/mod.rs`.

use super::super::context::SheetContext;
use super::super::error::ConsolidateError;
use crate::model::text::StaticText;
use crate::workbook::Sheet;
use crate::workbook::style::{ACCENT, GREY};

/// A sheet of the consolidated workbook, or the sheets of one kind that the plan lists.
pub(crate) struct SheetEntry {
    /// All names that it can have; no sheet of a plan may have one. Empty if the plan names the sheets.
    pub names: &'static [StaticText],
    /// Its readers.
    pub audience: SheetAudience,
    /// The source of its content.
    pub origin: SheetOrigin,
    /// How it is drawn.
    pub drawing: SheetDrawing,
}

/// The readers of a sheet.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum SheetAudience {
    /// Everyone who signs or reads the report.
    Report,
    /// Those who follow up or audit it.
    Details,
}

impl SheetAudience {
    /// Returns the colour of the tab.
    pub(crate) fn tab(self) -> u32 {
        match self {
            SheetAudience::Report => ACCENT,
            SheetAudience::Details => GREY,
        }
    }
}

/// The source of a sheet's content, for an audit without the returns.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum SheetOrigin {
    /// Plan, annex and other sheets of the workbook: the sheet can be recomputed from the workbook.
    Workbook,
    /// Details of the returns that no other sheet has.
    Returns,
}

/// Draws one sheet.
type DrawSheet = fn(&SheetContext) -> Result<Sheet, ConsolidateError>;

/// How a sheet is drawn.
pub(crate) enum SheetDrawing {
    /// There is one.
    One(DrawSheet),
    /// The plan lists several; each is drawn by its index.
    Each {
        /// Lists the sheets, each with its number of rows if it grows with the returns: the largest is drawn first.
        rows: fn(&SheetContext) -> Vec<u32>,
        /// Draws the sheet with this index.
        draw: fn(&SheetContext, usize) -> Result<Sheet, ConsolidateError>,
    },
}
