//! Checks the submissions: selects one for each unit and period, evaluates the plan's rules period by period, compares
//! across units, and returns the [`Ledger`]. It never changes a figure.

mod accompanying;
pub(crate) mod annex;
mod blank_forms;
mod failure;
mod form_version;
mod field_findings;
pub(crate) mod roster_checks;
mod periods;
pub(crate) mod prefill;
pub(crate) mod builtin_findings;
mod builtin_texts;
pub(crate) mod compare;
pub(crate) mod missing_returns;
mod never_asked;
mod earlier_figures;
mod explain;
mod input_value;
mod inputs;
mod replaced_finding;
mod joined;
mod nil;
mod nil_period;
mod unit_findings;
mod rule_table;
mod rules;
pub(crate) mod select;
pub(crate) mod format_value;
pub(crate) mod waivers;
mod phrasing;
mod unchecked;
mod version_search;
mod versions;
mod undecided;

pub(crate) use annex::annex;
pub(crate) use blank_forms::{UnitSubmissions, blank_form, is_blank};
pub use builtin_texts::{BuiltinText, builtin_text};
pub(crate) use missing_returns::PresentFiles;
pub(crate) use never_asked::{NeverAskedRule, never_asked};
pub(crate) use nil::is_filled_in;
pub(crate) use periods::{report_period, reporting_units};
pub use prefill::{counted, held, previous, previous_return, previous_versions};
pub use versions::PreviousVersion;
pub(crate) use versions::SubmissionVersions;

use crate::engine::EngineError;
use crate::formula::UnknownName;
use crate::model::finding::Finding;
use crate::model::ledger::{Ledger, ReturnStatus, SubmissionStatus, UnitPeriod, empty_slots};
use crate::model::period::Period;
use crate::model::received_file::{ReadingOutcome, ReceivedFile};
use crate::model::span::{PeriodSpan, ReportSpan};
use crate::model::submission::Submission;
use crate::model::text::BilingualText;
use crate::model::unchecked_rule::UncheckedRule;
use crate::parallel;
use crate::plan::Plan;
use crate::workbook::address;
use joined::PreviousReturns;
use nil_period::EarlierReturns;
use rules::{ReturnPair, RuleChecker};
use select::Selection;
use std::collections::{BTreeMap, BTreeSet};
use version_search::VersionSearch;

/// The reason why returns could not be checked at all. The cause is the plan or the program, never a return.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The formula engine rejected a rule.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A rule uses a name that has no meaning here. The loader should have rejected the plan.
    #[error(transparent)]
    Name(#[from] UnknownName),
    /// The report period is not in the plan. The two other periods are the plan's first and last.
    #[error("{0} is not a period of the plan ({1} to {2})")]
    OutsidePlan(Period, Period, Period),
}

/// The result of checking one return.
#[derive(Clone, Debug, Default)]
pub struct ReturnCheck {
    /// All findings that concern the return alone.
    pub findings: Vec<Finding>,
    /// The rules that were not checked because a name has no value.
    pub unchecked: Vec<UncheckedRule>,
}

/// Checks one return: the findings from reading, from the rules and from roster cells that cannot be read, and the rules
/// that were not checked. `previous` is the return for the previous period if that one is counted.
pub fn check_one(
    plan: &Plan,
    submission: &Submission,
    previous: Option<&Submission>,
) -> Result<ReturnCheck, CheckError> {
    check_among(plan, submission, previous, Vec::new(), None)
}

/// Checks one return as [`check_one`]. `versions` are the other submissions for its previous period, the highest number
/// first. `ledger` has the earlier returns of the unit; without it a rule that needs more than the previous one is not
/// checked.
pub(crate) fn check_among(
    plan: &Plan,
    submission: &Submission,
    previous: Option<&Submission>,
    versions: Vec<PreviousVersion>,
    ledger: Option<&Ledger>,
) -> Result<ReturnCheck, CheckError> {
    let mut checker = RuleChecker::new(plan);
    let mut filled = None;
    let submission = match nil::is_nil(plan, submission) {
        true => {
            let own = filled.insert(submission.clone());
            nil::fill(plan, own, nil::continued_return(plan, submission, previous, &versions));
            &*own
        }
        false => submission,
    };
    let unit = plan.unit_index(&submission.unit).filter(|_| ledger.is_some());
    let counted = |unit, period| counted(plan, ledger?, unit, period);
    let own: Vec<_> = unit.map(|unit| (unit, submission)).into_iter().collect();
    let earlier = earlier_figures::collect(plan, &own, counted)?;
    let found = checker.check(&[(submission, previous)], &[versions], &earlier)?;
    let found = found.into_iter().next().unwrap_or_default();
    let mut findings = all_findings(plan, submission, found);
    if plan.unit_index(&submission.unit).is_some_and(|unit| !plan.reports(unit, submission.period)) {
        findings.retain(|finding| plan.rule(&finding.code).is_none());
        findings.push(unit_findings::not_due(plan, submission));
    }
    findings.iter_mut().for_each(|f| waivers::waive(plan, f));
    sort(plan, &mut findings);
    Ok(ReturnCheck { findings, unchecked: checker.into_unchecked() })
}

