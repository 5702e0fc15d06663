//! Finds roster values that must be unique over all units and periods but are in several returns, and roster cells that
//! cannot be read.
//!
//! Neither can be a rule of the plan: a rule judges one return, and the form that a unit fills in knows no other unit's
//! list; that a cell cannot be read is known from reading. Required cells and values that repeat within one return are
//! rules, which the loader generates (`plan::field_rules`); they must not be checked here.

use super::builtin_findings::{self, OtherPlaces, RosterLocation};
use crate::model::amount::{Amount, Value};
use crate::model::finding::Finding;
use crate::model::shared_str::SharedStr;
use crate::model::submission::Submission;
use crate::plan::{Plan, UniqueScope};
use foldhash::{HashMap, HashSet};
use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use unicode_normalization::UnicodeNormalization;

/// Returns the form in which two values are compared: compatibility forms, case, spacing and invisible characters are
/// unified, diacritics are kept (two names may differ by one alone). A number is compared by its digits. `None` for a
/// value that is not compared.
pub(super) fn key(amount: &Amount) -> Option<String> {
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

/// A place of a value, with the index of its return.
struct PlaceInReturn<'a> {
    submission: usize,
    location: RosterLocation<'a>,
}

/// Returns a warning for every row whose value must be unique over all returns and also is in another return.
pub fn repeated(plan: &Plan, standing: &[&Submission]) -> Vec<Finding> {
    let mut out = Vec::new();
    for (r, roster) in plan.rosters.iter().enumerate() {
        let unique = |(_, column): &(usize, &crate::plan::RosterColumn)| column.unique == UniqueScope::Campaign;
        for (c, column) in roster.columns.iter().enumerate().filter(unique) {
            for (value, places) in &repeated_values(standing, r, c) {
                add_findings(&column.heading, value, places, &mut out);
            }
        }
    }
    out
}

/// Returns the values that occur more than once in a roster column, with all their places in order.
fn repeated_values<'a>(standing: &[&'a Submission], r: usize, c: usize) -> BTreeMap<String, Vec<PlaceInReturn<'a>>> {
    let place = |s: usize, i: usize| {
        let submission: &'a Submission = standing.get(s)?;
        let rows = submission.rosters.get(r)?;
        let row = rows.rows.get(i)?.row;
        let letters = rows.columns.get(c).map_or("", SharedStr::as_str);
        let location = RosterLocation { submission, sheet: &rows.sheet, cell: format!("{letters}{row}"), row };
        Some(PlaceInReturn { submission: s, location })
    };
    let mut first: HashMap<String, (usize, usize)> = HashMap::default();
    let mut again: BTreeMap<String, Vec<PlaceInReturn>> = BTreeMap::new();
    for (s, submission) in standing.iter().enumerate() {
        let Some(rows) = submission.rosters.get(r) else { continue };
        for (i, row) in rows.rows.iter().enumerate() {
            let Some(key) = row.cells.get(c).and_then(key) else { continue };
            match first.entry(key) {
                Entry::Vacant(none) => drop(none.insert((s, i))),
                Entry::Occupied(one) => {
                    let (from, at) = *one.get();
                    let places = again.entry(one.key().clone());
                    places.or_insert_with(|| place(from, at).into_iter().collect()).extend(place(s, i));
                }
            }
        }
    }
    again
}

/// Adds a finding for each place of a value that is in other returns too. Time is linear in the number of places,
/// because one value may fill a column.
fn add_findings(heading: &str, value: &str, places: &[PlaceInReturn], out: &mut Vec<Finding>) {
    let mut by_return: HashMap<usize, usize> = HashMap::default();
    for place in places {
        *by_return.entry(place.submission).or_default() += 1;
    }
    // The first places in other returns, for each return.
    let mut elsewhere: HashMap<usize, Vec<&RosterLocation>> = HashMap::default();
    for place in places {
        let own = by_return.get(&place.submission).copied().unwrap_or_default();
        let others = || places.iter().filter(|other| other.submission != place.submission).map(|other| &other.location);
        let first = elsewhere.entry(place.submission).or_insert_with(|| others().take(OtherPlaces::SHOWN).collect());
        let others = OtherPlaces { first: first.clone(), count: places.len() - own };
        if others.count > 0 {
            out.push(builtin_findings::repeated(&place.location, heading, value, &others));
        }
    }
}

/// Returns the findings on roster cells that cannot be read. `found` holds the earlier findings: a cell that reading or
/// a rule already reports is not reported again.
pub fn unreadable(plan: &Plan, submission: &Submission, found: &[Finding]) -> Vec<Finding> {
    let mut out = Vec::new();
    let reported: HashSet<(&str, &str)> =
        found.iter().filter_map(|f| Some((f.sheet.as_deref()?, f.cell.as_deref()?))).collect();
    for (roster, rows) in plan.rosters.iter().zip(&submission.rosters) {
        for (c, column) in roster.columns.iter().enumerate() {
            let letters = rows.columns.get(c).filter(|l| !l.is_empty());
            for row in &rows.rows {
                let Some(Amount::Unreadable { raw, why }) = row.cells.get(c) else { continue };
                let cell = letters.map(|l| format!("{l}{}", row.row));
                if cell.as_deref().is_some_and(|cell| reported.contains(&(&rows.sheet, cell))) {
                    continue;
                }
                let cell = cell.unwrap_or_else(|| format!("A{}", row.row));
                let sheet = &rows.sheet;
                out.push(builtin_findings::roster_unreadable(submission, sheet, cell, &column.heading, raw, why));
            }
        }
    }
    out
}
