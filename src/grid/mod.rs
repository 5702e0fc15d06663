//! Reads the cells of a file, sparse and within limits. The only module that imports the reader crate. It gives cells
//! no meaning.

pub mod archive;
mod biff;
mod biff_formats;
mod biff_remarks;
mod binary;
mod cell_colour;
pub(crate) mod cell_formats;
mod cells;
mod collect;
mod compound;
mod css;
mod decryption;
pub mod differing_rows;
pub(crate) mod error;
pub(crate) mod facts;
mod file_kind;
mod format;
mod flat_ods;
mod fonts;
mod html;
pub mod hidden;
pub(crate) mod hidden_lines;
pub(crate) mod large_sheets;
pub(crate) mod line_visibility;
mod record_stream;
pub(crate) mod mail_head;
pub(crate) mod mime;
mod number_format;
mod odf;
mod odf_numbers;
mod ods;
mod package;
mod part_encoding;
pub mod pieces;
mod pointer;
mod ordinary_xlsx;
mod record_formats;
mod records;
mod relationships;
mod remarks;
mod rich;
mod sheet_rows;
mod short_records;
mod shown_number;
pub(crate) mod sniff;
mod spreadsheetml;
mod spreadsheetml_styles;
mod web_archive;
mod xlsx;
mod xml;

#[cfg(test)]
mod legal_tests;

pub use cell_formats::CellDisplay;
pub(crate) use cells::SparseCells;
pub(crate) use error::GridError;
pub use file_kind::OtherFileKind;
pub use format::{FileKind, TableFormat};
pub(crate) use line_visibility::HiddenLines;
pub(crate) use pieces::CellPieces;
pub(crate) use remarks::CellRemark;
pub use sniff::sniff;

use crate::limits::Limits;
use crate::model::shared_str::SharedStr;
use crate::number::number_text;
use archive::PackageInventory;
use part_encoding::PartEncoding;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The formats that are read, in the order in which a file is compared with them.
const FORMATS: [&TableFormat; 8] = [
    &binary::XLSB,
    &xlsx::FORMAT,
    &ods::FORMAT,
    &binary::XLS,
    &web_archive::FORMAT,
    &flat_ods::FORMAT,
    &spreadsheetml::FORMAT,
    &html::FORMAT,
];

/// Returns true if a file is named as a spreadsheet or a table, whatever its content is.
pub(crate) fn is_named_as_table(file: &str) -> bool {
    const EXTENSIONS: [&str; 9] = ["csv", "tsv", "tab", "xls", "xlsx", "xlsm", "xlsb", "ods", "fods"];
    file.rsplit_once('.').is_some_and(|(_, end)| EXTENSIONS.iter().any(|e| end.eq_ignore_ascii_case(e)))
}

/// The cells of a workbook.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Sheets in the workbook's order, without chart sheets.
    pub sheets: Vec<SheetGrid>,
    /// Defined names with their targets (`BM01!$C$5`). The first of equal names is kept.
    pub defined_names: BTreeMap<String, String>,
    /// Texts that are in no cell: comments and text boxes, in the order of the sheets.
    pub remarks: Vec<CellRemark>,
}

/// One sheet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SheetGrid {
    /// Name.
    pub name: String,
    /// True if hidden or very hidden.
    pub hidden: bool,
    /// Cells with content by row and column, from 0.
    pub cells: SparseCells,
    /// Merged ranges.
    pub merges: Vec<MergedSpan>,
    /// Names of legacy (pre-Unicode) fonts by cell. Only .xlsx files provide them.
    pub fonts: BTreeMap<(u32, u32), String>,
    /// Cells whose text has differently formatted pieces, or that are struck out or hidden as a whole. The value of
    /// such a cell is its ordinary text.
    pub pieces: BTreeMap<(u32, u32), CellPieces>,
    /// Cells whose number is shown as a percentage.
    pub percents: BTreeSet<(u32, u32)>,
    /// Cells that show something else than they hold.
    pub displays: BTreeMap<(u32, u32), CellDisplay>,
    /// Cells that could not be read.
    pub defects: Vec<ReadWarning>,
    /// Hidden rows and columns.
    pub hidden_lines: HiddenLines,
}

/// A cell's content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GridCell {
    /// Value; for a formula, its cached value.
    pub value: RawValue,
    /// Formula without `=`. Empty if it is shared with another cell.
    pub formula: Option<String>,
    /// True if the formula refers to another file (.xls and .xlsb do not show this).
    pub external: bool,
}

/// A value as stored in the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RawValue {
    /// A finite number.
    Number(f64),
    /// A text.
    Text(SharedStr),
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
pub struct MergedSpan {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

impl MergedSpan {
    /// Returns true if the cell is in the range.
    pub(crate) fn contains(&self, row: u32, column: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }
}

/// A cell that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadWarning {
    /// The cell, or if the file does not identify it, the last cell read before it.
    pub near: (u32, u32),
    /// Stored content of the cell.
    pub what: String,
}

impl SheetGrid {
    /// Returns the cell at a row and column. `None` for a blank cell.
    pub fn cell(&self, row: u32, column: u32) -> Option<&GridCell> {
        self.cells.get(&(row, column))
    }

