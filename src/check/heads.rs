//! Rules that look at the head of a return and at what the plan sets, and at no figure: the code of the unit, the version of the
//! form, the period and its days. Many returns have the same there, so that what a rule says of it is asked of the engine once.

use super::CheckError;
use super::asked::{Cases, Key, answers};
use super::sheet::{self, Layout};
use crate::model::amount::Value;
use crate::model::submission::Submission;
use crate::plan::named::Named;
use crate::plan::{Plan, Rule, Scope};
use foldhash::HashMap;
use std::collections::hash_map::Entry;

/// What these rules say.
pub struct Heads {
    rules: Vec<HeadRule>,
}

struct HeadRule {
    /// Place among the plan's rules, as a list of one.
    rule: [usize; 1],
    /// Rows of the values that it looks at.
    rows: Vec<u32>,
    /// By these values, what it says.
    known: HashMap<Vec<Key>, Value>,
}

/// The rows of the values that a rule looks at; `None` where it looks at a figure, or a list of the return.
fn rows(rule: &Rule, plan: &Plan, layout: &Layout) -> Option<Vec<u32>> {
    if !matches!(rule.scope, Scope::Return | Scope::Annex) {
        return None;
    }
    let mut rows = Vec::new();
    for name in sheet::rule_names(rule) {
        match layout.named(name)? {
            Named::UnitCodes => {}
            Named::Figure { name, before: false } if plan.header_field(name).is_some() => rows.push(layout.row(name)?),
            Named::Setting(_)
            | Named::Ordinal
            | Named::Periods
            | Named::FirstDay
            | Named::LastDay
            | Named::Deadline
            | Named::CutOff => rows.push(layout.row(name)?),
            _ => return None,
        }
    }
    rows.sort_unstable();
    rows.dedup();
    Some(rows)
}

impl HeadRule {
    /// What it is asked of a return; `value` gives that of a row.
    fn told(&self, value: impl Fn(u32) -> Value) -> Vec<(u32, Value)> {
        self.rows.iter().map(|row| (*row, value(*row))).collect()
    }

    fn cases(&self, told: Vec<Vec<(u32, Value)>>) -> Cases<'_> {
        Cases { rules: &self.rule, this: None, told }
    }
}

fn key(told: &[(u32, Value)]) -> Vec<Key> {
    told.iter().map(|(_, value)| Key::of(value)).collect()
}

impl Heads {
    /// What the rules of a plan that look at heads alone say of those of some returns.
    ///
    /// # Errors
    /// A fault of the plan or the program.
    pub fn of(plan: &Plan, layout: &Layout, submissions: &[&Submission]) -> Result<Self, CheckError> {
        let mut rules: Vec<HeadRule> = Vec::new();
        for (index, rule) in plan.rules.iter().enumerate() {
            if let Some(rows) = rows(rule, plan, layout) {
                rules.push(HeadRule { rule: [index], rows, known: HashMap::default() });
            }
        }
        let mut named = vec![None; layout.rows().count()];
        for (name, row) in layout.rows() {
            if let Some(named) = named.get_mut(row as usize) {
                *named = layout.named(name);
            }
        }
        let mut cases = vec![Vec::new(); rules.len()];
        for submission in submissions {
            let of = (*submission, plan.unit_index(&submission.unit));
            let value = |row: u32| {
                let named = named.get(row as usize).copied().flatten();
                named.map_or(Value::Blank, |named| sheet::value(plan, named, of, None))
            };
            for (rule, cases) in rules.iter_mut().zip(&mut cases) {
                let told = rule.told(value);
                if let Entry::Vacant(new) = rule.known.entry(key(&told)) {
                    new.insert(Value::Blank);
                    cases.push(told);
                }
            }
        }
        let all: Vec<Cases> = rules.iter().zip(cases).map(|(rule, cases)| rule.cases(cases)).collect();
        let said = answers(plan, layout, &all)?;
        let told: Vec<_> = all.into_iter().map(|cases| cases.told).collect();
        for ((rule, told), said) in rules.iter_mut().zip(told).zip(said) {
            rule.known.extend(told.iter().map(|told| key(told)).zip(said.into_iter().flatten()));
        }
        Ok(Heads { rules })
    }

    /// Place of a rule among those that look at heads alone.
    pub fn place(&self, rule: usize) -> Option<usize> {
        self.rules.iter().position(|r| r.rule == [rule])
    }

