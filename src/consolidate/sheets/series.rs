//! The sheet "Theo kỳ": the plan's flows period by period, with sums for half-years, years and the whole plan, and
//! cumulative.

mod headings;
mod pages;
mod spans;

use self::headings::{heading, period_heading};
use self::pages::page_breaks;
use self::spans::{SeriesSpan, spans};
use super::super::ConsolidateError;
use super::super::common_style;
use super::super::context::SheetContext;
use super::super::resolver::{PaceResolver, block, while_reporting};
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use crate::formula::PeriodAggregate;
use crate::formula::expand::{self, UnitBlock, over_block};
use crate::formula::literal::literal;
use crate::model::ledger::ReturnStatus;
use crate::model::period::ReportingCycle;
use crate::model::text::{Lang, StaticText, text_in};
use crate::plan::{Indicator, Plan, Series};
use crate::workbook::style::{Align, CellBorder, NumberFormat};
use crate::workbook::{CellRange, DifferentialFormat, PageSetup, Sheet, SheetCell, Style, address, style};

/// The first row of the first table.
const TOP: u32 = 3;
/// The first column of periods.
const FIRST: u32 = 2;
/// The number of rows above the units in a table: title, headings, ordinals.
const HEAD: u32 = 3;

/// Returns the number of rows of a table: title, headings, ordinals, units, total, number of returns that lack, gap.
fn rows_of_table(context: &SheetContext) -> u32 {
    HEAD + context.plan.units.len() as u32 + 3
}

/// Returns the first row of the matrix of a series. Its cumulative table follows, then the table of its pace.
fn start(context: &SheetContext, series: usize) -> u32 {
    let before = context.plan.series.iter().take(series);
    let paces = before.clone().filter(|s| s.pace.is_some()).count();
    TOP + (2 * before.count() + paces) as u32 * rows_of_table(context)
}

/// Returns the cumulative cells of a series by period, for a unit or, with `None`, for the total.
pub(super) fn to_date_of(context: &SheetContext, series: usize, unit: Option<usize>) -> String {
    let below = unit.map_or(context.plan.units.len() as u32, |u| u as u32);
    let row = start(context, series) + rows_of_table(context) + HEAD + below;
    let last = FIRST + context.layout.data.periods() - 1;
    address::range(name(context.plan), CellRange::new(row, FIRST, row, last))
}

/// Returns the pace of a series for all units together, by period.
pub(super) fn pace_range(context: &SheetContext, series: usize) -> Option<String> {
    context.plan.series.get(series)?.pace.as_ref()?;
    let total = start(context, series) + 2 * rows_of_table(context) + HEAD + context.plan.units.len() as u32;
    let last = FIRST + context.layout.data.periods() - 1;
    Some(address::range(name(context.plan), CellRange::new(total, FIRST, total, last)))
}

/// Returns the cell with the cumulative total of a series at the end of a period.
pub(super) fn to_date(context: &SheetContext, series: usize, period: u32) -> String {
    let row = start(context, series) + rows_of_table(context) + HEAD + context.plan.units.len() as u32;
    address::on(name(context.plan), row, FIRST + period)
}

/// Returns two ranges by period: the headings and the cumulative totals of a series.
pub(super) fn to_date_ranges(context: &SheetContext, series: usize) -> (String, String) {
    let table = start(context, series) + rows_of_table(context);
    let total = table + HEAD + context.plan.units.len() as u32;
    let last = FIRST + context.layout.data.periods() - 1;
    let range = |row| address::range(name(context.plan), CellRange::new(row, FIRST, row, last));
    (range(table + 1), range(total))
}

/// Names of the sheet in plans by month, quarter and half-year.
const NAMES: [StaticText; 3] = [
    StaticText::new("Theo tháng", "By month"),
    StaticText::new("Theo quý", "By quarter"),
    StaticText::new("Theo kỳ", "By half-year"),
];

/// Returns the name of the sheet.
fn name(plan: &Plan) -> &'static str {
    let name = match plan.cycle() {
        ReportingCycle::Month => NAMES[0],
        ReportingCycle::Quarter => NAMES[1],
        ReportingCycle::Half => NAMES[2],
    };
    name.in_lang(plan.language)
}

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
    common_style::title(
        &mut sheet,
        &text_in!(t, "KẾT QUẢ THEO {}", "RESULTS BY {}", context.plan.cycle().noun_in(t).to_uppercase()),
        common_style::since(context, after, &bold),
        last,
    );
    for (index, series) in context.plan.series.iter().enumerate() {
        matrix(&mut sheet, context, start(context, index), series, &spans);
        cumulative(&mut sheet, context, start(context, index) + rows_of_table(context), series);
        pace(&mut sheet, context, start(context, index) + 2 * rows_of_table(context), series)?;
    }
    let breaks = page_breaks(&sheet, context);
    sheet.freeze = Some((2, FIRST));
    sheet.protected = true;
    sheet.page = PageSetup { landscape: true, footer: common_style::footer(context), breaks, ..PageSetup::default() };
    sheet.spread_over_pages(FIRST, 10);
    Ok(sheet)
}

