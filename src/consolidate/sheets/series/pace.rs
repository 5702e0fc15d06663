//! The table of what ought to be reached by each period.

use super::super::super::ConsolidateError;
use super::super::super::context::SheetContext;
use super::super::super::resolver::{PaceResolver, while_reporting};
use super::parts::{ordinal, period_table, sum_of_units};
use crate::plan::Series;
use crate::workbook::{Sheet, Style};

/// Writes the expected value of each period: the formula of the plan's pace column, once for each period.
pub(super) fn pace(
    sheet: &mut Sheet,
    context: &SheetContext,
    table: u32,
    series: &Series,
) -> Result<(), ConsolidateError> {
    let Some(expected) = series.pace.as_ref().and_then(|name| context.plan.column(name)) else { return Ok(()) };
    let look = Style::figure().size(10).number(context.plan.column_format(&expected.name));
    let title = format!("{}: {}", series.heading, expected.heading.to_lowercase());
    period_table(sheet, context, table, &title, |sheet, (row, column), period, unit| {
        let Some(unit) = unit else {
            sheet.formula(row, column, sum_of_units(context, table, column), &look.total());
            return Ok(());
        };
        let at = ordinal(table, column);
        let place = PaceResolver { plan: context.plan, layout: &context.layout, unit, period, ordinal: at.clone() };
        let formula = place.column(expected)?;
        sheet.formula(row, column, while_reporting(context.plan, unit, &at, formula), &look);
        Ok(())
    })
}
