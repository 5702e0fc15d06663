//! The sheet "Khó khăn": the narratives as the units wrote them and the notes beside their figures, by question. The
//! report period comes first and the earlier ones below it, the latest first.

use super::super::common_style;
use super::super::context::SheetContext;
use super::super::return_link;
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::list_sheet::{ListSheet, linked};
use crate::model::amount::Value;
use crate::model::ledger::ReturnStatus;
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::model::text::{Lang, StaticText, text_in};
use crate::model::visible;
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, style};

/// Headings and widths in characters.
const COLUMNS: [(StaticText, f64); 6] = [
    (StaticText::new("Đơn vị", "Unit"), 24.0),
    (StaticText::new("Báo cáo của đơn vị (nguyên văn)", "Answer of the unit (as written)"), 90.0),
    (StaticText::new("Trạng thái", "Status"), 11.0),
    (StaticText::new("Trang", "Sheet"), 9.0),
    (StaticText::new("Ô", "Cell"), 8.0),
    (StaticText::new("Tệp", "File"), 36.0),
];
/// The last column that is printed.
const PRINTED: u32 = 4;

/// Name of the sheet.
const NAME: StaticText = StaticText::new("Khó khăn", "Difficulties");

/// The sheet.
pub(super) const SHEET: SheetEntry = SheetEntry {
    names: &[NAME],
    audience: SheetAudience::Details,
    origin: SheetOrigin::Returns,
    drawing: SheetDrawing::One(|context| Ok(sheet(context))),
};

/// Builds the sheet.
fn sheet(context: &SheetContext) -> Sheet {
    let t = context.plan.language;
    let cycle = context.plan.cycle().noun_in(t);
    let second = text_in!(
        t,
        "Nguyên văn phần thuyết minh và cột Ghi chú, theo từng nội dung: {}; các {cycle} trước ở dưới.",
        "Narratives and remarks as written, by question: {}; earlier {cycle}s below.",
        context.ledger.span.heading_in(t)
    );
    let mut list = ListSheet::new(
        t,
        NAME,
        t.pick("KHÓ KHĂN, VƯỚNG MẮC VÀ THUYẾT MINH", "DIFFICULTIES AND NARRATIVES"),
        &second,
        &COLUMNS,
    );
    let report = context.ledger.report.ordinal(context.plan.first);
    for period in (0..usize::try_from(report).unwrap_or(0)).rev() {
        let when = context.plan.first.plus(period as i32);
        let answers = answers(context, period);
        let is_report = context.ledger.span.contains(when);
        if is_report || !answers.is_empty() {
            period_band(&mut list, when, t);
        }
        if answers.is_empty() && is_report {
            let row = list.next_row();
            let none = SheetCell::text(
                t.pick("Không đơn vị nào ghi thuyết minh hoặc ghi chú.", "No unit wrote a narrative or a remark."),
                &Style::note(),
            );
            list.sheet.merge(CellRange::new(row, 0, row, PRINTED), none);
        }
        let mut question = "";
        for answer in &answers {
            if answer.question != question {
                question_band(&mut list, &answer.question);
                question = &answer.question;
            }
            row(&mut list, answer, t);
        }
    }
    list.print_up_to(PRINTED);
    let mut sheet = list.finish(&common_style::footer(context));
    // Bands are between the rows, so that the list is read and not filtered.
    sheet.filter = None;
    sheet.page = PageSetup { landscape: true, ..sheet.page };
    sheet
}

fn period_band(list: &mut ListSheet, period: Period, lang: Lang) {
    let look = Style::table_title();
    let row = list.next_row();
    list.sheet.merge(CellRange::new(row, 0, row, PRINTED), SheetCell::text(period.heading_in(lang), &look));
    list.sheet.heights.insert(row, 26.0);
}

fn question_band(list: &mut ListSheet, question: &str) {
    let look = Style { indent: 1, fill: Some(style::TINT), ..Style::cell().size(10).bold().color(style::ACCENT) };
    let row = list.next_row();
    list.sheet.merge(CellRange::new(row, 0, row, PRINTED), SheetCell::text(question, &look));
    common_style::fit(
        &mut list.sheet,
        row,
        10,
        &[(question, COLUMNS.iter().take(PRINTED as usize + 1).fold(0.0, |all, (_, width)| all + width))],
        20.0,
    );
}

fn row(list: &mut ListSheet, answer: &UnitAnswer, lang: Lang) {
    let (text, centre) = (common_style::cell(), common_style::centre());
    let words = if let Value::Text(words) = &answer.value { words.as_str() } else { "" };
    let (at, sheet) = (list.next_row(), &mut list.sheet);
    let file = &answer.submission.file;
    sheet.text(at, 0, answer.unit, &text);
    sheet.set(at, 1, SheetCell::value(&answer.value, &text));
    sheet.text(at, 2, answer.state.word(lang), &centre);
    sheet.text(at, 3, answer.sheet, &centre);
    let link = return_link::to_cell(file, Some(answer.sheet), Some(answer.cell));
    linked(sheet, at, 4, answer.cell, link, &centre);
    let name = visible::line(file.rsplit('/').next().unwrap_or_default());
    linked(sheet, at, 5, name.as_ref(), return_link::to_file(file), &text);
    let widths = COLUMNS.map(|(_, width)| width);
    common_style::fit(sheet, at, 10, &[(answer.unit, widths[0]), (words, widths[1]), (name.as_ref(), widths[5])], 20.0);
}

/// An answer or a note of a unit, with its cell.
struct UnitAnswer<'a> {
    question: String,
    unit: &'a str,
    state: ReturnStatus,
    submission: &'a Submission,
    value: Value,
    sheet: &'a str,
    cell: &'a str,
}

/// Returns what the units wrote in a period (0 = the plan's first): the answers by question, then the notes by figure,
/// each in the order of the units.
fn answers<'a>(context: &'a SheetContext, period: usize) -> Vec<UnitAnswer<'a>> {
    let t = context.plan.language;
    let plan = context.plan;
    let mut returns = Vec::new();
    for (unit, of) in plan.units.iter().enumerate() {
        let slot = context.ledger.slots.get(unit).and_then(|slots| slots.get(period));
        let Some(slot) = slot.filter(|slot| slot.submission.is_some()) else { continue };
        let Some(submission) = context.ledger.selected(unit, period) else { continue };
        returns.push((of.name.as_str(), slot.state, submission));
    }
    let mut out = Vec::new();
    for narrative in &plan.narratives {
        for (unit, state, submission) in &returns {
            let Some(figure) = submission.figures.get(narrative.name.as_str()) else { continue };
            let value = figure.amount.value();
            if !value.is_empty() {
                let question = format!("{}. {}", narrative.code, narrative.question);
                let (sheet, cell) = (figure.sheet.as_ref(), figure.cell.as_ref());
                out.push(UnitAnswer { question, unit, state: *state, submission, value, sheet, cell });
            }
        }
    }
    for indicator in &plan.indicators {
        for (unit, state, submission) in &returns {
            for note in submission.notes.iter().filter(|note| note.name.as_str() == indicator.name) {
                let question =
                    text_in!(t, "Ghi chú mã {}: {}", "Remark on code {}: {}", indicator.code, indicator.label);
                let value = Value::Text(note.text.to_string());
                let (sheet, cell) = (note.sheet.as_ref(), note.cell.as_ref());
                out.push(UnitAnswer { question, unit, state: *state, submission, value, sheet, cell });
            }
        }
    }
    out
}
