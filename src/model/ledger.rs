//! The settled campaign: unit by period, which submission counts, and every finding.

use super::amount::Value;
use super::arrival::Arrival;
use super::finding::Finding;
use super::period::Period;
use super::submission::{COUNTED, RosterRow, Submission};
use super::text::Text;
use std::collections::HashMap;

/// Everything that the consolidated workbook is made of, up to the report period.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// The report period.
    pub report: Period,
    /// Every file seen, by path. `Outcome::Returns` is emptied: the returns stand in `submissions`.
    pub arrivals: Vec<Arrival>,
    /// Every return read, sorted by unit (plan order), period, number, file. Later periods included.
    pub submissions: Vec<Submission>,
    /// What became of each submission; same length as `submissions`.
    pub fates: Vec<Fate>,
    /// `slots[unit][period]`: unit in plan order; period 0 is the plan's first; up to the plan's last period.
    pub slots: Vec<Vec<Slot>>,
    /// All findings up to the report period: by period, unit (plan order), severity, code, cell.
    pub findings: Vec<Finding>,
    /// Figures of workbooks published for earlier periods that the returns of today change.
    pub republished: Vec<Republished>,
    /// Returns that workbooks published for earlier periods were made from, and that are gone.
    pub gone: Vec<Gone>,
}

impl Ledger {
    /// The indexes of the submissions that came in each file, in their order.
    pub fn by_file(&self) -> HashMap<&str, Vec<usize>> {
        let mut by_file: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, submission) in self.submissions.iter().enumerate() {
            by_file.entry(&submission.file).or_default().push(index);
        }
        by_file
    }

    /// Gives the rows of a roster away, submission by submission: of a large campaign they take more memory than all the rest.
    pub fn take_rows(&mut self, roster: usize) -> Vec<Vec<RosterRow>> {
        let rows = |s: &mut Submission| s.rosters.get_mut(roster).map(|r| std::mem::take(&mut r.rows));
        self.submissions.iter_mut().map(|s| rows(s).unwrap_or_default()).collect()
    }

    /// The submission that stands for a unit (index in the plan) in a period (0 = the plan's first), counted or held.
    pub fn standing(&self, unit: usize, period: usize) -> Option<&Submission> {
        self.submissions.get(self.standing_index(unit, period)?)
    }

    /// Its index.
    pub fn standing_index(&self, unit: usize, period: usize) -> Option<usize> {
        self.slots.get(unit)?.get(period)?.submission
    }
}

/// A figure of a published workbook that would read otherwise today.
#[derive(Clone, Debug, PartialEq)]
pub struct Republished {
    /// The period of the workbook.
    pub period: Period,
    /// Name of the unit; none for the total.
    pub unit: Option<String>,
    /// Heading of the column.
    pub heading: String,
    /// `'Tổng hợp'!I17`.
    pub cell: String,
    /// As published.
    pub old: Value,
    /// As of now.
    pub new: Value,
}

/// A return that a published workbook counted or held, and that is in no file any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// The period of the workbook.
    pub workbook: Period,
    /// Where the workbook lists it: `'Nguồn'!C8`.
    pub cell: String,
    /// Path of the file within the returns folder.
    pub file: String,
    /// Name of the unit.
    pub unit: String,
    /// Period of the return.
    pub period: Period,
    /// Submission number.
    pub number: u32,
    /// What the workbook says of it: `✓ Tính`.
    pub state: String,
}

/// State of a unit in a period.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// Index into `Ledger::submissions` of the submission that stands here.
    pub submission: Option<usize>,
    /// Counted, held or missing.
    pub state: State,
}

/// Whether a unit's return of a period is in the totals.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// In the totals.
    Counted,
    /// There, but held out of the totals by an error.
    Held,
    /// No return that could be placed.
    #[default]
    Missing,
}

impl State {
    /// The word in "Số liệu"; formulas compare with it.
    pub fn word(self) -> &'static str {
        match self {
            State::Counted => COUNTED,
            State::Held => "Giữ lại",
            State::Missing => "Chưa gửi",
        }
    }
}

/// What became of one submission.
#[derive(Clone, Debug, PartialEq)]
pub enum Fate {
    /// In the totals.
    Counted,
    /// Held out of the totals: why (codes of the findings).
    Held(Text),
    /// A higher submission number counts: index of that submission.
    Superseded(usize),
    /// The same bytes as another file: index of that submission.
    Duplicate(usize),
    /// Left out under "Chấp nhận": the reason.
    LeftOut(String),
    /// Reports a period after the report period.
    Later,
}
