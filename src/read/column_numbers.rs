//! The line of numbers that offices print below the headings of a table: (1), (2), (3), or A, B, 1, 2, 3 = 1 + 2.

use super::figure_table::FigureTable;
use crate::grid::RawValue;

/// Number of columns from which on a line of numbers is known as one.
const LEAST: usize = 3;

/// The mark of a column in such a line.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum ColumnMark {
    Letter(u32),
    Number(u32),
}

/// Returns the columns of such a line of a table. It numbers the labels too, so a row without its label is none.
pub(super) fn line(table: &FigureTable, row: u32) -> Option<Vec<u32>> {
    let first = table.headings.iter().map(|(_, column)| *column).min()?;
    let cells = || table.sheet.row_from(row, first).filter(|(_, cell)| !cell.value.is_blank());
    let has = |column: Option<u32>| column.is_none_or(|column| cells().any(|(own, _)| own == column));
    let is_line = has(table.label) && has(Some(table.figure)) && is_series(cells().map(|(at, cell)| (at, &cell.value)));
    is_line.then(|| cells().map(|(column, _)| column).collect())
}

/// Returns true if the cells of a row, with their columns from left to right, number their columns: letters first, if any,
/// then numbers, each one more than the mark before it or as much more as there are columns between.
pub(super) fn is_series<'v>(cells: impl IntoIterator<Item = (u32, &'v RawValue)>) -> bool {
    let mut before: Option<(u32, ColumnMark)> = None;
    let mut count = 0;
    for (column, value) in cells {
        let Some(mark) = mark(value) else { return false };
        let is_next = match (before, mark) {
            // The column of ordinals may be no column of a list.
            (None, _) => true,
            (Some((_, ColumnMark::Letter(_))), ColumnMark::Number(n)) => n == 1,
            (Some((_, ColumnMark::Number(_))), ColumnMark::Letter(_)) => false,
            (Some((left, ColumnMark::Letter(a))), ColumnMark::Letter(b))
            | (Some((left, ColumnMark::Number(a))), ColumnMark::Number(b)) => {
                b == a + 1 || b.checked_sub(a) == Some(column - left)
            }
        };
        if !is_next {
            return false;
        }
        before = Some((column, mark));
        count += 1;
    }
    count >= LEAST
}

/// Reads the mark of a column: `(1)`, `2`, `A`, `(5) = (3) + (4)`, `5=3-4`.
fn mark(value: &RawValue) -> Option<ColumnMark> {
    let text = value.display();
    let first = text.split_once('=').map_or(&*text, |(first, _)| first).trim();
    let bare = first.trim_start_matches(['(', '[']).trim_end_matches([')', ']', '.']).trim();
    if let [letter @ b'A'..=b'H'] = bare.as_bytes() {
        return Some(ColumnMark::Letter(u32::from(letter - b'A') + 1));
    }
    bare.parse().ok().filter(|n| *n < 100).map(ColumnMark::Number)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;

    fn series(cells: &[(u32, &str)]) -> bool {
        let values: Vec<(u32, RawValue)> =
            cells.iter().map(|(column, text)| (*column, RawValue::Text((*text).into()))).collect();
        is_series(values.iter().map(|(column, value)| (*column, value)))
    }

    #[test]
    fn lines_of_column_numbers_are_told_from_rows() {
        for cells in [
            &[(0, "(1)"), (1, "(2)"), (2, "(3)"), (3, "(4)"), (4, "(5)")][..],
            &[(0, "1"), (1, "2"), (2, "3")],
            &[(0, "A"), (1, "B"), (2, "C"), (3, "1"), (4, "2")],
            &[(0, "A"), (1, "B"), (3, "1"), (4, "2=1+3")],
            &[(0, "[1]"), (1, "[2]"), (4, "[3]"), (5, "[4] = [3] - [2]")],
            &[(1, "1"), (2, "2"), (4, "4")],
            &[(1, "(2)"), (2, "(3)"), (3, "(4)")],
        ] {
            assert!(series(cells), "{cells:?}");
        }
        for cells in [
            &[(0, "1"), (1, "2")][..],
            &[(0, "1"), (1, "Tổng số"), (2, "01")],
            &[(0, "1"), (1, "2"), (2, "2")],
            &[(2, "01"), (3, "người"), (4, "35")],
        ] {
            assert!(!series(cells), "{cells:?}");
        }
    }
}
