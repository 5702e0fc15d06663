//! The two encodings of a package's parts, with Excel's names of the parts.

/// The relationships part of the package.
pub(super) const ROOT: &str = "_rels/.rels";

/// The encoding of the parts of a package.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum PartEncoding {
    /// XML parts (.xlsx, .xlsm).
    Xml,
    /// Binary records (.xlsb).
    Binary,
}

impl PartEncoding {
    /// Returns the extension of the parts.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            PartEncoding::Xml => "xml",
            PartEncoding::Binary => "bin",
        }
    }

    /// Returns the name of the workbook part.
    pub(crate) fn book(self) -> String {
        format!("xl/workbook.{}", self.ending())
    }

    /// Returns the name of the workbook's relationships part.
    pub(crate) fn links(self) -> String {
        format!("xl/_rels/workbook.{}.rels", self.ending())
    }
}
