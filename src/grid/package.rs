//! Normalises valid but unusual OOXML packages to the form that Excel writes. The reader crate expects Excel's part
//! names, takes relationship targets literally and supports only UTF-8; the standard leaves all of this open. A package
//! in the usual form is only validated.

use super::archive::{self, PackageInventory, links};
use super::error::GridError;
use super::part_encoding::{PartEncoding, ROOT};
use super::records;
use super::relationships::attribute;
use super::short_records;
use super::xml;
use crate::limits::Limits;
use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::Event;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The namespace of relationship types.
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Returns a package within the limits, normalised if it is unusual, and its inventory.
///
/// # Errors
///
/// The archive is damaged or exceeds a limit.
pub(super) fn open<'b>(
    bytes: &'b [u8],
    form: PartEncoding,
    limits: &Limits,
) -> Result<(Cow<'b, [u8]>, PackageInventory), GridError> {
    checked(bytes, archive::unpack(bytes, limits)?, form, limits)
}

/// As [`open`], for a package whose inventory is already read.
pub(super) fn checked<'b>(
    bytes: &'b [u8],
    mut seen: PackageInventory,
    form: PartEncoding,
    limits: &Limits,
) -> Result<(Cow<'b, [u8]>, PackageInventory), GridError> {
    seen.look_over(bytes, limits)?;
    if seen.is_ordinary(form) {
        let unpacked = seen.unpacked().map_or(Cow::Borrowed(bytes), Cow::Owned);
        return Ok((unpacked, seen));
    }
    let (made, seen) = match rewritten(bytes, &seen, form, limits)? {
        Some(made) => {
            let seen = archive::preflight(&made, limits)?;
            (Cow::Owned(made), seen)
        }
        None => (Cow::Borrowed(bytes), seen),
    };
    match seen.odd.iter().next() {
        None => Ok((made, seen)),
        Some(part) => Err(GridError::Damaged(format!("the part '{part}' cannot be made out"))),
    }
}

/// The parts of an archive, by name.
struct MadePackage<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    places: HashMap<String, Option<usize>>,
    room: u64,
}

impl<'b> MadePackage<'b> {
    fn new(bytes: &'b [u8], limits: &Limits) -> Result<Self, GridError> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        let names: Vec<String> = archive
            .file_names_raw()
            .map(|n| String::from_utf8_lossy(n).replace('\\', "/").to_ascii_lowercase())
            .collect();
        let mut places = HashMap::new();
        for (place, name) in names.iter().enumerate() {
            // Two names with the same decoded form are ambiguous, so neither is found by it.
            places.entry(unescaped(name)).and_modify(|p| *p = None).or_insert(Some(place));
        }
        for (place, name) in names.into_iter().enumerate() {
            places.insert(name, Some(place));
        }
        Ok(MadePackage { archive, places, room: limits.part_bytes })
    }

    fn place(&self, name: &str) -> Option<usize> {
        let name = name.to_ascii_lowercase();
        self.places.get(&name).copied().flatten().or_else(|| self.places.get(&unescaped(&name)).copied().flatten())
    }

    fn read(&mut self, place: usize) -> Result<Vec<u8>, GridError> {
        let entry = self.archive.by_index(place).map_err(damaged)?;
        let mut out = Vec::new();
        entry.take(self.room).read_to_end(&mut out).map_err(damaged)?;
        Ok(out)
    }

    fn text(&mut self, name: &str) -> Result<Option<Vec<u8>>, GridError> {
        let Some(place) = self.place(name) else { return Ok(None) };
        self.read(place).and_then(to_utf8).map(Some)
    }
}

fn damaged(error: impl std::fmt::Display) -> GridError {
    GridError::Damaged(error.to_string())
}

