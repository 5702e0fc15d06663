//! How far a campaign is: the report period, the received files, the returns, and the units that have reported.

use crate::check::PresentFiles;
use crate::model::ledger::{Ledger, ReturnStatus, SubmissionStatus};
use crate::model::period::Period;
use crate::model::received_file::{RETURNS, ReadingOutcome};
use crate::model::text::{BilingualText, StaticText};
use crate::plan::Plan;
use std::collections::BTreeSet;

/// Returns the lines in order. `selected` is the report period if the user selected it.
pub(super) fn texts(plan: &Plan, ledger: &Ledger, selected: Option<Period>) -> Vec<BilingualText> {
    let mut texts = vec![report_period(ledger, selected), received(ledger), fates(ledger)];
    texts.extend(completeness(plan, ledger));
    texts
}

/// Formats the report period and why it is that period.
fn report_period(ledger: &Ledger, selected: Option<Period>) -> BilingualText {
    let (period, heading) = (ledger.report, ledger.report.heading());
    let returns = ledger.submissions.iter().zip(&ledger.fates);
    let of_period = returns.filter(|(s, fate)| s.period == period && !matches!(fate, SubmissionStatus::Blank));
    let units: BTreeSet<&str> = of_period.map(|(s, _)| s.unit.as_str()).collect();
    let why = match (selected, units.len()) {
        (Some(_), _) => StaticText::new("theo --period", "as asked with --period"),
        (None, 0) => StaticText::new(
            "kỳ đầu của kế hoạch: chưa có báo cáo của kỳ nào trong kế hoạch",
            "the plan's first: no return reports a period of the plan",
        ),
        (None, 1) => StaticText::new("kỳ mới nhất có báo cáo", "the latest that any unit has reported"),
        (None, _) => StaticText::new("kỳ mới nhất có từ hai đơn vị gửi", "the latest that several units have reported"),
    };
    BilingualText::new(
        format!("Kỳ báo cáo: {heading} ({period}), {}", why.vi),
        format!("Report period: {period} ({heading}), {}", why.en),
    )
}

/// Formats the numbers of received files.
fn received(ledger: &Ledger) -> BilingualText {
    let outcome = |test: fn(&ReadingOutcome) -> bool| ledger.arrivals.iter().filter(|a| test(&a.outcome)).count();
    let unreadable = outcome(|o| matches!(o, ReadingOutcome::Unreadable(_)));
    let no_return = outcome(|o| matches!(o, ReadingOutcome::NotAReturn(_)));
    let files = ledger.arrivals.len();
    BilingualText::new(
        format!("Tệp trong {RETURNS}: {files}; không đọc được: {unreadable}; không phải báo cáo: {no_return}"),
        format!("Files in {RETURNS}: {files}; unreadable: {unreadable}; not a return: {no_return}"),
    )
}

/// Formats the numbers of returns by status; rare ones only if there are any.
fn fates(ledger: &Ledger) -> BilingualText {
    let count = |test: fn(&SubmissionStatus) -> bool| ledger.fates.iter().filter(|f| test(f)).count();
    let counted = count(|f| matches!(f, SubmissionStatus::Counted));
    let held = count(|f| matches!(f, SubmissionStatus::Held(_)));
    let superseded = count(|f| matches!(f, SubmissionStatus::Superseded(_)));
    let mut text = BilingualText::new(
        format!("Báo cáo từ đầu kế hoạch: {counted} đã tổng hợp, {held} còn lỗi, {superseded} đã có lần gửi sau thay"),
        format!("Returns since the plan began: {counted} counted, {held} on hold, {superseded} superseded"),
    );
    let rare = [
        (count(|f| matches!(f, SubmissionStatus::Duplicate(_))), "trùng tệp khác", "the same as another file"),
        (count(|f| matches!(f, SubmissionStatus::LeftOut(_))), "bỏ ra theo Chấp nhận", "left out by a waiver"),
        (count(|f| matches!(f, SubmissionStatus::Blank)), "biểu chưa điền", "forms that are not filled in"),
        (count(|f| matches!(f, SubmissionStatus::Later)), "của kỳ sau", "of later periods"),
    ];
    for (count, vi, en) in rare.into_iter().filter(|(count, _, _)| *count > 0) {
        text.vi.push_str(&format!(", {count} {vi}"));
        text.en.push_str(&format!(", {count} {en}"));
    }
    text
}

