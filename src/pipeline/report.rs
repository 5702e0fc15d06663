//! Writes the report in words as a Word document. Its texts are the values of the sheet "Báo cáo" of the same workbook
//! that `merge` writes.

use super::RESULTS;
use super::copies::ensure_no_copy;
use super::opened::{OpenCampaign, OpenOptions, computed_workbook};
use super::results::save_as;
use crate::check;
use crate::consolidate::{self, ReportBlock};
use crate::document::{self, DocumentInfo};
use crate::error::Error;
use crate::model::ledger::{Ledger, ReturnStatus};
use crate::model::span::{PeriodSpan, SpanName};
use crate::plan::Plan;
use crate::system::System;
use std::path::{Path, PathBuf};

/// The result of writing the report.
pub(crate) struct ReportFile {
    /// The span of the report.
    pub report: PeriodSpan,
    /// The file.
    pub path: PathBuf,
    /// Path under which the last file is kept. `None` unless somebody edited it.
    pub kept: Option<PathBuf>,
    /// The number of paragraphs and items, and of tables.
    pub blocks: (usize, usize),
    /// The number of returns that are due in the span, one for each unit and period, and how many of them are counted.
    pub returns: (usize, usize),
    /// The units of which a return is missing or on hold, with the period in a longer span.
    pub uncounted: Vec<String>,
}

/// Writes the report in words of a span as `ket-qua/Bao-cao-<span>.docx`, or as `output`.
///
/// # Errors
///
/// See [`super::merge`]; the plan has no report.
pub(crate) fn written_report(
    system: &dyn System,
    folder: &Path,
    period: Option<SpanName>,
    output: Option<&Path>,
) -> Result<ReportFile, Error> {
    if output.is_none() {
        ensure_no_copy(system, folder)?;
    }
    let opened = OpenCampaign::open(system, folder, OpenOptions::of_results(period))?;
    let span = opened.span;
    let (plan, arrivals) = opened.read_returns()?;
    if plan.report.is_empty() {
        return Err(Error::NoReportInPlan);
    }
    let ledger = check::settle_span(&plan, arrivals, span)?;
    let book = computed_workbook(&plan, &ledger)?;
    let report = consolidate::written_report(&plan, &ledger, &book).ok_or(Error::NoReportInPlan)?;
    let info = DocumentInfo { author: &plan.info.issuer_short, created: plan.info.date };
    let bytes = document::docx(&report, &info).map_err(Error::Workbook)?;
    let usual = folder.join(RESULTS).join(format!("Bao-cao-{}.docx", ledger.span.name));
    let (path, kept) = save_as(system, output, usual, &bytes)?;
    let tables = report.blocks.iter().filter(|block| matches!(block, ReportBlock::Table(_))).count();
    let (due, uncounted) = returns(&plan, &ledger);
    Ok(ReportFile {
        report: ledger.span,
        path,
        kept,
        blocks: (report.blocks.len() - tables, tables),
        returns: (due, due - uncounted.len()),
        uncounted,
    })
}

/// Returns the number of returns that are due in the span, and the units and periods of those that are not counted.
fn returns(plan: &Plan, ledger: &Ledger) -> (usize, Vec<String>) {
    let (mut due, mut uncounted) = (0, Vec::new());
    for (unit, ordinal, state) in ledger.due_in_span(plan.first) {
        due += 1;
        if let Some(unit) = plan.units.get(unit).filter(|_| state != ReturnStatus::Counted) {
            let name = &unit.name;
            let period = plan.first.plus(ordinal as i32 - 1);
            let is_single = ledger.span.is_single();
            uncounted.push(if is_single {
                name.clone()
            } else {
                format!("{name} ({})", period.in_sentence(plan.language))
            });
        }
    }
    (due, uncounted)
}
