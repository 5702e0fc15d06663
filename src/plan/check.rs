//! Checks across the tables of a plan: names, codes, labels, references, formulas.

pub mod cell_rules;
mod columns;
mod figures;
pub mod names;
mod rules;
mod tables;

use super::load::draft::PlanDraft;
use super::load::walk::PlanDocument;
use super::{Column, Rule};
use crate::formula::PeriodAggregate;

/// Checks a plan after reading and returns its finished rules and columns. Every problem is added to the walk.
pub fn check(draft: &PlanDraft, walk: &PlanDocument) -> (Vec<Rule>, Vec<Column>) {
    tables::check(draft, walk);
    let names = names::PlanNames::new(draft);
    figures::check(draft, walk);
    let mut rules = rules::rules(draft, &names, walk);
    if rules.len() == draft.rules.len() {
        rules.extend(cell_rules::rules(draft, &names, &rules));
    }
    (rules, columns::columns(draft, &names, walk))
}

/// Returns the function name of an aggregate in a plan.
fn word(aggregate: PeriodAggregate) -> &'static str {
    match aggregate {
        PeriodAggregate::InPeriod => "TRONG_KY",
        PeriodAggregate::ToDate => "LUY_KE",
        PeriodAggregate::YearToDate => "TU_DAU_NAM",
        PeriodAggregate::Latest => "CUOI_KY",
        PeriodAggregate::Rank => "HANG",
    }
}
