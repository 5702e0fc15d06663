//! Passes a sheet to the writer crate, except its cells and links, which are written here (`rows`, `links`).

use super::cached;
use super::chart;
use super::error::{WriteError, WriteFault};
use super::page::{self, columns};
use super::prepare::PreparedSheet;
use super::style;
use super::text;
use crate::workbook::cells::StoredValue;
use crate::workbook::style as colour;
use crate::workbook::{CellRange, Sheet, address, excel_limits};
use rust_xlsxwriter::{Color, Format, IgnoreError, Note, ProtectionOptions, Sparkline, SparklineType, Worksheet};

/// Fills the writer's worksheet from a sheet whose cells are prepared.
pub(super) fn sheet(made: &mut Worksheet, sheet: &Sheet, taken: &PreparedSheet) -> Result<(), WriteError> {
    let at = |cell: String, fault| WriteError { sheet: sheet.name.clone(), cell, fault };
    made.set_default_note_author("tonghop");
    let drawn = !sheet.charts.is_empty() || taken.extras.values().any(|extra| extra.note.is_some());
    layout(made, sheet, drawn).map_err(|fault| at(String::new(), fault))?;
    let any = style::default();
    // Blank corner cells set the extent of the sheet.
    for (row, column) in taken.rows.corners().into_iter().flatten() {
        blank(made, (row, column), &any).map_err(|fault| at(address::cell(row, column), fault))?;
    }
    for area in &sheet.merges {
        merge(made, *area, &any).map_err(|fault| at(address::cell(area.top, area.left), fault))?;
    }
    // One text, so that the writer crate adds shared strings to the file. It comes last, because a merged range would
    // remove it.
    if let Some((row, column)) = taken.first_text {
        write(made, (row, column), taken).map_err(|fault| at(address::cell(row, column), fault))?;
    }
    for ((row, column), extra) in &taken.extras {
        if let Some(words) = &extra.note {
            insert_note(made, (*row, *column), words).map_err(|fault| at(address::cell(*row, *column), fault))?;
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
    for area in taken.codes.values() {
        ignore(made, *area).map_err(|fault| at(String::new(), fault))?;
    }
    page::page(made, &sheet.page).map_err(|fault| at(String::new(), fault))
}

/// Passes the numbers and texts that a chart shows: the writer crate stores them in the chart, for programs that draw
/// it before they calculate.
pub(super) fn show_area(made: &mut Worksheet, taken: &PreparedSheet, area: CellRange) -> Result<(), WriteFault> {
    for row in area.top..=area.bottom {
        for column in area.left..=area.right {
            write(made, (row, column), taken)?;
        }
    }
    Ok(())
}

/// Passes the content of a cell: a number, a text, or a blank.
fn write(made: &mut Worksheet, at: (u32, u32), taken: &PreparedSheet) -> Result<(), WriteFault> {
    let (row, column) = (at.0, narrow(at.1)?);
    match taken.rows.get(row, at.1) {
        Some(StoredValue::Number(number)) => made.write_number(row, column, *number)?,
        Some(StoredValue::Text(text)) => made.write_string(row, column, words(taken, *text))?,
        Some(_) => return blank(made, at, &style::default()),
        None => return Ok(()),
    };
    Ok(())
}

fn words(taken: &PreparedSheet, text: u32) -> &str {
    taken.texts.get(text as usize).map_or("", |(words, _)| words)
}

fn blank(made: &mut Worksheet, (row, column): (u32, u32), any: &Format) -> Result<(), WriteFault> {
    made.write_blank(row, narrow(column)?, any)?;
    Ok(())
}

fn narrow(column: u32) -> Result<u16, WriteFault> {
    u16::try_from(column).map_err(|_| WriteFault::OutsideGrid)
}

/// Sets column widths, row heights, panes, filter and protection. Heights are needed only if something is drawn.
fn layout(made: &mut Worksheet, sheet: &Sheet, drawn: bool) -> Result<(), WriteFault> {
    made.set_screen_gridlines(false);
    for (&column, &width) in &sheet.widths {
        let column = u16::try_from(column).map_err(|_| WriteFault::OutsideGrid)?;
        match cached::number(width)?.clamp(0.0, excel_limits::COLUMN_WIDTH) {
            width if width > 0.0 => made.set_column_width(column, width)?,
            _ => made.set_column_hidden(column)?,
        };
    }
    // Positions of drawings depend on the row heights. Otherwise the first and last row only set the extent of the
    // sheet.
    let ends = [sheet.heights.keys().next(), sheet.heights.keys().next_back()];
    for (row, &height) in &sheet.heights {
        let height = cached::number(height)?.clamp(0.0, 409.0);
        if drawn || ends.contains(&Some(row)) {
            made.set_row_height(*row, height)?;
        }
    }
    if let Some((rows, left)) = sheet.freeze {
        made.set_freeze_panes(rows, u16::try_from(left).map_err(|_| WriteFault::OutsideGrid)?)?;
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

fn merge(made: &mut Worksheet, area: CellRange, any: &Format) -> Result<(), WriteFault> {
    let (left, right) = columns(area)?;
    if area.top != area.bottom || left != right {
        made.merge_range(area.top, left, area.bottom, right, "", any)?;
    }
    Ok(())
}

fn insert_note(made: &mut Worksheet, (row, column): (u32, u32), words: &str) -> Result<(), WriteFault> {
    made.insert_note(row, narrow(column)?, &note(words))?;
    Ok(())
}

/// Creates a note in the size that its text needs.
fn note(words: &str) -> Note {
    const LETTERS: usize = 42;
    let words = text::fit(&text::shown(words), text::NOTE).into_owned();
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

fn insert_chart(made: &mut Worksheet, model: &crate::workbook::SheetChart) -> Result<(), WriteFault> {
    let (row, column) = model.at;
    let column = u16::try_from(column).map_err(|_| WriteFault::OutsideGrid)?;
    made.insert_chart_with_offset(row, column, &chart::chart(model)?, 2, 2)?;
    Ok(())
}

/// Columns start at zero: the height shows the figure.
fn insert_sparkline(made: &mut Worksheet, (row, column): (u32, u32), range: &str) -> Result<(), WriteFault> {
    let column = u16::try_from(column).map_err(|_| WriteFault::OutsideGrid)?;
    let (sheet, area) = chart::parts(range)?;
    let (left, right) = columns(area)?;
    let look = Sparkline::new()
        .set_range((sheet.as_str(), area.top, left, area.bottom, right))
        .set_type(SparklineType::Column)
        .set_sparkline_color(Color::RGB(colour::ACCENT))
        .set_custom_min(0.0);
    made.add_sparkline(row, column, &look)?;
    Ok(())
}

fn ignore(made: &mut Worksheet, area: CellRange) -> Result<(), WriteFault> {
    let (left, right) = columns(area)?;
    made.ignore_error_range(area.top, left, area.bottom, right, IgnoreError::NumberStoredAsText)?;
    Ok(())
}
