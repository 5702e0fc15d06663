//! Builds a rule's message as a formula: text literals within Excel's length limit, with the figures between them.

use super::FormError;
use super::name_map::FormScope;
use crate::formula::NameResolver;
use crate::formula::literal::literal;
use crate::plan::binding::title;
use crate::plan::message::{MessagePart, parts};
use crate::plan::{Plan, Rule};

/// Returns the mark and message of a rule as a text formula. If a figure cannot be shown, the formula shows only the
/// rule's title.
pub fn expression(rule: &Rule, plan: &Plan, scope: &FormScope) -> Result<String, FormError> {
    let mark = format!("{} ", rule.severity.mark());
    let mut pieces = Vec::new();
    let mut text = mark.clone();
    let mut figures = false;
    for part in parts(&rule.message.vi) {
        match part {
            MessagePart::Text(piece) => text.push_str(piece),
            MessagePart::Name(name) => {
                if !text.is_empty() {
                    pieces.push(literal(&std::mem::take(&mut text)));
                }
                pieces.push(display_value(rule, name, scope)?);
                figures = true;
            }
        }
    }
    if !text.is_empty() {
        pieces.push(literal(&text));
    }
    let message = pieces.join("&");
    if !figures {
        return Ok(message);
    }
    Ok(format!("IFERROR({message},{})", literal(&(mark + &title(plan, rule)))))
}

/// Converts a figure to text: a date as day, month and year, other values unchanged.
fn display_value(rule: &Rule, name: &str, scope: &FormScope) -> Result<String, FormError> {
    let unknown = || FormError::Placeholder { rule: rule.code.clone(), name: name.to_string() };
    let at = scope.name(name).ok_or_else(unknown)?;
    if scope.is_date(name) {
        return Ok(format!("RIGHT(\"0\"&DAY({at}),2)&\"/\"&RIGHT(\"0\"&MONTH({at}),2)&\"/\"&YEAR({at})"));
    }
    Ok(at)
}
