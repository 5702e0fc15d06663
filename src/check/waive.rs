//! Accepted exceptions: a waiver silences a finding and says why.

use super::code;
use crate::model::finding::Finding;
use crate::plan::{Plan, Waiver};

/// Whether a waiver's file is this file: the whole path, or its last part.
pub fn same_file(written: &str, file: &str) -> bool {
    let written = written.trim().replace('\\', "/");
    !written.is_empty() && (written == file || file.ends_with(&format!("/{written}")))
}

/// Why, by whom and when.
fn told(waiver: &Waiver) -> String {
    let by = if waiver.by.is_empty() { String::new() } else { format!("{}, ", waiver.by) };
    format!("{} ({by}{})", waiver.reason, waiver.date)
}

/// Gives a finding the reason of the waiver that silences it. A tie is never waived: one of its files is left out.
pub fn waive(plan: &Plan, finding: &mut Finding) {
    if finding.code == code::TIE {
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
        finding.waived = Some(told(waiver));
    }
}

/// Silences the finding of a file that could not be read or placed when a waiver leaves that file out.
pub fn waive_arrival(plan: &Plan, finding: &mut Finding, file: &str) {
    let fits = |w: &&Waiver| w.rule.is_none() && w.file.as_deref().is_some_and(|f| same_file(f, file));
    if let Some(waiver) = plan.waivers.iter().find(fits) {
        finding.waived = Some(told(waiver));
    }
}
