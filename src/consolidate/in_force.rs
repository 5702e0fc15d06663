//! The part of a formula that keeps it to the periods in which something of the plan is in force. The formulas of the
//! plan are written once, without it.

use crate::formula::literal::literal;
use crate::model::period::Period;
use crate::model::validity::Validity;
use crate::plan::Plan;

/// Returns the condition that the period with an ordinal (a cell) is within the limits. `None` if every period of the
/// plan is.
pub(super) fn condition(plan: &Plan, validity: Validity, ordinal: &str) -> Option<String> {
    let Validity { from, until } = validity.within(plan.first, plan.last);
    let number = |period: Period| period.ordinal(plan.first);
    match (from.map(number), until.map(number)) {
        (None, None) => None,
        (Some(from), Some(until)) if from > until => Some("FALSE".to_string()),
        (Some(from), None) => Some(format!("{ordinal}>={from}")),
        (None, Some(until)) => Some(format!("{ordinal}<={until}")),
        (Some(from), Some(until)) => Some(format!("AND({ordinal}>={from},{ordinal}<={until})")),
    }
}

/// Returns a formula that is `""` outside of the limits.
pub(super) fn limited(plan: &Plan, validity: Validity, ordinal: &str, formula: String) -> String {
    match condition(plan, validity, ordinal) {
        Some(condition) => format!("IF({condition},{formula},\"\")"),
        None => formula,
    }
}

/// Returns the expression for the form's version in the period with an ordinal (a cell).
pub(super) fn form_version(plan: &Plan, ordinal: &str) -> String {
    let later = plan.form.versions.iter().rev().map(|(from, version)| (from.ordinal(plan.first), version));
    let last = literal(&plan.form.version);
    let (mut out, mut end) = (String::new(), String::new());
    for (from, version) in later {
        out += &format!("IF({ordinal}>={from},{},", literal(version));
        end.push(')');
    }
    format!("{out}{last}{end}")
}
