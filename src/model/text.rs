//! A text in both languages of the program.

use serde::{Deserialize, Serialize};

/// One message in Vietnamese and English. Workbooks and forms always use `vi`; the terminal follows `--lang`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Text {
    /// Vietnamese, the language of every form and workbook.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A text in both languages.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Text { vi: vi.into(), en: en.into() }
    }

    /// What reads the same in both languages: a figure, a name, a raw cell.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Text { en: text.clone(), vi: text }
    }

    /// Both languages empty.
    pub fn is_empty(&self) -> bool {
        self.vi.is_empty() && self.en.is_empty()
    }
}
