//! Finds the cell references in a formula's text, as opposed to names, functions, text literals and sheet names.

use super::{CellRange, address};
use std::collections::HashMap;

/// A cell reference in a formula.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct FormulaReference<'a> {
    /// The sheet of the reference, without quotes; `None` for the sheet of the formula.
    pub sheet: Option<&'a str>,
    /// Row and column, from 0.
    pub at: (u32, u32),
    /// True if `$` precedes the (row, column).
    pub fixed: (bool, bool),
}

/// A piece of a formula.
enum ReferencePart<'a> {
    /// A text literal with its quotes.
    Quoted(&'a str),
    /// The text between references.
    Plain(&'a str),
    /// A reference.
    Cell(FormulaReference<'a>),
}

/// Rewrites a formula: `piece` converts the text between references (outside of text literals), `cell` each reference
/// with its sheet. Text literals stay unchanged.
pub(crate) fn rewrite(
    formula: &str,
    piece: &dyn Fn(&str) -> String,
    cell: &dyn Fn(FormulaReference<'_>) -> String,
) -> String {
    let mut out = String::with_capacity(formula.len());
    parts(formula, |part| match part {
        ReferencePart::Quoted(text) => out.push_str(text),
        ReferencePart::Plain(text) => out.push_str(&piece(text)),
        ReferencePart::Cell(reference) => out.push_str(&cell(reference)),
    });
    out
}

/// Calls `each` for the pieces of a formula in order. Together they are its text.
fn parts(formula: &str, mut each: impl FnMut(ReferencePart<'_>)) {
    let chars: Vec<(usize, char)> = formula.char_indices().collect();
    let mut at = 0;
    // The sheet of the reference. It also applies to the second corner of a range.
    let mut sheet: Option<String> = None;
    while let Some(&(start, c)) = chars.get(at) {
        let text = |end: usize| formula.get(start..chars.get(end).map_or(formula.len(), |c| c.0)).unwrap_or_default();
        match c {
            '"' => {
                let end = quoted(&chars, at, '"');
                each(ReferencePart::Quoted(text(end)));
                at = end;
                sheet = None;
            }
            '\'' => {
                let end = quoted(&chars, at, '\'');
                let name = text(end).trim_matches('\'').replace("''", "'");
                each(ReferencePart::Plain(text(end)));
                sheet = Some(name);
                at = end;
            }
            c if c == '$' || c.is_alphanumeric() || c == '_' => {
                let word = |c: char| c == '$' || c == '_' || c == '.' || c == '\\' || c.is_alphanumeric();
                let mut end = at;
                while chars.get(end).is_some_and(|(_, c)| word(*c)) {
                    end += 1;
                }
                let next = chars.get(end).map(|(_, c)| *c);
                let before = chars.get(end).map_or(formula.len(), |c| c.0);
                let word = formula.get(start..before).unwrap_or_default();
                match (next, parse(word)) {
                    (Some('!'), _) => {
                        each(ReferencePart::Plain(word));
                        sheet = Some(word.to_string());
                    }
                    (Some('('), _) | (_, None) => {
                        each(ReferencePart::Plain(word));
                        sheet = None;
                    }
                    (_, Some((place, fixed))) => {
                        each(ReferencePart::Cell(FormulaReference { sheet: sheet.as_deref(), at: place, fixed }));
                        if next != Some(':') {
                            sheet = None;
                        }
                    }
                }
                at = end;
            }
            _ => {
                each(ReferencePart::Plain(text(at + 1)));
                if !matches!(c, '!' | ':') {
                    sheet = None;
                }
                at += 1;
            }
        }
    }
}

/// A cell or an area that a formula refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReferencedArea {
    /// The sheet, without quotes; `None` for the sheet of the formula.
    pub sheet: Option<String>,
    /// The area; a single cell has one row and one column.
    pub area: CellRange,
    /// The cell with the number of the row that `INDEX` picks from the area, with its sheet.
    pub picked_by: Option<(Option<String>, (u32, u32))>,
}

/// A reference or a text between references.
enum FormulaPiece {
    Text(String),
    Cell(Option<String>, (u32, u32)),
}

/// Returns the cells and areas that a formula refers to, in the order of its text.
pub(crate) fn areas(formula: &str) -> Vec<ReferencedArea> {
    let mut pieces: Vec<FormulaPiece> = Vec::new();
    parts(formula, |part| match part {
        ReferencePart::Quoted(text) => pieces.push(FormulaPiece::Text(text.to_string())),
        ReferencePart::Plain(text) if text.trim().is_empty() => {}
        ReferencePart::Plain(text) => pieces.push(FormulaPiece::Text(text.to_string())),
        ReferencePart::Cell(cell) => {
            if cell.sheet.is_some() && !is_text(pieces.last(), ":") {
                // The sheet and its `!` belong to the reference.
                pieces.truncate(pieces.len().saturating_sub(2));
            }
            pieces.push(FormulaPiece::Cell(cell.sheet.map(str::to_string), cell.at));
        }
    });
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        let FormulaPiece::Cell(sheet, first) = piece else {
            at += 1;
            continue;
        };
        let (last, after) = match (pieces.get(at + 1), pieces.get(at + 2)) {
            (colon, Some(FormulaPiece::Cell(_, last))) if is_text(colon, ":") => (*last, at + 3),
            _ => (*first, at + 1),
        };
        let area = CellRange::new(first.0.min(last.0), first.1.min(last.1), first.0.max(last.0), first.1.max(last.1));
        let is_index = at >= 2 && is_text(pieces.get(at - 1), "(") && is_text(pieces.get(at - 2), "INDEX");
        let picked_by = match (pieces.get(after), pieces.get(after + 1), pieces.get(after + 2)) {
            (comma, Some(FormulaPiece::Cell(sheet, cell)), end)
                if is_index && is_text(comma, ",") && is_text(end, ")") =>
            {
                Some((sheet.clone(), *cell))
            }
            _ => None,
        };
        out.push(ReferencedArea { sheet: sheet.clone(), area, picked_by });
        at = after;
    }
    out
}

fn is_text(piece: Option<&FormulaPiece>, wanted: &str) -> bool {
    matches!(piece, Some(FormulaPiece::Text(text)) if text == wanted)
}

/// Returns the index after a quoted text that begins at `at`. A doubled quote is part of the text.
fn quoted(chars: &[(usize, char)], at: usize, quote: char) -> usize {
    let mut end = at + 1;
    while let Some((_, c)) = chars.get(end) {
        end += 1;
        if *c == quote {
            if chars.get(end).is_some_and(|(_, c)| *c == quote) {
                end += 1;
            } else {
                break;
            }
        }
    }
    end
}

/// Parses `$B$3` to its cell and whether (row, column) are absolute.
fn parse(word: &str) -> Option<((u32, u32), (bool, bool))> {
    let corner = address::corner(word.to_ascii_uppercase().as_bytes())?;
    Some(((corner.row as u32 - 1, corner.column as u32 - 1), (corner.fixed_row, corner.fixed_column)))
}

/// Writes a reference without its sheet.
pub(crate) fn write(at: (u32, u32), fixed: (bool, bool)) -> String {
    let sign = |fixed: bool| if fixed { "$" } else { "" };
    format!("{}{}{}{}", sign(fixed.1), address::letters(at.1), sign(fixed.0), at.0 + 1)
}

/// A text and the reference that follows it: its cell, and whether (row, column) are absolute.
type RelativeReference = (String, (u32, u32), (bool, bool));

/// A shared formula, parsed once. Writing it for another cell costs no more than its text.
pub(crate) struct SharedFormula {
    /// The cell that holds the text.
    from: (u32, u32),
    /// The text before each reference, its cell, and whether (row, column) are absolute.
    moving: Vec<RelativeReference>,
    /// The text after the last reference.
    rest: String,
}

impl SharedFormula {
    /// Parses the formula of cell `from`.
    pub(crate) fn new(formula: &str, from: (u32, u32)) -> Self {
        let (mut moving, mut before) = (Vec::new(), String::new());
        parts(formula, |part| match part {
            ReferencePart::Quoted(text) | ReferencePart::Plain(text) => before.push_str(text),
            ReferencePart::Cell(r) => moving.push((std::mem::take(&mut before), r.at, r.fixed)),
        });
        SharedFormula { from, moving, rest: before }
    }

    /// Returns the formula for cell `to`: relative references are shifted.
    pub(crate) fn formula_at(&self, to: (u32, u32)) -> String {
        let moved = |n: u32, to: u32, from: u32, fixed: bool| {
            let by = if fixed { 0 } else { i64::from(to) - i64::from(from) };
            u32::try_from(i64::from(n) + by).unwrap_or(0)
        };
        let mut out = String::new();
        let mut column = (u32::MAX, String::new());
        for (before, at, fixed) in &self.moving {
            let row = moved(at.0, to.0, self.from.0, fixed.0);
            let moved_column = moved(at.1, to.1, self.from.1, fixed.1);
            if column.0 != moved_column {
                column = (moved_column, address::letters(moved_column));
            }
            out.push_str(before);
            out.push_str(if fixed.1 { "$" } else { "" });
            out.push_str(&column.1);
            out.push_str(if fixed.0 { "$" } else { "" });
            address::put_digits(row + 1, &mut out);
        }
        out.push_str(&self.rest);
        out
    }
}

/// The shared formulas of a sheet. Each cell gets its own text, so the total size is limited.
pub(crate) struct SharedFormulas {
    shared: HashMap<usize, SharedFormula>,
    left: u64,
}

impl SharedFormulas {
    /// Creates an empty list. All texts together have at most `bytes` bytes.
    pub(crate) fn new(bytes: u64) -> Self {
        SharedFormulas { shared: HashMap::new(), left: bytes }
    }

    /// Adds a shared formula under its index.
    pub(crate) fn share(&mut self, number: usize, formula: &str, from: (u32, u32)) {
        self.shared.insert(number, SharedFormula::new(formula, from));
    }

    /// Returns the shared formula with this index for cell `to`, empty if it is unknown; `None` if the size limit is
    /// exceeded.
    pub(crate) fn formula_at(&mut self, number: usize, to: (u32, u32)) -> Option<String> {
        let text = self.shared.get(&number).map(|shared| shared.formula_at(to)).unwrap_or_default();
        self.left = self.left.checked_sub(text.len() as u64)?;
        Some(text)
    }
}

/// Returns true if a formula refers to another file: `[1]Sheet!A1`, `'[Book.xlsx]Sheet 1'!A1`, or in .ods
/// `'file:///Book.ods'#$Sheet.A1`; not for `Table1[2021]`.
pub(crate) fn is_external(formula: &str) -> bool {
    if formula.contains("'#$") && formula.contains("://") {
        return true;
    }
    let pieces: Vec<&str> = formula.split('[').collect();
    pieces.windows(2).any(|pair| {
        let [before, after] = pair else { return false };
        let Some((inside, rest)) = after.split_once(']') else { return false };
        let book = !inside.is_empty() && inside.bytes().all(|b| b.is_ascii_digit()) || inside.contains(".xl");
        // A table column follows the name of its table; a file precedes the name of its sheet.
        let column = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        book && !column && rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '!' | '\''))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn external_files_differ_from_table_columns() {
        for formula in [
            "[1]Sheet1!A1",
            "'[1]Sheet 1'!$A$1+2",
            "SUM(1,[12]S!A1)",
            "'C:\\bc\\[Q1.xlsx]BM01'!E5",
            "[2]!ten",
            "of:=['file:///bc/Q1.ods'#$BM01.E5]",
        ] {
            assert!(is_external(formula), "{formula}");
        }
        for formula in [
            "SUM(Bang1[Số])",
            "Bang1[2021]",
            "Bang1[[#This Row],[2021]]",
            "A1+B1",
            "R[-1]C[2]+RC[1]",
            "of:=[.A1]+[$Sheet.B2]",
            "\"[1]\"&A1",
        ] {
            assert!(!is_external(formula), "{formula}");
        }
    }

    #[test]
    fn only_relative_references_are_shifted() {
        let formula = r#"IF(A1>$B2,"A1 ""B2""",SUM('Số liệu A1'!C$3:D4)+LOG10(E5)+ds1_x+dv_1)"#;
        let expected = r#"IF(B3>$B4,"A1 ""B2""",SUM('Số liệu A1'!D$3:E6)+LOG10(F7)+ds1_x+dv_1)"#;
        let shared = SharedFormula::new(formula, (4, 4));
        assert_eq!(shared.formula_at((6, 5)), expected);
        assert_eq!(shared.formula_at((4, 4)), formula);
        assert_eq!(SharedFormula::new(expected, (6, 5)).formula_at((4, 4)), formula);
        assert_eq!(SharedFormula::new("$A$1&\"ờ\"", (0, 0)).formula_at((1_048_575, 16_383)), "$A$1&\"ờ\"");
        // A reference that would leave the sheet stays at the first row or column.
        assert_eq!(SharedFormula::new("AB10+A1", (9, 9)).formula_at((7, 0)), "S8+A1");
        assert_eq!(SharedFormula::new("", (0, 0)).formula_at((1, 1)), "");
    }

    #[test]
    fn areas_and_picked_rows_are_found() {
        let found = areas(r#"IF(A1>0,INDEX('Số liệu'!$D$5:$D$9,X!$B$2),SUM(Y!C3:B2,"A1")+INDEX(E5:E9,ROW()))"#);
        let area = |sheet: Option<&str>, area: [u32; 4], picked_by| ReferencedArea {
            sheet: sheet.map(str::to_string),
            area: CellRange::new(area[0], area[1], area[2], area[3]),
            picked_by,
        };
        let expected = [
            area(None, [0, 0, 0, 0], None),
            area(Some("Số liệu"), [4, 3, 8, 3], Some((Some("X".to_string()), (1, 1)))),
            area(Some("X"), [1, 1, 1, 1], None),
            area(Some("Y"), [1, 1, 2, 2], None),
            area(None, [4, 4, 8, 4], None),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn sheet_applies_to_both_corners_of_a_range() {
        let seen = std::cell::RefCell::new(Vec::new());
        rewrite("X!A1:B2+C3+'Y z'!D4", &str::to_string, &|r| {
            seen.borrow_mut().push((r.sheet.map(str::to_string), r.at));
            String::new()
        });
        let some = |s: &str| Some(s.to_string());
        assert_eq!(*seen.borrow(), [(some("X"), (0, 0)), (some("X"), (1, 1)), (None, (2, 2)), (some("Y z"), (3, 3))]);
    }

    proptest::proptest! {
        #[test]
        fn parsing_never_panics_and_no_shift_keeps_the_formula(formula in "[A-Za-z0-9$!'\":(),+ =đ_.]{0,40}") {
            let same = |text: &str| SharedFormula::new(text, (0, 0)).formula_at((0, 0));
            let again = same(&formula);
            proptest::prop_assert_eq!(again.to_uppercase().replace('$', ""), same(&again).to_uppercase().replace('$', ""));
        }
    }
}
