//! Makes the roll-up, the file that a province sends to the level above.

use super::RESULTS;
use super::copies::ensure_no_copy;
use super::opened::{OpenCampaign, OpenOptions};
use super::results::save_as;
use crate::check;
use crate::consolidate::privacy::{self, LeftOutItem};
use crate::consolidate::{self, rollup};
use crate::engine;
use crate::error::Error;
use crate::model::ledger::ReturnStatus;
use crate::model::span::{PeriodSpan, SpanName};
use crate::system::System;
use crate::write;
use std::path::{Path, PathBuf};

/// The result of the roll-up.
pub(crate) struct RollupFile {
    /// The span that is reported.
    pub report: PeriodSpan,
    /// The file.
    pub path: PathBuf,
    /// Path under which the last file is kept. `None` unless somebody edited it.
    pub kept: Option<PathBuf>,
    /// The number of removed rows with personal data.
    pub rows: usize,
    /// What else was removed.
    pub left_out: Vec<LeftOutItem>,
    /// The number of returns that are due, and how many of them are counted: one for each unit and period.
    pub returns: (usize, usize),
}

/// Builds the consolidated workbook of a period as a return for the level above, without personal data, and saves it as
/// `ket-qua/Gui-cap-tren-<period>.xlsx` or as `output`.
///
/// # Errors
///
/// See [`super::merge`].
pub(crate) fn upward(
    system: &dyn System,
    folder: &Path,
    period: Option<SpanName>,
    output: Option<&Path>,
) -> Result<RollupFile, Error> {
    if output.is_none() {
        ensure_no_copy(system, folder)?;
    }
    let opened = OpenCampaign::open(system, folder, OpenOptions::of_results(period))?;
    let span = opened.span;
    // The form has room for a month, a quarter or a half-year.
    if let Some(longer) = span.map(|report| report.span).filter(|span| span.cycle().is_none()) {
        return Err(Error::NoFormForSpan { span: longer, cycle: opened.plan.cycle() });
    }
    let (mut plan, arrivals) = opened.read_returns()?;
    // Remarks are of this level, and may be about persons.
    let remarks = plan.remarks.len();
    plan.remarks.clear();
    let settled = check::settle_span(&plan, arrivals, span)?;
    if settled.report < settled.span.last {
        return Err(Error::SpanNotOver { span: settled.span, reported: settled.report });
    }
    let (ledger, left_out) = privacy::for_level_above(&mut plan, settled, remarks);
    let mut book = rollup::book(&plan, &ledger, &left_out)?;
    engine::fill(&mut book)?;
    consolidate::fit_rows(&plan, &mut book);
    let rows = rollup::strip(&plan, &ledger, &mut book);
    book.sealed = true;
    let bytes = write::into_bytes(book).map_err(Error::Workbook)?;
    let usual = folder.join(RESULTS).join(format!("Gui-cap-tren-{}.xlsx", ledger.span.name));
    let (path, kept) = save_as(system, output, usual, &bytes)?;
    let states: Vec<ReturnStatus> = ledger.due_in_span(plan.first).map(|(.., state)| state).collect();
    let counted = states.iter().filter(|state| **state == ReturnStatus::Counted).count();
    Ok(RollupFile { report: ledger.span, path, kept, rows, left_out, returns: (states.len(), counted) })
}
