//! Parts of a table of computed columns that both its orders have: headings, and the marks of figures.

use super::super::common_style;
use super::super::context::SheetContext;
use super::super::layout::{ColumnGrid, GridColumn};
use super::column_index;
use super::grid_look::{GridLook, titles};
use crate::formula::over_units::UnitsTotal;
use crate::model::text::text_in;
use crate::plan::{ColumnEmphasis, ColumnTotal};
use crate::workbook::{
    CellRange, ConditionalFormat, ConditionalStyle, DifferentialFormat, Sheet, SheetCell, address, measure, style,
};

/// Colour of the data bars of percentages.
const BAR: u32 = 0xB8_CCE0;

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
