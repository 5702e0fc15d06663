//! "Chỉ tiêu": all indicators of the form in the span by unit, in the order of the form. The units are side by side, or
//! one below the other where there are many.

mod down;

use super::super::common_style;
use super::super::context::SheetContext;
use super::super::in_force;
use super::super::layout::{IndicatorLayout, sheet};
use super::super::resolver::while_reporting;
use super::super::unit_rows::block;
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::sources::changes;
use crate::formula::PeriodAggregate;
use crate::formula::expand::over_block;
use crate::model::text::{Lang, text_in};
use crate::plan::Indicator;
use crate::plan::figure::FigureTotal;
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, address, measure, style};

const HEAD: u32 = IndicatorLayout::HEAD;
/// First column of the units.
const FIRST: u32 = IndicatorLayout::FIRST;
const LABEL: f64 = 38.0;
/// Widths of a unit's figures and of the totals in characters; larger figures get more.
const UNIT: f64 = 10.0;
const TOTAL: f64 = 11.0;

/// The sheet.
pub(super) const SHEET: SheetEntry = SheetEntry {
    names: &[sheet::INDICATORS],
    audience: SheetAudience::Report,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::One(|context| {
        let grid = IndicatorLayout::new(context.plan);
        Ok(if grid.is_down { down::sheet(context, &grid) } else { sheet(context, &grid) })
    }),
};

/// Returns what the figures are, in a single period and in a longer span, to follow the name of the span.
fn meaning(t: Lang) -> [&'static str; 2] {
    let single = t.pick(
        ". Số của từng chỉ tiêu trong kỳ; trống khi báo cáo chưa gửi hoặc còn lỗi.",
        ". Each indicator in the period; blank if the return is missing or on hold.",
    );
    let longer = t.pick(
        ". Số phát sinh cộng các báo cáo đã tổng hợp; số đầu kỳ, cuối kỳ lấy ở kỳ đầu, kỳ cuối (trống khi báo cáo \
         đó chưa gửi hoặc còn lỗi).",
        ". Flows are the sum of the counted returns; opening and closing figures are those of the first and last period \
         (blank if that return is missing or on hold).",
    );
    [single, longer]
}

