//! Turns a failed rule into a finding in words: its place, what is there, what is expected.

use super::builtin_findings;
use super::failure::{ComparisonOperands, FailureContext, RuleFailure};
use super::field_findings;
use super::format_value::{self, NumberKind};
use super::inputs::{RuleSubject, RuleTarget};
use super::phrasing::{Comparison, counts, expected_text};
use crate::model::amount::{Amount, Value};
use crate::model::finding::Finding;
use crate::model::submission::Submission;
use crate::model::text::{BilingualText, in_both_languages};
use crate::plan::binding::{self, Binding, FigureTime};
use crate::plan::{Plan, Rule};
use crate::workbook::address;
use std::sync::Arc;

/// Returns the names that a finding on a rule reports: those of the test, then those of the condition, each once.
pub(super) fn reported_names(rule: &Rule) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for name in rule.test.names().iter().chain(rule.when.iter().flat_map(|w| w.names())) {
        if !out.contains(&name.as_str()) {
            out.push(name);
        }
    }
    out
}

/// Returns the findings for the rules that a return, or the annex, fails. Findings on the annex have no place.
pub(super) fn findings(
    plan: &Plan,
    subject: &RuleSubject,
    failures: &[RuleFailure],
    operands: &ComparisonOperands,
) -> Vec<Finding> {
    let mut out = Vec::with_capacity(failures.len());
    let all: Vec<_> = failures.iter().zip(operands).collect();
    for run in all.chunk_by(|(a, _), (b, _)| a.rule == b.rule) {
        let Some(rule) = run.first().and_then(|(failure, _)| plan.rules.get(failure.rule)) else { continue };
        let is_generated = rule.origin.is_of_roster();
        let (of_field, others): (Vec<_>, Vec<_>) = run.iter().partition(|(f, _)| is_generated && !f.broken);
        let of_field: Vec<&RuleFailure> = of_field.into_iter().map(|(failure, _)| failure).collect();
        out.extend(field_findings::findings(subject, rule, &of_field));
        for (failure, operands) in others {
            let mut finding =
                finding(&FailureContext { subject, target: failure.target }, rule, failure, operands.as_ref());
            if let Some(submission) = subject.submission {
                let place = builtin_findings::on(submission, &rule.code, rule.severity, BilingualText::default());
                (finding.unit, finding.period, finding.file) = (place.unit, place.period, place.file);
                (finding.sheet, finding.cell) = failure_location(plan, submission, rule, failure.target);
            }
            out.push(finding);
        }
    }
    out
}

/// Completes the finding for a rule that could not be evaluated: its cause are the names without a number.
fn broken_finding(view: &FailureContext, names: &[&str], finding: Finding) -> Finding {
    let message = in_both_languages(|t| {
        format!("{}: {}", t.pick("Không kiểm tra được", "Could not be checked"), t.text_in(&finding.message))
    });
    let no_number = |n: &&&str| !matches!(view.value(n), Some(Value::Number(_)) | None);
    let cause: Vec<&str> = names.iter().filter(no_number).copied().collect();
    let cause = if cause.is_empty() { names } else { &cause };
    let found = in_both_languages(|t| format_value::capital(&view.values(cause, t)));
    let expected = BilingualText::new("số liệu tính được theo quy tắc", "figures that the rule can be computed with");
    Finding { message, found, expected, ..finding }
}

