//! A received file and the result of reading it.

use super::finding::Finding;
use super::submission::Submission;
use serde::{Deserialize, Serialize};

/// The folder of the returns, within the campaign folder.
pub(crate) const RETURNS: &str = "tra-loi";

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
    /// The entries of its e-mail or archive that are no files of the user. Only the first file of an e-mail or archive
    /// holds them.
    #[serde(default)]
    pub left: Vec<LeftEntry>,
}

/// An entry of an e-mail or archive that is not read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeftEntry {
    /// The name with that of the container: `thu.eml › lời thư`.
    pub name: String,
    /// Why it is not read.
    pub reason: LeftReason,
    /// The first figures in the text of an e-mail; empty for other entries, and once a finding has them.
    #[serde(default)]
    pub figures: String,
}

/// The reason why an entry of an e-mail or archive is not read.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LeftReason {
    /// The text of an e-mail, or an e-mail with nothing else.
    MailText,
    /// A picture in the text of an e-mail.
    Picture,
    /// A digital signature.
    Signature,
    /// An attachment without content, such as a drawing in the text.
    NoContent,
    /// A by-product of a program or system.
    Litter,
    /// A part of a web page that consists of several files.
    WebPart,
}

/// A document or picture that came with a return, with the findings for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccompanyingFile {
    /// The error if there is no return that it accompanies. Its unit and period are those in the names around the file.
    pub alone: Finding,
    /// The note if there is one; with its unit and period once it is known.
    pub beside: Finding,
    /// The file of the return that it accompanies, once it is known.
    pub of: Option<String>,
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
    pub(crate) fn returns(self) -> Vec<Submission> {
        match self.outcome {
            ReadingOutcome::Returns(returns) => returns,
            ReadingOutcome::NotAReturn(_) | ReadingOutcome::Unreadable(_) | ReadingOutcome::Accompanying(_) => {
                Vec::new()
            }
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
    /// A document, picture or other file that people send along with a return. The check decides whether it is one.
    Accompanying(Box<AccompanyingFile>),
}

impl ReadingOutcome {
    /// Returns the finding of a file without a return, taken by itself. `None` for a file with returns.
    pub fn fault(&self) -> Option<&Finding> {
        match self {
            ReadingOutcome::Returns(_) => None,
            ReadingOutcome::NotAReturn(finding) | ReadingOutcome::Unreadable(finding) => Some(finding),
            ReadingOutcome::Accompanying(file) => Some(&file.alone),
        }
    }
}
