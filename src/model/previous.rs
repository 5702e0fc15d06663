//! The data of earlier returns that a form is prefilled with.

use super::amount::Value;
use std::collections::BTreeMap;

/// The data that a unit's form for a period is prefilled with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Previous {
    /// The figures of the return for the previous period; `None` if that return is not counted.
    pub figures: Option<BTreeMap<String, Value>>,
    /// Opening balances by indicator name: from the last counted return, else from the annex.
    pub openings: BTreeMap<String, f64>,
    /// The headlines of the plan with the unit's values by the previous period; empty if no return is counted.
    pub progress: Vec<(String, Value)>,
}
