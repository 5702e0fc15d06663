//! Collects the data from earlier returns that the next form is prefilled with.

use super::CheckError;
use super::earlier_figures;
use super::joined::{self, JoinedFigures, JoinedQuotas, PreviousReturns};
use super::version_search::VersionSearch;
use super::versions::{PreviousVersion, SubmissionVersions};
use crate::formula::expand::JoinedBy;
use crate::model::amount::{Amount, Value};
use crate::model::ledger::{Ledger, ReturnStatus, SubmissionStatus};
use crate::model::period::Period;
use crate::model::previous::{CarriedRows, OpeningReason, Previous, UnconfirmedOpening};
use crate::model::submission::{RosterRow, Submission};
use crate::plan::{AnnexColumn, Indicator, Plan};
use std::collections::BTreeMap;

/// Returns the counted return of a unit (index in the plan) for a period.
pub fn counted<'a>(plan: &Plan, ledger: &'a Ledger, unit: usize, period: Period) -> Option<&'a Submission> {
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

/// Returns the other submissions that a return of a unit (index in the plan) for `period` may have been made from, the
/// highest number first.
///
/// # Errors
/// Fails on an error of the program.
pub fn previous_versions<'a>(
    plan: &'a Plan,
    ledger: &'a Ledger,
    unit: usize,
    period: Period,
) -> Result<Vec<PreviousVersion<'a>>, CheckError> {
    let at = |unit, period| counted(plan, ledger, unit, period);
    VersionSearch::new(plan, SubmissionVersions::of(ledger), at).before(unit, period)
}

/// Returns the prefilled data of a unit (index in the plan) for a period, without its progress. Without a ledger no
/// earlier return is counted.
///
/// # Errors
/// Fails on an error of the program.
pub fn previous(plan: &Plan, ledger: Option<&Ledger>, unit: usize, period: Period) -> Result<Previous, CheckError> {
    let before = ledger.map(|ledger| previous_return(plan, ledger, unit, period)).transpose()?.flatten();
    let all = |s: &Submission| s.figures.iter().map(|(name, f)| (name.to_string(), f.amount.value())).collect();
    let figures = before.as_ref().map(all);
    let at = |unit: usize, period: Period| counted(plan, ledger?, unit, period);
    let names = plan.earlier_names();
    let indicators = names.to_date.iter().filter_map(|name| plan.indicator(name));
    let summed = |indicator: &Indicator| {
        Some((indicator.name.clone(), earlier_figures::summed(plan, unit, indicator, period, &at)?))
    };
    let latest = LatestReturns { plan, ledger };
    let returns = latest.of(unit, period);
    let (mut names, mut sets, mut unconfirmed) = (Vec::new(), Vec::new(), BTreeMap::new());
    for indicator in plan.indicators.iter().filter(|indicator| indicator.validity.contains(period)) {
        let source = indicator.opening.as_ref().and_then(|name| plan.indicator(name)).unwrap_or(indicator);
        let openings: Vec<_> = returns.iter().map(|last| (latest.opening(indicator, period, *last), last)).collect();
        let values: Vec<Value> = openings.iter().filter_map(|((value, _), _)| *value).map(Value::Number).collect();
        // The figures of some of the units alone are not the opening balance of their heir.
        let is_whole = values.len() == openings.len() || openings.iter().all(|((_, reason), _)| reason.is_none());
        let reason = openings.into_iter().find_map(|((_, reason), last)| {
            Some(UnconfirmedOpening { unit: last.unit, period: last.expected, reason: reason? })
        });
        let split = || split_opening(plan, unit, period).filter(|_| indicator.opening.is_some() && values.is_empty());
        unconfirmed.extend(reason.or_else(split).map(|reason| (indicator.name.clone(), reason)));
        let by = if returns.len() > 1 { source.joined_by() } else { Some(JoinedBy::Sum) };
        if let Some(by) = by.filter(|_| !values.is_empty() && is_whole) {
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
        year_before: earlier_figures::year_before(plan, unit, period, at)?.as_deref().map(all),
        summed: indicators.filter_map(summed).collect(),
        openings: openings.collect(),
        unconfirmed,
        quotas: plan.annex.columns.iter().enumerate().filter_map(quota).collect(),
        rosters: carried(plan, period, &returns),
        gaps: gaps(plan, ledger, unit, period),
        progress: Vec::new(),
        course: None,
    })
}

/// Returns why a unit (index in the plan) that begins in `period` as a part of another one has no opening balance; `None`
/// for any other unit.
fn split_opening(plan: &Plan, unit: usize, period: Period) -> Option<UnconfirmedOpening> {
    let time = &plan.units.get(unit)?.time;
    let other = plan.unit_index(time.out_of.as_ref().filter(|_| time.from == Some(period))?)?;
    Some(UnconfirmedOpening { unit: other, period: period.plus(-1), reason: OpeningReason::Split })
}

