//! Finds what a workbook was made from: the plan with the hash that it shows, in the campaign or in the copy of a
//! published period, and the returns that it lists, in the folder of the returns or in such a copy.

use super::super::campaign::{campaign, changed_campaign};
use super::super::copies::{CopyState, PUBLISHED, copy_of, copy_state, is_copy};
use super::super::inbox::ReturnInbox;
use super::super::manifest;
use super::super::plan_steps::part_changes;
use super::super::{RESULTS, RETURNS};
use super::plan_changes;
use crate::audit::cause::{Cause, EventsThen};
use crate::audit::{self, AuditedWorkbook};
use crate::consolidate;
use crate::error::Error;
use crate::model::received_file::ReceivedFile;
use crate::model::text::BilingualText;
use crate::model::visible;
use crate::plan::Plan;
use crate::plan::listed_events::with_events;
use crate::system::System;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What changed in plan and events since a workbook was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct PlanSince {
    /// Hash of the plan then, as far as it is known, and where its copy is.
    pub then: String,
    /// Hash of the plan today.
    pub now: String,
    /// Folder of the published copy that the plan of then was taken from; empty if none was needed or found.
    pub copy: String,
    /// The changes in words.
    pub changes: Vec<BilingualText>,
    /// The program that made the workbook, if it is another version than this one; else empty.
    pub program: String,
    /// True if nothing speaks against the events that the workbook lists: the plan of today has them all, or nobody saved
    /// the file since it was made. Those that were taken back since are among `changes`.
    #[serde(skip)]
    pub has_all_events: bool,
    /// True if the plan of then is nowhere, and only its events are others.
    #[serde(skip)]
    pub is_only_events: bool,
    /// True if the plan of then is nowhere, so that its effect cannot be distinguished from tampering.
    pub is_unresolved: bool,
}

impl PlanSince {
    /// Returns true if the plan or the program of then is not at hand, so that what it makes differ cannot be distinguished from
    /// tampering.
    pub(crate) fn is_unknown(&self) -> bool {
        self.is_unresolved || !self.program.is_empty()
    }
}

/// The returns for an audit, as a plan reads them.
pub(super) struct ListedReturns {
    /// The files of the inbox, then those of published copies.
    pub arrivals: Vec<ReceivedFile>,
    /// The files that only a published copy has.
    pub from_copies: Vec<String>,
}

/// The plan and the folders that an audit builds from.
pub(super) struct AuditSources {
    /// The campaign folder.
    pub folder: PathBuf,
    /// The folder of the plan: the campaign or a published copy.
    pub plan_folder: PathBuf,
    /// The plan of then.
    pub plan: Plan,
    /// What changed since.
    pub since: PlanSince,
    /// The folder of the returns.
    pub inbox: PathBuf,
    /// Folders of published copies with returns, that of the merged period first. Empty if the user named a folder.
    copies: Vec<PathBuf>,
    /// The copy of the merged period.
    own_copy: Option<PathBuf>,
    /// Files with their hashes as the workbook lists them.
    listed: BTreeSet<(String, String)>,
}

impl AuditSources {
    /// Finds the sources of a workbook.
    ///
    /// # Errors
    ///
    /// No campaign, or a fault in its plan.
    pub(super) fn find(
        system: &dyn System,
        folder: &Path,
        actual: &AuditedWorkbook,
        returns: Option<&Path>,
    ) -> Result<Self, Error> {
        let now = campaign(system, folder)?;
        let is_there = |copy: &PathBuf| copy_state(system, copy) != CopyState::Absent;
        // The folder itself may be a copy that was carried elsewhere.
        let carried = is_copy(system, folder).then(|| folder.to_path_buf());
        let own_copy = carried.or_else(|| actual.merged().map(|merged| copy_of(folder, merged.name)).filter(is_there));
        let mut copies: Vec<PathBuf> = own_copy.iter().cloned().collect();
        let all = now.spans().into_iter().map(|span| copy_of(folder, span.name));
        copies.extend(all.filter(|copy| Some(copy) != own_copy.as_ref() && is_there(copy)));
        let program = Some(actual.program()).filter(|program| *program != consolidate::changes::program());
        let mut since =
            PlanSince { now: now.hash.clone(), program: program.unwrap_or_default(), ..PlanSince::default() };
        let (mut plan, mut plan_folder) = (now.clone(), folder.to_path_buf());
        if !actual.is_of_plan(&now) {
            let of = |copy: &PathBuf| {
                let plan = campaign(system, copy).ok().filter(|plan| actual.is_of_plan(plan))?;
                Some((plan, copy.clone()))
            };
            match copies.iter().find_map(of) {
                Some((then, copy)) => {
                    let period = copy.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    since.copy = format!("{RESULTS}/{PUBLISHED}/{period}");
                    since.then.clone_from(&then.hash);
                    since.changes = plan_changes(&then, &now);
                    since.changes.extend(part_changes(system, &copy, folder)?);
                    (plan, plan_folder) = (then, copy);
                }
                None => {
                    plan = EventsThen::new(actual, &now).restored(&now);
                    since.then = actual.plan_hash();
                    since.is_only_events = actual.shows_hash(&now.hashes.plan) && actual.shows_hash(&now.hashes.annex);
                    since.changes = match since.is_only_events {
                        true => Cause::events(&plan, &now).iter().map(Cause::whole_text).collect(),
                        false => plan_changes(&plan, &now),
                    };
                    since.is_unresolved = true;
                    if let Some(then) = with_listed_events(system, folder, actual, (&now, &plan)) {
                        plan = then;
                        since.is_unresolved = false;
                    }
                    if !since.is_only_events {
                        since.changes.push(Cause::plan_without_copy(actual, &now).whole_text());
                    }
                    since.has_all_events = actual.is_as_written() || Cause::adds_only(&plan, &now);
                }
            }
        }
        let listed = actual.listed().iter().map(|l| (l.file.clone(), l.sha256.clone())).collect();
        let inbox = returns.map_or_else(|| folder.join(RETURNS), Path::to_path_buf);
        if returns.is_some() {
            copies.clear();
        }
        Ok(AuditSources { folder: folder.to_path_buf(), plan_folder, plan, since, inbox, copies, own_copy, listed })
    }

