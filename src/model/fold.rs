//! Folds texts for comparison: without case, diacritics and spacing, so that `LĐLĐ huyện  Sìn Hồ` and `LDLD huyen sin
//! ho` are equal.

use super::bounded_cache::BoundedCache;
use std::cell::RefCell;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

thread_local! {
    static KNOWN: RefCell<BoundedCache<String>> = RefCell::default();
}

/// Folds a text for comparison. It ignores case, diacritics and Unicode compatibility forms (`đ` and the look-alike `Ð`
/// become `d`). Each run of white space becomes one space, and the ends are trimmed. The position of a tone mark
/// (`hoà`, `hòa`) does not matter. The result is only compared, never shown.
///
/// Dashes of all lengths are equal, and so are curly and straight quotes, because spreadsheets change both while the
/// user types.
pub(crate) fn fold(text: &str) -> String {
    KNOWN.with_borrow_mut(|known| known.get(text, folded))
}

fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    letters(text, |c| {
        if c.is_whitespace() {
            space = true;
            return;
        }
        if space && !out.is_empty() {
            out.push(' ');
        }
        space = false;
        out.push(c);
    });
    out
}

/// Passes the characters of a text to `put` as [`fold`] maps them; white space is passed unchanged.
pub(crate) fn letters(text: &str, mut put: impl FnMut(char)) {
    for letter in text.chars() {
        // The order of combining marks does not matter, because all are dropped.
        decompose_compatible(letter, |c| match c {
            c if c.is_ascii() => put(c.to_ascii_lowercase()),
            c if is_combining_mark(c) || is_invisible(c) => {}
            'đ' | 'Đ' | 'Ð' | 'ð' => put('d'),
            '‐'..='―' | '−' => put('-'),
            '‘' | '’' | 'ʼ' => put('\''),
            '“' | '”' => put('"'),
            c => c.to_lowercase().filter(|c| !is_combining_mark(*c)).for_each(&mut put),
        });
    }
}

/// Returns true for invisible characters that are typed or pasted by accident: zero-width characters and the byte order
/// mark.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    /// Folds the whole text at once, with canonical order of the marks.
    fn by_nfkd(text: &str) -> String {
        let letters = text.nfkd().filter(|c| !is_combining_mark(*c) && !is_invisible(*c));
        let folded: String = letters
            .flat_map(|c| match c {
                'đ' | 'Đ' | 'Ð' | 'ð' => vec!['d'],
                '‐'..='―' | '−' => vec!['-'],
                '‘' | '’' | 'ʼ' => vec!['\''],
                '“' | '”' => vec!['"'],
                c => c.to_lowercase().filter(|c| !is_combining_mark(*c)).collect(),
            })
            .collect();
        folded.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn case_diacritics_and_spacing_are_ignored() {
        for text in [
            "LĐLĐ huyện Phong Thổ",
            "  ldld  HUYEN\u{a0}phong tho ",
            "LÐLÐ huye\u{323}\u{302}n Phong Tho\u{309}\u{302}",
        ] {
            assert_eq!(fold(text), "ldld huyen phong tho");
        }
        assert_eq!(fold("hoà"), fold("hòa"));
        assert_eq!(fold("Kết nạp mới – nữ"), "ket nap moi - nu");
        assert_eq!(fold("(−) Giảm"), "(-) giam");
    }

    #[test]
    fn different_names_stay_different() {
        assert_ne!(fold("LĐLĐ huyện Tân Uyên"), fold("LĐLĐ huyện Than Uyên"));
    }

    proptest::proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            proptest::prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn folding_by_character_equals_folding_the_whole_text(text in "(\\PC|[a-zA-ZăđĐÐơƯʼ\u{300}\u{301}\u{323}\u{1100}\u{1161}\u{1EA0}-\u{1EF9}\u{200B}\u{85}\u{A0}\n\t .,–-]){0,30}") {
            proptest::prop_assert_eq!(folded(&text), by_nfkd(&text));
        }
    }
}
