//! Final validation of a form: no formula exceeds Excel's limits.

use super::FormError;
use crate::workbook::{CellFormula, StoredValue, Workbook, address};

/// Excel accepts formulas of at most 8,192 characters, including the equals sign.
const LENGTH: usize = 8_191;
/// Excel accepts at most 64 levels of nesting.
const DEPTH: usize = 64;

/// Returns an error if a formula of the workbook is too long or nested too deeply.
pub fn formulas(book: &Workbook) -> Result<(), FormError> {
    for sheet in &book.sheets {
        for ((row, column), slot) in sheet.cells.slots() {
            let StoredValue::Formula(formula) = &slot.held else { continue };
            let CellFormula { file, .. } = &**formula;
            let (length, depth) = (file.encode_utf16().count(), depth(file));
            if length > LENGTH || depth > DEPTH {
                let cell = address::cell(row, column);
                return Err(FormError::TooLong { sheet: sheet.name.clone(), cell, length, depth });
            }
        }
    }
    Ok(())
}

/// Returns the nesting depth of brackets outside of text literals.
fn depth(formula: &str) -> usize {
    let (mut level, mut deepest, mut text) = (0usize, 0usize, false);
    for c in formula.chars() {
        match c {
            '"' => text = !text,
            '(' if !text => {
                level += 1;
                deepest = deepest.max(level);
            }
            ')' if !text => level = level.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::workbook::{Sheet, Style};

    #[test]
    fn brackets_in_texts_do_not_count() {
        assert_eq!(depth("IF(A1=\"((\",SUM(B1),\"\"\"(\")"), 2);
    }

    #[test]
    fn formula_beyond_a_limit_is_an_error() {
        let book = |formula: String| {
            let mut sheet = Sheet::new("BM01");
            sheet.formula(1, 6, formula, &Style::cell());
            Workbook { sheets: vec![sheet], ..Workbook::default() }
        };
        assert!(formulas(&book("A1&".repeat(2_730) + "A")).is_ok());
        let refused = formulas(&book("A1&".repeat(2_730) + "A1")).unwrap_err();
        assert!(refused.to_string().contains("BM01!G2 has 8192 characters"), "{refused}");
        let deep = |n: usize| "(".repeat(n) + "1" + &")".repeat(n);
        assert!(formulas(&book(deep(64))).is_ok());
        assert!(formulas(&book(deep(65))).is_err());
    }
}
