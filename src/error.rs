//! Why the job could not be done (exit code 2). What is wrong with a return is a finding, never an error.

use crate::book::address::MAX_ROW;
use crate::engine::EngineError;
use crate::lang::{Message, both};
use crate::model::finding::Finding;
use crate::model::period::Period;
use crate::model::text::Text;
use crate::model::visible;
use crate::plan::problem::Problem;
use crate::world::WorldError;
use crate::write::WriteError;
use std::io::ErrorKind;
use std::path::PathBuf;

/// Why the job could not be done.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text().en)]
pub enum Error {
    /// The command line.
    Usage(Text),
    /// The folder holds no plan.
    NoCampaign {
        /// The folder.
        folder: PathBuf,
    },
    /// A plan as text and one as a workbook.
    TwoPlans {
        /// The folder.
        folder: PathBuf,
    },
    /// No annex beside the plan.
    NoAnnex {
        /// The folder.
        folder: PathBuf,
    },
    /// More than one annex.
    TwoAnnexes {
        /// One file name.
        one: String,
        /// The other.
        other: String,
    },
    /// A plan, annex or workbook larger than may be read.
    FileTooLarge {
        /// The file.
        path: PathBuf,
        /// The bound, in bytes.
        most: u64,
    },
    /// No process that reads files starts within its bounds.
    NoReader {
        /// Its memory.
        megabytes: u64,
    },
    /// A text file that is not UTF-8.
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// Faults of plan or annex, all of them.
    Plan(Vec<Problem>),
    /// An annex that is no workbook, or a damaged one.
    AnnexWorkbook {
        /// The file.
        file: String,
        /// Why, and what to do.
        why: Text,
    },
    /// A file that was to be audited is no workbook.
    NotAWorkbook {
        /// The file.
        path: PathBuf,
        /// Why.
        why: Text,
    },
    /// A workbook that does not say which period it was merged for.
    NotConsolidated {
        /// The file.
        path: PathBuf,
    },
    /// Rules over the annex that fail.
    Annex(Vec<Finding>),
    /// A period that the plan does not have.
    UnknownPeriod {
        /// The period.
        period: Period,
        /// First of the plan.
        first: Period,
        /// Last of the plan.
        last: Period,
    },
    /// A unit that the annex does not have.
    UnknownUnit {
        /// As given.
        code: String,
        /// All codes.
        known: String,
    },
    /// Nothing of the plan has this name.
    UnknownTarget {
        /// As given.
        given: String,
        /// Names like it.
        like: Vec<String>,
    },
    /// A cell that the workbook does not have, or that is empty.
    EmptyCell {
        /// Sheet.
        sheet: String,
        /// Cell.
        cell: String,
    },
    /// A template that the program does not have.
    UnknownTemplate {
        /// As given.
        name: String,
        /// All names.
        known: String,
    },
    /// An annex of an unknown kind of file.
    UnknownAnnexKind {
        /// The file.
        path: PathBuf,
    },
    /// Nothing to consolidate.
    NoReturns {
        /// The returns folder.
        folder: PathBuf,
        /// Why the files that are there are none.
        findings: Vec<Finding>,
    },
    /// The plan's last period has returns already.
    NoPeriodLeft {
        /// Last of the plan.
        last: Period,
    },
    /// A person's file stands where one would be written.
    WouldOverwrite {
        /// The file.
        path: PathBuf,
    },
    /// A campaign would be made among the returns of another.
    InsideReturns {
        /// The folder.
        folder: PathBuf,
    },
    /// A file or folder could not be read.
    Read(#[source] WorldError),
    /// A file or folder could not be written.
    Write(#[source] WorldError),
    /// A workbook that cannot be made.
    Workbook(#[source] WriteError),
    /// A sheet that would have more rows than Excel takes.
    TooManyRows {
        /// The sheet.
        sheet: String,
        /// Its rows.
        rows: usize,
    },
    /// Standard output is closed or full.
    Print(#[source] std::io::Error),
    /// The formula engine refused a formula of the program.
    Engine(#[from] EngineError),
    /// A stage failed through a fault of the program or the plan.
    Internal {
        /// The stage.
        stage: &'static str,
        /// What it said.
        said: String,
    },
}

impl Error {
    /// A fault of the program in a stage.
    pub fn internal(stage: &'static str) -> impl Fn(String) -> Error {
        move |said| Error::Internal { stage, said }
    }

    /// Findings that say more than the message.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Error::Annex(findings) | Error::NoReturns { findings, .. } => findings,
            _ => &[],
        }
    }

    /// What to tell the person, in both languages: one line in which nothing acts on a terminal. Only what is wrong with a
    /// command line takes more lines; who makes it shows what was typed as one.
    pub fn text(&self) -> Text {
        if let Error::Usage(text) = self {
            return Text::new(visible::lines(&text.vi), visible::lines(&text.en));
        }
        let Text { vi, en } = self.words();
        Text::new(visible::line(&vi), visible::line(&en))
    }

    fn words(&self) -> Text {
        let shown = |path: &PathBuf| match path.display().to_string() {
            empty if empty.is_empty() => ".".to_string(),
            other => other,
        };
        match self {
            Error::Usage(text) => text.clone(),
            Error::NoCampaign { folder } => both(&Message::NoCampaign { folder: &shown(folder) }),
            Error::TwoPlans { folder } => both(&Message::TwoPlans { folder: &shown(folder) }),
            Error::NoAnnex { folder } => both(&Message::NoAnnex { folder: &shown(folder) }),
            Error::TwoAnnexes { one, other } => both(&Message::TwoAnnexes { one, other }),
            Error::FileTooLarge { path, most } => both(&Message::FileTooLarge { path: &shown(path), most: *most }),
            Error::NotText { path } => both(&Message::NotText { path: &shown(path) }),
            Error::Plan(problems) => both(&Message::PlanFaults { count: problems.len() }),
            Error::AnnexWorkbook { file, why } => Text {
                vi: both(&Message::AnnexWorkbook { file, why: &why.vi }).vi,
                en: both(&Message::AnnexWorkbook { file, why: &why.en }).en,
            },
            Error::NotAWorkbook { path, why } => Text {
                vi: both(&Message::NotAWorkbook { path: &shown(path), why: &why.vi }).vi,
                en: both(&Message::NotAWorkbook { path: &shown(path), why: &why.en }).en,
            },
            Error::NotConsolidated { path } => both(&Message::NotConsolidated { path: &shown(path) }),
            Error::Annex(findings) => both(&Message::AnnexFaults { count: findings.len() }),
            Error::UnknownPeriod { period, first, last } => {
                both(&Message::UnknownPeriod { period: *period, first: *first, last: *last })
            }
            Error::UnknownUnit { code, known } => both(&Message::UnknownUnit { code, known }),
            Error::UnknownTarget { given, like } => both(&Message::UnknownTarget { given, like: &like.join(", ") }),
            Error::EmptyCell { sheet, cell } => both(&Message::EmptyCell { sheet, cell }),
            Error::UnknownTemplate { name, known } => both(&Message::UnknownTemplate { name, known }),
            Error::UnknownAnnexKind { path } => both(&Message::UnknownAnnexKind { path: &shown(path) }),
            Error::NoReturns { folder, .. } => both(&Message::NoReturns { folder: &shown(folder) }),
            Error::NoPeriodLeft { last } => both(&Message::NoPeriodLeft { last: *last }),
            Error::WouldOverwrite { path } => both(&Message::WouldOverwrite { path: &shown(path) }),
            Error::InsideReturns { folder } => both(&Message::InsideReturns { folder: &shown(folder) }),
            Error::Read(e) if e.is_missing() => both(&Message::NoSuchFile { path: &shown(&e.path) }),
            Error::Read(e) => {
                let (path, cause) = (shown(&e.path), cause(e));
                Text {
                    vi: both(&Message::CannotRead { path: &path, cause: &cause.vi }).vi,
                    en: both(&Message::CannotRead { path: &path, cause: &cause.en }).en,
                }
            }
            Error::Write(e) if e.is_refused() => both(&Message::OutputIsInput { path: &shown(&e.path) }),
            Error::Write(e) => {
                let (path, cause) = (shown(&e.path), cause(e));
                Text {
                    vi: both(&Message::CannotWrite { path: &path, cause: &cause.vi }).vi,
                    en: both(&Message::CannotWrite { path: &path, cause: &cause.en }).en,
                }
            }
            Error::Workbook(e) => e.text(),
            Error::TooManyRows { sheet, rows } => {
                both(&Message::TooManyRows { sheet, rows: *rows, most: MAX_ROW as usize + 1 })
            }
            Error::NoReader { megabytes } => both(&Message::NoReader { megabytes: *megabytes }),
            Error::Print(_) => both(&Message::CannotPrint),
            Error::Engine(e) => both(&Message::Internal { stage: "engine", said: &e.to_string() }),
            Error::Internal { stage, said } => both(&Message::Internal { stage, said }),
        }
    }
}

/// Why a file operation failed, and what to do about it.
pub fn cause(error: &WorldError) -> Text {
    if error.is_in_use() {
        both(&Message::InUse)
    } else if error.is_denied() {
        both(&Message::Denied)
    } else if error.is_full() {
        both(&Message::Full)
    } else if error.is_exhausted() {
        both(&Message::Exhausted)
    } else if error.is_missing() {
        both(&Message::Missing)
    } else if matches!(
        error.source.kind(),
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory | ErrorKind::IsADirectory
    ) {
        both(&Message::InTheWay)
    } else if error.source.kind() == ErrorKind::InvalidInput {
        both(&Message::NotAFile)
    } else {
        let code = error.source.raw_os_error().unwrap_or(0);
        both(&Message::SystemError { code, said: &error.source.to_string() })
    }
}
