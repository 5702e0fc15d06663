//! Nil returns: a unit marks its return as "không phát sinh", or the board records it. A flow that is blank then counts
//! as 0, and a stock that is blank stays as it was. Nothing else is filled in.

use super::builtin_findings::NIL;
use super::unit_findings;
use super::versions::PreviousVersion;
use crate::model::amount::{Amount, Figure};
use crate::model::fold::fold;
use crate::model::period::Period;
use crate::model::shared_str::SharedStr;
use crate::model::submission::{RECORDED, RosterRows, Submission, Trace};
use crate::model::text::StaticText;
use crate::plan::{BlankMeaning, Indicator, IndicatorKind, Plan, Waiver, header};

/// The mark of a nil return as the rules know it.
const MARK: &str = "X";

/// Why a nil return has a figure that the unit did not type.
const FILLED_IN: StaticText = StaticText::new("báo cáo không phát sinh", "a nil return");

/// Returns true if a figure of a nil return was left blank by the unit.
pub(crate) fn is_filled_in(submission: &Submission, name: &str) -> bool {
    submission.traces.iter().any(|trace| trace.name == name && trace.raw.is_empty() && trace.why.vi == FILLED_IN.vi)
}

/// Returns a nil return without the figures that were filled in.
pub(super) fn as_sent(plan: &Plan, submission: &Submission) -> Submission {
    let mut out = submission.clone();
    if submission.is_recorded() {
        out.figures.retain(|name, _| plan.indicator(name).is_none());
        out.findings.clear();
        return out;
    }
    for (name, figure) in &mut out.figures {
        if is_filled_in(submission, name) {
            figure.amount = Amount::Blank;
        }
    }
    out.traces.retain(|trace| trace.why.vi != FILLED_IN.vi);
    out.findings.retain(|finding| finding.code != NIL);
    out
}

/// Returns true if a return is marked as a nil return.
pub(super) fn is_nil(plan: &Plan, submission: &Submission) -> bool {
    plan.form.nil
        && match submission.amount(header::NIL) {
            Amount::Blank => false,
            Amount::Text(text) => !matches!(fold(text).as_str(), "" | "khong" | "no" | "0" | "-"),
            Amount::Number(number) => *number != 0.0,
            Amount::Unreadable { .. } => false,
        }
}

/// Returns the nil returns that the board records, for units that sent none. `is_left_out` is true for a return that a
/// waiver leaves out.
pub(super) fn recorded(
    plan: &Plan,
    submissions: &[Submission],
    is_left_out: impl Fn(&Submission) -> bool,
) -> Vec<Submission> {
    let is_sent = |waiver: &&Waiver| {
        submissions.iter().any(|s| s.unit == waiver.unit && s.period == waiver.period && !is_left_out(s))
    };
    plan.waivers.iter().filter(|waiver| waiver.nil && !is_sent(waiver)).map(|waiver| record(plan, waiver)).collect()
}

fn record(plan: &Plan, waiver: &Waiver) -> Submission {
    let figure = |amount: Amount| Figure {
        amount,
        sheet: SharedStr::default(),
        cell: SharedStr::default(),
        raw: SharedStr::default(),
    };
    let text = |text: &str| Amount::Text(text.into());
    let number = |number: i32| Amount::Number(f64::from(number));
    let unit = [(header::UNIT, text(&waiver.unit)), (header::UNIT_NAME, text(plan.unit_name(&waiver.unit)))];
    let period = waiver.period.header_values().map(|(name, value)| (name, number(value)));
    let header = unit.into_iter().chain(period).chain([(header::NIL, text(MARK))]);
    Submission {
        file: RECORDED.in_lang(plan.language).to_string(),
        figures: header.into_iter().map(|(name, amount)| (SharedStr::from(name), figure(amount))).collect(),
        rosters: vec![RosterRows::default(); plan.rosters.len()],
        ..Submission::new(&waiver.unit, waiver.period, 1)
    }
}

/// Returns the opening balances that a nil return itself has, each by the name of its closing balance. A closing balance
/// is one, too, if the opening one is blank.
pub(super) fn own_openings<'p>(plan: &'p Plan, submission: &Submission) -> Vec<(&'p str, f64)> {
    let opening = |indicator: &'p Indicator| {
        let source = indicator.opening.as_ref().filter(|_| indicator.validity.contains(submission.period))?;
        let own = submission.amount(&indicator.name).value().number();
        Some((source.as_str(), own.or_else(|| own_closing(plan, indicator, submission))?))
    };
    plan.indicators.iter().filter_map(opening).collect()
}

/// Returns the closing balance that a nil return itself has for a blank opening balance; `None` with a flow, because then
/// the two differ.
fn own_closing(plan: &Plan, opening: &Indicator, submission: &Submission) -> Option<f64> {
    let source = opening.opening.as_ref().filter(|source| **source != opening.name)?;
    let own = |name: &str| submission.amount(name).value().number();
    let is_flow = |indicator: &&Indicator| {
        indicator.kind == IndicatorKind::Flow && indicator.validity.contains(submission.period)
    };
    let has_flow = plan.indicators.iter().filter(is_flow).any(|flow| own(&flow.name).is_some_and(|n| n != 0.0));
    if has_flow { None } else { own(source) }
}

