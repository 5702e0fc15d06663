//! A rule that was not checked for a return. It is no finding: nothing is known to be wrong.

use super::period::Period;
use super::text::BilingualText;
use serde::Serialize;

/// A rule that was not checked for a return: names that it needs have no value, or it would read too many cells.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UncheckedRule {
    /// The code of the rule.
    pub rule: String,
    /// The code of the unit.
    pub unit: String,
    /// The period of the return.
    pub period: Period,
    /// The file, relative to the folder of the returns.
    pub file: String,
    /// The names without a value, as in the plan.
    pub names: Vec<String>,
    /// What users call them, in the same order.
    pub labels: Vec<BilingualText>,
    /// The number of cells that the rule would read, if that is why it was not checked; else 0.
    pub cells_read: u64,
    /// The number of cells or rows; 1 for a rule over the whole return.
    pub times: usize,
}
