//! What the writer crate is told of a sheet: all but its cells, which this program writes itself (`rows`).

use super::cached;
use super::chart;
use super::error::{Fault, WriteError};
use super::page::{self, columns};
use super::rows::{Held, Rows};
use super::style;
use super::take::Taken;
use super::text;
use crate::book::style as colour;
use crate::book::{Area, Sheet, address};
use rust_xlsxwriter::{Color, Format, IgnoreError, Note, ProtectionOptions, Sparkline, SparklineType, Url, Worksheet};

/// Links that Excel takes on one sheet; the text of further ones is still written.
const LINKS: usize = 65_530;

/// Tells of a sheet whose cells were taken; `texts` are those of the book, `places` where the sheet's own stand among them.
pub fn sheet(
    made: &mut Worksheet,
    sheet: &Sheet,
    taken: &Taken,
    texts: &[String],
    places: &[u32],
) -> Result<(), WriteError> {
    let at = |cell: String, fault| WriteError { sheet: sheet.name.clone(), cell, fault };
    let word = |text: u32| places.get(text as usize).and_then(|p| texts.get(*p as usize)).map_or("", String::as_str);
    made.set_default_note_author("tonghop");
    let drawn = !sheet.charts.is_empty() || taken.extras.iter().any(|(_, extra)| extra.note.is_some());
    layout(made, sheet, drawn).map_err(|fault| at(String::new(), fault))?;
    let any = style::default();
    // How far the cells reach, and that there are texts.
    for (row, column) in taken.rows.corners().into_iter().flatten() {
        made.write_blank(row, column, &any).map_err(|e| at(address::cell(row, column.into()), e.into()))?;
    }
    if let Some(((row, column), text)) = taken.rows.first_text() {
        made.write_string(row, column, word(text)).map_err(|e| at(address::cell(row, column.into()), e.into()))?;
    }
    for area in &sheet.merges {
        merge(made, *area, &any).map_err(|fault| at(address::cell(area.top, area.left), fault))?;
    }
    let mut links = 0;
    for ((row, column), extra) in &taken.extras {
        let fault = |fault| at(address::cell(*row, (*column).into()), fault);
        if let Some(target) = &extra.link {
            links += 1;
            if links <= LINKS {
                let text = match taken.rows.get(*row, *column).map(|slot| &slot.held) {
                    Some(Held::Text(text)) => Some(word(*text)),
                    _ => None,
                };
                insert_link(made, (*row, *column), target, text, &any).map_err(fault)?;
            }
        }
        if let Some(words) = &extra.note {
            made.insert_note(*row, *column, &note(words)).map_err(|e| fault(e.into()))?;
        }
    }
    for (area, fault) in sheet.validations.iter().map(|v| (v.area, page::validation(made, v))) {
        fault.map_err(|fault| at(address::cell(area.top, area.left), fault))?;
    }
    for (area, fault) in sheet.conditions.iter().map(|c| (c.area, page::condition(made, c))) {
        fault.map_err(|fault| at(address::cell(area.top, area.left), fault))?;
    }
    for model in &sheet.charts {
        let (row, column) = model.at;
        insert_chart(made, model).map_err(|fault| at(address::cell(row, column), fault))?;
    }
    for ((row, column), range) in &sheet.sparklines {
        insert_sparkline(made, (*row, *column), range).map_err(|fault| at(address::cell(*row, *column), fault))?;
    }
    for area in &taken.codes {
        ignore(made, *area).map_err(|fault| at(String::new(), fault))?;
    }
    page::page(made, &sheet.page).map_err(|fault| at(String::new(), fault))
}

/// Tells the numbers and texts that a chart shows: the writer puts them into the chart, for those who draw it before they
/// reckon.
pub fn shown(made: &mut Worksheet, rows: &Rows, area: Area, word: impl Fn(u32) -> String) -> Result<(), Fault> {
    let (left, right) = columns(area)?;
    let any = style::default();
    for (row, column) in (area.top..=area.bottom).flat_map(|row| (left..=right).map(move |column| (row, column))) {
        match rows.get(row, column).map(|slot| &slot.held) {
            Some(Held::Number(number)) => made.write_number(row, column, *number)?,
            Some(Held::Text(text)) => made.write_string(row, column, word(*text))?,
            Some(_) => made.write_blank(row, column, &any)?,
            None => continue,
        };
    }
    Ok(())
}

