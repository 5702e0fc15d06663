//! The records of a part of .xlsb as a stream, and the values that all of them are made of ([MS-XLSB] 2.1.4 and 2.5).

/// Iterator over the records of a part: type and content. It ends at a truncated record.
pub(super) struct BinaryRecords<'p>(pub &'p [u8]);

impl BinaryRecords<'_> {
    /// Reads a number in groups of seven bits, at most `bytes` bytes.
    fn number(&mut self, bytes: u32) -> Option<usize> {
        let mut out = 0;
        for at in 0..bytes {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            out |= usize::from(byte & 0x7F) << (7 * at);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Some(out)
    }
}

impl<'p> Iterator for BinaryRecords<'p> {
    type Item = (usize, &'p [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, size) = (self.number(2)?, self.number(4)?);
        let (content, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some((kind, content))
    }
}

/// Decodes a number of four bytes.
pub(super) fn word(content: &[u8], at: usize) -> Option<u32> {
    let bytes = content.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(bytes.try_into().ok()?))
}

/// Decodes a text with its length before it. Returns the text and the rest.
pub(super) fn text(content: &[u8]) -> Option<(String, &[u8])> {
    let (units, rest) = units(content)?;
    Some((String::from_utf16_lossy(&units), rest))
}

/// Decodes the UTF-16 code units of a text with its length before it. Returns them and the rest.
pub(super) fn units(content: &[u8]) -> Option<(Vec<u16>, &[u8])> {
    let size = word(content, 0)? as usize;
    let (letters, rest) = content.get(4..)?.split_at_checked(size.checked_mul(2)?)?;
    let (letters, _) = letters.as_chunks::<2>();
    Some((letters.iter().map(|b| u16::from_le_bytes(*b)).collect(), rest))
}
