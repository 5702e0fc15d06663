//! Sets apart what changed among the received files since a workbook was made. A workbook is audited with the files that
//! it lists: what came later is left out, what moved gets its old place.

use super::AuditedWorkbook;
use super::listed::ListedFiles;
use crate::grid::RawValue;
use crate::model::period::Period;
use crate::model::received_file::{MailInfo, ReadingOutcome, ReceivedFile, WITHIN};
use crate::model::submission::Submission;
use crate::model::text::{Lang, text_in};
use crate::model::visible;
use crate::plan::{Plan, sheet_names};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Changes among the received files since a workbook was built. Paths are relative to the returns folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct FilesSince {
    /// Files of later periods that the workbook does not list. They are excluded from the audit.
    pub later: Vec<String>,
    /// Files of later periods that it lists and that are missing or have other content now.
    pub later_gone: Vec<String>,
    /// Other files that it does not list, such as a later submission. They are excluded from the audit.
    pub new: Vec<FileSince>,
    /// Other files that it lists and that have other content now.
    pub changed: Vec<FileSince>,
    /// Other files that it lists and that are missing now.
    pub gone: Vec<FileSince>,
    /// Files that it lists under another path, as `old → new`.
    pub moved: Vec<String>,
    /// Files that it lists and that only a published copy has now.
    pub in_copy: Vec<String>,
}

/// A file that came, changed or went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct FileSince {
    /// Path relative to the returns folder.
    pub file: String,
    /// Its returns: unit, period and submission number, as text.
    pub returns: Vec<String>,
}

impl FileSince {
    /// Describes a file of today.
    fn of_arrival(plan: &Plan, arrival: ReceivedFile) -> Self {
        let one = |s: Submission| return_text(plan.language, plan.unit_name(&s.unit), s.period, s.number);
        FileSince { file: arrival.file.clone(), returns: arrival.returns().into_iter().map(one).collect() }
    }

    /// Describes a file by the rows of the list.
    fn of_rows(lang: Lang, file: &str, lines: &[&ListedFiles]) -> Self {
        let one = |l: &&ListedFiles| Some(return_text(lang, &l.unit, l.period?, l.number));
        FileSince { file: file.to_string(), returns: lines.iter().filter_map(one).collect() }
    }

    /// Formats the file with its returns in one text.
    pub(crate) fn text(&self) -> String {
        if self.returns.is_empty() { self.file.clone() } else { format!("{} ({})", self.file, self.returns.join("; ")) }
    }
}

/// Names a return by unit, period and submission number.
fn return_text(lang: Lang, unit: &str, period: Period, number: impl std::fmt::Display) -> String {
    let period = period.in_sentence(lang);
    text_in!(lang, "{unit}, {period}, lần {number}", "{unit}, {period}, submission {number}")
}

/// The received files of an audit.
#[derive(Clone, Debug, Default)]
pub(crate) struct SetApart {
    /// The files that the workbook lists, as they were.
    pub kept: Vec<ReceivedFile>,
    /// Files that are at a listed path with other content.
    pub changed: Vec<ReceivedFile>,
    /// The rows of returns up to the period that are in no file now.
    pub lost: Vec<ListedFiles>,
    /// What changed, for the report.
    pub since: FilesSince,
}

/// Returns the period in the names around a file without a return.
pub(super) type NamedPeriod<'a> = &'a dyn Fn(&ReceivedFile) -> Option<Period>;

/// Sets apart the files that a workbook merged for `merged` does not list. Listed files of later periods that are
/// missing are restored without figures: none of its figures depends on them.
pub(crate) fn set_apart(
    workbook: &AuditedWorkbook,
    plan: &Plan,
    merged: Period,
    arrivals: Vec<ReceivedFile>,
    named: NamedPeriod,
) -> SetApart {
    let listed = workbook.listed();
    let mut rows: BTreeMap<(String, String), Vec<&ListedFiles>> = BTreeMap::new();
    for line in listed {
        rows.entry((line.file.clone(), line.sha256.clone())).or_default().push(line);
    }
    let mut out = SetApart::default();
    let mut others: Vec<ReceivedFile> = Vec::new();
    for arrival in arrivals {
        let is_listed = rows.remove(&(shown(&arrival.file), arrival.sha256.clone())).is_some();
        if is_listed { out.kept.push(arrival) } else { others.push(arrival) }
    }
    for ((file, sha256), lines) in rows {
        let is_later = |l: &&ListedFiles| l.period.is_some_and(|period| period > merged && period <= plan.last);
        let same = others.iter().position(|a| !a.sha256.is_empty() && a.sha256 == sha256);
        if let Some(at) = same {
            let moved = others.remove(at);
            out.since.moved.push(format!("{file} → {}", moved.file));
            out.kept.push(renamed(moved, &file));
        } else if lines.iter().all(is_later) {
            out.since.later_gone.push(file.to_string());
            // Another file may have this path now.
            if !out.kept.iter().any(|other| shown(&other.file) == file) {
                out.kept.push(restored(plan, &lines));
            }
        } else {
            match others.iter().position(|a| shown(&a.file) == file) {
                Some(at) => {
                    out.since.changed.push(FileSince::of_rows(plan.language, &file, &lines));
                    out.changed.push(others.remove(at));
                }
                None => out.since.gone.push(FileSince::of_rows(plan.language, &file, &lines)),
            }
            out.lost.extend(lines.into_iter().filter(|l| l.period.is_some()).cloned());
        }
    }
    let deleted = DeletedRows::new(workbook, listed);
    for arrival in others {
        let is_later = match &arrival.outcome {
            ReadingOutcome::Returns(all) if !all.is_empty() => all.iter().all(|r| r.period > merged),
            _ => named(&arrival).is_some_and(|period| period > merged),
        };
        if is_later {
            out.since.later.push(arrival.file);
        } else if deleted.has(&shown(&arrival.file)) {
            out.kept.push(arrival);
        } else {
            out.since.new.push(FileSince::of_arrival(plan, arrival));
        }
    }
    sort(&mut out.kept);
    out
}

