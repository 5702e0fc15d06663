//! What another plan would do to a campaign: the same returns are read and checked with both plans, and the computed
//! columns of both are compared.

use super::RESULTS;
use super::campaign::RETURNS;
use super::copies::{CopyState, copy_of, copy_state};
use super::inbox::ReturnInbox;
use super::opened::has_returns;
use crate::audit::published::is_same_value;
use crate::check;
use crate::consolidate::{self, reader::ConsolidatedReader};
use crate::engine;
use crate::error::Error;
use crate::model::finding::Finding;
use crate::model::ledger::{Ledger, PublishedChange, SubmissionStatus};
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::model::text::BilingualText;
use crate::plan::{Column, ColumnNumberFormat, Indicator, IndicatorKind, Plan, Unit};
use crate::system::System;
use crate::workbook::Workbook;
use std::collections::BTreeMap;
use std::path::Path;

/// A return whose status would change.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StatusChange {
    /// Name of the unit.
    pub unit: String,
    /// Period.
    pub period: Period,
    /// Path of the file relative to the returns folder.
    pub file: String,
    /// The findings that hold it with one plan and not with the other.
    pub causes: Vec<Finding>,
}

/// A period that only one of two plans has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PeriodChange {
    /// Period.
    pub period: Period,
    /// Number of returns received for it.
    pub returns: usize,
    /// True if it is published.
    pub is_published: bool,
}

/// What another plan would do to a campaign.
#[derive(Debug)]
pub(crate) struct PlanEffects {
    /// Report period.
    pub report: Period,
    /// Number of returns that were compared.
    pub returns: usize,
    /// Returns that would be on hold.
    pub held: Vec<StatusChange>,
    /// Returns that would be counted.
    pub counted: Vec<StatusChange>,
    /// Number of findings that do not hold a return: before and after.
    pub others: [usize; 2],
    /// Returns with findings that do not hold them and that they do not have with the old plan.
    pub noted: Vec<StatusChange>,
    /// Periods that the new plan does not have.
    pub dropped: Vec<PeriodChange>,
    /// Periods up to the report period that only the new plan has.
    pub added: Vec<PeriodChange>,
    /// Periods whose figures were compared: those with a consolidated workbook, else the report period.
    pub periods: Vec<Period>,
    /// Figures that would differ, of columns, annex columns, rows of the form and units that both plans have.
    pub figures: Vec<PublishedChange>,
    /// Titles of the computed columns that the new plan does not have.
    pub lost_columns: Vec<String>,
    /// Titles of the rows of the form that the new plan does not have.
    pub lost_indicators: Vec<String>,
    /// Names of the units that the new plan does not have.
    pub lost_units: Vec<String>,
}

/// Compares what two plans make of the returns of a campaign. `None` if it has no returns.
///
/// # Errors
///
/// The returns cannot be read; a fault of a plan or the program.
pub(crate) fn plan_effects(
    system: &dyn System,
    folder: &Path,
    plans: [&Plan; 2],
    period: Option<Period>,
) -> Result<Option<PlanEffects>, Error> {
    if !system.is_folder(&folder.join(RETURNS)) {
        return Ok(None);
    }
    let [old, new] = plans;
    let received = ReturnInbox::of(system, folder).read(new)?;
    if !has_returns(&received) {
        return Ok(None);
    }
    let after = check::settle_and_check(new, received, period)?;
    let report = after.report.clamp(old.first, old.last);
    let before = check::settle_and_check(old, ReturnInbox::of(system, folder).read(old)?, Some(report))?;
    let is_merged = |period: &Period| system.is_file(&folder.join(RESULTS).join(format!("Tong-hop-{period}.xlsx")));
    let first = old.first.max(new.first);
    let mut periods: Vec<Period> = first.through(report).filter(is_merged).collect();
    if periods.is_empty() {
        periods.push(report);
    }
    let figures = figures(plans, [&before, &after], &periods)?;
    let change = |period: Period, ledger: &Ledger| PeriodChange {
        period,
        returns: ledger.submissions.iter().filter(|submission| submission.period == period).count(),
        is_published: copy_state(system, &copy_of(folder, period.into())) != CopyState::Absent,
    };
    let dropped = old.first.through(old.last).filter(|period| !has_period(new, *period));
    let added = new.first.through(new.last.min(after.report)).filter(|period| !has_period(old, *period));
    let others = [&before, &after].map(|ledger| ledger.findings.iter().filter(|f| !f.is_blocking()).count());
    Ok(Some(PlanEffects {
        report,
        returns: after.submissions.iter().filter(|s| s.period <= report).count(),
        held: changed(new, [&before, &after]),
        counted: changed(new, [&after, &before]),
        others,
        noted: noted(new, [&before, &after]),
        dropped: dropped.map(|period| change(period, &before)).collect(),
        added: added.map(|period| change(period, &after)).collect(),
        periods,
        figures,
        lost_columns: lost_columns(plans),
        lost_indicators: lost_indicators(plans),
        lost_units: lost_units(plans),
    }))
}

