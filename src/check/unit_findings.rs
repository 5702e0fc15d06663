//! The built-in findings about units in time, with their texts: a return of a unit that does not report, a nil return.

use super::builtin_findings::{self, NIL, NOT_DUE};
use crate::model::amount::Amount;
use crate::model::finding::{Finding, Severity};
use crate::model::submission::Submission;
use crate::model::text::{BilingualText, in_both_languages, text_in};
use crate::plan::{Plan, header};

/// Creates the finding for a return for a period in which its unit does not report.
pub(super) fn not_due(plan: &Plan, submission: &Submission) -> Finding {
    let unit = plan.unit_index(&submission.unit);
    let name = plan.unit_name(&submission.unit);
    let time = unit.and_then(|unit| plan.units.get(unit)).map(|unit| &unit.time);
    let period = submission.period;
    let says = period.words();
    let message = BilingualText::new(
        format!("{name} không phải báo cáo {}; báo cáo không được tổng hợp", says.vi),
        format!("{name} does not report in {}; the return does not count", says.en),
    );
    let mut finding = builtin_findings::on(submission, NOT_DUE, Severity::Error, message);
    let place = submission.figures.get(period.cycle().period_field());
    finding.cell = place.map(|figure| figure.cell.to_string()).filter(|cell| !cell.is_empty());
    finding.found = says;
    let from = time.and_then(|time| time.from).unwrap_or(plan.first);
    let until = time.and_then(|time| time.until).unwrap_or(plan.last);
    finding.expected = in_both_languages(|t| {
        let (from, until) = (from.in_sentence(t), until.in_sentence(t));
        text_in!(t, "{name} báo cáo từ {from} đến {until}", "{name} reports from {from} to {until}")
    });
    finding.mend = match time.and_then(|time| time.into.as_deref()).filter(|_| period > until) {
        Some(heir) => {
            let (heir, next) = (plan.unit_name(heir), until.plus(1).words());
            BilingualText::new(
                format!("Số liệu từ {} do {heir} báo cáo; báo đơn vị gửi qua {heir}.", next.vi),
                format!("From {} on {heir} reports these figures; tell the unit to send them there.", next.en),
            )
        }
        None => BilingualText::new(
            "Kiểm tra kỳ trong biểu, và Từ kỳ, Đến kỳ của đơn vị trong kế hoạch.",
            "Check the period in the form, and the unit's first and last period in the plan.",
        ),
    };
    finding
}

/// Creates the finding for a nil return. `typed` are the codes of the flows that it reports nevertheless.
pub(super) fn nil(submission: &Submission, typed: &[&str]) -> Finding {
    let is_contradictory = !typed.is_empty();
    let severity = if is_contradictory { Severity::Warning } else { Severity::Info };
    let message = if is_contradictory {
        let codes = typed.join(", ");
        BilingualText::new(
            format!("Báo cáo ghi “không phát sinh” nhưng có số phát sinh ở mã {codes}; các số đó vẫn được tổng hợp"),
            format!("A nil return that reports figures at code {codes}; they are counted"),
        )
    } else {
        BilingualText::new(
            "Báo cáo không phát sinh: ô số phát sinh để trống tính là 0, số cuối kỳ để trống bằng số đầu kỳ hoặc giữ như kỳ trước",
            "A nil return: blank flows count as 0, blank closing balances are the opening ones, other blank stocks stay as in the period before",
        )
    };
    let mut finding = builtin_findings::on(submission, NIL, severity, message);
    let mark = submission.figures.get(header::NIL);
    if submission.is_recorded() {
        (finding.file, finding.sheet) = (None, None);
        finding.found = BilingualText::new("ghi nhận ở bảng Ngoại lệ", "recorded in the table of waivers");
    } else if let Some(figure) = mark {
        finding.sheet = Some(figure.sheet.to_string());
        finding.cell = Some(figure.cell.to_string());
        if let Amount::Text(text) = &figure.amount {
            finding.found = BilingualText::same(format!("“{text}”"));
        }
    }
    finding.mend = if is_contradictory {
        BilingualText::new(
            "Hỏi lại đơn vị: bỏ dấu không phát sinh, hoặc bỏ các số đó.",
            "Ask the unit to remove the mark or those figures.",
        )
    } else {
        BilingualText::new("Không phải làm gì.", "Nothing to do.")
    };
    finding
}
