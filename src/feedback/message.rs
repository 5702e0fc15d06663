//! The e-mail and the chat message to a unit, from the templates.

use super::points::base_name;
use super::wording::{chat, fill, mail};
use super::{FeedbackKind, UnitFeedback, UnitStanding};
use crate::form::corrections::CorrectionTexts;
use crate::model::day::Day;
use crate::model::text::{Lang, text_in};
use crate::plan::{FeedbackMessage, Plan, Unit};

/// The longest chat message, in characters.
const CHAT: usize = 300;
/// The number of points in an e-mail: the sheet "Cần sửa" has all of them.
const POINTS: usize = 3;
/// The longest text of a point in an e-mail, in characters.
const POINT: usize = 360;

/// What a message is made from.
pub(crate) struct MessageContext<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The unit, with its name in the period.
    pub unit: &'a Unit,
    /// What goes back.
    pub feedback: &'a UnitFeedback<'a>,
    /// The points as the returned form has them; without one, those of the findings.
    pub points: &'a [CorrectionTexts],
    /// The headlines of the unit.
    pub standing: &'a UnitStanding,
    /// The name of the attached form; empty without one.
    pub attached: &'a str,
    /// SHA-256 of the file that was received; empty without one.
    pub sha256: &'a str,
    /// Today.
    pub today: Day,
}

/// A message to a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnitMessage {
    /// The subject of the e-mail.
    pub subject: String,
    /// The text of the e-mail.
    pub body: String,
    /// The chat message, at most 300 characters.
    pub chat: String,
}

impl UnitMessage {
    /// Fills in the templates of a message.
    pub(super) fn new(plan: &Plan, kind: FeedbackMessage, values: &[(&str, String)]) -> Self {
        let text = fill(mail(plan, kind), values);
        let (subject, body) = text.split_once('\n').unwrap_or((&text, ""));
        let chat = clip(&one_line(&fill(chat(plan, kind), values)), CHAT);
        UnitMessage { subject: subject.trim().to_string(), body: format!("{}\n", body.trim()), chat }
    }
}

