//! One return as read: figures with their origin. It knows neither other files nor rules.

use super::amount::{Amount, Figure};
use super::balance::{CellBalance, FigureNote};
use super::finding::Finding;
use super::period::Period;
use super::shared_str::SharedStr;
use super::text::{BilingualText, StaticText};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The status text of a return, or of a roster row, that is counted.
pub(crate) const COUNTED: StaticText = StaticText::new("Đã tổng hợp", "Counted");

/// The file of a nil return that the board records: there is none.
pub(crate) const RECORDED: StaticText =
    StaticText::new("(không có báo cáo: ghi nhận không phát sinh)", "(no return: recorded as nil)");

/// A return of one unit for one period, read from one sheet of one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// The path of the file within the folder of the returns, with `/`.
    pub file: String,
    /// The sheet with the table of figures.
    pub sheet: String,
    /// The code of the unit.
    pub unit: String,
    /// The period of the return.
    pub period: Period,
    /// The submission number (Lần gửi), 1 unless the return was sent again.
    pub number: u32,
    /// Header fields, indicators and narratives by name. A field that is not in the file has no entry; an empty cell
    /// has the entry `Amount::Blank`.
    pub figures: BTreeMap<SharedStr, Figure>,
    /// One entry for each roster of the plan, in the plan's order; `rows` is empty if the roster is missing or blank.
    pub rosters: Vec<RosterRows>,
    /// The figures that were not taken as typed.
    pub traces: Vec<Trace>,
    /// The findings of reading, codes `D..`.
    pub findings: Vec<Finding>,
    /// The returns that this one is the sum of, if it is a consolidated workbook of the level below.
    #[serde(default)]
    pub sources: Vec<CellSource>,
    /// The notes beside the figures, in the order of the rows.
    #[serde(default)]
    pub notes: Vec<FigureNote>,
    /// What became of the cells of the file. Returns of one file have the same.
    #[serde(default)]
    pub balance: CellBalance,
}

/// A return that is counted in a consolidated workbook, as that workbook lists it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CellSource {
    /// The name of the unit.
    pub unit: String,
    /// The path of the file within its folder of returns.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The submission number.
    pub number: String,
}

impl Submission {
    /// Creates a submission without content.
    pub(crate) fn new(unit: &str, period: Period, number: u32) -> Self {
        Submission {
            file: String::new(),
            sheet: String::new(),
            unit: unit.to_string(),
            period,
            number,
            figures: BTreeMap::new(),
            rosters: Vec::new(),
            traces: Vec::new(),
            findings: Vec::new(),
            sources: Vec::new(),
            notes: Vec::new(),
            balance: CellBalance::default(),
        }
    }

    /// Returns true if the board recorded the return: it has no file.
    pub(crate) fn is_recorded(&self) -> bool {
        RECORDED.is(&self.file)
    }

    /// Adds findings about the return: with its file, unit and period.
    pub(crate) fn add_findings(&mut self, findings: impl IntoIterator<Item = Finding>) {
        let placed = findings.into_iter().map(|finding| Finding {
            file: Some(self.file.clone()),
            unit: Some(self.unit.clone()),
            period: Some(self.period),
            ..finding
        });
        self.findings.extend(placed);
    }

    /// Returns the amount of a name; `Amount::Blank` if the return has no such cell.
    pub fn amount(&self, name: &str) -> &Amount {
        self.figures.get(name).map_or(&Amount::Blank, |f| &f.amount)
    }
}

/// The filled rows of a roster.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RosterRows {
    /// The sheet of the return.
    pub sheet: String,
    /// The letters of the sheet's columns for the columns of the plan, in the plan's order; empty for a column not
    /// found.
    pub columns: Vec<SharedStr>,
    /// The filled rows, in the order of the file.
    pub rows: Vec<RosterRow>,
    /// Further sheets on which the roster goes on, in the order of their rows.
    pub further: Vec<RosterSheet>,
}

impl RosterRows {
    /// Appends the rows of a further sheet.
    pub(crate) fn append(&mut self, more: RosterRows) {
        let part = RosterSheet { first: self.rows.len(), sheet: more.sheet, columns: more.columns };
        self.further.push(part);
        self.rows.extend(more.rows);
    }

    /// Returns the sheet of the row with this index, with the letters of its columns.
    pub fn place(&self, row: usize) -> (&str, &[SharedStr]) {
        match self.further.iter().rfind(|part| part.first <= row) {
            Some(part) => (&part.sheet, &part.columns),
            None => (&self.sheet, &self.columns),
        }
    }

    /// Returns the letters of a column of the plan on the sheet of the row with this index; `None` if the sheet has no
    /// such column.
    pub(crate) fn letters(&self, row: usize, column: usize) -> Option<&SharedStr> {
        self.place(row).1.get(column).filter(|letters| !letters.is_empty())
    }

    /// Returns true for a sheet of the roster.
    pub(crate) fn is_on(&self, sheet: &str) -> bool {
        self.sheet == sheet || self.further.iter().any(|part| part.sheet == sheet)
    }
}

/// A further sheet on which a roster goes on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RosterSheet {
    /// Index of its first row among the rows of the roster.
    pub first: usize,
    /// Name of the sheet.
    pub sheet: String,
    /// The letters of its columns, as those of the first sheet.
    pub columns: Vec<SharedStr>,
}

/// A filled row of a roster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RosterRow {
    /// The row number in the file, from 1.
    pub row: u32,
    /// One amount for each column of the plan's roster.
    pub cells: Vec<Amount>,
}

/// A figure that was not taken as typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// The name of the figure or roster column.
    pub name: String,
    /// The sheet of the return.
    pub sheet: String,
    /// The cell, such as `E14`.
    pub cell: String,
    /// The text in the cell.
    pub raw: String,
    /// The amount that was read.
    pub taken: Amount,
    /// The reason.
    pub why: BilingualText,
}
