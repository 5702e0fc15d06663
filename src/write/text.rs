//! Text as Excel can hold it: no longer than it allows, free of characters that break a file.

use crate::model::visible;
use std::borrow::Cow;

/// UTF-16 units that a cell holds.
pub const CELL: usize = 32_767;
/// UTF-16 units that a note holds (the writer keeps some for an author).
pub const NOTE: usize = 32_713;
/// What stands at the end of a text that was cut.
const CUT: &str = "… (đã cắt)";

/// Length as Excel counts it.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Control characters as visible signs (`␀`), line ends as `\n`, what XML forbids as `�`.
pub fn harmless(text: &str) -> Cow<'_, str> {
    let bad = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    // The first byte of each of these: most texts have none and need no closer look.
    let may_be_bad = text.bytes().any(|b| b < b' ' || matches!(b, 0x7F | 0xC2 | 0xEF));
    if !may_be_bad || !text.contains(bad) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        out.push(match c {
            '\r' => '\n',
            '\n' | '\t' => c,
            '\0'..='\x1F' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'),
            '\x7F' => '\u{2421}',
            c if bad(c) => '\u{FFFD}',
            c => c,
        });
    }
    Cow::Owned(out)
}

/// Harmless, and what turns the direction of writing as a sign: what a workbook shows reads from left to right.
pub fn shown(text: &str) -> Cow<'_, str> {
    match harmless(text) {
        Cow::Borrowed(text) => visible::straight(text),
        Cow::Owned(text) => Cow::Owned(visible::straight(&text).into_owned()),
    }
}

/// At most `limit` UTF-16 units, ending in a mark when something had to go.
pub fn fit(text: &str, limit: usize) -> Cow<'_, str> {
    // A UTF-16 unit takes at least one byte.
    if text.len() <= limit || length(text) <= limit {
        return Cow::Borrowed(text);
    }
    let mark = if limit > 100 { CUT } else { "…" };
    let room = limit.saturating_sub(length(mark));
    let mut used = 0;
    let mut out = String::with_capacity(limit);
    for c in text.chars() {
        used += c.len_utf16();
        if used > room {
            break;
        }
        out.push(c);
    }
    out.push_str(mark);
    Cow::Owned(out)
}

/// As it may be shown, and short enough for a cell.
pub fn cell(text: &str) -> Cow<'_, str> {
    match shown(text) {
        Cow::Borrowed(text) => fit(text, CELL),
        Cow::Owned(text) => Cow::Owned(fit(&text, CELL).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_by_utf16_units_and_says_so() {
        let text = "𝟘".repeat(20_000); // two units each
        let cut = cell(&text);
        assert!(length(&cut) <= CELL && length(&cut) >= CELL - 1, "{}", length(&cut));
        assert!(cut.ends_with("𝟘… (đã cắt)"));
        assert_eq!(cell(&"ệ".repeat(CELL)), "ệ".repeat(CELL));
        assert_eq!(fit("abcdef", 4), "abc…");
    }

    #[test]
    fn control_characters_become_signs() {
        assert_eq!(harmless("a\0b\u{1b}c\r\nd\re\tf\u{7f}\u{85}\u{FFFF}"), "a␀b␛c\nd\ne\tf␡\u{FFFD}\u{FFFD}");
        assert_eq!(cell("bao cao\u{202e}xcslx.exe"), "bao cao<U+202E>xcslx.exe");
        assert!(matches!(cell("Tổng cộng"), Cow::Borrowed(_)));
        assert!(matches!(harmless("Tổng cộng\n2.136"), Cow::Borrowed(_)));
    }
}
