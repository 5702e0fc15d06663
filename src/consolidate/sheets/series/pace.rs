//! The table of what ought to be reached by each period.

use super::super::super::ConsolidateError;
use super::super::super::context::SheetContext;
use super::super::super::resolver::{PaceResolver, while_reporting};
use super::parts::{lead, ordinal, period_heading, table_head};
use super::positions::{FIRST, HEAD};
use crate::plan::Series;
use crate::workbook::{Sheet, SheetCell, Style, address};

/// Writes the expected value of each period: the formula of the plan's pace column, once for each period.
pub(super) fn pace(
    sheet: &mut Sheet,
    context: &SheetContext,
    table: u32,
    series: &Series,
) -> Result<(), ConsolidateError> {
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
