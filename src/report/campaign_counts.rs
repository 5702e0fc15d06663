//! The numbers of a summary: units, files, returns, findings.

use super::unit_status::{Timeliness, UnitState, UnitStatus};
use crate::model::finding::{Finding, counts};
use crate::model::ledger::{Ledger, SubmissionStatus};
use serde::Serialize;

/// Numbers of units in a period. `due` is `counted` + `held` + `missing`; `reported` is `counted` + `held`, and
/// `on_time` + `late` + `undated`.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct UnitCounts {
    /// Units that report in the period.
    pub due: usize,
    /// Units with a return.
    pub reported: usize,
    /// Units whose return is in the totals.
    pub counted: usize,
    /// Units whose return is kept out of the totals by an error.
    pub held: usize,
    /// Units without a return.
    pub missing: usize,
    /// Units whose return has a date up to the deadline.
    pub on_time: usize,
    /// Units whose return has a later date.
    pub late: usize,
    /// Units whose return has no date.
    pub undated: usize,
}

/// Numbers of files in the folder of the returns.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct FileCounts {
    /// All files that were opened.
    pub all: usize,
    /// Of these, files that cannot be read.
    pub unreadable: usize,
    /// Of these, workbooks that are no returns.
    pub not_a_return: usize,
}

/// Numbers of returns since the plan began, by status.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct ReturnCounts {
    /// In the totals.
    pub counted: usize,
    /// Kept out of the totals by an error.
    pub held: usize,
    /// Replaced by a later submission.
    pub superseded: usize,
    /// The same as another file.
    pub duplicate: usize,
    /// Left out by a waiver.
    pub left_out: usize,
    /// Forms that nobody filled in.
    pub blank: usize,
    /// Of later periods.
    pub later: usize,
}

/// Numbers of findings without a waiver.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct FindingCounts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

/// Numbers of findings of this period, of earlier ones, and with a waiver.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct FindingTotals {
    /// Of this period, or without a period.
    pub current: FindingCounts,
    /// Of earlier periods.
    pub earlier: FindingCounts,
    /// With a waiver.
    pub waived: usize,
}

impl UnitCounts {
    pub(super) fn of(units: &[UnitStatus]) -> Self {
        let state = |wanted| units.iter().filter(|unit| unit.state == wanted).count();
        let time = |wanted| units.iter().filter(|unit| unit.timeliness == Some(wanted)).count();
        let (counted, held) = (state(UnitState::Counted), state(UnitState::Held));
        UnitCounts {
            due: units.len(),
            reported: counted + held,
            counted,
            held,
            missing: state(UnitState::Missing),
            on_time: time(Timeliness::OnTime),
            late: time(Timeliness::Late),
            undated: time(Timeliness::Undated),
        }
    }
}

impl ReturnCounts {
    pub(super) fn of(ledger: &Ledger) -> Self {
        let count = |test: fn(&SubmissionStatus) -> bool| ledger.fates.iter().filter(|fate| test(fate)).count();
        ReturnCounts {
            counted: count(|f| matches!(f, SubmissionStatus::Counted)),
            held: count(|f| matches!(f, SubmissionStatus::Held(_))),
            superseded: count(|f| matches!(f, SubmissionStatus::Superseded(_))),
            duplicate: count(|f| matches!(f, SubmissionStatus::Duplicate(_))),
            left_out: count(|f| matches!(f, SubmissionStatus::LeftOut(_))),
            blank: count(|f| matches!(f, SubmissionStatus::Blank)),
            later: count(|f| matches!(f, SubmissionStatus::Later)),
        }
    }
}

impl FindingCounts {
    pub(super) fn of<'a>(findings: impl Iterator<Item = &'a Finding> + Clone) -> Self {
        let (errors, warnings, notes) = counts(findings);
        FindingCounts { errors, warnings, notes }
    }
}
