//! Opens a campaign for a run: its workers start, its plan is loaded, and what the command requires is checked.

use super::campaign::{RETURNS, campaign, ensure_annex_valid};
use super::inbox::ReturnInbox;
use crate::consolidate;
use crate::engine;
use crate::error::Error;
use crate::model::ledger::Ledger;
use crate::model::received_file::{ReadingOutcome, ReceivedFile};
use crate::model::span::{ReportSpan, SpanName};
use crate::plan::Plan;
use crate::system::System;
use crate::workbook::Workbook;
use std::path::{Path, PathBuf};

/// Whether the annex must pass the rules of the plan.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum AnnexPolicy {
    /// It is used as it is.
    #[default]
    Unchecked,
    /// An error in it stops the command.
    Checked,
}

/// What a command requires of a campaign.
#[derive(Copy, Clone, Default)]
pub(super) struct OpenOptions<'p> {
    /// The span that is reported, which must be one of the plan.
    pub(super) period: Option<SpanName>,
    /// Whether the annex is checked.
    pub(super) annex: AnnexPolicy,
    /// The folder of the returns, if it is not that of the campaign.
    pub(super) returns: Option<&'p Path>,
}

impl OpenOptions<'_> {
    /// Returns the options of everything that is built from the campaign as `merge` reads it.
    pub(super) fn of_results(period: Option<SpanName>) -> Self {
        OpenOptions { period, annex: AnnexPolicy::Checked, returns: None }
    }
}

/// A campaign whose returns are ready to be read.
pub(super) struct OpenCampaign<'a> {
    /// The plan.
    pub(super) plan: Plan,
    /// The span that is reported, if one was requested.
    pub(super) span: Option<ReportSpan>,
    returns: PathBuf,
    inbox: ReturnInbox<'a>,
}

impl<'a> OpenCampaign<'a> {
    /// Opens the campaign of a folder. The workers start before the plan is loaded, to save time.
    ///
    /// # Errors
    ///
    /// Errors in plan or annex, a period outside the plan.
    pub(super) fn open(system: &'a dyn System, folder: &Path, options: OpenOptions) -> Result<Self, Error> {
        let returns = options.returns.map_or_else(|| folder.join(RETURNS), Path::to_path_buf);
        let inbox = ReturnInbox::in_folder(system, folder, &returns);
        let plan = campaign(system, folder)?;
        if options.annex == AnnexPolicy::Checked {
            ensure_annex_valid(&plan)?;
        }
        let unknown = |period| Error::UnknownPeriod { period, spans: plan.spans() };
        let span = options.period.map(|name| plan.span(name).ok_or_else(|| unknown(name))).transpose()?;
        Ok(OpenCampaign { plan, span: span.map(ReportSpan::from), returns, inbox })
    }

    /// Reads all files in the folder of the returns.
    ///
    /// # Errors
    ///
    /// The folder cannot be listed.
    pub(super) fn read(self) -> Result<(Plan, Vec<ReceivedFile>), Error> {
        let arrivals = self.inbox.read(&self.plan)?;
        Ok((self.plan, arrivals))
    }

    /// Reads all files, of which at least one must be a return.
    ///
    /// # Errors
    ///
    /// The folder cannot be listed, or has no return; then with the reasons.
    pub(super) fn read_returns(self) -> Result<(Plan, Vec<ReceivedFile>), Error> {
        let folder = self.returns.clone();
        let (plan, arrivals) = self.read()?;
        if has_returns(&arrivals) {
            return Ok((plan, arrivals));
        }
        let reasons = arrivals.iter().filter_map(|arrival| arrival.outcome.fault().cloned());
        Err(Error::NoReturns { folder, findings: reasons.collect() })
    }
}

/// Returns true if at least one of the files is a return.
pub(super) fn has_returns(arrivals: &[ReceivedFile]) -> bool {
    arrivals.iter().any(|arrival| matches!(arrival.outcome, ReadingOutcome::Returns(_)))
}

/// Builds the consolidated workbook of a ledger and computes its values.
///
/// # Errors
///
/// A fault of the plan or the program.
pub(super) fn computed_workbook(plan: &Plan, ledger: &Ledger) -> Result<Workbook, Error> {
    let mut book = consolidate::book(plan, ledger)?;
    engine::fill(&mut book)?;
    consolidate::fit_rows(plan, &mut book);
    Ok(book)
}
