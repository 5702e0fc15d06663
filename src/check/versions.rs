//! The other submissions of a unit and period than the counted one: later returns may have been made from them.

use crate::model::ledger::{Ledger, SubmissionStatus};
use crate::model::period::Period;
use crate::model::submission::Submission;
use std::borrow::Cow;
use std::collections::HashMap;

/// A submission for the previous period that a return may have been made from.
#[derive(Clone, Debug)]
pub struct PreviousVersion<'a> {
    /// The submission; a nil return with the stocks that were filled in.
    pub submission: Cow<'a, Submission>,
    /// For a nil return: the submission for an earlier period that its stocks are from, which does not count now, or is
    /// not the last one that counts. `None` also if they are from the annex.
    pub continued: Option<Cow<'a, Submission>>,
    /// For a nil return as it was before returns for earlier periods arrived: the period of the first of these.
    pub followed_by: Option<Period>,
}

impl<'a> From<&'a Submission> for PreviousVersion<'a> {
    fn from(submission: &'a Submission) -> Self {
        PreviousVersion { submission: Cow::Borrowed(submission), continued: None, followed_by: None }
    }
}

/// The submissions that a return for the next period may have been made from, by unit and period.
pub(crate) struct SubmissionVersions<'a> {
    by_return: HashMap<(&'a str, Period), Vec<&'a Submission>>,
}

impl<'a> SubmissionVersions<'a> {
    /// Collects the submissions. `fates` gives the status of each one; `None` if it is selected and yet to be checked.
    pub(crate) fn new<'f>(
        submissions: &'a [Submission],
        fates: impl IntoIterator<Item = Option<&'f SubmissionStatus>>,
    ) -> Self {
        let mut by_return: HashMap<(&str, Period), Vec<&Submission>> = HashMap::new();
        for (submission, fate) in submissions.iter().zip(fates) {
            let is_other = match fate {
                None
                | Some(SubmissionStatus::Held(_) | SubmissionStatus::Superseded(_) | SubmissionStatus::LeftOut(_)) => {
                    true
                }
                Some(
                    SubmissionStatus::Counted
                    | SubmissionStatus::Duplicate(_)
                    | SubmissionStatus::Blank
                    | SubmissionStatus::Later,
                ) => false,
            };
            if is_other {
                by_return.entry((&submission.unit, submission.period)).or_default().push(submission);
            }
        }
        // The highest number first; the sort is stable.
        by_return.values_mut().for_each(|all| all.sort_by_key(|submission| std::cmp::Reverse(submission.number)));
        SubmissionVersions { by_return }
    }

    /// Collects the submissions of a ledger.
    pub(crate) fn of(ledger: &'a Ledger) -> Self {
        SubmissionVersions::new(&ledger.submissions, ledger.fates.iter().map(Some))
    }

    /// Returns the submissions of a unit for a period other than `counted`, the highest number first.
    pub(crate) fn others(&self, unit: &str, period: Period, counted: Option<&Submission>) -> Vec<&'a Submission> {
        let all = self.by_return.get(&(unit, period)).into_iter().flatten().copied();
        all.filter(|submission| counted.is_none_or(|counted| !std::ptr::eq(*submission, counted))).collect()
    }
}
