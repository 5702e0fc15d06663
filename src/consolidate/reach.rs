//! Estimates the largest figures that a workbook can show in any period: users may select another period, and column
//! widths do not change. It computes no value that a sheet shows.

use crate::model::ledger::Ledger;
use crate::model::size::{self, FigureSize};
use crate::plan::{ColumnNumberFormat, IndicatorKind, Plan};
use std::collections::BTreeMap;

/// Maximum depth of columns that refer to columns. Columns of a plan never refer to each other in a circle.
const DEPTH: usize = 16;
/// The largest percentage that a column has room for: 999,9 %.
const LARGEST_SHARE: f64 = 9.99;

/// The largest figures, as absolute values.
#[derive(Clone, Debug, Default)]
pub(super) struct FigureReach {
    /// Largest total of each annex column, indicator, setting and column, by name.
    totals: BTreeMap<String, f64>,
    /// Largest figure of each unit in a period over all indicators.
    units: Vec<f64>,
    /// Largest sum of an indicator over the units in a period.
    period: f64,
}

impl FigureReach {
    /// Estimates the figures from a plan and its returns.
    pub(super) fn new(plan: &Plan, ledger: &Ledger) -> Self {
        let mut reach = FigureReach { units: vec![0.0; plan.units.len()], ..FigureReach::default() };
        reach.totals.extend(plan.settings.iter().map(|s| (s.name.clone(), s.value.abs())));
        for (index, column) in plan.annex.columns.iter().enumerate() {
            let issued = plan.units.iter().filter_map(|u| u.figures.get(index).copied().flatten());
            let amended = plan.amendments.iter().filter(|a| a.column == column.name).map(|a| a.value);
            let total = size::total(issued.chain(amended));
            reach.totals.insert(column.name.clone(), total.max(column.printed_total.abs()));
        }
        let indicators: Vec<_> = plan.indicators.iter().filter(|i| i.kind.is_number()).collect();
        let names: Vec<&str> = indicators.iter().map(|i| i.name.as_str()).collect();
        for (indicator, size) in indicators.iter().zip(FigureSize::of(ledger, &names)) {
            reach.indicator(&indicator.name, indicator.kind, &size);
        }
        let column = |name: &String| (name.clone(), reach.column(plan, name, DEPTH));
        let columns: Vec<_> = plan.columns.iter().map(|c| column(&c.name)).collect();
        reach.totals.extend(columns);
        reach
    }

    /// Adds an indicator. A flow adds up over the periods.
    fn indicator(&mut self, name: &str, kind: IndicatorKind, size: &FigureSize) {
        for (largest, figure) in self.units.iter_mut().zip(&size.units) {
            *largest = largest.max(*figure);
        }
        self.period = self.period.max(size.period);
        let total = if kind == IndicatorKind::Flow { size.all } else { size.period };
        self.totals.insert(name.to_string(), total);
    }

    /// Returns the largest figure that a column's formula refers to. Percentages and texts need the same width for any
    /// input, whatever the period that a reader chooses.
    fn column(&self, plan: &Plan, name: &str, depth: usize) -> f64 {
        let Some(column) = plan.column(name).filter(|_| depth > 0) else {
            return self.totals.get(name).copied().unwrap_or(0.0);
        };
        match column.number {
            ColumnNumberFormat::Percent => return LARGEST_SHARE,
            ColumnNumberFormat::Text => return 0.0,
            _ => {}
        }
        let aggregates = column.formula.aggregates().iter().map(|(_, name)| name);
        let names = column.formula.names().iter().chain(aggregates);
        names.map(|name| self.column(plan, name, depth - 1)).fold(0.0, f64::max)
    }

    /// Returns the largest total of an annex column, an indicator or a column.
    pub(super) fn total(&self, name: &str) -> f64 {
        self.totals.get(name).copied().unwrap_or(0.0)
    }

    /// Returns the largest figure of a unit (index in the plan) in a period.
    pub(super) fn unit(&self, unit: usize) -> f64 {
        self.units.get(unit).copied().unwrap_or(0.0)
    }

    /// Returns the largest sum of an indicator over the units in a period.
    pub(super) fn period(&self) -> f64 {
        self.period
    }
}
