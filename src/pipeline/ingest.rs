//! From the bytes of a file to received files: detects the format, opens e-mails and archives, reads each return.

use crate::grid::{self, Kind};
use crate::limits::Limits;
use crate::model::arrival::{Arrival, Outcome};
use crate::model::text::Text;
use crate::plan::Plan;
use crate::read as reading;
use crate::unpack;
use sha2::{Digest, Sha256};

/// Reads the bytes of a file: one received file, or those inside an e-mail or archive.
pub fn received_files(bytes: &[u8], name: &str, plan: &Plan, limits: &Limits) -> Vec<Arrival> {
    let kind = grid::sniff(bytes);
    let Some(pieces) = unpack::open_as(kind, bytes, name, limits) else {
        return vec![arrival(kind, bytes, name, "", plan, limits)];
    };
    let one = |piece: unpack::Piece| {
        let made = match piece.content {
            Ok(bytes) => {
                let subject = piece.letter.as_ref().map_or("", |l| l.subject.as_str());
                arrival(grid::sniff(&bytes), &bytes, &piece.name, subject, plan, limits)
            }
            Err(fault) => {
                let lost = unavailable(&piece.name, bytes.len() as u64, fault.message, fault.mend);
                Arrival { sha256: hash(bytes), ..lost }
            }
        };
        Arrival { letter: piece.letter, ..made }
    };
    pieces.into_iter().map(one).collect()
}

/// Reads the bytes of a file that is neither an e-mail nor an archive.
fn arrival(kind: Kind, bytes: &[u8], name: &str, subject: &str, plan: &Plan, limits: &Limits) -> Arrival {
    let outcome = reading::read_mailed(kind, bytes, name, subject, plan, limits);
    Arrival { file: name.to_string(), size: bytes.len() as u64, sha256: hash(bytes), outcome, letter: None }
}

/// Returns the received file for a file that cannot be opened, with the reason.
pub fn unavailable(name: &str, size: u64, message: Text, mend: Text) -> Arrival {
    let mut finding = reading::code::unavailable(message, mend);
    finding.file = Some(name.to_string());
    Arrival { file: name.to_string(), size, sha256: String::new(), outcome: Outcome::Unreadable(finding), letter: None }
}

/// Returns the SHA-256 in lower-case hexadecimal.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
