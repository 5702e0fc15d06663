//! Tidy tables for other programs: one row for each figure, finding, source and computed column. The columns are
//! described in `docs/export.md`. Their names never change.

mod csv;
mod json;

pub(crate) use csv::csv;
pub(crate) use json::json;

use crate::consolidate::reader::ConsolidatedReader;
use crate::model::amount::{Amount, Value};
use crate::model::balance::CellBalance;
use crate::model::ledger::{Ledger, PublishedChange, ReturnStatus, SubmissionStatus, UnitPeriod};
use crate::model::period::Period;
use crate::model::received_file::ReadingOutcome;
use crate::model::submission::Submission;
use crate::model::text::Lang;
use crate::model::validity::Validity;
use crate::plan::{Indicator, Plan, Unit};

/// A table: name, columns and rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ExportTable {
    /// The file name without extension.
    pub name: &'static str,
    /// The names of the columns.
    pub columns: &'static [&'static str],
    /// The rows, each with one value for each column.
    pub rows: Vec<Vec<Value>>,
}

/// Figures of the selected returns, counted and on hold.
const VALUES: [&str; 15] = [
    "unit_code",
    "unit",
    "period",
    "state",
    "name",
    "code",
    "label",
    "unit_of_measure",
    "number",
    "text",
    "file",
    "sheet",
    "cell",
    "valid_from",
    "valid_until",
];
/// Findings up to the report period.
const FINDINGS: [&str; 13] = [
    "severity",
    "code",
    "unit_code",
    "period",
    "file",
    "sheet",
    "cell",
    "message",
    "found",
    "expected",
    "mend",
    "waived",
    "holds",
];
/// Received files and their submission status.
const SOURCES: [&str; 12] = [
    "file",
    "sha256",
    "bytes",
    "unit_code",
    "period",
    "submission",
    "fate",
    "cells",
    "cells_taken",
    "cells_printed",
    "cells_reported",
    "left",
];
/// Notes beside the figures of the selected returns.
const NOTES: [&str; 11] =
    ["unit_code", "unit", "period", "state", "name", "code", "label", "text", "file", "sheet", "cell"];
/// Units, with the periods in which they report and the units that follow them.
const UNITS: [&str; 8] = ["unit_code", "unit", "kind", "from", "until", "into", "out_of", "former_names"];
/// Figures of published and earlier workbooks that differ today. The total has no unit.
const PUBLISHED: [&str; 10] =
    ["period", "unit", "heading", "cell", "published_number", "published_text", "number", "text", "reason", "file"];
/// Computed columns in the report period. The total has no unit.
const COLUMNS: [&str; 9] =
    ["unit_code", "unit", "period", "column", "heading", "number", "text", "valid_from", "valid_until"];

fn text(text: impl Into<String>) -> Value {
    let text = text.into();
    if text.is_empty() { Value::Blank } else { Value::Text(text) }
}

/// Splits a value into number and text, one of which is blank.
fn split(value: Value) -> [Value; 2] {
    match value {
        Value::Number(_) => [value, Value::Blank],
        other => [Value::Blank, if other.is_empty() { Value::Blank } else { other }],
    }
}

/// Returns all tables for the campaign's report period. Rosters are left out because they contain personal data.
/// `columns`: see [`computed_columns`], which reads the workbook of the whole ledger.
pub(crate) fn tables(plan: &Plan, ledger: &Ledger, columns: ExportTable) -> Vec<ExportTable> {
    let mut tables = vec![values(plan, ledger), columns, findings(ledger), sources(ledger), notes(plan, ledger)];
    if plan.has_changing_units() {
        tables.push(units(plan));
    }
    if !ledger.compared.is_empty() {
        tables.push(published(ledger));
    }
    tables
}

/// Returns the first and the last period in which something is in force; blank for no limit.
fn limits(validity: Validity) -> [Value; 2] {
    [validity.from, validity.until].map(limit)
}

