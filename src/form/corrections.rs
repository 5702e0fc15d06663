//! The marks of a returned form, which `feedback` writes and `read` recognises: the sheet "Cần sửa", the notes on the
//! cells to correct, and the text that could not be read, beside its empty cell.
//!
//! Each row of the sheet ends in a check code over its texts. A row with the right code is as the program wrote it; what
//! a person adds or changes is content of the return and is reported.

use crate::model::text::{Lang, StaticText};
use crate::plan::sheet_names;
use sha2::{Digest, Sha256};

/// The name of the sheet.
pub(crate) const SHEET: StaticText = sheet_names::CORRECTIONS;
/// The row of the headings. The rows of the points are directly below.
pub(crate) const HEADING: u32 = 4;
/// The column of the number of a point.
pub(crate) const NUMBER: u32 = 0;
/// The column of the live verdict of the form beside the cell to correct. It is not part of the check code.
pub(crate) const VERDICT: u32 = 7;
/// The column of the check code, the last one.
pub(crate) const CODE: u32 = 9;

/// A point as the sheet shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CorrectionTexts {
    /// The severity, with its mark: `✗ Lỗi`.
    pub severity: String,
    /// What is wrong.
    pub what: String,
    /// The cell to correct in this form: `BM01!E20`; empty if it has none.
    pub cell: String,
    /// The content that was sent.
    pub found: String,
    /// What should be there.
    pub expected: String,
    /// How to correct it.
    pub fix: String,
    /// The cell in the file that was sent: `BM01!E20`.
    pub sent: String,
}

impl CorrectionTexts {
    /// The columns of the texts, in order.
    pub(crate) const COLUMNS: [u32; 7] = [1, 2, 3, 4, 5, 6, 8];

    /// Returns the texts in the order of [`CorrectionTexts::COLUMNS`].
    pub(crate) fn texts(&self) -> [&str; 7] {
        [&self.severity, &self.what, &self.cell, &self.found, &self.expected, &self.fix, &self.sent]
    }

    /// Creates a point from the texts of a row.
    pub(crate) fn from_texts(texts: [String; 7]) -> Self {
        let [severity, what, cell, found, expected, fix, sent] = texts;
        CorrectionTexts { severity, what, cell, found, expected, fix, sent }
    }

    /// Returns the note on the cell to correct.
    pub(crate) fn note(&self, t: Lang) -> String {
        let parts = [
            (t.pick("Đã ghi", "Found"), &self.found),
            (t.pick("Phải là", "Expected"), &self.expected),
            (t.pick("Cách sửa", "How to fix it"), &self.fix),
        ];
        let parts = parts.into_iter().filter(|(_, text)| !text.trim().is_empty());
        let lines = parts.map(|(label, text)| format!("\n{label}: {text}"));
        format!("{}: {}{}", self.severity, self.what, lines.collect::<String>())
    }
}

/// Returns the check code of texts. Spaces and line ends do not matter: programs save them differently.
pub(crate) fn check_code<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        text.split_whitespace().for_each(|word| {
            hash.update(word.as_bytes());
            hash.update(b" ");
        });
        hash.update(b"\n");
    }
    // The sign keeps spreadsheet programs from reading digits as a number.
    hash.finalize().iter().take(4).fold("#".to_string(), |code, byte| code + &format!("{byte:02x}"))
}

const SENT: (StaticText, StaticText) =
    (StaticText::new("Đã gửi: “", "Sent: “"), StaticText::new("”, không đọc được", "”, unreadable"));

/// Returns the text beside an empty cell whose content could not be read.
pub(crate) fn unreadable_text(raw: &str, lang: Lang) -> String {
    format!("{}{}{}", SENT.0.in_lang(lang), raw.trim(), SENT.1.in_lang(lang))
}

/// Returns true for a text of [`unreadable_text`].
pub(crate) fn is_unreadable_text(text: &str) -> bool {
    let text = text.trim();
    Lang::ALL.into_iter().any(|lang| text.starts_with(SENT.0.in_lang(lang)) && text.ends_with(SENT.1.in_lang(lang)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_code_is_that_of_the_words_by_cell() {
        let code = check_code(["✗ Lỗi", "Mã 20 = 12\nPhải là 13"]);
        assert_eq!(code.len(), 9);
        assert_eq!(code, check_code(["✗  Lỗi ", "Mã 20 = 12 Phải là 13"]));
        assert_ne!(code, check_code(["✗ Lỗi Mã 20 = 12 Phải là 13", ""]));
        assert_ne!(code, check_code(["✗ Lỗi", "Mã 20 = 12\nPhải là 14"]));
    }

    #[test]
    fn unreadable_text_is_recognised() {
        assert!(is_unreadable_text(&format!(" {} ", unreadable_text("12 người", Lang::Vi))));
        assert!(!is_unreadable_text("Đã gửi: “12 người”"));
    }
}
