//! The ledger of a workbook whose returns are partly gone or changed: those returns as the workbook itself shows them.

use crate::audit::listed::ListedFiles;
use crate::audit::{self, AuditedWorkbook, SetApart};
use crate::check;
use crate::consolidate::ledger_from_workbook::restore;
use crate::error::Error;
use crate::model::ledger::{Ledger, ReturnStatus, SubmissionStatus, UnitPeriod};
use crate::model::received_file::{ReadingOutcome, ReceivedFile};
use crate::model::span::ReportSpan;
use crate::model::submission::Submission;
use crate::model::text::BilingualText;
use crate::plan::Plan;

/// Builds the ledger from the files that are kept, and for the lost ones from the workbook. Its findings are those that
/// the workbook lists, because nothing shows which of them belong to lost returns.
///
/// # Errors
///
/// A fault of the plan or the program.
pub(super) fn ledger(
    plan: &Plan,
    actual: &AuditedWorkbook,
    merged: ReportSpan,
    files: &SetApart,
) -> Result<Ledger, Error> {
    let own = restore(plan, (merged.span, merged.until.unwrap_or(merged.span.last)), &|sheet, row, column| {
        actual.value(sheet, row, column)
    });
    let mut arrivals = files.kept.clone();
    for line in &files.lost {
        match arrivals.iter_mut().find(|a| a.file == line.file && a.sha256 == line.sha256) {
            Some(ReceivedFile { outcome: ReadingOutcome::Returns(all), .. }) => all.push(submission(plan, &own, line)),
            _ => arrivals.push(received(plan, &own, line)),
        }
    }
    audit::sort(&mut arrivals);
    let mut ledger = check::settle_span(plan, arrivals, Some(merged))?;
    for line in files.lost.iter().filter(|line| line.is_used()) {
        set_state(plan, &mut ledger, line);
    }
    ledger.findings = own.findings;
    Ok(ledger)
}

fn received(plan: &Plan, own: &Ledger, line: &ListedFiles) -> ReceivedFile {
    ReceivedFile {
        file: line.file.clone(),
        size: line.size,
        sha256: line.sha256.clone(),
        outcome: ReadingOutcome::Returns(vec![submission(plan, own, line)]),
        letter: None,
        left: Vec::new(),
    }
}

/// Returns the return of a row on "Nguồn", with the figures of "Số liệu" if that shows this one.
fn submission(plan: &Plan, own: &Ledger, line: &ListedFiles) -> Submission {
    let unit = plan.units.iter().find(|u| u.name == line.unit).map_or(&line.unit, |u| &u.code);
    let period = line.period.unwrap_or(plan.first);
    let shown = own.submissions.iter().find(|s| (&s.unit, s.period, s.number) == (unit, period, line.number));
    let empty = || Submission::new(unit, period, line.number);
    let found = shown.filter(|_| line.is_used()).cloned().unwrap_or_else(empty);
    Submission { file: line.file.clone(), sources: line.sources.clone(), balance: line.balance, ..found }
}

/// Gives a lost return the status that the workbook lists.
fn set_state(plan: &Plan, ledger: &mut Ledger, line: &ListedFiles) {
    let Some(period) = line.period else { return };
    let unit = plan.units.iter().position(|u| u.name == line.unit);
    let Some((unit, code)) = unit.and_then(|u| Some((u, plan.units.get(u)?.code.clone()))) else { return };
    let is_this = |s: &Submission| (&s.file, &s.unit, s.period, s.number) == (&line.file, &code, period, line.number);
    let Some(index) = ledger.submissions.iter().position(is_this) else { return };
    let is_counted = line.is_counted();
    let state = if is_counted { ReturnStatus::Counted } else { ReturnStatus::Held };
    let place = usize::try_from(period.ordinal(plan.first) - 1).unwrap_or(usize::MAX);
    if let Some(slot) = ledger.slots.get_mut(unit).and_then(|slots| slots.get_mut(place)) {
        *slot = UnitPeriod { submission: Some(index), state };
    }
    if let Some(status) = ledger.fates.get_mut(index) {
        *status = if is_counted { SubmissionStatus::Counted } else { SubmissionStatus::Held(BilingualText::default()) };
    }
}
