//! Collects the data from earlier returns that the next form is prefilled with.

use crate::model::amount::Value;
use crate::model::ledger::{Ledger, ReturnStatus};
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::plan::Plan;
use std::collections::BTreeMap;

/// The data that a unit's form for a period is prefilled with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CarriedBalance {
    /// The figures of the return for the previous period; `None` if that return is not counted.
    pub figures: Option<BTreeMap<String, Value>>,
    /// Opening balances by indicator name: from the last counted return, else from the annex.
    pub openings: BTreeMap<String, f64>,
}

/// Returns the counted return of a unit (index in the plan) for a period.
pub fn counted<'a>(plan: &Plan, ledger: &'a Ledger, unit: usize, period: Period) -> Option<&'a Submission> {
    let index = usize::try_from(period.ordinal(plan.first) - 1).ok()?;
    let slot = ledger.slots.get(unit)?.get(index)?;
    (slot.state == ReturnStatus::Counted).then(|| ledger.selected(unit, index)).flatten()
}

/// Returns the prefilled data of a unit (index in the plan) for a period.
pub fn previous_balance(plan: &Plan, ledger: &Ledger, unit: usize, period: Period) -> CarriedBalance {
    let before = counted(plan, ledger, unit, period.plus(-1));
    let figures = before.map(|s| s.figures.iter().map(|(name, f)| (name.to_string(), f.amount.value())).collect());
    let earlier: Vec<Period> = plan.first.through(period.plus(-1)).collect();
    let last = earlier.into_iter().rev().find_map(|q| counted(plan, ledger, unit, q));
    let mut openings = BTreeMap::new();
    for indicator in &plan.indicators {
        let closing = indicator.opening.as_ref().and_then(|o| last?.amount(o).value().number());
        let annex = || plan.annex_figure(plan.units.get(unit)?, indicator.opening_annex.as_ref()?, plan.first);
        if let Some(value) = closing.or_else(annex) {
            openings.insert(indicator.name.clone(), value);
        }
    }
    CarriedBalance { figures, openings }
}
