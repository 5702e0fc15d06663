//! The sheets of computed columns that the plan defines: annex columns as issued, then the plan's formulas, live.

use super::super::common_style;
use super::super::in_force;
use super::super::layout::{ColumnGrid, GridColumn, IndicatorLayout};
use super::super::resolver::{ColumnResolver, while_reporting};
use super::super::{ConsolidateError, SheetContext};
use super::dissolved;
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::grid_look::GridLook;
use super::grid_parts::{emphasis, headings};
use super::letterhead;
use super::ranked;
use super::row_note;
use crate::formula::PeriodAggregate;
use crate::formula::blanks::sum_or_blank;
use crate::formula::over_units;
use crate::model::text::text_in;
use crate::plan::figure::{FigureTotal, sole_aggregate};
use crate::plan::{Column, ColumnSheet, ColumnTotal};
use crate::workbook::style::Align;
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, address};

/// The sheets, one for each of the plan.
pub(super) const SHEETS: SheetEntry = SheetEntry {
    names: &[],
    audience: SheetAudience::Report,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::Each {
        rows: |context| vec![0; context.plan.sheets.len()],
        draw: |context, index| match context.plan.sheets.get(index) {
            Some(spec) => sheet(context, index, spec),
            None => Ok(Sheet::new(String::new())),
        },
    },
};

/// Builds the sheet with this index.
fn sheet(context: &SheetContext, index: usize, spec: &ColumnSheet) -> Result<Sheet, ConsolidateError> {
    let mut sheet = Sheet::new(&spec.name);
    let Some(grid) = context.layout.grids.get(index) else { return Ok(sheet) };
    let last = grid.note();
    let look = GridLook::new(context, spec, grid, trend_index(context, spec).is_some());
    sheet.widths.extend((0..).zip(look.widths.iter().copied()));
    letterhead::top(&mut sheet, context, spec, last, &look);
    headings(&mut sheet, context, grid, grid.head, &look);
    for unit in 0..context.plan.units.len() {
        row(&mut sheet, context, grid, Some(unit), &look)?;
    }
    dissolved::row(&mut sheet, context, grid, &look)?;
    row(&mut sheet, context, grid, None, &look)?;
    if !spec.signed {
        for entry in &grid.entries {
            let rows = (grid.row(0), grid.total());
            emphasis(&mut sheet, context, grid, *entry, rows);
        }
        let head = if grid.is_ranked { ColumnGrid::RANKED } else { grid.head };
        sheet.freeze = Some((head + 3, ColumnGrid::LEAD));
    }
    let right = trend(&mut sheet, context, grid, spec, &look).unwrap_or(last);
    // The first row of the headings and the row below the table that people read.
    let (head, below) = match &spec.ranked_by {
        Some(_) => (ColumnGrid::RANKED, ranked::table(&mut sheet, context, grid, spec, &look)),
        None => (grid.head, grid.total() + 1),
    };
    let end = letterhead::bottom(&mut sheet, context, spec, below, last, &look);
    sheet.protected = true;
    let height = (0..=end).map(|row| sheet.heights.get(&row).copied().unwrap_or(15.0)).fold(0.0, |all, one| all + one);
    let pages_high = look.pages(height);
    sheet.page = PageSetup {
        landscape: true,
        repeat: Some((head, head + 2)),
        area: Some(CellRange::new(0, 0, end, right)),
        footer: common_style::footer(context),
        is_document: spec.signed,
        is_one_page: pages_high == 1,
        pages_high,
        ..PageSetup::default()
    };
    Ok(sheet)
}

/// Returns the series whose course the sheet shows: the first whose pace it shows, none on the sheet that is signed.
fn trend_index(context: &SheetContext, spec: &ColumnSheet) -> Option<usize> {
    if spec.signed || spec.ranked_by.is_some() {
        return None;
    }
    let paced = |name: &String| context.plan.column(name).is_some_and(|c| c.sheets.contains(&spec.name));
    context.plan.series.iter().position(|s| s.pace.as_ref().is_some_and(paced))
}

/// Adds sparklines in a column after the notes, if a series and its pace are on this sheet: its course up to the report
/// period. Returns their column.
fn trend(
    sheet: &mut Sheet,
    context: &SheetContext,
    grid: &ColumnGrid,
    spec: &ColumnSheet,
    look: &GridLook,
) -> Option<u32> {
    let t = context.plan.language;
    let index = trend_index(context, spec)?;
    let heading = &context.plan.series.get(index)?.heading;
    let column = grid.note() + 1;
    let words = text_in!(t, "Diễn biến: {}, lũy kế", "Course of {}, cumulative", heading.to_lowercase());
    sheet.merge(CellRange::new(grid.head, column, grid.head + 1, column), SheetCell::text(words, &look.heading()));
    sheet.blank(grid.head + 2, column, &look.index());
    for unit in (0..context.plan.units.len()).map(Some).chain([None]) {
        let at = unit.map_or(grid.total(), |u| grid.row(u));
        sheet.blank(at, column, &if unit.is_none() { look.total(&look.cell()) } else { look.cell() });
        let course = super::series::to_date_of(context, index, unit);
        sheet.sparklines.extend(course.map(|course| ((at, column), course)));
    }
    Some(column)
}

