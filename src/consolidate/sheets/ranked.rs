//! The table of a sheet of computed columns in the order of a column's figures: the units of each kind by themselves, the
//! largest figure first, equal ones in the order of the plan, those without a figure last. It reads the table in the
//! order of the plan, which holds the formulas and is below it, outside the print.

use super::super::common_style;
use super::super::context::SheetContext;
use super::super::layout::{AnnexLayout, ColumnGrid, GridColumn, RankedBlock, sheet as sheet_name};
use super::grid_look::GridLook;
use super::grid_parts::{emphasis, headings};
use crate::formula::blanks::shown_or_blank;
use crate::plan::ColumnSheet;
use crate::workbook::style::Align;
use crate::workbook::{CellRange, Sheet, SheetCell, Style, address, style};

/// Numbers of the kinds.
const ROMAN: [&str; 10] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"];

/// Writes the table, and what it needs beside the table in the order of the plan. Returns the row below it.
pub(super) fn table(
    sheet: &mut Sheet,
    context: &SheetContext,
    grid: &ColumnGrid,
    spec: &ColumnSheet,
    look: &GridLook,
) -> u32 {
    headings(sheet, context, grid, ColumnGrid::RANKED, look);
    title_of_source(sheet, context, grid);
    let first = ColumnGrid::RANKED + 3;
    let height = (0..context.plan.units.len()).filter_map(|unit| sheet.heights.get(&grid.row(unit)).copied());
    let height = height.fold(look.row(false), f64::max);
    let (mut row, mut before) = (first, 0);
    for (number, block) in RankedBlock::of_plan(context.plan).iter().enumerate() {
        let count = block.units.len() as u32;
        for unit in &block.units {
            if let Some(place) = place(context, grid, spec, *unit, before) {
                sheet.formula(grid.row(*unit), places(grid), place, &common_style::helper());
            }
        }
        let title = format!("{}. {}", ROMAN.get(number).unwrap_or(&"–"), block.label);
        let band = Style { indent: 1, ..look.cell().bold().fill(style::TINT).color(style::ACCENT) };
        sheet.merge(CellRange::new(row, 0, row, grid.note()), SheetCell::text(title, &band));
        sheet.heights.insert(row, look.row(false));
        for ordinal in 1..=count {
            ranked_row(sheet, context, grid, row + ordinal, (ordinal, before + ordinal), look);
            sheet.heights.insert(row + ordinal, height);
        }
        row += 1 + count;
        before += count;
    }
    for entry in &grid.entries {
        emphasis(sheet, context, grid, *entry, (first + 1, row - 1));
    }
    row
}

/// Returns the column of the places in the list, beside the table.
fn places(grid: &ColumnGrid) -> u32 {
    grid.note() + 2
}

/// Writes a title over the table in the order of the plan, and headings over the places.
fn title_of_source(sheet: &mut Sheet, context: &SheetContext, grid: &ColumnGrid) {
    let t = context.plan.language;
    let over = Style::table_title();
    let title = t.pick(
        "Công thức, theo thứ tự phụ lục (bảng ở trên lấy từ đây; không in)",
        "Formulas, in the order of the annex (the table above reads them; not printed)",
    );
    sheet.merge(CellRange::new(grid.head - 1, 0, grid.head - 1, grid.note()), SheetCell::text(title, &over));
    sheet.heights.insert(grid.head - 1, 22.0);
    sheet.widths.insert(places(grid), 14.0);
    sheet.text(
        ColumnGrid::RANKED + 2,
        places(grid),
        t.pick("Dòng lấy số", "Row that is read"),
        &common_style::helper(),
    );
    sheet.text(grid.head + 2, places(grid), t.pick("Thứ tự xếp", "Place in the list"), &common_style::helper());
}

/// Returns the formula of the place of a unit in the list, after `before` units of other kinds. In a comparison a number is
/// less than any text.
fn place(context: &SheetContext, grid: &ColumnGrid, spec: &ColumnSheet, unit: usize, before: u32) -> Option<String> {
    let by = grid.entries.iter().find(|entry| entry.name(context.plan) == spec.ranked_by.as_deref())?;
    let column = grid.column(*by)?;
    let (top, last) = (grid.row(0), grid.row(context.plan.units.len().checked_sub(1)?));
    let range = |bottom: u32| format!("{}:{}", address::fixed(top, column), address::fixed(bottom, column));
    let (own, all) = (address::cell(grid.row(unit), column), range(last));
    let kinds = KindCells::new(context, unit);
    let [of_all, of_above] = [context.plan.units.len(), unit].map(|count| kinds.test(count));
    // Texts and numbers above, of the same kind.
    let above = |test: &str| match unit.checked_sub(1) {
        Some(_) => format!("+SUMPRODUCT({of_above}({}{test}))", range(grid.row(unit) - 1)),
        None => String::new(),
    };
    Some(format!(
        "{before}+1+IF(ISNUMBER({own}),SUMPRODUCT({of_all}({all}<\"\")*({all}>{own})){},SUMPRODUCT({of_all}({all}<\"\")){})",
        above(&format!("={own}")),
        above(">=\"\""),
    ))
}

/// The cells with the kinds of the units.
struct KindCells<'a> {
    name: &'a str,
    first: u32,
    own: String,
}

impl<'a> KindCells<'a> {
    fn new(context: &SheetContext<'a>, unit: usize) -> Self {
        let name = sheet_name::ANNEX.in_lang(context.plan.language);
        let annex = &context.layout.annex;
        KindCells { name, first: annex.row(0), own: address::on(name, annex.row(unit), AnnexLayout::KIND) }
    }

    /// Returns the factor of a SUMPRODUCT that is 1 for those of the first `count` units that are of the same kind.
    fn test(&self, count: usize) -> String {
        let last = self.first + (count as u32).saturating_sub(1);
        let area = CellRange::new(self.first, AnnexLayout::KIND, last, AnnexLayout::KIND);
        format!("({}={})*", address::range(self.name, area), self.own)
    }
}

/// Writes a row: its ordinal in the kind, and of the unit whose place is `place` everything that the other table shows.
fn ranked_row(
    sheet: &mut Sheet,
    context: &SheetContext,
    grid: &ColumnGrid,
    row: u32,
    (ordinal, place): (u32, u32),
    look: &GridLook,
) {
    let (top, last) = (grid.row(0), grid.row(context.plan.units.len().saturating_sub(1)));
    let range = |column: u32| format!("{}:{}", address::fixed(top, column), address::fixed(last, column));
    let read = address::fixed(row, places(grid));
    let figure = |column: u32| format!("INDEX({},{read})", range(column));
    sheet.formula(row, places(grid), format!("MATCH({place},{},0)", range(places(grid))), &common_style::helper());
    sheet.number(row, 0, f64::from(ordinal), &look.cell().align(Align::Center));
    sheet.formula(row, 1, figure(1), &Style { indent: 1, ..look.cell() });
    for (column, entry) in (ColumnGrid::LEAD..).zip(&grid.entries) {
        let style = match *entry {
            GridColumn::Annex(index) => look.figure().number(context.plan.annex_format(index)),
            GridColumn::Column(index) => context.plan.columns.get(index).map_or(look.figure(), |c| look.column(c)),
        };
        let figure = figure(column);
        sheet.formula(row, column, shown_or_blank(&figure), &style);
    }
    let note = Style { indent: 1, color: style::RED, ..look.note() };
    sheet.formula(row, grid.note(), format!("{}&\"\"", figure(grid.note())), &note);
}
