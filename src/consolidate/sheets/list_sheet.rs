//! A list: one row an entry, below headings that are frozen, repeated on each page and filtered.

use super::super::common_style;
use crate::model::text::{Lang, StaticText};
use crate::workbook::style::Align;
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style};

/// Heading and width of a column.
pub(super) type ListColumn = (StaticText, f64);

/// A list that is being written.
pub(super) struct ListSheet {
    /// The sheet.
    pub sheet: Sheet,
    title: String,
    second: String,
    head: u32,
    columns: u32,
    /// The last column that is printed.
    printed: u32,
    /// The number of leading columns that each page of a wide list repeats.
    lead: u32,
    next: u32,
}

impl ListSheet {
    /// The row of the headings below a title.
    const HEAD: u32 = 3;

    /// Creates the sheet `name` with a title, a second line, and the headings and widths of the columns.
    pub(super) fn new(lang: Lang, name: StaticText, title: &str, second: &str, columns: &[ListColumn]) -> Self {
        let columns: Vec<(&str, f64)> =
            columns.iter().map(|(heading, width)| (heading.in_lang(lang), *width)).collect();
        ListSheet::of_columns(name.in_lang(lang), title, second, &columns)
    }

    /// As [`ListSheet::new`], with names and headings of the plan. Headings are white on the accent colour.
    pub(super) fn of_columns(name: &str, title: &str, second: &str, columns: &[(&str, f64)]) -> Self {
        let (mut sheet, head) = (Sheet::new(name), Self::HEAD);
        let (headings, widths): (Vec<&str>, Vec<f64>) = columns.iter().copied().unzip();
        for (column, heading) in (0..).zip(headings) {
            sheet.text(head, column, heading, &Self::heading_style());
        }
        sheet.set_widths(&widths);
        sheet.heights.insert(head, 34.0);
        let columns = columns.len() as u32;
        let (title, second) = (title.to_string(), second.to_string());
        ListSheet { sheet, title, second, head, columns, printed: columns - 1, lead: 2, next: head + 1 }
    }

    /// The look of a heading: left and at the top, because the arrow of the filter covers the right bottom.
    pub(super) fn heading_style() -> Style {
        Style { top: true, indent: 1, ..Style::list_head().align(Align::Left) }
    }

    /// Leaves the columns after this one out of the print, so that the others are printed in a readable size.
    pub(super) fn print_up_to(&mut self, column: u32) {
        self.printed = column;
    }

    /// Repeats this many leading columns on every page, if the list is printed on pages side by side.
    pub(super) fn repeat_columns(&mut self, lead: u32) {
        self.lead = lead;
    }

    /// Starts the next row of the list and returns its index.
    pub(super) fn next_row(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    /// Returns the number of rows so far.
    pub(super) fn rows(&self) -> u32 {
        self.next - self.head - 1
    }

    /// Returns the row below the list.
    pub(super) fn after(&self) -> u32 {
        self.next
    }

    /// Returns a column over all rows so far; `None` if there are none.
    pub(super) fn column(&self, column: u32) -> Option<CellRange> {
        (self.rows() > 0).then(|| CellRange::new(self.head + 1, column, self.next - 1, column))
    }

    /// Counts rows that were written without [`ListSheet::next_row`].
    pub(super) fn add_rows(&mut self, count: u32) {
        self.next += count;
    }

    /// Writes a note below the headings, over the columns up to `last`, if the list has no rows.
    pub(super) fn note_if_empty(&mut self, note: &str, last: u32) {
        if self.rows() == 0 {
            let area = CellRange::new(self.head + 1, 0, self.head + 1, last);
            self.sheet.merge(area, SheetCell::text(note, &Style::note()));
        }
    }

    /// Completes the list: frozen and repeated headings, filter, landscape pages with this footer.
    pub(super) fn finish(mut self, footer: &str) -> Sheet {
        let (rows, last) = (self.rows(), self.columns - 1);
        self.sheet.freeze = Some((self.head + 1, 0));
        if rows > 0 {
            self.sheet.filter = Some(CellRange::new(self.head, 0, self.head + rows, last));
        }
        self.sheet.page = PageSetup {
            landscape: true,
            repeat: Some((self.head, self.head)),
            area: Some(CellRange::new(0, 0, self.head + rows.max(1), self.printed)),
            footer: footer.to_string(),
            ..PageSetup::default()
        };
        self.sheet.protected = false;
        self.sheet.spread_over_pages(self.lead, 10);
        let second = common_style::note(self.second);
        common_style::title(&mut self.sheet, &self.title, second, self.printed);
        self.sheet
    }
}

/// Writes a text, as a link if there is a target.
pub(super) fn linked(sheet: &mut Sheet, row: u32, column: u32, text: &str, link: Option<String>, style: &Style) {
    sheet.set(row, column, link_cell(text, link, style));
}

/// Returns a cell with a text, as a link if there is a target.
pub(super) fn link_cell(text: &str, link: Option<String>, style: &Style) -> SheetCell {
    match link {
        Some(link) => SheetCell::text(text, &common_style::linked(style)).with_link(link),
        None => SheetCell::text(text, style),
    }
}
