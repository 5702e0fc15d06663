//! What an input format is: its name, its file endings, how it is detected, and how it is read. Each format is one
//! constant in the file of its reader; the list is in `grid/mod.rs`. Detection never uses the file name.

use super::Grid;
use super::error::GridError;
use super::file_kind::OtherFileKind;
use super::mail_head::MailHead;
use crate::limits::Limits;
use crate::model::text::{BilingualText, StaticText};
use std::fmt;

/// A format whose cells the program reads.
pub struct TableFormat {
    /// Name, to follow "Tệp là".
    pub name: StaticText,
    /// Extensions of file names, without the dot.
    pub extensions: &'static [&'static str],
    /// Which attachments of an e-mail or entries of an archive are returns.
    pub attachments: AttachmentRule,
    /// Returns true if this part of a file's content is of the format.
    pub is_shown_by: fn(&FileEvidence) -> bool,
    /// Reads the cells.
    pub read: fn(&[u8], &Limits) -> Result<Grid, GridError>,
}

/// The kind of a file, detected from its content.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A format whose cells are read.
    Table(&'static TableFormat),
    /// Any other.
    Other(OtherFileKind),
}

impl FileKind {
    /// Returns true if the file name has an extension of this kind.
    pub(crate) fn is_named(self, file: &str) -> bool {
        matches!(self, FileKind::Table(format) if format.is_named(file))
    }

    /// Returns true for what the text of an e-mail may be.
    pub(crate) fn is_mail_text(self) -> bool {
        match self {
            FileKind::Table(format) => format.attachments == AttachmentRule::RenamedReturns,
            FileKind::Other(kind) => {
                matches!(kind, OtherFileKind::Text | OtherFileKind::Xml | OtherFileKind::Mail | OtherFileKind::Empty)
            }
        }
    }

    /// Returns the name of the kind, to follow "Tệp là".
    pub(crate) fn name(self) -> BilingualText {
        match self {
            FileKind::Table(format) => format.name.into(),
            FileKind::Other(kind) => kind.name(),
        }
    }
}

/// Which attachments of a format are returns.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum AttachmentRule {
    /// All of them.
    Returns,
    /// Those with the extension of another format: tables exported under the name of a workbook. Others are documents.
    RenamedReturns,
}

/// A part of a file's content that shows its format. The parts are examined in this order.
pub enum FileEvidence<'a> {
    /// The parts of a ZIP package.
    PackageParts {
        /// Names in lower case, with `/` between folders.
        names: &'a [String],
        /// The first bytes of the file.
        head: &'a [u8],
    },
    /// `[Content_Types].xml` of a ZIP package, in lower case.
    ContentTypes(&'a [u8]),
    /// The streams at the root of a compound file: returns true for the name of one.
    RootStreams(&'a dyn Fn(&str) -> bool),
    /// Type and version of the first record of an old workbook without a compound file around it.
    FirstRecord([u8; 2], u8),
    /// The headers at the beginning of an e-mail or of a web page saved as one file.
    MailHead(&'a MailHead),
    /// The beginning of a text, in lower case.
    TextHead(&'a str),
}

impl TableFormat {
    /// Returns true if the file name has an extension of this format.
    pub(crate) fn is_named(&self, file: &str) -> bool {
        file.rsplit_once('.').is_some_and(|(_, end)| self.extensions.iter().any(|e| end.eq_ignore_ascii_case(e)))
    }

    /// Returns true if an attachment of this format is a return.
    pub(crate) fn is_return(&self, file: &str) -> bool {
        match self.attachments {
            AttachmentRule::Returns => true,
            AttachmentRule::RenamedReturns => !self.is_named(file),
        }
    }
}

impl fmt::Debug for TableFormat {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(self.name.en)
    }
}

impl PartialEq for TableFormat {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for TableFormat {}

/// Returns true if the bytes contain others.
pub(super) fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
