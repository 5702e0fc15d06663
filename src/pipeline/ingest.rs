//! From the bytes of a file to received files: detects the format, opens e-mails and archives, reads each return.

use crate::grid::{self, FileKind, OtherFileKind};
use crate::limits::Limits;
use crate::model::finding::Finding;
use crate::model::period::Period;
use crate::model::received_file::{AccompanyingFile, LeftEntry, ReadingOutcome, ReceivedFile, WITHIN};
use crate::model::text::BilingualText;
use crate::read::reading_findings::ReadingFinding;
use crate::read::{self as reading, NamedFile, ReadingContext};
use crate::unpack::{self, UnpackedContainer};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::convert::Infallible;

/// Reads the bytes of a file: one received file, or those inside an e-mail or archive.
pub(super) fn received_files(bytes: &[u8], name: &str, context: &ReadingContext, limits: &Limits) -> Vec<ReceivedFile> {
    let kind = grid::sniff(bytes);
    match unpack::open_as(kind, bytes, name, limits) {
        None => vec![arrival(context, NamedFile { kind, bytes, name, subject: "" })],
        Some(container) => read_here(container, bytes, context),
    }
}

/// What a worker makes of a file.
#[derive(Serialize, Deserialize)]
pub enum FileReply {
    /// It is read.
    Read(Vec<ReceivedFile>),
    /// It contains several files, which are not read yet: each is a request of its own, under limits of its own.
    Content(UnpackedContainer),
}

impl FileReply {
    /// Returns a little more than the number of bytes of the files that it contains; 0 if they are read.
    pub(super) fn size(&self) -> usize {
        match self {
            FileReply::Read(_) => 0,
            FileReply::Content(container) => sizes(container).map(|size| size + PIECE_HEAD).sum(),
        }
    }
}

/// Bytes for the name and the e-mail of a file in an encoded reply.
const PIECE_HEAD: usize = 1 << 10;

/// Returns the sizes in bytes of the files of a container that can be read.
fn sizes(container: &UnpackedContainer) -> impl Iterator<Item = usize> {
    container.files.iter().filter_map(|file| file.content.as_ref().ok()).map(Vec::len)
}

/// Reads a file of the inbox, or opens it.
pub(super) fn read_or_open(bytes: &[u8], name: &str, context: &ReadingContext, limits: &Limits) -> FileReply {
    let kind = grid::sniff(bytes);
    let Some(container) = unpack::open_as(kind, bytes, name, limits) else {
        return FileReply::Read(vec![arrival(context, NamedFile { kind, bytes, name, subject: "" })]);
    };
    // A reply holds the content once more.
    let is_small = sizes(&container).sum::<usize>() as u64 <= limits.worker_bytes / SHARE;
    if sizes(&container).count() > 1 && is_small {
        return FileReply::Content(container);
    }
    FileReply::Read(read_here(container, bytes, context))
}

/// The part of a worker's memory that the content of a container may take to be sent back.
const SHARE: u64 = 4;

/// Reads a file that came in a container.
pub(super) fn read_piece(bytes: &[u8], name: &str, subject: &str, context: &ReadingContext) -> ReceivedFile {
    arrival(context, NamedFile { kind: grid::sniff(bytes), bytes, name, subject })
}

fn read_here(container: UnpackedContainer, whole: &[u8], context: &ReadingContext) -> Vec<ReceivedFile> {
    let read =
        |name: &str, bytes: Vec<u8>, subject: &str| Ok::<_, Infallible>(read_piece(&bytes, name, subject, context));
    match received_in(container, whole, read) {
        Ok(files) => files,
        Err(never) => match never {},
    }
}

/// Returns the files of a container in their order. `whole` are its bytes; `read` gets name, bytes and subject of a file.
///
/// # Errors
///
/// Those of `read`.
pub(super) fn received_in<E>(
    container: UnpackedContainer,
    whole: &[u8],
    mut read: impl FnMut(&str, Vec<u8>, &str) -> Result<ReceivedFile, E>,
) -> Result<Vec<ReceivedFile>, E> {
    let mut files = Vec::with_capacity(container.files.len());
    for piece in container.files {
        let made = match piece.content {
            Ok(bytes) => read(&piece.name, bytes, piece.letter.as_ref().map_or("", |l| l.subject.as_str()))?,
            Err(fault) => {
                let lost = unavailable(&piece.name, whole.len() as u64, fault.message, fault.mend);
                ReceivedFile { sha256: hash(whole), ..lost }
            }
        };
        files.push(ReceivedFile { letter: piece.letter, ..made });
    }
    let mut left = container.left;
    report_texts(&mut left, &mut files);
    if let Some(first) = files.first_mut() {
        first.left = left;
    }
    Ok(files)
}

