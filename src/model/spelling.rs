//! Normalises text as people type it so that it can be compared: one form of each character, ordinary spaces.
//! Independent of what the text is used for.

use super::bounded_cache::BoundedCache;
use super::fold::{self, letters};
use std::cell::RefCell;
use std::rc::Rc;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

thread_local! {
    static KEYS: RefCell<BoundedCache<Rc<str>>> = RefCell::default();
}

/// Returns true if [`clean`] does not change the text.
pub(crate) fn is_clean(text: &str) -> bool {
    text.trim().len() == text.len() && text.chars().all(has_own_form)
}

/// Normalises to NFC, Đ for Ð (U+00D0), ordinary spaces, without invisible characters and surrounding spaces. Line
/// breaks are kept.
pub(crate) fn clean(text: &str) -> String {
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

/// Returns a file name in NFC: programs that copy files write accented letters in one piece or in two.
pub(crate) fn composed_name(name: &str) -> String {
    name.nfc().collect()
}

/// Returns true for ASCII and for letters of Vietnamese and similar alphabets that normalisation does not change.
fn has_own_form(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | 'À'..='Ï' | 'Ñ'..='ɏ' | 'Ạ'..='ỹ')
}

/// Returns true for zero-width characters, direction marks and the byte order mark.
fn is_invisible(c: char) -> bool {
    fold::is_invisible(c) || matches!(c, '\u{202A}'..='\u{202E}')
}

/// Splits a text into words for comparison: folded, without punctuation.
pub(crate) fn words(text: &str) -> Vec<String> {
    key(text).split(' ').filter(|w| !w.is_empty()).map(str::to_string).collect()
}

/// Returns these words joined by single spaces.
pub(crate) fn key(text: &str) -> Rc<str> {
    KEYS.with_borrow_mut(|known| known.get(text, |text| folded(text).into()))
}

/// Returns what [`fold`](fold::fold) returns for a cleaned text, with single spaces for everything but letters and
/// digits. One pass instead of three.
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
    // [`clean`] removes these characters, so they do not separate words.
    letters(text, |c| {
        if !is_invisible(c) && (c.is_whitespace() || !c.is_control()) {
            put(c);
        }
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clean_gives_one_form_of_each_character() {
        assert_eq!(clean("\u{FEFF} Ða\u{303}\u{A0}xong \u{200B}"), "Đã xong");
        assert_eq!(key("Mã\u{A0}đơn vị :"), key("MÃ ĐƠN VỊ"));
        assert_eq!(&*key("Đăk Nʼ Drot"), "dak n drot");
    }

    proptest::proptest! {
        /// The fast check agrees with the full normalisation.
        #[test]
        fn fast_path_equals_full_normalisation(text in "([a-zA-Z À-ɏẠ-ỹ\n.,]|\\PC){0,12}") {
            if is_clean(&text) {
                proptest::prop_assert_eq!(&clean(&text), &text);
            }
            if text.chars().all(has_own_form) {
                let long: String = text.nfc().collect();
                proptest::prop_assert_eq!(clean(&text), long.trim());
            }
        }

        #[test]
        fn key_equals_folded_clean_text(text in "(\\PC|[a-zA-ZăđĐÐơƯ\u{300}\u{301}\u{1EA0}-\u{1EF9}\u{200B}\u{202A}\u{85}\u{1}\n\t .,-]){0,30}") {
            let clean = crate::model::fold::fold(&clean(&text));
            let words: Vec<&str> = clean.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
            proptest::prop_assert_eq!(&*key(&text), words.join(" "));
        }
    }
}
