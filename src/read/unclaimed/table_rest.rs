//! What is left on the sheet of the table of figures.

use super::{FileBalance, Rest, RestCell, drain, of_cells};
use crate::grid::{GridCell, SheetGrid};
use crate::model::balance::FigureNote;
use crate::model::finding::Finding;
use crate::model::submission::Submission;
use crate::model::text::BilingualText;
use crate::number::{self, FigureUnit, NumberReading};
use crate::plan::header::PERSONS;
use crate::plan::{Indicator, IndicatorKind};
use crate::read::figure_table::{FigureTable, TableHeading};
use crate::read::finding_at;
use crate::read::listing::{ListedKind, list, shortened};
use crate::read::reading_findings::ReadingFinding;
use crate::read::text::{clean, key, words};
use crate::workbook::address;
use std::collections::{BTreeMap, BTreeSet};

/// The words of a line with a total.
const TOTALS: [&str; 6] = ["tong", "cong", "tong cong", "cong tong", "tong so", "total"];

/// Headings that mean the figures of the period as much as the form's own, and their first characters.
const FIGURES: [&str; 10] = [
    "thuc hien",
    "ket qua",
    "ket qua thuc hien",
    "so lieu",
    "so thuc hien",
    "gia tri",
    "trong ky",
    "ky nay",
    "quy nay",
    "thuc hien trong ky",
];
const INITIALS: [char; 6] = ['s', 't', 'k', 'g', 'q', 'đ'];

