//! Protects inputs from being overwritten, at the one place that all output passes through: returns, everything in the
//! returns folder of a campaign, plan and annex, and all files read in this run. A file is identified by its number in
//! the file system or its canonical path, not by the path as written: links are followed, and a hard link is the same
//! file.

use super::RESULTS;
use super::campaign::{ANNEXES, PLAN_FILE, RETURNS, is_campaign};
use super::copies::{PUBLISHED, is_copy};
use crate::feedback::FEEDBACK;
use crate::limits::Limits;
use crate::system::process::Worker;
use crate::system::{DirectoryEntry, FolderFile, System, SystemError};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Files that a command is meant to replace.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum ReplacePolicy {
    /// Plan and annex of a campaign (`init`).
    Plan,
    /// Consolidated workbooks, which the command also reads (`merge`).
    Results,
    /// What goes back to the units, which the command also reads (`feedback`).
    Feedback,
    /// None of these.
    Nothing,
    /// Nothing itself: each command that it runs has a guard of its own (`menu`).
    OfEachCommand,
}

/// A [`System`] for one command: it reads everything within the limits of the command, and overwrites no input.
pub(crate) struct GuardedSystem<'a> {
    system: &'a dyn System,
    limits: Limits,
    replaces: ReplacePolicy,
    inputs: Mutex<RunInputs>,
}

/// Files and folders read in this run.
#[derive(Default)]
struct RunInputs {
    /// Files by their number in the file system; see [`System::number`].
    numbers: BTreeSet<(u64, u64)>,
    /// Files by canonical path, if the system provides no number.
    files: BTreeSet<PathBuf>,
    /// Folders that were listed, by canonical path.
    folders: BTreeSet<PathBuf>,
}

impl<'a> GuardedSystem<'a> {
    /// Creates the guard for one run of a command, with the limits of the system.
    pub(crate) fn new(system: &'a dyn System, replaces: ReplacePolicy) -> Self {
        GuardedSystem { system, limits: system.limits(), replaces, inputs: Mutex::default() }
    }

    /// Sets the limits on what is read.
    pub(crate) fn with_limits(self, limits: Limits) -> Self {
        GuardedSystem { limits, ..self }
    }

