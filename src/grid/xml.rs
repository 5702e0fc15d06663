//! Shared helpers of the XML formats: events within a depth limit, attributes, entities. A DTD is an error.

use super::error::GridError;
use crate::limits::Limits;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::BufRead;

/// An XML event that matters for a table.
pub(super) enum XmlEvent {
    /// A start tag: local name and attributes (local names, unescaped values).
    Open(String, Vec<(String, String)>),
    /// An end tag.
    Close(String),
    /// Text.
    Text(String),
}

/// Calls `each` for the events of a document.
///
/// # Errors
///
/// The document is not well-formed, has a DTD or exceeds the depth limit, or `each` returns an error.
pub(super) fn stream(
    source: impl BufRead,
    limits: &Limits,
    mut each: impl FnMut(XmlEvent) -> Result<(), GridError>,
) -> Result<(), GridError> {
    let damaged = |e: &dyn std::fmt::Display| GridError::Damaged(e.to_string());
    let mut xml = Reader::from_reader(source);
    xml.config_mut().check_end_names = true;
    let mut buf = Vec::new();
    let mut depth = 0u64;
    loop {
        buf.clear();
        match xml.read_event_into(&mut buf).map_err(|e| damaged(&e))? {
            Event::Start(e) => {
                depth += 1;
                if depth > limits.xml_depth {
                    return Err(GridError::limit("độ sâu của XML", "depth of the XML", limits.xml_depth));
                }
                each(open(&e))?;
            }
            Event::Empty(e) => {
                let XmlEvent::Open(name, attributes) = open(&e) else { continue };
                each(XmlEvent::Open(name.clone(), attributes))?;
                each(XmlEvent::Close(name))?;
            }
            Event::End(e) => {
                depth = depth.saturating_sub(1);
                each(XmlEvent::Close(e.local_name().as_ref().to_string()))?;
            }
            Event::Text(t) => each(XmlEvent::Text(t.xml10_content().into_owned()))?,
            Event::CData(t) => each(XmlEvent::Text(t.xml10_content().into_owned()))?,
            Event::GeneralRef(r) => {
                let name = r.xml10_content().into_owned();
                each(XmlEvent::Text(entity(&name).map_or_else(|| format!("&{name};"), String::from)))?;
            }
            Event::DocType(_) => return Err(GridError::Damaged("it declares a document type".into())),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn open(e: &BytesStart<'_>) -> XmlEvent {
    let one = |a: quick_xml::events::attributes::Attribute<'_>| {
        let value = String::from_utf8_lossy(a.value.as_bytes()).into_owned();
        (a.key.local_name().as_ref().to_string(), unescaped(&value))
    };
    XmlEvent::Open(e.local_name().as_ref().to_string(), e.attributes().flatten().map(one).collect())
}

/// Returns the text with its character references resolved. Unknown references stay unchanged.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let known = after.split_once(';').filter(|(name, _)| name.len() <= 10);
        match known.and_then(|(name, tail)| Some((entity(name)?, tail))) {
            Some((letter, tail)) => {
                out.push(letter);
                rest = tail;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The HTML entity names of the characters 160 to 255.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash \
Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml \
igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn \
yuml";

/// Returns the character of a reference, written without `&` and `;`.
pub(super) fn entity(name: &str) -> Option<char> {
    if let Some(code) = name.strip_prefix('#') {
        let code = match code.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => code.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "ndash" => Some('–'),
        "mdash" => Some('—'),
        "hellip" => Some('…'),
        _ => LATIN.split(' ').position(|n| n == name).and_then(|i| char::from_u32(160 + i as u32)),
    }
}

/// Returns the value of an attribute.
pub(super) fn attribute<'a>(all: &'a [(String, String)], name: &str) -> Option<&'a str> {
    all.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

/// Returns a count from an attribute, at least 1.
pub(super) fn count(all: &[(String, String)], name: &str) -> u32 {
    attribute(all, name).and_then(|v| v.parse().ok()).unwrap_or(1).max(1)
}

/// Returns true if a part is UTF-16.
pub(super) fn is_wide(part: &[u8]) -> bool {
    part.starts_with(b"\xFF\xFE") || part.starts_with(b"\xFE\xFF")
}

/// Returns the encoding that the declaration of a part names, if it is neither UTF-8 nor UTF-16.
pub(super) fn other_encoding(part: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = part.get(..part.len().min(DECLARATION))?;
    let head = head.starts_with(b"<?xml").then(|| head.split(|b| *b == b'>').next())??;
    let head = std::str::from_utf8(head).ok()?;
    let value = head.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let name = value.get(1..)?.split(['"', '\'']).next()?;
    let encoding = encoding_rs::Encoding::for_label(name.as_bytes())?;
    let is_usual = [encoding_rs::UTF_8, encoding_rs::UTF_16LE, encoding_rs::UTF_16BE].contains(&encoding);
    (!is_usual && !name.eq_ignore_ascii_case("us-ascii")).then_some(encoding)
}

/// The number of bytes that are searched for a declaration.
const DECLARATION: usize = 200;

/// Returns true if white space or a plus sign surrounds a number.
pub(super) fn is_padded(text: &str) -> bool {
    let text = text.as_bytes();
    let blank = |b: Option<&u8>| b.is_some_and(u8::is_ascii_whitespace);
    blank(text.first()) || blank(text.last()) || text.first() == Some(&b'+')
}
