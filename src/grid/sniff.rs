//! Detects the file format from the content. The file name is not used.

use super::FORMATS;
use super::file_kind::OtherFileKind;
use super::format::{FileEvidence, FileKind, contains};
use super::html;
use super::mail_head;
use super::pointer;
use std::io::{Cursor, Read};

/// Detects the kind of a file from its bytes.
pub fn sniff(bytes: &[u8]) -> FileKind {
    if bytes.is_empty() {
        return FileKind::Other(OtherFileKind::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return zipped(bytes);
    }
    if bytes.starts_with(super::compound::MAGIC) {
        return compound(bytes);
    }
    if let Some(kind) = first_record(bytes).or_else(|| mail(bytes)) {
        return kind;
    }
    // The name of its first file may begin like any other format.
    if bytes.get(257..262) == Some(b"ustar") {
        return FileKind::Other(OtherFileKind::OtherArchive);
    }
    let text = looks_like_text(bytes);
    for (magic, kind) in MAGIC {
        // A signature of two characters is not enough to exclude a text.
        if bytes.starts_with(magic) && !(text && magic.len() == 2) {
            return FileKind::Other(kind);
        }
    }
    if let Some(kind) = pointer::kind(bytes).or_else(|| boxed(bytes)) {
        return FileKind::Other(kind);
    }
    if text { textual(bytes) } else { FileKind::Other(OtherFileKind::Unknown) }
}

/// Signatures of files that are neither packages nor compound files.
const MAGIC: [(&[u8], OtherFileKind); 28] = [
    (b"%PDF-", OtherFileKind::Pdf),
    (b"Rar!\x1A\x07", OtherFileKind::Rar),
    (b"7z\xBC\xAF\x27\x1C", OtherFileKind::SevenZip),
    (b"MZ", OtherFileKind::Program),
    (b"\x7FELF", OtherFileKind::Program),
    (b"\x89PNG\r\n\x1A\n", OtherFileKind::Image),
    (b"\xFF\xD8\xFF", OtherFileKind::Image),
    (b"GIF8", OtherFileKind::Image),
    (b"BM", OtherFileKind::Image),
    (b"II*\0", OtherFileKind::Image),
    (b"MM\0*", OtherFileKind::Image),
    (b"{\\rtf", OtherFileKind::Rtf),
    (b"PK\x05\x06", OtherFileKind::Zip),
    (b"\0\x05\x16\x07", OtherFileKind::AppleDouble),
    (b"\x78\x9F\x3E\x22", OtherFileKind::Tnef),
    (b"L\0\0\0\x01\x14\x02\0", OtherFileKind::Shortcut),
    (b"\x1F\x8B", OtherFileKind::OtherArchive),
    (b"BZh", OtherFileKind::OtherArchive),
    (b"\xFD7zXZ\0", OtherFileKind::OtherArchive),
    (b"MSCF", OtherFileKind::OtherArchive),
    (b"-----BEGIN PGP MESSAGE", OtherFileKind::EncryptedMail),
    (b"-----BEGIN PGP SIGNATURE", OtherFileKind::Signature),
    (b"-----BEGIN PKCS7", OtherFileKind::Pkcs7),
    (b"-----BEGIN CMS", OtherFileKind::Pkcs7),
    (b"ID3", OtherFileKind::Media),
    (b"OggS", OtherFileKind::Media),
    (b"\x1A\x45\xDF\xA3", OtherFileKind::Media),
    (b"AT&TFORM", OtherFileKind::Pdf),
];

/// Returns the first format of the list that the evidence shows.
fn table(evidence: &FileEvidence) -> Option<FileKind> {
    FORMATS.into_iter().find(|format| (format.is_shown_by)(evidence)).map(FileKind::Table)
}

/// Detects an e-mail, a mailbox or a web page saved as one file, by the grammar of its headers.
fn mail(bytes: &[u8]) -> Option<FileKind> {
    // The first character decides for almost every other file.
    let first = *bytes.first()?;
    if !(first.is_ascii_alphanumeric() || matches!(first, b'\n' | b'\r' | b' ' | b'\t' | b'>' | 0xEF | 0xFE | 0xFF | 0))
    {
        return None;
    }
    let head = mail_head::find(&mail_head::plain(bytes))?;
    Some(table(&FileEvidence::MailHead(&head)).unwrap_or(FileKind::Other(OtherFileKind::Mail)))
}

/// Detects formats whose sign is not at the first byte: signed messages, films and pictures in boxes.
fn boxed(bytes: &[u8]) -> Option<OtherFileKind> {
    // The object identifiers of PKCS #7 and CMS: 1.2.840.113549.1.7 and .1.9.16.1.
    let head = bytes.get(..bytes.len().min(32))?;
    if bytes.starts_with(b"0") && [PKCS7, CMS].iter().any(|id| contains(head, id)) {
        return Some(OtherFileKind::Pkcs7);
    }
    match (bytes.get(4..8), bytes.get(8..12)) {
        (Some(b"ftyp"), Some(b"heic" | b"heix" | b"mif1" | b"avif")) => Some(OtherFileKind::Image),
        (Some(b"ftyp"), _) => Some(OtherFileKind::Media),
        (_, Some(b"WEBP")) if bytes.starts_with(b"RIFF") => Some(OtherFileKind::Image),
        _ if bytes.starts_with(b"RIFF") => Some(OtherFileKind::Media),
        _ => None,
    }
}

/// The object identifier that all content types of PKCS #7 begin with.
const PKCS7: &[u8] = &[0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07];
/// The same for later content types of CMS.
const CMS: &[u8] = &[0x06, 0x0B, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01];

fn zipped(bytes: &[u8]) -> FileKind {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return FileKind::Other(OtherFileKind::BrokenZip);
    };
    let names: Vec<String> = archive
        .file_names_raw()
        .take(10_000)
        .map(|n| String::from_utf8_lossy(n).replace('\\', "/").to_ascii_lowercase())
        .collect();
    // The first entry of an OpenDocument file is stored uncompressed, so its text is near the start.
    let head = bytes.get(..200.min(bytes.len())).unwrap_or_default();
    if let Some(kind) = table(&FileEvidence::PackageParts { names: &names, head }) {
        return kind;
    }
    let under = |folder: &str| names.iter().any(|n| n.starts_with(folder));
    let is_open_document = ["mimetype", "content.xml"].iter().all(|part| names.iter().any(|n| n == part));
    if under("word/") || (!under("ppt/") && is_open_document && contains(head, b"opendocument.text")) {
        return FileKind::Other(OtherFileKind::Word);
    }
    if under("ppt/") || (is_open_document && contains(head, b"opendocument.presentation")) {
        return FileKind::Other(OtherFileKind::Presentation);
    }
    // An OpenDocument file with a password, as LibreOffice writes it from version 24.8 on.
    if ["mimetype", "encrypted-package"].iter().all(|part| names.iter().any(|n| n == part)) {
        return FileKind::Other(OtherFileKind::Encrypted);
    }
    if names.iter().any(|n| n.ends_with(".iwa") || n.ends_with("index.apxl") || n == "buildversionhistory.plist") {
        return FileKind::Other(OtherFileKind::Numbers);
    }
    let types = names.iter().position(|n| n == "[content_types].xml");
    types.and_then(|at| declared(&mut archive, at)).unwrap_or(FileKind::Other(OtherFileKind::Zip))
}

