//! The table of sums to date of a series.

use super::super::super::context::SheetContext;
use super::parts::{at_period, figure_style, lead, ordinal, period_heading, table_head};
use super::positions::{FIRST, HEAD};
use crate::formula::PeriodAggregate;
use crate::formula::expand::{self, over_block};
use crate::model::text::text_in;
use crate::plan::Series;
use crate::workbook::{Sheet, SheetCell, address};

/// Writes the table.
pub(super) fn cumulative(sheet: &mut Sheet, context: &SheetContext, table: u32, series: &Series) {
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
