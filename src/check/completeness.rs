//! Units that have not reported.

use super::code;
use crate::model::finding::Finding;
use crate::model::ledger::{Slot, State};
use crate::model::quarter::Quarter;
use crate::plan::Plan;

/// A warning for each unit without a return in each quarter up to the report quarter.
pub fn missing(plan: &Plan, slots: &[Vec<Slot>], report: Quarter) -> Vec<Finding> {
    let mut out = Vec::new();
    for (unit, row) in plan.units.iter().zip(slots) {
        for (quarter, slot) in plan.first.through(report).zip(row) {
            if slot.state == State::Missing {
                out.push(code::missing(&unit.code, quarter, plan.dates(quarter).deadline));
            }
        }
    }
    out
}
