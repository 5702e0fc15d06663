//! Publishes a period: freezes its workbook with plan, annex and returns in `ket-qua/da-chot/<period>/`, written whole
//! or not at all. The copy is a campaign folder of its own, which `audit` builds from. Nothing here changes it again.

use super::campaign::{ANNEXES, PLAN_FILE, PLAN_WORKBOOK, campaign, read};
use super::copied_returns::{ReturnFile, copied_returns};
use super::copies::{CopyState, copy_of, copy_state, ensure_no_copy};
use super::ingest::hash;
use super::manifest::{HEAD, MANIFEST, sum_line};
use super::{MergeResult, RETURNS, merge_period};
use crate::consolidate::WorkbookPlace;
use crate::error::Error;
use crate::model::day::Day;
use crate::model::ledger::Ledger;
use crate::model::span::SpanName;
use crate::model::text::Lang;
use crate::model::visible;
use crate::plan::Plan;
use crate::system::{FolderFile, System, SystemError};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};

/// Result of publishing a period.
pub(crate) struct PublishResult {
    /// The merge whose workbook was published.
    pub merged: MergeResult,
    /// Folder of the copy.
    pub folder: PathBuf,
    /// Number of files of returns that were copied.
    pub copied: usize,
    /// Number of files of returns of which only the hash was kept.
    pub hashed: usize,
}

/// Merges a period (default: as `merge`) and publishes its workbook.
///
/// # Errors
///
/// The period is published already; no unit has reported; a file that changes meanwhile; see [`merge`].
pub(crate) fn publish(
    system: &dyn System,
    folder: &Path,
    period: Option<SpanName>,
    with_returns: bool,
) -> Result<PublishResult, Error> {
    ensure_no_copy(system, folder)?;
    if let Some(name) = period {
        ensure_free(system, folder, campaign(system, folder)?.span(name).map_or(name, |span| span.name))?;
    }
    let plan = plan_files(system, folder)?;
    let place = if with_returns { WorkbookPlace::Copy } else { WorkbookPlace::CopyWithoutReturns };
    let merged = merge_period(system, folder, period, Some(place))?;
    let period = merged.ledger.span.name;
    if let Some((name, _)) =
        plan_files(system, folder)?.into_iter().zip(&plan).find(|(now, then)| now != *then).map(|(now, _)| now)
    {
        return Err(Error::ChangedMeanwhile { path: folder.join(name) });
    }
    let mut files = CopiedFiles::new(system, folder, &merged, with_returns);
    let workbook = merged.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    files.own = std::iter::once((workbook, merged.copy.clone())).chain(plan).collect();
    let copy = copy_of(folder, period);
    let saved = system.save_folder(&copy, &mut files);
    let (copied, hashed) = (files.copied, files.hashed);
    match (saved, files.changed) {
        (_, Some(path)) => Err(Error::ChangedMeanwhile { path }),
        (Err(error), _) if error.is_existing() => {
            ensure_free(system, folder, period)?;
            Err(Error::Write(error))
        }
        (Err(error), _) => Err(Error::Write(error)),
        (Ok(()), None) => Ok(PublishResult { merged, folder: copy, copied, hashed }),
    }
}

/// Checks that a span can be published: a unit has reported in it, and it is over.
pub(super) fn ensure_reported(plan: &Plan, ledger: &Ledger) -> Result<(), Error> {
    let (span, reported) = (ledger.span, ledger.report);
    if !has_reports(plan, ledger) {
        return Err(Error::NothingToPublish { period: reported });
    }
    if reported < span.last { Err(Error::SpanNotOver { span, reported }) } else { Ok(()) }
}

/// Checks that nothing is in the place of the copy of a period.
fn ensure_free(system: &dyn System, folder: &Path, period: SpanName) -> Result<(), Error> {
    let folder = copy_of(folder, period);
    match copy_state(system, &folder) {
        CopyState::Absent => Ok(()),
        CopyState::Partial => Err(Error::PartialCopy { folder }),
        CopyState::Whole => Err(Error::AlreadyPublished { period, folder }),
    }
}

