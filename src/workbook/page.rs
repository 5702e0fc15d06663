//! Page setup, data validation and conditional formats.

use super::CellRange;
use crate::model::text::Lang;

/// Page setup. The paper is always A4, and the sheet is one page wide unless it has a size in percent.
#[derive(Clone, Debug, Default)]
pub struct PageSetup {
    /// Landscape if true, else portrait.
    pub landscape: bool,
    /// Rows repeated on every page: first and last, from 0.
    pub repeat: Option<(u32, u32)>,
    /// Columns repeated on every page: first and last, from 0.
    pub repeat_columns: Option<(u32, u32)>,
    /// The printed size in percent of a sheet on pages side by side; `None` for a sheet that is one page wide.
    pub percent: Option<u16>,
    /// Columns (from 0) before which a page ends.
    pub column_breaks: Vec<u32>,
    /// The print area; `None` prints the whole sheet.
    pub area: Option<CellRange>,
    /// The print area as a formula (without `=`) that returns a range, for a list that grows. It overrides `area`.
    /// Excel evaluates it. LibreOffice and openpyxl ignore it and print the whole sheet, so no data is lost.
    pub area_formula: Option<String>,
    /// The left part of the footer. The page number, counted from 1 on each sheet, is on the right.
    pub footer: String,
    /// The language of the page number.
    pub lang: Lang,
    /// Rows (from 0) before which a page break is inserted.
    pub breaks: Vec<u32>,
    /// True for a document that is signed: margins of Decree 30/2020/NĐ-CP, page numbers above instead of below.
    pub is_document: bool,
    /// True if the sheet is meant for one page: it has no page number.
    pub is_one_page: bool,
    /// The number of pages in height to fit the sheet to; 0 for no limit.
    pub pages_high: u16,
}

/// A data validation.
#[derive(Clone, Debug)]
pub struct DataValidation {
    /// The cells it applies to.
    pub area: CellRange,
    /// The accepted input.
    pub input: ValidationRule,
    /// Title and text shown when the cell is selected; empty for none.
    pub prompt: (String, String),
    /// Title and text shown on invalid input.
    pub error: (String, String),
    /// Rejects invalid input if true; otherwise Excel only warns.
    pub stop: bool,
}

/// The input that a data validation accepts.
#[derive(Clone, Debug, PartialEq)]
pub enum ValidationRule {
    /// A whole number, at least this value.
    Whole(i64),
    /// A number, at least this value.
    Number(f64),
    /// A number, whole or not, within bounds; without bounds any number.
    Between {
        /// True for whole numbers only.
        is_whole: bool,
        /// The least number.
        least: Option<f64>,
        /// The largest number.
        most: Option<f64>,
    },
    /// A date between two serial numbers.
    Date(i32, i32),
    /// One of these texts, at most 255 characters together (Excel's limit).
    Words(Vec<String>),
    /// One of the values of a range such as `'Số liệu'!$C$6:$C$8`.
    Range(String),
}

/// A conditional format.
#[derive(Clone, Debug)]
pub struct ConditionalFormat {
    /// The cells it applies to.
    pub area: CellRange,
    /// The condition and its effect.
    pub look: ConditionalStyle,
}

/// The condition of a conditional format, and its effect.
#[derive(Clone, Debug, PartialEq)]
pub enum ConditionalStyle {
    /// A data bar from 0 to 1 in this colour (RGB).
    Bar(u32),
    /// A format applied where a formula is TRUE. The formula has no `=` and is relative to the first cell of the range.
    When(String, DifferentialFormat),
}

/// The style changes that a conditional format makes. `None` leaves a property unchanged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DifferentialFormat {
    /// The font colour, RGB.
    pub color: Option<u32>,
    /// The fill colour, RGB.
    pub fill: Option<u32>,
    /// Bold if true.
    pub bold: bool,
}
