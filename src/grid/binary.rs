//! Reads .xls and .xlsb with the reader crate. The crate trusts the sizes that such files declare. If it fails on one,
//! only the worker process ends, not the program (see docs/limits.md). Formula texts are not used: the crate translates
//! some incorrectly.

use super::biff;
use super::biff_formats;
use super::biff_remarks;
use super::cell_formats;
use super::collect::{SheetCollector, WrittenValue};
use super::compound::{self, OriginalPlaces};
use super::error::GridError;
use super::format::{AttachmentRule, FileEvidence, TableFormat, contains};
use super::hidden_lines;
use super::package;
use super::part_encoding::PartEncoding;
use super::records::{self, SheetExtras};
use super::remarks;
use super::rich;
use super::xlsx::{EPOCH_1904, raw};
use super::{CellPieces, Grid, OtherFileKind, RawValue};
use crate::limits::Limits;
use crate::model::text::StaticText;
use calamine::{Data, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb, XlsbError};
use std::collections::BTreeSet;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

type ByteCursor<'b> = Cursor<&'b [u8]>;

/// The format.
pub(super) const XLS: TableFormat = TableFormat {
    name: StaticText::new("Excel 97-2003 (.xls)", "an Excel 97-2003 workbook (.xls)"),
    extensions: &["xls", "xlt"],
    attachments: AttachmentRule::Returns,
    is_shown_by: |evidence| match evidence {
        FileEvidence::RootStreams(has) => has("Workbook") || has("Book"),
        FileEvidence::FirstRecord(kind, version) => *kind == [0x09, 0x08] && matches!(version, 5 | 6),
        _ => false,
    },
    read: xls,
};

/// Reads an Excel 97-2003 workbook.
pub(super) fn xls(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    let file = bytes;
    guarded(|| {
        let made = compound::rewritten(bytes, limits)?;
        let (bytes, places) = made.as_ref().map_or((bytes, [].as_slice()), |m| (&m.bytes, &m.places));
        let mut book: Xls<ByteCursor> = Xls::new(Cursor::new(bytes)).map_err(|e| match e {
            XlsError::Password => GridError::NotXlsx(OtherFileKind::Encrypted),
            other => GridError::Damaged(other.to_string()),
        })?;
        let shift = if book.has_1904_epoch() { EPOCH_1904 } else { 0.0 };
        let mut grid = all(&mut book, places, shift, limits)?;
        if let Some(stream) = compound::stream(file, limits.part_bytes) {
            biff::note(&stream, &mut grid);
            hidden_lines::note_biff(&stream, &mut grid);
            biff_remarks::note(&stream, &mut grid);
            biff_formats::note(&stream, &mut grid);
        }
        Ok(grid)
    })
}

/// The format.
pub(super) const XLSB: TableFormat = TableFormat {
    name: StaticText::new("sổ tính Excel nhị phân (.xlsb)", "a binary Excel workbook (.xlsb)"),
    extensions: &["xlsb"],
    attachments: AttachmentRule::Returns,
    is_shown_by: |evidence| match evidence {
        FileEvidence::PackageParts { names, .. } => names.iter().any(|name| name == "xl/workbook.bin"),
        // The workbook itself decides: a package of XML parts may declare binary parts that it does not have.
        FileEvidence::ContentTypes(types) => {
            let mut elements = types.split(|b| *b == b'<').filter(|element| element.starts_with(b"override"));
            contains(types, b"ms-excel.sheet.binary") && !elements.any(|e| contains(e, b"spreadsheetml.sheet.main+xml"))
        }
        _ => false,
    },
    read: |bytes, limits| {
        let (made, _) = package::open(bytes, PartEncoding::Binary, limits)?;
        let mut grid = xlsb(&made, limits)?;
        grid.remarks = remarks::find(bytes, limits);
        Ok(grid)
    },
};