/// Selects among all received files and checks every return up to the report period. Without `report`,
/// [`report_period`] chooses it; if there is no return, it is the first period of the plan.
pub fn settle_and_check(
    plan: &Plan,
    arrivals: Vec<ReceivedFile>,
    report: Option<Period>,
) -> Result<Ledger, CheckError> {
    settle_span(plan, arrivals, report.map(ReportSpan::from))
}

/// Like [`settle_and_check`], for a span. Periods of it after the latest that [`report_period`] finds are not yet due.
pub(crate) fn settle_span(
    plan: &Plan,
    arrivals: Vec<ReceivedFile>,
    wanted: Option<ReportSpan>,
) -> Result<Ledger, CheckError> {
    let (arrivals, mut submissions, mut findings) = unpack(plan, arrivals);
    let latest = || report_period(plan, &submissions).unwrap_or(plan.first);
    let ReportSpan { span, until } = wanted.unwrap_or_else(|| latest().into());
    let report = match span.is_single() {
        true => span.last,
        false => until.unwrap_or_else(latest).clamp(span.first, span.last),
    };
    if !(plan.first..=plan.last).contains(&report) {
        return Err(CheckError::OutsidePlan(report, plan.first, plan.last));
    }
    findings.retain(|f| f.period.is_none_or(|q| q <= report || q > plan.last));
    let settled = select::select_submissions(plan, &arrivals, &submissions, report);
    let mut ledger = empty_ledger(plan, span, report, arrivals);
    findings.extend_from_slice(&settled.findings);
    let mut fates = settled.fates.clone();
    let (judged, unchecked) = judgements(plan, &mut submissions, &settled)?;
    let mut standing: Vec<&Submission> = Vec::new();
    for (group, group_judgements) in settled.standing.values().zip(judged) {
        for Judgement { index, slot, findings: found, fate } in group_judgements {
            let own = slot.and_then(|(unit, period)| ledger.slots.get_mut(unit)?.get_mut(period));
            if let Some(own) = own
                && own.submission.is_none()
            {
                let state =
                    if matches!(fate, SubmissionStatus::Counted) { ReturnStatus::Counted } else { ReturnStatus::Held };
                *own = UnitPeriod { submission: Some(index), state };
            }
            fates[index] = Some(fate);
            findings.extend(found);
        }
        // Files that tie usually hold the same rows: only one of them takes part in the campaign checks.
        standing.extend(group.first().and_then(|i| submissions.get(*i)));
    }
    findings.extend(roster_checks::repeated(plan, &standing));
    let present = PresentFiles::new(&submissions, fates.iter().map(Option::as_ref));
    findings.extend(missing_returns::missing(plan, &ledger.slots, report, &present));
    findings.extend(submissions.iter().filter_map(|submission| missing_returns::later(submission, report)));
    findings.iter_mut().for_each(|f| waivers::waive(plan, f));
    sort(plan, &mut findings);
    ledger.findings = findings;
    ledger.fates = fates.into_iter().map(|f| f.unwrap_or(SubmissionStatus::Later)).collect();
    ledger.submissions = submissions;
    ledger.unchecked = of_selected(plan, &ledger, unchecked);
    Ok(ledger)
}

/// Returns a ledger without any return, for a span that is considered up to the period `report`.
pub(crate) fn empty_ledger(plan: &Plan, span: PeriodSpan, report: Period, arrivals: Vec<ReceivedFile>) -> Ledger {
    let periods = usize::try_from(plan.periods()).unwrap_or(0);
    Ledger {
        report,
        span,
        arrivals,
        submissions: Vec::new(),
        fates: Vec::new(),
        slots: empty_slots(plan.units.len(), periods, |unit, period| {
            plan.reports(unit, plan.first.plus(period as i32))
        }),
        findings: Vec::new(),
        unchecked: Vec::new(),
        republished: Vec::new(),
        gone: Vec::new(),
        compared: Vec::new(),
    }
}

