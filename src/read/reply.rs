//! Recognises what a returned form has besides the form: the sheet "Cần sửa" and the notes on the cells to correct. A row
//! is known by its check code; what a person added or changed is reported.

use super::finding_at;
use super::listing::{ListedKind, list, shortened};
use super::reading_findings::ReadingFinding;
use super::text::code_key;
use crate::form::corrections::{self, CODE, CorrectionTexts, NUMBER, VERDICT, check_code};
use crate::grid::{Grid, GridCell, SheetGrid};
use crate::model::finding::Finding;
use crate::model::submission::Submission;
use crate::model::text::Lang;
use crate::workbook::address;
use std::collections::BTreeMap;

/// The marks that the program wrote into a returned form.
#[derive(Debug, Default)]
pub(super) struct ReplyMarks {
    /// The number of cells of the sheet that are as the program wrote them.
    printed: u32,
    /// The cells of the sheet that a person added or changed.
    rest: Vec<((u32, u32), String)>,
    /// The name of the sheet in the file.
    sheet: String,
    /// The notes of its points, as words.
    notes: Vec<String>,
}

impl ReplyMarks {
    /// Takes the sheet out of the file. A sheet of that name without any valid check code is no such sheet and stays.
    pub(super) fn take_out(grid: &mut Grid) -> Self {
        let is_named = |sheet: &SheetGrid| {
            [corrections::SHEET.vi, corrections::SHEET.en].into_iter().any(|own| code_key(&sheet.name) == code_key(own))
        };
        let Some(index) = grid.sheets.iter().position(is_named) else { return ReplyMarks::default() };
        let Some(marks) = grid.sheets.get(index).and_then(ReplyMarks::of_sheet) else { return ReplyMarks::default() };
        grid.sheets.remove(index);
        marks
    }

    fn of_sheet(sheet: &SheetGrid) -> Option<Self> {
        let mut rows: BTreeMap<u32, Vec<(u32, &GridCell)>> = BTreeMap::new();
        for ((row, column), cell) in sheet.cells.iter().filter(|(_, cell)| !cell.value.is_blank()) {
            rows.entry(*row).or_default().push((*column, cell));
        }
        let is_english = code_key(&sheet.name) == code_key(corrections::SHEET.en);
        let lang = if is_english { Lang::En } else { Lang::Vi };
        let heading = heading(&rows);
        let mut marks = ReplyMarks { sheet: sheet.name.clone(), ..ReplyMarks::default() };
        for (row, cells) in &rows {
            let point = point(cells);
            let is_own = point.is_some() || heading.is_some_and(|heading| *row <= heading);
            for (column, cell) in cells {
                let is_last = *column <= CODE;
                if is_own && is_last && (point.is_none() || *column != VERDICT || is_verdict(cell)) {
                    marks.printed += 1;
                } else {
                    marks.rest.push(((*row, *column), cell.value.display().into_owned()));
                }
            }
            marks.notes.extend(point.map(|point| words(&point.note(lang))));
        }
        (heading.is_some() || !marks.notes.is_empty()).then_some(marks)
    }

    /// Returns true if a note consists of the texts of points.
    pub(super) fn has_note(&self, text: &str) -> bool {
        let text = words(text);
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let Some(next) = self.notes.iter().find_map(|note| rest.strip_prefix(note.as_str())) else { return false };
            rest = next.trim_start();
        }
        !text.is_empty()
    }

    /// Adds the cells of the sheet to the balance of the returns, with a finding about what a person wrote there.
    pub(super) fn settle(&self, returns: &mut [Submission]) {
        let finding = self.rest.first().map(|(at, _)| {
            let found = list(&self.rest, ListedKind::Cells, |(at, text)| {
                format!("{} “{}”", address::cell(at.0, at.1), shortened(text))
            });
            Finding { found, ..finding_at(ReadingFinding::OtherTexts, &self.sheet, *at) }
        });
        for submission in returns {
            submission.balance.printed += self.printed;
            submission.balance.reported += self.rest.len() as u32;
            submission.add_findings(finding.clone());
        }
    }
}

/// Returns the row of the headings: its check code is that of all texts down to it.
fn heading(rows: &BTreeMap<u32, Vec<(u32, &GridCell)>>) -> Option<u32> {
    let mut texts: Vec<String> = Vec::new();
    for (row, cells) in rows {
        let text = |(_, cell): &(u32, &GridCell)| cell.value.display().into_owned();
        texts.extend(cells.iter().filter(|(column, _)| *column < CODE).map(text));
        let code = cells.iter().find(|(column, _)| *column == CODE).map(text);
        if code.is_some_and(|code| check_code(texts.iter().map(String::as_str)) == code.trim()) {
            return Some(*row);
        }
    }
    None
}

/// Returns the point of a row whose check code is right.
fn point(cells: &[(u32, &GridCell)]) -> Option<CorrectionTexts> {
    let text = |column: u32| {
        cells
            .iter()
            .find(|(at, _)| *at == column)
            .map_or_else(String::new, |(_, cell)| cell.value.display().into_owned())
    };
    let code = text(CODE);
    if code.is_empty() || text(NUMBER).is_empty() {
        return None;
    }
    let texts = CorrectionTexts::from_texts(CorrectionTexts::COLUMNS.map(text));
    (check_code(texts.texts()) == code.trim()).then_some(texts)
}

/// Returns true for the live verdict of the form: a mark, or an error of a program that does not know its names.
fn is_verdict(cell: &GridCell) -> bool {
    cell.formula.is_some() || cell.value.display().trim().chars().count() <= 1
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
