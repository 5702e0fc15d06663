//! The sheets of the consolidated workbook: one file for each sheet or kind of sheet, listed in the order of the
//! workbook.

mod annex;
mod board;
mod checks;
mod column_index;
mod data;
mod data_headings;
mod earlier_cells;
mod entry;
mod findings;
mod follow_up;
mod grid;
mod grid_look;
mod grid_parts;
mod ranked;
mod heirs;
mod dissolved;
mod indicators;
mod letterhead;
mod list_sheet;
mod movements;
mod narratives;
mod overview;
mod roster;
mod row_note;
mod sentence;
mod series;
pub(crate) mod sources;
mod traces;
mod written;
pub(crate) mod rollup;
mod dictionary;

pub(super) use checks::rules_and_unit_at as checked_at;
pub(crate) use dissolved::DISSOLVED;
pub(crate) use findings::draw as findings_sheet;
pub(crate) use overview::{HeadlineFigure, UnitHeadline};
pub(super) use overview::{progress, unit_headlines};
pub(super) use series::unit_course;
pub(crate) use written::{ReportBlock, ReportTable, WrittenReport, fit_rows, written_report};

use super::{ConsolidateError, SheetContext};
use crate::model::text::StaticText;
use crate::parallel;
use crate::workbook::Sheet;
use entry::{SheetDrawing, SheetEntry, SheetOrigin};

/// The sheets in the order of the workbook.
const SHEETS: [&SheetEntry; 17] = [
    &overview::SHEET,
    &grid::SHEETS,
    &indicators::SHEET,
    &series::SHEET,
    &movements::SHEET,
    &follow_up::SHEET,
    &written::SHEET,
    &data::SHEET,
    &checks::SHEET,
    &roster::SHEETS,
    &findings::SHEET,
    &sources::SHEET,
    &traces::SHEET,
    &narratives::SHEET,
    &board::SHEET,
    &annex::SHEET,
    &dictionary::SHEET,
];

/// Returns the names that no sheet of a plan may have.
pub fn names() -> Vec<StaticText> {
    SHEETS.iter().flat_map(|entry| entry.names).copied().collect()
}

/// Returns true if the cells of a sheet can be recomputed from the other sheets of the workbook, without the returns.
pub(crate) fn is_recomputable(name: &str) -> bool {
    !SHEETS.iter().any(|entry| entry.origin == SheetOrigin::Returns && entry.names.iter().any(|own| own.is(name)))
}

/// Builds all sheets, in order.
pub(super) fn all(context: &SheetContext) -> Result<Vec<Sheet>, ConsolidateError> {
    let mut drawings = Vec::new();
    for entry in SHEETS {
        match entry.drawing {
            SheetDrawing::One(_) => drawings.push((entry, 0, 0)),
            SheetDrawing::Each { rows, .. } => {
                drawings.extend(rows(context).into_iter().enumerate().map(|(index, rows)| (entry, index, rows)));
            }
        }
    }

    let drawn = parallel::map_largest_first(
        &drawings,
        |(_, _, rows)| *rows as usize,
        |(entry, index, _)| {
            let mut sheet = match entry.drawing {
                SheetDrawing::One(draw) => draw(context)?,
                SheetDrawing::Each { draw, .. } => draw(context, *index)?,
            };
            sheet.cells.shrink_to_fit();
            sheet.tab = Some(entry.audience.tab());
            Ok::<_, ConsolidateError>(sheet)
        },
    );
    drawn.into_iter().collect()
}
