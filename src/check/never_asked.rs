//! Finds the rules of a plan that are never evaluated, whatever the returns say. Only what the plan itself decides is
//! reported: periods in force, and conditions over names that depend on unit and period alone.

use super::CheckError;
use crate::engine::Engine;
use crate::formula::{Formula, NameResolver};
use crate::model::amount::Value;
use crate::model::period::Period;
use crate::model::text::BilingualText;
use crate::model::validity::Validity;
use crate::plan::binding::{self, Binding, FigureTime, resolve};
use crate::plan::{Plan, Rule, Scope, header};
use crate::workbook::address;
use std::collections::HashSet;

/// A rule that is never evaluated.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NeverAskedRule {
    /// Its code.
    pub rule: String,
    /// The reason.
    pub why: BilingualText,
}

/// The most different inputs for which a condition is evaluated; with more it is left undecided.
const MOST_INPUTS: usize = 2_000;
const SHEET: &str = "x";

/// Returns the rules of the plan that are never evaluated, in their order.
///
/// # Errors
///
/// A fault of the plan or the program.
pub(crate) fn never_asked(plan: &Plan) -> Result<Vec<NeverAskedRule>, CheckError> {
    let mut out = Vec::new();
    for rule in plan.rules.iter().filter(|rule| rule.scope != Scope::Campaign) {
        let periods: Vec<Period> = plan.first.through(plan.last).filter(|p| rule.validity.contains(*p)).collect();
        let why = match of_periods(plan, rule, &periods).or_else(|| of_targets(plan, rule)) {
            Some(why) => Some(why),
            None => of_condition(plan, rule, &periods)?,
        };
        out.extend(why.map(|why| NeverAskedRule { rule: rule.code.clone(), why }));
    }
    Ok(out)
}

/// Returns the reason for a rule without a period.
fn of_periods(plan: &Plan, rule: &Rule, periods: &[Period]) -> Option<BilingualText> {
    if periods.is_empty() {
        let names: Vec<(String, Validity)> = rule.check.names().iter().filter_map(|name| limited(plan, name)).collect();
        let list =
            |texts: Vec<String>| if texts.is_empty() { String::new() } else { format!(": {}", texts.join(", ")) };
        let (vi, en) = names
            .iter()
            .map(|(name, v)| (format!("{name} {}", v.describe().vi), format!("{name} {}", v.describe().en)))
            .unzip();
        return Some(BilingualText::new(
            format!("quy tắc và các tên của nó không cùng có hiệu lực ở kỳ nào{}", list(vi)),
            format!("the rule and its names are in force together in no period{}", list(en)),
        ));
    }
    let names = rule.check.names();
    let needs = |wanted: FigureTime| {
        let is_so = |name: &String| matches!(resolve(plan, name), Some(Binding::Figure { time, .. }) if time == wanted);
        names.iter().any(|name| is_so(name) && !rule.test.tests(name))
    };
    let first_year = plan.first.plus(i32::from(plan.cycle().per_year()));
    if needs(FigureTime::YearBefore) && periods.iter().all(|period| *period < first_year) {
        return Some(BilingualText::new(
            "không kỳ nào của quy tắc có cùng kỳ năm trước trong kế hoạch",
            "no period of the rule has one a year before in the plan",
        ));
    }
    (needs(FigureTime::Before) && periods == [plan.first]).then(|| {
        BilingualText::new("kỳ đầu của kế hoạch không có kỳ trước", "the plan's first period has none before it")
    })
}

/// Returns a name with its limits, if it has any.
fn limited(plan: &Plan, name: &str) -> Option<(String, Validity)> {
    let column = |r: usize, c: usize| {
        let roster = plan.rosters.get(r)?;
        Some(roster.validity.and(roster.columns.get(c)?.validity))
    };
    let of_figure = |name: &str| {
        let narrative = || plan.narrative(name).map(|n| n.validity);
        plan.indicator(name).map(|i| i.validity).or_else(narrative)
    };
    let validity = match resolve(plan, name)? {
        Binding::Figure { name, time: FigureTime::Own | FigureTime::ToDate } => of_figure(&name)?,
        Binding::Figure { name, time: FigureTime::Before } => of_figure(&name)?.next(),
        Binding::Figure { name, time: FigureTime::YearBefore } => {
            of_figure(&name)?.after(i32::from(plan.cycle().per_year()))
        }
        Binding::Cell(r, c) | Binding::Column(r, c) => column(r, c)?,
        Binding::Rows(r) => plan.rosters.get(r)?.validity,
        _ => return None,
    };
    (!validity.is_unlimited()).then(|| (name.to_string(), validity))
}

/// Returns the reason for a cell rule without cells.
fn of_targets(plan: &Plan, rule: &Rule) -> Option<BilingualText> {
    let mut indicators = plan.indicators.iter().enumerate();
    let used: Vec<usize> =
        (0..plan.kinds.len()).filter(|k| plan.units.iter().any(|u| plan.kind_index(&u.kind) == Some(*k))).collect();
    let is_judged = |(index, indicator): (usize, &crate::plan::Indicator)| {
        let is_missing = |kind: &usize| indicator.blank.get(*kind) == Some(&crate::plan::BlankMeaning::Missing);
        rule.judges(index, indicator, used.iter().any(is_missing))
    };
    let over_cells = matches!(rule.scope, Scope::NumericCells | Scope::RequiredCells);
    (over_cells && !indicators.any(is_judged)).then(|| {
        BilingualText::new(
            "biểu không có ô nào thuộc quy tắc này với loại đơn vị đang có",
            "no cell of the form is of this rule for the kinds of the plan's units",
        )
    })
}

