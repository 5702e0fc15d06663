//! Finds roster values that must be unique over several returns but are in more than one, and roster cells that
//! cannot be read.
//!
//! Neither can be a rule of the plan: a rule judges one return, and the form that a unit fills in knows no other unit's
//! list; that a cell cannot be read is known from reading. Required cells and values that repeat within one return are
//! rules, which the loader generates (`plan::field_rules`); they must not be checked here.

use super::builtin_findings::{self, OtherPlaces, RosterLocation};
use crate::model::amount::{Amount, Value};
use crate::model::day::Day;
use crate::model::finding::Finding;
use crate::model::period::Period;
use crate::model::shared_str::SharedStr;
use crate::model::submission::{RosterRow, Submission};
use crate::plan::{Plan, Roster, RosterKind, UniqueScope};
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

/// Returns the form in which the values of several columns are compared together; `None` if one is not compared.
pub(super) fn joined_key(row: &RosterRow, columns: &[usize]) -> Option<String> {
    let mut keys = columns.iter().map(|c| row.cells.get(*c).and_then(key));
    let first = keys.next()??;
    keys.try_fold(first, |all, next| Some(format!("{all}\n{}", next?)))
}

/// A place of a value, with the index of its return.
struct PlaceInReturn<'a> {
    submission: usize,
    location: RosterLocation<'a>,
}

/// Columns whose values, taken together, are compared across returns.
struct ComparedColumns<'a> {
    /// Index of the roster.
    roster: usize,
    of: &'a Roster,
    columns: Vec<usize>,
    scope: UniqueScope,
}

impl ComparedColumns<'_> {
    /// Returns the values of a row as a message shows them.
    fn shown(&self, key: &str, row: Option<&RosterRow>) -> String {
        let [_, _, ..] = self.columns.as_slice() else { return key.to_string() };
        let shown = |c: &usize| {
            let amount = row?.cells.get(*c)?;
            let is_date = self.of.columns.get(*c).is_some_and(|column| column.kind == RosterKind::Date);
            Some(match amount.value() {
                Value::Number(serial) if is_date => Day::from_serial(serial as i32).to_string(),
                Value::Number(number) => format!("{number}"),
                Value::Text(text) => text,
                _ => return None,
            })
        };
        self.columns.iter().filter_map(shown).collect::<Vec<_>>().join(" ")
    }
}

/// Returns a warning for every row whose values must be unique over several returns and also are in another return.
pub(crate) fn repeated(plan: &Plan, standing: &[&Submission]) -> Vec<Finding> {
    let mut out = Vec::new();
    for compared in compared_columns(plan) {
        let heading = compared.of.headings(&compared.columns);
        for ((_, value), places) in &repeated_values(standing, &compared) {
            let row = places.first().and_then(|place| {
                let rows = &place.location.submission.rosters.get(compared.roster)?.rows;
                rows.iter().find(|row| row.row == place.location.row)
            });
            add_findings(&heading, &compared.shown(value, row), places, &mut out);
        }
    }
    out
}

/// Returns what the plan compares across returns, in its order.
fn compared_columns(plan: &Plan) -> Vec<ComparedColumns<'_>> {
    let mut out = Vec::new();
    for (roster, of) in plan.rosters.iter().enumerate() {
        let single = of.columns.iter().enumerate().map(|(c, column)| (vec![c], column.unique));
        let all = single.chain([(of.unique_columns(), of.unique_over)]);
        let is_across = |scope: UniqueScope| matches!(scope, UniqueScope::Period | UniqueScope::Campaign);
        let across = all.filter(|(columns, scope)| !columns.is_empty() && is_across(*scope));
        out.extend(across.map(|(columns, scope)| ComparedColumns { roster, of, columns, scope }));
    }
    out
}

/// A value with the period within which it is compared; no period for the whole campaign.
type ComparedValue = (Option<Period>, String);

/// Returns the values that occur more than once, with all their places in order.
fn repeated_values<'a>(
    standing: &[&'a Submission],
    compared: &ComparedColumns,
) -> BTreeMap<ComparedValue, Vec<PlaceInReturn<'a>>> {
    let (r, c) = (compared.roster, compared.columns.first().copied().unwrap_or_default());
    let place = |s: usize, i: usize| {
        let submission: &'a Submission = standing.get(s)?;
        let rows = submission.rosters.get(r)?;
        let row = rows.rows.get(i)?.row;
        let letters = rows.letters(i, c).map_or("", SharedStr::as_str);
        let location = RosterLocation { submission, sheet: rows.place(i).0, cell: format!("{letters}{row}"), row };
        Some(PlaceInReturn { submission: s, location })
    };
    let mut first: HashMap<ComparedValue, (usize, usize)> = HashMap::default();
    let mut again: BTreeMap<ComparedValue, Vec<PlaceInReturn>> = BTreeMap::new();
    for (s, submission) in standing.iter().enumerate() {
        let Some(rows) = submission.rosters.get(r) else { continue };
        let within = (compared.scope == UniqueScope::Period).then_some(submission.period);
        for (i, row) in rows.rows.iter().enumerate() {
            let Some(key) = joined_key(row, &compared.columns) else { continue };
            match first.entry((within, key)) {
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
pub(crate) fn unreadable(plan: &Plan, submission: &Submission, found: &[Finding]) -> Vec<Finding> {
    let mut out = Vec::new();
    let reported: HashSet<(&str, &str)> =
        found.iter().filter_map(|f| Some((f.sheet.as_deref()?, f.cell.as_deref()?))).collect();
    for (roster, rows) in plan.rosters.iter().zip(&submission.rosters) {
        for (c, column) in roster.columns.iter().enumerate() {
            for (index, row) in rows.rows.iter().enumerate() {
                let Some(Amount::Unreadable { raw, why }) = row.cells.get(c) else { continue };
                let sheet = rows.place(index).0;
                let cell = rows.letters(index, c).map(|l| format!("{l}{}", row.row));
                if cell.as_deref().is_some_and(|cell| reported.contains(&(sheet, cell))) {
                    continue;
                }
                let cell = cell.unwrap_or_else(|| format!("A{}", row.row));
                out.push(builtin_findings::roster_unreadable(submission, sheet, cell, &column.heading, raw, why));
            }
        }
    }
    out
}