/// Returns the finding for a failure, without its place.
fn finding(
    view: &FailureContext,
    rule: &Rule,
    failure: &RuleFailure,
    operands: Option<&(Arc<Comparison>, Value, Value)>,
) -> Finding {
    let mut finding = Finding::new(&rule.code, rule.severity, view.message(&rule.message));
    finding.mend = view.message(&rule.mend);
    let names = reported_names(rule);
    if failure.broken {
        return broken_finding(view, &names, finding);
    }
    if let Some(Amount::Unreadable { raw, why }) = unreadable(view) {
        finding.found = BilingualText::same(format!("“{}”", format_value::clip(raw, 200)));
        finding.expected = BilingualText::clone(why);
        return finding;
    }
    if let Some((compared, found, wants)) = operands {
        let Comparison { left, operator, right } = &**compared;
        let sided: Vec<&String> = left.names().iter().chain(right.names()).collect();
        let is_date = |name: &&String| view.number_kind(name) == NumberKind::Date;
        let kind = NumberKind::of(!sided.is_empty() && sided.iter().all(is_date));
        finding.found = in_both_languages(|t| {
            let value = format_value::value(found, kind, t);
            if counts(left) {
                let of: Vec<&str> = left.names().iter().map(String::as_str).collect();
                let times = t.pick("lần", "times");
                return format_value::capital(&format!("{}: {value} {times}", view.values(&of, t)));
            }
            match (left.names(), left.source().trim()) {
                ([one], source) if one == source => format_value::capital(&format!("{} = {value}", view.label(one, t))),
                (of, _) => {
                    let of: Vec<&str> = of.iter().map(String::as_str).collect();
                    let inner = view.values(&of, t);
                    if inner.is_empty() { value } else { format!("{value} ({inner})") }
                }
            }
        });
        finding.expected = in_both_languages(|t| {
            let value = format_value::value(wants, kind, t);
            if counts(left) {
                let times = format!("{value} {}", t.pick("lần", "times"));
                return if operator == "=" { times } else { expected_text(operator, &times, NumberKind::Figure, t) };
            }
            let wanted = expected_text(operator, &value, kind, t);
            // Show how the right side is calculated, unless it is a constant or too complex to read in a sentence.
            let plain = !right.names().is_empty() && !right.source().contains('(');
            if plain { format!("{wanted} ({})", view.written(right, t)) } else { wanted }
        });
    } else {
        finding.found = in_both_languages(|t| format_value::capital(&view.values(&names, t)));
        finding.expected = in_both_languages(|t| view.condition(&rule.test, t));
    }
    if let RuleTarget::Annex(i) = failure.target {
        let heading = view.plan().annex.columns.get(i).map_or("", |c| c.heading.as_str());
        let found = finding.found.clone();
        finding.found = in_both_languages(|t| format!("{heading}: {}", t.text_in(&found)));
    }
    finding
}

/// Returns the amount under test if it could not be read.
fn unreadable<'a>(view: &'a FailureContext) -> Option<&'a Amount> {
    let amount = view.subject.submission?.amount(view.this()?);
    matches!(amount, Amount::Unreadable { .. }).then_some(amount)
}

/// Returns sheet and cell of the first figure of the return that a rule names.
fn failure_location(
    plan: &Plan,
    submission: &Submission,
    rule: &Rule,
    target: RuleTarget,
) -> (Option<String>, Option<String>) {
    let figure =
        |name: &str| submission.figures.get(name).map(|f| (Some(f.sheet.to_string()), Some(f.cell.to_string())));
    if let RuleTarget::Cell(i) = target
        && let Some(place) = plan.indicators.get(i).and_then(|i| figure(&i.name))
    {
        return place;
    }
    let names = reported_names(rule);
    let named = || names.iter().filter_map(|n| binding::resolve(plan, n));
    if let RuleTarget::Row(r, i) = target
        && let Some(rows) = submission.rosters.get(r)
    {
        let row = rows.rows.get(i).map_or(0, |r| r.row);
        let column = named().find_map(|n| match n {
            Binding::Cell(_, c) => rows.letters(i, c),
            _ => None,
        });
        let (sheet, columns) = rows.place(i);
        let letters = column.or_else(|| columns.iter().find(|l| !l.is_empty()));
        return (Some(sheet.to_string()), Some(letters.map_or_else(|| format!("A{row}"), |l| format!("{l}{row}"))));
    }
    let first = named().find_map(|n| match n {
        Binding::Figure { name, time: FigureTime::Own | FigureTime::ToDate } => figure(&name),
        _ => None,
    });
    let roster = || {
        named().find_map(|n| match n {
            Binding::Rows(r) | Binding::Column(r, _) => submission.rosters.get(r).and_then(heading),
            _ => None,
        })
    };
    let header = || [plan.cycle().period_field(), crate::plan::header::YEAR].iter().find_map(|n| figure(n));
    first.or_else(roster).or_else(header).unwrap_or_else(|| (Some(submission.sheet.clone()), Some("A1".to_string())))
}

/// Returns the first heading cell of a roster.
fn heading(rows: &crate::model::submission::RosterRows) -> Option<(Option<String>, Option<String>)> {
    let letters = rows.columns.iter().find(|l| !l.is_empty())?;
    let above = rows.rows.first().map_or(1, |r| r.row.saturating_sub(1).max(1));
    let cell = format!("{letters}{above}");
    address::parse(&cell)?;
    Some((Some(rows.sheet.clone()), Some(cell)))
}