/// Returns the periods before `period` in which the unit (index in the plan) reports and whose return is not counted; none
/// without a ledger.
fn gaps(plan: &Plan, ledger: Option<&Ledger>, unit: usize, period: Period) -> Vec<Period> {
    let Some(ledger) = ledger.filter(|_| period > plan.first) else { return Vec::new() };
    let earlier = plan.first.through(period.plus(-1));
    earlier.filter(|at| plan.reports(unit, *at) && counted(plan, ledger, unit, *at).is_none()).collect()
}

/// Returns the selected submissions of a unit (index in the plan) for a period that are on hold: several if they tie,
/// none if the return is counted or missing.
pub fn held<'a>(plan: &Plan, ledger: Option<&'a Ledger>, unit: usize, period: Period) -> Vec<&'a Submission> {
    let (Some(ledger), Some(unit)) = (ledger, plan.units.get(unit)) else { return Vec::new() };
    let all = ledger.submissions.iter().zip(&ledger.fates);
    let own = all.filter(|(submission, fate)| {
        submission.unit == unit.code && submission.period == period && matches!(fate, SubmissionStatus::Held(_))
    });
    own.map(|(submission, _)| submission).collect()
}

/// The latest counted return of a unit before a form.
#[derive(Copy, Clone)]
struct LatestReturn<'a> {
    /// Index of the unit in the plan.
    unit: usize,
    /// `None` if no return of the unit is counted.
    last: Option<&'a Submission>,
    /// The period whose return the form continues.
    expected: Period,
}

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
        let mut known = self.plan.first.through(period.plus(-1).max(self.plan.first));
        let is_own = last.is_some() || known.any(|period| self.plan.reports(unit, period));
        let own = is_own.then_some(LatestReturn { unit, last, expected: period.plus(-1) });
        own.into_iter().chain(taken_over.flat_map(|(other, at)| self.of(other, at))).collect()
    }

    /// Returns the opening balance of an indicator, and the reason if a counted return for the previous period does not
    /// confirm it. The annex holds the figures before the plan's first period and is no source for later ones.
    fn opening(
        &self,
        indicator: &Indicator,
        period: Period,
        latest: LatestReturn,
    ) -> (Option<f64>, Option<OpeningReason>) {
        let (plan, LatestReturn { unit, last, expected }) = (self.plan, latest);
        let annex = || plan.annex_figure(plan.units.get(unit)?, indicator.opening_annex.as_ref()?, plan.first);
        // A row that is not in force in the period before has no figure there.
        let is_known = |name: &&String| plan.indicator(name).is_none_or(|i| i.validity.contains(period.plus(-1)));
        let Some(name) = indicator.opening.as_ref().filter(|_| period > plan.first).filter(is_known) else {
            return (annex(), None);
        };
        let figure = |submission: &Submission| submission.amount(name).value().number();
        if let Some(counted) = last.filter(|last| last.period == expected) {
            let value = figure(counted);
            return (value, value.is_none().then_some(OpeningReason::NoFigure));
        }
        let held = held(plan, self.ledger, unit, expected);
        if let Some(first) = held.first() {
            let is_same = held.iter().all(|other| figure(other) == figure(first));
            let reason = if is_same { OpeningReason::Held } else { OpeningReason::Tied };
            return (figure(first).filter(|_| is_same), Some(reason));
        }
        // A figure that is carried unchanged from period to period is still the best known one.
        let carried = last.filter(|_| *name == indicator.name).and_then(|last| Some((figure(last)?, last.period)));
        (carried.map(|(value, _)| value), Some(OpeningReason::Missing(carried.map(|(_, period)| period))))
    }
}

/// Returns the rows of the latest returns that the form of a period is prefilled with, by the code of the roster: the
/// columns that the form has.
fn carried(plan: &Plan, period: Period, returns: &[LatestReturn]) -> BTreeMap<String, CarriedRows> {
    let mut out: BTreeMap<String, CarriedRows> = BTreeMap::new();
    for last in returns.iter().filter_map(|latest| latest.last) {
        for (index, columns) in plan.rosters_in(period) {
            let Some((roster, own)) = plan.rosters.get(index).zip(last.rosters.get(index)) else { continue };
            if !roster.carry || own.rows.is_empty() {
                continue;
            }
            let cell = |row: &RosterRow, column: &usize| row.cells.get(*column).map(Amount::value).unwrap_or_default();
            let rows = own.rows.iter().map(|row| columns.iter().map(|column| cell(row, column)).collect());
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
