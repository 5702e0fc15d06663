//! Text as people type it, made comparable: one form of each letter, ordinary spaces.

use crate::grid::{Grid, RawValue, SheetGrid};
use crate::model::fold::{self, letters};
use crate::model::memo::Memo;
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

thread_local! {
    static KEYS: RefCell<Memo<Rc<str>>> = RefCell::default();
    static LABELS: RefCell<Memo<Rc<str>>> = RefCell::default();
    static CODES: RefCell<Memo<Rc<str>>> = RefCell::default();
}

/// Longest text that may be a heading or label, in bytes.
const LABEL: usize = 400;

/// A text with its row and column.
pub struct Placed<'g> {
    /// Row and column.
    pub at: (u32, u32),
    text: &'g str,
    key: OnceCell<Rc<str>>,
}

impl Placed<'_> {
    /// The text as it stands.
    pub fn text(&self) -> &str {
        self.text
    }

    /// The comparable text.
    pub fn key(&self) -> &str {
        self.key.get_or_init(|| key(self.text))
    }

    /// The same of a text that may be a heading of so many letters; others are not looked at any closer.
    pub fn key_of(&self, letters: usize) -> Option<&str> {
        // Those of ASCII stay as they are.
        let all = self.text.bytes().filter(u8::is_ascii_alphanumeric).count();
        (all <= letters).then(|| self.key())
    }
}

/// Texts in the order of rows, then columns.
pub type Texts<'g> = [Placed<'g>];

/// The comparable form of every text cell, made when it is asked for and once: headings are looked for many times over, and lists
/// are long.
pub struct Keys<'g> {
    by_sheet: HashMap<&'g str, Vec<Placed<'g>>>,
}

impl<'g> Keys<'g> {
    /// The texts of a workbook.
    pub fn new(grid: &'g Grid) -> Self {
        let of = |sheet: &'g SheetGrid| {
            let texts = sheet.cells.iter().filter_map(|(place, cell)| match &cell.value {
                RawValue::Text(text) if !text.is_empty() && text.len() <= LABEL => {
                    Some(Placed { at: *place, text, key: OnceCell::new() })
                }
                _ => None,
            });
            texts.collect()
        };
        Keys { by_sheet: grid.sheets.iter().map(|sheet| (sheet.name.as_str(), of(sheet))).collect() }
    }

    /// The texts of a sheet.
    pub fn of(&self, sheet: &SheetGrid) -> &Texts<'g> {
        self.by_sheet.get(sheet.name.as_str()).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Whether [`clean`] leaves a text as it is.
pub fn is_clean(text: &str) -> bool {
    text.trim().len() == text.len() && text.chars().all(has_own_form)
}

/// NFC, Đ for Ð (U+00D0), ordinary spaces, nothing invisible, no space around. Line breaks stay.
pub fn clean(text: &str) -> String {
    if text.chars().all(has_own_form) {
        return text.trim().to_string();
    }
    let mut out = String::with_capacity(text.len());
    let put = |c: char| match c {
        c if is_invisible(c) => {}
        'Ð' => out.push('Đ'),
        '\n' => out.push('\n'),
        c if c.is_whitespace() => out.push(' '),
        c if c.is_control() => {}
        c => out.push(c),
    };
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text.chars().for_each(put);
    } else {
        text.nfc().for_each(put);
    }
    out.trim().to_string()
}

/// Letters of Vietnamese and its neighbours and signs of ASCII, of which each is its own form.
fn has_own_form(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | 'À'..='Ï' | 'Ñ'..='ɏ' | 'Ạ'..='ỹ')
}

/// Zero-width letters, marks of direction, the byte order mark.
fn is_invisible(c: char) -> bool {
    fold::is_invisible(c) || matches!(c, '\u{202A}'..='\u{202E}')
}

/// Words of a text for comparing: folded, without punctuation.
pub fn words(text: &str) -> Vec<String> {
    key(text).split(' ').filter(|w| !w.is_empty()).map(str::to_string).collect()
}

/// The words with single spaces.
pub fn key(text: &str) -> Rc<str> {
    KEYS.with_borrow_mut(|known| known.get(text, |text| folded(text).into()))
}