fn limit(period: Option<Period>) -> Value {
    period.map_or(Value::Blank, |period| text(period.to_string()))
}

/// Returns the units in time; only of a plan whose units change.
fn units(plan: &Plan) -> ExportTable {
    let code = |code: &Option<String>| code.as_deref().map_or(Value::Blank, text);
    let row = |unit: &Unit| {
        let former = unit.time.before.iter().map(|former| format!("{}: {}", former.until, former.name));
        vec![
            text(&unit.code),
            text(&unit.name),
            text(&unit.kind),
            limit(unit.time.from),
            limit(unit.time.until),
            code(&unit.time.into),
            code(&unit.time.out_of),
            text(former.collect::<Vec<_>>().join("; ")),
        ]
    };
    ExportTable { name: "don-vi", columns: &UNITS, rows: plan.units.iter().map(row).collect() }
}

fn published(ledger: &Ledger) -> ExportTable {
    let row = |change: &PublishedChange| {
        let [old_number, old_text] = split(change.old.clone());
        let [number, words] = split(change.new.clone());
        vec![
            text(change.period.to_string()),
            text(change.unit.clone().unwrap_or_default()),
            text(&change.heading),
            text(&change.cell),
            old_number,
            old_text,
            number,
            words,
            text(&change.reason.vi),
            text(&change.file),
        ]
    };
    ExportTable { name: "da-chot", columns: &PUBLISHED, rows: ledger.republished.iter().map(row).collect() }
}

/// Returns the selected submissions by unit and period, with their unit and status.
fn selected<'a>(plan: &'a Plan, ledger: &'a Ledger) -> impl Iterator<Item = (&'a Unit, ReturnStatus, &'a Submission)> {
    let of_unit = move |(unit, slots): (&'a Unit, &'a Vec<UnitPeriod>)| {
        slots.iter().filter_map(move |slot| Some((unit, slot.state, ledger.submissions.get(slot.submission?)?)))
    };
    plan.units.iter().zip(&ledger.slots).flat_map(of_unit)
}

/// Returns the first cells of a row about a figure of a selected return: unit, period, state, name, code, label.
fn figure_place(unit: &Unit, state: ReturnStatus, submission: &Submission, indicator: &Indicator) -> Vec<Value> {
    vec![
        text(&unit.code),
        text(&unit.name),
        text(submission.period.to_string()),
        text(state.word(Lang::Vi)),
        text(&indicator.name),
        text(&indicator.code),
        text(&indicator.label),
    ]
}

fn values(plan: &Plan, ledger: &Ledger) -> ExportTable {
    let mut rows = Vec::new();
    for (unit, state, submission) in selected(plan, ledger) {
        for indicator in &plan.indicators {
            let Some(figure) = submission.figures.get(indicator.name.as_str()) else { continue };
            if figure.amount == Amount::Blank {
                continue;
            }
            let [number, words] = split(figure.amount.value());
            let mut row = figure_place(unit, state, submission, indicator);
            row.extend([
                text(&indicator.unit),
                number,
                words,
                text(&submission.file),
                text(figure.sheet.as_str()),
                text(figure.cell.as_str()),
            ]);
            row.extend(limits(indicator.validity));
            rows.push(row);
        }
    }
    ExportTable { name: "so-lieu", columns: &VALUES, rows }
}

fn notes(plan: &Plan, ledger: &Ledger) -> ExportTable {
    let mut rows = Vec::new();
    for (unit, state, submission) in selected(plan, ledger) {
        for note in &submission.notes {
            let Some(indicator) = plan.indicator(&note.name) else { continue };
            let mut row = figure_place(unit, state, submission, indicator);
            row.extend([
                text(note.text.as_str()),
                text(&submission.file),
                text(note.sheet.as_str()),
                text(note.cell.as_str()),
            ]);
            rows.push(row);
        }
    }
    ExportTable { name: "ghi-chu", columns: &NOTES, rows }
}

