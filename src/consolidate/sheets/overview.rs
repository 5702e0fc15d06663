//! The sheet "Tổng quan": the report period on one page, with headlines, urgent findings, charts, and the status of
//! each unit.

mod attention;
mod cards;
mod reports;

use super::super::common_style;
use super::super::context::SheetContext;
use super::super::layout::{DataColumnKey, GridColumn, REPORT_CELL, sheet};
use super::super::resolver::ColumnResolver;
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::series;
use crate::model::amount::Value;
use crate::plan::Headline;
use crate::workbook::style::{Align, CellBorder};
use crate::workbook::{
    CellRange, ChartKind, ChartSeries, DataValidation, PageSetup, Sheet, SheetCell, SheetChart, Style, ValidationRule,
    Workbook, address, style,
};

/// The sheet in the list of sheets.
pub const SHEET: SheetEntry = SheetEntry {
    names: &[sheet::OVERVIEW],
    audience: SheetAudience::Report,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::One(|context| Ok(sheet(context))),
};

/// The last printed column: four blocks of three columns with a gap column between.
const LAST: u32 = 15;
/// The number of rows that a chart covers.
const CHART_ROWS: u32 = 10;
const CHART_ROW: f64 = 18.0;

/// Builds the sheet.
pub fn sheet(context: &SheetContext) -> Sheet {
    let mut sheet = Sheet::new(sheet::OVERVIEW);
    for column in 0..=LAST {
        sheet.widths.insert(column, width(column));
    }
    top(&mut sheet, context);
    let after_cards = cards::draw(&mut sheet, context, 3);
    let reports_rows = attention::rows(context);
    let chart = after_cards + reports_rows + 2;
    let reports = if context.plan.headlines.is_empty() { chart } else { chart + CHART_ROWS + 2 };
    attention::draw(&mut sheet, context, after_cards, reports);
    if !context.plan.headlines.is_empty() {
        charts(&mut sheet, context, chart);
    }
    let end = reports::draw(&mut sheet, context, reports);
    sheet.protected = true;
    sheet.page = PageSetup {
        landscape: true,
        area: Some(CellRange::new(0, 0, end, LAST)),
        footer: common_style::footer(context),
        pages_high: u16::from(context.plan.units.len() <= 20),
        ..PageSetup::default()
    };
    sheet
}

/// Writes title, period, and the cell that selects the period.
fn top(sheet: &mut Sheet, context: &SheetContext) {
    let info = &context.plan.info;
    let title = format!("TỔNG QUAN {}", info.title.to_uppercase());
    sheet.merge(CellRange::new(0, 1, 0, 11), SheetCell::text(title, &Style::title().size(18)));
    let grey = Style { color: style::GREY, ..Style::default().size(12) };
    let after = format!(" · {} · Kế hoạch số {} ngày {}", info.issuer_short, info.number, info.date);
    sheet.merge(CellRange::new(1, 1, 1, LAST), common_style::since(context, &after, &grey));
    let (row, column) = REPORT_CELL;
    sheet.text(row, column - 1, "Kỳ báo cáo (chọn) ▸", &grey.size(11).align(Align::Right));
    let input = Style { border: CellBorder::All, align: Align::Center, ..Style::default().size(14).bold().input() };
    sheet.merge(
        CellRange::new(row, column, row, column + 1),
        SheetCell::text(context.ledger.report.to_string(), &input),
    );
    if let Some(periods) = context.layout.data.reported_block(0, &DataColumnKey::Period) {
        sheet.validations.push(DataValidation {
            area: CellRange::cell(row, column),
            input: ValidationRule::Range(periods),
            prompt: ("Kỳ báo cáo".into(), "Chọn kỳ khác: mọi trang tính lại theo kỳ đó.".into()),
            error: ("Kỳ báo cáo".into(), "Chọn một kỳ trong danh sách, ví dụ 2022-Q1.".into()),
            stop: true,
        });
    }
    sheet.heights.insert(0, 34.0);
    sheet.heights.insert(1, 20.0);
    sheet.heights.insert(2, 8.0);
}

/// Writes a section heading with a line below it.
fn section(sheet: &mut Sheet, row: u32, columns: (u32, u32), cell: SheetCell) {
    let style = Style { border: CellBorder::Rule, ..Style::default().size(12).bold().color(style::ACCENT) };
    sheet.merge(CellRange::new(row, columns.0, row, columns.1), SheetCell { style, ..cell });
    sheet.heights.insert(row, 23.0);
}

/// Returns the column that a headline refers to: a computed column or an annex column.
fn entry(context: &SheetContext, name: &str) -> Option<GridColumn> {
    let column = context.plan.columns.iter().position(|c| c.name == name).map(GridColumn::Column);
    column.or_else(|| context.plan.annex_column(name).map(GridColumn::Annex))
}

/// Returns the cell of a column for a unit or, with `None`, for the total.
fn figure(context: &SheetContext, name: &str, unit: Option<usize>) -> Option<String> {
    let place = ColumnResolver { plan: context.plan, layout: &context.layout, unit };
    let entry = entry(context, name)?;
    match entry {
        GridColumn::Annex(i) => place.home(entry).or_else(|| place.annex(i)),
        GridColumn::Column(_) => place.home(entry),
    }
}

