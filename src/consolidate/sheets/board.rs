//! The sheet "Văn bản": number and date of the board's reports, and its remarks, as recorded in the plan. The signed
//! sheets look them up for the chosen period. It is there only if something is recorded.

use super::super::common_style;
use super::super::context::SheetContext;
use super::super::layout::{BoardLayout, sheet};
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use crate::model::text::StaticText;
use crate::workbook::{PageSetup, Sheet, Style};

/// Headings and widths of the documents, then of the remarks.
const COLUMNS: [(StaticText, f64); 10] = [
    (StaticText::new("Kỳ", "Period"), 18.0),
    (StaticText::new("Số văn bản", "Document number"), 18.0),
    (StaticText::new("Ngày", "Date"), 12.0),
    (StaticText::new("In ở trang ký", "Printed on the signed sheet"), 24.0),
    (StaticText::new("Kỳ có ngày", "Period with a date"), 18.0),
    (StaticText::new("Dòng ngày tháng", "Date line"), 40.0),
    (StaticText::new("Đơn vị", "Unit"), 24.0),
    (StaticText::new("Kỳ", "Period"), 18.0),
    (StaticText::new("Để tra", "Lookup key"), 20.0),
    (StaticText::new("Ghi chú của Ban", "Remark of the board"), 60.0),
];

/// The sheet.
pub(super) const SHEET: SheetEntry = SheetEntry {
    names: &[sheet::BOARD],
    audience: SheetAudience::Details,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::Each {
        rows: |context| if BoardLayout::is_shown(context.plan) { vec![0] } else { Vec::new() },
        draw: |context, _| Ok(sheet(context)),
    },
};

/// Draws the sheet.
fn sheet(context: &SheetContext) -> Sheet {
    let t = context.plan.language;
    let plan = context.plan;
    let mut sheet = Sheet::new(sheet::BOARD.in_lang(t));
    let second = t.pick(
        "Ghi ở trang \"Văn bản\" và \"Ghi chú\" của kế hoạch; trang ký lấy theo kỳ đang chọn.",
        "Entered on the sheets of documents and remarks of the plan; the signed sheet follows the chosen period.",
    );
    common_style::title(
        &mut sheet,
        t.pick("VĂN BẢN VÀ GHI CHÚ CỦA BAN", "DOCUMENTS AND REMARKS OF THE BOARD"),
        common_style::note(second),
        COLUMNS.len() as u32 - 1,
    );
    for (column, (heading, width)) in (0..).zip(COLUMNS) {
        sheet.text(BoardLayout::TOP - 1, column, heading.in_lang(t), &Style::list_head());
        sheet.widths.insert(column, width);
    }
    sheet.heights.insert(BoardLayout::TOP - 1, 28.0);
    let (text, centre) = (common_style::cell(), common_style::centre());
    for (row, document) in (BoardLayout::TOP..).zip(&plan.documents) {
        sheet.text(row, BoardLayout::PERIOD, document.period.text_in(t), &centre);
        sheet.text(row, BoardLayout::RAW, &document.number, &text);
        sheet.text(row, BoardLayout::NUMBER, document.printed(&plan.info, t), &text);
        if let Some(date) = document.date {
            sheet.text(row, BoardLayout::DATE, date.to_string(), &centre);
            sheet.text(row, BoardLayout::DATED, document.period.text_in(t), &centre);
            sheet.text(row, BoardLayout::DATE_LINE, date.long(&plan.info.place, t), &text);
        }
    }
    for (row, (unit, period, words)) in (BoardLayout::TOP..).zip(BoardLayout::remarks(plan)) {
        sheet.text(row, BoardLayout::UNIT, plan.unit_name(&unit), &text);
        sheet.text(row, BoardLayout::REMARK_PERIOD, period.text_in(t), &centre);
        sheet.text(row, BoardLayout::KEY, BoardLayout::key(&unit, &period.text_in(t)), &text);
        sheet.text(row, BoardLayout::REMARK, &words, &text);
        common_style::fit(&mut sheet, row, 10, &[(&words, 60.0)], 20.0);
    }
    sheet.protected = true;
    sheet.page = PageSetup { landscape: true, footer: common_style::footer(context), ..PageSetup::default() };
    sheet
}
