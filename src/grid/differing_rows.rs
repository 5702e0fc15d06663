//! Leaves out the rows of large sheets that are the same to the byte in two packages, so that two workbooks with lists of a
//! million rows can be compared: both are read as streams, and only the rows that differ are kept.

use super::archive::damaged;
use super::error::GridError;
use super::facts::strange_entries;
use super::large_sheets::large_sheets;
use super::relationships::{sheets, tags};
use super::sheet_rows::{RowError, RowStream, StringItems};
use crate::limits::Limits;
use std::collections::HashSet;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Parts by which the rows mean the same in both packages.
const COMMON: [&str; 2] = ["xl/_rels/workbook.xml.rels", "xl/styles.xml"];
/// The part with the list of sheets.
const BOOK: &str = "xl/workbook.xml";
/// The part with the texts of the cells.
const STRINGS: &str = "xl/sharedStrings.xml";
/// Rows at the top of a sheet that are always kept: its headings.
const TOP: u32 = 16;
/// Most bytes of rows that are kept of a sheet. A sheet with more differences is not compared in this way.
const MOST: usize = 64 << 20;

type Archive<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// Two packages without the rows that are the same in both.
pub struct PackageRest {
    /// Rest of the first package.
    pub expected: Vec<u8>,
    /// Rest of the second one.
    pub actual: Vec<u8>,
}

/// Returns two packages without the rows that are the same in both, for sheets of `large` bytes or more. The first is one that
/// the program wrote. `None` if no sheet is so large, or if a row may mean something else in the second package: that
/// one has to be read whole.
///
/// # Errors
///
/// An archive is damaged.
pub fn without_equal_rows(
    expected: &[u8],
    actual: &[u8],
    large: u64,
    limits: &Limits,
) -> Result<Option<PackageRest>, GridError> {
    let (mut wanted, mut found) = (open(expected)?, open(actual)?);
    let large = large_sheets(&mut wanted, large)?;
    if large.is_empty() || !strange_entries(actual).is_empty() || !mean_the_same(&mut wanted, &mut found) {
        return Ok(None);
    }
    let Some(texts) = ChangedTexts::find(&mut wanted, &mut found, limits) else { return Ok(None) };
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for name in &large {
        let (Ok(wanted), Ok(found)) = (wanted.by_name(name), found.by_name(name)) else { return Ok(None) };
        let pair = (RowStream::new(wanted, limits.part_bytes), RowStream::new(found, limits.part_bytes));
        let Ok((wanted, found)) = differing(pair, &texts) else { return Ok(None) };
        left.push((name.as_str(), wanted));
        right.push((name.as_str(), found));
    }
    Ok(Some(PackageRest { expected: replaced(&mut wanted, &left)?, actual: replaced(&mut found, &right)? }))
}

fn open(bytes: &[u8]) -> Result<Archive<'_>, GridError> {
    ZipArchive::new(Cursor::new(bytes)).map_err(damaged)
}

/// Returns true if a sheet has the same name in both packages, and a cell format the same look.
fn mean_the_same(wanted: &mut Archive<'_>, found: &mut Archive<'_>) -> bool {
    let part = |archive: &mut Archive<'_>, name: &str| -> Option<Vec<u8>> {
        let mut out = Vec::new();
        archive.by_name(name).ok()?.take(MOST as u64).read_to_end(&mut out).ok()?;
        Some(out)
    };
    let is_same = |name: &&str| part(wanted, name).is_some_and(|wanted| part(found, name) == Some(wanted));
    COMMON.iter().all(is_same)
        && part(wanted, BOOK)
            .zip(part(found, BOOK))
            .is_some_and(|(wanted, found)| sheets(&wanted) == sheets(&found) && settings(&wanted) == settings(&found))
}

/// Returns the settings of a workbook as they are written: the date system gives the dates of all cells.
fn settings(book: &[u8]) -> Vec<String> {
    let mut out = Vec::new();
    tags(book, |name, tag| {
        if name == "workbookPr" {
            out.push(tag.to_string());
        }
    });
    out
}

