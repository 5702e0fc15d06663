//! Names for files that do not name a person: unit, period and submission number for a return, the start of the SHA-256
//! for any other file. The province finds the file by the SHA-256 on "Nguồn".

use crate::model::ledger::Ledger;
use crate::model::received_file::WITHIN;
use crate::model::text::{Lang, text_in};
use crate::plan::Plan;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::{BTreeMap, BTreeSet};

/// Length from which a file name is looked for inside a text; a shorter one would be found in other words.
const SHORTEST: usize = 5;

/// The new names of the files of a ledger.
pub(super) struct FileNames {
    by_file: BTreeMap<String, String>,
    /// Finds paths and names of files in texts; `None` if there are none.
    patterns: Option<AhoCorasick>,
    replacements: Vec<String>,
}

impl FileNames {
    /// Chooses a name for each file of a ledger.
    pub(super) fn new(plan: &Plan, ledger: &Ledger) -> Self {
        let t = plan.language;
        let mut by_file: BTreeMap<String, String> = BTreeMap::new();
        let mut used = BTreeSet::new();
        for submission in ledger.submissions.iter().filter(|submission| !submission.is_recorded()) {
            if by_file.contains_key(&submission.file) {
                continue;
            }
            let unit = plan.unit_index(&submission.unit).map_or("?", |_| submission.unit.as_str());
            let base = text_in!(t, "{}/{unit} lần {}", "{}/{unit} submission {}", submission.period, submission.number);
            let mut name = base.clone();
            for copy in 2.. {
                if used.insert(name.clone()) {
                    break;
                }
                name = format!("{base} ({copy})");
            }
            by_file.insert(submission.file.clone(), name);
        }
        for arrival in &ledger.arrivals {
            by_file.entry(arrival.file.clone()).or_insert_with(|| unknown(&arrival.sha256, t));
        }
        for missing in &ledger.gone {
            let name =
                || text_in!(t, "{}/tệp đã mất, lần {}", "{}/lost file, submission {}", missing.period, missing.number);
            by_file.entry(missing.file.clone()).or_insert_with(name);
        }
        let mut parts: BTreeMap<String, String> = BTreeMap::new();
        for (file, name) in &by_file {
            // A text may show the whole path, the name alone, or the name of the e-mail around it.
            let shown = file.split(WITHIN).flat_map(|part| [part, part.rsplit('/').next().unwrap_or(part)]);
            for part in shown.chain([file.as_str()]).filter(|part| part.len() >= SHORTEST && part.contains(['.', '/']))
            {
                parts.entry(part.to_string()).or_insert_with(|| name.clone());
            }
            parts.insert(file.clone(), name.clone());
        }
        parts.retain(|part, _| part.len() >= SHORTEST);
        let patterns = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(parts.keys()).ok();
        FileNames {
            by_file,
            patterns: patterns.filter(|_| !parts.is_empty()),
            replacements: parts.into_values().collect(),
        }
    }

    /// Replaces a file by its new name.
    pub(super) fn change(&self, file: &mut String) {
        if let Some(name) = self.by_file.get(file) {
            name.clone_into(file);
        }
    }

    /// Replaces the files that a text names.
    pub(super) fn replace(&self, text: &mut String) {
        if let Some(patterns) = self.patterns.as_ref().filter(|patterns| patterns.is_match(text.as_str())) {
            *text = patterns.replace_all(text, &self.replacements);
        }
    }
}

/// Returns the name for a file of which nothing but the content is known.
pub(super) fn unknown(sha256: &str, t: Lang) -> String {
    text_in!(t, "tệp {}", "file {}", sha256.get(..8).unwrap_or(sha256))
}
