//! Finds the content of a signed message or file (PKCS #7, CMS; RFC 5652). The signature is not checked, and nothing is
//! decrypted.

use super::{EntrySource, UnpackFault, UnpackedFiles, damaged, mail};
use crate::grid::{OtherFileKind, mail_head, mime};
use crate::model::received_file::{LeftReason, MailInfo};

/// The object identifier of signed data: 1.2.840.113549.1.7.2.
const SIGNED: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02];
/// The number of nested values that are entered.
const DEPTH: u32 = 16;

/// Adds the content of a signed message or file: the parts of the message, or the file. `name` is its path with the
/// container.
pub(super) fn open(
    bytes: &[u8],
    name: &str,
    letter: Option<&MailInfo>,
    out: &mut UnpackedFiles,
) -> Result<(), UnpackFault> {
    let der = unarmoured(bytes);
    let der = der.as_deref().unwrap_or(bytes);
    let (outer, _) = value(der).ok_or_else(|| damaged(OtherFileKind::Pkcs7))?;
    let (kind, rest) = value(outer.content).ok_or_else(|| damaged(OtherFileKind::Pkcs7))?;
    if kind.content != SIGNED {
        return Err(UnpackFault {
            message: crate::model::text::BilingualText::new(
                "Thư hoặc tệp bị mã hóa, không mở được",
                "The mail or file is encrypted and cannot be opened",
            ),
            mend: OtherFileKind::Pkcs7.mend(),
        });
    }
    let Some(content) = value(rest).and_then(|(explicit, _)| content(explicit.content)) else {
        // Only a signature: what it signs is beside it.
        out.leave(name, LeftReason::Signature);
        return Ok(());
    };
    let text = mail_head::plain(&content);
    if mail_head::is_entity(&text) {
        return mail::open_entity(&text, name, letter, out);
    }
    let inner = name.rsplit(super::WITHIN).next().unwrap_or(name);
    let inner = inner.rsplit('/').next().unwrap_or(inner);
    let inner = inner.strip_suffix(".p7m").or_else(|| inner.strip_suffix(".P7M")).unwrap_or(inner);
    out.add(content, name, inner, letter, EntrySource::Mail)
}

/// Decodes the text form of a message, `-----BEGIN PKCS7-----`. `None` for the binary form.
fn unarmoured(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = bytes.strip_prefix(b"-----BEGIN ")?;
    let start = text.iter().position(|b| *b == b'\n')?;
    Some(mime::base64(text.get(start..)?).bytes)
}

/// A value with its tag.
struct Value<'b> {
    tag: u8,
    content: &'b [u8],
}

/// Splits the first value off: in definite form, or in the indefinite form that ends with two zeros.
fn value(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    value_within(bytes, DEPTH)
}

fn value_within(bytes: &[u8], depth: u32) -> Option<(Value<'_>, &[u8])> {
    let (tag, first) = (*bytes.first()?, *bytes.get(1)?);
    let (head, length) = match first {
        0x80 => {
            let start = bytes.get(2..)?;
            let mut rest = start;
            while !rest.starts_with(&[0, 0]) {
                rest = value_within(rest, depth.checked_sub(1)?)?.1;
            }
            let content = start.get(..start.len() - rest.len())?;
            return Some((Value { tag, content }, rest.get(2..)?));
        }
        short @ 0..=0x7F => (2, usize::from(short)),
        long => {
            let count = usize::from(long & 0x7F);
            let digits = bytes.get(2..2 + count).filter(|_| count <= 8)?;
            (2 + count, digits.iter().fold(0usize, |n, b| n.saturating_mul(256).saturating_add(usize::from(*b))))
        }
    };
    let rest = bytes.get(head..)?;
    // A message that is cut off still has the content in front of its signature.
    let content = rest.get(..length.min(rest.len()))?;
    Some((Value { tag, content }, rest.get(content.len()..)?))
}

/// Returns the signed content in a SignedData value: version, algorithms, then its type and the content, if it is there.
fn content(explicit: &[u8]) -> Option<Vec<u8>> {
    let (data, _) = value(explicit)?;
    let (_, rest) = value(data.content)?;
    let (_, rest) = value(rest)?;
    let (info, _) = value(rest)?;
    let (_, rest) = value(info.content)?;
    let (wrapped, _) = value(rest)?;
    let mut out = Vec::new();
    octets(wrapped.content, &mut out, DEPTH)?;
    Some(out)
}

/// Collects the bytes of an octet string, which may be in pieces.
fn octets(bytes: &[u8], out: &mut Vec<u8>, depth: u32) -> Option<()> {
    let mut rest = bytes;
    while !rest.is_empty() {
        let (piece, tail) = value(rest)?;
        match piece.tag {
            0x04 => out.extend_from_slice(piece.content),
            0x24 => octets(piece.content, out, depth.checked_sub(1)?)?,
            _ => return None,
        }
        rest = tail;
    }
    Some(())
}
