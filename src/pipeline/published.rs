//! Compares published workbooks, and earlier results that were not published, with what the campaign gives today, and
//! finds the cause of each difference by building the workbook step by step: what was in force then, with the returns
//! of today, then with the events of today, then with the plan of today.

use super::RESULTS;
use super::campaign::{campaign, read_consolidated};
use super::copies::{CopyState, PUBLISHED, copy_of, copy_state};
use super::inbox::ReturnInbox;
use super::ingest::hash;
use super::plan_returns::PlanReturns;
use super::plan_steps::{PlanStep, plan_steps};
use super::sheets::consolidated_sheets;
use super::worker_protocol::WorkbookDetail;
use crate::audit::AuditedWorkbook;
use crate::audit::cause::{Cause, EventsThen};
use crate::audit::published::{self, ColumnValues, present_name};
use crate::audit::shown_figures::ShownFigure;
use crate::audit::shown_units::unit_codes;
use crate::check;
use crate::consolidate;
use crate::consolidate::ledger_from_workbook::restore;
use crate::engine;
use crate::error::Error;
use crate::model::amount::Value;
use crate::model::ledger::{ComparedWorkbook, Ledger, MissingFile, PublishedChange};
use crate::model::period::Period;
use crate::model::received_file::ReceivedFile;
use crate::model::span::{PeriodSpan, ReportSpan, SpanName};
use crate::model::text::BilingualText;
use crate::plan::Plan;
use crate::system::System;
use crate::write;
use std::path::{Path, PathBuf};

/// A workbook of an earlier moment, published or not.
#[derive(Clone)]
pub(super) struct EarlierWorkbook {
    /// Span that it was merged for.
    pub(super) span: PeriodSpan,
    /// Path relative to the results folder.
    pub(super) file: String,
    /// Path for reading it.
    path: PathBuf,
    /// Folder of the published copy. `None` if the period is not published.
    copy: Option<PathBuf>,
}

/// Lists the published workbooks of all spans that have begun by the report period, and of other spans the results that
/// may have been made before it.
pub(super) fn earlier_workbooks(
    system: &dyn System,
    folder: &Path,
    plan: &Plan,
    ledger: &Ledger,
) -> Vec<EarlierWorkbook> {
    let one = |span: PeriodSpan| {
        let period = span.name;
        let name = format!("Tong-hop-{period}.xlsx");
        let (copy, result) = (copy_of(folder, period), folder.join(RESULTS).join(&name));
        let (published, file) = (copy.join(&name), format!("{PUBLISHED}/{period}/{name}"));
        // A copy whose workbook is gone cannot be compared, and is named as such.
        if copy_state(system, &copy) != CopyState::Absent {
            return Some(EarlierWorkbook { span, file, path: published, copy: Some(copy) });
        }
        let may_be_earlier = is_before((span, span.first), ledger) && system.is_file(&result);
        may_be_earlier.then_some(EarlierWorkbook { span, file: name, path: result, copy: None })
    };
    plan.spans_until(ledger.report).into_iter().filter_map(one).collect()
}

/// Returns true for the workbook of another span with returns up to a period before the report period, or of a part of
/// the merged span.
fn is_before((span, until): (PeriodSpan, Period), ledger: &Ledger) -> bool {
    let is_part = span.first >= ledger.span.first && until <= ledger.report && span.last <= ledger.span.last;
    span.name != ledger.span.name && (until < ledger.report || is_part)
}

impl EarlierWorkbook {
    /// Returns true if it is that of a published period.
    pub(super) fn is_published(&self) -> bool {
        self.copy.is_some()
    }

    /// Returns true if the file has a hash.
    pub(super) fn has_hash(&self, system: &dyn System, sha256: &str) -> bool {
        read_consolidated(system, &self.path).is_ok_and(|bytes| hash(&bytes) == sha256)
    }

    /// Finds a workbook that another one lists as compared, by its hash. `None` if it is gone or was made again.
    pub(super) fn with_hash(
        system: &dyn System,
        folder: &Path,
        plan: &Plan,
        listed: &ComparedWorkbook,
    ) -> Option<Self> {
        let (period, copy) = (listed.period, copy_of(folder, listed.period));
        let span = plan.span(period)?;
        let name = format!("Tong-hop-{period}.xlsx");
        let places = [(copy.join(&name), Some(copy)), (folder.join(RESULTS).join(&name), None)];
        let is_it = |path: &Path| read_consolidated(system, path).is_ok_and(|bytes| hash(&bytes) == listed.sha256);
        let (path, _) = places.into_iter().find(|(path, _)| is_it(path))?;
        let copy = listed.is_published.then(|| copy_of(folder, period));
        Some(EarlierWorkbook { span, file: listed.file.clone(), path, copy })
    }
}

