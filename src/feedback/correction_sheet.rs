//! The sheet "Cần sửa" of a returned form: one row for each point, errors first. It opens first and is not printed.

use super::UnitFeedback;
use super::placed_point::PlacedPoint;
use crate::form::corrections::{CODE, CorrectionTexts, HEADING, NUMBER, SHEET, VERDICT, check_code};
use crate::model::finding::Severity;
use crate::model::text::{Lang, StaticText, text_in};
use crate::plan::{Plan, Unit};
use crate::workbook::style::{self, Align};
use crate::workbook::{
    CellRange, ConditionalFormat, ConditionalStyle, DifferentialFormat, PageSetup, Sheet, SheetCell, Style, address,
    measure,
};

/// Headings and widths of the columns. Together they are about as wide as a screen.
const COLUMNS: [(StaticText, f64); 10] = [
    (StaticText::new("TT", "No."), 4.5),
    (StaticText::new("Mức", "Severity"), 11.0),
    (StaticText::new("Cần sửa", "To correct"), 38.0),
    (StaticText::new("Ô trong tệp này", "Cell in this file"), 13.0),
    (StaticText::new("Đã ghi", "Found"), 24.0),
    (StaticText::new("Phải là", "Expected"), 24.0),
    (StaticText::new("Cách sửa", "How to fix it"), 36.0),
    (StaticText::new("Nay", "Now"), 5.0),
    (StaticText::new("Ô trong tệp đã gửi", "Cell in the file sent"), 14.0),
    (StaticText::new("Mã", "Code"), 9.0),
];

/// Builds the sheet.
pub(super) fn sheet(plan: &Plan, unit: &Unit, feedback: &UnitFeedback, points: &[PlacedPoint]) -> Sheet {
    let mut sheet = Sheet::new(SHEET.in_lang(plan.language));
    let widths: Vec<f64> = COLUMNS.iter().map(|(_, width)| *width).collect();
    sheet.set_widths(&widths);
    sheet.protected = true;
    sheet.tab = Some(style::RED);
    sheet.freeze = Some((HEADING + 1, 0));
    head(&mut sheet, plan, unit, feedback);
    for (row, (number, point)) in (HEADING + 1..).zip((1..).zip(points)) {
        point_row(&mut sheet, row, number, point);
    }
    let last = HEADING + points.len().max(1) as u32;
    for (mark, color, fill) in style::MARK_COLOURS {
        let format = DifferentialFormat { color: Some(color), fill, bold: false };
        for column in [1, VERDICT] {
            let area = CellRange::new(HEADING + 1, column, last, column);
            let first = address::cell(area.top, area.left);
            let look = ConditionalStyle::When(format!("LEFT({first},1)=\"{mark}\""), format.clone());
            sheet.conditions.push(ConditionalFormat { area, look });
        }
    }
    // An empty cell: the sheet is for the screen, and the signed form is printed without it.
    let nothing = CellRange::cell(0, CODE + 2);
    sheet.page = PageSetup { landscape: true, area: Some(nothing), lang: plan.language, ..PageSetup::default() };
    sheet
}

/// Returns the sentence about the return: counted or not, and what is to be done.
fn state(t: Lang, feedback: &UnitFeedback) -> String {
    let (errors, warnings) = feedback.counts();
    let sent = feedback.submission.map_or(0, |submission| submission.number);
    match (errors, feedback.is_counted) {
        (0, _) => text_in!(
            t,
            "Báo cáo (lần gửi {sent}) đã được tổng hợp; có {warnings} cảnh báo, đề nghị xem lại.",
            "The return (submission {sent}) is counted; warnings to check: {warnings}."
        ),
        (_, _) => text_in!(
            t,
            "Báo cáo (lần gửi {sent}) chưa được tổng hợp: còn {errors} lỗi phải sửa{}.",
            "The return (submission {sent}) is not counted; errors to correct: {errors}{}.",
            match warnings {
                0 => String::new(),
                _ => text_in!(t, ", {warnings} cảnh báo đề nghị xem lại", ", warnings to check: {warnings}"),
            }
        ),
    }
}

