//! A1 addresses. Rows and columns are counted from 0 in the code; in an address rows count from 1 and columns from A.

use super::CellRange;
pub(crate) use super::excel_limits::{MAX_COLUMN, MAX_ROW};

/// Converts a column index to letters: 0 is A, 27 is AB.
pub(crate) fn letters(column: u32) -> String {
    let mut out = String::new();
    put_letters(column, &mut out);
    out
}

/// Appends the letters of a column to `out`.
pub(crate) fn put_letters(column: u32, out: &mut String) {
    if let Some(before) = (column / 26).checked_sub(1) {
        put_letters(before, out);
    }
    out.push(char::from(b'A' + (column % 26) as u8));
}

/// Appends the decimal digits of a number to `out`.
pub(crate) fn put_digits(number: u32, out: &mut String) {
    if number > 9 {
        put_digits(number / 10, out);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// Formats a relative address: `E14`.
pub fn cell(row: u32, column: u32) -> String {
    let mut out = String::with_capacity(ROOM);
    put_letters(column, &mut out);
    put_digits(row + 1, &mut out);
    out
}

/// Formats an absolute address: `$E$14`.
pub fn fixed(row: u32, column: u32) -> String {
    let mut out = String::with_capacity(ROOM);
    put_fixed(row, column, &mut out);
    out
}

/// Maximum length of an address in bytes: `$XFD$1048576`.
const ROOM: usize = 12;

fn put_fixed(row: u32, column: u32, out: &mut String) {
    out.push('$');
    put_letters(column, out);
    out.push('$');
    put_digits(row + 1, out);
}

/// Quotes a sheet name for a formula, with `!`: `'Tổng hợp'!`. Always quoted.
pub(crate) fn sheet(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 3);
    put_sheet(name, &mut out);
    out
}

fn put_sheet(name: &str, out: &mut String) {
    out.push('\'');
    for (at, part) in name.split('\'').enumerate() {
        out.push_str(if at > 0 { "''" } else { "" });
        out.push_str(part);
    }
    out.push_str("'!");
}

/// Formats an absolute address with its sheet: `'Tổng hợp'!$E$14`.
pub fn on(sheet_name: &str, row: u32, column: u32) -> String {
    let mut out = String::with_capacity(sheet_name.len() + 3 + ROOM);
    put_sheet(sheet_name, &mut out);
    put_fixed(row, column, &mut out);
    out
}

/// Formats an absolute range with its sheet: `'Số liệu'!$D$2:$D$11`.
pub fn range(sheet_name: &str, area: CellRange) -> String {
    let mut out = String::with_capacity(sheet_name.len() + 4 + 2 * ROOM);
    put_sheet(sheet_name, &mut out);
    put_fixed(area.top, area.left, &mut out);
    out.push(':');
    put_fixed(area.bottom, area.right, &mut out);
    out
}

/// Parses an address such as `E14` or `$E$14`, in capitals or not, to row and column (from 0). `None` if it is not an
/// address or is outside Excel's grid.
pub fn parse(address: &str) -> Option<(u32, u32)> {
    let corner = parse_corner(address.as_bytes(), |byte| byte.to_ascii_uppercase())?;
    Some((corner.row as u32 - 1, corner.column as u32 - 1))
}

/// A parsed address. Row and column count from 1.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct CellRef {
    /// Row.
    pub row: i32,
    /// Column.
    pub column: i32,
    /// True if `$` precedes the row.
    pub fixed_row: bool,
    /// True if `$` precedes the column.
    pub fixed_column: bool,
}

/// Parses an address in capitals such as `$E14`. `None` if it is not an address or is outside Excel's grid.
pub(crate) fn corner(word: &[u8]) -> Option<CellRef> {
    parse_corner(word, |byte| byte)
}

/// Parses an address whose letters `fold` converts to capitals.
fn parse_corner(word: &[u8], fold: impl Fn(u8) -> u8) -> Option<CellRef> {
    let (fixed_column, rest) = word.strip_prefix(b"$").map_or((false, word), |rest| (true, rest));
    let letters = rest.iter().take_while(|b| fold(**b).is_ascii_uppercase()).count();
    let (letters, rest) = rest.split_at(letters);
    let (fixed_row, digits) = rest.strip_prefix(b"$").map_or((false, rest), |rest| (true, rest));
    let shaped = (1..=3).contains(&letters.len())
        && (1..=7).contains(&digits.len())
        && digits.first() != Some(&b'0')
        && digits.iter().all(u8::is_ascii_digit);
    let corner = shaped.then(|| CellRef {
        row: digits.iter().fold(0, |n, b| n * 10 + i32::from(*b - b'0')),
        column: letters.iter().fold(0, |n, b| n * 26 + i32::from(fold(*b) - b'A') + 1),
        fixed_row,
        fixed_column,
    })?;
    (corner.row <= MAX_ROW as i32 + 1 && corner.column <= MAX_COLUMN as i32 + 1).then_some(corner)
}

/// Parses a range such as `'Số liệu'!$D$2:$D$11` to sheet name and area. `None` if it is not a range with a sheet.
pub(crate) fn parse_range(range: &str) -> Option<(String, CellRange)> {
    let (sheet, corners) = range.rsplit_once('!')?;
    let quoted = sheet.strip_prefix('\'').and_then(|s| s.strip_suffix('\''));
    let (first, last) = corners.split_once(':').unwrap_or((corners, corners));
    let ((top, left), (bottom, right)) = (parse(first)?, parse(last)?);
    Some((quoted.unwrap_or(sheet).replace("''", "'"), CellRange::new(top, left, bottom, right)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formatted_range_parses_to_itself() {
        for (sheet, area) in [("Số liệu", CellRange::new(1, 3, 10, 3)), ("Đơn vị 'A'!", CellRange::cell(0, 0))]
        {
            assert_eq!(parse_range(&range(sheet, area)), Some((sheet.to_string(), area)));
        }
        assert_eq!(parse_range("A!$B$3"), Some(("A".to_string(), CellRange::cell(2, 1))));
        for bad in ["", "A1:B2", "A!", "A!B", "A!1:2"] {
            assert_eq!(parse_range(bad), None, "{bad}");
        }
    }

    #[test]
    fn known_addresses_format_and_parse() {
        for (row, column, text) in [(0, 0, "A1"), (13, 4, "E14"), (0, 26, "AA1"), (MAX_ROW, MAX_COLUMN, "XFD1048576")] {
            assert_eq!(cell(row, column), text);
            assert_eq!(parse(text), Some((row, column)));
        }
        assert_eq!(on("Tổng hợp", 2, 1), "'Tổng hợp'!$B$3");
        assert_eq!(parse("xfd1048576"), Some((MAX_ROW, MAX_COLUMN)));
        for bad in ["", "A", "1", "A0", "XFE1", "A1048577", "AAAA1", "A1B", "dv_1", "$$A1", "A$$1", "A1$"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn address_round_trips(row in 0..=MAX_ROW, column in 0..=MAX_COLUMN) {
            proptest::prop_assert_eq!(parse(&fixed(row, column)), Some((row, column)));
        }
    }
}
