//! The sheet "Theo kỳ": the plan's flows and stocks period by period, with half-years, years and the whole plan; of flows
//! the sums to date, and where the plan asks for it the changes from a year before.

mod compared;
mod course;
mod pace;
mod pages;
mod parts;
mod positions;
mod spans;
mod to_date;

pub(crate) use self::course::unit_course;
pub(super) use self::positions::{flows, pace_range, to_date, to_date_of, to_date_ranges};

use self::compared::compared;
use self::pace::pace;
use self::pages::page_breaks;
use self::parts::{at_period, figure_style, heading, lead, ordinal, over_span, table_head};
use self::positions::{FIRST, HEAD, NAMES, SeriesTable, is_flow, name, tables, top};
use self::spans::{SeriesSpan, spans};
use self::to_date::cumulative;
use super::super::ConsolidateError;
use super::super::common_style;
use super::super::context::SheetContext;
use super::super::resolver::while_reporting;
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use crate::formula::PeriodAggregate;
use crate::formula::blanks::sum_or_blank;
use crate::formula::expand::over_block;
use crate::formula::literal::literal;
use crate::model::ledger::ReturnStatus;
use crate::model::text::{StaticText, text_in};
use crate::plan::Series;
use crate::workbook::style::Align;
use crate::workbook::{CellRange, DifferentialFormat, PageSetup, Sheet, SheetCell, Style, address, style};

/// The sheet.
pub(super) const SHEET: SheetEntry = SheetEntry {
    names: &NAMES,
    audience: SheetAudience::Report,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::One(sheet),
};

/// Builds the sheet.
fn sheet(context: &SheetContext) -> Result<Sheet, ConsolidateError> {
    let t = context.plan.language;
    let mut sheet = Sheet::new(name(context.plan));
    let spans = spans(context);
    let last = FIRST + spans.len() as u32 - 1;
    sheet.set_widths(&[5.0, 25.0]);
    sheet.widths.extend((FIRST..=last).map(|c| (c, 8.3)));
    let bold = Style { color: style::ACCENT, ..Style::default().bold() };
    let after = t.pick(
        ". Kỳ chưa đến để trống; “chưa có”, “còn lỗi”: chưa cộng số liệu của kỳ đó.",
        ". Periods to come are blank; “missing”, “on hold”: the figures of that period are not added.",
    );
    let mut tops = Vec::new();
    for (index, series) in context.plan.series.iter().enumerate() {
        for table in tables(context.plan, series) {
            let Some(top) = top(context, index, table) else { continue };
            tops.push(top);
            match table {
                SeriesTable::Matrix => matrix(&mut sheet, context, top, index, &spans),
                SeriesTable::ToDate => cumulative(&mut sheet, context, top, series)?,
                SeriesTable::Pace => pace(&mut sheet, context, top, series)?,
                SeriesTable::Compared => compared(&mut sheet, context, top, index, &spans),
            }
        }
    }
    let breaks = page_breaks(&sheet, &tops, positions::rows_of_table(context));
    sheet.freeze = Some((2, FIRST));
    sheet.protected = true;
    sheet.page = PageSetup { landscape: true, footer: common_style::footer(context), breaks, ..PageSetup::default() };
    sheet.spread_over_pages(FIRST, 10);
    common_style::title(
        &mut sheet,
        &text_in!(t, "KẾT QUẢ THEO {}", "RESULTS BY {}", context.plan.cycle().noun_in(t).to_uppercase()),
        common_style::since(context, after, &bold),
        last,
    );
    Ok(sheet)
}

