//! Finds the rules that are not checked because a name has no value, and lists those that read too many cells. The plan's own formula decides which names a rule
//! needs; this module only looks for returns in which one of them may be missing.

use super::CheckError;
use super::inputs::{InputNames, InputPool, RuleSubject, RuleTarget, SubjectInputs};
use super::rule_table::{self, RuleTable};
use crate::formula::guard::GuardNeed;
use crate::model::amount::Value;
use crate::model::submission::Submission;
use crate::model::text::in_both_languages;
use crate::model::unchecked_rule::UncheckedRule;
use crate::plan::{Plan, Rule, labels};
use std::collections::BTreeMap;

/// How many of the last entries may belong to the same return.
const RECENT: usize = 100;

/// Returns the names that a rule needs, by their position among the inputs of its table.
pub(super) fn required_columns<T>(rule: &Rule, table: &RuleTable<T>) -> Vec<(usize, GuardNeed)> {
    let names = rule.missing.iter().flat_map(|missing| &missing.names);
    names.filter_map(|(name, need)| Some((table.position(name)?, *need))).collect()
}

/// Returns true if one of these inputs of a case has no value.
pub(super) fn lacks_value<T>(
    table: &RuleTable<T>,
    pool: &InputPool,
    case: usize,
    required: &[(usize, GuardNeed)],
) -> bool {
    required.iter().any(|(column, need)| match table.input(case, *column).map(|number| pool.value(number)) {
        None | Some(Value::Blank) => true,
        Some(Value::Number(_)) => false,
        Some(_) => *need == GuardNeed::Number,
    })
}

/// Returns the rules that are not checked in each subject, from those that may not be: a rule and its target.
///
/// # Errors
/// Fails on an error of the plan or of the program.
pub(super) fn rules(
    plan: &Plan,
    input_names: &InputNames,
    pool: &mut InputPool,
    subjects: &[RuleSubject],
    candidates: &[Vec<(usize, RuleTarget)>],
) -> Result<Vec<UncheckedRule>, CheckError> {
    let mut tables: BTreeMap<usize, RuleTable<Value>> = BTreeMap::new();
    let mut cases = Vec::new();
    for (subject, candidates) in subjects.iter().zip(candidates) {
        if subject.unit.is_none() {
            continue;
        }
        let mut inputs: Option<SubjectInputs> = None;
        for &(index, target) in candidates {
            let Some(missing) = plan.rules.get(index).and_then(|rule| rule.missing.as_ref()) else { continue };
            let table = tables.entry(index).or_insert_with(|| {
                RuleTable::new(vec![missing.formula.clone()], |name| input_names.source_of(plan, name))
            });
            let inputs = inputs.get_or_insert_with(|| SubjectInputs::new(input_names, *subject, target, pool));
            cases.push((subject, index, table.case(inputs, target, pool)));
        }
    }
    rule_table::evaluate(pool, &mut tables.values_mut().collect::<Vec<_>>())?;
    let mut out: Vec<UncheckedRule> = Vec::new();
    for (subject, index, case) in cases {
        let (Some(submission), Some(rule)) = (subject.submission, plan.rules.get(index)) else { continue };
        let Some([Value::Text(text)]) = tables.get(&index).map(|table| table.results(case)) else { continue };
        let names: Vec<&str> = text.split_whitespace().collect();
        let unit = subject.unit.and_then(|unit| plan.units.get(unit));
        let inapplicable = unit.map(|unit| rule.inapplicable_names(plan, unit)).unwrap_or_default();
        if !names.is_empty() && !inapplicable.iter().any(|(name, _)| names.contains(&name.as_str())) {
            add(plan, submission, rule, &names, &mut out);
        }
    }
    Ok(out)
}

/// Adds a rule that would read too many cells in a return; its rows are counted together.
pub(super) fn add_costly(submission: &Submission, rule: &Rule, visits: u64, out: &mut Vec<UncheckedRule>) {
    let one = UncheckedRule { cells_read: visits, ..entry(submission, rule) };
    push(one, out);
}

fn entry(submission: &Submission, rule: &Rule) -> UncheckedRule {
    UncheckedRule {
        rule: rule.code.clone(),
        unit: submission.unit.clone(),
        period: submission.period,
        file: submission.file.clone(),
        names: Vec::new(),
        labels: Vec::new(),
        cells_read: 0,
        times: 1,
    }
}

/// Adds a rule; the rows of a return for which the same names are missing are counted together.
fn add(plan: &Plan, submission: &Submission, rule: &Rule, names: &[&str], out: &mut Vec<UncheckedRule>) {
    let one = UncheckedRule {
        names: names.iter().map(|name| name.to_string()).collect(),
        labels: names.iter().map(|name| in_both_languages(|lang| labels::label(plan, name, None, lang))).collect(),
        ..entry(submission, rule)
    };
    push(one, out);
}

fn push(one: UncheckedRule, out: &mut Vec<UncheckedRule>) {
    let same = |known: &&mut UncheckedRule| {
        (&known.rule, &known.names, &known.file, known.period, known.cells_read)
            == (&one.rule, &one.names, &one.file, one.period, one.cells_read)
    };
    match out.iter_mut().rev().take(RECENT).find(same) {
        Some(known) => known.times += 1,
        None => out.push(one),
    }
}
