//! Rules over single figures whose formula looks at nothing but the figure: what it says of a value is asked of the engine once.
//! A return has some fifty figures, most are small numbers, and the same come again in every return.

use super::CheckError;
use super::asked::{Cases, Key, answers};
use super::sheet::{self, Layout};
use crate::model::amount::Value;
use crate::model::submission::Submission;
use crate::plan::named::{self, Named};
use crate::plan::{Plan, Rule};
use foldhash::HashMap;
use std::collections::hash_map::Entry;

/// What these rules say.
pub struct Alone {
    /// The rules.
    rules: Vec<usize>,
    /// What settings the rules look at, by their rows.
    settings: Vec<(u32, Value)>,
    /// Row of the figure: one that no setting has.
    row: u32,
    /// By value, what each rule says.
    known: HashMap<Key, Vec<Value>>,
}

/// Whether a rule looks at the figure alone, and at settings, which are the same for all.
fn looks_no_further(rule: &Rule, layout: &Layout) -> bool {
    sheet::rule_names(rule).all(|name| matches!(layout.named(name), Some(Named::This | Named::Setting(_))))
}

impl Alone {
    /// What the rules that look no further say of the figures of some returns.
    ///
    /// # Errors
    /// A fault of the plan or the program.
    pub fn of(plan: &Plan, layout: &Layout, submissions: &[&Submission]) -> Result<Self, CheckError> {
        let numbered = plan.rules.iter().enumerate();
        let rules = numbered.filter(|(_, rule)| rule.is_cell_rule() && looks_no_further(rule, layout));
        let mut settings = Vec::new();
        for (name, row) in layout.rows() {
            if let Some(named @ Named::Setting(_)) = layout.named(name) {
                settings.push((row, named::of_plan(plan, named, None, plan.first).unwrap_or_default()));
            }
        }
        let rules = rules.map(|(index, _)| index).collect();
        let mut alone = Alone { rules, settings, row: layout.rows().count() as u32, known: HashMap::default() };
        if alone.rules.is_empty() {
            return Ok(alone);
        }
        let mut values = Vec::new();
        for submission in submissions {
            // Names that are no indicator's are asked of no such rule.
            for figure in plan.indicators.iter().filter_map(|i| submission.figures.get(i.name.as_str())) {
                let value = figure.amount.value();
                if let Entry::Vacant(new) = alone.known.entry(Key::of(&value)) {
                    new.insert(Vec::new());
                    values.push(value);
                }
            }
        }
        let said = answers(plan, layout, &[alone.cases(&values)])?;
        for (value, said) in values.iter().zip(said.into_iter().flatten()) {
            alone.known.insert(Key::of(value), said);
        }
        Ok(alone)
    }

    fn cases(&self, values: &[Value]) -> Cases<'_> {
        let told = |value: &Value| self.settings.iter().cloned().chain([(self.row, value.clone())]).collect();
        Cases { rules: &self.rules, this: Some(self.row), told: values.iter().map(told).collect() }
    }

    /// Place of a rule among those that look no further.
    pub fn place(&self, rule: usize) -> Option<usize> {
        self.rules.iter().position(|r| *r == rule)
    }

    /// What the rule at this place says of a figure with this value.
    ///
    /// # Errors
    /// A fault of the program.
    pub fn verdict(&self, plan: &Plan, layout: &Layout, place: usize, value: &Value) -> Result<Value, CheckError> {
        if let Some(said) = self.known.get(&Key::of(value)) {
            return Ok(said.get(place).cloned().unwrap_or_default());
        }
        let said = answers(plan, layout, &[self.cases(std::slice::from_ref(value))])?;
        Ok(said.iter().flatten().next().and_then(|said| said.get(place)).cloned().unwrap_or_default())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::check::testing::fixture::{self, number, set, text};
    use crate::model::amount::Amount;

    /// By hand, from the rules' wording: R06 a number or nothing, R07 not empty, R08 not below zero, R09 whole; "" where a rule
    /// does not apply.
    #[test]
    fn what_was_asked_before_is_what_the_rules_say() {
        let plan = fixture::plan();
        let layout = Layout::new(&plan);
        let (yes, no, none) = (Value::Bool(true), Value::Bool(false), Value::Text(String::new()));
        let cases = [
            (Amount::Blank, [&yes, &no, &none, &none]),
            (number(3.0), [&yes, &yes, &yes, &yes]),
            (number(0.0), [&yes, &yes, &yes, &yes]),
            (number(-2.0), [&yes, &yes, &no, &yes]),
            (number(-0.5), [&yes, &yes, &no, &no]),
            (text("12 người"), [&no, &yes, &none, &none]),
            (number(2.5), [&yes, &yes, &yes, &no]),
            (text(&"dài ".repeat(10_000)), [&no, &yes, &none, &none]),
        ];
        let with = |figures: &[(Amount, [&Value; 4])]| {
            let mut made = fixture::first(&plan);
            let mut figures = figures.iter();
            for indicator in &plan.indicators {
                match figures.next() {
                    Some((amount, _)) => set(&mut made, &indicator.name, amount.clone()),
                    None => drop(made.figures.remove(indicator.name.as_str())),
                }
            }
            made
        };
        // Some twice; of the last no return told before.
        let (one, other) = (with(&cases[..5]), with(&cases[2..7]));
        let alone = Alone::of(&plan, &layout, &[&one, &other]).unwrap();
        assert_eq!(alone.known.len(), 7);
        let codes: Vec<&str> = alone.rules.iter().map(|r| plan.rules[*r].code.as_str()).collect();
        assert_eq!(codes, ["R06", "R07", "R08", "R09"]);
        for (amount, expected) in &cases {
            for (place, expected) in expected.iter().enumerate() {
                let said = alone.verdict(&plan, &layout, place, &amount.value()).unwrap();
                assert_eq!(said, **expected, "{} {amount:?}", codes[place]);
            }
        }
    }

    /// More values than one engine is asked.
    #[test]
    fn each_of_many_values_has_its_own_answer() {
        let plan = fixture::plan();
        let layout = Layout::new(&plan);
        let mut made: Vec<_> = (0..40).map(|_| fixture::first(&plan)).collect();
        let mut next = 0.0;
        for submission in &mut made {
            for indicator in &plan.indicators {
                next += 0.5;
                set(submission, &indicator.name, number(next));
            }
        }
        let alone = Alone::of(&plan, &layout, &made.iter().collect::<Vec<_>>()).unwrap();
        assert!(alone.known.len() > 2_000);
        let whole = alone.rules.iter().position(|r| plan.rules[*r].code == "R09").unwrap();
        for half in 1..alone.known.len() {
            let said = alone.verdict(&plan, &layout, whole, &Value::Number(half as f64 / 2.0)).unwrap();
            assert_eq!(said, Value::Bool(half % 2 == 0), "{half}");
        }
    }
}
