//! Recognises a formula that is another one filled down or across, so that only one of them needs to be parsed. It
//! knows words and quotes, no grammar.

use super::is_word;
use crate::workbook::address::corner;

/// Returns true if two formulas differ at most in the cells that they refer to and in whole numbers. If
/// [`check`](super::check) accepts one of them, it accepts the other, unless that is too long.
pub(crate) fn is_fill(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    loop {
        let same = common(one, other);
        if same == one.len() && same == other.len() {
            return true;
        }
        let before = one.get(..same).unwrap_or_default();
        let start = before.iter().rposition(|b| !is_word(*b)).map_or(0, |at| at + 1);
        let ((first, one_rest), (second, other_rest)) = (word(one, start), word(other, start));
        let is_operand = !matches!(one_rest.first(), Some(b'(' | b'!')) && one_rest.first() == other_rest.first();
        if !is_operand || !is_same_kind(first, second) || is_quoted(before) {
            return false;
        }
        (one, other) = (one_rest, other_rest);
    }
}

/// Returns the length of the common start.
fn common(one: &[u8], other: &[u8]) -> usize {
    const STEP: usize = 16;
    let steps = one.chunks_exact(STEP).zip(other.chunks_exact(STEP)).take_while(|(a, b)| a == b).count() * STEP;
    let rest = one.iter().skip(steps).zip(other.iter().skip(steps));
    steps + rest.take_while(|(a, b)| a == b).count()
}

/// Returns the word at a position and what follows it.
fn word(text: &[u8], start: usize) -> (&[u8], &[u8]) {
    let rest = text.get(start..).unwrap_or_default();
    rest.split_at(rest.iter().position(|b| !is_word(*b)).unwrap_or(rest.len()))
}

/// Returns true if both words are cells or both are whole numbers.
fn is_same_kind(one: &[u8], other: &[u8]) -> bool {
    let is_whole = |word: &[u8]| !word.is_empty() && word.iter().all(u8::is_ascii_digit);
    corner(one).is_some() && corner(other).is_some() || is_whole(one) && is_whole(other)
}

/// Returns true if a quoted text or name begins in a text and does not end there. A doubled quote ends one and begins
/// the next.
fn is_quoted(text: &[u8]) -> bool {
    let mut rest = text;
    while let Some(open) = memchr::memchr2(b'"', b'\'', rest) {
        let (quote, inner) = (rest.get(open).copied().unwrap_or(b'"'), rest.get(open + 1..).unwrap_or_default());
        let Some(close) = memchr::memchr(quote, inner) else { return true };
        rest = inner.get(close + 1..).unwrap_or_default();
    }
    false
}