/// Result of comparing earlier workbooks with the campaign of today.
#[derive(Default)]
pub(super) struct PublishedComparison {
    /// Figures that differ today.
    pub(super) changes: Vec<PublishedChange>,
    /// Returns that are in no file now, each as the first workbook lists it.
    pub(super) gone: Vec<MissingFile>,
    /// Workbooks that "Nguồn" lists.
    pub(super) compared: Vec<ComparedWorkbook>,
    /// Workbooks that were not compared.
    pub(super) uncompared: Vec<SpanName>,
}

impl PublishedComparison {
    /// Adds the result of another workbook. A missing return is listed for the first workbook that has it.
    pub(super) fn extend(&mut self, other: PublishedComparison) {
        for lost in other.gone {
            if !self.gone.iter().any(|known| is_same_return(known, &lost)) {
                self.gone.push(lost);
            }
        }
        self.changes.extend(other.changes);
        self.compared.extend(other.compared);
        self.uncompared.extend(other.uncompared);
    }

    /// Moves the result into a ledger, so that "Nguồn" shows it. Returns the spans that were not compared.
    pub(super) fn record(self, ledger: &mut Ledger) -> Vec<SpanName> {
        (ledger.republished, ledger.gone, ledger.compared) = (self.changes, self.gone, self.compared);
        self.uncompared
    }
}

fn is_same_return(a: &MissingFile, b: &MissingFile) -> bool {
    (&a.file, &a.unit, a.period, a.number) == (&b.file, &b.unit, b.period, b.number)
}

/// The campaign of today, or as of the workbook that is audited.
pub(super) struct PresentState<'a> {
    pub(super) system: &'a dyn System,
    /// Folder with the plan.
    pub(super) folder: &'a Path,
    pub(super) plan: &'a Plan,
    pub(super) ledger: &'a Ledger,
    pub(super) returns: &'a PlanReturns<'a>,
}

