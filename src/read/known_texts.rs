//! The texts that a form prints, for telling them from what a person added.

use super::text::key;
use crate::model::period::Period;
use crate::model::text::Lang;
use crate::plan::{Plan, Unit};
use crate::workbook::address;
use foldhash::HashSet;
use std::borrow::Cow;

/// Replacements for the unit's name, the period, the one before and the one after in normalised texts.
const MARKS: [&str; 4] = ["\u{1}", "\u{2}", "\u{3}", "\u{4}"];
/// Letters that a person may write in place of the dots of a printed text.
const FILLED_IN: usize = 80;

/// The printed texts of a plan's form.
#[derive(Debug, Default)]
pub(super) struct KnownTexts {
    exact: HashSet<String>,
    keys: HashSet<String>,
    /// Texts with dots to fill in: the normalised words between the dots.
    forms: Vec<Vec<String>>,
    /// Sheets to whose cells the texts point. The forms of other periods, or of a plan before an event, have other rows.
    sheets: HashSet<String>,
}

/// Words of one return that the form prints into its texts, normalised.
pub(super) struct ReturnWords([String; 4]);

impl ReturnWords {
    /// Collects the words of a unit's form for a period.
    pub(super) fn new(unit: &Unit, period: Period, lang: Lang) -> Self {
        let [before, own, after] = [-1, 0, 1].map(|by| period.plus(by).heading_in(lang));
        let words = [unit.name_in(period).to_string(), own, before, after];
        ReturnWords(words.map(|text| key(&text).to_string()))
    }

    /// Replaces the words by marks.
    fn marked<'k>(&self, key: &'k str) -> Cow<'k, str> {
        let pairs = self.0.iter().zip(MARKS).filter(|(word, _)| !word.is_empty());
        pairs.fold(Cow::Borrowed(key), |text, (word, mark)| match text.contains(word.as_str()) {
            true => Cow::Owned(text.replace(word.as_str(), mark)),
            false => text,
        })
    }
}

impl KnownTexts {
    /// Indexes the texts of [`crate::form::printed_texts`].
    pub(super) fn new(texts: &[String], plan: &Plan) -> Self {
        let mut out = KnownTexts::default();
        let Some(unit) = plan.units.first() else { return out };
        let words = ReturnWords::new(unit, plan.first, plan.language);
        for text in texts.iter().filter(|text| has_letter(text)) {
            if text.contains(['…', '_']) || text.contains("...") {
                out.forms.push(segments(text));
            }
            out.sheets.extend(pointed_sheet(text).map(str::to_string));
            out.keys.insert(words.marked(&key(text)).into_owned());
            out.exact.insert(text.clone());
        }
        out
    }

    /// Returns true if the form prints the text. Case, accents and signs do not matter. A text without letters is never
    /// printed: a code or an ordinal is known by its place only.
    pub(super) fn has(&self, text: &str, words: &ReturnWords) -> bool {
        if !has_letter(text) {
            return is_rule(text);
        }
        if self.exact.contains(text) || pointed_sheet(text).is_some_and(|sheet| self.sheets.contains(sheet)) {
            return true;
        }
        let key = key(text);
        self.keys.contains(&*key) || self.keys.contains(&*words.marked(&key)) || self.is_filled_in(&key)
    }

    fn is_filled_in(&self, key: &str) -> bool {
        let key = without_digits(key);
        let fits = |parts: &Vec<String>| {
            // The last part is at the end: few texts pass this test, which is faster than a search.
            if !parts.last().is_none_or(|last| key.ends_with(last.as_str())) {
                return false;
            }
            let mut rest = key.as_str();
            let mut other = 0;
            for part in parts {
                let Some((before, after)) = rest.split_once(part.as_str()) else { return false };
                other += before.chars().count();
                rest = after;
            }
            rest.trim().is_empty() && other <= FILLED_IN
        };
        self.forms.iter().any(fits)
    }
}

/// Returns the sheet of a text that names a cell: that of `BM01!G22`.
fn pointed_sheet(text: &str) -> Option<&str> {
    let (sheet, cell) = text.rsplit_once('!')?;
    address::parse(cell).map(|_| sheet)
}

/// Splits a text at its dots into normalised words, without digits: the year of a date line depends on the period.
fn segments(text: &str) -> Vec<String> {
    let parts = text.split(['…', '_', '.']).map(|part| without_digits(&key(part)));
    parts.filter(|part| !part.is_empty()).collect()
}

fn without_digits(key: &str) -> String {
    key.chars().filter(|c| !c.is_ascii_digit()).collect::<String>().trim().to_string()
}

fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// Returns true for a line of dots or dashes to write on, also one for a place and a day: `……, …… / …… / 2026`.
fn is_rule(text: &str) -> bool {
    let is_blank_day = text.matches('…').count() > 2 && text.contains('/');
    let is_mark = |c: char| c.is_whitespace() || ".…,/".contains(c) || c.is_ascii_digit();
    if is_blank_day && text.chars().all(is_mark) && text.chars().filter(char::is_ascii_digit).count() <= 4 {
        return true;
    }
    let marks = text.chars().filter(|c| !c.is_whitespace());
    let mut count = 0;
    marks.clone().all(|c| {
        count += 1;
        ".…_-–—·".contains(c)
    }) && (count > 2 || text.contains('…'))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn known() -> (KnownTexts, ReturnWords) {
        let template = crate::plan::template::get("277-kh-ldld").unwrap();
        let names = ("plan.toml", "phu-luc.tsv");
        let plan = crate::plan::load::text(template.plan, template.annex.as_bytes(), names).unwrap();
        let words = ReturnWords::new(&plan.units[3], plan.first.plus(5), Lang::Vi);
        (KnownTexts::new(&crate::form::printed_texts(&plan), &plan), words)
    }

    #[test]
    fn texts_of_another_unit_and_period_are_known() {
        let (known, words) = known();
        for text in [
            "Cộng hòa xã hội chủ nghĩa Việt Nam",
            "THUYẾT MINH · Quý IV năm 2022",
            "SỐ LIỆU KỲ TRƯỚC: Quý III năm 2022",
            "Lai Châu, ngày 5 tháng 01 năm 2023",
            "……………………, ngày …… tháng …… năm 2023",
            "✗ CHƯA GỬI ĐƯỢC: 3 lỗi (còn 2 ô chưa nhập)",
            "✗ CHƯA ĐỦ ĐIỀU KIỆN GỬI: 3 lỗi, còn 2 ô phải nhập",
            "○ Còn 31 ô phải nhập",
            "Hạn gửi: 10/01/2023",
            "(Ký, ghi rõ họ tên)",
            "..........................",
            "……………………, …… / …… / 2026",
            "BM01!G22",
            "BM01!E301",
        ] {
            assert!(known.has(text, &words), "{text}");
        }
        for text in [
            "18",
            "1.0",
            "…… / 35 / 2026 / 12",
            "-",
            "Tính đến ngày 5 tháng 10 năm 2022 có thêm 35 người",
            "THUYẾT MINH · Quý IV năm 2027",
            "Tổng cộng",
            "✗ không gửi",
            "BM02!G22",
            "BM01!xem",
        ] {
            assert!(!known.has(text, &words), "{text}");
        }
    }
}
