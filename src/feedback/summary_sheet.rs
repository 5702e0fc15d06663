//! The summary for the board: whom to send what, whom to telephone, what was made before, and files of unknown units.

use super::FEEDBACK;
use crate::model::period::Period;
use crate::model::text::{Lang, StaticText, text_in};
use crate::model::visible;
use crate::plan::Plan;
use crate::workbook::letterhead;
use crate::workbook::style::{self, Align};
use crate::workbook::{
    CellRange, ConditionalFormat, ConditionalStyle, DifferentialFormat, PageSetup, Sheet, SheetCell, Style, Workbook,
    address, measure,
};

/// The row of the headings.
const HEADING: u32 = 4;
/// Headings and widths of the columns.
const COLUMNS: [(StaticText, f64); 11] = [
    (StaticText::new("TT", "No."), 4.0),
    (StaticText::new("Đơn vị", "Unit"), 24.0),
    (StaticText::new("Tình hình", "Status"), 23.0),
    (StaticText::new("Gửi gì", "What goes back"), 20.0),
    (StaticText::new("Biểu gửi kèm", "Attached form"), 35.0),
    (StaticText::new("Thư nháp", "Draft"), 10.0),
    (StaticText::new("Tin nhắn", "Chat message"), 12.0),
    (StaticText::new("Địa chỉ e-mail", "E-mail address"), 27.0),
    (StaticText::new("Gọi điện", "Telephone"), 28.0),
    (StaticText::new("Biểu đã làm trước", "Earlier forms"), 35.0),
    (StaticText::new("Ban tự xem", "For the board"), 8.0),
];

/// A unit in the summary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SummaryLine {
    /// The name of the unit.
    pub unit: String,
    /// The state of its return, with a mark.
    pub state: String,
    /// What goes back.
    pub what: String,
    /// The attached form; empty for none.
    pub form: String,
    /// The draft of the e-mail.
    pub draft: String,
    /// The text for chat.
    pub chat: String,
    /// The addresses, or why there are none.
    pub address: String,
    /// Whom to telephone and why; empty for nobody.
    pub call: String,
    /// Forms of earlier runs.
    pub earlier: Vec<String>,
    /// Codes of findings that only the board can settle.
    pub for_board: String,
}

/// Builds the summary. `counts` are the numbers of forms to correct, reminders and receipts; `unassigned` the received
/// files of which nobody knows the unit.
pub(crate) fn summary(
    plan: &Plan,
    period: Period,
    counts: [usize; 3],
    lines: &[SummaryLine],
    unassigned: &[String],
) -> Workbook {
    let t = plan.language;
    let mut sheet = Sheet::new(t.pick("Phản hồi", "Feedback"));
    let widths: Vec<f64> = COLUMNS.iter().map(|(_, width)| *width).collect();
    sheet.set_widths(&widths);
    let last = COLUMNS.len() as u32 - 1;
    head(&mut sheet, plan, period, counts, lines.len());
    for (row, (number, line)) in (HEADING + 1..).zip((1..).zip(lines)) {
        unit_row(&mut sheet, t, row, number, line);
    }
    let end = HEADING + lines.len() as u32;
    let states = CellRange::new(HEADING + 1, 2, end.max(HEADING + 1), 2);
    let first = address::cell(states.top, states.left);
    for (mark, color, fill) in style::MARK_COLOURS {
        let format = DifferentialFormat { color: Some(color), fill, bold: false };
        let look = ConditionalStyle::When(format!("LEFT({first},1)=\"{mark}\""), format);
        sheet.conditions.push(ConditionalFormat { area: states, look });
    }
    let bottom = unknown(&mut sheet, t, (end + 2, last), unassigned);
    sheet.freeze = Some((HEADING + 1, 2));
    sheet.page = PageSetup {
        landscape: true,
        repeat: Some((HEADING, HEADING)),
        area: Some(CellRange::new(0, 0, bottom.max(end), last)),
        footer: letterhead::footer(&[&text_in!(t, "Kế hoạch {}", "Plan {}", plan.info.number), &period.heading_in(t)]),
        ..PageSetup::default()
    };
    let mut book =
        Workbook::new(text_in!(t, "Phản hồi đơn vị · {}", "Feedback to the units · {}", period.heading_in(t)));
    sheet.page.lang = t;
    book.author = plan.info.issuer_short.clone();
    book.created = plan.info.date.ymd();
    book.add(sheet);
    book
}

