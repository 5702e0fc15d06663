//! Reports units without a return, and returns that are for a later period than where they were put.

use super::builtin_findings;
use crate::model::finding::Finding;
use crate::model::ledger::{ReturnStatus, UnitPeriod};
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::plan::Plan;

/// Returns a warning for each unit and period up to the report period that has no return.
pub fn missing(plan: &Plan, slots: &[Vec<UnitPeriod>], report: Period) -> Vec<Finding> {
    let mut out = Vec::new();
    for (unit, row) in plan.units.iter().zip(slots) {
        for (period, slot) in plan.first.through(report).zip(row) {
            if slot.state == ReturnStatus::Missing {
                out.push(builtin_findings::missing(&unit.code, period, plan.dates(period).deadline));
            }
        }
    }
    out
}

/// The finding of reading about a file whose name, folder or e-mail gives another period than its form.
const OTHER_HINT: &str = "D11";

/// Returns a warning for a return of a later period that is among the returns of the report period or an earlier one.
pub fn later(submission: &Submission, report: Period) -> Option<Finding> {
    if submission.period <= report {
        return None;
    }
    let hint = submission.findings.iter().find(|finding| finding.code == OTHER_HINT)?;
    let named = hint.found.vi.parse().ok().filter(|named: &Period| *named <= report)?;
    Some(builtin_findings::later(submission, named))
}
