//! How large the figures of a workbook can become: not those of the chosen period alone, for a reader may choose another, and
//! widths stay. Nothing is computed here that a sheet shows.

use crate::model::ledger::Ledger;
use crate::model::size::{self, Size};
use crate::plan::{IndicatorKind, NumberLook, Plan};
use std::collections::BTreeMap;

/// Columns that a column is followed through; a plan's columns never name each other in a circle.
const DEPTH: usize = 16;

/// The largest figures, as sizes without a sign.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// Annex columns, indicators, settings and columns by name: the largest total.
    totals: BTreeMap<String, f64>,
    /// The largest figure of each unit in a period, whatever the indicator.
    units: Vec<f64>,
    /// The largest sum of an indicator over the units of a period.
    period: f64,
}

impl Reach {
    /// Of a plan and its returns.
    pub fn new(plan: &Plan, ledger: &Ledger) -> Self {
        let mut reach = Reach { units: vec![0.0; plan.units.len()], ..Reach::default() };
        reach.totals.extend(plan.settings.iter().map(|s| (s.name.clone(), s.value.abs())));
        for (index, column) in plan.annex.columns.iter().enumerate() {
            let issued = plan.units.iter().filter_map(|u| u.figures.get(index).copied().flatten());
            let amended = plan.amendments.iter().filter(|a| a.column == column.name).map(|a| a.value);
            let total = size::total(issued.chain(amended));
            reach.totals.insert(column.name.clone(), total.max(column.printed_total.abs()));
        }
        for indicator in plan.indicators.iter().filter(|i| i.kind.is_number()) {
            reach.indicator(&indicator.name, indicator.kind, &Size::new(ledger, &indicator.name));
        }
        let column = |name: &String| (name.clone(), reach.column(plan, name, DEPTH));
        let columns: Vec<_> = plan.columns.iter().map(|c| column(&c.name)).collect();
        reach.totals.extend(columns);
        reach
    }

    /// Of an indicator: a flow adds up over the periods.
    fn indicator(&mut self, name: &str, kind: IndicatorKind, size: &Size) {
        for (largest, figure) in self.units.iter_mut().zip(&size.units) {
            *largest = largest.max(*figure);
        }
        self.period = self.period.max(size.period);
        let total = if kind == IndicatorKind::Flow { size.all } else { size.period };
        self.totals.insert(name.to_string(), total);
    }

    /// The largest of what a column's formula names; shares and words take the same room however large those are.
    fn column(&self, plan: &Plan, name: &str, depth: usize) -> f64 {
        let Some(column) = plan.column(name).filter(|_| depth > 0) else {
            return self.totals.get(name).copied().unwrap_or(0.0);
        };
        if matches!(column.number, NumberLook::Percent | NumberLook::Text) {
            return 0.0;
        }
        let aggregates = column.formula.aggregates().iter().map(|(_, name)| name);
        let names = column.formula.names().iter().chain(aggregates);
        names.map(|name| self.column(plan, name, depth - 1)).fold(0.0, f64::max)
    }

    /// The largest total of an annex column, an indicator or a column.
    pub fn total(&self, name: &str) -> f64 {
        self.totals.get(name).copied().unwrap_or(0.0)
    }

    /// The largest figure of a unit (index in the plan) in a period.
    pub fn unit(&self, unit: usize) -> f64 {
        self.units.get(unit).copied().unwrap_or(0.0)
    }

    /// The largest sum of an indicator over the units of a period.
    pub fn period(&self) -> f64 {
        self.period
    }
}
