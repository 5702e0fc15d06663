//! Collects the data from earlier returns that the next form is prefilled with.

use crate::model::amount::Amount;
use crate::model::ledger::{Ledger, ReturnStatus, SubmissionStatus};
use crate::model::period::Period;
use crate::model::previous::{CarriedRows, OpeningReason, Previous, UnconfirmedOpening};
use crate::model::submission::{RosterRows, Submission};
use crate::plan::{Indicator, Plan, Roster};
use std::collections::BTreeMap;

/// Returns the counted return of a unit (index in the plan) for a period.
pub fn counted<'a>(plan: &Plan, ledger: &'a Ledger, unit: usize, period: Period) -> Option<&'a Submission> {
    let index = usize::try_from(period.ordinal(plan.first) - 1).ok()?;
    let slot = ledger.slots.get(unit)?.get(index)?;
    (slot.state == ReturnStatus::Counted).then(|| ledger.selected(unit, index)).flatten()
}

/// Returns the prefilled data of a unit (index in the plan) for a period, without its progress. Without a ledger no
/// earlier return is counted.
pub fn previous(plan: &Plan, ledger: Option<&Ledger>, unit: usize, period: Period) -> Previous {
    let counted = |period| counted(plan, ledger?, unit, period);
    let before = counted(period.plus(-1));
    let figures = before.map(|s| s.figures.iter().map(|(name, f)| (name.to_string(), f.amount.value())).collect());
    let earlier: Vec<Period> = plan.first.through(period.plus(-1)).collect();
    let last = earlier.into_iter().rev().find_map(counted);
    let (mut openings, mut unconfirmed) = (BTreeMap::new(), BTreeMap::new());
    let sources = OpeningSources { plan, unit, period, last, held: held(plan, ledger, unit, period.plus(-1)) };
    for indicator in &plan.indicators {
        let (value, reason) = sources.opening(indicator);
        openings.extend(value.map(|value| (indicator.name.clone(), value)));
        let reason = reason.map(|reason| UnconfirmedOpening { period: period.plus(-1), reason });
        unconfirmed.extend(reason.map(|reason| (indicator.name.clone(), reason)));
    }
    let rosters = last.map(|last| carried(plan, last)).unwrap_or_default();
    Previous { figures, openings, unconfirmed, rosters, progress: Vec::new() }
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

/// What the opening balances of a form may come from.
struct OpeningSources<'a> {
    plan: &'a Plan,
    unit: usize,
    period: Period,
    /// The last counted return before the period.
    last: Option<&'a Submission>,
    /// The returns for the previous period that are on hold.
    held: Vec<&'a Submission>,
}

impl OpeningSources<'_> {
    /// Returns the opening balance of an indicator, and the reason if a counted return for the previous period does not
    /// confirm it. The annex holds the figures before the plan's first period and is no source for later ones.
    fn opening(&self, indicator: &Indicator) -> (Option<f64>, Option<OpeningReason>) {
        let plan = self.plan;
        let annex = || plan.annex_figure(plan.units.get(self.unit)?, indicator.opening_annex.as_ref()?, plan.first);
        let Some(name) = indicator.opening.as_ref().filter(|_| self.period > plan.first) else {
            return (annex(), None);
        };
        let figure = |submission: &Submission| submission.amount(name).value().number();
        let before = self.period.plus(-1);
        if let Some(counted) = self.last.filter(|last| last.period == before) {
            let value = figure(counted);
            return (value, value.is_none().then_some(OpeningReason::NoFigure));
        }
        if let Some(first) = self.held.first() {
            let is_same = self.held.iter().all(|other| figure(other) == figure(first));
            let reason = if is_same { OpeningReason::Held } else { OpeningReason::Tied };
            return (figure(first).filter(|_| is_same), Some(reason));
        }
        // A figure that is carried unchanged from period to period is still the best known one.
        let carried = self.last.filter(|_| *name == indicator.name).and_then(|last| Some((figure(last)?, last.period)));
        (carried.map(|(value, _)| value), Some(OpeningReason::Missing(carried.map(|(_, period)| period))))
    }
}

/// Returns the rows of a return that the next form is prefilled with, by the code of the roster.
fn carried(plan: &Plan, last: &Submission) -> BTreeMap<String, CarriedRows> {
    let rosters = plan.rosters.iter().zip(&last.rosters).filter(|(roster, own)| roster.carry && !own.rows.is_empty());
    let of = |(roster, own): (&Roster, &RosterRows)| {
        let rows = own.rows.iter().map(|row| row.cells.iter().map(Amount::value).collect()).collect();
        let (file, sheet) = (last.file.clone(), own.sheet.clone());
        (roster.code.clone(), CarriedRows { rows, period: last.period, file, sheet })
    };
    rosters.map(of).collect()
}
