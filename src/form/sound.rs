//! Final validation of a form: no formula exceeds Excel's limits.

use super::FormError;
use crate::workbook::excel_limits::{FORMULA_DEPTH, FORMULA_LENGTH, nesting};
use crate::workbook::{CellFormula, StoredValue, Workbook, address};

/// Returns an error if a formula of the workbook is too long or nested too deeply.
pub(super) fn formulas(book: &Workbook) -> Result<(), FormError> {
    for sheet in &book.sheets {
        for ((row, column), slot) in sheet.cells.slots() {
            let StoredValue::Formula(formula) = &slot.value else { continue };
            let CellFormula { file, .. } = &**formula;
            let (length, depth) = (file.encode_utf16().count(), nesting(file));
            // Some programs count the equals sign too.
            if length >= FORMULA_LENGTH || depth > FORMULA_DEPTH {
                let cell = address::cell(row, column);
                return Err(FormError::TooLong { sheet: sheet.name.clone(), cell, length, depth });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;
    use crate::workbook::{Sheet, Style};

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
