//! The annex, the roster sheets, the findings and the dictionary.

use super::sheet;
use crate::book::{Area, address};
use crate::model::ledger::Ledger;
use crate::model::period::Period;
use crate::plan::header;
use crate::plan::{Plan, Scope};
use std::collections::BTreeMap;

/// "Phụ lục".
pub struct Annex {
    units: u32,
}

impl Annex {
    /// Row of the group heading; headings below.
    pub const HEAD: u32 = 3;
    /// Column of the unit codes; ordinal and name stand before it.
    pub const CODE: u32 = 2;
    /// Column of the kinds of unit.
    pub const KIND: u32 = 3;
    /// First column of figures.
    pub const FIRST: u32 = 4;

    /// Settles the sheet.
    pub fn new(plan: &Plan) -> Self {
        Annex { units: plan.units.len() as u32 }
    }

    /// Row of a unit.
    pub fn row(&self, unit: usize) -> u32 {
        Self::HEAD + 2 + unit as u32
    }

    /// Row of the printed totals.
    pub fn printed(&self) -> u32 {
        Self::HEAD + 2 + self.units
    }

    /// A column's cells of all units.
    pub fn range(&self, column: u32) -> String {
        address::range(sheet::ANNEX, Area::new(self.row(0), column, self.printed() - 1, column))
    }

    /// The printed total of an annex column.
    pub fn printed_cell(&self, column: usize) -> String {
        address::on(sheet::ANNEX, self.printed(), Self::FIRST + column as u32)
    }

    /// First row of the live rules over the annex, one a row, below the recomputed totals.
    pub fn rules(&self) -> u32 {
        self.printed() + 2
    }
}

/// A roster sheet: the rows of counted and held returns, by unit and period.
pub struct Roster {
    /// Name of the sheet.
    pub name: String,
    /// Rows by unit and period: first row and number.
    blocks: BTreeMap<(usize, u32), (u32, u32)>,
    /// Rules over its rows, in the plan's order.
    pub rules: Vec<usize>,
    columns: u32,
    rows: u32,
}

impl Roster {
    /// Row of the headings.
    pub const HEAD: u32 = 3;
    /// Column of the unit's name.
    pub const UNIT: u32 = 1;
    /// Column of the period.
    pub const PERIOD: u32 = 2;
    /// First column of the roster's own.
    pub const FIRST: u32 = 6;

    /// Settles the sheet of a roster.
    pub fn new(plan: &Plan, ledger: &Ledger, roster: usize) -> Self {
        let mut blocks = BTreeMap::new();
        let mut rows = 0;
        for (unit, slots) in ledger.slots.iter().enumerate() {
            for period in 0..slots.len() {
                let standing = ledger.standing(unit, period).and_then(|s| s.rosters.get(roster));
                let count = standing.map_or(0, |r| r.rows.len() as u32);
                if count > 0 {
                    blocks.insert((unit, period as u32), (Self::HEAD + 1 + rows, count));
                    rows += count;
                }
            }
        }
        let over_rows = |s: Scope| s == Scope::RosterRow(roster);
        let rules = plan.rules.iter().enumerate().filter(|(_, r)| over_rows(r.scope)).map(|(i, _)| i).collect();
        let spec = plan.rosters.get(roster);
        Roster {
            name: spec.map_or_else(String::new, |r| r.code.clone()),
            blocks,
            rules,
            columns: spec.map_or(0, |r| r.columns.len() as u32),
            rows,
        }
    }

    /// First row and number of rows of a unit's return of a period.
    pub fn block(&self, unit: usize, period: u32) -> Option<(u32, u32)> {
        self.blocks.get(&(unit, period)).copied()
    }

    /// Every block: unit and period, first row and number of rows.
    pub fn blocks(&self) -> impl Iterator<Item = ((usize, u32), (u32, u32))> {
        self.blocks.iter().map(|(key, rows)| (*key, *rows))
    }

    /// The row below the list, always empty: the range of a return without rows.
    pub fn empty_row(&self) -> u32 {
        Self::HEAD + 1 + self.rows
    }

    /// One cell of a roster column.
    pub fn cell(&self, row: u32, column: usize) -> String {
        address::on(&self.name, row, Self::FIRST + column as u32)
    }

