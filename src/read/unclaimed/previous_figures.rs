//! The figures of the previous period that the form prints beside the figures. The sheet of reference figures has them
//! too, so a figure that was typed over one is known.

use super::FileBalance;
use crate::form::REFERENCE_SHEET;
use crate::grid::{RawValue, SheetGrid};
use crate::model::submission::Submission;
use crate::read::figure_table::FigureTable;
use crate::read::text::code_key;
use crate::workbook::address;
use std::collections::BTreeMap;

/// Columns of the sheet of reference figures: the figure, and its name in formulas.
const VALUE: u32 = 1;
const NAME: u32 = 2;
/// Ending of the names of figures of the previous period.
const BEFORE: &str = "_kt";

/// Returns the printed figure of each row of a table. A row without one is absent.
pub(super) fn by_row(file: &FileBalance, table: &FigureTable, returns: &[Submission]) -> BTreeMap<u32, f64> {
    let is_reference = |sheet: &&SheetGrid| {
        [REFERENCE_SHEET.vi, REFERENCE_SHEET.en].into_iter().any(|own| code_key(&sheet.name) == code_key(own))
    };
    let mut printed: BTreeMap<&str, f64> = BTreeMap::new();
    for sheet in file.grid.sheets.iter().filter(is_reference) {
        for ((row, column), cell) in &sheet.cells {
            if let (NAME, RawValue::Text(name)) = (*column, &cell.value)
                && let Some(name) = name.trim().strip_suffix(BEFORE)
                && let Some(RawValue::Number(number)) = sheet.cell(*row, VALUE).map(|cell| &cell.value)
            {
                printed.insert(name, *number);
            }
        }
    }
    let own = returns.iter().find(|one| one.sheet == table.sheet.name);
    let figures = own.into_iter().flat_map(|one| &one.figures);
    figures.filter_map(|(name, figure)| Some((address::parse(&figure.cell)?.0, *printed.get(&**name)?))).collect()
}
