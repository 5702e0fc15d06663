//! Judges what was read: settles which submission stands, asks the plan's rules through the engine, period by
//! period, and looks across units. Gives the [`Ledger`]. Never changes a figure.

mod alone;
pub mod annex;
mod asked;
pub mod campaign;
pub mod carry;
pub mod code;
pub mod compare;
pub mod completeness;
mod explain;
mod heads;
pub mod names;
pub mod rules;
pub mod settle;
mod sheet;
pub mod show;
pub mod waive;
mod wording;

pub use annex::annex;
pub use carry::{Carried, previous_for};
pub use rules::Checker;

use crate::book::address;
use crate::engine::EngineError;
use crate::formula::UnknownName;
use crate::model::arrival::{Arrival, Outcome};
use crate::model::finding::Finding;
use crate::model::ledger::{Fate, Ledger, Slot, State};
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::model::text::Text;
use crate::plan::Plan;
use crate::share;
use asked::Asked;
use settle::Settled;
use std::collections::{BTreeMap, BTreeSet};

/// Why returns could not be judged at all: never the fault of a return.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The formula engine refused a rule.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A rule names what has no place here; the loader should have refused it.
    #[error(transparent)]
    Name(#[from] UnknownName),
    /// The report period is not a period of the plan.
    #[error("{0} is not a period of the plan ({1} to {2})")]
    OutsidePlan(Period, Period, Period),
}

/// The latest period of the plan that more than one unit has reported, or the latest that any has.
pub fn report_period(plan: &Plan, submissions: &[Submission]) -> Option<Period> {
    let mut units: BTreeMap<Period, BTreeSet<&str>> = BTreeMap::new();
    for submission in submissions {
        if (plan.first..=plan.last).contains(&submission.period) && plan.unit_index(&submission.unit).is_some() {
            units.entry(submission.period).or_default().insert(&submission.unit);
        }
    }
    let several = units.iter().rev().find(|(_, units)| units.len() > 1);
    several.or_else(|| units.iter().next_back()).map(|(period, _)| *period)
}

/// Everything about one return on its own: what reading found, the rules of the plan, its rosters. `previous` is the
/// return of the period before, if that one counts.
pub fn check_one(
    plan: &Plan,
    submission: &Submission,
    previous: Option<&Submission>,
) -> Result<Vec<Finding>, CheckError> {
    let mut findings = judge(&mut Checker::new(plan, &Asked::of(plan, &[submission])?)?, submission, previous)?;
    let repeated = campaign::repeated(plan, &[submission], &findings);
    findings.extend(repeated);
    findings.iter_mut().for_each(|f| waive::waive(plan, f));
    sort(plan, &mut findings);
    Ok(findings)
}

/// Settles all arrivals and judges every return up to the report period; without one, [`report_period`] chooses, and
/// when nothing has been reported the plan's first period stands.
pub fn settle_and_check(plan: &Plan, arrivals: Vec<Arrival>, report: Option<Period>) -> Result<Ledger, CheckError> {
    let (arrivals, submissions, mut findings) = unpack(plan, arrivals);
    let report = report.or_else(|| report_period(plan, &submissions)).unwrap_or(plan.first);
    if !(plan.first..=plan.last).contains(&report) {
        return Err(CheckError::OutsidePlan(report, plan.first, plan.last));
    }
    findings.retain(|f| f.period.is_none_or(|q| q <= report || q > plan.last));
    let settled = settle::settle(plan, &arrivals, &submissions, report);
    let periods = usize::try_from(plan.periods()).unwrap_or(0);
    let mut ledger = Ledger {
        report,
        arrivals,
        submissions: Vec::new(),
        fates: Vec::new(),
        slots: vec![vec![Slot::default(); periods]; plan.units.len()],
        findings: Vec::new(),
        republished: Vec::new(),
        gone: Vec::new(),
    };
    findings.extend_from_slice(&settled.findings);
    let mut fates = settled.fates.clone();
    let mut standing: Vec<&Submission> = Vec::new();
    for (group, judged) in settled.standing.values().zip(by_unit(plan, &submissions, &settled)?) {
        for Judged { index, slot, findings: found, fate } in judged {
            let own = slot.and_then(|(unit, period)| ledger.slots.get_mut(unit)?.get_mut(period));
            if let Some(own) = own
                && own.submission.is_none()
            {
                let state = if matches!(fate, Fate::Counted) { State::Counted } else { State::Held };
                *own = Slot { submission: Some(index), state };
            }
            fates[index] = Some(fate);
            findings.extend(found);
        }
        // Files that tie tell the same story several times: one of them speaks for the campaign.
        standing.extend(group.first().and_then(|i| submissions.get(*i)));
    }
    let repeated = campaign::repeated(plan, &standing, &findings);
    findings.extend(repeated);
    findings.extend(completeness::missing(plan, &ledger.slots, report));
    findings.iter_mut().for_each(|f| waive::waive(plan, f));
    sort(plan, &mut findings);
    ledger.findings = findings;
    ledger.fates = fates.into_iter().map(|f| f.unwrap_or(Fate::Later)).collect();
    ledger.submissions = submissions;
    Ok(ledger)
}

/// What is said of a return that stands.
struct Judged {
    /// Of the submission.
    index: usize,
    /// Unit and period (0 = the plan's first); `None` outside the plan.
    slot: Option<(usize, usize)>,
    findings: Vec<Finding>,
    fate: Fate,
}

/// Returns that stand for one period, a tie when there are several: the group's place, the period, the submissions.
type Group<'a> = (usize, Period, &'a [usize]);

