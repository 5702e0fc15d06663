//! Formats results for the screen (`text`), for programs (`json`) and as a workbook (`sheet`).

pub mod audit;
pub mod audit_sheet;
pub mod campaign_counts;
pub mod campaign_screen;
pub mod check_screen;
pub mod finding_group;
pub(crate) mod json;
pub mod line;
pub mod next_step;
pub mod plan;
pub mod plan_effects;
pub mod sheet;
pub(crate) mod since;
pub mod summary;
pub mod text;
pub mod unchecked;
pub mod unit_status;

use crate::model::finding::Finding;
use crate::model::period::Period;
use crate::model::unchecked_rule::UncheckedRule;

/// Result of checking one file.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct CheckedFile {
    /// Path as typed.
    pub file: String,
    /// SHA-256 of its content, lower-case hexadecimal.
    pub sha256: String,
    /// Code of the unit. `None` for a file without a return.
    pub unit: Option<String>,
    /// Period.
    pub period: Option<Period>,
    /// Submission number.
    pub submission: Option<u32>,
    /// Findings.
    pub findings: Vec<Finding>,
    /// Rules that were not checked because a name has no value.
    pub unchecked: Vec<UncheckedRule>,
}
