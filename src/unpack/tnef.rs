//! Extracts the attachments of a winmail.dat, in which Outlook sends an e-mail in rich text, and of e-mails attached to
//! it. The file is structured as in [MS-OXTNEF]: a list of attributes of the message and of its attachments, one of which
//! holds the properties of [MS-OXPROPS]. Checksums are not compared: many programs write wrong ones, and a workbook has its
//! own.

use super::outlook::{
    self, BODIES, CONTENT, CONTENT_ID, DELIVERED, DISPLAY_NAME, LONG_NAME, PAGE, SENDER_ADDRESS, SENDER_NAME,
    SENDER_SMTP, SENT, SHORT_NAME, SUBJECT, WORKBOOK_STREAMS,
};
use super::{EntrySource, UnpackFault, UnpackedFiles, damaged, decode_text, full_name};
use crate::grid::{FileKind, OtherFileKind, sniff};
use crate::model::received_file::{LeftReason, MailInfo};
use std::collections::BTreeMap;
use std::io::Cursor;

/// The signature and the key in front of the attributes.
const SIGNATURE: &[u8] = b"\x78\x9F\x3E\x22";

/// Numbers of attributes.
const BODY: u32 = 0x0002_800C;
const TITLE_OF_MESSAGE: u32 = 0x0001_8004;
const MESSAGE: u32 = 0x0006_9003;
const BEGIN: u32 = 0x0006_9002;
const TITLE: u32 = 0x0001_8010;
const DATA: u32 = 0x0006_800F;
const ATTACHMENT: u32 = 0x0006_9005;

/// Kinds of objects that an attachment may be: the first bytes of its content.
const MESSAGE_OBJECT: &[u8] = b"\x07\x03\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46";

/// Extracts the attachments. `outer` is the e-mail around the file, whose sender holds.
pub(super) fn open(
    bytes: &[u8],
    name: &str,
    outer: Option<&MailInfo>,
    out: &mut UnpackedFiles,
) -> Result<(), UnpackFault> {
    let attributes = bytes.strip_prefix(SIGNATURE).and_then(|rest| rest.get(2..));
    let mut stream = AttributeStream { rest: attributes.ok_or_else(|| damaged(OtherFileKind::Tnef))? };
    let (mut message, mut attached) = (OutlookProperties::default(), Vec::<TnefAttachment>::new());
    let (mut body, mut is_empty) = (None, true);
    for (number, content) in &mut stream {
        is_empty = false;
        match number {
            BODY => body = Some(decode_text(content).trim_end_matches('\0').to_string()),
            TITLE_OF_MESSAGE => message.add(SUBJECT, content),
            MESSAGE => message.read(content),
            BEGIN => attached.push(TnefAttachment::default()),
            TITLE | DATA | ATTACHMENT => {
                if attached.is_empty() {
                    attached.push(TnefAttachment::default());
                }
                let Some(last) = attached.last_mut() else { continue };
                match number {
                    TITLE => last.title = decode_text(content).trim_end_matches('\0').to_string(),
                    DATA => last.data = Some(content),
                    _ => last.properties.read(content),
                }
            }
            _ => {}
        }
    }
    let own = message.letter();
    let letter = outer.unwrap_or(&own);
    // A file that ends within an attribute. Other programs add a few bytes to whole ones.
    let is_damaged = is_empty || stream.is_cut();
    if is_damaged {
        // The attachment whose content is cut off.
        attached.pop_if(|last| last.data.is_none() && !last.properties.0.contains_key(&CONTENT));
    }
    for attachment in attached {
        out.counted()?;
        attachment.extract(name, letter, out)?;
    }
    if body.is_some() || BODIES.iter().any(|body| message.0.contains_key(body)) {
        let page = || Some(message.0.get(&PAGE)?.bytes.to_vec());
        let words = body.or_else(|| message.text(outlook::BODY)).map(String::into_bytes).or_else(page);
        out.leave_text(name, &words.unwrap_or_default());
    }
    if is_damaged { Err(damaged(OtherFileKind::Tnef)) } else { Ok(()) }
}

/// Iterator over the attributes: number and content. It ends at the first one that is not whole.
struct AttributeStream<'b> {
    rest: &'b [u8],
}

