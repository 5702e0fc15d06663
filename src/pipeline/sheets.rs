//! Workbooks that are no returns (plan, annex, consolidated workbook): their cells, read in a copy of the program as
//! returns are, so that a hostile one costs an error message; in this process where there is none.

use super::reader::{Setup, decoded, refused, set_up, start};
use crate::grid::looks::{Look, looks};
use crate::grid::{self, Grid, GridError};
use crate::limits::Limits;
use crate::model::text::Text;
use crate::world::World;
use std::time::Duration;

/// Cells of a workbook and what it hides.
pub(super) type Sheets = (Grid, Vec<Look>);

/// Reads a workbook's cells; with `hidden` also what it hides from the eye.
///
/// # Errors
/// What the file is instead, or the limit that it exceeds; one sentence.
pub(super) fn sheets(world: &dyn World, bytes: Vec<u8>, hidden: bool) -> Result<Sheets, Text> {
    let limits = world.limits();
    let own = |bytes: &[u8]| read(bytes, &limits, hidden).map_err(|e| e.message());
    let gone = |gone| refused(gone, &limits);
    let Some(mut worker) = start(world) else { return own(&bytes) };
    set_up(worker.as_mut(), &Setup::Sheets { limits: limits.clone(), hidden }).map_err(gone)?;
    let limit = Duration::from_secs(limits.file_seconds);
    worker.tell(&[&bytes], limit);
    let answer = worker.answer(limit).map_err(gone)?;
    decoded::<Result<Sheets, GridError>>(&answer).map_err(gone)?.map_err(|e| e.message())
}

/// The reading itself.
pub(super) fn read(bytes: &[u8], limits: &Limits, hidden: bool) -> Result<Sheets, GridError> {
    let grid = grid::open(bytes, limits)?;
    Ok((grid, if hidden { looks(bytes, limits)? } else { Vec::new() }))
}
