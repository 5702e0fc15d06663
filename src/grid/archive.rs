//! Bounds of the archive, measured before the reader crate sees it: that one trusts every declared size and count.

use super::error::GridError;
use crate::limits::Limits;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::HashSet;
use std::io::{BufReader, Cursor, Read};

/// Inflates every entry once, within the limits, and checks what the parts declare.
pub fn preflight(bytes: &[u8], limits: &Limits) -> Result<(), GridError> {
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
    for index in 0..archive.len() {
        let (name, inflated) = {
            let entry = archive.by_index(index).map_err(|e| damaged(&e))?;
            let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/").to_ascii_lowercase();
            let room = limits.part_bytes.min(limits.inflated_bytes - total) + 1;
            let inflated = std::io::copy(&mut entry.take(room), &mut std::io::sink()).map_err(|e| damaged(&e))?;
            (name, inflated)
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
        if name.ends_with("sharedstrings.xml") {
            let entry = archive.by_index(index).map_err(|e| damaged(&e))?;
            shared_strings(BufReader::new(entry), inflated, limits)?;
        } else if name.contains("worksheets/") && name.ends_with(".xml") {
            let entry = archive.by_index(index).map_err(|e| damaged(&e))?;
            whole_values(BufReader::new(entry))?;
        }
    }
    Ok(())
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
