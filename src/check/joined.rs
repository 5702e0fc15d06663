//! Figures that a unit has from several units: quotas and previous figures of an heir. The formula that joins them is
//! the one that the workbook has, evaluated by the engine.

use super::CheckError;
use super::versions::PreviousVersion;
use crate::engine::Engine;
use crate::formula::expand::{self, JoinedBy};
use crate::model::amount::{Amount, Figure, Value};
use crate::model::period::Period;
use crate::model::shared_str::SharedStr;
use crate::model::submission::{RosterRows, Submission};
use crate::plan::Plan;
use crate::workbook::address;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Figures that are joined to one.
pub(super) struct JoinedFigures {
    /// How.
    pub by: JoinedBy,
    /// The figures; a blank one is left out.
    pub figures: Vec<Value>,
}

/// Returns what each of some sets of figures is joined to.
///
/// # Errors
/// Fails on an error of the program.
pub(super) fn evaluate(sets: &[JoinedFigures]) -> Result<Vec<Value>, CheckError> {
    if sets.is_empty() {
        return Ok(Vec::new());
    }
    const SHEET: &str = "joined";
    let mut engine = Engine::new(&[SHEET])?;
    for (row, set) in (0..).zip(sets) {
        let mut cells = Vec::with_capacity(set.figures.len());
        for (column, figure) in (1..).zip(&set.figures) {
            engine.set(0, row, column, figure)?;
            cells.push(address::on(SHEET, row, column));
        }
        engine.formula(0, row, 0, &expand::joined(set.by, &cells))?;
    }
    engine.evaluate();
    Ok((0..sets.len() as u32).map(|row| engine.value(0, row, 0)).collect())
}

/// The quotas of the units that have taken over others.
#[derive(Debug, Default)]
pub(super) struct JoinedQuotas {
    /// By unit and annex column: the quota from a period on.
    of: BTreeMap<(usize, usize), BTreeMap<Period, Option<f64>>>,
}

impl JoinedQuotas {
    /// Joins the quotas of all heirs of a plan.
    ///
    /// # Errors
    /// Fails on an error of the program.
    pub(super) fn new(plan: &Plan) -> Result<Self, CheckError> {
        let (mut places, mut sets) = (Vec::new(), Vec::new());
        if !plan.has_heirs() {
            return Ok(JoinedQuotas::default());
        }
        for unit in 0..plan.units.len() {
            let taken_over: BTreeSet<Period> = plan.taken_over(unit).map(|(_, at)| at).collect();
            let Some(first) = taken_over.first().copied() else { continue };
            for (index, column) in plan.annex.columns.iter().enumerate() {
                let amended = plan
                    .amendments
                    .iter()
                    .filter(|a| a.column == column.name && a.from > first && plan.unit_index(&a.unit) == Some(unit));
                let starts: BTreeSet<Period> = taken_over.iter().copied().chain(amended.map(|a| a.from)).collect();
                for start in starts {
                    let terms = plan.quota_terms(unit, index, start).into_iter();
                    places.push((unit, index, start));
                    let figures = terms.map(|term| Value::Number(term.value)).collect();
                    sets.push(JoinedFigures { by: JoinedBy::Sum, figures });
                }
            }
        }
        let mut out = JoinedQuotas::default();
        for ((unit, column, start), value) in places.into_iter().zip(evaluate(&sets)?) {
            out.of.entry((unit, column)).or_default().insert(start, value.number());
        }
        Ok(out)
    }

    /// Returns the quota of a unit in a period; the outer `None` if it has taken over no unit by then.
    pub(super) fn value(&self, unit: usize, column: usize, period: Period) -> Option<Option<f64>> {
        self.of.get(&(unit, column))?.range(..=period).next_back().map(|(_, value)| *value)
    }

    /// Returns the quota that applies to a unit in a period: its own, or joined with those that it has taken over.
    pub(super) fn in_force(&self, plan: &Plan, unit: usize, column: usize, period: Period) -> Option<f64> {
        let own = || {
            let (of, spec) = plan.units.get(unit).zip(plan.annex.columns.get(column))?;
            plan.annex_figure(of, &spec.name, period)
        };
        self.value(unit, column, period).unwrap_or_else(own)
    }
}

