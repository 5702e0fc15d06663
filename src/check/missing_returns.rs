//! Reports units without a return, and returns that are for a later period than where they were put.

use super::builtin_findings::{self, PresentFile};
use crate::model::finding::Finding;
use crate::model::ledger::{Ledger, ReturnStatus, SubmissionStatus, UnitPeriod};
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::plan::Plan;
use std::collections::{BTreeMap, HashMap};

/// The finding of reading about a file whose name, folder or e-mail gives another period than its form.
const OTHER_HINT: &str = "D11";

/// The files that may explain a missing return, by unit and period.
#[derive(Default)]
pub(crate) struct PresentFiles<'a> {
    by_unit: HashMap<&'a str, BTreeMap<Period, Vec<PresentFile<'a>>>>,
}

impl<'a> PresentFiles<'a> {
    /// Collects the files. `fates` gives the status of each submission; `None` if it is yet to be checked.
    pub(crate) fn new<'f>(
        submissions: &'a [Submission],
        fates: impl IntoIterator<Item = Option<&'f SubmissionStatus>>,
    ) -> Self {
        let mut files = PresentFiles::default();
        for (submission, fate) in submissions.iter().zip(fates) {
            if matches!(fate, Some(SubmissionStatus::LeftOut(_))) {
                continue;
            }
            if matches!(fate, Some(SubmissionStatus::Blank)) {
                files.add(submission, submission.period, None);
            }
            if let Some(named) = named_period(submission) {
                files.add(submission, named, Some(submission.period));
            }
        }
        files
    }

    /// Collects the files of a ledger.
    pub(crate) fn of(ledger: &'a Ledger) -> Self {
        PresentFiles::new(&ledger.submissions, ledger.fates.iter().map(Some))
    }

    fn add(&mut self, submission: &'a Submission, period: Period, says: Option<Period>) {
        let file = PresentFile { file: &submission.file, says };
        self.by_unit.entry(&submission.unit).or_default().entry(period).or_default().push(file);
    }

    /// Returns the files of a unit for a period.
    pub(crate) fn get(&self, unit: &str, period: Period) -> &[PresentFile<'a>] {
        self.by_unit.get(unit).and_then(|all| all.get(&period)).map_or(&[], Vec::as_slice)
    }
}

/// Returns the period that name, folder or e-mail of the file give, if it is another one than the form gives.
fn named_period(submission: &Submission) -> Option<Period> {
    let hint = submission.findings.iter().find(|finding| finding.code == OTHER_HINT)?;
    hint.found.vi.parse().ok()
}

/// Returns a warning for each unit and period up to the report period that has no return.
pub(crate) fn missing(plan: &Plan, slots: &[Vec<UnitPeriod>], report: Period, files: &PresentFiles) -> Vec<Finding> {
    let mut out = Vec::new();
    for (unit, row) in plan.units.iter().zip(slots) {
        for (period, slot) in plan.first.through(report).zip(row) {
            if slot.state == ReturnStatus::Missing {
                let present = files.get(&unit.code, period);
                out.push(builtin_findings::missing(&unit.code, period, plan.dates(period).deadline, present));
            }
        }
    }
    out
}

/// Returns a warning for a return of a later period that is among the returns of the report period or an earlier one.
pub(crate) fn later(submission: &Submission, report: Period) -> Option<Finding> {
    if submission.period <= report {
        return None;
    }
    let named = named_period(submission).filter(|named| *named <= report)?;
    Some(builtin_findings::later(submission, named))
}
