//! The sheets of computed columns that the plan defines: annex columns as issued, then the plan's formulas, live.

use super::super::common_style;
use super::super::in_force;
use super::super::layout::{ColumnGrid, GridColumn, IndicatorLayout};
use super::super::resolver::{ColumnResolver, while_reporting};
use super::super::{ConsolidateError, SheetContext};
use super::column_index;
use super::dissolved;
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::grid_look::{GridLook, titles};
use super::letterhead;
use super::ranked;
use super::row_note;
use crate::formula::PeriodAggregate;
use crate::formula::over_units::{self, UnitsTotal};
use crate::model::text::text_in;
use crate::plan::figure::{FigureTotal, sole_aggregate};
use crate::plan::{Column, ColumnEmphasis, ColumnSheet, ColumnTotal};
use crate::workbook::style::Align;
use crate::workbook::{
    CellRange, ConditionalFormat, ConditionalStyle, DifferentialFormat, PageSetup, Sheet, SheetCell, Style, address,
    measure, style,
};

/// Colour of the data bars of percentages.
const BAR: u32 = 0xB8_CCE0;

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

/// Writes the headings of a table whose first row is `head`.
pub(super) fn headings(sheet: &mut Sheet, context: &SheetContext, grid: &ColumnGrid, head: u32, look: &GridLook) {
    let t = context.plan.language;
    let last = grid.note();
    let (heading_style, group) = (look.heading(), look.group());
    for (column, text) in
        [(0, t.pick("TT", "No.")), (1, t.pick("Đơn vị", "Unit")), (last, t.pick("Ghi chú", "Remarks"))]
    {
        sheet.merge(CellRange::new(head, column, head + 1, column), SheetCell::text(text, &heading_style));
    }
    let mut at = 0;
    let (mut groups, mut tallest) = (1, 3);
    while at < grid.entries.len() {
        let (name, _) = titles(context, grid.entries[at]);
        let run = grid.entries[at..].iter().take_while(|e| titles(context, **e).0 == name).count();
        let left = ColumnGrid::LEAD + at as u32;
        let width = |column: u32| look.widths.get(column as usize).copied().unwrap_or_default();
        if !name.is_empty() {
            let right = left + run as u32 - 1;
            groups = groups.max(look.lines(name, (left..=right).map(width).fold(0.0, |all, width| all + width)));
            sheet.merge(CellRange::new(head, left, head, right), context.text(name, &group));
        }
        for (column, entry) in (left..).zip(&grid.entries[at..at + run]) {
            let (_, heading) = titles(context, *entry);
            let mut cell = context.text(heading, &heading_style);
            if let Some(note) = explained(context, *entry) {
                cell = cell.with_note(note);
            }
            let area = if name.is_empty() {
                CellRange::new(head, column, head + 1, column)
            } else {
                CellRange::cell(head + 1, column)
            };
            let lines = look.lines(heading, width(column)).saturating_sub(u32::from(name.is_empty()));
            tallest = tallest.max(lines);
            sheet.merge(area, cell);
        }
        at += run;
    }
    sheet.heights.insert(head, (measure::tight(groups, look.head, 16.0) + 2.0).min(409.0));
    sheet.heights.insert(head + 1, (measure::tight(tallest, look.head, 40.0) + 2.0).min(409.0));
    let small = look.index();
    for (column, text) in [(0, "A"), (1, "B"), (last, "C")] {
        sheet.text(head + 2, column, text, &small);
    }
    for (column, entry) in (ColumnGrid::LEAD..last).zip(0..) {
        match column_index::label(context.plan, grid, entry) {
            text if text.contains('=') => sheet.text(head + 2, column, text, &small),
            _ => sheet.number(head + 2, column, f64::from(entry as u32 + 1), &small),
        }
    }
    sheet.heights.insert(head + 2, 15.0);
}

/// Returns the text of the note on a heading.
fn explained(context: &SheetContext, entry: GridColumn) -> Option<String> {
    let t = context.plan.language;
    let GridColumn::Column(index) = entry else { return None };
    let column = context.plan.columns.get(index)?;
    let mut text = text_in!(
        t,
        "{}\nTên: {}\nCông thức: {}",
        "{}\nName: {}\nFormula: {}",
        column.explain,
        column.name,
        column.formula.source()
    );
    if let ColumnTotal::Units(of_units) = column.total {
        text.push_str(match of_units {
            UnitsTotal::Min => t.pick("\nDòng tổng: nhỏ nhất của các đơn vị", "\nTotal row: smallest of the units"),
            UnitsTotal::Max => t.pick("\nDòng tổng: lớn nhất của các đơn vị", "\nTotal row: largest of the units"),
            UnitsTotal::Mean => t.pick("\nDòng tổng: bình quân của các đơn vị", "\nTotal row: mean of the units"),
        });
    }
    if !column.basis.is_empty() {
        text.push_str(&text_in!(t, "\nCăn cứ: {}", "\nBasis: {}", column.basis));
    }
    Some(text)
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
        _ if is_earlier(column) => Some(format!("IF(COUNT({range})=0,\"\",SUM({range}))")),
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

/// Marks the figures of a column from the first to the last of some rows.
pub(super) fn emphasis(
    sheet: &mut Sheet,
    context: &SheetContext,
    grid: &ColumnGrid,
    entry: GridColumn,
    (top, bottom): (u32, u32),
) {
    let GridColumn::Column(index) = entry else { return };
    let (Some(spec), Some(column)) = (context.plan.columns.get(index), grid.column(entry)) else { return };
    let area = CellRange::new(top, column, bottom, column);
    let cell = address::cell(top, column);
    let color = |color: u32| DifferentialFormat { color: Some(color), fill: None, bold: true };
    let is = |test: &str| format!("IF(ISNUMBER({cell}),{cell}{test},FALSE)");
    match spec.emphasis {
        ColumnEmphasis::None => {}
        ColumnEmphasis::Bar => sheet.conditions.push(ConditionalFormat { area, look: ConditionalStyle::Bar(BAR) }),
        ColumnEmphasis::Shortfall => common_style::when(sheet, area, is(">0"), color(style::RED)),
        ColumnEmphasis::Surplus => common_style::when(sheet, area, is(">0"), color(style::GREEN)),
        ColumnEmphasis::Sign => {
            common_style::when(sheet, area, is("<0"), color(style::RED));
            common_style::when(sheet, area, is(">0"), color(style::GREEN));
        }
        ColumnEmphasis::Light(good, fair) => {
            common_style::when(sheet, area, is(&format!(">={good}")), color(style::GREEN));
            common_style::when(sheet, area, is(&format!(">={fair}")), color(style::AMBER));
            common_style::when(sheet, area, is(&format!("<{fair}")), color(style::RED));
        }
    }
}
