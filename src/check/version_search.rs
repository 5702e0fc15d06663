//! Finds the submissions that returns may have been made from, other than the counted ones. A nil return has the stocks of
//! the return that it continues, so it is here once for each submission that it may have continued: those that do not count
//! now, and those that were the last ones until a return for a later period arrived. It judges nothing.

use super::CheckError;
use super::joined::{self, MOST_SETS, PreviousReturns};
use super::nil;
use super::versions::{PreviousVersion, SubmissionVersions};
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::plan::Plan;
use std::borrow::Cow;

/// The most counted returns that a nil return is tried with as if no later one had arrived: a year of months. Each costs a
/// copy of the nil return.
const MOST_EARLIER: usize = 12;

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
        self.before_with(unit, period, &|unit| {
            let mut out = self.others(unit, period.plus(-1))?;
            out.extend(self.without_late_returns(unit, period.plus(-1), &out));
            out.truncate(MOST_SETS);
            Ok(out)
        })
    }

    fn before_with(
        &self,
        unit: usize,
        period: Period,
        others: &dyn Fn(usize) -> Result<Vec<PreviousVersion<'a>>, CheckError>,
    ) -> Result<Vec<PreviousVersion<'a>>, CheckError> {
        joined::versions(self.plan, unit, period, others, |unit| (self.counted)(unit, period.plus(-1)))
    }

    /// Returns what a counted nil return for a period was before the last counted returns arrived, where that is not
    /// among `known`: it continued an earlier one, or the annex.
    fn without_late_returns(
        &self,
        unit: usize,
        period: Period,
        known: &[PreviousVersion<'a>],
    ) -> Vec<PreviousVersion<'a>> {
        let Some(counted) = (self.counted)(unit, period).filter(|counted| nil::is_nil(self.plan, counted)) else {
            return Vec::new();
        };
        let sent = nil::as_sent(self.plan, counted);
        let mut out: Vec<PreviousVersion> = Vec::new();
        let before: Vec<Period> = self.plan.first.through(period.plus(-1)).collect();
        // Before a change of units the returns of several units are continued together.
        let own = before.iter().rev().take_while(|at| joined::is_own(self.plan, unit, at.plus(1)));
        let own: Vec<Period> = own.copied().collect();
        let mut earlier: Vec<Option<&Submission>> = own.iter().map(|at| (self.counted)(unit, *at)).collect();
        earlier.retain(Option::is_some);
        if own.len() == before.len() {
            // Without any return before it, a nil return has what the annex says.
            earlier.push(None);
        }
        for pair in earlier.windows(2).take(MOST_EARLIER) {
            let &[Some(later), earlier] = pair else { continue };
            let mut filled = sent.clone();
            nil::fill(self.plan, &mut filled, earlier);
            let is_known = |other: &Submission| other.figures == filled.figures;
            let is_new = !is_known(counted) && !known.iter().chain(&out).any(|other| is_known(&other.submission));
            if is_new && !nil::own_openings(self.plan, &filled).is_empty() {
                let (submission, continued) = (Cow::Owned(filled), earlier.map(Cow::Borrowed));
                out.push(PreviousVersion { submission, continued, followed_by: Some(later.period) });
            }
        }
        out
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
            out.push(PreviousVersion { submission: Cow::Owned(now), continued: None, followed_by: None });
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
            let (submission, continued) = (Cow::Owned(filled), Some(continued));
            out.push(PreviousVersion { submission, continued, followed_by: None });
        }
        out
    }

    /// Returns the other submissions that a nil return for `period` may have continued: those for the period before, and
    /// those for the period of the last counted return.
    ///
    /// # Errors
    /// Fails on an error of the program.
    pub(super) fn before_nil(&self, unit: usize, period: Period) -> Result<Vec<PreviousVersion<'a>>, CheckError> {
        let before = |period: Period| self.before_with(unit, period, &|unit| self.others(unit, period.plus(-1)));
        let mut out = before(period)?;
        let after_last = self.last_counted(unit, period).map(|last| last.period.plus(1));
        if let Some(after_last) = after_last.filter(|at| *at < period && joined::is_own(self.plan, unit, period)) {
            out.extend(before(after_last)?);
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