/// Returns the reason for a rule whose condition holds for no unit in no period: the condition, or those of its parts
/// joined by AND that depend on unit and period alone.
fn of_condition(plan: &Plan, rule: &Rule, periods: &[Period]) -> Result<Option<BilingualText>, CheckError> {
    let is_decided = |formula: &Formula| formula.names().iter().all(|name| is_fixed(plan, name));
    let annex_only = |name: &&String| matches!(resolve(plan, name), Some(Binding::Annex(_)));
    for name in rule.missing.iter().flat_map(|m| &m.names).map(|(name, _)| name).filter(annex_only) {
        let is_filled = |(unit, period)| value(plan, name, unit, period).is_some_and(|v| !v.is_empty());
        if has_no_branch(rule) && !pairs(plan, periods).any(is_filled) {
            return Ok(Some(BilingualText::new(
                format!("phụ lục không giao {name} cho đơn vị nào"),
                format!("the annex gives {name} to no unit"),
            )));
        }
    }
    let Some(when) = &rule.when else { return Ok(None) };
    let parts: Vec<Formula> = when.conjuncts().into_iter().filter(is_decided).collect();
    if parts.is_empty() {
        return Ok(None);
    }
    let texts: Vec<&str> = parts.iter().map(Formula::source).collect();
    let Ok(joined) = Formula::generated(&format!("AND({})", texts.join(","))) else { return Ok(None) };
    Ok(match is_ever_true(plan, &joined, periods)? {
        Some(false) => {
            let condition = texts.join(", ");
            Some(BilingualText::new(
                format!("điều kiện {condition} không đúng với đơn vị nào, kỳ nào"),
                format!("the condition {condition} holds for no unit in no period"),
            ))
        }
        _ => None,
    })
}

/// Returns true if the rule needs all its names in any case.
fn has_no_branch(rule: &Rule) -> bool {
    let tokens = rule.test.tokens().iter().chain(rule.when.iter().flat_map(Formula::tokens));
    !tokens.into_iter().any(|token| matches!(token.text.as_str(), "IF" | "IFERROR"))
}

/// Returns true if the value of a name depends on unit and period alone.
fn is_fixed(plan: &Plan, name: &str) -> bool {
    match resolve(plan, name) {
        Some(Binding::Figure { name, time: FigureTime::Own }) => {
            [header::UNIT, header::UNIT_NAME, header::YEAR, plan.cycle().period_field()].contains(&name.as_str())
        }
        Some(named) => binding::of_plan(plan, &named, Some(0), plan.first).is_some(),
        None => false,
    }
}

/// Returns the value of such a name.
fn value(plan: &Plan, name: &str, unit: usize, period: Period) -> Option<Value> {
    let of = plan.units.get(unit)?;
    match resolve(plan, name)? {
        Binding::Figure { name, .. } => match name.as_str() {
            header::UNIT => Some(Value::Text(of.code.clone())),
            header::UNIT_NAME => Some(Value::Text(of.name.clone())),
            header::YEAR => Some(Value::from(f64::from(period.year()))),
            _ => Some(Value::from(f64::from(period.index()))),
        },
        named => binding::of_plan(plan, &named, Some(unit), period),
    }
}

fn pairs<'p>(plan: &'p Plan, periods: &'p [Period]) -> impl Iterator<Item = (usize, Period)> + 'p {
    let all = (0..plan.units.len()).flat_map(move |unit| periods.iter().map(move |period| (unit, *period)));
    all.filter(|(unit, period)| plan.reports(*unit, *period))
}

/// The cells of the names of a condition.
struct ConditionCells<'f>(&'f Formula);

impl NameResolver for ConditionCells<'_> {
    fn name(&self, name: &str) -> Option<String> {
        let row = self.0.names().iter().position(|own| own == name)?;
        Some(address::on(SHEET, row as u32, 0))
    }
}

/// Evaluates a condition for every unit and period. `None` if there are too many different inputs.
fn is_ever_true(plan: &Plan, condition: &Formula, periods: &[Period]) -> Result<Option<bool>, CheckError> {
    let mut engine = Engine::new(&[SHEET])?;
    let names = condition.names();
    let result = names.len() as u32;
    engine.formula(0, result, 0, &condition.write(&ConditionCells(condition))?)?;
    let mut known = HashSet::new();
    for (unit, period) in pairs(plan, periods) {
        let values: Vec<Value> = names.iter().map(|name| value(plan, name, unit, period).unwrap_or_default()).collect();
        if !known.insert(format!("{values:?}")) {
            continue;
        }
        if known.len() > MOST_INPUTS {
            return Ok(None);
        }
        for (row, value) in (0..).zip(&values) {
            engine.set(0, row, 0, value)?;
        }
        engine.evaluate();
        match engine.value(0, result, 0) {
            Value::Bool(false) => {}
            // An error is reported where the rule is evaluated.
            _ => return Ok(Some(true)),
        }
    }
    Ok(Some(false))
}
