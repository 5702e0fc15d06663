//! "Số liệu": one row per unit and period of the plan; each unit is one block of the same height.

use super::sheet;
use crate::book::{Area, address};
use crate::model::ledger::Ledger;
use crate::plan::named::{Named, resolve};
use crate::plan::{Plan, Rule, Scope};
use std::collections::BTreeMap;

/// What a column of "Số liệu" holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// Code of the unit.
    Code,
    /// Name of the unit.
    Unit,
    /// `2022-Q1`.
    Period,
    /// "Quý I năm 2022 (từ … đến …)".
    Heading,
    /// Ordinal of the period.
    Ordinal,
    /// First day of the period.
    FirstDay,
    /// Last day of the period.
    LastDay,
    /// Cut-off.
    CutOff,
    /// Deadline.
    Deadline,
    /// "Tính", "Giữ lại" or "Chưa gửi".
    State,
    /// Ordinal of the latest counted period up to this one.
    Latest,
    /// Row, within the table, of the counted return of the period before; else the empty last row.
    Before,
    /// Periods missing so far.
    Missing,
    /// Periods held so far.
    Held,
    /// File.
    File,
    /// Submission number.
    Number,
    /// A header field, indicator or narrative by name.
    Figure(String),
    /// Annex column.
    Annex(usize),
    /// Filled rows of a roster.
    Rows(usize),
    /// Verdict of a rule that names whole roster columns.
    Rule(usize),
    /// Findings of a rule that judges cell by cell.
    Cells(usize),
    /// Findings that are errors and not accepted.
    Errors,
}

/// Rows and columns of "Số liệu".
pub struct Data<'a> {
    plan: &'a Plan,
    periods: u32,
    /// Periods of the plan up to the report period.
    reported: u32,
    keys: Vec<Key>,
    columns: BTreeMap<Key, u32>,
}

impl<'a> Data<'a> {
    /// Row of the headings; the names stand above.
    pub const HEAD: u32 = 3;
    /// First row of the table.
    pub const TOP: u32 = 4;

    /// Settles the columns.
    pub fn new(plan: &'a Plan, ledger: &Ledger) -> Self {
        let mut keys = vec![
            Key::Code,
            Key::Unit,
            Key::Period,
            Key::State,
            Key::Number,
            Key::File,
            Key::Heading,
            Key::Ordinal,
            Key::FirstDay,
            Key::LastDay,
            Key::CutOff,
            Key::Deadline,
            Key::Latest,
            Key::Before,
            Key::Missing,
            Key::Held,
        ];
        let figures = plan.header().iter().map(|f| f.name);
        let figures = figures.chain(plan.indicators.iter().map(|i| i.name.as_str()));
        let figures = figures.chain(plan.narratives.iter().map(|n| n.name.as_str()));
        keys.extend(figures.map(|name| Key::Figure(name.to_string())));
        keys.extend((0..plan.annex.columns.len()).map(Key::Annex));
        keys.extend((0..plan.rosters.len()).map(Key::Rows));
        let over_columns = plan.rules.iter().enumerate().filter(|(_, r)| names_columns(plan, r));
        keys.extend(over_columns.map(|(i, _)| Key::Rule(i)));
        let of_cells = |s: Scope| matches!(s, Scope::NumericCells | Scope::RequiredCells);
        let cell_rules = plan.rules.iter().enumerate().filter(|(_, r)| of_cells(r.scope));
        keys.extend(cell_rules.map(|(i, _)| Key::Cells(i)));
        keys.push(Key::Errors);
        let columns = keys.iter().cloned().zip(0..).collect();
        let periods = u32::try_from(plan.periods()).unwrap_or(0);
        let reported = u32::try_from(ledger.report.ordinal(plan.first)).unwrap_or(0);
        Data { plan, periods, reported, keys, columns }
    }

    /// The columns in order.
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// Periods of the plan: rows of a block.
    pub fn periods(&self) -> u32 {
        self.periods
    }

    /// Periods up to the merged one.
    pub fn reported(&self) -> u32 {
        self.reported
    }

    /// The column of a key.
    pub fn column(&self, key: &Key) -> Option<u32> {
        self.columns.get(key).copied()
    }

    /// The row of a unit in a period (0 = the plan's first).
    pub fn row(&self, unit: usize, period: u32) -> u32 {
        Self::TOP + unit as u32 * self.periods + period
    }

    /// The row below the table, always empty: the return before where there is none.
    pub fn empty_row(&self) -> u32 {
        self.row(self.plan.units.len(), 0)
    }

    /// A unit's block under a key, in the order of the periods.
    pub fn block(&self, unit: usize, key: &Key) -> Option<String> {
        let (column, top) = (self.column(key)?, self.row(unit, 0));
        Some(address::range(sheet::DATA, Area::new(top, column, top + self.periods - 1, column)))
    }

    /// The part of a unit's block up to the merged period.
    pub fn reported_block(&self, unit: usize, key: &Key) -> Option<String> {
        let (column, top) = (self.column(key)?, self.row(unit, 0));
        Some(address::range(sheet::DATA, Area::new(top, column, top + self.reported - 1, column)))
    }

    /// The whole column under a key, the empty last row included.
    pub fn whole(&self, key: &Key) -> Option<String> {
        let column = self.column(key)?;
        Some(address::range(sheet::DATA, Area::new(Self::TOP, column, self.empty_row(), column)))
    }

    /// One cell.
    pub fn cell(&self, unit: usize, period: u32, key: &Key) -> Option<String> {
        Some(address::on(sheet::DATA, self.row(unit, period), self.column(key)?))
    }
}

/// Whether a rule over a whole return names the rows of a roster: its ranges differ from return to return, so its live
/// verdict stands in the return's row.
pub fn names_columns(plan: &Plan, rule: &Rule) -> bool {
    let of_return = matches!(rule.scope, Scope::Return | Scope::Previous | Scope::Annex);
    of_return && rule.check.names().iter().any(|n| matches!(resolve(plan, n), Some(Named::Column(..))))
}
