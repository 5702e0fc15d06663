//! What the summary says about one unit.

use super::{FeedbackKind, SummaryLine, UnitFeedback};
use crate::plan::Unit;

/// Describes a unit for the summary: state, what goes back, address, whom to telephone. `to` are its addresses; `is_late`
/// is true after the deadline.
pub(crate) fn summary_line(
    unit: &Unit,
    feedback: &UnitFeedback,
    to: &[String],
    has_bad_address: bool,
    is_late: bool,
) -> SummaryLine {
    let (errors, warnings) = feedback.counts();
    let with_warnings = |text: String| if warnings > 0 { format!("{text}, {warnings} cảnh báo") } else { text };
    let (state, what) = match feedback.kind {
        FeedbackKind::Correction if feedback.is_counted => {
            (with_warnings("▲ Đã tổng hợp".to_string()), "Trả lại biểu để xem lại")
        }
        FeedbackKind::Correction => (with_warnings(format!("✗ Còn {errors} lỗi")), "Trả lại biểu để sửa"),
        FeedbackKind::Reminder if feedback.points.is_empty() => ("○ Chưa gửi".to_string(), "Nhắc gửi, kèm biểu mẫu"),
        FeedbackKind::Reminder => ("○ Chưa gửi; có tệp chưa dùng được".to_string(), "Nhắc gửi, kèm biểu mẫu"),
        FeedbackKind::Receipt => ("✓ Đã tổng hợp".to_string(), "Báo đã nhận"),
    };
    let mut address = to.join(", ");
    if has_bad_address {
        address += &format!(" (e-mail trong kế hoạch không đúng dạng: {})", unit.email.trim());
    } else if to.is_empty() {
        address = "(kế hoạch chưa có e-mail)".to_string();
    }
    SummaryLine {
        unit: unit.name.clone(),
        state,
        what: what.to_string(),
        address: address.trim().to_string(),
        call: call(unit, feedback, to, is_late),
        for_board: feedback.for_board.join(", "),
        ..SummaryLine::default()
    }
}

/// Returns whom to telephone and why; empty if the message is enough.
fn call(unit: &Unit, feedback: &UnitFeedback, to: &[String], is_late: bool) -> String {
    let mut reasons = Vec::new();
    match feedback.kind {
        FeedbackKind::Reminder if is_late => reasons.push("quá hạn, chưa gửi"),
        FeedbackKind::Correction if !feedback.is_counted => reasons.push("còn lỗi, chưa tổng hợp"),
        _ => {}
    }
    if to.is_empty() && feedback.kind != FeedbackKind::Receipt {
        reasons.push("không có e-mail");
    }
    if reasons.is_empty() {
        return String::new();
    }
    let phone = if unit.phone.trim().is_empty() { "chưa có số điện thoại" } else { unit.phone.trim() };
    let person = unit.contact.trim();
    let whom = if person.is_empty() { phone.to_string() } else { format!("{person}, {phone}") };
    format!("{whom}: {}", reasons.join("; "))
}
