//! Positions on the sheet "Theo kỳ": the tables of each series one below another.

use super::super::super::context::SheetContext;
use crate::model::period::ReportingCycle;
use crate::model::text::StaticText;
use crate::plan::{IndicatorKind, Plan, Series};
use crate::workbook::{CellRange, address};

/// The first row of the first table.
pub(super) const TOP: u32 = 3;
/// The first column of periods.
pub(super) const FIRST: u32 = 2;
/// The number of rows above the units in a table: title, headings, ordinals.
pub(super) const HEAD: u32 = 3;

/// Names of the sheet in plans by month, quarter, half-year and year.
pub(super) const NAMES: [StaticText; 4] = [
    StaticText::new("Theo tháng", "By month"),
    StaticText::new("Theo quý", "By quarter"),
    StaticText::new("Theo kỳ", "By half-year"),
    StaticText::new("Theo năm", "By year"),
];

/// Returns the name of the sheet.
pub(super) fn name(plan: &Plan) -> &'static str {
    let name = match plan.cycle() {
        ReportingCycle::Month => NAMES[0],
        ReportingCycle::Quarter => NAMES[1],
        ReportingCycle::Half => NAMES[2],
        ReportingCycle::Year(_) => NAMES[3],
    };
    name.in_lang(plan.language)
}

/// A table of a series.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum SeriesTable {
    /// Period by period, with spans.
    Matrix,
    /// Sums to date, of a flow.
    ToDate,
    /// What ought to be reached.
    Pace,
    /// Changes from a year before.
    Compared,
}

/// Returns true if a series is of a flow.
pub(super) fn is_flow(plan: &Plan, series: &Series) -> bool {
    plan.indicator(&series.indicator).is_some_and(|indicator| indicator.kind == IndicatorKind::Flow)
}

/// Returns the tables of a series in their order.
pub(super) fn tables(plan: &Plan, series: &Series) -> Vec<SeriesTable> {
    let more = [
        (SeriesTable::ToDate, is_flow(plan, series)),
        (SeriesTable::Pace, series.pace.is_some()),
        (SeriesTable::Compared, series.compare),
    ];
    let more = more.into_iter().filter(|(_, has)| *has).map(|(table, _)| table);
    [SeriesTable::Matrix].into_iter().chain(more).collect()
}

/// Returns the number of rows of a table: title, headings, ordinals, units, total, number of returns that lack, gap.
pub(super) fn rows_of_table(context: &SheetContext) -> u32 {
    HEAD + context.plan.units.len() as u32 + 3
}

/// Returns the first row of a table of a series (index); `None` if it has no such table.
pub(super) fn top(context: &SheetContext, series: usize, table: SeriesTable) -> Option<u32> {
    let plan = context.plan;
    let before = plan.series.iter().take(series).flat_map(|one| tables(plan, one)).count();
    let own = tables(plan, plan.series.get(series)?).into_iter().position(|one| one == table)?;
    Some(TOP + (before + own) as u32 * rows_of_table(context))
}

/// Returns the range of a row over all periods of a table in which they are side by side.
fn over_periods(context: &SheetContext, row: u32) -> String {
    let last = FIRST + context.layout.data.periods() - 1;
    address::range(name(context.plan), CellRange::new(row, FIRST, row, last))
}

/// Returns the row of a unit in a table that begins at `top`, or with `None` that of the total.
pub(super) fn row_of(context: &SheetContext, top: u32, unit: Option<usize>) -> u32 {
    top + HEAD + unit.map_or(context.plan.units.len() as u32, |unit| unit as u32)
}

/// Returns the series of flows, which have sums to date, with their indexes.
pub(in super::super) fn flows(plan: &Plan) -> impl Iterator<Item = (usize, &Series)> {
    plan.series.iter().enumerate().filter(|(_, series)| is_flow(plan, series))
}

/// Returns the cumulative cells of a series by period, for a unit or, with `None`, for the total.
pub(in super::super) fn to_date_of(context: &SheetContext, series: usize, unit: Option<usize>) -> Option<String> {
    let top = top(context, series, SeriesTable::ToDate)?;
    Some(over_periods(context, row_of(context, top, unit)))
}

/// Returns the pace of a series for all units together, by period.
pub(in super::super) fn pace_range(context: &SheetContext, series: usize) -> Option<String> {
    let top = top(context, series, SeriesTable::Pace)?;
    Some(over_periods(context, row_of(context, top, None)))
}

/// Returns the cell with the cumulative total of a series at the end of a period.
pub(in super::super) fn to_date(context: &SheetContext, series: usize, period: u32) -> Option<String> {
    let top = top(context, series, SeriesTable::ToDate)?;
    Some(address::on(name(context.plan), row_of(context, top, None), FIRST + period))
}

/// Returns two ranges by period: the headings and the cumulative totals of a series.
pub(in super::super) fn to_date_ranges(context: &SheetContext, series: usize) -> Option<(String, String)> {
    let top = top(context, series, SeriesTable::ToDate)?;
    Some((over_periods(context, top + 1), over_periods(context, row_of(context, top, None))))
}
