//! Parses figures typed as text by Vietnamese rules: dot or space between thousands, comma before decimals. Text with
//! two readings is rejected, never guessed. This is the one grammar of returns, annex and plan; a numeric cell never
//! passes through it.

use crate::model::spelling::{clean, key};
use crate::model::text::BilingualText;

/// The result of reading a text in a figure's cell.
#[derive(Clone, Debug, PartialEq)]
pub enum NumberReading {
    /// Blank, or a placeholder such as dots.
    Blank,
    /// Digits only: a number stored as text.
    Digits(f64),
    /// A number after a conversion that needs a warning, with the reason.
    Converted(f64, BilingualText),
    /// Not an unambiguous figure, with the reason.
    Unreadable(BilingualText),
}

/// Words that may follow a figure besides the row's unit of measure.
const UNITS: [&str; 10] =
    ["nguoi", "doan vien", "lao dong", "don vi", "doanh nghiep", "dn", "cdcs", "dong", "cuoc", "luot"];

/// A number as plain digits with a decimal point: 2136, 85.5.
pub fn number_text(n: f64) -> String {
    if n == 0.0 { "0".to_string() } else { format!("{n}") }
}

/// Formats a number in Vietnamese notation so that [`read`] returns the same number: digits without group separators, a
/// decimal comma. Three decimals after at most three digits are ambiguous, so a zero is appended.
pub fn spelled(n: f64) -> String {
    let text = number_text(n).replace('.', ",");
    match text.trim_start_matches('-').split_once(',') {
        Some((whole, decimals)) if decimals.len() == 3 && whole.len() <= 3 && whole != "0" => format!("{text}0"),
        _ => text,
    }
}

/// Reads a text as a figure of a plan or its annex. `None` for a blank. Unlike in a return, nobody can confirm a
/// conversion, so words and dashes, which are allowed in a return, are errors here.
///
/// # Errors
///
/// The reason why the text is not one unambiguous number.
pub fn planned(text: &str) -> Result<Option<f64>, BilingualText> {
    match read(text, "", false) {
        NumberReading::Blank => Ok(None),
        NumberReading::Digits(n) => Ok(Some(n)),
        NumberReading::Converted(n, _) if clean(text).ends_with(|c: char| c.is_ascii_digit()) => Ok(Some(n)),
        NumberReading::Converted(..) => Err(BilingualText::new(
            format!("“{text}”: chỉ ghi số, không ghi chữ"),
            format!("'{text}': digits only, no words"),
        )),
        NumberReading::Unreadable(why) => Err(why),
    }
}

/// Reads a text as a figure counted in `unit`. `share` is true if the figure is a percentage.
pub fn read(text: &str, unit: &str, share: bool) -> NumberReading {
    let text = clean(text).replace('\n', " ");
    let folded = key(&text);
    if folded.is_empty() && !text.contains('%') {
        return without_letters(&text);
    }
    if matches!(&*folded, "khong" | "khong co") {
        return NumberReading::Converted(
            0.0,
            BilingualText::new(format!("Chữ “{text}” được lấy là 0"), format!("'{text}' taken as 0")),
        );
    }
    let (body, percent) = match text.strip_suffix('%') {
        Some(body) => (body.trim_end(), true),
        None => (text.as_str(), false),
    };
    if percent && !share {
        return unreadable(&text, "tỷ lệ phần trăm, ô này cần số đếm", "a percentage where a count belongs");
    }
    let end = body.rfind(|c: char| c.is_ascii_digit()).map_or(0, |i| i + 1);
    let (figure, tail) = body.split_at(end);
    let tail = tail.trim();
    let tail_key = key(tail);
    if tail_key.is_empty() != tail.is_empty()
        || !(tail_key.is_empty() || tail_key == key(unit) || UNITS.contains(&&*tail_key))
    {
        return unreadable(&text, "có chữ hoặc dấu lẫn với số", "words or signs stand with the number");
    }
    let magnitude = match magnitude(figure) {
        Ok(n) => n,
        Err(why) => {
            return NumberReading::Unreadable(BilingualText::new(
                format!("“{text}”: {}", why.vi),
                format!("'{text}': {}", why.en),
            ));
        }
    };
    let plain = figure.bytes().all(|b| b.is_ascii_digit());
    if share && (percent || magnitude.abs() > 1.0) {
        let n = magnitude / 100.0;
        return NumberReading::Converted(n, conversion_text(&text, n));
    }
    if plain && tail.is_empty() {
        NumberReading::Digits(magnitude)
    } else {
        NumberReading::Converted(magnitude, conversion_text(&text, magnitude))
    }
}

