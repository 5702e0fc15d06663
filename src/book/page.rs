//! Print set-up, input rules and conditional formats.

use super::Area;

/// Print set-up: A4 always, one page wide.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Landscape; else portrait.
    pub landscape: bool,
    /// Rows repeated on every page: first and last, from 0.
    pub repeat: Option<(u32, u32)>,
    /// Printed area; everything when absent.
    pub area: Option<Area>,
    /// Printed area as a formula (without `=`) that gives a range, for a list that grows; it wins over `area`. Excel
    /// follows it. LibreOffice and openpyxl leave it out and print everything, so nothing is ever lost by it.
    pub area_formula: Option<String>,
    /// Left part of the footer; the page number stands right.
    pub footer: String,
    /// Rows (from 0) before which a new page begins.
    pub breaks: Vec<u32>,
    /// Fit to so many pages in height; 0 for as many as needed.
    pub pages_high: u16,
}

/// An input rule.
#[derive(Clone, Debug)]
pub struct Validation {
    /// Cells.
    pub area: Area,
    /// What may be typed.
    pub input: Input,
    /// Title and text shown when the cell is chosen; empty for none.
    pub prompt: (String, String),
    /// Title and text shown on a wrong input.
    pub error: (String, String),
    /// Whether a wrong input is refused (stop) or only warned of.
    pub stop: bool,
}

/// What may be typed.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// A whole number of at least this.
    Whole(i64),
    /// A number of at least this.
    Number(f64),
    /// A date between two serial numbers.
    Date(i32, i32),
    /// One of these words (255 characters in all at most).
    Words(Vec<String>),
    /// One of the values of a range, `'Số liệu'!$C$6:$C$8`.
    Range(String),
}

/// A conditional format.
#[derive(Clone, Debug)]
pub struct Condition {
    /// Cells.
    pub area: Area,
    /// When and how.
    pub look: Look,
}

/// When a conditional format applies, and what it does.
#[derive(Clone, Debug, PartialEq)]
pub enum Look {
    /// A data bar from 0 to 1 in this colour.
    Bar(u32),
    /// A formula (relative to the area's first cell, without `=`) that is TRUE.
    When(String, Format),
}

/// What a conditional format changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Format {
    /// Font colour.
    pub color: Option<u32>,
    /// Fill colour.
    pub fill: Option<u32>,
    /// Bold.
    pub bold: bool,
}
