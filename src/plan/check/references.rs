//! Reports references to something that the plan does not have: names, codes, periods.

use crate::model::period::Period;
use crate::model::text::BilingualText;
use crate::plan::diagnostic::nearest;
use crate::plan::load::draft::PlanDraft;
use crate::plan::load::walk::PlanDocument;

/// Reports a reference to something that does not exist.
pub(super) fn missing(walk: &PlanDocument, path: &str, what: (&str, &str), word: &str, known: &[&str]) {
    let near = nearest(word, known.iter().copied());
    let list = if near.is_empty() { known.iter().take(12).copied().collect() } else { near }.join(", ");
    walk.error_at(
        path,
        BilingualText::new(format!("không có {} '{word}'", what.0), format!("there is no {} '{word}'", what.1)),
        BilingualText::new(format!("có: {list}"), format!("known: {list}")),
    );
}

/// Reports a period that is not in the plan.
pub(super) fn outside(walk: &PlanDocument, draft: &PlanDraft, path: &str, period: Period) {
    let Some((first, last)) = draft.term.filter(|(first, last)| period < *first || period > *last) else { return };
    walk.error_at(
        path,
        BilingualText::new(format!("kỳ {period} nằm ngoài kế hoạch"), format!("{period} lies outside the plan")),
        BilingualText::new(format!("từ {first} đến {last}"), format!("from {first} to {last}")),
    );
}
