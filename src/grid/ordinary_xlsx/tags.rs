//! A tokeniser for the tags of an XML part in the supported subset: UTF-8, no comments, no CDATA, no document type, all
//! elements closed.

use crate::grid::line_visibility::may_hide;
use crate::limits::Limits;
use memchr::{memchr, memchr2};
use std::borrow::Cow;

/// The input is outside the supported XML subset or exceeds a limit; use the general parser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UnsupportedXml;

/// The kind of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TagKind {
    /// Start tag.
    Open,
    /// Empty-element tag.
    Empty,
    /// End tag.
    Close,
}

/// A tag.
#[derive(Clone, Copy, Debug)]
pub(crate) struct XmlTag<'a> {
    /// The raw text before the tag.
    pub before: &'a str,
    /// The name as written, with prefix.
    pub name: &'a str,
    /// The kind.
    pub kind: TagKind,
    attributes: &'a str,
}

impl<'a> XmlTag<'a> {
    /// Returns the name without prefix.
    pub(crate) fn local(&self) -> &'a str {
        local(self.name)
    }

    /// Returns true if the tag of a row or column may hide it: most have no flag and no size of zero.
    pub(crate) fn may_hide(&self) -> bool {
        may_hide(self.attributes.as_bytes())
    }

    /// Returns the raw values of the attributes with these names. Other attributes are ignored.
    pub(crate) fn attributes<const N: usize>(&self, names: [&str; N]) -> Result<[Option<&'a str>; N], UnsupportedXml> {
        let mut found = [None; N];
        let mut rest = self.attributes.trim_ascii_start();
        while !rest.is_empty() {
            let (name, value) = split(rest, b'=')?;
            let value = value.strip_prefix("=\"").ok_or(UnsupportedXml)?;
            let (value, after) = split(value, b'"')?;
            rest = after.get(1..).ok_or(UnsupportedXml)?.trim_ascii_start();
            match names.iter().position(|known| *known == name) {
                Some(at) => {
                    let slot = found.get_mut(at).ok_or(UnsupportedXml)?;
                    if slot.replace(value).is_some() {
                        return Err(UnsupportedXml);
                    }
                }
                // The same name with another prefix, or with white space.
                None if !is_name(name) || names.iter().any(|known| local(known) == local(name)) => {
                    return Err(UnsupportedXml);
                }
                None => {}
            }
        }
        Ok(found)
    }
}

/// Splits the text before the first occurrence of an ASCII character.
fn split(text: &str, sign: u8) -> Result<(&str, &str), UnsupportedXml> {
    let at = text.bytes().position(|b| b == sign).ok_or(UnsupportedXml)?;
    text.split_at_checked(at).ok_or(UnsupportedXml)
}

fn local(name: &str) -> &str {
    name.bytes().position(|b| b == b':').and_then(|at| name.get(at + 1..)).unwrap_or(name)
}

fn is_name(name: &str) -> bool {
    name.bytes().all(|b| NAME[usize::from(b)])
}

/// Characters of a name.
static NAME: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || matches!(byte as u8, b':' | b'_' | b'-' | b'.');
        byte += 1;
    }
    table
};

/// Characters that end a tag or decide whether `>` ends it.
static SIGN: [bool; 256] = {
    let mut table = [false; 256];
    let (mut at, signs) = (0, *b"\"'<>");
    while at < signs.len() {
        table[signs[at] as usize] = true;
        at += 1;
    }
    table
};

/// The tags of a part, in order.
pub(super) struct XmlTags<'a> {
    rest: &'a str,
    open: Vec<&'a str>,
    depth: usize,
}

impl<'a> XmlTags<'a> {
    /// Creates a tokeniser for the bytes of a part.
    pub(super) fn new(part: &'a [u8], limits: &Limits) -> Result<Self, UnsupportedXml> {
        let part = simdutf8::basic::from_utf8(part).map_err(|_| UnsupportedXml)?;
        let mut rest = part.strip_prefix('\u{FEFF}').unwrap_or(part);
        if let Some(told) = rest.strip_prefix("<?xml ") {
            let (told, after) = told.split_once('>').ok_or(UnsupportedXml)?;
            let told = told.to_ascii_lowercase();
            let utf8 = told.contains("encoding=\"utf-8\"") || told.contains("encoding='utf-8'");
            if !told.ends_with('?') || (told.contains("encoding") && !utf8) {
                return Err(UnsupportedXml);
            }
            rest = after;
        }
        Ok(XmlTags { rest, open: Vec::new(), depth: usize::try_from(limits.xml_depth).unwrap_or(usize::MAX) })
    }