/// Reports figures in the text of an e-mail to the returns that came in it. The two forms of one text are one finding.
fn report_texts(left: &mut [LeftEntry], files: &mut [ReceivedFile]) {
    let mut known = BTreeSet::new();
    for entry in left {
        let figures = std::mem::take(&mut entry.figures);
        let Some((mail, _)) = entry.name.rsplit_once(WITHIN).filter(|_| !figures.is_empty()) else { continue };
        let inside = format!("{mail}{WITHIN}");
        if !known.insert(inside.clone()) {
            continue;
        }
        let found =
            BilingualText::same(format!("{}: {figures}", mail.rsplit(['/', '›']).next().unwrap_or(mail).trim()));
        for file in files.iter_mut().filter(|file| file.file.starts_with(&inside)) {
            let ReadingOutcome::Returns(returns) = &mut file.outcome else { continue };
            let finding = Finding { found: found.clone(), ..ReadingFinding::FiguresInMail.finding() };
            returns.iter_mut().for_each(|one| one.add_findings([finding.clone()]));
        }
    }
}

/// Reads a file that is neither an e-mail nor an archive.
fn arrival(context: &ReadingContext, file: NamedFile) -> ReceivedFile {
    let outcome = accompanying(file, reading::read_file(context, file), || context.named_owner(file));
    let (name, bytes) = (file.name.to_string(), file.bytes);
    ReceivedFile { file: name, size: bytes.len() as u64, sha256: hash(bytes), outcome, letter: None, left: Vec::new() }
}

/// Turns the outcome for a document or picture into that of a file that may accompany a return. `owner` returns the unit
/// and period that the names around the file state.
fn accompanying(
    file: NamedFile,
    outcome: ReadingOutcome,
    owner: impl FnOnce() -> (Option<String>, Option<Period>),
) -> ReadingOutcome {
    let NamedFile { kind, bytes, name, .. } = file;
    let is_document = match kind {
        FileKind::Other(OtherFileKind::Text) if is_table(bytes) => false,
        FileKind::Other(other) => other.is_document() && !grid::is_named_as_table(name),
        FileKind::Table(_) => false,
    };
    let (finding, note) = match outcome {
        ReadingOutcome::Unreadable(finding) if is_document => (finding, ReadingFinding::Accompanying),
        ReadingOutcome::Unreadable(finding) if kind == FileKind::Other(OtherFileKind::AppleDouble) => {
            (finding, ReadingFinding::ByProduct)
        }
        // A page without a table, such as the second half of a mail's text.
        ReadingOutcome::NotAReturn(finding) if matches!(kind, FileKind::Table(format) if !format.is_return(name)) => {
            (finding, ReadingFinding::Accompanying)
        }
        other => return other,
    };
    let mut beside = note.finding();
    (beside.file, beside.found) = (finding.file.clone(), kind.name());
    let mut alone = if note == ReadingFinding::ByProduct { beside.clone() } else { finding };
    (alone.unit, alone.period) = owner();
    ReadingOutcome::Accompanying(Box::new(AccompanyingFile { alone, beside, of: None }))
}

/// Returns true for a text with columns, as spreadsheet programs export it: it may be a return.
fn is_table(text: &[u8]) -> bool {
    text.split(|b| *b == b'\n').filter(|line| line.contains(&b'\t')).take(3).count() == 3
}

/// Returns the received file for a file that cannot be opened, with the reason.
pub(crate) fn unavailable(name: &str, size: u64, message: BilingualText, mend: BilingualText) -> ReceivedFile {
    let mut finding = reading::file_findings::unavailable(message, mend);
    finding.file = Some(name.to_string());
    ReceivedFile {
        file: name.to_string(),
        size,
        sha256: String::new(),
        outcome: ReadingOutcome::Unreadable(finding),
        letter: None,
        left: Vec::new(),
    }
}

/// Returns the SHA-256 in lower-case hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
