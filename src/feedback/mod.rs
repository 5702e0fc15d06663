//! Makes what goes back to the units after a period is checked: returned forms with the places to correct, reminders and
//! receipts, each with a draft of an e-mail and a text for chat, and a summary for the board.
//!
//! It judges nothing and changes no figure: it repeats what the ledger has. Nothing about one unit may be in the files
//! for another.

pub(crate) mod archive;
mod correction_sheet;
mod draft;
mod form_message;
mod marks;
mod placed_point;
mod message;
mod points;
mod refill;
mod returned_form;
mod standing;
mod summary_line;
mod summary_sheet;
mod wording;

pub(crate) use draft::{Attachment, MailDraft, XLSX};
pub(crate) use form_message::form_message;
pub(crate) use message::{MessageContext, UnitMessage, addresses};
pub(crate) use points::CorrectionPoint;
pub(crate) use returned_form::point_texts;
pub use returned_form::returned_form;
pub(crate) use standing::UnitStanding;
pub(crate) use summary_line::summary_line;
pub(crate) use summary_sheet::{SummaryLine, summary};

use crate::model::ledger::{Ledger, ReturnStatus};
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::plan::Plan;

/// The folder of the feedback, within the campaign folder.
pub(crate) const FEEDBACK: &str = "phan-hoi";

/// What goes back to a unit.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum FeedbackKind {
    /// Its own form with the places to correct.
    Correction,
    /// A reminder with the blank form: the unit has no return.
    Reminder,
    /// A receipt of what is counted.
    Receipt,
}

/// What goes back to one unit for a period.
#[derive(Clone, Debug)]
pub struct UnitFeedback<'l> {
    /// Index of the unit in the plan.
    pub unit: usize,
    /// What goes back.
    pub kind: FeedbackKind,
    /// The period.
    pub period: Period,
    /// True if the return is in the totals.
    pub is_counted: bool,
    /// The selected submission; `None` without a return.
    pub submission: Option<&'l Submission>,
    /// What the unit can correct, errors first.
    pub points: Vec<CorrectionPoint>,
    /// The submission number of its next return.
    pub next_number: u32,
    /// Codes of findings about the return that only the board can settle.
    pub for_board: Vec<String>,
}

impl<'l> UnitFeedback<'l> {
    /// Collects what goes back to a unit (index in the plan) for the report period. `None` if the unit does not report
    /// then.
    pub fn new(plan: &Plan, ledger: &'l Ledger, unit: usize) -> Option<Self> {
        let of = plan.units.get(unit)?;
        let index = usize::try_from(ledger.report.ordinal(plan.first) - 1).ok()?;
        let slot = ledger.slots.get(unit)?.get(index)?;
        let submission = slot.submission.and_then(|at| ledger.submissions.get(at));
        let (points, for_board) = points::of_unit(plan, ledger, &of.code, submission);
        let kind = match slot.state {
            ReturnStatus::NotDue => return None,
            ReturnStatus::Missing => FeedbackKind::Reminder,
            ReturnStatus::Held => FeedbackKind::Correction,
            ReturnStatus::Counted if points.is_empty() => FeedbackKind::Receipt,
            ReturnStatus::Counted => FeedbackKind::Correction,
        };
        let own = ledger.submissions.iter().filter(|s| s.unit == of.code && s.period == ledger.report);
        let last = own.map(|s| s.number).max().unwrap_or(0);
        Some(UnitFeedback {
            unit,
            kind,
            period: ledger.report,
            is_counted: slot.state == ReturnStatus::Counted,
            submission,
            points,
            next_number: last.saturating_add(1),
            for_board,
        })
    }

    /// Returns the number of errors and of warnings among the points.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let errors = self.points.iter().filter(|point| point.is_error()).count();
        (errors, self.points.len() - errors)
    }
}
