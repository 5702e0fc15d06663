//! Replaces the names by which the plan's tables refer to units by the units' codes.

use super::draft::{PlanDraft, ScopeWord};
use crate::formula::Formula;
use crate::plan::check::cell_rules::NOT_NIL;
use crate::plan::unit_names::UnitNames;

/// Settles every reference to a unit by code, name or alias. An unknown one is left for the checks to report.
pub(super) fn settle(draft: &mut PlanDraft) {
    let names = UnitNames::new(&draft.units);
    let codes: Vec<String> = draft.units.iter().map(|unit| unit.code.clone()).collect();
    let of_amendments = draft.amendments.iter_mut().map(|(_, a)| (&mut a.unit, Some(a.from)));
    let of_waivers = draft.waivers.iter_mut().map(|(_, w)| (&mut w.unit, Some(w.period)));
    let of_remarks = draft.remarks.iter_mut().map(|(_, remark)| (&mut remark.unit, Some(remark.period)));
    let of_units = draft.units.iter_mut().flat_map(|unit| {
        let (end, start) = (unit.time.end(), unit.time.from.map(|from| from.plus(-1)));
        let into = unit.time.into.iter_mut().map(move |into| (into, end));
        into.chain(unit.time.out_of.iter_mut().map(move |out_of| (out_of, start)))
    });
    for (unit, period) in of_amendments.chain(of_waivers).chain(of_remarks).chain(of_units) {
        if let Some(code) = names.find_exact(unit, period).and_then(|index| codes.get(index)) {
            unit.clone_from(code);
        }
    }
    let has_nil = draft.waivers.iter().any(|(_, waiver)| waiver.nil);
    let is_changing = draft.units.iter().any(|unit| unit.time.is_changing());
    if let Some(form) = &mut draft.form {
        form.nil |= has_nil || is_changing;
    }
    if draft.form.as_ref().is_some_and(|form| form.nil) {
        spare_nil_returns(draft);
    }
}

/// Limits the plan's rules over required cells to returns that report something.
fn spare_nil_returns(draft: &mut PlanDraft) {
    let required = draft.rules.iter_mut().filter(|rule| rule.scope == Some(ScopeWord::RequiredCells));
    for rule in required {
        let condition = match (&rule.when, rule.conditional) {
            (Some(when), _) => format!("AND({},{NOT_NIL})", when.source()),
            (None, false) => NOT_NIL.to_string(),
            // The condition does not parse; that is reported.
            (None, true) => continue,
        };
        if let Ok(when) = Formula::parse(&condition) {
            rule.when = Some(when);
            rule.conditional = true;
        }
    }
}
