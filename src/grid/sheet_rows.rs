//! Reads the rows of a sheet and the items of the shared texts one by one, as bytes, from a stream. It understands what this
//! program and Excel write, and refuses everything that a parser may read in another way.

use std::io::{BufRead, BufReader, Read};

/// Most bytes of a row or of the text around the rows.
const LONGEST: usize = 16 << 20;
const HEAD: &[u8] = b"<sheetData>";
const ROW: &[u8] = b"<row ";
const ROW_END: &[u8] = b"</row>";

/// A part that is damaged, beyond a limit, or not as this program writes it.
#[derive(Debug)]
pub(super) struct RowError;

/// A row with its number, from 1.
#[derive(Debug, PartialEq)]
pub(super) struct RowBytes {
    pub(super) number: u32,
    pub(super) bytes: Vec<u8>,
}

impl RowBytes {
    /// Returns true if every parser ends the row where it ends here.
    pub(super) fn is_plain(&self) -> bool {
        let tag = self.bytes.split(|byte| *byte == b'>').next().unwrap_or_default();
        let quotes = tag.iter().filter(|byte| **byte == b'"').count();
        is_plain(&self.bytes) && quotes % 2 == 0 && !tag.contains(&b'\'')
    }
}

/// Returns true for text without comments, declarations and instructions.
fn is_plain(bytes: &[u8]) -> bool {
    !memchr::memmem::find_iter(bytes, b"<").any(|at| matches!(bytes.get(at + 1), Some(b'!' | b'?')))
}

/// A stream that is read up to the end of a tag.
struct TagStream<R: Read>(BufReader<std::io::Take<R>>);

impl<R: Read> TagStream<R> {
    fn new(part: R, bytes: u64) -> Self {
        TagStream(BufReader::with_capacity(1 << 18, part.take(bytes)))
    }

    /// Appends what is there up to the next `>`. False at the end of the part.
    fn read_tag(&mut self, out: &mut Vec<u8>) -> Result<bool, RowError> {
        loop {
            let buffer = self.0.fill_buf().map_err(|_| RowError)?;
            if buffer.is_empty() {
                return Ok(false);
            }
            let end = memchr::memchr(b'>', buffer);
            let taken = end.map_or(buffer.len(), |end| end + 1);
            out.extend_from_slice(buffer.get(..taken).unwrap_or_default());
            self.0.consume(taken);
            if out.len() > LONGEST {
                return Err(RowError);
            }
            if end.is_some() {
                return Ok(true);
            }
        }
    }
}

/// The rows of a sheet.
pub(super) struct RowStream<R: Read> {
    stream: TagStream<R>,
    /// The first tag of the next row, or of what follows the rows.
    ahead: Vec<u8>,
    /// Number of the last row.
    last: u32,
}

impl<R: Read> RowStream<R> {
    /// Creates a stream over a part of at most some bytes.
    pub(super) fn new(part: R, bytes: u64) -> Self {
        RowStream { stream: TagStream::new(part, bytes), ahead: Vec::new(), last: 0 }
    }

    /// Reads what is in front of the rows.
    pub(super) fn head(&mut self) -> Result<Vec<u8>, RowError> {
        let mut out = Vec::new();
        while !out.ends_with(HEAD) {
            if !self.stream.read_tag(&mut out)? {
                return Err(RowError);
            }
        }
        self.stream.read_tag(&mut self.ahead)?;
        let declared = out.strip_prefix(b"<?xml ").unwrap_or(&out);
        let is_only = memchr::memmem::find_iter(&out, b"<sheetData").count() == 1;
        if is_only && is_plain(declared) { Ok(out) } else { Err(RowError) }
    }

    /// Reads a row; `None` after the last one. The numbers of the rows go up.
    pub(super) fn next(&mut self) -> Result<Option<RowBytes>, RowError> {
        if !self.ahead.starts_with(ROW) {
            return Ok(None);
        }
        let mut bytes = std::mem::take(&mut self.ahead);
        let number = row_number(&bytes).filter(|number| *number > self.last).ok_or(RowError)?;
        self.last = number;
        if !bytes.ends_with(b"/>") {
            while !bytes.ends_with(ROW_END) {
                if !self.stream.read_tag(&mut bytes)? {
                    return Err(RowError);
                }
            }
        }
        self.stream.read_tag(&mut self.ahead)?;
        Ok(Some(RowBytes { number, bytes }))
    }

