//! The sheet "Dấu vết": all figures that were not taken as typed.

use super::super::common_style;
use super::super::context::SheetContext;
use super::super::return_link;
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::list_sheet::{ListSheet, linked};
use crate::model::submission::{Submission, Trace};
use crate::model::text::StaticText;
use crate::plan::{Plan, labels};
use crate::workbook::style::NumberFormat;
use crate::workbook::{Sheet, SheetCell};

/// Headings and widths in characters.
const COLUMNS: [(StaticText, f64); 10] = [
    (StaticText::new("TT", "No."), 4.0),
    (StaticText::new("Đơn vị", "Unit"), 18.0),
    (StaticText::new("Kỳ", "Period"), 10.0),
    (StaticText::new("Trang", "Sheet"), 8.0),
    (StaticText::new("Ô", "Cell"), 6.0),
    (StaticText::new("Chỉ tiêu", "Indicator"), 32.0),
    (StaticText::new("Đơn vị ghi", "As written"), 18.0),
    (StaticText::new("Hiểu là", "Taken as"), 16.0),
    (StaticText::new("Lý do", "Reason"), 36.0),
    (StaticText::new("Tệp", "File"), 38.0),
];

/// Name of the sheet.
const NAME: StaticText = StaticText::new("Dấu vết", "Traces");

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
    let second = t.pick(
        "Những ô chương trình hiểu khác cách gõ: đơn vị ghi gì, chương trình hiểu là gì, lý do.",
        "Cells that are read otherwise than typed: what the unit wrote, what it is taken as, and why.",
    );
    let mut list = ListSheet::new(
        t,
        NAME,
        t.pick("SỐ LIỆU ĐƯỢC CHUẨN HÓA KHI ĐỌC", "FIGURES NORMALISED WHEN READ"),
        second,
        &COLUMNS,
    );
    let submissions = context.ledger.submissions.iter().filter(|s| s.period <= context.ledger.report);
    for (submission, trace) in submissions.flat_map(|s| s.traces.iter().map(move |t| (s, t))) {
        row(&mut list, context, submission, trace);
    }
    list.note_if_empty(
        t.pick("Mọi con số đều được lấy đúng như đã gõ.", "Every figure is taken as typed."),
        COLUMNS.len() as u32 - 1,
    );
    list.print_up_to(COLUMNS.len() as u32 - 2);
    list.finish(&common_style::footer(context))
}

/// Returns the title of a figure; of a narrative only the code, because its question is long.
fn figure_title(plan: &Plan, name: &str) -> String {
    plan.narrative(name).map_or_else(|| labels::title(plan, name), |narrative| narrative.code.clone())
}

fn row(list: &mut ListSheet, context: &SheetContext, submission: &Submission, trace: &Trace) {
    let at = list.next_row();
    let (number, sheet) = (list.rows(), &mut list.sheet);
    let (text, centre) = (common_style::cell(), common_style::centre());
    let unit = context.plan.unit_name(&submission.unit);
    let label = figure_title(context.plan, &trace.name);
    let value = trace.taken.value();
    let format = if value.is_whole() { NumberFormat::Integer } else { NumberFormat::General };
    let taken = SheetCell::value(&value, &common_style::figure().number(format));
    sheet.number(at, 0, f64::from(number), &centre);
    sheet.text(at, 1, unit, &text);
    sheet.text(at, 2, submission.period.text_in(context.plan.language), &centre);
    sheet.text(at, 3, &trace.sheet, &centre);
    let link = return_link::to_cell(&submission.file, Some(&trace.sheet), Some(&trace.cell));
    linked(sheet, at, 4, &trace.cell, link, &centre);
    sheet.text(at, 5, &label, &text);
    sheet.text(at, 6, &trace.raw, &text.number(NumberFormat::Text));
    sheet.set(at, 7, taken);
    sheet.text(at, 8, context.plan.language.text_in(&trace.why), &text);
    linked(sheet, at, 9, &submission.file, return_link::to_file(&submission.file), &text);
    let texts = [
        (unit, COLUMNS[1].1),
        (label.as_str(), COLUMNS[5].1),
        (trace.raw.as_str(), COLUMNS[6].1),
        (context.plan.language.text_in(&trace.why), COLUMNS[8].1),
        (submission.file.as_str(), COLUMNS[9].1),
    ];
    common_style::fit(sheet, at, 10, &texts, 20.0);
}