/// Converts a share above 1 that was typed as a number, with the reason: 85.5 can only mean 85,5%. A value below 10 is
/// an error: 1.5 may mean 1,5% or, in a cell formatted as percentage, 150%.
pub fn share(n: f64) -> Result<(f64, BilingualText), BilingualText> {
    let percent = |n: f64| format!("{}%", number_text(n).replace('.', ","));
    if n.abs() < 10.0 {
        return Err(two_ways(&percent(n), &percent(n * 100.0)));
    }
    let shown = number_text(n).replace('.', ",");
    Ok((n / 100.0, BilingualText::new(format!("{shown} được lấy là {}", percent(n)), format!("{n} taken as {n}%"))))
}

/// Returns the integer that `1.040` means to a Vietnamese writer where the point is the decimal separator: decimals
/// typed by people do not end in a zero. `None` for other texts.
pub fn thousands(float: &str) -> Option<String> {
    let (whole, decimals) = float.trim_start_matches(['-', '+']).split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_marked = digits(whole) && digits(decimals) && decimals.len() == 3 && decimals.ends_with('0');
    (is_marked && whole.len() <= 3 && !whole.starts_with('0')).then(|| float.replace(['.', '+'], ""))
}

fn conversion_text(text: &str, n: f64) -> BilingualText {
    let n = number_text(n);
    BilingualText::new(
        format!("Chữ “{text}” được lấy là số {}", n.replace('.', ",")),
        format!("text '{text}' taken as {n}"),
    )
}

fn unreadable(text: &str, vi: &str, en: &str) -> NumberReading {
    NumberReading::Unreadable(BilingualText::new(format!("“{text}”: {vi}"), format!("'{text}': {en}")))
}

fn without_letters(text: &str) -> NumberReading {
    if text.chars().all(|c| matches!(c, '.' | '…' | ' ')) {
        NumberReading::Blank
    } else if text.chars().count() == 1 && text.chars().all(|c| matches!(c, '-' | '–' | '—' | '−')) {
        NumberReading::Converted(
            0.0,
            BilingualText::new(format!("Dấu “{text}” được lấy là 0"), format!("'{text}' taken as 0")),
        )
    } else {
        unreadable(text, "không phải số", "not a number")
    }
}

/// Returns the number that digits and separators represent, or the reason why it is not unambiguous.
fn magnitude(figure: &str) -> Result<f64, BilingualText> {
    let (negative, digits) = match figure.strip_prefix(['-', '−', '–', '+']) {
        Some(rest) => (!figure.starts_with('+'), rest.trim_start()),
        None => (false, figure),
    };
    let odd = || BilingualText::new("không phải một số viết rõ ràng", "not one clearly written number");
    if digits.is_empty() || !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(odd());
    }
    if digits.chars().any(|c| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ' '))) {
        return Err(odd());
    }
    if digits.chars().filter(char::is_ascii_digit).count() > 15 {
        return Err(BilingualText::new("quá nhiều chữ số", "too many digits"));
    }
    let (whole, decimals) = match digits.split_once(',') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (digits, None),
    };
    if let Some(decimals) = decimals
        && (decimals.is_empty() || !decimals.bytes().all(|b| b.is_ascii_digit()))
    {
        return Err(BilingualText::new(
            "dấu chấm, dấu phẩy không theo cách viết Việt Nam (2.136 hoặc 85,5)",
            "dots and commas do not follow the Vietnamese way (2.136 or 85,5)",
        ));
    }
    let thousands = grouped(whole);
    let plain = whole.bytes().all(|b| b.is_ascii_digit());
    if let Some(decimals) = decimals
        && plain
        && decimals.len() == 3
        && whole.len() <= 3
        && !whole.starts_with('0')
    {
        return Err(two_ways(&format!("{whole}.{decimals}"), &format!("{whole},{decimals}")));
    }
    if !plain && !thousands {
        return Err(match whole.split_once('.') {
            Some((a, b)) if decimals.is_none() && all_digits(a) && all_digits(b) => {
                two_ways(&format!("{a},{b}"), &format!("{a}{b}"))
            }
            _ => odd(),
        });
    }
    let mut canonical: String = whole.chars().filter(char::is_ascii_digit).collect();
    if let Some(decimals) = decimals {
        canonical.push('.');
        canonical.push_str(decimals);
    }
    let n: f64 = canonical.parse().map_err(|_| odd())?;
    Ok(if negative { -n } else { n })
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn two_ways(a: &str, b: &str) -> BilingualText {
    BilingualText::new(
        format!("đọc được hai cách, {a} hoặc {b}; không đoán"),
        format!("could be read two ways, {a} or {b} (Vietnamese style); not guessed"),
    )
}