/// Reads a binary workbook.
pub(super) fn xlsb(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    guarded(|| {
        let mut book: Xlsb<ByteCursor> =
            Xlsb::new(Cursor::new(bytes)).map_err(|e| GridError::Damaged(e.to_string()))?;
        let shift = if book.has_1904_epoch() { EPOCH_1904 } else { 0.0 };
        let mut beside = records::sheet_extras(bytes, limits);
        let mut out = SheetCollector::new(limits);
        let mut runs = Vec::new();
        for (name, target) in book.defined_names().to_vec() {
            out.name(&name, &target)?;
        }
        let sheets = book.sheets_metadata().to_vec();
        for sheet in sheets.iter().filter(|s| s.typ == SheetType::WorkSheet) {
            out.sheet(&sheet.name, sheet.visible != SheetVisible::Visible)?;
            let SheetExtras { mut formulas, errors, merges, texts, rich, struck, formatted, hidden } =
                beside.remove(&sheet.name).unwrap_or_default();
            runs.push((sheet.name.clone(), rich, struck, formatted, hidden));
            for (at, text) in texts {
                out.add_cell(at, Some(RawValue::Text(text.into())), WrittenValue::No)?;
            }
            let mut written = |at| if formulas.remove(&at) { WrittenValue::Own } else { WrittenValue::No };
            for (at, text) in &errors {
                out.add_cell(*at, Some(RawValue::Error((*text).to_string())), written(*at))?;
            }
            let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(|e| GridError::Damaged(e.to_string()))?;
            loop {
                let cell = match cells.next_cell() {
                    Ok(Some(cell)) => cell,
                    Ok(None) => break,
                    // An error cell handled above; the stream continues after it.
                    Err(XlsbError::CellError(_)) => continue,
                    Err(e) => return Err(GridError::Damaged(e.to_string())),
                };
                let at = cell.get_position();
                if !errors.contains_key(&at) {
                    let value = Data::from(cell.get_value().clone());
                    out.add_cell(at, (value != Data::Empty).then(|| raw(value, shift)), written(at))?;
                }
            }
            for at in formulas {
                out.add_cell(at, None, WrittenValue::Own)?;
            }
            for m in merges {
                out.merge(m.top, m.left, (m.bottom - m.top).saturating_add(1), (m.right - m.left).saturating_add(1))?;
            }
        }
        let mut grid = out.done();
        for (name, rich, struck, formatted, hidden) in runs {
            let Some(sheet) = grid.sheets.iter_mut().find(|s| s.name == name) else { continue };
            sheet.hidden_lines = hidden;
            rich.into_iter().for_each(|(at, found)| rich::put(sheet, at, found));
            formatted.iter().for_each(|(at, format)| cell_formats::mark(sheet, *at, format));
            for at in struck.into_iter().filter(|at| sheet.cells.contains_key(at)) {
                sheet.pieces.entry(at).or_insert_with(CellPieces::struck_out);
            }
        }
        Ok(grid)
    })
}

/// Runs `read` and reports a panic of the reader crate as a damaged file.
fn guarded(read: impl FnOnce() -> Result<Grid, GridError>) -> Result<Grid, GridError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(GridError::Damaged("the reader gave up on it".into())))
}

/// Reads the cells of all sheets. `places` are the original places of the cells of each sheet.
fn all(
    book: &mut Xls<ByteCursor<'_>>,
    places: &[OriginalPlaces],
    shift: f64,
    limits: &Limits,
) -> Result<Grid, GridError> {
    let damaged = |e: XlsError| GridError::Damaged(e.to_string());
    let mut out = SheetCollector::new(limits);
    for (name, target) in book.defined_names().to_vec() {
        out.name(&name, &target)?;
    }
    let sheets = book.sheets_metadata().to_vec();
    for (index, sheet) in sheets.iter().enumerate().filter(|(_, s)| s.typ == SheetType::WorkSheet) {
        out.sheet(&sheet.name, sheet.visible != SheetVisible::Visible)?;
        let place = |(top, left): (u32, u32), row: usize, column: usize| {
            let at = (top + row as u32, left + column as u32);
            places.get(index).map_or(at, |places| places.of(at))
        };
        let range = book.worksheet_range(&sheet.name).map_err(damaged)?;
        let mut formulas = BTreeSet::new();
        // If the formulas cannot be read, the values are still used.
        if let Ok(texts) = book.worksheet_formula(&sheet.name)
            && let Some(start) = texts.start()
        {
            let used = texts.used_cells().filter(|(_, _, text)| !text.is_empty());
            formulas.extend(used.map(|(row, column, _)| place(start, row, column)));
        }
        if let Some(start) = range.start() {
            for (row, column, data) in range.used_cells() {
                let at = place(start, row, column);
                let value = (*data != Data::Empty).then(|| raw(data.clone(), shift));
                let formula = if formulas.remove(&at) { WrittenValue::Own } else { WrittenValue::No };
                out.add_cell(at, value, formula)?;
            }
        }
        for at in formulas {
            out.add_cell(at, None, WrittenValue::Own)?;
        }
        for merged in book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default() {
            let ((top, left), (bottom, right)) = (merged.start, merged.end);
            out.merge(top, left, bottom.saturating_sub(top) + 1, right.saturating_sub(left) + 1)?;
        }
    }
    Ok(out.done())
}
