//! Runs the stages in order. It knows no file format, rule or sheet.

mod audit;
mod queries;
mod campaign;
mod copied_returns;
mod copies;
mod feedback;
mod form_mail;
mod forms;
mod guard;
mod ingest;
mod manifest;
mod worker_client;
mod inbox;
mod named_files;
mod plan_effects;
mod plan_files;
mod plan_returns;
mod plan_steps;
mod opened;
mod page;
mod serve;
mod sheets;
mod stage;
mod status;
mod publish;
mod published;
mod recipients;
mod report;
mod results;
mod rollup;
mod worker_protocol;

pub(crate) use crate::explain::ExplanationLine;
pub(crate) use crate::feedback::FeedbackKind;
pub(crate) use audit::{AuditReport, PlanSince, SkippedCheck, audit, is_consolidated};
pub(crate) use campaign::*;
pub use campaign::{campaign, load, workbooks};
pub(crate) use copies::ensure_no_copy;
pub(crate) use feedback::{FeedbackOptions, FeedbackResult, feedback};
pub(crate) use form_mail::{form_mail, packed};
pub(crate) use forms::*;
pub(crate) use guard::{GuardedSystem, ReplacePolicy, is_among_returns};
pub(crate) use inbox::*;
pub use inbox::{arrivals, select_ledger};
pub use ingest::FileReply;
pub(crate) use manifest::MANIFEST;
pub(crate) use named_files::{CheckTarget, named_files};
pub(crate) use page::page;
pub(crate) use plan_effects::{PeriodChange, PlanEffects, StatusChange, plan_effects};
pub(crate) use plan_files::{LoadedPlan, convert_plan, is_plan_workbook, load_plan};
pub(crate) use publish::{PublishResult, publish};
pub(crate) use queries::*;
pub(crate) use recipients::{RecipientArchive, UnitFiles};
pub(crate) use report::written_report;
pub(crate) use rollup::{RollupFile, upward};
pub(crate) use serve::serve;
pub(crate) use stage::Stage;
pub(crate) use status::status;
pub(crate) use worker_client::WorkerClient;
pub use worker_protocol::WORKER;

use crate::check;
use crate::consolidate::{self, WorkbookPlace};
use crate::engine;
use crate::error::Error;
use crate::model::ledger::Ledger;
use crate::model::span::SpanName;
use crate::plan::Plan;
use crate::system::System;
use crate::workbook::address::{self, MAX_ROW};
use crate::workbook::{Sheet, Workbook};
use crate::write;
use copied_returns::copied_names;
use opened::{OpenCampaign, OpenOptions};
use results::save_result;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Folder of the results, inside the campaign folder.
pub(crate) const RESULTS: &str = "ket-qua";

/// Result of a merge.
pub struct MergeResult {
    /// The plan.
    pub plan: Plan,
    /// All that was read and found.
    pub ledger: Ledger,
    /// Path of the workbook that was written.
    pub path: PathBuf,
    /// The same workbook with the links of a published copy; empty unless it was requested.
    pub(crate) copy: Vec<u8>,
    /// Path under which the last workbook is kept. `None` unless somebody edited it.
    pub kept: Option<PathBuf>,
    /// Periods whose workbooks were not compared, because they cannot be read or are of another period.
    pub uncompared: Vec<SpanName>,
    /// Its cells that could not be computed, such as `'Tổng hợp'!I17`.
    pub uncomputed: Vec<String>,
    /// Published periods.
    pub published: Vec<SpanName>,
    /// Periods whose folder of published copies is only a part of a copy.
    pub partial_copies: Vec<SpanName>,
    /// Number of its cells without a link because the link exceeds Excel's length limit.
    pub unlinked: usize,
    /// Stages in order, with their end times since the program started.
    pub stages: Vec<(Stage, Duration)>,
}

