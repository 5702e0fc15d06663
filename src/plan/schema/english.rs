//! The names of sheets and headings in the workbook of an English plan. They are the keys of the text in words, so that
//! nothing is named twice.

use super::{PlanField, PlanTable};
use crate::model::text::Lang;

/// Name of the sheet of single values.
pub(crate) const SINGLE: &str = "Plan";

impl PlanTable {
    /// Returns the name of the sheet in a workbook of a language.
    pub(crate) fn sheet_in(&self, lang: Lang) -> String {
        match lang {
            Lang::Vi => self.sheet.to_string(),
            Lang::En => self.english_sheet(),
        }
    }

    /// Returns the name of the sheet in an English workbook: "Annex columns".
    pub(crate) fn english_sheet(&self) -> String {
        in_words(self.path)
    }
}

impl PlanField {
    /// Returns the heading in a workbook of a language.
    pub(crate) fn heading_in(&self, lang: Lang) -> String {
        match lang {
            Lang::Vi => self.heading.to_string(),
            Lang::En => self.english_heading(),
        }
    }

    /// Returns the heading in an English workbook: "Opening annex"; of a text in two languages "Message (English)".
    pub(crate) fn english_heading(&self) -> String {
        match self.key.rsplit_once('.') {
            Some((key, "vi")) => in_words(key) + " (Vietnamese)",
            Some((key, "en")) => in_words(key) + " (English)",
            _ => in_words(self.key),
        }
    }

    /// Returns true for the Vietnamese one of two texts.
    pub(crate) fn is_vietnamese(&self) -> bool {
        self.key.ends_with(".vi")
    }
}

fn in_words(key: &str) -> String {
    let words = key.replace(['.', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use crate::model::fold::fold;
    use crate::plan::schema::{SINGLES, TABLES};
    use std::collections::BTreeSet;

    #[test]
    fn english_names_are_unique_beside_the_vietnamese_ones() {
        let sheets: BTreeSet<String> = TABLES.iter().flat_map(|t| [fold(t.sheet), fold(&t.english_sheet())]).collect();
        assert_eq!(sheets.len(), 2 * TABLES.len());
        for fields in TABLES.iter().map(|t| t.fields).chain([&SINGLES[..]]) {
            let names: BTreeSet<String> =
                fields.iter().flat_map(|f| [fold(f.heading), fold(&f.english_heading())]).collect();
            assert_eq!(names.len(), 2 * fields.len(), "{names:?}");
        }
    }
}