/// Returns true if the previous figures of a unit in a period are only those of its own return.
pub(super) fn is_own(plan: &Plan, unit: usize, period: Period) -> bool {
    plan.taken_over_in(unit, period).is_empty() && !plan.is_split_in(unit, period)
}

/// The returns of the period before, for the units whose previous figures are not only those of their own return: it is
/// joined from the returns of several units, or there is none after a split.
#[derive(Debug, Default)]
pub(super) struct PreviousReturns(BTreeMap<usize, Option<Submission>>);

impl PreviousReturns {
    /// Joins the returns of the period before `period`. `counted` returns the counted return of a unit for it.
    ///
    /// # Errors
    /// Fails on an error of the program.
    pub(super) fn new<'a>(
        plan: &Plan,
        period: Period,
        units: impl Iterator<Item = usize>,
        counted: impl Fn(usize) -> Option<&'a Submission>,
    ) -> Result<Self, CheckError> {
        let mut out = PreviousReturns::default();
        if !plan.has_changing_units() {
            return Ok(out);
        }
        for unit in units.collect::<BTreeSet<_>>() {
            if is_own(plan, unit, period) || unit >= plan.units.len() {
                continue;
            }
            let all: Option<Vec<&Submission>> = plan.predecessors(unit, period).into_iter().map(&counted).collect();
            let parts = all.filter(|parts| !parts.is_empty());
            let joined = match parts {
                Some(parts) => join(plan, unit, period.plus(-1), &[parts])?.pop(),
                None => None,
            };
            out.0.insert(unit, joined);
        }
        Ok(out)
    }

    /// Returns the return before that of a unit; `own` returns the counted return of the unit itself.
    pub(super) fn of<'a>(
        &'a self,
        unit: usize,
        own: impl FnOnce() -> Option<&'a Submission>,
    ) -> Option<&'a Submission> {
        match self.0.get(&unit) {
            Some(joined) => joined.as_ref(),
            None => own(),
        }
    }

    /// Returns the joined return of a unit; the outer `None` if its previous return is its own.
    pub(super) fn take(mut self, unit: usize) -> Option<Option<Submission>> {
        self.0.remove(&unit)
    }
}

/// The most sets of earlier returns that a return of an heir is compared with; each is a row of a rule table. Those in which
/// the fewest returns are replaced come first.
pub(super) const MOST_SETS: usize = 256;

/// Returns the other submissions that a return of a unit for a period may have been made from: `others` returns those of
/// a unit for the period before, and `counted` its counted one. Of an heir they are joined from one submission of each
/// unit, of which at least one is not the counted one.
///
/// # Errors
/// Fails on an error of the program.
pub(super) fn versions<'a>(
    plan: &Plan,
    unit: usize,
    period: Period,
    others: impl Fn(usize) -> Result<Vec<PreviousVersion<'a>>, CheckError>,
    counted: impl Fn(usize) -> Option<&'a Submission>,
) -> Result<Vec<PreviousVersion<'a>>, CheckError> {
    if plan.is_split_in(unit, period) {
        return Ok(Vec::new());
    }
    if plan.taken_over_in(unit, period).is_empty() {
        return others(unit);
    }
    let mut parts = Vec::new();
    for part in plan.predecessors(unit, period) {
        let others: Vec<Submission> = others(part)?.into_iter().map(named_after_its_figures).collect();
        parts.push((counted(part), others));
    }
    let parts: Vec<_> = parts.iter().map(|(counted, others)| (*counted, others.iter().collect())).collect();
    let sets = replaced_sets(&parts);
    let of = |joined| PreviousVersion { submission: Cow::Owned(joined), continued: None, followed_by: None };
    Ok(join(plan, unit, period.plus(-1), &sets)?.into_iter().map(of).collect())
}

/// Returns a part of a joined return with the file that its figures are from.
fn named_after_its_figures(version: PreviousVersion) -> Submission {
    let mut out = version.submission.into_owned();
    if let Some(continued) = version.continued {
        out.file.clone_from(&continued.file);
    }
    out
}

