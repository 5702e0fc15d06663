//! From the bytes of a file to received files: detects the format, opens e-mails and archives, reads each return.

use crate::grid;
use crate::limits::Limits;
use crate::model::received_file::{ReadingOutcome, ReceivedFile};
use crate::model::text::BilingualText;
use crate::read::{self as reading, NamedFile, ReadingContext};
use crate::unpack;
use sha2::{Digest, Sha256};

/// Reads the bytes of a file: one received file, or those inside an e-mail or archive.
pub fn received_files(bytes: &[u8], name: &str, context: &ReadingContext, limits: &Limits) -> Vec<ReceivedFile> {
    let kind = grid::sniff(bytes);
    let Some(pieces) = unpack::open_as(kind, bytes, name, limits) else {
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
        ReceivedFile { letter: piece.letter, left: piece.left, ..made }
    };
    pieces.into_iter().map(one).collect()
}

/// Reads a file that is neither an e-mail nor an archive.
fn arrival(context: &ReadingContext, file: NamedFile) -> ReceivedFile {
    let outcome = reading::read_file(context, file);
    let (name, bytes) = (file.name.to_string(), file.bytes);
    ReceivedFile { file: name, size: bytes.len() as u64, sha256: hash(bytes), outcome, letter: None, left: Vec::new() }
}

/// Returns the received file for a file that cannot be opened, with the reason.
pub fn unavailable(name: &str, size: u64, message: BilingualText, mend: BilingualText) -> ReceivedFile {
    let mut finding = reading::reading_findings::unavailable(message, mend);
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
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
