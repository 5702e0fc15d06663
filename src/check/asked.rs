//! What rules say that look at little: at a single figure, or at the head of a return. The same comes again in many returns, so
//! that the engine is asked once for all of them, before they are judged.

use super::CheckError;
use super::alone::Alone;
use super::heads::Heads;
use super::rules::fitting;
use super::sheet::{self, Layout, Spot};
use crate::model::amount::Value;
use crate::model::submission::Submission;
use crate::plan::Plan;
use crate::share;
use std::ops::Range;

/// Answers for some returns; a checker asks them again for any other.
pub struct Asked {
    /// Rules over single figures.
    pub alone: Alone,
    /// Rules over the head.
    pub heads: Heads,
}

impl Asked {
    /// For these returns.
    ///
    /// # Errors
    /// A fault of the plan or the program.
    pub fn of(plan: &Plan, submissions: &[&Submission]) -> Result<Self, CheckError> {
        let layout = Layout::new(plan);
        Ok(Asked { alone: Alone::of(plan, &layout, submissions)?, heads: Heads::of(plan, &layout, submissions)? })
    }
}

/// Rules that look at the same names, and cases of what these are.
pub struct Cases<'a> {
    /// The rules.
    pub rules: &'a [usize],
    /// Row of the figure under test among the values of a return.
    pub this: Option<u32>,
    /// Of each case the values that the rules look at, by their rows in a return.
    pub told: Vec<Vec<(u32, Value)>>,
}

/// What the rules of each say: case by case, rule by rule.
pub type Answers = Vec<Vec<Value>>;

/// Fewer cases than these are asked of one engine.
const FEW: usize = 100;

/// What the rules of each say.
///
/// # Errors
/// A fault of the plan or the program.
pub fn answers(plan: &Plan, layout: &Layout, all: &[Cases]) -> Result<Vec<Answers>, CheckError> {
    let count: usize = all.iter().map(|cases| cases.told.len()).sum();
    if count == 0 {
        return Ok(vec![Answers::new(); all.len()]);
    }
    let parts: Vec<usize> = (0..if count < FEW { 1 } else { share::threads() }).collect();
    // Each engine has a part of the cases of each.
    let part = |cases: &Cases, part: usize| {
        let size = cases.told.len().div_ceil(parts.len()).max(1);
        (size * part).min(cases.told.len())..(size * (part + 1)).min(cases.told.len())
    };
    let mut out: Vec<Answers> = all.iter().map(|cases| Vec::with_capacity(cases.told.len())).collect();
    for said in share::map(&parts, |at| asked(plan, layout, all, |cases| part(cases, *at))) {
        out.iter_mut().zip(said?).for_each(|(out, said)| out.extend(said));
    }
    Ok(out)
}

/// The same, by one engine, of a part of the cases. Each stands in a row of its own, with its values side by side.
fn asked(
    plan: &Plan,
    layout: &Layout,
    all: &[Cases],
    part: impl Fn(&Cases) -> Range<usize>,
) -> Result<Vec<Answers>, CheckError> {
    let mut engine = sheet::engine(plan)?;
    let mut blocks = Vec::with_capacity(all.len());
    let mut top = 0;
    for cases in all {
        let told = cases.told.get(part(cases)).unwrap_or_default();
        for (told, row) in told.iter().zip(top..) {
            for (column, value) in told {
                engine.set(sheet::VALUES, row, *column, &fitting(value))?;
            }
        }
        let rows = top..top + told.len() as u32;
        let spot = Spot { across: Some(top), this: cases.this, ..Spot::new(layout, &[]) };
        for (rule, column) in cases.rules.iter().filter_map(|rule| plan.rules.get(*rule)).zip(0..) {
            engine.formula_down(sheet::RULES, rows.clone(), column, &rule.check.write(&spot)?)?;
        }
        top = rows.end;
        blocks.push((rows, cases.rules.len() as u32));
    }
    engine.evaluate();
    let said = |row, rules| (0..rules).map(|column| engine.value(sheet::RULES, row, column)).collect();
    Ok(blocks.into_iter().map(|(rows, rules)| rows.map(|row| said(row, rules)).collect()).collect())
}

/// A value as it is told from others: 0 and -0 are two.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Key {
    Blank,
    Number(u64),
    Text(String),
    Bool(bool),
    Error(String),
}

impl Key {
    /// Of a value.
    pub fn of(value: &Value) -> Self {
        match value {
            Value::Blank => Key::Blank,
            Value::Number(n) => Key::Number(n.to_bits()),
            Value::Text(t) => Key::Text(t.clone()),
            Value::Bool(b) => Key::Bool(*b),
            Value::Error(e) => Key::Error(e.clone()),
        }
    }
}
