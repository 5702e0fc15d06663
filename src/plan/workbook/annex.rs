//! Writes the delimited text of an annex as a workbook that looks like the table as issued.

use crate::model::fold::fold;
use crate::model::text::Lang;
use crate::number;
use crate::plan::load;
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, Workbook, measure};

/// Width of the ordinal, of the names and of a figure, in characters.
const WIDTHS: [f64; 3] = [6.0, 34.0, 18.0];

/// Returns the annex's delimited text as a workbook, with the title that the plan gives the annex. Figures with thousands
/// separators become numbers with a format that shows them in the same way.
pub(crate) fn annex(plan: &str, text: &str) -> Workbook {
    let rows: Vec<Vec<&str>> =
        text.trim_start_matches('\u{FEFF}').lines().map(|line| line.split('\t').map(str::trim).collect()).collect();
    let columns = rows.iter().map(|row| row.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1)).max();
    let columns = columns.unwrap_or(0).max(1) as u32;
    let mut sheet = Sheet::new("Phụ lục");
    sheet.widths.extend((0..columns).map(|column| (column, WIDTHS[column.min(2) as usize])));
    let title = title(plan);
    let top = if title.is_empty() { 0 } else { 2 };
    if top > 0 {
        let look = Style { wrap: true, ..Style::title().size(13).align(Align::Center) };
        let width = (0..columns).map(|column| WIDTHS[column.min(2) as usize]).sum();
        sheet.merge(CellRange::new(0, 0, 0, columns - 1), SheetCell::text(&title, &look));
        sheet.heights.insert(0, measure::height(measure::lines(&title, width, 15), 13, 26.0));
    }
    let heads = heading_rows(&rows);
    headings(&mut sheet, &rows[..heads], top, columns);
    for (row, entry) in (top + heads as u32..).zip(&rows[heads..]) {
        line(&mut sheet, row, entry, columns);
    }
    let head = top + heads as u32;
    sheet.freeze = Some((head, 2.min(columns)));
    sheet.page = PageSetup { landscape: true, repeat: (head > top).then(|| (top, head - 1)), ..PageSetup::default() };
    let mut book = Workbook::new("Phụ lục");
    book.created = (2021, 1, 1);
    book.add(sheet);
    book
}

/// Returns the title of the annex in a plan's text; empty if it has none.
fn title(plan: &str) -> String {
    let root = load::document(plan);
    let title = root.as_ref().and_then(|root| root.get("annex")?.as_table()?.get("title")?.as_str().map(String::from));
    title.unwrap_or_default()
}

/// Returns the number of rows above the first figure: one or two rows of headings.
fn heading_rows(rows: &[Vec<&str>]) -> usize {
    let is_entry = |row: &Vec<&str>| row.iter().any(|text| figure(text).is_some());
    rows.iter().take(2).take_while(|row| !is_entry(row)).count()
}

/// Returns the figure that a text represents. A code keeps its leading zero.
fn figure(text: &str) -> Option<f64> {
    let is_code = text.len() > 1 && text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
    number::planned(text, Lang::Vi).ok().flatten().filter(|_| !is_code)
}

/// Writes the headings: a group over its columns, any other heading over all rows.
fn headings(sheet: &mut Sheet, rows: &[Vec<&str>], top: u32, columns: u32) {
    let Some(last) = (rows.len() as u32).checked_sub(1) else { return };
    let text = |row: u32, column: u32| {
        rows.get(row as usize).and_then(|row| row.get(column as usize)).copied().unwrap_or_default()
    };
    let look = Style::head();
    let mut column = 0;
    while column < columns {
        let (upper, lower) = (text(0, column), text(last, column));
        let mut right = column;
        if last == 0 || upper.is_empty() == lower.is_empty() {
            // A heading of one row, a group with its first column, or nothing.
            if last > 0 && !upper.is_empty() {
                while right + 1 < columns && text(0, right + 1).is_empty() && !text(last, right + 1).is_empty() {
                    right += 1;
                }
            }
            sheet.merge(CellRange::new(top, column, top, right), SheetCell::text(upper, &look));
            (column..=right).filter(|_| last > 0).for_each(|c| sheet.text(top + last, c, text(last, c), &look));
        } else {
            let words = if upper.is_empty() { lower } else { upper };
            // The reader takes the first row of headings and the last one alike.
            sheet.merge(CellRange::new(top, column, top + last, column), SheetCell::text(words, &look));
        }
        column = right + 1;
    }
    let lines = (0..columns).map(|c| measure::lines(text(last, c), WIDTHS[c.min(2) as usize] * 0.85, 10)).max();
    if last > 0 {
        sheet.heights.insert(top, 24.0);
    }
    sheet.heights.insert(top + last, measure::height(lines.unwrap_or(1), 10, 36.0));
}

/// Writes a row of the table with borders in all its columns; the row of totals is bold.
fn line(sheet: &mut Sheet, row: u32, entry: &[&str], columns: u32) {
    if entry.iter().all(|text| text.is_empty()) {
        return;
    }
    // A unit such as "Tổng công ty …" has an ordinal.
    let has_ordinal = entry.first().is_some_and(|text| figure(text).is_some());
    let is_total = !has_ordinal && entry.iter().any(|text| fold(text).starts_with("tong"));
    let of = |style: Style| if is_total { style.total() } else { style };
    for column in 0..columns {
        let text = entry.get(column as usize).copied().unwrap_or_default();
        match figure(text) {
            Some(ordinal) if column == 0 => {
                let look = of(Style::cell().align(Align::Center).number(NumberFormat::General));
                sheet.number(row, column, ordinal, &look);
            }
            Some(number) if number.fract() == 0.0 => sheet.number(row, column, number, &of(Style::figure())),
            Some(number) => sheet.number(row, column, number, &of(Style::figure().number(NumberFormat::General))),
            None if text.is_empty() => sheet.blank(row, column, &of(Style::cell())),
            None => sheet.text(row, column, text, &of(Style { indent: 1, ..Style::cell() })),
        }
    }
    sheet.heights.insert(row, 20.0);
}
