//! Validates all formulas of a workbook before anything is written: a formula that Excel rejects must stop the program,
//! not reach the reader.

use super::chart;
use super::error::{UnwritableCell, WriteError, WriteFault};
use super::text;
use crate::formula::written::{self, KnownNames};
use crate::workbook::excel_limits::FORMULA_LENGTH;
use crate::workbook::{ConditionalStyle, Sheet, ValidationRule, Workbook, address};

/// Returns the names that the formulas of a workbook may refer to.
pub(super) fn known(book: &Workbook) -> KnownNames {
    let sheets = book.sheets.iter().map(|sheet| sheet.name.as_str());
    KnownNames::of(sheets, book.names.iter().map(|(name, _)| name.as_str()))
}

/// Checks that a formula (without `=`) can be written unchanged.
///
/// # Errors
///
/// Excel would reject it, or the writer crate would change it.
pub(super) fn fit(formula: &str, known: &KnownNames) -> Result<(), WriteFault> {
    let altered = formula.is_empty() || formula.starts_with(['=', '{']) || formula.ends_with('}');
    if altered || text::escape_control_chars(formula) != formula {
        return Err(WriteFault::Formula(formula.to_owned()));
    }
    Ok(written::check(formula, known)?)
}

/// Checks the formulas of a sheet's cells, row by row. A formula that is the accepted one above it or to its left,
/// filled down or across, is not parsed again: a workbook has some hundred different ones.
pub(super) struct CellFormulas<'s> {
    known: &'s KnownNames,
    /// The last accepted formula of each column.
    above: Vec<Option<&'s str>>,
    /// The last accepted formula.
    last: Option<&'s str>,
}

impl<'s> CellFormulas<'s> {
    /// Starts a sheet.
    pub(super) fn new(known: &'s KnownNames) -> Self {
        CellFormulas { known, above: Vec::new(), last: None }
    }

    /// Like [`fit`], for the formula of a cell in this column.
    ///
    /// # Errors
    ///
    /// See [`fit`].
    pub(super) fn fit(&mut self, column: u16, formula: &'s str) -> Result<(), WriteFault> {
        let column = usize::from(column);
        if self.above.len() <= column {
            self.above.resize(column + 1, None);
        }
        let above = self.above.get_mut(column);
        let mut near = above.as_deref().copied().flatten().into_iter().chain(self.last);
        // A byte is at least a UTF-16 unit, so a shorter text is not too long.
        if formula.len() > FORMULA_LENGTH || !near.any(|accepted| written::is_fill(accepted, formula)) {
            fit(formula, self.known)?;
        }
        if let Some(above) = above {
            *above = Some(formula);
        }
        self.last = Some(formula);
        Ok(())
    }
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
pub(super) fn names(book: &Workbook, known: &KnownNames) -> Result<(), WriteError> {
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
pub(super) fn beside(sheet: &Sheet, known: &KnownNames) -> Result<(), UnwritableCell> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::written::FormulaFault;

    /// Each formula gets the answer that it gets alone, whatever was accepted before it.
    #[test]
    fn earlier_formulas_do_not_change_the_answer() {
        let known = KnownNames::of(["DS 1", "DS 2"].into_iter(), std::iter::empty());
        let long = format!("A1{}", "+A1".repeat(2_730));
        let too_long = long.replacen("A1", "A1000", 1);
        let cells = [
            (0, ""),
            (0, "'DS 1'!A1*2"),
            (1, "'DS 1'!B1*2"),
            (0, "'DS 1'!A1048577*2"),
            (0, "'DS 2'!A2*2"),
            (1, "'DS 3'!A2*2"),
            (2, long.as_str()),
            (2, too_long.as_str()),
            (2, "A2*{1}"),
            (3, "SUM(A1:A9,7)"),
            (3, "SUM(A2:A10,7"),
        ];
        let mut formulas = CellFormulas::new(&known);
        let answers = cells.map(|(column, formula)| format!("{:?}", formulas.fit(column, formula)));
        assert_eq!(answers, cells.map(|(_, formula)| format!("{:?}", fit(formula, &known))));
        assert_eq!(answers.iter().filter(|answer| *answer == "Ok(())").count(), 5);
        assert_eq!(answers[7], format!("{:?}", Err::<(), _>(WriteFault::Broken(FormulaFault::TooLong(8_195)))));
    }
}
