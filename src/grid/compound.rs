//! Rewrites workbooks of Excel 5 to 2003 so that the reader crate can read them: one stream in a new compound file,
//! without the records that the crate fails on. The crate uses the first stream of the right name, even that of an
//! embedded object. It allocates the declared used range, and a cell for each place between the first and the last. It
//! decodes texts by the code page, although each text declares its own width.

use super::OtherFileKind;
use super::decryption;
use super::error::GridError;
use crate::limits::Limits;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};

/// First bytes of a compound file.
pub(super) const MAGIC: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Lists the streams and storages at the root of a compound file. `None` if it cannot be read.
pub(super) fn root(bytes: &[u8]) -> Option<Vec<String>> {
    let file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    Some(file.read_root_storage().map(|e| e.name().to_string()).collect())
}

/// A rewritten workbook.
pub(super) struct RewrittenStream {
    /// The compound file.
    pub bytes: Vec<u8>,
    /// For each sheet, in the workbook's order, the original places of its cells.
    pub places: Vec<OriginalPlaces>,
}

/// The original row of each row of a rewritten sheet, and the original column of each column: only those with a cell are
/// kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OriginalPlaces {
    rows: Vec<u16>,
    columns: Vec<u16>,
}

impl OriginalPlaces {
    /// Returns the number of places in the rows and columns with cells.
    fn cells(&self) -> u64 {
        self.rows.len() as u64 * self.columns.len() as u64
    }

    /// Returns the original place of a cell.
    pub(super) fn of(&self, (row, column): (u32, u32)) -> (u32, u32) {
        let original = |all: &[u16], at: u32| all.get(at as usize).map_or(at, |original| u32::from(*original));
        (original(&self.rows, row), original(&self.columns, column))
    }
}

/// Rewrites a workbook. `None` if its compound file cannot be read, which the reader crate may still be able to do.
///
/// # Errors
///
/// The workbook has a password, or a sheet exceeds the limit on cells: the reader crate stores a cell for each place
/// between the first and the last.
pub(super) fn rewritten(bytes: &[u8], limits: &Limits) -> Result<Option<RewrittenStream>, GridError> {
    let Some(stream) = stream(bytes, limits.part_bytes) else { return Ok(None) };
    let mut stream = without_empty_continues(stream);
    let places = patch_records(&mut stream)?;
    if places.iter().any(|sheet| sheet.cells() > limits.cells_seen) {
        return Err(GridError::limit("số ô của trang tính", "cells of a sheet", limits.cells_seen));
    }
    Ok(wrapped(&stream).ok().map(|bytes| RewrittenStream { bytes, places }))
}

/// Returns the records of the workbook. `None` if its compound file cannot be read.
pub(super) fn stream(bytes: &[u8], most: u64) -> Option<Vec<u8>> {
    let stream = if bytes.starts_with(MAGIC) { workbook(bytes, most)? } else { bytes.to_vec() };
    Some(decryption::decrypted_stream(&stream).unwrap_or(stream))
}

fn workbook(bytes: &[u8], most: u64) -> Option<Vec<u8>> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).ok()?;
    let path = ["/Workbook", "/Book"].into_iter().find(|p| file.is_stream(p))?;
    let mut out = Vec::new();
    file.open_stream(path).ok()?.take(most).read_to_end(&mut out).ok()?;
    Some(out)
}

fn wrapped(stream: &[u8]) -> std::io::Result<Vec<u8>> {
    // The reader crate requires the mini stream table of version 3, even if it is empty.
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))?;
    file.create_stream("/Workbook")?.write_all(stream)?;
    file.flush()?;
    Ok(file.into_inner().into_inner())
}

// Record types, [MS-XLS] 2.3.
const BEGIN: u16 = 0x0809;
const END: u16 = 0x000A;
const PASSWORD: u16 = 0x002F;
const CODE_PAGE: u16 = 0x0042;
const CONTINUE: u16 = 0x003C;
/// Numbers of code pages in earlier versions of the format, and those that mean the same: Macintosh, Windows.
const CODE_PAGES: [(u16, u16); 2] = [(0x8000, 10_000), (0x8001, 1252)];
const SHEET: u16 = 0x0085;
const USED_RANGE: u16 = 0x0200;
/// An unused record type: readers skip such records.
const NONE: u16 = 0x0FFF;