/// Returns true if a unit has reported in the span, or the board has recorded a nil return.
fn has_reports(plan: &Plan, ledger: &Ledger) -> bool {
    let has_return = |ordinal: usize| {
        let period = ordinal.checked_sub(1);
        period.is_some_and(|period| (0..plan.units.len()).any(|unit| ledger.selected(unit, period).is_some()))
    };
    ledger.span_ordinals(plan.first).any(has_return)
}

/// Reads plan and annex: their names and contents.
fn plan_files(system: &dyn System, folder: &Path) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let names = [PLAN_FILE, PLAN_WORKBOOK].into_iter().chain(ANNEXES);
    let present = names.filter(|name| system.is_file(&folder.join(name)));
    present.map(|name| Ok((name.to_string(), read(system, &folder.join(name))?))).collect()
}

/// The files of a copy, read one after another; the manifest is the last.
struct CopiedFiles<'a> {
    system: &'a dyn System,
    inbox: PathBuf,
    /// Workbook, plan and annex.
    own: VecDeque<(String, Vec<u8>)>,
    returns: VecDeque<ReturnFile>,
    with_returns: bool,
    /// Text of the manifest; `None` once it was given.
    manifest: Option<String>,
    copied: usize,
    hashed: usize,
    /// A return that is no longer as it was read.
    changed: Option<PathBuf>,
}

impl<'a> CopiedFiles<'a> {
    fn new(system: &'a dyn System, folder: &Path, merged: &MergeResult, with_returns: bool) -> Self {
        let (info, report) = (&merged.plan.info, merged.ledger.span);
        let today = Day::from_unix(system.today()).iso();
        let manifest = format!(
            "{HEAD}{} ({}) đã chốt ngày {today}\n# Kế hoạch {} ngày {}; SHA-256 {}\n# tonghop {}; kiểm các tệp bằng: \
             sha256sum -c {MANIFEST}\n",
            report.name,
            report.heading_until(Lang::Vi, merged.ledger.report),
            visible::line(&info.number),
            info.date,
            merged.plan.hash,
            env!("CARGO_PKG_VERSION"),
        );
        CopiedFiles {
            system,
            inbox: folder.join(RETURNS),
            own: VecDeque::new(),
            returns: copied_returns(&merged.plan, &merged.ledger).into(),
            with_returns,
            manifest: Some(manifest),
            copied: 0,
            hashed: 0,
            changed: None,
        }
    }

    fn note(&mut self, line: &str) {
        if let Some(manifest) = &mut self.manifest {
            manifest.push_str(line);
        }
    }

    /// Reads the next return. `None` if only its hash is kept.
    fn take_return(&mut self, file: ReturnFile) -> Result<Option<FolderFile>, SystemError> {
        let path = self.inbox.join(&file.name);
        let name = format!("{RETURNS}/{}", file.name);
        if file.is_too_large() {
            self.hashed += 1;
            self.note(&format!("# không đọc được, không chép: {}\n", visible::line(&name)));
            return Ok(None);
        }
        let bytes = self.system.read(&path, u64::MAX)?;
        let found = hash(&bytes);
        if file.sha256.is_some_and(|then| then != found) {
            self.changed = Some(path.clone());
            let source = std::io::Error::other("the file changed");
            return Err(SystemError { path, source });
        }
        if self.with_returns {
            self.copied += 1;
            return Ok(Some(FolderFile { name, bytes }));
        }
        self.hashed += 1;
        self.note(&format!("# không chép: {}", sum_line(&found, &name)));
        Ok(None)
    }
}

impl Iterator for CopiedFiles<'_> {
    type Item = Result<FolderFile, SystemError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some((name, bytes)) = self.own.pop_front() {
            self.note(&sum_line(&hash(&bytes), &name));
            return Some(Ok(FolderFile { name, bytes }));
        }
        while let Some(file) = self.returns.pop_front() {
            match self.take_return(file) {
                Ok(None) => {}
                Ok(Some(file)) => {
                    self.note(&sum_line(&hash(&file.bytes), &file.name));
                    return Some(Ok(file));
                }
                Err(error) => return Some(Err(error)),
            }
        }
        let bytes = self.manifest.take()?.into_bytes();
        Some(Ok(FolderFile { name: MANIFEST.to_string(), bytes }))
    }
}
