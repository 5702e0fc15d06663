//! Checks across the tables of a plan: names, codes, labels, references, formulas.

pub(crate) mod cell_rules;
mod column_sheets;
mod columns;
mod events;
mod field_rules;
mod figures;
pub(crate) mod names;
mod rule_size;
mod references;
mod report;
mod rosters;
mod faults;
mod messages;
mod rules;
mod statements;
mod tables;
mod tracking;
mod validity;
mod unit_times;

use super::load::draft::PlanDraft;
use super::load::walk::PlanDocument;
use super::report_part::ReportPart;
use super::{Column, Rule, Statement};
use crate::formula::PeriodAggregate;
use crate::model::text::StaticText;

/// The parts of a plan with formulas, checked.
pub(crate) struct CheckedFormulas {
    /// The rules of the plan and of its rosters.
    pub rules: Vec<Rule>,
    /// The computed columns.
    pub columns: Vec<Column>,
    /// The sentences of the overview.
    pub statements: Vec<Statement>,
    /// The parts of the report in words.
    pub report: Vec<ReportPart>,
}

/// Checks a plan after reading and returns its finished formulas. The rules generated from the rosters follow
/// those of the plan. Every problem is added to the walk. `reserved` are the names of the sheets that the program adds
/// to the consolidated workbook.
pub(crate) fn check(draft: &PlanDraft, walk: &PlanDocument, reserved: &[StaticText]) -> CheckedFormulas {
    tables::check(draft, walk, reserved);
    events::check(draft, walk);
    validity::check(draft, walk);
    let names = names::PlanNames::new(draft);
    figures::check(draft, walk);
    tracking::check(draft, walk);
    let mut rules = rules::rules(draft, &names, walk);
    let generated =
        cell_rules::rules(draft, &names, &rules).into_iter().chain(field_rules::rules(draft, &names, &rules));
    rules.extend(generated.collect::<Vec<_>>());
    let columns = columns::columns(draft, &names, walk);
    let statements = statements::statements(draft, &names, walk);
    CheckedFormulas { rules, columns, statements, report: report::parts(draft, &names, walk) }
}

/// Returns the function name of an aggregate in a plan.
fn word(aggregate: PeriodAggregate) -> &'static str {
    match aggregate {
        PeriodAggregate::InPeriod => "TRONG_KY",
        PeriodAggregate::ToDate => "LUY_KE",
        PeriodAggregate::YearToDate => "TU_DAU_NAM",
        PeriodAggregate::Latest => "CUOI_KY",
        PeriodAggregate::Before => "KY_TRUOC",
        PeriodAggregate::YearBefore => "CUNG_KY",
        PeriodAggregate::Rank => "HANG",
        PeriodAggregate::OverallRank => "HANG_CHUNG",
        PeriodAggregate::WholeSum => "TONG",
        PeriodAggregate::KindSum => "TONG_NHOM",
    }
}
