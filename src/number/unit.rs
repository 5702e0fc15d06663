//! The words and signs that may be beside a figure: its unit of measure as the plan writes it.

use crate::model::spelling::key;
use crate::model::text::Lang;

/// The words of the plan that may follow a figure.
#[derive(Copy, Clone, Debug, Default)]
pub struct FigureUnit<'a> {
    /// The unit of measure; empty for none.
    pub unit: &'a str,
    /// The label of the row or the heading of the column: `12 đoàn viên` in the row "Đoàn viên kết nạp".
    pub label: &'a str,
    /// The language by whose rules the figure is written.
    pub lang: Lang,
}

impl<'a> From<&'a str> for FigureUnit<'a> {
    fn from(unit: &'a str) -> Self {
        FigureUnit { unit, ..FigureUnit::default() }
    }
}

/// Spellings of units of money.
const MONEY: [&[&str]; 4] = [
    &["dong", "d", "vnd", "viet nam dong", "dong viet nam"],
    &["nghin dong", "ngan dong", "nghin", "ngan", "nghin d", "ngan d", "nghin vnd", "1000 dong", "1000d"],
    &["trieu dong", "trieu", "trieu d", "trd", "tr d", "tr dong", "trieu vnd"],
    &["ty dong", "ti dong", "ty", "ti", "ty d", "ty vnd"],
];

/// Words that multiply a figure. In a label they say nothing about the unit of a figure.
const SCALES: [&str; 9] = ["tram", "nghin", "ngan", "trieu", "tr", "ty", "ti", "chuc", "van"];

/// Returns how many times a text multiplies a figure by a thousand: 1 for nghìn, 2 for triệu, 3 for tỷ; 0 without such a
/// word.
pub(crate) fn scale(text: &str) -> usize {
    const STEPS: [&[&str]; 3] =
        [&["nghin", "ngan", "k", "thousand"], &["trieu", "tr", "trd", "million", "mn"], &["ty", "ti", "billion", "bn"]];
    let text = spelled(text);
    let of_word = |word: &str| (1..).zip(STEPS).find(|(_, words)| words.contains(&word)).map(|(steps, _)| steps);
    text.split(' ').filter_map(of_word).next().unwrap_or(0)
}

impl FigureUnit<'_> {
    /// Returns true if these words after a figure only repeat its unit: the unit itself, its abbreviation or its long
    /// form, another spelling of money, or words of the label.
    pub(super) fn is_repeated_by(self, tail: &str) -> bool {
        let (tail, unit) = (spelled(tail), spelled(self.unit));
        if tail.is_empty() || tail == unit {
            return !tail.is_empty();
        }
        let spellings = |text: &str| MONEY.iter().position(|known| known.contains(&text));
        if let (Some(tail), Some(unit)) = (spellings(&tail), spellings(&unit)) {
            return tail == unit;
        }
        if tail.split(' ').any(|word| SCALES.contains(&word)) || spellings(&tail).is_some() {
            return false;
        }
        let label = format!(" {} ", key(self.label));
        let is_short = |short: &str, long: &str| long.contains(' ') && initials(long) == short;
        is_short(&tail, &unit) || is_short(&unit, &tail) || label.contains(&format!(" {tail} "))
    }

    /// Returns the text without a currency sign in front, if the unit is that currency, and without a unit that ends in
    /// a digit (`m2`).
    pub(super) fn without_sign(self, text: &str) -> &str {
        if let Some((figure, last)) = text.rsplit_once(' ')
            && !last.starts_with(|c: char| c.is_ascii_digit())
            && last.ends_with(|c: char| c.is_ascii_digit())
            && self.is_repeated_by(last)
        {
            return figure.trim_end();
        }
        let is_dong = MONEY[0].contains(&&*spelled(self.unit));
        let signs = ["₫", "đ", "Đ", "VNĐ", "VND", "vnđ", "vnd"];
        signs.iter().find_map(|sign| text.strip_prefix(sign).filter(|_| is_dong)).map_or(text, str::trim_start)
    }
}

/// Returns the words of a unit; the currency sign is a letter there.
fn spelled(text: &str) -> String {
    key(&text.replace('₫', "đ")).to_string()
}

fn initials(words: &str) -> String {
    words.split(' ').filter_map(|word| word.chars().next()).collect()
}
