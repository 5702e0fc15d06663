//! Reads the board's own wording of what goes back to the units.

use super::node::KeyNeed::{Optional, Required};
use super::node::TableReader;
use crate::model::text::BilingualText;
use crate::plan::{FEEDBACK_NAMES, FeedbackText, MESSAGES};

/// Reads `[[feedback]]`. A message that is given twice, and a name that is not replaced, are reported.
pub(super) fn feedback(root: &TableReader) -> Vec<FeedbackText> {
    let words = MESSAGES.map(|(word, _, message)| (word, message));
    let mut out: Vec<FeedbackText> = Vec::new();
    for node in root.rows("feedback", Optional) {
        let message = node.word("message", &words, Required);
        let [mail, chat] = ["mail", "chat"].map(|key| {
            let text = node.optional_text(key).unwrap_or_default();
            names(&node, key, &text);
            text
        });
        node.done();
        let Some(message) = message else { continue };
        if out.iter().any(|other| other.message == message) {
            node.walk.error_at(
                &node.path,
                BilingualText::new("loại thư này đã có ở dòng trên", "this message is above already"),
                BilingualText::new("giữ một dòng", "keep one of the two"),
            );
        }
        out.push(FeedbackText { message, mail, chat });
    }
    out
}

/// Reports the names in braces that have no value.
fn names(node: &TableReader, key: &str, text: &str) {
    for part in text.split('{').skip(1) {
        let Some((name, _)) = part.split_once('}') else { continue };
        if !FEEDBACK_NAMES.contains(&name) {
            node.walk.error_at(
                &node.at(key),
                BilingualText::new(
                    format!("{{{name}}} không thay được bằng gì"),
                    format!("{{{name}}} is replaced by nothing"),
                ),
                BilingualText::new(
                    format!("dùng được: {}", FEEDBACK_NAMES.join(", ")),
                    format!("known: {}", FEEDBACK_NAMES.join(", ")),
                ),
            );
        }
    }
}