    /// Iterates over the cells of a row from a column on.
    pub fn row_from(&self, row: u32, column: u32) -> impl Iterator<Item = (u32, &GridCell)> {
        self.cells.range((row, column)..=(row, u32::MAX)).map(|(&(_, c), cell)| (c, cell))
    }

    /// Returns the merged range that contains the cell.
    pub(crate) fn merged(&self, row: u32, column: u32) -> Option<MergedSpan> {
        self.merges.iter().copied().find(|m| m.contains(row, column))
    }
}

/// Reads the cells of a file. The file kind is detected from the content, never from the name.
pub fn open(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    open_as(sniff(bytes), bytes, limits)
}

/// Like [`open`], for a known file kind.
pub(crate) fn open_as(kind: FileKind, bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(GridError::limit("kích thước tệp (byte)", "file size in bytes", limits.file_bytes));
    }
    match kind {
        FileKind::Table(format) => (format.read)(bytes, limits),
        FileKind::Other(kind) => match decrypted(FileKind::Other(kind), bytes, limits) {
            Some((FileKind::Table(format), package)) => (format.read)(&package, limits),
            Some((FileKind::Other(kind), _)) => Err(GridError::NotXlsx(kind)),
            None => Err(GridError::NotXlsx(kind)),
        },
    }
}

/// Returns the workbook in a file that is encrypted with Excel's default password, and its kind. `None` for any other file.
pub(crate) fn decrypted(kind: FileKind, bytes: &[u8], limits: &Limits) -> Option<(FileKind, Vec<u8>)> {
    let is_encrypted = kind == FileKind::Other(OtherFileKind::Encrypted) && bytes.len() as u64 <= limits.file_bytes;
    let package = is_encrypted.then(|| decryption::decrypted_package(bytes, limits))??;
    Some((sniff(&package), package))
}

fn open_xlsx(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    let seen = archive::unpack(bytes, limits)?;
    let mut grid = ordinary(bytes, &seen, limits).map_or_else(|| by_crate(bytes, seen, limits), Ok)?;
    grid.remarks = remarks::find(bytes, limits);
    Ok(grid)
}

/// Reads an .xlsx workbook without the reader crate. `None` if it uses unsupported features.
///
/// # Errors
///
/// As [`open`].
pub fn open_ordinary(bytes: &[u8], limits: &Limits) -> Result<Option<Grid>, GridError> {
    Ok(ordinary(bytes, &archive::unpack(bytes, limits)?, limits))
}

fn ordinary(bytes: &[u8], seen: &PackageInventory, limits: &Limits) -> Option<Grid> {
    let (mut grid, has_run_properties) = ordinary_xlsx::read(seen, limits)?;
    cell_formats::note_displays(bytes, &mut grid, seen, limits);
    fonts::note(bytes, &mut grid, seen, limits);
    rich::note(bytes, &mut grid, seen, has_run_properties, limits);
    Some(grid)
}

/// Reads an .xlsx workbook with the reader crate. The result equals that of [`open`].
///
/// # Errors
///
/// As [`open`].
pub fn open_by_crate(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    by_crate(bytes, archive::unpack(bytes, limits)?, limits)
}

/// The namespace of the first test version of Excel 2007, whose elements have other names.
const BETA: &[u8] = b"\"http://schemas.microsoft.com/office/excel/2006/2\"";

fn by_crate(bytes: &[u8], seen: PackageInventory, limits: &Limits) -> Result<Grid, GridError> {
    let (bytes, seen) = package::checked(bytes, seen, PartEncoding::Xml, limits)?;
    if memchr::memmem::find(seen.part("xl/workbook.xml"), BETA).is_some() {
        return Err(GridError::NotXlsx(OtherFileKind::ExcelBeta));
    }
    let mut grid = xlsx::open(&bytes, limits)?;
    cell_formats::note(&bytes, &mut grid, &seen, limits);
    fonts::note(&bytes, &mut grid, &seen, limits);
    rich::note(&bytes, &mut grid, &seen, true, limits);
    hidden_lines::note(&bytes, &mut grid, &seen, limits);
    Ok(grid)
}

/// Returns the first visible sheet with content, for tables such as an annex.
///
/// # Errors
///
/// No sheet has content, or the table exceeds a limit.
pub(crate) fn table<'g>(grid: &'g Grid, limits: &Limits) -> Result<&'g SheetGrid, GridError> {
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
    /// Formats the value as text: numbers as digits with a decimal point, dates as in Vietnam.
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

    /// Returns true for an empty text or only spaces.
    pub fn is_blank(&self) -> bool {
        matches!(self, RawValue::Text(t) if t.trim().is_empty())
    }
}

fn date_text(serial: f64) -> String {
    if serial > 0.0 && serial < 1.0 {
        // A time without a day.
        let minutes = (serial * 1440.0).round() as u32;
        format!("{}:{:02}", minutes / 60, minutes % 60)
    } else if (1.0..2_958_466.0).contains(&serial) {
        crate::model::day::Day::from_serial(serial as i32).to_string()
    } else {
        number_text(serial)
    }
}
