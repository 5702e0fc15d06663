//! The plan's rules, asked through the engine. Whether a return passes is for the plan's formula to say; this file
//! puts the return where the formula looks and reads the answer.

use super::CheckError;
use super::asked::Asked;
use super::explain::{Failure, Target};
use super::sheet::{self, Layout, Spot};
use crate::engine::Engine;
use crate::model::amount::Value;
use crate::model::finding::{Finding, Severity};
use crate::model::submission::Submission;
use crate::plan::named::Named;
use crate::plan::{Blank, Plan, Rule, Scope};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

/// A kept engine with the rules of a plan. Rules are parsed once; each return replaces the inputs.
pub struct Checker<'p> {
    pub(super) plan: &'p Plan,
    pub(super) engine: Engine,
    pub(super) layout: Layout,
    /// Rules over the whole return whose formula names roster columns: written anew when the rows of those change.
    over_columns: Vec<usize>,
    /// Of each rule, the rosters whose columns it names.
    columns_of: Vec<BTreeSet<usize>>,
    /// What stands at each row of the values.
    told: Vec<Value>,
    /// Each cell rule for each figure that it judges.
    cells: Vec<CellRule>,
    /// What was asked before.
    asked: &'p Asked,
    /// Row rules of each roster.
    row_rules: Vec<Vec<usize>>,
    /// Columns of each roster that a rule names: the others need not be known to the engine.
    named_columns: Vec<BTreeSet<usize>>,
    /// Filled rows of each roster as laid out now.
    pub(super) filled: Vec<u32>,
}

struct CellRule {
    rule: usize,
    indicator: usize,
    verdict: Verdict,
}

/// Where the verdict is.
#[derive(Copy, Clone)]
enum Verdict {
    /// A formula of its own: row and column.
    At(u32, u32),
    /// Among those that look at the figure alone.
    Alone(usize),
}

impl<'p> Checker<'p> {
    /// Lays out the rules of a plan.
    pub fn new(plan: &'p Plan, asked: &'p Asked) -> Result<Self, CheckError> {
        let mut checker = Checker::without_rules(plan, asked)?;
        checker.lay_rules()?;
        Ok(checker)
    }

    /// The codes of the units, and no rule yet.
    pub(super) fn without_rules(plan: &'p Plan, asked: &'p Asked) -> Result<Self, CheckError> {
        let layout = Layout::new(plan);
        let mut named_columns = vec![BTreeSet::new(); plan.rosters.len()];
        for named in layout.all_named() {
            if let Named::Cell(r, c) | Named::Column(r, c) = named
                && let Some(columns) = named_columns.get_mut(*r)
            {
                columns.insert(*c);
            }
        }
        let columns = |rule: &Rule| {
            let named = sheet::rule_names(rule).filter_map(|n| layout.named(n));
            named.filter_map(|n| if let Named::Column(r, _) = n { Some(*r) } else { None }).collect()
        };
        let columns_of = plan.rules.iter().map(columns).collect();
        let told = vec![Value::Blank; layout.rows().count()];
        let checker = Checker {
            columns_of,
            told,
            plan,
            engine: sheet::engine(plan)?,
            asked,
            layout,
            named_columns,
            over_columns: Vec::new(),
            cells: Vec::new(),
            row_rules: vec![Vec::new(); plan.rosters.len()],
            filled: vec![0; plan.rosters.len()],
        };
        Ok(checker)
    }

    fn lay_rules(&mut self) -> Result<(), CheckError> {
        let plan = self.plan;
        for (index, rule) in plan.rules.iter().enumerate() {
            match rule.scope {
                Scope::Campaign => {}
                Scope::RosterRow(roster) => {
                    if let Some(rules) = self.row_rules.get_mut(roster) {
                        rules.push(index);
                    }
                }
                Scope::NumericCells | Scope::RequiredCells => self.lay_cell_rule(index, rule)?,
                Scope::Return | Scope::Annex if self.asked.heads.place(index).is_some() => {}
                Scope::Return | Scope::Previous | Scope::Annex => {
                    if self.columns_of.get(index).is_some_and(|columns| !columns.is_empty()) {
                        self.over_columns.push(index);
                    }
                    self.lay_return_rule(index)?;
                }
            }
        }
        Ok(())
    }

