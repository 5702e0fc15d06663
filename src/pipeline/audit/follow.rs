//! Separates values that follow from touched cells and values that were forged: puts what was touched into the expected
//! workbook and lets the engine compute it. The formulas are those of the plan, never those of the audited file.

use crate::audit::{AuditedWorkbook, Difference, DifferenceKind, DifferencePart, published};
use crate::engine::{self, EngineError};
use crate::model::amount::Value;
use crate::workbook::{CellContent, CellRange, Workbook, address, references};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Marks the differences of values that follow from other differences.
///
/// # Errors
///
/// The engine fails.
pub(super) fn mark_followers(
    book: &Workbook,
    actual: &AuditedWorkbook,
    differences: &mut [Difference],
) -> Result<(), EngineError> {
    if !differences.iter().any(|d| d.kind == DifferenceKind::Value) {
        return Ok(());
    }
    let is_structure = |kind| {
        use DifferenceKind::{NameMissing, NameMoved, RowsDeleted, RowsInserted, SheetMissing};
        matches!(kind, NameMissing | NameMoved | RowsDeleted | RowsInserted | SheetMissing)
    };
    if differences.iter().any(|d| is_structure(d.kind)) {
        differences
            .iter_mut()
            .filter(|d| d.kind == DifferenceKind::Value)
            .for_each(|d| d.part = DifferencePart::Follows);
        return Ok(());
    }
    let touched = with_touched(book, actual, differences)?;
    let mut forged = BTreeSet::new();
    for difference in differences.iter_mut().filter(|d| d.kind == DifferenceKind::Value) {
        let Some(at) = difference.origin else { continue };
        let found = address::parse(&difference.cell)
            .map_or(Value::Blank, |(row, column)| actual.value(&difference.sheet, row, column));
        let computed = touched.as_ref().and_then(|book| value_at(book, &difference.sheet, at)).unwrap_or_default();
        if touched.is_some() && is_same(&computed, &found) {
            difference.part = DifferencePart::Follows;
        } else {
            forged.insert((difference.sheet.clone(), at));
        }
    }
    // Of the others, a cell whose formula refers to another of them follows from that one.
    for difference in differences.iter_mut() {
        let Some(at) = difference.origin else { continue };
        let key = (difference.sheet.clone(), at);
        if difference.kind == DifferenceKind::Value && forged.contains(&key) && refers_to(book, &key, &forged) {
            difference.part = DifferencePart::Follows;
        }
    }
    Ok(())
}

/// Compares a computed value with that of the file. LibreOffice stores a truth as 1 or 0.
fn is_same(computed: &Value, found: &Value) -> bool {
    let is_truth = match (computed, found) {
        (Value::Bool(truth), Value::Number(number)) => *number == f64::from(u8::from(*truth)),
        _ => false,
    };
    is_truth || published::is_same_value(computed, found)
}

/// Returns the expected workbook computed with the touched cells in it. `None` if no cell was touched.
fn with_touched(
    book: &Workbook,
    actual: &AuditedWorkbook,
    differences: &[Difference],
) -> Result<Option<Workbook>, EngineError> {
    use DifferenceKind::{Added, Figure, FormulaAdded, FormulaChanged, FormulaOverwritten, Removed};
    let kinds = [Added, Figure, FormulaAdded, FormulaChanged, FormulaOverwritten, Removed];
    let mut touched: Option<Workbook> = None;
    for difference in differences.iter().filter(|d| kinds.contains(&d.kind)) {
        let Some(place) = address::parse(&difference.cell) else { continue };
        let content = match actual.value(&difference.sheet, place.0, place.1) {
            Value::Number(number) => CellContent::Number(number),
            Value::Text(text) => CellContent::Text(text.into()),
            Value::Bool(truth) => CellContent::Bool(truth),
            Value::Blank | Value::Error(_) => CellContent::Blank,
        };
        let book = touched.get_or_insert_with(|| book.clone());
        let Some(sheet) = book.sheets.iter_mut().find(|s| s.name == difference.sheet) else { continue };
        let at = difference.origin.unwrap_or(place);
        if sheet.cells.slot(at).is_none() {
            sheet.blank(at.0, at.1, &crate::workbook::Style::default());
        }
        sheet.cells.change(at, |cell| cell.content = content);
    }
    if let Some(book) = &mut touched {
        engine::fill(book)?;
    }
    Ok(touched)
}

fn value_at(book: &Workbook, sheet: &str, at: (u32, u32)) -> Option<Value> {
    book.sheet(sheet)?.cells.formula(at)?.value.clone()
}

/// Returns true if the formula of a cell refers to another of these cells.
fn refers_to(book: &Workbook, cell: &(String, (u32, u32)), others: &BTreeSet<(String, (u32, u32))>) -> bool {
    let Some(formula) = book.sheet(&cell.0).and_then(|s| s.cells.formula(cell.1)) else { return false };
    let ranges = ranges(formula.computed(), &cell.0);
    others.iter().filter(|other| *other != cell).any(|(sheet, (row, column))| {
        ranges.iter().any(|(name, area)| {
            name == sheet && (area.top..=area.bottom).contains(row) && (area.left..=area.right).contains(column)
        })
    })
}

/// Lists the ranges that a formula refers to, with their sheets.
fn ranges(formula: &str, home: &str) -> Vec<(String, CellRange)> {
    let out: RefCell<Vec<(String, CellRange)>> = RefCell::default();
    let is_open = RefCell::new(false);
    let piece = |text: &str| {
        *is_open.borrow_mut() = text == ":";
        String::new()
    };
    let cell = |reference: references::FormulaReference<'_>| {
        let (row, column) = reference.at;
        let mut out = out.borrow_mut();
        match out.last_mut().filter(|_| *is_open.borrow()) {
            Some((_, area)) => {
                *area = CellRange::new(
                    area.top.min(row),
                    area.left.min(column),
                    area.bottom.max(row),
                    area.right.max(column),
                );
            }
            None => out.push((reference.sheet.unwrap_or(home).to_string(), CellRange::cell(row, column))),
        }
        *is_open.borrow_mut() = false;
        String::new()
    };
    references::rewrite(formula, &piece, &cell);
    out.into_inner()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_a_formula_have_sheet_and_corners() {
        let found = ranges("SUM(I12:I22)+INDEX('Số liệu'!$A$1:$A$9,B3)&\"C4\"", "Tổng hợp");
        let expected = [
            ("Tổng hợp", CellRange::new(11, 8, 21, 8)),
            ("Số liệu", CellRange::new(0, 0, 8, 0)),
            ("Tổng hợp", CellRange::cell(2, 1)),
        ];
        assert_eq!(found, expected.map(|(sheet, area)| (sheet.to_string(), area)));
    }
}