/// Returns a path as the list shows it.
pub(crate) fn shown(file: &str) -> String {
    visible::line(file).into_owned()
}

/// Sorts files by the path of the file in the folder. Attachments keep their order.
pub(crate) fn sort(files: &mut [ReceivedFile]) {
    files.sort_by(|a, b| outer(&a.file).cmp(outer(&b.file)));
}

fn outer(file: &str) -> &str {
    file.split(WITHIN).next().unwrap_or(file)
}

/// Gives a file the path under which the workbook lists it.
fn renamed(mut arrival: ReceivedFile, file: &str) -> ReceivedFile {
    let now = std::mem::replace(&mut arrival.file, file.to_string());
    let place = |of: &mut Option<String>| {
        if of.as_deref() == Some(now.as_str()) {
            *of = Some(file.to_string());
        }
    };
    match &mut arrival.outcome {
        ReadingOutcome::Returns(all) => {
            for submission in all {
                submission.file = file.to_string();
                submission.findings.iter_mut().for_each(|finding| place(&mut finding.file));
            }
        }
        ReadingOutcome::NotAReturn(finding) | ReadingOutcome::Unreadable(finding) => place(&mut finding.file),
        ReadingOutcome::Accompanying(beside) => {
            place(&mut beside.alone.file);
            place(&mut beside.beside.file);
        }
    }
    arrival
}

/// Evidence that a row of the list was deleted: another sheet names the file, or the ordinals have a gap at its place.
/// Such a file did not come later.
struct DeletedRows {
    mentioned: BTreeSet<String>,
    /// Paths before and after a gap; an empty one is the start of the list.
    gaps: Vec<(String, String)>,
}

impl DeletedRows {
    fn new(workbook: &AuditedWorkbook, listed: &[ListedFiles]) -> Self {
        let others = workbook.grid.sheets.iter().filter(|s| !sheet_names::SOURCES.is(&s.name));
        let texts = others.flat_map(|s| s.cells.values()).filter_map(|cell| match &cell.value {
            RawValue::Text(text) if text.contains('.') && text.len() < 1000 => Some(text.to_string()),
            _ => None,
        });
        let mut gaps = Vec::new();
        let mut before: (u32, &str) = (0, "");
        for line in listed.iter().filter(|line| line.ordinal > 0) {
            if line.ordinal > before.0 + 1 {
                gaps.push((before.1.to_string(), line.file.clone()));
            }
            before = (line.ordinal, &line.file);
        }
        DeletedRows { mentioned: texts.collect(), gaps }
    }

    fn has(&self, file: &str) -> bool {
        self.mentioned.contains(file)
            || self.gaps.iter().any(|(before, after)| before.as_str() < file && file < after.as_str())
    }
}

/// Rebuilds the entry of a file of a later period from its rows on "Nguồn". Its submissions have no figures.
fn restored(plan: &Plan, lines: &[&ListedFiles]) -> ReceivedFile {
    let one = |line: &&ListedFiles| {
        let unit = plan.units.iter().find(|u| u.name == line.unit).map_or(&line.unit, |u| &u.code);
        Some(Submission {
            file: line.file.clone(),
            sources: line.sources.clone(),
            balance: line.balance,
            ..Submission::new(unit, line.period?, line.number)
        })
    };
    let first = lines.first().copied().cloned().unwrap_or_default();
    let letter = MailInfo { sender: first.sender, date: first.date, subject: String::new() };
    ReceivedFile {
        file: first.file,
        size: first.size,
        sha256: first.sha256,
        outcome: ReadingOutcome::Returns(lines.iter().filter_map(one).collect()),
        letter: (letter != MailInfo::default()).then_some(letter),
        left: Vec::new(),
    }
}