/// Record types of cells in earlier versions of the format. No program writes them into such a workbook.
const EARLIER_CELLS: [u16; 7] = [0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0206, 0x0406];

/// Record types of cells with a value. Each starts with its row and its column.
const CELLS: [u16; 8] = [0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E];

/// Removes the empty records that continue another one: the reader crate gives up on them. The positions of the sheets
/// move with their records.
fn without_empty_continues(stream: Vec<u8>) -> Vec<u8> {
    let mut empty = Vec::new();
    let mut sheets = Vec::new();
    let mut at = 0;
    while let Some([k0, k1, s0, s1]) = stream.get(at..).and_then(|s| s.first_chunk::<4>()).copied() {
        let (kind, size) = (u16::from_le_bytes([k0, k1]), usize::from(u16::from_le_bytes([s0, s1])));
        match kind {
            CONTINUE if size == 0 => empty.push(at),
            SHEET => sheets.push(at + 4),
            _ => {}
        }
        at += 4 + size;
    }
    if empty.is_empty() {
        return stream;
    }
    let mut stream = stream;
    for sheet in sheets {
        if let Some(place) = stream.get_mut(sheet..).and_then(|s| s.first_chunk_mut::<4>()) {
            let start = u32::from_le_bytes(*place);
            let before = empty.iter().filter(|at| **at < start as usize).count() as u32;
            *place = start.saturating_sub(4 * before).to_le_bytes();
        }
    }
    let mut out = Vec::with_capacity(stream.len());
    let mut from = 0;
    for at in empty {
        out.extend_from_slice(stream.get(from..at).unwrap_or_default());
        from = at + 4;
    }
    out.extend_from_slice(stream.get(from..).unwrap_or_default());
    out
}

/// The record of several cells in a row. It ends with its last column.
const NUMBERS: u16 = 0x00BD;

/// Fixes the records of the stream in place. Returns the original places of each sheet.
fn patch_records(stream: &mut [u8]) -> Result<Vec<OriginalPlaces>, GridError> {
    let mut starts = Vec::new();
    let mut is_unicode = false;
    walk(stream, 0, |kind, _, content| {
        match kind {
            PASSWORD => return Err(GridError::NotXlsx(OtherFileKind::Encrypted)),
            BEGIN => is_unicode = content.get(..2) == Some(&[0, 6]),
            // UTF-16, the encoding of texts in Excel 97 and later.
            CODE_PAGE if is_unicode => {
                if let Some(page) = content.get_mut(..2) {
                    page.copy_from_slice(&1200u16.to_le_bytes());
                }
            }
            // Windows, as Excel 5 and its Macintosh version write it: the crate does not know these numbers.
            CODE_PAGE => {
                if let Some(page) = content.first_chunk_mut::<2>()
                    && let Some((_, known)) = CODE_PAGES.iter().find(|(given, _)| *given == u16::from_le_bytes(*page))
                {
                    *page = known.to_le_bytes();
                }
            }
            // The sheet record of an embedded chart has no name.
            SHEET if content.len() < 8 => return Ok(NONE),
            SHEET => starts.extend(content.first_chunk::<4>().map(|at| u32::from_le_bytes(*at) as usize)),
            _ => {}
        }
        Ok(kind)
    })?;
    let mut known: BTreeMap<usize, OriginalPlaces> = BTreeMap::new();
    let mut all = Vec::new();
    for start in starts {
        let places = match known.get(&start) {
            Some(places) => places.clone(),
            None => compact(stream, start)?,
        };
        known.insert(start, places.clone());
        all.push(places);
    }
    Ok(all)
}

