//! Inventory of a ZIP package. Enforces the limits before the reader crate gets the file, because the crate trusts
//! every declared size and count.

use super::error::GridError;
use super::ordinary_xlsx::lists;
use super::part_encoding::{PartEncoding, ROOT};
use super::relationships::{self, Relationship, sheets};
use super::xml;
use crate::limits::Limits;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::io::{BufReader, Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// The inventory of a package: part names, sizes, and the small parts already inflated.
#[derive(Debug, Default)]
pub struct PackageInventory {
    /// The workbook, relationship and style parts, by lower-case name.
    pub parts: HashMap<String, Vec<u8>>,
    /// The shared strings and sheets, by name as written; `None` if they are large together.
    cells: Option<Vec<(String, Vec<u8>)>>,
    listed: OnceCell<Vec<(String, String, bool)>>,
    links: OnceCell<Vec<Relationship>>,
    /// Shared strings and sheets that are not validated yet: archive index, lower-case name, size.
    unseen: Vec<(usize, String, u64)>,
    /// Archive indices of the other parts. No return is read from them, and they are not measured yet.
    unread: Vec<usize>,
    /// The inflated size of all measured parts, in bytes.
    total: u64,
    /// The names of all parts, in lower case.
    pub names: HashSet<String>,
    /// Lower-case names of unusual parts that the reader crate would misread.
    pub odd: HashSet<String>,
}

impl PackageInventory {
    /// Returns the sheets of the workbook: name, relationship id, hidden.
    pub(crate) fn listed(&self) -> &[(String, String, bool)] {
        self.listed.get_or_init(|| lists::sheets(self.part(KEPT[0])).unwrap_or_else(|| sheets(self.part(KEPT[0]))))
    }

    /// Returns true if the reader crate finds all parts and reads them correctly. Never for binary parts, of which it reads
    /// too little.
    pub(crate) fn is_ordinary(&self, form: PartEncoding) -> bool {
        let book = form.book();
        let root = links(self.part(ROOT));
        let mut documents =
            root.iter().filter(|l| l.kind == "officeDocument").map(|l| l.target.trim_start_matches('/'));
        let known = documents.next() == Some(&book) && documents.next().is_none();
        if form == PartEncoding::Binary
            || !self.odd.is_empty()
            || !known
            || !self.names.contains(&book)
            || memchr::memchr(b'&', self.part(&form.links())).is_some()
        {
            return false;
        }
        // A sheet without a relationship: Excel stores Excel 4 macro sheets so.
        if self.listed().iter().any(|(_, id, _)| id.is_empty()) {
            return false;
        }
        self.links().iter().all(|link| {
            let path = link.path();
            let is_usual = match link.kind.as_str() {
                "worksheet" => path.starts_with("xl/worksheets/") && path.ends_with(".xml"),
                "sharedStrings" => path == "xl/sharedstrings.xml",
                "styles" => path == "xl/styles.xml",
                "xlMacrosheet" | "xlIntlMacrosheet" => return false,
                _ => return true,
            };
            is_usual && self.names.contains(&path)
        })
    }

    /// Returns the relationships of the workbook.
    pub(crate) fn links(&self) -> &[Relationship] {
        self.links.get_or_init(|| links(self.part(KEPT[1])))
    }

    /// Returns the shared strings or a sheet by part name, ignoring case; `None` if the part is not stored.
    pub(crate) fn cells(&self, name: &str) -> Option<&[u8]> {
        let parts = self.cells.as_deref().unwrap_or_default();
        parts.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, part)| part.as_slice())
    }

    /// Adds a part to the inflated total and checks the limits.
    fn measure(&mut self, inflated: u64, packed: usize, limits: &Limits) -> Result<(), GridError> {
        self.total += inflated;
        if inflated > limits.part_bytes {
            return Err(GridError::limit("phần sau giải nén (byte)", "one inflated part in bytes", limits.part_bytes));
        }
        if self.total > limits.inflated_bytes {
            return Err(GridError::limit("kích thước sau giải nén (byte)", "inflated bytes", limits.inflated_bytes));
        }
        if self.total > limits.ratio_from && self.total / (packed as u64).max(1) > limits.ratio {
            return Err(GridError::limit("tỷ lệ nén", "compression ratio", limits.ratio));
        }
        Ok(())
    }

    /// Returns the number of bytes to inflate of the next part: one more than allowed, to detect an excess.
    fn room(&self, limits: &Limits) -> u64 {
        limits.part_bytes.min(limits.inflated_bytes - self.total) + 1
    }

    /// Measures the parts not read yet, and validates the declared and actual content of shared strings and sheets,
    /// because the reader crate trusts every size and count.
    pub(crate) fn look_over(&mut self, bytes: &[u8], limits: &Limits) -> Result<(), GridError> {
        let mut archive = None;
        for index in std::mem::take(&mut self.unread) {
            let entry = opened(&mut archive, bytes)?.by_index(index).map_err(damaged)?;
            // A folder that is written as a packed file of no bytes.
            if entry.compressed_size() == 0 {
                continue;
            }
            let inflated = std::io::copy(&mut entry.take(self.room(limits)), &mut std::io::sink()).map_err(damaged)?;
            self.measure(inflated, bytes.len(), limits)?;
        }
        for (index, name, size) in std::mem::take(&mut self.unseen) {
            let Some(look) = ArchiveInspection::from_name(&name).filter(|_| !self.odd.contains(&name)) else {
                continue;
            };
            let whole = match self.cells(&name) {
                Some(part) => look.over(part, size, limits)?,
                None => {
                    let entry = opened(&mut archive, bytes)?.by_index(index).map_err(damaged)?;
                    look.over(BufReader::new(entry), size, limits)?
                }
            };
            if !whole {
                self.odd.insert(name);
            }
        }
        Ok(())
    }

    /// Returns an uncompressed archive of the parts that a reader opens, so that they are inflated only once; `None` if
    /// some parts are not stored.
    pub(crate) fn unpacked(&mut self) -> Option<Vec<u8>> {
        let cells = self.cells.take()?;
        let parts = self.parts.iter().chain(cells.iter().map(|(name, part)| (name, part)));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(cells.iter().map(|(_, part)| part.len()).sum())));
        for (name, part) in parts {
            out.start_file(name, options).ok()?;
            out.write_all(part).ok()?;
        }
        Some(out.finish().ok()?.into_inner())
    }

    /// Stores a sheet or the shared strings if the part is complete and all stored parts together are small.
    fn store_part(&mut self, name: String, part: Vec<u8>, whole: bool) {
        let held = |cells: &Vec<(String, Vec<u8>)>| cells.iter().map(|(_, part)| part.len()).sum::<usize>();
        self.cells = self.cells.take().filter(|cells| whole && (held(cells) + part.len()) as u64 <= HELD);
        if let Some(cells) = &mut self.cells {
            cells.push((name, part));
        }
    }

    /// Returns a stored part, or an empty slice.
    pub(crate) fn part(&self, name: &str) -> &[u8] {
        self.parts.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The parts that are always stored.
const KEPT: [&str; 5] =
    ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "_rels/.rels", "xl/_rels/workbook.bin.rels"];

