//! Rules that look at the head of a return and at what the plan sets, and at no figure: the code of the unit, the version of the
//! form, the period and its days. Many returns have the same there, so that what a rule says of it is asked of the engine once.

use super::CheckError;
use super::known::{Key, Known};
use super::rules::fitting;
use super::sheet::{self, Layout, Spot};
use crate::engine::Engine;
use crate::model::amount::Value;
use crate::plan::named::Named;
use crate::plan::{Plan, Rule, Scope};

/// A kept engine with these rules.
pub struct Heads {
    engine: Engine,
    rules: Vec<HeadRule>,
}

struct HeadRule {
    /// Place among the plan's rules.
    rule: usize,
    /// Rows of the values that it looks at.
    rows: Vec<u32>,
    /// What it has said.
    known: Known<Vec<Key>, Value>,
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

impl Heads {
    /// Lays out those rules of a plan that look at heads alone.
    ///
    /// # Errors
    /// A fault of the plan or the program.
    pub fn new(plan: &Plan, layout: &Layout) -> Result<Self, CheckError> {
        let sheets = sheet::sheet_names(plan);
        let mut engine = Engine::new(&sheets.iter().map(String::as_str).collect::<Vec<_>>())?;
        sheet::codes(plan, &mut engine)?;
        let mut rules = Vec::new();
        for (index, rule) in plan.rules.iter().enumerate() {
            if let Some(rows) = rows(rule, plan, layout) {
                let formula = rule.check.write(&Spot::new(layout, &[]))?;
                engine.formula(sheet::RULES, index as u32, sheet::RULE_COLUMN, &formula)?;
                rules.push(HeadRule { rule: index, rows, known: Known::default() });
            }
        }
        Ok(Heads { engine, rules })
    }

    /// Place of a rule among those that look at heads alone.
    pub fn place(&self, rule: usize) -> Option<usize> {
        self.rules.iter().position(|r| r.rule == rule)
    }

    /// What the rule at this place says of a return; `told` are the values by their rows.
    ///
    /// # Errors
    /// A fault of the program.
    pub fn verdict(&mut self, place: usize, told: &[Value]) -> Result<Value, CheckError> {
        let Some(asked) = self.rules.get_mut(place) else { return Ok(Value::Blank) };
        let values = |row: &u32| told.get(*row as usize).unwrap_or(&Value::Blank);
        let key: Vec<Key> = asked.rows.iter().map(|row| Key::of(values(row))).collect();
        if let Some(verdict) = asked.known.get(&key) {
            return Ok(verdict.clone());
        }
        for row in &asked.rows {
            self.engine.set(sheet::VALUES, *row, sheet::VALUE_COLUMN, &fitting(values(row)))?;
        }
        self.engine.evaluate();
        let verdict = self.engine.value(sheet::RULES, asked.rule as u32, sheet::RULE_COLUMN);
        if key.iter().all(Key::is_short) {
            asked.known.keep(key, verdict.clone());
        }
        Ok(verdict)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::check::testing::fixture;

    /// By hand, from the rules' wording: R01 the version is 1.0, R02 the unit stands in the annex once, R03 a quarter of the plan,
    /// R04 not after the deadline, R05 the cut-off of the quarter.
    #[test]
    fn what_is_remembered_is_what_the_rules_say() {
        let plan = fixture::plan();
        let layout = Layout::new(&plan);
        let mut heads = Heads::new(&plan, &layout).unwrap();
        let codes: Vec<&str> = heads.rules.iter().map(|r| plan.rules[r.rule].code.as_str()).collect();
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
        for (told, expected) in cases.iter().chain(cases.iter().rev()).chain(&cases) {
            for (place, expected) in expected.iter().enumerate() {
                assert_eq!(heads.verdict(place, told).unwrap(), Value::Bool(*expected), "{}", codes[place]);
            }
        }
        let known: Vec<usize> = heads.rules.iter().map(|r| r.known.len()).collect();
        assert_eq!(known[..2], [2, 2], "a long text is not kept");
    }
}
