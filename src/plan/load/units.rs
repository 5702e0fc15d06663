//! Replaces the names by which amendments and waivers refer to units by the units' codes.

use super::draft::PlanDraft;
use crate::plan::unit_names::UnitNames;

/// Settles every reference to a unit by code, name or alias. An unknown one is left for the checks to report.
pub fn settle(draft: &mut PlanDraft) {
    let names = UnitNames::new(&draft.units);
    let codes: Vec<String> = draft.units.iter().map(|unit| unit.code.clone()).collect();
    let of_amendments = draft.amendments.iter_mut().map(|(_, amendment)| &mut amendment.unit);
    let of_remarks = draft.remarks.iter_mut().map(|(_, remark)| &mut remark.unit);
    let of_events = of_amendments.chain(draft.waivers.iter_mut().map(|(_, waiver)| &mut waiver.unit));
    for unit in of_events.chain(of_remarks) {
        if let Some(code) = names.find_exact(unit).and_then(|index| codes.get(index)) {
            unit.clone_from(code);
        }
    }
}
