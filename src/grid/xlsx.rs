//! Reads .xlsx and .xlsm cell by cell with the reader crate, so that a stray cell at XFD1048576 costs one cell.

use super::cells::CellBuilder;
use super::collect::iso_day;
use super::error::GridError;
use super::format::{AttachmentRule, FileEvidence, TableFormat, contains};
use super::{Grid, GridCell, MergedSpan, OtherFileKind, RawValue, ReadWarning, SheetGrid};
use crate::limits::Limits;
use crate::model::text::StaticText;
use crate::workbook::references::{self, SharedFormulas};
use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError, XlsxFormulaMetadata};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Days between the 1900 and the 1904 date system.
pub(super) const EPOCH_1904: f64 = 1462.0;

/// The format.
pub(super) const FORMAT: TableFormat = TableFormat {
    name: StaticText::new("sổ tính Excel (.xlsx)", "an Excel workbook (.xlsx)"),
    extensions: &["xlsx", "xlsm", "xltx", "xltm"],
    attachments: AttachmentRule::Returns,
    is_shown_by: |evidence| match evidence {
        FileEvidence::PackageParts { names, .. } => names.iter().any(|name| name.starts_with("xl/")),
        FileEvidence::ContentTypes(types) => {
            let main: [&[u8]; 4] = [
                b"spreadsheetml.sheet.main",
                b"spreadsheetml.template.main",
                b"ms-excel.sheet.macro",
                b"ms-excel.template",
            ];
            main.iter().any(|part| contains(types, part))
        }
        _ => false,
    },
    read: super::open_xlsx,
};

/// Reads every sheet. A panic of the reader crate is reported as a damaged file.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    catch_unwind(AssertUnwindSafe(|| read(bytes, limits)))
        .unwrap_or_else(|_| Err(GridError::Damaged("the reader gave up on it".into())))
}

fn damaged(error: XlsxError) -> GridError {
    match error {
        XlsxError::Password => GridError::NotXlsx(OtherFileKind::Encrypted),
        other => GridError::Damaged(other.to_string()),
    }
}

fn read(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let shift = if book.has_1904_epoch() { EPOCH_1904 } else { 0.0 };
    let listed: Vec<_> = book.sheets_metadata().to_vec();
    if listed.len() as u64 > limits.sheets {
        return Err(GridError::limit("số trang tính", "sheets", limits.sheets));
    }
    let mut grid = Grid::default();
    if book.defined_names().len() as u64 > limits.names {
        return Err(GridError::limit("số tên vùng", "defined names", limits.names));
    }
    for (name, target) in book.defined_names() {
        grid.defined_names.entry(name.clone()).or_insert_with(|| target.clone());
    }
    let mut text_left = limits.text_bytes;
    for sheet in listed.iter().filter(|s| s.typ == SheetType::WorkSheet) {
        if grid.sheets.iter().any(|s| s.name == sheet.name) {
            return Err(GridError::Damaged(format!("two sheets are named '{}'", sheet.name)));
        }
        let mut out = SheetGrid {
            name: sheet.name.clone(),
            hidden: sheet.visible != SheetVisible::Visible,
            ..SheetGrid::default()
        };
        cells(&mut book, &mut out, shift, limits, &mut text_left)?;
        out.merges = merges(&mut book, &sheet.name)?;
        if out.merges.len() as u64 > limits.merges {
            return Err(GridError::limit("số ô gộp", "merged ranges", limits.merges));
        }
        grid.sheets.push(out);
    }
    Ok(grid)
}

