//! The calendar and the units as they may have been when a workbook was made. It lists waivers, amendments, documents and
//! remarks, but not these: the plan of today is tried without those of later periods, then without any.

use super::super::campaign::changed_campaign;
use crate::audit::cause::{Cause, EventsThen};
use crate::model::period::Period;
use crate::model::text::BilingualText;
use crate::plan::Plan;
use crate::plan::unlisted_events::{KeptEvents, without_events};
use crate::system::System;
use std::path::Path;

/// A plan that a workbook may have been made with, and what has changed since if it was.
pub(super) struct EarlierEvents {
    /// The plan.
    pub plan: Plan,
    /// What has changed since, in words.
    pub changes: Vec<BilingualText>,
}

/// Returns the plans of a folder with an earlier calendar or earlier units, those that differ least from the plan of today
/// first. `then` holds the events that the workbook of the period `merged` lists.
pub(super) fn earlier_events<'a>(
    system: &'a dyn System,
    folder: &'a Path,
    now: &'a Plan,
    then: &'a EventsThen,
    merged: Period,
) -> impl Iterator<Item = EarlierEvents> + 'a {
    let kept = [KeptEvents::All, KeptEvents::UpTo(merged), KeptEvents::Nothing];
    let has_nil = then.restored(now).waivers.iter().any(|waiver| waiver.nil);
    let mut known: Vec<String> = Vec::new();
    kept.into_iter().flat_map(move |units| kept.map(|dates| (dates, units))).filter_map(move |(dates, units)| {
        let mut text = String::new();
        let plan = changed_campaign(system, folder, &mut |toml| {
            text = without_events(toml, dates, units, has_nil).filter(|text| !known.contains(text))?;
            Some(text.clone())
        })?;
        known.push(text);
        let changes = changes(&plan, now);
        Some(EarlierEvents { plan: then.restored(&plan), changes })
    })
}

fn changes(then: &Plan, now: &Plan) -> Vec<BilingualText> {
    let of_events = |cause: &Cause| matches!(cause, Cause::Calendar(_) | Cause::Units(_));
    Cause::events(then, now).iter().filter(|cause| of_events(cause)).map(Cause::whole_text).collect()
}
