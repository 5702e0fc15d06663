//! Checks the rules: names by scope, the roster of a row rule, messages. Then wraps each rule in its guard, once.

use super::names::{NameRole, PlanNames, belongs, in_scope, scope_of};
use super::{rule_size, validity};
use crate::formula::Formula;
use crate::formula::guard::{self, GuardNeed, GuardedRule, RuleNames};
use crate::formula::number_text::NUMBER_TEXT;
use crate::model::text::BilingualText;
use crate::plan::diagnostic::nearest;
use crate::plan::field_rules::RuleOrigin;
use crate::plan::load::draft::{PlanDraft, RuleDraft, ScopeWord};
use crate::plan::load::formulas::{raw_offset, word_length};
use crate::plan::load::walk::PlanDocument;
use crate::plan::{Rule, Scope, header};
use crate::workbook::excel_limits::LITERAL_LENGTH;
use std::collections::BTreeSet;

/// The longest text of a message between two placeholders, in characters: the form writes it as an Excel text literal.
const LONGEST_PIECE: usize = LITERAL_LENGTH;

/// Returns the rules, checked and wrapped. Rules with problems are left out.
pub fn rules(draft: &PlanDraft, names: &PlanNames, walk: &PlanDocument) -> Vec<Rule> {
    let rules: Vec<(&RuleDraft, Rule)> =
        draft.rules.iter().filter_map(|rule| Some((rule, check_rule(rule, draft, names, walk)?))).collect();
    rule_size::check(&rules, walk);
    rules.into_iter().map(|(_, rule)| rule).collect()
}

fn check_rule(rule: &RuleDraft, draft: &PlanDraft, names: &PlanNames, walk: &PlanDocument) -> Option<Rule> {
    let scope = if rule.has_scope { rule.scope? } else { scope_from_names(rule, names, walk)? };
    let mut sound = true;
    for (key, formula) in [("test", &rule.test), ("when", &rule.when)] {
        if let Some(formula) = formula {
            sound &= known(formula, &format!("{}.{key}", rule.path), scope, names, walk);
        }
    }
    for (key, text) in [("message", &rule.message), ("mend", &rule.mend)] {
        // If the English text is left out, it equals the Vietnamese one, which is checked once.
        let english = Some(("en", &text.en)).filter(|_| text.en != text.vi);
        for (lang, text) in [("vi", &text.vi)].into_iter().chain(english) {
            let placed = RuleMessage { text, path: &format!("{}.{key}.{lang}", rule.path), rule, sound };
            message(&placed, names, walk);
        }
    }
    let scope = resolve(scope, rule, names, walk);
    let test = rule.test.clone()?;
    if rule.conditional && rule.when.is_none() || !sound {
        return None;
    }
    let test = in_own(&test, &format!("{}.test", rule.path), names, walk)?;
    let when = match &rule.when {
        Some(when) => Some(in_own(when, &format!("{}.when", rule.path), names, walk)?),
        None => None,
    };
    let GuardedRule { check, missing } = match guard::wrap(&test, when.as_ref(), names) {
        Ok(guarded) => guarded,
        Err(problem) => {
            let hint = BilingualText::new(
                "rút ngắn công thức hoặc tách thành hai quy tắc",
                "shorten it or make two rules of it",
            );
            walk.error_at(&format!("{}.test", rule.path), problem.message, hint);
            return None;
        }
    };
    let validity = validity::of_rule(draft, names, [&test].into_iter().chain(&when));
    let override_ = draft.severity.iter().find(|(code, _)| *code == rule.code).map(|(_, s)| *s);
    Some(Rule {
        code: rule.code.clone(),
        origin: RuleOrigin::Plan,
        severity: override_.or(rule.severity)?,
        scope: scope?,
        when,
        test,
        check,
        missing,
        title: names.message_in_own(&rule.title),
        message: names.message_in_own(&rule.message),
        mend: names.message_in_own(&rule.mend),
        basis: rule.basis.clone(),
        cells: None,
        validity: rule.validity.and(validity),
    })
}

/// Returns a formula with the names of the plan's cycle; reports a formula that becomes too long.
pub fn in_own(formula: &Formula, path: &str, names: &PlanNames, walk: &PlanDocument) -> Option<Formula> {
    let own = names.in_own(formula);
    own.map_err(|problem| walk.error_at(path, problem.message, BilingualText::default())).ok()
}

/// Returns the scope of a rule that does not state one.
fn scope_from_names(rule: &RuleDraft, names: &PlanNames, walk: &PlanDocument) -> Option<ScopeWord> {
    // A rule without a test is already reported.
    let test = rule.test.as_ref()?;
    let all = test.names().iter().chain(rule.when.iter().flat_map(Formula::names));
    let meanings: Vec<NameRole> = all.filter_map(|n| names.get(n)).collect();
    let scope = scope_of(&meanings);
    if scope.is_none() {
        let hint = if meanings.contains(&NameRole::Cell) {
            BilingualText::new(
                "ghi scope = \"numeric_cells\" hoặc \"required_cells\"",
                "write scope = \"numeric_cells\" or \"required_cells\"",
            )
        } else {
            BilingualText::new("tách thành hai quy tắc", "make two rules of it")
        };
        let message = BilingualText::new(
            "từ các tên trong công thức chưa rõ quy tắc xét cái gì",
            "the names of the formula do not tell what the rule judges",
        );
        walk.error_at(&format!("{}.test", rule.path), message, hint);
    }
    scope
}

