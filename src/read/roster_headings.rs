//! Lines of a roster that head other lines: the headings again on a further page, the numbers of the columns, the title
//! of a group of rows.

use super::text::{key, words};
use crate::grid::{RawValue, SheetGrid};
use crate::plan::Roster;

/// Returns true for such a line. `columns` are those of the roster on the sheet.
pub(super) fn is_heading(sheet: &SheetGrid, roster: &Roster, columns: &[Option<u32>], row: u32) -> bool {
    let cells = roster.columns.iter().zip(columns).filter_map(|(column, at)| {
        let cell = sheet.cell(row, (*at)?).filter(|cell| !cell.value.is_blank())?;
        Some((column, (*at)?, &cell.value))
    });
    let cells: Vec<_> = cells.collect();
    let repeats = cells.iter().filter(|(column, _, value)| *key(&value.display()) == *key(&column.heading)).count();
    if repeats >= 2 && repeats * 2 >= cells.len() {
        return true;
    }
    let mut numbers: Vec<(u32, Option<u32>)> = cells.iter().map(|(_, at, value)| (*at, column_number(value))).collect();
    numbers.sort();
    let is_series = numbers.windows(2).all(|pair| match pair {
        [(left, Some(a)), (right, Some(b))] => right - left == b.saturating_sub(*a),
        _ => false,
    });
    if numbers.len() >= 3 && is_series {
        return true;
    }
    matches!(cells.as_slice(), [(_, _, RawValue::Text(text))] if columns.len() > 2 && is_group(text))
}

/// Returns the number of a column in a line such as (1), (2), (3).
fn column_number(value: &RawValue) -> Option<u32> {
    let text = value.display();
    text.trim().trim_start_matches(['(', '[']).trim_end_matches([')', ']']).parse().ok().filter(|n| *n < 100)
}

/// Returns true for a title that is counted like a chapter: "I. Khối trường học", "B) Doanh nghiệp".
fn is_group(text: &str) -> bool {
    let text = text.trim();
    let Some((mark, rest)) = text.split_once(['.', ')', '-', '/', ':']) else { return false };
    let mark = mark.trim();
    if !rest.starts_with(char::is_whitespace) {
        return false;
    }
    let is_roman = !mark.is_empty() && mark.len() <= 4 && mark.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
    let is_letter = mark.len() == 1 && mark.bytes().all(|b| b.is_ascii_uppercase());
    (is_roman || is_letter) && words(rest).iter().any(|word| word.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::is_group;

    #[test]
    fn titles_of_groups_are_told_from_names() {
        for text in ["I. Khối trường học", "II - Doanh nghiệp", "IV) Xã Hua Nà", "A. Ngoài nhà nước", "B: Khối DN"]
        {
            assert!(is_group(text), "{text}");
        }
        for text in ["Vàng Thị Sim", "Lý A. Sồi", "X", "V.", "I", "1. Phạm Minh Trúc", "T.Y.M Thành", "Công ty A. B"]
        {
            assert!(!is_group(text), "{text}");
        }
    }
}
