//! One return as read: figures with their origin. Knows no other file and no rule.

use super::amount::{Amount, Figure};
use super::finding::Finding;
use super::period::Period;
use super::text::Text;
use super::word::Word;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What stands beside a return, or a row of one, that is added up.
pub const COUNTED: &str = "Tính";

/// A return of one unit for one period, read from one sheet of one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    /// Path of the file within the returns folder, with `/`.
    pub file: String,
    /// Sheet that holds the table of figures.
    pub sheet: String,
    /// Code of the unit.
    pub unit: String,
    /// The period that it reports.
    pub period: Period,
    /// Submission number (Lần nộp), 1 unless raised.
    pub number: u32,
    /// Header fields, indicators and narratives by name. What is not in the file at all is absent;
    /// an empty cell is there as `Amount::Blank` with its cell.
    pub figures: BTreeMap<Word, Figure>,
    /// One entry per roster of the plan, in the plan's order; `rows` empty when absent or unfilled.
    pub rosters: Vec<RosterRows>,
    /// Every figure that was not taken as typed.
    pub traces: Vec<Trace>,
    /// What reading found: codes `D..`.
    pub findings: Vec<Finding>,
    /// The returns that this one was added up from, when it is a consolidated workbook of the level below.
    #[serde(default)]
    pub sources: Vec<Source>,
}

/// A return that was counted in a consolidated workbook, as that one tells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Name of the unit.
    pub unit: String,
    /// Path of the file within its returns folder.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Submission number.
    pub number: String,
}

impl Submission {
    /// The amount under a name; blank when the return has no such cell.
    pub fn amount(&self, name: &str) -> &Amount {
        self.figures.get(name).map_or(&Amount::Blank, |f| &f.amount)
    }
}

/// The filled rows of a roster.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RosterRows {
    /// Sheet of the return.
    pub sheet: String,
    /// Column letters of the plan's columns in that sheet, in the plan's order; empty where not found.
    pub columns: Vec<Word>,
    /// Filled rows in the file's order.
    pub rows: Vec<RosterRow>,
}

/// One filled row of a roster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RosterRow {
    /// Row number in the file, from 1.
    pub row: u32,
    /// One amount per column of the plan's roster.
    pub cells: Vec<Amount>,
}

/// A figure that was not taken as typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trace {
    /// Name of the figure (or roster column).
    pub name: String,
    /// Sheet of the return.
    pub sheet: String,
    /// Cell, such as `E14`.
    pub cell: String,
    /// What stood there.
    pub raw: String,
    /// What was taken.
    pub taken: Amount,
    /// Why.
    pub why: Text,
}
