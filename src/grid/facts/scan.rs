//! Reads an XML part with its namespaces resolved. It gives no name a meaning.

use super::super::error::GridError;
use super::super::xml::{entity, unescaped};
use super::names;
use crate::limits::Limits;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// One event of a part. Names have the prefixes of [`names::prefix`]; those of the main namespace have none.
#[derive(Debug)]
pub(super) enum PartEvent<'a> {
    /// A start tag with its attributes, without namespace declarations.
    Open(&'a str, &'a [(String, String)]),
    /// An end tag.
    Close,
    /// Text.
    Text(&'a str),
    /// Something that programs read differently, in words.
    Strange(&'static str),
}

/// The namespace declarations in force, innermost last: depth, prefix as written, prefix of the namespace.
#[derive(Default)]
struct Scopes(Vec<(u64, String, &'static str)>);

impl Scopes {
    fn declare(&mut self, tag: &BytesStart<'_>, depth: u64) {
        if !tag.contains("xmlns") {
            return;
        }
        for attribute in tag.attributes().flatten() {
            let key = attribute.key.as_ref();
            let own = if key == "xmlns" { Some("") } else { key.strip_prefix("xmlns:") };
            if let Some(own) = own {
                let uri = unescaped(&attribute.value);
                let prefix = if uri.is_empty() { names::NO_NAMESPACE } else { names::prefix(&uri) };
                self.0.push((depth, own.to_string(), prefix));
            }
        }
    }

    fn leave(&mut self, depth: u64) {
        while self.0.last().is_some_and(|(of, _, _)| *of >= depth) {
            self.0.pop();
        }
    }

    /// Returns a name with the prefix of its namespace. An attribute without a prefix has no namespace.
    fn name(&self, written: &str, is_attribute: bool) -> String {
        let (own, local) = written.split_once(':').unwrap_or(("", written));
        if own == "xml" {
            return written.to_string();
        }
        if is_attribute && own.is_empty() {
            return local.to_string();
        }
        let found = self.0.iter().rev().find(|(_, name, _)| name == own).map(|(_, _, prefix)| *prefix);
        match found.unwrap_or(if own.is_empty() { names::NO_NAMESPACE } else { names::UNKNOWN }) {
            "" => local.to_string(),
            prefix => format!("{prefix}:{local}"),
        }
    }
}

/// Calls `each` for the events of a part.
///
/// # Errors
///
/// The part is not well-formed or too deep.
pub(super) fn scan(part: &[u8], limits: &Limits, mut each: impl FnMut(PartEvent<'_>)) -> Result<(), GridError> {
    let damaged = |e: &dyn std::fmt::Display| GridError::Damaged(e.to_string());
    let mut reader = Reader::from_reader(part);
    reader.config_mut().check_end_names = true;
    let mut scopes = Scopes::default();
    let mut depth = 0u64;
    loop {
        let event = reader.read_event().map_err(|e| damaged(&e))?;
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                depth += 1;
                if depth > limits.xml_depth {
                    return Err(GridError::limit("độ sâu của XML", "depth of the XML", limits.xml_depth));
                }
                scopes.declare(&tag, depth);
                let name = scopes.name(tag.name().as_ref(), false);
                let attributes = attributes(&tag, &scopes, &mut each);
                each(PartEvent::Open(&name, &attributes));
                if is_empty {
                    each(PartEvent::Close);
                    scopes.leave(depth);
                    depth -= 1;
                }
            }
            Event::End(_) => {
                each(PartEvent::Close);
                scopes.leave(depth);
                depth = depth.saturating_sub(1);
            }
            Event::Text(text) => each(PartEvent::Text(&text.xml10_content())),
            Event::CData(text) => each(PartEvent::Text(&text.xml10_content())),
            Event::GeneralRef(name) => {
                let name = name.xml10_content();
                let text = entity(&name).map_or_else(|| format!("&{name};"), String::from);
                each(PartEvent::Text(&text));
            }
            Event::DocType(_) => return Err(GridError::Damaged("it declares a document type".into())),
            Event::PI(_) => each(PartEvent::Strange("processing instruction")),
            Event::Eof if depth > 0 => return Err(GridError::Damaged("an element is never closed".into())),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) => {}
        }
    }
}

fn attributes(tag: &BytesStart<'_>, scopes: &Scopes, each: &mut impl FnMut(PartEvent<'_>)) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for attribute in tag.attributes() {
        let Ok(attribute) = attribute else {
            each(PartEvent::Strange("attribute twice"));
            continue;
        };
        let key = attribute.key.as_ref();
        if key == "xmlns" || key.starts_with("xmlns:") {
            continue;
        }
        let name = scopes.name(key, true);
        if out.iter().any(|(known, _)| *known == name) {
            each(PartEvent::Strange("attribute twice"));
        }
        out.push((name, unescaped(&attribute.value)));
    }
    out
}