/// Finds a unit in another plan: by its code, else by its name, because a code may be corrected.
fn same_unit(plan: &Plan, unit: &Unit) -> Option<usize> {
    plan.unit_index(&unit.code).or_else(|| plan.units.iter().position(|other| other.name == unit.name))
}

fn has_period(plan: &Plan, period: Period) -> bool {
    plan.first <= period && period <= plan.last
}

/// Finds a computed column in another plan: by its name, else by its title, because a name may be changed.
fn same_column<'p>(plan: &'p Plan, (own, column): (&Plan, &Column)) -> Option<&'p Column> {
    let title = own.column_title(column);
    let is_renamed = |other: &&Column| own.column(&other.name).is_none() && plan.column_title(other) == title;
    plan.column(&column.name).or_else(|| plan.columns.iter().find(is_renamed))
}

/// Finds a row of the form in another plan: by its name, else by its code and label.
fn same_indicator<'p>(plan: &'p Plan, (own, indicator): (&Plan, &Indicator)) -> Option<&'p Indicator> {
    let is_renamed = |other: &&Indicator| own.indicator(&other.name).is_none() && other.title() == indicator.title();
    plan.indicator(&indicator.name).or_else(|| plan.indicators.iter().find(is_renamed))
}

fn lost_columns([old, new]: [&Plan; 2]) -> Vec<String> {
    let lost = old.columns.iter().filter(|column| same_column(new, (old, column)).is_none());
    lost.map(|column| old.column_title(column)).collect()
}

fn lost_indicators([old, new]: [&Plan; 2]) -> Vec<String> {
    let lost = old.indicators.iter().filter(|indicator| same_indicator(new, (old, indicator)).is_none());
    lost.map(Indicator::title).collect()
}

/// Returns the submissions with further findings that do not hold them, each with the first one of a code.
fn noted(plan: &Plan, [before, after]: [&Ledger; 2]) -> Vec<StatusChange> {
    let notes = |ledger: &Ledger| {
        let mut out: BTreeMap<(String, String), usize> = BTreeMap::new();
        let own = ledger.findings.iter().filter(|finding| !finding.is_blocking());
        own.filter_map(|finding| Some((finding.file.clone()?, finding.code.clone())))
            .for_each(|key| *out.entry(key).or_default() += 1);
        out
    };
    let (old, new) = (notes(before), notes(after));
    let mut out = Vec::new();
    let is_due = |submission: &&Submission| submission.period <= after.report && has_period(plan, submission.period);
    for submission in after.submissions.iter().filter(is_due) {
        let is_more = |code: &str| {
            let key = (submission.file.clone(), code.to_string());
            new.get(&key) > old.get(&key)
        };
        let own = |f: &&Finding| {
            !f.is_blocking()
                && f.unit.as_deref() == Some(&submission.unit)
                && f.file.as_deref() == Some(&submission.file)
        };
        let causes: Vec<Finding> = after.findings.iter().filter(own).filter(|f| is_more(&f.code)).cloned().collect();
        if !causes.is_empty() {
            let (unit, file) = (plan.unit_name(&submission.unit).to_string(), submission.file.clone());
            out.push(StatusChange { unit, period: submission.period, file, causes });
        }
    }
    out.sort_by(|a, b| (a.period, &a.unit).cmp(&(b.period, &b.unit)));
    out
}