/// Returns the table of computed columns.
pub(crate) fn computed_columns(plan: &Plan, ledger: &Ledger, reader: &ConsolidatedReader) -> ExportTable {
    let mut rows = Vec::new();
    let units = (0..plan.units.len()).map(Some).chain([None]);
    for unit in units {
        let of = unit.and_then(|u| plan.units.get(u));
        for column in &plan.columns {
            let Some(shown) = reader.column(&column.name, unit) else { continue };
            let [number, words] = split(shown.value);
            let [from, until] = limits(column.shown_in());
            rows.push(vec![
                of.map_or(Value::Blank, |u| text(&u.code)),
                text(of.map_or("Tổng cộng", |u| u.name.as_str())),
                text(ledger.span.name.to_string()),
                text(&column.name),
                text(plan.column_title(column)),
                number,
                words,
                from,
                until,
            ]);
        }
    }
    ExportTable { name: "cot-tinh", columns: &COLUMNS, rows }
}

fn findings(ledger: &Ledger) -> ExportTable {
    let optional = |t: &Option<String>| t.as_deref().map_or(Value::Blank, text);
    let row = |f: &crate::model::finding::Finding| {
        vec![
            text(f.severity.en()),
            text(&f.code),
            optional(&f.unit),
            f.period.map_or(Value::Blank, |q| text(q.to_string())),
            optional(&f.file),
            optional(&f.sheet),
            optional(&f.cell),
            text(&f.message.vi),
            text(&f.found.vi),
            text(&f.expected.vi),
            text(&f.mend.vi),
            optional(&f.waived),
            Value::Bool(f.is_blocking()),
        ]
    };
    ExportTable { name: "phat-hien", columns: &FINDINGS, rows: ledger.findings.iter().map(row).collect() }
}

fn sources(ledger: &Ledger) -> ExportTable {
    let mut rows = Vec::new();
    let by_file = ledger.by_file();
    for arrival in &ledger.arrivals {
        let head = || vec![text(&arrival.file), text(&arrival.sha256), Value::from(arrival.size as f64)];
        let left = arrival.left.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>();
        let left = text(left.join("; "));
        let nothing = |fate: &str| {
            let mut row = [head(), vec![Value::Blank, Value::Blank, Value::Blank, text(fate)]].concat();
            row.resize(SOURCES.len() - 1, Value::Blank);
            row.push(left.clone());
            row
        };
        match arrival.outcome {
            ReadingOutcome::Unreadable(_) => rows.push(nothing("unreadable")),
            ReadingOutcome::NotAReturn(_) => rows.push(nothing("not_a_return")),
            ReadingOutcome::Accompanying(_) => rows.push(nothing("accompanying")),
            ReadingOutcome::Returns(_) => {
                let mine = by_file.get(arrival.file.as_str()).into_iter().flatten();
                let mine = mine.filter_map(|i| ledger.submissions.get(*i).zip(ledger.fates.get(*i)));
                rows.extend(mine.map(|(submission, fate)| {
                    let returned = vec![
                        text(&submission.unit),
                        text(submission.period.to_string()),
                        Value::from(f64::from(submission.number)),
                        text(word(fate)),
                    ];
                    let CellBalance { taken, printed, reported } = submission.balance;
                    let counts = [submission.balance.cells(), taken, printed, reported];
                    let counts = counts.map(|count| Value::from(f64::from(count))).to_vec();
                    [head(), returned, counts, vec![left.clone()]].concat()
                }));
            }
        }
    }
    ExportTable { name: "nguon", columns: &SOURCES, rows }
}

fn word(fate: &SubmissionStatus) -> &'static str {
    match fate {
        SubmissionStatus::Counted => "counted",
        SubmissionStatus::Held(_) => "held",
        SubmissionStatus::Superseded(_) => "superseded",
        SubmissionStatus::Duplicate(_) => "duplicate",
        SubmissionStatus::LeftOut(_) => "left_out",
        SubmissionStatus::Blank => "blank",
        SubmissionStatus::Later => "later",
    }
}
