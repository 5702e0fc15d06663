//! Writes everything above the table: the status line, the letterhead, and the header block that identifies the return.

use super::layout::{COUNT, CheckCount, HEADER_TOP, NOTE, TABLE_WIDTHS, VERDICT, VerdictOwner, value_column};
use super::print::{self, GREEN_TINT};
use super::progress;
use super::validation;
use super::verdict::{FINE, listed};
use super::{CHECK_SHEET, FormBuilder};
use crate::model::text::{StaticText, text_in};
use crate::plan::header::{self, HeaderField, HeaderKind};
use crate::workbook::letterhead::{self, Letterhead};
use crate::workbook::style::{Align, CellBorder, NumberFormat};
use crate::workbook::{
    CellRange, ConditionalFormat, ConditionalStyle, DataValidation, DifferentialFormat, Sheet, SheetCell, Style,
    ValidationRule, address, measure, style,
};

/// Valid range of date fields as Excel serial numbers: 1990 to the end of 2199.
const DATES: (i32, i32) = (32_874, 109_574);

/// Writes the rows above the table.
pub(super) fn draw(sheet: &mut Sheet, form: &FormBuilder) {
    let t = form.plan.language;
    status(sheet, form);
    title(sheet, form);
    for line in 0..form.layout.header.len() {
        header_line(sheet, form, line);
    }
    let top = form.layout.header_row(form.layout.header.len());
    let note = Style { indent: 0, wrap: true, ..Style::note() };
    let numbers = if validation::are_whole(&form.plan.indicators) {
        t.pick("Nhập vào ô nền vàng; ghi chú nếu cần. Gõ số liền, không dấu chấm (2136). Chỉ tiêu bắt buộc không phát sinh thì ghi 0.", "Fill in the yellow cells; add notes where needed. Type digits only (2136). A required figure without events is 0.")
    } else {
        t.pick("Nhập vào ô nền vàng; ghi chú nếu cần. Gõ số theo đơn vị tính của dòng, liền các chữ số (2136), số lẻ sau dấu phẩy (45,5). Chỉ tiêu bắt buộc không phát sinh thì ghi 0.", "Fill in the yellow cells; add notes where needed. Type figures in the unit of the row, digits only (2136), decimals as your computer writes them (45.5). A required figure without events is 0.")
    };
    let lines = [
        numbers,
        t.pick("Cột Kiểm tra: ✓ đạt; ✗ lỗi, phải sửa; ▲ cảnh báo, nên xem lại; ○ còn phải nhập; – không bắt buộc, để trống. Cách sửa: xem trang Kiểm tra.", "Column Check: ✓ passed; ✗ error, to be corrected; ▲ warning, please check; ○ still to fill in; – optional, blank. How to fix it: see the sheet Checks."),
    ];
    sheet.heights.insert(top, 6.0);
    let width: f64 = TABLE_WIDTHS.iter().take(NOTE as usize + 1).sum();
    for (row, text) in (top + 1..).zip(lines) {
        sheet.merge(CellRange::new(row, 0, row, NOTE), SheetCell::text(text, &note));
        sheet.heights.insert(row, measure::tight(measure::lines(text, width, note.size), note.size, 16.0));
    }
    sheet.heights.insert(top + 3, 5.0);
}

/// The texts of the status line and the lines below it, with "…" for what depends on the return.
pub(super) const STATUS: [StaticText; 7] = [
    StaticText::new("✓ ĐỦ ĐIỀU KIỆN GỬI", "✓ READY TO SEND"),
    StaticText::new(
        "✓ ĐỦ ĐIỀU KIỆN GỬI (có … cảnh báo, đề nghị xem lại)",
        "✓ READY TO SEND (warnings: …, please check)",
    ),
    StaticText::new("○ Còn … ô phải nhập", "○ … cells still to fill in"),
    StaticText::new(
        "○ Còn … ô phải nhập (có … cảnh báo, đề nghị xem lại)",
        "○ … cells still to fill in (warnings: …, please check)",
    ),
    StaticText::new("✗ CHƯA ĐỦ ĐIỀU KIỆN GỬI: … lỗi", "✗ NOT READY TO SEND: … errors"),
    StaticText::new(
        "✗ CHƯA ĐỦ ĐIỀU KIỆN GỬI: … lỗi, còn … ô phải nhập",
        "✗ NOT READY TO SEND: … errors, … cells still to fill in",
    ),
    StaticText::new("Hạn gửi: …", "Deadline: …"),
];

