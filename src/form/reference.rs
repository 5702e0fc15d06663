//! The sheet "Đối chiếu": shows all figures that the checks compare with.

use super::layout::REFERENCE_TOP;
use super::{Form, Previous, REFERENCE_SHEET};
use crate::book::style::Number;
use crate::book::{Area, Cell, Page, Sheet, Style, style};
use crate::model::amount::Value;
use crate::model::day::Day;
use crate::model::period::Period;
use crate::plan::header;
use crate::plan::{IndicatorKind, Plan, Unit};

/// A line of the sheet.
#[derive(Clone, Debug)]
pub enum Line {
    /// The heading of a section.
    Section(String),
    /// A remark in place of figures.
    Remark(String),
    /// A figure.
    Figure {
        /// The label.
        label: String,
        /// The figure.
        value: Value,
        /// True if the figure is a date.
        date: bool,
        /// The name in formulas; empty if no formula uses it.
        name: String,
        /// The source of the figure.
        source: String,
    },
}

impl Line {
    /// Returns the name in formulas, and whether the figure is a date; `None` for a line without a name.
    pub fn name(&self) -> Option<(&str, bool)> {
        match self {
            Line::Figure { name, date, .. } if !name.is_empty() => Some((name, *date)),
            _ => None,
        }
    }
}

/// Returns all lines of the sheet.
pub fn lines(plan: &Plan, unit: &Unit, period: Period, previous: &Previous) -> Vec<Line> {
    let mut lines = Vec::new();
    days(&mut lines, plan, period);
    quota(&mut lines, plan, unit, period);
    progress(&mut lines, previous);
    settings(&mut lines, plan);
    before(&mut lines, plan, period, previous);
    lines
}

fn figure(label: &str, value: Value, name: &str, source: &str) -> Line {
    let (label, name, source) = (label.to_string(), name.to_string(), source.to_string());
    Line::Figure { label, value, date: false, name, source }
}

fn date(label: &str, day: Day, name: &str) -> Line {
    let (label, value, name) = (label.to_string(), Value::Number(f64::from(day.serial())), name.to_string());
    Line::Figure { label, value, date: true, name, source: String::new() }
}

fn days(lines: &mut Vec<Line>, plan: &Plan, period: Period) {
    let dates = plan.dates(period);
    let count = |n: i32| Value::Number(f64::from(n));
    let span = format!("{} – {}", plan.first.heading(), plan.last.heading());
    lines.push(Line::Section(format!("KỲ BÁO CÁO: {}", period.heading())));
    let counters = header::counters(plan.cycle());
    lines.push(figure("Kỳ thứ mấy của kế hoạch", count(period.ordinal(plan.first)), counters.ordinal, ""));
    lines.push(figure("Số kỳ của cả kế hoạch", count(plan.periods()), counters.count, &span));
    lines.push(date("Ngày đầu kỳ", period.first_day(), "ngay_dau"));
    lines.push(date("Ngày cuối kỳ", period.last_day(), "ngay_cuoi"));
    lines.push(date("Ngày chốt số liệu theo quy định", dates.cut_off, "chot_th"));
    lines.push(date("Hạn nộp báo cáo", dates.deadline, "han_nop"));
}

fn quota(lines: &mut Vec<Line>, plan: &Plan, unit: &Unit, period: Period) {
    lines.push(Line::Section("SỐ LIỆU CỦA ĐƠN VỊ TRONG PHỤ LỤC".into()));
    let source = format!("Phụ lục Kế hoạch số {}", plan.info.number);
    for column in &plan.annex.columns {
        let value = plan.annex_figure(unit, &column.name, period).map_or(Value::Blank, Value::Number);
        let amended =
            plan.amended(unit, &column.name, period).map(|a| format!("Điều chỉnh từ {}: {}", a.from, a.basis));
        let source = match &amended {
            Some(amended) => amended,
            None if value == Value::Blank => "Phụ lục để trống: không giao",
            None => &source,
        };
        lines.push(figure(&column.heading, value.clone(), &column.name, source));
    }
}

fn progress(lines: &mut Vec<Line>, previous: &Previous) {
    lines.push(Line::Section("TIẾN ĐỘ ĐẾN HẾT KỲ TRƯỚC".into()));
    if previous.progress.is_empty() {
        lines.push(Line::Remark("Chưa có báo cáo nào được tính.".into()));
    }
    for (label, value) in &previous.progress {
        lines.push(figure(label, value.clone(), "", "Các báo cáo đã được tính"));
    }
}