/// Formats which units have reported in the report period.
fn completeness(plan: &Plan, ledger: &Ledger) -> Vec<BilingualText> {
    let index = usize::try_from(ledger.report.ordinal(plan.first) - 1).unwrap_or(0);
    let state = |u: usize| ledger.slots.get(u).and_then(|s| s.get(index)).copied().unwrap_or_default().state;
    let units = |wanted: ReturnStatus| -> Vec<&str> {
        plan.units.iter().enumerate().filter(|(u, _)| state(*u) == wanted).map(|(_, u)| u.name.as_str()).collect()
    };
    let (counted, held, missing) =
        (units(ReturnStatus::Counted), units(ReturnStatus::Held), units(ReturnStatus::Missing));
    let reported = counted.len() + held.len();
    let due = (0..plan.units.len()).filter(|unit| state(*unit) != ReturnStatus::NotDue).count();
    let (all, included) = (due, counted.len());
    let mut texts = vec![BilingualText::new(
        format!("Kỳ này: {reported}/{all} đơn vị đã gửi, {included} đã tổng hợp"),
        format!("This period: {reported}/{all} units have reported, {included} counted"),
    )];
    if !missing.is_empty() {
        let names = missing.join(", ");
        texts.push(BilingualText::new(format!("Chưa gửi: {names}"), format!("Not reported: {names}")));
        texts.extend(present(plan, ledger, &missing));
    }
    if !held.is_empty() {
        let names = held.join(", ");
        texts.push(BilingualText::new(
            format!("Còn lỗi (chưa cộng vào tổng): {names}"),
            format!("On hold (not in the totals): {names}"),
        ));
    }
    let elsewhere = ledger.slots.iter().flat_map(|s| s.iter().enumerate());
    let elsewhere = elsewhere.filter(|(q, s)| *q < index && s.state == ReturnStatus::Held).count();
    if elsewhere > 0 {
        texts.push(BilingualText::new(
            format!("Báo cáo của các kỳ trước còn lỗi, chưa tổng hợp: {elsewhere}"),
            format!("Returns of earlier periods still on hold: {elsewhere}"),
        ));
    }
    texts
}

/// Names those of the units without a return that have sent a file all the same.
fn present(plan: &Plan, ledger: &Ledger, missing: &[&str]) -> Vec<BilingualText> {
    let files = PresentFiles::of(ledger);
    let is_present = |name: &&&str, is_blank: bool| {
        let unit = plan.units.iter().find(|unit| unit.name == **name);
        let files = unit.map_or(&[][..], |unit| files.get(&unit.code, ledger.report));
        files.first().is_some_and(|file| file.says.is_none() == is_blank)
    };
    let named =
        |is_blank| missing.iter().filter(|name| is_present(name, is_blank)).copied().collect::<Vec<_>>().join(", ");
    let (blank, other) = (named(true), named(false));
    let texts = [
        (blank, "Trong đó đã có tệp nhưng biểu chưa điền", "Of these the file is there, but the form is not filled in"),
        (
            other,
            "Trong đó đã có tệp nhưng trong biểu ghi kỳ khác",
            "Of these the file is there, but its form says another period",
        ),
    ];
    let texts = texts.into_iter().filter(|(names, ..)| !names.is_empty());
    texts.map(|(names, vi, en)| BilingualText::new(format!("{vi}: {names}"), format!("{en}: {names}"))).collect()
}
