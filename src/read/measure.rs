//! Compares units of measure as people write them: "tr.đ" is "triệu đồng", "đồng" is not.

use super::text::{key, label_key};
use crate::model::period::{Period, ReportingCycle};
use crate::model::period_text::{self, PeriodParts};
use crate::plan::Indicator;

/// Words for powers of ten, and their short forms before a currency.
const SCALES: [(&str, &str); 14] = [
    ("chuc", "10"),
    ("tram", "100"),
    ("nghin", "1000"),
    ("ngan", "1000"),
    ("ng", "1000"),
    ("1000", "1000"),
    ("van", "10000"),
    ("trieu", "1000000"),
    ("tr", "1000000"),
    ("1000000", "1000000"),
    ("ty", "1000000000"),
    ("ti", "1000000000"),
    ("1000000000", "1000000000"),
    ("thousand", "1000"),
];
/// Names of the currency.
const MONEY: [&str; 5] = ["dong", "d", "vnd", "viet nam dong", "dong viet nam"];
/// Units that are known besides those of a plan: a bracket after a label with one of them is a unit.
const MEASURES: [&str; 14] =
    ["%", "dong", "kg", "ta", "tan", "m2", "km2", "ha", "m", "km", "m3", "nguoi", "luot", "gio"];

/// Long forms of units, folded, and their signs.
const LONG_FORMS: [(&str, &str); 12] = [
    ("hecta", "ha"),
    ("hec ta", "ha"),
    ("hectare", "ha"),
    ("hectares", "ha"),
    ("met", "m"),
    ("met vuong", "m2"),
    ("met khoi", "m3"),
    ("ki lo met", "km"),
    ("kilomet", "km"),
    ("km vuong", "km2"),
    ("kilogam", "kg"),
    ("ki lo gam", "kg"),
];

/// A unit of measure: power of ten and what is counted.
#[derive(PartialEq)]
struct Measure {
    scale: &'static str,
    base: String,
}

impl Measure {
    fn new(text: &str) -> Self {
        if text.contains('%') || key(text).contains("phan tram") {
            return Measure { scale: "", base: "%".to_string() };
        }
        let text = apart(&key(&text.replace('²', "2").replace('³', "3")));
        // Digits in groups are one number: "1.000.000 đồng".
        let (numbers, words): (Vec<&str>, Vec<&str>) =
            text.split(' ').partition(|word| word.bytes().all(|b| b.is_ascii_digit()));
        let number = numbers.concat();
        let mut scale = SCALES.iter().find(|(word, _)| *word == number).map_or("", |(_, scale)| *scale);
        let mut base = words.join(" ");
        if scale.is_empty() && !number.is_empty() {
            // A figure in the place of its unit: "12,25 ha".
            return Measure { scale, base: format!("{number}_{}", words.join("_")) };
        }
        for (word, power) in SCALES.iter().filter(|(word, _)| word.starts_with(|c: char| c.is_ascii_alphabetic())) {
            let rest = base.strip_prefix(word).map(str::trim_start);
            let is_apart = base.split(' ').next() == Some(word);
            if let Some(rest) = rest.filter(|rest| is_apart || MONEY.contains(rest)) {
                (scale, base) = (power, rest.to_string());
                break;
            }
        }
        if MONEY.contains(&base.as_str()) {
            base = "dong".to_string();
        } else if let Some((_, short)) = LONG_FORMS.iter().find(|(long, _)| *long == base) {
            base = (*short).to_string();
        }
        Measure { scale, base }
    }

    /// Returns true if both count the same: the same words, the initials, or a part of the words.
    fn is_like(&self, other: &Measure) -> bool {
        let words = |m: &Measure| m.base.split(' ').map(str::to_string).collect::<Vec<_>>();
        let initials = |m: &Measure| m.base.split(' ').filter_map(|w| w.chars().next()).collect::<String>();
        let (a, b) = (words(self), words(other));
        let within = |few: &[String], many: &[String]| few.iter().all(|w| many.contains(w));
        self.scale == other.scale
            && (self.base == other.base
                || (a.len() > 1 && initials(self) == other.base)
                || (b.len() > 1 && initials(other) == self.base)
                || (!self.base.is_empty() && within(&a, &b))
                || (!other.base.is_empty() && within(&b, &a)))
    }
}

