//! A table of the report: groups and headings, one row for each unit, totals.

use super::WIDTH;
use crate::consolidate::ReportTable;
use docx_rs::{
    AlignmentType, LineSpacing, Paragraph, Run, Table, TableCell, TableLayoutType, TableRow, VAlignType, VMergeType,
    WidthType,
};

/// Widths of ordinal and unit, in twentieths of a point.
const LEAD: [usize; 2] = [560, 2980];
/// Least height of a heading row, in twentieths of a point.
const HEADING_HEIGHT: f32 = 300.0;
/// Size of the texts in half points.
const SIZE: usize = 24;

/// Returns the table.
pub(super) fn table(content: &ReportTable) -> Table {
    let count = content.headings.len().max(1);
    let width = (WIDTH - LEAD[0] - LEAD[1]) / count;
    let mut grid = LEAD.to_vec();
    grid.extend(std::iter::repeat_n(width, count));
    let mut rows = heading_rows(content, &grid);
    for row in &content.rows {
        let cells = row.iter().zip(&grid).enumerate();
        let aligned = |column: usize| match column {
            0 => AlignmentType::Center,
            1 => AlignmentType::Left,
            _ => AlignmentType::Right,
        };
        rows.push(row_of(cells.map(|(column, (text, width))| cell(text, *width, aligned(column), false)).collect()));
    }
    let mut totals = Vec::new();
    for (column, text) in content.totals.iter().enumerate() {
        totals.push(match column {
            0 => cell(text, LEAD[0] + LEAD[1], AlignmentType::Center, true).grid_span(2),
            _ => cell(text, width, AlignmentType::Right, true),
        });
    }
    rows.push(row_of(totals));
    let whole = LEAD[0] + LEAD[1] + width * count;
    Table::new(rows).layout(TableLayoutType::Fixed).width(whole, WidthType::Dxa).set_grid(grid)
}

fn row_of(cells: Vec<TableCell>) -> TableRow {
    TableRow::new(cells).cant_split()
}

fn heading_rows(content: &ReportTable, grid: &[usize]) -> Vec<TableRow> {
    let centre = AlignmentType::Center;
    let width = |column: usize| grid.get(column).copied().unwrap_or_default();
    let mut upper = Vec::new();
    let mut lower = Vec::new();
    for (column, text) in content.lead.iter().enumerate() {
        upper.push(cell(text, width(column), centre, true).vertical_merge(VMergeType::Restart));
        lower.push(cell("", width(column), centre, true).vertical_merge(VMergeType::Continue));
    }
    let mut column = LEAD.len();
    for (name, count) in &content.groups {
        let whole = (column..column + count).map(width).sum();
        let group = cell(name, whole, centre, true);
        upper.push(if *count > 1 { group.grid_span(*count) } else { group });
        column += count;
    }
    lower.extend((LEAD.len()..).zip(&content.headings).map(|(column, text)| cell(text, width(column), centre, true)));
    // `schema_order` makes rows with a height the heading of every page.
    [upper, lower].map(|cells| row_of(cells).row_height(HEADING_HEIGHT)).into()
}

fn cell(text: &str, width: usize, align: AlignmentType, is_bold: bool) -> TableCell {
    let run = Run::new().add_text(text).size(SIZE);
    let run = if is_bold { run.bold() } else { run };
    let spacing = LineSpacing::new().before(20).after(20);
    let paragraph = Paragraph::new().align(align).line_spacing(spacing).add_run(run);
    TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center).add_paragraph(paragraph)
}
