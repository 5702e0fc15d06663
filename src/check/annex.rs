//! Rules over the annex itself (scope đợt), asked once for each of its columns.

use super::CheckError;
use super::asked::Asked;
use super::explain::{Failure, Target};
use super::rules::Checker;
use super::sheet::{self, Spot};
use crate::model::amount::Value;
use crate::model::finding::Finding;
use crate::plan::named::{self, Named};
use crate::plan::{Plan, Scope};

/// What the plan's rules find in its annex, column by column. The caller stops the run when one of them holds.
pub fn annex(plan: &Plan) -> Result<Vec<Finding>, CheckError> {
    let asked = Asked::of(plan, &[])?;
    let mut checker = Checker::without_rules(plan, &asked)?;
    // No rule over a return names a column of the annex: there they would only be walked over each time.
    for (unit, row) in plan.units.iter().zip(1u32..) {
        for (figure, column) in unit.figures.iter().zip(1u32..) {
            checker.engine.set(sheet::ANNEX, row, column, &figure.map_or(Value::Blank, Value::Number))?;
        }
    }
    let mut out = Vec::new();
    for column in 0..plan.annex.columns.len() {
        out.extend(checker.check_annex(column)?);
    }
    Ok(out)
}

impl Checker<'_> {
    fn check_annex(&mut self, column: usize) -> Result<Vec<Finding>, CheckError> {
        let plan = self.plan;
        let mut values = Vec::new();
        for (name, row) in self.layout.rows() {
            let value = match self.layout.named(name) {
                Some(Named::AnnexTotal) => {
                    plan.annex.columns.get(column).map_or(Value::Blank, |c| Value::Number(c.printed_total))
                }
                Some(named) => named::of_plan(plan, named, None, plan.first).unwrap_or_default(),
                None => Value::Blank,
            };
            values.push((row, value));
        }
        for (row, value) in values {
            self.tell(row, value)?;
        }
        let rules = || plan.rules.iter().enumerate().filter(|(_, r)| r.scope == Scope::Campaign);
        for (index, rule) in rules() {
            let mut spot = Spot::new(&self.layout, &self.filled);
            spot.annex = Some(column);
            let formula = rule.check.write(&spot)?;
            self.engine.formula(sheet::RULES, index as u32, sheet::RULE_COLUMN, &formula)?;
        }
        self.engine.evaluate();
        let mut failures = Vec::new();
        for (rule, _) in rules() {
            match self.engine.value(sheet::RULES, rule as u32, sheet::RULE_COLUMN) {
                Value::Bool(true) | Value::Blank => {}
                Value::Text(t) if t.is_empty() => {}
                verdict => {
                    let broken = verdict != Value::Bool(false);
                    failures.push(Failure { rule, target: Target::Annex(column), broken });
                }
            }
        }
        self.explain_annex(&failures)
    }
}