fn lost_units([old, new]: [&Plan; 2]) -> Vec<String> {
    old.units.iter().filter(|unit| same_unit(new, unit).is_none()).map(|unit| unit.name.clone()).collect()
}

/// Returns the submissions that count in the first ledger and are on hold in the second.
fn changed(plan: &Plan, [counted, held]: [&Ledger; 2]) -> Vec<StatusChange> {
    // Without the code of the unit, which may be another one in the new plan.
    let place = |s: &Submission| (s.file.clone(), s.sheet.clone(), s.period, s.number);
    let counts: BTreeMap<_, bool> = counted
        .submissions
        .iter()
        .zip(&counted.fates)
        .map(|(s, fate)| (place(s), matches!(fate, SubmissionStatus::Counted)))
        .collect();
    let mut out = Vec::new();
    for (submission, fate) in held.submissions.iter().zip(&held.fates) {
        let is_held = matches!(fate, SubmissionStatus::Held(_)) && has_period(plan, submission.period);
        if !is_held || counts.get(&place(submission)) != Some(&true) {
            continue;
        }
        let own = |f: &&Finding| {
            f.is_blocking()
                && f.unit.as_deref() == Some(&submission.unit)
                && f.file.as_deref() == Some(&submission.file)
        };
        out.push(StatusChange {
            unit: plan.unit_name(&submission.unit).to_string(),
            period: submission.period,
            file: submission.file.clone(),
            causes: held.findings.iter().filter(own).cloned().collect(),
        });
    }
    out.sort_by(|a, b| (a.period, &a.unit).cmp(&(b.period, &b.unit)));
    out
}

/// Returns the computed columns, the annex columns beside them and the rows of the form that differ between two plans.
fn figures(plans: [&Plan; 2], ledgers: [&Ledger; 2], periods: &[Period]) -> Result<Vec<PublishedChange>, Error> {
    let [old, new] = plans;
    let books: Vec<Workbook> = plans
        .into_iter()
        .zip(ledgers)
        .map(|(plan, ledger)| consolidate::book(plan, ledger))
        .collect::<Result<_, _>>()?;
    let [before, after] = books.as_slice() else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for period in periods {
        let computed = |book: &Workbook| {
            let mut book = book.clone();
            consolidate::choose(&mut book, *period);
            engine::fill(&mut book).map(|_| book)
        };
        let (before, after) = (computed(before)?, computed(after)?);
        let was = ConsolidatedReader::new(old, ledgers[0], &before);
        let is = ConsolidatedReader::new(new, ledgers[1], &after);
        for unit in (0..new.units.len()).map(Some).chain([None]) {
            let of = unit.and_then(|unit| new.units.get(unit));
            let known = of.and_then(|unit| same_unit(old, unit));
            if unit.is_some() && known.is_none() {
                continue;
            }
            let columns = new.columns.iter().filter_map(|column| {
                let before = was.column(&same_column(old, (new, column))?.name, known)?;
                let is_percent = column.number == ColumnNumberFormat::Percent;
                Some((new.column_title(column), is_percent, before, is.column(&column.name, unit)?))
            });
            let rows = new.indicators.iter().filter(|indicator| indicator.kind != IndicatorKind::Text);
            let rows = rows.filter_map(|indicator| {
                let before = was.indicator(&same_indicator(old, (new, indicator))?.name, known)?;
                let is_percent = indicator.kind == IndicatorKind::Percent;
                Some((indicator.title(), is_percent, before, is.indicator(&indicator.name, unit)?))
            });
            let annex = new.annex.columns.iter().filter_map(|column| {
                old.annex_column(&column.name)?;
                let heading = if column.short.is_empty() { &column.heading } else { &column.short };
                let before = was.column(&column.name, known)?;
                Some((heading.clone(), false, before, is.column(&column.name, unit)?))
            });
            for (heading, is_percent, before, after) in columns.chain(annex).chain(rows) {
                if !is_same_value(&before.value, &after.value) {
                    out.push(PublishedChange {
                        period: (*period).into(),
                        unit: of.map(|unit| unit.name.clone()),
                        heading,
                        cell: after.cell,
                        old: before.value,
                        new: after.value,
                        is_percent,
                        file: String::new(),
                        reason: BilingualText::default(),
                    });
                }
            }
        }
    }
    Ok(out)
}
