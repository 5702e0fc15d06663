//! Reads the table of figures: rows by printed code, else by label; the figures in the column with their heading.

use super::cell_value::ReturnBuilder;
use super::claims::Claim;
use super::column_numbers;
use super::figure_table::{FigureTable, TableHeading};
use super::finding_at;
use super::label_figure;
use super::listing::{ListedKind, list, list_within};
use super::measure;
use super::other_rows::OtherRows;
use super::printed::{PrintedRows, is_same};
use super::reading_findings::ReadingFinding;
use super::repeated_rows::RepeatedRows;
use super::text::{RowKeys, code_key, label_key};
use super::value::ExpectedType;
use super::value::is_number;
use crate::form::corrections::is_unreadable_text;
use crate::grid::pieces::PieceMark;
use crate::grid::{CellPieces, RawValue};
use crate::model::balance::FigureNote;
use crate::model::finding::{Finding, Severity};
use crate::model::period::Period;
use crate::model::text::BilingualText;
use crate::number::FigureUnit;
use crate::plan::{BlankMeaning, Indicator, IndicatorKind, Plan, Unit};
use crate::workbook::address;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// A plan and its edition for the period of a return.
#[derive(Copy, Clone)]
pub(super) struct PlanOfPeriod<'p> {
    pub plan: &'p Plan,
    pub edition: &'p Plan,
    pub period: Period,
}

/// Reads every figure of the table. Returns how its rows were found.
pub(super) fn figures<'p>(
    table: &FigureTable,
    keys: &RowKeys,
    PlanOfPeriod { plan: whole, edition: plan, period }: PlanOfPeriod<'p>,
    unit: &Unit,
    taken: &mut ReturnBuilder,
) -> PrintedRows<'p> {
    taken.on(table.sheet);
    let mut reader = FigureReader {
        table,
        plan,
        taken,
        codes: plan.indicators.iter().enumerate().map(|(i, x)| (code_key(&x.code), i)).collect(),
        labels: labels(&plan.indicators),
        known: PrintedRows::default(),
        again: RepeatedRows::default(),
        units: Vec::new(),
        others: OtherRows::new(whole, plan),
        period,
    };
    for (_, column) in &table.headings {
        reader.taken.claim((table.heading, *column), Claim::Printed);
    }
    let rows: BTreeSet<u32> = table.sheet.cells.keys().map(|k| k.0).filter(|r| *r > table.heading).collect();
    rows.into_iter().for_each(|row| reader.row(row));
    reader.column_units(keys);
    reader.finish(unit);
    reader.known
}

/// The cell of a unit of measure and the row that it belongs to.
type MeasuredRow<'p> = ((u32, u32), &'p Indicator);

/// Reads the rows of one table.
struct FigureReader<'t, 'p, 'b, 'g> {
    table: &'t FigureTable<'t>,
    plan: &'p Plan,
    taken: &'b mut ReturnBuilder<'g>,
    codes: BTreeMap<Rc<str>, usize>,
    labels: BTreeMap<Rc<str>, Option<usize>>,
    known: PrintedRows<'p>,
    again: RepeatedRows<'p>,
    /// Rows with another unit of measure than the plan's: its cell, its text, the plan's row.
    units: Vec<((u32, u32), String, &'p Indicator)>,
    /// The rows of other periods.
    others: OtherRows<'p>,
    period: Period,
}

impl<'p> FigureReader<'_, 'p, '_, '_> {
    fn shown(&self, row: u32, column: Option<u32>) -> String {
        column.and_then(|c| self.table.sheet.cell(row, c)).map(|c| c.value.display().into_owned()).unwrap_or_default()
    }

