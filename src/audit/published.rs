//! Reads from a consolidated workbook what it records about itself and about earlier ones: its computed columns, the plan's
//! hash and events, and the blocks on "Nguồn". It compares with nothing.

use super::AuditedWorkbook;
use crate::consolidate::reader::ConsolidatedReader;
use crate::consolidate::{DISSOLVED, changes};
use crate::grid::RawValue;
use crate::model::amount::Value;
use crate::model::ledger::{ComparedWorkbook, Ledger, MissingFile, PublishedChange};
use crate::model::period::Period;
use crate::model::text::{BilingualText, StaticText};
use crate::plan::hashes::label;
use crate::plan::{ColumnNumberFormat, Plan, sheet_names};
use crate::workbook::{Workbook, address};
use std::collections::{BTreeMap, BTreeSet};

/// A computed column of a consolidated workbook for a unit or the total.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ShownFigure {
    /// Name of the column in the plan.
    pub name: String,
    /// Its heading.
    pub heading: String,
    /// Name of the unit as shown. `None` for the total.
    pub unit: Option<String>,
    /// Cell such as `'Tổng hợp'!I17`.
    pub cell: String,
    /// Value in the workbook.
    pub value: Value,
}

/// Values of computed columns, by name and unit code; the total has no unit.
pub(crate) type ColumnValues = BTreeMap<(String, Option<String>), Value>;

/// Returns all computed columns of a workbook with values.
pub(crate) fn column_values(plan: &Plan, ledger: &Ledger, book: &Workbook) -> ColumnValues {
    let reader = ConsolidatedReader::new(plan, ledger, book);
    let mut out = ColumnValues::new();
    for unit in (0..plan.units.len()).map(Some).chain([None]) {
        let code = unit.and_then(|u| plan.units.get(u)).map(|u| u.code.clone());
        for column in &plan.columns {
            if let Some(shown) = reader.column(&column.name, unit) {
                out.insert((column.name.clone(), code.clone()), shown.value);
            }
        }
    }
    out
}

/// Returns true if a column of the plan is shown as a percentage.
pub(crate) fn is_percent(plan: &Plan, name: &str) -> bool {
    plan.column(name).is_some_and(|column| column.number == ColumnNumberFormat::Percent)
}

/// Returns true if two shown values are the same, numbers in the digits that Excel keeps.
pub(crate) fn is_same_value(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Number(a), Value::Number(b)) => super::value::is_same_number(*a, *b),
        _ => old == new || (old.is_empty() && new.is_empty()),
    }
}

impl AuditedWorkbook {
    /// Returns the computed columns that its dictionary lists, with their values. Their places come from the workbook
    /// alone, so that it can be read with any plan.
    pub(crate) fn figures(&self) -> Vec<ShownFigure> {
        let words = |row, column| self.text_at(sheet_names::WORDS.in_lang(self.language()), row, column);
        let Some(band) = self.find(sheet_names::WORDS, changes::COLUMNS_BAND) else { return Vec::new() };
        let mut out = Vec::new();
        for row in (band + 2..).take_while(|row| !words(*row, 0).is_empty() && !words(*row, 3).is_empty()) {
            let (name, heading, home) = (words(row, 0), words(row, 1), words(row, 3));
            let place = home.split_once(": =").and_then(|(home, _)| {
                let (sheet, cell) = home.rsplit_once('!')?;
                Some((sheet.trim_matches('\'').replace("''", "'"), address::parse(cell)?))
            });
            let Some((sheet, at)) = place else { continue };
            let heading = heading.rsplit_once(" (").map_or(heading.as_str(), |(heading, _)| heading).to_string();
            for row in at.0.. {
                // A unit has its number here. The row of units that have ended is above the total; its figures are in
                // those of the total.
                let label = self.text_at(&sheet, row, 0);
                if DISSOLVED.is(&label) {
                    continue;
                }
                let is_total = !label.is_empty();
                let unit = Some(self.text_at(&sheet, row, 1)).filter(|_| !is_total);
                if unit.as_ref().is_some_and(String::is_empty) {
                    break;
                }
                let cell = address::sheet(&sheet) + &address::cell(row, at.1);
                let value = self.value(&sheet, row, at.1);
                out.push(ShownFigure { name: name.clone(), heading: heading.clone(), unit, cell, value });
                if is_total {
                    break;
                }
            }
        }
        out
    }

    /// Returns true if the workbook shows the hash of this plan.
    pub(crate) fn is_of_plan(&self, plan: &Plan) -> bool {
        self.shows_hash(&plan.hash)
    }

    /// Returns true if the workbook shows a hash on "Công thức".
    pub(crate) fn shows_hash(&self, hash: &str) -> bool {
        let words = self.own_sheet(sheet_names::WORDS).into_iter();
        words.flat_map(|s| s.cells.values()).any(|c| matches!(&c.value, RawValue::Text(t) if t.contains(hash)))
    }

    /// Returns the hash of the plan that the workbook shows, as far as it can be read.
    pub(crate) fn plan_hash(&self) -> String {
        let words = self.own_sheet(sheet_names::WORDS).into_iter();
        let texts = words.flat_map(|s| s.cells.values()).filter_map(|cell| match &cell.value {
            RawValue::Text(text) => text.strip_prefix("SHA-256 "),
            _ => None,
        });
        let texts: Vec<&str> = texts.collect();
        // Earlier workbooks show the hash over all parts alone.
        let all = texts
            .iter()
            .find(|text| [label::ALL.about.vi, label::ALL.about.en].iter().any(|about| text.contains(about)))
            .or(texts.first());
        all.and_then(|text| text.split_whitespace().next()).map(String::from).unwrap_or_default()
    }

