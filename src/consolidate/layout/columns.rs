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

/// The units of a kind, which are ranked among themselves.
pub(crate) struct RankedBlock<'a> {
    /// The word for the kind.
    pub label: &'a str,
    /// The units, as indexes in the plan.
    pub units: Vec<usize>,
}

impl<'a> RankedBlock<'a> {
    /// Returns the blocks of a plan, in the order of its kinds.
    pub(crate) fn of_plan(plan: &'a Plan) -> Vec<RankedBlock<'a>> {
        let of_kind = |code: &str| {
            let units = plan.units.iter().enumerate().filter(|(_, unit)| unit.kind == code);
            units.map(|(index, _)| index).collect::<Vec<usize>>()
        };
        let blocks = plan.kinds.iter().map(|kind| RankedBlock { label: &kind.label, units: of_kind(&kind.code) });
        blocks.filter(|block| !block.units.is_empty()).collect()
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
    /// True if a table in the order of the figures is above.
    pub is_ranked: bool,
    units: u32,
    /// True if there is a row for the units that end without an heir.
    has_dissolved: bool,
}

impl ColumnGrid {
    /// The number of columns for ordinal and unit.
    pub(crate) const LEAD: u32 = 2;
    /// The row of the group headings of the table in the order of the figures.
    pub(crate) const RANKED: u32 = 3;

    /// Computes the layout of a sheet.
    pub(crate) fn new(plan: &Plan, spec: &ColumnSheet) -> Self {
        let here = |sheets: &[String]| sheets.contains(&spec.name);
        let annex = plan.annex.columns.iter().enumerate().filter(|(_, c)| here(&c.sheets));
        let columns = plan.columns.iter().enumerate().filter(|(_, c)| here(&c.sheets));
        let mut entries: Vec<GridColumn> =
            annex.map(|(i, _)| GridColumn::Annex(i)).chain(columns.map(|(i, _)| GridColumn::Column(i))).collect();
        let place = |entry: &GridColumn| spec.order.iter().position(|name| entry.name(plan) == Some(name.as_str()));
        entries.sort_by_key(|entry| place(entry).unwrap_or(usize::MAX));
        let is_ranked = spec.ranked_by.is_some();
        let head = match spec.signed {
            true => 8,
            // Headings, a band for each kind, the units and the notes; then a blank row and a title.
            false if is_ranked => {
                let blocks = RankedBlock::of_plan(plan).len() + plan.units.len();
                Self::RANKED + 3 + (blocks + spec.notes.len()) as u32 + 2
            }
            false => 3,
        };
        ColumnGrid {
            name: spec.name.clone(),
            head,
            entries,
            is_ranked,
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