    fn note(&self, add: impl FnOnce(&mut RunInputs) -> bool) {
        add(&mut self.inputs.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn is_input(&self, path: &Path) -> bool {
        if self.replaces == ReplacePolicy::OfEachCommand {
            return false;
        }
        if is_among_returns(self.system, path) || is_published(self.system, path) {
            return true;
        }
        let real = self.system.canonical(path);
        if self.replaces != ReplacePolicy::Plan && is_plan(self.system, &real) {
            return true;
        }
        let place = lower(&real);
        let inputs = self.inputs.lock().unwrap_or_else(PoisonError::into_inner);
        inputs.folders.iter().any(|folder| place.starts_with(folder))
            || inputs.files.contains(&place)
            || self.system.number(path).is_some_and(|number| inputs.numbers.contains(&number))
    }
}

/// Returns true if a path is in the copy of a published period, wherever the copy is, as written or after following links.
fn is_published(system: &dyn System, path: &Path) -> bool {
    let named = |path: &Path, name: &str| path.file_name().is_some_and(|n| n.to_string_lossy().to_lowercase() == name);
    let is_copies = |folder: &Path| named(folder, PUBLISHED) && folder.parent().is_some_and(|p| named(p, RESULTS));
    let is_within = |folder: &Path| is_copies(folder) || is_copy(system, folder);
    [system.absolute(path), system.canonical(path)].iter().any(|path| path.ancestors().skip(1).any(is_within))
}

/// Converts a path to lower case, because Windows compares names without case.
fn lower(path: &Path) -> PathBuf {
    PathBuf::from(path.to_string_lossy().to_lowercase())
}

/// Returns true if a path is in the returns folder of any campaign, as written or after following links.
pub(crate) fn is_among_returns(system: &dyn System, path: &Path) -> bool {
    let named = |folder: &Path| folder.file_name().is_some_and(|n| n.to_string_lossy().to_lowercase() == RETURNS);
    let of_campaign = |folder: &Path| folder.parent().is_some_and(|above| is_campaign(system, above));
    [system.absolute(path), system.canonical(path)]
        .iter()
        .any(|path| path.ancestors().any(|folder| named(folder) && of_campaign(folder)))
}

/// Returns true if a path is the plan or annex of a campaign, of any file kind.
fn is_plan(system: &dyn System, place: &Path) -> bool {
    let stem = |path: &Path| path.file_stem().map(|s| s.to_string_lossy().to_lowercase());
    let kept = [PLAN_FILE, ANNEXES[0]].map(|name| stem(Path::new(name)));
    kept.contains(&stem(place)) && place.parent().is_some_and(|folder| is_campaign(system, folder))
}

/// Returns true if a path is in the results folder of a campaign.
fn is_result(path: &Path) -> bool {
    path.parent().and_then(Path::file_name).is_some_and(|folder| folder == RESULTS)
}

/// Returns true if a path is in a period's folder of what goes back to the units.
fn is_feedback(path: &Path) -> bool {
    let folders = path.parent().and_then(Path::parent);
    folders.and_then(Path::file_name).is_some_and(|folder| folder == FEEDBACK)
}

impl System for GuardedSystem<'_> {
    fn list(&self, folder: &Path) -> Result<Vec<DirectoryEntry>, SystemError> {
        let place = lower(&self.system.canonical(folder));
        self.note(|inputs| inputs.folders.insert(place));
        self.system.list(folder)
    }
    fn read(&self, path: &Path, most: u64) -> Result<Vec<u8>, SystemError> {
        let is_replaced = match self.replaces {
            ReplacePolicy::Results => is_result(path),
            ReplacePolicy::Feedback => is_feedback(path),
            ReplacePolicy::Plan | ReplacePolicy::Nothing | ReplacePolicy::OfEachCommand => false,
        };
        if !is_replaced {
            match self.system.number(path) {
                Some(number) => self.note(|inputs| inputs.numbers.insert(number)),
                None => {
                    let place = lower(&self.system.canonical(path));
                    self.note(|inputs| inputs.files.insert(place));
                }
            }
        }
        self.system.read(path, most)
    }
    fn read_replaced(&self, path: &Path, most: u64) -> Result<Vec<u8>, SystemError> {
        self.system.read(path, most)
    }
    fn is_file(&self, path: &Path) -> bool {
        self.system.is_file(path)
    }
    fn is_folder(&self, path: &Path) -> bool {
        self.system.is_folder(path)
    }
    fn folders(&self, folder: &Path) -> Vec<PathBuf> {
        self.system.folders(folder)
    }
    fn open(&self, path: &Path) -> Result<(), SystemError> {
        self.system.open(path)
    }
    fn make_folder(&self, path: &Path) -> Result<(), SystemError> {
        self.system.make_folder(path)
    }
    fn save(&self, path: &Path, bytes: &[u8]) -> Result<(), SystemError> {
        // A form or plan that was read to see if it changes may be written with the same content.
        let is_same = || self.system.read(path, bytes.len() as u64 + 1).is_ok_and(|old| old == bytes);
        if self.is_input(path) && !is_same() {
            return Err(SystemError::refused(path));
        }
        self.system.save(path, bytes)
    }
    fn save_folder(
        &self,
        folder: &Path,
        files: &mut dyn Iterator<Item = Result<FolderFile, SystemError>>,
    ) -> Result<(), SystemError> {
        if is_among_returns(self.system, folder) {
            return Err(SystemError::refused(folder));
        }
        self.system.save_folder(folder, files)
    }
    fn keep_as(&self, path: &Path, name: &Path) -> Result<(), SystemError> {
        if self.is_input(path) || self.is_input(name) {
            return Err(SystemError::refused(name));
        }
        self.system.keep_as(path, name)
    }
    fn today(&self) -> i32 {
        self.system.today()
    }
    fn absolute(&self, path: &Path) -> PathBuf {
        self.system.absolute(path)
    }
    fn canonical(&self, path: &Path) -> PathBuf {
        self.system.canonical(path)
    }
    fn number(&self, path: &Path) -> Option<(u64, u64)> {
        self.system.number(path)
    }
    fn elapsed(&self) -> Duration {
        self.system.elapsed()
    }
    fn limits(&self) -> Limits {
        self.limits.clone()
    }
    fn report_progress(&self, done: usize, all: usize) {
        self.system.report_progress(done, all);
    }
    fn beside_program(&self, name: &str) -> Option<PathBuf> {
        self.system.beside_program(name)
    }
    fn worker(&self, words: &[String]) -> Option<Box<dyn Worker>> {
        self.system.worker(words)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::system::InMemorySystem;

    fn campaign() -> InMemorySystem {
        let system = InMemorySystem::new();
        for file in ["đợt/ke-hoach.toml", "đợt/phu-luc.tsv", "đợt/tra-loi/a.xlsx", "khác/ke-hoach.xlsx", "x/tra-loi/b"]
        {
            system.put(file, b"old".to_vec());
        }
        system
    }

    fn is_refused(system: &InMemorySystem, replaces: ReplacePolicy, path: &str) -> bool {
        let before = system.read(Path::new(path), 9).ok();
        let refused = match GuardedSystem::new(system, replaces).save(Path::new(path), b"new") {
            Ok(()) => false,
            Err(error) => error.is_refused(),
        };
        assert!(!refused || system.read(Path::new(path), 9).ok() == before, "{path}");
        refused
    }

    #[test]
    fn returns_plans_and_annexes_are_never_overwritten() {
        let system = campaign();
        for path in ["đợt/tra-loi/a.xlsx", "đợt/tra-loi/mới/b.json", "đợt/TRA-LOI/c", "x/../đợt/tra-loi/a.xlsx"]
        {
            for replaces in [ReplacePolicy::Nothing, ReplacePolicy::Plan, ReplacePolicy::Results] {
                assert!(is_refused(&system, replaces, path), "{path} {replaces:?}");
            }
        }
        for path in ["đợt/ke-hoach.toml", "đợt/phu-luc.csv", "khác/Ke-Hoach.xlsx", "khác/ke-hoach.json"] {
            assert!(is_refused(&system, ReplacePolicy::Nothing, path), "{path}");
            assert!(!is_refused(&system, ReplacePolicy::Plan, path), "{path}");
        }
        // Not a campaign, or written by the program itself.
        for path in ["x/tra-loi/b", "đợt/ket-qua/ke-hoach.xlsx", "đợt/ket-qua/tra-loi.xlsx", "đợt/tra-loi.json"]
        {
            assert!(!is_refused(&system, ReplacePolicy::Nothing, path), "{path}");
        }
    }

    #[test]
    fn read_files_may_be_saved_only_unchanged() {
        let system = campaign();
        system.put("ket-qua/Tong-hop.xlsx", b"old".to_vec());
        let saved = |replaces, bytes: &[u8]| {
            let guarded = GuardedSystem::new(&system, replaces);
            guarded.read(Path::new("ket-qua/Tong-hop.xlsx"), 9).unwrap();
            guarded.save(Path::new("./ket-qua/Tong-hop.xlsx"), bytes)
        };
        assert!(saved(ReplacePolicy::Nothing, b"new").unwrap_err().is_refused());
        assert!(saved(ReplacePolicy::Nothing, b"old").is_ok());
        assert!(saved(ReplacePolicy::Results, b"new").is_ok());
        let guarded = GuardedSystem::new(&system, ReplacePolicy::Nothing);
        guarded.list(Path::new("x/tra-loi")).unwrap();
        assert!(guarded.save(Path::new("x/tra-loi/mới.json"), b"new").unwrap_err().is_refused());
    }
}
