//! Checks the messages of the rules: their braces, the length of their texts, the names that they show.

use super::faults::{place, unknown};
use super::names::PlanNames;
use crate::formula::Formula;
use crate::formula::guard::{GuardNeed, RuleNames};
use crate::model::text::BilingualText;
use crate::plan::load::draft::RuleDraft;
use crate::plan::load::walk::PlanDocument;
use crate::workbook::excel_limits::LITERAL_LENGTH;
use std::collections::BTreeSet;

/// The longest text of a message between two placeholders, in characters: the form writes it as an Excel text literal.
const LONGEST_PIECE: usize = LITERAL_LENGTH;

/// A message of a rule. `sound` is true if the rule's formulas use only allowed names.
pub(super) struct RuleMessage<'a> {
    pub(super) text: &'a str,
    pub(super) path: &'a str,
    pub(super) rule: &'a RuleDraft,
    pub(super) sound: bool,
}

/// Returns the reason why a rule's message cannot show a name, with a hint; `None` if it can.
fn placeholder_fault(name: &str, formulas: &[&Formula], names: &PlanNames) -> Option<(BilingualText, BilingualText)> {
    let own = names.own(name);
    let used = formulas.iter().any(|f| f.names().iter().any(|n| names.own(n) == own));
    let tested = formulas.iter().any(|f| f.names().iter().any(|n| names.own(n) == own && f.tests(n)));
    Some(if names.get(name).is_none() {
        unknown(name, formulas.iter().flat_map(|f| f.names()).map(String::as_str))
    } else if !used {
        (
            BilingualText::new(
                format!("{{{name}}} không có trong công thức của quy tắc này"),
                format!("{{{name}}} is not in the formula of this rule"),
            ),
            BilingualText::new("chỉ hiện số mà công thức dùng đến", "show only what the formula uses"),
        )
    } else if !names.shows(name) {
        (
            BilingualText::new(
                format!("{{{name}}} là ngày hoặc cả cột, không hiện được"),
                format!("{{{name}}} is a date or a column and cannot be shown"),
            ),
            BilingualText::new("bỏ khỏi thông báo", "leave it out of the message"),
        )
    } else if tested && names.need(name) != GuardNeed::Nothing {
        (
            BilingualText::new(
                format!("{{{name}}} có thể trống khi quy tắc được xét"),
                format!("{{{name}}} may be empty when the rule is asked"),
            ),
            BilingualText::new(
                "chỉ hiện tên mà công thức không hỏi ISNUMBER, COUNTBLANK, LEN",
                "show only names that the formula does not test with ISNUMBER, COUNTBLANK, LEN",
            ),
        )
    } else {
        return None;
    })
}

/// Checks the placeholders of a message: each is a known name, can be shown, and has a value whenever the rule is
/// evaluated.
pub(super) fn message(message: &RuleMessage, names: &PlanNames, walk: &PlanDocument) {
    let RuleMessage { text, path, rule, sound } = *message;
    let (pieces, holders) = match placeholders(text) {
        Ok(parts) => parts,
        Err(at) => {
            let message =
                BilingualText::new("ngoặc { } trong thông báo không đủ cặp", "brackets { } of the message do not pair");
            let hint = BilingualText::new("viết {tên}, ví dụ {dv_moi}", "write {name}, such as {dv_moi}");
            return place(walk, path, at, 1, message, hint);
        }
    };
    for (at, length) in pieces.into_iter().filter(|(_, length)| *length > LONGEST_PIECE) {
        let message = BilingualText::new(
            format!("đoạn chữ dài {length} ký tự, quá {LONGEST_PIECE}"),
            format!("a piece of {length} characters, more than {LONGEST_PIECE}"),
        );
        let hint =
            BilingualText::new("rút ngắn: biểu mẫu Excel không chứa được", "shorten it: an Excel form cannot hold it");
        place(walk, path, at, length, message, hint);
    }
    if rule.test.is_none() || !sound {
        return;
    }
    let mut said = BTreeSet::new();
    for (at, name) in holders {
        // A name is reported once, even if it occurs several times in the message.
        if !said.insert(name.clone()) {
            continue;
        }
        let formulas: Vec<&Formula> = rule.test.iter().chain(&rule.when).collect();
        if let Some((message, hint)) = placeholder_fault(&name, &formulas, names) {
            place(walk, path, at, name.chars().count(), message, hint);
        }
    }
}

pub(super) type MessageParts = (Vec<(usize, usize)>, Vec<(usize, String)>);

/// Returns the texts (offset, length) and the placeholders (offset of the name, name) of a message. The error is the
/// offset of an unmatched brace.
pub(super) fn placeholders(text: &str) -> Result<MessageParts, usize> {
    let (mut pieces, mut holders) = (Vec::new(), Vec::new());
    let (mut start, mut open) = (0, None);
    let chars: Vec<char> = text.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        match (c, open) {
            ('{', None) => {
                pieces.push((start, at - start));
                open = Some(at);
            }
            ('}', Some(from)) => {
                holders.push((from + 1, chars[from + 1..at].iter().collect()));
                (start, open) = (at + 1, None);
            }
            ('{', Some(_)) | ('}', None) => return Err(at),
            _ => {}
        }
    }
    match open {
        Some(at) => Err(at),
        None => {
            pieces.push((start, chars.len() - start));
            Ok((pieces, holders))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_message_falls_into_pieces() {
        let (pieces, holders) = placeholders("Mã {dv_x}: {y}.").unwrap();
        assert_eq!(pieces, [(0, 3), (9, 2), (14, 1)]);
        assert_eq!(holders, [(4, "dv_x".to_string()), (12, "y".to_string())]);
        assert_eq!(placeholders("a {b"), Err(2));
        assert_eq!(placeholders("a} b"), Err(1));
    }
}
