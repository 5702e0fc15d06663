//! The cells of the plan's names in the form.

use crate::formula::NameResolver;
use crate::workbook::{CellRange, SheetCell, Style, address};
use std::collections::BTreeMap;

/// The cell or range of a name.
#[derive(Clone, Debug)]
pub(super) struct NamedCell {
    /// The sheet.
    pub sheet: String,
    /// A cell or a column of cells.
    pub area: CellRange,
    /// True for a date; messages format it as a date.
    pub date: bool,
}

impl NamedCell {
    /// Returns the address with its sheet: `'BM01'!$E$25`, or a range.
    pub(super) fn address(&self) -> String {
        if self.area.top == self.area.bottom && self.area.left == self.area.right {
            address::on(&self.sheet, self.area.top, self.area.left)
        } else {
            address::range(&self.sheet, self.area)
        }
    }
}

/// All names of the form. Each one is a defined name of the workbook.
#[derive(Clone, Debug, Default)]
pub(super) struct NameMap {
    by_name: BTreeMap<String, NamedCell>,
}

impl NameMap {
    /// Sets the cell or range of a name.
    pub(super) fn add(&mut self, name: impl Into<String>, sheet: &str, area: CellRange, date: bool) {
        self.by_name.insert(name.into(), NamedCell { sheet: sheet.to_string(), area, date });
    }

    /// Returns the cell or range of a name.
    pub(super) fn get(&self, name: &str) -> Option<&NamedCell> {
        self.by_name.get(name)
    }

    /// Returns the defined names of the workbook: name and address.
    pub(super) fn defined(&self) -> Vec<(String, String)> {
        self.by_name.iter().map(|(name, site)| (name.clone(), site.address())).collect()
    }
}

/// A name that refers to a different cell in each row: `gia_tri`, `ds1_x`.
#[derive(Clone, Debug)]
pub(super) struct RowName {
    /// The name.
    pub name: String,
    /// The cell in this row, in A1 notation.
    pub address: String,
    /// True for a date.
    pub date: bool,
}

/// Resolves the names of a formula in the form: to defined names for the file, or to addresses for the engine.
pub(super) struct FormScope<'a> {
    /// The names of the form.
    pub sites: &'a NameMap,
    /// The names of the row.
    pub local: &'a [RowName],
    /// True to write defined names, false to write addresses.
    pub named: bool,
}

impl FormScope<'_> {
    /// Returns true if the name has a cell and that cell is a date.
    pub(super) fn is_date(&self, name: &str) -> bool {
        match self.local.iter().find(|l| l.name == name) {
            Some(local) => local.date,
            None => self.sites.get(name).is_some_and(|s| s.date),
        }
    }
}

impl NameResolver for FormScope<'_> {
    fn name(&self, name: &str) -> Option<String> {
        if let Some(local) = self.local.iter().find(|l| l.name == name) {
            return Some(local.address.clone());
        }
        let site = self.sites.get(name)?;
        Some(if self.named { name.to_string() } else { site.address() })
    }
}

/// Creates a formula cell from a formula written twice: with names for the file, with addresses for the engine.
pub(super) fn formula_cell<E>(
    sites: &NameMap,
    local: &[RowName],
    style: &Style,
    write: impl Fn(&FormScope) -> Result<String, E>,
) -> Result<SheetCell, E> {
    let file = write(&FormScope { sites, local, named: true })?;
    let engine = write(&FormScope { sites, local, named: false })?;
    Ok(if file == engine { SheetCell::formula(file, style) } else { SheetCell::named_formula(file, engine, style) })
}
