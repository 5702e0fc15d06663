//! Extracts files from containers: attachments of an e-mail (also in a winmail.dat), e-mails of a mailbox, entries of a
//! .zip, the content of a signed message. Every entry is a file, a fault, or left with a reason. Names inside never become paths.

mod figures_in_text;
mod mail;
mod msg;
mod outlook;
mod signed;
mod tnef;
mod uuencode;
mod zip;

use crate::grid::{FileKind, OtherFileKind, sniff};
use crate::limits::Limits;
use crate::model::litter;
use crate::model::received_file::{LeftEntry, LeftReason, MailInfo};
use crate::model::text::BilingualText;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The separator between the name of a container and a name inside it. File names do not usually contain it.
pub(crate) use crate::model::received_file::WITHIN;

/// The number of nested e-mails, archives and signed messages that are opened.
const DEPTH: u32 = 5;

/// The content of a container.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct UnpackedContainer {
    /// The files, and the entries that cannot be opened.
    pub files: Vec<UnpackedFile>,
    /// The entries that are no files of the user.
    pub left: Vec<LeftEntry>,
}

/// A file inside a container.
#[derive(Debug, Serialize, Deserialize)]
pub struct UnpackedFile {
    /// The name with that of the container: `thu.eml › BM01.xlsx`.
    pub name: String,
    /// The bytes, or the reason why there are none.
    pub content: Result<Vec<u8>, UnpackFault>,
    /// The e-mail that the file came in.
    pub letter: Option<MailInfo>,
}

/// The reason why a file cannot be extracted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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

/// Returns the content of a container; `None` if the file is none.
pub fn open(bytes: &[u8], name: &str, limits: &Limits) -> Option<UnpackedContainer> {
    open_as(sniff(bytes), bytes, name, limits)
}

/// As [`open`], for a known kind.
pub(crate) fn open_as(kind: FileKind, bytes: &[u8], name: &str, limits: &Limits) -> Option<UnpackedContainer> {
    let FileKind::Other(kind) = kind else { return None };
    let is_container = matches!(
        kind,
        OtherFileKind::Mail | OtherFileKind::Msg | OtherFileKind::Tnef | OtherFileKind::Zip | OtherFileKind::Pkcs7
    );
    if !is_container || bytes.len() as u64 > limits.file_bytes {
        return None;
    }
    let mut out = UnpackedFiles {
        limits,
        out: UnpackedContainer::default(),
        names: BTreeSet::new(),
        left: limits.inflated_bytes,
        count: 0,
        depth: 1,
    };
    // A panic of a parser is reported as a damaged file.
    let whole = catch_unwind(AssertUnwindSafe(|| match kind {
        OtherFileKind::Mail => mail::open(bytes, name, &mut out),
        OtherFileKind::Msg => msg::open(bytes, name, &mut out),
        OtherFileKind::Tnef => tnef::open(bytes, name, None, &mut out),
        OtherFileKind::Pkcs7 => signed::open(bytes, name, None, &mut out),
        _ => zip::open(bytes, name, None, &mut out),
    }));
    let mut out = out.out;
    let fault = match whole {
        Ok(Ok(())) => None,
        Ok(Err(fault)) => Some(fault),
        Err(_) => Some(damaged(kind)),
    };
    let fault = fault.or_else(|| out.files.is_empty().then(|| empty(kind)));
    let whole = fault.map(|fault| UnpackedFile { name: name.to_string(), content: Err(fault), letter: None });
    out.files.extend(whole);
    Some(out)
}

/// Returns the fault of a container without files.
fn empty(kind: OtherFileKind) -> UnpackFault {
    let what = match kind {
        OtherFileKind::Zip => ("Tệp nén", "The archive"),
        OtherFileKind::Pkcs7 => ("Tệp ký số", "The signed file"),
        _ => ("Thư", "The mail"),
    };
    UnpackFault::new(
        format!("{} không có tệp Excel nào", what.0),
        format!("{} holds no workbook", what.1),
        (
            "Hỏi lại người gửi; số liệu viết trong thư không được đọc",
            "Ask the sender; figures in its text are not read",
        ),
    )
}

fn damaged(kind: OtherFileKind) -> UnpackFault {
    let name = kind.name();
    UnpackFault::new(
        format!("Không mở được {}: nội dung bị hỏng", name.vi),
        format!("Cannot open {}: it is damaged", name.en),
        ("Đề nghị gửi lại tệp .xlsx", "Ask for the .xlsx again"),
    )
}

/// What an entry is an entry of.
#[derive(Copy, Clone, PartialEq, Eq)]
enum EntrySource {
    Mail,
    Archive,
}

/// The files extracted so far, and the remaining limits.
struct UnpackedFiles<'l> {
    limits: &'l Limits,
    out: UnpackedContainer,
    /// The names of the files so far. Two attachments may have one name, and two e-mails an attachment of one name.
    names: BTreeSet<String>,
    /// The number of bytes that further files may have together.
    left: u64,
    count: u64,
    /// The nesting depth of the current container.
    depth: u32,
}

