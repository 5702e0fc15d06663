//! What the tables of the sheet "Theo kỳ" have in common: headings, leading cells, the style of figures.

use super::super::super::ConsolidateError;
use super::super::super::context::SheetContext;
use super::super::super::layout::DictionaryLayout;
use super::super::super::unit_rows::block;
use super::positions::{FIRST, HEAD, to_date_ranges};
use super::spans::SeriesSpan;
use crate::formula::expand::UnitBlock;
use crate::formula::literal::literal;
use crate::model::period::ReportingCycle;
use crate::model::text::{Lang, text_in};
use crate::plan::{Indicator, Series};
use crate::workbook::style::{Align, CellBorder, NumberFormat};
use crate::workbook::{CellRange, Sheet, SheetCell, Style, address, style};

/// Writes title and headings of a table.
pub(super) fn table_head(
    sheet: &mut Sheet,
    t: Lang,
    row: u32,
    title: &str,
    headings: &[SheetCell],
    ordinals: &[Option<u32>],
) {
    let over = Style::table_title();
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

/// Writes title, headings and leading cells of a table with a column for each period, and calls `write` for each of its
/// cells: row, column, index of the period, and the unit or `None` for the total.
pub(super) fn period_table(
    sheet: &mut Sheet,
    context: &SheetContext,
    table: u32,
    title: &str,
    mut write: impl FnMut(&mut Sheet, (u32, u32), u32, Option<usize>) -> Result<(), ConsolidateError>,
) -> Result<(), ConsolidateError> {
    let periods = context.layout.data.periods();
    let headings: Vec<SheetCell> = (0..periods).map(|period| period_heading(context, period)).collect();
    let ordinals: Vec<Option<u32>> = (1..=periods).map(Some).collect();
    table_head(sheet, context.plan.language, table, title, &headings, &ordinals);
    let total = total_row(context, table);
    for row in table + HEAD..=total {
        let unit = (row < total).then_some((row - table - HEAD) as usize);
        lead(sheet, context, row, unit);
        for (period, column) in (0..periods).zip(FIRST..) {
            write(sheet, (row, column), period, unit)?;
        }
    }
    Ok(())
}

/// Returns the sum of the units in a column of a table.
pub(super) fn sum_of_units(context: &SheetContext, table: u32, column: u32) -> String {
    let last = total_row(context, table) - 1;
    format!("SUM({}:{})", address::cell(table + HEAD, column), address::cell(last, column))
}

fn total_row(context: &SheetContext, table: u32) -> u32 {
    table + HEAD + context.plan.units.len() as u32
}

/// Writes ordinal and name of a unit, or the label of the total row.
pub(super) fn lead(sheet: &mut Sheet, context: &SheetContext, row: u32, unit: Option<usize>) {
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
pub(super) fn ordinal(table: u32, column: u32) -> String {
    format!("{}${}", address::letters(column), table + 3)
}

/// Returns a unit's block with the period of the column as the report period.
pub(super) fn at_period(context: &SheetContext, unit: usize, indicator: &str, ordinal: &str) -> Option<UnitBlock> {
    let block = block(context.plan, &context.layout, unit, indicator)?;
    Some(UnitBlock { report: ordinal.to_string(), start: ordinal.to_string(), ..block })
}

/// Returns the heading of a period.
pub(super) fn period_heading(context: &SheetContext, period: u32) -> SheetCell {
    SheetCell::text(context.plan.first.plus(period as i32).text_in(context.plan.language), &Style::default())
}

/// Returns the heading of a column. A half-year, a year or the plan that is not over names the period up to which it goes.
pub(super) fn heading(context: &SheetContext, series: usize, span: &SeriesSpan) -> SheetCell {
    let t = context.plan.language;
    let (words, periods) = match span {
        SeriesSpan::Period(period) => return period_heading(context, *period),
        SeriesSpan::Half(heading, periods) | SeriesSpan::Year(heading, periods) => (heading.as_str(), periods),
        SeriesSpan::Term(periods) => (t.pick("Cả giai đoạn", "Whole term"), periods),
    };
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else {
        return SheetCell::text(words, &Style::default());
    };
    // The table of sums to date has the headings of all periods side by side; a stock has none.
    let all = match to_date_ranges(context, series) {
        Some((headings, _)) => headings,
        None => context.layout.words.span_range(DictionaryLayout::SPAN),
    };
    let ordinal = context.layout.ordinal();
    let words = literal(words);
    let last_heading = format!("INDEX({all},{ordinal})");
    // Within the sentence a period has a small letter; an English month keeps its own.
    let until = match (t, context.plan.cycle()) {
        (Lang::En, ReportingCycle::Month) => last_heading,
        _ => format!("LOWER(LEFT({last_heading},1))&MID({last_heading},2,30)"),
    };
    let formula = text_in!(
        t,
        "IF(AND({ordinal}>{first},{ordinal}<={last}),{words}&\" (đến \"&{until}&\")\",{words})",
        "IF(AND({ordinal}>{first},{ordinal}<={last}),{words}&\" (to \"&{until}&\")\",{words})"
    );
    SheetCell::formula(formula, &Style::default())
}

/// Returns the style of a series' figures.
pub(super) fn figure_style(context: &SheetContext, series: &Series) -> Style {
    let number = context.plan.indicator(&series.indicator).map(Indicator::number_format);
    Style::figure().size(10).number(number.unwrap_or(NumberFormat::Integer))
}

/// Returns a unit's block with a span as the report period, as far as it is reported, and the ordinal of its first period.
pub(super) fn over_span(
    context: &SheetContext,
    unit: usize,
    series: &Series,
    periods: &[u32],
) -> Option<(UnitBlock, u32)> {
    let (first, last) = (periods.first()? + 1, periods.last()? + 1);
    let report = format!("MIN({last},{})", context.layout.ordinal());
    let block = at_period(context, unit, &series.indicator, &report)?;
    Some((UnitBlock { start: first.to_string(), ..block }, first))
}
