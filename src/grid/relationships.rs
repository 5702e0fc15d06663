//! Relationships and the sheet list of an OOXML package, read by a full XML parser.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;

/// A relationship: its id, its kind (the last segment of its type), and its target as written.
#[derive(Debug, PartialEq)]
pub(crate) struct Relationship {
    /// The relationship id.
    pub id: String,
    pub(super) kind: String,
    pub(super) target: String,
}

impl Relationship {
    /// Creates a relationship from its attributes.
    pub(crate) fn new(id: String, kind: &str, target: String) -> Self {
        Relationship { id, kind: kind.rsplit('/').next().unwrap_or_default().to_string(), target }
    }

    /// Returns the kind: the last segment of the type.
    pub(crate) fn kind(&self) -> &str {
        &self.kind
    }

    /// Returns the part that a relationship of the workbook refers to, in lower case.
    pub(crate) fn path(&self) -> String {
        match self.target.strip_prefix('/') {
            Some(whole) => whole.to_ascii_lowercase(),
            None => format!("xl/{}", self.target).to_ascii_lowercase(),
        }
    }
}

/// Returns the internal relationships of a relationships part.
pub(super) fn links(xml: &[u8]) -> Vec<Relationship> {
    let mut out = Vec::new();
    tags(xml, |name, tag| {
        let outside = || attribute(tag, "TargetMode").is_some_and(|m| m == "External");
        if name == "Relationship"
            && let (Some(id), Some(kind), Some(target)) =
                (attribute(tag, "Id"), attribute(tag, "Type"), attribute(tag, "Target"))
            && !outside()
        {
            out.push(Relationship::new(id, &kind, target));
        }
    });
    out
}

/// Returns the targets of a relationships part by id, external ones too.
pub(super) fn relations(xml: &[u8]) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    tags(xml, |name, tag| {
        if name == "Relationship"
            && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
        {
            out.insert(id, target);
        }
    });
    out
}

/// Returns name, relationship id and hidden state of the sheets, in order.
pub(super) fn sheets(xml: &[u8]) -> Vec<(String, String, bool)> {
    let mut out = Vec::new();
    tags(xml, |name, tag| {
        if name == "sheet" {
            let hidden = attribute(tag, "state").is_some_and(|s| s != "visible");
            out.push((attribute(tag, "name").unwrap_or_default(), attribute(tag, "id").unwrap_or_default(), hidden));
        }
    });
    out
}

/// Calls `each` for every start tag of a part, in order. Stops silently at the first XML error.
pub(super) fn tags(xml: &[u8], mut each: impl FnMut(&str, &BytesStart<'_>)) {
    let mut reader = Reader::from_reader(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(e) | Event::Empty(e)) => each(e.local_name().as_ref(), &e),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// Returns an attribute by its local name, without its entities; as written if an entity is unknown.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    let text = quick_xml::escape::unescape(&found.value).map(|t| t.into_owned());
    text.ok().or_else(|| Some(found.value.to_string()))
}
