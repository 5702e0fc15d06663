//! Layout of the annex, the roster sheets, the findings and the dictionary.

use super::sheet;
use crate::model::finding::Severity;
use crate::model::ledger::Ledger;
use crate::model::period::Period;
use crate::model::span::PeriodSpan;
use crate::model::text::Lang;
use crate::plan::Plan;
use crate::plan::field_rules::RuleLine;
use crate::plan::header;
use crate::workbook::{CellRange, address};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Layout of the sheet "Phụ lục".
pub(crate) struct AnnexLayout {
    units: u32,
    lang: Lang,
}

impl AnnexLayout {
    /// The row of the group heading. The headings are in the row below.
    pub(crate) const HEAD: u32 = 3;
    /// The column of the unit codes, after ordinal and name.
    pub(crate) const CODE: u32 = 2;
    /// The column of the unit kinds.
    pub(crate) const KIND: u32 = 3;
    /// The first column of figures.
    pub(crate) const FIRST: u32 = 4;

    /// Computes the layout.
    pub(crate) fn new(plan: &Plan) -> Self {
        AnnexLayout { units: plan.units.len() as u32, lang: plan.language }
    }

    /// Returns the row of a unit.
    pub(crate) fn row(&self, unit: usize) -> u32 {
        Self::HEAD + 2 + unit as u32
    }

    /// Returns the row of the printed totals.
    pub(crate) fn printed(&self) -> u32 {
        Self::HEAD + 2 + self.units
    }

    /// Returns the range of a column over all units.
    pub(crate) fn range(&self, column: u32) -> String {
        address::range(sheet::ANNEX.in_lang(self.lang), CellRange::new(self.row(0), column, self.printed() - 1, column))
    }

    /// Returns the cell with the printed total of an annex column.
    pub(crate) fn printed_cell(&self, column: usize) -> String {
        address::on(sheet::ANNEX.in_lang(self.lang), self.printed(), Self::FIRST + column as u32)
    }

    /// Returns the first row of the live rules over the annex, one row for each rule, below the recomputed totals.
    pub(crate) fn rules(&self) -> u32 {
        self.printed() + 2
    }
}

/// Layout of a roster sheet. It lists the rows of counted returns and returns on hold, by unit and period.
pub(crate) struct RosterLayout {
    /// The name of the sheet.
    pub name: String,
    /// By unit and period: the first row and the number of rows.
    blocks: BTreeMap<(usize, u32), (u32, u32)>,
    /// The rules over the rows of this roster, in the plan's order; each line has a column of verdicts.
    pub rules: Vec<RuleLine>,
    columns: u32,
    rows: u32,
}

impl RosterLayout {
    /// The row of the headings.
    pub(crate) const HEAD: u32 = 3;
    /// The column of the unit's name.
    pub(crate) const UNIT: u32 = 0;
    /// The column of the period.
    pub(crate) const PERIOD: u32 = 1;
    /// The column of the status of the return.
    pub(crate) const STATE: u32 = 2;
    /// The first column of the roster's own columns.
    pub(crate) const FIRST: u32 = 3;

    /// Computes the layout of a roster (index in the plan).
    pub(crate) fn new(plan: &Plan, ledger: &Ledger, roster: usize) -> Self {
        let mut blocks = BTreeMap::new();
        let mut rows = 0;
        for (unit, slots) in ledger.slots.iter().enumerate() {
            for period in 0..slots.len() {
                let standing = ledger.selected(unit, period).and_then(|s| s.rosters.get(roster));
                let count = standing.map_or(0, |r| r.rows.len() as u32);
                if count > 0 {
                    blocks.insert((unit, period as u32), (Self::HEAD + 1 + rows, count));
                    rows += count;
                }
            }
        }
        let rules = plan.roster_lines(roster);
        let spec = plan.rosters.get(roster);
        RosterLayout {
            name: spec.map_or_else(String::new, |r| r.code.clone()),
            blocks,
            rules,
            columns: spec.map_or(0, |r| r.columns.len() as u32),
            rows,
        }
    }

    /// Returns the first row and the number of rows of a unit's return for a period.
    pub(crate) fn block(&self, unit: usize, period: u32) -> Option<(u32, u32)> {
        self.blocks.get(&(unit, period)).copied()
    }

