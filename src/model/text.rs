//! A text in Vietnamese and English.

use serde::{Deserialize, Serialize};

/// A message in both languages. Workbooks and forms always use `vi`; the terminal follows `--lang`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BilingualText {
    /// The Vietnamese text, used in all forms and workbooks.
    pub vi: String,
    /// The English text.
    pub en: String,
}

impl BilingualText {
    /// Creates a text from both languages.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        BilingualText { vi: vi.into(), en: en.into() }
    }

    /// Creates a text that is the same in both languages: a figure, a name, raw cell content.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        BilingualText { en: text.clone(), vi: text }
    }

    /// Returns true if both languages are empty.
    pub fn is_empty(&self) -> bool {
        self.vi.is_empty() && self.en.is_empty()
    }
}
