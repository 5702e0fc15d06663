//! The figures of the previous period that the form prints beside the figures. The sheet of reference figures has them
//! too, so a figure that was typed over one is known.

use super::{FileBalance, is_sheet_of};
use crate::form::REFERENCE_SHEET;
use crate::grid::{RawValue, SheetGrid};
use crate::model::submission::Submission;
use crate::read::figure_table::FigureTable;
use crate::workbook::address;
use std::collections::BTreeMap;

/// Columns of the sheet of reference figures: the figure, and its name in formulas.
const VALUE: u32 = 1;
const NAME: u32 = 2;
/// Ending of the names of figures of the previous period.
const BEFORE: &str = "_kt";

/// Returns the sheets of reference figures of a table: those up to the next table.
pub(super) fn references<'a>(file: &FileBalance<'a>, table: &FigureTable) -> Vec<&'a SheetGrid> {
    let sheets = &file.grid.sheets;
    let place = |of: &FigureTable| sheets.iter().position(|sheet| std::ptr::eq(sheet, of.sheet)).unwrap_or_default();
    let own = place(table);
    let next = file.tables.iter().map(|other| place(other)).filter(|other| *other > own).min();
    let is_near = |index: usize| file.tables.len() < 2 || index > own && next.is_none_or(|next| index < next);
    let near = sheets.iter().enumerate().filter(|(index, _)| is_near(*index)).map(|(_, sheet)| sheet);
    near.filter(|sheet| is_sheet_of(&sheet.name, REFERENCE_SHEET)).collect()
}

/// Returns the printed figure of each row of a table. A row without one is absent.
pub(super) fn by_row(file: &FileBalance, table: &FigureTable, returns: &[Submission]) -> BTreeMap<u32, f64> {
    let mut printed: BTreeMap<&str, f64> = BTreeMap::new();
    for sheet in references(file, table) {
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
