//! The text of a check cell: the first message that applies, gravest rule first.

use super::FormError;
use super::layout::Placed;
use super::message::expression;
use super::sites::Scope;
use crate::formula::literal::literal;
use crate::model::finding::Severity;
use crate::plan::named::title;
use crate::plan::{Plan, Rule};

/// Fine.
pub const FINE: &str = "✓";
/// Empty, and may be.
pub const EMPTY: &str = "–";
/// An error whose rule could not be asked.
pub const UNKNOWN: &str = "?";

/// What stands where a rule's formula gives an Excel error. A rule that does not hold the return does not hold it then.
pub fn unchecked(rule: &Rule, plan: &Plan) -> String {
    let mark = if rule.severity == Severity::Error { UNKNOWN } else { rule.severity.mark() };
    literal(&format!("{mark} Không kiểm tra được: {}", title(plan, rule)))
}

/// The verdict of rules that stand on the list of checks: their first message, else `last`.
pub fn listed(rules: &[&Placed], last: String) -> String {
    rules.iter().rev().fold(last, |rest, placed| {
        let message = placed.message();
        format!("IF({message}<>\"\",{message},{rest})")
    })
}

/// The verdict of rules that are written in place, for the names of this row: the first message, else `last`.
pub fn in_place(rules: &[&Placed], plan: &Plan, scope: &Scope, last: String) -> Result<String, FormError> {
    let mut formula = last;
    for placed in rules.iter().rev() {
        let check = placed.rule.check.write(scope)?;
        let message = expression(placed.rule, plan, scope)?;
        let unchecked = unchecked(placed.rule, plan);
        formula = format!("IF(ISERROR({check}),{unchecked},IF(({check})=FALSE,{message},{formula}))");
    }
    Ok(formula)
}

/// The message of a rule from its formula's cell: `""` while the rule is not broken.
pub fn from_cell(rule: &Rule, plan: &Plan, check: &str, scope: &Scope) -> Result<String, FormError> {
    let (unchecked, message) = (unchecked(rule, plan), expression(rule, plan, scope)?);
    Ok(format!("IF(ISERROR({check}),{unchecked},IF(ISTEXT({check}),\"\",IF({check},\"\",{message})))"))
}
