//! Reports units without a return.

use super::builtin_findings;
use crate::model::finding::Finding;
use crate::model::ledger::{ReturnStatus, UnitPeriod};
use crate::model::period::Period;
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