/// Runs [`unpack`] and [`Seen::look_over`], which the reader crate needs.
pub fn preflight(bytes: &[u8], limits: &Limits) -> Result<PackageInventory, GridError> {
    let mut seen = unpack(bytes, limits)?;
    seen.look_over(bytes, limits)?;
    Ok(seen)
}

/// Inflates the parts that a return is read from, once and within the limits.
pub(crate) fn unpack(bytes: &[u8], limits: &Limits) -> Result<PackageInventory, GridError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() as u64 > limits.entries {
        return Err(GridError::limit("số mục trong tệp nén", "entries of the archive", limits.entries));
    }
    if archive.has_duplicate_names() {
        return Err(GridError::Damaged("two entries of the archive have the same name".into()));
    }
    let mut seen = PackageInventory { cells: Some(Vec::new()), ..PackageInventory::default() };
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(damaged)?;
        let given = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
        let name = given.to_ascii_lowercase();
        // Readers differ in which of two names that differ only in case or slash they use.
        if !seen.names.insert(name.clone()) {
            return Err(GridError::Damaged("two entries of the archive have the same name".into()));
        }
        let kept = KEPT.contains(&name.as_str());
        let look = ArchiveInspection::from_name(&name);
        if look.is_none() && !kept {
            seen.unread.push(index);
            continue;
        }
        let room = seen.room(limits);
        let mut held = Vec::with_capacity(usize::try_from(entry.size().min(room).min(HELD)).unwrap_or(0));
        let mut entry = entry.take(room);
        (&mut entry).take(HELD).read_to_end(&mut held).map_err(damaged)?;
        let inflated = held.len() as u64 + std::io::copy(&mut entry, &mut std::io::sink()).map_err(damaged)?;
        drop(entry);
        seen.measure(inflated, bytes.len(), limits)?;
        if xml::is_wide(&held) || xml::other_encoding(&held).is_some() {
            seen.odd.insert(name.clone());
        }
        let whole = held.len() as u64 == inflated;
        if kept && whole {
            seen.parts.insert(name, held);
        } else if kept {
            seen.cells = None;
        } else {
            seen.unseen.push((index, name, inflated));
            // Sheets are looked up by relationship, which has the name as written.
            seen.store_part(given, held, whole);
        }
    }
    Ok(seen)
}

