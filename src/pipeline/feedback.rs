//! Writes what goes back to the units for a period into `phan-hoi/<period>/`.
//!
//! A manifest beside the files has their hashes, so that a file that a person changed is known and kept.

use super::campaign::read;
use super::copies::ensure_no_copy;
use super::form_mail::{message_files, packed};
use super::forms::{PreviousState, form, prefill};
use super::ingest::hash;
use super::manifest::{MANIFEST, parse, sum_line};
use super::opened::{OpenCampaign, OpenOptions, computed_workbook};
use super::recipients::{RecipientArchive, UnitFiles, recipient_archives};
use super::results::keep_changed;
use crate::check;
use crate::consolidate;
use crate::engine;
use crate::error::Error;
use crate::feedback::{self, FEEDBACK, FeedbackKind, MessageContext, SummaryLine, UnitFeedback, UnitStanding};
use crate::form::corrections::CorrectionTexts;
use crate::model::day::Day;
use crate::model::ledger::Ledger;
use crate::model::period::Period;
use crate::model::received_file::ReadingOutcome;
use crate::model::span::SpanName;
use crate::parallel;
use crate::plan::{Plan, Unit};
use crate::system::System;
use crate::workbook::Workbook;
use crate::write;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The file with the summary for the board.
const SUMMARY: &str = "Tom-tat.xlsx";

/// The number of units whose files are in memory together.
const BATCH: usize = 64;

/// What a run does.
#[derive(Copy, Clone, Debug)]
pub(crate) struct FeedbackOptions {
    /// The period; `None` for the latest that several units have reported.
    pub period: Option<Period>,
    /// Today: reminders depend on the days to the deadline.
    pub today: Day,
    /// Makes one .zip of all files besides.
    pub is_zipped: bool,
    /// Makes one .zip for each recipient besides.
    pub is_split: bool,
}

/// The result of a run.
#[derive(Clone, Debug)]
pub(crate) struct FeedbackResult {
    /// The period.
    pub report: Period,
    /// The folder of the files.
    pub folder: PathBuf,
    /// The units that report in the period, in the order of the plan.
    pub units: Vec<UnitFiles>,
    /// Files that a person had changed, as they are kept.
    pub kept: Vec<PathBuf>,
    /// The archive of all files.
    pub archive: Option<PathBuf>,
    /// The archives of single recipients.
    pub split: Vec<RecipientArchive>,
    /// Received files of which nobody knows the unit.
    pub unassigned: Vec<String>,
}

/// Makes the feedback of a period.
///
/// # Errors
///
/// Errors in plan or annex, a period outside the plan, a file that cannot be written.
pub(crate) fn feedback(system: &dyn System, folder: &Path, options: FeedbackOptions) -> Result<FeedbackResult, Error> {
    ensure_no_copy(system, folder)?;
    let (plan, arrivals) =
        OpenCampaign::open(system, folder, OpenOptions::of_results(options.period.map(SpanName::from)))?.read()?;
    if let Some(period) = options.period.filter(|period| !(plan.first..=plan.last).contains(period)) {
        return Err(Error::NoFormsOf { period, first: plan.first, last: plan.last });
    }
    let ledger = check::settle_and_check(&plan, arrivals.clone(), options.period)?;
    let report = ledger.report;
    let before = match report > plan.first {
        true => Some(PreviousState::new(&plan, check::settle_and_check(&plan, arrivals, Some(report.plus(-1)))?)?),
        false => None,
    };
    let workbook = computed_workbook(&plan, &ledger)?;
    let headlines = consolidate::unit_headlines(&plan, &ledger, &workbook);
    drop(workbook);
    let all: Vec<UnitFeedback> =
        (0..plan.units.len()).filter_map(|unit| UnitFeedback::new(&plan, &ledger, unit)).collect();
    let counted: Vec<usize> = all.iter().filter(|one| one.is_counted).map(|one| one.unit).collect();
    let maker = FeedbackMaker {
        plan: &plan,
        edition: plan.edition(report),
        ledger: &ledger,
        before: before.as_ref(),
        standings: UnitStanding::all(plan.language, &headlines, &counted),
        today: options.today,
    };
    let target = folder.join(FEEDBACK).join(report.to_string());
    let mut out = FeedbackFolder::open(system, target, options.is_zipped)?;
    let (mut units, mut lines) = (Vec::new(), Vec::new());
    for batch in all.chunks(BATCH) {
        let made: Result<Vec<MadeUnit>, Error> = parallel::map(batch, |one| maker.make(one)).into_iter().collect();
        let made = made?;
        out.announce(made.iter().flat_map(|unit| &unit.files))?;
        for MadeUnit { files, summary, line } in made {
            out.save_all(files)?;
            units.push(summary);
            lines.push(line);
        }
    }
    let unassigned = unassigned(&ledger);
    for (line, unit) in lines.iter_mut().zip(&units) {
        line.earlier = out.earlier(&format!("_{report}_{}_", unit.unit));
    }
    let count = |kind| units.iter().filter(|unit: &&UnitFiles| unit.kind == kind).count();
    let counts = [FeedbackKind::Correction, FeedbackKind::Reminder, FeedbackKind::Receipt].map(count);
    out.save_summary(feedback::summary(&plan, report, counts, &lines, &unassigned))?;
    let archive = out.save_archive(&format!("{FEEDBACK}-{report}.zip"))?;
    let split = if options.is_split { out.save_by_recipient(report, &units)? } else { Vec::new() };
    out.finish()?;
    Ok(FeedbackResult { report, folder: out.folder, units, kept: out.kept, archive, split, unassigned })
}

