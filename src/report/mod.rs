//! Formats results for the screen (`text`), for programs (`json`) and as a workbook (`sheet`).

pub(crate) mod audit;
pub(crate) mod audit_sheet;
pub(crate) mod campaign_counts;
pub(crate) mod campaign_screen;
pub(crate) mod check_screen;
pub(crate) mod checked_figure;
pub(crate) mod finding_group;
pub(crate) mod json;
pub(crate) mod line;
pub(crate) mod next_step;
pub(crate) mod plan;
pub(crate) mod plan_effects;
pub(crate) mod sheet;
pub(crate) mod since;
pub(crate) mod summary;
pub(crate) mod text;
pub(crate) mod unchecked;
pub(crate) mod unit_status;

use crate::model::finding::Finding;
use crate::model::period::Period;
use crate::model::text::BilingualText;
use crate::model::unchecked_rule::UncheckedRule;

/// Result of checking one file.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub(crate) struct CheckedFile {
    /// Path as typed.
    pub file: String,
    /// SHA-256 of its content, lower-case hexadecimal.
    pub sha256: String,
    /// Code of the unit. `None` for a file without a return.
    pub unit: Option<String>,
    /// Name of the unit.
    pub unit_name: Option<String>,
    /// Period.
    pub period: Option<Period>,
    /// Period as people read it.
    pub period_name: Option<BilingualText>,
    /// Submission number.
    pub submission: Option<u32>,
    /// The rows of the form with their figures, if they are requested; none for a file without a return.
    pub figures: Vec<checked_figure::CheckedFigure>,
    /// Findings.
    pub findings: Vec<Finding>,
    /// Rules that were not checked because a name has no value.
    pub unchecked: Vec<UncheckedRule>,
}