impl MessageContext<'_> {
    /// Writes the messages.
    pub(crate) fn message(&self) -> UnitMessage {
        UnitMessage::new(self.plan, self.kind(), &self.values())
    }

    /// Returns true after the deadline.
    pub(crate) fn is_late(&self) -> bool {
        self.days_left() < 0
    }

    fn kind(&self) -> FeedbackMessage {
        let (errors, _) = self.feedback.counts();
        match self.feedback.kind {
            FeedbackKind::Correction if errors > 0 || !self.feedback.is_counted => FeedbackMessage::Held,
            FeedbackKind::Correction => FeedbackMessage::Warned,
            FeedbackKind::Receipt => FeedbackMessage::Receipt,
            FeedbackKind::Reminder => match self.days_left() {
                0 => FeedbackMessage::Due,
                days if days > 0 => FeedbackMessage::Before,
                _ => FeedbackMessage::Late,
            },
        }
    }

    /// Returns the days from today to the deadline; negative after it.
    fn days_left(&self) -> i32 {
        self.plan.dates(self.feedback.period).deadline.serial() - self.today.serial()
    }

    /// Returns the values of the names in templates.
    fn values(&self) -> Vec<(&'static str, String)> {
        let (errors, warnings) = self.feedback.counts();
        let deadline = self.plan.dates(self.feedback.period).deadline;
        let submission = self.feedback.submission;
        vec![
            ("don_vi", self.unit.name.clone()),
            ("nguoi_nhan", recipient(self.unit)),
            ("noi_nhan", self.plan.receiver().to_string()),
            ("ky", self.feedback.period.heading_in_sentence(self.plan.language)),
            ("han", deadline.to_string()),
            ("so_ngay", self.days_left().abs().to_string()),
            ("han_gui", deadline_sentence(self.plan.language, self.days_left(), deadline)),
            ("so_loi", errors.to_string()),
            ("so_canh_bao", warnings.to_string()),
            ("va_canh_bao", and_warnings(self.plan.language, warnings)),
            ("lan_gui", submission.map_or(1, |submission| submission.number).to_string()),
            ("lan_moi", self.feedback.next_number.to_string()),
            ("tep", self.attached.to_string()),
            ("diem", self.listed_points()),
            ("diem_dau", self.points.first().map(|point| short(self.plan.language, point)).unwrap_or_default()),
            ("noi_dung", self.contents()),
            ("ket_qua", self.standing.lines.join("\n")),
            ("ket_qua_ngan", self.standing.lines.first().map(|line| format!("{line}.")).unwrap_or_default()),
            ("tep_nhan", self.received()),
        ]
    }

    fn listed_points(&self) -> String {
        if self.feedback.kind == FeedbackKind::Receipt {
            return String::new();
        }
        let t = self.plan.language;
        let mut lines: Vec<String> = (1..)
            .zip(self.points.iter().take(POINTS))
            .map(|(number, point)| format!("{number}. {}", long(t, point)))
            .collect();
        if self.points.len() > POINTS {
            let more = self.points.len() - POINTS;
            lines.push(text_in!(
                t,
                "… và {more} điểm nữa, xem trang “Cần sửa”.",
                "… and {more} more, see the sheet “Corrections”."
            ));
        }
        if self.feedback.kind == FeedbackKind::Reminder && !lines.is_empty() {
            lines.insert(0, t.pick("Về tệp đơn vị đã gửi:", "About the file that you sent:").to_string());
        }
        lines.join("\n")
    }

    /// Counts what was taken from the return.
    fn contents(&self) -> String {
        let t = self.plan.language;
        let Some(submission) = self.feedback.submission.filter(|submission| !submission.is_recorded()) else {
            return t.pick("ghi nhận không phát sinh", "recorded as nothing to report").to_string();
        };
        let is_filled = |name: &str| !submission.amount(name).is_blank();
        let figures = self.plan.indicators.iter().filter(|indicator| is_filled(&indicator.name)).count();
        let rows: usize = submission.rosters.iter().map(|roster| roster.rows.len()).sum();
        let answers = self.plan.narratives.iter().filter(|narrative| is_filled(&narrative.name)).count();
        text_in!(
            t,
            "{figures} chỉ tiêu, {rows} dòng danh sách, {answers} ý thuyết minh",
            "indicators: {figures}, rows of lists: {rows}, narratives: {answers}"
        )
    }

    fn received(&self) -> String {
        let Some(submission) = self.feedback.submission.filter(|_| !self.sha256.is_empty()) else {
            return String::new();
        };
        text_in!(
            self.plan.language,
            "Tệp đã nhận: {}\nSHA-256: {}",
            "File received: {}\nSHA-256: {}",
            base_name(&submission.file),
            self.sha256
        )
    }
}

/// Returns who a message is addressed to: the contact of the unit, if there is one, and the unit.
pub(super) fn recipient(unit: &Unit) -> String {
    let person = unit.contact.trim();
    if person.is_empty() { unit.name.clone() } else { format!("{person} – {}", unit.name) }
}

/// Returns the sentence about a deadline that is `days` away; negative if it is over.
pub(super) fn deadline_sentence(t: Lang, days: i32, deadline: Day) -> String {
    match days {
        0 => text_in!(t, "Hạn gửi là hôm nay, {deadline}.", "It is due today, {deadline}."),
        days if days > 0 => {
            text_in!(t, "Hạn gửi: {deadline}, còn {days} ngày.", "It is due on {deadline}, in {days} day(s).")
        }
        days => text_in!(
            t,
            "Hạn gửi {deadline} đã qua {} ngày, đề nghị gửi lại sớm.",
            "It was due on {deadline}, {} day(s) ago; please send it again soon.",
            -days
        ),
    }
}

/// Returns the end of a sentence about the errors.
fn and_warnings(t: Lang, warnings: usize) -> String {
    match warnings {
        0 => String::new(),
        _ => text_in!(
            t,
            "; ngoài ra có {warnings} cảnh báo đề nghị xem lại",
            "; it also has {warnings} warning(s) to check"
        ),
    }
}

