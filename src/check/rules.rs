//! Evaluates the rules of a plan for returns and for the annex. The plan's formulas alone decide whether a return
//! passes; this module defines the targets of each rule and turns failures into findings.

mod replaced;

use super::CheckError;
use super::earlier_figures::EarlierFigures;
use super::explain;
use super::failure::{ComparisonOperands, RuleFailure};
use super::inputs::{InputNames, InputPool, RuleSubject, RuleTarget, SubjectInputs};
use super::joined::JoinedQuotas;
use super::phrasing::Comparison;
use super::rule_table::{self, CaseResult, RuleTable};
use super::unchecked;
use super::undecided::RuleChoices;
use super::versions::PreviousVersion;
use crate::model::amount::Value;
use crate::model::finding::{Finding, Severity};
use crate::model::submission::Submission;
use crate::model::unchecked_rule::UncheckedRule;
use crate::parallel;
use crate::plan::{BlankMeaning, Plan, Rule, Scope};
use std::collections::{BTreeMap, HashSet};
use std::iter;
use std::sync::Arc;

/// A return with the counted return of the period before.
pub(super) type ReturnPair<'a> = (&'a Submission, Option<&'a Submission>);

/// The result of a rule for a target.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum RuleVerdict {
    /// The rule holds.
    Passed,
    /// The rule does not apply, or a name has no value.
    Unevaluated,
    /// The rule does not hold.
    Failed,
    /// The formula gives an error, or a value that is not TRUE or FALSE.
    Broken,
    /// The formula would read this number of cells, which is too many.
    Costly(u64),
}

impl CaseResult for RuleVerdict {
    fn costly(visits: u64) -> Self {
        RuleVerdict::Costly(visits)
    }
}

impl From<Value> for RuleVerdict {
    fn from(value: Value) -> Self {
        match value {
            Value::Bool(true) | Value::Blank => RuleVerdict::Passed,
            Value::Text(text) if text.is_empty() => RuleVerdict::Unevaluated,
            Value::Bool(false) => RuleVerdict::Failed,
            _ => RuleVerdict::Broken,
        }
    }
}

/// The most distinct input values that are kept for later returns. It bounds memory.
const MOST_VALUES: usize = 100_000;
/// The most roster rows of returns that are evaluated together.
const MOST_ROWS: usize = 30_000;

/// Evaluates the rules of a plan. A verdict is kept for later returns with the same inputs.
pub(super) struct RuleChecker<'p> {
    plan: &'p Plan,
    names: InputNames,
    pool: InputPool,
    /// One table for each rule.
    tables: Vec<RuleTable<RuleVerdict>>,
    /// The choices that each rule refers to.
    choices: Vec<RuleChoices>,
    /// The comparison of each rule that has failed, with a table of the values of its sides.
    comparisons: BTreeMap<usize, (Option<Arc<Comparison>>, RuleTable<Value>)>,
    /// The rules that were not checked so far.
    unchecked: Vec<UncheckedRule>,
    /// The quotas of units that have taken over others; `None` until they are first needed.
    quotas: Option<Arc<JoinedQuotas>>,
}

/// A target of a rule in one of the subjects, and its case in the rule's table.
struct RuleCaseUse {
    subject: u32,
    target: RuleTarget,
    case: u32,
}

impl<'p> RuleChecker<'p> {
    /// Creates a checker with the rules of a plan.
    pub(super) fn new(plan: &'p Plan) -> Self {
        let names = InputNames::new(plan);
        let table = |rule: &Rule| RuleTable::new(vec![rule.check.clone()], |name| names.source_of(plan, name));
        let tables = plan.rules.iter().map(table).collect();
        let choices = plan.rules.iter().map(|rule| RuleChoices::new(plan, rule)).collect();
        RuleChecker {
            plan,
            pool: InputPool::default(),
            tables,
            choices,
            comparisons: BTreeMap::new(),
            names,
            unchecked: Vec::new(),
            quotas: None,
        }
    }

