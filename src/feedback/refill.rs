//! Fills a blank form with the content of a return, exactly as it was taken, and remembers where each cell of the file
//! that was sent is in the form.

use crate::check::{self, format_value};
use crate::form::{FormPlaces, ROSTER_ROWS, add_rows, corrections};
use crate::formula::literal::literal;
use crate::model::amount::Amount;
use crate::model::shared_str::SharedStr;
use crate::model::submission::Submission;
use crate::model::text::Lang;
use crate::model::visible;
use crate::plan::{Plan, header};
use crate::workbook::{CellContent, SheetCell, Style, Workbook, address};
use std::collections::HashMap;

/// The longest content that is repeated beside its cell, in characters: a text in a formula has at most 255 UTF-16 units.
const RAW: usize = 100;

/// A cell of the returned form: its sheet, row and column from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReturnedCell {
    /// The sheet.
    pub sheet: String,
    /// Row and column, from 0.
    pub at: (u32, u32),
}

/// The places of a return's cells in the returned form.
#[derive(Clone, Debug, Default)]
pub(super) struct RefilledCells {
    /// By sheet and cell of the file that was sent.
    cells: HashMap<(String, String), ReturnedCell>,
    /// The first cell of each row of that file.
    rows: HashMap<(String, u32), ReturnedCell>,
    /// What could not be read, as it was typed.
    pub unreadable: Vec<(ReturnedCell, String)>,
}

impl RefilledCells {
    /// Returns the cell of the returned form for a cell of the file that was sent: the same cell, else the figure or first
    /// cell of its row.
    pub(super) fn find(&self, sheet: &str, cell: &str) -> Option<&ReturnedCell> {
        let exact = self.cells.get(&(sheet.to_string(), cell.to_string()));
        let row = || address::parse(cell).and_then(|(row, _)| self.rows.get(&(sheet.to_string(), row)));
        exact.or_else(row)
    }

    fn add(&mut self, sheet: &str, cell: &str, to: ReturnedCell) {
        if let Some((row, _)) = address::parse(cell) {
            self.rows.entry((sheet.to_string(), row)).or_insert_with(|| to.clone());
            self.cells.insert((sheet.to_string(), cell.to_string()), to);
        }
    }
}

/// Fills a form with a return; `number` becomes its submission number.
pub(super) fn refill(
    book: &mut Workbook,
    plan: &Plan,
    places: &FormPlaces,
    submission: &Submission,
    number: u32,
) -> RefilledCells {
    let mut cells = RefilledCells::default();
    let header = plan.header().iter().filter(|field| field.input && field.name != header::NUMBER);
    let indicators = plan.indicators.iter().map(|indicator| indicator.name.as_str());
    let narratives = plan.narratives.iter().map(|narrative| narrative.name.as_str());
    for name in indicators.chain(narratives).chain(header.map(|field| field.name)) {
        let Some((sheet, at)) = places.cell(name) else { continue };
        let to = ReturnedCell { sheet: sheet.to_string(), at };
        let figure = submission.figures.get(name);
        let amount = figure.map_or(&Amount::Blank, |figure| &figure.amount);
        // What a nil return leaves open was not typed.
        let amount = if check::is_filled_in(submission, name) { &Amount::Blank } else { amount };
        put(book, &to, amount, &mut cells);
        if let Some(figure) = figure.filter(|figure| !figure.cell.is_empty()) {
            cells.add(&figure.sheet, &figure.cell, to);
        }
    }
    if let Some((sheet, at)) = places.cell(header::NUMBER) {
        let to = ReturnedCell { sheet: sheet.to_string(), at };
        set(book, &to, CellContent::Number(f64::from(number)));
        if let Some(figure) = submission.figures.get(header::NUMBER) {
            cells.add(&figure.sheet, &figure.cell, to);
        }
    }
    notes(book, (plan, places), submission, &mut cells);
    rosters(book, plan, submission, &mut cells);
    identity(plan, places, submission, &mut cells);
    cells
}

