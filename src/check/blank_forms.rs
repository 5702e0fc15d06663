//! Forms that nobody has filled in. Such a file is no return: it replaces none, ties with none and does not count as
//! reported. A form in which only the header is filled in is one too.

use super::builtin_findings::{BLANK_FORM, on};
use super::nil;
use crate::model::amount::{Amount, Value};
use crate::model::finding::{Finding, Severity};
use crate::model::period::Period;
use crate::model::submission::{RosterRow, Submission};
use crate::model::text::{BilingualText, Lang};
use crate::plan::{BlankMeaning, Indicator, Plan};
use std::collections::HashMap;

/// Submissions by unit: what a form may have been prefilled from.
#[derive(Default)]
pub(crate) struct UnitSubmissions<'a> {
    by_unit: HashMap<&'a str, Vec<&'a Submission>>,
}

impl<'a> UnitSubmissions<'a> {
    /// Groups submissions.
    pub(crate) fn new(submissions: impl IntoIterator<Item = &'a Submission>) -> Self {
        let mut by_unit: HashMap<&str, Vec<&Submission>> = HashMap::new();
        for submission in submissions {
            by_unit.entry(&submission.unit).or_default().push(submission);
        }
        UnitSubmissions { by_unit }
    }

    /// Returns the submissions of units for periods before `period`.
    fn before(&self, units: &[&str], period: Period) -> Vec<&'a Submission> {
        let all = units.iter().filter_map(|unit| self.by_unit.get(unit)).flatten().copied();
        all.filter(|submission| submission.period < period).collect()
    }
}

/// Returns for each submission whether it is a form that nobody has filled in.
pub(super) fn blank_forms(plan: &Plan, submissions: &[Submission]) -> Vec<bool> {
    let known = UnitSubmissions::new(submissions);
    submissions.iter().map(|submission| is_blank(plan, submission, &known)).collect()
}

/// Returns true if a submission is a form that nobody has filled in: it holds at most what the form is prefilled with
/// from the annex or from a submission for an earlier period, and is not marked as a nil return.
pub(crate) fn is_blank(plan: &Plan, submission: &Submission, known: &UnitSubmissions) -> bool {
    let amount = |indicator: &Indicator| submission.amount(&indicator.name);
    let is_prefilled = |indicator: &Indicator| indicator.opening.is_some() || indicator.opening_annex.is_some();
    // A plan whose form is prefilled throughout has returns that change nothing.
    plan.indicators.iter().any(|i| amount(i).is_blank() && submission.figures.contains_key(&*i.name))
        && plan.indicators.iter().all(|i| amount(i).is_blank() || is_prefilled(i))
        && plan.narratives.iter().all(|narrative| submission.amount(&narrative.name).is_blank())
        && submission.notes.is_empty()
        && submission.balance.reported == 0
        && !nil::is_nil(plan, submission)
        && has_only_prefilled(plan, submission, known)
}

/// Returns true if the figures and rows of a submission are those that the form was prefilled with.
fn has_only_prefilled(plan: &Plan, submission: &Submission, known: &UnitSubmissions) -> bool {
    let unit = plan.unit_index(&submission.unit);
    let sources = unit.map(|unit| sources(plan, unit, submission.period)).unwrap_or_default();
    let earlier = known.before(&sources, submission.period);
    let is_known = |indicator: &Indicator| {
        let amount = submission.amount(&indicator.name);
        let annex = || plan.annex_figure(plan.units.get(unit?)?, indicator.opening_annex.as_ref()?, plan.first);
        let is_carried = |opening: &String| earlier.iter().any(|other| other.amount(opening) == amount);
        // The opening of an heir is joined from several returns.
        amount.is_blank()
            || sources.len() > 1
            || annex().is_some_and(|figure| amount.value() == Value::Number(figure))
            || indicator.opening.as_ref().is_some_and(is_carried)
    };
    // A column that is no longer in force is empty in the form.
    let is_same = |row: &RosterRow, other: &RosterRow| {
        row.cells.iter().zip(&other.cells).all(|(cell, known)| cell.is_blank() || cell == known)
    };
    let is_carried = |index: usize, row: &RosterRow| {
        let rosters = earlier.iter().filter_map(|other| other.rosters.get(index));
        rosters.flat_map(|roster| &roster.rows).any(|other| is_same(row, other))
    };
    plan.indicators.iter().all(is_known)
        && plan.rosters.iter().zip(&submission.rosters).enumerate().all(|(index, (roster, rows))| {
            rows.rows.is_empty() || roster.carry && rows.rows.iter().all(|row| is_carried(index, row))
        })
}

/// Returns the codes of a unit and of those that it has taken over by a period.
fn sources(plan: &Plan, unit: usize, period: Period) -> Vec<&str> {
    let mut units = vec![unit];
    let mut next = 0;
    while let Some(unit) = units.get(next).copied() {
        let others = plan.taken_over(unit).filter(|(_, at)| *at <= period).map(|(other, _)| other);
        let others: Vec<usize> = others.filter(|other| !units.contains(other)).collect();
        units.extend(others);
        next += 1;
    }
    units.into_iter().filter_map(|unit| plan.units.get(unit)).map(|unit| unit.code.as_str()).collect()
}

/// Creates the finding for a form that nobody has filled in.
pub(crate) fn blank_form(plan: &Plan, submission: &Submission) -> Finding {
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
        format!("số liệu {} của đơn vị", submission.period.in_sentence(Lang::Vi)),
        format!("the unit's figures for {}", submission.period.in_sentence(Lang::En)),
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
