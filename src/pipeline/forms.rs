//! The blank forms of a period.

use crate::check;
use crate::consolidate;
use crate::engine;
use crate::error::Error;
use crate::form::{self, Previous};
use crate::model::amount::Value;
use crate::model::ledger::{Ledger, State};
use crate::model::period::Period;
use crate::plan::{Indicator, Plan, Unit};
use crate::world::World;
use crate::write;
use std::collections::BTreeMap;
use std::path::Path;

use super::returns::*;

/// What the forms of a period are prefilled from: the campaign settled through the period before, and what each unit
/// had reached by then.
pub struct Before {
    ledger: Ledger,
    progress: Vec<Vec<(String, Value)>>,
}

impl Before {
    /// Whether any return counts.
    pub fn has_counted(&self) -> bool {
        self.ledger.slots.iter().flatten().any(|s| s.state == State::Counted)
    }
}

/// The campaign before a period; `None` before the plan's first.
///
/// # Errors
/// See [`settled`].
pub fn before(world: &dyn World, folder: &Path, plan: &Plan, period: Period) -> Result<Option<Before>, Error> {
    let Some(ledger) = settled(world, folder, plan, period.plus(-1))? else { return Ok(None) };
    let mut book = consolidate::book(plan, &ledger).map_err(|e| Error::internal("consolidate")(e.to_string()))?;
    engine::fill(&mut book)?;
    let progress = consolidate::progress(plan, &ledger, &book);
    Ok(Some(Before { ledger, progress }))
}

/// The blank form of a unit (index in the plan) for a period, as an .xlsx file.
///
/// # Errors
/// Faults of the plan or the program; never of a return.
pub fn form(plan: &Plan, unit: usize, period: Period, before: Option<&Before>) -> Result<Vec<u8>, Error> {
    let Some(of) = plan.units.get(unit) else {
        return Err(Error::Internal { stage: "form", said: format!("unit {unit}") });
    };
    let mut previous = Previous { openings: openings(plan, of), ..Previous::default() };
    if let Some(before) = before {
        let carried = check::previous_for(plan, &before.ledger, unit, period);
        let progress = before.progress.get(unit).cloned().unwrap_or_default();
        previous = Previous { figures: carried.figures, openings: carried.openings, progress };
        if !before.has_counted() {
            previous.progress.clear();
        }
    }
    let internal = Error::internal;
    let mut book = form::blank(plan, of, period, &previous).map_err(|e| internal("form")(e.to_string()))?;
    engine::fill(&mut book)?;
    write::workbook(&book).map_err(Error::Workbook)
}

/// Opening balances while no earlier return counts: the annex's figures, as the plan says for each indicator.
fn openings(plan: &Plan, unit: &Unit) -> BTreeMap<String, f64> {
    let figure = |annex: &String| plan.annex_figure(unit, annex, plan.first);
    let opening = |i: &Indicator| Some((i.name.clone(), i.opening_annex.as_ref().and_then(figure)?));
    plan.indicators.iter().filter_map(opening).collect()
}