/// The texts of forms that an earlier version of the program wrote and that units may still send.
pub(super) const EARLIER: [&str; 15] = [
    "✓ ĐƯỢC GỬI",
    "✓ ĐƯỢC GỬI (có … cảnh báo, nên xem lại)",
    "✗ CHƯA GỬI ĐƯỢC: … lỗi",
    "✗ CHƯA GỬI ĐƯỢC: … lỗi (còn … ô chưa nhập)",
    "Chỉ nhập vào ô nền vàng (và cột Ghi chú nếu cần). Số nguyên, không âm; không phát sinh thì ghi 0 ở chỉ tiêu bắt buộc.",
    "Chỉ nhập vào ô nền vàng (và cột Ghi chú nếu cần). Số theo đơn vị tính của dòng, số lẻ sau dấu phẩy; không phát sinh thì ghi 0 ở chỉ tiêu bắt buộc.",
    "CÁC PHÉP KIỂM TRA CỦA BIỂU",
    "Tỉnh kiểm tra lại bằng đúng các công thức này khi nhận biểu. Lỗi (✗): số liệu chưa được cộng vào tổng hợp cho đến khi sửa. Cảnh báo (▲): vẫn được cộng, nên xem lại.",
    "Số chỗ có lỗi, phải sửa trước khi gửi",
    "Số chỗ có cảnh báo, nên xem lại",
    "Số ô bắt buộc còn trống",
    "Các số mà biểu dùng để kiểm tra. Không nhập vào trang này; thấy số không đúng thì báo cho nơi gửi biểu.",
    "Báo cáo kỳ trước chưa được tổng hợp: các ô dưới đây để trống, quy tắc so với kỳ trước không áp dụng.",
    "Chưa có báo cáo nào được tổng hợp.",
    "Cột Kiểm tra:  ✓ đạt    ✗ lỗi, phải sửa    ▲ cảnh báo, nên xem lại    – không bắt buộc, để trống.  Cách sửa: xem trang Kiểm tra.",
];

/// Writes the status line, always visible: it shows whether the form may be sent.
fn status(sheet: &mut Sheet, form: &FormBuilder) {
    let t = form.plan.language;
    let cell = |count: CheckCount| address::on(CHECK_SHEET.in_lang(t), count.row(), COUNT);
    let (errors, warnings, gaps) = (cell(CheckCount::Errors), cell(CheckCount::Warnings), cell(CheckCount::Gaps));
    let more = text_in!(
        t,
        "IF({warnings}>0,\" (có \"&{warnings}&\" cảnh báo, đề nghị xem lại)\",\"\")",
        "IF({warnings}>0,\" (warnings: \"&{warnings}&\", please check)\",\"\")"
    );
    let formula = text_in!(
        t,
        "IF({errors}=0,IF({gaps}=0,\"✓ ĐỦ ĐIỀU KIỆN GỬI\",\"○ Còn \"&{gaps}&\" ô phải nhập\")&{more},\
         \"✗ CHƯA ĐỦ ĐIỀU KIỆN GỬI: \"&{errors}&\" lỗi\"&IF({gaps}>0,\", còn \"&{gaps}&\" ô phải nhập\",\"\"))",
        "IF({errors}=0,IF({gaps}=0,\"✓ READY TO SEND\",\"○ \"&{gaps}&\" cells still to fill in\")&{more},\"✗ NOT READY TO SEND: \"&{errors}&\" errors\"&IF({gaps}>0,\", \"&{gaps}&\" cells still to fill in\",\"\"))"
    );
    let look = Style { size: 13, border: CellBorder::Rule, indent: 1, ..Style::default().bold() };
    sheet.merge(CellRange::new(0, 0, 0, 5), SheetCell::formula(formula, &look));
    let code = Style { shrink: true, border: CellBorder::Rule, ..Style::default().size(10).color(style::GREY) };
    sheet.text(0, NOTE, text_in!(t, "Biểu {}", "Form {}", form.plan.form.code), &code.align(Align::Right));
    sheet.blank(0, VERDICT, &code);
    sheet.heights.insert(0, 28.0);
    dispatch(sheet, form);
    sheet.freeze = Some((1, 0));
    for (mark, color, fill) in
        [("✗", style::RED, style::RED_TINT), ("○", style::AMBER, style::AMBER_TINT), ("✓", style::GREEN, GREEN_TINT)]
    {
        let format = DifferentialFormat { color: Some(color), fill: Some(fill), bold: true };
        let look = ConditionalStyle::When(format!("LEFT($A$1,1)=\"{mark}\""), format);
        sheet.conditions.push(ConditionalFormat { area: CellRange::new(0, 0, 0, VERDICT), look });
    }
}