    fn quotas(&mut self) -> Result<Arc<JoinedQuotas>, CheckError> {
        if let Some(known) = &self.quotas {
            return Ok(Arc::clone(known));
        }
        let quotas = Arc::new(JoinedQuotas::new(self.plan)?);
        self.quotas = Some(Arc::clone(&quotas));
        Ok(quotas)
    }

    /// Returns the rules that were not checked because a name has no value.
    pub(super) fn into_unchecked(self) -> Vec<UncheckedRule> {
        self.unchecked
    }

    /// Returns the findings of the rules in each return. `versions` holds, for each return, the other submissions for its
    /// previous period, the highest number first: a blocking rule that fails only because one of them has been replaced
    /// gives a warning. `earlier` holds the earlier figures for each return; it is empty if no rule needs them.
    ///
    /// # Errors
    /// Fails on an error of the plan or of the program.
    pub(super) fn check(
        &mut self,
        returns: &[ReturnPair],
        versions: &[Vec<PreviousVersion>],
        earlier: &[EarlierFigures],
    ) -> Result<Vec<Vec<Finding>>, CheckError> {
        let mut out = Vec::with_capacity(returns.len());
        let mut rest = returns;
        let quotas = self.quotas()?;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(batch(rest));
            let plan = self.plan;
            let earlier = earlier.get(out.len()..).unwrap_or_default();
            let all = now.iter().zip(earlier.iter().map(Some).chain(iter::repeat(None)));
            let subjects: Vec<RuleSubject> = all
                .map(|((new, old), earlier)| RuleSubject { earlier, ..RuleSubject::new(plan, new, *old, &quotas) })
                .collect();
            let mut failures = self.failures(&subjects, |_, subject, rule| targets(rule, subject))?;
            let versions = versions.get(out.len()..).unwrap_or_default();
            let replaced = self.take_replaced(&subjects, versions, &mut failures)?;
            let mut found = self.explained(&subjects, &failures)?;
            for (index, finding) in self.replaced_findings(&subjects, versions, replaced)? {
                found.get_mut(index).into_iter().for_each(|found| found.push(finding.clone()));
            }
            out.extend(found);
            rest = later;
        }
        Ok(out)
    }

    /// Returns the findings of the rules in the annex, column by column.
    ///
    /// # Errors
    /// Fails on an error of the plan or of the program.
    pub(super) fn check_annex(&mut self) -> Result<Vec<Finding>, CheckError> {
        let quotas = self.quotas()?;
        let subjects = vec![RuleSubject::annex(self.plan, &quotas); self.plan.annex.columns.len()];
        let targets = |column: usize, _: &RuleSubject, rule: &Rule| {
            if rule.scope == Scope::Campaign { vec![RuleTarget::Annex(column)] } else { Vec::new() }
        };
        Ok(self.findings(&subjects, targets)?.into_iter().flatten().collect())
    }

    /// Returns the findings of each subject; `targets` returns the targets of a rule in a subject.
    fn findings(
        &mut self,
        subjects: &[RuleSubject],
        targets: impl Fn(usize, &RuleSubject, &Rule) -> Vec<RuleTarget>,
    ) -> Result<Vec<Vec<Finding>>, CheckError> {
        let failures = self.failures(subjects, targets)?;
        self.explained(subjects, &failures)
    }

    /// Returns the findings for the failures of each subject.
    fn explained(
        &mut self,
        subjects: &[RuleSubject],
        failures: &[Vec<RuleFailure>],
    ) -> Result<Vec<Vec<Finding>>, CheckError> {
        let operands = self.operands(subjects, failures)?;
        let all: Vec<_> = subjects.iter().zip(failures.iter().zip(operands)).collect();
        let plan = self.plan;
        let shares: Vec<_> = all.chunks(all.len().div_ceil(parallel::threads()).max(1)).collect();
        let explained = parallel::map(&shares, |part| {
            let explain =
                |(subject, (failures, operands)): &(&RuleSubject, (&Vec<RuleFailure>, ComparisonOperands))| {
                    explain::findings(plan, subject, failures, operands)
                };
            part.iter().map(explain).collect::<Vec<_>>()
        });
        Ok(explained.into_iter().flatten().collect())
    }

    /// Returns the rules that each subject fails, in the order of the rules and their targets.
    fn failures(
        &mut self,
        subjects: &[RuleSubject],
        targets: impl Fn(usize, &RuleSubject, &Rule) -> Vec<RuleTarget>,
    ) -> Result<Vec<Vec<RuleFailure>>, CheckError> {
        self.forget();
        let mut uses: Vec<Vec<RuleCaseUse>> = self.tables.iter().map(|_| Vec::new()).collect();
        for (index, subject) in subjects.iter().enumerate() {
            let mut inputs: Option<SubjectInputs> = None;
            let rules = self.plan.rules.iter().zip(&self.choices);
            for (((rule, choices), table), uses) in rules.zip(&mut self.tables).zip(&mut uses) {
                for target in targets(index, subject, rule) {
                    if choices.are_unreadable(subject, target) {
                        continue;
                    }
                    let pool = &mut self.pool;
                    let inputs = inputs.get_or_insert_with(|| SubjectInputs::new(&self.names, *subject, target, pool));
                    let case = table.case(inputs, target, pool) as u32;
                    uses.push(RuleCaseUse { subject: index as u32, target, case });
                }
            }
        }
        rule_table::evaluate(&self.pool, &mut self.tables.iter_mut().collect::<Vec<_>>())?;
        let mut out = vec![Vec::new(); subjects.len()];
        let mut unchecked = vec![Vec::new(); subjects.len()];
        for (index, ((table, uses), rule)) in self.tables.iter().zip(uses).zip(&self.plan.rules).enumerate() {
            let required = unchecked::required_columns(rule, table);
            for RuleCaseUse { subject, target, case } in uses {
                let verdict = table.results(case as usize).first().copied().unwrap_or(RuleVerdict::Broken);
                let subject = subject as usize;
                match verdict {
                    RuleVerdict::Passed => {}
                    RuleVerdict::Unevaluated => {
                        if unchecked::lacks_value(table, &self.pool, case as usize, &required)
                            && let Some(unchecked) = unchecked.get_mut(subject)
                        {
                            unchecked.push((index, target));
                        }
                    }
                    RuleVerdict::Costly(visits) => {
                        let submission = subjects.get(subject).and_then(|subject| subject.submission);
                        if let Some(submission) = submission {
                            unchecked::add_costly(submission, rule, visits, &mut self.unchecked);
                        }
                    }
                    RuleVerdict::Failed | RuleVerdict::Broken => {
                        let broken = verdict == RuleVerdict::Broken;
                        if let Some(failures) = out.get_mut(subject) {
                            failures.push(RuleFailure { rule: index, target, broken });
                        }
                    }
                }
            }
        }
        let found = unchecked::rules(self.plan, &self.names, &mut self.pool, subjects, &unchecked)?;
        self.unchecked.extend(found);
        Ok(out)
    }

    /// Returns the values of the two sides of each failed comparison.
    fn operands(
        &mut self,
        subjects: &[RuleSubject],
        failures: &[Vec<RuleFailure>],
    ) -> Result<Vec<ComparisonOperands>, CheckError> {
        let RuleChecker { plan, names, pool, comparisons: tables, .. } = self;
        let mut cases = Vec::with_capacity(failures.len());
        for (subject, failures) in subjects.iter().zip(failures) {
            let mut inputs: Option<SubjectInputs> = None;
            let mut own = Vec::with_capacity(failures.len());
            for failure in failures {
                let Some(rule) = plan.rules.get(failure.rule) else { continue };
                let (_, table) = tables.entry(failure.rule).or_insert_with(|| {
                    // The finding on a roster column has the place, not the number.
                    let is_shown = !rule.origin.is_of_roster();
                    let compared = Comparison::of(&rule.test).filter(|_| is_shown).map(Arc::new);
                    let sides = compared.iter().flat_map(|c| [c.left.clone(), c.right.clone()]).collect();
                    (compared, RuleTable::new(sides, |name| names.source_of(plan, name)))
                });
                let target = failure.target;
                let inputs = inputs.get_or_insert_with(|| SubjectInputs::new(names, *subject, target, pool));
                own.push((failure.rule, table.case(inputs, target, pool)));
            }
            cases.push(own);
        }
        let compared = tables.values_mut().filter(|(compared, _)| compared.is_some());
        rule_table::evaluate(pool, &mut compared.map(|(_, table)| table).collect::<Vec<_>>())?;
        let sides = |(rule, case): (usize, usize)| {
            let (compared, table) = tables.get(&rule)?;
            match table.results(case) {
                [left, right] => Some((compared.clone()?, left.clone(), right.clone())),
                _ => None,
            }
        };
        let operands = cases.into_iter().map(|own| own.into_iter().map(sides).collect()).collect();
        tables.values_mut().for_each(|(_, table)| table.clear());
        Ok(operands)
    }

    /// Removes the cases that later returns cannot share, or all cases if there are many values.
    fn forget(&mut self) {
        let is_full = self.pool.len() > MOST_VALUES;
        let cleared = |table: &&mut RuleTable<RuleVerdict>| is_full || table.has_lists();
        self.tables.iter_mut().filter(cleared).for_each(RuleTable::clear);
        if is_full {
            self.pool = InputPool::default();
        }
    }
}

