//! The sheet "Khó khăn": the narratives as the units wrote them.

use super::super::common_style;
use super::super::context::SheetContext;
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::findings::linked;
use crate::model::amount::Value;
use crate::model::ledger::ReturnStatus;
use crate::workbook::{CellRange, Sheet, SheetCell, Style};

const HEAD: u32 = 3;
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
    let mut sheet = Sheet::new(NAME);
    let (headings, widths): (Vec<&str>, Vec<f64>) = COLUMNS.iter().copied().unzip();
    let second = "Nguyên văn phần thuyết minh của các đơn vị, theo đơn vị và kỳ.";
    common_style::title(
        &mut sheet,
        "KHÓ KHĂN, VƯỚNG MẮC VÀ THUYẾT MINH",
        common_style::note(second),
        COLUMNS.len() as u32 - 1,
    );
    common_style::list_head(&mut sheet, HEAD, &headings, &widths);
    let (text, centre) = (common_style::cell(), common_style::centre());
    let mut at = HEAD + 1;
    for (unit, of) in context.plan.units.iter().enumerate() {
        let slots = context.ledger.slots.get(unit).map_or(&[][..], |s| s);
        for (period, slot) in slots.iter().enumerate().filter(|(_, s)| s.state != ReturnStatus::Missing) {
            let Some(submission) = context.ledger.selected(unit, period) else { continue };
            for narrative in &context.plan.narratives {
                let Some(figure) = submission.figures.get(narrative.name.as_str()) else { continue };
                let value = figure.amount.value();
                if value.is_empty() {
                    continue;
                }
                let words = if let Value::Text(words) = &value { words.as_str() } else { "" };
                sheet.text(at, 0, &of.name, &text);
                sheet.text(at, 1, submission.period.to_string(), &centre);
                sheet.text(at, 2, slot.state.word(), &centre);
                sheet.text(at, 3, &narrative.question, &text);
                sheet.set(at, 4, SheetCell::value(&value, &text));
                let name = submission.file.rsplit('/').next().unwrap_or_default();
                linked(&mut sheet, at, 5, name, Some(common_style::path_of(&submission.file)), &text);
                let link = common_style::link_to(&submission.file, Some(&figure.sheet), Some(&figure.cell));
                linked(&mut sheet, at, 6, &figure.cell, Some(link), &centre);
                let texts = [
                    (narrative.question.as_str(), COLUMNS[3].1),
                    (words, COLUMNS[4].1),
                    (submission.file.as_str(), COLUMNS[5].1),
                ];
                common_style::fit(&mut sheet, at, 10, &texts, 20.0);
                at += 1;
            }
        }
    }
    let rows = at - HEAD - 1;
    if rows == 0 {
        let area = CellRange::new(HEAD + 1, 0, HEAD + 1, COLUMNS.len() as u32 - 1);
        sheet.merge(area, SheetCell::text("Chưa đơn vị nào ghi thuyết minh.", &Style::note()));
    }
    common_style::list(&common_style::footer(context), &mut sheet, HEAD, COLUMNS.len() as u32, rows);
    sheet
}
