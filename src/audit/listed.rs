//! The files that a workbook lists on its "Nguồn", held against the files of today. A workbook is judged by the files of
//! its time: what came for later periods since is set apart.

use super::Audited;
use crate::consolidate::listing;
use crate::model::arrival::{Arrival, Letter, Outcome};
use crate::model::ledger::{Gone, Ledger};
use crate::model::period::Period;
use crate::model::submission::{COUNTED, Source, Submission};
use crate::plan::{Plan, fixed};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// One line of "Nguồn": a return, or a file without any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listed {
    /// Row on the sheet, from 0.
    pub row: u32,
    /// Path within the returns folder.
    pub file: String,
    /// SHA-256 of the file; empty where it could not be had.
    pub sha256: String,
    /// Size in bytes.
    pub size: u64,
    /// When its mail was sent, as shown.
    pub date: String,
    /// Who sent the mail.
    pub sender: String,
    /// Name of the unit; empty for a file without a return.
    pub unit: String,
    /// Period of the return.
    pub period: Option<Period>,
    /// Submission number.
    pub number: u32,
    /// What became of it.
    pub state: String,
    /// What it was added up from.
    pub sources: Vec<Source>,
}

/// What became of the files since a workbook was made: paths within the returns folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Since {
    /// Files of later periods that the workbook does not list: left aside.
    pub later: Vec<String>,
    /// Files of later periods that it lists and that are gone or hold something else now.
    pub later_gone: Vec<String>,
    /// Other files that it does not list, or lists with another content.
    pub new: Vec<String>,
    /// Other files that it lists and that are gone or hold something else now.
    pub gone: Vec<String>,
    /// Files that it lists under another path: `old → new`.
    pub moved: Vec<String>,
}

impl Audited {
    /// Every line of its list of files.
    pub fn listed(&self) -> Vec<Listed> {
        let Some(sheet) = self.grid.sheets.iter().find(|s| s.name == fixed::SOURCES) else { return Vec::new() };
        let shown =
            |row, column| sheet.cell(row, column).map(|c| c.value.display().trim().to_string()).unwrap_or_default();
        let mut heads = sheet.cells.keys().map(|(row, _)| *row);
        let Some(head) = heads.find(|row| shown(*row, listing::HASH) == listing::HASH_HEADING) else {
            return Vec::new();
        };
        let mut out: Vec<Listed> = Vec::new();
        for row in head + 1.. {
            let [file, sha256, state] = [listing::FILE, listing::HASH, listing::STATE].map(|c| shown(row, c));
            if [&file, &sha256, &state].iter().all(|text| text.is_empty()) {
                break;
            }
            let [unit, number] = [listing::UNIT, listing::NUMBER].map(|c| shown(row, c));
            if shown(row, 0).is_empty() {
                // A return that the file above was added up from.
                out.last_mut().into_iter().for_each(|l| {
                    let (unit, file, sha256, number) = (unit.clone(), file.clone(), sha256.clone(), number.clone());
                    l.sources.push(Source { unit, file, sha256, number });
                });
                continue;
            }
            out.push(Listed {
                row,
                file,
                sha256,
                size: shown(row, listing::SIZE).parse().unwrap_or(0),
                date: shown(row, listing::DATE),
                sender: shown(row, listing::SENDER),
                unit,
                period: shown(row, listing::PERIOD).parse().ok(),
                number: number.parse().unwrap_or(1),
                state,
                sources: Vec::new(),
            });
        }
        out
    }

    /// Returns up to its period that it counted or held and whose bytes are in no file of the ledger.
    pub fn gone(&self, ledger: &Ledger, period: Period) -> Vec<Gone> {
        let here: BTreeSet<&str> = ledger.arrivals.iter().map(|a| a.sha256.as_str()).collect();
        let used = |l: &Listed| l.state.ends_with(COUNTED) || l.state.starts_with(listing::HELD);
        let lost = self.listed().into_iter().filter(|l| used(l) && !here.contains(l.sha256.as_str()));
        let one = |l: Listed| {
            let when = l.period.filter(|p| *p <= period)?;
            let cell = format!("'{}'!{}", fixed::SOURCES, crate::book::address::cell(l.row, listing::FILE));
            let (file, unit, number) = (l.file, l.unit, l.number);
            Some(Gone { workbook: period, cell, file, unit, period: when, number, state: l.state })
        };
        lost.filter_map(one).collect()
    }
}

/// Leaves out the files of periods after `merged` that a workbook does not list, and puts those that it lists and that are
/// gone where they were: what a workbook says of later periods concerns none of its figures. `named` is the period that the
/// name of a file without a return gives.
pub fn set_apart(
    plan: &Plan,
    merged: Period,
    listed: &[Listed],
    arrivals: Vec<Arrival>,
    named: &dyn Fn(&Arrival) -> Option<Period>,
) -> (Vec<Arrival>, Since) {
    let known: BTreeSet<(&str, &str)> = listed.iter().map(|l| (l.file.as_str(), l.sha256.as_str())).collect();
    let (mut kept, mut since) = (Vec::new(), Since::default());
    let mut fresh: BTreeMap<String, String> = BTreeMap::new();
    for arrival in arrivals {
        let is_later = match &arrival.outcome {
            Outcome::Returns(all) if !all.is_empty() => all.iter().all(|r| r.period > merged),
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
    let mut lost: BTreeMap<(&str, &str), Vec<&Listed>> = BTreeMap::new();
    for line in listed.iter().filter(|l| !here.contains(&(l.file.clone(), l.sha256.clone()))) {
        lost.entry((line.file.as_str(), line.sha256.as_str())).or_default().push(line);
    }
    for ((file, sha256), lines) in lost {
        let is_later = |l: &&Listed| l.period.is_some_and(|period| period > merged && period <= plan.last);
        if lines.iter().all(is_later) {
            since.later_gone.push(file.to_string());
            // Another file may have its name by now.
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

/// A file of later periods as the workbook lists it; none of its figures was looked at.
fn restored(plan: &Plan, lines: &[&Listed]) -> Arrival {
    let one = |line: &&Listed| {
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
        })
    };
    let first = lines.first().copied().cloned().unwrap_or_default();
    let letter = Letter { sender: first.sender, date: first.date, subject: String::new() };
    Arrival {
        file: first.file,
        size: first.size,
        sha256: first.sha256,
        outcome: Outcome::Returns(lines.iter().filter_map(one).collect()),
        letter: (letter != Letter::default()).then_some(letter),
    }
}