    /// What the rule at this place says of a return; `told` are the values by their rows.
    ///
    /// # Errors
    /// A fault of the program.
    pub fn verdict(&self, plan: &Plan, layout: &Layout, place: usize, told: &[Value]) -> Result<Value, CheckError> {
        let Some(rule) = self.rules.get(place) else { return Ok(Value::Blank) };
        let told = rule.told(|row| told.get(row as usize).cloned().unwrap_or_default());
        if let Some(said) = rule.known.get(&key(&told)) {
            return Ok(said.clone());
        }
        Ok(answers(plan, layout, &[rule.cases(vec![told])])?.into_iter().flatten().flatten().next().unwrap_or_default())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::check::testing::fixture::{self, set};

    /// By hand, from the rules' wording: R01 the version is 1.0, R02 the unit stands in the annex once, R03 a quarter of the plan,
    /// R04 not after the deadline, R05 the cut-off of the quarter.
    #[test]
    fn what_was_not_asked_before_is_asked() {
        let plan = fixture::plan();
        let layout = Layout::new(&plan);
        let heads = Heads::of(&plan, &layout, &[]).unwrap();
        let codes: Vec<&str> = heads.rules.iter().map(|r| plan.rules[r.rule[0]].code.as_str()).collect();
        assert_eq!(codes, ["R01", "R02", "R03", "R04", "R05"]);
        let text = |t: &str| Value::Text(t.to_string());
        let unit = || text(&plan.units[3].code);
        let head = |version: Value, unit: Value, quarter: f64, sent: f64, cut_off: f64| {
            let mut told = vec![Value::Blank; layout.rows().count()];
            for (name, value) in [
                ("phien_ban", version),
                ("ma_don_vi", unit),
                ("so_quy", Value::Number(quarter)),
                ("tong_quy", Value::Number(10.0)),
                ("ngay_nop", Value::Number(sent)),
                ("han_nop", Value::Number(44_600.0)),
                ("ngay_chot", Value::Number(cut_off)),
                ("chot_th", Value::Number(44_500.0)),
            ] {
                told[layout.row(name).unwrap() as usize] = value;
            }
            told
        };
        let cases = [
            (head(text("1.0"), unit(), 3.0, 44_600.0, 44_500.0), [true, true, true, true, true]),
            (head(text("1.1"), unit(), 11.0, 44_601.0, 44_500.0), [false, true, false, false, true]),
            (head(text("1.0"), text("LẠ"), 0.0, 44_599.0, 44_499.0), [true, false, false, true, false]),
            (head(text("1.0"), text(&"dài ".repeat(100)), 10.0, 1.0, 1.0), [true, false, true, true, false]),
        ];
        for (told, expected) in &cases {
            for (place, expected) in expected.iter().enumerate() {
                let said = heads.verdict(&plan, &layout, place, told).unwrap();
                assert_eq!(said, Value::Bool(*expected), "{}", codes[place]);
            }
        }
    }

    /// Two returns as they should be, and one of another version, for a quarter that the plan has not: the first quarter is asked
    /// once, and so on.
    #[test]
    fn what_was_asked_before_is_what_the_rules_say() {
        let plan = fixture::plan();
        let layout = Layout::new(&plan);
        let (first, second) = (fixture::first(&plan), fixture::second(&plan));
        let mut stray = fixture::second(&plan);
        set(&mut stray, "phien_ban", fixture::text("1.1"));
        stray.period = fixture::period("2024-Q2");
        let heads = Heads::of(&plan, &layout, &[&first, &second, &first, &stray]).unwrap();
        let known: Vec<usize> = heads.rules.iter().map(|r| r.known.len()).collect();
        assert_eq!(known, [2, 1, 3, 3, 3]);
        for (submission, expected) in [
            (&first, [true, true, true, true, true]),
            (&second, [true, true, true, true, true]),
            (&stray, [false, true, false, true, false]),
        ] {
            let of = (submission, plan.unit_index(&submission.unit));
            let mut told = vec![Value::Blank; layout.rows().count()];
            for (name, row) in layout.rows() {
                told[row as usize] = sheet::value(&plan, layout.named(name).unwrap(), of, None);
            }
            for (place, expected) in expected.iter().enumerate() {
                let said = heads.verdict(&plan, &layout, place, &told).unwrap();
                assert_eq!(said, Value::Bool(*expected), "{} {}", submission.period, place);
            }
        }
    }
}
