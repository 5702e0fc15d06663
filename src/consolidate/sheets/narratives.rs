//! The sheet "Khó khăn": the narratives as the units wrote them, and the notes beside their figures.

use super::super::common_style;
use super::super::context::SheetContext;
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::list_sheet::{ListSheet, linked};
use crate::model::amount::Value;
use crate::model::balance::FigureNote;
use crate::model::ledger::ReturnStatus;
use crate::model::submission::Submission;
use crate::plan::{Narrative, Plan};
use crate::workbook::{Sheet, SheetCell};

/// Headings and widths in characters.
const COLUMNS: [(&str, f64); 7] = [
    ("Đơn vị", 24.0),
    ("Kỳ", 9.0),
    ("Trạng thái", 10.0),
    ("Câu hỏi", 34.0),
    ("Đơn vị viết", 90.0),
    ("Tệp", 36.0),
    ("Ô", 8.0),
];

/// Name of the sheet.
const NAME: &str = "Khó khăn";

/// The sheet.
pub const SHEET: SheetEntry = SheetEntry {
    names: &[NAME],
    audience: SheetAudience::Details,
    origin: SheetOrigin::Returns,
    drawing: SheetDrawing::One(|context| Ok(sheet(context))),
};

/// Builds the sheet.
fn sheet(context: &SheetContext) -> Sheet {
    let second = "Nguyên văn phần thuyết minh và cột Ghi chú của các đơn vị, theo đơn vị và kỳ.";
    let mut list = ListSheet::new(NAME, "KHÓ KHĂN, VƯỚNG MẮC VÀ THUYẾT MINH", second, &COLUMNS);
    for (unit, of) in context.plan.units.iter().enumerate() {
        let slots = context.ledger.slots.get(unit).map_or(&[][..], |s| s);
        for (period, slot) in slots.iter().enumerate().filter(|(_, s)| s.submission.is_some()) {
            let Some(submission) = context.ledger.selected(unit, period) else { continue };
            for line in lines(context.plan, submission) {
                row(&mut list, &of.name, slot.state, submission, &line);
            }
        }
    }
    list.note_if_empty("Chưa đơn vị nào ghi thuyết minh hoặc ghi chú.", COLUMNS.len() as u32 - 1);
    list.finish(&common_style::footer(context))
}

fn row(list: &mut ListSheet, unit: &str, state: ReturnStatus, submission: &Submission, line: &NarrativeLine) {
    let (text, centre) = (common_style::cell(), common_style::centre());
    let words = if let Value::Text(words) = &line.value { words.as_str() } else { "" };
    let (at, sheet) = (list.next_row(), &mut list.sheet);
    sheet.text(at, 0, unit, &text);
    sheet.text(at, 1, submission.period.to_string(), &centre);
    sheet.text(at, 2, state.word(), &centre);
    sheet.text(at, 3, &line.question, &text);
    sheet.set(at, 4, SheetCell::value(&line.value, &text));
    let name = submission.file.rsplit('/').next().unwrap_or_default();
    linked(sheet, at, 5, name, Some(common_style::path_of(&submission.file)), &text);
    let link = common_style::link_to(&submission.file, Some(line.sheet), Some(line.cell));
    linked(sheet, at, 6, line.cell, Some(link), &centre);
    let texts =
        [(line.question.as_str(), COLUMNS[3].1), (words, COLUMNS[4].1), (submission.file.as_str(), COLUMNS[5].1)];
    common_style::fit(sheet, at, 10, &texts, 20.0);
}

/// An answer or a note with its cell.
struct NarrativeLine<'a> {
    question: String,
    value: Value,
    sheet: &'a str,
    cell: &'a str,
}

/// Returns the answers of a return, then the notes beside its figures.
fn lines<'a>(plan: &Plan, submission: &'a Submission) -> Vec<NarrativeLine<'a>> {
    let answer = |narrative: &Narrative| {
        let figure = submission.figures.get(narrative.name.as_str())?;
        let value = figure.amount.value();
        let question = narrative.question.clone();
        (!value.is_empty()).then(|| NarrativeLine { question, value, sheet: &figure.sheet, cell: &figure.cell })
    };
    let note = |note: &'a FigureNote| {
        let indicator = plan.indicator(&note.name)?;
        let question = format!("Ghi chú mã {}: {}", indicator.code, indicator.label);
        let value = Value::Text(note.text.to_string());
        Some(NarrativeLine { question, value, sheet: &note.sheet, cell: &note.cell })
    };
    plan.narratives.iter().filter_map(answer).chain(submission.notes.iter().filter_map(note)).collect()
}
