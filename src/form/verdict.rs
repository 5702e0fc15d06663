//! Builds the formula of a check cell: the first message that applies, most severe rule first.

use super::FormError;
use super::layout::CELL;
use super::layout::PlacedRule;
use super::message::{expression, grouped};
use super::name_map::FormScope;
use crate::formula::NameResolver;
use crate::formula::literal::literal;
use crate::model::finding::Severity;
use crate::model::text::{Lang, StaticText, text_in};
use crate::plan::binding::title;
use crate::plan::field_rules::RuleOrigin;
use crate::plan::{Plan, Rule, Scope as RuleScope};

/// Verdict: no problem.
pub(super) const FINE: &str = "✓";
/// Verdict: empty, and not required.
pub(super) const EMPTY: &str = "–";
/// Mark of a cell that is still to be filled in. It is no fault of the return.
pub(super) const OPEN: &str = "○";
/// Verdict: empty, and required.
const NEEDED: StaticText = StaticText::new("○ Cần nhập.", "○ To fill in.");
/// Mark of an error rule that could not be evaluated.
pub(super) const UNKNOWN: &str = "?";

/// Returns the text for a rule whose formula gives an Excel error. Only a rule of severity error blocks the return in
/// this case.
pub(super) fn unchecked(rule: &Rule, plan: &Plan) -> String {
    let t = plan.language;
    let mark = if rule.severity == Severity::Error { UNKNOWN } else { rule.severity.mark() };
    literal(&text_in!(t, "{mark} Không kiểm tra được: {}", "{mark} Not checked: {}", title(plan, rule)))
}

/// Returns the verdict of rules on the list of checks: the first message, else `last`.
pub(super) fn listed(rules: &[&PlacedRule], last: String) -> String {
    rules.iter().rev().fold(last, |rest, placed| {
        let message = placed.message();
        format!("IF({message}<>\"\",{message},{rest})")
    })
}

/// Returns the verdict of rules that are written into the cell with the names of this row: the first message, else
/// `last`.
pub(super) fn in_place(
    rules: &[&PlacedRule],
    plan: &Plan,
    scope: &FormScope,
    last: String,
) -> Result<String, FormError> {
    let mut formula = last;
    for placed in rules.iter().rev() {
        let check = placed.rule.check.write(scope)?;
        let message = cell_message(placed.rule, plan, scope)?;
        // COUNTBLANK gives no error. A roster may have many required columns, and Excel limits the nesting.
        formula = if matches!(placed.rule.origin, RuleOrigin::Required(..)) {
            format!("IF(({check})=FALSE,{message},{formula})")
        } else {
            let unchecked = unchecked(placed.rule, plan);
            format!("IF(ISERROR({check}),{unchecked},IF(({check})=FALSE,{message},{formula}))")
        };
    }
    Ok(formula)
}

/// Returns the message of a rule that is written into the cell with the names of this row. A required cell that is
/// empty is not wrong: it is still to be filled in.
fn cell_message(rule: &Rule, plan: &Plan, scope: &FormScope) -> Result<String, FormError> {
    let message = expression(rule, plan, scope)?;
    Ok(match scope.name(CELL) {
        Some(at) if rule.scope == RuleScope::RequiredCells => {
            format!("IF(COUNTBLANK({at})=1,{},{message})", literal(NEEDED.in_lang(plan.language)))
        }
        _ => message,
    })
}

/// Returns the verdict of a cell of figures: for a whole number that is typed as a text, with dots between thousands or
/// without, the request to type it again, else `verdict`. The rules cannot count with a text, and intake reads such a
/// text as the number.
pub(super) fn of_number(at: &str, verdict: &str, t: Lang) -> String {
    let dot = t.pick(".", ",");
    let digits = format!("SUBSTITUTE(TRIM({at}),\"{dot}\",\"\")");
    let value = format!("VALUE({digits})");
    let (plain, dotted) = (format!("SUBSTITUTE({},\"{dot}\",\"\")", grouped(&value, t)), grouped(&value, t));
    let is_number = format!("AND(ISTEXT({at}),{plain}={digits},OR(TRIM({at})={digits},TRIM({at})={dotted}))");
    let again = format!(
        "{}&{digits}&{}",
        literal(t.pick("○ Gõ lại ", "○ Type again ")),
        literal(t.pick(": số đang ở dạng chữ.", ": the number is text."))
    );
    format!("IF(IFERROR({is_number},FALSE),{again},{verdict})")
}

/// Returns the message of a rule from the cell of its formula: `""` unless the rule fails.
pub(super) fn from_cell(rule: &Rule, plan: &Plan, check: &str, scope: &FormScope) -> Result<String, FormError> {
    let (unchecked, message) = (unchecked(rule, plan), expression(rule, plan, scope)?);
    Ok(format!("IF(ISERROR({check}),{unchecked},IF(ISTEXT({check}),\"\",IF({check},\"\",{message})))"))
}
