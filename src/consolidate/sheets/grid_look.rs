//! Sizes and styles of a sheet of computed columns. The sheet is wider than its page and is printed smaller: so it can
//! be read on the screen, and its fonts have the prescribed size on paper. The sheet that is signed is black on white
//! (Decree 30/2020/NĐ-CP).

use super::super::context::SheetContext;
use super::super::layout::{ColumnGrid, GridColumn};
use crate::plan::{ColumnNumberFormat, ColumnSheet};
use crate::workbook::style::{self, Align, CellBorder, NumberFormat};
use crate::workbook::{Style, measure};

/// Widths of the columns for ordinal and note, in characters. On a signed sheet "Chưa có III/2021" has room in one line.
const SIGNED: (f64, f64) = (3.4, 16.2);
const SEEN: (f64, f64) = (4.0, 14.0);
/// Width of the sparklines.
const TREND: f64 = 13.0;
/// Least and largest width of the column of units.
const UNIT: (f64, f64) = (20.0, 36.0);
/// Least width of a column of figures and of a column of texts.
const FIGURE: f64 = 6.4;
const WORDS: f64 = 14.0;
/// Largest width of a column for a word of its heading.
const WIDEST: f64 = 16.0;
/// Width of the printed part of A4 landscape in pixels: of a signed sheet, of others.
const PAGE: (f64, f64) = (952.0, 990.0);
/// Height of the printed part of A4 landscape in points.
const PAGE_HEIGHT: f64 = 481.0;
/// The least size of a text on paper, in points.
const LEAST: f64 = 9.0;
/// How much larger than its page a sheet is: it fits a screen of 1366 pixels.
const LARGER: f64 = 1.2;

/// Sizes and styles of one sheet.
pub(super) struct GridLook {
    /// True for the sheet that is signed.
    pub is_signed: bool,
    /// Size of figures and texts in points.
    pub body: u16,
    /// Size of headings and notes in points.
    pub head: u16,
    /// Widths of all columns from the first, in characters.
    pub widths: Vec<f64>,
    /// Pixels of the sheet for one pixel on paper.
    larger: f64,
}

impl GridLook {
    /// Computes sizes and widths.
    pub(super) fn new(context: &SheetContext, spec: &ColumnSheet, grid: &ColumnGrid, has_trend: bool) -> Self {
        let page = if spec.signed { PAGE.0 } else { PAGE.1 };
        let (ordinal, note) = if spec.signed { SIGNED } else { SEEN };
        let (body, head) = if spec.signed { (12, 11) } else { (11, 11) };
        let mut look = GridLook { is_signed: spec.signed, body, head, widths: Vec::new(), larger: LARGER };
        let name = context.plan.units.iter().map(|unit| unit.name.chars().count()).max().unwrap_or(0);
        // In Times New Roman a character is about half the font size wide; 18 pixels for indent and edges.
        let name = (name as f64 * f64::from(body) * 0.68 + 18.0) / 7.0;
        let figures = grid.entries.iter().map(|entry| look.width(context, *entry));
        let mut widths: Vec<f64> = [ordinal, name.clamp(UNIT.0, UNIT.1)].into_iter().chain(figures).collect();
        widths.push(note);
        widths.extend(has_trend.then_some(TREND));
        let spare = page * LARGER - measure::span(widths.iter().copied());
        if spare > 0.0 {
            let shared = widths.iter_mut().skip(ColumnGrid::LEAD as usize).take(grid.entries.len() + 1);
            let each = (spare / (grid.entries.len() + 1) as f64 / 7.0 * 10.0).floor() / 10.0;
            shared.for_each(|width| *width += each);
        }
        look.larger = (measure::span(widths.iter().copied()) / page).max(1.0);
        // Headings and notes of a signed sheet that is printed still smaller are as large as its figures.
        look.head = look.head.max(look.on_paper(LEAST).min(look.body));
        look.widths = widths;
        look
    }

    /// Returns the width of a column: what its largest total in any period and the longest word of its heading need.
    fn width(&self, context: &SheetContext, entry: GridColumn) -> f64 {
        let plan = context.plan;
        let (heading, least, number) = match entry {
            GridColumn::Annex(i) => (titles(context, entry).1, FIGURE, self.figure().number(plan.annex_format(i))),
            GridColumn::Column(i) => match plan.columns.get(i) {
                Some(column) if column.number == ColumnNumberFormat::Text => {
                    (column.heading.as_str(), WORDS, self.figure())
                }
                Some(column) => (column.heading.as_str(), FIGURE, self.column(column)),
                None => ("", FIGURE, self.figure()),
            },
        };
        let is_text = least > FIGURE;
        let largest = entry.name(plan).filter(|_| !is_text).map_or(0.0, |name| context.reach.total(name));
        let word = heading.split_whitespace().map(|word| self.pixels(word)).fold(0.0, f64::max) + 8.0;
        least.max(measure::column(largest, &self.total(&number))).max(((word - 5.0) / 7.0).min(WIDEST))
    }

