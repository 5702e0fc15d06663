//! The two languages of the program, and texts in both.

use serde::{Deserialize, Serialize};

/// A language: of the terminal (`--lang`), or of a plan's forms and workbooks (`plan.language`).
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lang {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// All languages.
    pub(crate) const ALL: [Lang; 2] = [Lang::Vi, Lang::En];
    /// Codes of the languages, as in `--lang`.
    pub(crate) const CODES: [&str; 2] = ["vi", "en"];

    /// Returns the language with this code. `None` for other codes.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        match code {
            "vi" => Some(Lang::Vi),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// Returns the alternative for this language.
    pub fn pick<T>(self, vi: T, en: T) -> T {
        match self {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    /// Returns the text in this language.
    pub fn text_in(self, text: &BilingualText) -> &str {
        self.pick(&text.vi, &text.en)
    }

    /// Groups the digits of a whole number in threes: `1.048.576` in Vietnamese, `1,048,576` in English.
    pub(crate) fn group(self, digits: &str) -> String {
        let mut out = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                out.push_str(self.pick(".", ","));
            }
            out.push(digit);
        }
        out
    }
}

/// Formats a text in a language: the language, the Vietnamese format, the English one, and the arguments of both.
macro_rules! text_in {
    ($lang:expr, $vi:literal, $en:literal $(, $($arguments:tt)*)?) => {
        match $lang {
            $crate::model::text::Lang::Vi => format!($vi $(, $($arguments)*)?),
            $crate::model::text::Lang::En => format!($en $(, $($arguments)*)?),
        }
    };
}
pub(crate) use text_in;

/// Builds a text by calling `write` for each language.
pub(crate) fn in_both_languages(write: impl Fn(Lang) -> String) -> BilingualText {
    BilingualText::new(write(Lang::Vi), write(Lang::En))
}

/// A fixed text of the program in both languages.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct StaticText {
    /// The Vietnamese text.
    pub vi: &'static str,
    /// The English text.
    pub en: &'static str,
}

impl StaticText {
    /// Creates a text from both languages.
    pub(crate) const fn new(vi: &'static str, en: &'static str) -> Self {
        StaticText { vi, en }
    }

    /// Returns the text in a language.
    pub(crate) fn in_lang(self, lang: Lang) -> &'static str {
        lang.pick(self.vi, self.en)
    }

    /// Returns true if a text is this one in either language: a workbook shows its language by its own words only.
    pub(crate) fn is(self, text: &str) -> bool {
        text == self.vi || text == self.en
    }
}

impl From<StaticText> for BilingualText {
    fn from(text: StaticText) -> Self {
        BilingualText::new(text.vi, text.en)
    }
}

/// A message in both languages. Workbooks and forms use that of the plan; the terminal follows `--lang`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct BilingualText {
    /// The Vietnamese text.
    pub vi: String,
    /// The English text.
    pub en: String,
}

impl BilingualText {
    /// Creates a text from both languages.
    pub(crate) fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        BilingualText { vi: vi.into(), en: en.into() }
    }

    /// Creates a text that is the same in both languages: a figure, a name, raw cell content.
    pub(crate) fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        BilingualText { en: text.clone(), vi: text }
    }

    /// Returns true if both languages are empty.
    pub(crate) fn is_empty(&self) -> bool {
        self.vi.is_empty() && self.en.is_empty()
    }
}
