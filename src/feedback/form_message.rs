//! The e-mail and the chat message that a blank form is sent with.

use super::UnitMessage;
use super::message::{deadline_sentence, recipient};
use crate::model::day::Day;
use crate::model::period::Period;
use crate::plan::{FeedbackMessage, Plan, Unit};

/// Writes the messages for the form of a unit, a file with the name `attached`. `today` gives the days to the deadline.
pub(crate) fn form_message(plan: &Plan, unit: &Unit, period: Period, attached: &str, today: Day) -> UnitMessage {
    let deadline = plan.dates(period).deadline;
    let days = deadline.serial() - today.serial();
    let values = [
        ("don_vi", unit.name.clone()),
        ("nguoi_nhan", recipient(unit)),
        ("noi_nhan", plan.receiver().to_string()),
        ("ky", period.heading_in_sentence(plan.language)),
        ("han", deadline.to_string()),
        ("so_ngay", days.abs().to_string()),
        ("han_gui", deadline_sentence(plan.language, days, deadline)),
        ("tep", attached.to_string()),
    ];
    UnitMessage::new(plan, FeedbackMessage::Form, &values)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::plan::{load, template};

    /// The deadline of the first quarter of 2022 is 10 April.
    #[test]
    fn message_names_form_deadline_and_days() {
        let text = template::get("277-kh-ldld").unwrap();
        let plan = load::text(text.plan, text.annex.as_bytes(), ("plan.toml", "phu-luc.tsv")).unwrap();
        let today = Day::from_ymd(2022, 4, 3).unwrap();
        let period = "2022-Q1".parse().unwrap();
        let made = form_message(&plan, &plan.units[0], period, "BM01_2022-Q1_TP.xlsx", today);
        assert_eq!(made.subject, "Biểu báo cáo quý I năm 2022 của LĐLĐ Thành Phố");
        for text in [&made.body, &made.chat] {
            assert!(text.contains("BM01_2022-Q1_TP.xlsx") && text.contains("10/04/2022"), "{text}");
            assert!(text.contains("còn 7 ngày") && !text.contains('{'), "{text}");
        }
        assert!(made.chat.chars().count() <= 300);
    }
}
