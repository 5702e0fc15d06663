//! Parses figures typed as text by Vietnamese rules: dot or space between thousands, comma before decimals; in a plan in
//! English the other way round. Text with
//! two readings is rejected, never guessed. This is the one grammar of returns, annex and plan; a numeric cell never
//! passes through it.

mod unit;

pub(crate) use unit::{FigureUnit, scale};

use crate::model::spelling::{clean, key};
use crate::model::text::{BilingualText, Lang};

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

/// A number as plain digits with a decimal point: 2136, 85.5.
pub(crate) fn number_text(n: f64) -> String {
    if n == 0.0 { "0".to_string() } else { format!("{n}") }
}

/// Formats a number in Vietnamese notation so that [`read`] returns the same number: digits without group separators, a
/// decimal comma. Three decimals after at most three digits are ambiguous, so a zero is appended.
pub(crate) fn spelled(n: f64) -> String {
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
pub(crate) fn planned(text: &str, lang: Lang) -> Result<Option<f64>, BilingualText> {
    match read(text, FigureUnit { lang, ..FigureUnit::default() }, false) {
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
pub fn read<'a>(text: &str, unit: impl Into<FigureUnit<'a>>, share: bool) -> NumberReading {
    let unit = unit.into();
    let text = clean(text).replace('\n', " ");
    let folded = key(&text);
    if folded.is_empty() && !text.contains('%') {
        return without_letters(&text);
    }
    if matches!(&*folded, "khong" | "khong co" | "none" | "nil") {
        return NumberReading::Converted(
            0.0,
            BilingualText::new(format!("Chữ “{text}” được lấy là 0"), format!("'{text}' taken as 0")),
        );
    }
    let (body, percent) = match text.strip_suffix('%') {
        Some(body) => (body.trim_end(), true),
        None => (unit.without_sign(&text), false),
    };
    if percent && !share {
        return unreadable(&text, "tỷ lệ phần trăm, ô này cần số đếm", "a percentage where a count belongs");
    }
    let end = body.rfind(|c: char| c.is_ascii_digit()).map_or(0, |i| i + 1);
    let (figure, tail) = body.split_at(end);
    let tail = tail.trim();
    if !tail.is_empty() && !unit.is_repeated_by(tail) {
        return unreadable(&text, "có chữ hoặc dấu lẫn với số", "words or signs stand with the number");
    }
    let magnitude = match magnitude_in(unit.lang, figure) {
        Ok(n) => n,
        Err(why) => {
            return NumberReading::Unreadable(BilingualText::new(
                format!("“{text}”: {}", why.vi),
                format!("'{text}': {}", why.en),
            ));
        }
    };
    let plain = figure.bytes().all(|b| b.is_ascii_digit());
    if share && !percent && magnitude.abs() > 1.0 && magnitude.abs() < 10.0 {
        return match self::share(magnitude) {
            Ok((n, why)) => NumberReading::Converted(n, why),
            Err(why) => NumberReading::Unreadable(BilingualText::new(
                format!("“{text}”: {}", why.vi),
                format!("'{text}': {}", why.en),
            )),
        };
    }
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
/// an error: 1.5 may mean 1,5% or 150%.
///
/// # Errors
///
/// Both readings.
pub(crate) fn share(n: f64) -> Result<(f64, BilingualText), BilingualText> {
    let percent = |n: f64| format!("{}%", number_text(n).replace('.', ","));
    if n.abs() < 10.0 {
        return Err(two_ways(&percent(n), &percent(n * 100.0)));
    }
    let shown = number_text(n).replace('.', ",");
    Ok((n / 100.0, BilingualText::new(format!("{shown} được lấy là {}", percent(n)), format!("{n} taken as {n}%"))))
}

/// Returns the integer that `1.040` means to a Vietnamese writer where the point is the decimal separator: decimals
/// typed by people do not end in a zero. `None` for other texts.
pub(crate) fn thousands(float: &str) -> Option<String> {
    let (whole, decimals) = float.trim_start_matches(['-', '+']).split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_marked = digits(whole) && digits(decimals) && decimals.len() == 3 && decimals.ends_with('0');
    (is_marked && whole.len() <= 3 && !whole.starts_with('0')).then(|| float.replace(['.', '+'], ""))
}

/// Reads a number in a cell that shows it as a percentage: 1.05 is 105 %. From 1,000 % on the cell may also have been
/// filled without its sign.
///
/// # Errors
///
/// Both readings.
pub(crate) fn shown_share(n: f64) -> Result<f64, BilingualText> {
    let percent = |n: f64| format!("{}%", number_text(n).replace('.', ","));
    if n.abs() < 10.0 { Ok(n) } else { Err(two_ways(&percent(n), &percent(n * 100.0))) }
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

/// Returns the number of a figure by the rules of a language. In English dot and comma change places.
fn magnitude_in(lang: Lang, figure: &str) -> Result<f64, BilingualText> {
    if lang == Lang::Vi {
        return magnitude(figure);
    }
    let swapped = figure.chars().map(|c| match c {
        '.' => ',',
        ',' => '.',
        c => c,
    });
    magnitude(&swapped.collect::<String>()).map_err(|_| {
        BilingualText::new(
            "không phải một số viết rõ ràng theo tiếng Anh (2136, 2,136 hoặc 45.5)",
            "not one clearly written number such as 2136, 2,136 or 45.5",
        )
    })
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
mod tests;
