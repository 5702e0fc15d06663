//! Reads the events that a consolidated workbook lists: units that change, dates of single periods and waivers on "Công
//! thức", amendments on "Phụ lục".

use super::AuditedWorkbook;
use crate::consolidate::BoardLayout;
use crate::consolidate::changes::{self, AMENDMENTS_BAND, DATES_BAND, EARLIER_WAIVERS_BAND, UNITS_BAND, WAIVERS_BAND};
use crate::model::amount::Value;
use crate::model::day::Day;
use crate::model::period::Period;
use crate::plan::unit_time::{FormerName, UnitTime};
use crate::plan::{Amendment, Dates, Plan, Remark, ReportDocument, Waiver, sheet_names};
use std::collections::{BTreeMap, BTreeSet};

/// Returns the code of the unit with this name.
pub(super) type UnitCode<'a> = &'a dyn Fn(&str) -> Option<String>;

impl AuditedWorkbook {
    /// Returns the waivers that the workbook lists. Those of units without a code are left out.
    pub(super) fn listed_waivers(&self, code: UnitCode) -> Vec<Waiver> {
        let text = |row, column| self.text_at(sheet_names::WORDS.in_lang(self.language()), row, column);
        let titles = [WAIVERS_BAND, EARLIER_WAIVERS_BAND];
        let band = titles.into_iter().find_map(|title| self.find(sheet_names::WORDS, title));
        let Some(band) = band else { return Vec::new() };
        let one = |row: u32| {
            let what = text(row, 1);
            let (period, what) = what.split_once("; ")?;
            let nil = changes::NIL.is(what);
            let is_file = what.contains(['/', '.']);
            let only = |is: bool| is.then(|| what.to_string());
            Some(Waiver {
                unit: code(&text(row, 0)).unwrap_or_default(),
                period: period.parse().ok()?,
                rule: only(!is_file && !nil),
                file: only(is_file && !nil),
                nil,
                reason: text(row, 2),
                by: text(row, 4),
                date: day(&text(row, 5))?,
            })
        };
        (band + 2..).map_while(one).filter(|waiver| !waiver.unit.is_empty()).collect()
    }

    /// Returns the amendments that the workbook lists. Those of units without a code are left out.
    pub(super) fn listed_amendments(&self, plan: &Plan, code: UnitCode) -> Vec<Amendment> {
        let text = |row, column| self.text_at(sheet_names::ANNEX.in_lang(self.language()), row, column);
        let Some(band) = self.find(sheet_names::ANNEX, AMENDMENTS_BAND) else { return Vec::new() };
        let one = |row: u32| {
            let Value::Number(value) = self.value(sheet_names::ANNEX.in_lang(self.language()), row, 5) else {
                return None;
            };
            let (unit, column) = (code(&text(row, 1)).unwrap_or_default(), text(row, 3));
            Some(Amendment { unit, column, from: text(row, 2).parse().ok()?, value, basis: text(row, 6) })
        };
        let known = |a: &Amendment| !a.unit.is_empty() && plan.annex_column(&a.column).is_some();
        (band + 2..).map_while(one).filter(known).collect()
    }

    /// Returns the dates of single periods that the workbook lists.
    pub(super) fn listed_dates(&self) -> BTreeMap<Period, Dates> {
        let text = |row, column| self.text_at(sheet_names::WORDS.in_lang(self.language()), row, column);
        let Some(band) = self.find(sheet_names::WORDS, DATES_BAND) else { return BTreeMap::new() };
        let one = |row: u32| {
            let dates = Dates { cut_off: day(&text(row, 1))?, deadline: day(&text(row, 2))? };
            Some((text(row, 0).parse().ok()?, dates))
        };
        (band + 2..).map_while(one).collect()
    }

    /// Returns what becomes of units as the workbook lists it, by code. A unit that has always reported under one name is
    /// not there. `None` if a row cannot be read or does not name one unit.
    pub(super) fn listed_units(&self, plan: &Plan, code: UnitCode) -> Option<BTreeMap<String, UnitTime>> {
        let text = |row, column| self.text_at(sheet_names::WORDS.in_lang(self.language()), row, column);
        let (mut out, mut seen) = (BTreeMap::<String, UnitTime>::new(), BTreeSet::new());
        let Some(band) = self.find(sheet_names::WORDS, UNITS_BAND) else { return Some(out) };
        let rows = (band + 2..).take_while(|row| !text(*row, 0).is_empty());
        for row in rows {
            let own = code(&text(row, 0))?;
            // Two units may have one name, each in its own time.
            if !seen.insert(own.clone()) {
                return None;
            }
            let span = text(row, 1);
            let (from, until) = span.split_once(" – ")?;
            let (from, until): (Period, Period) = (from.parse().ok()?, until.parse().ok()?);
            let origin = text(row, 4);
            let out_of = if origin.is_empty() { None } else { Some(code(&origin)?) };
            let former = named_periods(&text(row, 5))?;
            let before = former.into_iter().map(|(name, until)| FormerName { name, until }).collect();
            let time = out.entry(own.clone()).or_default();
            time.from = (from > plan.first).then_some(from);
            time.until = (until < plan.last).then_some(until);
            (time.out_of, time.before) = (out_of, before);
            for (other, _) in named_periods(&text(row, 3))? {
                out.entry(code(&other)?).or_default().into = Some(own.clone());
            }
        }
        Some(out)
    }

    /// Returns the documents that the workbook lists.
    pub(super) fn listed_documents(&self) -> Vec<ReportDocument> {
        let text = |row, column| self.text_at(sheet_names::BOARD.in_lang(self.language()), row, column);
        let one = |row: u32| {
            let period = text(row, BoardLayout::PERIOD).parse().ok()?;
            let (number, date) = (text(row, BoardLayout::RAW), day(&text(row, BoardLayout::DATE)));
            Some(ReportDocument { period, number, date })
        };
        (BoardLayout::TOP..).map_while(one).collect()
    }

    /// Returns the remarks that the workbook lists, those of one unit and period as one.
    pub(super) fn listed_remarks(&self) -> Vec<Remark> {
        let text = |row, column| self.text_at(sheet_names::BOARD.in_lang(self.language()), row, column);
        let one = |row: u32| {
            let period = text(row, BoardLayout::REMARK_PERIOD).parse().ok()?;
            let unit = text(row, BoardLayout::KEY).rsplit_once('|')?.0.to_string();
            Some(Remark { unit, period, text: text(row, BoardLayout::REMARK) })
        };
        (BoardLayout::TOP..).map_while(one).collect()
    }
}

/// Parses names with a period each: `Xã An (từ quý I/2022); Xã Bình (đến quý II/2022)`.
fn named_periods(text: &str) -> Option<Vec<(String, Period)>> {
    let one = |entry: &str| {
        let (name, note) = entry.strip_suffix(')')?.rsplit_once(" (")?;
        let (_, period) = note.split_once(' ')?;
        Some((name.to_string(), period.parse().ok()?))
    };
    text.split("; ").filter(|entry| !entry.is_empty()).map(one).collect()
}

/// Parses a day as the workbook shows it: 31/12/2021.
fn day(text: &str) -> Option<Day> {
    let mut parts = text.split('/').map(|part| part.parse::<u32>().ok());
    let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
    Day::from_ymd(i32::try_from(year).ok()?, month, day)
}