    /// Returns the next tag, or `None` after the last one.
    #[allow(clippy::should_implement_trait)]
    pub(super) fn next(&mut self) -> Result<Option<XmlTag<'a>>, UnsupportedXml> {
        let Some(at) = memchr(b'<', self.rest.as_bytes()) else {
            return if self.open.is_empty() { Ok(None) } else { Err(UnsupportedXml) };
        };
        let (before, tag) = self.rest.split_at_checked(at).ok_or(UnsupportedXml)?;
        let tag = tag.get(1..).ok_or(UnsupportedXml)?;
        if let Some(closed) = tag.strip_prefix('/') {
            let name = self.open.pop().ok_or(UnsupportedXml)?;
            self.rest = closed.strip_prefix(name).and_then(|rest| rest.strip_prefix('>')).ok_or(UnsupportedXml)?;
            return Ok(Some(XmlTag { before, name, kind: TagKind::Close, attributes: "" }));
        }
        let bytes = tag.as_bytes();
        let named = bytes.iter().position(|b| !NAME[usize::from(*b)]).ok_or(UnsupportedXml)?;
        // `>` in a quoted value does not end the tag.
        let (mut quoted, mut end) = (false, named);
        loop {
            let ahead = bytes.get(end..).ok_or(UnsupportedXml)?;
            end += ahead.iter().position(|b| SIGN[usize::from(*b)]).ok_or(UnsupportedXml)?;
            match bytes.get(end) {
                Some(b'"') => quoted = !quoted,
                Some(b'>') if !quoted => break,
                Some(b'\'' | b'>') if quoted => {}
                _ => return Err(UnsupportedXml),
            }
            end += 1;
        }
        let (tag, rest) = tag.split_at_checked(end).ok_or(UnsupportedXml)?;
        let (name, told) = tag.split_at_checked(named).ok_or(UnsupportedXml)?;
        self.rest = rest.get(1..).ok_or(UnsupportedXml)?;
        let (attributes, kind) = told.strip_suffix('/').map_or((told, TagKind::Open), |body| (body, TagKind::Empty));
        if name.is_empty() || attributes.bytes().next().is_some_and(|b| !b.is_ascii_whitespace()) {
            return Err(UnsupportedXml);
        }
        if kind == TagKind::Open {
            self.open.push(name);
            if self.open.len() > self.depth {
                return Err(UnsupportedXml);
            }
        }
        Ok(Some(XmlTag { before, name, kind, attributes }))
    }

    /// Returns the number of open elements.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Returns the name of the element that contains `tag`. `tag` must be the tag that [`Tags::next`] returned last.
    pub(super) fn parent(&self, tag: &XmlTag<'_>) -> &'a str {
        let above = if tag.kind == TagKind::Open { 2 } else { 1 };
        self.open.len().checked_sub(above).and_then(|at| self.open.get(at)).copied().unwrap_or_default()
    }

    /// Returns the raw text of an element without child elements.
    pub(super) fn content(&mut self, tag: &XmlTag<'a>) -> Result<&'a str, UnsupportedXml> {
        match tag.kind {
            TagKind::Empty => Ok(""),
            TagKind::Close => Err(UnsupportedXml),
            TagKind::Open => match self.next()? {
                Some(XmlTag { before, kind: TagKind::Close, .. }) => Ok(before),
                _ => Err(UnsupportedXml),
            },
        }
    }

    /// Skips the rest of an element.
    pub(super) fn pass(&mut self, tag: &XmlTag<'a>) -> Result<(), UnsupportedXml> {
        if tag.kind != TagKind::Open {
            return Ok(());
        }
        let depth = self.open.len();
        while self.open.len() >= depth {
            self.next()?.ok_or(UnsupportedXml)?;
        }
        Ok(())
    }
}

/// Returns a text or value with its character references resolved.
pub(super) fn text(raw: &str) -> Result<Cow<'_, str>, UnsupportedXml> {
    match memchr2(b'&', b'\r', raw.as_bytes()) {
        None => Ok(Cow::Borrowed(raw)),
        // An XML parser normalises line ends, so the raw text is not the content.
        Some(_) if memchr(b'\r', raw.as_bytes()).is_some() => Err(UnsupportedXml),
        Some(_) => quick_xml::escape::unescape(raw).map_err(|_| UnsupportedXml),
    }
}

/// Parses a whole number of at most nine digits.
pub(super) fn digits(text: &str) -> Option<usize> {
    let plain = (1..10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.bytes().fold(0, |sum, b| sum * 10 + usize::from(b - b'0')))
}