/// Returns how many of the first returns are evaluated together, at least 1.
fn batch(returns: &[ReturnPair]) -> usize {
    let mut rows = 0;
    let fits = returns.iter().take_while(|(submission, _)| {
        rows += submission.rosters.iter().map(|r| r.rows.len()).sum::<usize>();
        rows <= MOST_ROWS
    });
    fits.count().max(1)
}

/// Returns the targets of a rule in a return.
fn targets(rule: &Rule, subject: &RuleSubject) -> Vec<RuleTarget> {
    let (plan, Some(submission)) = (subject.plan, subject.submission) else { return Vec::new() };
    if !rule.validity.contains(submission.period) {
        return Vec::new();
    }
    match rule.scope {
        Scope::Campaign => Vec::new(),
        Scope::Return | Scope::Previous | Scope::Annex => vec![RuleTarget::Return],
        Scope::RosterRow(roster) => {
            let rows = submission.rosters.get(roster).map_or(0, |r| r.rows.len());
            (0..rows).map(|row| RuleTarget::Row(roster, row)).collect()
        }
        Scope::NumericCells | Scope::RequiredCells => {
            let unit = subject.unit.and_then(|u| plan.units.get(u));
            // A cell that reading already reports as an error is reported once.
            let errors = submission.findings.iter().filter(|f| f.severity == Severity::Error);
            let reported: HashSet<_> = errors.filter_map(|f| Some((f.sheet.as_deref()?, f.cell.as_deref()?))).collect();
            let judged = plan.indicators.iter().enumerate().filter(|(index, indicator)| {
                let blank = unit.map_or(BlankMeaning::Missing, |u| plan.blank(indicator, u));
                let applies = indicator.validity.contains(submission.period)
                    && rule.judges(*index, indicator, blank == BlankMeaning::Missing);
                let figure = || submission.figures.get(indicator.name.as_str());
                applies && figure().is_some_and(|f| !reported.contains(&(f.sheet.as_str(), f.cell.as_str())))
            });
            judged.map(|(index, _)| RuleTarget::Cell(index)).collect()
        }
    }
}
