//! Finds examples for a rule: figures that pass and figures that fail. They are found by evaluating the rule's own
//! formula, so they cannot contradict it.

use crate::check::format_value::{self, NumberKind};
use crate::engine::Engine;
use crate::formula::NameResolver;
use crate::model::amount::Value;
use crate::model::day::Day;
use crate::model::text::Lang;
use crate::plan::binding::{Binding, is_date, resolve};
use crate::plan::field_rules::RuleOrigin;
use crate::plan::labels::label;
use crate::plan::{Plan, RosterKind, Rule, header};
use crate::workbook::{CellRange, address};
use std::collections::BTreeMap;

/// Values for the names of a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleExample {
    /// True if the rule holds for these values.
    pub passes: bool,
    /// Each name with its value.
    pub values: Vec<(String, Value)>,
}

impl RuleExample {
    /// Formats the example: "mã 20 = 12, mã 06 = 10".
    pub(crate) fn describe_row(&self, plan: &Plan, lang: Lang) -> String {
        let one = |(name, value): &(String, Value)| {
            let kind = NumberKind::of_name(plan, name);
            let shown = match value {
                Value::Blank => lang.pick("trống", "empty").to_string(),
                value => format_value::value(value, kind, lang),
            };
            let called = match resolve(plan, name) {
                Some(Binding::This) => lang.pick("ô đang xét", "the cell").to_string(),
                _ => label(plan, name, None, lang),
            };
            format!("{called} = {shown}")
        };
        self.values.iter().map(one).collect::<Vec<_>>().join(", ")
    }
}

/// The number of attempts before the search ends.
const TRIES: u32 = 4_000;
/// The number of cells for a column that a rule refers to as a whole.
const ROWS: u32 = 3;
const SHEET: &str = "x";

/// Small figures, so that sums of a few of them often match.
const NUMBERS: [f64; 14] = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 12.0, 15.0, 20.0, 40.0];

/// The resolver of the search: each name has a row; a whole column has `ROWS` cells of its row.
struct ExampleRow {
    rows: BTreeMap<String, u32>,
    columns: Vec<String>,
}

impl NameResolver for ExampleRow {
    fn name(&self, name: &str) -> Option<String> {
        let row = *self.rows.get(name)?;
        if self.columns.iter().any(|c| c == name) {
            return Some(address::range(SHEET, CellRange::new(row, 0, row, ROWS - 1)));
        }
        Some(address::on(SHEET, row, 0))
    }
}

/// Returns a passing and a failing example; `None` for one that is not found in `TRIES` attempts.
pub fn examples(plan: &Plan, rule: &Rule) -> [Option<RuleExample>; 2] {
    search(plan, rule).unwrap_or_default()
}

fn search(plan: &Plan, rule: &Rule) -> Option<[Option<RuleExample>; 2]> {
    let named: Vec<(String, Binding)> =
        rule.check.names().iter().filter_map(|n| Some((n.clone(), resolve(plan, n)?))).collect();
    let whole = |n: &Binding| matches!(n, Binding::Column(..) | Binding::UnitCodes | Binding::AnnexColumn);
    let place = ExampleRow {
        rows: named.iter().map(|(n, _)| n.clone()).zip(0..).collect(),
        columns: named.iter().filter(|(_, n)| whole(n)).map(|(name, _)| name.clone()).collect(),
    };
    let mut engine = Engine::new(&[SHEET]).ok()?;
    let formula = rule.check.write(&place).ok()?;
    engine.formula(0, named.len() as u32, 0, &formula).ok()?;
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut found: [Option<RuleExample>; 2] = [None, None];
    for _ in 0..TRIES {
        let mut values = Vec::new();
        for (row, (name, what)) in (0..).zip(&named) {
            let columns = if whole(what) { ROWS } else { 1 };
            let mut cells = Vec::new();
            for column in 0..columns {
                let value = match rule.origin {
                    RuleOrigin::Required(..) if next(&mut seed, 3) == 0 => Value::Blank,
                    _ => draw(plan, name, what, &mut seed),
                };
                engine.set(0, row, column, &value).ok()?;
                cells.push(value);
            }
            values.push((name.clone(), cells));
        }
        engine.evaluate();
        let passes = match engine.value(0, named.len() as u32, 0) {
            Value::Bool(passes) => passes,
            _ => continue,
        };
        let slot = found.get_mut(usize::from(!passes))?;
        if slot.is_none() {
            let join = |cells: Vec<Value>| match cells.as_slice() {
                [one] => one.clone(),
                many => Value::Text(
                    many.iter()
                        .map(|v| format_value::inline(v, NumberKind::Figure, Lang::Vi))
                        .collect::<Vec<_>>()
                        .join("; "),
                ),
            };
            *slot = Some(RuleExample { passes, values: values.into_iter().map(|(n, c)| (n, join(c))).collect() });
        }
        if found.iter().all(Option::is_some) {
            break;
        }
    }
    Some(found)
}

