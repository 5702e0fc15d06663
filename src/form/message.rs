//! A rule's message as a formula: literals that Excel takes, with the figures between them.

use super::FormError;
use super::sites::Scope;
use crate::formula::Place;
use crate::plan::message::{Part, parts};
use crate::plan::named::title;
use crate::plan::{Plan, Rule};

/// Excel's limit for one text literal in a formula.
const LITERAL: usize = 255;

/// A text as one or more literals joined by `&`, each of at most 255 characters with its doubled quotes.
pub fn literal(text: &str) -> String {
    let mut pieces = vec![String::new()];
    let mut length = 0;
    for c in text.chars() {
        let size = if c == '"' { 2 } else { c.len_utf16() };
        if length + size > LITERAL {
            pieces.push(String::new());
            length = 0;
        }
        length += size;
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
            if c == '"' {
                piece.push(c);
            }
        }
    }
    pieces.iter().map(|piece| format!("\"{piece}\"")).collect::<Vec<_>>().join("&")
}

/// The mark and the message of a rule as a text formula. A figure that cannot be shown leaves the title.
pub fn expression(rule: &Rule, plan: &Plan, scope: &Scope) -> Result<String, FormError> {
    let mark = format!("{} ", rule.severity.mark());
    let mut pieces = Vec::new();
    let mut text = mark.clone();
    let mut figures = false;
    for part in parts(&rule.message.vi) {
        match part {
            Part::Text(piece) => text.push_str(piece),
            Part::Name(name) => {
                if !text.is_empty() {
                    pieces.push(literal(&std::mem::take(&mut text)));
                }
                pieces.push(shown(rule, name, scope)?);
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

/// A figure as text: a date as day, month and year, anything else as it is.
fn shown(rule: &Rule, name: &str, scope: &Scope) -> Result<String, FormError> {
    let unknown = || FormError::Placeholder { rule: rule.code.clone(), name: name.to_string() };
    let at = scope.name(name).ok_or_else(unknown)?;
    if scope.is_date(name) {
        return Ok(format!("RIGHT(\"0\"&DAY({at}),2)&\"/\"&RIGHT(\"0\"&MONTH({at}),2)&\"/\"&YEAR({at})"));
    }
    Ok(at)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_cut_before_excels_limit() {
        assert_eq!(literal("a\"b"), "\"a\"\"b\"");
        let long = "ế".repeat(255) + "x";
        let pieces = literal(&long);
        assert_eq!(pieces, format!("\"{}\"&\"x\"", "ế".repeat(255)));
        // A doubled quote is never cut in two.
        let quotes = literal(&format!("{}\"z", "a".repeat(254)));
        assert_eq!(quotes, format!("\"{}\"&\"\"\"z\"", "a".repeat(254)));
        assert_eq!(literal(""), "\"\"");
    }
}
