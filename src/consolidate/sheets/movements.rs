//! The sheet "Biến động": opening balances, the causes of increase and decrease, and closing balances, by unit and in total,
//! for the chosen span. It reads the sheet of the indicators.

use super::super::ConsolidateError;
use super::super::common_style;
use super::super::context::SheetContext;
use super::super::layout::{IndicatorLayout, sheet as sheet_name};
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use crate::formula::blanks::{shown_or_blank, sum_or_blank};
use crate::plan::{Indicator, Movement};
use crate::workbook::style::Align;
use crate::workbook::{CellRange, DifferentialFormat, PageSetup, Sheet, SheetCell, Style, address, measure, style};

/// The row of the first table's title.
const TOP: u32 = 3;
/// The rows of a table above the units: title, groups, headings.
const HEAD: u32 = 3;
/// The column of the status of the returns.
const STATUS: u32 = 2;
/// The first column of figures.
const FIRST: u32 = 3;
/// Widths of ordinal, unit and status, and of a figure.
const LEAD: [f64; 3] = [4.0, 22.5, 11.5];
const FIGURE: f64 = 7.8;

/// The sheet. It is there only if the plan asks for it.
pub(super) const SHEET: SheetEntry = SheetEntry {
    names: &[sheet_name::MOVEMENTS],
    audience: SheetAudience::Report,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::Each {
        rows: |context| if context.plan.movements.is_empty() { Vec::new() } else { vec![0] },
        draw: |context, _| Ok::<_, ConsolidateError>(sheet(context)),
    },
};

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
enum MovementColumn {
    /// An indicator (index).
    Figure(usize),
    /// The sum of some adjacent columns: increases or decreases.
    Sum(u32, u32),
    /// The closing balance that the others give.
    Computed,
    /// The reported closing balance less the computed one.
    Difference,
}

/// The columns of a movement with their groups and headings.
struct MovementTable<'a> {
    columns: Vec<(&'a str, String, MovementColumn)>,
    /// The columns of the opening balance and of the reported closing balance, and those of the causes.
    opening: u32,
    closing: u32,
    increase: Option<(u32, u32)>,
    decrease: Option<(u32, u32)>,
}

impl<'a> MovementTable<'a> {
    fn new(context: &'a SheetContext, movement: &'a Movement) -> Option<Self> {
        let t = context.plan.language;
        let index = |name: &str| context.plan.indicators.iter().position(|i| i.name == name);
        let mut columns = Vec::new();
        let figure = |group: &'a str, name: &str, columns: &mut Vec<(&'a str, String, MovementColumn)>| {
            let at = index(name)?;
            let heading = context.plan.indicators.get(at)?.shown().to_string();
            columns.push((group, heading, MovementColumn::Figure(at)));
            Some(FIRST + columns.len() as u32 - 1)
        };
        let opening = figure("", &movement.opening, &mut columns)?;
        let causes = |group: &'a str, names: &[String], columns: &mut Vec<_>| -> Option<Option<(u32, u32)>> {
            let first = FIRST + columns.len() as u32;
            for name in names {
                figure(group, name, columns)?;
            }
            let last = (FIRST + columns.len() as u32).checked_sub(1).filter(|last| *last >= first);
            if names.len() > 1 {
                let sum = MovementColumn::Sum(first, last?);
                columns.push((group, t.pick("Cộng", "Sum").to_string(), sum));
            }
            Some(last.map(|last| (first, last)))
        };
        let increase = causes(t.pick("Tăng", "Increase"), &movement.increase, &mut columns)?;
        let decrease = causes(t.pick("Giảm", "Decrease"), &movement.decrease, &mut columns)?;
        let computed = t.pick("Đầu kỳ + tăng − giảm", "Opening + increase − decrease").to_string();
        columns.push((t.pick("Cuối kỳ", "Closing"), computed, MovementColumn::Computed));
        let closing = index(&movement.closing)?;
        let heading = t.pick("Theo báo cáo", "As reported").to_string();
        columns.push((t.pick("Cuối kỳ", "Closing"), heading, MovementColumn::Figure(closing)));
        let closing = FIRST + columns.len() as u32 - 1;
        let heading = t.pick("Chênh lệch", "Difference").to_string();
        columns.push((t.pick("Cuối kỳ", "Closing"), heading, MovementColumn::Difference));
        Some(MovementTable { columns, opening, closing, increase, decrease })
    }

    /// Returns the last column.
    fn last(&self) -> u32 {
        FIRST + self.columns.len() as u32 - 1
    }

    /// Returns the formula of a cell of a row; `source` gives the figure of an indicator.
    fn formula(&self, column: &MovementColumn, row: u32, source: impl Fn(usize) -> Option<String>) -> Option<String> {
        let cell = |column: u32| address::cell(row, column);
        let range = |(first, last): (u32, u32)| format!("{}:{}", cell(first), cell(last));
        Some(match column {
            MovementColumn::Figure(index) => {
                let source = source(*index)?;
                shown_or_blank(&source)
            }
            MovementColumn::Sum(first, last) => {
                let cells = range((*first, *last));
                sum_or_blank(&cells)
            }
            MovementColumn::Computed => {
                let part = |sign: &str, causes: Option<(u32, u32)>| {
                    causes.map_or_else(String::new, |causes| format!("{sign}SUM({})", range(causes)))
                };
                let (more, less) = (part("+", self.increase), part("-", self.decrease));
                let opening = cell(self.opening);
                format!("IF(ISNUMBER({opening}),{opening}{more}{less},\"\")")
            }
            MovementColumn::Difference => {
                let (computed, reported) = (cell(self.closing - 1), cell(self.closing));
                format!("IF(AND(ISNUMBER({computed}),ISNUMBER({reported})),{reported}-{computed},\"\")")
            }
        })
    }
}