impl FileBalance<'_> {
    /// Makes findings of the cells that are left around the table.
    pub(super) fn of_table(
        &self,
        table: &FigureTable,
        rest: &mut Rest,
        returns: &[Submission],
        out: &mut Vec<Finding>,
    ) {
        rivals(table, rest, out);
        self.second_columns(table, rest, out);
        unknown_rows(table, rest, out);
        self.beside_blanks(table, rest, returns, out);
        if let Some(submission) = returns.iter().find(|r| r.sheet == table.sheet.name) {
            self.header_labels(table, submission, rest, out);
        }
    }

    /// Reports other columns that are headed like the figures and hold numbers: "Số lượng lũy kế", or a second table
    /// beside the first one.
    fn second_columns(&self, table: &FigureTable, rest: &mut Rest, out: &mut Vec<Finding>) {
        for text in self.keys.texts_of(table.sheet) {
            let (row, column) = text.at;
            let first = text.text().trim_start().chars().next().unwrap_or_default().to_lowercase().next();
            if column == table.figure || !first.is_some_and(|letter| INITIALS.contains(&letter)) {
                continue;
            }
            let is_rival = row == table.heading && table.columns(TableHeading::Figure).any(|c| c == column);
            let is_figure = row == table.heading && FIGURES.contains(&text.key());
            if is_rival || !(is_figure || text.key().starts_with("so luong")) {
                continue;
            }
            let below = |cell: &RestCell| cell.at.1 == column && cell.at.0 > row && cell.is_number();
            if !rest.iter().any(below) {
                continue;
            }
            // Of a table of its own the whole rows.
            let rows: BTreeSet<u32> = rest.iter().filter(|cell| below(cell)).map(|cell| cell.at.0).collect();
            let is_apart = row != table.heading;
            let cells = drain(rest, |cell| {
                below(cell) || cell.at == text.at || (is_apart && (cell.at.0 == row || rows.contains(&cell.at.0)))
            });
            out.extend(of_cells(ReadingFinding::SecondTable, table.sheet, &cells).map(|finding| {
                let heading = format!("{} “{}”", address::cell(row, column), shortened(text.text()));
                let BilingualText { vi, en } = finding.found;
                let found = BilingualText::new(format!("{heading}: {vi}"), format!("{heading}: {en}"));
                let place = address::cell(table.heading, table.figure);
                let expected = BilingualText::new(format!("số liệu ở cột {place}"), format!("figures below {place}"));
                Finding { found, expected, ..finding }
            }));
        }
    }

    /// Reports numbers in the rows of blank figures. A column that has numbers in other rows too is one of its own.
    fn beside_blanks(&self, table: &FigureTable, rest: &mut Rest, returns: &[Submission], out: &mut Vec<Finding>) {
        let Some(submission) = returns.iter().find(|r| r.sheet == table.sheet.name) else { return };
        let figures = self.plan.indicators.iter().filter(|i| is_number(i));
        let figures = figures.filter_map(|i| Some((i, submission.figures.get(i.name.as_str())?)));
        let rows = |is_blank: bool| -> BTreeMap<u32, &Indicator> {
            let of = figures.clone().filter(|(_, f)| f.amount.is_blank() == is_blank && *f.sheet == *table.sheet.name);
            of.filter_map(|(indicator, figure)| Some((address::parse(&figure.cell)?.0, indicator))).collect()
        };
        let (blank, filled) = (rows(true), rows(false));
        // What was typed over the printed figures of the previous period is no column of its own.
        let is_own = |c: &&RestCell| {
            c.is_number() && filled.contains_key(&c.at.0) && table.columns(TableHeading::Previous).all(|p| p != c.at.1)
        };
        let own: BTreeSet<u32> = rest.iter().filter(is_own).map(|c| c.at.1).collect();
        let is_figure = |cell: &RestCell, indicator: &Indicator| {
            cell.is_number() || self.is_typed_figure(&cell.cell.value.display(), indicator)
        };
        let is_beside = |cell: &RestCell| blank.get(&cell.at.0).is_some_and(|indicator| is_figure(cell, indicator));
        let cells = drain(rest, |cell| !own.contains(&cell.at.1) && is_beside(cell));
        out.extend(of_cells(ReadingFinding::BesideBlank, table.sheet, &cells));
        self.noted_figures(table, submission, out);
    }

    /// Returns true for a text that is a figure of an indicator: `35 người`.
    fn is_typed_figure(&self, text: &str, indicator: &Indicator) -> bool {
        let unit = FigureUnit { unit: &indicator.unit, label: &indicator.label, lang: self.plan.language };
        let is_number =
            || matches!(number::read(text, unit, false), NumberReading::Digits(_) | NumberReading::Converted(..));
        text.contains(|c: char| c.is_ascii_digit()) && is_number()
    }

    /// Reports notes that are nothing but a number where the figure is blank: `35 người` in the column of notes.
    fn noted_figures(&self, table: &FigureTable, submission: &Submission, out: &mut Vec<Finding>) {
        let is_figure = |note: &&FigureNote| {
            let indicator = self.plan.indicator(&note.name).filter(|indicator| is_number(indicator));
            let is_blank = submission.figures.get(&*note.name).is_some_and(|figure| figure.amount.is_blank());
            is_blank
                && *note.sheet == *table.sheet.name
                && indicator.is_some_and(|indicator| self.is_typed_figure(&note.text, indicator))
        };
        let notes: Vec<&FigureNote> = submission.notes.iter().filter(is_figure).collect();
        let Some(at) = notes.first().and_then(|note| address::parse(&note.cell)) else { return };
        let found = list(&notes, ListedKind::Cells, |note| format!("{} “{}”", note.cell, shortened(&note.text)));
        out.push(Finding { found, ..finding_at(ReadingFinding::BesideBlank, &table.sheet.name, at) });
    }

    /// Reports a label that is close to one of the header where the header lacks that field.
    fn header_labels(&self, table: &FigureTable, submission: &Submission, rest: &mut Rest, out: &mut Vec<Finding>) {
        for field in self.plan.header() {
            if PERSONS.contains(&field.name) || submission.figures.contains_key(field.name) {
                continue;
            }
            let labels: Vec<_> = self.plan.header_labels(field).map(words).collect();
            let is_near = |cell: &RestCell| {
                let given = words(&cell.cell.value.display());
                let holds = |label: &Vec<String>| {
                    given.len() <= label.len() + 4 && given.windows(label.len()).any(|some| *some == **label)
                };
                cell.at.0 < table.heading && labels.iter().any(holds)
            };
            let value = |cell: &RestCell| {
                let right = table.sheet.merged(cell.at.0, cell.at.1).map_or(cell.at.1, |m| m.right) + 1;
                let beside = table.sheet.cell(cell.at.0, right).filter(|c| !c.value.is_blank());
                beside.map(|_| (cell.at.0, right))
            };
            let has_value =
                |cell: &&RestCell| is_near(cell) && (value(cell).is_some() || cell.cell.value.display().contains(':'));
            let Some(near) = rest.iter().find(has_value) else { continue };
            let places = [Some(near.at), value(near)];
            let cells = drain(rest, |cell| places.contains(&Some(cell.at)));
            out.extend(of_cells(ReadingFinding::NearHeader, table.sheet, &cells).map(|finding| Finding {
                expected: BilingualText::same(format!("“{}”", self.plan.header_label(field))),
                ..finding
            }));
        }
    }
}

