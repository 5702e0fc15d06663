//! Decides whether two stored values are the same. Excel keeps 15 significant digits; what differs within them is a
//! difference, however large the number is.

use crate::grid::RawValue;

/// Digits that Excel keeps.
const DIGITS: i32 = 15;
/// Below this, a result of a subtraction is rounding: programs show 0.
const NOTHING: f64 = 1e-12;

/// Returns true if two numbers are the same in the 15 digits that Excel keeps. Programs add in different orders, so one
/// unit of the last digit may differ; whole numbers may not.
pub(super) fn is_same_number(a: f64, b: f64) -> bool {
    if a == b {
        return true;
    }
    let is_whole = |n: f64| n == n.trunc() && n.abs() < 1e15;
    if is_whole(a) && is_whole(b) {
        return false;
    }
    let most = a.abs().max(b.abs());
    if most < NOTHING {
        return true;
    }
    let unit = 10f64.powi(most.log10().floor() as i32 + 1 - DIGITS);
    // Half a unit more, for the binary representation of the unit itself.
    (a - b).abs() <= 1.5 * unit || (a - b).abs() <= NOTHING
}

/// Returns true for a blank value or a missing cached value.
pub(super) fn is_empty(value: &RawValue) -> bool {
    matches!(value, RawValue::Uncached) || value.is_blank()
}

/// Compares two values. A text is not a number or a truth value that looks like it.
pub(super) fn is_same(one: &RawValue, other: &RawValue) -> bool {
    let number = |value: &RawValue| match value {
        RawValue::Number(n) | RawValue::Date(n) => Some(*n),
        _ => None,
    };
    match (number(one), number(other)) {
        (Some(a), Some(b)) => is_same_number(a, b),
        (None, None) => match (one, other) {
            (RawValue::Text(a), RawValue::Text(b)) => a == b || is_same_text(a, b),
            _ => one == other || (is_empty(one) && is_empty(other)),
        },
        _ => false,
    }
}

/// Compares the stored results of equal formulas. LibreOffice drops white space at the end of such a text.
pub(super) fn is_same_result(one: &RawValue, other: &RawValue) -> bool {
    match (one, other) {
        (RawValue::Text(a), RawValue::Text(b)) => is_same_text(a.trim_end(), b.trim_end()),
        _ => is_same(one, other),
    }
}

/// Compares two texts. Line ends, and the decimal sign and last digits of numbers that a formula put into a text, depend
/// on program and regional setting.
fn is_same_text(a: &str, b: &str) -> bool {
    let lines = |text: &str| text.replace("\r\n", "\n");
    let (a, b) = (lines(a), lines(b));
    if a == b {
        return true;
    }
    let (a, b) = (pieces(&a), pieces(&b));
    a.len() == b.len()
        && a.iter().zip(&b).all(|(a, b)| {
            let number = |text: &str| text.replace(',', ".").parse::<f64>().ok().filter(|_| is_decimal(text));
            a == b || number(a).zip(number(b)).is_some_and(|(a, b)| is_same_number(a, b))
        })
}

/// Returns true for digits with one decimal sign among them and more than three digits after it: a grouped number has
/// three.
fn is_decimal(text: &str) -> bool {
    let behind = text.split_once([',', '.']).map_or("", |(_, behind)| behind);
    behind.len() != 3 && !behind.is_empty() && behind.bytes().all(|b| b.is_ascii_digit())
}

/// Splits a text into numbers and what is between them.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut was_number = None;
    let bytes = text.as_bytes();
    for (at, letter) in text.char_indices() {
        let next = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        let before = at > 0 && bytes.get(at - 1).is_some_and(u8::is_ascii_digit);
        let is_number = letter.is_ascii_digit() || (matches!(letter, ',' | '.') && before && next);
        if was_number.is_some_and(|was| was != is_number) {
            out.extend(text.get(start..at));
            start = at;
        }
        was_number = Some(is_number);
    }
    out.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_compared_in_all_digits_that_excel_keeps() {
        for (a, b) in [(4e12, 3_999_999_999_999.0), (4_000_000_000_003.99, 4_000_000_000_003.0), (0.1, 0.100_000_1)] {
            assert!(!is_same_number(a, b), "{a} {b}");
        }
        for (a, b) in
            [(0.1 + 0.2, 0.3), (1.0 / 3.0, 0.333_333_333_333_333), (2.7e-17, 0.0), (41.4, 41.400_000_000_000_006)]
        {
            assert!(is_same_number(a, b), "{a} {b}");
        }
    }

    #[test]
    fn texts_of_figures_are_alike_in_every_regional_setting() {
        let text = |t: &str| RawValue::Text(t.into());
        assert!(is_same(&text("còn 1799285.7714285715 tấn"), &text("còn 1799285,77142857 tấn")));
        assert!(is_same(&text("a\r\nb"), &text("a\nb")));
        assert!(!is_same(&text("còn 1.799 tấn"), &text("còn 1,799 tấn")));
        assert!(!is_same(&text("540"), &text("541")));
        assert!(!is_same(&text("TRUE"), &RawValue::Bool(true)));
        assert!(!is_same(&text("12"), &RawValue::Number(12.0)));
        assert!(is_same(&text(""), &RawValue::Uncached));
    }
}