/// Returns those unchecked rules whose return is in the matrix of units by periods, in the order of the rules, periods
/// and units.
fn of_selected(plan: &Plan, ledger: &Ledger, mut unchecked: Vec<UncheckedRule>) -> Vec<UncheckedRule> {
    let rules: BTreeMap<&str, usize> = plan.rules.iter().map(|rule| rule.code.as_str()).zip(0..).collect();
    unchecked.retain(|one| {
        let period = usize::try_from(one.period.ordinal(plan.first) - 1).ok();
        let selected = plan.unit_index(&one.unit).zip(period).and_then(|(unit, period)| ledger.selected(unit, period));
        selected.is_some_and(|submission| submission.file == one.file && !submission.is_recorded())
    });
    unchecked.sort_by_cached_key(|one| (rules.get(one.rule.as_str()).copied(), one.period, plan.unit_index(&one.unit)));
    unchecked
}

/// The result of checking a selected return.
struct Judgement {
    /// Index of the submission.
    index: usize,
    /// Unit and period (0 is the plan's first); `None` outside the plan.
    slot: Option<(usize, usize)>,
    findings: Vec<Finding>,
    fate: SubmissionStatus,
}

/// A selected return, with the position of its group. A group holds the returns of one unit and period.
struct Candidate {
    place: usize,
    unit: usize,
    index: usize,
    /// True if several returns have the same unit, period and number.
    is_tie: bool,
}

/// Checks the selected returns, group by group. The order is by period, so that the status of a unit's previous return
/// is already known.
fn judgements(
    plan: &Plan,
    submissions: &mut [Submission],
    settled: &Selection,
) -> Result<(Vec<Vec<Judgement>>, Vec<UncheckedRule>), CheckError> {
    let mut periods: BTreeMap<Period, Vec<Candidate>> = BTreeMap::new();
    for (place, ((period, unit, _), group)) in settled.standing.iter().enumerate() {
        let candidate = |index: &usize| Candidate { place, unit: *unit, index: *index, is_tie: group.len() > 1 };
        periods.entry(*period).or_default().extend(group.iter().map(candidate));
    }
    let mut checker = RuleChecker::new(plan);
    let mut counted: BTreeMap<(usize, Period), usize> = BTreeMap::new();
    let mut out: Vec<Vec<Judgement>> = settled.standing.iter().map(|_| Vec::new()).collect();
    for (period, mut candidates) in periods {
        candidates.retain(|candidate| candidate.index < submissions.len());
        let joined = PreviousReturns::new(plan, period, candidates.iter().map(|c| c.unit), |unit| {
            counted.get(&(unit, period.plus(-1))).and_then(|index| submissions.get(*index))
        })?;
        let places = candidates.iter().map(|c| (c.unit, c.index));
        let earlier = EarlierReturns { joined: &joined, counted: &counted, fates: &settled.fates };
        nil_period::fill_period(plan, period, places, submissions, &earlier)?;
        let submissions = &*submissions;
        let own = |unit| counted.get(&(unit, period.plus(-1))).and_then(|index| submissions.get(*index));
        let previous = |unit| joined.of(unit, || own(unit));
        let returns: Vec<ReturnPair> = candidates.iter().map(|c| (&submissions[c.index], previous(c.unit))).collect();
        let at = |unit, period| counted.get(&(unit, period)).and_then(|index| submissions.get(*index));
        let all = SubmissionVersions::new(submissions, settled.fates.iter().map(Option::as_ref));
        let search = VersionSearch::new(plan, all, at);
        let versions = candidates.iter().map(|c| search.before(c.unit, period));
        let versions = versions.collect::<Result<Vec<_>, CheckError>>()?;
        let units: Vec<_> = candidates.iter().zip(&returns).map(|(c, (submission, _))| (c.unit, *submission)).collect();
        let found = checker.check(&returns, &versions, &earlier_figures::collect(plan, &units, at)?)?;
        for judgement in judge(plan, period, &candidates, &returns, found) {
            let (place, unit, judgement) = judgement;
            let Some(group) = out.get_mut(place) else { continue };
            if group.is_empty() && judgement.slot.is_some() && matches!(judgement.fate, SubmissionStatus::Counted) {
                counted.insert((unit, period), judgement.index);
            }
            group.push(judgement);
        }
    }
    Ok((out, checker.into_unchecked()))
}

