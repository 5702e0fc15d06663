//! Rules over single figures whose formula looks at nothing but the figure: what it says of a value is asked of the engine once.
//! A return has some fifty figures, most are small numbers, and the same come again in every return.

use super::CheckError;
use super::known::{Key, Known};
use super::rules::fitting;
use super::sheet::{self, Layout, Spot};
use crate::engine::Engine;
use crate::model::amount::Value;
use crate::plan::named::{self, Named};
use crate::plan::{Plan, Rule};

/// A kept engine with these rules.
pub struct Alone {
    engine: Engine,
    /// Where the figure stands.
    row: u32,
    /// The rules; their formulas stand side by side.
    rules: Vec<usize>,
    known: Known<Key, Vec<Value>>,
}

/// Whether a rule looks at the figure alone, and at settings, which are the same for all.
fn looks_no_further(rule: &Rule, layout: &Layout) -> bool {
    sheet::rule_names(rule).all(|name| matches!(layout.named(name), Some(Named::This | Named::Setting(_))))
}

impl Alone {
    /// Lays out those rules of a plan over single figures that look no further.
    ///
    /// # Errors
    /// A fault of the plan or the program.
    pub fn new(plan: &Plan, layout: &Layout) -> Result<Self, CheckError> {
        let sheets = sheet::sheet_names(plan);
        let mut engine = Engine::new(&sheets.iter().map(String::as_str).collect::<Vec<_>>())?;
        for (name, row) in layout.rows() {
            if let Some(named @ Named::Setting(_)) = layout.named(name) {
                let value = named::of_plan(plan, named, None, plan.first).unwrap_or_default();
                engine.set(sheet::VALUES, row, sheet::VALUE_COLUMN, &fitting(&value))?;
            }
        }
        // The figure stands in the row of the first.
        let first = plan.indicators.iter().find_map(|i| Some((i.name.as_str(), layout.row(&i.name)?)));
        let Some((name, row)) = first else {
            return Ok(Alone { engine, row: 0, rules: Vec::new(), known: Known::default() });
        };
        let spot = Spot { this: Some(name), ..Spot::new(layout, &[]) };
        let mut rules = Vec::new();
        for (index, rule) in plan.rules.iter().enumerate() {
            if rule.is_cell_rule() && looks_no_further(rule, layout) {
                engine.formula(sheet::RULES, row, rules.len() as u32, &rule.check.write(&spot)?)?;
                rules.push(index);
            }
        }
        Ok(Alone { engine, row, rules, known: Known::default() })
    }

    /// Place of a rule among those that look no further.
    pub fn place(&self, rule: usize) -> Option<usize> {
        self.rules.iter().position(|r| *r == rule)
    }

    /// What the rule at this place says of a figure with this value.
    ///
    /// # Errors
    /// A fault of the program.
    pub fn verdict(&mut self, place: usize, value: &Value) -> Result<Value, CheckError> {
        let key = Key::of(value);
        if let Some(verdicts) = self.known.get(&key) {
            return Ok(verdicts.get(place).cloned().unwrap_or_default());
        }
        self.engine.set(sheet::VALUES, self.row, sheet::VALUE_COLUMN, &fitting(value))?;
        self.engine.evaluate();
        let verdicts: Vec<Value> =
            (0..self.rules.len() as u32).map(|c| self.engine.value(sheet::RULES, self.row, c)).collect();
        let verdict = verdicts.get(place).cloned().unwrap_or_default();
        if key.is_short() {
            self.known.keep(key, verdicts);
        }
        Ok(verdict)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::check::known::KEPT;
    use crate::check::testing::fixture;

    /// By hand, from the rules' wording: R06 a number or nothing, R07 not empty, R08 not below zero, R09 whole; "" where a rule
    /// does not apply.
    #[test]
    fn what_is_remembered_is_what_the_rules_say() {
        let plan = fixture::plan();
        let mut alone = Alone::new(&plan, &Layout::new(&plan)).unwrap();
        let codes: Vec<&str> = alone.rules.iter().map(|r| plan.rules[*r].code.as_str()).collect();
        assert_eq!(codes, ["R06", "R07", "R08", "R09"]);
        let (yes, no, none) = (Value::Bool(true), Value::Bool(false), Value::Text(String::new()));
        let text = |t: &str| Value::Text(t.to_string());
        let cases = [
            (Value::Blank, [&yes, &no, &none, &none]),
            (Value::Number(3.0), [&yes, &yes, &yes, &yes]),
            (Value::Number(0.0), [&yes, &yes, &yes, &yes]),
            (Value::Number(-2.0), [&yes, &yes, &no, &yes]),
            (Value::Number(-0.5), [&yes, &yes, &no, &no]),
            (text("12 người"), [&no, &yes, &none, &none]),
            (Value::Number(2.5), [&yes, &yes, &yes, &no]),
            (text(&"dài ".repeat(100)), [&no, &yes, &none, &none]),
        ];
        // In any order, for the first time and from memory.
        for (value, expected) in cases.iter().chain(cases.iter().rev()).chain(&cases) {
            for (place, expected) in expected.iter().enumerate() {
                assert_eq!(alone.verdict(place, value).unwrap(), **expected, "{} {value:?}", codes[place]);
            }
        }
        assert_eq!(alone.known.len(), cases.len() - 1);
        for n in 0..2 * KEPT {
            alone.verdict(0, &Value::Number(n as f64)).unwrap();
        }
        assert!(alone.known.len() <= KEPT);
    }
}
