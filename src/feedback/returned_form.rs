//! The form of the period with a unit's own content and the places to correct.

use super::UnitFeedback;
use super::correction_sheet;
use super::marks;
use super::placed_point::PlacedPoint;
use super::refill::{RefilledCells, ReturnedCell, refill};
use crate::form::corrections::CorrectionTexts;
use crate::form::{self, FormError};
use crate::model::finding::Severity;
use crate::model::previous::Previous;
use crate::model::text::Lang;
use crate::plan::{Plan, Unit};
use crate::workbook::{Workbook, address};

/// Builds the returned form of a unit, and its points as the sheet "Cần sửa" has them. `plan` is the edition of the
/// period. Its formulas have no values yet: call `engine::fill`. `None` without a submission.
///
/// # Errors
///
/// See [`form::blank`].
pub fn returned_form(
    plan: &Plan,
    unit: &Unit,
    previous: &Previous,
    feedback: &UnitFeedback,
) -> Result<Option<(Workbook, Vec<CorrectionTexts>)>, FormError> {
    let Some(submission) = feedback.submission else { return Ok(None) };
    // The unit's own rows take the place of the carried ones.
    let previous = Previous { rosters: Default::default(), ..previous.clone() };
    let (mut book, places) = form::blank_with_places(plan, unit, feedback.period, &previous)?;
    let cells = refill(&mut book, plan, &places, submission, feedback.next_number);
    let mut points = placed(plan.language, feedback, &cells);
    points.extend(unnamed(plan.language, &points, &cells));
    for point in &mut points {
        point.verdict = point.target.as_ref().and_then(|target| {
            let at = places.verdict(&target.sheet, target.at.0)?;
            Some(ReturnedCell { sheet: target.sheet.clone(), at })
        });
    }
    marks::mark(&mut book, &points, plan.language);
    book.sheets.insert(0, correction_sheet::sheet(plan, unit, feedback, &points));
    book.active = 0;
    Ok(Some((book, points.into_iter().map(|point| point.texts).collect())))
}

/// Returns the points of a unit that gets no form back.
pub(crate) fn point_texts(t: Lang, feedback: &UnitFeedback) -> Vec<CorrectionTexts> {
    placed(t, feedback, &RefilledCells::default()).into_iter().map(|point| point.texts).collect()
}

fn placed(t: Lang, feedback: &UnitFeedback, cells: &RefilledCells) -> Vec<PlacedPoint> {
    let one = |point: &super::CorrectionPoint| {
        let place = point.sheet.as_deref().zip(point.cell.as_deref()).filter(|_| point.other_file.is_none());
        let target = place.and_then(|(sheet, cell)| cells.find(sheet, cell)).cloned();
        let sent = match (&point.other_file, &point.sheet, &point.cell) {
            (Some(file), ..) => file.clone(),
            (None, Some(sheet), Some(cell)) => format!("{sheet}!{cell}"),
            (None, Some(sheet), None) => sheet.clone(),
            _ => String::new(),
        };
        let texts = CorrectionTexts {
            severity: severity(t, point.severity),
            what: point.what.clone(),
            cell: target.as_ref().map(shown).unwrap_or_default(),
            found: point.found.clone(),
            expected: point.expected.clone(),
            fix: point.fix.clone(),
            sent,
        };
        PlacedPoint { texts, severity: point.severity, target, verdict: None }
    };
    feedback.points.iter().map(one).collect()
}

/// Returns a point for each cell that could not be read and that no point is about.
fn unnamed(t: Lang, points: &[PlacedPoint], cells: &RefilledCells) -> Vec<PlacedPoint> {
    let is_named = |cell: &ReturnedCell| points.iter().any(|point| point.target.as_ref() == Some(cell));
    let rest = cells.unreadable.iter().filter(|(cell, _)| !is_named(cell));
    let one = |(cell, raw): &(ReturnedCell, String)| {
        let texts = CorrectionTexts {
            severity: severity(t, Severity::Warning),
            what: t
                .pick(
                    "Không đọc được nội dung đã gửi; ô này để trống",
                    "What was sent cannot be read; this cell is blank",
                )
                .to_string(),
            cell: shown(cell),
            found: format!("“{raw}”"),
            fix: t
                .pick(
                    "Ghi lại cho rõ; nếu không có gì thì để trống.",
                    "Enter it again clearly; leave it blank if there is nothing.",
                )
                .to_string(),
            ..CorrectionTexts::default()
        };
        PlacedPoint { texts, severity: Severity::Warning, target: Some(cell.clone()), verdict: None }
    };
    rest.map(one).collect()
}

fn severity(t: Lang, severity: Severity) -> String {
    format!("{} {}", severity.mark(), severity.name(t))
}

fn shown(cell: &ReturnedCell) -> String {
    format!("{}!{}", cell.sheet, address::cell(cell.at.0, cell.at.1))
}