fn table_head(sheet: &mut Sheet, t: Lang, row: u32, title: &str, headings: &[SheetCell], ordinals: &[Option<u32>]) {
    let over = Style { border: CellBorder::Rule, ..Style::default().size(12).bold().color(style::ACCENT) };
    let last = FIRST + headings.len() as u32 - 1;
    sheet.merge(CellRange::new(row, 0, row, last), SheetCell::text(title, &over));
    sheet.heights.insert(row, 22.0);
    let look = Style::head().size(10);
    for (column, text) in [(0, t.pick("TT", "No.")), (1, t.pick("Đơn vị", "Unit"))] {
        sheet.merge(CellRange::new(row + 1, column, row + 2, column), SheetCell::text(text, &look.size(10)));
    }
    let small = Style {
        italic: true,
        color: style::GREY,
        border: CellBorder::All,
        ..Style::default().size(10).align(Align::Center)
    };
    for (column, (heading, ordinal)) in (FIRST..).zip(headings.iter().zip(ordinals)) {
        sheet.set(row + 1, column, SheetCell { style: look.clone(), ..heading.clone() });
        match ordinal {
            Some(ordinal) => sheet.number(row + 2, column, f64::from(*ordinal), &small),
            None => sheet.blank(row + 2, column, &small),
        }
    }
    sheet.heights.insert(row + 1, 30.0);
    sheet.heights.insert(row + 2, 13.0);
}

/// Writes ordinal and name of a unit, or the label of the total row.
fn lead(sheet: &mut Sheet, context: &SheetContext, row: u32, unit: Option<usize>) {
    sheet.heights.insert(row, 19.0);
    match unit.and_then(|u| Some((u, context.plan.units.get(u)?))) {
        Some((index, of)) => {
            sheet.number(row, 0, (index + 1) as f64, &Style::cell().align(Align::Center));
            sheet.set(row, 1, context.unit_name(of, &Style { indent: 1, ..Style::cell() }));
        }
        None => {
            let look = Style::cell().align(Align::Center).total();
            sheet.merge(CellRange::new(row, 0, row, 1), SheetCell::text(&context.plan.words.total, &look));
        }
    }
}

/// Returns the cell of the ordinal above a column, with a fixed row.
fn ordinal(table: u32, column: u32) -> String {
    format!("{}${}", address::letters(column), table + 3)
}

/// Returns a unit's block with the period of the column as the report period.
fn at_period(context: &SheetContext, unit: usize, indicator: &str, ordinal: &str) -> Option<UnitBlock> {
    let block = block(context.plan, &context.layout, unit, indicator)?;
    Some(UnitBlock { report: ordinal.to_string(), start: ordinal.to_string(), ..block })
}

fn matrix(sheet: &mut Sheet, context: &SheetContext, table: u32, series: &Series, spans: &[SeriesSpan]) {
    let t = context.plan.language;
    let headings: Vec<SheetCell> = spans.iter().map(|s| heading(context, table, s)).collect();
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
                    Some(format!("IF({}>{},\"\",SUM({cells}))", ordinal(table, column), context.layout.ordinal()))
                }
                (SeriesSpan::Half(_, periods) | SeriesSpan::Year(_, periods) | SeriesSpan::Term(periods), _) => {
                    Some(sum_of(context, table, row, spans, periods))
                }
            };
            if let Some(formula) = formula {
                sheet.formula(row, column, formula, &look);
            }
        }
    }
    lacking(sheet, context, table, spans);
}

/// The words of a unit's cell where a return lacks.
const LACKING: [StaticText; 2] = [StaticText::new("chưa có", "missing"), StaticText::new("còn lỗi", "on hold")];

