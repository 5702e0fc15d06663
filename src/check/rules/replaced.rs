//! Failures that a replaced submission of the previous period explains: the rule's own formula passes with that
//! submission in the place of the counted one. The return was right when it was made, so it is counted, and a warning
//! lists where the figures of the two submissions differ.

use super::super::CheckError;
use super::super::builtin_findings;
use super::super::explain::reported_names;
use super::super::failure::RuleFailure;
use super::super::inputs::{RuleSubject, SubjectInputs, rule_names};
use super::super::replaced_finding::{ReplacedFigures, replaced};
use super::super::versions::PreviousVersion;
use super::super::{rule_table, waivers};
use super::{RuleChecker, RuleVerdict};
use crate::model::finding::{Finding, Severity};
use crate::model::text::BilingualText;
use crate::plan::binding::{self, Binding, FigureTime};
use crate::plan::{Plan, Rule};

/// A failure of a return that passes with a version: an index among the versions of that return.
pub(super) struct ReplacedFailure {
    subject: usize,
    version: usize,
    failure: RuleFailure,
}

/// A failure with the versions with which its rule passes.
struct ReplacedCandidate {
    /// Its position among the failures of the subject.
    at: usize,
    /// The cases of the rule's table, version by version; `None` where a choice cannot be read.
    cases: Vec<Option<usize>>,
}

impl RuleChecker<'_> {
    /// Takes the failures that a version explains out of `failures`.
    ///
    /// # Errors
    /// Fails on an error of the plan or of the program.
    pub(super) fn take_replaced(
        &mut self,
        subjects: &[RuleSubject],
        versions: &[Vec<PreviousVersion>],
        failures: &mut [Vec<RuleFailure>],
    ) -> Result<Vec<ReplacedFailure>, CheckError> {
        let mut candidates = Vec::new();
        for (index, ((subject, versions), failures)) in subjects.iter().zip(versions).zip(&*failures).enumerate() {
            let own = self.candidates(subject, versions, failures);
            if !own.is_empty() {
                candidates.push((index, own));
            }
        }
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        rule_table::evaluate(&self.pool, &mut self.tables.iter_mut().collect::<Vec<_>>())?;
        let mut out = Vec::new();
        for (subject, own) in candidates {
            let Some(failures) = failures.get_mut(subject) else { continue };
            let passes = |candidate: &ReplacedCandidate, version: usize| {
                let case = candidate.cases.get(version).copied().flatten();
                let table = failures.get(candidate.at).and_then(|failure| self.tables.get(failure.rule));
                case.zip(table).is_some_and(|(case, table)| table.results(case).first() == Some(&RuleVerdict::Passed))
            };
            let chosen = assign(&own, passes);
            // From the last on, so that the positions of the others stay.
            let taken = chosen.into_iter().rev();
            let mut taken: Vec<ReplacedFailure> =
                taken.map(|(at, version)| ReplacedFailure { subject, version, failure: failures.remove(at) }).collect();
            taken.reverse();
            out.append(&mut taken);
        }
        Ok(out)
    }

    /// Returns the failures of a return that a version might explain, with their cases for each version.
    fn candidates(
        &mut self,
        subject: &RuleSubject,
        versions: &[PreviousVersion],
        failures: &[RuleFailure],
    ) -> Vec<ReplacedCandidate> {
        let RuleChecker { plan, names, pool, tables, choices, .. } = self;
        let mut others: Vec<(RuleSubject, Option<SubjectInputs>)> = versions
            .iter()
            .map(|version| (RuleSubject { previous: Some(&version.submission), ..*subject }, None))
            .collect();
        let mut out = Vec::new();
        for (at, failure) in failures.iter().enumerate() {
            let Some(rule) = plan.rules.get(failure.rule).filter(|rule| blocks(plan, subject, rule)) else { continue };
            let Some((table, choices)) = tables.get_mut(failure.rule).zip(choices.get(failure.rule)) else { continue };
            if !uses_previous(plan, rule) {
                continue;
            }
            let mut cases = Vec::with_capacity(others.len());
            for (other, inputs) in &mut others {
                if choices.are_unreadable(other, failure.target) {
                    cases.push(None);
                    continue;
                }
                let inputs = inputs.get_or_insert_with(|| SubjectInputs::new(names, *other, failure.target, pool));
                cases.push(Some(table.case(inputs, failure.target, pool)));
            }
            out.push(ReplacedCandidate { at, cases });
        }
        out
    }

    /// Returns one warning for each return and version, with the index of the return.
    ///
    /// # Errors
    /// Fails on an error of the plan or of the program.
    pub(super) fn replaced_findings(
        &mut self,
        subjects: &[RuleSubject],
        versions: &[Vec<PreviousVersion>],
        replaced: Vec<ReplacedFailure>,
    ) -> Result<Vec<(usize, Finding)>, CheckError> {
        let mut out = Vec::new();
        for run in replaced.chunk_by(|a, b| a.subject == b.subject) {
            let Some(subject) = run.first().and_then(|one| subjects.get(one.subject)) else { continue };
            let mut used: Vec<usize> = run.iter().map(|one| one.version).collect();
            used.sort_unstable();
            used.dedup();
            for version in used {
                let own = run.iter().filter(|one| one.version == version);
                let failures: Vec<RuleFailure> = own.map(|one| one.failure.clone()).collect();
                let Some(index) = run.first().map(|one| one.subject) else { continue };
                let Some(version) = versions.get(index).and_then(|all| all.get(version)) else { continue };
                let explained =
                    self.explained(&[*subject], std::slice::from_ref(&failures))?.into_iter().flatten().collect();
                out.extend(finding(self.plan, subject, version, &failures, explained).map(|found| (index, found)));
            }
        }
        Ok(out)
    }
}