/// Renumbers the rows and columns of a sheet that have cells without gaps. Returns their original numbers.
fn compact(stream: &mut [u8], start: usize) -> Result<OriginalPlaces, GridError> {
    let (mut rows, mut columns) = (BTreeSet::new(), BTreeSet::new());
    walk(stream, start, |kind, depth, content| {
        // Deeper records belong to a chart.
        if depth == 1 && EARLIER_CELLS.contains(&kind) {
            return Err(GridError::UnknownCell(format!("BIFF {kind:#06X}")));
        }
        if depth == 1 && CELLS.contains(&kind) {
            rows.extend(half(content, 0));
            let (first, last) = (half(content, 2), last_column(kind, content));
            columns.extend(first.zip(last).into_iter().flat_map(|(first, last)| first..=last.max(first)));
        }
        Ok(if depth == 1 && kind == USED_RANGE { NONE } else { kind })
    })?;
    let places = OriginalPlaces { rows: rows.into_iter().collect(), columns: columns.into_iter().collect() };
    walk(stream, start, |kind, depth, content| {
        if depth == 1 && CELLS.contains(&kind) {
            let (row, first, last) = (half(content, 0), half(content, 2), last_column(kind, content));
            put(content, 0, row, &places.rows);
            put(content, 2, first, &places.columns);
            if kind == NUMBERS {
                put(content, content.len().saturating_sub(2), last, &places.columns);
            }
        }
        Ok(kind)
    })?;
    Ok(places)
}

fn half(content: &[u8], at: usize) -> Option<u16> {
    content.get(at..)?.first_chunk::<2>().map(|b| u16::from_le_bytes(*b))
}

/// Returns the last column of a record of cells. Columns beyond the format's 256 are damage.
fn last_column(kind: u16, content: &[u8]) -> Option<u16> {
    let at = if kind == NUMBERS { content.len().checked_sub(2).filter(|at| *at >= 4)? } else { 2 };
    half(content, at).map(|column| column.min(0xFF))
}

/// Replaces a number in a record by its place among the original ones.
fn put(content: &mut [u8], at: usize, number: Option<u16>, all: &[u16]) {
    let place = number.and_then(|number| all.binary_search(&number).ok());
    if let (Some(place), Some(slot)) = (place, content.get_mut(at..).and_then(|c| c.first_chunk_mut::<2>())) {
        *slot = (place as u16).to_le_bytes();
    }
}

