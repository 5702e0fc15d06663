//! Normalises formulas so that equal formulas compare equal. Programs differ in how they quote sheet names, write TRUE
//! and place blanks, and Excel shifts references when rows are inserted or deleted.

use super::rows::RowAlignment;
use crate::workbook::references::{self, FormulaReference};

/// The inserted and deleted rows of a workbook, by sheet.
#[derive(Default)]
pub(super) struct RowMoves {
    by_sheet: Vec<(String, RowAlignment)>,
}

impl RowMoves {
    /// Records the row shift of a sheet. A sheet without a shift is ignored.
    pub(super) fn add(&mut self, sheet: &str, rows: &RowAlignment) {
        if rows.moved() {
            self.by_sheet.push((sheet.to_lowercase(), rows.clone()));
        }
    }

    /// Returns true if a formula of the audited workbook is the expected one of the sheet `home`.
    pub(super) fn is_same_formula(&self, home: &str, expected: &str, found: &str) -> bool {
        // Most formulas are the same to the letter: putting both into normal form was a sixth of an audit.
        (self.by_sheet.is_empty() && expected == found) || self.expected(home, expected) == RowMoves::normal(found)
    }

    /// Returns an expected formula in normal form, with its references shifted as Excel shifts them. A reference to a
    /// deleted row becomes `#REF!`.
    pub(super) fn expected(&self, home: &str, formula: &str) -> String {
        comparable(formula, &|r| {
            let sheet = r.sheet.unwrap_or(home).to_lowercase();
            let rows = self.by_sheet.iter().find(|(name, _)| *name == sheet).map(|(_, rows)| rows);
            let row = rows.map_or(Some(r.at.0), |rows| rows.actual(r.at.0));
            row.map_or_else(|| "#REF!".to_string(), |row| references::write((row, r.at.1), r.fixed))
        })
    }

    /// Returns a formula of the audited workbook in normal form.
    pub(super) fn normal(formula: &str) -> String {
        comparable(formula, &|r| references::write(r.at, r.fixed))
    }
}

fn comparable(formula: &str, cell: &dyn Fn(FormulaReference<'_>) -> String) -> String {
    let piece = |piece: &str| {
        let bare = piece.strip_prefix('\'').and_then(|p| p.strip_suffix('\'')).map(|p| p.replace("''", "'"));
        // Only letters and blanks of ASCII: Excel knows no function that is written with a look-alike letter.
        let word = bare.unwrap_or_else(|| piece.split_ascii_whitespace().collect());
        let word = word.to_ascii_uppercase();
        word.strip_prefix("_XLFN.").map(str::to_string).unwrap_or(word)
    };
    let text = references::rewrite(formula.trim_start_matches('='), &piece, cell);
    text.replace("TRUE()", "TRUE").replace("FALSE()", "FALSE")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_variants_compare_equal_and_other_meanings_differ() {
        let same = |a: &str, b: &str| RowMoves::normal(a) == RowMoves::normal(b);
        assert!(same("SUM('DS_1'!$A$1:$A$3)", "sum( DS_1!$A$1:$A$3 )"));
        assert!(same("IF(A1=FALSE,TRUE,\"a b\")", "IF(A1=FALSE(),TRUE(),\"a b\")"));
        assert!(same("'Tổng hợp'!$B$2&\"'x'\"", "'Tổng hợp'!$B$2 & \"'x'\""));
        assert!(!same("A1&\"a b\"", "A1&\"ab\""));
        assert!(!same("SUM(A1:A3)", "SUM(A1:A4)"));
        assert!(!same("A1", "$A$1"));
        assert!(!same("SUM(A1:A3)", "\u{17f}UM(A1:A3)"));
        assert!(!same("SUM(A1:A3)", "SUM(\u{a0}A1:A3)"));
    }
}
