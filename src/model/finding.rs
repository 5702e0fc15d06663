//! A finding: something that a person has to know about a return.

use super::period::Period;
use super::text::{BilingualText, Lang};
use serde::{Deserialize, Serialize};

/// The weight of a finding.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Lỗi: the return is on hold, outside the totals, until the error is fixed or waived.
    Error,
    /// Cảnh báo: the return is counted and the finding is listed.
    Warning,
    /// Thông tin: a note.
    Info,
    /// Thử: the finding of a rule on trial. It is listed separately and never counted.
    Trial,
}

impl Severity {
    /// Returns the Vietnamese name, used in plans and workbooks.
    pub fn vi(self) -> &'static str {
        match self {
            Severity::Error => "Lỗi",
            Severity::Warning => "Cảnh báo",
            Severity::Info => "Thông tin",
            Severity::Trial => "Thử",
        }
    }

    /// Returns the English name.
    pub fn en(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
            Severity::Trial => "trial",
        }
    }

    /// Returns the name in a language, as a workbook writes it.
    pub(crate) fn name(self, lang: Lang) -> &'static str {
        lang.pick(
            self.vi(),
            match self {
                Severity::Error => "Error",
                Severity::Warning => "Warning",
                Severity::Info => "Note",
                Severity::Trial => "Trial",
            },
        )
    }

    /// Returns the mark shown beside the name, so that a print without colour is readable.
    pub fn mark(self) -> &'static str {
        match self {
            Severity::Error => "✗",
            Severity::Warning => "▲",
            Severity::Info => "•",
            Severity::Trial => "○",
        }
    }
}

/// A finding: where it is, the actual and the expected value, and how to fix it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The code, which never changes its meaning: `R..` for rules of the plan, `D..` for reading, `K..` for selection
    /// and campaign. Never reused.
    pub code: String,
    /// The severity.
    pub severity: Severity,
    /// The code of the unit, if known.
    pub unit: Option<String>,
    /// The period of the return, if known.
    pub period: Option<Period>,
    /// The file, relative to the folder of the returns.
    pub file: Option<String>,
    /// The sheet in that file.
    pub sheet: Option<String>,
    /// The cell in that sheet, such as `E14`.
    pub cell: Option<String>,
    /// The problem in one sentence.
    pub message: BilingualText,
    /// The actual content.
    pub found: BilingualText,
    /// The expected content.
    pub expected: BilingualText,
    /// How to fix it.
    pub mend: BilingualText,
    /// The reason of the waiver that accepts the finding; `None` without a waiver.
    pub waived: Option<String>,
    /// The codes of the rules whose failures this finding explains; empty for most findings.
    #[serde(skip)]
    pub rules: Vec<String>,
}

impl Finding {
    /// Creates a finding without a location.
    pub(crate) fn new(code: &str, severity: Severity, message: BilingualText) -> Self {
        Finding {
            code: code.to_string(),
            severity,
            unit: None,
            period: None,
            file: None,
            sheet: None,
            cell: None,
            message,
            found: BilingualText::default(),
            expected: BilingualText::default(),
            mend: BilingualText::default(),
            waived: None,
            rules: Vec::new(),
        }
    }

    /// Returns true if the finding puts its return on hold.
    pub fn is_blocking(&self) -> bool {
        self.severity == Severity::Error && self.waived.is_none()
    }
}

/// Counts the findings without a waiver: errors, warnings, notes.
pub(crate) fn counts<'a>(findings: impl Iterator<Item = &'a Finding> + Clone) -> (usize, usize, usize) {
    let count = |s: Severity| findings.clone().filter(|f| f.severity == s && f.waived.is_none()).count();
    (count(Severity::Error), count(Severity::Warning), count(Severity::Info))
}
