//! The tables of "Báo cáo": columns of the plan by unit. Every figure refers to its cell on the sheet of the column.

use super::super::super::ConsolidateError;
use super::super::super::context::SheetContext;
use super::super::super::layout::{GridColumn, WrittenLayout, WrittenLine, WrittenLineKind};
use super::super::super::resolver::ColumnResolver;
use super::super::grid_look::titles;
use super::body;
use crate::formula::NameResolver;
use crate::model::text::StaticText;
use crate::plan::{Plan, ReportPart};
use crate::workbook::style::{Align, CellBorder};
use crate::workbook::{CellRange, Sheet, SheetCell, Style, measure};

/// Size of the table in points.
const SIZE: u16 = 12;
/// Width of one of the twelve columns in characters, edges included.
const WIDTH: f64 = 4.8;
/// Headings of the first two columns.
pub(super) const LEAD: [StaticText; 2] = [StaticText::new("TT", "No."), StaticText::new("Đơn vị", "Unit")];

fn cell_style() -> Style {
    Style { border: CellBorder::Ink, top: false, ..body().size(SIZE) }
}

fn heading_style() -> Style {
    Style { align: Align::Center, ..cell_style().bold() }
}

/// Writes a line of a table.
pub(super) fn draw(sheet: &mut Sheet, context: &SheetContext, line: &WrittenLine) -> Result<(), ConsolidateError> {
    let part = |index: usize| context.plan.report.get(index);
    match line.kind {
        WrittenLineKind::Groups(index) => groups(sheet, context, line.row, part(index)),
        WrittenLineKind::Headings(index) => headings(sheet, context, line.row, part(index)),
        WrittenLineKind::UnitRow(index, unit) => row(sheet, context, line.row, part(index), Some(unit)),
        WrittenLineKind::TotalRow(index) => row(sheet, context, line.row, part(index), None),
        _ => {}
    }
    Ok(())
}

/// Returns group and heading of a column.
pub(super) fn titles_of<'a>(context: &'a SheetContext, name: &str) -> (&'a str, &'a str) {
    entry(context.plan, name).map_or(("", ""), |entry| titles(context, entry))
}

fn entry(plan: &Plan, name: &str) -> Option<GridColumn> {
    let column = plan.columns.iter().position(|column| column.name == name).map(GridColumn::Column);
    column.or_else(|| plan.annex_column(name).map(GridColumn::Annex))
}

/// Lists the groups of a table: name, first column, number of columns.
pub(super) fn group_runs<'a>(context: &'a SheetContext, part: &ReportPart) -> Vec<(&'a str, usize, usize)> {
    let mut runs: Vec<(&str, usize, usize)> = Vec::new();
    for (index, name) in part.columns.iter().enumerate() {
        let group = titles_of(context, name).0;
        match runs.last_mut() {
            Some((last, _, count)) if *last == group => *count += 1,
            _ => runs.push((group, index, 1)),
        }
    }
    runs
}

fn groups(sheet: &mut Sheet, context: &SheetContext, row: u32, part: Option<&ReportPart>) {
    let Some(part) = part else { return };
    for (column, text) in (0..).zip(LEAD) {
        sheet.merge(
            CellRange::new(row, column, row + 1, column),
            SheetCell::text(text.in_lang(context.plan.language), &heading_style()),
        );
    }
    let mut tallest = 1;
    for (name, first, count) in group_runs(context, part) {
        let (left, _) = WrittenLayout::figure_columns(first, part.columns.len());
        let (_, right) = WrittenLayout::figure_columns(first + count - 1, part.columns.len());
        tallest = tallest.max(measure::lines(name, f64::from(right + 1 - left) * WIDTH, SIZE));
        sheet.merge(CellRange::new(row, left, row, right), SheetCell::text(name, &heading_style()));
    }
    sheet.heights.insert(row, measure::height(tallest, SIZE, 18.0));
}

fn headings(sheet: &mut Sheet, context: &SheetContext, row: u32, part: Option<&ReportPart>) {
    let Some(part) = part else { return };
    let mut tallest = 1;
    for (index, name) in part.columns.iter().enumerate() {
        let (left, right) = WrittenLayout::figure_columns(index, part.columns.len());
        let heading = titles_of(context, name).1;
        tallest = tallest.max(measure::lines(heading, f64::from(right + 1 - left) * WIDTH - 1.0, SIZE));
        sheet.merge(CellRange::new(row, left, row, right), context.text(heading, &heading_style()));
    }
    sheet.heights.insert(row, measure::height(tallest, SIZE, 18.0));
}

fn row(sheet: &mut Sheet, context: &SheetContext, row: u32, part: Option<&ReportPart>, unit: Option<usize>) {
    let Some(part) = part else { return };
    let dress = |style: Style| if unit.is_none() { style.bold() } else { style };
    match unit.and_then(|unit| Some((unit, context.plan.units.get(unit)?))) {
        Some((unit, of)) => {
            sheet.number(row, 0, (unit + 1) as f64, &cell_style().align(Align::Center));
            sheet.set(row, 1, context.unit_name(of, &cell_style()));
            let lines = measure::lines(&of.name, super::WIDTHS.1, SIZE);
            sheet.heights.insert(row, measure::height(lines, SIZE, 18.0));
        }
        None => {
            sheet.merge(CellRange::new(row, 0, row, 1), SheetCell::text(&context.plan.words.total, &heading_style()))
        }
    }
    let place = ColumnResolver { plan: context.plan, layout: &context.layout, unit };
    for (index, name) in part.columns.iter().enumerate() {
        let (left, right) = WrittenLayout::figure_columns(index, part.columns.len());
        let number = Style { align: Align::Right, number: context.plan.column_format(name), ..cell_style() };
        let style = dress(Style { wrap: false, shrink: true, ..number });
        // A column without a total has an empty cell there.
        let has_total =
            unit.is_some() || context.plan.column(name).is_none_or(|c| c.total != crate::plan::ColumnTotal::Blank);
        let cell = match place.name(name).filter(|_| has_total) {
            Some(formula) => SheetCell::formula(formula, &style),
            None => SheetCell { style, ..SheetCell::default() },
        };
        sheet.merge(CellRange::new(row, left, row, right), cell);
    }
    sheet.heights.entry(row).or_insert(18.0);
}
