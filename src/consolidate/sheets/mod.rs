//! One file a sheet (or kind of sheet), in the order of the workbook.

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
mod words;

pub use checks::at as checked_at;
pub use findings::draw as findings_sheet;
pub use overview::progress;

use super::{ConsolidateError, Context};
use crate::book::Sheet;
use crate::book::style::{ACCENT, GREY};

/// All sheets in order.
pub fn all(context: &Context) -> Result<Vec<Sheet>, ConsolidateError> {
    let mut sheets = vec![overview::sheet(context)];
    for (index, spec) in context.plan.sheets.iter().enumerate() {
        sheets.push(grid::sheet(context, index, spec)?);
    }
    sheets.push(indicators::sheet(context));
    sheets.push(series::sheet(context)?);
    let signed = sheets.len();
    sheets.push(data::sheet(context)?);
    sheets.push(checks::sheet(context)?);
    for index in 0..context.plan.rosters.len() {
        sheets.push(roster::sheet(context, index)?);
    }
    sheets.push(findings::sheet(context));
    sheets.push(sources::sheet(context));
    sheets.push(traces::sheet(context));
    sheets.push(narratives::sheet(context));
    sheets.push(annex::sheet(context)?);
    sheets.push(words::sheet(context)?);
    for (index, sheet) in sheets.iter_mut().enumerate() {
        sheet.tab = Some(if index < signed { ACCENT } else { GREY });
    }
    Ok(sheets)
}
