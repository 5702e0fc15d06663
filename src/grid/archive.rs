//! Bounds of the archive, measured before the reader crate sees it: that one trusts every declared size and count.

use super::error::GridError;
use super::looks::{relations, sheets};
use super::{Span, scan};
use crate::limits::Limits;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::{HashMap, HashSet};
use std::io::{BufReader, Cursor, Read};

/// What looking over an archive has shown by the way.
#[derive(Debug, Default)]
pub struct Seen {
    /// Merged ranges of a sheet's part, by its name in lower case, where they are known.
    pub merges: HashMap<String, Vec<Span>>,
    /// Parts that tell which sheet is which, and the fonts, by their names in lower case.
    pub parts: HashMap<String, Vec<u8>>,
}

impl Seen {
    /// The parts of the sheets, by the sheets' names, in lower case.
    pub fn sheets(&self) -> HashMap<String, String> {
        let part = |name: &str| self.parts.get(name).map(Vec::as_slice).unwrap_or_default();
        let targets = relations(part(KEPT[1]));
        let of = |target: &String| match target.strip_prefix('/') {
            Some(whole) => whole.to_ascii_lowercase(),
            None => format!("xl/{target}").to_ascii_lowercase(),
        };
        let all = sheets(part(KEPT[0])).into_iter();
        all.filter_map(|(name, id, _)| Some((name, of(targets.get(&id)?)))).collect()
    }
}

/// Parts that are kept.
const KEPT: [&str; 3] = ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"];

/// Inflates every entry once, within the limits, and checks what the parts declare.
pub fn preflight(bytes: &[u8], limits: &Limits) -> Result<Seen, GridError> {
    let damaged = |e: &dyn std::fmt::Display| GridError::Damaged(e.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(&e))?;
    if archive.len() as u64 > limits.entries {
        return Err(GridError::limit("số mục trong tệp nén", "entries of the archive", limits.entries));
    }
    if archive.has_duplicate_names() {
        return Err(GridError::Damaged("two entries of the archive have the same name".into()));
    }
    let mut total = 0u64;
    let mut names = HashSet::new();
    let mut held = Vec::new();
    let mut seen = Seen::default();
    for index in 0..archive.len() {
        held.clear();
        let (name, inflated, look) = {
            let entry = archive.by_index(index).map_err(|e| damaged(&e))?;
            let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/").to_ascii_lowercase();
            let look = Look::of(&name);
            let room = limits.part_bytes.min(limits.inflated_bytes - total) + 1;
            let mut entry = entry.take(room);
            let mut inflated = 0;
            let kept = KEPT.contains(&name.as_str());
            if look.is_some() || kept {
                inflated += (&mut entry).take(HELD).read_to_end(&mut held).map_err(|e| damaged(&e))? as u64;
            }
            let rest = std::io::copy(&mut entry, &mut std::io::sink()).map_err(|e| damaged(&e))?;
            if rest > 0 {
                held.clear();
            }
            (name, inflated + rest, look)
        };
        // Which of two names that differ in case or slash is meant, each reader decides for itself.
        if !names.insert(name.clone()) {
            return Err(GridError::Damaged("two entries of the archive have the same name".into()));
        }
        total += inflated;
        if inflated > limits.part_bytes {
            return Err(GridError::limit("phần sau giải nén (byte)", "one inflated part in bytes", limits.part_bytes));
        }
        if total > limits.inflated_bytes {
            return Err(GridError::limit("kích thước sau giải nén (byte)", "inflated bytes", limits.inflated_bytes));
        }
        if total > limits.ratio_from && total / (bytes.len() as u64).max(1) > limits.ratio {
            return Err(GridError::limit("tỷ lệ nén", "compression ratio", limits.ratio));
        }
        let whole = held.len() as u64 == inflated;
        if whole && KEPT.contains(&name.as_str()) {
            seen.parts.insert(name.clone(), std::mem::take(&mut held));
        }
        let Some(look) = look else { continue };
        if whole {
            if let Some(merges) = look.over(&held, inflated, limits)? {
                seen.merges.insert(name, merges);
            }
        } else {
            let entry = archive.by_index(index).map_err(|e| damaged(&e))?;
            look.at(BufReader::new(entry), inflated, limits)?;
        }
    }
    Ok(seen)
}

/// Largest inflated part that is kept to be looked at, in bytes; a larger one is inflated once more.
const HELD: u64 = 8 << 20;

/// Parts whose content is looked at.
#[derive(Copy, Clone)]
enum Look {
    SharedStrings,
    Sheet,
}

impl Look {
    fn of(name: &str) -> Option<Self> {
        let sheet = || name.contains("worksheets/") && name.ends_with(".xml");
        if name.ends_with("sharedstrings.xml") { Some(Look::SharedStrings) } else { sheet().then_some(Look::Sheet) }
    }

    /// A part that is held: over its bytes where that tells enough, else as [`Look::at`]. Merged ranges of a sheet where they
    /// are known.
    fn over(self, part: &[u8], size: u64, limits: &Limits) -> Result<Option<Vec<Span>>, GridError> {
        match self {
            Look::SharedStrings => {
                let few = |(strings, declared)| strings <= limits.shared_strings && declared <= size;
                if scan::strings(part).is_some_and(few) { Ok(None) } else { self.at(part, size, limits).map(|()| None) }
            }
            Look::Sheet => match scan::sheet(part) {
                Some(merges) => Ok(Some(merges)),
                None => self.at(part, size, limits).map(|()| None),
            },
        }
    }

    fn at(self, source: impl std::io::BufRead, size: u64, limits: &Limits) -> Result<(), GridError> {
        match self {
            Look::SharedStrings => shared_strings(source, size, limits),
            Look::Sheet => whole_values(source),
        }
    }
}

/// The reader crate reserves `uniqueCount` strings unchecked; one string takes at least four bytes of XML.
fn shared_strings<R: std::io::BufRead>(source: R, size: u64, limits: &Limits) -> Result<(), GridError> {
    let mut xml = Reader::from_reader(source);
    let mut buf = Vec::new();
    let mut strings = 0u64;
    loop {
        buf.clear();
        match xml.read_event_into(&mut buf) {
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

/// The reader crate takes the first piece of a value that a comment, CDATA or an entity splits: 12 of `12<!-- -->34`; of
/// two values of a cell the last; of two attributes `r` of a cell the first. No spreadsheet program writes such cells, and
/// a wrong figure must not get through.
fn whole_values<R: std::io::BufRead>(source: R) -> Result<(), GridError> {
    let mut xml = Reader::from_reader(source);
    let mut buf = Vec::new();
    let (mut inside, mut pieces, mut plain, mut values) = (false, 0, true, 0);
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
            Ok(Event::Start(e)) if e.local_name().as_ref() == "v" => {
                values += 1;
                if values > 1 {
                    return Err(GridError::Damaged("a cell has two values".into()));
                }
                (inside, pieces) = (true, 0);
            }
            Ok(Event::End(e)) if e.local_name().as_ref() == "v" => inside = false,
            Ok(Event::Eof) => return Ok(()),
            Err(e) => return Err(GridError::Damaged(e.to_string())),
            Ok(event) => {
                if inside {
                    pieces += 1;
                    let odd = !matches!(event, Event::Text(_)) && (plain || matches!(event, Event::CData(_)));
                    if odd || (plain && pieces > 1) {
                        return Err(GridError::Damaged("a number is split by a comment, CDATA or an entity".into()));
                    }
                }
            }
        }
    }
}
