//! The sheets of the consolidated workbook: one file for each sheet or kind of sheet, in the order of the workbook.

mod annex;
mod checks;
mod data;
mod findings;
mod grid;
mod indicators;
mod letterhead;
mod narratives;
mod overview;
mod roster;
mod series;
pub mod sources;
mod traces;
pub mod upward;
mod words;

pub use checks::rules_and_unit_at as checked_at;
pub use findings::draw as findings_sheet;
pub use overview::progress;

use super::{ConsolidateError, SheetContext};
use crate::parallel;
use crate::workbook::Sheet;
use crate::workbook::style::{ACCENT, GREY};

/// A function that builds a sheet.
type DrawSheet<'a> = Box<dyn Fn(&SheetContext) -> Result<Sheet, ConsolidateError> + Sync + 'a>;

/// Builds all sheets, in order.
pub fn all(context: &SheetContext) -> Result<Vec<Sheet>, ConsolidateError> {
    // The number is the row count of sheets that grow with the rosters: the largest are built first.
    let mut draw: Vec<(u32, DrawSheet)> = vec![(0, Box::new(|c| Ok(overview::sheet(c))))];
    for (index, spec) in context.plan.sheets.iter().enumerate() {
        draw.push((0, Box::new(move |c| grid::sheet(c, index, spec))));
    }
    draw.push((0, Box::new(|c| Ok(indicators::sheet(c)))));
    draw.push((0, Box::new(series::sheet)));
    let signed = draw.len();
    draw.push((0, Box::new(data::sheet)));
    draw.push((0, Box::new(checks::sheet)));
    for (index, roster) in context.layout.rosters.iter().enumerate() {
        draw.push((roster.empty_row(), Box::new(move |c| roster::sheet(c, index))));
    }
    draw.push((0, Box::new(|c| Ok(findings::sheet(c)))));
    draw.push((0, Box::new(|c| Ok(sources::sheet(c)))));
    draw.push((0, Box::new(|c| Ok(traces::sheet(c)))));
    draw.push((0, Box::new(|c| Ok(narratives::sheet(c)))));
    draw.push((0, Box::new(annex::sheet)));
    draw.push((0, Box::new(words::sheet)));
    let drawn = parallel::map_largest_first(
        &draw,
        |(rows, _)| *rows as usize,
        |(_, draw)| {
            let mut sheet = draw(context)?;
            sheet.cells.shrink_to_fit();
            Ok::<_, ConsolidateError>(sheet)
        },
    );
    let mut sheets = drawn.into_iter().collect::<Result<Vec<_>, _>>()?;
    for (index, sheet) in sheets.iter_mut().enumerate() {
        sheet.tab = Some(if index < signed { ACCENT } else { GREY });
    }
    Ok(sheets)
}