/// Returns the range of a column over all units, on the first sheet that shows it.
fn range(context: &SheetContext, name: &str) -> Option<String> {
    let entry = entry(context, name)?;
    context.layout.grids.iter().find_map(|g| g.range(entry))
}

/// Returns the heading of a column.
fn heading<'a>(context: &'a SheetContext, name: &'a str) -> &'a str {
    let annex = || context.plan.annex_column(name).and_then(|i| context.plan.annex.columns.get(i));
    let column = context.plan.column(name).map(|c| c.heading.as_str());
    column.or_else(|| annex().map(|c| c.heading.as_str())).unwrap_or(name)
}

/// Returns a unit's headlines with their targets and shortfalls, read from a workbook with computed values.
pub fn progress(context: &SheetContext, book: &Workbook, unit: usize) -> Vec<(String, Value)> {
    let names = context.plan.headlines.iter().flat_map(|h| [Some(&h.column), h.of.as_ref(), h.gap.as_ref()]);
    let mut out: Vec<(String, Value)> = Vec::new();
    for name in names.flatten() {
        let shown = figure(context, name, Some(unit)).and_then(|cell| value(book, &cell));
        if let Some(value) = shown {
            out.push((heading(context, name).to_string(), value));
        }
    }
    out
}

/// Returns the value of a cell, addressed with its sheet.
fn value(book: &Workbook, target: &str) -> Option<Value> {
    let (sheet, cell) = target.rsplit_once('!')?;
    let sheet = book.sheets.iter().find(|s| address::sheet(&s.name).trim_end_matches('!') == sheet)?;
    sheet.cells.formula(address::parse(cell)?)?.value.clone()
}

/// Adds the charts: the first headline and its target by unit, its course over the periods against the pace, and the
/// second headline by unit.
fn charts(sheet: &mut Sheet, context: &SheetContext, row: u32) {
    let second = context.plan.headlines.get(1);
    let mut draw = |columns: (u32, u32), name: &str, chart: Option<SheetChart>| {
        let Some(chart) = chart else { return };
        section(sheet, row, columns, SheetCell::text(name, &Style::default()));
        sheet.charts.push(SheetChart { at: (row + 1, columns.0), size: size(columns), ..chart });
    };
    if let Some(headline) = context.plan.headlines.first() {
        draw((1, 7), &format!("{}, THEO ĐƠN VỊ", headline.heading.to_uppercase()), bars(context, headline));
    }
    if let Some((heading, chart)) = course(context) {
        let columns = if second.is_some() { (9, 11) } else { (9, LAST) };
        draw(columns, &format!("{}, LŨY KẾ", heading.to_uppercase()), Some(chart));
    }
    if let Some(headline) = second {
        draw((13, LAST), &headline.heading.to_uppercase(), bars(context, headline));
    }
    for line in row + 1..=row + CHART_ROWS {
        sheet.heights.insert(line, CHART_ROW);
    }
    sheet.heights.insert(row + CHART_ROWS + 1, 8.0);
}

/// Returns the width of a column of the sheet, in characters.
fn width(column: u32) -> f64 {
    match column {
        0 => 0.8,
        c if c % 4 == 0 => 2.0,
        c if c % 4 == 1 => 14.5,
        _ => 17.0,
    }
}

/// Returns the width in pixels of a range of columns, and the height of the charts.
fn size((left, right): (u32, u32)) -> (u32, u32) {
    let pixels = (left..=right).fold(0.0, |all, column| all + width(column) * 7.0 + 5.0);
    (pixels as u32 - 6, (f64::from(CHART_ROWS) * CHART_ROW * 96.0 / 72.0) as u32 - 4)
}

fn bars(context: &SheetContext, headline: &Headline) -> Option<SheetChart> {
    let grid = context
        .layout
        .grids
        .iter()
        .find(|g| entry(context, &headline.column).is_some_and(|e| g.column(e).is_some()))?;
    let last = grid.row(context.plan.units.len().saturating_sub(1));
    let categories = address::range(&grid.name, CellRange::new(grid.row(0), 1, last, 1));
    let mut names = vec![(headline.column.as_str(), style::ACCENT)];
    names.extend(headline.of.as_deref().map(|of| (of, 0xC9_D3DE)));
    let series = names.into_iter().filter_map(|(name, color)| {
        let values = range(context, name)?;
        Some(ChartSeries { name: heading(context, name).to_string(), categories: categories.clone(), values, color })
    });
    Some(SheetChart { kind: ChartKind::Bar, at: (0, 0), size: (0, 0), series: series.collect() })
}

/// Returns the first cumulative series of the plan, period by period, with its pace.
fn course(context: &SheetContext) -> Option<(String, SheetChart)> {
    let first = context.plan.series.first()?;
    let (categories, values) = series::to_date_ranges(context, 0);
    let name = format!("{}, lũy kế", first.heading);
    let mut lines = vec![ChartSeries { name, categories: categories.clone(), values, color: style::ACCENT }];
    if let Some(values) = series::pace_range(context, 0) {
        let pace = first.pace.as_deref().map_or("", |name| heading(context, name));
        lines.push(ChartSeries { name: pace.to_string(), categories, values, color: 0xC9_D3DE });
    }
    // Columns instead of lines: spreadsheets draw the empty text of a future period as a fall to zero.
    let kind = ChartKind::Column;
    Some((first.heading.clone(), SheetChart { kind, at: (0, 0), size: (0, 0), series: lines }))
}
