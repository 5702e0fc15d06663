//! The data of earlier returns that a form is prefilled with.

use super::amount::Value;
use super::period::Period;
use std::collections::BTreeMap;

/// The data that a unit's form for a period is prefilled with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Previous {
    /// The figures of the return for the previous period; `None` if that return is not counted.
    pub figures: Option<BTreeMap<String, Value>>,
    /// Opening balances by indicator name: from the last counted return, else from the annex.
    pub openings: BTreeMap<String, f64>,
    /// The quotas in force by the name of the annex column; no entry without a quota.
    pub quotas: BTreeMap<String, f64>,
    /// The rows of the carried rosters by code: from the last counted return; no entry without rows.
    pub rosters: BTreeMap<String, CarriedRows>,
    /// The headlines of the plan with the unit's values by the previous period; empty if no return is counted.
    pub progress: Vec<(String, Value)>,
}

/// The rows of a roster that are carried over into the next form, with the place that they come from.
#[derive(Clone, Debug, PartialEq)]
pub struct CarriedRows {
    /// The values by the plan's columns, in the order of the return.
    pub rows: Vec<Vec<Value>>,
    /// The period of the return.
    pub period: Period,
    /// The path of its file within the folder of the returns.
    pub file: String,
    /// Its sheet.
    pub sheet: String,
}