    /// Returns all blocks: unit and period, first row and number of rows.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = ((usize, u32), (u32, u32))> {
        self.blocks.iter().map(|(key, rows)| (*key, *rows))
    }

    /// Returns the row below the list. It is always empty and is the range of a return without rows.
    pub(crate) fn empty_row(&self) -> u32 {
        Self::HEAD + 1 + self.rows
    }

    /// Represents the number of the own row in a formula for the rows of a roster.
    pub(crate) const OWN_ROW: char = '\u{1}';

    /// Returns the address of a cell of the own row for a formula on the roster's own sheet, with [`Self::OWN_ROW`]. The
    /// row is relative, so that the formula is the same in all rows.
    pub(crate) fn own_cell(column: usize) -> String {
        let mut out = String::from("$");
        address::put_letters(Self::FIRST + column as u32, &mut out);
        out.push(Self::OWN_ROW);
        out
    }

    /// Returns the range of a roster column over the rows of one return.
    pub(crate) fn of_return(&self, unit: usize, period: u32, column: usize) -> String {
        let (top, bottom) = match self.block(unit, period) {
            Some((top, count)) => (top, top + count - 1),
            None => (self.empty_row(), self.empty_row()),
        };
        let column = Self::FIRST + column as u32;
        address::range(&self.name, CellRange::new(top, column, bottom, column))
    }

    /// Returns the range of a column over all rows of a unit, in all periods.
    pub(crate) fn of_unit(&self, unit: usize, column: u32) -> String {
        let mut blocks = self.blocks.range((unit, 0)..=(unit, u32::MAX)).map(|(_, rows)| *rows);
        let (top, bottom) = match blocks.next() {
            Some((top, count)) => (top, blocks.next_back().map_or(top + count - 1, |(last, count)| last + count - 1)),
            None => (self.empty_row(), self.empty_row()),
        };
        address::range(&self.name, CellRange::new(top, column, bottom, column))
    }

    /// Returns the column of the verdicts of a line (`rule` is an index in `rules`).
    pub(crate) fn verdict(&self, rule: usize) -> u32 {
        Self::FIRST + self.columns + rule as u32
    }

    /// Returns the column of the unit's code. It, the file and the row in the file come last: they are not printed.
    pub(crate) fn code(&self) -> u32 {
        self.verdict(self.rules.len())
    }

    /// Returns the column of the file.
    pub(crate) fn file(&self) -> u32 {
        self.code() + 1
    }

    /// Returns the column of the row in the file.
    pub(crate) fn source_row(&self) -> u32 {
        self.code() + 2
    }
}

/// Layout of the sheet "Lỗi, cảnh báo".
///
/// The report period comes first and the earlier ones below it, the latest first. In a period the units with the worst
/// findings come first. The findings of one unit and period are adjacent, so that formulas count over few rows.
pub(crate) struct FindingsLayout {
    /// Indexes of the ledger's findings in the order of the rows.
    order: Vec<usize>,
    /// By period and unit code: the first row and the number of rows.
    blocks: BTreeMap<(Period, String), (u32, u32)>,
    lang: Lang,
}

impl FindingsLayout {
    /// The row of the headings.
    pub(crate) const HEAD: u32 = 3;
    /// The column of the severity.
    pub(crate) const SEVERITY: u32 = 1;
    /// The column of the unit's name.
    pub(crate) const UNIT: u32 = 2;
    /// The column of the period.
    pub(crate) const PERIOD: u32 = 3;
    /// The column of the rule code.
    pub(crate) const RULE: u32 = 4;
    /// The column of the sheet of the return.
    pub(crate) const SHEET: u32 = 5;
    /// The column of the cell of the return.
    pub(crate) const CELL: u32 = 6;
    /// The first column of texts: message, what is there, what is expected, how to fix it.
    pub(crate) const TEXTS: u32 = 7;
    /// The column of the waiver.
    pub(crate) const WAIVED: u32 = 11;
    /// The column of the file.
    pub(crate) const FILE: u32 = 12;
    /// The column of the ordinal of the period, by which formulas find the findings of a span and people sort them.
    pub(crate) const ORDINAL: u32 = 13;

    /// Computes the layout.
    pub(crate) fn new(plan: &Plan, ledger: &Ledger) -> Self {
        let mut worst: BTreeMap<(Option<Period>, Option<&str>), Severity> = BTreeMap::new();
        for finding in &ledger.findings {
            let entry = worst.entry((finding.period, finding.unit.as_deref())).or_insert(finding.severity);
            *entry = (*entry).min(finding.severity);
        }
        let mut order: Vec<usize> = (0..ledger.findings.len()).collect();
        let place = |index: &usize| {
            ledger.findings.get(*index).map(|finding| {
                let unit = finding.unit.as_deref();
                // What belongs to no period concerns the present one.
                let period = finding.period.unwrap_or(ledger.report);
                let is_earlier = !ledger.span.contains(period);
                let worst = worst.get(&(finding.period, unit)).copied();
                (is_earlier, Reverse(period), worst, unit, finding.period, finding.severity)
            })
        };
        order.sort_by_key(place);
        let mut blocks = BTreeMap::new();
        let rows = order.iter().filter_map(|index| ledger.findings.get(*index));
        for (row, finding) in (Self::HEAD + 1..).zip(rows) {
            let Some(key) = finding.period.zip(finding.unit.clone()) else { continue };
            let (top, count) = blocks.entry(key).or_insert((row, 0));
            *count = row - *top + 1;
        }
        FindingsLayout { order, blocks, lang: plan.language }
    }

