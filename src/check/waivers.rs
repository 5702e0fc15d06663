//! Waivers: an accepted finding stays listed with the reason why it is accepted.

use super::builtin_findings;
use crate::model::finding::Finding;
use crate::plan::{Plan, Waiver};

/// Returns true if the file name of a waiver matches `file`: as the whole path or as its last components.
pub(crate) fn same_file(written: &str, file: &str) -> bool {
    let written = written.trim().replace('\\', "/");
    !written.is_empty() && (written == file || file.ends_with(&format!("/{written}")))
}

/// Returns the reason, person and date of a waiver as one text.
fn describe_waiver(waiver: &Waiver) -> String {
    let by = if waiver.by.is_empty() { String::new() } else { format!("{}, ", waiver.by) };
    format!("{} ({by}{})", waiver.reason, waiver.date)
}

/// Marks a finding as waived if a waiver matches it. A tie is never waived; a waiver leaves one of its files out
/// instead.
pub(crate) fn waive(plan: &Plan, finding: &mut Finding) {
    if finding.code == builtin_findings::TIE {
        return;
    }
    let fits = |w: &&Waiver| {
        let file_fits = match &w.file {
            Some(file) => finding.file.as_deref().is_some_and(|f| same_file(file, f)),
            None => true,
        };
        w.rule.as_deref() == Some(finding.code.as_str())
            && finding.unit.as_deref() == Some(w.unit.as_str())
            && finding.period == Some(w.period)
            && file_fits
    };
    if let Some(waiver) = plan.waivers.iter().find(fits) {
        finding.waived = Some(describe_waiver(waiver));
    }
}

/// Marks the finding of an unreadable or unassigned file as waived if a waiver leaves that file out.
pub(crate) fn waive_arrival(plan: &Plan, finding: &mut Finding, file: &str) {
    let fits = |w: &&Waiver| w.rule.is_none() && w.file.as_deref().is_some_and(|f| same_file(f, file));
    if let Some(waiver) = plan.waivers.iter().find(fits) {
        finding.waived = Some(describe_waiver(waiver));
    }
}
