//! Finds the figures of an earlier workbook that the returns of today change, for example a late second submission
//! ("lần 2") for an earlier period.

use super::AuditedWorkbook;
use crate::consolidate::changes;
use crate::consolidate::reader::ConsolidatedReader;
use crate::grid::RawValue;
use crate::model::amount::Value;
use crate::model::ledger::{Ledger, MissingFile, PublishedChange};
use crate::model::period::Period;
use crate::plan::{Plan, sheet_names};
use crate::workbook::{Workbook, address};
use std::collections::BTreeSet;

impl AuditedWorkbook {
    /// Returns the published changes that this workbook lists on "Nguồn".
    pub fn republished(&self) -> Vec<PublishedChange> {
        let Some(title) = self.title(changes::REPUBLISHED) else { return Vec::new() };
        let text = |row, column| self.text(row, column);
        let one = |row: u32| {
            let period = text(row, changes::PERIOD).parse().ok()?;
            let unit = Some(text(row, changes::UNIT)).filter(|u| u != "Tổng cộng");
            let value = |column| self.value(sheet_names::SOURCES, row, column);
            let (heading, cell) = (text(row, changes::WHAT), text(row, changes::CELL));
            Some(PublishedChange { period, unit, heading, cell, old: value(changes::OLD), new: value(changes::NEW) })
        };
        (title + 2..).map_while(one).collect()
    }

    /// Returns the missing returns that this workbook lists on "Nguồn".
    pub fn listed_gone(&self) -> Vec<MissingFile> {
        let Some(title) = self.title(changes::GONE) else { return Vec::new() };
        let one = |row: u32| {
            let name = self.text(row, changes::FILE);
            let workbook = name.strip_prefix(changes::WORKBOOK)?.strip_suffix(".xlsx")?.parse().ok()?;
            let [unit, file, cell, state] =
                [changes::UNIT, changes::WHAT, changes::CELL, changes::OLD].map(|column| self.text(row, column));
            let period = self.text(row, changes::PERIOD).parse().ok()?;
            let number = self.text(row, changes::NUMBER).parse().ok()?;
            Some(MissingFile { workbook, cell, file, unit, period, number, state })
        };
        (title + 2..).map_while(one).collect()
    }

    /// Returns the row of the title of a block on "Nguồn". `None` if the sheet has no such block.
    fn title(&self, title: &str) -> Option<u32> {
        let sheet = self.grid.sheets.iter().find(|s| s.name == sheet_names::SOURCES)?;
        let is_title = |v: &RawValue| matches!(v, RawValue::Text(t) if &**t == title);
        sheet.cells.iter().find(|(_, c)| is_title(&c.value)).map(|((row, _), _)| *row)
    }

    /// Returns the text of a cell on "Nguồn". Empty if the cell is not a text.
    fn text(&self, row: u32, column: u32) -> String {
        match self.value(sheet_names::SOURCES, row, column) {
            Value::Text(text) => text,
            _ => String::new(),
        }
    }

    /// Returns two flags: the workbook was built from this plan, and from the same returns as the ledger up to
    /// `period`. If one is false, figures may differ for that reason.
    pub fn is_of(&self, plan: &Plan, ledger: &Ledger, period: Period) -> (bool, bool) {
        let holds = |sheet: &str, text: &str| {
            let cells = self.grid.sheets.iter().filter(|s| s.name == sheet).flat_map(|s| s.cells.values());
            cells.into_iter().any(|c| matches!(&c.value, RawValue::Text(t) if t.contains(text)))
        };
        let mine: BTreeSet<&str> =
            ledger.submissions.iter().filter(|s| s.period <= period).map(|s| s.file.as_str()).collect();
        let mut hashes = ledger.arrivals.iter().filter(|a| mine.contains(a.file.as_str())).map(|a| a.sha256.as_str());
        let listed: BTreeSet<String> = self.listed().into_iter().map(|l| l.sha256).collect();
        let same = hashes.all(|hash| listed.contains(hash)) && self.gone(ledger, period).is_empty();
        (holds(sheet_names::WORDS, &plan.hash), same)
    }
}

/// Lists the computed columns of a published workbook whose values differ in `now`, the workbook of the same period
/// built from the returns of today.
pub fn compare(
    plan: &Plan,
    ledger: &Ledger,
    now: &Workbook,
    published: &AuditedWorkbook,
    period: Period,
) -> Vec<PublishedChange> {
    let reader = ConsolidatedReader::new(plan, ledger, now);
    let mut out = Vec::new();
    for unit in (0..plan.units.len()).map(Some).chain([None]) {
        for column in &plan.columns {
            let Some(shown) = reader.column(&column.name, unit) else { continue };
            let Some((sheet, cell)) = shown.cell.rsplit_once('!') else { continue };
            let Some((row, column_at)) = address::parse(cell) else { continue };
            let old = published.value(sheet.trim_matches('\''), row, column_at);
            if is_same_value(&old, &shown.value) {
                continue;
            }
            let unit = unit.and_then(|u| plan.units.get(u)).map(|u| u.name.clone());
            let (heading, cell) = (column.heading.clone(), shown.cell.clone());
            out.push(PublishedChange { period, unit, heading, cell, old, new: shown.value });
        }
    }
    out
}

/// Returns true if two values are equal up to rounding.
pub fn is_same_value(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Number(a), Value::Number(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
        _ => old == new || (old.is_empty() && new.is_empty()),
    }
}
