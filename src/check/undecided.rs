//! The rules that cannot be evaluated because a choice is none of the plan's words. Such a cell is text, which a rule
//! would take for another word; reading has reported it.

use super::explain::reported_names;
use super::inputs::{RuleSubject, RuleTarget};
use crate::model::amount::Amount;
use crate::plan::binding::{self, Binding, FigureTime};
use crate::plan::{IndicatorKind, Plan, RosterKind, Rule};

/// The choices that a rule refers to.
#[derive(Debug, Default)]
pub(super) struct RuleChoices {
    /// Indicators by name, each with the return that it is read from.
    figures: Vec<(String, FigureTime)>,
    /// Cells of the row: roster and column.
    cells: Vec<(usize, usize)>,
    /// Whole columns: roster and column.
    columns: Vec<(usize, usize)>,
}

impl RuleChoices {
    /// Collects the choices of a rule.
    pub(super) fn new(plan: &Plan, rule: &Rule) -> Self {
        let mut out = RuleChoices::default();
        let is_choice = |r: usize, c: usize| {
            let column = plan.rosters.get(r).and_then(|roster| roster.columns.get(c));
            column.is_some_and(|column| column.kind == RosterKind::Choice)
        };
        for named in reported_names(rule).into_iter().filter_map(|name| binding::resolve(plan, name)) {
            match named {
                Binding::Figure { name, time }
                    if plan.indicator(&name).is_some_and(|i| i.kind == IndicatorKind::Choice) =>
                {
                    out.figures.push((name, time));
                }
                Binding::Cell(r, c) if is_choice(r, c) => out.cells.push((r, c)),
                Binding::Column(r, c) if is_choice(r, c) => out.columns.push((r, c)),
                _ => {}
            }
        }
        out
    }

    /// Returns true if one of them cannot be read, so that the rule has no answer for this target.
    pub(super) fn are_unreadable(&self, subject: &RuleSubject, target: RuleTarget) -> bool {
        let is_bad = |amount: &Amount| matches!(amount, Amount::Unreadable { .. });
        let figure = |(name, time): &(String, FigureTime)| {
            let of = match time {
                FigureTime::Own => subject.submission,
                FigureTime::Before => subject.previous,
                FigureTime::YearBefore => subject.earlier.and_then(|earlier| earlier.year_before.as_deref()),
                FigureTime::ToDate => None,
            };
            of.is_some_and(|submission| is_bad(submission.amount(name)))
        };
        let rows = |roster: usize| subject.submission.and_then(|s| s.rosters.get(roster)).map(|r| r.rows.as_slice());
        let cell = |(r, c): &(usize, usize)| match target {
            RuleTarget::Row(roster, row) if roster == *r => {
                let row = rows(*r).and_then(|rows| rows.get(row));
                row.and_then(|row| row.cells.get(*c)).is_some_and(is_bad)
            }
            _ => false,
        };
        let column = |(r, c): &(usize, usize)| {
            rows(*r).unwrap_or_default().iter().any(|row| row.cells.get(*c).is_some_and(is_bad))
        };
        self.figures.iter().any(figure) || self.cells.iter().any(cell) || self.columns.iter().any(column)
    }
}