impl PresentState<'_> {
    /// Compares all workbooks.
    ///
    /// # Errors
    ///
    /// A fault of the program, or returns that cannot be read again. A workbook that cannot be read is in the result.
    pub(super) fn compare(&self, earlier: &[EarlierWorkbook]) -> Result<PublishedComparison, Error> {
        let mut out = PublishedComparison::default();
        for one in earlier {
            let Ok(bytes) = read_consolidated(self.system, &one.path) else {
                out.uncompared.push(one.span.name);
                continue;
            };
            let sha256 = hash(&bytes);
            let is_as_written = write::is_as_written(&bytes);
            let cells = consolidated_sheets(self.system, &bytes, WorkbookDetail::Cells).ok();
            let old =
                cells.map(|(grid, hidden, facts)| AuditedWorkbook::new(grid, hidden, facts).with_seal(is_as_written));
            let Some(old) = old.filter(|old| old.merged().is_some_and(|merged| merged.name == one.span.name)) else {
                out.uncompared.push(one.span.name);
                continue;
            };
            let until = old.merged().and_then(|merged| merged.until).unwrap_or(one.span.last);
            if until > self.ledger.report || (one.copy.is_none() && !is_before((one.span, until), self.ledger)) {
                continue;
            }
            let lost = old.gone(self.ledger, until, &one.file);
            let has_lost = !lost.is_empty();
            for lost in lost {
                if !out.gone.iter().any(|known| is_same_return(known, &lost)) {
                    out.gone.push(lost);
                }
            }
            let changes = self.changes(one, until, &old)?;
            let is_published = one.copy.is_some();
            // The report period's own workbook is listed only with a difference: a publication changes nothing in it.
            if (is_published && is_before((one.span, until), self.ledger)) || !changes.is_empty() || has_lost {
                let (period, file) = (one.span.name, one.file.clone());
                out.compared.push(ComparedWorkbook { period, file, sha256, is_published, changes: changes.len() });
            }
            out.changes.extend(changes);
        }
        Ok(out)
    }

    /// Lists the figures of a workbook that differ today, with their causes.
    fn changes(
        &self,
        one: &EarlierWorkbook,
        until: Period,
        old: &AuditedWorkbook,
    ) -> Result<Vec<PublishedChange>, Error> {
        let is_of_plan = old.is_of_plan(self.plan);
        // A workbook that a program saved again may show other figures than were written.
        if is_of_plan && old.is_as_written() && old.is_of_returns(self.ledger, until) {
            return Ok(Vec::new());
        }
        let then =
            one.copy.as_ref().and_then(|copy| campaign(self.system, copy).ok()).filter(|plan| old.is_of_plan(plan));
        let figures = old.figures(then.as_ref().unwrap_or(self.plan));
        let (figures, shown) = self.figures_then(figures, (one, until), old, is_of_plan)?;
        let today = self.values_today(shown, until)?;
        let codes = unit_codes(&[then.as_ref(), Some(self.plan)], &figures, until);
        let differs = |figure: &ShownFigure, code: &Option<String>| {
            let new = today.get(&(present_name(self.plan, figure), code.clone())).cloned().unwrap_or_default();
            (!published::is_same_value(&figure.value, &new)).then_some(new)
        };
        let changed = figures.iter().zip(codes).filter_map(|(f, code)| Some((f, differs(f, &code)?, code)));
        let changed: Vec<(&ShownFigure, Value, Option<String>)> = changed.collect();
        if changed.is_empty() {
            return Ok(Vec::new());
        }
        let causes = self.causes(one, old, then.as_ref(), ReportSpan::until(shown, until))?;
        let change = |(figure, new, code): (&ShownFigure, Value, Option<String>)| {
            let names = [figure.name.clone(), present_name(self.plan, figure)];
            PublishedChange {
                period: one.span.name,
                unit: figure.unit.clone(),
                heading: figure.heading.clone(),
                cell: figure.cell.clone(),
                old: figure.value.clone(),
                is_percent: published::is_percent(then.as_ref().unwrap_or(self.plan), &figure.name),
                file: one.file.clone(),
                reason: reason(&causes, (&names, code), &figure.value, &new),
                new,
            }
        };
        Ok(changed.into_iter().map(change).collect())
    }

    /// Returns the values of all columns and indicators in a span today, with the returns up to a period.
    fn values_today(&self, span: PeriodSpan, until: Period) -> Result<ColumnValues, Error> {
        if until < span.last && until < self.ledger.report {
            let arrivals = self.returns.with_plan_of(self.folder)?;
            let ledger = check::settle_span(self.plan, arrivals, Some(ReportSpan::until(span, until)))?;
            return values_of(self.plan, &ledger);
        }
        let mut book = consolidate::book(self.plan, self.ledger)?;
        consolidate::choose(&mut book, span);
        engine::fill(&mut book)?;
        Ok(published::column_values(self.plan, self.ledger, &book))
    }

    /// Returns the figures of a workbook, as it shows them, for its period, and the period that they are of. A person may have chosen
    /// another period in it, or saved it without values; then they are computed again from its own data, or if its plan
    /// is not known, they are those of the chosen period.
    fn figures_then(
        &self,
        figures: Vec<ShownFigure>,
        (one, until): (&EarlierWorkbook, Period),
        old: &AuditedWorkbook,
        is_of_plan: bool,
    ) -> Result<(Vec<ShownFigure>, PeriodSpan), Error> {
        let chosen = old.chosen().and_then(|name| self.plan.span(name)).filter(|span| span.first <= until);
        let chosen = chosen.unwrap_or(one.span);
        // A program that stores no values leaves all of them empty.
        let has_values = figures.iter().any(|figure| !figure.value.is_empty());
        if !is_of_plan || (chosen == one.span && has_values) {
            return Ok((figures, chosen));
        }
        let ledger = restore(self.plan, (one.span, until), &|sheet, row, column| old.value(sheet, row, column));
        let values = values_of(self.plan, &ledger)?;
        let codes = unit_codes(&[Some(self.plan)], &figures, until);
        let own = |(figure, unit): (ShownFigure, Option<String>)| {
            let value = values.get(&(figure.name.clone(), unit)).cloned();
            ShownFigure { value: value.unwrap_or_else(|| figure.value.clone()), ..figure }
        };
        Ok((figures.into_iter().zip(codes).map(own).collect(), one.span))
    }

    /// Builds the workbook step by step from what was in force then to today. Each step has its cause and its values.
    fn causes(
        &self,
        one: &EarlierWorkbook,
        old: &AuditedWorkbook,
        then: Option<&Plan>,
        shown: ReportSpan,
    ) -> Result<Vec<(Cause, ColumnValues)>, Error> {
        let until = shown.until.unwrap_or(one.span.last);
        let returns = Cause::returns(old, self.ledger, self.plan, until);
        let values = |plan: &Plan, arrivals: &[ReceivedFile]| {
            let ledger = check::settle_span(plan, arrivals.to_vec(), Some(shown))?;
            values_of(plan, &ledger)
        };
        let mut out = Vec::new();
        if old.is_of_plan(self.plan) {
            if !old.is_as_written()
                && let Some(own) = old.all_of_own(&self.returns.with_plan_of(self.folder)?)
            {
                out.push((Cause::changed_figure(), values(self.plan, &own)?));
            }
            out.push((returns, ColumnValues::new()));
            return Ok(out);
        }
        let events = EventsThen::new(old, self.plan);
        let base = match then {
            Some(then) => then.clone(),
            None => events.restored(self.plan),
        };
        let arrivals = self.returns.with_plan_of(then.and(one.copy.as_deref()).unwrap_or(self.folder))?;
        if then.is_none() {
            out.push((Cause::plan_without_copy(old, self.plan), values(&base, &old.own_of(&arrivals))?));
        } else if !old.is_as_written()
            && let Some(own) = old.all_of_own(&arrivals)
        {
            out.push((Cause::changed_figure(), values(&base, &own)?));
        }
        out.push((returns, values(&base, &arrivals)?));
        let mut plan = base;
        for cause in Cause::events(&plan, self.plan) {
            cause.apply(&mut plan, self.plan);
            let step = values(&plan, &arrivals)?;
            out.push((cause, step));
        }
        if let Some(copy) = one.copy.as_deref().filter(|_| then.is_some()) {
            for PlanStep { text, plan, is_of_reading } in plan_steps(self.system, copy, self.folder, self.plan)? {
                let step = match &plan {
                    Some(plan) if is_of_reading => values(plan, &self.returns.with_plan(plan)?)?,
                    Some(plan) => values(plan, &arrivals)?,
                    None => ColumnValues::new(),
                };
                out.push((Cause::Plan(text), step));
            }
        }
        Ok(out)
    }
}