/// Sizes, panes, filter, protection. Heights matter here only where something is drawn.
fn layout(made: &mut Worksheet, sheet: &Sheet, drawn: bool) -> Result<(), Fault> {
    made.set_screen_gridlines(false);
    for (&column, &width) in &sheet.widths {
        let column = u16::try_from(column).map_err(|_| Fault::OutsideGrid)?;
        made.set_column_width(column, cached::number(width)?.clamp(0.0, 255.0))?;
    }
    // What is drawn stands by the heights of the rows; else the first and last tell how far the sheet reaches.
    let ends = [sheet.heights.keys().next(), sheet.heights.keys().next_back()];
    for (row, &height) in &sheet.heights {
        let height = cached::number(height)?.clamp(0.0, 409.0);
        if drawn || ends.contains(&Some(row)) {
            made.set_row_height(*row, height)?;
        }
    }
    if let Some((rows, left)) = sheet.freeze {
        made.set_freeze_panes(rows, u16::try_from(left).map_err(|_| Fault::OutsideGrid)?)?;
    }
    if let Some(area) = sheet.filter {
        let (left, right) = columns(area)?;
        made.autofilter(area.top, left, area.bottom, right)?;
    }
    if let Some(color) = sheet.tab {
        made.set_tab_color(Color::RGB(color));
    }
    if sheet.protected {
        made.protect_with_options(&ProtectionOptions {
            use_autofilter: true,
            format_columns: true,
            format_rows: true,
            ..ProtectionOptions::default()
        });
    }
    Ok(())
}

fn merge(made: &mut Worksheet, area: Area, any: &Format) -> Result<(), Fault> {
    let (left, right) = columns(area)?;
    if area.top != area.bottom || left != right {
        made.merge_range(area.top, left, area.bottom, right, "", any)?;
    }
    Ok(())
}

/// A link of a cell with this text, if it holds one.
fn insert_link(
    made: &mut Worksheet,
    (row, column): (u32, u16),
    target: &str,
    text: Option<&str>,
    any: &Format,
) -> Result<(), Fault> {
    made.write_url_with_options(row, column, link(target), text.unwrap_or(" "), "", Some(any))?;
    if text.is_none() {
        // Of a cell without a text the writer says what its link shows.
        made.write_blank(row, column, any)?;
    }
    Ok(())
}

/// A note as large as its text needs.
fn note(words: &str) -> Note {
    const LETTERS: usize = 42;
    let words = text::fit(&text::harmless(words), text::NOTE).into_owned();
    let lines: usize = words.lines().map(|line| line.chars().count().div_ceil(LETTERS).max(1)).sum();
    let widest = words.lines().map(|line| line.chars().count()).max().unwrap_or(0).clamp(12, LETTERS);
    let height = u32::try_from(lines).unwrap_or(u32::MAX).saturating_mul(17).saturating_add(14).min(620);
    let width = u32::try_from(widest).unwrap_or(42) * 7 + 20;
    Note::new(words)
        .set_author("tonghop")
        .add_author_prefix(false)
        .set_format(Format::new().set_font_name(style::FONT).set_font_family(style::ROMAN).set_font_size(10))
        .set_width(width)
        .set_height(height)
}

/// A link within the book, to the web, or to a file by its relative path.
fn link(target: &str) -> Url {
    if target.starts_with("internal:") || target.starts_with("mailto:") || target.contains("://") {
        return Url::new(target);
    }
    // Behind `#'` a sheet and a cell of that file.
    match target.rsplit_once("#'") {
        Some((path, place)) => Url::new(format!("file:///{}#'{place}", path_as_uri(path))),
        None => Url::new(format!("file:///{}", path_as_uri(target))),
    }
}

/// Signs that a URI gives a meaning are escaped; letters of any language stay as they are, as Excel itself has it.
fn path_as_uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.replace('\\', "/").chars() {
        match c {
            ' ' | '"' | '#' | '%' | '<' | '>' | '?' | '[' | ']' | '^' | '`' | '{' | '|' | '}' | '\0'..='\x1F' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out
}

fn insert_chart(made: &mut Worksheet, model: &crate::book::Chart) -> Result<(), Fault> {
    let (row, column) = model.at;
    let column = u16::try_from(column).map_err(|_| Fault::OutsideGrid)?;
    made.insert_chart_with_offset(row, column, &chart::chart(model)?, 2, 2)?;
    Ok(())
}

/// Columns from zero: the height is the figure.
fn insert_sparkline(made: &mut Worksheet, (row, column): (u32, u32), range: &str) -> Result<(), Fault> {
    let column = u16::try_from(column).map_err(|_| Fault::OutsideGrid)?;
    let look = Sparkline::new()
        .set_range(range)
        .set_type(SparklineType::Column)
        .set_sparkline_color(Color::RGB(colour::ACCENT))
        .set_custom_min(0.0);
    made.add_sparkline(row, column, &look)?;
    Ok(())
}

fn ignore(made: &mut Worksheet, area: Area) -> Result<(), Fault> {
    let (left, right) = columns(area)?;
    made.ignore_error_range(area.top, left, area.bottom, right, IgnoreError::NumberStoredAsText)?;
    Ok(())
}
