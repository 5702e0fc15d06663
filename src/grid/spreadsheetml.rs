//! SpreadsheetML 2003, streamed: the XML that Excel 2003 and many exports write under the name .xls.

use super::collect::{Collector, Written, iso_day, number};
use super::error::GridError;
use super::xml::{Piece, attribute, stream};
use super::{Grid, RawValue};
use crate::limits::Limits;

/// Reads a workbook.
pub fn open(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    let text = super::html::decoded(bytes);
    let mut book = Book {
        out: Collector::new(limits),
        at: (0, 0),
        merge: (0, 0),
        formula: Written::No,
        kind: None,
        text: String::new(),
        inside: false,
        visible: false,
    };
    stream(text.as_bytes(), limits, |piece| book.piece(piece))?;
    Ok(book.out.done())
}

struct Book<'l> {
    out: Collector<'l>,
    /// The next cell, from 0.
    at: (u32, u32),
    /// Columns and rows that the cell takes beside its own.
    merge: (u32, u32),
    formula: Written,
    /// Type of the data that was read.
    kind: Option<String>,
    text: String,
    inside: bool,
    visible: bool,
}

impl Book<'_> {
    fn piece(&mut self, piece: Piece) -> Result<(), GridError> {
        match piece {
            Piece::Text(text) => {
                if self.inside || self.visible {
                    self.text.push_str(&text);
                }
            }
            Piece::Open(name, attributes) => {
                let of = |n: &str| attribute(&attributes, n);
                let number = |n: &str| of(n).and_then(|v| v.parse::<u32>().ok());
                match name.as_str() {
                    "Worksheet" => {
                        self.out.sheet(of("Name").unwrap_or_default(), false)?;
                        self.at = (0, 0);
                    }
                    "Row" => {
                        self.at = (number("Index").map_or(self.at.0, |i| i.saturating_sub(1)), 0);
                    }
                    "Cell" => {
                        if let Some(index) = number("Index") {
                            self.at.1 = index.saturating_sub(1);
                        }
                        self.merge = (number("MergeAcross").unwrap_or(0), number("MergeDown").unwrap_or(0));
                        self.formula = Written::of(of("Formula"));
                        self.kind = None;
                        self.text.clear();
                    }
                    "Data" => {
                        self.kind = Some(of("Type").unwrap_or("String").to_string());
                        self.inside = true;
                    }
                    "NamedRange" => {
                        if let (Some(name), Some(target)) = (of("Name"), of("RefersTo")) {
                            self.out.name(name, &absolute(target))?;
                        }
                    }
                    "Visible" => {
                        self.text.clear();
                        self.visible = true;
                    }
                    _ => {}
                }
            }
            Piece::Close(name) => match name.as_str() {
                "Data" => self.inside = false,
                "Visible" => {
                    self.visible = false;
                    if self.text.starts_with("SheetHidden") || self.text.starts_with("SheetVeryHidden") {
                        self.out.hide();
                    }
                }
                "Cell" => self.cell()?,
                "Row" => self.at.0 = self.at.0.saturating_add(1),
                _ => {}
            },
        }
        Ok(())
    }

    fn cell(&mut self) -> Result<(), GridError> {
        let text = std::mem::take(&mut self.text);
        let value = self.kind.take().and_then(|kind| match kind.as_str() {
            "Number" => number(&text).or(Some(RawValue::Text(text.into()))),
            "DateTime" => iso_day(&text).or(Some(RawValue::Text(text.into()))),
            "Boolean" => Some(RawValue::Bool(text.trim() == "1")),
            "Error" => Some(RawValue::Error(text)),
            _ if text.is_empty() => None,
            _ => Some(RawValue::Text(text.into())),
        });
        self.out.put(self.at, value, self.formula)?;
        let (across, down) = self.merge;
        self.out.merge(self.at.0, self.at.1, down.saturating_add(1), across.saturating_add(1))?;
        self.at.1 = self.at.1.saturating_add(1).saturating_add(across);
        Ok(())
    }
}

/// `=BM01!R5C3` as `BM01!$C$5`.
fn absolute(target: &str) -> String {
    let plain = target.trim_start_matches('=');
    let placed = || {
        let (sheet, cell) = plain.rsplit_once('!')?;
        let (row, column) = cell.strip_prefix('R')?.split_once('C')?;
        let (row, column): (u32, u32) = (row.parse().ok()?, column.parse().ok()?);
        let letters = crate::book::address::letters(column.checked_sub(1)?);
        Some(format!("{}!${letters}${row}", sheet.trim_matches('\'')))
    };
    placed().unwrap_or_else(|| plain.to_string())
}
