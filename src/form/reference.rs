//! The sheet "Đối chiếu": shows all figures that the checks compare with.

use super::layout::REFERENCE_TOP;
use super::name_map::{FormScope, formula_cell};
use super::reference_lines::ReferenceLine;
use super::{FormBuilder, REFERENCE_SHEET, progress};
use crate::formula::NameResolver;
use crate::formula::expand;
use crate::model::amount::Value;
use crate::model::text::text_in;
use crate::plan::Indicator;
use crate::workbook::style::NumberFormat;
use crate::workbook::{
    CellRange, ChartKind, ChartSeries, PageSetup, Sheet, SheetCell, SheetChart, Style, address, style,
};

/// Width and height of the chart in pixels.
const CHART: (u32, u32) = (720, 210);

/// Builds the sheet.
pub(super) fn sheet(form: &FormBuilder) -> Sheet {
    let t = form.plan.language;
    let mut sheet = Sheet::new(REFERENCE_SHEET.in_lang(t));
    sheet.set_widths(&[62.0, 16.0, 22.0, 40.0]);
    sheet.protected = true;
    sheet.freeze = Some((REFERENCE_TOP, 0));
    sheet.heights.insert(0, 30.0);
    sheet.merge(
        CellRange::new(0, 0, 0, 3),
        SheetCell::text(t.pick("SỐ LIỆU ĐỐI CHIẾU", "REFERENCE FIGURES"), &Style::title()),
    );
    let note = text_in!(
        t,
        "Các số mà biểu dùng để kiểm tra. Không nhập vào trang này; nếu số chưa đúng, đề nghị báo {}.",
        "Figures that the checks of the form use. Do not type on this sheet; if a figure is wrong, please tell {}.",
        form.plan.receiver()
    );
    sheet.merge(CellRange::new(1, 0, 1, 3), SheetCell::text(note, &Style::note()));
    sheet.heights.insert(1, 20.0);
    sheet.heights.insert(2, 24.0);
    for (column, heading) in (0..).zip([
        t.pick("Nội dung", "Item"),
        t.pick("Giá trị", "Value"),
        t.pick("Tên trong công thức", "Name in formulas"),
        t.pick("Nguồn", "Source"),
    ]) {
        sheet.text(2, column, heading, &Style::list_head());
    }
    for (row, line) in (REFERENCE_TOP..).zip(&form.layout.reference) {
        draw(&mut sheet, row, line, form);
    }
    sheet.page =
        PageSetup { landscape: true, repeat: Some((2, 2)), footer: super::print::footer(form), ..PageSetup::default() };
    sheet
}

fn draw(sheet: &mut Sheet, row: u32, line: &ReferenceLine, form: &FormBuilder) {
    sheet.heights.insert(row, 21.0);
    let whole = CellRange::new(row, 0, row, 3);
    match line {
        ReferenceLine::Section(text) => {
            let band = Style { indent: 1, wrap: false, ..Style::cell().bold().color(style::ACCENT).fill(style::TINT) };
            sheet.merge(whole, SheetCell::text(text, &band));
        }
        ReferenceLine::Remark(text) => {
            let remark = Style { border: style::CellBorder::All, indent: 1, ..Style::note() };
            sheet.merge(whole, SheetCell::text(text, &remark));
        }
        ReferenceLine::Chart { blocks, points } => {
            sheet.heights.insert(row, f64::from(CHART.1) * 0.75 + 6.0);
            sheet.merge(
                whole,
                SheetCell { style: Style { border: style::CellBorder::All, ..Style::cell() }, ..SheetCell::default() },
            );
            sheet.charts.push(chart(row, blocks, *points, form));
        }
        ReferenceLine::Figure { label, value, date, name, source } => {
            let number = match value {
                _ if *date => NumberFormat::Date,
                _ if name.is_empty() && progress::is_share(form.plan, label) => NumberFormat::Percent,
                Value::Number(n) if n.fract() != 0.0 => NumberFormat::General,
                _ => NumberFormat::Integer,
            };
            let look = Style { indent: u8::from(*date), ..Style::figure().number(number) };
            figure(sheet, row, [label, name, source], SheetCell::value(value, &look));
        }
        ReferenceLine::ToDate { label, name, own, earlier, source } => {
            let number = form.plan.indicator(own).map_or(NumberFormat::Integer, Indicator::number_format);
            let look = Style::figure().number(number);
            figure(sheet, row, [label, name, source], to_date(form, own, earlier.as_deref(), look));
        }
    }
}

/// Returns the chart of a unit's course: what it reached, and what it ought to have reached.
fn chart(row: u32, blocks: &[(String, usize)], points: usize, form: &FormBuilder) -> SheetChart {
    let t = form.plan.language;
    let rows = |first: usize| (REFERENCE_TOP + first as u32, REFERENCE_TOP + (first + points) as u32 - 1);
    let cells = |first: usize, column: u32| {
        let (top, bottom) = rows(first);
        address::range(REFERENCE_SHEET.in_lang(t), CellRange::new(top, column, bottom, column))
    };
    let colors = [style::ACCENT, style::GREY];
    let series = blocks.iter().zip(colors).map(|((name, first), color)| ChartSeries {
        name: name.clone(),
        categories: cells(*first, 0),
        values: cells(*first, 1),
        color,
    });
    let names: Vec<&str> = blocks.iter().map(|(name, _)| name.as_str()).collect();
    let about = text_in!(
        t,
        "Biểu đồ của {} theo kỳ: {}. Số liệu ở các dòng bên trên.",
        "Chart of {} by period: {}. The figures are in the lines above.",
        form.unit.name,
        names.join("; ")
    );
    SheetChart { kind: ChartKind::Course, at: (row, 0), size: CHART, series: series.collect(), about }
}

/// Draws a line with a figure: label, name, source.
fn figure(sheet: &mut Sheet, row: u32, [label, name, source]: [&str; 3], cell: SheetCell) {
    let small = Style { indent: 1, ..Style::cell().size(10).color(style::GREY) };
    sheet.text(row, 0, label, &Style { indent: 1, ..Style::cell() });
    sheet.set(row, 1, cell);
    sheet.text(row, 2, name, &small);
    sheet.text(row, 3, source, &small);
    let wide = label.chars().count() > 60 || source.chars().count() > 42;
    sheet.heights.insert(row, if wide { 30.0 } else { 21.0 });
}

/// Returns the cell with the sum of a figure of the form and those of earlier returns; blank if these are not known.
fn to_date(form: &FormBuilder, own: &str, earlier: Option<&[f64]>, style: Style) -> SheetCell {
    let formula = |earlier: &[f64]| {
        let earlier: Vec<String> = earlier.iter().map(f64::to_string).collect();
        let write = |scope: &FormScope| Some(expand::sum_to_date(&scope.name(own)?, &earlier.join(",")));
        formula_cell(&form.layout.sites, &[], &style, |scope| write(scope).ok_or(())).ok()
    };
    earlier.and_then(formula).unwrap_or(SheetCell { style, ..SheetCell::default() })
}
