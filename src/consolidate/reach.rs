//! How large the figures of a workbook can become: not those of the chosen period alone, for a reader may choose another, and
//! widths stay. Nothing is computed here that a sheet shows.

use crate::model::amount::Amount;
use crate::model::ledger::Ledger;
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
    sum: f64,
}

impl Reach {
    /// Of a plan and its returns.
    pub fn new(plan: &Plan, ledger: &Ledger) -> Self {
        let mut reach = Reach { units: vec![0.0; plan.units.len()], ..Reach::default() };
        reach.totals.extend(plan.settings.iter().map(|s| (s.name.clone(), s.value.abs())));
        for (index, column) in plan.annex.columns.iter().enumerate() {
            let issued = plan.units.iter().filter_map(|u| u.figures.get(index).copied().flatten());
            let amended = plan.amendments.iter().filter(|a| a.column == column.name).map(|a| a.value);
            let total: f64 = issued.chain(amended).map(f64::abs).sum();
            reach.totals.insert(column.name.clone(), total.max(column.printed_total.abs()));
        }
        for indicator in plan.indicators.iter().filter(|i| i.kind.is_number()) {
            reach.indicator(&indicator.name, indicator.kind, ledger);
        }
        let columns = plan.columns.iter().map(|c| (c.name.clone(), reach.column(plan, &c.name, DEPTH)));
        let columns: Vec<_> = columns.collect();
        reach.totals.extend(columns);
        reach
    }

    /// Sums of an indicator over units and, of a flow, periods.
    fn indicator(&mut self, name: &str, kind: IndicatorKind, ledger: &Ledger) {
        let periods = ledger.slots.iter().map(Vec::len).max().unwrap_or(0);
        let (mut all, mut most) = (0.0, 0.0_f64);
        for period in 0..periods {
            let mut sum = 0.0;
            for unit in 0..ledger.slots.len() {
                let amount = ledger.standing(unit, period).map(|submission| submission.amount(name));
                let Some(Amount::Number(figure)) = amount else { continue };
                sum += figure.abs();
                if let Some(largest) = self.units.get_mut(unit) {
                    *largest = largest.max(figure.abs());
                }
            }
            all += sum;
            most = most.max(sum);
        }
        self.sum = self.sum.max(most);
        self.totals.insert(name.to_string(), if kind == IndicatorKind::Flow { all } else { most });
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
    pub fn sum(&self) -> f64 {
        self.sum
    }
}
