//! The table of changes of a series from the same period, half-year and year a year before.

use super::super::super::context::SheetContext;
use super::super::super::resolver::while_reporting;
use super::parts::{figure_style, heading, lead, over_span, table_head};
use super::positions::{FIRST, HEAD, SeriesTable, is_flow, row_of, top};
use super::spans::SeriesSpan;
use crate::formula::PeriodAggregate;
use crate::formula::blanks::sum_or_blank;
use crate::formula::expand::over_block;
use crate::model::text::text_in;
use crate::plan::Series;
use crate::workbook::{CellRange, Sheet, SheetCell, Style, address, style};

/// Writes the table.
pub(super) fn compared(sheet: &mut Sheet, context: &SheetContext, table: u32, index: usize, spans: &[SeriesSpan]) {
    let t = context.plan.language;
    let (Some(series), Some(matrix)) = (context.plan.series.get(index), top(context, index, SeriesTable::Matrix))
    else {
        return;
    };
    let headings: Vec<SheetCell> = spans.iter().map(|span| heading(context, index, span)).collect();
    let ordinal = |span: &SeriesSpan| if let SeriesSpan::Period(q) = span { Some(q + 1) } else { None };
    let ordinals: Vec<Option<u32>> = spans.iter().map(ordinal).collect();
    let title = text_in!(
        t,
        "{}: tăng, giảm so với cùng kỳ năm trước",
        "{}: change from the same period a year before",
        series.heading
    );
    table_head(sheet, t, table, &title, &headings, &ordinals);
    sheet.heights.insert(table + 1, 50.0);
    let total = row_of(context, table, None);
    for row in table + HEAD..=total {
        let unit = (row < total).then_some((row - table - HEAD) as usize);
        lead(sheet, context, row, unit);
        for (column, span) in (FIRST..).zip(spans) {
            let figure = Style { wrap: false, ..figure_style(context, series) };
            let look = if unit.is_none() { figure.total() } else { figure };
            let formula = match unit {
                Some(unit) => change(context, unit, series, (row - table + matrix, column), (spans, span)),
                None => {
                    let cells = format!("{}:{}", address::cell(table + HEAD, column), address::cell(total - 1, column));
                    has_year_before(context, span).then(|| sum_or_blank(&cells))
                }
            };
            match formula {
                Some(formula) => sheet.formula(row, column, formula, &look),
                None => sheet.blank(row, column, &look),
            }
        }
    }
    let note = t.pick(
        "Chỉ so đơn vị có báo cáo được tổng hợp ở đủ các kỳ của cả hai năm; dòng tổng cộng các đơn vị đó.",
        "Only units whose returns of all periods of both years are counted are compared; the total adds these up.",
    );
    let look = Style { italic: true, wrap: false, ..Style::default().size(10).color(style::GREY) };
    sheet.merge(CellRange::new(total + 1, 0, total + 1, FIRST + spans.len() as u32 - 1), SheetCell::text(note, &look));
}

/// Returns true if the periods of a year before a span are in the plan.
fn has_year_before(context: &SheetContext, span: &SeriesSpan) -> bool {
    let per_year = u32::from(context.plan.cycle().per_year());
    span.periods().first().is_some_and(|first| *first >= per_year)
}

/// Returns the formula for the change of a unit: its cell of the matrix minus what the plan's `CUNG_KY` gives for the
/// span. `row` and `column` are those of the cell.
fn change(
    context: &SheetContext,
    unit: usize,
    series: &Series,
    (row, column): (u32, u32),
    (spans, span): (&[SeriesSpan], &SeriesSpan),
) -> Option<String> {
    if !has_year_before(context, span) {
        return None;
    }
    let (block, first) = over_span(context, unit, series, span.periods())?;
    let before = over_block(PeriodAggregate::YearBefore, &block)?;
    let change = format!("IFERROR({}-({before}),\"\")", address::cell(row, column));
    let change = while_reporting(context.plan, unit, &block.report, change);
    let so_quy = context.layout.ordinal();
    // A sum of some of the periods is not compared with that of all.
    let is_sum = is_flow(context.plan, series) && span.periods().len() > 1;
    let columns = spans
        .iter()
        .zip(FIRST..)
        .filter(|(one, _)| matches!(one, SeriesSpan::Period(period) if span.periods().contains(period)));
    let cells: Vec<String> = columns.map(|(_, column)| address::cell(row, column)).collect();
    Some(match is_sum {
        true => {
            format!("IF({first}>{so_quy},\"\",IF(COUNT({})={}-{first}+1,{change},\"\"))", cells.join(","), block.report)
        }
        false => format!("IF({first}>{so_quy},\"\",{change})"),
    })
}
