//! Validates all formulas of a workbook before anything is written: a formula that Excel rejects must stop the program,
//! not reach the reader.

use super::chart;
use super::error::{UnwritableCell, WriteError, WriteFault};
use super::text;
use crate::formula::written::{self, KnownNames};
use crate::workbook::{ConditionalStyle, Sheet, ValidationRule, Workbook, address};

/// Returns the names that the formulas of a workbook may refer to.
pub fn known(book: &Workbook) -> KnownNames {
    let sheets = book.sheets.iter().map(|sheet| sheet.name.as_str());
    KnownNames::of(sheets, book.names.iter().map(|(name, _)| name.as_str()))
}

/// Checks that a formula (without `=`) can be written unchanged.
///
/// # Errors
///
/// Excel would reject it, or the writer crate would change it.
pub fn fit(formula: &str, known: &KnownNames) -> Result<(), WriteFault> {
    let altered = formula.is_empty() || formula.starts_with(['=', '{']) || formula.ends_with('}');
    if altered || text::escape_control_chars(formula) != formula {
        return Err(WriteFault::Formula(formula.to_owned()));
    }
    Ok(written::check(formula, known)?)
}

/// Checks that a text is a range on a sheet of the workbook.
fn range(range: &str, known: &KnownNames) -> Result<(), WriteFault> {
    fit(range, known)?;
    chart::parts(range).map(drop)
}

/// Checks that the defined names of a workbook refer to something that Excel accepts.
///
/// # Errors
///
/// The first that does not.
pub fn names(book: &Workbook, known: &KnownNames) -> Result<(), WriteError> {
    for (name, target) in &book.names {
        fit(target, known).map_err(|fault| WriteError { sheet: String::new(), cell: name.clone(), fault })?;
    }
    Ok(())
}

/// Checks all formulas of a sheet except those of its cells.
///
/// # Errors
///
/// The first that cannot be written, with its cell.
pub fn beside(sheet: &Sheet, known: &KnownNames) -> Result<(), UnwritableCell> {
    let at = |row: u32, column: u32| move |fault| (address::cell(row, column), fault);
    for condition in &sheet.conditions {
        if let ConditionalStyle::When(formula, _) = &condition.look {
            fit(formula, known).map_err(at(condition.area.top, condition.area.left))?;
        }
    }
    for validation in &sheet.validations {
        if let ValidationRule::Range(formula) = &validation.input {
            fit(formula, known).map_err(at(validation.area.top, validation.area.left))?;
        }
    }
    for chart in &sheet.charts {
        for one in chart.series.iter().flat_map(|series| [&series.categories, &series.values]) {
            range(one, known).map_err(at(chart.at.0, chart.at.1))?;
        }
    }
    for ((row, column), one) in &sheet.sparklines {
        range(one, known).map_err(at(*row, *column))?;
    }
    sheet.page.area_formula.iter().try_for_each(|area| fit(area, known).map_err(|fault| (String::new(), fault)))
}
