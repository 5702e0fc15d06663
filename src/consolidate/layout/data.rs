//! Layout of "Số liệu": one row for each unit and period of the plan. The rows of a unit form a block, and all blocks
//! have the same height.

use super::sheet;
use crate::formula::PeriodAggregate;
use crate::formula::expand::MOST_LISTED;
use crate::model::ledger::Ledger;
use crate::plan::binding::{Binding, resolve};
use crate::plan::{IndicatorKind, Plan, Rule, Scope};
use crate::workbook::{CellRange, address};
use std::collections::BTreeMap;

/// The content of a column of "Số liệu".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum DataColumnKey {
    /// The code of the unit.
    Code,
    /// The name of the unit.
    Unit,
    /// The period as `Quý I/2022`.
    Period,
    /// The period in words: "Quý I năm 2022 (từ … đến …)".
    Heading,
    /// The ordinal of the period, from 1.
    Ordinal,
    /// The first day of the period.
    FirstDay,
    /// The last day of the period.
    LastDay,
    /// The cut-off.
    CutOff,
    /// The deadline.
    Deadline,
    /// The status of the return: "Đã tổng hợp", "Còn lỗi" or "Chưa gửi".
    State,
    /// The ordinal of the latest counted period up to this one.
    Latest,
    /// The row within the table of the counted return for the previous period; if there is none, the empty last row.
    Before,
    /// The number of missing returns up to this period.
    Missing,
    /// The number of returns on hold up to this period.
    Held,
    /// The file of the return.
    File,
    /// The submission number.
    Number,
    /// A header field, indicator or narrative, by name.
    Figure(String),
    /// An annex column (index in the plan).
    Annex(usize),
    /// The number of filled rows of a roster (index in the plan).
    Rows(usize),
    /// The verdict of a rule that refers to whole roster columns.
    Rule(usize),
    /// The number of findings of a rule that is evaluated for each cell.
    Cells(usize),
    /// The number of errors without a waiver.
    Errors,
    /// The row within the table of the counted return for the same period a year before, as [`DataColumnKey::Before`].
    YearBefore,
    /// The sum of an indicator over the returns to this one; blank if one before it is not counted.
    ToDate(String),
    /// The number of the unit that the row belongs to in the chosen period: the unit itself, or its heir.
    Owner,
    /// What an heir has of an indicator from the units that it takes over, to date or, if true, in the year.
    Received(String, bool),
}

/// A row below the units: the figures of an earlier period for an heir, joined from several units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JoinedRow {
    /// The heir.
    pub unit: usize,
    /// The period for which they are (0 = the plan's first).
    pub period: u32,
    /// The period of the returns.
    pub before: u32,
    /// The units whose returns are joined.
    pub parts: Vec<usize>,
}

/// The rows and columns of "Số liệu".
pub(crate) struct DataLayout<'a> {
    plan: &'a Plan,
    periods: u32,
    /// The number of periods of the plan up to the report period.
    reported: u32,
    keys: Vec<DataColumnKey>,
    columns: BTreeMap<DataColumnKey, u32>,
    joined: Vec<JoinedRow>,
    has_heirs: bool,
}

impl<'a> DataLayout<'a> {
    /// The row of the headings. The names are in the row above.
    pub(crate) const HEAD: u32 = 3;
    /// The first row of the table.
    pub(crate) const TOP: u32 = 4;

