//! The copies of published periods: where they are, which folder is one, and whether it is whole.

use super::RESULTS;
use super::campaign::is_campaign;
use super::manifest::{self, MANIFEST};
use crate::error::Error;
use crate::model::span::SpanName;
use crate::plan::Plan;
use crate::system::System;
use std::path::{Path, PathBuf};

/// Folder of the published periods, inside the results folder.
pub(crate) const PUBLISHED: &str = "da-chot";

/// State of the place of a published copy.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum CopyState {
    /// There is nothing, or an empty folder.
    Absent,
    /// There is a folder without a manifest, or without a file that its manifest lists.
    Partial,
    /// There is a folder with every file that its manifest lists.
    Whole,
}

/// Returns the folder of the copy of a published span.
pub(super) fn copy_of(folder: &Path, period: SpanName) -> PathBuf {
    folder.join(RESULTS).join(PUBLISHED).join(period.to_string())
}

/// Returns the state of the folder of a copy. The hashes are not compared: see [`manifest::faults`].
pub(super) fn copy_state(system: &dyn System, copy: &Path) -> CopyState {
    let is_empty = || system.list(copy).is_ok_and(|entries| entries.is_empty());
    if !system.is_folder(copy) || is_empty() {
        return CopyState::Absent;
    }
    if manifest::is_complete(system, copy) { CopyState::Whole } else { CopyState::Partial }
}

/// The periods and longer spans of a campaign with a folder in the place of their published copy.
pub(super) struct PublishedSpans {
    /// Those with a whole copy.
    pub whole: Vec<SpanName>,
    /// Those with only a part of one.
    pub partial: Vec<SpanName>,
}

impl PublishedSpans {
    /// Looks for the copies of a campaign.
    pub(super) fn of(system: &dyn System, folder: &Path, plan: &Plan) -> Self {
        let all = plan.spans().into_iter().map(|span| (span.name, copy_state(system, &copy_of(folder, span.name))));
        let all: Vec<(SpanName, CopyState)> = all.collect();
        let in_state =
            |wanted: CopyState| all.iter().filter(|(_, state)| *state == wanted).map(|(name, _)| *name).collect();
        PublishedSpans { whole: in_state(CopyState::Whole), partial: in_state(CopyState::Partial) }
    }
}

/// Returns the campaign and period that a folder is the published copy of. `None` also for a copy that was carried
/// elsewhere.
pub(super) fn published_copy(system: &dyn System, folder: &Path) -> Option<(PathBuf, SpanName)> {
    let whole = system.absolute(folder);
    let period = whole.file_name()?.to_str()?.parse().ok()?;
    let copies = whole.parent()?;
    let results = copies.parent()?;
    let named = |path: &Path, name: &str| path.file_name().is_some_and(|n| n == name);
    let root = results.parent()?;
    (named(copies, PUBLISHED) && named(results, RESULTS) && is_campaign(system, root))
        .then(|| (root.to_path_buf(), period))
}

/// Returns true for a published copy, wherever it is: a campaign folder with the manifest that `publish` writes.
pub(super) fn is_copy(system: &dyn System, folder: &Path) -> bool {
    is_campaign(system, folder)
        && (published_copy(system, folder).is_some() || manifest::is_of_program(system, &folder.join(MANIFEST)))
}

/// Checks that a command may write its results into a folder.
///
/// # Errors
///
/// The folder is a published copy.
pub(crate) fn ensure_no_copy(system: &dyn System, folder: &Path) -> Result<(), Error> {
    if is_copy(system, folder) { Err(Error::InsideCopy { folder: folder.to_path_buf() }) } else { Ok(()) }
}