/// Returns true if the closing balances of a return are these opening balances.
pub(super) fn agrees(openings: &[(&str, f64)], previous: &Submission) -> bool {
    openings.iter().all(|(source, number)| previous.amount(source).value().number() == Some(*number))
}

/// Returns the return that a nil one continues: of `versions` the first that it agrees with if it does not agree with the
/// counted return before, else that one. So all its stocks are those of one submission.
pub(super) fn continued_return<'a>(
    plan: &Plan,
    submission: &Submission,
    counted: Option<&'a Submission>,
    versions: &'a [PreviousVersion],
) -> Option<&'a Submission> {
    let openings = own_openings(plan, submission);
    if openings.is_empty() || counted.is_some_and(|counted| agrees(&openings, counted)) {
        return counted;
    }
    let version = versions.iter().map(|version| &*version.submission).find(|one| agrees(&openings, one));
    version.or(counted)
}

/// Fills in the blank figures of a nil return. `previous` is the return whose stocks it continues. A blank closing balance
/// is the opening balance of the return itself, where it has one: the previous return may be another submission now than
/// the one that the unit continued. A blank opening balance is the closing one of the return itself where no return for the
/// period before says otherwise.
pub(super) fn fill(plan: &Plan, submission: &mut Submission, previous: Option<&Submission>) {
    let unit = plan.unit_index(&submission.unit).and_then(|unit| plan.units.get(unit));
    let (mut typed, mut closings) = (Vec::new(), Vec::new());
    let period = submission.period;
    let before = |indicator: &Indicator| {
        let issued = || {
            let column = indicator.opening_annex.as_ref().filter(|_| previous.is_none())?;
            plan.annex_figure(unit?, column, period)
        };
        continued(indicator, previous).or_else(issued)
    };
    let is_confirmed = period <= plan.first || previous.is_some_and(|previous| previous.period.plus(1) == period);
    let opening = |indicator: &Indicator, submission: &Submission| {
        let confirmed = if is_confirmed { before(indicator) } else { None };
        confirmed.or_else(|| own_closing(plan, indicator, submission)).or_else(|| before(indicator))
    };
    for indicator in plan.indicators.iter().filter(|indicator| indicator.validity.contains(period)) {
        if unit.is_some_and(|unit| plan.blank(indicator, unit) == BlankMeaning::NotApplicable) {
            continue;
        }
        match submission.amount(&indicator.name) {
            Amount::Blank => {}
            Amount::Number(number) if indicator.kind == IndicatorKind::Flow && *number != 0.0 => {
                typed.push(indicator.code.as_str());
                continue;
            }
            _ => continue,
        }
        let amount = match indicator.kind {
            IndicatorKind::Flow => Some(0.0),
            // A closing balance follows below, from the opening one.
            IndicatorKind::Stock if openings(plan, indicator, period).next().is_some() => None,
            IndicatorKind::Stock => opening(indicator, submission),
            _ => None,
        };
        match amount {
            Some(number) => put(submission, indicator, number),
            None if indicator.kind == IndicatorKind::Stock => closings.push(indicator),
            None => {}
        }
    }
    for indicator in closings {
        let own = openings(plan, indicator, period).find_map(|name| submission.amount(name).value().number());
        if let Some(number) = own.or_else(|| before(indicator)) {
            put(submission, indicator, number);
        }
    }
    let finding = unit_findings::nil(submission, &typed);
    submission.findings.push(finding);
    if let Some(mark) = submission.figures.get_mut(header::NIL) {
        mark.amount = Amount::Text(MARK.into());
    }
}

/// Returns the opening balances in a period whose closing balance an indicator is.
fn openings<'p>(plan: &'p Plan, closing: &'p Indicator, period: Period) -> impl Iterator<Item = &'p str> {
    let of = |opening: &&Indicator| opening.opening.as_ref() == Some(&closing.name) && opening.name != closing.name;
    let all = plan.indicators.iter().filter(move |indicator| indicator.validity.contains(period));
    all.filter(of).map(|opening| opening.name.as_str())
}

/// Returns the stock of the return before that a blank one continues: for an opening balance the closing balance.
fn continued(indicator: &Indicator, previous: Option<&Submission>) -> Option<f64> {
    let source = indicator.opening.as_ref().unwrap_or(&indicator.name);
    previous?.amount(source).value().number()
}

/// Stores a figure, with a trace if the return has a file.
fn put(submission: &mut Submission, indicator: &Indicator, number: f64) {
    let known = submission.figures.get(indicator.name.as_str());
    let place = |of: fn(&Figure) -> &SharedStr| known.map(of).cloned().unwrap_or_default();
    let figure = Figure {
        amount: Amount::Number(number),
        sheet: place(|f| &f.sheet),
        cell: place(|f| &f.cell),
        raw: SharedStr::default(),
    };
    if !submission.is_recorded() {
        submission.traces.push(Trace {
            name: indicator.name.clone(),
            sheet: figure.sheet.to_string(),
            cell: figure.cell.to_string(),
            raw: String::new(),
            taken: figure.amount.clone(),
            why: FILLED_IN.into(),
        });
    }
    submission.figures.insert(SharedStr::from(&indicator.name), figure);
}