/// Draws the sheet with the units side by side.
fn sheet(context: &SheetContext, grid: &IndicatorLayout) -> Sheet {
    let t = context.plan.language;
    let mut sheet = Sheet::new(sheet::INDICATORS.in_lang(t));
    let units = context.plan.units.len() as u32;
    let last = FIRST + units;
    let bold = Style { color: style::ACCENT, ..Style::default().bold() };
    let second = common_style::since_each(context, meaning(t), &bold);
    headings(&mut sheet, context, last);
    let mut row = HEAD + 2;
    let mut section = "";
    for (index, indicator) in context.plan.indicators.iter().enumerate() {
        if indicator.section != section {
            section = &indicator.section;
            let band = Style { indent: 1, fill: Some(style::TINT), color: style::ACCENT, ..Style::cell().bold() };
            sheet.merge(CellRange::new(row, 0, row, last), SheetCell::text(section, &band));
            sheet.heights.insert(row, 20.0);
            row += 1;
        }
        line(&mut sheet, context, grid, (index, indicator));
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
    sheet.spread_over_pages(FIRST, 9);
    common_style::title(
        &mut sheet,
        t.pick("CÁC CHỈ TIÊU CỦA BIỂU TRONG KỲ", "INDICATORS OF THE FORM IN THE PERIOD"),
        second,
        last,
    );
    sheet
}

/// Returns the range of the figures of all units of an indicator (index), on this sheet.
fn own_range(grid: &IndicatorLayout, index: usize) -> Option<String> {
    let range = grid.figures(index, 0, grid.plan.units.len())?;
    Some(format!("{}:{}", address::cell(range.top, range.left), address::cell(range.bottom, range.right)))
}

/// Returns the total of an indicator (index) over its units, as its figures add by the plan up; `None` if they do not.
/// Units without a figure, or of a mean without its weight, do not count.
fn total_formula(grid: &IndicatorLayout, index: usize, indicator: &Indicator) -> Option<String> {
    let own = own_range(grid, index)?;
    Some(match &indicator.figure.add {
        _ if !indicator.kind.is_number() => return None,
        FigureTotal::None => return None,
        FigureTotal::Sum | FigureTotal::Last => format!("SUM({own})"),
        FigureTotal::Max => format!("IF(COUNT({own})=0,\"\",MAX({own}))"),
        FigureTotal::MeanBy(weight) => {
            let weights = own_range(grid, grid.plan.indicators.iter().position(|i| i.name == *weight)?)?;
            // A number is less than any text, so an empty text counts as no figure.
            let total = format!("SUMPRODUCT(({own}<\"\")*1,{weights})");
            format!("IF({total}=0,\"\",SUMPRODUCT({own},{weights})/{total})")
        }
    })
}

/// Limits a formula to the periods in which an indicator is in force. The figure of a period without it is blank.
fn limited(context: &SheetContext, indicator: &Indicator, aggregate: PeriodAggregate, formula: String) -> String {
    match aggregate {
        PeriodAggregate::InPeriod => formula,
        _ => in_force::limited(context.plan, indicator.validity, &context.layout.ordinal(), formula),
    }
}

fn headings(sheet: &mut Sheet, context: &SheetContext, last: u32) {
    let t = context.plan.language;
    let look = Style::head().size(9);
    sheet.set_widths(&[6.0, LABEL, 9.0]);
    for (column, text) in [
        (0, t.pick("Mã số", "Code")),
        (1, t.pick("Chỉ tiêu", "Indicator")),
        (2, t.pick("ĐVT", "Unit of measure")),
        (last, changes::TOTAL.in_lang(t)),
    ] {
        sheet.merge(CellRange::new(HEAD, column, HEAD + 1, column), SheetCell::text(text, &look.size(10)));
    }
    let mut lines = 2;
    // The widest format of all rows.
    let formats = context.plan.indicators.iter().filter(|i| i.kind.is_number()).map(Indicator::total_format);
    let widest = |size: f64, look: &Style| {
        let of = |format: NumberFormat| measure::column(size, &look.number(format));
        formats.clone().map(of).fold(measure::column(size, look), f64::max)
    };
    let figure = Style::figure().size(10);
    for (index, unit) in context.plan.units.iter().enumerate() {
        let column = FIRST + index as u32;
        sheet.widths.insert(column, UNIT.max(widest(context.reach.unit(index), &figure)));
        sheet.set(HEAD, column, context.unit_name(unit, &look));
        lines = lines.max(measure::lines(&unit.name, UNIT * 0.75, 9));
        let state = Style { italic: true, ..Style::cell().size(9).align(Align::Center) };
        if let Some(now) = context.layout.state_in_span(index) {
            sheet.formula(HEAD + 1, column, now, &state);
        }
    }
    sheet.widths.insert(last, TOTAL.max(widest(context.reach.period(), &figure.bold())));
    sheet.heights.insert(HEAD, measure::height(lines, 9, 38.0));
    sheet.heights.insert(HEAD + 1, 16.0);
    let states = CellRange::new(HEAD + 1, FIRST, HEAD + 1, last - 1);
    common_style::states(sheet, context.plan.language, states);
    common_style::marks(sheet, states);
}

fn line(sheet: &mut Sheet, context: &SheetContext, grid: &IndicatorLayout, (index, indicator): (usize, &Indicator)) {
    let t = context.plan.language;
    let row = grid.row(index);
    let small = Style::cell().size(10);
    sheet.text(row, 0, &indicator.code, &small.align(Align::Center).number(NumberFormat::Text));
    let dots = indicator.ordinal.matches('.').count() as u8;
    let label = Style { indent: 1 + dots, ..small.clone() };
    sheet.set(
        row,
        1,
        SheetCell::text(&indicator.label, &label).with_note(text_in!(t, "Tên: {}", "Name: {}", indicator.name)),
    );
    sheet.text(row, 2, &indicator.unit, &small.align(Align::Center));
    common_style::fit(sheet, row, 10, &[(&indicator.label, LABEL - 3.0 - 2.0 * f64::from(dots))], 17.0);
    let look = figure_style(indicator);
    for unit in 0..context.plan.units.len() {
        if let Some(formula) = figure_formula(context, indicator, unit) {
            let (row, column) = grid.figure(index, unit);
            sheet.formula(row, column, formula, &look);
        }
    }
    let (row, column) = grid.total(index);
    sheet.set(row, column, total_cell(context, grid, (index, indicator), &look));
}

/// Returns the style of the figures of an indicator.
fn figure_style(indicator: &Indicator) -> Style {
    let small = Style::cell().size(10);
    let look = if indicator.kind.is_number() { Style::figure().size(10) } else { small.align(Align::Center) };
    look.number(indicator.number_format())
}

/// Returns the formula of a unit's figure of an indicator.
fn figure_formula(context: &SheetContext, indicator: &Indicator, unit: usize) -> Option<String> {
    let in_period = match indicator.figure.add {
        FigureTotal::Last => PeriodAggregate::Latest,
        _ => PeriodAggregate::InPeriod,
    };
    let block = block(context.plan, &context.layout, unit, &indicator.name)?;
    let formula = limited(context, indicator, in_period, over_block(in_period, &block)?);
    // In the period the figure of a unit that does not report is blank anyway; what a unit reported in the span before it
    // was taken over is in the figure of its heir.
    let has_heir = context.plan.units.get(unit).is_some_and(|unit| unit.time.into.is_some());
    Some(match in_period {
        PeriodAggregate::InPeriod if !has_heir => formula,
        _ => while_reporting(context.plan, unit, &context.layout.ordinal(), formula),
    })
}

/// Returns the cell with the total of an indicator; `look` is the style of its figures.
fn total_cell(
    context: &SheetContext,
    grid: &IndicatorLayout,
    (index, indicator): (usize, &Indicator),
    look: &Style,
) -> SheetCell {
    let style = Style { fill: Some(style::TINT), ..look.bold().number(indicator.total_format()) };
    match total_formula(grid, index, indicator) {
        Some(formula) => SheetCell::formula(limited(context, indicator, PeriodAggregate::Latest, formula), &style),
        None => SheetCell { style, ..SheetCell::default() },
    }
}
