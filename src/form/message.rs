//! A rule's message as a formula: literals that Excel takes, with the figures between them.

use super::FormError;
use super::sites::Scope;
use crate::formula::Place;
use crate::plan::{Plan, Rule};

/// Excel's limit for one text literal in a formula.
const LITERAL: usize = 255;

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text as written.
    Text(&'a str),
    /// The name between braces.
    Name(&'a str),
}

/// The parts of a message. A brace that closes nothing, or is never closed, is text.
pub fn parts(message: &str) -> Vec<Part<'_>> {
    let mut out = Vec::new();
    let mut rest = message;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open + 1..].find('}') else { break };
        if open > 0 {
            out.push(Part::Text(&rest[..open]));
        }
        out.push(Part::Name(&rest[open + 1..open + 1 + length]));
        rest = &rest[open + length + 2..];
    }
    if !rest.is_empty() {
        out.push(Part::Text(rest));
    }
    out
}

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

/// What a rule checks, without figures: the first sentence of its message, with settings filled in.
pub fn plain(message: &str, plan: &Plan) -> String {
    let mut text = String::new();
    for part in parts(message) {
        match part {
            Part::Text(piece) => text.push_str(piece),
            Part::Name(name) => {
                if let Some(setting) = plan.setting(name) {
                    text.push_str(&setting.value.to_string());
                }
            }
        }
    }
    let sentence = text.split_once(". ").map_or(text.as_str(), |(first, _)| first);
    let words: Vec<_> = sentence.split_whitespace().filter(|w| !matches!(*w, "()" | "\"\"" | "\"\".")).collect();
    words.join(" ").trim_end_matches(['.', ':', ',', ';', ' ']).to_string()
}

/// The mark and the message of a rule as a text formula. A figure that cannot be shown leaves the plain message.
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
    Ok(format!("IFERROR({message},{})", literal(&(mark + &plain(&rule.message.vi, plan)))))
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
    fn braces_are_parts() {
        assert_eq!(
            parts("Giảm {dv_giam} khác {x}"),
            [Part::Text("Giảm "), Part::Name("dv_giam"), Part::Text(" khác "), Part::Name("x")]
        );
        assert_eq!(parts("a {b"), [Part::Text("a {b")]);
        assert_eq!(parts(""), []);
    }

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
