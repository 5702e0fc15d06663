//! Finds the hidden rows and columns of a sheet. Cells in them are read like others; `src/read` reports what was taken from
//! them. The reader crate does not return the flags: .xlsx sheets that it reads are read a second time if they have one. The
//! other formats, and ordinary .xlsx, give them in their own pass. Parts that cannot be read are ignored.

use super::Grid;
use super::archive::PackageInventory;
use super::biff::{self, BiffStream};
use super::relationships::{Relationship, attribute, tags};
use super::rich::RichParts;
use crate::limits::Limits;
use memchr::memmem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The hidden rows and columns of a sheet, from 0: those with the flag, and those without height or width.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenLines {
    rows: BTreeSet<u32>,
    /// First and last column of each range.
    columns: Vec<(u32, u32)>,
}

/// The number of ranges of columns that are stored. A sheet has at most 16,384 columns.
const RANGES: usize = 16_384;

impl HiddenLines {
    /// Returns true if no row or column is hidden.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.columns.is_empty()
    }

    /// Returns true if the row is hidden.
    pub(crate) fn has_row(&self, row: u32) -> bool {
        self.rows.contains(&row)
    }

    /// Returns true if the column is hidden.
    pub(crate) fn has_column(&self, column: u32) -> bool {
        self.columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }

    pub(super) fn add_row(&mut self, row: u32) {
        self.rows.insert(row);
    }

    pub(super) fn add_columns(&mut self, first: u32, last: u32) {
        if first <= last && self.columns.len() < RANGES {
            self.columns.push((first, last));
        }
    }

    /// Adds the row or the columns of a record of .xlsb, [MS-XLSB] 2.4.711 and 2.4.323.
    pub(super) fn add_record(&mut self, kind: usize, content: &[u8]) {
        let flag = |at: usize, bit: u8| content.get(at).is_some_and(|flags| flags & bit != 0);
        let number = |at: usize| {
            content.get(at..).and_then(|b| b.first_chunk::<4>()).map_or(u32::MAX, |b| u32::from_le_bytes(*b))
        };
        match kind {
            // The flag of a height of zero.
            ROW if flag(11, 0x10) => self.add_row(number(0)),
            COLUMNS if flag(16, 1) || number(8) == 0 => self.add_columns(number(0), number(4)),
            _ => {}
        }
    }
}

/// A row and columns of a sheet of .xlsb.
const ROW: usize = 0;
const COLUMNS: usize = 60;

/// Stores the hidden rows and columns of an .xlsx workbook. The archive must already be checked against the limits.
pub(crate) fn note(bytes: &[u8], grid: &mut Grid, seen: &PackageInventory, limits: &Limits) {
    let mut parts = RichParts::new(bytes, seen, limits);
    for (name, id, _) in seen.listed() {
        let Some(path) = seen.links().iter().find(|link| link.id == *id).map(Relationship::path) else { continue };
        let Some(sheet) = grid.sheets.iter_mut().find(|s| s.name == *name) else { continue };
        if let Some(part) = parts.get(&path).filter(|part| may_hide(part)) {
            sheet.hidden_lines = of_sheet(&part);
        }
    }
}

/// Returns true if a sheet may have a hidden row or column. Some programs write the flag everywhere, as false.
pub(super) fn may_hide(part: &[u8]) -> bool {
    let is_set = |at: usize| {
        let value = part.get(at + FLAG.len()..).unwrap_or_default();
        value.first().is_some_and(|quote| matches!(quote, b'"' | b'\'')) && matches!(value.get(1), Some(b'1' | b't'))
    };
    memmem::find_iter(part, FLAG).any(is_set)
        || [&b"ht=\"0"[..], b"width=\"0", b"ht='0", b"width='0"].iter().any(|zero| memmem::find(part, zero).is_some())
}

const FLAG: &[u8] = b"hidden=";

/// Returns true if a row or column with this flag and this height or width is hidden.
pub(super) fn is_hidden(flag: Option<&str>, size: Option<&str>) -> bool {
    flag.is_some_and(|flag| matches!(flag.trim(), "1" | "true"))
        || size.and_then(|size| size.trim().parse::<f64>().ok()) == Some(0.0)
}

/// Reads the hidden rows and columns of a sheet part.
fn of_sheet(xml: &[u8]) -> HiddenLines {
    let mut out = HiddenLines::default();
    let mut row = 0u32;
    tags(xml, |name, tag| {
        let is_hidden = |size: &str| is_hidden(attribute(tag, "hidden").as_deref(), attribute(tag, size).as_deref());
        let number = |name: &str| attribute(tag, name).and_then(|text| text.trim().parse::<u32>().ok());
        match name {
            "row" => {
                row = number("r").unwrap_or(row + 1);
                if is_hidden("ht") {
                    out.add_row(row.saturating_sub(1));
                }
            }
            "col" if is_hidden("width") => {
                if let (Some(first), Some(last)) = (number("min"), number("max")) {
                    out.add_columns(first.saturating_sub(1), last.saturating_sub(1));
                }
            }
            _ => {}
        }
    });
    out
}

// Record types of .xls, [MS-XLS] 2.4.221 and 2.4.53.
const BIFF_ROW: u16 = 0x0208;
const BIFF_COLUMNS: u16 = 0x007D;

/// Stores the hidden rows and columns of an Excel 97-2003 workbook.
pub(crate) fn note_biff(stream: &[u8], grid: &mut Grid) {
    for (start, name) in biff::sheets(stream) {
        let Some(sheet) = grid.sheets.iter_mut().find(|s| s.name == name) else { continue };
        for (kind, content) in BiffStream::of_sheet(stream, start) {
            let half = |at: usize| content.get(at..)?.first_chunk::<2>().map(|b| u16::from_le_bytes(*b));
            match (kind, half(0), half(2)) {
                (BIFF_ROW, Some(row), _) if content.get(12).is_some_and(|flags| flags & 0x20 != 0) => {
                    sheet.hidden_lines.add_row(u32::from(row));
                }
                (BIFF_COLUMNS, Some(first), Some(last))
                    if content.get(8).is_some_and(|flags| flags & 1 != 0) || half(4) == Some(0) =>
                {
                    sheet.hidden_lines.add_columns(u32::from(first), u32::from(last));
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_and_sizes_of_zero_hide_rows_and_columns() {
        let part = br#"<x:worksheet><x:cols><x:col min="2" max="3" width="0" customWidth="1"/><x:col min="4" max="4" width="9" hidden="false"/>
<x:col min="7" max="16384" hidden="true"/></x:cols><x:sheetData><x:row r="3" ht="0" customHeight="1"/><x:row/><x:row hidden="1"/><x:row r="9" ht="0.75" hidden="0"/>
</x:sheetData></x:worksheet>"#;
        assert!(may_hide(part));
        let found = of_sheet(part);
        assert_eq!((0..12).filter(|row| found.has_row(*row)).collect::<Vec<_>>(), [2, 4]);
        assert_eq!((0..8).filter(|column| found.has_column(*column)).collect::<Vec<_>>(), [1, 2, 6, 7]);
        assert!(!may_hide(br#"<row r="1" ht="15" hidden="false"/><col width="9.5" hidden='0'/>"#));
    }

    proptest::proptest! {
        #[test]
        fn records_never_panic(kind in 0usize..70, bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            HiddenLines::default().add_record(kind, &bytes);
            note_biff(&bytes, &mut Grid::default());
            let _ = (may_hide(&bytes), of_sheet(&bytes));
        }
    }
}
