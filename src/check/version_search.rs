//! Finds the submissions that returns may have been made from, other than the counted ones. A nil return has the stocks of
//! the return that it continues, so it is here once for each submission that it may have continued. It judges nothing.

use super::CheckError;
use super::joined::{self, MOST_SETS, PreviousReturns};
use super::nil;
use super::versions::{PreviousVersion, SubmissionVersions};
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::plan::Plan;
use std::borrow::Cow;

/// Finds the submissions that returns may have been made from. `counted` returns the counted return of a unit for a period.
pub(super) struct VersionSearch<'a, C> {
    plan: &'a Plan,
    all: SubmissionVersions<'a>,
    counted: C,
}

impl<'a, C: Fn(usize, Period) -> Option<&'a Submission>> VersionSearch<'a, C> {
    /// Creates a search among submissions.
    pub(super) fn new(plan: &'a Plan, all: SubmissionVersions<'a>, counted: C) -> Self {
        VersionSearch { plan, all, counted }
    }

    /// Returns the submissions other than the counted ones that a return of a unit for `period` may have been made from.
    ///
    /// # Errors
    /// Fails on an error of the program.
    pub(super) fn before(&self, unit: usize, period: Period) -> Result<Vec<PreviousVersion<'a>>, CheckError> {
        let before = period.plus(-1);
        joined::versions(self.plan, unit, period, |unit| self.others(unit, before), |unit| (self.counted)(unit, before))
    }

    /// Returns the submissions of a unit for a period other than its counted one, and what a counted nil return was after
    /// other submissions for the period before.
    fn others(&self, unit: usize, period: Period) -> Result<Vec<PreviousVersion<'a>>, CheckError> {
        let counted = (self.counted)(unit, period);
        let code = self.plan.units.get(unit).map_or("", |unit| unit.code.as_str());
        let others = self.all.others(code, period, counted);
        let is_nil = |submission: &&Submission| nil::is_nil(self.plan, submission);
        if !others.iter().copied().chain(counted).any(|submission| is_nil(&submission)) {
            return Ok(others.into_iter().map(PreviousVersion::from).collect());
        }
        let earlier = self.before_nil(unit, period)?;
        let mut out = Vec::new();
        for other in others {
            if !is_nil(&other) {
                out.push(PreviousVersion::from(other));
                continue;
            }
            let sent = nil::as_sent(self.plan, other);
            let mut now = sent.clone();
            let counted = self.counted_before(unit, period)?;
            let previous = nil::continued_return(self.plan, &sent, counted.as_deref(), &earlier);
            nil::fill(self.plan, &mut now, previous);
            let more = self.refilled(&sent, &now, &earlier);
            out.push(PreviousVersion { submission: Cow::Owned(now), continued: None });
            out.extend(more);
        }
        if let Some(counted) = counted.filter(is_nil).filter(|_| !earlier.is_empty()) {
            out.extend(self.refilled(&nil::as_sent(self.plan, counted), counted, &earlier));
        }
        out.truncate(MOST_SETS);
        Ok(out)
    }

    /// Returns a nil return as each of `earlier` fills it in, where that differs from `now`.
    fn refilled(
        &self,
        sent: &Submission,
        now: &Submission,
        earlier: &[PreviousVersion<'a>],
    ) -> Vec<PreviousVersion<'a>> {
        let mut out: Vec<PreviousVersion> = Vec::new();
        for version in earlier {
            let mut filled = sent.clone();
            nil::fill(self.plan, &mut filled, Some(&version.submission));
            let is_known = |other: &Submission| other.figures == filled.figures;
            if is_known(now) || out.iter().any(|other| is_known(&other.submission)) {
                continue;
            }
            let continued = version.continued.clone().unwrap_or_else(|| version.submission.clone());
            out.push(PreviousVersion { submission: Cow::Owned(filled), continued: Some(continued) });
        }
        out
    }

    /// Returns the other submissions that a nil return for `period` may have continued: those for the period before, and
    /// those for the period of the last counted return.
    ///
    /// # Errors
    /// Fails on an error of the program.
    pub(super) fn before_nil(&self, unit: usize, period: Period) -> Result<Vec<PreviousVersion<'a>>, CheckError> {
        let mut out = self.before(unit, period)?;
        let after_last = self.last_counted(unit, period).map(|last| last.period.plus(1));
        if let Some(after_last) = after_last.filter(|at| *at < period && joined::is_own(self.plan, unit, period)) {
            out.extend(self.before(unit, after_last)?);
        }
        Ok(out)
    }

    /// Returns the counted return that a nil return for `period` continues.
    fn counted_before(&self, unit: usize, period: Period) -> Result<Option<Cow<'a, Submission>>, CheckError> {
        let own = |unit| (self.counted)(unit, period.plus(-1));
        Ok(match PreviousReturns::new(self.plan, period, [unit].into_iter(), own)?.take(unit) {
            Some(joined) => joined.map(Cow::Owned),
            None => self.last_counted(unit, period).map(Cow::Borrowed),
        })
    }

    fn last_counted(&self, unit: usize, period: Period) -> Option<&'a Submission> {
        if period <= self.plan.first {
            return None;
        }
        let earlier: Vec<Period> = self.plan.first.through(period.plus(-1)).collect();
        earlier.into_iter().rev().find_map(|at| (self.counted)(unit, at))
    }
}
