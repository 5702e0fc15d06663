//! Describes the shape of a rule in words: comparisons, counts, conditions.

use super::format_value::NumberKind;
use crate::formula::Formula;
use crate::model::text::Lang;

/// Returns the arguments if the whole formula is one call of `head`: `OR(a,b)` gives `a`, `b`.
pub(super) fn arguments<'a>(source: &'a str, head: &str) -> Option<Vec<&'a str>> {
    let start = source.get(..head.len())?.eq_ignore_ascii_case(head).then_some(head.len())?;
    let (mut depth, mut quoted, mut from, mut out) = (1usize, false, start, Vec::new());
    for (i, c) in source.char_indices().skip_while(|(i, _)| *i < start) {
        match c {
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    out.push(&source[from..i]);
                    return (i + 1 == source.len()).then_some(out);
                }
            }
            ',' if depth == 1 => {
                out.push(&source[from..i]);
                from = i + 1;
            }
            _ => {}
        }
    }
    None
}

/// The comparison that a rule consists of, whose two sides a finding reports. Tests of presence are reported as
/// conditions instead.
#[derive(Clone, Debug)]
pub(super) struct Comparison {
    /// Left side.
    pub left: Formula,
    /// `=`, `<>`, `<`, `<=`, `>` or `>=`.
    pub operator: String,
    /// Right side.
    pub right: Formula,
}

impl Comparison {
    /// Returns the comparison that a test consists of, or `None`.
    pub(super) fn of(test: &Formula) -> Option<Self> {
        let (left, right) = test.sides()?;
        let presence = ["COUNTBLANK(", "LEN(", "ISNUMBER("];
        let head = left.source().trim().to_ascii_uppercase();
        if presence.iter().any(|p| head.starts_with(p)) || whole_number(test).is_some() {
            return None;
        }
        let operator = test.sign()?.to_string();
        Some(Comparison { left, operator, right })
    }
}

/// Returns the name x if the test is `x=INT(x)`.
pub(super) fn whole_number(test: &Formula) -> Option<&str> {
    let [x] = test.names() else { return None };
    let compact: String = test.source().chars().filter(|c| !c.is_whitespace()).collect();
    (compact == format!("{x}=INT({x})")).then_some(x)
}

/// Returns true if a side counts filled cells; its value is then shown as a number of times.
pub(super) fn counts(side: &Formula) -> bool {
    let head: String = side.source().chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
    ["COUNTIF(", "COUNTIFS(", "SUMPRODUCT(--("].iter().any(|h| head.starts_with(h))
}

/// Formats the expected value: "không quá 100", "từ 5", "= 2.138".
pub(super) fn expected_text(operator: &str, value: &str, kind: NumberKind, lang: Lang) -> String {
    let (vi, en) = match (operator, kind) {
        ("<=", NumberKind::Date) => ("không sau", "no later than"),
        (">=", NumberKind::Date) => ("không trước", "no earlier than"),
        ("<=", _) => ("không quá", "at most"),
        (">=", _) => ("từ", "at least"),
        ("<", _) => ("dưới", "below"),
        (">", _) => ("trên", "above"),
        ("<>", _) => ("khác", "other than"),
        _ => (operator, operator),
    };
    format!("{} {value}", lang.pick(vi, en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_split_at_their_own_commas() {
        assert_eq!(arguments("OR(a>0,LEN(b)>0)", "OR("), Some(vec!["a>0", "LEN(b)>0"]));
        assert_eq!(arguments("AND(MIN(a,b)=1,c=\"x,)\")", "AND("), Some(vec!["MIN(a,b)=1", "c=\"x,)\""]));
        assert_eq!(arguments("OR(a,b)+OR(c,d)", "OR("), None);
        assert_eq!(arguments("OR(a,b", "OR("), None);
        assert_eq!(arguments("a=b", "OR("), None);
        assert_eq!(arguments("ố", "OR("), None);
    }

    #[test]
    fn operators_are_words() {
        assert_eq!(expected_text("<=", "100", NumberKind::Figure, Lang::Vi), "không quá 100");
        assert_eq!(expected_text("<=", "10/01/2022", NumberKind::Date, Lang::Vi), "không sau 10/01/2022");
        assert_eq!(expected_text(">=", "5", NumberKind::Figure, Lang::En), "at least 5");
        assert_eq!(expected_text("=", "2.138", NumberKind::Figure, Lang::Vi), "= 2.138");
    }
}
