//! The cells of the plan's names in the form.

use crate::book::{Area, Cell, Style, address};
use crate::formula::Place;
use std::collections::BTreeMap;

/// The cell or range of a name.
#[derive(Clone, Debug)]
pub struct Site {
    /// The sheet.
    pub sheet: String,
    /// A cell or a column of cells.
    pub area: Area,
    /// True for a date; messages format it as a date.
    pub date: bool,
}

impl Site {
    /// Returns the address with its sheet: `'BM01'!$E$25`, or a range.
    pub fn address(&self) -> String {
        if self.area.top == self.area.bottom && self.area.left == self.area.right {
            address::on(&self.sheet, self.area.top, self.area.left)
        } else {
            address::range(&self.sheet, self.area)
        }
    }
}

/// All names of the form. Each one is a defined name of the workbook.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    by_name: BTreeMap<String, Site>,
}

impl Sites {
    /// Sets the cell or range of a name.
    pub fn add(&mut self, name: impl Into<String>, sheet: &str, area: Area, date: bool) {
        self.by_name.insert(name.into(), Site { sheet: sheet.to_string(), area, date });
    }

    /// Returns the cell or range of a name.
    pub fn get(&self, name: &str) -> Option<&Site> {
        self.by_name.get(name)
    }

    /// Returns the defined names of the workbook: name and address.
    pub fn defined(&self) -> Vec<(String, String)> {
        self.by_name.iter().map(|(name, site)| (name.clone(), site.address())).collect()
    }
}

/// A name that refers to a different cell in each row: `gia_tri`, `ds1_x`.
#[derive(Clone, Debug)]
pub struct Local {
    /// The name.
    pub name: String,
    /// The cell in this row, in A1 notation.
    pub address: String,
    /// True for a date.
    pub date: bool,
}

/// Resolves the names of a formula in the form: to defined names for the file, or to addresses for the engine.
pub struct Scope<'a> {
    /// The names of the form.
    pub sites: &'a Sites,
    /// The names of the row.
    pub local: &'a [Local],
    /// True to write defined names, false to write addresses.
    pub named: bool,
}

impl Scope<'_> {
    /// Returns true if the name has a cell and that cell is a date.
    pub fn is_date(&self, name: &str) -> bool {
        match self.local.iter().find(|l| l.name == name) {
            Some(local) => local.date,
            None => self.sites.get(name).is_some_and(|s| s.date),
        }
    }
}

impl Place for Scope<'_> {
    fn name(&self, name: &str) -> Option<String> {
        if let Some(local) = self.local.iter().find(|l| l.name == name) {
            return Some(local.address.clone());
        }
        let site = self.sites.get(name)?;
        Some(if self.named { name.to_string() } else { site.address() })
    }
}

/// Creates a formula cell from a formula written twice: with names for the file, with addresses for the engine.
pub fn formula_cell<E>(
    sites: &Sites,
    local: &[Local],
    style: &Style,
    write: impl Fn(&Scope) -> Result<String, E>,
) -> Result<Cell, E> {
    let file = write(&Scope { sites, local, named: true })?;
    let engine = write(&Scope { sites, local, named: false })?;
    Ok(if file == engine { Cell::formula(file, style) } else { Cell::named_formula(file, engine, style) })
}