/// Returns the files of the report period, or without a known one, that are no returns and of unknown units.
fn unassigned(ledger: &Ledger) -> Vec<String> {
    let is_unknown = |outcome: &ReadingOutcome| match outcome {
        ReadingOutcome::Returns(_) => false,
        outcome => outcome.fault().is_some_and(|finding| finding.unit.is_none()),
    };
    let is_current = |file: &str| {
        let folder = file.split_once('/').and_then(|(folder, _)| folder.parse::<Period>().ok());
        folder.is_none_or(|period| period == ledger.report)
    };
    let accompanied =
        |outcome: &ReadingOutcome| matches!(outcome, ReadingOutcome::Accompanying(file) if file.of.is_some());
    let files =
        ledger.arrivals.iter().filter(|a| is_current(&a.file) && is_unknown(&a.outcome) && !accompanied(&a.outcome));
    files.map(|arrival| arrival.file.clone()).collect()
}

/// The files for one unit.
struct MadeUnit {
    files: Vec<(String, Vec<u8>)>,
    summary: UnitFiles,
    line: SummaryLine,
}

/// A form that goes with a message.
struct AttachedForm {
    /// Name and content; `None` for a receipt.
    file: Option<(String, Vec<u8>)>,
    points: Vec<CorrectionTexts>,
}

/// What the files of all units are made from.
struct FeedbackMaker<'a> {
    plan: &'a Plan,
    edition: Cow<'a, Plan>,
    ledger: &'a Ledger,
    before: Option<&'a PreviousState>,
    standings: Vec<UnitStanding>,
    today: Day,
}

impl FeedbackMaker<'_> {
    fn make(&self, one: &UnitFeedback) -> Result<MadeUnit, Error> {
        let Some(unit) = self.plan.units.get(one.unit) else {
            return Err(Error::Internal { stage: "feedback", said: format!("unit {}", one.unit) });
        };
        let unit = Unit { name: unit.name_in(one.period).to_string(), ..unit.clone() };
        let AttachedForm { file: attached, points } = self.attachment(one, &unit)?;
        let name = attached.as_ref().map_or("", |(name, _)| name.as_str());
        let file = one.submission.map_or("", |submission| submission.file.as_str());
        let arrival = self.ledger.arrivals.iter().find(|arrival| arrival.file == file);
        let nothing = UnitStanding::default();
        let message = MessageContext {
            plan: self.plan,
            unit: &unit,
            feedback: one,
            points: &points,
            standing: self.standings.get(one.unit).unwrap_or(&nothing),
            attached: name,
            sha256: arrival.map_or("", |arrival| &arrival.sha256),
            today: self.today,
        };
        let (written, is_late) = (message.message(), message.is_late());
        let (to, has_bad_address) = feedback::addresses(&unit.email);
        let form = attached.as_ref().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        let [draft, chat] = message_files(&unit, &to, written, form);
        let line = SummaryLine {
            form: name.to_string(),
            draft: draft.0.clone(),
            chat: chat.0.clone(),
            ..feedback::summary_line(self.plan.language, &unit, one, &to, has_bad_address, is_late)
        };
        let mut files = vec![draft, chat];
        files.extend(attached);
        let names = files.iter().map(|(name, _)| name.clone()).collect();
        let summary = UnitFiles {
            unit: unit.code.clone(),
            name: unit.name.clone(),
            kind: one.kind,
            counts: one.counts(),
            files: names,
            to,
            has_bad_address,
        };
        Ok(MadeUnit { files, summary, line })
    }

    /// Makes the form that goes with a message, and the points as it shows them.
    fn attachment(&self, one: &UnitFeedback, unit: &Unit) -> Result<AttachedForm, Error> {
        let stem = format!("{}_{}_{}", self.plan.form.sheet, one.period, unit.code);
        let without_form = || AttachedForm { file: None, points: feedback::point_texts(self.plan.language, one) };
        match one.kind {
            FeedbackKind::Receipt => Ok(without_form()),
            FeedbackKind::Reminder => {
                let bytes = form(self.plan, one.unit, one.period, self.before)?;
                Ok(AttachedForm { file: Some((format!("{stem}.xlsx"), bytes)), ..without_form() })
            }
            FeedbackKind::Correction => {
                let previous = prefill(self.plan, one.unit, one.period, self.before)?;
                let returned = feedback::returned_form(&self.edition, unit, &previous, one)?;
                let Some((mut book, points)) = returned else { return Ok(without_form()) };
                engine::fill(&mut book)?;
                let bytes = write::workbook(&book).map_err(Error::Workbook)?;
                Ok(AttachedForm { file: Some((format!("{stem}_lan-{}.xlsx", one.next_number), bytes)), points })
            }
        }
    }
}

