//! Reads the state of a campaign, as `merge` reads it, and writes nothing.

use super::copies::PublishedSpans;
use super::opened::{OpenCampaign, OpenOptions};
use crate::check;
use crate::error::Error;
use crate::model::ledger::Ledger;
use crate::model::span::SpanName;
use crate::plan::Plan;
use crate::system::System;
use std::path::Path;

/// The state of a campaign.
pub(crate) struct CampaignStatus {
    /// The plan.
    pub plan: Plan,
    /// All that was read and found.
    pub ledger: Ledger,
    /// Published spans.
    pub published: Vec<SpanName>,
    /// Spans whose folder of published copies is only a part of a copy.
    pub partial_copies: Vec<SpanName>,
}

/// Reads, selects and checks all returns of a campaign folder up to a period (default: as [`super::merge`]). A campaign
/// without a return is in the plan's first period.
///
/// # Errors
///
/// Errors in plan or annex, a period outside the plan, a folder that cannot be listed.
pub(crate) fn status(system: &dyn System, folder: &Path, period: Option<SpanName>) -> Result<CampaignStatus, Error> {
    let opened = OpenCampaign::open(system, folder, OpenOptions::of_results(period))?;
    let span = opened.span;
    let (plan, arrivals) = opened.read()?;
    let ledger = check::settle_span(&plan, arrivals, span)?;
    let PublishedSpans { whole, partial } = PublishedSpans::of(system, folder, &plan);
    Ok(CampaignStatus { plan, ledger, published: whole, partial_copies: partial })
}
