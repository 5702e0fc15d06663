//! Bounds of the archive, measured before the reader crate sees it: that one trusts every declared size and count.

use super::error::GridError;
use super::looks::sheets;
use super::package::{self, Link};
use super::plain;
use crate::limits::Limits;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::io::{BufReader, Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// What looking over an archive has shown by the way.
#[derive(Debug, Default)]
pub struct Seen {
    /// Parts that tell which sheet is which, and the fonts, by their names in lower case.
    pub parts: HashMap<String, Vec<u8>>,
    /// The strings and the sheets, by their names as they stand; `None` where together they are large.
    cells: Option<Vec<(String, Vec<u8>)>>,
    listed: OnceCell<Vec<(String, String, bool)>>,
    links: OnceCell<Vec<Link>>,
    /// Strings and sheets that nobody has looked over: where they stand in the archive, name in lower case, size.
    unseen: Vec<(usize, String, u64)>,
    /// Parts that no return is read from, and nobody has measured yet.
    unread: Vec<usize>,
    /// Bytes of the parts that were measured.
    total: u64,
    /// Names of all parts, in lower case.
    pub names: HashSet<String>,
    /// Parts that the reader crate would take for something else than what they say, by their names in lower case.
    pub odd: HashSet<String>,
}

impl Seen {
    /// The sheets that the workbook lists: name, relation, whether it is hidden.
    pub fn listed(&self) -> &[(String, String, bool)] {
        self.listed.get_or_init(|| plain::sheets(self.part(KEPT[0])).unwrap_or_else(|| sheets(self.part(KEPT[0]))))
    }

    /// The relations of the workbook.
    pub fn links(&self) -> &[Link] {
        self.links.get_or_init(|| package::links(self.part(KEPT[1])))
    }

    /// The strings or a sheet, by the part's name in lower case; `None` where it was not kept.
    pub fn cells(&self, name: &str) -> Option<&[u8]> {
        let parts = self.cells.as_deref().unwrap_or_default();
        parts.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, part)| part.as_slice())
    }

    /// Counts a part that was inflated.
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

    /// How many bytes of the next part are inflated at most: one more than it may have.
    fn room(&self, limits: &Limits) -> u64 {
        limits.part_bytes.min(limits.inflated_bytes - self.total) + 1
    }

    /// Measures what was not read, and checks what strings and sheets declare and hold, for the reader crate trusts every size
    /// and count.
    pub fn look_over(&mut self, bytes: &[u8], limits: &Limits) -> Result<(), GridError> {
        let mut archive = None;
        for index in std::mem::take(&mut self.unread) {
            let entry = opened(&mut archive, bytes)?.by_index(index).map_err(damaged)?;
            let inflated = std::io::copy(&mut entry.take(self.room(limits)), &mut std::io::sink()).map_err(damaged)?;
            self.measure(inflated, bytes.len(), limits)?;
        }
        for (index, name, size) in std::mem::take(&mut self.unseen) {
            let Some(look) = Look::of(&name).filter(|_| !self.odd.contains(&name)) else { continue };
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

    /// The parts that a reader opens, in an archive that need not be inflated once more; `None` where some were not kept.
    pub fn unpacked(&mut self) -> Option<Vec<u8>> {
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

    /// Keeps the part of a sheet or of the strings, if it is whole, and with the others not large.
    fn keep(&mut self, name: String, part: Vec<u8>, whole: bool) {
        let held = |cells: &Vec<(String, Vec<u8>)>| cells.iter().map(|(_, part)| part.len()).sum::<usize>();
        self.cells = self.cells.take().filter(|cells| whole && (held(cells) + part.len()) as u64 <= HELD);
        if let Some(cells) = &mut self.cells {
            cells.push((name, part));
        }
    }

    /// A part that was kept; nothing where there is none.
    pub fn part(&self, name: &str) -> &[u8] {
        self.parts.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Parts that are kept.
const KEPT: [&str; 5] =
    ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "_rels/.rels", "xl/_rels/workbook.bin.rels"];

/// [`unpack`] and [`Seen::look_over`]: what the reader crate needs.
pub fn preflight(bytes: &[u8], limits: &Limits) -> Result<Seen, GridError> {
    let mut seen = unpack(bytes, limits)?;
    seen.look_over(bytes, limits)?;
    Ok(seen)
}

/// Inflates what a return is read from, once, within the limits.
pub fn unpack(bytes: &[u8], limits: &Limits) -> Result<Seen, GridError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() as u64 > limits.entries {
        return Err(GridError::limit("số mục trong tệp nén", "entries of the archive", limits.entries));
    }
    if archive.has_duplicate_names() {
        return Err(GridError::Damaged("two entries of the archive have the same name".into()));
    }
    let mut seen = Seen { cells: Some(Vec::new()), ..Seen::default() };
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(damaged)?;
        let given = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
        let name = given.to_ascii_lowercase();
        // Which of two names that differ in case or slash is meant, each reader decides for itself.
        if !seen.names.insert(name.clone()) {
            return Err(GridError::Damaged("two entries of the archive have the same name".into()));
        }
        let kept = KEPT.contains(&name.as_str());
        let look = Look::of(&name);
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
        if package::is_wide(&held) {
            seen.odd.insert(name.clone());
        }
        let whole = held.len() as u64 == inflated;
        if kept && whole {
            seen.parts.insert(name, held);
        } else if kept {
            seen.cells = None;
        } else {
            seen.unseen.push((index, name, inflated));
            // Whoever looks at a sheet once more looks for it by its relation.
            seen.keep(given, held, whole);
        }
    }
    Ok(seen)
}

type Archive<'b> = zip::ZipArchive<Cursor<&'b [u8]>>;

/// The archive, opened once.
fn opened<'a, 'b>(archive: &'a mut Option<Archive<'b>>, bytes: &'b [u8]) -> Result<&'a mut Archive<'b>, GridError> {
    match archive {
        Some(archive) => Ok(archive),
        None => Ok(archive.insert(zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?)),
    }
}

fn damaged(error: impl std::fmt::Display) -> GridError {
    GridError::Damaged(error.to_string())
}

/// Largest inflated part that is kept to be looked at, in bytes; a larger one is inflated once more.
const HELD: u64 = 8 << 20;

/// Parts whose content is looked at.
#[derive(Copy, Clone)]
enum Look {
    SharedStrings,
    Sheet,
}

/// Whether a part of this name, in lower case, is looked at.
pub fn is_looked_at(name: &str) -> bool {
    Look::of(name).is_some()
}

impl Look {
    fn of(name: &str) -> Option<Self> {
        let sheet = || name.contains("worksheets/") && name.ends_with(".xml");
        if name.ends_with("sharedstrings.xml") { Some(Look::SharedStrings) } else { sheet().then_some(Look::Sheet) }
    }

    /// Whether the reader crate takes everything in the part for what it is; the part is well-formed, then.
    fn over(self, source: impl std::io::BufRead, size: u64, limits: &Limits) -> Result<bool, GridError> {
        match self {
            Look::SharedStrings => shared_strings(source, size, limits).map(|()| true),
            Look::Sheet => whole_values(source),
        }
    }
}

/// The reader crate reserves `uniqueCount` strings unchecked; one string takes at least four bytes of XML.
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
            // The reader crate does not care.
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

/// Whether the reader crate takes every value and formula for what it is: of what a comment, CDATA or an entity splits it
/// takes the first piece, 12 of `12<!-- -->34`, and a number with white space around it for a text. No spreadsheet program
/// writes such cells, but they are well-formed. Of two values of a cell it takes the last, of two attributes `r` the first: a
/// wrong figure must not get through.
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
                    Event::Text(text) => !number || (pieces == 1 && !package::is_padded(text)),
                    Event::GeneralRef(_) => !number,
                    _ => false,
                };
            }
        }
    }
}
