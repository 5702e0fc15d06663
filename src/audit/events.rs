//! Reads the events that a consolidated workbook lists: waivers on "Công thức", amendments on "Phụ lục".

use super::AuditedWorkbook;
use crate::consolidate::BoardLayout;
use crate::consolidate::changes::{self, AMENDMENTS_BAND, EARLIER_WAIVERS_BAND, WAIVERS_BAND};
use crate::model::amount::Value;
use crate::model::day::Day;
use crate::plan::{Amendment, Plan, Remark, ReportDocument, Waiver, sheet_names};

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

/// Parses a day as the workbook shows it: 31/12/2021.
fn day(text: &str) -> Option<Day> {
    let mut parts = text.split('/').map(|part| part.parse::<u32>().ok());
    let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
    Day::from_ymd(i32::try_from(year).ok()?, month, day)
}
