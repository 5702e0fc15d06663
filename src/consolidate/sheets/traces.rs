//! The sheet "Dấu vết": all figures that were not taken as typed.

use super::super::common_style;
use super::super::context::SheetContext;
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::findings::{linked, unit_name};
use crate::model::submission::{Submission, Trace};
use crate::workbook::style::NumberFormat;
use crate::workbook::{CellRange, Sheet, SheetCell, Style};

const HEAD: u32 = 3;
/// Headings and widths in characters.
const COLUMNS: [(&str, f64); 10] = [
    ("TT", 5.0),
    ("Đơn vị", 24.0),
    ("Kỳ", 9.0),
    ("Tệp", 38.0),
    ("Trang", 9.0),
    ("Ô", 7.0),
    ("Chỉ tiêu", 34.0),
    ("Đơn vị ghi", 20.0),
    ("Đã lấy", 16.0),
    ("Vì sao", 40.0),
];

/// Name of the sheet.
const NAME: &str = "Dấu vết";

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
    let second = "Mọi con số không lấy đúng như đã gõ: chỗ đó ghi gì, chương trình lấy gì, vì sao.";
    common_style::title(&mut sheet, "DẤU VẾT", common_style::note(second), COLUMNS.len() as u32 - 1);
    common_style::list_head(&mut sheet, HEAD, &headings, &widths);
    let mut at = HEAD + 1;
    let submissions = context.ledger.submissions.iter().filter(|s| s.period <= context.ledger.report);
    for (submission, trace) in submissions.flat_map(|s| s.traces.iter().map(move |t| (s, t))) {
        row(&mut sheet, context, at, submission, trace);
        at += 1;
    }
    let rows = at - HEAD - 1;
    if rows == 0 {
        let area = CellRange::new(HEAD + 1, 0, HEAD + 1, COLUMNS.len() as u32 - 1);
        sheet.merge(area, SheetCell::text("Mọi con số đều được lấy đúng như đã gõ.", &Style::note()));
    }
    common_style::list(&common_style::footer(context), &mut sheet, HEAD, COLUMNS.len() as u32, rows);
    sheet
}

/// Returns a figure's code and label.
fn display_name(context: &SheetContext, name: &str) -> String {
    let plan = context.plan;
    if let Some(indicator) = plan.indicator(name) {
        return format!("{} {}", indicator.code, indicator.label);
    }
    if let Some(field) = plan.header_field(name) {
        return field.label.to_string();
    }
    let roster = plan.roster_column(name).and_then(|(r, c)| {
        let roster = plan.rosters.get(r)?;
        Some(format!("{}: {}", roster.code, roster.columns.get(c)?.heading))
    });
    let question = || plan.narratives.iter().find(|n| n.name == name).map(|n| n.code.clone());
    roster.or_else(question).unwrap_or_else(|| name.to_string())
}

fn row(sheet: &mut Sheet, context: &SheetContext, at: u32, submission: &Submission, trace: &Trace) {
    let (text, centre) = (common_style::cell(), common_style::centre());
    let unit = unit_name(context.plan, &submission.unit);
    let label = display_name(context, &trace.name);
    let value = trace.taken.value();
    let taken = SheetCell::value(&value, &common_style::figure().number(NumberFormat::General));
    sheet.number(at, 0, f64::from(at - HEAD), &centre);
    sheet.text(at, 1, unit, &text);
    sheet.text(at, 2, submission.period.to_string(), &centre);
    linked(sheet, at, 3, &submission.file, Some(common_style::path_of(&submission.file)), &text);
    sheet.text(at, 4, &trace.sheet, &centre);
    let link = common_style::link_to(&submission.file, Some(&trace.sheet), Some(&trace.cell));
    linked(sheet, at, 5, &trace.cell, Some(link), &centre);
    sheet.text(at, 6, &label, &text);
    sheet.text(at, 7, &trace.raw, &text.number(NumberFormat::Text));
    sheet.set(at, 8, taken);
    sheet.text(at, 9, &trace.why.vi, &text);
    let texts = [
        (submission.file.as_str(), COLUMNS[3].1),
        (label.as_str(), COLUMNS[6].1),
        (trace.raw.as_str(), COLUMNS[7].1),
        (trace.why.vi.as_str(), COLUMNS[9].1),
    ];
    common_style::fit(sheet, at, 10, &texts, 20.0);
}
