//! A received file and the result of reading it.

use super::finding::Finding;
use super::submission::Submission;
use serde::{Deserialize, Serialize};

/// The folder of the returns, within the campaign folder.
pub const RETURNS: &str = "tra-loi";

/// A file in the folder of the returns, or a file inside an e-mail or archive there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReceivedFile {
    /// The path within the folder of the returns, with `/`. Received files are sorted by it.
    pub file: String,
    /// The size in bytes.
    pub size: u64,
    /// SHA-256 of the bytes in lower-case hexadecimal (as `certutil -hashfile` prints it).
    pub sha256: String,
    /// The result of reading.
    pub outcome: ReadingOutcome,
    /// The e-mail that the file came in; `None` if it did not come in one.
    #[serde(default)]
    pub letter: Option<MailInfo>,
    /// The names of what is in its e-mail or archive besides returns. Set on the last file of it.
    #[serde(default)]
    pub left: Vec<String>,
}

/// The separator between the name of an e-mail or archive and the name of a file inside: `thu.eml › BM01.xlsx`.
pub const WITHIN: &str = " › ";

/// The header data of an e-mail.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MailInfo {
    /// Name and address of the sender.
    pub sender: String,
    /// Date and time with offset in RFC 3339 format; empty if the e-mail has none.
    pub date: String,
    /// The subject.
    pub subject: String,
}

impl ReceivedFile {
    /// Returns the returns that were read; empty if there are none.
    pub fn returns(self) -> Vec<Submission> {
        match self.outcome {
            ReadingOutcome::Returns(returns) => returns,
            ReadingOutcome::NotAReturn(_) | ReadingOutcome::Unreadable(_) => Vec::new(),
        }
    }
}

/// The result of reading one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ReadingOutcome {
    /// One or more returns.
    Returns(Vec<Submission>),
    /// A readable workbook that is not a return of this plan, or whose unit or period is unknown: the reason.
    NotAReturn(Finding),
    /// An unreadable file: the reason and the request to the sender.
    Unreadable(Finding),
}
