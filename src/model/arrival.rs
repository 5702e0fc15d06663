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