    /// Computes the columns.
    pub(crate) fn new(plan: &'a Plan, ledger: &Ledger) -> Self {
        let mut keys = vec![
            DataColumnKey::Code,
            DataColumnKey::Unit,
            DataColumnKey::Period,
            DataColumnKey::State,
            DataColumnKey::Number,
            DataColumnKey::File,
            DataColumnKey::Heading,
            DataColumnKey::Ordinal,
            DataColumnKey::FirstDay,
            DataColumnKey::LastDay,
            DataColumnKey::CutOff,
            DataColumnKey::Deadline,
            DataColumnKey::Latest,
            DataColumnKey::Before,
            DataColumnKey::Missing,
            DataColumnKey::Held,
        ];
        let figures = plan.header().iter().map(|f| f.name);
        let figures = figures.chain(plan.indicators.iter().map(|i| i.name.as_str()));
        let figures = figures.chain(plan.narratives.iter().map(|n| n.name.as_str()));
        keys.extend(figures.map(|name| DataColumnKey::Figure(name.to_string())));
        keys.extend((0..plan.annex.columns.len()).map(DataColumnKey::Annex));
        keys.extend((0..plan.rosters.len()).map(DataColumnKey::Rows));
        let over_columns = plan.rules.iter().enumerate().filter(|(_, r)| names_columns(plan, r));
        keys.extend(over_columns.map(|(i, _)| DataColumnKey::Rule(i)));
        let of_cells = |s: Scope| matches!(s, Scope::NumericCells | Scope::RequiredCells);
        // Findings are counted by code, which several generated rules share.
        let is_first = |i: usize, rule: &Rule| plan.rules.iter().take(i).all(|r| r.code != rule.code);
        let cell_rules = plan.rules.iter().enumerate().filter(|(i, r)| of_cells(r.scope) && is_first(*i, r));
        keys.extend(cell_rules.map(|(i, _)| DataColumnKey::Cells(i)));
        keys.push(DataColumnKey::Errors);
        keys.extend(received(plan));
        let earlier = plan.earlier_names();
        keys.extend((!earlier.year_before.is_empty()).then_some(DataColumnKey::YearBefore));
        keys.extend(earlier.to_date.into_iter().map(DataColumnKey::ToDate));
        keys.extend((0..plan.units.len()).any(|unit| is_large_heir(plan, unit)).then_some(DataColumnKey::Owner));
        let columns = keys.iter().cloned().zip(0..).collect();
        let periods = u32::try_from(plan.periods()).unwrap_or(0);
        let reported = u32::try_from(ledger.report.ordinal(plan.first)).unwrap_or(0);
        DataLayout { plan, periods, reported, keys, columns, joined: joined_rows(plan), has_heirs: plan.has_heirs() }
    }

    /// Returns true if a unit of the plan takes over another one.
    pub(crate) fn has_heirs(&self) -> bool {
        self.has_heirs
    }

    /// Returns the rows of joined figures, which follow the units.
    pub(crate) fn joined(&self) -> &[JoinedRow] {
        &self.joined
    }

    /// Returns the row of joined figures with this index.
    pub(crate) fn joined_row(&self, index: usize) -> u32 {
        self.units_end() + index as u32
    }

    /// Returns the row of the joined figures of a unit in a period, from an earlier period.
    pub(crate) fn joined_before(&self, unit: usize, period: u32, before: u32) -> Option<(u32, &JoinedRow)> {
        let is_it = |row: &JoinedRow| (row.unit, row.period, row.before) == (unit, period, before);
        let index = self.joined.iter().position(is_it)?;
        Some((self.joined_row(index), self.joined.get(index)?))
    }

    /// Returns the row after those of the units.
    pub(crate) fn units_end(&self) -> u32 {
        self.row(self.plan.units.len(), 0)
    }

    /// Returns the columns in order.
    pub(crate) fn keys(&self) -> &[DataColumnKey] {
        &self.keys
    }

    /// Returns the ordinal of the last period in which an indicator is in force; `None` for the plan's last.
    pub(crate) fn until(&self, indicator: &str) -> Option<u32> {
        let validity = self.plan.indicator(indicator)?.validity.within(self.plan.first, self.plan.last);
        u32::try_from(validity.until?.ordinal(self.plan.first)).ok()
    }

    /// Returns the number of periods of the plan, which is the height of a block.
    pub(crate) fn periods(&self) -> u32 {
        self.periods
    }

    /// Returns the number of periods up to the report period.
    pub(crate) fn reported(&self) -> u32 {
        self.reported
    }

    /// Returns the column of a key.
    pub(crate) fn column(&self, key: &DataColumnKey) -> Option<u32> {
        self.columns.get(key).copied()
    }

    /// Returns the row of a unit in a period (0 = the plan's first).
    pub(crate) fn row(&self, unit: usize, period: u32) -> u32 {
        Self::TOP + unit as u32 * self.periods + period
    }

    /// Returns the row below the table. It is always empty and serves as the previous return where there is none.
    pub(crate) fn empty_row(&self) -> u32 {
        self.joined_row(self.joined.len())
    }

