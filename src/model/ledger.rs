//! The ledger of a campaign: units by periods, the submissions that count, and all findings.

use super::amount::Value;
use super::finding::Finding;
use super::period::Period;
use super::received_file::ReceivedFile;
use super::span::{PeriodSpan, SpanName};
use super::submission::{COUNTED, RosterRow, Submission};
use super::text::{BilingualText, Lang, StaticText};
use super::unchecked_rule::UncheckedRule;
use std::collections::HashMap;

/// Everything that the consolidated workbook is built from, up to the report period.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// The last period that is considered: the report period, or of a span the last one that is reported.
    pub report: Period,
    /// The span that is reported; a single period is a span too.
    pub span: PeriodSpan,
    /// All received files, sorted by path. `Outcome::Returns` is empty: the returns are in `submissions`.
    pub arrivals: Vec<ReceivedFile>,
    /// All returns, sorted by unit (plan order), period, number, file. Includes later periods.
    pub submissions: Vec<Submission>,
    /// Status of each submission; same length as `submissions`.
    pub fates: Vec<SubmissionStatus>,
    /// `slots[unit][period]`: units in plan order; periods from 0 (the plan's first) to the plan's last.
    pub slots: Vec<Vec<UnitPeriod>>,
    /// All findings up to the report period, sorted by period, unit (plan order), severity, code, cell.
    pub findings: Vec<Finding>,
    /// The rules that were not checked for a selected return, in the order of the plan's rules.
    pub unchecked: Vec<UncheckedRule>,
    /// Published changes: figures of workbooks of earlier periods that the returns of today change.
    pub republished: Vec<PublishedChange>,
    /// Returns that workbooks of earlier periods were built from and that are missing now.
    pub gone: Vec<MissingFile>,
    /// Published and earlier workbooks that were compared with the campaign of today, and are listed.
    pub compared: Vec<ComparedWorkbook>,
}

impl Ledger {
    /// Returns the periods of the span that are reported, as ordinals in a plan that begins with `first`.
    pub(crate) fn span_ordinals(&self, first: Period) -> std::ops::RangeInclusive<usize> {
        let ordinal = |period: Period| usize::try_from(period.ordinal(first)).unwrap_or(0);
        ordinal(self.span.first)..=ordinal(self.report)
    }

    /// Returns the returns that are due in the span: unit (index), ordinal of the period, status; period by period. `first` is
    /// the plan's first period.
    pub(crate) fn due_in_span(&self, first: Period) -> impl Iterator<Item = (usize, usize, ReturnStatus)> {
        let of_period = move |ordinal: usize| {
            let units = self.slots.iter().enumerate();
            units.filter_map(move |(unit, slots)| Some((unit, ordinal, slots.get(ordinal.checked_sub(1)?)?.state)))
        };
        self.span_ordinals(first).flat_map(of_period).filter(|(.., state)| *state != ReturnStatus::NotDue)
    }

    /// Returns the indexes of the submissions of each file, in their order.
    pub(crate) fn by_file(&self) -> HashMap<&str, Vec<usize>> {
        let mut by_file: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, submission) in self.submissions.iter().enumerate() {
            by_file.entry(&submission.file).or_default().push(index);
        }
        by_file
    }

    /// Moves the rows of a roster out of the ledger, by submission. In a large campaign they take more memory than
    /// everything else.
    pub(crate) fn take_rows(&mut self, roster: usize) -> Vec<Vec<RosterRow>> {
        let rows = |s: &mut Submission| s.rosters.get_mut(roster).map(|r| std::mem::take(&mut r.rows));
        self.submissions.iter_mut().map(|s| rows(s).unwrap_or_default()).collect()
    }

    /// Returns the selected submission of a unit (index in the plan) for a period (0 = the plan's first), counted or on
    /// hold. `None` if the return is missing.
    pub(crate) fn selected(&self, unit: usize, period: usize) -> Option<&Submission> {
        self.submissions.get(self.standing_index(unit, period)?)
    }

    /// Returns the index of the selected submission.
    pub(crate) fn standing_index(&self, unit: usize, period: usize) -> Option<usize> {
        self.slots.get(unit)?.get(period)?.submission
    }
}

