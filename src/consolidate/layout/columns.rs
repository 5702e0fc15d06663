//! Layout of the sheets of computed columns: the plan's order, or else annex columns first; one row for each unit, one
//! total row.

use crate::plan::{ColumnSheet, Plan};
use crate::workbook::{CellRange, address};

/// The column of the plan that such a sheet shows.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum GridColumn {
    /// A column of the annex (index in the plan).
    Annex(usize),
    /// A computed column (index in the plan).
    Column(usize),
}

impl GridColumn {
    /// Returns the name in formulas.
    pub(crate) fn name(self, plan: &Plan) -> Option<&str> {
        match self {
            GridColumn::Annex(index) => plan.annex.columns.get(index).map(|column| column.name.as_str()),
            GridColumn::Column(index) => plan.columns.get(index).map(|column| column.name.as_str()),
        }
    }
}

/// The positions on one sheet.
pub(crate) struct ColumnGrid {
    /// The name of the sheet.
    pub name: String,
    /// The row of the group headings, from 0. Headings, column numbers and units follow.
    pub head: u32,
    /// The columns after ordinal and unit.
    pub entries: Vec<GridColumn>,
    units: u32,
    /// True if there is a row for the units that end without an heir.
    has_dissolved: bool,
}

impl ColumnGrid {
    /// The number of columns for ordinal and unit.
    pub(crate) const LEAD: u32 = 2;

    /// Computes the layout of a sheet.
    pub(crate) fn new(plan: &Plan, spec: &ColumnSheet) -> Self {
        let here = |sheets: &[String]| sheets.contains(&spec.name);
        let annex = plan.annex.columns.iter().enumerate().filter(|(_, c)| here(&c.sheets));
        let columns = plan.columns.iter().enumerate().filter(|(_, c)| here(&c.sheets));
        let mut entries: Vec<GridColumn> =
            annex.map(|(i, _)| GridColumn::Annex(i)).chain(columns.map(|(i, _)| GridColumn::Column(i))).collect();
        let place = |entry: &GridColumn| spec.order.iter().position(|name| entry.name(plan) == Some(name.as_str()));
        entries.sort_by_key(|entry| place(entry).unwrap_or(usize::MAX));
        ColumnGrid {
            name: spec.name.clone(),
            head: if spec.signed { 8 } else { 3 },
            entries,
            units: plan.units.len() as u32,
            has_dissolved: !plan.dissolved().is_empty(),
        }
    }

    /// Returns the column of an entry, or `None` if the sheet does not show it.
    pub(crate) fn column(&self, entry: GridColumn) -> Option<u32> {
        self.entries.iter().position(|e| *e == entry).map(|i| Self::LEAD + i as u32)
    }

    /// Returns the column of the notes.
    pub(crate) fn note(&self) -> u32 {
        Self::LEAD + self.entries.len() as u32
    }

    /// Returns the row of a unit (index in the plan).
    pub(crate) fn row(&self, unit: usize) -> u32 {
        self.head + 3 + unit as u32
    }

    /// Returns the row of the units that end without an heir: what they reported stays in the totals to date.
    pub(crate) fn dissolved(&self) -> Option<u32> {
        self.has_dissolved.then(|| self.row(self.units as usize))
    }

    /// Returns the row of the totals.
    pub(crate) fn total(&self) -> u32 {
        self.head + 3 + self.units + u32::from(self.has_dissolved)
    }

    /// Returns the range of an entry over everything that its total adds up, with the sheet.
    pub(crate) fn summed_range(&self, entry: GridColumn) -> Option<String> {
        self.range_of(entry, 0, self.units as usize + usize::from(self.has_dissolved))
    }

    /// Returns the address of an entry's cell in a row, with the sheet.
    pub(crate) fn cell(&self, entry: GridColumn, row: u32) -> Option<String> {
        Some(address::on(&self.name, row, self.column(entry)?))
    }

    /// Returns the range of an entry over all units, with the sheet.
    pub(crate) fn range(&self, entry: GridColumn) -> Option<String> {
        self.range_of(entry, 0, self.units as usize)
    }

    /// Returns the range of an entry over `count` consecutive units, with the sheet.
    pub(crate) fn range_of(&self, entry: GridColumn, first: usize, count: usize) -> Option<String> {
        let column = self.column(entry)?;
        let last = (first + count).checked_sub(1)?;
        Some(address::range(&self.name, CellRange::new(self.row(first), column, self.row(last), column)))
    }
}
