//! Finds the hidden rows and columns of a sheet. Cells in them are read like others; `src/read` reports what was taken from
//! them. The reader crate does not return the flags: .xlsx sheets that it reads are read a second time if they have one. The
//! other formats, and ordinary .xlsx, give them in their own pass. Parts that cannot be read are ignored.

use super::Grid;
use super::archive::PackageInventory;
use super::biff::{self, BiffStream};
use super::line_visibility::{HiddenLines, is_hidden, may_hide};
use super::relationships::{Relationship, attribute, tags};
use super::rich::RichParts;
use crate::limits::Limits;

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
