//! Places problems in the text of a plan: at a name or at a part of a formula or message.

use crate::model::text::BilingualText;
use crate::plan::diagnostic::nearest;
use crate::plan::load::formulas::{raw_offset, word_length};
use crate::plan::load::walk::PlanDocument;

/// Returns message and hint for an unknown name, with the most similar names.
pub(super) fn unknown<'a>(name: &str, usable: impl Iterator<Item = &'a str>) -> (BilingualText, BilingualText) {
    let near = nearest(name, usable).join(", ");
    let hint = if near.is_empty() {
        BilingualText::new(
            "khai báo tên này trong kế hoạch, hoặc sửa cho đúng",
            "declare the name in the plan, or correct it",
        )
    } else {
        BilingualText::new(format!("có phải: {near}?"), format!("did you mean: {near}?"))
    };
    (BilingualText::new(format!("không có tên '{name}'"), format!("there is no name '{name}'")), hint)
}

/// Reports a problem at the first occurrence of a name in a formula.
pub(super) fn fault_at_name(
    walk: &PlanDocument,
    path: &str,
    source: &str,
    name: &str,
    message: BilingualText,
    hint: BilingualText,
) {
    let span = walk.span_of(path);
    let raw = walk.source.slice(&span);
    let at = position(source, name).unwrap_or(0);
    let from = span.start + raw_offset(raw, at);
    let to = span.start + raw_offset(raw, at + word_length(source, at));
    walk.error(&(from..to.max(from)), message, hint);
}

/// Returns the offset, in characters, of a whole word outside text literals.
fn position(source: &str, name: &str) -> Option<usize> {
    let chars: Vec<char> = source.chars().collect();
    let word: Vec<char> = name.chars().collect();
    let part = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    let mut quoted = false;
    for (at, c) in chars.iter().enumerate() {
        quoted ^= *c == '"';
        let before = at.checked_sub(1).and_then(|b| chars.get(b));
        let same = chars[at..].iter().zip(&word).filter(|(a, b)| a.eq_ignore_ascii_case(b)).count() == word.len();
        if !quoted && same && !part(before) && !part(chars.get(at + word.len())) {
            return Some(at);
        }
    }
    None
}

/// Reports a problem at a part of the text of a key: `at` and `length` in characters.
pub(super) fn place(
    walk: &PlanDocument,
    path: &str,
    at: usize,
    length: usize,
    message: BilingualText,
    hint: BilingualText,
) {
    let span = walk.span_of(path);
    let raw = walk.source.slice(&span);
    let (from, to) = (span.start + raw_offset(raw, at), span.start + raw_offset(raw, at + length));
    walk.error(&(from..to), message, hint);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_whole_and_outside_text() {
        assert_eq!(position(r#"IF("dv"=dv_x,dv)"#, "dv"), Some(13));
        assert_eq!(position("luy_ke(x)", "LUY_KE"), Some(0));
        assert_eq!(position("a_b", "a"), None);
    }
}