/// Draws the sheet.
fn sheet(context: &SheetContext) -> Sheet {
    let t = context.plan.language;
    let mut sheet = Sheet::new(sheet_name::MOVEMENTS.in_lang(t));
    sheet.set_widths(&LEAD);
    let (mut row, mut last) = (TOP, FIRST);
    let mut breaks = Vec::new();
    for movement in &context.plan.movements {
        let Some(table) = MovementTable::new(context, movement) else { continue };
        if row > TOP {
            breaks.push(row);
        }
        last = last.max(table.last());
        row = draw(&mut sheet, context, (&movement.heading, &table), row);
    }
    sheet.freeze = Some((2, FIRST));
    sheet.protected = true;
    let area = Some(CellRange::new(0, 0, row.saturating_sub(2), last));
    sheet.page =
        PageSetup { landscape: true, area, footer: common_style::footer(context), breaks, ..PageSetup::default() };
    sheet.spread_over_pages(FIRST, 10);
    let after = t.pick(
        ". Số phát sinh cộng các báo cáo đã tổng hợp trong kỳ; số đầu kỳ, cuối kỳ ở kỳ đầu, kỳ cuối. Chênh lệch khác 0: có báo cáo trong kỳ chưa được tổng hợp, hoặc đơn vị ghi không khớp.",
        ". Causes are summed over the counted returns of the period; balances are those of its first and last return. A difference other than 0: a return of the period is not counted, or the figures do not agree.",
    );
    let bold = Style { color: style::ACCENT, ..Style::default().bold() };
    let second = common_style::since(context, after, &bold);
    common_style::title(&mut sheet, t.pick("BIẾN ĐỘNG THEO NGUYÊN NHÂN", "MOVEMENTS BY CAUSE"), second, last);
    sheet
}

