//! A section of a number format with a value in it: the text, and whether it is another figure.

use super::{FormatOutcome, FormatSection, FormatToken, MINUS};
use crate::number::{self, NumberReading, number_text};

/// Decimals that are computed. Excel stores 15 digits.
const DECIMALS: usize = 20;
/// Below this, a value that is shown as zero is the rest of a computation.
const NOISE: f64 = 1e-6;

/// The parts of the text that a section shows for a value.
#[derive(Debug, Default)]
pub(super) struct RenderedSection {
    value: f64,
    /// The literal text before the first digit, after the last one, and between them.
    before: String,
    after: String,
    between: Vec<DigitGap>,
    /// The digits, with separators and literal texts.
    digits: String,
    /// Divisions by a thousand.
    scales: usize,
    has_digits: bool,
    has_colour: bool,
    /// True for a date, an exponent, a fraction or General: the digits are the value.
    is_plain: bool,
}

/// A literal text between two digits.
#[derive(Debug)]
struct DigitGap {
    text: String,
    /// Number of integer digits after it.
    following: usize,
    /// True if only zeros, or nothing, are before it.
    is_leading: bool,
    /// True after the decimal separator.
    is_in_decimals: bool,
}

impl RenderedSection {
    /// Puts a value into a section.
    pub(super) fn new(section: &FormatSection, value: f64) -> Self {
        let mut out = RenderedSection { value, has_colour: section.has_colour, ..RenderedSection::default() };
        let tokens = &section.tokens;
        let is_digit = |token: &FormatToken| matches!(token, FormatToken::Digit(_));
        let is_special = |token: &FormatToken| {
            matches!(token, FormatToken::Date | FormatToken::Special | FormatToken::General | FormatToken::Text)
        };
        let first = tokens.iter().position(|token| is_digit(token) || is_special(token));
        let last = tokens.iter().rposition(|token| is_digit(token) || is_special(token));
        let (Some(first), Some(last)) = (first, last) else {
            out.before = tokens.iter().map(literal).collect();
            return out;
        };
        out.before = tokens.iter().take(first).map(literal).collect();
        out.is_plain = tokens.iter().any(is_special);
        out.has_digits = true;
        let commas = tokens.iter().skip(last + 1).take_while(|token| **token == FormatToken::Comma).count();
        out.after = tokens.iter().skip(last + 1 + commas).map(literal).collect();
        if out.is_plain {
            out.digits = number_text(value.abs()).replace('.', ",");
        } else {
            let inside = tokens.get(first..=last).unwrap_or_default();
            let percents = tokens.iter().filter(|token| **token == FormatToken::Percent).count();
            out.place(inside, commas, percents);
        }
        out
    }

