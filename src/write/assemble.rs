//! Assembles the final file: replaces rows, links and strings in the writer crate's archive by those of this program,
//! turns off full calculation on load, and allows formulas as print areas. The cached values are correct; calculating
//! on load would only make Excel ask whether to save a file that nobody changed.

use super::error::WriteFault;
use super::links::{HyperlinkTable, later};
use super::rows::{SheetIds, SheetRows};
use super::{seal, strings};
use crate::model::shared_str::SharedStr;
use crate::parallel;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Seek, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// Compression: what Excel itself uses. Against the usual 6 a file is a tenth larger and done in half the time.
pub(super) const LEVEL: u8 = 3;

/// The writer's calculation settings, and their replacement. It names the engine of Excel 2019 and later, so that none
/// of these takes the values for those of an older one.
pub(super) const COMPUTE: (&str, &str) =
    ("<calcPr calcId=\"124519\" fullCalcOnLoad=\"1\"/>", "<calcPr calcId=\"191029\"/>");
/// The part with the shared strings.
const TEXTS: &str = "xl/sharedStrings.xml";
/// The workbook part, with the list of sheets.
const BOOK: &str = "xl/workbook.xml";

/// The content of a sheet.
pub(super) struct SheetContent {
    /// The cells.
    pub rows: SheetRows,
    /// The mapping from the string and style ids of the sheet to those of the workbook, and the row heights.
    pub key: SheetIds,
    /// The links.
    pub links: HyperlinkTable,
}

/// The writer's XML of a sheet, into which the content is inserted, and of its relationships.
struct SheetTemplate {
    name: String,
    own: String,
    relations: String,
}

/// Assembles the file from the writer's archive, the content of the sheets in order, and the archive of the shared
/// strings. `areas` holds for each sheet the print area that is a formula, if there is one.
pub(super) fn finish(
    file: Vec<u8>,
    sheets: Vec<SheetContent>,
    texts: Vec<u8>,
    areas: &[Option<String>],
) -> Result<Vec<u8>, WriteFault> {
    let mut from = ZipArchive::new(Cursor::new(file))?;
    let mut own = Vec::with_capacity(sheets.len());
    for (index, sheet) in sheets.into_iter().enumerate() {
        let name = format!("xl/worksheets/sheet{}.xml", index + 1);
        let around =
            SheetTemplate { own: text(&mut from, &name)?, relations: text(&mut from, &relations(&name))?, name };
        own.push((sheet, around));
    }
    let mut made = BTreeMap::from([(TEXTS.to_string(), texts)]);
    let size = |(sheet, _): &(SheetContent, SheetTemplate)| sheet.rows.0.values().map(Vec::len).sum();
    let pack =
        |(sheet, around): (SheetContent, SheetTemplate)| packed(&sheet, &around).map(|archive| (around.name, archive));
    for archive in parallel::map_owned_largest_first(own, size, pack) {
        let (name, archive) = archive?;
        made.insert(name, archive);
    }
    let mut to = ZipWriter::new(Cursor::new(Vec::with_capacity(made.values().map(Vec::len).sum())));
    let mut replaced: BTreeSet<String> = made.keys().map(|name| relations(name)).collect();
    // The seal is the last part, because it holds the hash of all parts before it.
    replaced.insert(seal::PART.to_string());
    let open_seal = text(&mut from, seal::PART)?;
    for index in 0..from.len() {
        let entry = from.by_index(index)?;
        let name = entry.name()?.into_owned();
        if let Some(archive) = made.remove(&name) {
            let mut archive = ZipArchive::new(Cursor::new(archive))?;
            for index in 0..archive.len() {
                to.raw_copy_file(archive.by_index(index)?)?;
            }
        } else if name == BOOK {
            drop(entry);
            let xml = text(&mut from, BOOK)?.replacen(COMPUTE.0, COMPUTE.1, 1);
            to.start_file(name, options())?;
            to.write_all(with_areas(xml, areas).ok_or(WriteFault::PrintArea)?.as_bytes())?;
        } else if !replaced.contains(&name) {
            to.raw_copy_file(entry)?;
        }
    }
    let archive = to.finish()?.into_inner();
    let archive = if open_seal.is_empty() { archive } else { seal::close(archive, &open_seal, options())? };
    Ok(clear_host_os(archive))
}

/// Returns the name of the relationships part of a sheet.
fn relations(sheet: &str) -> String {
    format!("{}.rels", sheet.replacen("worksheets/", "worksheets/_rels/", 1))
}

/// Returns the options of a part: nothing in them depends on clock or machine.
pub(super) fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL.into()))
        .last_modified_time(DateTime::default())
}

/// Returns the text of an entry; empty if there is no such entry.
fn text(archive: &mut ZipArchive<impl Read + Seek>, name: &str) -> Result<String, WriteFault> {
    let mut text = String::new();
    if let Some(index) = archive.index_for_name(name) {
        archive.by_index(index)?.read_to_string(&mut text)?;
    }
    Ok(text)
}

/// Returns an archive with only the shared strings part. `count` is the number of cells with a text.
pub(super) fn texts(texts: &[SharedStr], count: u32) -> Result<Vec<u8>, WriteFault> {
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    to.start_file(TEXTS, as_the_writer())?;
    strings::write(&mut to, texts, count)?;
    Ok(to.finish()?.into_inner())
}

