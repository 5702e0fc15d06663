//! "Chỉ tiêu": all indicators of the form in the report period by unit, in the order of the form.

use super::super::common_style;
use super::super::context::SheetContext;
use super::super::layout::DataColumnKey;
use super::super::resolver::block;
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use crate::formula::PeriodAggregate;
use crate::formula::expand::over_block;
use crate::plan::{Indicator, IndicatorKind};
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, address, measure, style};

const HEAD: u32 = 3;
/// First column of the units.
const FIRST: u32 = 3;
const LABEL: f64 = 38.0;
/// Widths of a unit's figures and of the totals in characters; larger figures get more.
const UNIT: f64 = 10.0;
const TOTAL: f64 = 11.0;

/// Name of the sheet.
const NAME: &str = "Chỉ tiêu";

/// The sheet.
pub const SHEET: SheetEntry = SheetEntry {
    names: &[NAME],
    audience: SheetAudience::Report,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::One(|context| Ok(sheet(context))),
};

/// Draws the sheet.
fn sheet(context: &SheetContext) -> Sheet {
    let mut sheet = Sheet::new(NAME);
    let units = context.plan.units.len() as u32;
    let last = FIRST + units;
    let bold = Style { color: style::ACCENT, ..Style::default().bold() };
    let after = ". Số của từng chỉ tiêu trong kỳ; trống khi báo cáo chưa gửi hoặc bị giữ lại.";
    common_style::title(&mut sheet, "CÁC CHỈ TIÊU CỦA BIỂU TRONG KỲ", common_style::since(context, after, &bold), last);
    headings(&mut sheet, context, last);
    let mut row = HEAD + 2;
    let mut section = "";
    for indicator in &context.plan.indicators {
        if indicator.section != section {
            section = &indicator.section;
            let band = Style { indent: 1, fill: Some(style::TINT), color: style::ACCENT, ..Style::cell().bold() };
            sheet.merge(CellRange::new(row, 0, row, last), SheetCell::text(section, &band));
            sheet.heights.insert(row, 20.0);
            row += 1;
        }
        line(&mut sheet, context, row, indicator, last);
        row += 1;
    }
    sheet.freeze = Some((HEAD + 2, FIRST));
    sheet.protected = true;
    sheet.page = PageSetup {
        landscape: true,
        repeat: Some((HEAD, HEAD + 1)),
        footer: common_style::footer(context),
        ..PageSetup::default()
    };
    sheet
}

/// Returns the address of the total of an indicator (index) on this sheet.
pub fn total(context: &SheetContext, indicator: usize) -> Option<String> {
    let mut row = HEAD + 2;
    let mut section = "";
    for (index, one) in context.plan.indicators.iter().enumerate() {
        if one.section != section {
            section = &one.section;
            row += 1;
        }
        if index == indicator {
            return Some(address::on(NAME, row, FIRST + context.plan.units.len() as u32));
        }
        row += 1;
    }
    None
}

fn headings(sheet: &mut Sheet, context: &SheetContext, last: u32) {
    let look = Style::head().size(9);
    sheet.set_widths(&[6.0, LABEL, 9.0]);
    for (column, text) in [(0, "Mã số"), (1, "Chỉ tiêu"), (2, "ĐVT"), (last, "Tổng cộng")] {
        sheet.merge(CellRange::new(HEAD, column, HEAD + 1, column), SheetCell::text(text, &look.size(10)));
    }
    let mut lines = 2;
    let figure = Style::figure().size(10);
    for (index, unit) in context.plan.units.iter().enumerate() {
        let column = FIRST + index as u32;
        sheet.widths.insert(column, UNIT.max(measure::column(context.reach.unit(index), &figure)));
        sheet.text(HEAD, column, &unit.name, &look);
        lines = lines.max(measure::lines(&unit.name, UNIT * 0.75, 9));
        let state = Style { italic: true, ..Style::cell().size(9).align(Align::Center) };
        if let Some(now) = context.layout.now(index, &DataColumnKey::State) {
            sheet.formula(HEAD + 1, column, now, &state);
        }
    }
    sheet.widths.insert(last, TOTAL.max(measure::column(context.reach.period(), &figure.bold())));
    sheet.heights.insert(HEAD, measure::height(lines, 9, 38.0));
    sheet.heights.insert(HEAD + 1, 16.0);
    common_style::states(sheet, CellRange::new(HEAD + 1, FIRST, HEAD + 1, last - 1));
}

fn line(sheet: &mut Sheet, context: &SheetContext, row: u32, indicator: &Indicator, last: u32) {
    let small = Style::cell().size(10);
    sheet.text(row, 0, &indicator.code, &small.align(Align::Center).number(NumberFormat::Text));
    let dots = indicator.ordinal.matches('.').count() as u8;
    let label = Style { indent: 1 + dots, ..small.clone() };
    sheet.set(row, 1, SheetCell::text(&indicator.label, &label).with_note(format!("Tên: {}", indicator.name)));
    sheet.text(row, 2, &indicator.unit, &small.align(Align::Center));
    common_style::fit(sheet, row, 10, &[(&indicator.label, LABEL - 3.0 - 2.0 * f64::from(dots))], 17.0);
    let (look, summed) = match indicator.kind {
        IndicatorKind::Flow | IndicatorKind::Stock => (Style::figure().size(10), true),
        IndicatorKind::Percent => (Style::figure().size(10).number(NumberFormat::Decimal), false),
        IndicatorKind::Date => (small.align(Align::Center).number(NumberFormat::Date), false),
        IndicatorKind::Choice | IndicatorKind::Text => (small.align(Align::Center), false),
    };
    for unit in 0..context.plan.units.len() {
        let formula =
            block(&context.layout, unit, &indicator.name).and_then(|b| over_block(PeriodAggregate::InPeriod, &b));
        if let Some(formula) = formula {
            sheet.formula(row, FIRST + unit as u32, formula, &look);
        }
    }
    let total = Style { fill: Some(style::TINT), ..look.bold() };
    if summed {
        let cells = format!("{}:{}", address::cell(row, FIRST), address::cell(row, last - 1));
        sheet.formula(row, last, format!("SUM({cells})"), &total);
    } else {
        sheet.blank(row, last, &total);
    }
}