    /// Returns name and version of the program that made the workbook; empty if it does not show them.
    pub(crate) fn program(&self) -> String {
        let row = self.find(sheet_names::WORDS, changes::PROGRAM);
        row.map_or_else(String::new, |row| self.text_at(sheet_names::WORDS.in_lang(self.language()), row, 1))
    }

    /// Returns true if the workbook lists every return of the ledger up to `period`, and none that is gone.
    pub(crate) fn is_of_returns(&self, ledger: &Ledger, period: Period) -> bool {
        let mine: BTreeSet<&str> =
            ledger.submissions.iter().filter(|s| s.period <= period).map(|s| s.file.as_str()).collect();
        let mut hashes = ledger.arrivals.iter().filter(|a| mine.contains(a.file.as_str())).map(|a| a.sha256.as_str());
        let listed: BTreeSet<&str> = self.listed().iter().map(|l| l.sha256.as_str()).collect();
        hashes.all(|hash| listed.contains(hash)) && self.gone(ledger, period, "").is_empty()
    }

    /// Returns the published changes that this workbook lists on "Nguồn".
    pub(crate) fn republished(&self) -> Vec<PublishedChange> {
        let Some(title) = self.title(changes::REPUBLISHED) else { return Vec::new() };
        let text = |row, column| self.text(row, column);
        let one = |row: u32| {
            let period = text(row, changes::PERIOD).parse().ok()?;
            let unit = Some(text(row, changes::UNIT)).filter(|u| !changes::TOTAL.is(u));
            let value = |column| self.value(sheet_names::SOURCES.in_lang(self.language()), row, column);
            Some(PublishedChange {
                period,
                unit,
                heading: text(row, changes::WHAT),
                cell: text(row, changes::CELL),
                old: value(changes::OLD),
                new: value(changes::NEW),
                is_percent: self.is_percent_at(sheet_names::SOURCES.in_lang(self.language()), row, changes::NEW),
                file: text(row, changes::FILE),
                reason: BilingualText::same(text(row, changes::REASON)),
            })
        };
        (title + 2..).map_while(one).collect()
    }

    /// Returns the missing returns that this workbook lists on "Nguồn".
    pub(crate) fn listed_gone(&self) -> Vec<MissingFile> {
        let Some(title) = self.title(changes::GONE) else { return Vec::new() };
        let one = |row: u32| {
            let workbook = self.text(row, changes::FILE);
            let [unit, file, cell, state] =
                [changes::UNIT, changes::WHAT, changes::CELL, changes::OLD].map(|column| self.text(row, column));
            let period = self.text(row, changes::PERIOD).parse().ok()?;
            let number = self.text(row, changes::NUMBER).parse().ok()?;
            Some(MissingFile { workbook, cell, file, unit, period, number, state })
        };
        (title + 2..).map_while(one).collect()
    }

    /// Returns the compared workbooks that this workbook lists on "Nguồn".
    pub(crate) fn listed_compared(&self) -> Vec<ComparedWorkbook> {
        let Some(title) = self.title(changes::COMPARED) else { return Vec::new() };
        let one = |row: u32| {
            let period = self.text(row, changes::PERIOD).parse().ok()?;
            let [file, sha256] = [changes::WHAT, changes::FILE].map(|column| self.text(row, column));
            let is_published = changes::PUBLISHED.is(&self.text(row, changes::UNIT));
            let changes = self
                .value(sheet_names::SOURCES.in_lang(self.language()), row, changes::NEW)
                .as_whole_number()
                .unwrap_or(0) as usize;
            Some(ComparedWorkbook { period, file, sha256, is_published, changes })
        };
        (title + 2..).map_while(one).collect()
    }

    /// Returns the row of the title of a block on "Nguồn". `None` if the sheet has no such block.
    fn title(&self, title: StaticText) -> Option<u32> {
        self.find(sheet_names::SOURCES, title)
    }

    /// Returns the first row of a sheet with a cell of this text.
    pub(super) fn find(&self, sheet: StaticText, text: StaticText) -> Option<u32> {
        let sheet = self.own_sheet(sheet)?;
        let is_text = |v: &RawValue| matches!(v, RawValue::Text(t) if text.is(t));
        sheet.cells.iter().find(|(_, c)| is_text(&c.value)).map(|((row, _), _)| *row)
    }

    /// Returns the text of a cell on "Nguồn". Empty if the cell is not a text.
    fn text(&self, row: u32, column: u32) -> String {
        self.text_at(sheet_names::SOURCES.in_lang(self.language()), row, column)
    }

    /// Returns the text of a cell. Empty if the cell is not a text.
    pub(super) fn text_at(&self, sheet: &str, row: u32, column: u32) -> String {
        match self.value(sheet, row, column) {
            Value::Text(text) => text,
            _ => String::new(),
        }
    }

    fn is_percent_at(&self, sheet: &str, row: u32, column: u32) -> bool {
        let sheet = self.grid.sheets.iter().find(|s| s.name == sheet);
        sheet.is_some_and(|s| s.percents.contains(&(row, column)))
    }
}
