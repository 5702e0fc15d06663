//! The grammar of an e-mail's beginning: what may be in front of its headers, and what distinguishes headers from other text.
//! It reads no content.

use memchr::memchr;
use std::borrow::Cow;
use std::ops::Range;

/// The number of bytes of headers that are examined. Servers may add dozens of kilobytes of signatures and traces.
const LARGEST_HEAD: usize = 256 << 10;

/// The beginning of an e-mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailHead {
    /// The first byte of the headers.
    pub start: usize,
    /// The number of bytes from `start` on, if a line in front of the headers states it (Apple Mail's .emlx).
    pub length: Option<usize>,
    /// True after a `From ` line: the file may be a mailbox.
    pub has_envelope: bool,
    /// True for a web page saved as a single file.
    pub is_web_archive: bool,
}

/// Returns a text as ASCII-compatible bytes with `\n` in its line ends: decodes UTF-16, removes a byte order mark, and
/// replaces carriage returns without a line feed.
pub(crate) fn plain(bytes: &[u8]) -> Cow<'_, [u8]> {
    let wide = |first: usize| first == 0 && bytes.len() > 3;
    let utf16 = match bytes {
        [0xFF, 0xFE, ..] => Some(encoding_rs::UTF_16LE),
        [0xFE, 0xFF, ..] => Some(encoding_rs::UTF_16BE),
        // Without a mark, letters of headers still have a zero beside them.
        [a, 0, b, 0, ..] if wide(usize::from(*a == 0 || *b == 0)) => Some(encoding_rs::UTF_16LE),
        [0, a, 0, b, ..] if wide(usize::from(*a == 0 || *b == 0)) => Some(encoding_rs::UTF_16BE),
        _ => None,
    };
    let text: Cow<[u8]> = match utf16 {
        Some(encoding) => encoding.decode(bytes).0.into_owned().into_bytes().into(),
        None => bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).into(),
    };
    if memchr(b'\r', &text).is_some() && memchr(b'\n', &text).is_none() {
        return text.iter().map(|b| if *b == b'\r' { b'\n' } else { *b }).collect::<Vec<u8>>().into();
    }
    text
}

/// Finds the headers of an e-mail at the beginning of a text from [`plain`]. `None` if it is no e-mail.
pub(crate) fn find(text: &[u8]) -> Option<MailHead> {
    let (mut at, mut length, mut has_envelope) = (0, None, false);
    loop {
        let line = line_at(text, at)?;
        let content = text.get(line.start..line.end)?.trim_ascii();
        let words = content.strip_prefix(b">").unwrap_or(content);
        if words.starts_with(b"From ") && !has_envelope {
            has_envelope = true;
        } else if at < 1 << 10 && content.is_empty() {
            // Blank lines in front.
        } else if length.is_none() && !has_envelope && content.len() < 12 && content.iter().all(u8::is_ascii_digit) {
            length = std::str::from_utf8(content).ok().and_then(|digits| digits.parse().ok());
            length?;
        } else {
            break;
        }
        at = line.next;
    }
    let evidence = Evidence::of(text.get(at..text.len().min(at + LARGEST_HEAD))?);
    // A `From ` line or a length in front leaves little doubt.
    let is_certain = evidence.sound > 0 || has_envelope || length.is_some();
    let is_mail = evidence.known >= 2 && is_certain || evidence.is_multipart || evidence.is_altered;
    let is_web_archive = evidence.is_web_archive();
    (evidence.is_grammatical() && (is_mail || is_web_archive)).then_some(MailHead {
        start: at,
        length,
        has_envelope,
        is_web_archive,
    })
}

/// Returns true if a block at the beginning of these bytes is that of a MIME entity: headers with a content type.
pub(crate) fn is_entity(text: &[u8]) -> bool {
    let evidence = Evidence::of(text.get(..text.len().min(LARGEST_HEAD)).unwrap_or_default());
    evidence.is_grammatical() && evidence.has_type
}