fn settings(lines: &mut Vec<Line>, plan: &Plan) {
    if plan.settings.is_empty() {
        return;
    }
    lines.push(Line::Section("MỨC DÙNG ĐỂ KIỂM TRA".into()));
    for setting in &plan.settings {
        lines.push(figure(&setting.label, Value::Number(setting.value), &setting.name, &setting.basis));
    }
}

fn before(lines: &mut Vec<Line>, plan: &Plan, period: Period, previous: &Previous) {
    let heading = period.plus(-1).heading();
    lines.push(Line::Section(format!("SỐ LIỆU KỲ TRƯỚC: {heading}")));
    if previous.figures.is_none() {
        let why = if period == plan.first {
            "Đây là kỳ đầu tiên của kế hoạch: chưa có kỳ trước."
        } else {
            "Báo cáo kỳ trước chưa được tính: các ô dưới đây để trống, quy tắc so với kỳ trước không áp dụng."
        };
        lines.push(Line::Remark(why.into()));
    }
    for indicator in &plan.indicators {
        let found = previous.figures.as_ref().and_then(|f| f.get(&indicator.name));
        lines.push(Line::Figure {
            label: indicator.label.clone(),
            value: found.cloned().unwrap_or_default(),
            date: indicator.kind == IndicatorKind::Date,
            name: format!("{}_kt", indicator.name),
            source: format!("Mã {}", indicator.code),
        });
    }
}

/// Builds the sheet.
pub fn sheet(form: &Form) -> Sheet {
    let mut sheet = Sheet::new(REFERENCE_SHEET);
    sheet.set_widths(&[62.0, 16.0, 22.0, 40.0]);
    sheet.protected = true;
    sheet.freeze = Some((REFERENCE_TOP, 0));
    sheet.heights.insert(0, 30.0);
    sheet.merge(Area::new(0, 0, 0, 3), Cell::text("SỐ LIỆU ĐỐI CHIẾU", &Style::title()));
    let note =
        "Các số mà biểu dùng để kiểm tra. Không nhập vào trang này; thấy số không đúng thì báo cho nơi gửi biểu.";
    sheet.merge(Area::new(1, 0, 1, 3), Cell::text(note, &Style::note()));
    sheet.heights.insert(1, 20.0);
    sheet.heights.insert(2, 24.0);
    for (column, heading) in (0..).zip(["Nội dung", "Giá trị", "Tên trong công thức", "Nguồn"]) {
        sheet.text(2, column, heading, &Style::list_head());
    }
    for (row, line) in (REFERENCE_TOP..).zip(&form.layout.reference) {
        draw(&mut sheet, row, line);
    }
    sheet.page = Page { repeat: Some((2, 2)), footer: super::print::footer(form), ..Page::default() };
    sheet
}

fn draw(sheet: &mut Sheet, row: u32, line: &Line) {
    sheet.heights.insert(row, 21.0);
    let whole = Area::new(row, 0, row, 3);
    match line {
        Line::Section(text) => {
            let band = Style { indent: 1, wrap: false, ..Style::cell().bold().color(style::ACCENT).fill(style::TINT) };
            sheet.merge(whole, Cell::text(text, &band));
        }
        Line::Remark(text) => {
            let remark = Style { border: style::Border::All, indent: 1, ..Style::note() };
            sheet.merge(whole, Cell::text(text, &remark));
        }
        Line::Figure { label, value, date, name, source } => {
            let number = match value {
                _ if *date => Number::Date,
                Value::Number(n) if n.fract() != 0.0 => Number::General,
                _ => Number::Integer,
            };
            let small = Style { indent: 1, ..Style::cell().size(10).color(style::GREY) };
            sheet.text(row, 0, label, &Style { indent: 1, ..Style::cell() });
            sheet.set(row, 1, Cell::value(value, &Style { indent: u8::from(*date), ..Style::figure().number(number) }));
            sheet.text(row, 2, name, &small);
            sheet.text(row, 3, source, &small);
            let wide = label.chars().count() > 60 || source.chars().count() > 42;
            sheet.heights.insert(row, if wide { 30.0 } else { 21.0 });
        }
    }
}
