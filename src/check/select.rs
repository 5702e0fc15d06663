//! Selects the submission that counts for each unit and period: the highest submission number. Dates are ignored.
//! Different submissions that share the highest number are all put on hold.

use super::blank_forms::{blank_form, blank_forms};
use super::builtin_findings;
use super::compare::{changes, header_changes, is_unchanged};
use super::format_value::list;
use crate::model::finding::Finding;
use crate::model::ledger::SubmissionStatus;
use crate::model::period::Period;
use crate::model::received_file::ReceivedFile;
use crate::model::submission::Submission;
use crate::model::text::{BilingualText, in_both_languages};
use crate::plan::Plan;
use std::collections::BTreeMap;

/// The result of the selection.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    /// The status of each submission; `None` for selected ones, which are still to be checked.
    pub fates: Vec<Option<SubmissionStatus>>,
    /// The selected submissions by period, unit index and unit code. More than one if they tie.
    pub standing: BTreeMap<(Period, usize, String), Vec<usize>>,
    /// Findings for duplicates, replacements, ties and forms that nobody has filled in.
    pub findings: Vec<Finding>,
}

/// Selects submissions. They must be sorted by unit, period, number and file.
pub(crate) fn select_submissions(
    plan: &Plan,
    arrivals: &[ReceivedFile],
    submissions: &[Submission],
    report: Period,
) -> Selection {
    let mut settled = Selection { fates: vec![None; submissions.len()], ..Selection::default() };
    let hashes: BTreeMap<&str, &str> = arrivals.iter().map(|a| (a.file.as_str(), a.sha256.as_str())).collect();
    let mut groups: BTreeMap<(Period, usize, String), Vec<usize>> = BTreeMap::new();
    let blank = blank_forms(plan, submissions);
    for (i, (submission, is_blank)) in submissions.iter().zip(blank).enumerate() {
        let later = submission.period > report && submission.period <= plan.last;
        if later {
            settled.set(i, SubmissionStatus::Later);
            continue;
        }
        if let Some(reason) = left_out(plan, submission) {
            settled.set(i, SubmissionStatus::LeftOut(reason));
            continue;
        }
        if is_blank {
            settled.findings.push(blank_form(plan, submission));
            settled.set(i, SubmissionStatus::Blank);
            continue;
        }
        let unit = plan.unit_index(&submission.unit).unwrap_or(usize::MAX);
        groups.entry((submission.period, unit, submission.unit.clone())).or_default().push(i);
    }
    for (key, group) in groups {
        let standing = settled.group(plan, submissions, &hashes, &group);
        settled.standing.insert(key, standing);
    }
    settled
}

/// Returns the reason of the waiver that leaves a submission out, if there is one.
pub(super) fn left_out(plan: &Plan, submission: &Submission) -> Option<String> {
    let fits = |w: &&crate::plan::Waiver| {
        w.rule.is_none()
            && !w.nil
            && w.unit == submission.unit
            && w.period == submission.period
            && w.file.as_deref().is_some_and(|f| super::waivers::same_file(f, &submission.file))
    };
    plan.waivers.iter().find(fits).map(|w| w.reason.clone())
}

/// Returns the finding for a submission that replaces another one.
fn replaced_by(plan: &Plan, new: &Submission, old: &Submission) -> Finding {
    if is_unchanged(plan, old, new) {
        return builtin_findings::unchanged(new, old);
    }
    let differing = changes(plan, old, new);
    let texts: Vec<BilingualText> = differing.iter().map(|c| c.text.clone()).collect();
    let mut finding = builtin_findings::supersedes(new, old, &texts);
    if let Some(first) = differing.iter().find(|c| !c.cell.is_empty()) {
        finding.sheet = Some(first.sheet.clone());
        finding.cell = Some(first.cell.clone());
    }
    finding
}

impl Selection {
    fn set(&mut self, index: usize, fate: SubmissionStatus) {
        if let Some(slot) = self.fates.get_mut(index) {
            *slot = Some(fate);
        }
    }

    /// Selects within one unit and period. Returns the selected submission, or all that tie.
    fn group(
        &mut self,
        plan: &Plan,
        submissions: &[Submission],
        hashes: &BTreeMap<&str, &str>,
        group: &[usize],
    ) -> Vec<usize> {
        // Highest number first. The sort is stable, so files with the same number keep their order.
        let mut order = group.to_vec();
        order.sort_by_key(|&i| std::cmp::Reverse(submissions[i].number));
        let mut distinct: Vec<usize> = Vec::new();
        for i in order {
            let one = &submissions[i];
            let same = |&&j: &&usize| {
                let other = &submissions[j];
                let bytes = hashes.get(one.file.as_str()).zip(hashes.get(other.file.as_str()));
                let same_bytes = one.sheet == other.sheet && bytes.is_some_and(|(a, b)| !a.is_empty() && a == b);
                same_bytes || one.number == other.number && changes(plan, other, one).is_empty()
            };
            match distinct.iter().find(same) {
                Some(&j) => {
                    let other = &submissions[j];
                    let mut finding = builtin_findings::duplicate(one, other);
                    let header = header_changes(plan, other, one);
                    if !header.is_empty() {
                        finding.found = in_both_languages(|t| {
                            let lines: Vec<String> = header.iter().map(|h| t.text_in(h).to_string()).collect();
                            let what =
                                t.pick("số liệu như nhau, chỉ khác phần đầu biểu", "the same figures, another header");
                            format!("{what}: {}", list(&lines, 5, t))
                        });
                    }
                    self.findings.push(finding);
                    self.set(i, SubmissionStatus::Duplicate(j));
                }
                None => distinct.push(i),
            }
        }
        let Some(&top) = distinct.first() else { return Vec::new() };
        let number = submissions[top].number;
        let (standing, lower): (Vec<usize>, Vec<usize>) =
            distinct.into_iter().partition(|&i| submissions[i].number == number);
        for i in lower {
            self.findings.push(replaced_by(plan, &submissions[top], &submissions[i]));
            self.set(i, SubmissionStatus::Superseded(top));
        }
        if standing.len() > 1 {
            self.tie(plan, submissions, &standing);
        }
        standing
    }

    fn tie(&mut self, plan: &Plan, submissions: &[Submission], standing: &[usize]) {
        for &i in standing {
            let others: Vec<&Submission> = standing.iter().filter(|&&j| j != i).map(|&j| &submissions[j]).collect();
            let Some(other) = others.first() else { continue };
            let differing = changes(plan, other, &submissions[i]);
            let texts: Vec<BilingualText> = differing.iter().map(|c| c.text.clone()).collect();
            let mut finding = builtin_findings::tie(&submissions[i], &others, &texts);
            if let Some(first) = differing.iter().find(|c| !c.cell.is_empty()) {
                finding.sheet = Some(first.sheet.clone());
                finding.cell = Some(first.cell.clone());
            }
            self.findings.push(finding);
        }
    }
}
