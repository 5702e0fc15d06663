//! Writes everything above the table: the status line, the letterhead, and the header block that identifies the return.

use super::layout::{COUNT, CheckCount, HEADER_TOP, NOTE, TABLE_WIDTHS, VERDICT, VerdictOwner, value_column};
use super::print::{self, GREEN_TINT};
use super::progress;
use super::validation;
use super::verdict::{FINE, listed};
use super::{CHECK_SHEET, FormBuilder};
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
pub fn draw(sheet: &mut Sheet, form: &FormBuilder) {
    status(sheet, form);
    title(sheet, form);
    for line in 0..form.layout.header.len() {
        header_line(sheet, form, line);
    }
    let top = form.layout.header_row(form.layout.header.len());
    let note = Style { indent: 0, wrap: true, ..Style::note() };
    let numbers = if validation::are_whole(&form.plan.indicators) {
        "Nhập vào ô nền vàng; ghi chú nếu cần. Gõ số liền, không dấu chấm (2136). Chỉ tiêu bắt buộc không phát sinh thì ghi 0."
    } else {
        "Nhập vào ô nền vàng; ghi chú nếu cần. Gõ số theo đơn vị tính của dòng, liền các chữ số (2136), số lẻ sau dấu phẩy (45,5). Chỉ tiêu bắt buộc không phát sinh thì ghi 0."
    };
    let lines = [
        numbers,
        "Cột Kiểm tra: ✓ đạt; ✗ lỗi, phải sửa; ▲ cảnh báo, nên xem lại; ○ còn phải nhập; – không bắt buộc, để trống. Cách sửa: xem trang Kiểm tra.",
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
pub const STATUS: [&str; 7] = [
    "✓ ĐỦ ĐIỀU KIỆN GỬI",
    "✓ ĐỦ ĐIỀU KIỆN GỬI (có … cảnh báo, đề nghị xem lại)",
    "○ Còn … ô phải nhập",
    "○ Còn … ô phải nhập (có … cảnh báo, đề nghị xem lại)",
    "✗ CHƯA ĐỦ ĐIỀU KIỆN GỬI: … lỗi",
    "✗ CHƯA ĐỦ ĐIỀU KIỆN GỬI: … lỗi, còn … ô phải nhập",
    "Hạn gửi: …",
];

/// The texts of forms that an earlier version of the program wrote and that units may still send.
pub const EARLIER: [&str; 15] = [
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
    let cell = |count: CheckCount| address::on(CHECK_SHEET, count.row(), COUNT);
    let (errors, warnings, gaps) = (cell(CheckCount::Errors), cell(CheckCount::Warnings), cell(CheckCount::Gaps));
    let more = format!("IF({warnings}>0,\" (có \"&{warnings}&\" cảnh báo, đề nghị xem lại)\",\"\")");
    let formula = format!(
        "IF({errors}=0,IF({gaps}=0,\"✓ ĐỦ ĐIỀU KIỆN GỬI\",\"○ Còn \"&{gaps}&\" ô phải nhập\")&{more},\
         \"✗ CHƯA ĐỦ ĐIỀU KIỆN GỬI: \"&{errors}&\" lỗi\"&IF({gaps}>0,\", còn \"&{gaps}&\" ô phải nhập\",\"\"))"
    );
    let look = Style { size: 13, border: CellBorder::Rule, indent: 1, ..Style::default().bold() };
    sheet.merge(CellRange::new(0, 0, 0, 5), SheetCell::formula(formula, &look));
    let code = Style { shrink: true, border: CellBorder::Rule, ..Style::default().size(10).color(style::GREY) };
    sheet.text(0, NOTE, format!("Biểu {}", form.plan.form.code), &code.align(Align::Right));
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
    let receiver = Style { italic: true, ..Style::default().size(10).color(style::GREY) };
    sheet.text(1, 0, format!("Gửi về: {}", form.plan.receiver()), &receiver);
    let deadline = format!("Hạn gửi: {}", form.plan.dates(form.period).deadline);
    sheet.text(1, NOTE, deadline, &Style::default().bold().color(style::RED).align(Align::Right));
    sheet.heights.insert(1, 18.0);
}

fn title(sheet: &mut Sheet, form: &FormBuilder) {
    let centre = letterhead::line();
    let strong = centre.bold();
    let info = &form.plan.info;
    Letterhead {
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
    let plan = format!("({} của {})", info.basis(), info.issuer_short);
    let titles = [(form.plan.form.title.clone(), &title), (form.period.heading(), &period), (plan, &basis)];
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
const NIL: &str =
    "Ghi X nếu cả kỳ không phát sinh: ô số phát sinh để trống là 0, số cuối kỳ để trống giữ như kỳ trước.";

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
        sheet.text(row, column - 1, field.label, &look);
        let right = match (slot, fields.len()) {
            (0, _) if fields.len() > 1 => 3,
            _ => NOTE,
        };
        sheet.merge(CellRange::new(row, column, row, right), value(form, field));
        sheet.validations.extend(of_field(field, CellRange::cell(row, column)));
    }
    let rules = form.layout.visible_rules(|p| matches!(p.owner, VerdictOwner::Header(l, _) if l == line));
    let verdict = Style { size: 10, wrap: true, indent: 1, border: CellBorder::Below, ..Style::default() };
    if rules.is_empty() && fields.iter().any(|field| field.name == header::NIL) {
        sheet.text(row, VERDICT, NIL, &Style { size: 9, ..verdict });
        sheet.heights.insert(row, 27.0);
        return;
    }
    if rules.is_empty() {
        sheet.blank(row, VERDICT, &verdict);
        return;
    }
    let height = print::verdict_height(rules.iter().map(|p| p.rule), TABLE_WIDTHS[VERDICT as usize], LINE);
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
        name if name == form.plan.cycle().stem() => SheetCell::number(f64::from(form.period.index()), &look),
        header::YEAR => SheetCell::number(f64::from(form.period.year()), &look),
        header::NUMBER => SheetCell::number(1.0, &look),
        CUT_OFF => SheetCell::number(f64::from(dates.cut_off.serial()), &look),
        _ => SheetCell { style: look, ..SheetCell::default() },
    }
}

/// Header field that is prefilled with the cut-off of the period.
const CUT_OFF: &str = "ngay_chot";

fn of_field(field: &HeaderField, area: CellRange) -> Option<DataValidation> {
    let (input, error) = match field.kind {
        _ if !field.input => return None,
        HeaderKind::Date => (ValidationRule::Date(DATES.0, DATES.1), "Gõ ngày theo dạng 31/12/2021."),
        HeaderKind::Number => (ValidationRule::Whole(1), "Ghi số thứ tự của lần gửi: 1, gửi lại thì 2, 3…"),
        HeaderKind::Text if field.name == header::NIL => {
            (ValidationRule::Words(vec!["X".to_string()]), "Ghi X nếu không phát sinh, còn lại để trống.")
        }
        HeaderKind::Text => return None,
    };
    let prompt = if field.kind == HeaderKind::Number {
        (
            field.label.to_string(),
            "Lần gửi đầu ghi 1; mỗi lần sửa và gửi lại tăng thêm 1. Lần lớn nhất được tổng hợp.".into(),
        )
    } else {
        (String::new(), String::new())
    };
    Some(DataValidation { area, input, prompt, error: (field.label.to_string(), error.to_string()), stop: true })
}

/// Returns the range of the verdicts of the header block.
pub fn verdicts(form: &FormBuilder) -> CellRange {
    CellRange::new(HEADER_TOP, VERDICT, form.layout.header_row(form.layout.header.len()) - 1, VERDICT)
}
