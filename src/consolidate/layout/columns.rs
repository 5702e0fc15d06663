//! The sheets of computed columns: annex columns first, then the computed ones, one row a unit, a total row.

use crate::book::{Area, address};
use crate::plan::{Plan, SheetSpec};

/// What a column of such a sheet shows.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A column of the annex (index).
    Annex(usize),
    /// A computed column (index).
    Column(usize),
}

/// Places of one sheet.
pub struct Grid {
    /// Name of the sheet.
    pub name: String,
    /// Row of the group headings; headings, numbers and units follow.
    pub head: u32,
    /// Columns after TT and unit.
    pub entries: Vec<Entry>,
    units: u32,
}

impl Grid {
    /// Columns of ordinal and unit.
    pub const LEAD: u32 = 2;

    /// Settles a sheet.
    pub fn new(plan: &Plan, spec: &SheetSpec) -> Self {
        let here = |sheets: &[String]| sheets.contains(&spec.name);
        let annex = plan.annex.columns.iter().enumerate().filter(|(_, c)| here(&c.sheets));
        let columns = plan.columns.iter().enumerate().filter(|(_, c)| here(&c.sheets));
        let entries = annex.map(|(i, _)| Entry::Annex(i)).chain(columns.map(|(i, _)| Entry::Column(i))).collect();
        Grid { name: spec.name.clone(), head: if spec.signed { 8 } else { 3 }, entries, units: plan.units.len() as u32 }
    }

    /// Column of an entry.
    pub fn column(&self, entry: Entry) -> Option<u32> {
        self.entries.iter().position(|e| *e == entry).map(|i| Self::LEAD + i as u32)
    }

    /// Column of the notes.
    pub fn note(&self) -> u32 {
        Self::LEAD + self.entries.len() as u32
    }

    /// Row of a unit.
    pub fn row(&self, unit: usize) -> u32 {
        self.head + 3 + unit as u32
    }

    /// Row of the totals.
    pub fn total(&self) -> u32 {
        self.head + 3 + self.units
    }

    /// An entry's cell in a row, with the sheet.
    pub fn cell(&self, entry: Entry, row: u32) -> Option<String> {
        Some(address::on(&self.name, row, self.column(entry)?))
    }

    /// An entry's cells of all units, with the sheet.
    pub fn range(&self, entry: Entry) -> Option<String> {
        self.range_of(entry, 0, self.units as usize)
    }

    /// An entry's cells of some units that stand together, with the sheet.
    pub fn range_of(&self, entry: Entry, first: usize, count: usize) -> Option<String> {
        let column = self.column(entry)?;
        let last = (first + count).checked_sub(1)?;
        Some(address::range(&self.name, Area::new(self.row(first), column, self.row(last), column)))
    }
}
