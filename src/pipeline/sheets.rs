//! Reads workbooks that are not returns (plan, annex, consolidated workbook). A worker reads them like returns, so that
//! a hostile file gives only an error message; without workers this process reads them.

use super::worker_protocol::{WorkbookDetail, WorkerSetup, configure_worker, decoded, failure_text, start};
use crate::grid::facts::{PackageFacts, find_facts, find_links};
use crate::grid::hidden::{HiddenContent, find_hidden};
use crate::grid::large_sheets::without_large_sheets;
use crate::grid::{self, Grid, GridError};
use crate::limits::Limits;
use crate::model::text::BilingualText;
use crate::plan::sheet_names;
use crate::system::System;
use crate::system::watchdog::TimeLimit;

/// The cells of a workbook, its hidden content, and the facts of its package.
pub(super) type GridWithHidden = (Grid, Vec<HiddenContent>, PackageFacts);

/// Reads a workbook's cells under the limits on a file that people send.
///
/// # Errors
///
/// The actual kind of the file, or the limit that it exceeds, in one sentence.
pub(super) fn sheets(system: &dyn System, bytes: Vec<u8>) -> Result<Grid, BilingualText> {
    read_apart(system, &bytes, &system.limits(), WorkbookDetail::Cells).map(|(grid, ..)| grid)
}

/// Reads a consolidated workbook.
///
/// # Errors
///
/// As [`sheets`].
pub(super) fn consolidated_sheets(
    system: &dyn System,
    bytes: &[u8],
    detail: WorkbookDetail,
) -> Result<GridWithHidden, BilingualText> {
    read_apart(system, bytes, &system.limits().of_results(), detail)
}

/// Reads a workbook in a worker.
///
/// # Errors
///
/// The actual kind of the file, or the limit that it exceeds, in one sentence.
fn read_apart(
    system: &dyn System,
    bytes: &[u8],
    limits: &Limits,
    detail: WorkbookDetail,
) -> Result<GridWithHidden, BilingualText> {
    let own = |bytes: &[u8]| read(bytes, limits, detail).map_err(|e| e.message());
    let gone = |gone| failure_text(gone, limits);
    let Some(mut worker) = start(system, limits) else { return own(bytes) };
    configure_worker(worker.as_mut(), &WorkerSetup::Sheets { limits: limits.clone(), detail }).map_err(gone)?;
    let limit = TimeLimit::of_processor_seconds(limits.file_seconds);
    worker.send(&[bytes], limit);
    let answer = worker.receive(limit).map_err(gone)?;
    decoded::<Result<GridWithHidden, GridError>>(&answer).map_err(gone)?.map_err(|e| e.message())
}

/// Reads in the current process; see [`sheets`].
pub(super) fn read(bytes: &[u8], limits: &Limits, detail: WorkbookDetail) -> Result<GridWithHidden, GridError> {
    Ok(match detail {
        WorkbookDetail::Cells => (grid::open(bytes, limits)?, Vec::new(), PackageFacts::default()),
        WorkbookDetail::Lists => {
            let lists = [sheet_names::SOURCES, sheet_names::WORDS].map(|name| [name.vi, name.en]);
            let small = without_large_sheets(bytes, lists.as_flattened())?;
            (grid::open(&small, limits)?, Vec::new(), find_links(bytes, limits)?)
        }
        WorkbookDetail::All => (grid::open(bytes, limits)?, find_hidden(bytes, limits)?, find_facts(bytes, limits)?),
    })
}