/// The folder that the files are written to.
struct FeedbackFolder<'a> {
    system: &'a dyn System,
    folder: PathBuf,
    /// The hashes of files of earlier runs by name.
    old: BTreeMap<String, BTreeSet<String>>,
    /// The hashes of the files of this run by name.
    new: BTreeMap<String, String>,
    kept: Vec<PathBuf>,
    /// All files of this run, for the archive; `None` without one.
    archived: Option<Vec<(String, Vec<u8>)>>,
}

impl<'a> FeedbackFolder<'a> {
    fn open(system: &'a dyn System, folder: PathBuf, is_archived: bool) -> Result<Self, Error> {
        let path = folder.join(MANIFEST);
        let mut old: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        if system.is_file(&path) {
            let text = String::from_utf8_lossy(&read(system, &path)?).into_owned();
            for (name, hash) in text.lines().filter_map(parse) {
                old.entry(name).or_default().insert(hash.to_string());
            }
        }
        let archived = is_archived.then(Vec::new);
        Ok(FeedbackFolder { system, folder, old, new: BTreeMap::new(), kept: Vec::new(), archived })
    }

    /// Adds files to the manifest before they are written, beside the hashes of earlier runs: after an interruption the
    /// next run knows them.
    fn announce<'f>(&mut self, files: impl Iterator<Item = &'f (String, Vec<u8>)>) -> Result<(), Error> {
        self.new.extend(files.map(|(name, bytes)| (name.clone(), hash(bytes))));
        let old = self.old.iter().flat_map(|(name, hashes)| hashes.iter().map(move |hash| sum_line(hash, name)));
        let new = self.new.iter().map(|(name, hash)| sum_line(hash, name));
        let lines: BTreeSet<String> = old.chain(new).collect();
        self.save_manifest(lines.into_iter().collect())
    }

    fn save_manifest(&self, text: String) -> Result<(), Error> {
        self.system.save(&self.folder.join(MANIFEST), text.as_bytes()).map_err(Error::Write)
    }

    /// Writes files. One that a person changed since is kept beside the new one.
    fn save_all(&mut self, files: Vec<(String, Vec<u8>)>) -> Result<(), Error> {
        for (name, bytes) in files {
            let path = self.folder.join(&name);
            let is_own = |bytes: &[u8]| self.old.get(&name).is_some_and(|hashes| hashes.contains(&hash(bytes)));
            let kept = keep_changed(self.system, &path, &bytes, is_own)?;
            self.system.save(&path, &bytes).map_err(Error::Write)?;
            self.kept.extend(kept);
            if let Some(archived) = &mut self.archived {
                archived.push((name, bytes));
            }
        }
        Ok(())
    }

    /// Returns the forms of earlier runs whose names contain a text and that are still there.
    fn earlier(&self, part: &str) -> Vec<String> {
        let is_old = |name: &&String| name.contains(part) && !self.new.contains_key(*name);
        let there = |name: &&String| self.system.is_file(&self.folder.join(name));
        self.old.keys().filter(is_old).filter(there).cloned().collect()
    }

    /// Writes the summary.
    fn save_summary(&mut self, summary: Workbook) -> Result<(), Error> {
        let files = vec![(SUMMARY.to_string(), write::workbook(&summary).map_err(Error::Workbook)?)];
        self.announce(files.iter())?;
        self.save_all(files)
    }

    /// Writes the archive of all files, if one is requested.
    fn save_archive(&mut self, name: &str) -> Result<Option<PathBuf>, Error> {
        let Some(files) = self.archived.take() else { return Ok(None) };
        let files = vec![(name.to_string(), packed(files)?)];
        self.announce(files.iter())?;
        self.save_all(files)?;
        Ok(Some(self.folder.join(name)))
    }

    /// Writes one archive for each recipient, some at a time.
    fn save_by_recipient(&mut self, report: Period, units: &[UnitFiles]) -> Result<Vec<RecipientArchive>, Error> {
        let all = recipient_archives(report, units);
        for batch in all.chunks(BATCH) {
            let pack = |one: &RecipientArchive| one.pack(&|name| read(self.system, &self.folder.join(name)));
            let files = batch.iter().map(pack).collect::<Result<Vec<_>, Error>>()?;
            self.announce(files.iter())?;
            self.save_all(files)?;
        }
        Ok(all)
    }

    /// Writes the manifest of what is there now.
    fn finish(&self) -> Result<(), Error> {
        let there = |name: &&String| !self.new.contains_key(*name) && self.system.is_file(&self.folder.join(name));
        let old = self
            .old
            .keys()
            .filter(there)
            .flat_map(|name| self.old.get(name).into_iter().flatten().map(move |h| (h, name)));
        let new = self.new.iter().map(|(name, hash)| (hash, name));
        let lines: BTreeSet<(&String, &String)> = new.chain(old).map(|(hash, name)| (name, hash)).collect();
        self.save_manifest(lines.into_iter().map(|(name, hash)| sum_line(hash, name)).collect())
    }
}
