//! What was found, for the screen (`text`), for programs (`json`) and as a workbook (`sheet`).

pub mod audit;
pub mod json;
pub mod sheet;
pub mod since;
pub mod text;

use crate::model::finding::Finding;
use crate::model::period::Period;

/// A file that was checked by itself: what it is, and what was found.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Checked {
    /// File as given.
    pub file: String,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Code of the unit; none for a file that is no return.
    pub unit: Option<String>,
    /// Period.
    pub period: Option<Period>,
    /// Submission number.
    pub submission: Option<u32>,
    /// What was found.
    pub findings: Vec<Finding>,
}