type ZipPackage<'b> = zip::ZipArchive<Cursor<&'b [u8]>>;

/// Opens the archive on first use.
fn opened<'a, 'b>(
    archive: &'a mut Option<ZipPackage<'b>>,
    bytes: &'b [u8],
) -> Result<&'a mut ZipPackage<'b>, GridError> {
    match archive {
        Some(archive) => Ok(archive),
        None => Ok(archive.insert(zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?)),
    }
}

pub(super) fn damaged(error: impl std::fmt::Display) -> GridError {
    GridError::Damaged(error.to_string())
}

/// Returns the internal relationships of a relationships part.
pub(crate) fn links(part: &[u8]) -> Vec<Relationship> {
    lists::links(part).unwrap_or_else(|| relationships::links(part))
}

/// The maximum size of a stored part in bytes. A larger part is inflated again when needed.
const HELD: u64 = 8 << 20;

/// The parts whose content is validated.
#[derive(Copy, Clone)]
enum ArchiveInspection {
    SharedStrings,
    Sheet,
}

/// Returns true if the content of a part with this lower-case name is validated.
pub(crate) fn is_inspected(name: &str) -> bool {
    ArchiveInspection::from_name(name).is_some()
}

impl ArchiveInspection {
    fn from_name(name: &str) -> Option<Self> {
        let sheet = || name.contains("worksheets/") && name.ends_with(".xml");
        if name.ends_with("sharedstrings.xml") {
            Some(ArchiveInspection::SharedStrings)
        } else {
            sheet().then_some(ArchiveInspection::Sheet)
        }
    }

    /// Returns true if the reader crate reads all content of the part correctly. The part is then well-formed.
    fn over(self, source: impl std::io::BufRead, size: u64, limits: &Limits) -> Result<bool, GridError> {
        match self {
            ArchiveInspection::SharedStrings => shared_strings(source, size, limits).map(|()| true),
            ArchiveInspection::Sheet => whole_values(source),
        }
    }
}

