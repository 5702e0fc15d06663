//! The tags of a part of XML that has nothing odd: no comment, no CDATA, no document type, UTF-8, every element closed.

use crate::limits::Limits;
use memchr::memchr;
use std::borrow::Cow;

/// Something that only a parser can tell, or that stands beyond a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Odd;

/// What a tag does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It begins an element.
    Open,
    /// It is a whole element.
    Empty,
    /// It ends an element.
    Close,
}

/// A tag.
#[derive(Clone, Copy, Debug)]
pub struct Tag<'a> {
    /// The text before it, as it stands.
    pub before: &'a [u8],
    /// Name as it stands.
    pub name: &'a [u8],
    /// What it does.
    pub kind: Kind,
    attributes: &'a [u8],
}

impl<'a> Tag<'a> {
    /// Its name without prefix.
    pub fn local(&self) -> &'a [u8] {
        local(self.name)
    }

    /// Values of the attributes with these names as they stand; others do not matter.
    pub fn attributes<const N: usize>(&self, names: [&[u8]; N]) -> Result<[Option<&'a [u8]>; N], Odd> {
        let mut found = [None; N];
        let mut rest = self.attributes.trim_ascii_start();
        while !rest.is_empty() {
            let end = rest.iter().position(|b| *b == b'=').ok_or(Odd)?;
            let (name, value) = rest.split_at(end);
            let value = value.strip_prefix(b"=\"").ok_or(Odd)?;
            let (value, after) = value.split_at(value.iter().position(|b| *b == b'"').ok_or(Odd)?);
            rest = after.get(1..).ok_or(Odd)?.trim_ascii_start();
            match names.iter().position(|known| *known == name) {
                Some(at) => {
                    let slot = found.get_mut(at).ok_or(Odd)?;
                    if slot.replace(value).is_some() {
                        return Err(Odd);
                    }
                }
                // The same name with another prefix, or with white space.
                None if !is_name(name) || names.iter().any(|known| local(known) == local(name)) => return Err(Odd),
                None => {}
            }
        }
        Ok(found)
    }
}

fn local(name: &[u8]) -> &[u8] {
    name.iter().position(|b| *b == b':').and_then(|at| name.get(at + 1..)).unwrap_or(name)
}

fn is_name(name: &[u8]) -> bool {
    name.iter().all(|b| is_of_name(*b))
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.')
}

/// The tags of a part, in order.
pub struct Tags<'a> {
    rest: &'a [u8],
    open: Vec<&'a [u8]>,
    depth: usize,
}

impl<'a> Tags<'a> {
    /// Of a part's bytes.
    pub fn new(part: &'a [u8], limits: &Limits) -> Result<Self, Odd> {
        let mut rest = part.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(part);
        if let Some(told) = rest.strip_prefix(b"<?xml ") {
            let end = memchr(b'>', told).ok_or(Odd)?;
            let (told, after) = (told.get(..end).ok_or(Odd)?, told.get(end + 1..).ok_or(Odd)?);
            let told = told.to_ascii_lowercase();
            let has = |word: &[u8]| memchr::memmem::find(&told, word).is_some();
            let utf8 = has(b"encoding=\"utf-8\"") || has(b"encoding='utf-8'");
            if !told.ends_with(b"?") || (has(b"encoding") && !utf8) {
                return Err(Odd);
            }
            rest = after;
        }
        Ok(Tags { rest, open: Vec::new(), depth: usize::try_from(limits.xml_depth).unwrap_or(usize::MAX) })
    }

    /// The next tag; none behind the last.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Option<Tag<'a>>, Odd> {
        let Some(at) = memchr(b'<', self.rest) else {
            return if self.open.is_empty() { Ok(None) } else { Err(Odd) };
        };
        let (before, tag) = self.rest.split_at(at);
        let tag = tag.get(1..).ok_or(Odd)?;
        if let Some(closed) = tag.strip_prefix(b"/") {
            let name = self.open.pop().ok_or(Odd)?;
            self.rest = closed.strip_prefix(name).and_then(|rest| rest.strip_prefix(b">")).ok_or(Odd)?;
            return Ok(Some(Tag { before, name, kind: Kind::Close, attributes: b"" }));
        }
        let (name, told) = tag.split_at(tag.iter().position(|b| !is_of_name(*b)).ok_or(Odd)?);
        // A bracket in quotes ends no tag.
        let (mut quoted, mut end) = (false, 0);
        for byte in told {
            match byte {
                b'"' => quoted = !quoted,
                b'>' if !quoted => break,
                b'\'' if !quoted => return Err(Odd),
                b'<' => return Err(Odd),
                _ => {}
            }
            end += 1;
        }
        let (told, rest) = told.split_at(end);
        self.rest = rest.get(1..).ok_or(Odd)?;
        let (attributes, kind) = told.strip_suffix(b"/").map_or((told, Kind::Open), |body| (body, Kind::Empty));
        if name.is_empty() || attributes.first().is_some_and(|b| !b.is_ascii_whitespace()) {
            return Err(Odd);
        }
        if kind == Kind::Open {
            self.open.push(name);
            if self.open.len() > self.depth {
                return Err(Odd);
            }
        }
        Ok(Some(Tag { before, name, kind, attributes }))
    }

    /// How many elements are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// The element in which one of the tag's kind stands, once [`Tags::next`] has given it.
    pub fn parent(&self, tag: &Tag<'_>) -> &'a [u8] {
        let above = if tag.kind == Kind::Open { 2 } else { 1 };
        self.open.len().checked_sub(above).and_then(|at| self.open.get(at)).copied().unwrap_or_default()
    }

    /// The text of an element that holds nothing else, as it stands.
    pub fn content(&mut self, tag: &Tag<'a>) -> Result<&'a [u8], Odd> {
        match tag.kind {
            Kind::Empty => Ok(b""),
            Kind::Close => Err(Odd),
            Kind::Open => match self.next()? {
                Some(Tag { before, kind: Kind::Close, .. }) => Ok(before),
                _ => Err(Odd),
            },
        }
    }

    /// Passes over the rest of an element.
    pub fn pass(&mut self, tag: &Tag<'a>) -> Result<(), Odd> {
        if tag.kind != Kind::Open {
            return Ok(());
        }
        let depth = self.open.len();
        while self.open.len() >= depth {
            self.next()?.ok_or(Odd)?;
        }
        Ok(())
    }
}

/// A text or a value with its references resolved.
pub fn text(raw: &[u8]) -> Result<Cow<'_, str>, Odd> {
    // Ends of lines are told otherwise than they stand.
    if memchr(b'\r', raw).is_some() {
        return Err(Odd);
    }
    let raw = std::str::from_utf8(raw).map_err(|_| Odd)?;
    match memchr(b'&', raw.as_bytes()) {
        None => Ok(Cow::Borrowed(raw)),
        Some(_) => quick_xml::escape::unescape(raw).map_err(|_| Odd),
    }
}
