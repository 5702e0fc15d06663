//! Forms that nobody has filled in. Such a file is no return: it replaces none, ties with none and does not count as
//! reported. A form in which only the header is filled in is one too.

use super::builtin_findings::{BLANK_FORM, on};
use crate::model::amount::{Amount, Value};
use crate::model::finding::{Finding, Severity};
use crate::model::submission::{RosterRows, Submission};
use crate::model::text::BilingualText;
use crate::plan::{BlankMeaning, Indicator, Plan};
use std::collections::HashMap;

/// Returns for each submission whether it is a form that nobody has filled in: it holds at most what the form is prefilled
/// with from the annex or from a submission of the unit for an earlier period.
pub fn blank_forms(plan: &Plan, submissions: &[Submission]) -> Vec<bool> {
    let mut by_unit: HashMap<&str, Vec<&Submission>> = HashMap::new();
    for submission in submissions {
        by_unit.entry(&submission.unit).or_default().push(submission);
    }
    let of_unit = |submission: &Submission| by_unit.get(submission.unit.as_str()).into_iter().flatten().copied();
    submissions.iter().map(|submission| is_blank(plan, submission, of_unit(submission))).collect()
}

/// Returns true if a submission is a form that nobody has filled in. `of_unit` are submissions of the unit.
pub fn is_blank<'a>(
    plan: &Plan,
    submission: &Submission,
    of_unit: impl Iterator<Item = &'a Submission> + Clone,
) -> bool {
    let earlier = of_unit.filter(|other| other.period < submission.period);
    let has_prefilled = |indicator: &Indicator| {
        let amount = submission.amount(&indicator.name);
        let annex = || {
            let unit = plan.units.get(plan.unit_index(&submission.unit)?)?;
            plan.annex_figure(unit, indicator.opening_annex.as_ref()?, plan.first)
        };
        let is_carried = |opening: &String| earlier.clone().any(|other| other.amount(opening) == amount);
        amount.is_blank()
            || annex().is_some_and(|figure| amount.value() == Value::Number(figure))
            || indicator.opening.as_ref().is_some_and(is_carried)
    };
    // A plan whose form is prefilled throughout has returns that change nothing.
    let is_empty = |indicator: &Indicator| submission.amount(&indicator.name).is_blank();
    plan.indicators.iter().any(|indicator| is_empty(indicator) && submission.figures.contains_key(&*indicator.name))
        && plan.indicators.iter().all(has_prefilled)
        && plan.narratives.iter().all(|narrative| submission.amount(&narrative.name).is_blank())
        && submission.notes.is_empty()
        && submission.balance.reported == 0
        && plan.rosters.iter().zip(&submission.rosters).enumerate().all(|(index, (roster, rows))| {
            rows.rows.is_empty() || roster.carry && are_carried(rows, earlier.clone().map(|other| (index, other)))
        })
}

/// Returns true if all rows of a roster are rows of one earlier submission.
fn are_carried<'a>(rows: &RosterRows, mut earlier: impl Iterator<Item = (usize, &'a Submission)>) -> bool {
    earlier.any(|(index, other)| {
        let known = other.rosters.get(index).map_or(&[][..], |roster| &roster.rows);
        rows.rows.iter().all(|row| known.iter().any(|other| row.cells == other.cells))
    })
}

/// Creates the finding for a form that nobody has filled in.
pub fn blank_form(plan: &Plan, submission: &Submission) -> Finding {
    let gaps: Vec<&Indicator> = plan
        .indicators
        .iter()
        .filter(|i| i.validity.contains(submission.period) && is_gap(plan, submission, i))
        .collect();
    let count = gaps.len();
    let (cells_vi, cells_en) = match count {
        0 => (String::new(), String::new()),
        _ => (format!(" (còn trống {count} ô bắt buộc)"), format!(" ({count} required cells are empty)")),
    };
    let message = BilingualText::new(
        format!("Biểu chưa điền{cells_vi}; không tính là đã gửi"),
        format!("The form is not filled in{cells_en}; it does not count as a return"),
    );
    let mut finding = on(submission, BLANK_FORM, Severity::Warning, message);
    finding.cell = gaps.first().and_then(|gap| submission.figures.get(gap.name.as_str())).map(|f| f.cell.to_string());
    finding.found = BilingualText::new(
        "không có số liệu nào do đơn vị nhập, chỉ có phần in sẵn của biểu mẫu",
        "no figure of the unit, only what the form came with",
    );
    finding.expected = BilingualText::new(
        format!("số liệu {} của đơn vị", submission.period.heading()),
        format!("the unit's figures for {}", submission.period.short()),
    );
    finding.mend = BilingualText::new(
        "Yêu cầu đơn vị gửi biểu đã điền; nếu biểu đã điền đã có ở tệp khác thì không phải làm gì.",
        "Ask the unit for the filled form; nothing to do if it is in another file.",
    );
    finding
}

fn is_gap(plan: &Plan, submission: &Submission, indicator: &Indicator) -> bool {
    let unit = plan.unit_index(&submission.unit).and_then(|unit| plan.units.get(unit));
    let is_required = unit.is_some_and(|unit| plan.blank(indicator, unit) == BlankMeaning::Missing);
    is_required && matches!(submission.amount(&indicator.name), Amount::Blank)
}
