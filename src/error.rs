//! Errors that stop a command (exit code 2). A problem of a return is a finding, never an error.

mod cause;
mod explained_name;
mod message;
mod period;
mod publication;

pub(crate) use cause::cause;

use crate::check::CheckError;
use crate::consolidate::ConsolidateError;
use crate::engine::EngineError;
use crate::form::FormError;
use crate::model::finding::Finding;
use crate::model::period::{Period, ReportingCycle};
use crate::model::span::{PeriodSpan, SpanName};
use crate::model::text::{BilingualText, StaticText};
use crate::model::visible;
use crate::plan::diagnostic::PlanDiagnostic;
use crate::system::SystemError;
use crate::write::WriteError;
use std::path::{Path, PathBuf};

/// Reason why the command could not be completed.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text().en)]
pub enum Error {
    /// The command line is not valid.
    Usage(BilingualText),
    /// The folder has no plan.
    NoCampaign {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder has a plan as text and one as a workbook.
    TwoPlans {
        /// The folder.
        folder: PathBuf,
    },
    /// There is no annex beside the plan.
    NoAnnex {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder has several annexes.
    TwoAnnexes {
        /// One file name.
        one: String,
        /// The other.
        other: String,
    },
    /// A plan, annex or workbook exceeds the size limit.
    FileTooLarge {
        /// The file.
        path: PathBuf,
        /// The limit in bytes.
        most: u64,
    },
    /// No worker process starts within its memory limit.
    NoReader {
        /// The memory limit.
        megabytes: u64,
    },
    /// A text file that is not UTF-8.
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// All errors in plan and annex.
    Plan(Vec<PlanDiagnostic>),
    /// The annex is not a workbook, or is damaged.
    AnnexWorkbook {
        /// The file.
        file: String,
        /// Reason and what to do.
        why: BilingualText,
    },
    /// The file to audit is not a workbook.
    NotAWorkbook {
        /// The file.
        path: PathBuf,
        /// Reason.
        why: BilingualText,
    },
    /// The file to audit is a spreadsheet of another kind.
    AuditedKind {
        /// The file.
        path: PathBuf,
        /// Name of its kind.
        kind: StaticText,
    },
    /// The workbook does not show which period it was merged for.
    NotConsolidated {
        /// The file.
        path: PathBuf,
    },
    /// Findings of the rules over the annex.
    Annex(Vec<Finding>),
    /// The plan does not have this period.
    UnknownPeriod {
        /// The span.
        period: SpanName,
        /// The spans of the plan.
        spans: Vec<PeriodSpan>,
    },
    /// The annex does not have this unit.
    UnknownUnit {
        /// Code as typed.
        code: String,
        /// All known codes.
        known: String,
    },
    /// The plan has nothing with this name.
    UnknownTarget {
        /// Name as typed.
        given: String,
        /// Similar names.
        like: Vec<String>,
    },
    /// Several columns or rows of the plan have this heading.
    SharedHeading {
        /// Heading as typed.
        given: String,
        /// Title and name of each.
        called: Vec<String>,
    },
    /// The workbook does not have this cell, or it is empty.
    EmptyCell {
        /// Sheet.
        sheet: String,
        /// Cell.
        cell: String,
    },
    /// The program does not have this template.
    UnknownTemplate {
        /// Name as typed.
        name: String,
        /// All template names.
        known: String,
    },
    /// The annex has an unsupported file kind.
    UnknownAnnexKind {
        /// The file.
        path: PathBuf,
    },
    /// There is nothing to consolidate.
    NoReturns {
        /// The returns folder.
        folder: PathBuf,
        /// Findings that say why the files in the folder are not returns.
        findings: Vec<Finding>,
    },
    /// The plan's last period already has returns.
    NoPeriodLeft {
        /// Last period of the plan.
        last: Period,
    },
    /// The period is published, and its copy never changes.
    AlreadyPublished {
        /// The span.
        period: SpanName,
        /// The folder of the copy.
        folder: PathBuf,
    },
    /// In the place of a published copy is a part of one.
    PartialCopy {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder of a command that writes results is a published copy.
    InsideCopy {
        /// The folder.
        folder: PathBuf,
    },
    /// No unit has reported in the period that is to be published.
    NothingToPublish {
        /// The period.
        period: Period,
    },
    /// The period of the forms is not one of the plan.
    NoFormsOf {
        /// The period.
        period: Period,
        /// First period of the plan.
        first: Period,
        /// Last period of the plan.
        last: Period,
    },
    /// A span that is to be published or sent to the level above is not over.
    SpanNotOver {
        /// The span.
        span: PeriodSpan,
        /// The last period that is reported.
        reported: Period,
    },
    /// The form for the level above is of one period of the plan.
    NoFormForSpan {
        /// The longer span.
        span: PeriodSpan,
        /// The cycle of the plan.
        cycle: ReportingCycle,
    },
    /// An input changed while the command ran.
    ChangedMeanwhile {
        /// The file.
        path: PathBuf,
    },
    /// A file that a person may have edited would be overwritten.
    WouldOverwrite {
        /// The file.
        path: PathBuf,
    },
    /// The new campaign folder would be inside the returns folder of another campaign.
    InsideReturns {
        /// The folder.
        folder: PathBuf,
    },
    /// A file or folder could not be read.
    Read(#[source] SystemError),
    /// A file or folder could not be written.
    Write(#[source] SystemError),
    /// A workbook could not be written.
    Workbook(#[source] WriteError),
    /// The plan has no report in words.
    NoReportInPlan,
    /// There is no page without a campaign, from which one is made.
    NoPage {
        /// Its usual name.
        name: &'static str,
    },
    /// The file is not such a page.
    NotAPage {
        /// The file.
        path: PathBuf,
    },
    /// A sheet would exceed Excel's row limit.
    TooManyRows {
        /// The sheet.
        sheet: String,
        /// Number of rows.
        rows: usize,
    },
    /// Standard output is closed or full.
    Print(#[source] std::io::Error),
    /// The formula engine rejected a formula of the program.
    Engine(#[from] EngineError),
    /// The returns could not be checked.
    Check(#[from] CheckError),
    /// The consolidated workbook could not be built.
    Consolidate(#[from] ConsolidateError),
    /// A blank form could not be built.
    Form(#[from] FormError),
    /// A stage failed because of a fault in the program or the plan.
    Internal {
        /// The stage.
        stage: &'static str,
        /// Text of the underlying error.
        said: String,
    },
}

impl Error {
    /// Returns a function that wraps an error text as a fault in a stage.
    pub(crate) fn internal(stage: &'static str) -> impl Fn(String) -> Error {
        move |said| Error::Internal { stage, said }
    }

    /// Returns the findings that give more detail than the message.
    pub(crate) fn findings(&self) -> &[Finding] {
        match self {
            Error::Annex(findings) | Error::NoReturns { findings, .. } => findings,
            _ => &[],
        }
    }

    /// Returns the message in both languages, as one line that is safe for a terminal. Only usage errors have several
    /// lines; their creator has already made the typed text a single line.
    pub(crate) fn text(&self) -> BilingualText {
        if let Error::Usage(text) = self {
            return BilingualText::new(visible::lines(&text.vi), visible::lines(&text.en));
        }
        let BilingualText { vi, en } = self.words();
        BilingualText::new(visible::line(&vi), visible::line(&en))
    }

    /// Selects the text of the error. The texts are in `message`, in the order of the variants.
    fn words(&self) -> BilingualText {
        match self {
            Error::Usage(text) => text.clone(),
            Error::NoCampaign { folder } => message::no_campaign(&shown(folder)),
            Error::TwoPlans { folder } => message::two_plans(&shown(folder)),
            Error::NoAnnex { folder } => message::no_annex(&shown(folder)),
            Error::TwoAnnexes { one, other } => message::two_annexes(one, other),
            Error::FileTooLarge { path, most } => message::file_too_large(&shown(path), *most),
            Error::NoReader { megabytes } => message::no_reader(*megabytes),
            Error::NotText { path } => message::not_text(&shown(path)),
            Error::Plan(problems) => message::faulty_plan(problems.len()),
            Error::AnnexWorkbook { file, why } => message::annex_workbook(file, why),
            Error::NotAWorkbook { path, why } => message::not_a_workbook(&shown(path), why),
            Error::AuditedKind { path, kind } => message::audited_kind(&shown(path), *kind),
            Error::NotConsolidated { path } => message::not_consolidated(&shown(path)),
            Error::Annex(findings) => message::inconsistent_annex(findings.len()),
            Error::UnknownPeriod { period, spans } => period::unknown_period(*period, spans),
            Error::UnknownUnit { code, known } => message::unknown_unit(code, known),
            Error::UnknownTarget { given, like } => explained_name::unknown_target(given, &like.join(", ")),
            Error::SharedHeading { given, called } => explained_name::shared_heading(given, called),
            Error::EmptyCell { sheet, cell } => message::empty_cell(sheet, cell),
            Error::UnknownTemplate { name, known } => message::unknown_template(name, known),
            Error::UnknownAnnexKind { path } => message::unknown_annex_kind(&shown(path)),
            Error::NoReturns { folder, .. } => message::no_returns(&shown(folder)),
            Error::NoPeriodLeft { last } => period::no_period_left(*last),
            Error::NothingToPublish { period } => publication::nothing_to_publish(*period),
            Error::AlreadyPublished { period, folder } => publication::already_published(*period, &shown(folder)),
            Error::PartialCopy { folder } => publication::partial_copy(&shown(folder)),
            Error::InsideCopy { folder } => publication::inside_copy(&shown(folder)),
            Error::NoFormsOf { period, first, last } => period::no_forms_of(*period, *first, *last),
            Error::SpanNotOver { span, reported } => period::span_not_over(*span, *reported),
            Error::NoFormForSpan { span, cycle } => period::no_form_for_span(*span, *cycle),
            Error::ChangedMeanwhile { path } => message::changed_meanwhile(&shown(path)),
            Error::WouldOverwrite { path } => message::would_overwrite(&shown(path)),
            Error::InsideReturns { folder } => message::inside_returns(&shown(folder)),
            Error::Read(e) if e.is_missing() => message::no_such_file(&shown(&e.path)),
            Error::Read(e) => message::cannot_read(&shown(&e.path), &cause(e)),
            Error::Write(e) if e.is_refused() => message::output_is_input(&shown(&e.path)),
            Error::Write(e) => message::cannot_write(&shown(&e.path), &cause(e)),
            Error::Workbook(e) => e.text(),
            Error::NoReportInPlan => message::no_report_in_plan(),
            Error::NoPage { name } => message::no_page(name),
            Error::NotAPage { path } => message::not_a_page(&shown(path)),
            Error::TooManyRows { sheet, rows } => message::too_many_rows(sheet, *rows),
            Error::Print(_) => message::cannot_print(),
            Error::Engine(e) => message::internal("engine", &e.to_string()),
            Error::Check(e) => message::internal("check", &e.to_string()),
            Error::Consolidate(e) => message::internal("consolidate", &e.to_string()),
            Error::Form(e) => message::internal("form", &e.to_string()),
            Error::Internal { stage, said } => message::internal(stage, said),
        }
    }
}

/// Returns a path as shown in a message; the current folder is `.`.
fn shown(path: &Path) -> String {
    match path.display().to_string() {
        empty if empty.is_empty() => ".".to_string(),
        other => other,
    }
}