/// Remembers where unit and period are: the form prints them itself.
fn identity(plan: &Plan, places: &FormPlaces, submission: &Submission, cells: &mut RefilledCells) {
    for field in plan.header().iter().filter(|field| !field.input) {
        let figure = submission.figures.get(field.name).filter(|figure| !figure.cell.is_empty());
        if let (Some(figure), Some((sheet, at))) = (figure, places.cell(field.name)) {
            cells.add(&figure.sheet, &figure.cell, ReturnedCell { sheet: sheet.to_string(), at });
        }
    }
}

/// Writes the notes beside the figures, and what could not be read where there is room for it.
fn notes(
    book: &mut Workbook,
    (plan, places): (&Plan, &FormPlaces),
    submission: &Submission,
    cells: &mut RefilledCells,
) {
    let mut texts: HashMap<&str, Vec<&str>> = HashMap::new();
    for note in &submission.notes {
        texts.entry(&note.name).or_default().push(&note.text);
        if let Some((sheet, at)) = places.note(&note.name) {
            cells.add(&note.sheet, &note.cell, ReturnedCell { sheet: sheet.to_string(), at });
        }
    }
    for (name, texts) in &texts {
        if let Some((sheet, at)) = places.note(name) {
            set(book, &ReturnedCell { sheet: sheet.to_string(), at }, text(&texts.join("\n")));
        }
    }
    for (name, figure) in &submission.figures {
        let Amount::Unreadable { raw, .. } = &figure.amount else { continue };
        let note = places.note(name).filter(|_| !texts.contains_key(name.as_str()));
        if let Some((sheet, at)) = note {
            let to = ReturnedCell { sheet: sheet.to_string(), at };
            set(book, &to, unreadable_note(places, name, raw, plan.language));
        }
    }
}

/// Returns the text beside an empty cell whose content could not be read. It is gone once the cell is filled in.
fn unreadable_note(places: &FormPlaces, name: &str, raw: &str, lang: Lang) -> CellContent {
    let shown = literal(&corrections::unreadable_text(&format_value::clip(&visible::line(raw), RAW), lang));
    let formula = match places.cell(name) {
        Some((_, (row, column))) => format!("IF(COUNTBLANK({})=1,{shown},\"\")", address::cell(row, column)),
        None => shown,
    };
    SheetCell::formula(formula, &Style::default()).content
}

fn rosters(book: &mut Workbook, plan: &Plan, submission: &Submission, cells: &mut RefilledCells) {
    for (roster, sent) in plan.rosters.iter().zip(&submission.rosters) {
        let count = u32::try_from(sent.rows.len()).unwrap_or(u32::MAX);
        if count > ROSTER_ROWS
            && let Some(sheet) = book.sheets.iter_mut().find(|sheet| sheet.name == roster.code)
        {
            add_rows(sheet, roster, count);
        }
        for (index, row) in sent.rows.iter().enumerate() {
            for column in 0..roster.columns.len() {
                let (sheet, at) = FormPlaces::roster_cell(roster, index, column);
                let to = ReturnedCell { sheet: sheet.to_string(), at };
                put(book, &to, row.cells.get(column).unwrap_or(&Amount::Blank), cells);
                let letters = sent.letters(index, column).map_or("", SharedStr::as_str);
                let from = if letters.is_empty() { String::new() } else { format!("{letters}{}", row.row) };
                cells.add(sent.place(index).0, &from, to);
            }
        }
    }
}

/// Writes an amount. One that could not be read leaves the cell empty.
fn put(book: &mut Workbook, to: &ReturnedCell, amount: &Amount, cells: &mut RefilledCells) {
    let content = match amount {
        Amount::Blank => CellContent::Blank,
        Amount::Number(number) => CellContent::Number(*number),
        Amount::Text(text) => CellContent::Text(text.clone()),
        Amount::Unreadable { raw, .. } => {
            cells.unreadable.push((to.clone(), raw.to_string()));
            CellContent::Blank
        }
    };
    set(book, to, content);
}

fn text(text: &str) -> CellContent {
    CellContent::Text(text.into())
}

fn set(book: &mut Workbook, to: &ReturnedCell, content: CellContent) {
    if let Some(sheet) = book.sheets.iter_mut().find(|sheet| sheet.name == to.sheet) {
        sheet.cells.change(to.at, |cell| cell.content = content);
    }
}
