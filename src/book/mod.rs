//! The sheet model: what a workbook holds, before any crate or file. Forms and the consolidated workbook are both
//! filled here; `engine` gives every formula its value, `write` turns the book into bytes.

pub mod address;
pub mod cell;
pub mod cells;
pub mod measure;
pub mod page;
pub mod style;
pub mod texts;

pub use cell::{Cell, Content, Formula};
pub use cells::{Cells, Held};
pub use page::{Condition, Format, Input, Look, Page, Validation};
pub use style::Style;

use crate::model::word::Word;
use std::collections::BTreeMap;

/// A workbook: sheets in order and defined names.
#[derive(Clone, Debug, Default)]
pub struct Book {
    /// Sheets in order.
    pub sheets: Vec<Sheet>,
    /// Defined names: name, then what it refers to (`'Tổng quan'!$C$3`), without `=`.
    pub names: Vec<(String, String)>,
    /// Document title (properties).
    pub title: String,
    /// Document author (properties).
    pub author: String,
    /// Fixed creation date (properties), as (year, month, day): the program has no clock in its output.
    pub created: (i32, u32, u32),
    /// Index of the sheet that is shown on opening.
    pub active: usize,
}

/// A sheet: sparse cells, addressed (row, column) from 0.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Name, at most 31 characters.
    pub name: String,
    /// Cells by (row, column), from 0.
    pub cells: Cells,
    /// Column widths in characters.
    pub widths: BTreeMap<u32, f64>,
    /// Row heights in points.
    pub heights: BTreeMap<u32, f64>,
    /// Merged ranges; the first cell holds content and style.
    pub merges: Vec<Area>,
    /// Header row and data of the filter, if any.
    pub filter: Option<Area>,
    /// Rows and columns that stay in view: (rows, columns).
    pub freeze: Option<(u32, u32)>,
    /// Input rules of cells.
    pub validations: Vec<Validation>,
    /// Conditional formats.
    pub conditions: Vec<Condition>,
    /// Charts; drawn over the cells.
    pub charts: Vec<Chart>,
    /// Small columns within a cell: the cell, and the range that they draw, with its sheet.
    pub sparklines: Vec<((u32, u32), String)>,
    /// Print set-up.
    pub page: Page,
    /// Formula cells locked (no password); cells whose style is `unlocked` stay open.
    pub protected: bool,
    /// Tab colour, RGB.
    pub tab: Option<u32>,
}

/// A rectangle of cells: first row, first column, last row, last column, from 0, all included.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

impl Area {
    /// A rectangle.
    pub fn new(top: u32, left: u32, bottom: u32, right: u32) -> Self {
        Area { top, left, bottom, right }
    }

    /// A single cell.
    pub fn cell(row: u32, column: u32) -> Self {
        Area::new(row, column, row, column)
    }
}

/// A native chart over ranges of the book.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Bars, columns or lines.
    pub kind: ChartKind,
    /// Cell of the upper left corner.
    pub at: (u32, u32),
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// Series.
    pub series: Vec<ChartSeries>,
}

/// Kind of chart.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// Horizontal bars.
    Bar,
    /// Vertical columns.
    Column,
    /// Lines with markers.
    Line,
}

/// One series of a chart.
#[derive(Clone, Debug)]
pub struct ChartSeries {
    /// Name in the legend.
    pub name: String,
    /// Range of the categories, with the sheet: `'Tổng hợp'!$B$9:$B$19`.
    pub categories: String,
    /// Range of the values, with the sheet.
    pub values: String,
    /// Colour, RGB.
    pub color: u32,
}

impl Book {
    /// An empty book.
    pub fn new(title: impl Into<String>) -> Self {
        Book { title: title.into(), ..Book::default() }
    }

    /// Adds a sheet and gives its index.
    pub fn add(&mut self, sheet: Sheet) -> usize {
        self.sheets.push(sheet);
        self.sheets.len() - 1
    }

    /// The sheet with this name.
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|s| s.name == name)
    }
}

impl Sheet {
    /// An empty sheet.
    pub fn new(name: impl Into<String>) -> Self {
        Sheet { name: name.into(), ..Sheet::default() }
    }

    /// Puts a cell.
    pub fn set(&mut self, row: u32, column: u32, cell: Cell) {
        self.cells.insert((row, column), cell);
    }

    /// Puts a text.
    pub fn text(&mut self, row: u32, column: u32, text: impl Into<Word>, style: &Style) {
        self.set(row, column, Cell::text(text, style));
    }

    /// Puts a number.
    pub fn number(&mut self, row: u32, column: u32, number: f64, style: &Style) {
        self.set(row, column, Cell::number(number, style));
    }

    /// Puts a formula (without `=`), written with A1 references in the file and for the engine alike.
    pub fn formula(&mut self, row: u32, column: u32, formula: impl Into<String>, style: &Style) {
        self.set(row, column, Cell::formula(formula, style));
    }

    /// Styles a cell that holds nothing (borders, fill, unlocked input).
    pub fn blank(&mut self, row: u32, column: u32, style: &Style) {
        self.set(row, column, Cell { content: Content::Blank, style: style.clone(), ..Cell::default() });
    }

    /// Merges a rectangle, puts the cell in its corner and gives every cell of it the style. A single cell is just set.
    pub fn merge(&mut self, area: Area, cell: Cell) {
        for row in area.top..=area.bottom {
            for column in area.left..=area.right {
                self.blank(row, column, &cell.style.clone());
            }
        }
        self.set(area.top, area.left, cell);
        if area.top != area.bottom || area.left != area.right {
            self.merges.push(area);
        }
    }

    /// Sets widths from the first column on.
    pub fn set_widths(&mut self, widths: &[f64]) {
        for (column, width) in widths.iter().enumerate() {
            self.widths.insert(column as u32, *width);
        }
    }
}