fn cells(
    book: &mut Xlsx<Cursor<&[u8]>>,
    out: &mut SheetGrid,
    shift: f64,
    limits: &Limits,
    text_left: &mut u64,
) -> Result<(), GridError> {
    let mut reader = match book.worksheet_cells_reader(&out.name) {
        Ok(reader) => reader,
        // A sheet without data, or a sheet of the workbook whose part is missing.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(e) => return Err(damaged(e)),
    };
    let mut formulas = SharedFormulas::new(limits.text_bytes);
    let mut seen = 0u64;
    let mut last = (0, 0);
    let mut cells = CellBuilder::default();
    loop {
        seen += 1;
        if seen > limits.cells_seen {
            return Err(GridError::limit("số ô của trang tính", "cells of a sheet", limits.cells_seen));
        }
        let record = match reader.next_cell_with_formula_metadata() {
            Ok(Some(record)) => record,
            Ok(None) => break,
            Err(e) => {
                // The stream continues after these errors; any other error ends it.
                let what = match e {
                    XlsxError::CellError(text) => text,
                    XlsxError::CellTAttribute(text) => format!("t=\"{text}\""),
                    XlsxError::Unrecognized { val, .. } => val,
                    XlsxError::ParseFloat(e) => e.to_string(),
                    other => return Err(damaged(other)),
                };
                if out.defects.len() < 100 {
                    out.defects.push(ReadWarning { near: last, what });
                }
                continue;
            }
        };
        last = record.pos;
        let formula = match record.formula {
            None => None,
            Some(XlsxFormulaMetadata::Normal { formula }) => Some(formula),
            Some(XlsxFormulaMetadata::Shared { shared_index, formula, .. }) => {
                formulas.share(shared_index, &formula, record.pos);
                Some(formula)
            }
            Some(XlsxFormulaMetadata::SharedDerived { shared_index }) => {
                let text = formulas.formula_at(shared_index, record.pos);
                Some(text.ok_or_else(|| {
                    GridError::limit("chữ trong các công thức (byte)", "text of formulas", limits.text_bytes)
                })?)
            }
            Some(_) => Some(String::new()),
        };
        let value = match record.value {
            DataRef::Empty if formula.is_some() => RawValue::Uncached,
            DataRef::Empty => continue,
            value => raw(value.into(), shift),
        };
        if let RawValue::Text(text) = &value {
            let size = text.len() as u64;
            *text_left = text_left
                .checked_sub(size)
                .ok_or_else(|| GridError::limit("chữ trong các ô (byte)", "text of all cells", limits.text_bytes))?;
        }
        let external = formula.as_deref().is_some_and(references::is_external);
        cells.add(record.pos, GridCell { value, formula, external });
        if cells.len() as u64 > limits.cells {
            return Err(GridError::limit("số ô có nội dung", "cells with content", limits.cells));
        }
    }
    let (cells, twice) = cells.sorted();
    let room = 100usize.saturating_sub(out.defects.len());
    out.defects.extend(twice.into_iter().take(room).map(|near| ReadWarning { near, what: "×2".into() }));
    out.cells = cells;
    Ok(())
}

pub(super) fn raw(value: Data, shift: f64) -> RawValue {
    let number = |n: f64| {
        if n.is_finite() { RawValue::Number(n) } else { RawValue::Error("#NUM!".into()) }
    };
    match value {
        Data::Int(n) => RawValue::Number(n as f64),
        Data::Float(n) => number(n),
        Data::String(text) => RawValue::Text(text.into()),
        Data::Bool(b) => RawValue::Bool(b),
        Data::DateTime(t) if t.as_f64().is_finite() => RawValue::Date(t.as_f64() + shift),
        Data::DateTime(_) => RawValue::Error("#NUM!".into()),
        Data::DateTimeIso(text) => iso_day(&text).unwrap_or(RawValue::Text(text.into())),
        Data::DurationIso(text) => RawValue::Text(text.into()),
        Data::Error(e) => RawValue::Error(e.to_string()),
        Data::Empty => RawValue::Uncached,
    }
}

fn merges(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<MergedSpan>, GridError> {
    let found = book.merge_cells_by_sheet_name(name).map_err(damaged)?;
    let span =
        |d: calamine::Dimensions| MergedSpan { top: d.start.0, left: d.start.1, bottom: d.end.0, right: d.end.1 };
    Ok(found.into_iter().map(span).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::grid::archive;

    /// The unpacked parts equal the file: all cells of the sample are the same.
    #[test]
    fn unpacked_parts_have_the_same_cells() {
        let sample = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let files = walkdir::WalkDir::new(sample).into_iter().map(|e| e.unwrap().into_path());
        let (limits, mut compared) = (Limits::default(), 0);
        for path in files.filter(|p| p.extension().is_some_and(|e| e == "xlsx")) {
            let bytes = std::fs::read(&path).unwrap();
            let Ok(mut seen) = archive::preflight(&bytes, &limits) else { continue };
            let Some(unpacked) = seen.unpacked() else { continue };
            let (packed, unpacked) = (open(&bytes, &limits), open(&unpacked, &limits));
            assert_eq!(packed.unwrap(), unpacked.unwrap(), "{}", path.display());
            assert!(seen.unpacked().is_none());
            compared += 1;
        }
        assert!(compared > 30, "{compared} files");
    }

    /// Parts that are large together are not stored: the file is inflated again.
    #[test]
    fn large_parts_are_not_stored() {
        use std::io::Write;
        let mut made = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"] {
            made.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            // Repetitive digits, but not so repetitive that the file counts as a ZIP bomb.
            let cells: String = (0..150_000u64).map(|n| format!("<c><v>{}</v></c>", n * n * 79_302_751)).collect();
            made.write_all(format!("<worksheet>{cells}</worksheet>").as_bytes()).unwrap();
        }
        let bytes = made.finish().unwrap().into_inner();
        let mut seen = archive::preflight(&bytes, &Limits::default()).unwrap();
        assert!(seen.odd.is_empty());
        assert!(seen.unpacked().is_none());
    }
}