    fn lay_return_rule(&mut self, index: usize) -> Result<(), CheckError> {
        let Some(rule) = self.plan.rules.get(index) else { return Ok(()) };
        let formula = rule.check.write(&Spot::new(&self.layout, &self.filled))?;
        self.engine.formula(sheet::RULES, index as u32, sheet::RULE_COLUMN, &formula)?;
        Ok(())
    }

    fn lay_cell_rule(&mut self, index: usize, rule: &Rule) -> Result<(), CheckError> {
        for (i, indicator) in self.plan.indicators.iter().enumerate() {
            if rule.scope == Scope::NumericCells && !indicator.kind.is_number() {
                continue;
            }
            let Some(row) = self.layout.row(&indicator.name) else { continue };
            if let Some(place) = self.asked.alone.place(index) {
                self.cells.push(CellRule { rule: index, indicator: i, verdict: Verdict::Alone(place) });
                continue;
            }
            let mut spot = Spot::new(&self.layout, &self.filled);
            spot.this = Some(row);
            let formula = rule.check.write(&spot)?;
            let column = sheet::own_column(index);
            self.engine.formula(sheet::RULES, row, column, &formula)?;
            self.cells.push(CellRule { rule: index, indicator: i, verdict: Verdict::At(row, column) });
        }
        Ok(())
    }

    /// What the plan's rules find in a return; `previous` is the counted return of the period before.
    pub fn check(
        &mut self,
        submission: &Submission,
        previous: Option<&Submission>,
    ) -> Result<Vec<Finding>, CheckError> {
        self.fill(submission, previous)?;
        self.engine.evaluate();
        let failures = self.failures(submission)?;
        self.explain(submission, failures)
    }

    /// The value that was put for a name with a cell of its own.
    pub(super) fn told(&self, name: &str) -> Option<&Value> {
        self.told.get(self.layout.row(name)? as usize)
    }

    /// Puts the value of a name into its row, unless it stands there.
    pub(super) fn tell(&mut self, row: u32, value: Value) -> Result<(), CheckError> {
        if let Some(told) = self.told.get_mut(row as usize)
            && *told != value
        {
            self.engine.set(sheet::VALUES, row, sheet::VALUE_COLUMN, &fitting(&value))?;
            *told = value;
        }
        Ok(())
    }

    /// Puts a return's figures and rows.
    fn fill(&mut self, submission: &Submission, previous: Option<&Submission>) -> Result<(), CheckError> {
        let unit = self.plan.unit_index(&submission.unit);
        let mut values = Vec::with_capacity(self.told.len());
        for (name, row) in self.layout.rows() {
            let Some(named) = self.layout.named(name) else { continue };
            let value = sheet::value(self.plan, named, (submission, unit), previous);
            values.push((row, value));
        }
        for (row, value) in values {
            self.tell(row, value)?;
        }
        self.fill_rosters(submission)
    }

    fn fill_rosters(&mut self, submission: &Submission) -> Result<(), CheckError> {
        let count = |r: usize| submission.rosters.get(r).map_or(0, |r| r.rows.len() as u32);
        let filled: Vec<u32> = (0..self.plan.rosters.len()).map(count).collect();
        let before = std::mem::replace(&mut self.filled, filled);
        for (r, named) in self.named_columns.iter().enumerate() {
            let rows = submission.rosters.get(r).map_or(&[][..], |r| &r.rows);
            let last = self.filled[r].max(before[r]);
            for i in 0..last {
                let row = rows.get(i as usize);
                for &c in named {
                    let value = row.and_then(|row| row.cells.get(c)).map_or(Value::Blank, |a| a.value());
                    self.engine.set(sheet::ROSTERS + r, i + 1, c as u32, &fitting(&value))?;
                }
            }
        }
        if before == self.filled {
            return Ok(());
        }
        // The ranges of the return's rows have changed: so do the formulas that name them, and rows have come or gone.
        let changed = |rosters: &BTreeSet<usize>| rosters.iter().any(|r| before.get(*r) != self.filled.get(*r));
        let renewed: Vec<bool> = self.columns_of.iter().map(changed).collect();
        let renewed = |rule: usize| renewed.get(rule).copied().unwrap_or(true);
        for ((rules, &filled), &before) in self.row_rules.iter().zip(&self.filled).zip(&before) {
            for &rule in rules {
                let column = sheet::own_column(rule);
                for i in filled..before {
                    self.engine.set(sheet::RULES, i + 1, column, &Value::Blank)?;
                }
                let from = if renewed(rule) { 0 } else { before };
                let Some(rule) = self.plan.rules.get(rule).filter(|_| from < filled) else { continue };
                let spot = Spot { row: Some(from), ..Spot::new(&self.layout, &self.filled) };
                self.engine.formula_down(sheet::RULES, from + 1..filled + 1, column, &rule.check.write(&spot)?)?;
            }
        }
        for rule in self.over_columns.clone() {
            if renewed(rule) {
                self.lay_return_rule(rule)?;
            }
        }
        Ok(())
    }

