//! Removes from the texts of findings what they quote of a return.

use super::has_letters;
use aho_corasick::AhoCorasick;
use std::collections::BTreeSet;

/// Number of characters by which a text is recognised; messages cut what they quote.
const START: usize = 20;

/// Texts of the returns of a ledger, to find them in messages.
pub(super) struct PersonalTexts(Option<AhoCorasick>);

impl PersonalTexts {
    /// Collects texts; those with fewer than three letters name nobody.
    pub(super) fn new<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let starts: BTreeSet<String> = texts
            .filter(|text| text.chars().filter(|c| c.is_alphabetic()).count() >= 3)
            .map(|text| text.trim().chars().take(START).collect())
            .collect();
        let finder = if starts.is_empty() { None } else { AhoCorasick::new(starts).ok() };
        PersonalTexts(finder)
    }

    /// Replaces a text that quotes one of these.
    pub(super) fn remove(&self, text: &mut String, removed: &str) {
        if self.0.as_ref().is_some_and(|finder| finder.is_match(text.as_str())) {
            *text = removed.to_string();
        }
    }
}

/// Clears what a finding of reading quotes: everything from the first to the last quotation mark, as a quoted text may
/// hold quotation marks itself. With `removed`, a text without quotation marks, the content of a cell, is replaced by it as a
/// whole, unless it is a number.
pub(super) fn clear(text: &mut String, removed: Option<&str>) {
    let quotation = text.find('“').zip(text.rfind('”')).filter(|(start, end)| start < end);
    match quotation {
        Some((start, end)) if has_letters(&text[start..end]) => {
            text.replace_range(start + '“'.len_utf8()..end, "…");
        }
        None if has_letters(text) => removed.into_iter().for_each(|removed| *text = removed.to_string()),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{PersonalTexts, clear};

    fn cleared(text: &str, is_found: bool) -> String {
        let mut text = text.to_string();
        clear(&mut text, is_found.then_some("(lược bỏ)"));
        text
    }

    #[test]
    fn quotations_with_letters_are_cleared() {
        assert_eq!(cleared("B1 “Bà Lò Thị Mai”; B2 “ghi “thêm””", true), "B1 “…”");
        assert_eq!(cleared("Chữ “2.136” được lấy là số 2136", false), "Chữ “2.136” được lấy là số 2136");
        assert_eq!(cleared("5 (bà Mai)", true), "(lược bỏ)");
        assert_eq!(cleared("2,136", true), "2,136");
        assert_eq!(cleared("Thiếu ô", false), "Thiếu ô");
    }

    #[test]
    fn cut_texts_are_found() {
        let texts = PersonalTexts::new(["Nguyễn Thị Minh Khai ở tổ 5", "ok", "12"].into_iter());
        let mut text = "đang ghi Nguyễn Thị Minh Khai…".to_string();
        texts.remove(&mut text, "(lược bỏ)");
        assert_eq!(text, "(lược bỏ)");
        let mut other = "đang ghi 12 ok".to_string();
        texts.remove(&mut other, "(lược bỏ)");
        assert_eq!(other, "đang ghi 12 ok");
    }
}
