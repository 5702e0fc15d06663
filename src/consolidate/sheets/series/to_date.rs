//! The table of sums to date of a series.

use super::super::super::ConsolidateError;
use super::super::super::context::SheetContext;
use super::parts::{at_period, figure_style, ordinal, period_table, sum_of_units};
use crate::formula::PeriodAggregate;
use crate::formula::expand::{self, over_block};
use crate::model::text::text_in;
use crate::plan::Series;
use crate::workbook::Sheet;

/// Writes the table.
pub(super) fn cumulative(
    sheet: &mut Sheet,
    context: &SheetContext,
    table: u32,
    series: &Series,
) -> Result<(), ConsolidateError> {
    let title = text_in!(
        context.plan.language,
        "{}: lũy kế đến cuối kỳ",
        "{}: cumulative at the end of the period",
        series.heading
    );
    let look = figure_style(context, series);
    period_table(sheet, context, table, &title, |sheet, (row, column), _, unit| {
        let at = ordinal(table, column);
        let (figure, look) = match unit {
            Some(unit) => (to_date(context, series, unit, &at), look.clone()),
            None => (Some(sum_of_units(context, table, column)), look.total()),
        };
        if let Some(figure) = figure {
            sheet.formula(row, column, format!("IF({at}>{},\"\",{figure})", context.layout.ordinal()), &look);
        }
        Ok(())
    })
}

/// Returns the sum to date of a unit at the period with this ordinal.
fn to_date(context: &SheetContext, series: &Series, unit: usize, at: &str) -> Option<String> {
    let block = at_period(context, unit, &series.indicator, at)?;
    Some(to_date_while(context, unit, at, over_block(PeriodAggregate::ToDate, &block)?))
}

/// Limits the sum to date of a unit to its time. That of a dissolved unit goes on: it stays in the totals, and no heir
/// has it.
fn to_date_while(context: &SheetContext, unit: usize, at: &str, formula: String) -> String {
    let (first, last) = context.plan.reporting_bounds(unit);
    let is_dissolved = || context.plan.dissolved().contains(&unit);
    expand::while_reporting(formula, at, first, last.filter(|_| !is_dissolved()))
}
