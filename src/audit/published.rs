//! What the returns of today change in a workbook that was published before: a late "lần 2" of an earlier period.

use super::Audited;
use crate::book::{Book, address};
use crate::consolidate::reader::Reader;
use crate::grid::RawValue;
use crate::model::amount::Value;
use crate::model::ledger::Ledger;
use crate::model::period::Period;
use crate::plan::{Plan, fixed};
use std::collections::BTreeSet;

/// A figure of a published workbook that would read otherwise today.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The period of the workbook.
    pub period: Period,
    /// Name of the unit; none for the total.
    pub unit: Option<String>,
    /// Heading of the column.
    pub heading: String,
    /// `'Tổng hợp'!I17`.
    pub cell: String,
    /// As published.
    pub old: Value,
    /// As of now.
    pub new: Value,
}

impl Audited {
    /// Whether it was made from another plan, or from other returns up to its period than those of the ledger: only then
    /// can a figure differ. Returns of the ledger that are later than `period` do not count.
    pub fn is_of(&self, plan: &Plan, ledger: &Ledger, period: Period) -> (bool, bool) {
        let holds = |sheet: &str, text: &str| {
            let cells = self.grid.sheets.iter().filter(|s| s.name == sheet).flat_map(|s| s.cells.values());
            cells.into_iter().any(|c| matches!(&c.value, RawValue::Text(t) if t.contains(text)))
        };
        let mine: BTreeSet<&str> =
            ledger.submissions.iter().filter(|s| s.period <= period).map(|s| s.file.as_str()).collect();
        let hashes = ledger.arrivals.iter().filter(|a| mine.contains(a.file.as_str())).map(|a| a.sha256.as_str());
        let mut same = hashes.clone().all(|hash| holds(fixed::SOURCES, hash));
        // A return that was there and is gone.
        same &= ledger.arrivals.len() >= hashes.count();
        (holds(fixed::WORDS, &plan.hash), same)
    }
}

/// The computed columns of a published workbook that read otherwise in `now`: the same period, made from the returns of
/// today.
pub fn changes(plan: &Plan, ledger: &Ledger, now: &Book, published: &Audited, period: Period) -> Vec<Change> {
    let reader = Reader::new(plan, ledger, now);
    let mut out = Vec::new();
    for unit in (0..plan.units.len()).map(Some).chain([None]) {
        for column in &plan.columns {
            let Some(shown) = reader.column(&column.name, unit) else { continue };
            let Some((sheet, cell)) = shown.cell.rsplit_once('!') else { continue };
            let Some((row, column_at)) = address::parse(cell) else { continue };
            let old = published.value(sheet.trim_matches('\''), row, column_at);
            if same(&old, &shown.value) {
                continue;
            }
            let unit = unit.and_then(|u| plan.units.get(u)).map(|u| u.name.clone());
            let (heading, cell) = (column.heading.clone(), shown.cell.clone());
            out.push(Change { period, unit, heading, cell, old, new: shown.value });
        }
    }
    out
}

fn same(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Number(a), Value::Number(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
        _ => old == new || (old.is_empty() && new.is_empty()),
    }
}
