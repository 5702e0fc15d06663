//! Compares the files listed on the sheet "Nguồn" of a workbook with the files of today. A workbook is audited with the
//! files that it was built from: files that came in later for later periods are excluded.

use super::AuditedWorkbook;
use crate::consolidate::listing;
use crate::model::balance::CellBalance;
use crate::model::ledger::{Ledger, MissingFile};
use crate::model::period::Period;
use crate::model::received_file::{MailInfo, ReadingOutcome, ReceivedFile};
use crate::model::submission::{COUNTED, CellSource, Submission};
use crate::plan::{Plan, sheet_names};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// One row of the sheet "Nguồn": a return, or a file without a return.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListedFiles {
    /// Row on the sheet, from 0.
    pub row: u32,
    /// Path relative to the returns folder.
    pub file: String,
    /// SHA-256 of the file; empty if the file could not be read.
    pub sha256: String,
    /// Size in bytes.
    pub size: u64,
    /// Date on which its e-mail was sent, as shown on the sheet.
    pub date: String,
    /// Sender of the e-mail, as shown on the sheet.
    pub sender: String,
    /// Name of the unit; empty for a file without a return.
    pub unit: String,
    /// Period of the return. `None` for a file without a return.
    pub period: Option<Period>,
    /// Submission number.
    pub number: u32,
    /// Status as shown on the sheet: counted, on hold, superseded and so on.
    pub state: String,
    /// Balance of the cells of the file, as shown on the sheet.
    pub balance: CellBalance,
    /// Returns that a rolled-up return was added up from.
    pub sources: Vec<CellSource>,
}

/// Changes among the received files since a workbook was built. Paths are relative to the returns folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FilesSince {
    /// Files of later periods that the workbook does not list. They are excluded from the audit.
    pub later: Vec<String>,
    /// Files of later periods that it lists and that are missing or have other content now.
    pub later_gone: Vec<String>,
    /// Other files that it does not list, or lists with other content.
    pub new: Vec<String>,
    /// Other files that it lists and that are missing or have other content now.
    pub gone: Vec<String>,
    /// Files that it lists under another path, as `old → new`.
    pub moved: Vec<String>,
}

impl AuditedWorkbook {
    /// Returns the rows of its list of files. Empty if the sheet or its heading is missing.
    pub fn listed(&self) -> Vec<ListedFiles> {
        let Some(sheet) = self.grid.sheets.iter().find(|s| s.name == sheet_names::SOURCES) else { return Vec::new() };
        let shown =
            |row, column| sheet.cell(row, column).map(|c| c.value.display().trim().to_string()).unwrap_or_default();
        let mut heads = sheet.cells.keys().map(|(row, _)| *row);
        let Some(head) = heads.find(|row| shown(*row, listing::HASH) == listing::HASH_HEADING) else {
            return Vec::new();
        };
        let mut out: Vec<ListedFiles> = Vec::new();
        for row in head + 1.. {
            let [file, sha256, state] = [listing::FILE, listing::HASH, listing::STATE].map(|c| shown(row, c));
            if [&file, &sha256, &state].iter().all(|text| text.is_empty()) {
                break;
            }
            let [unit, number] = [listing::UNIT, listing::NUMBER].map(|c| shown(row, c));
            if shown(row, 0).is_empty() {
                // The unit cell is empty: this row is a return that the row above was added up from.
                out.last_mut().into_iter().for_each(|l| {
                    let (unit, file, sha256, number) = (unit.clone(), file.clone(), sha256.clone(), number.clone());
                    l.sources.push(CellSource { unit, file, sha256, number });
                });
                continue;
            }
            out.push(ListedFiles {
                row,
                file,
                sha256,
                size: shown(row, listing::SIZE).parse().unwrap_or(0),
                date: shown(row, listing::DATE),
                sender: shown(row, listing::SENDER),
                unit,
                period: shown(row, listing::PERIOD).parse().ok(),
                number: number.parse().unwrap_or(1),
                balance: {
                    let count = |column| shown(row, column).parse().unwrap_or(0);
                    CellBalance {
                        taken: count(listing::TAKEN),
                        printed: count(listing::PRINTED),
                        reported: count(listing::REPORTED),
                    }
                },
                state,
                sources: Vec::new(),
            });
        }
        out
    }