fn known(formula: &Formula, path: &str, scope: ScopeWord, names: &PlanNames, walk: &PlanDocument) -> bool {
    let mut sound = true;
    for (aggregate, name) in formula.aggregates() {
        let written = super::word(*aggregate);
        fault_at_name(
            walk,
            path,
            formula.source(),
            written,
            BilingualText::new(
                format!("{written}({name}) chỉ dùng trong cột tổng hợp"),
                format!("{written}({name}) is for computed columns only"),
            ),
            BilingualText::new("trong quy tắc gọi thẳng tên chỉ tiêu", "a rule names the indicator itself"),
        );
        sound = false;
    }
    if formula.has_number_text() {
        let message = BilingualText::new(
            format!("{NUMBER_TEXT} chỉ dùng trong cột tổng hợp và báo cáo"),
            format!("{NUMBER_TEXT} is for computed columns and the report only"),
        );
        let hint = BilingualText::new("trong quy tắc so sánh thẳng số", "a rule compares the number itself");
        fault_at_name(walk, path, formula.source(), NUMBER_TEXT, message, hint);
        sound = false;
    }
    for name in formula.names() {
        let fault = match names.get(name) {
            Some(meaning) if in_scope(scope, meaning) => continue,
            // The loader adds the mark of a nil return to the plan's rules over required cells.
            Some(_) if name == header::NIL && scope == ScopeWord::RequiredCells => continue,
            Some(meaning) => (
                BilingualText::new(
                    format!("tên '{name}' không dùng được ở đây"),
                    format!("name '{name}' is not for this place"),
                ),
                belongs(meaning),
            ),
            None => unknown(name, names.usable(|m| in_scope(scope, m))),
        };
        fault_at_name(walk, path, formula.source(), name, fault.0, fault.1);
        sound = false;
    }
    sound
}

/// Returns message and hint for an unknown name, with the most similar names.
pub fn unknown<'a>(name: &str, usable: impl Iterator<Item = &'a str>) -> (BilingualText, BilingualText) {
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
pub fn fault_at_name(
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

fn resolve(scope: ScopeWord, rule: &RuleDraft, names: &PlanNames, walk: &PlanDocument) -> Option<Scope> {
    Some(match scope {
        ScopeWord::NumericCells => Scope::NumericCells,
        ScopeWord::RequiredCells => Scope::RequiredCells,
        ScopeWord::Return => Scope::Return,
        ScopeWord::Previous => Scope::Previous,
        ScopeWord::Annex => Scope::Annex,
        ScopeWord::Campaign => Scope::Campaign,
        ScopeWord::RosterRow => {
            let test = rule.test.as_ref()?;
            let all = test.names().iter().chain(rule.when.iter().flat_map(Formula::names));
            let rosters: BTreeSet<usize> = all
                .filter_map(|n| match names.get(n) {
                    Some(NameRole::RosterCell(roster, _)) => Some(roster),
                    _ => None,
                })
                .collect();
            let mut rosters = rosters.into_iter();
            match (rosters.next(), rosters.next()) {
                (Some(one), None) => Scope::RosterRow(one),
                (first, _) => {
                    let message = if first.is_none() {
                        BilingualText::new(
                            "quy tắc dòng không gọi tên nào của dòng danh sách",
                            "a row rule that names nothing of a row",
                        )
                    } else {
                        BilingualText::new(
                            "quy tắc dòng gọi tên của hai danh sách",
                            "a row rule that names rows of two rosters",
                        )
                    };
                    let hint = BilingualText::new(
                        "gọi tên của một danh sách; danh sách kia gọi cả cột bằng đuôi _cot",
                        "name the row of one roster; the other one by its columns in _cot",
                    );
                    walk.error_at(&format!("{}.test", rule.path), message, hint);
                    return None;
                }
            }
        }
    })
}

/// A message of a rule. `sound` is true if the rule's formulas use only allowed names.
struct RuleMessage<'a> {
    text: &'a str,
    path: &'a str,
    rule: &'a RuleDraft,
    sound: bool,
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
fn message(message: &RuleMessage, names: &PlanNames, walk: &PlanDocument) {
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

pub fn place(walk: &PlanDocument, path: &str, at: usize, length: usize, message: BilingualText, hint: BilingualText) {
    let span = walk.span_of(path);
    let raw = walk.source.slice(&span);
    let (from, to) = (span.start + raw_offset(raw, at), span.start + raw_offset(raw, at + length));
    walk.error(&(from..to), message, hint);
}

pub type MessageParts = (Vec<(usize, usize)>, Vec<(usize, String)>);

/// Returns the texts (offset, length) and the placeholders (offset of the name, name) of a message. The error is the
/// offset of an unmatched brace.
pub fn placeholders(text: &str) -> Result<MessageParts, usize> {
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

    #[test]
    fn a_word_is_found_whole_and_outside_text() {
        assert_eq!(position(r#"IF("dv"=dv_x,dv)"#, "dv"), Some(13));
        assert_eq!(position("luy_ke(x)", "LUY_KE"), Some(0));
        assert_eq!(position("a_b", "a"), None);
    }
}
