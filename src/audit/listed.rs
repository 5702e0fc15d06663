//! Reads the list of files on the sheet "Nguồn" of a workbook.

use super::AuditedWorkbook;
use crate::consolidate::listing;
use crate::model::balance::CellBalance;
use crate::model::ledger::{Ledger, MissingFile};
use crate::model::period::Period;
use crate::model::received_file::ReceivedFile;
use crate::model::submission::{COUNTED, CellSource};
use crate::plan::sheet_names;
use std::collections::BTreeSet;

/// One row of the sheet "Nguồn": a return, or a file without a return.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ListedFiles {
    /// Row on the sheet, from 0.
    pub row: u32,
    /// Ordinal in the list, from 1.
    pub ordinal: u32,
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

impl ListedFiles {
    /// Returns true for a return that was counted.
    pub(crate) fn is_counted(&self) -> bool {
        [COUNTED.vi, COUNTED.en].into_iter().any(|word| self.state.ends_with(word))
    }

    /// Returns true for a return that was counted or put on hold.
    pub(crate) fn is_used(&self) -> bool {
        self.is_counted() || [listing::HELD.vi, listing::HELD.en].into_iter().any(|word| self.state.starts_with(word))
    }
}

impl AuditedWorkbook {
    /// Returns the rows of its list of files. Empty if the sheet or its heading is missing.
    pub(crate) fn listed(&self) -> &[ListedFiles] {
        self.listed.get_or_init(|| self.read_list())
    }

    /// Returns the files that the workbook lists, of those given.
    pub(crate) fn own_of(&self, arrivals: &[ReceivedFile]) -> Vec<ReceivedFile> {
        let listed: BTreeSet<&str> = self.listed().iter().map(|l| l.sha256.as_str()).collect();
        arrivals.iter().filter(|arrival| listed.contains(arrival.sha256.as_str())).cloned().collect()
    }

    /// Returns the files that the workbook lists; `None` if one of them is not among those given.
    pub(crate) fn all_of_own(&self, arrivals: &[ReceivedFile]) -> Option<Vec<ReceivedFile>> {
        let here: BTreeSet<&str> = arrivals.iter().map(|arrival| arrival.sha256.as_str()).collect();
        let is_whole = self.listed().iter().all(|l| l.sha256.is_empty() || here.contains(l.sha256.as_str()));
        is_whole.then(|| self.own_of(arrivals))
    }

    fn read_list(&self) -> Vec<ListedFiles> {
        let Some(sheet) = self.own_sheet(sheet_names::SOURCES) else { return Vec::new() };
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
                ordinal: shown(row, 0).parse().unwrap_or(0),
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
    pub(crate) fn gone(&self, ledger: &Ledger, period: Period, name: &str) -> Vec<MissingFile> {
        let here: BTreeSet<&str> = ledger.arrivals.iter().map(|a| a.sha256.as_str()).collect();
        let lost = self.listed().iter().filter(|l| l.is_used() && !here.contains(l.sha256.as_str())).cloned();
        let one = |l: ListedFiles| {
            let when = l.period.filter(|p| *p <= period)?;
            let cell = format!(
                "'{}'!{}",
                sheet_names::SOURCES.in_lang(self.language()),
                crate::workbook::address::cell(l.row, listing::FILE)
            );
            let (file, unit, number) = (l.file, l.unit, l.number);
            let workbook = name.to_string();
            Some(MissingFile { workbook, cell, file, unit, period: when, number, state: l.state })
        };
        lost.filter_map(one).collect()
    }
}