/// The shared texts that are not the same in two packages.
struct ChangedTexts {
    places: HashSet<u32>,
    /// From here on only one of the packages has texts.
    end: u32,
}

impl ChangedTexts {
    /// Compares the texts one by one. `None` if the part is not as this program writes it.
    fn find(wanted: &mut Archive<'_>, found: &mut Archive<'_>, limits: &Limits) -> Option<Self> {
        let mut wanted = StringItems::new(wanted.by_name(STRINGS).ok()?, limits.part_bytes).ok()?;
        let mut found = StringItems::new(found.by_name(STRINGS).ok()?, limits.part_bytes).ok()?;
        let (mut places, mut end) = (HashSet::new(), 0);
        loop {
            match (wanted.next().ok()?, found.next().ok()?) {
                (Some(wanted), Some(found)) if wanted == found => {}
                (Some(_), Some(_)) => {
                    places.insert(end);
                }
                _ => return Some(ChangedTexts { places, end }),
            }
            end += 1;
        }
    }

    /// Returns true if a row as this program writes it refers to one of them.
    fn is_in(&self, row: &[u8]) -> bool {
        const TEXT: &[u8] = b" t=\"s\"><v>";
        let mut rest = row;
        while let Some(at) = memchr::memmem::find(rest, TEXT) {
            rest = rest.get(at + TEXT.len()..).unwrap_or_default();
            let digits = rest.iter().take_while(|b| b.is_ascii_digit());
            let place =
                digits.fold(0u32, |place, digit| place.saturating_mul(10).saturating_add(u32::from(digit - b'0')));
            if place >= self.end || self.places.contains(&place) {
                return true;
            }
        }
        false
    }
}

/// Returns what is left of a sheet of both packages.
fn differing<R: Read>(
    (mut wanted, mut found): (RowStream<R>, RowStream<R>),
    texts: &ChangedTexts,
) -> Result<(Vec<u8>, Vec<u8>), RowError> {
    let (mut left, mut right) = (wanted.head()?, found.head()?);
    let (mut one, mut other) = (wanted.next()?, found.next()?);
    // The last row is kept, so that the length of a sheet is known.
    let mut last = None;
    while one.is_some() || other.is_some() {
        if left.len().max(right.len()) > MOST {
            return Err(RowError);
        }
        if one == other {
            last = one.filter(|row| {
                let is_kept = row.number <= TOP || texts.is_in(&row.bytes);
                if is_kept {
                    left.extend_from_slice(&row.bytes);
                    right.extend_from_slice(&row.bytes);
                }
                !is_kept
            });
            (one, other) = (wanted.next()?, found.next()?);
            continue;
        }
        last = None;
        let [number, place] = [&one, &other].map(|row| row.as_ref().map_or(u32::MAX, |row| row.number));
        if let Some(row) = one.take_if(|_| number <= place) {
            left.extend_from_slice(&row.bytes);
            one = wanted.next()?;
        }
        if let Some(row) = other.take_if(|_| place <= number) {
            if !row.is_plain() {
                return Err(RowError);
            }
            right.extend_from_slice(&row.bytes);
            other = found.next()?;
        }
    }
    for (rest, stream) in [(&mut left, wanted), (&mut right, found)] {
        rest.extend_from_slice(last.as_ref().map_or(&[][..], |row| &row.bytes));
        rest.extend_from_slice(&stream.tail()?);
    }
    Ok((left, right))
}

/// Returns a package with other contents of some parts.
fn replaced(archive: &mut Archive<'_>, parts: &[(&str, Vec<u8>)]) -> Result<Vec<u8>, GridError> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(damaged)?;
        match parts.iter().find(|(name, _)| name.as_bytes() == entry.name_raw()) {
            Some((name, part)) => {
                out.start_file(*name, options).map_err(damaged)?;
                out.write_all(part).map_err(damaged)?;
            }
            None => out.raw_copy_file(entry).map_err(damaged)?,
        }
    }
    Ok(out.finish().map_err(damaged)?.into_inner())
}
