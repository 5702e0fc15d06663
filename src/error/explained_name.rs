//! Messages about the name, heading or code that `explain` was asked for.

use crate::model::text::BilingualText;

pub(super) fn unknown_target(given: &str, like: &str) -> BilingualText {
    let (vi, en) = if like.is_empty() {
        (
            ". Ô ghi như: \"'Tổng hợp'!G12\". Xem trang \"Công thức\" của tệp tổng hợp.".to_string(),
            ". A cell is written like \"'Tổng hợp'!G12\". See the sheet \"Công thức\" of the workbook.".to_string(),
        )
    } else {
        (format!(". Có phải: {like}?"), format!(". Did you mean: {like}?"))
    };
    BilingualText::new(
        format!("Kế hoạch không có tên, mã quy tắc hay cột \"{given}\"{vi}"),
        format!("The plan has no name, rule or column \"{given}\"{en}"),
    )
}

pub(super) fn shared_heading(given: &str, called: &[String]) -> BilingualText {
    let (count, all) = (called.len(), called.join("; "));
    BilingualText::new(
        format!(
            "Có {count} cột hoặc dòng mang tiêu đề \"{given}\": {all}. Hãy ghi tên trong ngoặc, hoặc cả nhóm và tiêu đề."
        ),
        format!(
            "{count} columns or rows have the heading \"{given}\": {all}. Give the name in brackets, or group and heading."
        ),
    )
}
