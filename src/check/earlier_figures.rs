//! The figures of a unit's earlier returns that rules compare with, besides those of the period before: the same period a
//! year before (`x_ck`) and sums to date (`x_lk`). The sums are computed by the engine, with the formula that the workbook
//! and the form have.

use super::CheckError;
use crate::engine::Engine;
use crate::formula::expand;
use crate::model::amount::Value;
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::plan::{Indicator, Plan};
use crate::workbook::address;
use std::collections::BTreeMap;

/// The earlier figures for one return.
#[derive(Clone, Debug, Default)]
pub(crate) struct EarlierFigures<'a> {
    /// The counted return of the unit for the same period a year before; `None` also if the unit is another one since.
    pub year_before: Option<&'a Submission>,
    /// The sums to date, this return included, by indicator.
    to_date: BTreeMap<String, Value>,
}

impl EarlierFigures<'_> {
    /// Returns the sum of an indicator to date; `None` if a return before is not counted.
    pub(super) fn to_date(&self, name: &str) -> Option<f64> {
        self.to_date.get(name)?.number()
    }
}

/// Returns the counted return of a unit (index) for the same period a year before; `None` if the unit took over others
/// or was split since.
pub(super) fn year_before<'a>(
    plan: &Plan,
    unit: usize,
    period: Period,
    counted: impl Fn(usize, Period) -> Option<&'a Submission>,
) -> Option<&'a Submission> {
    let before = plan.year_before(unit, period)?;
    counted(unit, before)
}

/// Returns the figures of an indicator in the returns of a unit (index) before a period, those that are blank left out;
/// `None` if one of these returns is not counted or the unit was another one then.
pub(super) fn summed<'a>(
    plan: &Plan,
    unit: usize,
    indicator: &Indicator,
    period: Period,
    counted: impl Fn(usize, Period) -> Option<&'a Submission>,
) -> Option<Vec<f64>> {
    let since = plan.summed_since(unit, indicator, period)?;
    let before: Vec<Period> = if since < period { since.through(period.plus(-1)).collect() } else { Vec::new() };
    let figures: Option<Vec<_>> =
        before.into_iter().map(|at| counted(unit, at).map(|s| s.amount(&indicator.name).value().number())).collect();
    Some(figures?.into_iter().flatten().collect())
}

/// Returns the earlier figures for each of some returns, of a unit (index) each; empty if no rule needs them.
///
/// # Errors
/// Fails on an error of the program.
pub(super) fn collect<'a>(
    plan: &Plan,
    returns: &[(usize, &Submission)],
    counted: impl Fn(usize, Period) -> Option<&'a Submission>,
) -> Result<Vec<EarlierFigures<'a>>, CheckError> {
    const SHEET: &str = "to date";
    let names = plan.earlier_names();
    if names.is_empty() || returns.is_empty() {
        return Ok(Vec::new());
    }
    let mut out = Vec::with_capacity(returns.len());
    let mut engine = Engine::new(&[SHEET])?;
    let mut rows = Vec::new();
    for (index, (unit, submission)) in returns.iter().enumerate() {
        let year_before = match names.year_before.is_empty() {
            true => None,
            false => year_before(plan, *unit, submission.period, &counted),
        };
        out.push(EarlierFigures { year_before, to_date: BTreeMap::new() });
        for indicator in names.to_date.iter().filter_map(|name| plan.indicator(name)) {
            let Some(figures) = summed(plan, *unit, indicator, submission.period, &counted) else { continue };
            let row = rows.len() as u32;
            rows.push((index, indicator.name.clone()));
            engine.set(0, row, 1, &submission.amount(&indicator.name).value())?;
            for (column, figure) in (2..).zip(&figures) {
                engine.set(0, row, column, &Value::Number(*figure))?;
            }
            let cells: Vec<String> = (2..).take(figures.len()).map(|column| address::on(SHEET, row, column)).collect();
            engine.formula(0, row, 0, &expand::sum_to_date(&address::on(SHEET, row, 1), &cells.join(",")))?;
        }
    }
    engine.evaluate();
    for (row, (index, name)) in (0..).zip(rows) {
        if let Some(own) = out.get_mut(index) {
            own.to_date.insert(name, engine.value(0, row, 0));
        }
    }
    Ok(out)
}