/// Rewrites the package with Excel's part and relationship names; `None` if it does not declare a workbook.
fn rewritten(
    bytes: &[u8],
    seen: &PackageInventory,
    form: PartEncoding,
    limits: &Limits,
) -> Result<Option<Vec<u8>>, GridError> {
    let mut parts = MadePackage::new(bytes, limits)?;
    let root = parts.text(ROOT)?.unwrap_or_default();
    let document = links(&root).into_iter().find(|l| l.kind == "officeDocument");
    let book = document.map_or_else(|| form.book(), |l| resolved("", &l.target));
    let Some(place) = parts.place(&book) else { return Ok(None) };
    let (folder, name) = book.rsplit_once('/').unwrap_or(("", &book));
    let Some(relations) = parts.text(&resolved(folder, &format!("_rels/{name}.rels")))? else { return Ok(None) };
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let mut taken: HashMap<usize, String> = HashMap::new();
    let mut told = String::new();
    copy_part(&mut parts, &mut out, place, &form.book(), seen, form)?;
    for link in links(&relations) {
        // Macro sheets are skipped like chart sheets. The reader crate rejects a workbook that has one.
        let (kind, folder) = match link.kind.as_str() {
            "worksheet" => ("worksheet", "worksheets"),
            "chartsheet" => ("chartsheet", "chartsheets"),
            "dialogsheet" | "xlMacrosheet" | "xlIntlMacrosheet" => ("dialogsheet", "dialogsheets"),
            "sharedStrings" => ("sharedStrings", ""),
            "styles" => ("styles", ""),
            _ => continue,
        };
        let ending = form.ending();
        let wanted = match folder {
            "" => format!("{kind}.{ending}"),
            folder => format!("{folder}/sheet{}.{ending}", taken.len() + 1),
        };
        let from = parts.place(&resolved(book.rsplit_once('/').map_or("", |b| b.0), &link.target));
        let target = match from {
            Some(place) => match taken.get(&place) {
                Some(known) => known.clone(),
                None => {
                    if taken.values().any(|t| *t == wanted) {
                        return Err(GridError::Damaged(format!("it has two parts of the kind '{kind}'")));
                    }
                    copy_part(&mut parts, &mut out, place, &format!("xl/{wanted}"), seen, form)?;
                    taken.insert(place, wanted.clone());
                    wanted
                }
            },
            // The reader crate reports a part that the archive lacks.
            None => format!("{folder}/none.{ending}"),
        };
        told.push_str(&format!(
            r#"<Relationship Id="{}" Type="{RELATIONS}/{kind}" Target="{target}"/>"#,
            escape(&*link.id)
        ));
    }
    told.push_str(&format!(
        r#"<Relationship Id="" Type="{RELATIONS}/dialogsheet" Target="dialogsheets/none.{}"/>"#,
        form.ending()
    ));
    let root = format!(r#"<Relationship Id="r" Type="{RELATIONS}/officeDocument" Target="{}"/>"#, form.book());
    for (name, relations) in [(ROOT.to_string(), root), (form.links(), told)] {
        let head = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#;
        write_part(&mut out, &name, format!("{head}{relations}</Relationships>").as_bytes())?;
    }
    Ok(Some(out.finish().map_err(damaged)?.into_inner()))
}

type PackageWriter = ZipWriter<Cursor<Vec<u8>>>;

fn write_part(out: &mut PackageWriter, name: &str, data: &[u8]) -> Result<(), GridError> {
    out.start_file(name, SimpleFileOptions::default().compression_level(Some(1))).map_err(damaged)?;
    out.write_all(data).map_err(damaged)
}

/// Copies a part under another name. The compressed bytes are copied unchanged unless the part is unusual or not
/// validated.
fn copy_part(
    parts: &mut MadePackage<'_>,
    out: &mut PackageWriter,
    place: usize,
    to: &str,
    seen: &PackageInventory,
    form: PartEncoding,
) -> Result<(), GridError> {
    let entry = parts.archive.by_index_raw(place).map_err(damaged)?;
    let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/").to_ascii_lowercase();
    let is_sheet = to.starts_with("xl/worksheets/");
    let known = archive::is_inspected(&name) || (!is_sheet && seen.parts.contains_key(&name));
    if (form == PartEncoding::Xml && known && !seen.odd.contains(&name)) || to.ends_with("Strings.bin") {
        return out.raw_copy_file_rename(entry, to).map_err(damaged);
    }
    drop(entry);
    if form == PartEncoding::Binary {
        let part = parts.read(place)?;
        return match to {
            "xl/workbook.bin" => write_part(out, to, &records::book(&part)?),
            "xl/styles.bin" => write_part(out, to, &records::styles(&part)),
            _ => match if is_sheet { short_records::sheet(&part)? } else { None } {
                Some(made) => write_part(out, to, &made),
                None => {
                    out.raw_copy_file_rename(parts.archive.by_index_raw(place).map_err(damaged)?, to).map_err(damaged)
                }
            },
        };
    }
    let text = to_utf8(parts.read(place)?)?;
    let text = if is_sheet { join_text_runs(&text)? } else { text };
    write_part(out, to, &text)
}

/// Resolves a target relative to a folder: without `.` and `..`, and with forward slashes.
pub(super) fn resolved(folder: &str, target: &str) -> String {
    let target = target.split(['#', '?']).next().unwrap_or_default().replace('\\', "/");
    let start = if target.starts_with('/') { "" } else { folder };
    let mut path: Vec<&str> = Vec::new();
    for step in start.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

/// Decodes percent escapes such as `%20` in a name.
fn unescaped(name: &str) -> String {
    let mut out = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let digits = tail.get(..2).filter(|_| first == b'%').and_then(|d| std::str::from_utf8(d).ok());
        let byte = digits.and_then(|d| u8::from_str_radix(d, 16).ok()).filter(|b| !matches!(b, b'/' | b'\\' | 0));
        out.push(byte.unwrap_or(first));
        rest = if byte.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8(out).map_or_else(|_| name.to_string(), |n| n.to_lowercase())
}

/// Converts a part to UTF-8 and drops the XML declaration, which names another encoding.
fn to_utf8(part: Vec<u8>) -> Result<Vec<u8>, GridError> {
    let encoding = match xml::other_encoding(&part) {
        Some(encoding) => encoding,
        None if xml::is_wide(&part) => encoding_rs::UTF_16LE,
        None => return Ok(part),
    };
    let (text, _, bad) = encoding.decode(&part);
    if bad {
        return Err(GridError::Damaged(format!("a part is no whole {}", encoding.name())));
    }
    let body = match text.split_once("?>") {
        Some((head, body)) if head.starts_with("<?xml") => body,
        _ => &text,
    };
    Ok(body.as_bytes().to_vec())
}

/// Rewrites a sheet so that each value and formula is a single text node, and numbers have no surrounding white space.
fn join_text_runs(part: &[u8]) -> Result<Vec<u8>, GridError> {
    let mut xml = Reader::from_reader(part);
    let mut out = Vec::with_capacity(part.len());
    let (mut number, mut copied) = (true, 0usize);
    // The start of the text of an open value or formula, whether it is a value, and the text so far.
    let mut open: Option<(usize, bool, String)> = None;
    loop {
        let before = xml.buffer_position() as usize;
        let event = xml.read_event().map_err(damaged)?;
        let after = xml.buffer_position() as usize;
        match (event, &mut open) {
            (Event::Eof, _) => break,
            (Event::Start(e), None) => match e.local_name().as_ref() {
                "c" => number = !matches!(attribute(&e, "t").as_deref(), Some("str" | "d" | "inlineStr")),
                name @ ("v" | "f") => open = Some((after, name == "v", String::new())),
                _ => {}
            },
            (Event::End(_), Some((begin, is_value, text))) => {
                out.extend_from_slice(part.get(copied..*begin).unwrap_or_default());
                let mut text: &str = text;
                if *is_value && number {
                    text = text.trim_matches(|c: char| c.is_ascii_whitespace());
                    text =
                        text.strip_prefix('+').filter(|t| t.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(text);
                }
                out.extend_from_slice(escape(text).as_bytes());
                copied = before;
                open = None;
            }
            (Event::Text(t), Some((_, _, text))) => text.push_str(&t.xml10_content()),
            (Event::CData(t), Some((_, _, text))) => text.push_str(&t.xml10_content()),
            (Event::GeneralRef(r), Some((_, _, text))) => {
                let name = r.xml10_content();
                let letter = xml::entity(&name).filter(|_| name.starts_with('#') || NAMED.contains(&&*name));
                text.push(letter.ok_or_else(|| GridError::Damaged(format!("an unknown entity '&{name};'")))?);
            }
            (Event::Comment(_) | Event::PI(_), _) | (_, None) => {}
            (_, Some(_)) => return Err(GridError::Damaged("an element stands within a value".into())),
        }
    }
    out.extend_from_slice(part.get(copied..).unwrap_or_default());
    Ok(out)
}

/// The entities that XML predefines.
const NAMED: [&str; 5] = ["amp", "lt", "gt", "quot", "apos"];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_against_their_folder() {
        for (folder, target, path) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/styles.xml", "xl/styles.xml"),
            ("xl", "../xl/./styles.xml", "xl/styles.xml"),
            ("xl", "..\\book\\a.xml#x", "book/a.xml"),
            ("", "../../../a.xml", "a.xml"),
        ] {
            assert_eq!(resolved(folder, target), path, "{target}");
        }
        assert_eq!(unescaped("trang%201.xml"), "trang 1.xml");
        assert_eq!(unescaped("a%2Fb%zz%"), "a%2Fb%zz%".to_lowercase());
    }

    #[test]
    fn split_values_are_joined() {
        let cells = |cells: &str| join_text_runs(cells.as_bytes()).map(|w| String::from_utf8(w).unwrap());
        for (from, to) in [
            (r#"<c><v>12<!-- x -->34</v></c>"#, "<c><v>1234</v></c>"),
            ("<c><v>12<![CDATA[3]]>&#52;</v></c>", "<c><v>1234</v></c>"),
            ("<c>\n <v>\n +7 </v></c>", "<c>\n <v>7</v></c>"),
            (
                r#"<c t="str"><f>A<?x?>1&amp;"b"</f><v> a<![CDATA[<]]> </v></c>"#,
                r#"<c t="str"><f>A1&amp;&quot;b&quot;</f><v> a&lt; </v></c>"#,
            ),
            ("<c><v/><f/></c><!-- <v>1</v> --><c/>", "<c><v/><f/></c><!-- <v>1</v> --><c/>"),
        ] {
            assert_eq!(cells(from).unwrap(), to, "{from}");
        }
        for bad in ["<c><v>1<b/>2</v></c>", "<c><v>1&copy;</v></c>", "<c><v>1</c>"] {
            assert!(cells(bad).is_err(), "{bad}");
        }
    }
}
