//! From the bytes of a file to received files: detects the format, opens e-mails and archives, reads each return.

use crate::grid::{self, FileKind};
use crate::limits::Limits;
use crate::model::received_file::{ReadingOutcome, ReceivedFile};
use crate::model::text::BilingualText;
use crate::plan::Plan;
use crate::read as reading;
use crate::unpack;
use sha2::{Digest, Sha256};

/// Reads the bytes of a file: one received file, or those inside an e-mail or archive.
pub fn received_files(bytes: &[u8], name: &str, plan: &Plan, limits: &Limits) -> Vec<ReceivedFile> {
    let kind = grid::sniff(bytes);
    let Some(pieces) = unpack::open_as(kind, bytes, name, limits) else {
        return vec![arrival(kind, bytes, name, "", plan, limits)];
    };
    let one = |piece: unpack::UnpackedFile| {
        let made = match piece.content {
            Ok(bytes) => {
                let subject = piece.letter.as_ref().map_or("", |l| l.subject.as_str());
                arrival(grid::sniff(&bytes), &bytes, &piece.name, subject, plan, limits)
            }
            Err(fault) => {
                let lost = unavailable(&piece.name, bytes.len() as u64, fault.message, fault.mend);
                ReceivedFile { sha256: hash(bytes), ..lost }
            }
        };
        ReceivedFile { letter: piece.letter, ..made }
    };
    pieces.into_iter().map(one).collect()
}

/// Reads the bytes of a file that is neither an e-mail nor an archive.
fn arrival(kind: FileKind, bytes: &[u8], name: &str, subject: &str, plan: &Plan, limits: &Limits) -> ReceivedFile {
    let outcome = reading::read_mailed(kind, bytes, name, subject, plan, limits);
    ReceivedFile { file: name.to_string(), size: bytes.len() as u64, sha256: hash(bytes), outcome, letter: None }
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
    }
}

/// Returns the SHA-256 in lower-case hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
