//! The row of the units that ended without an heir, above the totals of a sheet of computed columns: what they reported
//! stays in the sums to date. Their own rows are blank.

use super::super::ConsolidateError;
use super::super::context::SheetContext;
use super::super::layout::{ColumnGrid, GridColumn};
use super::super::resolver::ColumnResolver;
use super::super::unit_rows::block;
use super::grid_look::GridLook;
use crate::formula::expand::{SpanFigure, over_block};
use crate::formula::{NameResolver, PeriodAggregate};
use crate::model::text::{Lang, StaticText, text_in};
use crate::workbook::{CellRange, Sheet, SheetCell, Style};

/// The label of the row.
pub(crate) const DISSOLVED: StaticText = StaticText::new(
    "Đơn vị đã kết thúc: số lũy kế đến khi kết thúc",
    "Units that have ended: cumulative figures until their end",
);

/// Resolves names in that row: sums over periods are those of the units that have ended, everything else is blank.
struct DissolvedResolver<'a> {
    context: &'a SheetContext<'a>,
}

impl NameResolver for DissolvedResolver<'_> {
    fn language(&self) -> Lang {
        self.context.plan.language
    }

    fn name(&self, name: &str) -> Option<String> {
        let SheetContext { plan, layout, .. } = self.context;
        let column = plan.columns.iter().position(|c| c.name == name);
        if let Some((index, first)) = column.and_then(|i| Some((i, plan.columns.get(i)?.sheets.first()?))) {
            let grid = layout.grids.iter().find(|grid| grid.name == *first)?;
            return grid.cell(GridColumn::Column(index), grid.dissolved()?);
        }
        if plan.annex_column(name).is_some() {
            return Some("\"x\"".to_string());
        }
        let counters = layout.counters;
        if [counters.gaps, counters.gaps_of_year, counters.late].contains(&name) {
            return Some("0".to_string());
        }
        layout.word(name)
    }

    fn aggregate(&self, aggregate: PeriodAggregate, name: &str) -> Option<String> {
        let SheetContext { plan, layout, .. } = self.context;
        let ordinal = layout.ordinal();
        if aggregate == PeriodAggregate::WholeSum {
            return ColumnResolver { plan, layout, unit: None }.whole_sum(name);
        }
        if aggregate == PeriodAggregate::InPeriod {
            return self.in_span(name);
        }
        if !matches!(aggregate, PeriodAggregate::ToDate | PeriodAggregate::YearToDate) {
            return Some("\"\"".to_string());
        }
        let ended = plan.dissolved().into_iter().filter_map(|unit| {
            let last = plan.reporting_bounds(unit).1?;
            let sum = over_block(aggregate, &block(plan, layout, unit, name)?)?;
            Some(format!("IF({ordinal}>{last},{sum},0)"))
        });
        Some(format!("({})", ended.collect::<Vec<_>>().join("+")))
    }
}

impl DissolvedResolver<'_> {
    /// Returns the formula of what the units that have ended reported of a flow within the span.
    fn in_span(&self, name: &str) -> Option<String> {
        let SheetContext { plan, layout, .. } = self.context;
        let (ordinal, start) = (layout.ordinal(), layout.start());
        if !plan.indicator(name).is_some_and(|indicator| indicator.over_span() == SpanFigure::Sum) {
            return Some("\"\"".to_string());
        }
        let (mut latest, mut parts) = (0, Vec::new());
        for unit in plan.dissolved() {
            let last = plan.reporting_bounds(unit).1?;
            let sum = over_block(PeriodAggregate::InPeriod, &block(plan, layout, unit, name)?)?;
            latest = latest.max(last);
            parts.push(format!("IF({ordinal}>{last},N({sum}),0)"));
        }
        Some(format!("IF(OR({start}={ordinal},{start}>{latest}),\"\",{})", parts.join("+")))
    }
}

/// Writes the row, if the plan has such units. It is blank until the first of them has ended.
pub(super) fn row(
    sheet: &mut Sheet,
    context: &SheetContext,
    grid: &ColumnGrid,
    look: &GridLook,
) -> Result<(), ConsolidateError> {
    let Some(at) = grid.dissolved() else { return Ok(()) };
    let SheetContext { plan, layout, .. } = context;
    let italic = |style: Style| Style { italic: true, ..style };
    let name = italic(Style { indent: 1, wrap: true, ..look.note() });
    sheet.merge(CellRange::new(at, 0, at, 1), SheetCell::text(DISSOLVED.in_lang(context.plan.language), &name));
    sheet.heights.insert(at, 30.0);
    let first = plan.dissolved().into_iter().filter_map(|unit| plan.reporting_bounds(unit).1).min().unwrap_or(0);
    for (column, entry) in (ColumnGrid::LEAD..).zip(&grid.entries) {
        let index = match *entry {
            GridColumn::Column(index) => index,
            GridColumn::Annex(_) => {
                sheet.blank(at, column, &look.figure());
                continue;
            }
        };
        let Some(spec) = plan.columns.get(index) else { continue };
        // Where it is not the first sheet of a column, the row refers to the first.
        let home = spec.sheets.first().filter(|first| **first != grid.name);
        let formula = match home.and_then(|first| layout.grids.iter().find(|grid| grid.name == *first)) {
            Some(first) => first.dissolved().and_then(|row| first.cell(*entry, row)),
            None => Some(format!(
                "IF({}<={first},\"\",IFERROR({},\"\"))",
                layout.ordinal(),
                spec.formula.write(&DissolvedResolver { context })?
            )),
        };
        match formula {
            Some(formula) => sheet.formula(at, column, formula, &italic(look.column(spec))),
            None => sheet.blank(at, column, &look.column(spec)),
        }
    }
    sheet.formula(at, grid.note(), note(context, first), &italic(Style { wrap: true, ..look.note() }));
    Ok(())
}

/// Returns the formula of the number of units that have ended.
fn note(context: &SheetContext, first: u32) -> String {
    let t = context.plan.language;
    let ordinal = context.layout.ordinal();
    let lasts = context.plan.dissolved().into_iter().filter_map(|unit| context.plan.reporting_bounds(unit).1);
    let count: Vec<String> = lasts.map(|last| format!("IF({ordinal}>{last},1,0)")).collect();
    text_in!(
        t,
        "IF({ordinal}<={first},\"\",({})&\" đơn vị\")",
        "IF({ordinal}<={first},\"\",({})&\" units\")",
        count.join("+")
    )
}
