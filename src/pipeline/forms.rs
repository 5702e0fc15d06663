//! Builds the blank forms of a period.

use crate::check;
use crate::consolidate;
use crate::engine;
use crate::error::Error;
use crate::form;
use crate::model::amount::Value;
use crate::model::ledger::{Ledger, ReturnStatus};
use crate::model::period::Period;
use crate::model::previous::{CarriedRows, Previous, UnitCourse};
use crate::plan::{Plan, Unit};
use crate::system::System;
use crate::write;
use std::path::Path;

use super::inbox::*;
use super::opened::computed_workbook;

/// The state that the forms of a period are prefilled from: the ledger up to the previous period, and each unit's
/// progress and course by then.
pub(crate) struct PreviousState {
    ledger: Ledger,
    progress: Vec<Vec<(String, Value)>>,
    courses: Vec<Option<UnitCourse>>,
}

/// State of a unit's return for the period before that of a form; of several that it continues, the worst.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PreviousReturn {
    /// It is counted, or the unit did not report in that period.
    Counted,
    /// It is on hold.
    Held,
    /// There is none.
    Missing,
}

impl PreviousState {
    /// Computes the progress of each unit by the ledger's report period.
    ///
    /// # Errors
    ///
    /// A fault of the plan or the program.
    pub(super) fn new(plan: &Plan, ledger: Ledger) -> Result<Self, Error> {
        let book = computed_workbook(plan, &ledger)?;
        let progress = consolidate::progress(plan, &ledger, &book);
        let courses = consolidate::courses(plan, &ledger, &book);
        Ok(PreviousState { ledger, progress, courses })
    }

    /// Returns true if any return is counted.
    fn has_counted(&self) -> bool {
        self.ledger.slots.iter().flatten().any(|s| s.state == ReturnStatus::Counted)
    }

    /// Returns the state of the return of a unit (index in the plan) for the period before `period`.
    pub(crate) fn previous_return(&self, plan: &Plan, unit: usize, period: Period) -> PreviousReturn {
        let before = period.plus(-1);
        let state = |unit: usize| {
            if check::counted(plan, &self.ledger, unit, before).is_some() {
                PreviousReturn::Counted
            } else if check::held(plan, Some(&self.ledger), unit, before).is_empty() {
                PreviousReturn::Missing
            } else {
                PreviousReturn::Held
            }
        };
        let units = plan.predecessors(unit, period).into_iter().filter(|_| before >= plan.first);
        units.map(state).max().unwrap_or(PreviousReturn::Counted)
    }
}

/// Returns the campaign's state before a period; `None` for the plan's first period.
///
/// # Errors
///
/// See [`settled`].
pub(crate) fn load_previous(
    system: &dyn System,
    folder: &Path,
    plan: &Plan,
    period: Period,
) -> Result<Option<PreviousState>, Error> {
    let Some(ledger) = select_ledger(system, folder, plan, period.plus(-1))? else { return Ok(None) };
    PreviousState::new(plan, ledger).map(Some)
}

/// Returns the rosters whose carried rows do not all fit into the next form of a unit (index in the plan): the code
/// and the number of rows left out.
///
/// # Errors
///
/// A fault of the program.
pub(crate) fn carried_overflow(
    plan: &Plan,
    unit: usize,
    period: Period,
    before: Option<&PreviousState>,
) -> Result<Vec<(String, usize)>, Error> {
    let previous = check::previous(plan, before.map(|before| &before.ledger), unit, period)?;
    let count = |(code, carried): (&String, &CarriedRows)| (code.clone(), form::overflow(carried));
    Ok(previous.rosters.iter().map(count).filter(|(_, rows)| *rows > 0).collect())
}

/// Returns the data that the form of a unit (index in the plan) is prefilled with.
///
/// # Errors
///
/// A fault of the program.
pub(super) fn prefill(
    plan: &Plan,
    unit: usize,
    period: Period,
    before: Option<&PreviousState>,
) -> Result<Previous, Error> {
    let mut previous = check::previous(plan, before.map(|before| &before.ledger), unit, period)?;
    if let Some(before) = before.filter(|before| before.has_counted()) {
        previous.progress = before.progress.get(unit).cloned().unwrap_or_default();
        previous.course = before.courses.get(unit).cloned().flatten();
    }
    Ok(previous)
}

/// Builds the blank form of a unit (index in the plan) for a period, as an .xlsx file.
///
/// # Errors
///
/// A fault of the plan or the program, never of a return.
pub(crate) fn form(plan: &Plan, unit: usize, period: Period, before: Option<&PreviousState>) -> Result<Vec<u8>, Error> {
    let Some(of) = plan.units.get(unit) else {
        return Err(Error::Internal { stage: "form", said: format!("unit {unit}") });
    };
    let previous = prefill(plan, unit, period, before)?;
    let of = Unit { name: of.name_in(period).to_string(), ..of.clone() };
    let mut book = form::blank(&plan.edition(period), &of, period, &previous)?;
    engine::fill(&mut book)?;
    write::workbook(&book).map_err(Error::Workbook)
}
