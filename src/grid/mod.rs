//! Cells of a file, sparse and bounded. Sole importer of the reader crate; knows no meaning.

pub mod archive;
mod biff;
mod binary;
mod cells;
mod collect;
mod compound;
mod css;
pub mod error;
mod fonts;
mod html;
pub mod looks;
mod odf;
mod ods;
mod package;
pub mod pieces;
mod plain;
mod records;
pub mod reference;
mod rich;
pub mod sniff;
mod spreadsheetml;
mod xlsx;
mod xml;

pub use cells::Cells;
pub use error::GridError;
pub use pieces::Pieces;
pub use sniff::{Kind, sniff};

use crate::limits::Limits;
use crate::model::word::Word;
use crate::number::number_text;
use archive::Seen;
use package::Form;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A workbook's cells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Sheets in the workbook's order; charts are left out.
    pub sheets: Vec<SheetGrid>,
    /// Defined names and what they refer to (`BM01!$C$5`); the first of equal names.
    pub defined_names: BTreeMap<String, String>,
}

/// One sheet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SheetGrid {
    /// Name.
    pub name: String,
    /// Hidden or very hidden.
    pub hidden: bool,
    /// Cells with content by row and column, from 0.
    pub cells: Cells,
    /// Merged ranges.
    pub merges: Vec<Span>,
    /// Names of the fonts of before Unicode, where a cell bears one (.xlsx alone tells).
    pub fonts: BTreeMap<(u32, u32), String>,
    /// Cells whose text is in pieces that are drawn differently, or that are struck out or hidden as a whole; the value of
    /// such a cell is its plain text.
    pub pieces: BTreeMap<(u32, u32), Pieces>,
    /// Cells that could not be read.
    pub defects: Vec<Defect>,
}

/// A cell's content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Value, for a formula the cached one.
    pub value: RawValue,
    /// Formula without `=`; empty when it repeats another cell's.
    pub formula: Option<String>,
    /// The formula looks into another file (.xls and .xlsb do not let it be known).
    pub external: bool,
}

/// A value as the file holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RawValue {
    /// A finite number.
    Number(f64),
    /// A text.
    Text(Word),
    /// TRUE or FALSE.
    Bool(bool),
    /// An error such as `#REF!`.
    Error(String),
    /// A date or time: serial number of the 1900 system.
    Date(f64),
    /// A formula that has no cached value.
    Uncached,
}

/// A merged range, corners included, from 0.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

impl Span {
    /// Whether the cell lies in the range.
    pub fn contains(&self, row: u32, column: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }
}

/// A cell that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defect {
    /// The cell itself or, when the file does not let it be known, the last one read before it.
    pub near: (u32, u32),
    /// What stands there.
    pub what: String,
}

impl SheetGrid {
    /// The cell at a row and column.
    pub fn cell(&self, row: u32, column: u32) -> Option<&Cell> {
        self.cells.get(&(row, column))
    }

    /// The cells of a row from a column on.
    pub fn row_from(&self, row: u32, column: u32) -> impl Iterator<Item = (u32, &Cell)> {
        self.cells.range((row, column)..=(row, u32::MAX)).map(|(&(_, c), cell)| (c, cell))
    }

    /// The merged range that holds the cell.
    pub fn merged(&self, row: u32, column: u32) -> Option<Span> {
        self.merges.iter().copied().find(|m| m.contains(row, column))
    }
}

/// Reads a file's cells. The kind is told by content, never by name.
pub fn open(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    open_as(sniff(bytes), bytes, limits)
}

/// [`open`] where the kind is known.
pub fn open_as(kind: Kind, bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(GridError::limit("kích thước tệp (byte)", "file size in bytes", limits.file_bytes));
    }
    match kind {
        Kind::Xlsx => {
            let seen = archive::unpack(bytes, limits)?;
            ordinary(bytes, &seen, limits).map_or_else(|| by_crate(bytes, seen, limits), Ok)
        }
        Kind::Xlsb => {
            let (bytes, _) = package::open(bytes, Form::Binary, limits)?;
            binary::xlsb(&bytes, limits)
        }
        Kind::Ods => {
            archive::preflight(bytes, limits)?;
            ods::open(bytes, limits)
        }
        Kind::Xls => binary::xls(bytes, limits),
        Kind::SpreadsheetXml => spreadsheetml::open(bytes, limits),
        Kind::Html => html::open(bytes, limits),
        kind => Err(GridError::NotXlsx(kind)),
    }
}

/// An .xlsx workbook without the reader crate; `None` where it is not ordinary.
///
/// # Errors
/// As [`open`].
pub fn open_ordinary(bytes: &[u8], limits: &Limits) -> Result<Option<Grid>, GridError> {
    Ok(ordinary(bytes, &archive::unpack(bytes, limits)?, limits))
}

fn ordinary(bytes: &[u8], seen: &Seen, limits: &Limits) -> Option<Grid> {
    let mut grid = plain::read(seen, limits)?;
    fonts::note(bytes, &mut grid, seen, limits);
    rich::note(bytes, &mut grid, seen, limits);
    Some(grid)
}

/// An .xlsx workbook through the reader crate, be it ordinary or not: what [`open`] gives of it is the same.
///
/// # Errors
/// As [`open`].
pub fn open_by_crate(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    by_crate(bytes, archive::unpack(bytes, limits)?, limits)
}

fn by_crate(bytes: &[u8], seen: Seen, limits: &Limits) -> Result<Grid, GridError> {
    let (bytes, seen) = package::checked(bytes, seen, Form::Xml, limits)?;
    let mut grid = xlsx::open(&bytes, limits)?;
    fonts::note(&bytes, &mut grid, &seen, limits);
    rich::note(&bytes, &mut grid, &seen, limits);
    Ok(grid)
}

/// The first visible sheet with content, for tables such as an annex.
///
/// # Errors
/// No sheet has content, or the table is beyond a limit.
pub fn table<'g>(grid: &'g Grid, limits: &Limits) -> Result<&'g SheetGrid, GridError> {
    let sheet = grid.sheets.iter().find(|s| !s.hidden && !s.cells.is_empty()).ok_or(GridError::NoContent)?;
    let rows = sheet.cells.keys().map(|k| k.0).max().unwrap_or(0);
    let columns = sheet.cells.keys().map(|k| k.1).max().unwrap_or(0);
    if u64::from(rows) >= limits.rows {
        return Err(GridError::limit("số dòng của bảng", "rows of the table", limits.rows));
    }
    if u64::from(columns) >= limits.columns {
        return Err(GridError::limit("số cột của bảng", "columns of the table", limits.columns));
    }
    Ok(sheet)
}

impl RawValue {
    /// As text: numbers as plain digits with a decimal point, dates as in Vietnam.
    pub fn display(&self) -> Cow<'_, str> {
        match self {
            RawValue::Number(n) => number_text(*n).into(),
            RawValue::Text(t) => t.as_str().into(),
            RawValue::Error(t) => t.into(),
            RawValue::Bool(b) => if *b { "TRUE" } else { "FALSE" }.into(),
            RawValue::Date(n) => date_text(*n).into(),
            RawValue::Uncached => "".into(),
        }
    }

    /// Nothing that a person would see: an empty text or only spaces.
    pub fn is_blank(&self) -> bool {
        matches!(self, RawValue::Text(t) if t.trim().is_empty())
    }
}

fn date_text(serial: f64) -> String {
    if (1.0..2_958_466.0).contains(&serial) {
        crate::model::day::Day::from_serial(serial as i32).to_string()
    } else {
        number_text(serial)
    }
}