    fn row(&mut self, row: u32) {
        let table = self.table;
        if let Some(columns) = column_numbers::line(table, row) {
            columns.into_iter().for_each(|column| self.taken.claim((row, column), Claim::Printed));
            return;
        }
        let place = |column: Option<u32>| column.map(|c| (row, c));
        // A code with a differently formatted piece in the middle is not a code.
        let pieces = place(table.code).and_then(|at| table.sheet.pieces.get(&at));
        let is_torn = pieces
            .is_some_and(|p| !p.is_clear() && !p.is_whole(PieceMark::StruckOut) && !p.is_whole(PieceMark::Hidden));
        let code = self.shown(row, table.code.filter(|_| !is_torn));
        let label = self.shown(row, table.label);
        let by_code = self.codes.get(&code_key(&code)).copied().filter(|_| !code.is_empty());
        let by_label = self.labels.get(&label_key(&label)).copied().flatten();
        let by_code = by_code.filter(|index| by_label.is_some() || !self.is_of_other_table(*index, &label));
        let Some(index) = by_code.or(by_label) else {
            if let Some(indicator) = self.others.find(&code, &label) {
                self.claim_row(row, indicator, true);
                self.others.found(table, row, indicator, self.taken);
                return;
            }
            let figure = table.sheet.cell(row, table.figure).map(|cell| &cell.value);
            let is_row = matches!(figure, Some(RawValue::Number(_))) && label.chars().any(char::is_alphabetic);
            self.known.unknown += usize::from(is_row);
            return;
        };
        let plan = self.plan;
        let Some(indicator) = plan.indicators.get(index) else { return };
        let is_unread = |at: &(u32, u32)| table.sheet.pieces.get(at).is_some_and(CellPieces::has_unread);
        // If the figure has the same problem, its own finding is enough.
        if !is_unread(&(row, table.figure))
            && let Some(at) = [table.code, table.label].into_iter().filter_map(place).find(is_unread)
        {
            self.taken.label(at);
        }
        let is_contradicted = by_label != Some(index) && self.contradiction(row, index, by_code, &code, &label);
        if self.repeated(row, index) {
            return;
        }
        self.claim_row(row, indicator, by_code.is_some());
        self.known.found += 1;
        self.figure(row, indicator);
        match table.label {
            Some(column) if self.is_blank(indicator) && label_figure::has_figure(&label, indicator, plan.language) => {
                self.beside_blank((row, column), &label, indicator);
            }
            Some(column) if by_code.is_some() && !is_contradicted && measure::in_label(&label, indicator).is_none() => {
                self.known.labelled(indicator, &label, (row, column));
            }
            _ => {}
        }
        self.note(row, indicator);
        self.unit_of_measure(row, indicator, &label);
    }

    /// Reports a row whose code is of one indicator and whose label is of another.
    fn contradiction(&mut self, row: u32, index: usize, by_code: Option<usize>, code: &str, label: &str) -> bool {
        let Some(indicator) = self.plan.indicators.get(index).filter(|_| by_code.is_some()) else { return false };
        if !label.chars().any(char::is_alphabetic) || is_same(label, indicator) {
            return false;
        }
        if !self.plan.indicators.iter().any(|other| is_same(label, other)) {
            return false;
        }
        let at = (row, self.table.code.unwrap_or(0));
        let mut finding = finding_at(ReadingFinding::Contradiction, &self.table.sheet.name, at);
        finding.found = BilingualText::same(format!("{code}: {label}"));
        finding.expected = BilingualText::same(format!("{code}: {}", indicator.label));
        self.taken.findings.push(finding);
        true
    }

    /// Keeps a row of an indicator that was read already for its finding. Returns true for such a row.
    fn repeated(&mut self, row: u32, index: usize) -> bool {
        let plan = self.plan;
        let Some(indicator) = plan.indicators.get(index) else { return true };
        let Some(first) = self.taken.figures.get(indicator.name.as_str()) else { return false };
        self.again.add(index, indicator, &first.cell, row);
        for column in [self.table.code, self.table.label, Some(self.table.figure)].into_iter().flatten() {
            self.taken.claim((row, column), Claim::Reported);
        }
        true
    }

    /// Returns true for a row with the code of an indicator that was read already and a label that is no row's: the number is
    /// not a code.
    fn is_of_other_table(&self, index: usize, label: &str) -> bool {
        let is_other = |indicator: &Indicator| {
            self.taken.figures.contains_key(indicator.name.as_str()) && !is_same(label, indicator)
        };
        label.chars().any(char::is_alphabetic) && self.plan.indicators.get(index).is_some_and(is_other)
    }

    /// Claims what the form prints in an indicator's row. An ordinal is known by the plan's own.
    fn claim_row(&mut self, row: u32, indicator: &Indicator, has_code: bool) {
        let table = self.table;
        // The cell of the code or label that the row was found by; another text in the code's cell is not a code.
        let columns = [table.code.filter(|_| has_code), table.label];
        columns.into_iter().flatten().for_each(|column| self.taken.claim((row, column), Claim::Printed));
        if let Some(column) = table.column(TableHeading::Ordinal)
            && self.shown(row, Some(column)).trim() == indicator.ordinal
        {
            self.taken.claim((row, column), Claim::Printed);
        }
    }

