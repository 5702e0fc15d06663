//! "Chỉ tiêu": all indicators of the form in the span by unit, in the order of the form.

use super::super::common_style;
use super::super::context::SheetContext;
use super::super::in_force;
use super::super::layout::{IndicatorLayout, sheet};
use super::super::resolver::{block, while_reporting};
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use crate::formula::PeriodAggregate;
use crate::formula::expand::over_block;
use crate::model::text::text_in;
use crate::plan::figure::FigureTotal;
use crate::plan::{Indicator, Plan};
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
    drawing: SheetDrawing::One(|context| Ok(sheet(context))),
};

/// Draws the sheet.
fn sheet(context: &SheetContext) -> Sheet {
    let t = context.plan.language;
    let mut sheet = Sheet::new(sheet::INDICATORS.in_lang(t));
    let units = context.plan.units.len() as u32;
    let last = FIRST + units;
    let bold = Style { color: style::ACCENT, ..Style::default().bold() };
    let single = t.pick(
        ". Số của từng chỉ tiêu trong kỳ; trống khi báo cáo chưa gửi hoặc còn lỗi.",
        ". Each indicator in the period; blank if the return is missing or on hold.",
    );
    let longer = t.pick(". Số phát sinh cộng các báo cáo đã tổng hợp; số đầu kỳ, cuối kỳ lấy ở kỳ đầu, kỳ cuối (trống khi báo cáo \
                  đó chưa gửi hoặc còn lỗi).", ". Flows are the sum of the counted returns; opening and closing figures are those of the first and last period (blank if that return is missing or on hold).");
    let second = common_style::since_each(context, [single, longer], &bold);
    common_style::title(
        &mut sheet,
        t.pick("CÁC CHỈ TIÊU CỦA BIỂU TRONG KỲ", "INDICATORS OF THE FORM IN THE PERIOD"),
        second,
        last,
    );
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

/// Returns the total of an indicator's row from column `FIRST` to before `last`, as its figures add by the plan
/// up; `None` if they do not. Units without a figure, or of a mean without its weight, do not count.
fn total_formula(plan: &Plan, indicator: &Indicator, row: u32, last: u32) -> Option<String> {
    let cells = |row: u32| format!("{}:{}", address::cell(row, FIRST), address::cell(row, last - 1));
    let own = cells(row);
    Some(match &indicator.figure.add {
        _ if !indicator.kind.is_number() => return None,
        FigureTotal::None => return None,
        FigureTotal::Sum | FigureTotal::Last => format!("SUM({own})"),
        FigureTotal::Max => format!("IF(COUNT({own})=0,\"\",MAX({own}))"),
        FigureTotal::MeanBy(weight) => {
            let index = plan.indicators.iter().position(|i| i.name == *weight)?;
            let weights = cells(IndicatorLayout::row(plan, index)?);
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
        (last, t.pick("Tổng cộng", "Total")),
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

fn line(sheet: &mut Sheet, context: &SheetContext, row: u32, indicator: &Indicator, last: u32) {
    let t = context.plan.language;
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
    let look = if indicator.kind.is_number() { Style::figure().size(10) } else { small.align(Align::Center) };
    let look = look.number(indicator.number_format());
    let in_period = match indicator.figure.add {
        FigureTotal::Last => PeriodAggregate::Latest,
        _ => PeriodAggregate::InPeriod,
    };
    for unit in 0..context.plan.units.len() {
        let formula =
            block(context.plan, &context.layout, unit, &indicator.name).and_then(|b| over_block(in_period, &b));
        if let Some(formula) = formula.map(|formula| limited(context, indicator, in_period, formula)) {
            // In the period the figure of a unit that does not report is blank anyway; what a unit reported in the span
            // before it was taken over is in the figure of its heir.
            let has_heir = context.plan.units.get(unit).is_some_and(|unit| unit.time.into.is_some());
            let formula = match in_period {
                PeriodAggregate::InPeriod if has_heir => {
                    while_reporting(context.plan, unit, &context.layout.ordinal(), formula)
                }
                PeriodAggregate::Latest => while_reporting(context.plan, unit, &context.layout.ordinal(), formula),
                _ => formula,
            };
            sheet.formula(row, FIRST + unit as u32, formula, &look);
        }
    }
    let total = Style { fill: Some(style::TINT), ..look.bold().number(indicator.total_format()) };
    let of_units = total_formula(context.plan, indicator, row, last);
    match of_units.map(|formula| limited(context, indicator, PeriodAggregate::Latest, formula)) {
        Some(formula) => sheet.formula(row, last, formula, &total),
        None => sheet.blank(row, last, &total),
    }
}