/// Returns the ranges of the e-mails in a mailbox that begins with a `From ` line at `first`.
pub(crate) fn mailbox(text: &[u8], first: usize) -> Vec<Range<usize>> {
    let mut starts = vec![first];
    let (mut at, mut after_blank) = (first, false);
    while let Some(line) = line_at(text, at) {
        let content = text.get(line.start..line.end).unwrap_or_default();
        if after_blank && content.starts_with(b"From ") && text.get(at..).and_then(find).is_some_and(|h| h.has_envelope)
        {
            starts.push(at);
        }
        after_blank = content.trim_ascii().is_empty();
        at = line.next;
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// A line: its content without the line end, and where the next one begins.
struct Line {
    start: usize,
    end: usize,
    next: usize,
}

fn line_at(text: &[u8], start: usize) -> Option<Line> {
    let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
    let length = memchr(b'\n', rest).unwrap_or(rest.len());
    let next = (start + length + 1).min(text.len());
    let end = start + length - usize::from(rest.get(..length).is_some_and(|line| line.ends_with(b"\r")));
    Some(Line { start, end, next })
}

/// What the first block of a text has of headers.
#[derive(Default)]
struct Evidence {
    /// Lines that are a header or continue one, and others.
    good: usize,
    bad: usize,
    /// Distinct headers of e-mails.
    known: usize,
    /// Those whose content has the form that only e-mails have.
    sound: usize,
    has_type: bool,
    has_person: bool,
    is_multipart: bool,
    is_related: bool,
    is_saved_page: bool,
    is_altered: bool,
}

impl Evidence {
    fn of(block: &[u8]) -> Self {
        let mut out = Evidence::default();
        let mut seen: Vec<String> = Vec::new();
        let (mut at, mut header) = (0, String::new());
        while let Some(line) = line_at(block, at) {
            let content = block.get(line.start..line.end).unwrap_or_default();
            at = line.next;
            if content.is_empty() {
                break;
            }
            let words = String::from_utf8_lossy(content).to_ascii_lowercase();
            if content.starts_with(b" ") || content.starts_with(b"\t") {
                // A folded line continues the header before it.
                header.push_str(&words);
                if out.good > 0 {
                    out.good += 1
                } else {
                    out.bad += 1
                }
                continue;
            }
            let name = memchr(b':', content).and_then(|end| content.get(..end)).map(<[u8]>::trim_ascii_end);
            if name.is_some_and(is_name) {
                out.good += 1;
                out.weigh(&std::mem::replace(&mut header, words), &mut seen);
            } else {
                out.bad += 1;
            }
        }
        out.weigh(&header, &mut seen);
        out
    }

    /// Counts a header, in lower case and unfolded.
    fn weigh(&mut self, header: &str, seen: &mut Vec<String>) {
        let Some((name, value)) = header.split_once(':') else { return };
        let (name, value) = (name.trim_end(), value.trim());
        const KNOWN: [&str; 19] = [
            "from",
            "to",
            "cc",
            "bcc",
            "date",
            "subject",
            "sender",
            "reply-to",
            "received",
            "return-path",
            "delivered-to",
            "message-id",
            "in-reply-to",
            "references",
            "mime-version",
            "content-type",
            "content-transfer-encoding",
            "content-disposition",
            "dkim-signature",
        ];
        if KNOWN.contains(&name) && !seen.iter().any(|s| s == name) {
            seen.push(name.to_string());
            self.known += 1;
        }
        self.has_person |= name == "from" || name == "to";
        self.is_multipart |= name == "content-type" && value.starts_with("multipart/") && value.contains("boundary");
        self.has_type |= name == "content-type" && value.contains('/');
        self.is_related |= name == "content-type" && value.contains("multipart/related");
        self.is_saved_page |= name == "x-document-type"
            || name == "snapshot-content-location"
            || name == "from" && value.contains("<saved by ");
        self.is_altered |= name == "x-mozilla-altered";
        let sound = match name {
            "from" | "to" | "sender" | "reply-to" | "return-path" | "delivered-to" => value.contains('@'),
            "message-id" | "in-reply-to" | "references" => value.starts_with('<'),
            "mime-version" => value.starts_with(|c: char| c.is_ascii_digit()),
            "content-type" => value.contains('/'),
            "content-transfer-encoding" => {
                ["base64", "quoted-printable", "7bit", "8bit", "binary"].iter().any(|e| value.starts_with(e))
            }
            "received" => value.contains(" by ") || value.starts_with("by ") || value.starts_with("from "),
            "date" => has_month(value),
            "dkim-signature" => true,
            _ => false,
        };
        self.sound += usize::from(sound);
    }

    /// Returns true if the block consists of headers. Some programs damage a line among many.
    fn is_grammatical(&self) -> bool {
        self.good > 0 && (self.bad == 0 || self.sound >= 2 && self.bad * 4 <= self.good)
    }

    fn is_web_archive(&self) -> bool {
        self.has_type && (self.is_saved_page || self.is_related && !self.has_person)
    }
}

/// Returns true for a name of a header: visible ASCII without spaces.
fn is_name(name: &[u8]) -> bool {
    !name.is_empty()
        && name.len() < 80
        && name.iter().all(|b| b.is_ascii_graphic() && !b"<>()[]{}\"';,=|/\\".contains(b))
}

/// Returns true for a date with an English month, as e-mails have it.
fn has_month(value: &str) -> bool {
    let words = value.split(|c: char| !c.is_ascii_alphabetic());
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    words.into_iter().any(|word| months.contains(&word)) && value.contains(':')
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