/// Returns a matrix of units by periods without any return. `is_due` states if a unit reports in a period (0 = the
/// plan's first).
pub(crate) fn empty_slots(units: usize, periods: usize, is_due: impl Fn(usize, usize) -> bool) -> Vec<Vec<UnitPeriod>> {
    let slot = |unit: usize, period: usize| UnitPeriod {
        submission: None,
        state: if is_due(unit, period) { ReturnStatus::Missing } else { ReturnStatus::NotDue },
    };
    (0..units).map(|unit| (0..periods).map(|period| slot(unit, period)).collect()).collect()
}

/// A figure of a published or earlier workbook that differs today.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedChange {
    /// Span of the workbook.
    pub period: SpanName,
    /// Name of the unit. `None` for the total.
    pub unit: Option<String>,
    /// Heading of the column.
    pub heading: String,
    /// Cell such as `'Tổng hợp'!I17`.
    pub cell: String,
    /// Published value.
    pub old: Value,
    /// Value today.
    pub new: Value,
    /// True if the column is shown as a percentage.
    pub is_percent: bool,
    /// The workbook, relative to the results folder: `da-chot/2021-Q3/Tong-hop-2021-Q3.xlsx`.
    pub file: String,
    /// What makes the difference.
    pub reason: BilingualText,
}

/// A published or earlier workbook that was compared with the campaign of today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedWorkbook {
    /// Its span.
    pub period: SpanName,
    /// The workbook, relative to the results folder.
    pub file: String,
    /// SHA-256 of the workbook.
    pub sha256: String,
    /// True if its period is published.
    pub is_published: bool,
    /// Number of its figures that differ today.
    pub changes: usize,
}

/// A return that a published workbook counted or put on hold, and that is in no file now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingFile {
    /// The workbook, relative to the results folder: `Tong-hop-2021-Q3.xlsx`.
    pub workbook: String,
    /// Cell in which the workbook lists it: `'Nguồn'!C8`.
    pub cell: String,
    /// Path of the file relative to the returns folder.
    pub file: String,
    /// Name of the unit.
    pub unit: String,
    /// Period of the return.
    pub period: Period,
    /// Submission number.
    pub number: u32,
    /// Status in the workbook, such as `✓ Đã tổng hợp`.
    pub state: String,
}

/// Entry of the matrix of units by periods.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitPeriod {
    /// Index in `Ledger::submissions` of the selected submission. `None` if the return is missing.
    pub submission: Option<usize>,
    /// Status of the return.
    pub state: ReturnStatus,
}

/// Status of a unit's return for a period.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum ReturnStatus {
    /// The return is in the totals.
    Counted,
    /// An error keeps the return out of the totals.
    Held,
    /// There is no return for the unit and period.
    #[default]
    Missing,
    /// The unit does not report in the period: it does not exist yet or any more.
    NotDue,
}

impl ReturnStatus {
    /// Returns the text in "Số liệu"; formulas compare with it.
    pub(crate) fn word(self, lang: Lang) -> &'static str {
        self.words().in_lang(lang)
    }

    /// Returns the text in both languages.
    pub(crate) fn words(self) -> StaticText {
        match self {
            ReturnStatus::Counted => COUNTED,
            ReturnStatus::Held => StaticText::new("Còn lỗi", "On hold"),
            ReturnStatus::Missing => StaticText::new("Chưa gửi", "Missing"),
            ReturnStatus::NotDue => StaticText::new("Không phải gửi", "Not due"),
        }
    }
}

/// Status of a submission.
#[derive(Clone, Debug, PartialEq)]
pub enum SubmissionStatus {
    /// In the totals.
    Counted,
    /// On hold: the reason (codes of the findings).
    Held(BilingualText),
    /// A higher submission number is selected: index of that submission.
    Superseded(usize),
    /// Same return as in another file: index of that submission.
    Duplicate(usize),
    /// Left out by a waiver: the reason.
    LeftOut(String),
    /// A form that nobody has filled in. It is no return.
    Blank,
    /// For a period after the report period.
    Later,
}
