//! Elements that the sheets share: titles, footers, colours of states and verdicts, row heights.

use super::context::SheetContext;
use super::layout::DataColumnKey;
use crate::formula::literal::literal;
use crate::model::period::Period;
use crate::model::received_file::{RETURNS, WITHIN};
use crate::model::shared_str::SharedStr;
use crate::plan::Plan;
use crate::workbook::letterhead;
use crate::workbook::style::{self, Align, NumberFormat};
use crate::workbook::{
    CellRange, ConditionalFormat, ConditionalStyle, DifferentialFormat, Sheet, SheetCell, Style, address, measure,
};

/// Writes title and second line over the full width of a sheet.
pub fn title(sheet: &mut Sheet, title: &str, second: SheetCell, last: u32) {
    sheet.merge(CellRange::new(0, 0, 0, last), SheetCell::text(title, &Style::title()));
    sheet.heights.insert(0, 28.0);
    sheet.merge(CellRange::new(1, 0, 1, last), second);
    sheet.heights.insert(1, 18.0);
}

/// Second line with a fixed text.
pub fn note(text: impl Into<SharedStr>) -> SheetCell {
    SheetCell::text(text, &Style { italic: false, ..Style::note() })
}

/// Second line that follows the report period: "Quý I năm 2022 (từ … đến …)", then `after`.
pub fn since(context: &SheetContext, after: &str, style: &Style) -> SheetCell {
    let heading = chosen_period(context);
    let after = if after.is_empty() { String::new() } else { format!("&{}", literal(after)) };
    SheetCell::formula(format!("{heading}{after}"), style)
}

/// Returns the expression of the report period in words, with its days: "Quý I năm 2022 (từ … đến …)".
pub fn chosen_period(context: &SheetContext) -> String {
    context.layout.now(0, &DataColumnKey::Heading).unwrap_or_else(|| literal(""))
}

/// Returns the page footer: plan and merged period.
pub fn footer(context: &SheetContext) -> String {
    footer_of(context.plan, Some(context.ledger.report))
}

/// Returns the page footer with a period, if there is one.
pub fn footer_of(plan: &Plan, period: Option<Period>) -> String {
    let period = period.map_or_else(String::new, Period::heading);
    letterhead::footer(&[&format!("Kế hoạch {}", plan.info.number), &period])
}

/// Fits the height of a row to its texts; each text comes with its column width in characters.
pub fn fit(sheet: &mut Sheet, row: u32, size: u16, texts: &[(&str, f64)], least: f64) {
    // Without the indent.
    let lines = texts.iter().map(|(text, width)| measure::lines(text, width - 1.5, size)).max().unwrap_or(1);
    sheet.heights.insert(row, measure::height(lines, size, least));
}

/// Colours cells by the mark that their text starts with. The mark keeps the meaning in black-and-white print.
pub fn marks(sheet: &mut Sheet, area: CellRange) {
    let first = address::cell(area.top, area.left);
    for (mark, color, fill) in style::MARK_COLOURS {
        let format = DifferentialFormat { color: Some(color), fill, bold: mark != "✓" };
        when(sheet, area, format!("LEFT({first},1)=\"{mark}\""), format);
    }
}

/// Colours cells by return status.
pub fn states(sheet: &mut Sheet, area: CellRange) {
    use crate::model::ledger::ReturnStatus;
    let first = address::cell(area.top, area.left);
    let red = DifferentialFormat { color: Some(style::RED), fill: Some(style::RED_TINT), bold: false };
    let grey = DifferentialFormat { color: Some(style::GREY), fill: None, bold: false };
    when(sheet, area, format!("{first}={}", literal(ReturnStatus::Held.word())), red);
    when(sheet, area, format!("{first}={}", literal(ReturnStatus::Missing.word())), grey);
}

/// Adds a conditional format. The formula is relative to the first cell of the area.
pub fn when(sheet: &mut Sheet, area: CellRange, formula: String, format: DifferentialFormat) {
    sheet.conditions.push(ConditionalFormat { area, look: ConditionalStyle::When(formula, format) });
}

/// Style of a text cell in a list.
pub fn cell() -> Style {
    Style { top: true, indent: 1, ..Style::cell().size(10) }
}

/// Style of a centred cell in a list.
pub fn centre() -> Style {
    cell().align(Align::Center)
}

/// Style of a figure in a list.
pub fn figure() -> Style {
    Style { top: true, ..Style::figure().size(10) }
}

/// Returns the variant of a style for links.
pub fn linked(style: &Style) -> Style {
    Style { underline: true, ..style.color(style::ACCENT) }
}

/// Style of a date in a list.
pub fn date() -> Style {
    centre().number(NumberFormat::Date)
}

/// Returns the path from the workbook's folder to a file of the returns folder.
pub fn path_of(file: &str) -> String {
    // For an attachment or an archive entry, the e-mail or archive itself.
    format!("../{}/{}", RETURNS, file.split(WITHIN).next().unwrap_or(file))
}

/// Returns the target of a link to a cell of a return, or to the file if sheet or cell is `None`.
pub fn link_to(file: &str, sheet: Option<&str>, cell: Option<&str>) -> String {
    match (sheet, cell) {
        (Some(sheet), Some(cell)) => format!("{}#{}{cell}", path_of(file), address::sheet(sheet)),
        _ => path_of(file),
    }
}
