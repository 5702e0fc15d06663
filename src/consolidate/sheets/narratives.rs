//! The sheet "Khó khăn": the narratives as the units wrote them.

use super::super::common_style;
use super::super::context::SheetContext;
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::list_sheet::{ListSheet, linked};
use crate::model::amount::{Figure, Value};
use crate::model::ledger::ReturnStatus;
use crate::model::submission::Submission;
use crate::plan::Narrative;
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
    let second = "Nguyên văn phần thuyết minh của các đơn vị, theo đơn vị và kỳ.";
    let mut list = ListSheet::new(NAME, "KHÓ KHĂN, VƯỚNG MẮC VÀ THUYẾT MINH", second, &COLUMNS);
    for (unit, of) in context.plan.units.iter().enumerate() {
        let slots = context.ledger.slots.get(unit).map_or(&[][..], |s| s);
        for (period, slot) in slots.iter().enumerate().filter(|(_, s)| s.state != ReturnStatus::Missing) {
            let Some(submission) = context.ledger.selected(unit, period) else { continue };
            for narrative in &context.plan.narratives {
                let figure = submission.figures.get(narrative.name.as_str());
                let Some(figure) = figure.filter(|figure| !figure.amount.value().is_empty()) else { continue };
                row(&mut list, &of.name, slot.state, submission, narrative, figure);
            }
        }
    }
    list.note_if_empty("Chưa đơn vị nào ghi thuyết minh.", COLUMNS.len() as u32 - 1);
    list.finish(&common_style::footer(context))
}

fn row(
    list: &mut ListSheet,
    unit: &str,
    state: ReturnStatus,
    submission: &Submission,
    narrative: &Narrative,
    figure: &Figure,
) {
    let (text, centre) = (common_style::cell(), common_style::centre());
    let value = figure.amount.value();
    let words = if let Value::Text(words) = &value { words.as_str() } else { "" };
    let (at, sheet) = (list.next_row(), &mut list.sheet);
    sheet.text(at, 0, unit, &text);
    sheet.text(at, 1, submission.period.to_string(), &centre);
    sheet.text(at, 2, state.word(), &centre);
    sheet.text(at, 3, &narrative.question, &text);
    sheet.set(at, 4, SheetCell::value(&value, &text));
    let name = submission.file.rsplit('/').next().unwrap_or_default();
    linked(sheet, at, 5, name, Some(common_style::path_of(&submission.file)), &text);
    let link = common_style::link_to(&submission.file, Some(&figure.sheet), Some(&figure.cell));
    linked(sheet, at, 6, &figure.cell, Some(link), &centre);
    let texts =
        [(narrative.question.as_str(), COLUMNS[3].1), (words, COLUMNS[4].1), (submission.file.as_str(), COLUMNS[5].1)];
    common_style::fit(sheet, at, 10, &texts, 20.0);
}
