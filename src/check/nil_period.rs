//! Fills in the nil returns of a period, before any rule is evaluated. What is filled in, `nil` decides.

use super::CheckError;
use super::joined::PreviousReturns;
use super::nil;
use super::version_search::VersionSearch;
use super::versions::SubmissionVersions;
use crate::model::ledger::SubmissionStatus;
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::plan::Plan;
use std::collections::BTreeMap;

/// The returns that nil returns may continue.
pub(super) struct EarlierReturns<'a> {
    /// The previous returns that join several units.
    pub joined: &'a PreviousReturns,
    /// The counted returns (indexes) of units for the periods before.
    pub counted: &'a BTreeMap<(usize, Period), usize>,
    /// The status of each submission; `None` if it is selected and yet to be checked.
    pub fates: &'a [Option<SubmissionStatus>],
}

/// Fills in the nil returns of a period, of units and submissions (indexes): after the previous return that joins several
/// units, else after the last counted return of the unit, or after another submission that the nil return agrees with.
///
/// # Errors
/// Fails on an error of the program.
pub(super) fn fill_period(
    plan: &Plan,
    period: Period,
    places: impl Iterator<Item = (usize, usize)>,
    submissions: &mut [Submission],
    earlier: &EarlierReturns,
) -> Result<(), CheckError> {
    for (unit, index) in places {
        let Some(submission) = submissions.get(index).filter(|submission| nil::is_nil(plan, submission)) else {
            continue;
        };
        let last = earlier.counted.range((unit, plan.first)..(unit, period)).next_back().map(|(_, index)| *index);
        let last = || last.and_then(|index| submissions.get(index));
        let counted = earlier.joined.of(unit, last);
        let openings = nil::own_openings(plan, submission);
        let has_no_choice = openings.is_empty() || period <= plan.first;
        let versions = if has_no_choice || counted.is_some_and(|counted| nil::agrees(&openings, counted)) {
            Vec::new()
        } else {
            let at = |unit, period| earlier.counted.get(&(unit, period)).and_then(|index| submissions.get(*index));
            let all = SubmissionVersions::new(submissions, earlier.fates.iter().map(Option::as_ref));
            VersionSearch::new(plan, all, at).before_nil(unit, period)?
        };
        let previous = nil::continued_return(plan, submission, counted, &versions).cloned();
        if let Some(submission) = submissions.get_mut(index) {
            nil::fill(plan, submission, previous.as_ref());
        }
    }
    Ok(())
}
