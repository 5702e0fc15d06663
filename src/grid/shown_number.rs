//! Whether a text shows a number that the file stores beside it, as web pages of spreadsheet programs do. The text is in the
//! notation of an unknown language.

/// Returns true if a text may show the number: in Vietnamese or English notation, with its decimals rounded, as a
/// percentage, or in scientific notation. A text without digits shows zero.
pub(super) fn is_shown(text: &str, number: f64) -> bool {
    let Some(first) = text.find(|c: char| c.is_ascii_digit()) else { return number == 0.0 };
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\'');
    let (before, rest) = text.split_at(first);
    let figure = rest.split(|c: char| !digits(c)).next().unwrap_or_default();
    let after = rest.get(figure.len()..).unwrap_or_default();
    let figure = figure.trim_end_matches([' ', '\u{a0}', '.', ',', '\'']);
    let sign = if before.trim_end().ends_with(['-', '−', '–', '(']) { -1.0 } else { 1.0 };
    if after.trim_start().starts_with('/') || after.starts_with(['E', 'e']) {
        // A fraction or an exponent: the digits are the value.
        return true;
    }
    let scale = 1000f64.powi(crate::number::scale(after) as i32);
    let part = if after.trim_start().starts_with('%') { 0.01 } else { 1.0 };
    [(',', '.'), ('.', ',')].into_iter().any(|(decimal, group)| {
        reading(figure, decimal, group, number).is_some_and(|(shown, step)| {
            // Half a unit of the last digit, and the error of the multiplication.
            let margin = step * part * scale / 2.0 + number.abs() * 1e-9;
            (sign * shown * part * scale - number).abs() <= margin && (shown != 0.0 || number.abs() < 1e-6)
        })
    })
}

/// Returns the number of a figure in one notation, and the unit of its last digit. `None` if it is not in this notation.
fn reading(figure: &str, decimal: char, group: char, number: f64) -> Option<(f64, f64)> {
    let (whole, decimals) = figure.split_once(decimal).unwrap_or((figure, ""));
    let is_grouped = whole.contains([group, ' ', '\u{a0}', '\'']);
    let mut groups = whole.split([group, ' ', '\u{a0}', '\'']);
    let first = groups.next().unwrap_or_default();
    let is_in_threes = first.len() <= 3 && !first.is_empty() && groups.all(|part| part.len() == 3);
    if decimals.contains(|c: char| !c.is_ascii_digit()) || (is_grouped && !is_in_threes) {
        return None;
    }
    // Zeros after a short whole number are thousands: 45.000 shows 45 to nobody.
    if decimals == "000" && whole.len() <= 3 && !is_grouped && number.fract() == 0.0 {
        return None;
    }
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let shown: f64 = format!("{digits}.{decimals}0").parse().ok()?;
    Some((shown, 10f64.powi(-(decimals.len() as i32))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_show_numbers_in_both_notations() {
        for (text, number) in [
            ("45", 45.0),
            ("45 người", 45.0),
            ("1.234,5", 1234.5),
            ("1,234.50", 1234.5),
            ("58 000 000", 58e6),
            ("58.000.000 đ", 58e6),
            ("$ 45.25", 45.25),
            ("46", 45.6),
            ("(45)", -45.0),
            ("-45", -45.0),
            ("45%", 0.45),
            ("105,0%", 1.05),
            ("5,80E+07", 58e6),
            ("1/2", 0.5),
            ("-", 0.0),
            ("", 0.0),
            ("45.125", 45.125),
            ("58 triệu", 58e6),
            ("0045", 45.0),
        ] {
            assert!(is_shown(text, number), "{text} for {number}");
        }
        for (text, number) in [
            ("45.000", 45.0),
            ("45000", 45.0),
            ("", 45.0),
            ("58", 58e6),
            ("58 triệu", 58.0),
            ("45", -45.0),
            ("54", 45.0),
            ("4,5", 45.0),
            ("0", 0.4),
        ] {
            assert!(!is_shown(text, number), "{text} for {number}");
        }
    }

    proptest::proptest! {
        #[test]
        fn texts_never_panic(text in "\\PC{0,20}", number in proptest::prelude::any::<f64>()) {
            let _ = is_shown(&text, number);
        }
    }
}
