//! The sheets on which the engine judges returns: where each name has its cell. Laid out once for a plan; only inputs,
//! and the formulas over a return's own roster rows, are replaced.

use crate::book::Area;
use crate::book::address;
use crate::engine::{Engine, EngineError};
use crate::formula::Place;
use crate::model::amount::Value;
use crate::model::submission::Submission;
use crate::plan::named::{self, Named};
use crate::plan::{Plan, Rule};
use std::collections::BTreeMap;

/// Sheet of the values, one row a name.
pub const VALUES: usize = 0;
/// Sheet of the annex: unit codes, then its columns; row 0 stays empty.
pub const ANNEX: usize = 1;
/// Sheet of all formulas. They stand apart from the values, for the engine walks through every row of a sheet that has a formula.
pub const RULES: usize = 2;
/// First roster sheet.
pub const ROSTERS: usize = 3;

/// Column of the values.
pub const VALUE_COLUMN: u32 = 0;
/// Column of the rules over the whole return; the row is the rule's index.
pub const RULE_COLUMN: u32 = 0;

/// Column of a rule over single figures or roster rows, by its index; the row is that of the figure or of the roster's row.
pub fn own_column(rule: usize) -> u32 {
    RULE_COLUMN + 1 + rule as u32
}

/// First of the two columns of formulas that explain failures, a row each.
pub fn side_column(plan: &Plan) -> u32 {
    own_column(plan.rules.len())
}

/// Names of the engine's sheets.
pub fn sheet_names(plan: &Plan) -> Vec<String> {
    let fixed = ["values", "annex", "rules"].map(String::from);
    fixed.into_iter().chain((1..=plan.rosters.len()).map(|i| format!("roster {i}"))).collect()
}

/// The value of a name with a row of its own, for the return of a unit; `previous` is the return of the period before, if that
/// one counts.
pub fn value(
    plan: &Plan,
    named: &Named,
    (submission, unit): (&Submission, Option<usize>),
    previous: Option<&Submission>,
) -> Value {
    match named {
        Named::Figure { name, before: false } => submission.amount(name).value(),
        Named::Figure { name, before: true } => previous.map_or(Value::Blank, |p| p.amount(name).value()),
        Named::Rows(r) => Value::Number(submission.rosters.get(*r).map_or(0, |r| r.rows.len()) as f64),
        other => named::of_plan(plan, other, unit, submission.period).unwrap_or_default(),
    }
}

/// An engine with these sheets, and the codes of the units.
///
/// # Errors
/// A fault of the program.
pub fn engine(plan: &Plan) -> Result<Engine, EngineError> {
    let sheets = sheet_names(plan);
    let mut engine = Engine::new(&sheets.iter().map(String::as_str).collect::<Vec<_>>())?;
    for (unit, row) in plan.units.iter().zip(1u32..) {
        engine.text(ANNEX, row, 0, &unit.code)?;
    }
    Ok(engine)
}

/// Which name has which row on the sheet of values.
#[derive(Debug)]
pub struct Layout {
    sheets: Vec<String>,
    rows: BTreeMap<String, u32>,
    named: BTreeMap<String, Named>,
    units: u32,
}

impl Layout {
    /// Gives a row to every indicator and to every name that a rule uses.
    pub fn new(plan: &Plan) -> Self {
        let mut layout = Layout {
            sheets: sheet_names(plan),
            rows: BTreeMap::new(),
            named: BTreeMap::new(),
            units: plan.units.len() as u32,
        };
        let indicators = plan.indicators.iter().map(|i| i.name.as_str());
        let used = plan.rules.iter().flat_map(rule_names);
        for name in indicators.chain(used) {
            let Some(named) = named::resolve(plan, name) else { continue };
            let own_row = matches!(
                named,
                Named::Figure { .. }
                    | Named::Annex(_)
                    | Named::Setting(_)
                    | Named::Ordinal
                    | Named::Periods
                    | Named::FirstDay
                    | Named::LastDay
                    | Named::Deadline
                    | Named::CutOff
                    | Named::Rows(_)
                    | Named::AnnexTotal
            );
            if own_row && !layout.rows.contains_key(name) {
                layout.rows.insert(name.to_string(), layout.rows.len() as u32);
            }
            layout.named.insert(name.to_string(), named);
        }
        layout
    }