impl<'b> AttributeStream<'b> {
    fn first(&self) -> Option<(u32, &'b [u8], &'b [u8])> {
        let (level, rest) = self.rest.split_first()?;
        let (number, rest) = word(rest)?;
        let (size, rest) = word(rest)?;
        let (content, rest) = rest.split_at_checked(usize::try_from(size).ok()?)?;
        // Its checksum.
        let rest = rest.get(2..)?;
        matches!(level, 1 | 2).then_some((number, content, rest))
    }

    /// Returns true if the rest begins like an attribute.
    fn is_cut(&self) -> bool {
        matches!(self.rest, [1 | 2, _, _, 0..=9, 0, ..] | [1 | 2] | [1 | 2, _] | [1 | 2, _, _] | [1 | 2, _, _, _])
    }
}

impl<'b> Iterator for &mut AttributeStream<'b> {
    type Item = (u32, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (number, content, rest) = self.first()?;
        self.rest = rest;
        Some((number, content))
    }
}

/// One attachment.
#[derive(Default)]
struct TnefAttachment<'b> {
    title: String,
    data: Option<&'b [u8]>,
    properties: OutlookProperties<'b>,
}

impl TnefAttachment<'_> {
    fn extract(&self, name: &str, letter: &MailInfo, out: &mut UnpackedFiles) -> Result<(), UnpackFault> {
        let known = [LONG_NAME, SHORT_NAME].into_iter().find_map(|number| self.properties.text(number));
        let title = || Some(self.title.clone()).filter(|title| !title.is_empty());
        let called = known.or_else(title).or_else(|| self.properties.text(DISPLAY_NAME)).unwrap_or_default();
        let object = self.properties.0.get(&CONTENT).filter(|value| value.kind == OBJECT);
        if let Some(object) = object {
            return object_within(object.bytes, &called, name, letter, out);
        }
        let data = self.data.or_else(|| self.properties.0.get(&CONTENT).map(|value| value.bytes));
        match data.filter(|data| !data.is_empty() || !called.is_empty()) {
            None if called.is_empty() => out.leave(&full_name(name, &called), LeftReason::NoContent),
            None => out.push(name, &called, Err(outlook::only_linked(&called)), Some(letter)),
            Some(data)
                if self.properties.text(CONTENT_ID).is_some()
                    && sniff(data) == FileKind::Other(OtherFileKind::Image) =>
            {
                out.leave(&full_name(name, &called), LeftReason::Picture);
            }
            Some(data) if data.len() as u64 > out.limits.file_bytes => {
                let most = out.limits.file_bytes;
                let fault = UnpackFault::limit("cỡ một tệp bên trong (byte)", "bytes of a file within", most);
                out.push(name, &called, Err(fault), Some(letter));
            }
            Some(data) => out.add(data.to_vec(), name, &called, Some(letter), EntrySource::Mail)?,
        }
        Ok(())
    }
}

/// Opens an attachment that is an object: an e-mail, or a document in the text of the e-mail.
fn object_within(
    bytes: &[u8],
    called: &str,
    name: &str,
    letter: &MailInfo,
    out: &mut UnpackedFiles,
) -> Result<(), UnpackFault> {
    let full = full_name(name, called);
    let Some((kind, content)) = bytes.split_at_checked(MESSAGE_OBJECT.len()) else {
        out.leave(&full, LeftReason::NoContent);
        return Ok(());
    };
    let document = cfb::CompoundFile::open(Cursor::new(content)).ok();
    if kind == MESSAGE_OBJECT || content.starts_with(SIGNATURE) {
        out.nest(&full, Some(letter), |out| open(content, &full, None, out));
    } else if document.is_some_and(|file| WORKBOOK_STREAMS.iter().any(|stream| file.is_stream(stream))) {
        out.push(name, called, Err(outlook::embedded()), Some(letter));
    } else {
        out.leave(&full, LeftReason::NoContent);
    }
    Ok(())
}

/// A value of a property: its type and its bytes, of several values the first.
struct OutlookValue<'b> {
    kind: u16,
    bytes: &'b [u8],
}

