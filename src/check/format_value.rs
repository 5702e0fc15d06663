//! Formats values and short lists for users, in both languages.

use crate::model::amount::Value;
use crate::model::day::Day;
use crate::model::text::Lang;
use crate::plan::{Plan, binding, header};

/// A difference from a whole number that binary arithmetic does not make.
const ROUNDING: f64 = 1e-12;

/// Formats a number with thousands separators: `2.136` and `0,85` in Vietnamese, `2,136` and `0.85` in English.
pub(crate) fn number(number: f64, lang: Lang) -> String {
    // Ten decimals hide the rounding errors of binary arithmetic. More are shown where they make a figure look whole.
    let mut plain = format!("{number:.10}");
    if plain.ends_with(".0000000000") && (number - number.round()).abs() > ROUNDING {
        plain = number.to_string();
    }
    let plain = plain.trim_end_matches('0').trim_end_matches('.');
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |d| ("-", d));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole == "0" && fraction.is_empty() {
        return "0".to_string();
    }
    let mut out = format!("{sign}{}", lang.group(whole));
    if !fraction.is_empty() {
        out.push_str(lang.pick(",", "."));
        out.push_str(fraction);
    }
    out
}

/// What the numbers of a name mean.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum NumberKind {
    /// A count, a share or another figure.
    Figure,
    /// The serial number of a day.
    Date,
    /// A year: without thousands separators.
    Year,
}

impl NumberKind {
    /// Returns `Date` if the numbers are dates.
    pub(crate) fn of(is_date: bool) -> Self {
        if is_date { NumberKind::Date } else { NumberKind::Figure }
    }

    /// Returns what the numbers of a name of formulas mean.
    pub(crate) fn of_name(plan: &Plan, name: &str) -> Self {
        match name {
            header::YEAR | header::REPORT_YEAR => NumberKind::Year,
            _ => Self::of(binding::is_date_name(plan, name)),
        }
    }
}

/// Formats a value: a date as `31/12/2021`, a text in quotation marks, a blank as "(trống)".
pub(crate) fn value(value: &Value, kind: NumberKind, lang: Lang) -> String {
    match value {
        Value::Number(n) if kind == NumberKind::Date && n.fract() == 0.0 && (61.0..2_958_466.0).contains(n) => {
            Day::from_serial(*n as i32).to_string()
        }
        Value::Number(n) if kind == NumberKind::Year && n.fract() == 0.0 => n.to_string(),
        Value::Number(n) => number(*n, lang),
        Value::Text(t) if t.is_empty() => lang.pick("(trống)", "(blank)").to_string(),
        Value::Text(t) => format!("“{}”", clip(t, 200)),
        Value::Bool(b) => lang.pick(if *b { "đúng" } else { "sai" }, if *b { "true" } else { "false" }).to_string(),
        Value::Error(e) => e.clone(),
        Value::Blank => lang.pick("(trống)", "(blank)").to_string(),
    }
}

/// Formats a value of a computed column as the sheet shows it: a percentage with one decimal.
pub(crate) fn shown(what: &Value, is_percent: bool, lang: Lang) -> String {
    match what {
        Value::Number(n) if is_percent => format!("{} %", number((n * 1000.0).round() / 10.0, lang)),
        _ => inline(what, NumberKind::Figure, lang),
    }
}

/// Formats a value inside a sentence: a text has no quotation marks.
pub(crate) fn inline(what: &Value, kind: NumberKind, lang: Lang) -> String {
    match what {
        Value::Text(t) if !t.is_empty() => clip(t, 200),
        _ => value(what, kind, lang),
    }
}

/// Shortens a text to at most `most` characters; `…` marks the cut.
pub(crate) fn clip(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

/// Returns the text with its first character in upper case.
pub(crate) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// Joins the first `most` items and adds the count of the rest.
pub(crate) fn list(items: &[String], most: usize, lang: Lang) -> String {
    list_of(items, items.len(), most, lang)
}

/// Joins the first `most` of `count` items and adds the count of the rest. `items` holds the first of them.
pub(crate) fn list_of(items: &[String], count: usize, most: usize, lang: Lang) -> String {
    let mut out = items.iter().take(most).cloned().collect::<Vec<_>>().join("; ");
    if count > most {
        let more = count - most;
        out.push_str(&lang.pick("; … và {n} chỗ khác", "; … and {n} more").replace("{n}", &more.to_string()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_separators_of_their_language() {
        for (n, vi, en) in [
            (2136.0, "2.136", "2,136"),
            (0.85, "0,85", "0.85"),
            (-1_234_567.5, "-1.234.567,5", "-1,234,567.5"),
            (100.0, "100", "100"),
            (-0.0, "0", "0"),
            (0.1 + 0.2, "0,3", "0.3"),
            (35.000_000_000_01, "35,00000000001", "35.00000000001"),
            (3.000_000_000_000_000_4, "3", "3"),
        ] {
            assert_eq!(number(n, Lang::Vi), vi);
            assert_eq!(number(n, Lang::En), en);
        }
    }

    #[test]
    fn dates_texts_and_blanks_are_formatted() {
        assert_eq!(value(&Value::Number(44_561.0), NumberKind::Date, Lang::Vi), "31/12/2021");
        assert_eq!(value(&Value::Number(44_561.0), NumberKind::Figure, Lang::Vi), "44.561");
        assert_eq!(value(&Value::Text("Không".into()), NumberKind::Figure, Lang::Vi), "“Không”");
        assert_eq!(value(&Value::Blank, NumberKind::Figure, Lang::En), "(blank)");
        assert_eq!(clip("Sìn Hồ", 3), "Sìn…");
        let items: Vec<String> = ["a", "b", "c"].map(String::from).to_vec();
        assert_eq!(list(&items, 2, Lang::Vi), "a; b; … và 1 chỗ khác");
    }
}
