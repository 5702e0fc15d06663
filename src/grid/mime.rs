//! The content of a part of an e-mail as bytes, decoded from its transfer encoding only. The parser of e-mails would
//! also decode characters by the declared type, which destroys a workbook that is declared as text.

use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Message, MessagePart, MimeHeaders};

/// The bytes of a part.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct MimeBody {
    /// The decoded bytes, up to a fault of the encoding.
    pub bytes: Vec<u8>,
    /// True if the encoding is broken.
    pub is_damaged: bool,
}

/// Decodes the body of a part of an e-mail.
pub(crate) fn body(message: &Message, part: &MessagePart) -> MimeBody {
    let at = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
    let end = at(part.raw_end_offset()).min(message.raw_message.len());
    let raw = message.raw_message.get(at(part.raw_body_offset())..end).unwrap_or_default();
    let encoding = part.content_transfer_encoding().unwrap_or_default().trim();
    if encoding.eq_ignore_ascii_case("base64") {
        return base64(raw);
    }
    if encoding.eq_ignore_ascii_case("quoted-printable") {
        let decoded = quoted_printable_decode(raw);
        let is_damaged = decoded.is_none();
        return MimeBody { bytes: decoded.unwrap_or_else(|| raw.to_vec()), is_damaged };
    }
    MimeBody { bytes: raw.to_vec(), is_damaged: false }
}

/// Decodes base64 up to the first other character. White space is skipped, and padding may be missing or in the middle.
pub(crate) fn base64(raw: &[u8]) -> MimeBody {
    let mut out = MimeBody { bytes: Vec::with_capacity(raw.len() / 4 * 3), is_damaged: false };
    let (mut bits, mut count) = (0u32, 0u32);
    for byte in raw {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                (bits, count) = (0, 0);
                continue;
            }
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            _ => {
                out.is_damaged = true;
                break;
            }
        };
        (bits, count) = (bits << 6 | u32::from(value), count + 6);
        if count >= 8 {
            count -= 8;
            out.bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_decoded_up_to_a_fault() {
        assert_eq!(base64(b"S+G6\r\nv3 Q="), MimeBody { bytes: "Kết".as_bytes().to_vec(), is_damaged: false });
        assert_eq!(base64(b"YQ==YmM"), MimeBody { bytes: b"abc".to_vec(), is_damaged: false });
        assert_eq!(base64(b"YWJj!!!!"), MimeBody { bytes: b"abc".to_vec(), is_damaged: true });
        assert_eq!(base64(b""), MimeBody::default());
    }
}
