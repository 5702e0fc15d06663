//! The screen of a large campaign, and the agreement of its numbers with those for programs.

use super::{earlier, findings, standing};
use crate::model::amount::{Amount, Figure};
use crate::model::finding::Finding;
use crate::model::finding::Severity;
use crate::model::ledger::{Ledger, ReturnStatus, SubmissionStatus, UnitPeriod, empty_slots};
use crate::model::submission::Submission;
use crate::model::text::{BilingualText, Lang};
use crate::plan::template;
use crate::plan::{Plan, header};
use crate::report::line::ReportLines;
use crate::report::next_step::next_steps;
use crate::report::summary::CampaignSummary;
use crate::report::summary::SummaryContext;
use crate::report::text::Detail;
use crate::{pipeline, system};
use std::path::Path;

const UNITS: usize = 2_000;

/// A plan of 2,000 communes.
fn plan() -> Plan {
    let template = template::get("toi-thieu").unwrap();
    let system = system::InMemorySystem::new();
    let mut plan = pipeline::load(&system, template.plan, template.annex.as_bytes(), "phu-luc.tsv").unwrap();
    let first = plan.units[0].clone();
    plan.units =
        (0..UNITS).map(|n| crate::plan::Unit { code: code(n), name: format!("Xã {n:04}"), ..first.clone() }).collect();
    plan
}

fn code(unit: usize) -> String {
    format!("X{unit:04}")
}

/// Each 25th unit has sent nothing, each 40th a return with 3 errors of two kinds, each 10th is late; 300 findings.
fn ledger(plan: &Plan) -> Ledger {
    let period = plan.first;
    let deadline = plan.dates(period).deadline.serial();
    let mut slots = empty_slots(UNITS, 1, |_, _| true);
    let (mut submissions, mut fates, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    let mut find = |unit: usize, rule: &str, severity, cell: &str, vi: &str| {
        let mut finding = Finding::new(rule, severity, BilingualText::new(vi, "Wrong."));
        finding.unit = Some(code(unit));
        finding.period = Some(period);
        finding.file = Some(format!("2026-Q1/{}.xlsx", code(unit)));
        (finding.sheet, finding.cell) = (Some("BM-01".into()), Some(cell.into()));
        finding.mend = BilingualText::new("Đối chiếu với sổ rồi sửa.", "Compare with the books.");
        findings.push(finding);
    };
    for unit in (0..UNITS).filter(|unit| unit % 25 != 7) {
        let is_held = unit % 40 == 0;
        if is_held {
            find(unit, "R01", Severity::Error, "E12", &format!("Số cây {unit} là số âm. Ghi lại."));
            find(unit, "K21", Severity::Error, "E13", "Thiếu chỉ tiêu bắt buộc. Ô này không được để trống.");
            find(unit, "K21", Severity::Error, "E14", "Thiếu chỉ tiêu bắt buộc. Ô này không được để trống.");
        } else if unit % 20 == 0 {
            find(unit, "R02", Severity::Warning, "E12", "Cây sống nhiều hơn cây trồng.");
            find(unit, "R03", Severity::Warning, "E13", "Tăng bất thường.");
            find(unit, "D57", Severity::Info, "B1", "Nội dung ngoài biểu mẫu; không lấy");
        }
        let mut submission = Submission::new(&code(unit), period, 1);
        submission.file = format!("2026-Q1/{}.xlsx", code(unit));
        let sent = deadline - 1 + 2 * i32::from(unit % 10 == 0);
        let [sheet, cell, raw] = ["BM-01", "C6", ""].map(Into::into);
        let figure = Figure { amount: Amount::Number(f64::from(sent)), sheet, cell, raw };
        submission.figures.insert(header::SENT.into(), figure);
        let state = if is_held { ReturnStatus::Held } else { ReturnStatus::Counted };
        slots[unit][0] = UnitPeriod { submission: Some(submissions.len()), state };
        fates.push(if is_held {
            SubmissionStatus::Held(BilingualText::same("R01"))
        } else {
            SubmissionStatus::Counted
        });
        submissions.push(submission);
    }
    Ledger {
        report: period,
        span: period.into(),
        arrivals: Vec::new(),
        submissions,
        fates,
        slots,
        findings,
        unchecked: Vec::new(),
        republished: Vec::new(),
        gone: Vec::new(),
        compared: Vec::new(),
    }
}

fn screen(lang: Lang, summary: &CampaignSummary) -> ReportLines {
    let mut lines = ReportLines::new();
    standing(lang, summary, Detail::Brief, &mut lines);
    findings(lang, summary, Detail::Brief, &mut lines);
    earlier(lang, summary, Detail::Brief, &mut lines);
    super::next_steps(lang, &next_steps(summary, Path::new("dot-1"), true), &[], &mut lines);
    lines
}

#[test]
fn two_thousand_returns_fit_on_a_screen() {
    let plan = plan();
    let ledger = ledger(&plan);
    assert_eq!(ledger.findings.len(), 300);
    let summary = CampaignSummary::new(&plan, &ledger, SummaryContext::default());
    for (width, most) in [(80, 60), (40, 120)] {
        let lines: Vec<String> = screen(Lang::Vi, &summary).iter().flat_map(|line| line.layout(width)).collect();
        assert!(lines.len() <= most && lines.iter().all(|line| line.chars().count() <= width), "{lines:#?}");
        insta::assert_snapshot!(format!("two_thousand_returns_at_{width}"), lines.join("\n"));
    }
}

/// The numbers for programs are those of the screen and of the ledger.
#[test]
fn numbers_of_screen_json_and_ledger_agree() {
    let plan = plan();
    let ledger = ledger(&plan);
    let summary = CampaignSummary::new(&plan, &ledger, SummaryContext::default());
    let json = serde_json::to_value(&summary).unwrap();
    let count = |name: &str| json["units"][name].as_u64().unwrap() as usize;
    let states = |state| ledger.slots.iter().filter(|slots| slots[0].state == state).count();
    assert_eq!(count("counted"), states(ReturnStatus::Counted));
    assert_eq!(count("held"), states(ReturnStatus::Held));
    assert_eq!(count("missing"), states(ReturnStatus::Missing));
    assert_eq!(count("due"), UNITS);
    assert_eq!(count("on_time") + count("late") + count("undated"), count("reported"));
    let of = |severity| ledger.findings.iter().filter(|finding| finding.severity == severity).count();
    let current = &json["findings"]["current"];
    assert_eq!(
        (&current["errors"], &current["warnings"]),
        (&of(Severity::Error).into(), &of(Severity::Warning).into())
    );
    let grouped: u64 = json["groups"].as_array().unwrap().iter().map(|group| group["count"].as_u64().unwrap()).sum();
    assert_eq!(grouped as usize, ledger.findings.len());
    let text: String = screen(Lang::Vi, &summary).iter().flat_map(|line| line.layout(120)).collect();
    for (name, after) in [("reported", "/"), ("counted", " đã tổng hợp"), ("on_time", ""), ("late", "")] {
        assert!(text.contains(&format!("{}{after}", count(name))), "{name}: {text}");
    }
    let [errors, warnings] = [&current["errors"], &current["warnings"]];
    assert!(text.contains(&format!("{errors} lỗi, {warnings} cảnh báo")), "{text}");
}
