//! What the summary says about one unit.

use super::{FeedbackKind, SummaryLine, UnitFeedback};
use crate::model::text::{Lang, text_in};
use crate::plan::Unit;

/// Describes a unit for the summary: state, what goes back, address, whom to telephone. `to` are its addresses; `is_late`
/// is true after the deadline.
pub(crate) fn summary_line(
    t: Lang,
    unit: &Unit,
    feedback: &UnitFeedback,
    to: &[String],
    has_bad_address: bool,
    is_late: bool,
) -> SummaryLine {
    let (errors, warnings) = feedback.counts();
    let with_warnings = |text: String| match warnings {
        0 => text,
        _ => text_in!(t, "{text}, {warnings} cảnh báo", "{text}, warnings: {warnings}"),
    };
    let with_form = t.pick("Nhắc gửi, kèm biểu mẫu", "Reminder with the blank form");
    let (state, what) = match feedback.kind {
        FeedbackKind::Correction if feedback.is_counted => (
            with_warnings(t.pick("▲ Đã tổng hợp", "▲ Counted").to_string()),
            t.pick("Trả lại biểu để xem lại", "Form to check"),
        ),
        FeedbackKind::Correction => (
            with_warnings(text_in!(t, "✗ Còn {errors} lỗi", "✗ Errors: {errors}")),
            t.pick("Trả lại biểu để sửa", "Form to correct"),
        ),
        FeedbackKind::Reminder if feedback.points.is_empty() => {
            (t.pick("○ Chưa gửi", "○ Missing").to_string(), with_form)
        }
        FeedbackKind::Reminder => {
            (t.pick("○ Chưa gửi; có tệp chưa dùng được", "○ Missing; a file could not be used").to_string(), with_form)
        }
        FeedbackKind::Receipt => (t.pick("✓ Đã tổng hợp", "✓ Counted").to_string(), t.pick("Báo đã nhận", "Receipt")),
    };
    let mut address = to.join(", ");
    if has_bad_address {
        address += &text_in!(
            t,
            " (e-mail trong kế hoạch không đúng dạng: {})",
            " (not an e-mail address in the plan: {})",
            unit.email.trim()
        );
    } else if to.is_empty() {
        address = t.pick("(kế hoạch chưa có e-mail)", "(no e-mail address in the plan)").to_string();
    }
    SummaryLine {
        unit: unit.name.clone(),
        state,
        what: what.to_string(),
        address: address.trim().to_string(),
        call: call(t, unit, feedback, to, is_late),
        for_board: feedback.for_board.join(", "),
        ..SummaryLine::default()
    }
}

/// Returns whom to telephone and why; empty if the message is enough.
fn call(t: Lang, unit: &Unit, feedback: &UnitFeedback, to: &[String], is_late: bool) -> String {
    let mut reasons = Vec::new();
    match feedback.kind {
        FeedbackKind::Reminder if is_late => reasons.push(t.pick("quá hạn, chưa gửi", "overdue")),
        FeedbackKind::Correction if !feedback.is_counted => {
            reasons.push(t.pick("còn lỗi, chưa tổng hợp", "has errors, not counted"))
        }
        _ => {}
    }
    if to.is_empty() && feedback.kind != FeedbackKind::Receipt {
        reasons.push(t.pick("không có e-mail", "no e-mail address"));
    }
    if reasons.is_empty() {
        return String::new();
    }
    let phone = if unit.phone.trim().is_empty() {
        t.pick("chưa có số điện thoại", "no telephone number")
    } else {
        unit.phone.trim()
    };
    let person = unit.contact.trim();
    let whom = if person.is_empty() { phone.to_string() } else { format!("{person}, {phone}") };
    format!("{whom}: {}", reasons.join("; "))
}
