//! Audits a consolidated workbook: finds the plan and the returns that it was made from, builds it again and compares.
//! Each difference gets its part: touched, following from that, a remark of the board, returns, or the plan.

mod earlier;
mod follow;
mod lost;
mod quick;
mod sources;
mod subject;
mod unlisted_events;

use super::campaign::{campaign, find_campaign_dir, is_campaign, read_consolidated};
use super::copied_returns::copied_names;
use super::copies::published_copy;
use super::ingest::hash;
use super::opened::has_returns;
use super::sheets::consolidated_sheets;
use super::worker_protocol::WorkbookDetail;
use crate::audit::cause::{Cause, EventsThen};
use crate::audit::remark::mark_remarks;
use crate::audit::{self, Audit, AuditedWorkbook, Difference, DifferenceKind, DifferencePart, FilesSince, SetApart};
use crate::check;
use crate::consolidate::{self, reader::ConsolidatedReader};
use crate::engine;
use crate::error::Error;
use crate::grid::large_sheets::has_large_sheet;
use crate::grid::{self, FileKind};
use crate::limits::Limits;
use crate::model::ledger::Ledger;
use crate::model::period::Period;
use crate::model::span::{PeriodSpan, ReportSpan};
use crate::model::text::BilingualText;
use crate::plan::{Plan, sheet_names};
use crate::read as reading;
use crate::system::System;
use crate::workbook::Workbook;
use crate::write;
use earlier::EarlierAudit;
pub(crate) use earlier::SkippedCheck;
pub(crate) use sources::PlanSince;
use sources::{AuditSources, ListedReturns};
use std::path::{Path, PathBuf};
use unlisted_events::{EarlierEvents, earlier_events};

/// An audit, and the checks that were skipped.
type ComparedAudit = (Audit, Vec<SkippedCheck>);

/// Result of an audit, with the data that it is based on.
pub(crate) struct AuditReport {
    /// The comparison.
    pub audit: Audit,
    /// Span that the workbook was merged for.
    pub merged: PeriodSpan,
    /// Span that is selected in it.
    pub chosen: PeriodSpan,
    /// Date of the plan, for the document properties of a report.
    pub created: (i32, u32, u32),
    /// Folder of the returns. `None` if the workbook was compared with its own data.
    pub returns: Option<PathBuf>,
    /// Changes among the files since the workbook was built.
    pub since: FilesSince,
    /// What changed in the plan since the workbook was built.
    pub plan: PlanSince,
    /// Checks of what it says of earlier workbooks that were skipped.
    pub unchecked: Vec<SkippedCheck>,
    /// Files of the published copy that are not as its manifest lists them.
    pub copy_faults: Vec<String>,
}

impl AuditReport {
    /// Returns the differences of a part.
    pub(crate) fn of_part(&self, part: DifferencePart) -> impl Iterator<Item = &Difference> {
        self.audit.differences.iter().filter(move |difference| difference.part == part)
    }

    /// Returns true if anything is not as it should be, or cannot be checked. Remarks of the board, later returns and
    /// later events are no faults.
    pub(crate) fn has_faults(&self) -> bool {
        self.audit.differences.iter().any(Difference::is_fault)
            || !self.copy_faults.is_empty()
            || !self.since.gone.is_empty()
            || !self.since.changed.is_empty()
    }
}

/// Returns true if a file is a consolidated workbook.
pub(crate) fn is_consolidated(system: &dyn System, file: &Path) -> bool {
    let opened =
        read_consolidated(system, file).and_then(|bytes| open_audited(system, file, &bytes, WorkbookDetail::Lists));
    opened.is_ok_and(|workbook| workbook.merged().is_some())
}

