//! Which files of the returns folder a published copy has: for `publish`, which copies them, and for the links of its
//! workbook.

use crate::model::ledger::Ledger;
use crate::model::received_file::WITHIN;
use crate::plan::Plan;
use crate::read as reading;
use std::collections::{BTreeMap, BTreeSet};

/// A file in the returns folder that a workbook lists.
pub(super) struct ReturnFile {
    /// Path relative to the returns folder; for an attachment, that of its e-mail or archive.
    pub name: String,
    /// SHA-256 when it was read. `None` for an e-mail or archive.
    pub sha256: Option<String>,
}

impl ReturnFile {
    /// Returns true if the file was too large to be read. It is not copied.
    pub(super) fn is_too_large(&self) -> bool {
        self.sha256.as_ref().is_some_and(String::is_empty)
    }
}

/// Lists the files that the figures and findings up to the report period come from. Files of later periods are left
/// out: nothing in the workbook depends on them.
pub(super) fn copied_returns(plan: &Plan, ledger: &Ledger) -> Vec<ReturnFile> {
    let by_file = ledger.by_file();
    let mut out: BTreeMap<String, Option<String>> = BTreeMap::new();
    for arrival in &ledger.arrivals {
        let of = by_file.get(arrival.file.as_str()).map(Vec::as_slice).unwrap_or_default();
        let mut periods = of.iter().filter_map(|index| ledger.submissions.get(*index)).map(|s| s.period).peekable();
        let is_later = if periods.peek().is_some() {
            periods.all(|period| period > ledger.report)
        } else {
            reading::named_period(arrival, plan.cycle()).is_some_and(|period| period > ledger.report)
        };
        if !is_later {
            match arrival.file.split_once(WITHIN) {
                Some((container, _)) => out.insert(container.to_string(), None),
                None => out.insert(arrival.file.clone(), Some(arrival.sha256.clone())),
            };
        }
    }
    out.into_iter().map(|(name, sha256)| ReturnFile { name, sha256 }).collect()
}

/// Returns the names of the files that a copy with returns has.
pub(super) fn copied_names(plan: &Plan, ledger: &Ledger) -> BTreeSet<String> {
    let files = copied_returns(plan, ledger).into_iter();
    files.filter(|file| !file.is_too_large()).map(|file| file.name).collect()
}
