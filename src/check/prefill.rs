//! Collects the data from earlier returns that the next form is prefilled with.

use crate::model::amount::Amount;
use crate::model::ledger::{Ledger, ReturnStatus};
use crate::model::period::Period;
use crate::model::previous::{CarriedRows, Previous};
use crate::model::submission::{RosterRow, Submission};
use crate::plan::Plan;
use std::collections::BTreeMap;

/// Returns the counted return of a unit (index in the plan) for a period.
pub fn counted<'a>(plan: &Plan, ledger: &'a Ledger, unit: usize, period: Period) -> Option<&'a Submission> {
    let index = usize::try_from(period.ordinal(plan.first) - 1).ok()?;
    let slot = ledger.slots.get(unit)?.get(index)?;
    (slot.state == ReturnStatus::Counted).then(|| ledger.selected(unit, index)).flatten()
}

/// Returns the prefilled data of a unit (index in the plan) for a period, without its progress. Without a ledger no
/// earlier return is counted.
pub fn previous(plan: &Plan, ledger: Option<&Ledger>, unit: usize, period: Period) -> Previous {
    let counted = |period| counted(plan, ledger?, unit, period);
    let before = counted(period.plus(-1));
    let figures = before.map(|s| s.figures.iter().map(|(name, f)| (name.to_string(), f.amount.value())).collect());
    let earlier: Vec<Period> = plan.first.through(period.plus(-1)).collect();
    let last = earlier.into_iter().rev().find_map(counted);
    let mut openings = BTreeMap::new();
    for indicator in &plan.indicators {
        let closing = indicator.opening.as_ref().and_then(|o| last?.amount(o).value().number());
        let annex = || plan.annex_figure(plan.units.get(unit)?, indicator.opening_annex.as_ref()?, plan.first);
        if let Some(value) = closing.or_else(annex) {
            openings.insert(indicator.name.clone(), value);
        }
    }
    let rosters = last.map(|last| carried(plan, period, last)).unwrap_or_default();
    Previous { figures, openings, rosters, progress: Vec::new() }
}

/// Returns the rows of a return that the form of a period is prefilled with, by the code of the roster: the columns that
/// the form has.
fn carried(plan: &Plan, period: Period, last: &Submission) -> BTreeMap<String, CarriedRows> {
    let of = |(index, columns): (usize, Vec<usize>)| {
        let (roster, own) = plan.rosters.get(index).zip(last.rosters.get(index))?;
        if !roster.carry || own.rows.is_empty() {
            return None;
        }
        let cell = |row: &RosterRow, column: &usize| row.cells.get(*column).map(Amount::value).unwrap_or_default();
        let rows = own.rows.iter().map(|row| columns.iter().map(|column| cell(row, column)).collect()).collect();
        let (file, sheet) = (last.file.clone(), own.sheet.clone());
        Some((roster.code.clone(), CarriedRows { rows, period: last.period, file, sheet }))
    };
    plan.rosters_in(period).into_iter().filter_map(of).collect()
}