/// Builds a consolidated workbook again from the plan and the returns that it was made from, and compares. If there are
/// no returns, it uses the workbook's own data sheet instead.
///
/// # Errors
///
/// No plan, a folder of returns without returns, a file that is not a consolidated workbook, a fault of plan or
/// program.
pub(crate) fn audit(
    system: &dyn System,
    file: &Path,
    campaign_folder: Option<&Path>,
    returns: Option<&Path>,
) -> Result<AuditReport, Error> {
    let folder = campaign_of(system, file, campaign_folder, returns);
    let bytes = read_consolidated(system, file)?;
    let sha256 = hash(&bytes);
    let is_as_written = write::is_as_written(&bytes);
    // What it was made from is in its lists. The rest is read if the quick ways give no answer.
    let is_quick = is_as_written || has_large_sheet(&bytes);
    let detail = if is_quick { WorkbookDetail::Lists } else { WorkbookDetail::All };
    let actual = open_audited(system, file, &bytes, detail)?;
    let mut found = AuditSources::find(system, &folder, &actual, returns)?;
    let plan = &found.plan;
    let spans = actual.merged().and_then(|merged| Some((plan.span(merged.name)?, merged.until)));
    let Some((span, until)) = spans else {
        return Err(Error::NotConsolidated { path: file.to_path_buf() });
    };
    let merged = until.filter(|until| span.contains(*until)).unwrap_or(span.last);
    let ListedReturns { arrivals, from_copies, .. } = found.read_returns(system)?;
    let from_returns = has_returns(&arrivals);
    if let (Some(_), false) = (returns, from_returns) {
        // A user who names a returns folder wants a comparison with these returns, not with the workbook itself.
        return Err(Error::NoReturns { folder: found.inbox.clone(), findings: Vec::new() });
    }
    let chosen = actual.chosen().and_then(|name| plan.span(name)).filter(|span| span.first <= merged).unwrap_or(span);
    let mut files =
        audit::set_apart(&actual, plan, merged, arrivals, &|arrival| reading::named_period(arrival, plan.cycle()));
    files.since.in_copy = from_copies;
    let target = AuditTarget { system, found: &found, actual: &actual, span, merged, chosen, sha256: &sha256 };
    let quick = if is_quick && from_returns { target.compare_written(&files, &bytes)? } else { None };
    let is_settled = quick.is_some();
    let read_whole = || open_audited(system, file, &bytes, WorkbookDetail::All);
    let whole = (is_quick && !is_settled).then(read_whole).transpose()?;
    let target = AuditTarget { actual: whole.as_ref().unwrap_or(&actual), ..target };
    let compared =
        |target: &AuditTarget| if from_returns { target.with_returns(&files) } else { target.with_own_data() };
    let (mut audit, unchecked) = quick.map_or_else(|| compared(&target), |quick| Ok((quick, Vec::new())))?;
    let earlier = if is_settled { None } else { target.with_earlier_events(&audit, &compared)? };
    if let Some((then, events)) = earlier {
        audit = then;
        found.since.changes.extend(events);
        found.since.is_unresolved = false;
    } else if found.since.is_unknown() {
        attribute_to_plan(&mut found, &mut audit);
    }
    Ok(AuditReport {
        audit,
        merged: span,
        chosen,
        created: found.plan.info.date.ymd(),
        returns: from_returns.then(|| found.inbox.clone()),
        since: if from_returns { files.since } else { FilesSince::default() },
        copy_faults: found.copy_faults(system),
        plan: found.since,
        unchecked,
    })
}

/// Returns the campaign folder: the one above the audited file, or for a copy outside of every campaign that above the
/// returns. A published copy belongs to the campaign around it.
fn campaign_of(system: &dyn System, file: &Path, given: Option<&Path>, returns: Option<&Path>) -> PathBuf {
    let above = [Some(file), returns].into_iter().flatten().map(|path| find_campaign_dir(system, path));
    let found = above.clone().find(|folder| is_campaign(system, folder));
    let folder = given.map(Path::to_path_buf).or(found).or_else(|| above.last()).unwrap_or_default();
    published_copy(system, &folder).map_or(folder, |(root, _)| root)
}

/// Reads the workbook to audit. Only .xlsx shows everything that an audit compares.
fn open_audited(
    system: &dyn System,
    file: &Path,
    bytes: &[u8],
    detail: WorkbookDetail,
) -> Result<AuditedWorkbook, Error> {
    if let FileKind::Table(format) = grid::sniff(bytes)
        && !format.extensions.contains(&"xlsx")
    {
        return Err(Error::AuditedKind { path: file.to_path_buf(), kind: format.name });
    }
    let unread = |why: BilingualText| Error::NotAWorkbook { path: file.to_path_buf(), why };
    let is_as_written = write::is_as_written(bytes);
    let (grid, hidden, facts) = consolidated_sheets(system, bytes, detail).map_err(unread)?;
    Ok(AuditedWorkbook::new(grid, hidden, facts).with_seal(is_as_written))
}

/// The audited workbook and what it is compared with.
struct AuditTarget<'a> {
    system: &'a dyn System,
    found: &'a AuditSources,
    actual: &'a AuditedWorkbook,
    span: PeriodSpan,
    /// The last period that was considered.
    merged: Period,
    chosen: PeriodSpan,
    /// SHA-256 of the audited file.
    sha256: &'a str,
}