/// Separates a number from the word after it: "1000d" is "1000 d", but "m2" is one word.
fn apart(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for letter in key.chars() {
        if letter.is_alphabetic() && out.ends_with(|c: char| c.is_ascii_digit()) {
            out.push(' ');
        }
        out.push(letter);
    }
    out
}

/// Returns true if a text names the plan's unit of measure. Brackets, case and accents do not matter.
pub(super) fn is_same(text: &str, unit: &str) -> bool {
    text == unit
        || key(text) == key(unit) && text.contains('%') == unit.contains('%')
        || Measure::new(text).is_like(&Measure::new(unit))
}

/// Returns true if a text is the plan's unit of measure in another power of ten, or a power of ten alone.
pub(super) fn is_rescaled(text: &str, unit: &str) -> bool {
    let (given, own) = (Measure::new(text), Measure::new(unit));
    !given.scale.is_empty() && given.scale != own.scale && (given.base.is_empty() || given.base == own.base)
}

/// Returns true if a text names a power of ten: nghìn người.
pub(super) fn is_scaled(text: &str) -> bool {
    !Measure::new(text).scale.is_empty()
}

/// Returns the unit of measure after the plan's label, in brackets or after a sign, if it is another one than the plan's.
pub(super) fn in_label(label: &str, indicator: &Indicator) -> Option<String> {
    let own = [label_key(&indicator.label), label_key(indicator.shown())];
    let label = label.trim_end().trim_end_matches(')');
    let mut parts = label.char_indices().filter(|(_, c)| ['(', ',', ';', ':', '–', '-'].contains(c));
    parts.find_map(|(at, sign)| {
        let (head, tail) = (label.get(..at)?, label.get(at + sign.len_utf8()..)?);
        own.contains(&label_key(head)).then(|| other_unit(tail, &indicator.unit)).flatten()
    })
}

/// Returns true if a text may state a unit of measure. Most texts do not.
pub(super) fn may_state(text: &str) -> bool {
    ["VT", "vt", "n v", "N V"].iter().any(|part| text.contains(part))
}

/// Returns the unit of measure that a text states for what is below or beside it: after "ĐVT", "Đơn vị tính" or "Đơn vị".
pub(super) fn stated(text: &str) -> Option<&str> {
    let text = text.trim().trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
    let is_stated = |label: &str| matches!(&*key(label), "dvt" | "don vi tinh" | "don vi");
    if let Some((label, unit)) = text.split_once(':') {
        return is_stated(label).then_some(unit.trim());
    }
    let spaces = text.char_indices().filter(|(_, c)| c.is_whitespace());
    let mut split = spaces.map(|(at, _)| text.split_at(at)).filter(|(label, _)| is_stated(label));
    split.next_back().map(|(_, unit)| unit.trim())
}

/// Returns the unit of measure in a note beside a figure if it is the plan's in another power of ten.
pub(super) fn in_note(note: &str, unit: &str) -> Option<String> {
    let text = stated(note).unwrap_or(note).trim();
    (text.chars().any(char::is_alphabetic) && is_rescaled(text, unit)).then(|| text.to_string())
}

/// What a bracket after "Số lượng" means for figures that are not those of the period, folded.
const OTHER_FIGURES: [&str; 10] = [
    "luy ke",
    "ke hoach",
    "chi tieu",
    "ky truoc",
    "quy truoc",
    "nam truoc",
    "thang truoc",
    "cung ky",
    "du kien",
    "uoc",
];

