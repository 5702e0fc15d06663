//! A file that was found, and what came of reading it.

use super::finding::Finding;
use super::submission::Submission;
use serde::{Deserialize, Serialize};

/// The folder of the returns, within the campaign folder.
pub const RETURNS: &str = "tra-loi";

/// A file in the returns folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arrival {
    /// Path within the returns folder, with `/`; sorts arrivals.
    pub file: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the bytes, lower-case hexadecimal (as `certutil -hashfile` prints it).
    pub sha256: String,
    /// What reading gave.
    pub outcome: Outcome,
    /// The mail that it came in.
    #[serde(default)]
    pub letter: Option<Letter>,
}

/// Stands between the name of a mail or archive and the name of a file within: `thu.eml › BM01.xlsx`.
pub const WITHIN: &str = " › ";

/// Where a mail came from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    /// Name and address of the sender.
    pub sender: String,
    /// Date and time with its offset, as RFC 3339 writes it; empty when the mail has none.
    pub date: String,
    /// Subject.
    pub subject: String,
}

impl Arrival {
    /// The returns that were read.
    pub fn returns(self) -> Vec<Submission> {
        match self.outcome {
            Outcome::Returns(returns) => returns,
            Outcome::NotAReturn(_) | Outcome::Unreadable(_) => Vec::new(),
        }
    }
}

/// What came of reading one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// One or more returns.
    Returns(Vec<Submission>),
    /// A sound workbook that is no return of this plan, or cannot be placed (unit, period): why.
    NotAReturn(Finding),
    /// Could not be read: why, and what to ask the sender for.
    Unreadable(Finding),
}