    /// Returns the range of a unit's block under a key, in the order of the periods.
    pub(crate) fn block(&self, unit: usize, key: &DataColumnKey) -> Option<String> {
        let (column, top) = (self.column(key)?, self.row(unit, 0));
        Some(address::range(
            sheet::DATA.in_lang(self.plan.language),
            CellRange::new(top, column, top + self.periods - 1, column),
        ))
    }

    /// Returns the range of the rows of several units under a key, from the first of them to the last.
    pub(crate) fn blocks(&self, units: &[usize], key: &DataColumnKey) -> Option<String> {
        let column = self.column(key)?;
        let (first, last) = (*units.iter().min()?, *units.iter().max()?);
        let area = CellRange::new(self.row(first, 0), column, self.row(last, 0) + self.periods - 1, column);
        Some(address::range(sheet::DATA.in_lang(self.plan.language), area))
    }

    /// Returns the whole column under a key, including the empty last row.
    pub(crate) fn whole_column(&self, key: &DataColumnKey) -> Option<String> {
        let column = self.column(key)?;
        Some(address::range(
            sheet::DATA.in_lang(self.plan.language),
            CellRange::new(Self::TOP, column, self.empty_row(), column),
        ))
    }

    /// Returns the address of one cell.
    pub(crate) fn cell(&self, unit: usize, period: u32, key: &DataColumnKey) -> Option<String> {
        Some(address::on(sheet::DATA.in_lang(self.plan.language), self.row(unit, period), self.column(key)?))
    }
}

/// Returns true if a unit takes over so many others that formulas do not list them.
pub(crate) fn is_large_heir(plan: &Plan, unit: usize) -> bool {
    plan.all_taken_over(unit).len() > MOST_LISTED
}

/// Returns the columns for what heirs have from others: of each indicator that is summed over periods.
fn received(plan: &Plan) -> Vec<DataColumnKey> {
    if !plan.has_heirs() {
        return Vec::new();
    }
    let columns = plan.columns.iter().flat_map(|column| column.formula.aggregates());
    let columns = columns.map(|(aggregate, name)| (*aggregate, name.clone()));
    let is_flow = |name: &str| plan.indicator(name).is_some_and(|i| i.kind == IndicatorKind::Flow);
    let series = plan
        .series
        .iter()
        .filter(|series| is_flow(&series.indicator))
        .map(|series| (PeriodAggregate::ToDate, series.indicator.clone()));
    let all: Vec<(PeriodAggregate, String)> = columns.chain(series).collect();
    let summed = plan.indicators.iter().flat_map(|indicator| {
        let is_used =
            |aggregate: PeriodAggregate| all.iter().any(|(a, name)| *a == aggregate && *name == indicator.name);
        let kinds = [PeriodAggregate::ToDate, PeriodAggregate::YearToDate].map(is_used);
        // Both belong to one block.
        if kinds.contains(&true) { vec![(indicator, false), (indicator, true)] } else { Vec::new() }
    });
    summed.map(|(indicator, in_year)| DataColumnKey::Received(indicator.name.clone(), in_year)).collect()
}

fn joined_rows(plan: &Plan) -> Vec<JoinedRow> {
    let mut out = Vec::new();
    if !plan.has_heirs() {
        return out;
    }
    let has_year_before = !plan.earlier_names().year_before.is_empty();
    for unit in 0..plan.units.len() {
        for (period, when) in (0_u32..).zip(plan.first.through(plan.last)) {
            let parts = plan.predecessors(unit, when);
            if let Some(before) = period.checked_sub(1)
                && !parts.is_empty()
                && !plan.taken_over_in(unit, when).is_empty()
            {
                out.push(JoinedRow { unit, period, before, parts });
            }
            let year = plan.year_before(unit, when).filter(|(_, parts)| has_year_before && *parts != [unit]);
            if let Some((before, parts)) = year
                && let Ok(before) = u32::try_from(before.ordinal(plan.first) - 1)
            {
                out.push(JoinedRow { unit, period, before, parts });
            }
        }
    }
    out
}

/// Returns true if a rule over a whole return refers to columns of a roster. The ranges of such a rule differ between
/// returns, so its live verdict is in the row of the return.
pub(crate) fn names_columns(plan: &Plan, rule: &Rule) -> bool {
    let of_return = matches!(rule.scope, Scope::Return | Scope::Previous | Scope::Annex);
    of_return && rule.check.names().iter().any(|n| matches!(resolve(plan, n), Some(Binding::Column(..))))
}
