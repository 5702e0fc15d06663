//! Extracts the attachments of an e-mail saved by Outlook (.msg), and of e-mails attached to it. The file is structured
//! as in [MS-OXMSG]: the stream of a property is named by its number (3001…) and type (001F: UTF-16, 001E: a code page,
//! 0102: bytes, 000D: a storage).

use super::outlook::{
    self, BODY, CONTENT, CONTENT_ID, DELIVERED, DISPLAY_NAME, LONG_NAME, SENDER_ADDRESS, SENDER_NAME, SENDER_SMTP,
    SENT, SHORT_NAME, SUBJECT, WORKBOOK_STREAMS,
};
use super::{EntrySource, UnpackFault, UnpackedFiles, damaged, decode_text, full_name};
use crate::grid::{FileKind, OtherFileKind, sniff};
use crate::model::received_file::{LeftReason, MailInfo};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

type CompoundFile<'b> = cfb::CompoundFile<Cursor<&'b [u8]>>;

/// Extracts the attachments of a saved e-mail.
pub(super) fn open(bytes: &[u8], name: &str, out: &mut UnpackedFiles) -> Result<(), UnpackFault> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| damaged(OtherFileKind::Msg))?;
    unpack(&mut file, Path::new("/"), 32, name, out)
}

/// Extracts the attachments of the e-mail in storage `at`. `header` is the number of bytes before the fixed properties:
/// 32 in the outermost e-mail, 24 in attached ones.
fn unpack(
    file: &mut CompoundFile,
    at: &Path,
    header: usize,
    name: &str,
    out: &mut UnpackedFiles,
) -> Result<(), UnpackFault> {
    let letter = letter(file, at, header);
    let mut attached: Vec<PathBuf> = file
        .read_storage(at)
        .map_err(|_| damaged(OtherFileKind::Msg))?
        .filter(|e| e.is_storage() && e.name().to_ascii_lowercase().starts_with("__attach_version1.0_"))
        .map(|e| e.path().to_path_buf())
        .take(usize::try_from(out.limits.entries).unwrap_or(usize::MAX).saturating_add(1))
        .collect();
    // A compound file sorts its entries by name length. All numbers have the same length, so sorting by name gives
    // their order.
    attached.sort();
    for part in attached {
        out.counted()?;
        attachment(file, &part, name, &letter, out)?;
    }
    let is_text = |name: &str| at.join(format!("__substg1.0_{name}"));
    if ["1000001F", "1000001E", "10130102", "1013001F", "10090102"].iter().any(|n| file.is_stream(is_text(n))) {
        let words = match text(file, at, BODY) {
            Some(words) => words.into_bytes(),
            None => stream(file, &at.join("__substg1.0_10130102"), 1 << 20).unwrap_or_default(),
        };
        out.leave_text(name, &words);
    }
    Ok(())
}

/// Adds the attachment in storage `part`.
fn attachment(
    file: &mut CompoundFile,
    part: &Path,
    name: &str,
    letter: &MailInfo,
    out: &mut UnpackedFiles,
) -> Result<(), UnpackFault> {
    let called =
        [LONG_NAME, SHORT_NAME, DISPLAY_NAME].into_iter().find_map(|n| text(file, part, n)).unwrap_or_default();
    let inner = part.join(format!("__substg1.0_{CONTENT:04X}000D"));
    if file.is_storage(&inner) {
        if WORKBOOK_STREAMS.iter().any(|stream| file.is_stream(inner.join(stream))) {
            out.push(name, &called, Err(outlook::embedded()), Some(letter));
        } else {
            // An e-mail, or an object without content for anyone: then nothing is found in it, and it is left.
            out.nest(name, Some(letter), |out| unpack(file, &inner, 24, name, out));
        }
        return Ok(());
    }
    let most = out.limits.file_bytes;
    match stream(file, &part.join(format!("__substg1.0_{CONTENT:04X}0102")), most + 1) {
        Some(content) if content.len() as u64 > most => {
            let fault = UnpackFault::limit("cỡ một tệp bên trong (byte)", "bytes of a file within", most);
            out.push(name, &called, Err(fault), Some(letter));
        }
        // A picture that the text shows.
        Some(content)
            if text(file, part, CONTENT_ID).is_some() && sniff(&content) == FileKind::Other(OtherFileKind::Image) =>
        {
            out.leave(&full_name(name, &called), LeftReason::Picture);
        }
        Some(content) => out.add(content, name, &called, Some(letter), EntrySource::Mail)?,
        // A drawing in the text has no name.
        None if called.is_empty() => out.leave(&full_name(name, &called), LeftReason::NoContent),
        // A file on the sender's machine or in a cloud.
        None => {
            out.push(name, &called, Err(outlook::only_linked(&called)), Some(letter));
        }
    }
    Ok(())
}

fn letter(file: &mut CompoundFile, at: &Path, header: usize) -> MailInfo {
    let mut first = |names: &[u16]| names.iter().find_map(|n| text(file, at, *n)).unwrap_or_default();
    let (name, address) = (first(&[SENDER_NAME]), first(&[SENDER_SMTP, SENDER_ADDRESS]));
    let sender = outlook::sender(name, address);
    let subject = first(&[SUBJECT]);
    let fixed = stream(file, &at.join("__properties_version1.0"), 1 << 20).unwrap_or_default();
    let time = |wanted: u16| fixed.get(header..)?.chunks_exact(16).find_map(|entry| filetime(entry, wanted));
    let date = time(SENT).or_else(|| time(DELIVERED)).unwrap_or_default();
    MailInfo { sender, date, subject }
}

/// Decodes a 16-byte property as a time if it is the wanted one: type, number, flags, then the value, little-endian.
fn filetime(entry: &[u8], wanted: u16) -> Option<String> {
    let tag = u32::from_le_bytes(entry.get(..4)?.try_into().ok()?);
    let ticks = i64::from_le_bytes(entry.get(8..16)?.try_into().ok()?);
    (tag == u32::from(wanted) << 16 | 0x0040).then(|| outlook::date(ticks)).flatten()
}

/// Returns a text property, or `None` if it is missing or empty.
fn text(file: &mut CompoundFile, at: &Path, name: u16) -> Option<String> {
    let found = stream(file, &at.join(format!("__substg1.0_{name:04X}001F")), 1 << 16)
        .map(|raw| raw.chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect::<Vec<u16>>())
        .map(|wide| String::from_utf16_lossy(&wide))
        .or_else(|| {
            stream(file, &at.join(format!("__substg1.0_{name:04X}001E")), 1 << 16).map(|raw| decode_text(&raw))
        })?;
    let found = found.trim_matches(['\0', ' ']).to_string();
    (!found.is_empty()).then_some(found)
}

fn stream(file: &mut CompoundFile, path: &Path, most: u64) -> Option<Vec<u8>> {
    if !file.is_stream(path) {
        return None;
    }
    let mut out = Vec::new();
    file.open_stream(path).ok()?.take(most).read_to_end(&mut out).ok()?;
    Some(out)
}