/// Returns true if a text after the heading of the figures names others, or those of another period.
pub(super) fn is_of_other_figures(text: &str, period: Period) -> bool {
    let folded = format!(" {} ", key(text));
    let PeriodParts { index, year } = period_text::in_name(period.cycle(), text);
    // "6 tháng" in the form of a quarter is a sum of periods; "ngày 9 tháng 10" is a day.
    let words: Vec<&str> = folded.split_whitespace().collect();
    let is_span = |words: &[&str]| matches!(words, [day, "6" | "9" | "12", "thang"] if *day != "ngay");
    let has_span = period.cycle() != ReportingCycle::Month
        && (words.windows(3).any(is_span) || matches!(words.as_slice(), ["6" | "9" | "12", "thang", ..]))
        && !(period.cycle() == ReportingCycle::Half && words.contains(&"6"));
    let is_other = has_span
        || index.is_some_and(|index| index != period.index())
        || year.is_some_and(|year| year != period.year());
    is_other || OTHER_FIGURES.iter().any(|words| folded.contains(&format!(" {words} ")))
}

/// Returns a text, without "ĐVT:" before it, if it is a known unit of measure and not this one.
pub(super) fn other_unit(text: &str, unit: &str) -> Option<String> {
    let folded = key(text);
    let text = match text.split_once(':') {
        Some((_, unit)) if folded.starts_with("dvt") || folded.starts_with("don vi tinh") => unit.trim(),
        _ => text.trim(),
    };
    let measure = Measure::new(text);
    let is_known = !measure.scale.is_empty() || MEASURES.contains(&measure.base.as_str());
    (is_known && !is_same(text, unit)).then(|| text.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_unit_are_the_same() {
        for (text, unit) in [
            ("Đồng", "đồng"),
            ("đ", "đồng"),
            ("VNĐ", "đồng"),
            ("tr.đ", "triệu đồng"),
            ("Trđ", "triệu đồng"),
            ("1.000.000 đồng", "triệu đồng"),
            ("nghìn đồng", "1000 đ"),
            ("ngàn đồng", "nghìn đồng"),
            ("(người)", "người"),
            ("số người", "người"),
            ("ĐV", "đoàn viên"),
            ("m²", "m2"),
            ("phần trăm", "%"),
            ("héc-ta", "ha"),
            ("hecta", "ha"),
            ("nghìn hecta", "nghìn ha"),
            ("mét vuông", "m2"),
            ("Có / Không", "Có/Không"),
        ] {
            assert!(is_same(text, unit), "{text} / {unit}");
        }
    }

    #[test]
    fn other_units_are_told_apart() {
        for (text, unit) in [
            ("triệu đồng", "đồng"),
            ("nghìn đồng", "đồng"),
            ("1.000đ", "đồng"),
            ("tỷ đồng", "triệu đồng"),
            ("nghìn người", "người"),
            ("%", "người"),
            ("người", "%"),
            ("tấn", "kg"),
            ("m2", "ha"),
            ("hecta", "m2"),
            ("lượt", "người"),
            ("trăm lượt", "lượt"),
        ] {
            assert!(!is_same(text, unit), "{text} / {unit}");
            assert!(other_unit(text, unit).is_some(), "{text}");
        }
        assert!(is_rescaled("triệu đồng", "đồng") && is_rescaled(" nghìn ", "người") && is_rescaled("1000đ", "đồng"));
        assert!(!is_rescaled("đồng", "đồng") && !is_rescaled("người", "đồng") && !is_rescaled("triệu đồng", "người"));
        assert_eq!(other_unit("tính đến 30/9", "người"), None);
        assert!(!is_same("12,25 ha", "ha") && !is_same("35 người", "người") && !is_same("35", "người"));
        assert!(is_scaled("nghìn người") && !is_scaled("người"));
        assert_eq!(other_unit("Đơn vị tính: triệu đồng", "đồng").as_deref(), Some("triệu đồng"));
    }
}