/// Returns the options that the writer uses for its parts.
fn as_the_writer() -> SimpleFileOptions {
    options().unix_permissions(0o600)
}

/// Returns an archive with only a sheet and, if it has any, its relationships.
fn packed(SheetContent { rows, key, links }: &SheetContent, around: &SheetTemplate) -> Result<Vec<u8>, WriteFault> {
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    to.start_file(&*around.name, as_the_writer())?;
    let none = rows.0.is_empty() && key.heights.is_empty();
    let own = around.own.as_str();
    let (before, after) = if none { (own, "") } else { without_rows(own).ok_or(WriteFault::Rows)? };
    to.write_all(before.as_bytes())?;
    // The writer declares the namespace if it uses it.
    let newer = before.contains(" xmlns:x14ac=");
    rows.write(&mut to, key, newer)?;
    // The order of elements is fixed, and this element always exists.
    let (after, end) = after.split_at(after.find("<printOptions").unwrap_or(after.len()));
    to.write_all(after.as_bytes())?;
    to.write_all(&links.element)?;
    to.write_all(later(end, &["<drawing r:id=\"rId", "<legacyDrawing r:id=\"rId"], links.relations()).as_bytes())?;
    if links.relations() > 0 || !around.relations.is_empty() {
        to.start_file(relations(&around.name), as_the_writer())?;
        links.write(&mut to, &around.relations)?;
    }
    Ok(to.finish()?.into_inner())
}

/// Returns the XML before and after the rows.
fn without_rows(xml: &str) -> Option<(&str, &str)> {
    const OPEN: &str = "<sheetData>";
    let start = xml.find(OPEN)? + OPEN.len();
    let end = start + xml.get(start..)?.find("</sheetData>")?;
    Some((xml.get(..start)?, xml.get(end..)?))
}

/// Marks all entries of the archive as created on Unix. The directory names the creating system (the high byte of
/// "version made by"), and a form created on Linux must not differ from one created on Windows.
pub(super) fn clear_host_os(mut archive: Vec<u8>) -> Vec<u8> {
    const UNIX: u8 = 3;
    let word = |from: &[u8], at: usize| Some(usize::from(u16::from_le_bytes(from.get(at..at + 2)?.try_into().ok()?)));
    // The end of the directory is the last 22 bytes, because there is no comment. The directory's offset is 16 bytes
    // into it.
    let start = archive.len().checked_sub(6).and_then(|at| Some(word(&archive, at)? | (word(&archive, at + 2)? << 16)));
    let mut at = start.unwrap_or(archive.len());
    while archive.get(at..at + 4) == Some(b"PK\x01\x02")
        && let (Some(name), Some(extra), Some(comment)) =
            (word(&archive, at + 28), word(&archive, at + 30), word(&archive, at + 32))
        && let Some(system) = archive.get_mut(at + 5)
    {
        *system = UNIX;
        at += 46 + name + extra + comment;
    }
    archive
}

/// Replaces print areas by formulas in the workbook's XML; `None` if a sheet has no print area to replace.
fn with_areas(mut xml: String, areas: &[Option<String>]) -> Option<String> {
    for (sheet, formula) in areas.iter().enumerate() {
        let Some(formula) = formula else { continue };
        let head = format!("<definedName name=\"_xlnm.Print_Area\" localSheetId=\"{sheet}\">");
        let start = xml.find(&head)? + head.len();
        let end = start + xml.get(start..)?.find('<')?;
        xml.replace_range(start..end, &formula.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
    }
    Some(xml)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use zip::System;

    #[test]
    fn archive_has_the_same_bytes_on_every_system() {
        let made = |system: System| {
            let mut to = ZipWriter::new(Cursor::new(Vec::new()));
            for name in ["a.xml", "xl/dài.xml"] {
                to.start_file(name, SimpleFileOptions::default().system(system)).unwrap();
                to.write_all(b"<x/>").unwrap();
            }
            to.finish().unwrap().into_inner()
        };
        assert!(made(System::Dos) != made(System::Unix));
        assert!(clear_host_os(made(System::Dos)) == made(System::Unix));
        assert!(clear_host_os(made(System::Unix)) == made(System::Unix));
    }

    #[test]
    fn print_area_is_replaced_by_a_formula() {
        let name = |sheet: usize, area: &str| {
            format!("<definedName name=\"_xlnm.Print_Area\" localSheetId=\"{sheet}\">{area}</definedName>")
        };
        let xml = name(0, "A!$A$1:$B$2") + &name(1, "B!$A$1:$B$2");
        let formula = "'B'!$A$1:INDEX('B'!$B$1:$B$9,1+('B'!$A$1<>\"&\"))";
        let escaped = "'B'!$A$1:INDEX('B'!$B$1:$B$9,1+('B'!$A$1&lt;&gt;\"&amp;\"))";
        let expected = name(0, "A!$A$1:$B$2") + &name(1, escaped);
        assert_eq!(with_areas(xml.clone(), &[None, Some(formula.into())]), Some(expected));
        assert_eq!(with_areas(xml, &[None, None, Some(formula.into())]), None);
    }
}
