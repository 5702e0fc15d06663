//! Leaves out the cells of large sheets: for lists of a million rows, when only the other sheets are needed.

use super::archive::damaged;
use super::error::GridError;
use super::relationships::{self, sheets};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The size in bytes from which a sheet is large. A sheet below it has at most some 100,000 cells.
pub(crate) const LARGE: u64 = 8 << 20;
/// A sheet without cells.
const EMPTY: &str =
    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData/></worksheet>";

/// Returns an .xlsx package whose large sheets have no cells, except for those named in `kept`; the package itself if it
/// has none. Only the list of sheets is unpacked.
///
/// # Errors
///
/// The archive is damaged.
pub(crate) fn without_large_sheets<'b>(bytes: &'b [u8], kept: &[&str]) -> Result<Cow<'b, [u8]>, GridError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let kept = parts_of(&mut archive, kept);
    let mut large = HashSet::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(damaged)?;
        let name = String::from_utf8_lossy(entry.name_raw()).to_ascii_lowercase();
        if entry.size() > LARGE && name.contains("worksheets/") && name.ends_with(".xml") && !kept.contains(&name) {
            large.insert(index);
        }
    }
    if large.is_empty() {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(damaged)?;
        if large.contains(&index) {
            let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
            out.start_file(name, options).map_err(damaged)?;
            out.write_all(EMPTY.as_bytes()).map_err(damaged)?;
        } else {
            out.raw_copy_file(entry).map_err(damaged)?;
        }
    }
    Ok(Cow::Owned(out.finish().map_err(damaged)?.into_inner()))
}

/// Returns true if a package has a large sheet.
pub(crate) fn has_large_sheet(bytes: &[u8]) -> bool {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged);
    archive.and_then(|mut archive| large_sheets(&mut archive, LARGE)).is_ok_and(|large| !large.is_empty())
}

/// Returns the parts of the sheets of some bytes or more, in the order of the archive.
///
/// # Errors
///
/// The archive is damaged.
pub(super) fn large_sheets(archive: &mut ZipArchive<Cursor<&[u8]>>, bytes: u64) -> Result<Vec<String>, GridError> {
    let mut out = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(damaged)?;
        let name = String::from_utf8_lossy(entry.name_raw());
        if entry.size() >= bytes && name.starts_with("xl/worksheets/") && name.ends_with(".xml") {
            out.push(name.into_owned());
        }
    }
    Ok(out)
}

/// Returns the parts of the sheets of these names, in lower case. Empty if the list of sheets cannot be read.
fn parts_of(archive: &mut ZipArchive<Cursor<&[u8]>>, names: &[&str]) -> HashSet<String> {
    let mut part = |name: &str| -> Vec<u8> {
        let mut out = Vec::new();
        // A part that is cut or missing names no sheets.
        let _ = archive.by_name(name).map(|entry| entry.take(LARGE).read_to_end(&mut out));
        out
    };
    let (book, links) = (part("xl/workbook.xml"), part("xl/_rels/workbook.xml.rels"));
    let links: BTreeMap<String, String> =
        relationships::links(&links).into_iter().map(|link| (link.id.clone(), link.path())).collect();
    let named = sheets(&book).into_iter().filter(|(name, ..)| names.contains(&name.as_str()));
    named.filter_map(|(_, id, _)| links.get(&id).cloned()).collect()
}