impl AuditTarget<'_> {
    fn report(&self) -> ReportSpan {
        ReportSpan::until(self.span, self.merged)
    }

    /// Compares with the workbook that the returns give. Returns the checks that were skipped.
    fn with_returns(&self, files: &SetApart) -> Result<ComparedAudit, Error> {
        let plan = &self.found.plan;
        if files.lost.is_empty() {
            let ledger = check::settle_span(plan, files.kept.clone(), Some(self.report()))?;
            return self.compare(ledger, !self.found.since.is_unknown());
        }
        // Once with the returns that are gone or changed as the workbook itself shows them: what differs then was
        // touched. Once as they are now: the rest follows from those returns.
        let (mut audit, unchecked) = self.compare(lost::ledger(plan, self.actual, self.report(), files)?, false)?;
        for difference in &mut audit.differences {
            let is_of_returns = !consolidate::is_recomputable(&difference.sheet) && !difference.sheet.is_empty();
            let is_link = difference.kind == DifferenceKind::Link;
            // Where a link leads to only the lost file shows.
            if is_link || (is_of_returns && (!difference.cell.is_empty() || depends_on_returns(difference))) {
                difference.part = DifferencePart::Returns;
            }
        }
        let mut arrivals = files.kept.clone();
        arrivals.extend(files.changed.iter().cloned());
        audit::sort(&mut arrivals);
        let now = self.compare(check::settle_span(plan, arrivals, Some(self.report()))?, false)?.0;
        let known = |d: &Difference| audit.differences.iter().any(|a| (&a.sheet, &a.cell) == (&d.sheet, &d.cell));
        let more: Vec<Difference> = now.differences.into_iter().filter(|d| !known(d)).collect();
        audit.differences.extend(more.into_iter().map(|d| Difference { part: DifferencePart::Returns, ..d }));
        Ok((audit, unchecked))
    }

    /// Tries the calendar and the units that the workbook may have been made with, if nothing else of the plan has
    /// changed. Returns the comparison without a fault, and what has changed since.
    fn with_earlier_events(
        &self,
        audit: &Audit,
        compared: &dyn Fn(&AuditTarget) -> Result<ComparedAudit, Error>,
    ) -> Result<Option<(Audit, Vec<BilingualText>)>, Error> {
        let since = &self.found.since;
        if !since.is_only_events || all_are_hashes(since, audit) {
            return Ok(None);
        }
        let now = campaign(self.system, &self.found.folder)?;
        let then = EventsThen::new(self.actual, &now);
        for EarlierEvents { plan, changes } in earlier_events(self.system, &self.found.folder, &now, &then, self.merged)
        {
            let found = self.found.with_plan(plan);
            let mut audit = compared(&AuditTarget { found: &found, ..*self })?.0;
            if all_are_hashes(since, &audit) {
                audit.differences.retain(|difference| !is_hash(since, difference));
                return Ok(Some((audit, changes)));
            }
        }
        Ok(None)
    }

    /// Compares with the workbook that its own data give.
    fn with_own_data(&self) -> Result<ComparedAudit, Error> {
        let value = |sheet: &str, row, column| self.actual.value(sheet, row, column);
        let mut ledger = consolidate::ledger_from_workbook::restore(&self.found.plan, (self.span, self.merged), &value);
        (ledger.republished, ledger.gone) = (self.actual.republished(), self.actual.listed_gone());
        ledger.compared = self.actual.listed_compared();
        let mut audit = self.compare_book(&ledger, false)?;
        audit.differences.retain(|d| {
            // Where links lead to only the returns say.
            let is_own = consolidate::is_recomputable(&d.sheet) && d.kind != DifferenceKind::Link;
            is_own || (d.cell.is_empty() && !depends_on_returns(d))
        });
        let listed = self.actual.listed_compared();
        Ok((audit, listed.iter().map(SkippedCheck::without_returns).collect()))
    }

    /// Compares with the workbook of a ledger, after the earlier workbooks were compared with it again.
    /// `is_whole`: nothing that the workbook was made from is gone or changed.
    fn compare(&self, mut ledger: Ledger, is_whole: bool) -> Result<ComparedAudit, Error> {
        let unchecked = self.compare_earlier(&mut ledger)?;
        Ok((self.compare_book(&ledger, is_whole && unchecked.is_empty())?, unchecked))
    }

    /// Computes what "Nguồn" lists about earlier workbooks. Returns the checks that were skipped.
    fn compare_earlier(&self, ledger: &mut Ledger) -> Result<Vec<SkippedCheck>, Error> {
        let AuditTarget { system, found, actual, merged, sha256, .. } = *self;
        EarlierAudit { system, found, actual, merged, sha256 }.record(ledger)
    }

    /// Compares with the workbook of a ledger as it is, and finds the parts of the differences. `is_exact`: it is the
    /// very workbook that `merge` wrote, so that every piece of the file is compared.
    fn compare_book(&self, ledger: &Ledger, is_exact: bool) -> Result<Audit, Error> {
        let plan = &self.found.plan;
        let mut book = consolidate::book(plan, ledger)?;
        book.sealed = is_exact;
        let copied = copied_names(plan, ledger);
        self.actual.place(&book, &copied).set_links(&mut book, &copied);
        if self.chosen != self.span && !plan.report.is_empty() {
            // The rows fit the texts of the merged period.
            engine::fill(&mut book)?;
            consolidate::fit_rows(plan, &mut book);
            consolidate::choose(&mut book, self.chosen);
            engine::fill(&mut book)?;
        } else {
            consolidate::choose(&mut book, self.chosen);
            engine::fill(&mut book)?;
            consolidate::fit_rows(plan, &mut book);
        }
        let expected = read_again(&book, &self.system.limits())?;
        self.judge(ledger, (&ConsolidatedReader::new(plan, ledger, &book), &book), &expected, is_exact)
    }

    /// Compares with `expected`, which is `book` as it is read again, and finds the parts of the differences.
    fn judge(
        &self,
        ledger: &Ledger,
        (reader, book): (&ConsolidatedReader<'_>, &Workbook),
        expected: &AuditedWorkbook,
        is_exact: bool,
    ) -> Result<Audit, Error> {
        let plan = &self.found.plan;
        let mut audit = audit::compare(expected, self.actual);
        if is_exact {
            audit::compare_pieces(expected, self.actual, &mut audit);
        }
        let value = |sheet: &str, at: (u32, u32)| subject::text_of(book, sheet, at);
        mark_remarks(plan, &mut audit.differences, &value);
        follow::mark_followers(book, self.actual, &mut audit.differences)?;
        subject::describe(plan, ledger, (reader, book), self.actual, self.chosen, &mut audit.differences);
        if self.found.since.is_unknown() {
            audit.raw_figures = audit::data::figure_differences(plan, expected, self.actual);
        }
        Ok(audit)
    }
}

