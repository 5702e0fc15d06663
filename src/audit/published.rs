//! What the returns of today change in a workbook that was published before: a late "lần 2" of an earlier period.

use super::Audited;
use crate::book::{Book, address};
use crate::consolidate::changes;
use crate::consolidate::reader::Reader;
use crate::grid::RawValue;
use crate::model::amount::Value;
use crate::model::ledger::{Ledger, Republished};
use crate::model::period::Period;
use crate::plan::{Plan, fixed};
use std::collections::BTreeSet;

impl Audited {
    /// The figures of earlier workbooks that its own "Nguồn" lists as changed.
    pub fn republished(&self) -> Vec<Republished> {
        let Some(sheet) = self.grid.sheets.iter().find(|s| s.name == fixed::SOURCES) else { return Vec::new() };
        let is_title = |v: &RawValue| matches!(v, RawValue::Text(t) if t == changes::REPUBLISHED);
        let Some(((title, _), _)) = sheet.cells.iter().find(|(_, c)| is_title(&c.value)) else { return Vec::new() };
        let text = |row, column| match self.value(fixed::SOURCES, row, column) {
            Value::Text(text) => text,
            _ => String::new(),
        };
        let one = |row: u32| {
            let period = text(row, changes::PERIOD).parse().ok()?;
            let unit = Some(text(row, changes::UNIT)).filter(|u| u != "Tổng cộng");
            let value = |column| self.value(fixed::SOURCES, row, column);
            let (heading, cell) = (text(row, changes::WHAT), text(row, changes::CELL));
            Some(Republished { period, unit, heading, cell, old: value(changes::OLD), new: value(changes::NEW) })
        };
        (title + 2..).map_while(one).collect()
    }

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
pub fn compare(plan: &Plan, ledger: &Ledger, now: &Book, published: &Audited, period: Period) -> Vec<Republished> {
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
            out.push(Republished { period, unit, heading, cell, old, new: shown.value });
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