/// Returns the sets of one submission of each part, its counted one or another, in which at least one is another; those
/// with the fewest others first.
fn replaced_sets<'a>(parts: &[(Option<&'a Submission>, Vec<&'a Submission>)]) -> Vec<Vec<&'a Submission>> {
    let mut sets: Vec<(usize, Vec<&Submission>)> = vec![(0, Vec::new())];
    for (counted, others) in parts {
        let choices = || counted.iter().map(|own| (0, *own)).chain(others.iter().map(|other| (1, *other)));
        let longer = |(replaced, set): &(usize, Vec<&'a Submission>)| {
            let (replaced, set) = (*replaced, set.clone());
            choices()
                .map(move |(more, choice)| (replaced + more, [set.as_slice(), &[choice]].concat()))
                .collect::<Vec<_>>()
        };
        sets = sets.iter().flat_map(longer).collect();
        sets.sort_by_key(|(replaced, _)| *replaced);
        sets.truncate(MOST_SETS);
    }
    sets.into_iter().filter(|(replaced, _)| *replaced > 0).map(|(_, set)| set).collect()
}

/// Joins sets of returns of several units for a period, each to one return of their heir.
///
/// # Errors
/// Fails on an error of the program.
pub(super) fn join(
    plan: &Plan,
    unit: usize,
    period: Period,
    sets: &[Vec<&Submission>],
) -> Result<Vec<Submission>, CheckError> {
    let joined = || plan.indicators.iter().filter_map(|indicator| Some((indicator, indicator.joined_by()?)));
    let figures = sets.iter().flat_map(|parts| {
        joined().map(move |(indicator, by)| {
            let figures = parts.iter().map(|part| match part.amount(&indicator.name).value() {
                Value::Number(number) => Value::Number(number),
                _ => Value::Blank,
            });
            JoinedFigures { by, figures: figures.collect() }
        })
    });
    let mut values = evaluate(&figures.collect::<Vec<_>>())?.into_iter();
    let code = plan.units.get(unit).map_or("", |unit| unit.code.as_str());
    let one = |parts: &Vec<&Submission>| {
        let figures = joined().zip(values.by_ref()).map(|((indicator, _), value)| {
            let amount = value.number().map_or(Amount::Blank, Amount::Number);
            let (sheet, cell, raw) = (SharedStr::default(), SharedStr::default(), SharedStr::default());
            (SharedStr::from(&indicator.name), Figure { amount, sheet, cell, raw })
        });
        let figures = figures.collect();
        let files: Vec<&str> = parts.iter().map(|part| part.file.as_str()).collect();
        let number = parts.iter().map(|part| part.number).max().unwrap_or(1);
        Submission {
            file: files.join(" + "),
            figures,
            rosters: vec![RosterRows::default(); plan.rosters.len()],
            ..Submission::new(code, period, number)
        }
    };
    Ok(sets.iter().map(one).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn sets_with_the_fewest_replaced_returns_come_first_and_their_number_is_bounded() {
        let of = |unit: &str, number: u32| Submission::new(unit, "2025-Q2".parse().unwrap(), number);
        let names = |sets: Vec<Vec<&Submission>>| -> Vec<String> {
            let name = |s: &&Submission| format!("{}{}", s.unit, s.number);
            sets.iter().map(|set| set.iter().map(name).collect::<Vec<_>>().join(" ")).collect()
        };
        let [a1, a2, b1, b2, c1] = [of("A", 1), of("A", 2), of("B", 1), of("B", 2), of("C", 1)];
        let both = [(Some(&a2), vec![&a1]), (Some(&b2), vec![&b1])];
        assert_eq!(names(replaced_sets(&both)), ["A2 B1", "A1 B2", "A1 B1"]);
        // A return that does not count is in every set; a unit without a return has none.
        let held = [(Some(&a2), vec![&a1]), (None, vec![&c1])];
        assert_eq!(names(replaced_sets(&held)), ["A2 C1", "A1 C1"]);
        assert!(replaced_sets(&[(Some(&a2), vec![&a1]), (None, vec![])]).is_empty());
        let many: Vec<_> = (0..12).map(|_| (Some(&a2), vec![&a1, &b1, &c1])).collect();
        let sets = replaced_sets(&many);
        assert!(sets.len() < MOST_SETS && sets.iter().all(|set| set.len() == 12));
        assert_eq!(sets.iter().filter(|set| set.iter().filter(|s| s.number == 1).count() == 1).count(), 36);
    }
}
