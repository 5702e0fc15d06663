//! Reads workbooks that are not returns (plan, annex, consolidated workbook). A worker reads them like returns, so that
//! a hostile file gives only an error message; without workers this process reads them.

use super::reader::{Setup, decoded, refused, set_up, start};
use crate::grid::looks::{Look, looks};
use crate::grid::{self, Grid, GridError};
use crate::limits::Limits;
use crate::model::text::Text;
use crate::world::World;
use std::time::Duration;

/// The cells of a workbook, and its hidden content.
pub(super) type Sheets = (Grid, Vec<Look>);

/// Reads a workbook's cells and, with `hidden`, its hidden content.
///
/// # Errors
///
/// The actual kind of the file, or the limit that it exceeds, in one sentence.
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

/// Reads in the current process; see [`sheets`].
pub(super) fn read(bytes: &[u8], limits: &Limits, hidden: bool) -> Result<Sheets, GridError> {
    let grid = grid::open(bytes, limits)?;
    Ok((grid, if hidden { looks(bytes, limits)? } else { Vec::new() }))
}
