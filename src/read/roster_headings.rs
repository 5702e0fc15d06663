//! Lines of a roster that head other lines: the headings again on a further page, the numbers of the columns, the title
//! of a group of rows.

use super::column_numbers;
use super::text::{clean, key, words};
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
    let mut numbers: Vec<(u32, &RawValue)> = cells.iter().map(|(_, at, value)| (*at, *value)).collect();
    numbers.sort_by_key(|(column, _)| *column);
    if column_numbers::is_series(numbers) {
        return true;
    }
    let [(_, column, RawValue::Text(text))] = cells.as_slice() else { return false };
    // The mark may be in the column of ordinals: "I" beside "Xã Tả Thử".
    let mark = column.checked_sub(1).and_then(|before| sheet.cell(row, before)).map(|cell| cell.value.display());
    columns.len() > 2 && (is_group(text) || mark.is_some_and(|mark| is_mark(mark.trim().trim_end_matches(['.', ')']))))
}

/// Returns the first cell of such a line in the columns of the roster, with its text.
pub(super) fn first_text(sheet: &SheetGrid, columns: &[Option<u32>], row: u32) -> (u32, u32, String) {
    let mut cells = columns.iter().flatten().filter_map(|column| Some((*column, sheet.cell(row, *column)?)));
    let first = cells.find(|(_, cell)| !cell.value.is_blank());
    first.map_or((row, 0, String::new()), |(column, cell)| (row, column, clean(&cell.value.display())))
}

/// Returns true for a title that is counted like a chapter: "I. Khối trường học", "B) Doanh nghiệp".
fn is_group(text: &str) -> bool {
    let text = text.trim();
    let Some((mark, rest)) = text.split_once(['.', ')', '-', '/', ':']) else { return false };
    let mark = mark.trim();
    if !rest.starts_with(char::is_whitespace) {
        return false;
    }
    is_mark(mark) && words(rest).iter().any(|word| word.len() > 1)
}

/// Returns true for the mark of a chapter: a Roman number or a letter.
fn is_mark(text: &str) -> bool {
    let is_roman = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
    is_roman || matches!(text.as_bytes(), [b'A'..=b'Z'])
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