/// Writes title, counts, instructions and headings.
fn head(sheet: &mut Sheet, plan: &Plan, period: Period, counts: [usize; 3], units: usize) {
    let t = plan.language;
    let last = COLUMNS.len() as u32 - 1;
    let [corrections, reminders, receipts] = counts;
    let head = [
        (
            text_in!(t, "PHẢN HỒI ĐƠN VỊ · {}", "FEEDBACK TO THE UNITS · {}", period.heading_in(t)),
            Style::title(),
        ),
        (
            text_in!(
                t,
                "{} đơn vị: trả lại {corrections} báo cáo để sửa hoặc xem lại, nhắc {reminders} đơn vị chưa gửi, báo đã nhận {receipts} \
                 đơn vị. Hạn gửi: {}.",
                "Units: {}; forms to correct or check: {corrections}, reminders: {reminders}, receipts: {receipts}. Due on {}.",
                units,
                plan.dates(period).deadline
            ),
            Style::default(),
        ),
        (
            t.pick(
                "Mở tệp .eml bằng Outlook hoặc Thunderbird: thư hiện ra ở dạng chưa gửi, có sẵn lời và tệp kèm; xem lại rồi bấm gửi. \
                 Gửi qua Zalo: chép lời trong tệp .txt và gửi kèm biểu.",
                "Open an .eml file in Outlook or Thunderbird: it is an unsent e-mail with its text and attachment; look at it and \
                 send it. For a chat, copy the text of the .txt file and attach the form.",
            )
            .to_string(),
            Style { italic: false, ..Style::note() },
        ),
    ];
    for (row, (text, look)) in (0..).zip(head) {
        sheet.merge(CellRange::new(row, 0, row, last), SheetCell::text(text, &look));
        sheet.heights.insert(row, if row == 0 { 28.0 } else { 18.0 });
    }
    for (column, (heading, _)) in (0..).zip(COLUMNS) {
        sheet.text(HEADING, column, heading.in_lang(t), &Style::list_head());
    }
    sheet.heights.insert(HEADING, 30.0);
}

fn unit_row(sheet: &mut Sheet, t: Lang, row: u32, number: u32, line: &SummaryLine) {
    let cell = Style { top: true, indent: 1, ..Style::cell().size(10) };
    let link = Style { underline: true, ..cell.color(style::ACCENT) };
    sheet.number(row, 0, f64::from(number), &Style { indent: 0, ..cell.align(Align::Center) });
    let earlier = line.earlier.join("\n");
    // The text of a cell and the file that it opens.
    let texts = [
        (line.unit.as_str(), ""),
        (&line.state, ""),
        (&line.what, ""),
        (&line.form, &line.form),
        (t.pick("Mở thư", "Open draft"), &line.draft),
        (t.pick("Mở tin nhắn", "Open message"), &line.chat),
        (&line.address, ""),
        (&line.call, ""),
        (&earlier, line.earlier.first().filter(|_| line.earlier.len() == 1).map_or("", String::as_str)),
        (&line.for_board, ""),
    ];
    let mut most = 1;
    for (column, (text, file)) in (1..).zip(texts) {
        let content = if file.is_empty() {
            SheetCell::text(text, &if column == 1 { cell.bold() } else { cell.clone() })
        } else {
            SheetCell::text(text, &link).with_link(file)
        };
        sheet.set(row, column, content);
        let width = COLUMNS.get(column as usize).map_or(10.0, |(_, width)| width - 2.0);
        most = most.max(measure::lines(text, width, 10));
    }
    sheet.heights.insert(row, measure::height(most, 10, 24.0));
}

/// Lists the received files of which nobody knows the unit. Returns the last row.
fn unknown(sheet: &mut Sheet, t: Lang, (top, last): (u32, u32), files: &[String]) -> u32 {
    if files.is_empty() {
        return 0;
    }
    let title = text_in!(
        t,
        "Tệp trong tra-loi không đọc được hoặc chưa biết của đơn vị nào, không có trong {FEEDBACK}: xem “Lỗi, cảnh báo” của tệp \
         tổng hợp ({} tệp)",
        "Files in tra-loi that cannot be read or whose unit is not known, and that are not in {FEEDBACK}: see “Findings” of the \
         consolidated workbook ({} files)",
        files.len()
    );
    sheet
        .merge(CellRange::new(top, 0, top, last), SheetCell::text(title, &Style::default().bold().color(style::AMBER)));
    for (row, file) in (top + 1..).zip(files) {
        sheet.merge(
            CellRange::new(row, 1, row, last),
            SheetCell::text(visible::line(file).as_ref(), &Style::default().size(10)),
        );
    }
    top + files.len() as u32
}
