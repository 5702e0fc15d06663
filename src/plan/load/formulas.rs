//! Reads rules and computed columns. A problem in a formula is located within its string.

use super::draft::{ColumnDraft, RuleDraft, SCOPES, StatementDraft};
use super::node::KeyNeed::{Optional, Required};
use super::node::TableReader;
use crate::formula::Formula;
use crate::formula::over_units::UnitsTotal;
use crate::model::finding::Severity;
use crate::model::text::BilingualText;
use crate::plan::{ColumnEmphasis, ColumnNumberFormat, ColumnTotal};

const SEVERITIES: [(&str, Severity); 4] =
    [("error", Severity::Error), ("warning", Severity::Warning), ("info", Severity::Info), ("trial", Severity::Trial)];

const TOTALS: [(&str, ColumnTotal); 6] = [
    ("sum", ColumnTotal::Sum),
    ("formula", ColumnTotal::Formula),
    ("min", ColumnTotal::Units(UnitsTotal::Min)),
    ("max", ColumnTotal::Units(UnitsTotal::Max)),
    ("mean", ColumnTotal::Units(UnitsTotal::Mean)),
    ("blank", ColumnTotal::Blank),
];

const NUMBERS: [(&str, ColumnNumberFormat); 5] = [
    ("integer", ColumnNumberFormat::Integer),
    ("percent", ColumnNumberFormat::Percent),
    ("decimal", ColumnNumberFormat::Decimal),
    ("signed", ColumnNumberFormat::Signed),
    ("text", ColumnNumberFormat::Text),
];

#[derive(Copy, Clone, PartialEq)]
enum EmphasisWord {
    Plain(ColumnEmphasis),
    Light,
}

const EMPHASES: [(&str, EmphasisWord); 6] = [
    ("none", EmphasisWord::Plain(ColumnEmphasis::None)),
    ("bar", EmphasisWord::Plain(ColumnEmphasis::Bar)),
    ("shortfall", EmphasisWord::Plain(ColumnEmphasis::Shortfall)),
    ("surplus", EmphasisWord::Plain(ColumnEmphasis::Surplus)),
    ("sign", EmphasisWord::Plain(ColumnEmphasis::Sign)),
    ("light", EmphasisWord::Light),
];

/// Reads a row of `[[rules]]`.
pub(crate) fn rule(node: &TableReader) -> RuleDraft {
    let test = node.text("test");
    let when = node.optional_text("when");
    let has_scope = node.has("scope");
    RuleDraft {
        path: node.path.clone(),
        code: node.text("code"),
        severity: node.word("severity", &SEVERITIES, Required),
        has_scope,
        // If it is left out, it follows from the names once they are known.
        scope: node.word("scope", &SCOPES, Optional).filter(|_| has_scope),
        conditional: when.is_some(),
        when: when.and_then(|text| parse(node, "when", &text)),
        test: if test.trim().is_empty() { None } else { parse(node, "test", &test) },
        title: node.optional_table("title").map(title).unwrap_or_default(),
        message: node.both("message"),
        mend: node.both("mend"),
        basis: node.optional_text("basis").unwrap_or_default(),
        validity: node.validity(),
    }
}

/// Reads the title of a rule. Without a Vietnamese one it has none.
fn title(node: TableReader) -> BilingualText {
    let vi = node.optional_text("vi").unwrap_or_default();
    let en = node.optional_text("en").filter(|en| !en.trim().is_empty()).unwrap_or_else(|| vi.clone());
    node.done();
    BilingualText { vi, en }
}

/// Reads `[severity]`: a severity for each rule code.
pub(crate) fn severities(node: TableReader) -> Vec<(String, Severity)> {
    let entries = node.entries();
    entries
        .into_iter()
        .filter_map(|(code, _, word, span)| node.pick(&code, &word, &span, &SEVERITIES).map(|weight| (code, weight)))
        .collect()
}

/// Reads a row of `[[columns]]`.
pub(crate) fn column(node: &TableReader) -> ColumnDraft {
    let formula = node.text("formula");
    ColumnDraft {
        path: node.path.clone(),
        name: node.text("name"),
        sheets: node.texts("sheets", Required),
        group: node.optional_text("group").unwrap_or_default(),
        heading: node.text("heading"),
        formula: if formula.trim().is_empty() { None } else { parse(node, "formula", &formula) },
        total: node.word("total", &TOTALS, Required),
        number: node.word("number", &NUMBERS, Required),
        emphasis: emphasis(node),
        explain: node.text("explain"),
        basis: node.optional_text("basis").unwrap_or_default(),
        validity: node.validity(),
    }
}

/// Reads a row of `[[statements]]`.
pub(crate) fn statement(node: &TableReader) -> StatementDraft {
    let when = node.optional_text("when");
    StatementDraft {
        path: node.path.clone(),
        conditional: when.is_some(),
        when: when.and_then(|text| parse(node, "when", &text)),
        text: node.text("text"),
    }
}

