//! Reads from a consolidated workbook what it records about itself and about earlier ones: the plan's
//! hash and events, and the blocks on "Nguồn". It compares with nothing.

use super::AuditedWorkbook;
use super::shown_figures::ShownFigure;
use crate::consolidate::changes;
use crate::consolidate::reader::ConsolidatedReader;
use crate::grid::RawValue;
use crate::model::amount::Value;
use crate::model::ledger::{ComparedWorkbook, Ledger, MissingFile, PublishedChange};
use crate::model::period::Period;
use crate::model::text::{BilingualText, StaticText};
use crate::plan::hashes::label;
use crate::plan::{ColumnNumberFormat, IndicatorKind, Plan, sheet_names};
use crate::workbook::Workbook;
use std::collections::{BTreeMap, BTreeSet};

/// Values of computed columns, annex columns and indicators, by name and unit code; the total has no unit.
pub(crate) type ColumnValues = BTreeMap<(String, Option<String>), Value>;

/// Returns the computed columns, the annex columns on their sheets, and the figures of "Chỉ tiêu" of a workbook with values.
pub(crate) fn column_values(plan: &Plan, ledger: &Ledger, book: &Workbook) -> ColumnValues {
    let reader = ConsolidatedReader::new(plan, ledger, book);
    let mut out = ColumnValues::new();
    for unit in (0..plan.units.len()).map(Some).chain([None]) {
        let code = unit.and_then(|u| plan.units.get(u)).map(|u| u.code.clone());
        let columns = plan.columns.iter().map(|c| &c.name).chain(plan.annex.columns.iter().map(|c| &c.name));
        let columns = columns.filter_map(|name| Some((name, reader.column(name, unit)?)));
        let indicators = plan.indicators.iter().filter_map(|i| Some((&i.name, reader.indicator(&i.name, unit)?)));
        out.extend(columns.chain(indicators).map(|(name, shown)| ((name.clone(), code.clone()), shown.value)));
    }
    out
}

/// Returns the name that a figure of an earlier workbook has in a plan: its own, or if the plan does not know it that of the
/// row or column that has the same title.
pub(crate) fn present_name(plan: &Plan, figure: &ShownFigure) -> String {
    let (name, title) = (&figure.name, &figure.heading);
    let is_known = plan.column(name).is_some() || plan.indicator(name).is_some() || plan.annex_column(name).is_some();
    let indicators = plan.indicators.iter().filter(|indicator| indicator.title() == *title).map(|own| &own.name);
    let columns = plan.columns.iter().filter(|column| plan.column_title(column) == *title).map(|own| &own.name);
    let mut titled = indicators.chain(columns);
    let single = titled.next().filter(|_| titled.next().is_none());
    single.filter(|_| !is_known).unwrap_or(name).clone()
}

/// Returns true if a column or an indicator of the plan is shown as a percentage.
pub(crate) fn is_percent(plan: &Plan, name: &str) -> bool {
    plan.column(name).is_some_and(|column| column.number == ColumnNumberFormat::Percent)
        || plan.indicator(name).is_some_and(|indicator| indicator.kind == IndicatorKind::Percent)
}

/// Returns true if two shown values are the same, numbers in the digits that Excel keeps.
pub(crate) fn is_same_value(old: &Value, new: &Value) -> bool {
    match (old, new) {
        (Value::Number(a), Value::Number(b)) => super::value::is_same_number(*a, *b),
        _ => old == new || (old.is_empty() && new.is_empty()),
    }
}

impl AuditedWorkbook {
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
