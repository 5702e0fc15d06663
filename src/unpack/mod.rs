//! Extracts files from containers: attachments of an e-mail, entries of a .zip. Names inside never become paths.

mod mail;
mod msg;
mod zip;

use crate::grid::{FileKind, sniff};
use crate::limits::Limits;
use crate::model::received_file::MailInfo;
use crate::model::text::BilingualText;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The separator between the name of a container and a name inside it. File names do not usually contain it.
pub use crate::model::received_file::WITHIN;

/// The number of nested e-mails that are opened.
const DEPTH: u32 = 5;

/// A file inside a container.
#[derive(Debug)]
pub struct UnpackedFile {
    /// The name with that of the container: `thu.eml › BM01.xlsx`.
    pub name: String,
    /// The bytes, or the reason why there are none.
    pub content: Result<Vec<u8>, UnpackFault>,
    /// The e-mail that the file came in.
    pub letter: Option<MailInfo>,
    /// On the last file: the names of what is in the container besides the files, such as pictures and documents.
    pub left: Vec<String>,
}

impl UnpackedFile {
    fn new(name: &str, content: Result<Vec<u8>, UnpackFault>, letter: Option<&MailInfo>) -> Self {
        UnpackedFile { name: name.to_string(), content, letter: letter.cloned(), left: Vec::new() }
    }
}

/// The reason why a file cannot be extracted.
#[derive(Clone, Debug, PartialEq)]
pub struct UnpackFault {
    /// The problem.
    pub message: BilingualText,
    /// How to fix it.
    pub mend: BilingualText,
}

impl UnpackFault {
    fn new(vi: impl Into<String>, en: impl Into<String>, mend: (&str, &str)) -> Self {
        UnpackFault { message: BilingualText::new(vi, en), mend: BilingualText::new(mend.0, mend.1) }
    }

    fn limit(vi: &str, en: &str, limit: u64) -> Self {
        UnpackFault::new(
            format!("Tệp vượt giới hạn an toàn: {vi} quá {limit}"),
            format!("The file exceeds a safety limit: {en} above {limit}"),
            ("Đề nghị gửi riêng từng tệp .xlsx", "Ask for the .xlsx files one by one"),
        )
    }
}

/// Returns the files inside a container; `None` if the file is neither an e-mail nor an archive.
pub fn open(bytes: &[u8], name: &str, limits: &Limits) -> Option<Vec<UnpackedFile>> {
    open_as(sniff(bytes), bytes, name, limits)
}

/// As [`open`], for a known kind.
pub fn open_as(kind: FileKind, bytes: &[u8], name: &str, limits: &Limits) -> Option<Vec<UnpackedFile>> {
    if !matches!(kind, FileKind::Mail | FileKind::Msg | FileKind::Zip) || bytes.len() as u64 > limits.file_bytes {
        return None;
    }
    let mut box_ = UnpackedFiles {
        limits,
        pieces: Vec::new(),
        left: limits.inflated_bytes,
        count: 0,
        depth: 0,
        others: Vec::new(),
    };
    // A panic of a parser is reported as a damaged file.
    let whole = catch_unwind(AssertUnwindSafe(|| match kind {
        FileKind::Mail => mail::open(bytes, name, &mut box_),
        FileKind::Msg => msg::open(bytes, name, &mut box_),
        _ => zip::open(bytes, name, None, &mut box_),
    }));
    let mut pieces = box_.pieces;
    let fault = match whole {
        Ok(Ok(())) => None,
        Ok(Err(fault)) => Some(fault),
        Err(_) => Some(damaged(kind)),
    };
    if let Some(fault) = fault {
        pieces.push(UnpackedFile::new(name, Err(fault), None));
    } else if pieces.is_empty() {
        let what = if kind == FileKind::Zip { ("Tệp nén", "The archive") } else { ("Thư", "The mail") };
        let content = Err(UnpackFault::new(
            format!("{} không có tệp Excel nào", what.0),
            format!("{} holds no workbook", what.1),
            (
                "Hỏi lại người gửi; số liệu viết trong thư không được đọc",
                "Ask the sender; figures in its text are not read",
            ),
        ));
        pieces.push(UnpackedFile::new(name, content, None));
    }
    if let Some(last) = pieces.last_mut() {
        last.left = box_.others;
    }
    Some(pieces)
}

fn damaged(kind: FileKind) -> UnpackFault {
    let name = kind.name();
    UnpackFault::new(
        format!("Không mở được {}: nội dung bị hỏng", name.vi),
        format!("Cannot open {}: it is damaged", name.en),
        ("Đề nghị gửi lại tệp .xlsx", "Ask for the .xlsx again"),
    )
}

/// The files extracted so far, and the remaining limits.
struct UnpackedFiles<'l> {
    limits: &'l Limits,
    pieces: Vec<UnpackedFile>,
    /// The number of bytes that further files may have together.
    left: u64,
    count: u64,
    /// The nesting depth of the current e-mail.
    depth: u32,
    /// The names of entries that are no returns.
    others: Vec<String>,
}

