//! .ods: content.xml, streamed. Repeated cells are put down only where they hold something.

use super::collect::{Collector, Written, iso_day, number};
use super::error::GridError;
use super::xml::{Piece, attribute, count, stream};
use super::{Grid, Kind, RawValue};
use crate::limits::Limits;
use std::collections::BTreeSet;
use std::io::{BufReader, Cursor, Read};

/// Reads an OpenDocument spreadsheet whose archive was found to be within the limits.
pub fn open(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    let damaged = |e: zip::result::ZipError| GridError::Damaged(e.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if let Ok(mut manifest) = archive.by_name("META-INF/manifest.xml") {
        let mut text = String::new();
        // Bounded by the limits of the parts.
        let _ = manifest.read_to_string(&mut text);
        if text.contains("encryption-data") {
            return Err(GridError::NotXlsx(Kind::Encrypted));
        }
    }
    let content = archive.by_name("content.xml").map_err(damaged)?;
    let mut table = Tables { out: Collector::new(limits), ..Tables::new(limits) };
    stream(BufReader::new(content), limits, |piece| table.piece(piece))?;
    Ok(table.out.done())
}

/// Where the stream is.
struct Tables<'l> {
    out: Collector<'l>,
    /// Automatic styles that hide a table, and the one being read.
    hiding: BTreeSet<String>,
    style: String,
    row: u32,
    column: u32,
    /// How often the row stands.
    rows: u32,
    /// Cells of a row with content: they are put down once more for every repetition.
    kept: Vec<(u32, Option<RawValue>, Written)>,
    cell: Option<Open>,
    /// Depth of notes and other things within a cell that are not its text.
    aside: u32,
    table_depth: u32,
}

/// A cell being read.
struct Open {
    columns: u32,
    value: Option<RawValue>,
    formula: Written,
    kind: String,
    text: String,
    paragraphs: u32,
}

impl<'l> Tables<'l> {
    fn new(limits: &'l Limits) -> Self {
        Tables {
            out: Collector::new(limits),
            hiding: BTreeSet::new(),
            style: String::new(),
            row: 0,
            column: 0,
            rows: 1,
            kept: Vec::new(),
            cell: None,
            aside: 0,
            table_depth: 0,
        }
    }

    fn piece(&mut self, piece: Piece) -> Result<(), GridError> {
        match piece {
            Piece::Open(name, attributes) => self.begin(&name, &attributes),
            Piece::Close(name) => self.end(&name),
            Piece::Text(text) => {
                if self.aside == 0
                    && let Some(cell) = &mut self.cell
                    && cell.paragraphs > 0
                {
                    cell.text.push_str(&text);
                }
                Ok(())
            }
        }
    }

    fn begin(&mut self, name: &str, attributes: &[(String, String)]) -> Result<(), GridError> {
        let of = |n: &str| attribute(attributes, n);
        match name {
            "style" => self.style = of("name").unwrap_or_default().to_string(),
            "table-properties" if of("display") == Some("false") => {
                self.hiding.insert(self.style.clone());
            }
            "table" => {
                self.table_depth += 1;
                if self.table_depth == 1 {
                    let hidden = of("style-name").is_some_and(|s| self.hiding.contains(s));
                    self.out.sheet(of("name").unwrap_or_default(), hidden)?;
                    self.row = 0;
                }
            }
            "table-row" if self.table_depth == 1 => {
                (self.column, self.rows) = (0, count(attributes, "number-rows-repeated"));
                self.kept.clear();
            }
            "table-cell" | "covered-table-cell" if self.table_depth == 1 => {
                if name == "table-cell" {
                    let (rows, columns) =
                        (count(attributes, "number-rows-spanned"), count(attributes, "number-columns-spanned"));
                    self.out.merge(self.row, self.column, rows, columns)?;
                }
                let kind = of("value-type").unwrap_or_default().to_string();
                let value = match kind.as_str() {
                    "float" | "percentage" | "currency" => of("value").and_then(number),
                    "date" => of("date-value").and_then(iso_day),
                    "boolean" => of("boolean-value").map(|b| RawValue::Bool(b == "true")),
                    "string" => of("string-value").map(|t| RawValue::Text(t.into())),
                    _ => None,
                };
                self.cell = Some(Open {
                    columns: count(attributes, "number-columns-repeated"),
                    value,
                    formula: Written::of(of("formula")),
                    kind,
                    text: String::new(),
                    paragraphs: 0,
                });
            }
            "annotation" | "shape" | "frame" => self.aside += 1,
            "p" if self.aside == 0 => {
                if let Some(cell) = &mut self.cell {
                    if cell.paragraphs > 0 {
                        cell.text.push('\n');
                    }
                    cell.paragraphs += 1;
                }
            }
            "s" if self.aside == 0 => {
                if let Some(cell) = &mut self.cell {
                    cell.text.extend(std::iter::repeat_n(' ', count(attributes, "c").min(100) as usize));
                }
            }
            "named-range" => {
                if let (Some(name), Some(target)) = (of("name"), of("cell-range-address")) {
                    self.out.name(name, &address(target))?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), GridError> {
        match name {
            "annotation" | "shape" | "frame" => self.aside = self.aside.saturating_sub(1),
            "table" => self.table_depth = self.table_depth.saturating_sub(1),
            "table-cell" | "covered-table-cell" if self.table_depth == 1 => {
                let Some(cell) = self.cell.take() else { return Ok(()) };
                let value = cell.value.or_else(|| match cell.kind.as_str() {
                    "" | "void" if cell.text.is_empty() => None,
                    _ if cell.text.starts_with('#') && cell.formula != Written::No => Some(RawValue::Error(cell.text)),
                    _ => Some(RawValue::Text(cell.text.into())),
                });
                if value.is_some() || cell.formula != Written::No {
                    for column in self.column..self.column.saturating_add(cell.columns) {
                        self.out.put((self.row, column), value.clone(), cell.formula)?;
                        if self.rows > 1 {
                            self.kept.push((column, value.clone(), cell.formula));
                        }
                    }
                }
                self.column = self.column.saturating_add(cell.columns);
            }
            "table-row" if self.table_depth == 1 => {
                if !self.kept.is_empty() {
                    for row in self.row + 1..self.row.saturating_add(self.rows) {
                        for (column, value, formula) in std::mem::take(&mut self.kept) {
                            self.out.put((row, column), value.clone(), formula)?;
                            self.kept.push((column, value, formula));
                        }
                    }
                }
                self.row = self.row.saturating_add(self.rows);
            }
            _ => {}
        }
        Ok(())
    }
}

/// `$BM01.$C$5` as `BM01!$C$5`.
fn address(target: &str) -> String {
    let cell = target.split(':').next().unwrap_or(target);
    match cell.rsplit_once('.') {
        Some((sheet, at)) => format!("{}!{at}", sheet.trim_start_matches('$')),
        None => target.to_string(),
    }
}
