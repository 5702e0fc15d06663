//! Makes the roll-up, the file that a province sends to the level above.

use super::RESULTS;
use super::campaign::*;
use super::inbox::*;
use crate::check;
use crate::consolidate::rollup;
use crate::engine;
use crate::error::Error;
use crate::model::ledger::ReturnStatus;
use crate::model::period::Period;
use crate::model::received_file::ReadingOutcome;
use crate::system::System;
use crate::write;
use std::path::{Path, PathBuf};

/// The result of the roll-up.
pub struct RollupFile {
    /// The report period.
    pub report: Period,
    /// The file.
    pub path: PathBuf,
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
    world: &dyn System,
    folder: &Path,
    period: Option<Period>,
    output: Option<&Path>,
) -> Result<RollupFile, Error> {
    let inbox = ReturnInbox::of(world, folder);
    let plan = campaign(world, folder)?;
    ensure_annex_valid(&plan)?;
    if let Some(period) = period.filter(|q| !(plan.first..=plan.last).contains(q)) {
        return Err(Error::UnknownPeriod { period, first: plan.first, last: plan.last });
    }
    let arrivals = inbox.read(&plan)?;
    if arrivals.iter().all(|a| !matches!(a.outcome, ReadingOutcome::Returns(_))) {
        return Err(Error::NoReturns { folder: folder.join(RETURNS), findings: Vec::new() });
    }
    let ledger =
        check::settle_and_check(&plan, arrivals, period).map_err(|e| Error::internal("check")(e.to_string()))?;
    let ledger = rollup::without_persons(&plan, &ledger);
    let internal = Error::internal("consolidate");
    let mut book = rollup::book(&plan, &ledger).map_err(|e| internal(e.to_string()))?;
    engine::fill(&mut book)?;
    let left_out = rollup::strip(&plan, &ledger, &mut book);
    let bytes = write::into_bytes(book).map_err(Error::Workbook)?;
    let usual = || folder.join(RESULTS).join(format!("Gui-cap-tren-{}.xlsx", ledger.report));
    let path = output.map_or_else(usual, Path::to_path_buf);
    world.save(&path, &bytes).map_err(Error::Write)?;
    let last = usize::try_from(ledger.report.ordinal(plan.first) - 1).unwrap_or(0);
    let counted = ledger.slots.iter().filter(|s| s.get(last).is_some_and(|s| s.state == ReturnStatus::Counted)).count();
    Ok(RollupFile { report: ledger.report, path, left_out, units: (plan.units.len(), counted) })
}