/// As [`fold`](crate::model::fold::fold) makes of a clean text, without what is neither letter nor digit: in one go.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    let mut put = |c: char| {
        if !c.is_alphanumeric() {
            gap = true;
            return;
        }
        if gap && !out.is_empty() {
            out.push(' ');
        }
        gap = false;
        out.push(c);
    };
    // What [`clean`] takes away stands between no words.
    letters(text, |c| {
        if !is_invisible(c) && (c.is_whitespace() || !c.is_control()) {
            put(c);
        }
    });
    out
}

/// A row label for comparing: signs in front, an ordinal such as `1.` or `a)` and "Trong đó" do not count.
pub fn label_key(text: &str) -> Rc<str> {
    LABELS.with_borrow_mut(|known| known.get(text, |text| label(text).into()))
}

fn label(text: &str) -> String {
    let text = clean(text);
    let mut rest = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    // `1.`, `2.1.`, `a)`, `I.`: short, closed by a dot or bracket.
    if let Some((head, tail)) = rest.split_once(|c: char| c.is_whitespace() || c == ')')
        && !tail.trim().is_empty()
    {
        let dotted = head.ends_with('.') || rest.as_bytes().get(head.len()) == Some(&b')');
        let short = head.chars().all(|c| c.is_ascii_digit() || c == '.')
            || head.trim_end_matches('.').chars().count() == 1
            || head.trim_end_matches('.').chars().all(|c| "IVX".contains(c));
        if dotted && short {
            rest = tail;
        }
    }
    let key = key(rest);
    key.strip_prefix("trong do ").unwrap_or(&key).to_string()
}

/// A printed code for comparing: `07`, `7` and `7.0` are one, as are `TM1` and `tm 1`.
pub fn code_key(text: &str) -> Rc<str> {
    CODES.with_borrow_mut(|known| known.get(text, |text| code(text).into()))
}

fn code(text: &str) -> String {
    let text = clean(text);
    let digits = text.strip_suffix(".0").unwrap_or(&text);
    if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) {
        let short = digits.trim_start_matches('0');
        return if short.is_empty() { "0".into() } else { short.into() };
    }
    words(&text).concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_of_each_letter() {
        assert_eq!(clean("\u{FEFF} Ða\u{303}\u{A0}xong \u{200B}"), "Đã xong");
        assert_eq!(key("Mã\u{A0}đơn vị :"), key("MÃ ĐƠN VỊ"));
        assert_eq!(&*key("Đăk Nʼ Drot"), "dak n drot");
    }

    #[test]
    fn labels_without_their_trimmings() {
        for (typed, bare) in [
            ("(+) Kết nạp mới", "Kết nạp mới"),
            ("– tại CĐCS mới", "tại CĐCS mới"),
            ("Trong đó: nữ", "nữ"),
            ("1. Tổng số CNVCLĐ", "Tổng số CNVCLĐ"),
            ("2.1. Khu vực nhà nước", "Khu vực nhà nước"),
            ("a) Chuyển đi", "Chuyển đi"),
        ] {
            assert_eq!(label_key(typed), key(bare), "{typed}");
        }
        assert_ne!(label_key("Kết nạp mới – nữ"), label_key("Kết nạp mới"));
        assert_eq!(label_key("DN từ 10 LĐ"), key("DN từ 10 LĐ"));
    }

    #[test]
    fn codes_by_value() {
        for code in ["07", "7", "7.0", " 07 "] {
            assert_eq!(&*code_key(code), "7");
        }
        assert_eq!(code_key("TM 1"), code_key("tm1"));
        assert_ne!(code_key("70"), code_key("7"));
    }

    proptest::proptest! {
        /// What is its own form goes through unchanged.
        #[test]
        fn what_is_clean_is_what_the_long_way_gives(text in "([a-zA-Z À-ɏẠ-ỹ\n.,]|\\PC){0,12}") {
            if is_clean(&text) {
                proptest::prop_assert_eq!(&clean(&text), &text);
            }
            if text.chars().all(has_own_form) {
                let long: String = text.nfc().collect();
                proptest::prop_assert_eq!(clean(&text), long.trim());
            }
        }

        #[test]
        fn a_key_is_what_folding_a_clean_text_gives(text in "(\\PC|[a-zA-ZăđĐÐơƯ\u{300}\u{301}\u{1EA0}-\u{1EF9}\u{200B}\u{202A}\u{85}\u{1}\n\t .,-]){0,30}") {
            let clean = crate::model::fold::fold(&clean(&text));
            let words: Vec<&str> = clean.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
            proptest::prop_assert_eq!(&*key(&text), words.join(" "));
        }
    }
}
