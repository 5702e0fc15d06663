//! Creates the findings of reading from their texts.

use super::finding_kind::FindingText;
pub(crate) use super::finding_kind::ReadingFinding;
use super::{cell_texts, content_texts, place_texts, value_texts};
use crate::model::finding::{Finding, Severity};
use crate::model::text::BilingualText;

/// Returns the texts of all kinds.
fn texts() -> impl Iterator<Item = &'static FindingText> {
    cell_texts::TEXTS.iter().chain(&content_texts::TEXTS).chain(&place_texts::TEXTS).chain(&value_texts::TEXTS)
}

impl ReadingFinding {
    /// Creates the finding, without location and figures.
    pub(crate) fn finding(self) -> Finding {
        let Some(text) = texts().find(|text| text.kind == self) else {
            return Finding::new("", Severity::Error, BilingualText::default());
        };
        let [vi, en] = text.message;
        let [mend_vi, mend_en] = text.mend;
        Finding {
            mend: BilingualText::new(mend_vi, mend_en),
            ..Finding::new(text.code, text.severity, BilingualText::new(vi, en))
        }
    }
}

/// Returns the finding of a code, in upper or lower case, without location and figures.
pub fn finding_of_code(code: &str) -> Option<Finding> {
    texts().find(|text| text.code.eq_ignore_ascii_case(code)).map(|text| text.kind.finding())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Every kind has a text of its own, and every code one kind.
    #[test]
    fn every_kind_has_its_code_and_texts() {
        let texts: Vec<_> = texts().collect();
        let codes: BTreeSet<&str> = texts.iter().map(|text| text.code).collect();
        assert_eq!(codes.len(), texts.len());
        for text in &texts {
            assert_eq!(text.kind.finding().code, text.code);
            assert!([text.message, text.mend].as_flattened().iter().all(|words| !words.is_empty()), "{}", text.code);
        }
        // The last kind is in the table, so none is left out.
        assert_eq!(ReadingFinding::ByProduct as usize + 1, texts.len());
    }
}
