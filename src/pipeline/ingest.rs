//! From the bytes of a file to received files: detects the format, opens e-mails and archives, reads each return.

use crate::grid::{self, FileKind, OtherFileKind};
use crate::limits::Limits;
use crate::model::period::Period;
use crate::model::received_file::{AccompanyingFile, ReadingOutcome, ReceivedFile};
use crate::model::text::BilingualText;
use crate::read::reading_findings::ReadingFinding;
use crate::read::{self as reading, NamedFile, ReadingContext};
use crate::unpack;
use sha2::{Digest, Sha256};

/// Reads the bytes of a file: one received file, or those inside an e-mail or archive.
pub(crate) fn received_files(bytes: &[u8], name: &str, context: &ReadingContext, limits: &Limits) -> Vec<ReceivedFile> {
    let kind = grid::sniff(bytes);
    let Some(container) = unpack::open_as(kind, bytes, name, limits) else {
        return vec![arrival(context, NamedFile { kind, bytes, name, subject: "" })];
    };
    let one = |piece: unpack::UnpackedFile| {
        let made = match piece.content {
            Ok(bytes) => {
                let subject = piece.letter.as_ref().map_or("", |l| l.subject.as_str());
                let kind = grid::sniff(&bytes);
                arrival(context, NamedFile { kind, bytes: &bytes, name: &piece.name, subject })
            }
            Err(fault) => {
                let lost = unavailable(&piece.name, bytes.len() as u64, fault.message, fault.mend);
                ReceivedFile { sha256: hash(bytes), ..lost }
            }
        };
        ReceivedFile { letter: piece.letter, ..made }
    };
    let mut files: Vec<ReceivedFile> = container.files.into_iter().map(one).collect();
    if let Some(first) = files.first_mut() {
        first.left = container.left;
    }
    files
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
