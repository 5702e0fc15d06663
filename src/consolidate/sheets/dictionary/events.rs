//! The lists of "Công thức" about events of the campaign: units that change, dates of single periods, waivers.

use super::super::super::context::SheetContext;
use super::super::sources::changes;
use super::{band, line};
use crate::model::ledger::SubmissionStatus;
use crate::model::submission::Submission;
use crate::model::text::text_in;
use crate::plan::Unit;
use crate::workbook::Sheet;

/// Lists the units that begin, end, take over or change their name during the plan. Returns the first row after them.
pub(super) fn units(sheet: &mut Sheet, context: &SheetContext, row: u32) -> u32 {
    let t = context.plan.language;
    let plan = context.plan;
    let is_listed = |unit: &(usize, &Unit)| unit.1.time.is_changing() || plan.taken_over(unit.0).next().is_some();
    let listed: Vec<(usize, &Unit)> = plan.units.iter().enumerate().filter(is_listed).collect();
    if listed.is_empty() {
        return row;
    }
    let headings = [
        t.pick("Đơn vị", "Unit"),
        t.pick("Báo cáo từ kỳ … đến kỳ …", "Reports from … to …"),
        t.pick("Về sau", "Merged into"),
        t.pick("Nhận của", "Takes over"),
        t.pick("Tách từ", "Split from"),
        t.pick("Tên trước đây", "Earlier names"),
    ];
    let first = band(sheet, row, changes::UNITS_BAND.in_lang(t), headings);
    for (row, (index, unit)) in (first..).zip(&listed) {
        let time = &unit.time;
        let (from, until) = (time.from.unwrap_or(plan.first), time.until.unwrap_or(plan.last));
        let span = format!("{} – {}", from.text_in(t), until.in_sentence(t));
        let name = |unit: usize| plan.units.get(unit).map_or("", |unit| unit.name.as_str());
        let received = plan
            .taken_over(*index)
            .map(|(other, at)| text_in!(t, "{} (từ {})", "{} (from {})", name(other), at.in_sentence(t)));
        let former = time
            .before
            .iter()
            .map(|former| text_in!(t, "{} (đến {})", "{} (until {})", former.name, former.until.in_sentence(t)));
        let texts = [
            unit.name.as_str(),
            &span,
            &plan.end_note(*index).unwrap_or_default(),
            &received.collect::<Vec<_>>().join("; "),
            time.out_of.as_deref().map_or("", |code| plan.unit_name(code)),
            &former.collect::<Vec<_>>().join("; "),
        ];
        line(sheet, row, texts);
    }
    first + listed.len() as u32 + 1
}

/// Lists the dates of single periods. Returns the first row after them.
pub(super) fn dates(sheet: &mut Sheet, context: &SheetContext, row: u32) -> u32 {
    let t = context.plan.language;
    let calendar = &context.plan.calendar;
    if calendar.is_empty() {
        return row;
    }
    let headings = [t.pick("Kỳ", "Period"), t.pick("Ngày chốt", "Cut-off"), t.pick("Hạn gửi", "Deadline"), "", "", ""];
    let first = band(sheet, row, changes::DATES_BAND.in_lang(t), headings);
    for (row, (period, dates)) in (first..).zip(calendar) {
        let texts = [period.text_in(t), dates.cut_off.to_string(), dates.deadline.to_string()];
        let [period, cut_off, deadline] = texts.each_ref().map(String::as_str);
        line(sheet, row, [period, cut_off, deadline, "", "", ""]);
    }
    first + calendar.len() as u32 + 1
}

/// Lists the waivers, with the number of findings that each of them accepts.
pub(super) fn waivers(sheet: &mut Sheet, context: &SheetContext, row: u32) {
    let t = context.plan.language;
    if context.plan.waivers.is_empty() {
        return;
    }
    let headings = [
        t.pick("Đơn vị", "Unit"),
        t.pick("Kỳ; quy tắc hoặc tệp", "Period; rule or file"),
        t.pick("Lý do", "Reason"),
        t.pick("Đang áp dụng cho", "Applies now to"),
        t.pick("Người duyệt", "Accepted by"),
        t.pick("Ngày", "Date"),
    ];
    let first = band(sheet, row, changes::WAIVERS_BAND.in_lang(t), headings);
    for (row, waiver) in (first..).zip(&context.plan.waivers) {
        let nil = waiver.nil.then(|| changes::NIL.in_lang(t).to_string());
        let what = waiver.rule.clone().or(waiver.file.clone()).or(nil).unwrap_or_default();
        let unit = context.plan.unit_name(&waiver.unit);
        let silenced = context.ledger.findings.iter().filter(|f| {
            f.waived.is_some()
                && f.unit.as_ref() == Some(&waiver.unit)
                && f.period == Some(waiver.period)
                && Some(&f.code) == waiver.rule.as_ref()
        });
        let left_out = context.ledger.submissions.iter().zip(&context.ledger.fates).filter(|(s, fate)| {
            matches!(fate, SubmissionStatus::LeftOut(_))
                && waiver.file.as_ref().is_some_and(|f| s.file.ends_with(f.as_str()))
        });
        let is_own = |s: &Submission| s.unit == waiver.unit && s.period == waiver.period && s.is_recorded();
        let is_recorded = waiver.nil && context.ledger.submissions.iter().any(is_own);
        let effect = match (silenced.count(), left_out.count()) {
            (0, 0) if is_recorded => t.pick("ghi nhận thay cho báo cáo", "recorded in place of a return").to_string(),
            (0, 0) => t.pick("không có lỗi, cảnh báo hay tệp nào", "no finding and no file").to_string(),
            (0, files) => text_in!(t, "{files} tệp được bỏ ra", "files left out: {files}"),
            (found, _) => text_in!(t, "{found} lỗi, cảnh báo", "findings: {found}"),
        };
        let texts = [
            unit,
            &format!("{}; {what}", waiver.period.text_in(t)),
            &waiver.reason,
            &effect,
            &waiver.by,
            &waiver.date.to_string(),
        ];
        line(sheet, row, texts);
    }
}
