//! Reports units without a return.

use super::code;
use crate::model::finding::Finding;
use crate::model::ledger::{Slot, State};
use crate::model::period::Period;
use crate::plan::Plan;

/// Returns a warning for each unit and period up to the report period that has no return.
pub fn missing(plan: &Plan, slots: &[Vec<Slot>], report: Period) -> Vec<Finding> {
    let mut out = Vec::new();
    for (unit, row) in plan.units.iter().zip(slots) {
        for (period, slot) in plan.first.through(report).zip(row) {
            if slot.state == State::Missing {
                out.push(code::missing(&unit.code, period, plan.dates(period).deadline));
            }
        }
    }
    out
}