/// Writes below the total how many returns lack in each column, so that no sum looks complete that is not.
fn lacking(sheet: &mut Sheet, context: &SheetContext, table: u32, spans: &[SeriesSpan]) {
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
            SeriesSpan::Half(_, periods) | SeriesSpan::Year(_, periods) | SeriesSpan::Term(periods) => {
                sum_of(context, table, row, spans, periods)
            }
        };
        sheet.formula(row, column, formula, &figure);
    }
    let area = CellRange::new(row, FIRST, row, FIRST + spans.len() as u32 - 1);
    let first = address::cell(row, FIRST);
    let red = DifferentialFormat { color: Some(style::RED), fill: Some(style::RED_TINT), bold: true };
    common_style::when(sheet, area, format!("AND(ISNUMBER({first}),{first}>0)"), red);
    sheet.heights.insert(row, 19.0);
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

fn cumulative(sheet: &mut Sheet, context: &SheetContext, table: u32, series: &Series) {
    let t = context.plan.language;
    let periods = context.layout.data.periods();
    let headings: Vec<SheetCell> = (0..periods).map(|q| period_heading(context, q)).collect();
    let ordinals: Vec<Option<u32>> = (1..=periods).map(Some).collect();
    table_head(
        sheet,
        context.plan.language,
        table,
        &text_in!(t, "{}: lũy kế đến cuối kỳ", "{}: cumulative at the end of the period", series.heading),
        &headings,
        &ordinals,
    );
    let total = table + HEAD + context.plan.units.len() as u32;
    for row in table + HEAD..=total {
        let unit = (row < total).then_some((row - table - HEAD) as usize);
        lead(sheet, context, row, unit);
        for column in FIRST..FIRST + periods {
            let at = ordinal(table, column);
            let figure = match unit {
                Some(unit) => at_period(context, unit, &series.indicator, &at)
                    .and_then(|block| over_block(PeriodAggregate::ToDate, &block))
                    .map(|formula| to_date_while(context, unit, &at, formula)),
                None => {
                    let cells = format!("{}:{}", address::cell(table + HEAD, column), address::cell(total - 1, column));
                    Some(format!("SUM({cells})"))
                }
            };
            let look = figure_style(context, series);
            let look = if unit.is_none() { look.total() } else { look };
            if let Some(figure) = figure {
                sheet.formula(row, column, format!("IF({at}>{},\"\",{figure})", context.layout.ordinal()), &look);
            }
        }
    }
}

/// Limits the sum to date of a unit to its time. That of a dissolved unit goes on: it stays in the totals, and no heir
/// has it.
fn to_date_while(context: &SheetContext, unit: usize, at: &str, formula: String) -> String {
    let (first, last) = context.plan.reporting_bounds(unit);
    let is_dissolved = || context.plan.dissolved().contains(&unit);
    expand::while_reporting(formula, at, first, last.filter(|_| !is_dissolved()))
}

/// Returns the style of a series' figures.
fn figure_style(context: &SheetContext, series: &Series) -> Style {
    let number = context.plan.indicator(&series.indicator).map(Indicator::number_format);
    Style::figure().size(10).number(number.unwrap_or(NumberFormat::Integer))
}

/// Writes the expected value of each period: the formula of the plan's pace column, once for each period.
fn pace(sheet: &mut Sheet, context: &SheetContext, table: u32, series: &Series) -> Result<(), ConsolidateError> {
    let Some(column_of) = series.pace.as_ref().and_then(|name| context.plan.column(name)) else { return Ok(()) };
    let periods = context.layout.data.periods();
    let headings: Vec<SheetCell> = (0..periods).map(|q| period_heading(context, q)).collect();
    let ordinals: Vec<Option<u32>> = (1..=periods).map(Some).collect();
    table_head(
        sheet,
        context.plan.language,
        table,
        &format!("{}: {}", series.heading, column_of.heading.to_lowercase()),
        &headings,
        &ordinals,
    );
    let total = table + HEAD + context.plan.units.len() as u32;
    for row in table + HEAD..=total {
        let unit = (row < total).then_some((row - table - HEAD) as usize);
        lead(sheet, context, row, unit);
        for (period, column) in (0..periods).zip(FIRST..) {
            let look = Style::figure().size(10).number(context.plan.column_format(&column_of.name));
            match unit {
                Some(unit) => {
                    let ordinal = ordinal(table, column);
                    let place = PaceResolver { plan: context.plan, layout: &context.layout, unit, period, ordinal };
                    let formula = place.column(column_of)?;
                    let at = self::ordinal(table, column);
                    sheet.formula(row, column, while_reporting(context.plan, unit, &at, formula), &look);
                }
                None => {
                    let cells = format!("{}:{}", address::cell(table + HEAD, column), address::cell(total - 1, column));
                    sheet.formula(row, column, format!("SUM({cells})"), &look.total());
                }
            }
        }
    }
    Ok(())
}
