//! Headings of the columns of "Theo quý".

use super::super::super::context::SheetContext;
use super::spans::SeriesSpan;
use super::{FIRST, name, rows_of_table};
use crate::formula::literal::literal;
use crate::model::period::ReportingCycle;
use crate::model::text::{Lang, text_in};
use crate::workbook::{CellRange, SheetCell, Style, address};

/// Returns the heading of a period.
pub(super) fn period_heading(context: &SheetContext, period: u32) -> SheetCell {
    SheetCell::text(context.plan.first.plus(period as i32).text_in(context.plan.language), &Style::default())
}

/// Returns the heading of a column. A half-year, a year or the plan that is not over names the period up to which it goes.
pub(super) fn heading(context: &SheetContext, table: u32, span: &SeriesSpan) -> SheetCell {
    let t = context.plan.language;
    let (words, periods) = match span {
        SeriesSpan::Period(period) => return period_heading(context, *period),
        SeriesSpan::Half(heading, periods) | SeriesSpan::Year(heading, periods) => (heading.as_str(), periods),
        SeriesSpan::Term(periods) => (t.pick("Cả giai đoạn", "Whole term"), periods),
    };
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else {
        return SheetCell::text(words, &Style::default());
    };
    // The table of sums to date has the headings of all periods side by side.
    let row = table + rows_of_table(context) + 1;
    let all = CellRange::new(row, FIRST, row, FIRST + context.layout.data.periods() - 1);
    let all = address::range(name(context.plan), all);
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