/// Judges the returns that stand, each group in its place. A unit's returns are judged in the order of their periods:
/// whether the one before counts is known by then. Units know nothing of each other, so that threads share them.
fn by_unit(plan: &Plan, submissions: &[Submission], settled: &Settled) -> Result<Vec<Vec<Judged>>, CheckError> {
    let mut units: BTreeMap<usize, Vec<Group>> = BTreeMap::new();
    for (place, ((period, unit, _), group)) in settled.standing.iter().enumerate() {
        units.entry(*unit).or_default().push((place, *period, group.as_slice()));
    }
    let units: Vec<_> = units.into_iter().collect();
    let standing: Vec<&Submission> =
        settled.standing.values().flatten().filter_map(|index| submissions.get(*index)).collect();
    let asked = Asked::of(plan, &standing)?;
    // A rule is laid out once a thread, for many units.
    let shares: Vec<_> = units.chunks(units.len().div_ceil(share::threads()).max(1)).collect();
    let judged = share::map(&shares, |units| {
        let mut checker = Checker::new(plan, &asked)?;
        let mut out = Vec::new();
        for (unit, groups) in *units {
            let mut counted: BTreeMap<Period, usize> = BTreeMap::new();
            for (place, period, group) in groups {
                let previous = counted.get(&period.plus(-1)).and_then(|i| submissions.get(*i));
                let judged = judge_group(&mut checker, submissions, group, (*unit, *period), previous)?;
                if let Some(first) = judged.first().filter(|j| j.slot.is_some() && matches!(j.fate, Fate::Counted)) {
                    counted.insert(*period, first.index);
                }
                out.push((*place, judged));
            }
        }
        Ok(out)
    });
    let mut judged: Vec<_> =
        judged.into_iter().collect::<Result<Vec<_>, CheckError>>()?.into_iter().flatten().collect();
    judged.sort_by_key(|(place, _)| *place);
    Ok(judged.into_iter().map(|(_, judged)| judged).collect())
}

/// Judges the returns that stand for one unit and period; more than one is a tie.
fn judge_group(
    checker: &mut Checker,
    submissions: &[Submission],
    group: &[usize],
    (unit, period): (usize, Period),
    previous: Option<&Submission>,
) -> Result<Vec<Judged>, CheckError> {
    let plan = checker.plan;
    let within = (plan.first..=plan.last).contains(&period) && unit < plan.units.len();
    let place = usize::try_from(period.ordinal(plan.first) - 1).ok().filter(|_| within);
    let mut out = Vec::new();
    for (index, submission) in group.iter().filter_map(|i| Some((*i, submissions.get(*i)?))) {
        let mut found = judge(checker, submission, previous)?;
        found.iter_mut().for_each(|f| waive::waive(plan, f));
        if place.is_none() && !found.iter().any(Finding::holds) {
            found.push(code::outside(submission, plan.first, plan.last));
        }
        let mut holding: BTreeSet<&str> = found.iter().filter(|f| f.holds()).map(|f| f.code.as_str()).collect();
        if group.len() > 1 {
            holding.insert(code::TIE);
        }
        let fate = match holding.is_empty() {
            true => Fate::Counted,
            false => Fate::Held(Text::same(holding.into_iter().collect::<Vec<_>>().join(", "))),
        };
        out.push(Judged { index, slot: place.map(|q| (unit, q)), findings: found, fate });
    }
    Ok(out)
}

/// What reading, the rules and the rosters say of one return.
fn judge(
    checker: &mut Checker,
    submission: &Submission,
    previous: Option<&Submission>,
) -> Result<Vec<Finding>, CheckError> {
    let mut findings = submission.findings.clone();
    for finding in &mut findings {
        finding.unit.get_or_insert_with(|| submission.unit.clone());
        finding.period.get_or_insert(submission.period);
        finding.file.get_or_insert_with(|| submission.file.clone());
    }
    findings.extend(checker.check(submission, previous)?);
    let rosters = campaign::rosters(checker.plan, submission, &findings);
    findings.extend(rosters);
    Ok(findings)
}

/// Takes the returns out of the arrivals, both in their order, and the findings of files that gave none.
fn unpack(plan: &Plan, mut arrivals: Vec<Arrival>) -> (Vec<Arrival>, Vec<Submission>, Vec<Finding>) {
    arrivals.sort_by(|a, b| a.file.cmp(&b.file));
    let (mut submissions, mut findings) = (Vec::new(), Vec::new());
    for arrival in &mut arrivals {
        match &mut arrival.outcome {
            Outcome::Returns(returns) => submissions.append(returns),
            Outcome::NotAReturn(finding) | Outcome::Unreadable(finding) => {
                let mut finding = finding.clone();
                finding.file.get_or_insert_with(|| arrival.file.clone());
                waive::waive_arrival(plan, &mut finding, &arrival.file);
                findings.push(finding);
            }
        }
    }
    submissions.sort_by_cached_key(|s| {
        let unit = plan.unit_index(&s.unit).unwrap_or(usize::MAX);
        (unit, s.unit.clone(), s.period, s.number, s.file.clone(), s.sheet.clone())
    });
    (arrivals, submissions, findings)
}

/// By period, unit (plan order), severity, code and cell.
fn sort(plan: &Plan, findings: &mut [Finding]) {
    findings.sort_by_cached_key(|f| {
        let unit = f.unit.as_ref().map(|u| plan.unit_index(u).unwrap_or(usize::MAX));
        let cell = f.cell.as_deref().and_then(address::parse);
        (f.period, unit, f.severity, f.code.clone(), f.file.clone(), f.sheet.clone(), cell)
    });
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod testing;
