//! The sheet model: a workbook in memory, independent of any crate or file format. Forms and the consolidated workbook
//! are both built here; `engine` computes the value of each formula, `write` turns the workbook into bytes.

pub mod address;
pub(crate) mod excel_limits;
pub(crate) mod letterhead;
pub(crate) mod references;
pub(crate) mod cell;
pub(crate) mod cells;
pub(crate) mod measure;
pub(crate) mod page;
mod page_spread;
pub(crate) mod style;
pub(crate) mod texts;

pub use cell::{CellContent, CellFormula, SheetCell};
pub(crate) use cells::{SheetCells, StoredValue};
pub(crate) use page::{
    ConditionalFormat, ConditionalStyle, DataValidation, DifferentialFormat, PageSetup, ValidationRule,
};
pub use style::Style;

use crate::model::shared_str::SharedStr;
use std::collections::BTreeMap;

/// A workbook: its sheets in order, and its defined names.
#[derive(Clone, Debug, Default)]
pub struct Workbook {
    /// The sheets, in order.
    pub sheets: Vec<Sheet>,
    /// Defined names: the name and its reference (`'Tổng quan'!$C$3`), without `=`.
    pub names: Vec<(String, String)>,
    /// The title in the document properties.
    pub title: String,
    /// The author in the document properties.
    pub author: String,
    /// The creation date in the document properties, as (year, month, day). It is fixed so that equal input gives equal
    /// bytes.
    pub created: (i32, u32, u32),
    /// The index of the sheet that is active on opening.
    pub active: usize,
    /// The document properties hold a hash of the file, so that a change by another program can be recognised.
    pub sealed: bool,
}

/// A sheet with sparse cells, addressed by (row, column) from 0.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The name, at most 31 characters.
    pub name: String,
    /// The cells by (row, column), from 0.
    pub cells: SheetCells,
    /// Column widths in characters, by column. A column without width is hidden.
    pub widths: BTreeMap<u32, f64>,
    /// Row heights in points, by row.
    pub heights: BTreeMap<u32, f64>,
    /// Merged ranges. The first cell of a range holds content and style.
    pub merges: Vec<CellRange>,
    /// The range of the filter: header row and data. `None` for no filter.
    pub filter: Option<CellRange>,
    /// The number of frozen (rows, columns).
    pub freeze: Option<(u32, u32)>,
    /// Data validations.
    pub validations: Vec<DataValidation>,
    /// Conditional formats.
    pub conditions: Vec<ConditionalFormat>,
    /// Charts, drawn over the cells.
    pub charts: Vec<SheetChart>,
    /// Sparklines of column type: the cell, and the data range with its sheet.
    pub sparklines: Vec<((u32, u32), String)>,
    /// Page setup.
    pub page: PageSetup,
    /// Protects the sheet without a password. Cells whose style is `unlocked` stay editable.
    pub protected: bool,
    /// The tab colour, RGB.
    pub tab: Option<u32>,
}

/// A range of cells, from first to last row and column, from 0, inclusive.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct CellRange {
    /// The first row.
    pub top: u32,
    /// The first column.
    pub left: u32,
    /// The last row.
    pub bottom: u32,
    /// The last column.
    pub right: u32,
}

impl CellRange {
    /// Creates a range.
    pub fn new(top: u32, left: u32, bottom: u32, right: u32) -> Self {
        CellRange { top, left, bottom, right }
    }

    /// Creates the range of a single cell.
    pub(crate) fn cell(row: u32, column: u32) -> Self {
        CellRange::new(row, column, row, column)
    }
}

/// A native Excel chart over ranges of the workbook.
#[derive(Clone, Debug)]
pub struct SheetChart {
    /// The kind of chart.
    pub kind: ChartKind,
    /// The cell under the upper left corner, (row, column) from 0.
    pub at: (u32, u32),
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// The data series.
    pub series: Vec<ChartSeries>,
    /// What the chart shows, for readers who do not see it.
    pub about: String,
}

/// The kind of a chart.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// Horizontal bars, each series in front of the one before.
    Bar,
    /// Vertical columns.
    Column,
    /// Lines with markers.
    Line,
    /// Vertical columns for the first series, dashed lines for the others.
    Course,
}

/// A data series of a chart.
#[derive(Clone, Debug)]
pub struct ChartSeries {
    /// The name in the legend.
    pub name: String,
    /// The range of the categories, with its sheet: `'Tổng hợp'!$B$9:$B$19`.
    pub categories: String,
    /// The range of the values, with its sheet.
    pub values: String,
    /// The colour, RGB.
    pub color: u32,
}

impl Workbook {
    /// Creates an empty workbook.
    pub fn new(title: impl Into<String>) -> Self {
        Workbook { title: title.into(), ..Workbook::default() }
    }

    /// Appends a sheet and returns its index.
    pub fn add(&mut self, sheet: Sheet) -> usize {
        self.sheets.push(sheet);
        self.sheets.len() - 1
    }

    /// Returns the sheet with this name.
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|s| s.name == name)
    }
}

impl Sheet {
    /// Creates an empty sheet.
    pub fn new(name: impl Into<String>) -> Self {
        Sheet { name: name.into(), ..Sheet::default() }
    }

    /// Sets a cell.
    pub fn set(&mut self, row: u32, column: u32, cell: SheetCell) {
        self.cells.insert((row, column), cell);
    }

    /// Sets a text cell.
    pub fn text(&mut self, row: u32, column: u32, text: impl Into<SharedStr>, style: &Style) {
        self.set(row, column, SheetCell::text(text, style));
    }

    /// Sets a number cell.
    pub fn number(&mut self, row: u32, column: u32, number: f64, style: &Style) {
        self.set(row, column, SheetCell::number(number, style));
    }

    /// Sets a formula cell (without `=`). File and engine use the same A1 references.
    pub fn formula(&mut self, row: u32, column: u32, formula: impl Into<String>, style: &Style) {
        self.set(row, column, SheetCell::formula(formula, style));
    }

    /// Sets the style of an empty cell (borders, fill, unlocked input).
    pub(crate) fn blank(&mut self, row: u32, column: u32, style: &Style) {
        self.set(row, column, SheetCell { content: CellContent::Blank, style: style.clone(), ..SheetCell::default() });
    }

    /// Merges a range: sets the cell in its upper left corner and applies the style to all cells. A single cell is not
    /// merged.
    pub(crate) fn merge(&mut self, area: CellRange, cell: SheetCell) {
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

    /// Sets column widths, starting at the first column.
    pub(crate) fn set_widths(&mut self, widths: &[f64]) {
        for (column, width) in widths.iter().enumerate() {
            self.widths.insert(column as u32, *width);
        }
    }
}