/// Returns true for a difference of the package that depends on the returns: sizes, print areas, links of their lists.
fn depends_on_returns(difference: &Difference) -> bool {
    let is_own =
        matches!(difference.kind, DifferenceKind::Ambiguous | DifferenceKind::Active | DifferenceKind::Calculation);
    difference.kind.is_of_package() && !is_own
}

/// Reads a workbook as an audited one is read.
fn read_again(book: &Workbook, limits: &Limits) -> Result<AuditedWorkbook, Error> {
    let bytes = write::workbook(book).map_err(Error::Workbook)?;
    AuditedWorkbook::open(&bytes, &limits.of_results()).map_err(|e| Error::internal("audit")(e.to_string()))
}

/// Attributes to an unknown plan or program what it may have made differ: everything but the figures of the returns, which do not
/// depend on it. If only its hash differs, the events that the workbook lists explain everything.
fn attribute_to_plan(found: &mut AuditSources, audit: &mut Audit) {
    let since = &found.since;
    if (since.has_all_events || !since.is_unresolved) && all_are_hashes(since, audit) {
        audit.differences.retain(|d| !is_hash(since, d));
        found.since.is_unresolved = false;
        return;
    }
    for difference in audit.differences.iter_mut().filter(|d| is_open(d)) {
        difference.part = DifferencePart::Plan;
    }
    let own = std::mem::take(&mut audit.raw_figures);
    let is_own = |d: &Difference| own.iter().any(|o| (&o.sheet, &o.cell) == (&d.sheet, &d.cell));
    audit.differences.retain(|d| !is_own(d));
    audit.differences.splice(0..0, own);
}

/// Returns true if a fault is not explained by returns.
fn is_open(difference: &Difference) -> bool {
    difference.is_fault() && difference.part != DifferencePart::Returns
}

/// Returns true if a cell differs only because it shows the hash of another plan, or another version of the program.
fn is_hash(since: &PlanSince, difference: &Difference) -> bool {
    let is_program = !since.program.is_empty() && difference.found == since.program;
    let is_plan = since.is_unresolved && difference.expected.starts_with("SHA-256 ");
    sheet_names::WORDS.is(&difference.sheet) && (is_program || is_plan)
}

fn all_are_hashes(since: &PlanSince, audit: &Audit) -> bool {
    audit.differences.iter().filter(|difference| is_open(difference)).all(|difference| is_hash(since, difference))
}

/// Lists the events that differ between two plans. Changes of units are a part of the plan here.
fn plan_changes(then: &Plan, now: &Plan) -> Vec<BilingualText> {
    let events = Cause::events(then, now).into_iter().filter(|cause| !matches!(cause, Cause::Units(_)));
    events.map(|cause| cause.whole_text()).collect()
}