    /// Returns the width in pixels of a bold text in the size of headings.
    fn pixels(&self, text: &str) -> f64 {
        let em = |c: char| {
            if c.is_uppercase() {
                0.7
            } else if c == ' ' {
                0.25
            } else {
                0.52
            }
        };
        text.chars().map(em).fold(0.0, |all, one| all + one) * f64::from(self.head) * 96.0 / 72.0
    }

    /// Returns the number of lines of a heading in a column of this width: lines break between words.
    pub(super) fn lines(&self, heading: &str, width: f64) -> u32 {
        let room = width * 7.0 - 3.0;
        let (mut lines, mut used) = (1, 0.0);
        for word in heading.split_whitespace() {
            let needs = self.pixels(word);
            if used > 0.0 && used + self.pixels(" ") + needs > room {
                (lines, used) = (lines + 1, needs);
            } else {
                used += needs + if used > 0.0 { self.pixels(" ") } else { 0.0 };
            }
        }
        lines
    }

    /// Returns the font size on the sheet of a text that has this size on paper.
    pub(super) fn on_paper(&self, points: f64) -> u16 {
        (points * self.larger).ceil().clamp(1.0, 409.0) as u16
    }

    /// Returns how many pages high the sheet is printed for its height in points: 1 if it fits or nearly fits one page,
    /// otherwise 0 for as many as it needs.
    pub(super) fn pages(&self, height: f64) -> u16 {
        u16::from(height <= PAGE_HEIGHT * self.larger * 1.06)
    }

    /// Returns the height in points of the row of a unit, or of the totals.
    pub(super) fn row(&self, is_total: bool) -> f64 {
        match (self.is_signed, is_total) {
            (true, false) => 16.5,
            (true, true) => 17.0,
            (false, false) => 21.0,
            (false, true) => 29.0,
        }
    }

    fn bordered(&self, style: Style) -> Style {
        match self.is_signed {
            true => Style { border: CellBorder::Ink, fill: None, color: style::INK, ..style },
            false => style,
        }
    }

    /// Style of a text cell.
    pub(super) fn cell(&self) -> Style {
        self.bordered(Style::cell().size(self.body))
    }

    /// Style of a note in a row.
    pub(super) fn note(&self) -> Style {
        self.cell().size(self.head)
    }

    /// Style of a figure.
    pub(super) fn figure(&self) -> Style {
        self.bordered(Style::figure().size(self.body))
    }

    /// Style of a computed column.
    pub(super) fn column(&self, column: &crate::plan::Column) -> Style {
        let is_text = column.number == ColumnNumberFormat::Text;
        let align = if is_text { Align::Center } else { Align::Right };
        Style { wrap: is_text, ..self.figure().number(number(column.number)).align(align) }
    }

    /// Returns the variant of a style for the total row.
    pub(super) fn total(&self, style: &Style) -> Style {
        self.bordered(style.total())
    }

    /// Style of a heading.
    pub(super) fn heading(&self) -> Style {
        self.bordered(Style::head().size(self.head))
    }

    /// Style of a group heading.
    pub(super) fn group(&self) -> Style {
        self.bordered(Style { color: style::ACCENT, fill: Some(style::TINT), ..Style::head().size(self.head) })
    }

    /// Style of the row of column numbers.
    pub(super) fn index(&self) -> Style {
        let grey = Style { italic: true, color: style::GREY, border: CellBorder::All, ..Style::default() };
        Style { shrink: true, ..self.bordered(grey.size(self.head).align(Align::Center)) }
    }

    /// Style of a note below the table.
    pub(super) fn remark(&self) -> Style {
        let note = Style { wrap: true, ..Style::note().size(self.head) };
        if self.is_signed { note.color(style::INK) } else { note }
    }
}

/// Returns group and heading of an entry.
pub(super) fn titles<'a>(context: &'a SheetContext, entry: GridColumn) -> (&'a str, &'a str) {
    let plan = context.plan;
    match entry {
        GridColumn::Annex(i) => plan
            .annex
            .columns
            .get(i)
            .map_or(("", ""), |c| (&c.group, if c.short.is_empty() { &c.heading } else { &c.short })),
        GridColumn::Column(i) => plan.columns.get(i).map_or(("", ""), |c| (&c.group, &c.heading)),
    }
}

fn number(look: ColumnNumberFormat) -> NumberFormat {
    match look {
        ColumnNumberFormat::Integer => NumberFormat::Integer,
        ColumnNumberFormat::Percent => NumberFormat::Percent,
        ColumnNumberFormat::Decimal => NumberFormat::Decimal,
        ColumnNumberFormat::Signed => NumberFormat::Signed,
        ColumnNumberFormat::Text => NumberFormat::General,
    }
}
