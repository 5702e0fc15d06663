//! Reads the language of a plan and the words of its frame.

use super::node::KeyNeed::Optional;
use super::node::TableReader;
use crate::model::text::{BilingualText, Lang};
use crate::plan::frame_words::FrameWords;

/// The words for the languages.
const LANGUAGES: [(&str, Lang); 2] = [("vi", Lang::Vi), ("en", Lang::En)];

/// Reads `plan.language`; Vietnamese if it is left out.
pub(super) fn language(plan: &TableReader) -> Lang {
    let language = plan.word("language", &LANGUAGES, Optional).unwrap_or_default();
    plan.walk.is_english.set(language == Lang::En);
    language
}

/// Reads the table `words`.
pub(super) fn words(root: &TableReader, lang: Lang) -> FrameWords {
    let usual = FrameWords::usual(lang);
    let Some(node) = root.optional_table("words") else { return usual };
    let own = |key, usual: String| node.optional_text(key).filter(|text| !text.trim().is_empty()).unwrap_or(usual);
    let motto = node.texts("motto", Optional);
    if motto.len() > 2 {
        node.walk.error_at(
            &node.at("motto"),
            BilingualText::new("phần bên phải tiêu đề có hai dòng", "the right side of the letterhead has two lines"),
            BilingualText::new("bỏ bớt dòng", "leave out the others"),
        );
    }
    let words = FrameWords {
        motto: if motto.is_empty() { usual.motto } else { motto },
        chair: own("chair", usual.chair),
        total: own("total", usual.total),
        basis: own("basis", usual.basis),
        personal: own("personal", usual.personal),
    };
    node.done();
    words
}