    /// Lists the returns up to `period` that the workbook counted or put on hold and whose content is in no file of the
    /// ledger. `name` is the workbook, relative to the results folder.
    pub fn gone(&self, ledger: &Ledger, period: Period, name: &str) -> Vec<MissingFile> {
        let here: BTreeSet<&str> = ledger.arrivals.iter().map(|a| a.sha256.as_str()).collect();
        let used = |l: &ListedFiles| l.state.ends_with(COUNTED) || l.state.starts_with(listing::HELD);
        let lost = self.listed().into_iter().filter(|l| used(l) && !here.contains(l.sha256.as_str()));
        let one = |l: ListedFiles| {
            let when = l.period.filter(|p| *p <= period)?;
            let cell = format!("'{}'!{}", sheet_names::SOURCES, crate::workbook::address::cell(l.row, listing::FILE));
            let (file, unit, number) = (l.file, l.unit, l.number);
            let workbook = name.to_string();
            Some(MissingFile { workbook, cell, file, unit, period: when, number, state: l.state })
        };
        lost.filter_map(one).collect()
    }
}

/// Removes the received files of periods after `merged` that the workbook does not list, and restores listed ones that
/// are missing: they affect none of its figures. `named` returns the period in the name of a file without a return.
/// Returns the remaining files and the changes.
pub fn set_apart(
    plan: &Plan,
    merged: Period,
    listed: &[ListedFiles],
    arrivals: Vec<ReceivedFile>,
    named: &dyn Fn(&ReceivedFile) -> Option<Period>,
) -> (Vec<ReceivedFile>, FilesSince) {
    let known: BTreeSet<(&str, &str)> = listed.iter().map(|l| (l.file.as_str(), l.sha256.as_str())).collect();
    let (mut kept, mut since) = (Vec::new(), FilesSince::default());
    let mut fresh: BTreeMap<String, String> = BTreeMap::new();
    for arrival in arrivals {
        let is_later = match &arrival.outcome {
            ReadingOutcome::Returns(all) if !all.is_empty() => all.iter().all(|r| r.period > merged),
            _ => named(&arrival).is_some_and(|period| period > merged),
        };
        if known.contains(&(arrival.file.as_str(), arrival.sha256.as_str())) {
            kept.push(arrival);
        } else if is_later {
            since.later.push(arrival.file);
        } else {
            fresh.insert(arrival.file.clone(), arrival.sha256.clone());
            kept.push(arrival);
        }
    }
    let here: BTreeSet<(String, String)> = kept.iter().map(|a| (a.file.clone(), a.sha256.clone())).collect();
    let mut lost: BTreeMap<(&str, &str), Vec<&ListedFiles>> = BTreeMap::new();
    for line in listed.iter().filter(|l| !here.contains(&(l.file.clone(), l.sha256.clone()))) {
        lost.entry((line.file.as_str(), line.sha256.as_str())).or_default().push(line);
    }
    for ((file, sha256), lines) in lost {
        let is_later = |l: &&ListedFiles| l.period.is_some_and(|period| period > merged && period <= plan.last);
        if lines.iter().all(is_later) {
            since.later_gone.push(file.to_string());
            // Another file may have this path now.
            if !here.iter().any(|(other, _)| other == file) {
                kept.push(restored(plan, &lines));
            }
            continue;
        }
        let other = fresh.iter().find(|(path, hash)| !hash.is_empty() && *hash == sha256 && *path != file);
        match other.map(|(path, _)| path.clone()) {
            Some(path) => {
                since.moved.push(format!("{file} → {path}"));
                fresh.remove(&path);
            }
            None => since.gone.push(file.to_string()),
        }
    }
    since.new = fresh.into_keys().collect();
    (kept, since)
}

/// Rebuilds the entry of a file of a later period from its rows on "Nguồn". Its submissions have no figures.
fn restored(plan: &Plan, lines: &[&ListedFiles]) -> ReceivedFile {
    let one = |line: &&ListedFiles| {
        let unit = plan.units.iter().find(|u| u.name == line.unit).map_or(&line.unit, |u| &u.code);
        Some(Submission {
            file: line.file.clone(),
            sheet: String::new(),
            unit: unit.clone(),
            period: line.period?,
            number: line.number,
            figures: BTreeMap::new(),
            rosters: Vec::new(),
            traces: Vec::new(),
            findings: Vec::new(),
            sources: line.sources.clone(),
            notes: Vec::new(),
            balance: line.balance,
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
