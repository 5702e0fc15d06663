//! Makes text fit Excel: within its length limits and without characters that break a file.

use crate::model::visible;
use crate::workbook::excel_limits::CELL_LENGTH;
use std::borrow::Cow;

/// Maximum length of a note in UTF-16 units (the writer crate needs some for the author).
pub(super) const NOTE: usize = 32_713;
/// End of a text that was cut.
const CUT: &str = "… (đã cắt)";

/// Returns the length in UTF-16 units, as Excel counts it.
pub(super) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Replaces control characters by visible signs (`␀`), line ends by `\n`, and characters that XML forbids by `�`.
pub(super) fn escape_control_chars(text: &str) -> Cow<'_, str> {
    let bad = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    // The first bytes of such characters. Most texts have none, so this check saves the decoding.
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

/// Like [`harmless`], and also replaces characters that change the writing direction: a workbook shows all text from
/// left to right.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    match escape_control_chars(text) {
        Cow::Borrowed(text) => visible::straight(text),
        Cow::Owned(text) => Cow::Owned(visible::straight(&text).into_owned()),
    }
}

/// Cuts a text to at most `limit` UTF-16 units, with a mark at the end if something was removed.
pub(super) fn fit(text: &str, limit: usize) -> Cow<'_, str> {
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

/// Makes a text safe and short enough for a cell.
pub(super) fn cell(text: &str) -> Cow<'_, str> {
    match shown(text) {
        Cow::Borrowed(text) => fit(text, CELL_LENGTH),
        Cow::Owned(text) => Cow::Owned(fit(&text, CELL_LENGTH).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_text_ends_with_a_mark_within_the_limit() {
        let text = "𝟘".repeat(20_000); // two units each
        let cut = cell(&text);
        assert!(length(&cut) <= CELL_LENGTH && length(&cut) >= CELL_LENGTH - 1, "{}", length(&cut));
        assert!(cut.ends_with("𝟘… (đã cắt)"));
        assert_eq!(cell(&"ệ".repeat(CELL_LENGTH)), "ệ".repeat(CELL_LENGTH));
        assert_eq!(fit("abcdef", 4), "abc…");
    }

    #[test]
    fn control_characters_become_visible() {
        assert_eq!(
            escape_control_chars("a\0b\u{1b}c\r\nd\re\tf\u{7f}\u{85}\u{FFFF}"),
            "a␀b␛c\nd\ne\tf␡\u{FFFD}\u{FFFD}"
        );
        assert_eq!(cell("bao cao\u{202e}xcslx.exe"), "bao cao<U+202E>xcslx.exe");
        assert!(matches!(cell("Tổng cộng"), Cow::Borrowed(_)));
        assert!(matches!(escape_control_chars("Tổng cộng\n2.136"), Cow::Borrowed(_)));
    }
}