fn emphasis(node: &TableReader) -> ColumnEmphasis {
    let look = node.word("emphasis", &EMPHASES, Optional);
    let thresholds = node.numbers("thresholds");
    let message = match (look, thresholds.as_deref()) {
        (Some(EmphasisWord::Light), Some([green, amber])) if green >= amber => {
            return ColumnEmphasis::Light(*green, *amber);
        }
        (Some(EmphasisWord::Light), _) => BilingualText::new(
            "đèn cần hai ngưỡng: xanh từ số thứ nhất, vàng từ số thứ hai (không lớn hơn)",
            "a light takes two thresholds: green from the first, amber from the second, which is not higher",
        ),
        (Some(EmphasisWord::Plain(plain)), None) => return plain,
        (None, _) => return ColumnEmphasis::None,
        (Some(EmphasisWord::Plain(_)), Some(_)) => {
            BilingualText::new("chỉ emphasis = \"light\" mới có ngưỡng", "only emphasis = \"light\" has thresholds")
        }
    };
    let hint = node.walk.either(
        BilingualText::new("ví dụ: thresholds = [0.85, 0.7]", "such as thresholds = [0.85, 0.7]"),
        BilingualText::new("ví dụ hai dòng: 0,85 và 0,7", "such as two lines: 0,85 and 0,7"),
    );
    node.walk.error_at(&node.at("thresholds"), message, hint);
    ColumnEmphasis::None
}

/// Parses the formula of a key; a problem is reported at its place in the text.
pub(super) fn parse(node: &TableReader, key: &str, text: &str) -> Option<Formula> {
    match Formula::parse(text) {
        Ok(formula) => Some(formula),
        Err(problem) => {
            let span = node.walk.span_of(&node.at(key));
            let raw = node.walk.source.slice(&span);
            let from = span.start + raw_offset(raw, problem.at);
            let to = span.start + raw_offset(raw, problem.at + word_length(text, problem.at));
            node.walk.error(&(from..to.max(from)), problem.message, BilingualText::default());
            None
        }
    }
}

/// Returns the length of the word that starts at a character of a formula; at least 1.
pub(crate) fn word_length(text: &str, at: usize) -> usize {
    let inside = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '.');
    text.chars().skip(at).take_while(inside).count().max(1)
}

/// Returns the byte offset of a character of a value within the string as written in the TOML file (with its quotes).
pub(crate) fn raw_offset(raw: &str, at: usize) -> usize {
    let (open, escapes) = if raw.starts_with("'''") {
        (3, false)
    } else if raw.starts_with("\"\"\"") {
        (3, true)
    } else {
        (1, raw.starts_with('"'))
    };
    let body_end = raw.len().saturating_sub(open).max(open).min(raw.len());
    let body = raw.get(open..body_end).unwrap_or("");
    // A line break directly after three quotes is not part of the value.
    let first = if open == 3 { body.len() - body.trim_start_matches('\r').trim_start_matches('\n').len() } else { 0 };
    let first = if body.get(first.saturating_sub(1)..first) == Some("\n") { first } else { 0 };
    let continued = |rest: &mut &str| {
        // A trailing backslash removes the line break and the blanks after it.
        while escapes && open == 3 && rest.starts_with('\\') && rest[1..].starts_with([' ', '\t', '\r', '\n']) {
            *rest = rest[1..].trim_start();
        }
    };
    let mut rest = body.get(first..).unwrap_or("");
    continued(&mut rest);
    for _ in 0..at {
        let Some(c) = rest.chars().next() else { break };
        let mut taken = c.len_utf8();
        if escapes && c == '\\' {
            taken = match rest[1..].chars().next() {
                Some('x') => 4,
                Some('u') => 6,
                Some('U') => 10,
                Some(c) => 1 + c.len_utf8(),
                None => 1,
            };
        } else if c == '\r' && rest[1..].starts_with('\n') {
            taken = 2;
        }
        rest = rest.get(taken.min(rest.len())..).unwrap_or("");
        continued(&mut rest);
    }
    open + body.len() - rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_found_in_the_raw_string() {
        let cases = [
            ("'a+b'", 2, 3),
            (r#""a&\"x\"&b""#, 6, 9), // the value is a&"x"&b
            ("'''\na+b'''", 2, 6),
            ("\"\"\"a+\\\n   b\"\"\"", 2, 10),
            ("'đ+b'", 2, 4),
            ("''", 5, 1),
            (r#""\u0061+b""#, 1, 7),
        ];
        for (raw, at, byte) in cases {
            assert_eq!(raw_offset(raw, at), byte, "{raw}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_string_and_offset_stay_inside(raw in "[\"'\\\\a đu\n\r]{0,12}", at in 0usize..20) {
            proptest::prop_assert!(raw_offset(&raw, at) <= raw.len().max(3));
        }
    }
}
