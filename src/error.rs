//! Errors that stop a command (exit code 2). A problem of a return is a finding, never an error.

use crate::check::CheckError;
use crate::consolidate::ConsolidateError;
use crate::engine::EngineError;
use crate::form::FormError;
use crate::lang::{UserMessage, message_in_both};
use crate::model::finding::Finding;
use crate::model::period::Period;
use crate::model::text::BilingualText;
use crate::model::visible;
use crate::plan::diagnostic::PlanDiagnostic;
use crate::system::SystemError;
use crate::workbook::address::MAX_ROW;
use crate::write::WriteError;
use std::io::ErrorKind;
use std::path::PathBuf;

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
    /// The workbook does not show which period it was merged for.
    NotConsolidated {
        /// The file.
        path: PathBuf,
    },
    /// Findings of the rules over the annex.
    Annex(Vec<Finding>),
    /// The plan does not have this period.
    UnknownPeriod {
        /// The period.
        period: Period,
        /// First period of the plan.
        first: Period,
        /// Last period of the plan.
        last: Period,
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
    pub fn internal(stage: &'static str) -> impl Fn(String) -> Error {
        move |said| Error::Internal { stage, said }
    }

    /// Returns the findings that give more detail than the message.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Error::Annex(findings) | Error::NoReturns { findings, .. } => findings,
            _ => &[],
        }
    }

    /// Returns the message in both languages, as one line that is safe for a terminal. Only usage errors have several
    /// lines; their creator has already made the typed text a single line.
    pub fn text(&self) -> BilingualText {
        if let Error::Usage(text) = self {
            return BilingualText::new(visible::lines(&text.vi), visible::lines(&text.en));
        }
        let BilingualText { vi, en } = self.words();
        BilingualText::new(visible::line(&vi), visible::line(&en))
    }

    fn words(&self) -> BilingualText {
        let shown = |path: &PathBuf| match path.display().to_string() {
            empty if empty.is_empty() => ".".to_string(),
            other => other,
        };
        match self {
            Error::Usage(text) => text.clone(),
            Error::NoCampaign { folder } => message_in_both(&UserMessage::NoCampaign { folder: &shown(folder) }),
            Error::TwoPlans { folder } => message_in_both(&UserMessage::TwoPlans { folder: &shown(folder) }),
            Error::NoAnnex { folder } => message_in_both(&UserMessage::NoAnnex { folder: &shown(folder) }),
            Error::TwoAnnexes { one, other } => message_in_both(&UserMessage::TwoAnnexes { one, other }),
            Error::FileTooLarge { path, most } => {
                message_in_both(&UserMessage::FileTooLarge { path: &shown(path), most: *most })
            }
            Error::NotText { path } => message_in_both(&UserMessage::NotText { path: &shown(path) }),
            Error::Plan(problems) => message_in_both(&UserMessage::PlanFaults { count: problems.len() }),
            Error::AnnexWorkbook { file, why } => BilingualText {
                vi: message_in_both(&UserMessage::AnnexWorkbook { file, why: &why.vi }).vi,
                en: message_in_both(&UserMessage::AnnexWorkbook { file, why: &why.en }).en,
            },
            Error::NotAWorkbook { path, why } => BilingualText {
                vi: message_in_both(&UserMessage::NotAWorkbook { path: &shown(path), why: &why.vi }).vi,
                en: message_in_both(&UserMessage::NotAWorkbook { path: &shown(path), why: &why.en }).en,
            },
            Error::NotConsolidated { path } => message_in_both(&UserMessage::NotConsolidated { path: &shown(path) }),
            Error::Annex(findings) => message_in_both(&UserMessage::AnnexFaults { count: findings.len() }),
            Error::UnknownPeriod { period, first, last } => {
                message_in_both(&UserMessage::UnknownPeriod { period: *period, first: *first, last: *last })
            }
            Error::UnknownUnit { code, known } => message_in_both(&UserMessage::UnknownUnit { code, known }),
            Error::UnknownTarget { given, like } => {
                message_in_both(&UserMessage::UnknownTarget { given, like: &like.join(", ") })
            }
            Error::EmptyCell { sheet, cell } => message_in_both(&UserMessage::EmptyCell { sheet, cell }),
            Error::UnknownTemplate { name, known } => message_in_both(&UserMessage::UnknownTemplate { name, known }),
            Error::UnknownAnnexKind { path } => message_in_both(&UserMessage::UnknownAnnexKind { path: &shown(path) }),
            Error::NoReturns { folder, .. } => message_in_both(&UserMessage::NoReturns { folder: &shown(folder) }),
            Error::NoPeriodLeft { last } => message_in_both(&UserMessage::NoPeriodLeft { last: *last }),
            Error::WouldOverwrite { path } => message_in_both(&UserMessage::WouldOverwrite { path: &shown(path) }),
            Error::InsideReturns { folder } => message_in_both(&UserMessage::InsideReturns { folder: &shown(folder) }),
            Error::Read(e) if e.is_missing() => message_in_both(&UserMessage::NoSuchFile { path: &shown(&e.path) }),
            Error::Read(e) => {
                let (path, cause) = (shown(&e.path), cause(e));
                BilingualText {
                    vi: message_in_both(&UserMessage::CannotRead { path: &path, cause: &cause.vi }).vi,
                    en: message_in_both(&UserMessage::CannotRead { path: &path, cause: &cause.en }).en,
                }
            }
            Error::Write(e) if e.is_refused() => message_in_both(&UserMessage::OutputIsInput { path: &shown(&e.path) }),
            Error::Write(e) => {
                let (path, cause) = (shown(&e.path), cause(e));
                BilingualText {
                    vi: message_in_both(&UserMessage::CannotWrite { path: &path, cause: &cause.vi }).vi,
                    en: message_in_both(&UserMessage::CannotWrite { path: &path, cause: &cause.en }).en,
                }
            }
            Error::Workbook(e) => e.text(),
            Error::TooManyRows { sheet, rows } => {
                message_in_both(&UserMessage::TooManyRows { sheet, rows: *rows, most: MAX_ROW as usize + 1 })
            }
            Error::NoReader { megabytes } => message_in_both(&UserMessage::NoReader { megabytes: *megabytes }),
            Error::Print(_) => message_in_both(&UserMessage::CannotPrint),
            Error::Engine(e) => fault("engine", e),
            Error::Check(e) => fault("check", e),
            Error::Consolidate(e) => fault("consolidate", e),
            Error::Form(e) => fault("form", e),
            Error::Internal { stage, said } => message_in_both(&UserMessage::Internal { stage, said }),
        }
    }
}

/// Returns the message for a fault of the program or the plan in a stage.
fn fault(stage: &'static str, error: &dyn std::error::Error) -> BilingualText {
    message_in_both(&UserMessage::Internal { stage, said: &error.to_string() })
}

/// Returns the reason why a file operation failed, and what to do about it.
pub fn cause(error: &SystemError) -> BilingualText {
    if error.is_in_use() {
        message_in_both(&UserMessage::InUse)
    } else if error.is_denied() {
        message_in_both(&UserMessage::Denied)
    } else if error.is_full() {
        message_in_both(&UserMessage::Full)
    } else if error.is_exhausted() {
        message_in_both(&UserMessage::Exhausted)
    } else if error.is_missing() {
        message_in_both(&UserMessage::Missing)
    } else if matches!(
        error.source.kind(),
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory | ErrorKind::IsADirectory
    ) {
        message_in_both(&UserMessage::InTheWay)
    } else if error.source.kind() == ErrorKind::InvalidInput {
        message_in_both(&UserMessage::NotAFile)
    } else {
        let code = error.source.raw_os_error().unwrap_or(0);
        message_in_both(&UserMessage::SystemError { code, said: &error.source.to_string() })
    }
}