/// Returns true for groups of three digits with one kind of separator: 2.136, 23 320.
fn grouped(whole: &str) -> bool {
    let Some(separator) = whole.chars().find(|c| matches!(c, '.' | ' ')) else {
        return false;
    };
    let mut groups = whole.split(separator);
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len())
        && all_digits(first)
        && !first.starts_with('0')
        && groups.all(|g| g.len() == 3 && all_digits(g))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<f64> {
        match read(text, "người", false) {
            NumberReading::Digits(n) | NumberReading::Converted(n, _) => Some(n),
            _ => None,
        }
    }

    #[test]
    fn vietnamese_numbers_parse() {
        for (text, n) in [
            ("2.136", 2136.0),
            ("2 136", 2136.0),
            ("2\u{A0}136", 2136.0),
            ("2\u{202F}136", 2136.0),
            ("23.320", 23_320.0),
            ("1.234.567", 1_234_567.0),
            ("1.234.567,5", 1_234_567.5),
            ("85,5", 85.5),
            ("0,125", 0.125),
            ("2136,125", 2136.125),
            ("25 người", 25.0),
            ("25 Người", 25.0),
            ("12 đoàn viên", 12.0),
            ("\u{200B}7\u{A0}", 7.0),
            ("-5", -5.0),
            ("+5", 5.0),
            ("-", 0.0),
            ("–", 0.0),
            ("Không", 0.0),
            ("0", 0.0),
        ] {
            assert_eq!(number(text), Some(n), "{text}");
        }
        assert_eq!(read("2136", "", false), NumberReading::Digits(2136.0));
    }

    #[test]
    fn blank_text_is_no_number() {
        for text in ["", " ", ".", "…", "...", "\u{A0}", "\u{200B}"] {
            assert_eq!(read(text, "người", false), NumberReading::Blank, "{text:?}");
        }
    }

    #[test]
    fn ambiguous_numbers_are_rejected() {
        for text in [
            "1,012",
            "1.5",
            "2.13",
            "0.123",
            "1,234,567",
            "1,234.5",
            "40 (nữ 20)",
            "abc",
            "2 triệu",
            "3 nghìn",
            "1/5",
            "12-13",
            "85,5%",
            "2. 136",
            "1.23.456",
            "--5",
            "(12)",
            "5,",
            ",5",
            "12345678901234567",
            "#REF!",
            "1e5",
            "25 người (nữ)",
            "%",
            "1.012 2.136",
        ] {
            assert!(
                matches!(read(text, "người", false), NumberReading::Unreadable(_)),
                "{text}: {:?}",
                read(text, "", false)
            );
        }
        let NumberReading::Unreadable(why) = read("1,012", "người", false) else { panic!() };
        assert!(why.vi.contains("1.012 hoặc 1,012"), "{}", why.vi);
    }

    #[test]
    fn fractions_typed_as_text_parse() {
        for (text, n) in [("85,5%", 0.855), ("85,5", 0.855), ("0,855", 0.855), ("100 %", 1.0)] {
            match read(text, "%", true) {
                NumberReading::Digits(x) | NumberReading::Converted(x, _) => {
                    assert!((x - n).abs() < 1e-12, "{text} {x}")
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    fn in_groups(n: u64, separator: char) -> String {
        let digits = n.to_string();
        let mut out = String::new();
        for (i, c) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(separator);
            }
            out.push(c);
        }
        out
    }

    proptest::proptest! {
        #[test]
        fn integer_in_vietnamese_notation_round_trips(n in 0u64..1_000_000_000_000, s in 0usize..3) {
            let text = in_groups(n, ['.', ' ', '\u{A0}'][s]);
            proptest::prop_assert_eq!(number(&text), Some(n as f64), "{}", text);
        }

        #[test]
        fn read_number_never_panics(text in ".{0,40}", digits in "[-+0-9., %()n\u{A0}]{0,12}") {
            let _ = read(&text, "người", false);
            let _ = read(&digits, "%", true);
        }

        #[test]
        fn parsed_number_has_exactly_the_typed_digits(text in "[0-9.,]{1,10}") {
            if let Some(n) = number(&text) {
                let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
                let typed = digits(&text);
                let whole = typed.trim_start_matches('0');
                let taken = digits(&format!("{n}"));
                proptest::prop_assert_eq!(whole.trim_end_matches('0'), taken.trim_start_matches('0').trim_end_matches('0'));
            }
        }
    }
}
