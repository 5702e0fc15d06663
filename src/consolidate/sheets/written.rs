//! The sheet "Báo cáo": the report in words of the plan, as live formulas that follow the chosen period, laid out as a
//! document of the board (Decree 30/2020/NĐ-CP). The Word file of the command `report` is read from its values, so that
//! both say the same. It is there only if the plan has such a report.

mod answers;
mod figures;
mod frame;
mod read;
mod table;

pub(crate) use read::{ReportBlock, ReportTable, WrittenReport, fit_rows, written_report};

use super::super::ConsolidateError;
use super::super::common_style;
use super::super::context::SheetContext;
use super::super::layout::{WrittenLayout, WrittenLineKind, sheet};
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use crate::plan::ReportPart;
use crate::plan::report_part::ReportPartKind;
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, address, style};
use figures::FigureCells;

/// The sheet in the list of sheets.
pub(super) const SHEET: SheetEntry = SheetEntry {
    names: &[sheet::REPORT],
    audience: SheetAudience::Report,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::Each {
        rows: |context| if context.plan.report.is_empty() { Vec::new() } else { vec![0] },
        draw: |context, _| draw(context),
    },
};

/// Size of the text in points.
const SIZE: u16 = 14;
/// Widths of the printed columns in characters: ordinal, unit, and twelve columns that the figures of a table share. All
/// together are as wide as the page, so that it is printed in its own size.
const WIDTHS: (f64, f64, f64) = (4.0, 24.0, 4.1);
/// Before the text of a list item.
const BULLET: &str = "- ";

/// Style of the text.
fn body() -> Style {
    Style { size: SIZE, color: style::INK, wrap: true, top: true, ..Style::default() }
}

/// Style of a line of text.
fn line_style(kind: ReportPartKind) -> Style {
    match kind {
        ReportPartKind::Heading | ReportPartKind::Subheading => body().bold(),
        ReportPartKind::Item | ReportPartKind::Answers => Style { indent: 1, ..body() },
        _ => body(),
    }
}

/// Draws the sheet.
fn draw(context: &SheetContext) -> Result<Sheet, ConsolidateError> {
    let mut sheet = Sheet::new(sheet::REPORT.in_lang(context.plan.language));
    let (ordinal, unit, figure) = WIDTHS;
    sheet.widths.extend([(0, ordinal), (1, unit)]);
    sheet.widths.extend((WrittenLayout::FIGURES..=WrittenLayout::LAST).map(|column| (column, figure)));
    let layout = WrittenLayout::new(context.plan);
    let mut figures = FigureCells::draw(&mut sheet, context)?;
    frame::top(&mut sheet, context, &mut figures)?;
    for line in &layout.lines {
        match line.kind {
            WrittenLineKind::Text(first, count) => {
                text_line(&mut sheet, context, &mut figures, line.row, (first, count))?;
            }
            WrittenLineKind::Caption(part) | WrittenLineKind::NoAnswer(part) => {
                let Some(spec) = context.plan.report.get(part) else { continue };
                let sentence = figures.sentence(&mut sheet, context, spec)?;
                let formula = match line.kind {
                    WrittenLineKind::NoAnswer(_) => answers::if_none(&layout, part, &sentence),
                    _ => sentence,
                };
                let style = if spec.kind == ReportPartKind::Table { body().bold() } else { body() };
                whole(&mut sheet, line.row, SheetCell::formula(formula, &style));
            }
            WrittenLineKind::Answer(part, question, unit) => {
                answers::draw(&mut sheet, context, line.row, (part, question, unit), &figures)?;
            }
            _ => table::draw(&mut sheet, context, line)?,
        }
    }
    let end = frame::bottom(&mut sheet, context, layout.end());
    sheet.protected = true;
    sheet.page = PageSetup {
        area: Some(CellRange::new(0, 0, end, WrittenLayout::LAST)),
        footer: common_style::footer(context),
        is_document: true,
        ..PageSetup::default()
    };
    Ok(sheet)
}

/// Writes a cell over the whole width.
fn whole(sheet: &mut Sheet, row: u32, cell: SheetCell) {
    sheet.merge(CellRange::new(row, 0, row, WrittenLayout::LAST), cell);
}

/// Writes a line of text: one part, or several sentences joined. The sentences are beside the printed columns.
fn text_line(
    sheet: &mut Sheet,
    context: &SheetContext,
    figures: &mut FigureCells,
    row: u32,
    (first, count): (usize, usize),
) -> Result<(), ConsolidateError> {
    let parts: Vec<&ReportPart> = context.plan.report.iter().skip(first).take(count).collect();
    let Some(kind) = parts.first().map(|part| part.kind) else { return Ok(()) };
    let mut cells = Vec::new();
    for (column, part) in (WrittenLayout::SENTENCES..).zip(&parts) {
        let formula = figures.sentence(sheet, context, part)?;
        sheet.formula(row, column, formula, &figures::look());
        cells.push(address::fixed(row, column));
    }
    let joined = match cells.as_slice() {
        [one] => one.clone(),
        _ => format!("TRIM({})", cells.join("&\" \"&")),
    };
    whole(sheet, row, SheetCell::formula(bulleted(kind, &joined), &line_style(kind)));
    Ok(())
}

/// Returns the expression of a text as a line of its kind: an item has a bullet; a text without content stays empty.
fn bulleted(kind: ReportPartKind, text: &str) -> String {
    match kind {
        ReportPartKind::Item | ReportPartKind::Answers => format!("IF({text}=\"\",\"\",\"{BULLET}\"&{text})"),
        _ => text.to_string(),
    }
}