fn head(sheet: &mut Sheet, plan: &Plan, unit: &Unit, feedback: &UnitFeedback) {
    let t = plan.language;
    let (errors, _) = feedback.counts();
    let state = state(t, feedback);
    let receiver = plan.receiver();
    let lines = [
        (
            text_in!(t, "CẦN SỬA · {} · {}", "CORRECTIONS · {} · {}", unit.name, feedback.period.heading_in(t)),
            Style::title(),
        ),
        (state, Style { color: if errors > 0 { style::RED } else { style::AMBER }, ..Style::default().bold() }),
        (
            t.pick(
                "Tệp này có sẵn số liệu đơn vị đã gửi. Bấm vào cột “Ô trong tệp này” để đến chỗ cần sửa: ô tô màu, viền đậm, có ghi chú. \
                 Cột “Nay” là dấu kiểm tra của biểu, tự đổi khi sửa: ✓ đạt, ✗ còn lỗi, ▲ còn cảnh báo, ○ còn phải nhập, – để trống.",
                "This file holds the figures that you sent. Click the column “Cell in this file” to go to a cell to correct: it is \
                 coloured, has a thick border and a note. The column “Now” is the check mark of the form and changes as you \
                 correct: ✓ passes, ✗ error, ▲ warning, ○ still to enter, – blank.",
            )
            .to_string(),
            Style { italic: false, wrap: true, ..Style::note() },
        ),
        (
            text_in!(
                t,
                "Sửa xong, lưu và gửi tệp này về {receiver} (Lần gửi đã ghi sẵn: {}). Không phải xóa màu, ghi chú hay trang này.",
                "Then save this file and send it to {receiver} (the submission number {} is filled in). Colours, notes and this \
                 sheet may stay.",
                feedback.next_number
            ),
            Style { italic: false, wrap: true, ..Style::note() },
        ),
    ];
    let width: f64 = COLUMNS.iter().take(CODE as usize).map(|(_, width)| *width).sum();
    for (row, (text, look)) in (0..).zip(&lines) {
        sheet.merge(CellRange::new(row, 0, row, CODE - 1), SheetCell::text(text.as_str(), look));
        sheet.heights.insert(row, measure::height(measure::lines(text, width, look.size), look.size, 20.0));
    }
    for (column, (heading, _)) in (0..).zip(COLUMNS).filter(|(column, _)| *column < CODE) {
        sheet.text(HEADING, column, heading.in_lang(t), &Style::list_head());
    }
    sheet.heights.insert(HEADING, 32.0);
    let headings = COLUMNS.iter().take(CODE as usize).map(|(heading, _)| heading.in_lang(t));
    let code = check_code(lines.iter().map(|(text, _)| text.as_str()).chain(headings));
    sheet.text(HEADING, CODE, code, &code_style());
}

fn point_row(sheet: &mut Sheet, row: u32, number: u32, point: &PlacedPoint) {
    let cell = Style { top: true, indent: 1, ..Style::cell().size(10) };
    let centre = Style { indent: 0, ..cell.align(Align::Center) };
    let texts = &point.texts;
    sheet.number(row, NUMBER, f64::from(number), &centre);
    for (column, text) in CorrectionTexts::COLUMNS.into_iter().zip(texts.texts()) {
        let look = if column == 2 { cell.bold() } else { cell.clone() };
        sheet.text(row, column, text, &look);
    }
    if let Some(target) = &point.target {
        let link = Style { underline: true, ..cell.color(style::ACCENT) };
        let place = format!("internal:{}{}", address::sheet(&target.sheet), address::cell(target.at.0, target.at.1));
        sheet.set(row, 3, SheetCell::text(texts.cell.as_str(), &link).with_link(place));
    }
    match &point.verdict {
        Some(verdict) => {
            let at = address::on(&verdict.sheet, verdict.at.0, verdict.at.1);
            sheet.formula(row, VERDICT, format!("LEFT({at},1)"), &centre.bold());
        }
        None => sheet.blank(row, VERDICT, &centre),
    }
    sheet.text(row, CODE, check_code(texts.texts()), &code_style());
    let width = |column: u32| COLUMNS.get(column as usize).map_or(10.0, |(_, width)| width - 2.0);
    let columns = CorrectionTexts::COLUMNS.into_iter().zip(texts.texts());
    let lines = columns.map(|(column, text)| measure::lines(text, width(column), 10)).max().unwrap_or(1);
    let least = if point.severity == Severity::Error { 30.0 } else { 24.0 };
    sheet.heights.insert(row, measure::height(lines, 10, least));
}

fn code_style() -> Style {
    Style { top: true, ..Style::default().size(8).color(style::GREY) }
}