    /// Reads all returns: those of the inbox, and from published copies those that the workbook lists and the inbox
    /// does not have.
    ///
    /// # Errors
    ///
    /// A folder cannot be listed.
    pub(super) fn read_returns(&self, system: &dyn System) -> Result<ListedReturns, Error> {
        self.read_with(system, &self.plan)
    }

    /// Like [`AuditSources::read_returns`], with another plan.
    ///
    /// # Errors
    ///
    /// A folder cannot be listed.
    pub(super) fn read_with(&self, system: &dyn System, plan: &Plan) -> Result<ListedReturns, Error> {
        let read = |returns: &Path| ReturnInbox::in_folder(system, &self.plan_folder, returns).read(plan);
        let mut arrivals = read(&self.inbox)?;
        let mut from_copies = Vec::new();
        for copy in &self.copies {
            let here: BTreeSet<(String, &str)> =
                arrivals.iter().map(|a| (audit::shown(&a.file), a.sha256.as_str())).collect();
            let missing = |(file, hash): &(String, String)| !here.contains(&(file.clone(), hash.as_str()));
            if !self.listed.iter().any(missing) {
                break;
            }
            let wanted: BTreeSet<(String, String)> = self.listed.iter().filter(|l| missing(l)).cloned().collect();
            let inbox = copy.join(RETURNS);
            if system.is_folder(&inbox) {
                let more = read(&inbox)?;
                let more = more.into_iter().filter(|a| wanted.contains(&(audit::shown(&a.file), a.sha256.clone())));
                let more: Vec<ReceivedFile> = more.collect();
                from_copies.extend(more.iter().map(|a| a.file.clone()));
                arrivals.extend(more);
            }
        }
        Ok(ListedReturns { arrivals, from_copies })
    }

    /// Returns the files of the published copy of the period that are not as its manifest lists them.
    pub(super) fn copy_faults(&self, system: &dyn System) -> Vec<String> {
        let Some(copy) = &self.own_copy else { return Vec::new() };
        let place = match copy == &self.folder {
            true => String::new(),
            false => format!("{PUBLISHED}/{}/", copy.file_name().unwrap_or_default().to_string_lossy()),
        };
        let faults = manifest::faults(system, copy).into_iter();
        faults.map(|name| format!("{place}{}", visible::line(&name))).collect()
    }
}

/// Returns the plan of today with the events that a workbook lists (`then`), if the workbook shows its very hash.
fn with_listed_events(
    system: &dyn System,
    folder: &Path,
    actual: &AuditedWorkbook,
    (now, then): (&Plan, &Plan),
) -> Option<Plan> {
    let mut texts = 0;
    let read = |index: usize, texts: &mut usize| {
        changed_campaign(system, folder, &mut |toml| {
            let mut all = with_events(toml, now, then);
            *texts = all.len();
            (index < all.len()).then(|| all.swap_remove(index))
        })
    };
    let first = read(0, &mut texts);
    let others = (1..texts).filter_map(|index| read(index, &mut 0));
    first.into_iter().chain(others).find(|plan| actual.is_of_plan(plan))
}
