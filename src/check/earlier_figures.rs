//! The figures of a unit's earlier returns that rules compare with, besides those of the period before: the same period a
//! year before (`x_ck`) and sums to date (`x_lk`), of all units that are one now. The sums are computed by the engine, with the formula that the workbook
//! and the form have.

use super::{CheckError, joined};
use crate::engine::Engine;
use crate::formula::expand;
use crate::model::amount::Value;
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::plan::{Indicator, Plan};
use crate::workbook::address;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The earlier figures for one return.
#[derive(Clone, Debug, Default)]
pub(crate) struct EarlierFigures<'a> {
    /// The counted return of the unit for the same period a year before, joined with those of units that it took over; `None`
    /// also if a part of it was split off since.
    pub year_before: Option<Cow<'a, Submission>>,
    /// The sums to date, this return included, by indicator.
    to_date: BTreeMap<String, Value>,
}

impl EarlierFigures<'_> {
    /// Returns the sum of an indicator to date; `None` if a return before is not counted.
    pub(super) fn to_date(&self, name: &str) -> Option<f64> {
        self.to_date.get(name)?.number()
    }
}

/// Returns the counted return of a unit (index) for the same period a year before; of an heir those of all units that are one
/// now, joined. `None` if one of them is not counted, or one of the units was split since.
///
/// # Errors
/// Fails on an error of the program.
pub(super) fn year_before<'a>(
    plan: &Plan,
    unit: usize,
    period: Period,
    counted: impl Fn(usize, Period) -> Option<&'a Submission>,
) -> Result<Option<Cow<'a, Submission>>, CheckError> {
    let Some((before, parts)) = plan.year_before(unit, period) else { return Ok(None) };
    let returns: Option<Vec<&Submission>> = parts.iter().map(|part| counted(*part, before)).collect();
    match returns.as_deref() {
        Some([own]) if parts == [unit] => Ok(Some(Cow::Borrowed(*own))),
        Some(returns) => Ok(joined::join(plan, unit, before, &[returns.to_vec()])?.pop().map(Cow::Owned)),
        None => Ok(None),
    }
}

/// Returns the figures of an indicator in the returns of a unit (index) before a period, and in those of the units that it has
/// taken over, those that are blank left out; `None` if one of these returns is not counted or one of the units was split.
pub(super) fn summed<'a>(
    plan: &Plan,
    unit: usize,
    indicator: &Indicator,
    period: Period,
    counted: &impl Fn(usize, Period) -> Option<&'a Submission>,
) -> Option<Vec<f64>> {
    let before = period.plus(-1);
    let mut out = Vec::new();
    for part in plan.summed_before(unit, indicator, period)? {
        out.extend(summed(plan, part, indicator, before, counted)?);
        out.extend(counted(part, before)?.amount(&indicator.name).value().number());
    }
    Some(out)
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
            false => year_before(plan, *unit, submission.period, &counted)?,
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
