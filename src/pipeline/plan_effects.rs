//! What another plan would do to a campaign: the same returns are read and checked with both plans, and the computed
//! columns of both are compared.

use super::RESULTS;
use super::campaign::RETURNS;
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
use crate::plan::{ColumnNumberFormat, Plan, Unit};
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
    /// Periods whose figures were compared: those with a consolidated workbook, else the report period.
    pub periods: Vec<Period>,
    /// Figures that would differ, of columns and units that both plans have.
    pub figures: Vec<PublishedChange>,
    /// Headings of the computed columns that the new plan does not have.
    pub lost_columns: Vec<String>,
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
    let others = [&before, &after].map(|ledger| ledger.findings.iter().filter(|f| !f.is_blocking()).count());
    Ok(Some(PlanEffects {
        report,
        returns: after.submissions.iter().filter(|s| s.period <= report).count(),
        held: changed(new, [&before, &after]),
        counted: changed(new, [&after, &before]),
        others,
        periods,
        figures,
        lost_columns: lost_columns(plans),
        lost_units: lost_units(plans),
    }))
}

/// Finds a unit in another plan: by its code, else by its name, because a code may be corrected.
fn same_unit(plan: &Plan, unit: &Unit) -> Option<usize> {
    plan.unit_index(&unit.code).or_else(|| plan.units.iter().position(|other| other.name == unit.name))
}

fn lost_columns([old, new]: [&Plan; 2]) -> Vec<String> {
    let lost = old.columns.iter().filter(|column| new.column(&column.name).is_none());
    lost.map(|column| column.heading.clone()).collect()
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
        let is_held = matches!(fate, SubmissionStatus::Held(_));
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

/// Returns the computed columns that differ between two plans.
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
            for column in new.columns.iter().filter(|column| old.column(&column.name).is_some()) {
                let Some((old, new)) = was.column(&column.name, known).zip(is.column(&column.name, unit)) else {
                    continue;
                };
                if !is_same_value(&old.value, &new.value) {
                    out.push(PublishedChange {
                        period: (*period).into(),
                        unit: of.map(|unit| unit.name.clone()),
                        heading: column.heading.clone(),
                        cell: new.cell,
                        old: old.value,
                        new: new.value,
                        is_percent: column.number == ColumnNumberFormat::Percent,
                        file: String::new(),
                        reason: BilingualText::default(),
                    });
                }
            }
        }
    }
    Ok(out)
}
