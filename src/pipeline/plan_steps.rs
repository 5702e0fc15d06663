//! The way from the plan of a published copy to that of today, part by part, so that the effect of each part is computed
//! on its own. A step in which the parts together are no whole plan is taken together with the next one.

use super::campaign::{PLAN_FILE, load_named, read};
use super::plan_files::{LoadedPlan, annex_in, load_plan};
use crate::error::Error;
use crate::model::text::BilingualText;
use crate::plan::difference::{self, PlanDifference};
use crate::plan::parts::{PlanPart, has_other_addresses, without_addresses, without_event_tables};
use crate::plan::{Plan, load};
use crate::system::System;
use std::path::Path;
use toml::Table;

/// A step on the way from one plan to another.
pub(super) struct PlanStep {
    /// What changed in this step.
    pub(super) text: BilingualText,
    /// The plan after it; `None` after the last step, for the plan of today.
    pub(super) plan: Option<Plan>,
    /// True if returns may be read differently after it.
    pub(super) is_of_reading: bool,
}

/// A plan with its document.
struct PlanSide {
    loaded: LoadedPlan,
    document: Table,
}

impl PlanSide {
    fn load(system: &dyn System, folder: &Path) -> Result<Self, Error> {
        let loaded = load_plan(system, folder, None)?;
        let document = load::document(&loaded.text).unwrap_or_default();
        Ok(PlanSide { loaded, document })
    }
}

/// Returns the differences between the plans of two folders, without events and without addresses.
fn differences(then: &PlanSide, now: &PlanSide) -> Vec<PlanDifference> {
    let plain = |side: &PlanSide| {
        let document = load::plain_document(&side.loaded.text).unwrap_or_default();
        without_event_tables(&without_addresses(&document))
    };
    let mut out = difference::documents(&plain(then), &plain(now));
    out.extend(difference::annexes(&then.loaded.plan, &now.loaded.plan));
    if has_other_addresses(&then.document, &now.document) {
        out.push(PlanDifference {
            table: BilingualText::new("Đơn vị", "units"),
            text: BilingualText::new("địa chỉ e-mail của đơn vị", "e-mail addresses of units"),
        });
    }
    out
}

/// Describes the differences between the plans of two folders, part by part.
///
/// # Errors
///
/// A plan cannot be loaded.
pub(super) fn part_changes(system: &dyn System, then: &Path, now: &Path) -> Result<Vec<BilingualText>, Error> {
    let (then, now) = (PlanSide::load(system, then)?, PlanSide::load(system, now)?);
    let differences = differences(&then, &now);
    Ok(PlanPart::ALL.iter().filter_map(|part| part.describe(&differences)).collect())
}

/// Returns the steps from the plan of one folder to that of another. The events are those of `events` in each step.
///
/// # Errors
///
/// A plan cannot be loaded.
pub(super) fn plan_steps(system: &dyn System, then: &Path, now: &Path, events: &Plan) -> Result<Vec<PlanStep>, Error> {
    let annexes = [annex_in(system, then)?, annex_in(system, now)?];
    let (then, now) = (PlanSide::load(system, then)?, PlanSide::load(system, now)?);
    let differences = differences(&then, &now);
    let mut document = without_event_tables(&then.document);
    let mut steps = Vec::new();
    let (mut pending, mut is_of_reading): (Vec<BilingualText>, bool) = (Vec::new(), false);
    let mut annex = annexes[0].as_deref();
    for part in PlanPart::ALL {
        part.replace(&mut document, &now.document);
        if part == PlanPart::Annex {
            annex = annexes[1].as_deref();
        }
        let Some(text) = part.describe(&differences) else { continue };
        pending.push(text);
        is_of_reading |= part.is_of_reading();
        let plan = annex.and_then(|annex| mixed(system, &document, annex, events));
        if plan.is_some() {
            steps.push(PlanStep { text: joined(&pending), plan, is_of_reading });
            (pending, is_of_reading) = (Vec::new(), false);
        }
    }
    match steps.last_mut() {
        _ if !pending.is_empty() => steps.push(PlanStep { text: joined(&pending), plan: None, is_of_reading }),
        Some(last) => last.plan = None,
        None => {}
    }
    Ok(steps)
}

/// Loads a plan of mixed parts. `None` if it is no whole plan.
fn mixed(system: &dyn System, document: &Table, annex: &Path, events: &Plan) -> Option<Plan> {
    let name = annex.file_name()?.to_str()?;
    let text = toml::to_string(document).ok()?;
    let plan = load_named(system, &text, read(system, annex).ok()?, (PLAN_FILE, name)).ok()?;
    Some(Plan {
        waivers: events.waivers.clone(),
        amendments: events.amendments.clone(),
        documents: events.documents.clone(),
        remarks: events.remarks.clone(),
        calendar: events.calendar.clone(),
        ..plan
    })
}

fn joined(texts: &[BilingualText]) -> BilingualText {
    let all = |pick: fn(&BilingualText) -> &str| texts.iter().map(pick).collect::<Vec<_>>().join("; ");
    BilingualText::new(all(|t| &t.vi), all(|t| &t.en))
}
