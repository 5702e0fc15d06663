//! Explains a cell that is no name of the plan: what its formula refers to, cell by cell, down to the returns, the annex
//! and the settings. It reads the references of the formula in the workbook and computes nothing.

use super::{ExplanationLine, FigureExplainer};
use crate::check::format_value::{self, NumberKind};
use crate::consolidate::reader::{CellMeaning, OtherCell, RosterRowPlace};
use crate::model::amount::{Amount, Value};
use crate::model::text::{BilingualText, in_both_languages};
use crate::plan::RosterKind;
use crate::workbook::{CellRange, address};
use std::collections::BTreeSet;

/// How far formulas are followed.
const DEPTH: usize = 12;
/// The number of cells of an area that are listed.
const MOST: usize = 200;

impl FigureExplainer<'_> {
    /// Adds what the formula of a cell refers to. `seen` holds the cells that are explained already.
    pub(super) fn precedents(
        &self,
        cell: &OtherCell,
        depth: usize,
        seen: &mut BTreeSet<(String, (u32, u32))>,
        out: &mut Vec<ExplanationLine>,
    ) {
        let Some(formula) = cell.formula.as_ref().filter(|_| depth <= DEPTH) else { return };
        let references = self.reader.references(formula, &cell.sheet);
        let has_figures = references.iter().any(|(sheet, area)| self.is_figures(sheet, *area));
        for (sheet, area) in references {
            if self.reader.is_data(&sheet) && area.top < area.bottom && !self.is_figures(&sheet, area) {
                // The formula compares with states and ordinals; each figure says its own.
                self.conditions(&sheet, area, depth, !has_figures, out);
            } else if area.top == area.bottom && area.left == area.right {
                self.precedent(&sheet, (area.top, area.left), depth, seen, out);
            } else {
                self.area(&sheet, area, depth, seen, out);
            }
        }
    }

    /// Adds a cell that a formula refers to, followed down to its sources.
    fn precedent(
        &self,
        sheet: &str,
        at: (u32, u32),
        depth: usize,
        seen: &mut BTreeSet<(String, (u32, u32))>,
        out: &mut Vec<ExplanationLine>,
    ) {
        if !seen.insert((sheet.to_string(), at)) {
            return;
        }
        match self.reader.meaning(sheet, at) {
            Some(CellMeaning::Column(name, unit)) => self.name(&name, unit, depth, &mut Vec::new(), out),
            Some(CellMeaning::Setting(name)) => self.name(&name, None, depth, &mut Vec::new(), out),
            Some(CellMeaning::Figure(unit, period, name)) => {
                let own = ExplanationLine { depth, text: BilingualText::same(self.unit_name(unit)) };
                // Figures of one unit follow each other under its name.
                let names = out.iter().rev().find(|line| line.depth <= depth);
                if names != Some(&own) {
                    out.push(own);
                }
                self.figure(&name, unit, period, depth + 1, out);
            }
            Some(CellMeaning::RosterRow(place)) => self.roster_row(&place, depth, out),
            Some(CellMeaning::Rule(..)) => self.value_line(sheet, at, "", depth, out),
            Some(CellMeaning::Other(cell)) => {
                let title = if cell.column.is_empty() { &cell.row } else { &cell.column };
                self.value_line(sheet, at, title, depth, out);
                self.precedents(&cell, depth + 1, seen, out);
            }
            None => {}
        }
    }

    /// Adds the cells of an area: figures with their sources, others with their values.
    fn area(
        &self,
        sheet: &str,
        area: CellRange,
        depth: usize,
        seen: &mut BTreeSet<(String, (u32, u32))>,
        out: &mut Vec<ExplanationLine>,
    ) {
        let name = area_name(sheet, area);
        let filled: Vec<(u32, u32)> = (area.top..=area.bottom)
            .flat_map(|row| (area.left..=area.right).map(move |column| (row, column)))
            .filter(|at| !self.reader.cell_value(sheet, *at).is_empty())
            .collect();
        let count = filled.len();
        let text =
            BilingualText::new(format!("{name}: {count} ô có nội dung"), format!("{name}: {count} cells with content"));
        out.push(ExplanationLine { depth, text });
        for at in filled.iter().take(MOST) {
            match self.reader.meaning(sheet, *at) {
                Some(CellMeaning::Figure(..) | CellMeaning::RosterRow(_)) => {
                    self.precedent(sheet, *at, depth + 1, seen, out);
                }
                Some(CellMeaning::Column(_, unit)) => {
                    let who = unit.map_or("", |unit| self.unit_name(unit));
                    self.value_line(sheet, *at, who, depth + 1, out);
                }
                Some(CellMeaning::Other(cell)) => {
                    self.value_line(sheet, *at, &cell.row, depth + 1, out);
                    self.precedents(&cell, depth + 2, seen, out);
                }
                _ => self.value_line(sheet, *at, "", depth + 1, out),
            }
        }
        if count > MOST {
            let rest = count - MOST;
            let text = BilingualText::new(format!("… và {rest} ô nữa"), format!("… and {rest} more cells"));
            out.push(ExplanationLine { depth: depth + 1, text });
        }
    }

    /// Adds the file that the row of a cell is about, with its hash.
    pub(super) fn row_file(&self, cell: &OtherCell, out: &mut Vec<ExplanationLine>) {
        if !cell.file.is_empty() {
            let text = in_both_languages(|lang| {
                format!("{}: {}", lang.pick("Dòng này của tệp", "Row of the file"), cell.file)
            });
            out.push(ExplanationLine { depth: 0, text });
            self.hash(&cell.file, 1, out);
        }
    }

    fn is_figures(&self, sheet: &str, area: CellRange) -> bool {
        self.reader.is_data(sheet)
            && matches!(self.reader.meaning(sheet, (area.top, area.left)), Some(CellMeaning::Figure(..)))
    }

    /// Adds an area of states, ordinals and the like; with its texts if the formula counts them.
    fn conditions(&self, sheet: &str, area: CellRange, depth: usize, is_listed: bool, out: &mut Vec<ExplanationLine>) {
        out.push(ExplanationLine { depth, text: BilingualText::same(area_name(sheet, area)) });
        for row in (area.top..=area.bottom).filter(|_| is_listed).take(MOST) {
            if let Value::Text(_) = self.reader.cell_value(sheet, (row, area.left)) {
                self.value_line(sheet, (row, area.left), "", depth + 1, out);
            }
        }
    }

    /// Adds the value of a cell with its address, and a title if there is one.
    fn value_line(&self, sheet: &str, at: (u32, u32), title: &str, depth: usize, out: &mut Vec<ExplanationLine>) {
        let value = self.reader.cell_value(sheet, at);
        let cell = format!("{}{}", address::sheet(sheet), address::cell(at.0, at.1));
        let text = in_both_languages(|lang| {
            let shown = match &value {
                Value::Blank => lang.pick("trống", "empty").to_string(),
                value => format_value::value(value, NumberKind::Figure, lang),
            };
            if title.is_empty() { format!("{cell} = {shown}") } else { format!("{title} = {shown} [{cell}]") }
        });
        out.push(ExplanationLine { depth, text });
    }

    /// Adds a row of a roster, or one of its cells, with the file, sheet and cell of the return.
    pub(super) fn roster_row(&self, place: &RosterRowPlace, depth: usize, out: &mut Vec<ExplanationLine>) {
        let Some((submission, row, cell)) = place.origin(self.ledger) else { return };
        let Some(roster) = self.plan.rosters.get(place.roster) else { return };
        let column = place.column.and_then(|column| roster.columns.get(column));
        let value = place.column.and_then(|column| row.cells.get(column)).map(Amount::value).unwrap_or_default();
        let kind = NumberKind::of(column.is_some_and(|column| column.kind == RosterKind::Date));
        let when = self.plan.first.plus(place.period as i32);
        let text = in_both_languages(|lang| {
            let what = match column {
                Some(column) if value == Value::Blank => {
                    format!("{} = {}", column.heading, lang.pick("trống", "empty"))
                }
                Some(column) => format!("{} = {}", column.heading, format_value::value(&value, kind, lang)),
                None => format!("{} {}", lang.pick("dòng", "row"), row.row),
            };
            let (unit, when) = (self.unit_name(place.unit), when.in_sentence(lang));
            format!("{unit}, {when}, {}: {what} ← {} · {cell}", roster.code, submission.file)
        });
        out.push(ExplanationLine { depth, text });
        self.hash(&submission.file, depth + 1, out);
    }
}

/// Returns an area as `'Số liệu'!D15:D24`.
fn area_name(sheet: &str, area: CellRange) -> String {
    let corner = |row, column| address::cell(row, column);
    format!("{}{}:{}", address::sheet(sheet), corner(area.top, area.left), corner(area.bottom, area.right))
}
