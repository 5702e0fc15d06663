//! Elements that the sheets share: titles, footers, colours of states and verdicts, row heights.

use super::context::SheetContext;
use super::layout::{DataColumnKey, DictionaryLayout};
use crate::formula::literal::literal;
use crate::model::shared_str::SharedStr;
use crate::model::span::PeriodSpan;
use crate::model::text::{Lang, text_in};
use crate::plan::Plan;
use crate::workbook::letterhead;
use crate::workbook::style::{self, Align, CellBorder, NumberFormat};
use crate::workbook::{
    CellRange, ConditionalFormat, ConditionalStyle, DifferentialFormat, Sheet, SheetCell, Style, address, measure,
};

/// Writes title and second line over the width of the sheet up to the column `last`, at most over its first page, so that
/// no sentence is cut by the edge of the paper. Call it when widths and page setup are complete.
pub(super) fn title(sheet: &mut Sheet, title: &str, second: SheetCell, last: u32) {
    let last = sheet.last_of_first_page(last);
    // Pages side by side repeat the leading columns, and would show the beginning of a longer text there.
    let lead = sheet.repeated_columns().filter(|lead| *lead < last).unwrap_or(0);
    let width = (lead..=last).map(|column| measure::width(sheet, column)).fold(0.0, |all, one| all + one);
    match lead {
        0 => sheet.merge(CellRange::new(0, 0, 0, last), SheetCell::text(title, &Style::title())),
        _ => sheet.text(0, 0, title, &Style::title()),
    }
    sheet.heights.insert(0, 28.0);
    let lines = measure::lines_of_cell(&second, width - 1.0);
    let height = if lines > 1 { measure::height(lines, second.style.size, 18.0) } else { 18.0 };
    let second = SheetCell { style: Style { wrap: true, ..second.style.clone() }, ..second };
    sheet.merge(CellRange::new(1, lead, 1, last), second);
    sheet.heights.insert(1, height);
}

/// A cell outside the print that other cells read.
pub(super) fn helper() -> Style {
    Style { border: CellBorder::Below, color: style::GREY, ..Style::default().size(9) }
}

/// Second line with a fixed text.
pub(super) fn note(text: impl Into<SharedStr>) -> SheetCell {
    SheetCell::text(text, &Style { italic: false, ..Style::note() })
}

/// Second line that follows the chosen span: "6 tháng đầu năm 2022 (từ … đến …)", then `after`.
pub(super) fn since(context: &SheetContext, after: &str, style: &Style) -> SheetCell {
    let heading = context.layout.of_span(DictionaryLayout::SPAN_HEADING);
    SheetCell::formula(heading + &then(after), style)
}

/// Second line that follows the chosen span, with other words after a single period than after a longer span.
pub(super) fn since_each(context: &SheetContext, [single, longer]: [&str; 2], style: &Style) -> SheetCell {
    let heading = context.layout.of_span(DictionaryLayout::SPAN_HEADING);
    let after = format!("&IF({},{},{})", context.layout.is_single(), literal(single), literal(longer));
    SheetCell::formula(heading + &after, style)
}

/// Second line of a sheet that shows the last period of the chosen span alone.
pub(super) fn last_period(context: &SheetContext, after: &str, style: &Style) -> SheetCell {
    let t = context.plan.language;
    let heading = context.layout.now(0, &DataColumnKey::Heading).unwrap_or_else(|| literal(""));
    let noun = context.plan.cycle().noun_in(t);
    let before =
        literal(&text_in!(t, "Chỉ {noun} cuối của kỳ đang chọn: ", "Only the last {noun} of the chosen period: "));
    SheetCell::formula(format!("IF({},\"\",{before})&{heading}{}", context.layout.is_single(), then(after)), style)
}

fn then(after: &str) -> String {
    if after.is_empty() { String::new() } else { format!("&{}", literal(after)) }
}

/// Returns the expression of the chosen span in words, with its days: "Quý I năm 2022 (từ … đến …)".
pub(super) fn chosen_period(context: &SheetContext) -> String {
    context.layout.of_span(DictionaryLayout::SPAN_HEADING)
}

/// Returns the page footer: plan and merged span.
pub(super) fn footer(context: &SheetContext) -> String {
    footer_of(context.plan, Some(context.ledger.span))
}

/// Returns the page footer with a span, if there is one.
pub(super) fn footer_of(plan: &Plan, span: Option<PeriodSpan>) -> String {
    let t = plan.language;
    let period = span.map_or_else(String::new, |span| span.heading_in(t));
    letterhead::footer(&[&text_in!(t, "Kế hoạch {}", "Plan {}", plan.info.number), &period])
}

/// Fits the height of a row to its texts; each text comes with its column width in characters.
pub(super) fn fit(sheet: &mut Sheet, row: u32, size: u16, texts: &[(&str, f64)], least: f64) {
    // Without the indent.
    let lines = texts.iter().map(|(text, width)| measure::lines(text, width - 1.5, size)).max().unwrap_or(1);
    sheet.heights.insert(row, measure::height(lines, size, least));
}

/// Colours cells by the mark that their text starts with. The mark keeps the meaning in black-and-white print.
pub(super) fn marks(sheet: &mut Sheet, area: CellRange) {
    let first = address::cell(area.top, area.left);
    for (mark, color, fill) in style::MARK_COLOURS {
        let format = DifferentialFormat { color: Some(color), fill, bold: mark != "✓" };
        when(sheet, area, format!("LEFT({first},1)=\"{mark}\""), format);
    }
}

/// Colours cells by return status.
pub(super) fn states(sheet: &mut Sheet, lang: Lang, area: CellRange) {
    use crate::model::ledger::ReturnStatus;
    let first = address::cell(area.top, area.left);
    let red = DifferentialFormat { color: Some(style::RED), fill: Some(style::RED_TINT), bold: false };
    let grey = DifferentialFormat { color: Some(style::GREY), fill: None, bold: false };
    when(sheet, area, format!("{first}={}", literal(ReturnStatus::Held.word(lang))), red);
    when(sheet, area, format!("{first}={}", literal(ReturnStatus::Missing.word(lang))), grey);
}

/// Adds a conditional format. The formula is relative to the first cell of the area.
pub(super) fn when(sheet: &mut Sheet, area: CellRange, formula: String, format: DifferentialFormat) {
    sheet.conditions.push(ConditionalFormat { area, look: ConditionalStyle::When(formula, format) });
}

/// Style of a text cell in a list.
pub(super) fn cell() -> Style {
    Style { top: true, indent: 1, ..Style::cell().size(10) }
}

/// Style of a centred cell in a list.
pub(super) fn centre() -> Style {
    cell().align(Align::Center)
}

/// Style of a figure in a list.
pub(super) fn figure() -> Style {
    Style { top: true, ..Style::figure().size(10) }
}

/// Returns the variant of a style for links.
pub(super) fn linked(style: &Style) -> Style {
    Style { underline: true, ..style.color(style::ACCENT) }
}

/// Style of a date in a list.
pub(super) fn date() -> Style {
    centre().number(NumberFormat::Date)
}
