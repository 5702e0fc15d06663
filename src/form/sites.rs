//! Where each of the plan's names stands in the form.

use crate::book::{Area, Cell, Style, address};
use crate::formula::Place;
use std::collections::BTreeMap;

/// The cell or range that holds a name.
#[derive(Clone, Debug)]
pub struct Site {
    /// Sheet.
    pub sheet: String,
    /// Cell or column of cells.
    pub area: Area,
    /// Holds a date (a message writes it as one).
    pub date: bool,
}

impl Site {
    /// `'BM01'!$E$25`, or a range.
    pub fn address(&self) -> String {
        if self.area.top == self.area.bottom && self.area.left == self.area.right {
            address::on(&self.sheet, self.area.top, self.area.left)
        } else {
            address::range(&self.sheet, self.area)
        }
    }
}

/// All names of the form: each is a defined name of the workbook.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    by_name: BTreeMap<String, Site>,
}

impl Sites {
    /// Gives a name its place.
    pub fn add(&mut self, name: impl Into<String>, sheet: &str, area: Area, date: bool) {
        self.by_name.insert(name.into(), Site { sheet: sheet.to_string(), area, date });
    }

    /// The place of a name.
    pub fn get(&self, name: &str) -> Option<&Site> {
        self.by_name.get(name)
    }

    /// The workbook's defined names.
    pub fn defined(&self) -> Vec<(String, String)> {
        self.by_name.iter().map(|(name, site)| (name.clone(), site.address())).collect()
    }
}

/// A name that means another cell in every row: `gia_tri`, `ds1_x`.
#[derive(Clone, Debug)]
pub struct Local {
    /// The name.
    pub name: String,
    /// Its cell in this row, in A1 style.
    pub address: String,
    /// Holds a date.
    pub date: bool,
}

/// Where a formula of the form is written: with defined names for the file, or with addresses for the engine.
pub struct Scope<'a> {
    /// All names.
    pub sites: &'a Sites,
    /// Names of this row.
    pub local: &'a [Local],
    /// Write defined names.
    pub named: bool,
}

impl Scope<'_> {
    /// Whether the name has a place and holds a date.
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

/// A formula cell written twice: for the file with names, for the engine with addresses.
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