fn is_number(indicator: &Indicator) -> bool {
    matches!(indicator.kind, IndicatorKind::Flow | IndicatorKind::Stock | IndicatorKind::Percent)
}

/// Reports second columns with a main heading of the table in its heading row, as one finding: a second table beside the
/// first one is one cause.
fn rivals(table: &FigureTable, rest: &mut Rest, out: &mut Vec<Finding>) {
    let mut found = Vec::new();
    for (heading, name) in
        [(TableHeading::Figure, "Số lượng"), (TableHeading::Code, "Mã số"), (TableHeading::Label, "Chỉ tiêu")]
    {
        let columns: Vec<u32> = table.columns(heading).collect();
        let [_, others @ ..] = columns.as_slice() else { continue };
        if others.is_empty() {
            continue;
        }
        drain(rest, |cell| others.contains(&cell.at.1) && cell.at.0 > table.heading);
        let cells: Vec<String> = columns.iter().map(|column| address::cell(table.heading, *column)).collect();
        found.push(format!("“{name}”: {}", cells.join(", ")));
    }
    if !found.is_empty() {
        let mut finding = finding_at(ReadingFinding::TwoMatches, &table.sheet.name, (table.heading, table.figure));
        finding.found = BilingualText::same(found.join("; "));
        out.push(finding);
    }
}

/// Reports the figures in rows that no indicator claims, together with what else is in those rows.
fn unknown_rows(table: &FigureTable, rest: &mut Rest, out: &mut Vec<Finding>) {
    let mut rows: BTreeMap<u32, bool> = BTreeMap::new();
    for cell in rest.iter().filter(|cell| cell.at.1 == table.figure && cell.at.0 > table.heading) {
        let row = cell.at.0;
        let named = |column: Option<u32>| column.is_some_and(|column| table.sheet.cell(row, column).is_some());
        if cell.is_number() || named(table.code) || named(table.label) {
            rows.insert(row, is_total(table, row));
        }
    }
    for (is_sum, kind) in [(false, ReadingFinding::UnknownRow), (true, ReadingFinding::OtherNumbers)] {
        let last = table.column(TableHeading::Note).unwrap_or(table.figure).max(table.figure);
        let cells = drain(rest, |cell| rows.get(&cell.at.0) == Some(&is_sum) && cell.at.1 <= last);
        let figures: Vec<&RestCell> = cells.iter().filter(|cell| cell.at.1 == table.figure).collect();
        let Some(first) = figures.first() else { continue };
        let found = list(&figures, ListedKind::Cells, |cell| shown(table, cell));
        out.push(Finding { found, ..finding_at(kind, &table.sheet.name, first.at) });
    }
}

/// Returns a figure with the code and label of its row.
fn shown(table: &FigureTable, cell: &RestCell) -> String {
    let text = |column: Option<u32>| {
        let cell: Option<&GridCell> = column.and_then(|column| table.sheet.cell(cell.at.0, column));
        cell.map(|cell| shortened(&cell.value.display())).filter(|text| !text.is_empty())
    };
    let row: Vec<String> = [text(table.code), text(table.label)].into_iter().flatten().collect();
    let figure = format!("{} “{}”", cell.address(), cell.text());
    if row.is_empty() { figure } else { format!("{figure} ({})", row.join(" ")) }
}

/// Returns true for a row that is headed as a total and has no code.
fn is_total(table: &FigureTable, row: u32) -> bool {
    let has_code = table.code.is_some_and(|column| has_text(table.sheet, row, column));
    let mut labels = table.sheet.cells.range((row, 0)..=(row, table.figure.saturating_sub(1)));
    // "Cộng mục B"; without its marks "Cong" may be a union: công đoàn.
    let is_sum = |text: &str| TOTALS.contains(&&*key(text)) || clean(text).to_lowercase().starts_with("cộng ");
    !has_code && labels.any(|(_, cell)| is_sum(&cell.value.display()))
}

fn has_text(sheet: &SheetGrid, row: u32, column: u32) -> bool {
    sheet.cell(row, column).is_some_and(|cell| !clean(&cell.value.display()).is_empty())
}
