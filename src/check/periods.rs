//! The periods that units have reported, and the one of them that is the report period by default.

use super::blank_forms;
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::plan::Plan;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the latest period of the plan that more than one unit has reported, or every unit that is due, else the latest
/// that any unit has reported; `None` if there is no return.
pub(crate) fn report_period(plan: &Plan, submissions: &[Submission]) -> Option<Period> {
    let units = reporting_units(plan, submissions);
    let due = |period: Period| (0..plan.units.len()).filter(|unit| plan.reports(*unit, period)).count();
    let several = units.iter().rev().find(|(period, units)| units.len() > 1 || units.len() >= due(**period));
    several.or_else(|| units.iter().next_back()).map(|(period, _)| *period)
}

/// Returns the codes of the units that have reported, by period of the plan.
pub(crate) fn reporting_units<'a>(plan: &Plan, submissions: &'a [Submission]) -> BTreeMap<Period, BTreeSet<&'a str>> {
    let mut units: BTreeMap<Period, BTreeSet<&str>> = BTreeMap::new();
    let blank = blank_forms::blank_forms(plan, submissions);
    for (submission, _) in submissions.iter().zip(blank).filter(|(_, is_blank)| !is_blank) {
        if (plan.first..=plan.last).contains(&submission.period) && plan.unit_index(&submission.unit).is_some() {
            units.entry(submission.period).or_default().insert(&submission.unit);
        }
    }
    units
}