fn matrix(sheet: &mut Sheet, context: &SheetContext, table: u32, index: usize, spans: &[SeriesSpan]) {
    let t = context.plan.language;
    let Some(series) = context.plan.series.get(index) else { return };
    let is_flow = is_flow(context.plan, series);
    let headings: Vec<SheetCell> = spans.iter().map(|s| heading(context, index, s)).collect();
    let ordinals: Vec<Option<u32>> =
        spans.iter().map(|s| if let SeriesSpan::Period(q) = s { Some(q + 1) } else { None }).collect();
    table_head(sheet, t, table, &text_in!(t, "{}: từng kỳ", "{}: by period", series.heading), &headings, &ordinals);
    // "6 tháng đầu 2022 (đến Q1/2022)" needs four lines.
    sheet.heights.insert(table + 1, 50.0);
    let units = context.plan.units.len() as u32;
    let total = table + HEAD + units;
    for row in table + HEAD..=total {
        let unit = (row < total).then_some((row - table - HEAD) as usize);
        lead(sheet, context, row, unit);
        for (column, span) in (FIRST..).zip(spans) {
            let figure = Style { wrap: false, ..figure_style(context, series) };
            let look = match (span, unit) {
                (_, None) => figure.total(),
                (SeriesSpan::Period(_), _) => figure,
                (SeriesSpan::Half(..), _) => figure.fill(style::HEAD),
                (SeriesSpan::Year(..) | SeriesSpan::Term(_), _) => figure.fill(style::TINT).bold(),
            };
            let formula = match (span, unit) {
                (SeriesSpan::Period(_), Some(unit)) => period(context, unit, series, &ordinal(table, column)),
                (SeriesSpan::Period(_), None) => {
                    let cells = format!("{}:{}", address::cell(table + HEAD, column), address::cell(total - 1, column));
                    Some(total_of(context, &ordinal(table, column), &cells, is_flow))
                }
                (SeriesSpan::Half(_, periods) | SeriesSpan::Year(_, periods) | SeriesSpan::Term(periods), _)
                    if is_flow =>
                {
                    Some(sum_of(context, table, row, spans, periods))
                }
                (span, Some(unit)) => stock(context, unit, series, span.periods()),
                (span, None) => {
                    let cells = format!("{}:{}", address::cell(table + HEAD, column), address::cell(total - 1, column));
                    let first = span.periods().first().map_or(1, |period| period + 1);
                    Some(total_of(context, &first.to_string(), &cells, is_flow))
                }
            };
            if let Some(formula) = formula {
                sheet.formula(row, column, formula, &look);
            }
        }
    }
    lacking(sheet, context, table, spans, is_flow);
}

/// Returns the total of a column of the matrix, once its first period is reported. A stock that no unit has is no 0.
fn total_of(context: &SheetContext, first: &str, cells: &str, is_flow: bool) -> String {
    let so_quy = context.layout.ordinal();
    match is_flow {
        true => format!("IF({first}>{so_quy},\"\",SUM({cells}))"),
        false => format!("IF({first}>{so_quy},\"\",{})", sum_or_blank(cells)),
    }
}

/// Returns the formula for a unit's stock at the end of a span, or of the part of it that is reported; of an opening
/// balance that of its first period.
fn stock(context: &SheetContext, unit: usize, series: &Series, periods: &[u32]) -> Option<String> {
    let (block, first) = over_span(context, unit, series, periods)?;
    let figure = over_block(PeriodAggregate::InPeriod, &block)?;
    let figure = while_reporting(context.plan, unit, &block.report, figure);
    Some(format!("IF({first}>{},\"\",{figure})", context.layout.ordinal()))
}

/// The words of a unit's cell where a return lacks.
const LACKING: [StaticText; 2] = [StaticText::new("chưa có", "missing"), StaticText::new("còn lỗi", "on hold")];

