//! How findings list cells and rows: the first few with their texts, and the number of the others.

use crate::model::text::BilingualText;

/// Number of cells or rows that a finding lists; more are only counted.
pub(super) const LISTED: usize = 6;
/// Length of a cell's text in such a list, in characters.
const SHOWN: usize = 60;

/// What a finding lists.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum ListedKind {
    /// Cells.
    Cells,
    /// Rows of the form.
    Rows,
}

/// Lists the first [`LISTED`] of some cells or rows by their texts, and counts the others.
pub(super) fn list<T>(all: &[T], kind: ListedKind, text: impl Fn(&T) -> String) -> BilingualText {
    let shown = all.iter().take(LISTED).map(text).collect::<Vec<_>>().join("; ");
    with_further(BilingualText::same(shown), all.len().saturating_sub(LISTED), kind)
}

/// Lists the first [`LISTED`] addresses of cells within a text.
pub(super) fn list_within(cells: &[String], text: impl Fn(&str) -> String) -> BilingualText {
    let shown = cells.iter().take(LISTED).cloned().collect::<Vec<_>>().join(", ");
    let further = cells.len().saturating_sub(LISTED);
    let BilingualText { vi, en } = with_further(BilingualText::same(shown), further, ListedKind::Cells);
    BilingualText::new(text(&vi), text(&en))
}

/// Appends the number of further cells or rows to a list, if there are any.
pub(super) fn with_further(list: BilingualText, further: usize, kind: ListedKind) -> BilingualText {
    if further == 0 {
        return list;
    }
    let BilingualText { vi, en } = list;
    match kind {
        ListedKind::Cells => {
            BilingualText::new(format!("{vi} và {further} ô nữa"), format!("{en} and {further} more cells"))
        }
        ListedKind::Rows => {
            BilingualText::new(format!("{vi} và {further} dòng nữa"), format!("{en} and {further} more rows"))
        }
    }
}

/// Returns a text in one line, cut to the length that a list shows.
pub(super) fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end()),
        None => text,
    }
}