    /// Every name with its row.
    pub fn rows(&self) -> impl Iterator<Item = (&str, u32)> {
        self.rows.iter().map(|(name, row)| (name.as_str(), *row))
    }

    /// The row of a name.
    pub fn row(&self, name: &str) -> Option<u32> {
        self.rows.get(name).copied()
    }

    /// What a name stands for.
    pub fn named(&self, name: &str) -> Option<&Named> {
        self.named.get(name)
    }

    /// Everything that a name of a rule stands for.
    pub fn all_named(&self) -> impl Iterator<Item = &Named> {
        self.named.values()
    }

    fn sheet(&self, index: usize) -> &str {
        self.sheets.get(index).map_or("", String::as_str)
    }
}

/// Every name of a rule.
pub fn rule_names(rule: &Rule) -> impl Iterator<Item = &str> {
    let when = rule.when.iter().flat_map(|w| w.names());
    rule.check.names().iter().chain(rule.test.names()).chain(when).map(String::as_str)
}

/// Where a formula is written on these sheets.
#[derive(Clone, Debug)]
pub struct Spot<'a> {
    /// The layout.
    pub layout: &'a Layout,
    /// Filled rows of each roster of the return.
    pub filled: &'a [u32],
    /// Row in which the values stand side by side, each in the column that is its row otherwise: where several cases are asked at
    /// once.
    pub across: Option<u32>,
    /// Row of the figure under test (`gia_tri`).
    pub this: Option<u32>,
    /// Index of the roster row under test, from 0.
    pub row: Option<u32>,
    /// Annex column under test (`pl_cot`).
    pub annex: Option<usize>,
}

impl<'a> Spot<'a> {
    /// The place of a rule over the whole return.
    pub fn new(layout: &'a Layout, filled: &'a [u32]) -> Self {
        Spot { layout, filled, across: None, this: None, row: None, annex: None }
    }

    fn value(&self, row: u32) -> String {
        match self.across {
            None => address::on(self.layout.sheet(VALUES), row, VALUE_COLUMN),
            Some(own) => self.moving(VALUES, own, row),
        }
    }

    /// A cell that moves along when the formula is filled down.
    fn moving(&self, sheet: usize, row: u32, column: u32) -> String {
        address::sheet(self.layout.sheet(sheet)) + &address::cell(row, column)
    }

    fn annex_column(&self, column: u32) -> String {
        let bottom = self.layout.units.max(1);
        address::range(self.layout.sheet(ANNEX), Area::new(1, column, bottom, column))
    }
}

impl Place for Spot<'_> {
    fn name(&self, name: &str) -> Option<String> {
        match self.layout.named(name)? {
            Named::This => self.this.map(|row| self.value(row)),
            Named::Cell(r, c) => self.row.map(|row| self.moving(ROSTERS + r, row + 1, *c as u32)),
            Named::Column(r, c) => {
                // Row 0 of a roster sheet is always empty: the column of a roster without rows.
                let (filled, c) = (self.filled.get(*r).copied().unwrap_or(0), *c as u32);
                let (top, bottom) = if filled == 0 { (0, 0) } else { (1, filled) };
                Some(address::range(self.layout.sheet(ROSTERS + r), Area::new(top, c, bottom, c)))
            }
            Named::UnitCodes => Some(self.annex_column(0)),
            Named::AnnexColumn => self.annex.map(|i| self.annex_column(i as u32 + 1)),
            _ => self.layout.row(name).map(|row| self.value(row)),
        }
    }
}