/// Writes below the total how many returns lack in each column, so that no sum looks complete that is not.
fn lacking(sheet: &mut Sheet, context: &SheetContext, table: u32, spans: &[SeriesSpan], is_flow: bool) {
    let t = context.plan.language;
    let (top, total) = (table + HEAD, table + HEAD + context.plan.units.len() as u32);
    let row = total + 1;
    let look = Style { italic: true, ..Style::cell().size(10).color(style::GREY) };
    sheet.merge(
        CellRange::new(row, 0, row, 1),
        SheetCell::text(t.pick("Số báo cáo chưa cộng", "Returns not added"), &look.align(Align::Center)),
    );
    let figure = Style { italic: true, ..Style::figure().size(10).color(style::GREY) };
    for (column, span) in (FIRST..).zip(spans) {
        let formula = match span {
            SeriesSpan::Period(_) => {
                let cells = format!("{}:{}", address::cell(top, column), address::cell(total - 1, column));
                let [missing, held] = LACKING.map(|word| format!("({cells}={})", literal(word.in_lang(t))));
                let count = format!("SUMPRODUCT({missing}+{held})");
                format!("IF({}>{},\"\",{count})", ordinal(table, column), context.layout.ordinal())
            }
            span if is_flow => sum_of(context, table, row, spans, span.periods()),
            span => lacking_at_end(context, table, row, column, span.periods()),
        };
        sheet.formula(row, column, formula, &figure);
    }
    let area = CellRange::new(row, FIRST, row, FIRST + spans.len() as u32 - 1);
    let first = address::cell(row, FIRST);
    let red = DifferentialFormat { color: Some(style::RED), fill: Some(style::RED_TINT), bold: true };
    common_style::when(sheet, area, format!("AND(ISNUMBER({first}),{first}>0)"), red);
    sheet.heights.insert(row, 19.0);
}

/// Returns the number of returns that lack in the last period of a span that is reported: a stock is that of this period.
/// The columns of the periods are before that of the span.
fn lacking_at_end(context: &SheetContext, table: u32, row: u32, column: u32, periods: &[u32]) -> String {
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else { return "\"\"".to_string() };
    let so_quy = context.layout.ordinal();
    let before = |row: u32| format!("{}:{}", address::cell(row, FIRST), address::cell(row, column - 1));
    let (ordinals, counts) = (before(table + 2), before(row));
    let count = format!("SUMPRODUCT(({ordinals}=MIN({},{so_quy}))*1,{counts})", last + 1);
    format!("IF({}>{so_quy},\"\",{count})", first + 1)
}

/// Returns the sum of a row over the columns of some periods; an empty text before the first of them.
fn sum_of(context: &SheetContext, table: u32, row: u32, spans: &[SeriesSpan], periods: &[u32]) -> String {
    let columns = spans.iter().zip(FIRST..);
    let cells: Vec<String> = columns
        .filter(|(s, _)| matches!(s, SeriesSpan::Period(q) if periods.contains(q)))
        .map(|(_, c)| address::cell(row, c))
        .collect();
    let first = spans.iter().position(|s| periods.first().is_some_and(|q| *s == SeriesSpan::Period(*q)));
    let first = ordinal(table, FIRST + first.unwrap_or(0) as u32);
    format!("IF({first}>{},\"\",SUM({}))", context.layout.ordinal(), cells.join(","))
}

/// Returns the formula for a unit's figure of a period. If there is no figure, it gives the reason as text.
fn period(context: &SheetContext, unit: usize, series: &Series, ordinal: &str) -> Option<String> {
    let block = at_period(context, unit, &series.indicator, ordinal)?;
    let state = format!("INDEX({},{ordinal})", block.states);
    let figure = over_block(PeriodAggregate::InPeriod, &block)?;
    let (held, missing) =
        (ReturnStatus::Held.word(context.plan.language), ReturnStatus::Missing.word(context.plan.language));
    let so_quy = context.layout.ordinal();
    let [lacks, held_back] = LACKING;
    Some(format!(
        "IF({ordinal}>{so_quy},\"\",IF({state}=\"{missing}\",{},IF({state}=\"{held}\",{},{figure})))",
        literal(lacks.in_lang(context.plan.language)),
        literal(held_back.in_lang(context.plan.language))
    ))
}