/// Validates the shared strings. The reader crate reserves `uniqueCount` strings unchecked; a string takes at least
/// four bytes of XML.
fn shared_strings<R: std::io::BufRead>(source: R, size: u64, limits: &Limits) -> Result<(), GridError> {
    let mut xml = Reader::from_reader(source);
    let mut buf = Vec::new();
    let (mut strings, mut depth) = (0u64, 0u64);
    loop {
        buf.clear();
        let event = xml.read_event_into(&mut buf);
        match &event {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            // The reader crate does not report this error.
            Ok(Event::Eof) if depth > 0 => return Err(GridError::Damaged("an element is never closed".into())),
            _ => {}
        }
        if depth > limits.xml_depth {
            return Err(GridError::limit("độ sâu của XML", "depth of the XML", limits.xml_depth));
        }
        match event {
            Ok(Event::Start(e) | Event::Empty(e)) => match e.local_name().as_ref() {
                "sst" => {
                    for attribute in e.attributes().flatten() {
                        let key = attribute.key.local_name();
                        let claim = String::from_utf8_lossy(attribute.value.as_bytes()).trim().parse::<u64>();
                        if key.as_ref() == "uniqueCount" && claim.is_ok_and(|n| n > size) {
                            return Err(GridError::Damaged("it declares more shared strings than it has bytes".into()));
                        }
                    }
                }
                "si" => {
                    strings += 1;
                    if strings > limits.shared_strings {
                        return Err(GridError::limit("số chuỗi ký tự", "shared strings", limits.shared_strings));
                    }
                }
                _ => {}
            },
            Ok(Event::Eof) => return Ok(()),
            Err(e) => return Err(GridError::Damaged(e.to_string())),
            Ok(_) => {}
        }
    }
}

/// Returns true if the reader crate reads every value and formula correctly. Of a value split by a comment, CDATA or an
/// entity it takes the first piece (12 of `12<!-- -->34`), and it reads a number with surrounding white space as a
/// text. No spreadsheet program writes such cells, but they are well-formed. Of two values of a cell the crate takes
/// the last, of two `r` attributes the first: such a file is an error, so that no wrong figure is read.
fn whole_values<R: std::io::BufRead>(source: R) -> Result<bool, GridError> {
    let mut xml = Reader::from_reader(source);
    let mut buf = Vec::new();
    let (mut inside, mut pieces, mut plain, mut values) = (None, 0, true, 0);
    let mut whole = true;
    loop {
        buf.clear();
        match xml.read_event_into(&mut buf) {
            Ok(Event::Start(e)) if e.local_name().as_ref() == "c" => {
                let is_string = |a: quick_xml::events::attributes::Attribute<'_>| {
                    a.key.local_name().as_ref() == "t" && matches!(a.value.as_bytes(), b"str" | b"d" | b"inlineStr")
                };
                let attributes = e.attributes().collect::<Result<Vec<_>, _>>();
                let attributes = attributes.map_err(|e| GridError::Damaged(e.to_string()))?;
                plain = !attributes.into_iter().any(is_string);
                values = 0;
            }
            Ok(Event::Start(e)) if matches!(e.local_name().as_ref(), "v" | "f") => {
                let is_value = e.local_name().as_ref() == "v";
                values += u32::from(is_value);
                if values > 1 {
                    return Err(GridError::Damaged("a cell has two values".into()));
                }
                (inside, pieces) = (Some(is_value), 0);
            }
            Ok(Event::End(e)) if matches!(e.local_name().as_ref(), "v" | "f") => inside = None,
            Ok(Event::Eof) => return Ok(whole),
            Err(e) => return Err(GridError::Damaged(e.to_string())),
            Ok(event) => {
                let Some(is_value) = inside else { continue };
                pieces += 1;
                let number = is_value && plain;
                whole &= match &event {
                    Event::Text(text) => !number || (pieces == 1 && !xml::is_padded(text)),
                    Event::GeneralRef(_) => !number,
                    _ => false,
                };
            }
        }
    }
}
