//! Something a person has to know about a return.

use super::period::Period;
use super::text::Text;
use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Lỗi: the return is held out of the totals until mended or waived.
    Error,
    /// Cảnh báo: counted, listed.
    Warning,
    /// Thông tin: worth knowing.
    Info,
    /// Thử: a rule on trial; listed apart, never counted.
    Trial,
}

impl Severity {
    /// The word in a plan and a workbook.
    pub fn vi(self) -> &'static str {
        match self {
            Severity::Error => "Lỗi",
            Severity::Warning => "Cảnh báo",
            Severity::Info => "Thông tin",
            Severity::Trial => "Thử",
        }
    }

    /// The English word.
    pub fn en(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
            Severity::Trial => "trial",
        }
    }

    /// The mark that stands with the word, so that a grey print still reads.
    pub fn mark(self) -> &'static str {
        match self {
            Severity::Error => "✗",
            Severity::Warning => "▲",
            Severity::Info => "•",
            Severity::Trial => "○",
        }
    }
}

/// One finding: where, what is there, what was expected, how to mend it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable code: `R..` rules of the plan, `D..` reading, `K..` settling and campaign. Never reused.
    pub code: String,
    /// Weight.
    pub severity: Severity,
    /// Code of the unit, when known.
    pub unit: Option<String>,
    /// Period of the return, when known.
    pub period: Option<Period>,
    /// File within the returns folder.
    pub file: Option<String>,
    /// Sheet in that file.
    pub sheet: Option<String>,
    /// Cell in that sheet, such as `E14`.
    pub cell: Option<String>,
    /// What is wrong, one sentence.
    pub message: Text,
    /// What stands there.
    pub found: Text,
    /// What was expected.
    pub expected: Text,
    /// How to mend it.
    pub mend: Text,
    /// Reason of the waiver that silences it.
    pub waived: Option<String>,
}

impl Finding {
    /// A finding with its place still open.
    pub fn new(code: &str, severity: Severity, message: Text) -> Self {
        Finding {
            code: code.to_string(),
            severity,
            unit: None,
            period: None,
            file: None,
            sheet: None,
            cell: None,
            message,
            found: Text::default(),
            expected: Text::default(),
            mend: Text::default(),
            waived: None,
        }
    }

    /// Whether it holds its return out of the totals.
    pub fn holds(&self) -> bool {
        self.severity == Severity::Error && self.waived.is_none()
    }
}

/// Unwaived findings by severity: errors, warnings, informations.
pub fn counts<'a>(findings: impl Iterator<Item = &'a Finding> + Clone) -> (usize, usize, usize) {
    let count = |s: Severity| findings.clone().filter(|f| f.severity == s && f.waived.is_none()).count();
    (count(Severity::Error), count(Severity::Warning), count(Severity::Info))
}