fn row(
    sheet: &mut Sheet,
    context: &SheetContext,
    grid: &ColumnGrid,
    unit: Option<usize>,
    look: &GridLook,
) -> Result<(), ConsolidateError> {
    let plan = context.plan;
    let at = unit.map_or(grid.total(), |u| grid.row(u));
    let dress = |style: Style| if unit.is_none() { look.total(&style) } else { style };
    sheet.heights.insert(at, look.row(unit.is_none()));
    match unit.and_then(|u| Some((u, plan.units.get(u)?))) {
        Some((index, of)) => {
            sheet.number(at, 0, (index + 1) as f64, &look.cell().align(Align::Center));
            sheet.set(at, 1, context.unit_name(of, &Style { indent: 1, ..look.cell() }));
        }
        None => sheet.merge(
            CellRange::new(at, 0, at, 1),
            SheetCell::text(&context.plan.words.total, &dress(look.cell().align(Align::Center))),
        ),
    }
    let place = ColumnResolver { plan, layout: &context.layout, unit };
    for (column, entry) in (ColumnGrid::LEAD..).zip(&grid.entries) {
        let home = place.home(*entry).filter(|home| *home != address::on(&grid.name, at, column));
        let (style, formula) = match *entry {
            GridColumn::Annex(i) => (look.figure().number(plan.annex_format(i)), annex(grid, &place, *entry, i)),
            GridColumn::Column(i) => match plan.columns.get(i) {
                Some(spec) => (look.column(spec), computed(grid, &place, *entry, spec)?),
                None => (look.figure(), None),
            },
        };
        match home.or(formula) {
            Some(formula) => sheet.formula(at, column, formula, &dress(style)),
            None => sheet.blank(at, column, &dress(style)),
        }
    }
    row_note::write(sheet, context, grid, unit, at, look);
    Ok(())
}

fn annex(grid: &ColumnGrid, place: &ColumnResolver, entry: GridColumn, index: usize) -> Option<String> {
    match place.unit {
        Some(_) => place.annex(index),
        None => Some(format!("SUM({})", local(&grid.range(entry)?))),
    }
}

fn computed(
    grid: &ColumnGrid,
    place: &ColumnResolver,
    entry: GridColumn,
    column: &Column,
) -> Result<Option<String>, ConsolidateError> {
    Ok(match (place.unit, column.total) {
        (Some(unit), _) => {
            let formula = place.column(column)?;
            Some(while_reporting(place.plan, unit, &place.layout.ordinal(), formula))
        }
        (None, ColumnTotal::Formula) => Some(place.column(column)?),
        (None, ColumnTotal::Sum) => {
            let total = grid.summed_range(entry).and_then(|range| joined(place, column, &local(&range)));
            total.map(|total| in_force::limited(place.plan, column.shown_in(), &place.layout.ordinal(), total))
        }
        (None, ColumnTotal::Units(of_units)) => {
            let total = grid.range(entry).map(|range| over_units::total(of_units, &local(&range)));
            total.map(|total| in_force::limited(place.plan, column.shown_in(), &place.layout.ordinal(), total))
        }
        (None, ColumnTotal::Blank) => None,
    })
}

/// Returns the total of a column over its range: the sum, or for a column of nothing but an indicator what that adds up
/// to.
fn joined(place: &ColumnResolver, column: &Column, range: &str) -> Option<String> {
    let index =
        sole_aggregate(&column.formula).and_then(|(_, name)| place.plan.indicators.iter().position(|i| i.name == name));
    let add = index.and_then(|i| place.plan.indicators.get(i)).map(|i| &i.figure.add);
    match (add, index) {
        (Some(FigureTotal::MeanBy(_)), Some(index)) => IndicatorLayout::new(place.plan).total_address(index),
        (Some(FigureTotal::Max), _) => Some(format!("IF(COUNT({range})=0,\"\",MAX({range}))")),
        // A comparison that no unit has is no 0.
        _ if is_earlier(column) => Some(sum_or_blank(range)),
        _ => Some(format!("SUM({range})")),
    }
}

/// Returns true if a column reads an earlier span.
fn is_earlier(column: &Column) -> bool {
    let earlier = [PeriodAggregate::Before, PeriodAggregate::YearBefore];
    column.formula.aggregates().iter().any(|(aggregate, _)| earlier.contains(aggregate))
}

/// Removes the sheet name from a range of this sheet: `H12:H22`.
fn local(range: &str) -> String {
    range.rsplit('!').next().unwrap_or(range).replace('$', "")
}
