//! A text in Vietnamese and English, and the choice of one of the two languages.

use serde::{Deserialize, Serialize};

/// One of the two languages. Forms and workbooks are always Vietnamese.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// Returns the text of this language.
    pub fn pick<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    /// Returns this language's part of a text.
    pub fn text_in(self, text: &BilingualText) -> &str {
        self.pick(&text.vi, &text.en)
    }
}

/// Builds a text by calling `write` for each language.
pub fn in_both_languages(write: impl Fn(Lang) -> String) -> BilingualText {
    BilingualText::new(write(Lang::Vi), write(Lang::En))
}

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
