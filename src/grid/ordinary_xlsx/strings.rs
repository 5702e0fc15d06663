//! Reads texts with their runs: shared strings and inline strings.

use super::tags::{TagKind, UnsupportedXml, XmlTag, XmlTags, text};
use crate::limits::Limits;
use crate::model::shared_str::SharedStr;
use std::borrow::Cow;

/// Reads the shared strings, and whether one of them has a run with properties.
pub(super) fn list(mut tags: XmlTags<'_>, limits: &Limits) -> Result<(Vec<SharedStr>, bool), UnsupportedXml> {
    let root = tags.next()?.filter(|tag| tag.name == "sst").ok_or(UnsupportedXml)?;
    let (mut out, mut has_properties) = (Vec::new(), false);
    while let Some(tag) = tags.next()? {
        match (tag.name, tag.kind) {
            ("si", TagKind::Open | TagKind::Empty) if tags.parent(&tag) == root.name => {
                out.push(SharedStr::from(&*whole_text(&mut tags, &tag, &mut has_properties)?));
            }
            ("sst", TagKind::Close) => {}
            _ => return Err(UnsupportedXml),
        }
        if out.len() as u64 > limits.shared_strings {
            return Err(UnsupportedXml);
        }
    }
    Ok((out, has_properties))
}

/// Returns the text of an element with its runs joined. Phonetic hints are left out. `has_properties` becomes true if a
/// run has properties.
pub(super) fn whole_text<'a>(
    tags: &mut XmlTags<'a>,
    element: &XmlTag<'a>,
    has_properties: &mut bool,
) -> Result<Cow<'a, str>, UnsupportedXml> {
    let mut out = Cow::Borrowed("");
    if element.kind == TagKind::Empty {
        return Ok(out);
    }
    loop {
        let tag = tags.next()?.ok_or(UnsupportedXml)?;
        match (tag.name, tag.kind) {
            ("t", TagKind::Open | TagKind::Empty) => {
                let [space] = tag.attributes(["xml:space"])?;
                let piece = piece(tags.content(&tag)?, space == Some("preserve"))?;
                if out.is_empty() { out = piece } else { out.to_mut().push_str(&piece) }
            }
            ("r", _) => {}
            ("rPr" | "rPh" | "phoneticPr", _) => {
                *has_properties |= tag.name == "rPr";
                tags.pass(&tag)?;
            }
            (name, TagKind::Close) if name == element.name => return Ok(out),
            _ => return Err(UnsupportedXml),
        }
    }
}

/// Returns the text of a run. Without `xml:space="preserve"`, surrounding white space is removed.
fn piece(raw: &str, keep: bool) -> Result<Cow<'_, str>, UnsupportedXml> {
    let whole = text(raw)?;
    let bare = |text: &str| !keep && text.starts_with(BLANK) | text.ends_with(BLANK);
    let out = if bare(&whole) { Cow::Owned(whole.trim_matches(BLANK).to_string()) } else { whole };
    if is_escaped(&out) { Err(UnsupportedXml) } else { Ok(out) }
}

const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

/// Returns true if the text may contain a character escaped as `_x000D_`, as Excel writes characters that XML cannot
/// hold.
pub(super) fn is_escaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'_', bytes).any(|at| bytes.get(at + 1) == Some(&b'x'))
}
