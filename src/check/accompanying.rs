//! Decides which documents and pictures accompany a return. One that does is a note beside it; one that does not may be
//! a return in a form that cannot be read, and stays an error.

use crate::model::finding::{Finding, Severity};
use crate::model::period::Period;
use crate::model::received_file::{AccompanyingFile, ReadingOutcome, ReceivedFile, WITHIN};
use crate::model::submission::Submission;
use crate::model::text::BilingualText;
use crate::plan::Plan;
use std::collections::BTreeSet;

/// The decision about one file.
enum Belonging<'s> {
    /// It accompanies this return.
    Return(&'s Submission),
    /// Every unit has reported for this period: it accompanies one of the returns.
    SomeReturn(Period),
    /// It may belong to one of these units, which have not reported for the period.
    Unclear(Period, Vec<&'s str>),
    /// There is no return that it accompanies.
    Alone,
}

/// Decides for each file that may accompany a return. A file that does not becomes unreadable.
pub(super) fn settle(plan: &Plan, arrivals: &mut [ReceivedFile], submissions: &[Submission]) {
    for arrival in arrivals {
        let ReadingOutcome::Accompanying(file) = &mut arrival.outcome else { continue };
        let AccompanyingFile { alone, beside, of } = file.as_mut();
        // A by-product accompanies nothing, and needs nothing.
        if alone.severity == Severity::Info {
            continue;
        }
        match belonging(plan, &arrival.file, alone, submissions) {
            Belonging::Return(submission) => {
                *of = Some(submission.file.clone());
                (beside.unit, beside.period) = (Some(submission.unit.clone()), Some(submission.period));
            }
            Belonging::SomeReturn(period) => beside.period = Some(period),
            Belonging::Unclear(period, units) => {
                alone.severity = Severity::Warning;
                alone.period = Some(period);
                let units = units.join(", ");
                alone.expected = BilingualText::new(
                    format!("tệp kèm theo của đơn vị đã gửi; nếu là báo cáo của {units} thì phải gửi tệp Excel"),
                    format!(
                        "a file that accompanies a return; if it is the return of {units}, the Excel file is needed"
                    ),
                );
                alone.mend = BilingualText::new(
                    "Nếu là tệp kèm theo thì không phải làm gì; nếu là báo cáo thì đề nghị gửi lại bằng tệp Excel (.xlsx)",
                    "Nothing to do if it accompanies a return; if it is one, ask for the Excel file (.xlsx)",
                );
                arrival.outcome = ReadingOutcome::Unreadable(alone.clone());
            }
            Belonging::Alone => arrival.outcome = ReadingOutcome::Unreadable(alone.clone()),
        }
    }
}

fn belonging<'s>(plan: &'s Plan, file: &str, named: &Finding, submissions: &'s [Submission]) -> Belonging<'s> {
    let is_named = |s: &Submission| named.unit.as_deref().is_none_or(|unit| unit == s.unit);
    // From the innermost e-mail or archive outwards.
    for (end, separator) in file.rmatch_indices(WITHIN) {
        let container = file.get(..end + separator.len()).unwrap_or(file);
        let inside = || submissions.iter().filter(|s| s.file.starts_with(container));
        if let Some(submission) = inside().find(|s| is_named(s)).or_else(|| inside().next()) {
            return Belonging::Return(submission);
        }
    }
    let beside = |s: &&Submission| folder(&s.file) == folder(file);
    if let Some(unit) = &named.unit {
        let fits = |s: &&Submission| s.unit == *unit && named.period.is_none_or(|period| period == s.period);
        let own = submissions.iter().filter(fits);
        return own.clone().find(beside).or_else(|| own.clone().next()).map_or(Belonging::Alone, Belonging::Return);
    }
    if let Some(submission) = submissions.iter().filter(beside).find(|s| stem(&s.file) == stem(file)) {
        return Belonging::Return(submission);
    }
    // A folder below that of the period usually holds what one unit sent.
    let units: BTreeSet<&str> = submissions.iter().filter(beside).map(|s| s.unit.as_str()).collect();
    if folder(file).contains('/') && units.len() == 1 {
        return submissions.iter().find(beside).map_or(Belonging::Alone, Belonging::Return);
    }
    let Some(period) = named.period else { return Belonging::Alone };
    let reported: BTreeSet<&str> = submissions.iter().filter(|s| s.period == period).map(|s| s.unit.as_str()).collect();
    let missing = plan.units.iter().filter(|u| !reported.contains(u.code.as_str()));
    let missing: Vec<&str> = missing.map(|u| u.name.as_str()).collect();
    match (reported.is_empty(), missing.is_empty()) {
        (true, _) => Belonging::Alone,
        (false, true) => Belonging::SomeReturn(period),
        (false, false) => Belonging::Unclear(period, missing),
    }
}

/// Returns the folder of a path, with an e-mail or archive taken as a file.
fn folder(path: &str) -> &str {
    let outer = path.split(WITHIN).next().unwrap_or(path);
    outer.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns the name of a file without its ending, in lower case.
fn stem(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase()
}