/// Returns the results for the returns of one period from the findings of the rules; each has the position of its group
/// and its unit.
fn judge(
    plan: &Plan,
    period: Period,
    candidates: &[Candidate],
    returns: &[ReturnPair],
    found: Vec<Vec<Finding>>,
) -> Vec<(usize, usize, Judgement)> {
    let work: Vec<_> = candidates.iter().zip(returns).zip(found).collect();
    parallel::map_owned(work, |((candidate, (submission, _)), found)| {
        let Candidate { place, unit, index, is_tie } = *candidate;
        let within = (plan.first..=plan.last).contains(&period) && unit < plan.units.len();
        let is_due = plan.reports(unit, period);
        let slot = usize::try_from(period.ordinal(plan.first) - 1).ok().filter(|_| within && is_due);
        let slot = slot.map(|q| (unit, q));
        // No rule judges what the board itself records, or a return that does not count whatever its content.
        let found = if submission.is_recorded() || !is_due { Vec::new() } else { found };
        let mut findings = all_findings(plan, submission, found);
        if within && !is_due {
            findings.push(unit_findings::not_due(plan, submission));
        }
        findings.iter_mut().for_each(|f| waivers::waive(plan, f));
        if slot.is_none() && !findings.iter().any(Finding::is_blocking) {
            findings.push(builtin_findings::outside(submission, plan.first, plan.last));
        }
        let mut holding: BTreeSet<&str> =
            findings.iter().filter(|f| f.is_blocking()).map(|f| f.code.as_str()).collect();
        if within && !is_due {
            holding.insert(builtin_findings::NOT_DUE);
        }
        if is_tie {
            holding.insert(builtin_findings::TIE);
        }
        let fate = match holding.is_empty() {
            true => SubmissionStatus::Counted,
            false => SubmissionStatus::Held(BilingualText::same(holding.into_iter().collect::<Vec<_>>().join(", "))),
        };
        (place, unit, Judgement { index, slot, findings, fate })
    })
}

/// Returns the findings on one return: from reading, from the rules (`found`) and from unreadable roster cells.
fn all_findings(plan: &Plan, submission: &Submission, found: Vec<Finding>) -> Vec<Finding> {
    let mut findings = submission.findings.clone();
    for finding in &mut findings {
        finding.unit.get_or_insert_with(|| submission.unit.clone());
        finding.period.get_or_insert(submission.period);
        finding.file.get_or_insert_with(|| submission.file.clone());
    }
    findings.extend(found);
    findings.extend(form_version::other_version(plan, submission));
    let unreadable = roster_checks::unreadable(plan, submission, &findings);
    findings.extend(unreadable);
    findings
}

/// Moves the returns out of the received files; both keep their order. Returns also the findings of files without a
/// return.
fn unpack(plan: &Plan, mut arrivals: Vec<ReceivedFile>) -> (Vec<ReceivedFile>, Vec<Submission>, Vec<Finding>) {
    arrivals.sort_by(|a, b| a.file.cmp(&b.file));
    let (mut submissions, mut findings) = (Vec::new(), Vec::new());
    for arrival in &mut arrivals {
        if let ReadingOutcome::Returns(returns) = &mut arrival.outcome {
            submissions.append(returns);
        }
    }
    accompanying::settle(plan, &mut arrivals, &submissions);
    for arrival in &arrivals {
        let finding = match &arrival.outcome {
            ReadingOutcome::Returns(_) => continue,
            ReadingOutcome::NotAReturn(finding) | ReadingOutcome::Unreadable(finding) => finding,
            ReadingOutcome::Accompanying(file) => &file.beside,
        };
        let mut finding = finding.clone();
        finding.file.get_or_insert_with(|| arrival.file.clone());
        waivers::waive_arrival(plan, &mut finding, &arrival.file);
        findings.push(finding);
    }
    let blank = blank_forms::blank_forms(plan, &submissions);
    let is_form = |s: &Submission| submissions.iter().zip(&blank).any(|(other, is)| *is && std::ptr::eq(other, s));
    let recorded = nil::recorded(plan, &submissions, |s| select::left_out(plan, s).is_some() || is_form(s));
    submissions.extend(recorded);
    submissions.sort_by_cached_key(|s| {
        let unit = plan.unit_index(&s.unit).unwrap_or(usize::MAX);
        (unit, s.unit.clone(), s.period, s.number, s.file.clone(), s.sheet.clone())
    });
    (arrivals, submissions, findings)
}

/// Sorts findings by period, unit (plan order), severity, code and cell.
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
