//! The sheets of computed columns that the plan defines: annex columns as issued, then the plan's formulas, live.

use super::super::common_style;
use super::super::in_force;
use super::super::layout::{BoardLayout, ColumnGrid, DataColumnKey, GridColumn};
use super::super::resolver::{ColumnResolver, while_reporting};
use super::super::{ConsolidateError, SheetContext};
use super::dissolved;
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::indicators;
use super::letterhead;
use crate::formula::literal::literal;
use crate::model::ledger::ReturnStatus;
use crate::plan::figure::{FigureTotal, sole_aggregate};
use crate::plan::{Column, ColumnEmphasis, ColumnNumberFormat, ColumnSheet, ColumnTotal};
use crate::workbook::style::{Align, CellBorder, NumberFormat};
use crate::workbook::{
    CellRange, ConditionalFormat, ConditionalStyle, DifferentialFormat, PageSetup, Sheet, SheetCell, Style, address,
    measure, style,
};

/// Widths of the columns for ordinal, unit and note, in characters.
const TT: f64 = 5.0;
const UNIT: f64 = 25.0;
const NOTE: f64 = 17.0;
/// Width of the column of sparklines.
const TREND: f64 = 15.0;
/// Width of a text column.
const WORDS: f64 = 13.5;
/// Width of a column of figures: for up to 14 columns, and for more.
const FIGURE: (f64, f64) = (10.5, 8.6);
/// Colour of the data bars of percentages.
const BAR: u32 = 0xB8_CCE0;

/// The sheets, one for each of the plan.
pub const SHEETS: SheetEntry = SheetEntry {
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
    let figure = if grid.entries.len() > 14 { FIGURE.1 } else { FIGURE.0 };
    sheet.widths.extend([(0, TT), (1, UNIT), (last, NOTE)]);
    for (column, entry) in (ColumnGrid::LEAD..).zip(&grid.entries) {
        sheet.widths.insert(column, width(context, *entry, figure));
    }
    letterhead::top(&mut sheet, context, spec, last);
    headings(&mut sheet, context, grid, figure);
    for unit in 0..context.plan.units.len() {
        row(&mut sheet, context, grid, Some(unit))?;
    }
    dissolved::row(&mut sheet, context, grid)?;
    row(&mut sheet, context, grid, None)?;
    for entry in &grid.entries {
        emphasis(&mut sheet, context, grid, *entry);
    }
    let right = trend(&mut sheet, context, grid, spec).unwrap_or(last);
    let end = letterhead::bottom(&mut sheet, context, spec, grid.total() + 1, last);
    sheet.freeze = Some((grid.head + 3, ColumnGrid::LEAD));
    sheet.protected = true;
    sheet.page = PageSetup {
        landscape: true,
        repeat: Some((grid.head, grid.head + 2)),
        area: Some(CellRange::new(0, 0, end, right)),
        footer: common_style::footer(context),
        ..PageSetup::default()
    };
    Ok(sheet)
}

/// Returns the width of a column: the usual one, or more if its largest total in any period needs it.
fn width(context: &SheetContext, entry: GridColumn, usual: f64) -> f64 {
    let plan = context.plan;
    let (name, look) = match entry {
        GridColumn::Annex(i) => {
            (plan.annex.columns.get(i).map(|c| &c.name), Style::figure().number(plan.annex_format(i)))
        }
        GridColumn::Column(i) => match plan.columns.get(i) {
            Some(column) if column.number == ColumnNumberFormat::Text => return WORDS,
            column => (column.map(|c| &c.name), column.map_or_else(Style::figure, figure)),
        },
    };
    let largest = name.map_or(0.0, |name| context.reach.total(name));
    usual.max(measure::column(largest, &look.total()))
}

/// Adds sparklines in a column after the notes, if a series and its pace are on this sheet: its course up to the report
/// period. Returns their column.
fn trend(sheet: &mut Sheet, context: &SheetContext, grid: &ColumnGrid, spec: &ColumnSheet) -> Option<u32> {
    let paced = |name: &String| context.plan.column(name).is_some_and(|c| c.sheets.contains(&spec.name));
    let index = context.plan.series.iter().position(|s| s.pace.as_ref().is_some_and(paced))?;
    let heading = &context.plan.series.get(index)?.heading;
    let column = grid.note() + 1;
    sheet.widths.insert(column, TREND);
    let words = format!("Diễn biến: {}, lũy kế", heading.to_lowercase());
    sheet.merge(
        CellRange::new(grid.head, column, grid.head + 1, column),
        SheetCell::text(words, &Style::head().size(9)),
    );
    sheet.blank(grid.head + 2, column, &Style { border: CellBorder::All, ..Style::default() });
    for unit in (0..context.plan.units.len()).map(Some).chain([None]) {
        let at = unit.map_or(grid.total(), |u| grid.row(u));
        sheet.blank(at, column, &if unit.is_none() { Style::cell().total() } else { Style::cell() });
        sheet.sparklines.push(((at, column), super::series::to_date_of(context, index, unit)));
    }
    Some(column)
}