/// Visits every record from `start` to the end of the substream there, with its nesting depth. The result of `each`
/// becomes the record's type.
fn walk(
    stream: &mut [u8],
    start: usize,
    mut each: impl FnMut(u16, u32, &mut [u8]) -> Result<u16, GridError>,
) -> Result<(), GridError> {
    let mut at = start;
    let mut depth = 0u32;
    while let Some([k0, k1, s0, s1]) = stream.get(at..).and_then(|s| s.first_chunk::<4>()).copied() {
        let (kind, size) = (u16::from_le_bytes([k0, k1]), usize::from(u16::from_le_bytes([s0, s1])));
        let Some(content) = stream.get_mut(at + 4..at + 4 + size) else { return Ok(()) };
        let becomes = each(kind, depth, content)?;
        if let Some(head) = stream.get_mut(at..at + 2) {
            head.copy_from_slice(&becomes.to_le_bytes());
        }
        match kind {
            BEGIN => depth += 1,
            END if depth <= 1 => return Ok(()),
            END => depth -= 1,
            _ => {}
        }
        at += 4 + size;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn record(kind: u16, content: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes(), &(content.len() as u16).to_le_bytes(), content].concat()
    }

    #[test]
    fn records_are_fixed_up_to_the_end_of_the_stream() {
        let book = [
            record(BEGIN, &[0, 6, 5, 0]),
            record(CODE_PAGE, &[0xE4, 4]),
            record(SHEET, &[46, 0, 0, 0, 0, 0, 1, 0, 65]),
        ];
        let cell = |row: u16| record(0x0203, &[&row.to_le_bytes()[..], &[0; 12]].concat());
        let chart = [record(BEGIN, &[0, 6, 32, 0]), cell(1), record(END, &[])].concat();
        let sheet = [
            record(BEGIN, &[0, 6, 16, 0]),
            record(USED_RANGE, &[0; 14]),
            cell(40_000),
            chart,
            cell(7),
            record(END, &[]),
        ];
        let mut stream = [book.concat(), record(SHEET, &[1, 2]), record(END, &[]), sheet.concat()].concat();
        let beyond = stream.len();
        stream.extend(record(USED_RANGE, &[0; 14]));
        let start = book.concat().len() + 10;
        stream[book[0].len() + book[1].len() + 4] = start as u8;
        let places = OriginalPlaces { rows: vec![7, 40_000], columns: vec![0] };
        assert_eq!(patch_records(&mut stream).unwrap(), [places]);
        let rows: Vec<u8> = [2, 4].map(|n| stream[start + sheet[..n].concat().len() + 4]).into();
        assert_eq!(rows, [1, 0]);
        assert_eq!(stream[book[0].len() + 4..][..2], 1200u16.to_le_bytes());
        assert_eq!(stream[book.concat().len()..][..2], NONE.to_le_bytes());
        assert_eq!(stream[start + sheet[0].len()..][..2], NONE.to_le_bytes());
        assert_eq!(stream[beyond..][..2], USED_RANGE.to_le_bytes());
        let again = wrapped(&stream).unwrap();
        assert_eq!((root(&again).unwrap(), workbook(&again, 1 << 20).unwrap()), (vec!["Workbook".into()], stream));
    }

    /// Cells in columns 1 and 255, and two numbers from column 3 on.
    #[test]
    fn columns_without_cells_are_closed_up() {
        let cell = |column: u8| record(0x0203, &[&[0, 0, column, 0][..], &[0; 10]].concat());
        let numbers = record(NUMBERS, &[&[0, 0, 3, 0][..], &[0; 12], &[4, 0]].concat());
        let mut stream = [record(BEGIN, &[0, 6, 16, 0]), cell(1), cell(255), numbers, record(END, &[])].concat();
        let places = compact(&mut stream, 0).unwrap();
        assert_eq!(places, OriginalPlaces { rows: vec![0], columns: vec![1, 3, 4, 255] });
        assert_eq!((places.of((0, 3)), places.of((5, 9))), ((0, 255), (5, 9)));
        assert_eq!(places.cells(), 4);
        let columns: Vec<u8> = [14, 32, 50, 64].map(|at| stream[at]).into();
        assert_eq!(columns, [0, 3, 1, 2]);
    }

    #[test]
    fn old_numbers_of_code_pages_are_replaced() {
        for (given, known) in [(0x8001u16, 1252u16), (0x8000, 10_000), (1258, 1258)] {
            let mut stream = [record(BEGIN, &[0, 5, 5, 0]), record(CODE_PAGE, &given.to_le_bytes())].concat();
            patch_records(&mut stream).unwrap();
            assert_eq!(stream[12..14], known.to_le_bytes());
        }
    }

    /// An empty record between the shared strings and their continuation: the records after it move up, and the sheet's
    /// position with them.
    #[test]
    fn empty_continue_records_are_removed() {
        let head =
            [record(BEGIN, &[0, 6, 5, 0]), record(SHEET, &[0, 0, 0, 0, 0, 0, 1, 0, 65]), record(0x00FC, &[1])].concat();
        let rest = [record(CONTINUE, &[2]), record(END, &[])].concat();
        let sheet = [record(BEGIN, &[0, 6, 16, 0]), record(END, &[])].concat();
        let with = |empty: &[u8]| {
            let mut stream = [&head, empty, &rest, &sheet].concat();
            let start = (head.len() + empty.len() + rest.len()) as u32;
            stream[12..16].copy_from_slice(&start.to_le_bytes());
            stream
        };
        let empty = record(CONTINUE, &[]);
        assert_eq!(without_empty_continues(with(&[&empty[..], &empty].concat())), with(&[]));
        assert_eq!(without_empty_continues(with(&[])), with(&[]));
    }

    #[test]
    fn cell_of_an_earlier_version_refuses_the_workbook() {
        let sheet = [record(BEGIN, &[0, 6, 16, 0]), record(0x0003, &[0; 15]), record(END, &[])].concat();
        assert_eq!(compact(&mut sheet.clone(), 0), Err(GridError::UnknownCell("BIFF 0x0003".into())));
    }

    #[test]
    fn password_is_detected_in_every_encoding() {
        for content in [&[0u8, 0, 0x4A, 0x51][..], &[1, 0, 1, 0], &[0x59, 0xB3]] {
            let mut stream = [record(BEGIN, &[0, 6, 5, 0]), record(PASSWORD, content)].concat();
            assert_eq!(patch_records(&mut stream), Err(GridError::NotXlsx(OtherFileKind::Encrypted)));
        }
    }
}
