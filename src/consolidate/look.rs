//! What the sheets have in common: titles, footers, colours of states and verdicts, heights.

use super::Context;
use super::layout::Key;
use crate::book::style::{self, Align, Number};
use crate::book::{Area, Cell, Condition, Format, Look, Page, Sheet, Style, address, measure};
use crate::formula::literal::literal;
use crate::model::arrival::{RETURNS, WITHIN};
use crate::model::period::Period;
use crate::model::word::Word;
use crate::plan::Plan;

/// Title and second line of a sheet, over its whole width.
pub fn title(sheet: &mut Sheet, title: &str, second: Cell, last: u32) {
    sheet.merge(Area::new(0, 0, 0, last), Cell::text(title, &Style::title()));
    sheet.heights.insert(0, 28.0);
    sheet.merge(Area::new(1, 0, 1, last), second);
    sheet.heights.insert(1, 18.0);
}

/// Second line in words.
pub fn note(text: impl Into<Word>) -> Cell {
    Cell::text(text, &Style { italic: false, ..Style::note() })
}

/// Second line that follows the report period: "Quý I năm 2022 (từ … đến …)" and what comes after it.
pub fn since(context: &Context, after: &str, style: &Style) -> Cell {
    let heading = context.layout.now(0, &Key::Heading).unwrap_or_else(|| literal(""));
    let after = if after.is_empty() { String::new() } else { format!("&{}", literal(after)) };
    Cell::formula(format!("{heading}{after}"), style)
}

/// Headings of a list, white on accent.
pub fn list_head(sheet: &mut Sheet, row: u32, headings: &[&str], widths: &[f64]) {
    for (column, heading) in (0..).zip(headings) {
        sheet.text(row, column, *heading, &Style::list_head());
    }
    sheet.set_widths(widths);
    sheet.heights.insert(row, 28.0);
}

/// Frozen and repeated headings, a filter over the list, landscape.
pub fn list(footer: &str, sheet: &mut Sheet, head: u32, columns: u32, rows: u32) {
    sheet.freeze = Some((head + 1, 0));
    if rows > 0 {
        sheet.filter = Some(Area::new(head, 0, head + rows, columns - 1));
    }
    sheet.page = Page {
        landscape: true,
        repeat: Some((head, head)),
        area: Some(Area::new(0, 0, head + rows.max(1), columns - 1)),
        footer: footer.to_string(),
        ..Page::default()
    };
    sheet.protected = false;
}

/// The plan and the merged period at the foot of every page.
pub fn footer(context: &Context) -> String {
    footer_of(context.plan, Some(context.ledger.report))
}

/// The plan and a period, if there is one.
pub fn footer_of(plan: &Plan, period: Option<Period>) -> String {
    let period = period.map_or_else(String::new, |q| format!(" · {}", q.heading()));
    format!("Kế hoạch {}{period}", plan.info.number)
}

/// Height of a row from its texts and the widths of their columns.
pub fn fit(sheet: &mut Sheet, row: u32, size: u16, texts: &[(&str, f64)], least: f64) {
    // Less the indent.
    let lines = texts.iter().map(|(text, width)| measure::lines(text, width - 1.5, size)).max().unwrap_or(1);
    sheet.heights.insert(row, measure::height(lines, size, least));
}

/// Colours by the mark that a cell begins with; the mark says the same in grey print.
pub fn marks(sheet: &mut Sheet, area: Area) {
    let first = address::cell(area.top, area.left);
    let looks = [
        ("✗", style::RED, Some(style::RED_TINT)),
        ("?", style::RED, Some(style::RED_TINT)),
        ("▲", style::AMBER, Some(style::AMBER_TINT)),
        ("✓", style::GREEN, None),
    ];
    for (mark, color, fill) in looks {
        let format = Format { color: Some(color), fill, bold: mark != "✓" };
        when(sheet, area, format!("LEFT({first},1)=\"{mark}\""), format);
    }
}

/// Colours the states of returns.
pub fn states(sheet: &mut Sheet, area: Area) {
    use crate::model::ledger::State;
    let first = address::cell(area.top, area.left);
    let red = Format { color: Some(style::RED), fill: Some(style::RED_TINT), bold: false };
    let grey = Format { color: Some(style::GREY), fill: None, bold: false };
    when(sheet, area, format!("{first}={}", literal(State::Held.word())), red);
    when(sheet, area, format!("{first}={}", literal(State::Missing.word())), grey);
}

/// A conditional format by a formula over the area's first cell.
pub fn when(sheet: &mut Sheet, area: Area, formula: String, format: Format) {
    sheet.conditions.push(Condition { area, look: Look::When(formula, format) });
}

/// A cell of a list.
pub fn cell() -> Style {
    Style { top: true, indent: 1, ..Style::cell().size(10) }
}

/// A centred cell of a list.
pub fn centre() -> Style {
    cell().align(Align::Center)
}

/// A figure of a list.
pub fn figure() -> Style {
    Style { top: true, ..Style::figure().size(10) }
}

/// A link's look.
pub fn linked(style: &Style) -> Style {
    Style { underline: true, ..style.color(style::ACCENT) }
}

/// A date of a list.
pub fn date() -> Style {
    centre().number(Number::Date)
}

/// Path from the folder of the workbook to a file of the returns folder.
pub fn path_of(file: &str) -> String {
    // Of what came in a mail or archive, that one.
    format!("../{}/{}", RETURNS, file.split(WITHIN).next().unwrap_or(file))
}

/// A link to a cell of a return.
pub fn link_to(file: &str, sheet: Option<&str>, cell: Option<&str>) -> String {
    match (sheet, cell) {
        (Some(sheet), Some(cell)) => format!("{}#{}{cell}", path_of(file), address::sheet(sheet)),
        _ => path_of(file),
    }
}