/// Returns group and heading of an entry.
fn titles<'a>(context: &'a SheetContext, entry: GridColumn) -> (&'a str, &'a str) {
    let plan = context.plan;
    match entry {
        GridColumn::Annex(i) => plan.annex.columns.get(i).map_or(("", ""), |c| (&c.group, &c.heading)),
        GridColumn::Column(i) => plan.columns.get(i).map_or(("", ""), |c| (&c.group, &c.heading)),
    }
}

fn headings(sheet: &mut Sheet, context: &SheetContext, grid: &ColumnGrid, width: f64) {
    let (head, last) = (grid.head, grid.note());
    let look = Style::head().size(9);
    let group = Style { color: style::ACCENT, fill: Some(style::TINT), ..look.clone() };
    for (column, text) in [(0, "TT"), (1, "Đơn vị"), (last, "Ghi chú")] {
        sheet.merge(CellRange::new(head, column, head + 1, column), SheetCell::text(text, &look.size(10)));
    }
    let mut at = 0;
    let mut tallest = 3;
    while at < grid.entries.len() {
        let (name, _) = titles(context, grid.entries[at]);
        let run = grid.entries[at..].iter().take_while(|e| titles(context, **e).0 == name).count();
        let left = ColumnGrid::LEAD + at as u32;
        if !name.is_empty() {
            sheet.merge(CellRange::new(head, left, head, left + run as u32 - 1), SheetCell::text(name, &group));
        }
        for (column, entry) in (left..).zip(&grid.entries[at..at + run]) {
            let (_, heading) = titles(context, *entry);
            let mut cell = SheetCell::text(heading, &look);
            if let Some(note) = explained(context, *entry) {
                cell = cell.with_note(note);
            }
            let area = if name.is_empty() {
                CellRange::new(head, column, head + 1, column)
            } else {
                CellRange::cell(head + 1, column)
            };
            // Bold headings in narrow columns break at spaces, so lines are not filled: assume 72 % of the width.
            let lines = measure::lines(heading, width * 0.72, 9).saturating_sub(if name.is_empty() { 2 } else { 0 });
            tallest = tallest.max(lines);
            sheet.merge(area, cell);
        }
        at += run;
    }
    sheet.heights.insert(head, 26.0);
    sheet.heights.insert(head + 1, measure::height(tallest, 9, 40.0));
    let small = Style {
        italic: true,
        color: style::GREY,
        border: CellBorder::All,
        ..Style::default().size(8).align(Align::Center)
    };
    for (column, text) in [(0, "A"), (1, "B"), (last, "C")] {
        sheet.text(head + 2, column, text, &small);
    }
    for (column, number) in (ColumnGrid::LEAD..last).zip(1..) {
        sheet.number(head + 2, column, f64::from(number), &small);
    }
    sheet.heights.insert(head + 2, 15.0);
}

/// Returns the text of the note on a heading.
fn explained(context: &SheetContext, entry: GridColumn) -> Option<String> {
    let GridColumn::Column(index) = entry else { return None };
    let column = context.plan.columns.get(index)?;
    let mut text = format!("{}\nTên: {}\nCông thức: {}", column.explain, column.name, column.formula.source());
    if !column.basis.is_empty() {
        text.push_str(&format!("\nCăn cứ: {}", column.basis));
    }
    Some(text)
}

fn number(look: ColumnNumberFormat) -> NumberFormat {
    match look {
        ColumnNumberFormat::Integer => NumberFormat::Integer,
        ColumnNumberFormat::Percent => NumberFormat::Percent,
        ColumnNumberFormat::Decimal => NumberFormat::Decimal,
        ColumnNumberFormat::Text => NumberFormat::General,
    }
}

fn row(
    sheet: &mut Sheet,
    context: &SheetContext,
    grid: &ColumnGrid,
    unit: Option<usize>,
) -> Result<(), ConsolidateError> {
    let plan = context.plan;
    let at = unit.map_or(grid.total(), |u| grid.row(u));
    let dress = |style: Style| if unit.is_none() { style.total() } else { style };
    sheet.heights.insert(at, if unit.is_none() { 28.0 } else { 25.0 });
    match unit.and_then(|u| Some((u, plan.units.get(u)?))) {
        Some((index, of)) => {
            sheet.number(at, 0, (index + 1) as f64, &Style::cell().align(Align::Center));
            sheet.set(at, 1, context.unit_name(of, &Style { indent: 1, ..Style::cell() }));
        }
        None => sheet.merge(
            CellRange::new(at, 0, at, 1),
            SheetCell::text("Tổng cộng", &Style::cell().align(Align::Center).total()),
        ),
    }
    let place = ColumnResolver { plan, layout: &context.layout, unit };
    for (column, entry) in (ColumnGrid::LEAD..).zip(&grid.entries) {
        let home = place.home(*entry).filter(|home| *home != address::on(&grid.name, at, column));
        let (look, formula) = match *entry {
            GridColumn::Annex(i) => (Style::figure().number(plan.annex_format(i)), annex(grid, &place, *entry, i)),
            GridColumn::Column(i) => match plan.columns.get(i) {
                Some(spec) => (figure(spec), computed(grid, &place, *entry, spec)?),
                None => (Style::figure(), None),
            },
        };
        match home.or(formula) {
            Some(formula) => sheet.formula(at, column, formula, &dress(look)),
            None => sheet.blank(at, column, &dress(look)),
        }
    }
    note(sheet, context, grid, unit, at);
    Ok(())
}