impl UnpackedFiles<'_> {
    /// Opens a container inside another one, whose path is `name`. A fault affects only this one.
    fn nest(&mut self, name: &str, letter: Option<&MailInfo>, open: impl FnOnce(&mut Self) -> Result<(), UnpackFault>) {
        let before = self.out.files.len() + self.out.left.len();
        let done = if self.depth >= DEPTH {
            let most = u64::from(DEPTH);
            Err(UnpackFault::limit("số lớp thư, tệp nén lồng nhau", "mails and archives within each other", most))
        } else {
            self.depth += 1;
            let done = open(self);
            self.depth -= 1;
            done
        };
        match done {
            Err(fault) => self.keep(name.to_string(), Err(fault), letter),
            Ok(()) if self.out.files.len() + self.out.left.len() == before => self.leave(name, LeftReason::NoContent),
            Ok(()) => {}
        }
    }

    /// Counts a part or entry, and checks the limit.
    fn counted(&mut self) -> Result<(), UnpackFault> {
        self.count += 1;
        let most = self.limits.entries;
        if self.count > most { Err(UnpackFault::limit("số tệp bên trong", "files within", most)) } else { Ok(()) }
    }

    /// Lists an entry that is not read.
    fn leave(&mut self, name: &str, reason: LeftReason) {
        self.out.left.push(LeftEntry { name: name.to_string(), reason, figures: String::new() });
    }

    /// Lists the text of an e-mail, with the first figures in it.
    fn leave_text(&mut self, mail: &str, text: &[u8]) {
        let figures = figures_in_text::quote(sniff(text), text, self.limits).unwrap_or_default();
        let name = format!("{mail}{WITHIN}lời thư");
        self.out.left.push(LeftEntry { name, reason: LeftReason::MailText, figures });
    }

    /// Adds a file, or the reason why there is none, under a name of its own.
    fn push(&mut self, within: &str, inner: &str, content: Result<Vec<u8>, UnpackFault>, letter: Option<&MailInfo>) {
        self.keep(full_name(within, inner), content, letter);
    }

    fn keep(&mut self, name: String, content: Result<Vec<u8>, UnpackFault>, letter: Option<&MailInfo>) {
        let (stem, ending) = match name.rsplit_once('.') {
            Some((stem, ending)) if ending.len() <= 5 && !ending.contains(['/', ' ']) => (stem, format!(".{ending}")),
            _ => (name.as_str(), String::new()),
        };
        let mut own = name.clone();
        for number in 2.. {
            if self.names.insert(own.clone()) {
                break;
            }
            own = format!("{stem} ({number}){ending}");
        }
        self.out.files.push(UnpackedFile { name: own, content, letter: letter.cloned() });
    }

    /// Adds an entry: opens it if it is a container, lists it if it is a by-product, else stores it as a file. What a
    /// file is, and whether it can be read, is decided when it is read.
    fn add(
        &mut self,
        bytes: Vec<u8>,
        within: &str,
        inner: &str,
        letter: Option<&MailInfo>,
        source: EntrySource,
    ) -> Result<(), UnpackFault> {
        let size = bytes.len() as u64;
        let most = self.limits.inflated_bytes;
        self.left = self
            .left
            .checked_sub(size)
            .ok_or_else(|| UnpackFault::limit("cỡ các tệp bên trong (byte)", "bytes of the files within", most))?;
        let full = full_name(within, inner);
        let path = inner.replace('\\', "/");
        let last = path.rsplit('/').next().unwrap_or_default();
        let kind = sniff(&bytes);
        // The name of an attachment may be any path of the sender's; only an archive holds folders.
        let is_in_folder = source == EntrySource::Archive && litter::litter_folder(&path).is_some();
        if kind == FileKind::Other(OtherFileKind::AppleDouble) || litter::is_litter(last) || is_in_folder {
            self.leave(&full, LeftReason::Litter);
            return Ok(());
        }
        let FileKind::Other(other) = kind else {
            self.keep(full, Ok(bytes), letter);
            return Ok(());
        };
        match other {
            OtherFileKind::Mail => self.nest(&full, letter, |out| mail::open(&bytes, &full, out)),
            OtherFileKind::Msg => self.nest(&full, letter, |out| msg::open(&bytes, &full, out)),
            OtherFileKind::Tnef => self.nest(&full, letter, |out| tnef::open(&bytes, &full, letter, out)),
            OtherFileKind::Pkcs7 => self.nest(&full, letter, |out| signed::open(&bytes, &full, letter, out)),
            OtherFileKind::Zip if source == EntrySource::Mail => {
                let before = self.out.files.len();
                self.nest(&full, letter, |out| zip::open(&bytes, &full, letter, out));
                if self.out.files.len() == before {
                    self.keep(full, Err(empty(other)), letter);
                }
            }
            OtherFileKind::Signature => self.leave(&full, LeftReason::Signature),
            _ => self.keep(full, Ok(bytes), letter),
        }
        Ok(())
    }
}

/// Returns the name of an entry with that of its container.
fn full_name(within: &str, inner: &str) -> String {
    format!("{within}{WITHIN}{}", base(inner))
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
