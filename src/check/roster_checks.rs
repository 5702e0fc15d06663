//! Checks roster values that must be unique over all units and periods, and the rosters of a single return.

use super::builtin_findings::{self, OtherPlaces, RosterLocation};
use super::explain::reported_names;
use crate::model::amount::{Amount, Value};
use crate::model::finding::Finding;
use crate::model::shared_str::SharedStr;
use crate::model::submission::Submission;
use crate::plan::{Plan, RosterColumn, UniqueScope};
use foldhash::{HashMap, HashSet};
use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use unicode_normalization::UnicodeNormalization;

/// The finding of reading about a column under another heading.
const UNKNOWN_COLUMN: &str = "D54";

/// Returns the form in which two values are compared: compatibility forms, case, spacing and invisible characters are
/// unified, diacritics are kept (two names may differ by one alone). A number is compared by its digits. `None` for a
/// value that is not compared.
fn key(amount: &Amount) -> Option<String> {
    let text = match amount {
        // Most values are tax codes: ASCII text needs no Unicode folding.
        Amount::Text(t) if !t.is_empty() && t.bytes().all(|b| b.is_ascii_graphic()) => {
            return Some(t.to_ascii_lowercase());
        }
        other => match other.value() {
            Value::Text(t) => t,
            Value::Number(n) => format!("{n}"),
            _ => return None,
        },
    };
    let unseen = |c: &char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}');
    let folded = text.nfkc().filter(|c| !unseen(c)).collect::<String>().to_lowercase();
    let key = folded.split_whitespace().collect::<Vec<_>>().join(" ");
    (!key.is_empty()).then_some(key)
}

/// Returns a warning for every row whose unique value also occurs elsewhere. `found` holds the earlier findings: a row
/// that a rule of the plan already reports is not reported again.
pub fn repeated(plan: &Plan, standing: &[&Submission], found: &[Finding]) -> Vec<Finding> {
    let mut out = Vec::new();
    for (r, roster) in plan.rosters.iter().enumerate() {
        for (c, column) in roster.columns.iter().enumerate() {
            if column.unique == UniqueScope::No {
                continue;
            }
            let place = |s: usize, i: usize| {
                let submission = standing.get(s)?;
                let rows = submission.rosters.get(r)?;
                let row = rows.rows.get(i)?.row;
                let letters = rows.columns.get(c).map_or("", SharedStr::as_str);
                Some(RosterLocation { submission, sheet: &rows.sheet, cell: format!("{letters}{row}"), row })
            };
            // The first place of each value, and all places of the values that repeat.
            let mut first: HashMap<(usize, String), (usize, usize)> = HashMap::default();
            let mut again: BTreeMap<(usize, String), Vec<RosterLocation>> = BTreeMap::new();
            for (s, submission) in standing.iter().enumerate() {
                let Some(rows) = submission.rosters.get(r) else { continue };
                for (i, row) in rows.rows.iter().enumerate() {
                    let Some(key) = row.cells.get(c).and_then(key) else { continue };
                    let scope = if column.unique == UniqueScope::File { s } else { 0 };
                    match first.entry((scope, key)) {
                        Entry::Vacant(none) => drop(none.insert((s, i))),
                        Entry::Occupied(one) => {
                            let (from, at) = *one.get();
                            let places = again.entry(one.key().clone());
                            places.or_insert_with(|| place(from, at).into_iter().collect()).extend(place(s, i));
                        }
                    }
                }
            }
            let said = said_by_rules(plan, column, found);
            for ((_, value), places) in &again {
                add_roster_finding(column, value, places, &said, &mut out);
            }
        }
    }
    out
}

/// Returns file, sheet and cell of the findings that rules over the whole column have made.
fn said_by_rules<'f>(plan: &Plan, column: &RosterColumn, found: &'f [Finding]) -> HashSet<[Option<&'f str>; 3]> {
    let whole = format!("{}_cot", column.name);
    let rules: Vec<&str> = plan
        .rules
        .iter()
        .filter(|r| {
            let names = reported_names(r);
            names.contains(&whole.as_str()) && names.contains(&column.name.as_str())
        })
        .map(|r| r.code.as_str())
        .collect();
    let told = found.iter().filter(|f| rules.contains(&f.code.as_str()));
    told.map(|f| [f.file.as_deref(), f.sheet.as_deref(), f.cell.as_deref()]).collect()
}