    fn figure(&mut self, row: u32, indicator: &Indicator) {
        let table = self.table;
        let want = match indicator.kind {
            IndicatorKind::Flow | IndicatorKind::Stock | IndicatorKind::Percent => {
                let unit = FigureUnit { unit: &indicator.unit, label: &indicator.label, lang: self.plan.language };
                ExpectedType::Number(unit, indicator.kind == IndicatorKind::Percent)
            }
            IndicatorKind::Date => ExpectedType::Date,
            IndicatorKind::Text => ExpectedType::Text,
            IndicatorKind::Choice => ExpectedType::Choice(&indicator.choices),
        };
        let Some(first) = over_rows(table, row) else {
            let at = (row, table.figure);
            self.taken.figure(&indicator.name, at, table.sheet.cell(at.0, at.1), want);
            return;
        };
        let cell = table.sheet.cell(first.0, first.1);
        let mut finding = finding_at(ReadingFinding::Merged, &table.sheet.name, first);
        let is_known = |f: &Finding| f.code == finding.code && f.cell == finding.cell;
        if !self.taken.findings.iter().any(is_known) {
            finding.found = BilingualText::same(cell.map(|c| c.value.display()).unwrap_or_default().into_owned());
            self.taken.findings.push(finding);
        }
        self.taken.merged(&indicator.name, first, cell);
    }

    /// Returns true if a number is wanted in an indicator's cell and it is blank.
    fn is_blank(&self, indicator: &Indicator) -> bool {
        let is_number = matches!(indicator.kind, IndicatorKind::Flow | IndicatorKind::Stock | IndicatorKind::Percent);
        is_number && self.taken.figures.get(indicator.name.as_str()).is_some_and(|figure| figure.amount.is_blank())
    }

    /// Reports a number beside the blank cell of a figure.
    fn beside_blank(&mut self, at: (u32, u32), text: &str, indicator: &Indicator) {
        self.taken.claim(at, Claim::Reported);
        let found = BilingualText::same(format!("{} “{}”", address::cell(at.0, at.1), text.trim()));
        self.taken.report(ReadingFinding::BesideBlank, at, found, BilingualText::same(indicator.title()));
    }

    /// Keeps the note beside a figure.
    fn note(&mut self, row: u32, indicator: &'p Indicator) {
        let columns: Vec<u32> = self.table.columns(TableHeading::Note).collect();
        for column in columns {
            let at = (row, column);
            let Some(cell) = self.table.sheet.cell(at.0, at.1).filter(|cell| !cell.value.is_blank()) else { continue };
            let text = cell.value.display();
            // A formula without a value, or the program's own text.
            if text.trim().is_empty() || is_unreadable_text(&text) {
                self.taken.claim(at, Claim::Printed);
                continue;
            }
            if let Some(unit) = measure::in_note(&text, &indicator.unit) {
                self.units.push((at, unit, indicator));
                continue;
            }
            if self.is_blank(indicator) && is_number(&cell.value) {
                self.beside_blank(at, &text, indicator);
                continue;
            }
            self.taken.claim(at, Claim::Taken);
            self.taken.notes.push(FigureNote {
                name: indicator.name.as_str().into(),
                sheet: self.table.sheet.name.as_str().into(),
                cell: address::cell(at.0, at.1).into(),
                text: text.trim().into(),
            });
        }
    }

    /// Compares the unit of measure in the row with the plan's.
    fn unit_of_measure(&mut self, row: u32, indicator: &'p Indicator, label: &str) {
        let columns: Vec<u32> = self.table.columns(TableHeading::Unit).collect();
        for column in columns {
            let text = self.shown(row, Some(column));
            self.taken.claim((row, column), Claim::Printed);
            let value = self.table.sheet.cell(row, column).map(|cell| &cell.value);
            if value.is_some_and(is_number) && self.is_blank(indicator) {
                self.beside_blank((row, column), &text, indicator);
            } else if !text.trim().is_empty() && !measure::is_same(&text, &indicator.unit) {
                self.units.push(((row, column), text, indicator));
            }
        }
        if let Some((column, text)) = self.table.label.zip(measure::in_label(label, indicator)) {
            self.units.push(((row, column), text, indicator));
        }
    }

