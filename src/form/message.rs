//! Builds a rule's message as a formula: text literals within Excel's length limit, with the figures between them.

use super::FormError;
use super::name_map::FormScope;
use crate::formula::NameResolver;
use crate::formula::literal::literal;
use crate::model::text::Lang;
use crate::plan::binding::failure;
use crate::plan::message::{MessagePart, parts};
use crate::plan::{Plan, Rule};

/// Returns the mark and message of a rule as a text formula. If a figure cannot be shown, the formula shows only the
/// rule's title.
pub(super) fn expression(rule: &Rule, plan: &Plan, scope: &FormScope) -> Result<String, FormError> {
    let mark = format!("{} ", rule.severity.mark());
    let mut pieces = Vec::new();
    let mut text = mark.clone();
    let mut figures = false;
    for part in parts(plan.language.text_in(&rule.message)) {
        match part {
            MessagePart::Text(piece) => text.push_str(piece),
            MessagePart::Name(name) => {
                if !text.is_empty() {
                    pieces.push(literal(&std::mem::take(&mut text)));
                }
                pieces.push(display_value(rule, name, plan, scope)?);
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
    Ok(format!("IFERROR({message},{})", literal(&(mark + &failure(plan, rule)))))
}

/// Converts a figure to text: a date as day, month and year, a number as 2.136 or 45,5 (in English 2,136 or 45.5) whatever the regional settings
/// of the machine, other values unchanged. The numbers of the header, such as the year, are not grouped.
fn display_value(rule: &Rule, name: &str, plan: &Plan, scope: &FormScope) -> Result<String, FormError> {
    let unknown = || FormError::Placeholder { rule: rule.code.clone(), name: name.to_string() };
    let at = scope.name(name).ok_or_else(unknown)?;
    if scope.is_date(name) {
        return Ok(format!("RIGHT(\"0\"&DAY({at}),2)&\"/\"&RIGHT(\"0\"&MONTH({at}),2)&\"/\"&YEAR({at})"));
    }
    if plan.header_field(name).is_some() {
        return Ok(at);
    }
    let (foreign, own) = plan.language.pick((".", ","), (",", "."));
    let other = format!("SUBSTITUTE({at}&\"\",\"{foreign}\",\"{own}\")");
    let (whole, other) = (grouped(&at, plan.language), other);
    Ok(format!("IF(ISNUMBER({at}),IF({at}=INT({at}),{whole},{other}),{at}&\"\")"))
}

/// Returns a formula for a whole number as text, with dots, in English commas, between thousands. FIXED writes the separator of the machine's
/// regional settings.
pub(super) fn grouped(number: &str, lang: Lang) -> String {
    let (other, own) = lang.pick((",", "."), (".", ","));
    format!("SUBSTITUTE(FIXED({number},0),\"{other}\",\"{own}\")")
}
