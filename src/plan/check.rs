//! Checks across the tables of a plan: names, codes, labels, references, formulas.

mod columns;
pub mod names;
mod rules;
mod tables;

use super::load::draft::Draft;
use super::load::walk::Walk;
use super::{Column, Rule};
use crate::formula::Aggregate;

/// Checks a plan after reading and returns its finished rules and columns. Every problem is added to the walk.
pub fn check(draft: &Draft, walk: &Walk) -> (Vec<Rule>, Vec<Column>) {
    tables::check(draft, walk);
    let names = names::Names::new(draft);
    (rules::rules(draft, &names, walk), columns::columns(draft, &names, walk))
}

/// Returns the function name of an aggregate in a plan.
fn word(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::InPeriod => "TRONG_KY",
        Aggregate::ToDate => "LUY_KE",
        Aggregate::YearToDate => "TU_DAU_NAM",
        Aggregate::Latest => "CUOI_KY",
        Aggregate::Rank => "HANG",
    }
}