fn file_of<'a>(place: &RosterLocation<'a>) -> &'a str {
    place.submission.file.as_str()
}

/// Adds a finding for each place of a value that is in other places too. Time is linear in the number of places,
/// because one value may fill a column.
fn add_roster_finding(
    column: &RosterColumn,
    value: &str,
    places: &[RosterLocation],
    said: &HashSet<[Option<&str>; 3]>,
    out: &mut Vec<Finding>,
) {
    let mut by_file: HashMap<&str, usize> = HashMap::default();
    for place in places {
        *by_file.entry(file_of(place)).or_default() += 1;
    }
    // The first places in other files, for each file.
    let mut elsewhere: HashMap<&str, Vec<&RosterLocation>> = HashMap::default();
    for (i, place) in places.iter().enumerate() {
        let own = by_file.get(file_of(place)).copied().unwrap_or_default();
        let at = [Some(file_of(place)), Some(place.sheet), Some(place.cell.as_str())];
        let others = if said.contains(&at) {
            let in_others = || places.iter().filter(|other| file_of(other) != file_of(place)).take(OtherPlaces::SHOWN);
            let first = elsewhere.entry(file_of(place)).or_insert_with(|| in_others().collect());
            OtherPlaces { first: first.clone(), count: places.len() - own, is_within: false }
        } else {
            let others = places.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, other)| other);
            let first = others.take(OtherPlaces::SHOWN).collect();
            OtherPlaces { first, count: places.len() - 1, is_within: own == places.len() }
        };
        if others.count > 0 {
            out.push(builtin_findings::repeated(place, &column.heading, value, &others));
        }
    }
}

/// Returns the findings on a return's own rosters: required cells that are blank, and cells that cannot be read.
/// `found` holds the earlier findings: a cell that reading or a rule already reports is not reported again.
pub fn rosters(plan: &Plan, submission: &Submission, found: &[Finding]) -> Vec<Finding> {
    let mut out = Vec::new();
    let reported: HashSet<(&str, &str)> =
        found.iter().filter_map(|f| Some((f.sheet.as_deref()?, f.cell.as_deref()?))).collect();
    for (roster, rows) in plan.rosters.iter().zip(&submission.rosters) {
        for (c, column) in roster.columns.iter().enumerate() {
            let letters = rows.columns.get(c).filter(|l| !l.is_empty());
            let mut gaps = Vec::new();
            for row in &rows.rows {
                let amount = row.cells.get(c).unwrap_or(&Amount::Blank);
                let cell = || letters.map(|l| format!("{l}{}", row.row));
                let is_said =
                    |cell: &Option<String>| cell.as_deref().is_some_and(|c| reported.contains(&(&rows.sheet, c)));
                match amount {
                    Amount::Blank if column.required => gaps.push((row.row, cell())),
                    Amount::Unreadable { raw, why } => {
                        let cell = cell();
                        if !is_said(&cell) {
                            let cell = cell.unwrap_or_else(|| format!("A{}", row.row));
                            out.push(builtin_findings::roster_unreadable(
                                submission,
                                &rows.sheet,
                                cell,
                                &column.heading,
                                raw,
                                why,
                            ));
                        }
                    }
                    _ => {}
                }
            }
            // A column under another heading is reported by reading: its cells are not blank.
            let is_unread = letters.is_none()
                && found.iter().any(|f| f.code == UNKNOWN_COLUMN && f.sheet.as_deref() == Some(&rows.sheet));
            if let Some((first, cell)) = gaps.first().filter(|_| !is_unread) {
                let cell = cell.clone().unwrap_or_else(|| format!("A{first}"));
                let rows_of: Vec<u32> = gaps.iter().map(|(row, _)| *row).collect();
                out.push(builtin_findings::roster_gap(submission, &rows.sheet, Some(cell), &column.heading, &rows_of));
            }
        }
    }
    out
}