    /// Reads what follows the rows.
    pub(super) fn tail(mut self) -> Result<Vec<u8>, RowError> {
        let mut out = std::mem::take(&mut self.ahead);
        if !out.starts_with(b"</sheetData>") {
            return Err(RowError);
        }
        while self.stream.read_tag(&mut out)? {}
        if memchr::memmem::find(&out, b"<sheetData").is_some() { Err(RowError) } else { Ok(out) }
    }
}

/// Returns the number of a row that begins with it, as all programs write it.
fn row_number(row: &[u8]) -> Option<u32> {
    let digits: Vec<u8> = row.strip_prefix(b"<row r=\"")?.iter().copied().take_while(u8::is_ascii_digit).collect();
    String::from_utf8(digits).ok()?.parse().ok()
}

/// The items of the shared texts.
pub(super) struct StringItems<R: Read> {
    stream: TagStream<R>,
    ahead: Vec<u8>,
}

impl<R: Read> StringItems<R> {
    /// Reads what is in front of the items of a part of at most some bytes.
    pub(super) fn new(part: R, bytes: u64) -> Result<Self, RowError> {
        let mut stream = TagStream::new(part, bytes);
        let mut head = Vec::new();
        while memchr::memmem::find(&head, b"<sst").is_none() {
            if !stream.read_tag(&mut head)? {
                return Err(RowError);
            }
        }
        let declared = head.strip_prefix(b"<?xml ").unwrap_or(&head);
        if !is_plain(declared) {
            return Err(RowError);
        }
        Ok(StringItems { stream, ahead: Vec::new() })
    }

    /// Reads an item; `None` after the last one.
    pub(super) fn next(&mut self) -> Result<Option<Vec<u8>>, RowError> {
        let mut item = std::mem::take(&mut self.ahead);
        while !item.ends_with(b"</si>") {
            if !self.stream.read_tag(&mut item)? || item.starts_with(b"</sst>") {
                return Ok(None);
            }
        }
        let is_item = item.starts_with(b"<si>") && is_plain(&item);
        if is_item { Ok(Some(item)) } else { Err(RowError) }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn rows(sheet: &str) -> Result<(String, Vec<u32>, String), RowError> {
        let mut stream = RowStream::new(sheet.as_bytes(), 1 << 20);
        let (head, mut numbers) = (stream.head()?, Vec::new());
        while let Some(row) = stream.next()? {
            numbers.push(row.number);
        }
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ok((text(head), numbers, text(stream.tail()?)))
    }

    #[test]
    fn rows_are_read_one_by_one_and_what_is_around_them_is_kept() {
        let sheet =
            "<w><sheetData><row r=\"2\"><c r=\"A2\"><f>1&gt;0</f></c></row><row r=\"7\" ht=\"3\"/></sheetData><m/></w>";
        let expected = ("<w><sheetData>".to_string(), vec![2, 7], "</sheetData><m/></w>".to_string());
        assert_eq!(rows(sheet).unwrap(), expected);
    }

    #[test]
    fn what_parsers_read_in_different_ways_is_refused() {
        for sheet in [
            "<w><!-- <sheetData>--><sheetData></sheetData></w>",
            "<w><sheetData><row r=\"2\"></row><row r=\"2\"></row></sheetData></w>",
            "<w><sheetData><row r=\"3\"></row><row r=\"2\"></row></sheetData></w>",
            "<w><sheetData><row r=\"2\"></row><!-- --><row r=\"3\"></row></sheetData></w>",
            "<w><sheetData><row></row></sheetData></w>",
            "<w><sheetData><row r=\"2\"></row></sheetData><sheetData></sheetData></w>",
            "<w><sheetData/><sheetData><row r=\"2\"></row></sheetData></w>",
            "<w><sheetData><row r=\"2\">",
        ] {
            assert!(rows(sheet).is_err(), "{sheet}");
        }
        for row in
            ["<row r=\"2\" x='/>'/>", "<row r=\"2\" x=\"/>", "<row r=\"2\"><!--</row>", "<row r=\"2\"><![CDATA[</row>"]
        {
            assert!(!RowBytes { number: 2, bytes: row.into() }.is_plain(), "{row}");
        }
    }
}
