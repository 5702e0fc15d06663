//! .xls and .xlsb, through the reader crate. It trusts what such files declare; what it cannot bear ends the process that
//! reads, not the program (see docs/limits.md). Formula texts are never taken: the crate mistranslates some.

use super::collect::{Collector, Written};
use super::error::GridError;
use super::xlsx::{EPOCH_1904, raw};
use super::{Grid, Kind};
use crate::limits::Limits;
use calamine::{Data, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb};
use std::collections::BTreeSet;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

type Bytes<'b> = Cursor<&'b [u8]>;

/// Reads an Excel 97-2003 workbook.
pub fn xls(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    guarded(|| {
        let mut book: Xls<Bytes> = Xls::new(Cursor::new(bytes)).map_err(|e| match e {
            XlsError::Password => GridError::NotXlsx(Kind::Encrypted),
            other => GridError::Damaged(other.to_string()),
        })?;
        let shift = if book.has_1904_epoch() { EPOCH_1904 } else { 0.0 };
        let merges = |book: &mut Xls<Bytes>, name: &str| {
            let found = book.merge_cells_by_sheet_name(name).unwrap_or_default();
            found.into_iter().map(|d| (d.start, d.end)).collect()
        };
        all(&mut book, shift, limits, merges)
    })
}

/// Reads a binary workbook.
pub fn xlsb(bytes: &[u8], limits: &Limits) -> Result<Grid, GridError> {
    guarded(|| {
        let mut book: Xlsb<Bytes> = Xlsb::new(Cursor::new(bytes)).map_err(|e| GridError::Damaged(e.to_string()))?;
        let shift = if book.has_1904_epoch() { EPOCH_1904 } else { 0.0 };
        all(&mut book, shift, limits, |_, _| Vec::new())
    })
}

/// A panic of the reader crate is a damaged file.
fn guarded(read: impl FnOnce() -> Result<Grid, GridError>) -> Result<Grid, GridError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(GridError::Damaged("the reader gave up on it".into())))
}

type Corners = ((u32, u32), (u32, u32));

fn all<'b, R: Reader<Bytes<'b>>>(
    book: &mut R,
    shift: f64,
    limits: &Limits,
    merges: impl Fn(&mut R, &str) -> Vec<Corners>,
) -> Result<Grid, GridError> {
    let damaged = |e: R::Error| GridError::Damaged(format!("{e:?}"));
    let mut out = Collector::new(limits);
    for (name, target) in book.defined_names().to_vec() {
        out.name(&name, &target)?;
    }
    let sheets = book.sheets_metadata().to_vec();
    for sheet in sheets.iter().filter(|s| s.typ == SheetType::WorkSheet) {
        out.sheet(&sheet.name, sheet.visible != SheetVisible::Visible)?;
        let range = book.worksheet_range(&sheet.name).map_err(damaged)?;
        let mut formulas = BTreeSet::new();
        // Figures stand without the formulas when these cannot be read.
        if let Ok(texts) = book.worksheet_formula(&sheet.name)
            && let Some((top, left)) = texts.start()
        {
            let used = texts.used_cells().filter(|(_, _, text)| !text.is_empty());
            formulas.extend(used.map(|(row, column, _)| (top + row as u32, left + column as u32)));
        }
        if let Some((top, left)) = range.start() {
            for (row, column, data) in range.used_cells() {
                let at = (top + row as u32, left + column as u32);
                let value = (*data != Data::Empty).then(|| raw(data.clone(), shift));
                let formula = if formulas.remove(&at) { Written::Own } else { Written::No };
                out.put(at, value, formula)?;
            }
        }
        for at in formulas {
            out.put(at, None, Written::Own)?;
        }
        for ((top, left), (bottom, right)) in merges(book, &sheet.name) {
            out.merge(top, left, bottom.saturating_sub(top) + 1, right.saturating_sub(left) + 1)?;
        }
    }
    Ok(out.done())
}