/// The properties of a message or an attachment, by number. The first of equal numbers is kept.
#[derive(Default)]
struct OutlookProperties<'b>(BTreeMap<u16, OutlookValue<'b>>);

/// Types of values.
const OBJECT: u16 = 0x000D;
const TEXT: u16 = 0x001E;
const WIDE_TEXT: u16 = 0x001F;
const TIME: u16 = 0x0040;
const BYTES: u16 = 0x0102;
/// Set for a type with several values.
const SEVERAL: u16 = 0x1000;

impl<'b> OutlookProperties<'b> {
    fn add(&mut self, number: u16, bytes: &'b [u8]) {
        self.0.entry(number).or_insert(OutlookValue { kind: TEXT, bytes });
    }

    /// Reads the properties of an attribute, up to the first one that is not whole.
    fn read(&mut self, content: &'b [u8]) {
        let Some((count, mut rest)) = word(content) else { return };
        for _ in 0..count {
            let Some((number, value, after)) = property(rest) else { return };
            self.0.entry(number).or_insert(value);
            rest = after;
        }
    }

    /// Returns a text, or `None` if it is missing or empty.
    fn text(&self, number: u16) -> Option<String> {
        let value = self.0.get(&number)?;
        let text = match value.kind {
            WIDE_TEXT => {
                let (units, _) = value.bytes.as_chunks::<2>();
                String::from_utf16_lossy(&units.iter().map(|unit| u16::from_le_bytes(*unit)).collect::<Vec<_>>())
            }
            TEXT => decode_text(value.bytes),
            _ => return None,
        };
        let text = text.trim_matches(['\0', ' ']).to_string();
        (!text.is_empty()).then_some(text)
    }

    fn letter(&self) -> MailInfo {
        let first = |numbers: &[u16]| numbers.iter().find_map(|n| self.text(*n)).unwrap_or_default();
        let time = |number: u16| {
            let value = self.0.get(&number).filter(|value| value.kind == TIME)?;
            outlook::date(i64::from_le_bytes(*value.bytes.first_chunk()?))
        };
        MailInfo {
            sender: outlook::sender(first(&[SENDER_NAME]), first(&[SENDER_SMTP, SENDER_ADDRESS])),
            date: time(SENT).or_else(|| time(DELIVERED)).unwrap_or_default(),
            subject: first(&[SUBJECT]),
        }
    }
}

/// Splits the first property off: its number, its value, and the rest.
fn property(content: &[u8]) -> Option<(u16, OutlookValue<'_>, &[u8])> {
    let (tag, mut rest) = word(content)?;
    let (kind, number) = (tag as u16, (tag >> 16) as u16);
    if number >= 0x8000 {
        // A property with a name: a GUID, then a number or a text.
        let (is_text, after) = word(rest.get(16..)?)?;
        let (size, after) = word(after)?;
        rest = if is_text == 1 { padded(after, size)?.1 } else { after };
    }
    let base = kind & !SEVERAL;
    let size = match base {
        0x0002..=0x0004 | 0x000A | 0x000B => Some(4),
        0x0005..=0x0007 | 0x0014 | TIME => Some(8),
        0x0048 => Some(16),
        OBJECT | TEXT | WIDE_TEXT | BYTES => None,
        _ => return None,
    };
    let mut count = 1;
    if size.is_none() || kind & SEVERAL != 0 {
        (count, rest) = word(rest)?;
    }
    let mut first = None;
    for _ in 0..count {
        let size = match size {
            Some(size) => size,
            None => {
                let (size, after) = word(rest)?;
                rest = after;
                size
            }
        };
        let (value, after) = padded(rest, size)?;
        first = first.or(Some(value));
        rest = after;
    }
    Some((number, OutlookValue { kind: base, bytes: first.unwrap_or_default() }, rest))
}

/// Splits a value off that is filled up to a multiple of four bytes.
fn padded(bytes: &[u8], size: u32) -> Option<(&[u8], &[u8])> {
    let size = usize::try_from(size).ok()?;
    let value = bytes.get(..size)?;
    // The last value may lack its padding.
    let end = size.checked_next_multiple_of(4)?.min(bytes.len());
    Some((value, bytes.get(end..)?))
}

fn word(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (first, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*first), rest))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