/// Draws a table from a row on. Returns the row after the blank row below it.
fn draw(sheet: &mut Sheet, context: &SheetContext, (title, table): (&str, &MovementTable), top: u32) -> u32 {
    headings(sheet, context, (title, table), top);
    let grid = IndicatorLayout::new(context.plan);
    let first = top + HEAD;
    let total = first + context.plan.units.len() as u32;
    let (cell, centre) = (Style::cell().size(10), Style::cell().size(10).align(Align::Center));
    for (unit, of) in context.plan.units.iter().enumerate() {
        let row = first + unit as u32;
        sheet.number(row, 0, (unit + 1) as f64, &centre);
        sheet.set(row, 1, context.unit_name(of, &Style { indent: 1, ..cell.clone() }));
        for (column, (_, _, kind)) in (FIRST..).zip(&table.columns) {
            let look = figure_style(context, kind);
            match table.formula(kind, row, |index| grid.figure_address(index, unit)) {
                Some(formula) => sheet.formula(row, column, formula, &look),
                None => sheet.blank(row, column, &look),
            }
        }
        match context.layout.state_in_span(unit) {
            Some(state) => sheet.formula(row, STATUS, state, &centre),
            None => sheet.blank(row, STATUS, &centre),
        }
        sheet.heights.insert(row, 18.0);
    }
    let label = SheetCell::text(&context.plan.words.total, &centre.total());
    sheet.merge(CellRange::new(total, 0, total, STATUS), label);
    for (column, (_, _, kind)) in (FIRST..).zip(&table.columns) {
        let cells = format!("{}:{}", address::cell(first, column), address::cell(total - 1, column));
        let formula = sum_or_blank(&cells);
        sheet.formula(total, column, formula, &figure_style(context, kind).total());
    }
    sheet.heights.insert(total, 20.0);
    let differences = CellRange::new(first, table.closing + 1, total, table.closing + 1);
    let cell = address::cell(first, table.closing + 1);
    let red = DifferentialFormat { color: Some(style::RED), fill: Some(style::RED_TINT), bold: true };
    common_style::when(sheet, differences, format!("IF(ISNUMBER({cell}),{cell}<>0,FALSE)"), red);
    let states = CellRange::new(first, STATUS, total - 1, STATUS);
    common_style::states(sheet, context.plan.language, states);
    common_style::marks(sheet, states);
    total + 2
}

/// Returns the style of a column: the number format of its indicator.
fn figure_style(context: &SheetContext, column: &MovementColumn) -> Style {
    let look = Style::figure().size(10);
    match column {
        MovementColumn::Figure(index) => {
            let format = context.plan.indicators.get(*index).map(Indicator::total_format);
            format.map_or(look.clone(), |format| look.number(format))
        }
        _ => look,
    }
}

fn headings(sheet: &mut Sheet, context: &SheetContext, (title, table): (&str, &MovementTable), top: u32) {
    let t = context.plan.language;
    let over = Style::table_title();
    sheet.merge(CellRange::new(top, 0, top, table.last()), SheetCell::text(title, &over));
    sheet.heights.insert(top, 22.0);
    let look = Style::head().size(10);
    let group = Style { color: style::ACCENT, fill: Some(style::TINT), ..look.clone() };
    let (head, below) = (top + 1, top + 2);
    for (column, text) in
        [(0, t.pick("TT", "No.")), (1, t.pick("Đơn vị", "Unit")), (STATUS, t.pick("Báo cáo", "Return"))]
    {
        sheet.merge(CellRange::new(head, column, below, column), SheetCell::text(text, &look));
    }
    let mut lines = 2;
    let mut column = FIRST;
    for run in table.columns.chunk_by(|a, b| a.0 == b.0) {
        let last = column + run.len() as u32 - 1;
        let name = run.first().map_or("", |(name, ..)| name);
        if !name.is_empty() {
            sheet.merge(CellRange::new(head, column, head, last), SheetCell::text(name, &group));
        }
        for (column, (_, heading, _)) in (column..).zip(run) {
            let from = if name.is_empty() { head } else { below };
            sheet.merge(CellRange::new(from, column, below, column), context.text(heading, &look));
            // Whole words fill about three quarters of a narrow line.
            lines = lines.max(measure::lines(heading, FIGURE * 0.75, 10));
            sheet.widths.insert(column, FIGURE);
        }
        column = last + 1;
    }
    sheet.heights.insert(head, 18.0);
    sheet.heights.insert(below, measure::height(lines, 10, 40.0));
}