    /// Compares a unit of measure for the whole table with the plan's: after the heading of the figures, or above them
    /// as "ĐVT: triệu đồng".
    fn column_units(&mut self, keys: &RowKeys) {
        for text in keys.texts_of(self.table.sheet) {
            // Below the heading a unit is stated for a part of the table, or in a note under it.
            if text.at.0 > self.table.heading && !measure::may_state(text.text()) {
                continue;
            }
            let is_heading = text.at == (self.table.heading, self.table.figure);
            let shown = text.text();
            let measure = match shown.split_once(['(', '[']) {
                Some((_, bracket)) if is_heading && measure::is_of_other_figures(bracket, self.period) => {
                    let found = BilingualText::same(format!("“{}”", shown.trim()));
                    self.taken.report(ReadingFinding::OtherFigures, text.at, found, BilingualText::same("“Số lượng”"));
                    continue;
                }
                Some((_, bracket)) if is_heading => bracket.trim_end_matches([')', ']']),
                Some((_, bracket)) if measure::stated(bracket).is_some() => {
                    measure::stated(bracket).unwrap_or_default()
                }
                _ => match measure::stated(shown) {
                    Some(unit) => unit,
                    None => continue,
                },
            };
            let scaled = self.plan.indicators.iter().find(|i| measure::is_rescaled(measure, &i.unit));
            self.units.extend(scaled.map(|indicator| (text.at, measure.trim().to_string(), indicator)));
        }
    }

    /// Adds the findings that concern several rows.
    fn finish(&mut self, unit: &Unit) {
        self.taken.findings.extend(self.again.findings(self.table));
        self.other_units();
        self.taken.findings.extend(self.others.finding(&self.table.sheet.name));
        self.missing(unit);
    }

    /// Reports units of measure, one finding for each text.
    fn other_units(&mut self) {
        let mut by_text: BTreeMap<String, Vec<MeasuredRow>> = BTreeMap::new();
        for (at, text, indicator) in std::mem::take(&mut self.units) {
            self.taken.claim(at, Claim::Reported);
            by_text.entry(text.trim().to_string()).or_default().push((at, indicator));
        }
        for (text, rows) in by_text {
            let Some((first, indicator)) = rows.first() else { continue };
            let mut finding = finding_at(ReadingFinding::OtherMeasure, &self.table.sheet.name, *first);
            let cells: Vec<String> = rows.iter().map(|((row, column), _)| address::cell(*row, *column)).collect();
            finding.found = list_within(&cells, |cells| format!("{cells}: {text}"));
            finding.expected = BilingualText::same(indicator.unit.clone());
            self.taken.findings.push(finding);
        }
    }

    /// Reports the rows of the plan that the table lacks: a required one each, the others together as a warning.
    fn missing(&mut self, unit: &Unit) {
        let at = (self.table.heading, self.table.figure);
        let gone = self.plan.indicators.iter().filter(|i| !self.taken.figures.contains_key(i.name.as_str()));
        let (required, optional): (Vec<&Indicator>, Vec<&Indicator>) =
            gone.partition(|i| self.plan.blank(i, unit) == BlankMeaning::Missing);
        let named = |rows: &[&Indicator]| {
            let all = |word: &str| list(rows, ListedKind::Rows, |i| format!("{word} {} {}", i.code, i.label));
            BilingualText::new(all("mã").vi, all("code").en)
        };
        for indicator in required {
            let mut finding = finding_at(ReadingFinding::RowGone, &self.table.sheet.name, at);
            finding.expected = named(&[indicator]);
            if let Some(from) = indicator.validity.from {
                let from = from.words();
                finding.mend = BilingualText::new(
                    format!("Dòng này có trong biểu từ {}: dùng biểu mẫu của kỳ ghi trên báo cáo", from.vi),
                    format!("This row is in the form from {} on: use the form of the period on the return", from.en),
                );
            }
            self.taken.findings.push(finding);
        }
        if !optional.is_empty() {
            let mut finding = finding_at(ReadingFinding::RowGone, &self.table.sheet.name, at);
            finding.severity = Severity::Warning;
            finding.expected = named(&optional);
            self.taken.findings.push(finding);
        }
    }
}

/// Returns the first cell of a merged range over the figures of several rows with a code or label. `None` if there is
/// none.
fn over_rows(table: &FigureTable, row: u32) -> Option<(u32, u32)> {
    let span = table.sheet.merged(row, table.figure).filter(|s| s.bottom > s.top)?;
    // Iterate over existing cells only: a merged range may extend to the last row of the sheet.
    let cells = table.sheet.cells.range((span.top, 0)..=(span.bottom, u32::MAX));
    let named = cells
        .filter(|((_, column), cell)| [table.code, table.label].contains(&Some(*column)) && !cell.value.is_blank());
    let mut rows = named.map(|((row, _), _)| *row);
    let first = rows.next()?;
    rows.any(|row| row != first).then_some((span.top, span.left))
}

/// Indicators by label. `None` if two labels have the same key.
fn labels(indicators: &[Indicator]) -> BTreeMap<Rc<str>, Option<usize>> {
    let mut out = BTreeMap::new();
    for (index, indicator) in indicators.iter().enumerate() {
        out.entry(label_key(&indicator.label)).and_modify(|i| *i = None).or_insert(Some(index));
    }
    out
}