/// Returns true if the failure of a rule would put the return on hold.
fn blocks(plan: &Plan, subject: &RuleSubject, rule: &Rule) -> bool {
    let Some(submission) = subject.submission.filter(|_| rule.severity == Severity::Error) else { return false };
    let mut finding = builtin_findings::on(submission, &rule.code, rule.severity, BilingualText::default());
    waivers::waive(plan, &mut finding);
    finding.is_blocking()
}

/// Returns true if a rule compares with the return for the previous period.
fn uses_previous(plan: &Plan, rule: &Rule) -> bool {
    rule_names(rule)
        .any(|name| matches!(binding::resolve(plan, name), Some(Binding::Figure { time: FigureTime::Before, .. })))
}

/// Assigns each candidate to a version with which it passes: to the version that explains most of those that are left,
/// of equals the first. Returns positions of failures with versions, in the order of the failures.
fn assign(candidates: &[ReplacedCandidate], passes: impl Fn(&ReplacedCandidate, usize) -> bool) -> Vec<(usize, usize)> {
    let count = candidates.first().map_or(0, |candidate| candidate.cases.len());
    let mut left: Vec<&ReplacedCandidate> = candidates.iter().collect();
    let mut out = Vec::new();
    loop {
        let explains = |version: usize| left.iter().filter(|candidate| passes(candidate, version)).count();
        let best = (0..count).map(|version| (explains(version), version)).rev().max_by_key(|(explained, _)| *explained);
        let Some((1.., version)) = best else { break };
        let (taken, rest): (Vec<_>, Vec<_>) = left.into_iter().partition(|candidate| passes(candidate, version));
        out.extend(taken.into_iter().map(|candidate| (candidate.at, version)));
        left = rest;
    }
    out.sort_unstable();
    out
}

/// Returns the warning for the failures of a return that a version explains; `explained` are their findings.
fn finding(
    plan: &Plan,
    subject: &RuleSubject,
    version: &PreviousVersion,
    failures: &[RuleFailure],
    explained: Vec<Finding>,
) -> Option<Finding> {
    let submission = subject.submission?;
    let mut names: Vec<String> = Vec::new();
    let rules = failures.iter().filter_map(|failure| plan.rules.get(failure.rule));
    for name in rules.flat_map(reported_names) {
        if let Some(Binding::Figure { name, time: FigureTime::Before }) = binding::resolve(plan, name)
            && !names.contains(&name)
            && subject.previous.map(|counted| counted.amount(&name)) != Some(version.submission.amount(&name))
        {
            names.push(name);
        }
    }
    let figures = ReplacedFigures { plan, submission, counted: subject.previous, version, names: &names };
    Some(replaced(&figures, explained))
}