/// Writes where the return is sent, and until when.
fn dispatch(sheet: &mut Sheet, form: &FormBuilder) {
    let t = form.plan.language;
    let receiver = Style { italic: true, ..Style::default().size(10).color(style::GREY) };
    sheet.text(1, 0, text_in!(t, "Gửi về: {}", "Send to: {}", form.plan.receiver()), &receiver);
    let deadline = text_in!(t, "Hạn gửi: {}", "Deadline: {}", form.plan.dates(form.period).deadline);
    sheet.text(1, NOTE, deadline, &Style::default().bold().color(style::RED).align(Align::Right));
    sheet.heights.insert(1, 18.0);
}

fn title(sheet: &mut Sheet, form: &FormBuilder) {
    let t = form.plan.language;
    let centre = letterhead::line();
    let strong = centre.bold();
    let info = &form.plan.info;
    let words = &form.plan.words;
    Letterhead {
        motto: [words.motto_line(0), words.motto_line(1)],
        issuer: [&info.issuer_short.to_uppercase(), &form.unit.name.to_uppercase()],
        underline: false,
        row: 2,
        left: (0, 1),
        right: (2, NOTE),
        heights: [18.0, 19.0],
    }
    .draw(sheet);
    let title = strong.size(15);
    let period = strong.size(13).color(style::ACCENT);
    let basis = Style { italic: true, ..centre.size(11) };
    let plan = text_in!(t, "({} của {})", "({}, {})", form.plan.basis(), info.issuer_short);
    let titles = [(form.plan.form.title.clone(), &title), (form.period.heading_in(t), &period), (plan, &basis)];
    for (row, (text, look)) in (5..).zip(titles) {
        sheet.merge(CellRange::new(row, 0, row, NOTE), SheetCell::text(text, look));
        sheet.heights.insert(row, 20.0);
    }
    // Top border of the header block.
    for column in 0..=VERDICT {
        sheet.blank(HEADER_TOP - 1, column, &Style { border: CellBorder::Below, ..Style::default() });
    }
    for (row, height) in [(4, 7.0), (8, 6.0)] {
        sheet.heights.insert(row, height);
    }
    progress::draw(sheet, form, HEADER_TOP - 1);
}

/// What the mark of a nil return means.
const NIL: StaticText = StaticText::new(
    "Ghi X nếu cả kỳ không phát sinh: ô số phát sinh để trống là 0, số cuối kỳ để trống giữ như kỳ trước.",
    "Type X if there is nothing to report: blank flows are 0, blank closing figures stay as in the previous period.",
);

/// Height of a line of the header block, in points.
const LINE: f64 = 19.5;

/// Writes one line of the header block: label and value, sometimes a second pair, and the verdict.
fn header_line(sheet: &mut Sheet, form: &FormBuilder, line: usize) {
    let row = form.layout.header_row(line);
    sheet.heights.insert(row, LINE);
    let fields = &form.layout.header[line];
    let label = Style { fill: Some(style::HEAD), border: CellBorder::Below, ..Style::default().color(style::GREY) };
    for (slot, field) in fields.iter().enumerate() {
        let column = value_column(slot);
        let look = if slot == 0 { Style { indent: 0, ..label.clone() } } else { Style { indent: 1, ..label.clone() } };
        if slot == 0 {
            sheet.blank(row, 0, &look);
        }
        sheet.text(row, column - 1, form.plan.header_label(field), &look);
        let right = match (slot, fields.len()) {
            (0, _) if fields.len() > 1 => 3,
            _ => NOTE,
        };
        sheet.merge(CellRange::new(row, column, row, right), value(form, field));
        sheet.validations.extend(of_field(form, field, CellRange::cell(row, column)));
    }
    let rules = form.layout.visible_rules(|p| matches!(p.owner, VerdictOwner::Header(l, _) if l == line));
    let verdict = Style { size: 10, wrap: true, indent: 1, border: CellBorder::Below, ..Style::default() };
    if rules.is_empty() && fields.iter().any(|field| field.name == header::NIL) {
        sheet.text(row, VERDICT, NIL.in_lang(form.plan.language), &Style { size: 9, ..verdict });
        sheet.heights.insert(row, 27.0);
        return;
    }
    if rules.is_empty() {
        sheet.blank(row, VERDICT, &verdict);
        return;
    }
    let height = print::verdict_height(form.plan, rules.iter().map(|p| p.rule), TABLE_WIDTHS[VERDICT as usize], LINE);
    sheet.heights.insert(row, height);
    // Show no verdict while a field that a rule checks is empty.
    let judged = |field: &&HeaderField| {
        rules.iter().any(|p| matches!(p.owner, VerdictOwner::Header(_, name) if name == field.name))
    };
    let slots = fields.iter().enumerate().filter(|(_, f)| judged(f));
    let blanks: Vec<_> = slots.map(|(s, _)| format!("COUNTBLANK({})", address::cell(row, value_column(s)))).collect();
    let last = format!("IF({}>0,\"\",\"{FINE}\")", blanks.join("+"));
    sheet.formula(row, VERDICT, listed(&rules, last), &verdict);
    print::verdict_colours(sheet, CellRange::cell(row, VERDICT));
}