/// Returns the next number of a fixed xorshift sequence, below `below`. The sequence is fixed so that the examples are
/// the same every time.
fn next(seed: &mut u64, below: usize) -> usize {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    (*seed % below.max(1) as u64) as usize
}

/// Returns the day that a name means, or a day for a name whose numbers are dates.
fn draw_day(plan: &Plan, what: &Binding, seed: &mut u64) -> Option<Day> {
    let dates = plan.dates(plan.first);
    match what {
        Binding::FirstDay => Some(plan.first.first_day()),
        Binding::LastDay => Some(plan.first.last_day()),
        Binding::Deadline => Some(dates.deadline),
        Binding::CutOff => Some(dates.cut_off),
        _ if is_date(plan, what) => {
            // Near the end of the plan's first period, where deadlines and decisions lie. One in three is the last day
            // itself, because a rule may require it.
            let away = next(seed, 60) as i32 - 30;
            Some(plan.first.last_day().plus(if away % 3 == 0 { 0 } else { away }))
        }
        _ => None,
    }
}

/// Draws a plausible value for a name.
fn draw(plan: &Plan, name: &str, what: &Binding, seed: &mut u64) -> Value {
    let pick = |words: &[&str], seed: &mut u64| {
        Value::Text(words.get(next(seed, words.len())).copied().unwrap_or_default().to_string())
    };
    let number = |seed: &mut u64| NUMBERS.get(next(seed, NUMBERS.len())).copied().map_or(Value::Blank, Value::from);
    let base = match what {
        Binding::Figure { name, .. } => name.as_str(),
        _ => name,
    };
    if let Some(day) = draw_day(plan, what, seed) {
        return Value::from(f64::from(day.serial()));
    }
    match what {
        Binding::Setting(i) => plan.settings.get(*i).map_or(Value::Blank, |s| Value::from(s.value)),
        Binding::Periods => Value::from(f64::from(plan.periods())),
        Binding::Ordinal => Value::from(next(seed, plan.periods().unsigned_abs() as usize + 2) as f64),
        Binding::UnitCodes => {
            let codes: Vec<&str> = plan.units.iter().take(ROWS as usize).map(|u| u.code.as_str()).collect();
            pick(&codes, seed)
        }
        Binding::Figure { .. } if base == header::UNIT => {
            let codes: Vec<&str> = plan.units.iter().take(4).map(|u| u.code.as_str()).collect();
            pick(&codes, seed)
        }
        Binding::FormVersion => Value::Text(plan.form.version.clone()),
        Binding::Figure { .. } if base == header::VERSION => pick(&[&plan.form.version, "0.9"], seed),
        Binding::Figure { .. } => match plan.indicator(base) {
            Some(i) if !i.choices.is_empty() => pick(&i.choices.iter().map(String::as_str).collect::<Vec<_>>(), seed),
            None if plan.narrative(base).is_some() => pick(&["", "…"], seed),
            _ => number(seed),
        },
        // A blank in the annex means no quota. Rules test for it.
        Binding::Annex(_) if next(seed, 4) == 0 => Value::Blank,
        Binding::This => match next(seed, 4) {
            0 => Value::from(-3.0),
            1 => Value::from(2.5),
            2 => pick(&["", "hai mươi"], seed),
            _ => number(seed),
        },
        Binding::Cell(r, c) | Binding::Column(r, c) => {
            let column = plan.rosters.get(*r).and_then(|r| r.columns.get(*c));
            match column.map(|c| c.kind) {
                Some(RosterKind::Number) => number(seed),
                Some(RosterKind::Choice) => {
                    let words = column.map(|c| c.choices.iter().map(String::as_str).collect::<Vec<_>>());
                    pick(&words.unwrap_or_default(), seed)
                }
                _ => pick(&["6200000001", "6200000002", "6200000003"], seed),
            }
        }
        _ => number(seed),
    }
}
