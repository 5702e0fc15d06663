//! Makes the roll-up, the file that a province sends to the level above.

use super::RESULTS;
use super::opened::{OpenCampaign, OpenOptions};
use super::results::save_result;
use crate::check;
use crate::consolidate::{self, rollup};
use crate::engine;
use crate::error::Error;
use crate::model::ledger::ReturnStatus;
use crate::model::period::Period;
use crate::system::System;
use crate::write;
use std::path::{Path, PathBuf};

/// The result of the roll-up.
pub struct RollupFile {
    /// The report period.
    pub report: Period,
    /// The file.
    pub path: PathBuf,
    /// Path under which the last file is kept. `None` unless somebody edited it.
    pub kept: Option<PathBuf>,
    /// The number of removed rows with personal data.
    pub left_out: usize,
    /// The number of units of the plan, and how many of them are counted in the period.
    pub units: (usize, usize),
}

/// Builds the consolidated workbook of a period as a return for the level above, without personal data, and saves it as
/// `ket-qua/Gui-cap-tren-<period>.xlsx` or as `output`.
///
/// # Errors
///
/// See [`super::merge`].
pub fn upward(
    system: &dyn System,
    folder: &Path,
    period: Option<Period>,
    output: Option<&Path>,
) -> Result<RollupFile, Error> {
    let (mut plan, arrivals) = OpenCampaign::open(system, folder, OpenOptions::of_results(period))?.read_returns()?;
    // Remarks are of this level, and may be about persons.
    plan.remarks.clear();
    let ledger = rollup::without_persons(&plan, &check::settle_and_check(&plan, arrivals, period)?);
    let mut book = rollup::book(&plan, &ledger)?;
    engine::fill(&mut book)?;
    consolidate::fit_rows(&plan, &mut book);
    let left_out = rollup::strip(&plan, &ledger, &mut book);
    book.sealed = true;
    let bytes = write::into_bytes(book).map_err(Error::Workbook)?;
    let usual = folder.join(RESULTS).join(format!("Gui-cap-tren-{}.xlsx", ledger.report));
    let (path, kept) = match output {
        // The user names the file to be written.
        Some(output) => {
            system.save(output, &bytes).map_err(Error::Write)?;
            (output.to_path_buf(), None)
        }
        None => {
            let kept = save_result(system, &usual, &bytes)?;
            (usual, kept)
        }
    };
    let last = usize::try_from(ledger.report.ordinal(plan.first) - 1).unwrap_or(0);
    let counted = ledger.slots.iter().filter(|s| s.get(last).is_some_and(|s| s.state == ReturnStatus::Counted)).count();
    let due = (0..plan.units.len()).filter(|unit| plan.reports(*unit, ledger.report)).count();
    Ok(RollupFile { report: ledger.report, path, kept, left_out, units: (due, counted) })
}