fn value(form: &FormBuilder, field: &HeaderField) -> SheetCell {
    let number = match field.kind {
        HeaderKind::Date => NumberFormat::Date,
        HeaderKind::Number => NumberFormat::General,
        HeaderKind::Text => NumberFormat::Text,
    };
    // Dates have no indent: it leaves too little of the column, and dates do not shrink to fit.
    let indent = u8::from(field.kind != HeaderKind::Date);
    let base = Style { border: CellBorder::All, indent, ..Style::default().number(number) };
    let look = if field.input { base.input() } else { base.bold() };
    let dates = form.plan.dates(form.period);
    match field.name {
        header::UNIT => SheetCell::text(&form.unit.code, &look),
        header::UNIT_NAME => SheetCell::text(&form.unit.name, &look),
        header::VERSION => SheetCell::text(form.plan.form_version(form.period), &look),
        header::YEAR => SheetCell::number(f64::from(form.period.year()), &look),
        name if name == form.plan.cycle().period_field() => SheetCell::number(f64::from(form.period.index()), &look),
        header::NUMBER => SheetCell::number(1.0, &look),
        CUT_OFF => SheetCell::number(f64::from(dates.cut_off.serial()), &look),
        _ => SheetCell { style: look, ..SheetCell::default() },
    }
}

/// Header field that is prefilled with the cut-off of the period.
const CUT_OFF: &str = "ngay_chot";

fn of_field(form: &FormBuilder, field: &HeaderField, area: CellRange) -> Option<DataValidation> {
    let t = form.plan.language;
    let label = form.plan.header_label(field);
    let (input, error) = match field.kind {
        _ if !field.input => return None,
        HeaderKind::Date => (
            ValidationRule::Date(DATES.0, DATES.1),
            t.pick("Gõ ngày theo dạng 31/12/2021.", "Type the date as your computer writes it, such as 31/12/2021."),
        ),
        HeaderKind::Number => (
            ValidationRule::Whole(1),
            t.pick(
                "Ghi số thứ tự của lần gửi: 1, gửi lại thì 2, 3…",
                "Type the number of the submission: 1, then 2, 3… when you send it again.",
            ),
        ),
        HeaderKind::Text if field.name == header::NIL => (
            ValidationRule::Words(vec!["X".to_string()]),
            t.pick(
                "Ghi X nếu không phát sinh, còn lại để trống.",
                "Type X if there is nothing to report, otherwise leave it blank.",
            ),
        ),
        HeaderKind::Text => return None,
    };
    let prompt = if field.kind == HeaderKind::Number {
        (
            label.to_string(),
            t.pick(
                "Lần gửi đầu ghi 1; mỗi lần sửa và gửi lại tăng thêm 1. Lần lớn nhất được tổng hợp.",
                "The first submission is 1; add 1 each time you correct and send it again. The highest is counted.",
            )
            .into(),
        )
    } else {
        (String::new(), String::new())
    };
    Some(DataValidation { area, input, prompt, error: (label.to_string(), error.to_string()), stop: true })
}

/// Returns the range of the verdicts of the header block.
pub(super) fn verdicts(form: &FormBuilder) -> CellRange {
    CellRange::new(HEADER_TOP, VERDICT, form.layout.header_row(form.layout.header.len()) - 1, VERDICT)
}