/// Detects the kind of a package from its content types, for any part names.
fn declared(archive: &mut zip::ZipArchive<Cursor<&[u8]>>, at: usize) -> Option<FileKind> {
    let mut types = Vec::new();
    archive.by_index(at).ok()?.take(LARGEST_TYPES).read_to_end(&mut types).ok()?;
    // In UTF-16 every other byte is zero.
    types.retain(|b| *b != 0);
    let types = types.to_ascii_lowercase();
    let other = || {
        if contains(&types, b"wordprocessingml.document.main") {
            Some(OtherFileKind::Word)
        } else if contains(&types, b"presentationml.presentation.main") {
            Some(OtherFileKind::Presentation)
        } else {
            None
        }
    };
    table(&FileEvidence::ContentTypes(&types)).or_else(|| other().map(FileKind::Other))
}

/// The number of bytes of the content types that are examined.
const LARGEST_TYPES: u64 = 1 << 20;

fn compound(bytes: &[u8]) -> FileKind {
    let root = super::compound::root(bytes);
    let has = |name: &str| match &root {
        // An object embedded in a sheet or text has its own streams; those at the root belong to the file.
        Some(names) => names.iter().any(|n| n.eq_ignore_ascii_case(name)),
        None => {
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            contains(bytes, &wide)
        }
    };
    // First, because an e-mail contains whole workbooks, whose streams would be found as well.
    let other = if has("__properties_version1.0") && (root.is_some() || has("__nameid_version1.0")) {
        OtherFileKind::Msg
    } else if has("EncryptedPackage") || has("EncryptionInfo") {
        OtherFileKind::Encrypted
    } else if has("WordDocument") {
        OtherFileKind::Word
    } else if has("PowerPoint Document") {
        OtherFileKind::Presentation
    } else {
        return table(&FileEvidence::RootStreams(&has)).unwrap_or(FileKind::Other(OtherFileKind::Compound));
    };
    FileKind::Other(other)
}

/// Detects an old workbook without a compound file around it. Its first record states the begin, the version, and
/// whether it is a sheet or a workbook.
fn first_record(bytes: &[u8]) -> Option<FileKind> {
    let (kind, size) = (*bytes.first_chunk::<2>()?, usize::from(*bytes.get(2)?));
    let is_begin = bytes.get(3) == Some(&0) && (4..=16).contains(&size) && bytes.len() > 4 + size;
    let known = matches!(bytes.get(6..8)?, [0x05 | 0x10 | 0x20 | 0x40, 0] | [0, 1]);
    let version = *bytes.get(5)?;
    if !is_begin || !known {
        return None;
    }
    match kind {
        [0x09, 0x00 | 0x02 | 0x04] => Some(FileKind::Other(OtherFileKind::Excel4)),
        kind => table(&FileEvidence::FirstRecord(kind, version)),
    }
}

/// Returns true for UTF-16 with a byte order mark, or if the first bytes have no control characters except white space.
fn looks_like_text(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return true;
    }
    bytes.iter().take(4096).all(|b| *b >= 0x20 || matches!(b, b'\t' | b'\n' | b'\r' | 0x0C))
}

fn textual(bytes: &[u8]) -> FileKind {
    let head: Vec<u8> = bytes.iter().take(4096).filter(|b| **b != 0).map(u8::to_ascii_lowercase).collect();
    let head = String::from_utf8_lossy(&head).into_owned();
    let start = head.trim_start_matches(|c: char| !c.is_ascii() || c.is_whitespace());
    let other = || {
        if html::is_frame(&head) {
            OtherFileKind::WebFrame
        } else if start.starts_with("<?xml") {
            OtherFileKind::Xml
        } else {
            OtherFileKind::Text
        }
    };
    table(&FileEvidence::TextHead(&head)).unwrap_or_else(|| FileKind::Other(other()))
}