/// Reads, selects and checks all returns of a campaign folder and writes the consolidated workbook of a span
/// (default: the latest period that more than one unit has reported). Nothing is written unless all stages succeed.
///
/// # Errors
///
/// Errors in plan or annex, no return at all, a period outside the plan, a file that cannot be written.
pub fn merge(system: &dyn System, folder: &Path, period: Option<SpanName>) -> Result<MergeResult, Error> {
    merge_period(system, folder, period, None)
}

/// Like [`merge`]. With the place of a copy the result also has the workbook as it is there.
///
/// # Errors
///
/// See [`merge`].
pub(crate) fn merge_period(
    system: &dyn System,
    folder: &Path,
    period: Option<SpanName>,
    copy_place: Option<WorkbookPlace>,
) -> Result<MergeResult, Error> {
    copies::ensure_no_copy(system, folder)?;
    let mut stages = Vec::new();
    let mut ended = |stage| stages.push((stage, system.elapsed()));
    let opened = OpenCampaign::open(system, folder, OpenOptions::of_results(period))?;
    ended(Stage::Plan);
    let span = opened.span;
    let (plan, arrivals) = opened.read_returns()?;
    ended(Stage::Read);
    let mut ledger = check::settle_span(&plan, arrivals, span)?;
    let uncompared = published::compare_with_earlier(system, folder, &plan, &mut ledger)?;
    ended(Stage::Check);
    let mut book = consolidate::build_consuming(&plan, &mut ledger)?;
    fits(&book)?;
    ended(Stage::Fill);
    let uncomputed = engine::fill(&mut book)?;
    consolidate::fit_rows(&plan, &mut book);
    let uncomputed = uncomputed.iter().map(|c| address::sheet(&c.sheet) + &c.cell).collect();
    ended(Stage::Evaluate);
    let unlinked = write::unlinked(&book);
    book.sealed = true;
    let as_copy = |place: WorkbookPlace| {
        let mut copy = book.clone();
        place.set_links(&mut copy, &copied_names(&plan, &ledger));
        write::into_bytes(copy)
    };
    let copy = copy_place.map(as_copy).transpose().map_err(Error::Workbook)?.unwrap_or_default();
    let bytes = write::into_bytes(book).map_err(Error::Workbook)?;
    ended(Stage::Write);
    let path = folder.join(RESULTS).join(format!("Tong-hop-{}.xlsx", ledger.span.name));
    let kept = save_result(system, &path, &bytes)?;
    ended(Stage::Save);
    let copies::PublishedSpans { whole: published, partial: partial_copies } =
        copies::PublishedSpans::of(system, folder, &plan);
    Ok(MergeResult {
        plan,
        ledger,
        path,
        copy,
        kept,
        uncompared,
        uncomputed,
        published,
        partial_copies,
        unlinked,
        stages,
    })
}

/// Checks that no sheet exceeds Excel's row limit: lists grow with the returns.
fn fits(book: &Workbook) -> Result<(), Error> {
    let rows = |sheet: &Sheet| sheet.cells.last_row().map_or(0, |row| row as usize + 1);
    match book.sheets.iter().find(|s| rows(s) > MAX_ROW as usize + 1) {
        Some(sheet) => Err(Error::TooManyRows { sheet: sheet.name.clone(), rows: rows(sheet) }),
        None => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::workbook::Style;

    #[test]
    fn sheet_beyond_excels_row_limit_is_named() {
        let mut sheet = Sheet::new("DS_3");
        sheet.text(MAX_ROW, 0, "dòng cuối", &Style::default());
        let mut book = Workbook::new("");
        book.add(sheet.clone());
        assert!(fits(&book).is_ok());
        sheet.text(MAX_ROW + 1, 0, "dòng thừa", &Style::default());
        book.add(sheet);
        let text = fits(&book).unwrap_err().text();
        assert!(text.vi.contains("“DS_3” sẽ có 1.048.577 dòng, Excel chỉ nhận tối đa 1.048.576"), "{}", text.vi);
        assert!(text.en.contains("'DS_3' would have 1,048,577 rows"), "{}", text.en);
    }
}