/// Formats a point for an e-mail.
fn long(t: Lang, point: &CorrectionTexts) -> String {
    let mut out = point.what.trim().trim_end_matches('.').to_string();
    if !point.cell.is_empty() {
        out += &text_in!(t, " (ô {})", " (cell {})", point.cell);
    } else if !point.sent.is_empty() {
        out += &format!(" ({})", point.sent);
    }
    out.push('.');
    let labels = t.pick(["Đã ghi", "Phải là"], ["Found", "Expected"]);
    for (label, text) in labels.into_iter().zip([&point.found, &point.expected]) {
        if !text.trim().is_empty() {
            out += &format!(" {label}: {}.", one_line(text).trim_end_matches('.'));
        }
    }
    clip(&one_line(&out), POINT)
}

/// Formats a point for a chat message.
fn short(t: Lang, point: &CorrectionTexts) -> String {
    let cell = if point.cell.is_empty() { String::new() } else { text_in!(t, " (ô {})", " (cell {})", point.cell) };
    format!("{}{cell}.", one_line(&point.what).trim_end_matches('.'))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Shortens a text to a number of characters.
fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_string();
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

/// Returns the e-mail addresses in a text, and true if some of it is no address.
pub(crate) fn addresses(text: &str) -> (Vec<String>, bool) {
    let parts = text.split([',', ';', ' ', '\n', '\t', '\r']).map(str::trim).filter(|part| !part.is_empty());
    let (valid, other): (Vec<&str>, Vec<&str>) = parts.partition(|part| is_address(part));
    (valid.into_iter().map(str::to_string).collect(), !other.is_empty())
}

/// Returns true for an address in the usual form: nothing that could end a header field or needs quotation marks.
fn is_address(text: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    text.len() <= 254
        && text.split_once('@').is_some_and(|(name, domain)| {
            !name.is_empty()
                && name.chars().all(is_letter)
                && domain.contains('.')
                && domain
                    .split('.')
                    .all(|label| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::period::Period;
    use crate::plan::{load, template};

    /// The deadline of the first quarter of 2022 is 10 April; the days are those of the calendar.
    #[test]
    fn reminders_depend_on_the_days_to_the_deadline() {
        let text = template::get("277-kh-ldld").unwrap();
        let plan = load::text(text.plan, text.annex.as_bytes(), ("plan.toml", "phu-luc.tsv")).unwrap();
        let report: Period = "2022-Q1".parse().unwrap();
        let ledger = crate::check::empty_ledger(&plan, report.into(), report, Vec::new());
        let feedback = UnitFeedback::new(&plan, &ledger, 0).unwrap();
        assert_eq!((feedback.kind, feedback.next_number), (FeedbackKind::Reminder, 1));
        for (today, subject, chat) in [
            ((2022, 4, 3), "trước ngày 10/04/2022", "còn 7 ngày"),
            ((2022, 4, 10), "Hôm nay là hạn gửi báo cáo quý I năm 2022", "Hôm nay (10/04/2022) là hạn gửi"),
            ((2022, 5, 2), "đã quá hạn 22 ngày", "quá hạn 22 ngày"),
        ] {
            let (year, month, day) = today;
            let message = MessageContext {
                plan: &plan,
                unit: &plan.units[0],
                feedback: &feedback,
                points: &[],
                standing: &UnitStanding::default(),
                attached: "BM01_2022-Q1_TP.xlsx",
                sha256: "",
                today: Day::from_ymd(year, month, day).unwrap(),
            }
            .message();
            assert!(message.subject.contains(subject), "{}", message.subject);
            assert!(message.chat.contains(chat) && message.chat.chars().count() <= CHAT, "{}", message.chat);
            assert!(
                message.body.contains("BM01_2022-Q1_TP.xlsx") && !message.body.contains("\n\n\n"),
                "{}",
                message.body
            );
        }
    }

    #[test]
    fn addresses_are_told_from_other_text() {
        let of = |text: &str| addresses(text);
        assert_eq!(of("a.b@xa.lc.vn; c@d.vn"), (vec!["a.b@xa.lc.vn".into(), "c@d.vn".into()], false));
        assert_eq!(of(""), (Vec::new(), false));
        for text in ["a@b", "chưa có", "a@b.vn>Bcc:x", "\"a\"@b.vn", "@b.vn", "a@.vn"] {
            assert_eq!(of(text), (Vec::new(), true), "{text}");
        }
        assert_eq!(of("a@b.vn\r\nBcc: x@y.vn").0, ["a@b.vn", "x@y.vn"]);
    }
}
