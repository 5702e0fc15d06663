//! Collects the data from earlier returns that the next form is prefilled with.

use super::CheckError;
use super::joined::{self, JoinedFigures, JoinedQuotas, PreviousReturns};
use crate::formula::expand::JoinedBy;
use crate::model::amount::{Amount, Value};
use crate::model::ledger::{Ledger, ReturnStatus};
use crate::model::period::Period;
use crate::model::previous::{CarriedRows, Previous};
use crate::model::submission::Submission;
use crate::plan::{AnnexColumn, Indicator, Plan};
use std::collections::BTreeMap;

/// Returns the counted return of a unit (index in the plan) for a period.
fn counted<'a>(plan: &Plan, ledger: &'a Ledger, unit: usize, period: Period) -> Option<&'a Submission> {
    let index = usize::try_from(period.ordinal(plan.first) - 1).ok()?;
    let slot = ledger.slots.get(unit)?.get(index)?;
    (slot.state == ReturnStatus::Counted).then(|| ledger.selected(unit, index)).flatten()
}

/// Returns the return of the period before `period` for a unit (index in the plan): its own if it is counted, or that
/// of the units that it takes over, joined.
///
/// # Errors
/// Fails on an error of the program.
pub fn previous_return(
    plan: &Plan,
    ledger: &Ledger,
    unit: usize,
    period: Period,
) -> Result<Option<Submission>, CheckError> {
    let own = |unit| counted(plan, ledger, unit, period.plus(-1));
    let joined = PreviousReturns::new(plan, period, [unit].into_iter(), own)?;
    Ok(joined.take(unit).unwrap_or_else(|| own(unit).cloned()))
}

/// Returns the prefilled data of a unit (index in the plan) for a period, without its progress. Without a ledger no
/// earlier return is counted.
///
/// # Errors
/// Fails on an error of the program.
pub fn previous(plan: &Plan, ledger: Option<&Ledger>, unit: usize, period: Period) -> Result<Previous, CheckError> {
    let before = ledger.map(|ledger| previous_return(plan, ledger, unit, period)).transpose()?.flatten();
    let figures = before.map(|s| s.figures.iter().map(|(name, f)| (name.to_string(), f.amount.value())).collect());
    let latest = LatestReturns { plan, ledger };
    let returns = latest.of(unit, period);
    let (mut names, mut sets) = (Vec::new(), Vec::new());
    for indicator in &plan.indicators {
        let source = indicator.opening.as_ref().and_then(|name| plan.indicator(name)).unwrap_or(indicator);
        let values: Vec<Value> =
            returns.iter().filter_map(|last| latest.opening(indicator, *last)).map(Value::Number).collect();
        let by = if returns.len() > 1 { source.joined_by() } else { Some(JoinedBy::Sum) };
        if let Some(by) = by.filter(|_| !values.is_empty()) {
            names.push(indicator.name.clone());
            sets.push(JoinedFigures { by, figures: values });
        }
    }
    let openings = match returns.as_slice() {
        // The figure of a single return is taken as it is.
        [_] => sets.into_iter().map(|set| set.figures.into_iter().next().unwrap_or_default()).collect(),
        _ => joined::evaluate(&sets)?,
    };
    let openings = names.into_iter().zip(openings).filter_map(|(name, value)| Some((name, value.number()?)));
    let quotas = JoinedQuotas::new(plan)?;
    let quota = |(index, column): (usize, &AnnexColumn)| {
        Some((column.name.clone(), quotas.in_force(plan, unit, index, period)?))
    };
    Ok(Previous {
        figures,
        openings: openings.collect(),
        quotas: plan.annex.columns.iter().enumerate().filter_map(quota).collect(),
        rosters: carried(plan, &returns),
        progress: Vec::new(),
    })
}

/// The latest counted return of a unit; `None` if it has none.
type LatestReturn<'a> = (usize, Option<&'a Submission>);

/// Finds the returns that the next form of a unit continues.
struct LatestReturns<'a> {
    plan: &'a Plan,
    ledger: Option<&'a Ledger>,
}

impl<'a> LatestReturns<'a> {
    /// Returns the latest counted return of a unit before a period, and those of the units that it has taken over since.
    /// Empty if the unit was split since: it opens with what it reports.
    fn of(&self, unit: usize, period: Period) -> Vec<LatestReturn<'a>> {
        let counted = |period| counted(self.plan, self.ledger?, unit, period);
        let earlier: Vec<Period> = self.plan.first.through(period.plus(-1)).collect();
        let last = earlier.into_iter().rev().find_map(counted);
        let after = last.map_or(self.plan.first, |last| last.period.plus(1));
        if after.through(period).any(|period| self.plan.is_split_in(unit, period)) {
            return Vec::new();
        }
        let is_since = |at: Period| at <= period && at >= after;
        let taken_over = self.plan.taken_over(unit).filter(|(_, at)| is_since(*at));
        let is_own = last.is_some() || self.plan.reports(unit, self.plan.first);
        let own = is_own.then_some((unit, last));
        own.into_iter().chain(taken_over.flat_map(|(other, at)| self.of(other, at))).collect()
    }

    /// Returns the opening balance after a return; without one, or without the figure, it is the annex's.
    fn opening(&self, indicator: &Indicator, (unit, last): LatestReturn) -> Option<f64> {
        let closing = indicator.opening.as_ref().and_then(|o| last?.amount(o).value().number());
        let annex = || {
            let column = indicator.opening_annex.as_ref()?;
            self.plan.annex_figure(self.plan.units.get(unit)?, column, self.plan.first)
        };
        closing.or_else(annex)
    }
}

/// Returns the rows of the latest returns that the next form is prefilled with, by the code of the roster.
fn carried(plan: &Plan, returns: &[LatestReturn]) -> BTreeMap<String, CarriedRows> {
    let mut out: BTreeMap<String, CarriedRows> = BTreeMap::new();
    for last in returns.iter().filter_map(|(_, last)| *last) {
        let rosters = plan.rosters.iter().zip(&last.rosters);
        for (roster, own) in rosters.filter(|(roster, own)| roster.carry && !own.rows.is_empty()) {
            let rows = own.rows.iter().map(|row| row.cells.iter().map(Amount::value).collect());
            let (file, sheet) = (last.file.clone(), own.sheet.clone());
            match out.get_mut(&roster.code) {
                Some(known) => {
                    known.rows.extend(rows);
                    known.file = format!("{}, {file}", known.file);
                }
                None => {
                    let carried = CarriedRows { rows: rows.collect(), period: last.period, file, sheet };
                    out.insert(roster.code.clone(), carried);
                }
            }
        }
    }
    out
}