/// Compares the earlier workbooks of a campaign with its ledger, and records the result in it. Returns the spans of
/// those that were not compared.
///
/// # Errors
///
/// See [`PresentState::compare`].
pub(super) fn compare_with_earlier(
    system: &dyn System,
    folder: &Path,
    plan: &Plan,
    ledger: &mut Ledger,
) -> Result<Vec<SpanName>, Error> {
    let earlier = earlier_workbooks(system, folder, plan, ledger);
    let returns = PlanReturns::new(system, |plan| ReturnInbox::of(system, folder).read(plan));
    let found = PresentState { system, folder, plan, ledger, returns: &returns }.compare(&earlier)?;
    Ok(found.record(ledger))
}

/// Returns the values of all columns and indicators of a ledger in its report period.
fn values_of(plan: &Plan, ledger: &Ledger) -> Result<ColumnValues, Error> {
    let mut book = consolidate::book(plan, ledger)?;
    engine::fill(&mut book)?;
    Ok(published::column_values(plan, ledger, &book))
}

/// Returns the causes of the steps in which a figure changes. The values of the last step are those of today. The figure has
/// the first name, or from a step on the second one.
fn reason(
    causes: &[(Cause, ColumnValues)],
    (names, unit): (&[String; 2], Option<String>),
    old: &Value,
    today: &Value,
) -> BilingualText {
    let named = |values: &ColumnValues| {
        names.iter().find_map(|name| values.get(&(name.clone(), unit.clone()))).cloned().unwrap_or_default()
    };
    let mut before = old.clone();
    let mut texts: Vec<BilingualText> = Vec::new();
    for (index, (cause, values)) in causes.iter().enumerate() {
        let is_last = index + 1 == causes.len();
        let value = if is_last { today.clone() } else { named(values) };
        if !published::is_same_value(&before, &value) {
            texts.push(cause.text(unit.as_deref()));
        }
        before = value;
    }
    let joined = |pick: fn(&BilingualText) -> &str| texts.iter().map(pick).collect::<Vec<_>>().join("; ");
    BilingualText::new(joined(|t| &t.vi), joined(|t| &t.en))
}
