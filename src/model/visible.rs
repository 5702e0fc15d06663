//! Makes text of a file, a name or an argument safe to show. Characters that control a terminal, change the writing
//! direction or are invisible are replaced by visible ones: the escape character by `␛`, a line end by `↵`, others by
//! their code, such as `<U+202E>`.
//!
//! Not changed: combining marks (Vietnamese typed as NFD), the no-break space, and the characters that join parts of an
//! emoji (zero-width joiner, variation selector), but only inside emoji. Elsewhere a joiner is shown: Vietnamese and
//! English do not use it, and an invisible character makes two names look the same.

use std::borrow::Cow;
use std::fmt::Write;

/// Zero-width joiner between the parts of an emoji.
const JOINER: char = '\u{200D}';

/// Returns true for a character that changes the writing direction, or ends such a change.
pub(crate) fn turns(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Returns true for a character that controls the display or is invisible: control characters (with line ends and
/// tabs), and the format, separator and ignorable characters of Unicode.
pub(crate) fn acts(c: char) -> bool {
    c.is_control()
        || turns(c)
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200D}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{FFFE}'
            | '\u{FFFF}' | '\u{110BD}' | '\u{110CD}' | '\u{13430}'..='\u{1345F}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Returns true for a symbol, an emoji, or a variation selector.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{FE0F}' | '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Returns the text in one line, safe to show.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    shown(text, false)
}

/// Returns the text with its line ends, otherwise safe to show.
pub(crate) fn lines(text: &str) -> Cow<'_, str> {
    shown(text, true)
}

fn shown(text: &str, broken: bool) -> Cow<'_, str> {
    // Printable ASCII needs no decoding.
    let is_plain = text.bytes().all(|b| matches!(b, b' '..=b'~'));
    if is_plain || !text.contains(|c| acts(c) && !(broken && c == '\n')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let (mut before, mut rest) = (' ', text.chars().peekable());
    while let Some(c) = rest.next() {
        let joins = match c {
            JOINER => is_picture(before) && rest.peek().is_some_and(|next| is_picture(*next)),
            '\u{FE0E}' | '\u{FE0F}' => is_picture(before) || matches!(before, '0'..='9' | '#' | '*' | '©' | '®'),
            _ => false,
        };
        match c {
            '\r' if rest.peek() == Some(&'\n') => {}
            '\n' if broken => out.push(c),
            c if joins || !acts(c) => out.push(c),
            c => sign(&mut out, c),
        }
        before = c;
    }
    Cow::Owned(out)
}

/// Appends the visible replacement of an unsafe character.
fn sign(out: &mut String, c: char) {
    match c {
        '\n' => out.push('↵'),
        '\x7F' => out.push('␡'),
        '\0'..='\x1F' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}')),
        // Writing to a string cannot fail.
        c => {
            let _ = write!(out, "<U+{:04X}>", u32::from(c));
        }
    }
}

/// Replaces only the characters that change the writing direction.
pub(crate) fn straight(text: &str) -> Cow<'_, str> {
    // The first bytes of such characters. Most texts have none, so this check saves the decoding.
    if memchr::memchr2(0xD8, 0xE2, text.as_bytes()).is_none() || !text.contains(turns) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    text.chars().for_each(|c| if turns(c) { sign(&mut out, c) } else { out.push(c) });
    Cow::Owned(out)
}

/// Escapes the unsafe characters in JSON text as JSON escapes, so that a program reads the original text.
pub(crate) fn json(text: String) -> String {
    let raw = |c: char| acts(c) && c != '\n';
    if !text.contains(raw) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        if raw(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    #[test]
    fn unsafe_characters_become_visible() {
        assert_eq!(line("a\u{1b}[2J\u{7}b\tc\u{7f}"), "a␛[2J␇b␉c␡");
        assert_eq!(line("x\n✓ y\r\nz\rw\u{85}v\u{2028}"), "x↵✓ y↵z␍w<U+0085>v<U+2028>");
        assert_eq!(line("bao cao\u{202e}xcslx.exe"), "bao cao<U+202E>xcslx.exe");
        assert_eq!(line("\u{9b}2J\u{200b}\u{feff}\u{e0041}"), "<U+009B>2J<U+200B><U+FEFF><U+E0041>");
        assert_eq!(lines("a\nb\u{1b}\r\nc"), "a\nb␛\nc");
        assert_eq!(straight("a\u{2067}b\u{200b}"), "a<U+2067>b\u{200b}");
    }

    /// Ordinary text is not changed, in decomposed form neither.
    #[test]
    fn vietnamese_and_emoji_are_unchanged() {
        let name = "Liên đoàn Lao động huyện Tam Đường, quý I/2022 – 12\u{A0}000 đồng “ổn” ✓";
        let apart: String = name.nfd().collect();
        for text in [name, apart.as_str(), "👩\u{200d}🔧 ❤\u{fe0f}\u{200d}🔥 1\u{fe0f}\u{20e3} 👍🏽"] {
            assert!(matches!(line(text), Cow::Borrowed(_)) || line(text) == text, "{}", line(text));
        }
        assert_eq!(line("a\u{200d}b\u{fe0f}👩\u{200d}"), "a<U+200D>b<U+FE0F>👩<U+200D>");
    }

    proptest::proptest! {
        /// Shown text has no unsafe characters except joiners in emoji, and showing it again does not change it.
        #[test]
        fn shown_text_has_no_unsafe_characters(text in "(\\PC|[\u{1}-\u{1f}\u{7f}-\u{9f}\u{200b}-\u{206f}\u{feff}a-z\u{1F469}]){0,40}") {
            for shown in [line(&text), lines(&text)] {
                let joint = |c: char| c == JOINER || matches!(c, '\u{FE0E}' | '\u{FE0F}');
                proptest::prop_assert!(!shown.contains(|c| acts(c) && !joint(c) && c != '\n'), "{shown:?}");
                proptest::prop_assert_eq!(lines(&shown), shown.clone());
            }
            proptest::prop_assert!(!line(&text).contains('\n'));
        }

        /// Parsing the escaped JSON gives the original text.
        #[test]
        fn escaped_json_parses_to_the_original(text in "(.|[\u{0}-\u{1f}\u{7f}-\u{9f}\u{200b}-\u{206f}\u{e0000}-\u{e007f}]){0,40}") {
            let made = json(serde_json::to_string_pretty(&[&text]).unwrap());
            proptest::prop_assert!(!made.contains(|c| acts(c) && c != '\n'), "{made:?}");
            let back: Vec<String> = serde_json::from_str(&made).unwrap();
            proptest::prop_assert_eq!(&back[0], &text);
        }
    }
}