    /// A roster column over the rows of one return.
    pub fn of_return(&self, unit: usize, period: u32, column: usize) -> String {
        let (top, bottom) = match self.block(unit, period) {
            Some((top, count)) => (top, top + count - 1),
            None => (self.empty_row(), self.empty_row()),
        };
        let column = Self::FIRST + column as u32;
        address::range(&self.name, Area::new(top, column, bottom, column))
    }

    /// All rows of a unit in a column, whatever their period.
    pub fn of_unit(&self, unit: usize, column: u32) -> String {
        let mut blocks = self.blocks.range((unit, 0)..=(unit, u32::MAX)).map(|(_, rows)| *rows);
        let (top, bottom) = match blocks.next() {
            Some((top, count)) => (top, blocks.next_back().map_or(top + count - 1, |(last, count)| last + count - 1)),
            None => (self.empty_row(), self.empty_row()),
        };
        address::range(&self.name, Area::new(top, column, bottom, column))
    }

    /// Column of a rule's verdicts (`rule` counts within `rules`).
    pub fn verdict(&self, rule: usize) -> u32 {
        Self::FIRST + self.columns + rule as u32
    }
}

/// "Phát hiện".
pub struct Findings {
    rows: u32,
    /// Rows by period and unit's code: first row and number. They are sorted by both.
    blocks: BTreeMap<(Period, String), (u32, u32)>,
}

impl Findings {
    /// Row of the headings.
    pub const HEAD: u32 = 3;
    /// Column of the severity.
    pub const SEVERITY: u32 = 1;
    /// Column of the unit's name.
    pub const UNIT: u32 = 2;
    /// Column of the period.
    pub const PERIOD: u32 = 3;
    /// Column of the rule.
    pub const RULE: u32 = 4;
    /// Column of the waiver.
    pub const WAIVED: u32 = 12;

    /// Settles the sheet.
    pub fn new(ledger: &Ledger) -> Self {
        let mut blocks = BTreeMap::new();
        for (row, finding) in (Self::HEAD + 1..).zip(&ledger.findings) {
            let Some(key) = finding.period.zip(finding.unit.clone()) else { continue };
            let (top, count) = blocks.entry(key).or_insert((row, 0));
            *count = row - *top + 1;
        }
        Findings { rows: ledger.findings.len() as u32, blocks }
    }

    /// Which findings of the ledger are those of one unit in one period.
    pub fn indexes(&self, unit: &str, period: Period) -> std::ops::Range<usize> {
        let block = self.blocks.get(&(period, unit.to_string()));
        block.map_or(0..0, |(top, count)| {
            let first = (top - Self::HEAD - 1) as usize;
            first..first + *count as usize
        })
    }

    /// The rows of one unit in one period of a column; `None` where there is no finding.
    pub fn of(&self, unit: &str, period: Period, column: u32) -> Option<String> {
        let (top, count) = self.blocks.get(&(period, unit.to_string()))?;
        Some(address::range(sheet::FINDINGS, Area::new(*top, column, top + count - 1, column)))
    }

    /// All rows of a column, and one empty row more.
    pub fn all(&self, column: u32) -> String {
        address::range(sheet::FINDINGS, Area::new(Self::HEAD + 1, column, Self::HEAD + 1 + self.rows, column))
    }
}

/// "Công thức": parameters and settings first, one a row.
pub struct Words {
    rows: Vec<String>,
}

impl Words {
    /// First row of the parameters.
    pub const TOP: u32 = 8;
    /// Column of the values.
    pub const VALUE: u32 = 3;
    /// Settles the rows.
    pub fn new(plan: &Plan) -> Self {
        let counters = header::counters(plan.cycle());
        // The parameters that follow the report period, then the settings.
        let parameters = [counters.ordinal, counters.count, counters.year_start, "nam_bc"].map(String::from);
        Words { rows: parameters.into_iter().chain(plan.settings.iter().map(|s| s.name.clone())).collect() }
    }

    /// Names in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(String::as_str)
    }

    /// Row of a name.
    pub fn row(&self, name: &str) -> Option<u32> {
        self.rows.iter().position(|n| n == name).map(|i| Self::TOP + i as u32)
    }

    /// First free row below.
    pub fn end(&self) -> u32 {
        Self::TOP + self.rows.len() as u32
    }
}
