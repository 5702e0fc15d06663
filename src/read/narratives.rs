//! Reads the narratives: a row with the question's code, the answer in the column with its heading.

use super::cell_value::ReturnBuilder;
use super::claims::Claim;
use super::finding_at;
use super::reading_findings::ReadingFinding;
use super::sheet_scope::SheetScope;
use super::text::{PlacedText, PlacedTexts, RowKeys, code_key, key};
use super::value::ExpectedType;
use crate::grid::{Grid, RawValue, SheetGrid};
use crate::model::text::BilingualText;
use crate::plan::Plan;
use crate::workbook::address;
use std::rc::Rc;

/// Length of the longest heading of answers, without accents and spaces.
const ANSWER: usize = "noidungtraloi".len();

/// The place of an answer.
struct AnswerCell<'g> {
    sheet: &'g SheetGrid,
    /// The cell with the code of the question.
    code: (u32, u32),
    /// The cell with the answer.
    at: (u32, u32),
    /// True if the column has the heading of answers.
    is_headed: bool,
}

impl AnswerCell<'_> {
    fn is_blank(&self) -> bool {
        self.sheet.cell(self.at.0, self.at.1).is_none_or(|cell| cell.value.is_blank())
    }

    fn address(&self) -> String {
        format!("{}!{}", self.sheet.name, address::cell(self.at.0, self.at.1))
    }
}

/// Reads the answers: in the column with their heading, else two columns to the right of the code. Two answers to one
/// question are an error.
pub(super) fn narratives(grid: &Grid, keys: &RowKeys, plan: &Plan, scope: &SheetScope, taken: &mut ReturnBuilder) {
    let codes: Vec<Rc<str>> = plan.narratives.iter().map(|n| code_key(&n.code)).collect();
    let mut answers: Vec<Vec<AnswerCell>> = codes.iter().map(|_| Vec::new()).collect();
    for (_, sheet) in grid.sheets.iter().enumerate().filter(|(index, _)| scope.has(*index)) {
        collect(sheet, keys, &codes, &mut answers);
    }
    let sheets: Vec<&SheetGrid> =
        grid.sheets.iter().enumerate().filter(|(index, _)| scope.has(*index)).map(|(_, sheet)| sheet).collect();
    for (narrative, cells) in plan.narratives.iter().zip(&mut answers).filter(|(_, cells)| cells.is_empty()) {
        by_question(&narrative.question, &sheets, keys, cells);
    }
    for (narrative, mut cells) in plan.narratives.iter().zip(answers) {
        // Without a heading a code may be the ordinal of a table.
        if cells.iter().any(|cell| cell.is_headed) {
            cells.retain(|cell| cell.is_headed);
        }
        let filled = cells.iter().position(|cell| !cell.is_blank());
        let Some(first) = cells.get(filled.unwrap_or(0)) else { continue };
        taken.on(first.sheet);
        let value = first.sheet.cell(first.at.0, first.at.1);
        taken.figure(&narrative.name, first.at, value, ExpectedType::Text);
        for cell in &cells {
            taken.on(cell.sheet);
            taken.claim(cell.code, Claim::Printed);
            if cell.at == first.at && std::ptr::eq(cell.sheet, first.sheet) || cell.is_blank() {
                continue;
            }
            taken.claim(cell.at, Claim::Reported);
            let mut finding = finding_at(ReadingFinding::TwoMatches, &cell.sheet.name, cell.at);
            finding.found = BilingualText::same(format!("{}: {}, {}", narrative.code, first.address(), cell.address()));
            taken.findings.push(finding);
        }
    }
}

/// Adds the places of the answers to a question whose code is gone: it is known by its text.
fn by_question<'g>(question: &str, sheets: &[&'g SheetGrid], keys: &RowKeys, answers: &mut Vec<AnswerCell<'g>>) {
    let question = key(question);
    for sheet in sheets {
        let texts = keys.texts_of(sheet);
        let headings = answer_headings(texts);
        for text in texts.iter().filter(|text| !headings.is_empty() && text.key() == &*question) {
            let answer = |(_, column): &(u32, u32)| AnswerCell {
                sheet,
                code: text.at,
                at: (text.at.0, *column),
                is_headed: true,
            };
            answers.extend(headings.iter().map(answer));
        }
    }
}

/// Returns true if a sheet has an answer, false if it has only places for answers, `None` if it has neither.
pub(super) fn has_answers(sheet: &SheetGrid, keys: &RowKeys, plan: &Plan) -> Option<bool> {
    let codes: Vec<Rc<str>> = plan.narratives.iter().map(|n| code_key(&n.code)).collect();
    let mut answers: Vec<Vec<AnswerCell>> = codes.iter().map(|_| Vec::new()).collect();
    collect(sheet, keys, &codes, &mut answers);
    let mut headed = answers.iter().flatten().filter(|answer| answer.is_headed).peekable();
    headed.peek()?;
    Some(headed.any(|answer| !answer.is_blank()))
}

/// Returns the cells with the heading of answers.
pub(super) fn answer_headings(texts: &PlacedTexts<'_>) -> Vec<(u32, u32)> {
    let is_head =
        |text: &&PlacedText| matches!(text.key_before(ANSWER), Some("tra loi" | "noi dung tra loi" | "answer"));
    texts.iter().filter(is_head).map(|text| text.at).collect()
}

/// Adds the places of the answers on a sheet.
fn collect<'g>(sheet: &'g SheetGrid, keys: &RowKeys, codes: &[Rc<str>], answers: &mut [Vec<AnswerCell<'g>>]) {
    let texts = keys.texts_of(sheet);
    let columns: Vec<u32> = answer_headings(texts).into_iter().map(|at| at.1).collect();
    let longest = codes.iter().map(|code| code.len()).max().unwrap_or(0);
    // A code may be typed with spaces. A longer text, or one that starts differently (ignoring zeros), is not a code.
    let short = texts.iter().filter_map(|text| Some((text.at, text.key_before(2 * longest)?)));
    let short = short.filter(|(_, words)| !words.is_empty() && words.len() <= 2 * longest);
    let first = |words: &str| words.trim_start_matches('0').bytes().next();
    let begins = |words: &str| codes.iter().any(|code| first(code) == first(words));
    for code in short.filter(|(_, words)| begins(words)).map(|(place, _)| place) {
        let Some(RawValue::Text(shown)) = sheet.cell(code.0, code.1).map(|c| &c.value) else { continue };
        let shown = code_key(shown);
        let Some(list) = codes.iter().position(|code| *code == shown).and_then(|i| answers.get_mut(i)) else {
            continue;
        };
        let is_headed = !columns.is_empty();
        let places = if is_headed { columns.clone() } else { vec![code.1 + 2] };
        list.extend(places.into_iter().map(|column| AnswerCell { sheet, code, at: (code.0, column), is_headed }));
    }
}