pub fn figure(column: &Column) -> Style {
    let align = if column.number == ColumnNumberFormat::Text { Align::Center } else { Align::Right };
    let size = if column.number == ColumnNumberFormat::Text { 10 } else { 11 };
    Style {
        wrap: column.number == ColumnNumberFormat::Text,
        ..Style::figure().number(number(column.number)).align(align).size(size)
    }
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
        (Some(FigureTotal::MeanBy(_)), Some(index)) => indicators::total(place.plan, index),
        (Some(FigureTotal::Max), _) => Some(format!("IF(COUNT({range})=0,\"\",MAX({range}))")),
        _ => Some(format!("SUM({range})")),
    }
}

/// Removes the sheet name from a range of this sheet: `H12:H22`.
fn local(range: &str) -> String {
    range.rsplit('!').next().unwrap_or(range).replace('$', "")
}

/// Writes the note: the missing periods of a unit, or in the total row the number of units counted.
fn note(sheet: &mut Sheet, context: &SheetContext, grid: &ColumnGrid, unit: Option<usize>, at: u32) {
    let column = grid.note();
    let layout = &context.layout;
    let Some(unit) = unit else {
        let counted = layout.in_state(ReturnStatus::Counted);
        let due = context.due_units();
        let formula = match due.parse::<u32>() {
            Ok(all) => format!("{counted}&\"/{all} đơn vị\""),
            Err(_) => format!("{counted}&\"/\"&{due}&\" đơn vị\""),
        };
        sheet.formula(at, column, formula, &Style::cell().align(Align::Center).size(10).total());
        return;
    };
    let look = Style { indent: 1, color: style::RED, ..Style::cell().size(9) };
    let (Some(missing), Some(held)) =
        (layout.now(unit, &DataColumnKey::Missing), layout.now(unit, &DataColumnKey::Held))
    else {
        return;
    };
    let formula = format!(
        "IF({missing}=\"\",\"\",\"thiếu \"&{missing})&IF(OR({missing}=\"\",{held}=\"\"),\"\",\"; \")&IF({held}=\"\",\"\",\"giữ lại \"&{held})"
    );
    let code = context.plan.units.get(unit).map_or("", |u| u.code.as_str());
    let remark = BoardLayout::remark(context.plan, code, &layout.report());
    let formula = match remark {
        Some(remark) => {
            let between = format!("IF(OR({remark}=\"\",AND({missing}=\"\",{held}=\"\")),\"\",\"; \")");
            format!("{remark}&{between}&{formula}")
        }
        None => formula,
    };
    let Some(words) = context.time_note(unit) else {
        sheet.formula(at, column, formula, &look);
        return;
    };
    let longest = [context.plan.end_note(unit), context.plan.start_note(unit)].into_iter().flatten();
    let texts: Vec<String> = longest.collect();
    let texts: Vec<(&str, f64)> = texts.iter().map(|text| (text.as_str(), NOTE)).collect();
    common_style::fit(sheet, at, 9, &texts, 25.0);
    let state = layout.now(unit, &DataColumnKey::State).unwrap_or_default();
    let formula = format!("IF({state}={},{words},{formula})", literal(ReturnStatus::NotDue.word()));
    sheet.formula(at, column, formula, &Style { wrap: true, ..look });
    let cell = address::cell(at, column);
    let begins = |word: &str| format!("LEFT({cell},{})<>{}", word.chars().count(), literal(word));
    let is_remark = format!("AND({},{})", begins("thiếu"), begins("giữ lại"));
    let grey = DifferentialFormat { color: Some(style::GREY), fill: None, bold: false };
    common_style::when(sheet, CellRange::cell(at, column), is_remark, grey);
}

fn emphasis(sheet: &mut Sheet, context: &SheetContext, grid: &ColumnGrid, entry: GridColumn) {
    let GridColumn::Column(index) = entry else { return };
    let (Some(spec), Some(column)) = (context.plan.columns.get(index), grid.column(entry)) else { return };
    let area = CellRange::new(grid.row(0), column, grid.total(), column);
    let cell = address::cell(grid.row(0), column);
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
