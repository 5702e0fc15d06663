//! Reads the words of a choice. A form offers them in a data validation of Excel, so Excel's limit for such a list
//! applies to them.

use super::node::KeyNeed::Optional;
use super::node::TableReader;
use crate::model::text::BilingualText;
use crate::workbook::excel_limits::WORD_LIST_LENGTH;

/// Returns the length of such a list as Excel stores it: commas between the words, quotes doubled.
fn length(words: &[String]) -> usize {
    words.join(",").replace('"', "\"\"").encode_utf16().count()
}

/// Reads the words of a choice: at least two for a choice, none for any other kind. `is_choice` is `None` if the kind
/// is not known.
pub(super) fn choices(node: &TableReader, is_choice: Option<bool>) -> Vec<String> {
    let choices = node.texts("choices", Optional);
    let message = match is_choice {
        Some(true) if choices.len() < 2 => BilingualText::new(
            "kind = \"choice\" cần ít nhất hai từ để chọn",
            "kind = \"choice\" takes at least two words to choose from",
        ),
        Some(true) if choices.iter().any(|word| word.contains(',')) || length(&choices) > WORD_LIST_LENGTH => {
            BilingualText::new(
                "các từ để chọn không được có dấu phẩy, và cộng lại không quá 255 ký tự (giới hạn của Excel)",
                "the words to choose from have no comma, and 255 characters in all at most (Excel's limit)",
            )
        }
        Some(false) if !choices.is_empty() => BilingualText::new(
            "chỉ kind = \"choice\" mới có các từ để chọn",
            "only kind = \"choice\" has words to choose from",
        ),
        _ => return choices,
    };
    let hint = node.walk.either(
        BilingualText::new("ví dụ: choices = [\"Có\", \"Không\"]", "such as choices = [\"Có\", \"Không\"]"),
        BilingualText::new("ví dụ hai dòng: Có và Không", "such as two lines: Có and Không"),
    );
    node.walk.error_at(&node.at("choices"), message, hint);
    choices
}