impl UnpackedFiles<'_> {
    /// Opens an e-mail one level deeper.
    fn deeper(&mut self, open: impl FnOnce(&mut Self) -> Result<(), UnpackFault>) -> Result<(), UnpackFault> {
        if self.depth > DEPTH {
            return Err(UnpackFault::limit("số lớp thư lồng nhau", "mails within mails", u64::from(DEPTH)));
        }
        self.depth += 1;
        let done = open(self);
        self.depth -= 1;
        done
    }

    /// Counts a part or entry, and checks the limit.
    fn counted(&mut self) -> Result<(), UnpackFault> {
        self.count += 1;
        let most = self.limits.entries;
        if self.count > most { Err(UnpackFault::limit("số tệp bên trong", "files within", most)) } else { Ok(()) }
    }

    /// Adds a file from a container: stores it if it may be a return, opens it if it is a container, reports it if it
    /// cannot be opened.
    fn add(
        &mut self,
        bytes: Vec<u8>,
        name: &str,
        inner: &str,
        letter: Option<&MailInfo>,
        nested: bool,
    ) -> Result<(), UnpackFault> {
        let size = bytes.len() as u64;
        let most = self.limits.inflated_bytes;
        self.left = self
            .left
            .checked_sub(size)
            .ok_or_else(|| UnpackFault::limit("cỡ các tệp bên trong (byte)", "bytes of the files within", most))?;
        let inner = base(inner);
        let full = format!("{name}{WITHIN}{inner}");
        let kind = sniff(&bytes);
        let piece = |content| UnpackedFile::new(&full, content, letter);
        // An e-mail may be attached as a file instead of as a message. In an archive it has its own name.
        let container = if nested { full.as_str() } else { name };
        match kind {
            _ if is_litter(&inner) => {}
            FileKind::Zip if !nested => return zip::open(&bytes, &full, letter, self),
            FileKind::Mail => return mail::open(&bytes, container, self),
            FileKind::Msg => return msg::open(&bytes, container, self),
            FileKind::Zip | FileKind::Rar | FileKind::SevenZip => {
                let what = kind.name();
                self.pieces.push(piece(Err(UnpackFault {
                    message: BilingualText::new(format!("Tệp là {}", what.vi), format!("The file is {}", what.en)),
                    mend: kind.mend(),
                })));
            }
            _ if inner.eq_ignore_ascii_case("winmail.dat") || bytes.starts_with(b"\x78\x9F\x3E\x22") => {
                self.pieces.push(piece(Err(UnpackFault::new(
                    "Tệp winmail.dat của Outlook: tệp gửi kèm nằm trong đó, không mở được",
                    "Outlook's winmail.dat: what was attached is inside and cannot be opened",
                    (
                        "Đề nghị gửi lại dưới dạng HTML hoặc văn bản thường (không phải Rich Text)",
                        "Ask for it again as an HTML or plain text mail, not Rich Text",
                    ),
                ))));
            }
            FileKind::Xlsx
            | FileKind::Xlsb
            | FileKind::Ods
            | FileKind::Xls
            | FileKind::SpreadsheetXml
            | FileKind::Encrypted
            | FileKind::BrokenZip => {
                self.pieces.push(piece(Ok(bytes)));
            }
            // HTML named as a workbook is kept. Signatures, pictures, documents and scans are left.
            FileKind::Html if !kind.is_named(&inner) => self.pieces.push(piece(Ok(bytes))),
            _ if FileKind::Xlsx.is_named(&inner) || FileKind::Xls.is_named(&inner) => {
                self.pieces.push(piece(Ok(bytes)))
            }
            FileKind::Excel4
            | FileKind::Word
            | FileKind::Presentation
            | FileKind::Compound
            | FileKind::Pdf
            | FileKind::Html
            | FileKind::Xml
            | FileKind::Image
            | FileKind::Program
            | FileKind::Rtf
            | FileKind::Text
            | FileKind::Empty
            | FileKind::Unknown => self.others.push(inner),
        }
        Ok(())
    }
}

/// Decodes UTF-8, or else windows-1258, the code page of old Windows programs.
fn decode_text(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(text) => text.to_string(),
        Err(_) => encoding_rs::WINDOWS_1258.decode(raw).0.into_owned(),
    }
}

/// Returns the last component of a name inside a container, without characters that file systems reject, at most 150
/// characters long.
fn base(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control() && !"<>:\"|?*›".contains(*c)).take(150).collect();
    let clean = clean.trim().trim_start_matches('.').to_string();
    if clean.is_empty() { "khong-ten".to_string() } else { clean }
}

/// Returns true for temporary files of Excel and the operating systems.
fn is_litter(name: &str) -> bool {
    name.starts_with("~$") || name.starts_with("._") || matches!(name, "Thumbs.db" | "desktop.ini" | "DS_Store")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
