//! Reads the text of an annex: its encoding, its delimiter, and the place of a field.

use std::ops::Range;

/// Decodes UTF-8 with or without a byte order mark, or UTF-16 with one (Excel's "Unicode text"). `None` if it is
/// neither.
pub(super) fn decode(bytes: &[u8]) -> Option<String> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|p| unit(*p)).collect();
        if rest.is_empty() { String::from_utf16(&units).ok() } else { None }
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => std::str::from_utf8(rest).ok().map(str::to_string),
        _ => std::str::from_utf8(bytes).ok().map(str::to_string),
    }
}

/// Returns the delimiter: a tab if there is any, else the one of `;` and `,` that is on more lines.
pub(super) fn delimiter(text: &str) -> u8 {
    let lines = |c: char| text.lines().filter(|l| l.contains(c)).count();
    match (text.contains('\t'), lines(';') >= lines(',')) {
        (true, _) => b'\t',
        (false, true) => b';',
        (false, false) => b',',
    }
}

/// Returns the byte range of a field within the range of its record.
pub(super) fn field(text: &str, record: Range<usize>, delimiter: u8, column: usize) -> Range<usize> {
    let slice = text.get(record.clone()).unwrap_or("");
    let blank = slice.len() - slice.trim_start_matches(['\r', '\n']).len();
    let body = slice[blank..].trim_end_matches(['\r', '\n']);
    let base = record.start + blank;
    let (mut begin, mut number, mut quoted) = (0, 0, body.starts_with('"'));
    for (at, byte) in body.bytes().enumerate() {
        if byte == b'"' && at > begin {
            quoted = !quoted && body.as_bytes()[begin] == b'"';
        }
        if byte == delimiter && !quoted {
            if number == column {
                return base + begin..base + at;
            }
            (begin, number) = (at + 1, number + 1);
            quoted = body[begin..].starts_with('"');
        }
    }
    base + if number == column { begin } else { 0 }..base + body.len()
}