    /// Distributes the digits of the value over their places.
    fn place(&mut self, inside: &[FormatToken], commas: usize, percents: usize) {
        let point = inside.iter().position(|token| *token == FormatToken::Point).unwrap_or(inside.len());
        let (whole, decimals) = inside.split_at(point);
        let before_point = whole.iter().rev().take_while(|token| **token == FormatToken::Comma).count();
        self.scales = commas + before_point;
        let places = |tokens: &[FormatToken]| tokens.iter().filter(|t| matches!(t, FormatToken::Digit(_))).count();
        let places_after = places(decimals).min(DECIMALS);
        let scaled = self.value.abs() / 1000f64.powi(self.scales as i32) * 100f64.powi(percents as i32);
        let text = format!("{scaled:.places_after$}");
        let (integer, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let whole = whole.get(..whole.len() - before_point).unwrap_or_default();
        self.put_whole(whole, integer);
        self.put_decimals(decimals, fraction);
    }

    fn put_whole(&mut self, whole: &[FormatToken], integer: &str) {
        let places: Vec<char> = whole
            .iter()
            .filter_map(|token| match token {
                FormatToken::Digit(kind) => Some(*kind),
                _ => None,
            })
            .collect();
        let is_grouped = whole.contains(&FormatToken::Comma);
        let least = places.iter().position(|kind| *kind == '0').map_or(0, |at| places.len() - at);
        let integer = if integer == "0" { "" } else { integer };
        let digits = format!("{integer:0>least$}");
        let mut rest = digits.as_str();
        let mut left = places.len();
        for token in whole {
            match token {
                FormatToken::Digit(_) => {
                    left -= 1;
                    let (now, later) = rest.split_at(rest.len().saturating_sub(left));
                    rest = later;
                    for (at, digit) in now.chars().enumerate() {
                        let following = now.len() - at - 1 + later.len();
                        self.digits.push(digit);
                        if is_grouped && following > 0 && following.is_multiple_of(3) {
                            self.digits.push('.');
                        }
                    }
                }
                FormatToken::Literal(text) => self.put_gap(text, left, false),
                FormatToken::Percent => self.digits.push('%'),
                _ => {}
            }
        }
    }

    fn put_decimals(&mut self, decimals: &[FormatToken], fraction: &str) {
        let needed = fraction.trim_end_matches('0').len();
        let mut digits = fraction.chars().enumerate();
        for token in decimals {
            match token {
                FormatToken::Point => self.digits.push(','),
                FormatToken::Digit(kind) => {
                    if let Some((at, digit)) = digits.next()
                        && (*kind == '0' || at < needed)
                    {
                        self.digits.push(digit);
                    }
                }
                FormatToken::Literal(text) => self.put_gap(text, 0, true),
                FormatToken::Percent => self.digits.push('%'),
                _ => {}
            }
        }
    }

    fn put_gap(&mut self, text: &str, following: usize, is_in_decimals: bool) {
        let is_leading = !self.digits.contains(|c: char| matches!(c, '1'..='9'));
        self.digits.push_str(text);
        self.between.push(DigitGap { text: text.to_string(), following, is_leading, is_in_decimals });
    }

    /// Returns the whole text.
    fn text(&self, has_minus: bool) -> String {
        let minus = if has_minus { "-" } else { "" };
        format!("{minus}{}{}{}", self.before, self.digits, self.after).trim().to_string()
    }

    /// Decides whether the text is the value. `is_negative_section` is true if the section itself writes the sign.
    pub(super) fn judge(&self, is_negative_section: bool) -> FormatOutcome {
        let text = self.text(self.value < 0.0 && !is_negative_section);
        let is_same = if self.has_digits { !self.is_other(is_negative_section) } else { self.is_zero_word(&text) };
        match (is_same, text.is_empty()) {
            (true, _) => FormatOutcome::Same,
            (false, true) => FormatOutcome::Nothing,
            (false, false) => FormatOutcome::Other(text),
        }
    }

    /// Returns true for zero shown as a dash, a word for nothing, or no text.
    fn is_zero_word(&self, text: &str) -> bool {
        self.value == 0.0
            && (text.is_empty()
                || matches!(number::read(text, "", false), NumberReading::Blank | NumberReading::Digits(0.0))
                || matches!(number::read(text, "", false), NumberReading::Converted(0.0, _)))
    }

    fn is_other(&self, is_negative_section: bool) -> bool {
        let is_minus = |text: &str| text.trim_end().ends_with(MINUS);
        let has_wrong_sign = match (is_negative_section, self.value < 0.0) {
            (true, _) => !is_minus(&self.before) && !self.has_colour && !is_minus(&self.after),
            (false, _) => self.value > 0.0 && is_minus(&self.before),
        };
        if has_wrong_sign || ends_in_digit(&self.before) || has_loose_digit(&self.after) {
            return true;
        }
        let words = number::scale(&self.after);
        if self.is_plain {
            return words > 0;
        }
        let is_zero = self.value.abs() > NOISE && !self.digits.contains(|c: char| matches!(c, '1'..='9'));
        let differs_in_scale = words != self.scales && self.value != 0.0;
        is_zero || differs_in_scale || self.between.iter().any(DigitGap::is_misleading)
    }
}

impl DigitGap {
    /// Returns true if the text changes how the digits around it are read: a digit, or a separator at another place than
    /// between thousands.
    fn is_misleading(&self) -> bool {
        let text = self.text.trim();
        let is_at_thousands = !self.is_in_decimals && self.following > 0 && self.following.is_multiple_of(3);
        match text {
            "" => false,
            "." | "," | "'" => !is_at_thousands || self.is_leading,
            "-" => !is_at_thousands,
            _ => true,
        }
    }
}

fn literal(token: &FormatToken) -> &str {
    match token {
        FormatToken::Literal(text) => text,
        FormatToken::Percent => "%",
        FormatToken::Comma => ",",
        FormatToken::Point => ".",
        _ => "",
    }
}

/// Returns true if a text before the digits ends in a digit that joins them.
fn ends_in_digit(before: &str) -> bool {
    before.trim_end_matches(['.', ',', ' ', '\'']).ends_with(|c: char| c.is_ascii_digit())
}

/// Returns true if a text after the digits has a digit that is not the power of a unit, as in m2.
fn has_loose_digit(after: &str) -> bool {
    let letters: Vec<char> = after.chars().collect();
    let is_digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    letters.iter().enumerate().any(|(at, letter)| {
        let follows_letter = at > 0 && letters.get(at - 1).is_some_and(|c| c.is_alphabetic());
        letter.is_ascii_digit() && (!follows_letter || is_digit(Some(at + 1)))
    })
}