    /// Every rule that the return fails, in the order of the rules.
    fn failures(&mut self, submission: &Submission) -> Result<Vec<Failure>, CheckError> {
        let mut out = Vec::new();
        let unit = self.plan.unit_index(&submission.unit).and_then(|u| self.plan.units.get(u));
        let mut push = |rule: usize, target: Target, verdict: Value| match verdict {
            Value::Bool(true) | Value::Blank => {}
            Value::Text(t) if t.is_empty() => {}
            verdict => out.push(Failure { rule, target, broken: verdict != Value::Bool(false) }),
        };
        for (index, rule) in self.plan.rules.iter().enumerate() {
            if matches!(rule.scope, Scope::Return | Scope::Previous | Scope::Annex) {
                let verdict = match self.asked.heads.place(index) {
                    Some(place) => self.asked.heads.verdict(self.plan, &self.layout, place, &self.told)?,
                    None => self.engine.value(sheet::RULES, index as u32, sheet::RULE_COLUMN),
                };
                push(index, Target::Return, verdict);
            }
        }
        // What reading has already called an error at a cell is said once.
        let errors = submission.findings.iter().filter(|f| f.severity == Severity::Error);
        let said: HashSet<_> = errors.filter_map(|f| Some((f.sheet.as_deref()?, f.cell.as_deref()?))).collect();
        for cell in &self.cells {
            let (Some(rule), Some(indicator)) =
                (self.plan.rules.get(cell.rule), self.plan.indicators.get(cell.indicator))
            else {
                continue;
            };
            let Some(figure) = submission.figures.get(indicator.name.as_str()) else { continue };
            if rule.scope == Scope::RequiredCells {
                let blank = unit.map_or(Blank::Missing, |u| self.plan.blank(indicator, u));
                if blank != Blank::Missing {
                    continue;
                }
            }
            if said.contains(&(figure.sheet.as_str(), figure.cell.as_str())) {
                continue;
            }
            let verdict = match cell.verdict {
                Verdict::At(row, column) => self.engine.value(sheet::RULES, row, column),
                Verdict::Alone(place) => {
                    self.asked.alone.verdict(self.plan, &self.layout, place, &figure.amount.value())?
                }
            };
            push(cell.rule, Target::Cell(cell.indicator), verdict);
        }
        for (r, rules) in self.row_rules.iter().enumerate() {
            for &rule in rules {
                for i in 0..self.filled.get(r).copied().unwrap_or(0) {
                    let verdict = self.engine.value(sheet::RULES, i + 1, sheet::own_column(rule));
                    push(rule, Target::Row(r, i as usize), verdict);
                }
            }
        }
        out.sort_by_key(|f| f.rule);
        Ok(out)
    }
}

/// Longest text of a cell in Excel.
const LONGEST: usize = 32_767;

/// A value as a cell can hold it: an over-long text cut, a number that is none left as the error that Excel would show.
pub(super) fn fitting(value: &Value) -> Cow<'_, Value> {
    match value {
        Value::Text(t) if t.len() > LONGEST => match t.char_indices().nth(LONGEST) {
            Some((end, _)) => Cow::Owned(Value::Text(t[..end].to_string())),
            None => Cow::Borrowed(value),
        },
        Value::Number(n) if !n.is_finite() => Cow::Owned(Value::Text("#NUM!".to_string())),
        _ => Cow::Borrowed(value),
    }
}