    /// Returns the indexes of the ledger's findings in the order of the rows.
    pub(crate) fn order(&self) -> &[usize] {
        &self.order
    }

    /// Returns the indexes of the ledger's findings for one unit and period.
    pub(crate) fn indexes(&self, unit: &str, period: Period) -> &[usize] {
        let block = self.blocks.get(&(period, unit.to_string()));
        let rows = block.and_then(|(top, count)| {
            let first = (top - Self::HEAD - 1) as usize;
            self.order.get(first..first + *count as usize)
        });
        rows.unwrap_or_default()
    }

    /// Returns the range of a column over the findings of one unit and period, or `None` if there are none.
    pub(crate) fn cell_of(&self, unit: &str, period: Period, column: u32) -> Option<String> {
        let (top, count) = self.blocks.get(&(period, unit.to_string()))?;
        Some(address::range(sheet::FINDINGS.in_lang(self.lang), CellRange::new(*top, column, top + count - 1, column)))
    }

    /// Returns the range of a column over all findings and one empty row.
    pub(crate) fn all(&self, column: u32) -> String {
        address::range(
            sheet::FINDINGS.in_lang(self.lang),
            CellRange::new(Self::HEAD + 1, column, Self::HEAD + 1 + self.order.len() as u32, column),
        )
    }
}

/// Layout of the dictionary sheet "Công thức": parameters and settings first, one in each row, then the spans that the cell
/// `ky_bao_cao` offers.
pub(crate) struct DictionaryLayout {
    rows: Vec<String>,
    spans: Vec<PeriodSpan>,
    lang: Lang,
}

impl DictionaryLayout {
    /// The first row of the parameters.
    pub(crate) const TOP: u32 = 11;
    /// The column of the values.
    pub(crate) const VALUE: u32 = 3;
    /// The column of the labels of the spans, from which a person chooses.
    pub(crate) const SPAN: u32 = 0;
    /// The column of the words for the spans, with their days.
    pub(crate) const SPAN_HEADING: u32 = 1;
    /// The column of the ordinals of the first periods of the spans.
    pub(crate) const SPAN_FIRST: u32 = 3;
    /// The column of the ordinals of their last periods that are reported.
    pub(crate) const SPAN_LAST: u32 = 4;

    /// The hidden column of the names of the spans, such as `2022-Q1`. In the two rows above the first one are the ordinal of
    /// the chosen span in the list and its name.
    pub(crate) const CODE: u32 = 6;

    /// Computes the rows.
    pub(crate) fn new(plan: &Plan, reported: Period) -> Self {
        let counters = header::counters(plan.cycle());
        // The parameters that depend on the report period, then the settings.
        let parameters = [counters.ordinal, counters.count, counters.start, counters.year_start, header::REPORT_YEAR]
            .map(String::from);
        let rows = parameters.into_iter().chain(plan.settings.iter().map(|s| s.name.clone())).collect();
        DictionaryLayout { rows, spans: plan.spans_until(reported), lang: plan.language }
    }

    /// Returns the spans in the order of their rows.
    pub(crate) fn spans(&self) -> &[PeriodSpan] {
        &self.spans
    }

    /// Returns the row of the first span, below a title and headings.
    pub(crate) fn first_span(&self) -> u32 {
        Self::TOP + self.rows.len() as u32 + 3
    }

    /// Returns the address of the cell with the ordinal of the chosen span in the list.
    pub(crate) fn chosen_ordinal(&self) -> String {
        address::on(sheet::WORDS.in_lang(self.lang), self.first_span() - 2, Self::CODE)
    }

    /// Returns the address of the cell with the name of the chosen span, such as `2022-Q1`.
    pub(crate) fn chosen_code(&self) -> String {
        address::on(sheet::WORDS.in_lang(self.lang), self.first_span() - 1, Self::CODE)
    }

    /// Returns the range of a column over all spans.
    pub(crate) fn span_range(&self, column: u32) -> String {
        let top = self.first_span();
        let last = top + (self.spans.len() as u32).saturating_sub(1);
        address::range(sheet::WORDS.in_lang(self.lang), CellRange::new(top, column, last, column))
    }

    /// Returns the names in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(String::as_str)
    }

    /// Returns the row of a name.
    pub(crate) fn row(&self, name: &str) -> Option<u32> {
        self.rows.iter().position(|n| n == name).map(|i| Self::TOP + i as u32)
    }

    /// Returns the first free row below the spans.
    pub(crate) fn end(&self) -> u32 {
        self.first_span() + self.spans.len() as u32
    }
}
