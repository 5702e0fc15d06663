//! Tests of the whole check stage: submission numbers, returns on hold, waivers, missing returns, the campaign.

use super::fixture::*;
use crate::check::*;
use crate::model::amount::Amount;
use crate::model::finding::Severity;
use crate::plan::Waiver;

pub(crate) fn renamed(submission: &Submission, file: &str, number: u32) -> Submission {
    let mut out = submission.clone();
    out.file = file.to_string();
    out.number = number;
    set(&mut out, "lan_nop", Amount::Number(f64::from(number)));
    out
}

pub(crate) fn ledger(plan: &Plan, submissions: &[&Submission], report: &str) -> Ledger {
    let arrivals = submissions.iter().enumerate().map(|(i, s)| arrival(s, &format!("hash {i}"))).collect();
    settle_and_check(plan, arrivals, Some(period(report))).unwrap()
}

/// Returns the codes of the findings in a file.
fn codes<'l>(ledger: &'l Ledger, file: &str) -> Vec<&'l str> {
    ledger.findings.iter().filter(|f| f.file.as_deref() == Some(file)).map(|f| f.code.as_str()).collect()
}

fn finding<'l>(ledger: &'l Ledger, code: &str) -> &'l Finding {
    ledger.findings.iter().find(|f| f.code == code).unwrap()
}

fn fate(ledger: &Ledger, file: &str) -> SubmissionStatus {
    ledger.fates[ledger.submissions.iter().position(|s| s.file == file).unwrap()].clone()
}

#[test]
fn the_higher_number_counts_and_changes_are_listed() {
    let plan = plan();
    let old = renamed(&first(&plan), "a.xlsx", 1);
    let mut new = renamed(&first(&plan), "b.xlsx", 2);
    set(&mut new, "dv_the", number(1891.0));
    set_row(&plan, &mut new, "ds2_cdcs", 1, text("CĐCS khác"));
    let ledger = ledger(&plan, &[&new, &old], "2021-Q3");
    assert_eq!(fate(&ledger, "a.xlsx"), SubmissionStatus::Superseded(1));
    assert_eq!(fate(&ledger, "b.xlsx"), SubmissionStatus::Counted);
    assert_eq!(ledger.selected(0, 0).unwrap().file, "b.xlsx");
    assert_eq!(codes(&ledger, "b.xlsx"), ["K02"]);
    assert!(codes(&ledger, "a.xlsx").is_empty());
    let change = finding(&ledger, "K02");
    assert_eq!(change.severity, Severity::Warning);
    assert_eq!(change.message.vi, "Lần 2 thay lần 1 (tệp a.xlsx)");
    assert_eq!(change.found.vi, "Mã 46: 1.890 → 1.891; DS_2 dòng 7 CĐCS: “cdcs 1” → “CĐCS khác”");
    assert_eq!(change.cell.as_deref(), Some("E56"));
}

#[test]
fn earlier_submission_stays_superseded_if_the_later_is_on_hold() {
    let plan = plan();
    let good = renamed(&first(&plan), "a.xlsx", 1);
    let mut bad = renamed(&first(&plan), "b.xlsx", 2);
    set(&mut bad, "dv_chuyen_den", number(10.0));
    let ledger = ledger(&plan, &[&good, &bad], "2021-Q3");
    assert_eq!(fate(&ledger, "b.xlsx"), SubmissionStatus::Held(BilingualText::same("R10")));
    assert_eq!(fate(&ledger, "a.xlsx"), SubmissionStatus::Superseded(1));
    assert_eq!(ledger.slots[0][0], UnitPeriod { submission: Some(1), state: ReturnStatus::Held });
}

#[test]
fn different_returns_with_one_number_are_both_on_hold() {
    let plan = plan();
    let a = renamed(&first(&plan), "a.xlsx", 1);
    let mut b = renamed(&first(&plan), "b.xlsx", 1);
    set(&mut b, "ctv", number(99.0));
    set(&mut b, "ngay_nop", day(2021, 10, 9));
    let earlier = renamed(&a, "c.xlsx", 0);
    let ledger = ledger(&plan, &[&a, &b, &earlier], "2021-Q3");
    for (file, other, change) in [("a.xlsx", "b.xlsx", "Mã 41: 99 → 11"), ("b.xlsx", "a.xlsx", "Mã 41: 11 → 99")]
    {
        assert_eq!(fate(&ledger, file), SubmissionStatus::Held(BilingualText::same("K03")));
        let tie = ledger.findings.iter().find(|f| f.code == "K03" && f.file.as_deref() == Some(file)).unwrap();
        assert!(tie.message.vi.contains(other) && tie.is_blocking());
        assert_eq!((tie.found.vi.as_str(), tie.cell.as_deref()), (change, Some("E51")));
    }
    assert_eq!(ledger.slots[0][0].state, ReturnStatus::Held);
    assert!(matches!(fate(&ledger, "c.xlsx"), SubmissionStatus::Superseded(_)));
}

#[test]
fn waiver_of_one_file_ends_a_tie() {
    let mut plan = plan();
    let a = renamed(&first(&plan), "2021-Q3/a.xlsx", 1);
    let mut b = renamed(&first(&plan), "2021-Q3/b.xlsx", 1);
    set(&mut b, "ctv", number(99.0));
    plan.waivers.push(waiver("2021-Q3", None, Some("2021-Q3\\a.xlsx")));
    let ledger = ledger(&plan, &[&a, &b], "2021-Q3");
    assert_eq!(fate(&ledger, "2021-Q3/a.xlsx"), SubmissionStatus::LeftOut("đã xác nhận".to_string()));
    assert_eq!(fate(&ledger, "2021-Q3/b.xlsx"), SubmissionStatus::Counted);
    assert!(codes(&ledger, "2021-Q3/b.xlsx").is_empty());
}

fn waiver(q: &str, rule: Option<&str>, file: Option<&str>) -> Waiver {
    Waiver {
        unit: "TP".to_string(),
        period: period(q),
        rule: rule.map(String::from),
        file: file.map(String::from),
        nil: false,
        reason: "đã xác nhận".to_string(),
        by: "Ban TC-KT".to_string(),
        date: period(q).last_day(),
    }
}

#[test]
fn the_same_return_twice_counts_once() {
    let plan = plan();
    let a = renamed(&first(&plan), "a.xlsx", 1);
    let b = renamed(&first(&plan), "b.xlsx", 1);
    // A return with another sending date is the same return; so is a file with the same bytes under another name.
    let mut c = renamed(&first(&plan), "c.xlsx", 1);
    set(&mut c, "ngay_nop", day(2021, 10, 8));
    let d = renamed(&first(&plan), "d.xlsx", 3);
    let arrivals = [arrival(&a, "x"), arrival(&b, "y"), arrival(&c, "z")];
    let three = settle_and_check(&plan, arrivals.to_vec(), None).unwrap();
    assert_eq!(
        (fate(&three, "a.xlsx"), fate(&three, "b.xlsx")),
        (SubmissionStatus::Counted, SubmissionStatus::Duplicate(0))
    );
    assert_eq!(fate(&three, "c.xlsx"), SubmissionStatus::Duplicate(0));
    let info = three.findings.iter().find(|f| f.file.as_deref() == Some("c.xlsx")).unwrap();
    assert_eq!((info.code.as_str(), info.severity), ("K01", Severity::Info));
    assert!(info.message.vi.contains("a.xlsx"));
    assert!(info.found.vi.ends_with("Ngày gửi: 06/10/2021 → 08/10/2021"), "{}", info.found.vi);
    let bytes = vec![arrival(&a, "same"), arrival(&d, "same")];
    let bytes = settle_and_check(&plan, bytes, None).unwrap();
    assert_eq!(
        (fate(&bytes, "d.xlsx"), fate(&bytes, "a.xlsx")),
        (SubmissionStatus::Counted, SubmissionStatus::Duplicate(1))
    );
}

#[test]
fn return_on_hold_does_not_hold_the_next_period() {
    let plan = plan();
    let mut held = first(&plan);
    set(&mut held, "dv_chuyen_den", number(10.0));
    // The opening and the totals to date fit no return: there is nothing to compare with while the previous return is
    // on hold.
    let mut next = second(&plan);
    set(&mut next, "cdcs_luy_ke", number(7.0));
    set(&mut next, "dv_luy_ke", number(30.0));
    let ledger = ledger(&plan, &[&held, &next], "2021-Q4");
    assert_eq!(ledger.slots[0][0].state, ReturnStatus::Held);
    assert_eq!(ledger.slots[0][1].state, ReturnStatus::Counted);
    assert!(codes(&ledger, &next.file).is_empty(), "{:?}", codes(&ledger, &next.file));
    // The same return after a counted previous period: R24, R29.
    let mended = ledger_of(&plan, &[&first(&plan), &next]);
    assert_eq!(codes(&mended, &next.file), ["R24", "R29"]);
    assert_eq!(mended.slots[0][1].state, ReturnStatus::Held);
}

fn ledger_of(plan: &Plan, submissions: &[&Submission]) -> Ledger {
    ledger(plan, submissions, "2021-Q4")
}

#[test]
fn units_without_a_return_are_listed_and_later_periods_wait() {
    let plan = plan();
    let mut later = second(&plan);
    set(&mut later, "dv_chuyen_den", number(99.0));
    let all = ledger(&plan, &[&first(&plan), &later], "2021-Q3");
    assert_eq!(fate(&all, &later.file), SubmissionStatus::Later);
    assert!(codes(&all, &later.file).is_empty());
    let missing: Vec<&Finding> = all.findings.iter().filter(|f| f.code == "K04").collect();
    assert_eq!(missing.len(), plan.units.len() - 1);
    assert_eq!(missing[0].unit.as_deref(), Some("TAMDUONG"));
    assert_eq!(missing[0].expected.vi, "báo cáo quý III/2021, hạn gửi 10/10/2021");
    assert_eq!(missing[0].severity, Severity::Warning);
    assert_eq!(all.slots[1][0], UnitPeriod::default());
}

#[test]
fn waived_finding_keeps_its_reason() {
    let mut plan = plan();
    let mut bad = first(&plan);
    set(&mut bad, "dv_chuyen_den", number(10.0));
    set(&mut bad, "dv_kn_nu", number(4.0));
    plan.waivers.push(waiver("2021-Q3", Some("R10"), None));
    plan.waivers.push(waiver("2021-Q4", Some("R13"), None));
    let held = ledger(&plan, &[&bad], "2021-Q3");
    assert_eq!(fate(&held, &bad.file), SubmissionStatus::Held(BilingualText::same("R13")));
    assert_eq!(finding(&held, "R10").waived.as_deref(), Some("đã xác nhận (Ban TC-KT, 30/09/2021)"));
    assert_eq!(finding(&held, "R13").waived, None);
    plan.waivers.push(waiver("2021-Q3", Some("R13"), None));
    assert_eq!(fate(&ledger(&plan, &[&bad], "2021-Q3"), &bad.file), SubmissionStatus::Counted);
}

#[test]
fn one_gap_has_one_finding() {
    let plan = plan();
    for amount in [Amount::Blank, unreadable("40 (nữ 20)"), text("#REF!")] {
        let mut submission = second(&plan);
        set(&mut submission, "dv_ket_nap", amount.clone());
        let found = check_one(&plan, &submission, Some(&first(&plan))).unwrap().findings;
        let code = if amount.is_blank() { "R07" } else { "R06" };
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!((found[0].code.as_str(), found[0].cell.as_deref()), (code, Some("E17")));
    }
    // A finding from reading is not repeated for the same cell. A row that is not in the file at all is reported by
    // reading alone.
    let mut submission = second(&plan);
    set(&mut submission, "dv_ket_nap", Amount::Blank);
    let mut said = Finding::new("D99", Severity::Error, BilingualText::same("x"));
    (said.sheet, said.cell) = (Some("BM01".to_string()), Some("E17".to_string()));
    submission.findings.push(said);
    let found = check_one(&plan, &submission, Some(&first(&plan))).unwrap().findings;
    assert_eq!(found.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), ["D99"]);
    assert_eq!(found[0].unit.as_deref(), Some("TP"));
    submission.findings.clear();
    submission.figures.remove("dv_ket_nap");
    assert!(check_one(&plan, &submission, Some(&first(&plan))).unwrap().findings.is_empty());
}

#[test]
fn required_cells_follow_the_kind_of_unit() {
    let plan = plan();
    let mut city = second(&plan);
    set(&mut city, "dn6_chua", Amount::Blank);
    let found = check_one(&plan, &city, Some(&first(&plan))).unwrap().findings;
    assert_eq!(found.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), ["R07"]);
    let trade = trade(&plan);
    assert!(trade.amount("dn6_chua").is_blank());
    assert!(check_one(&plan, &trade, None).unwrap().findings.is_empty());
}

#[test]
fn tax_code_in_two_units_is_reported_on_both_rows() {
    let plan = plan();
    let a = second(&plan);
    let mut b = second(&plan);
    b.unit = "TAMDUONG".to_string();
    b.file = "b.xlsx".to_string();
    set_row(&plan, &mut b, "ds1_mst", 0, text("MỚI"));
    set_row(&plan, &mut b, "ds1_mst", 1, text(" 62DS1-tp-2021-q4-0 "));
    let both = ledger(&plan, &[&a, &b], "2021-Q4");
    let is_enterprise = |f: &&Finding| f.code == "K05" && f.sheet.as_deref() == Some("DS_1");
    let pair: Vec<&Finding> = both.findings.iter().filter(is_enterprise).collect();
    assert_eq!(pair.len(), 2);
    assert_eq!((pair[0].unit.as_deref(), pair[0].cell.as_deref()), (Some("TP"), Some("C6")));
    assert_eq!(pair[0].found.vi, "cũng ở dòng 7, DS_1, tệp b.xlsx");
    assert_eq!((pair[1].unit.as_deref(), pair[1].cell.as_deref()), (Some("TAMDUONG"), Some("C7")));
    assert_eq!(pair[1].found.vi, "cũng ở dòng 6, DS_1, tệp 2021-Q4/TP_L1.xlsx");
    assert!(pair.iter().all(|f| f.severity == Severity::Warning));
    // DS_3 also repeats between the two files, but it must be unique within one file only.
    assert!(both.findings.iter().all(|f| f.sheet.as_deref() != Some("DS_3")));
}

#[test]
fn repeated_value_within_one_file_is_reported_once() {
    let plan = plan();
    let mut a = second(&plan);
    set_row(&plan, &mut a, "ds1_mst", 1, text("62ds1-TP-2021-Q4-0"));
    set_row(&plan, &mut a, "ds3_mst", 2, text("62ds3-TP-2021-Q4-0"));
    let found = check_one(&plan, &a, Some(&first(&plan))).unwrap().findings;
    let found_now: Vec<(&str, &str)> = found.iter().map(|f| (f.code.as_str(), f.cell.as_deref().unwrap())).collect();
    assert_eq!(found_now, [("R35", "C6"), ("R35", "C7"), ("K06", "C6"), ("K06", "C8")]);
    assert_eq!(found[2].found.vi, "cũng ở dòng 8, DS_3");
}

#[test]
fn roster_gaps_and_unreadable_cells_are_listed() {
    let plan = plan();
    let mut a = second(&plan);
    for row in [1, 4] {
        set_row(&plan, &mut a, "ds2_cdcs", row, Amount::Blank);
    }
    set_row(&plan, &mut a, "ds1_so_dv", 0, unreadable("5-6"));
    set_row(&plan, &mut a, "ds1_ngay", 1, unreadable("cuối năm"));
    let found = check_one(&plan, &a, Some(&first(&plan))).unwrap().findings;
    let found_now: Vec<(&str, &str, &str)> =
        found.iter().map(|f| (f.code.as_str(), f.sheet.as_deref().unwrap(), f.cell.as_deref().unwrap())).collect();
    assert_eq!(found_now, [("R33", "DS_1", "F7"), ("K07", "DS_2", "E7"), ("K08", "DS_1", "H6")]);
    assert_eq!(found[1].found.vi, "trống ở dòng 7; 10");
    assert_eq!(found[2].expected.vi, "có hai số");
}

#[test]
fn rows_of_one_return_do_not_affect_the_next() {
    let plan = plan();
    let mut many = second(&plan);
    set_row(&plan, &mut many, "ds1_so_dv", 1, number(1.0));
    let (first, trade) = (first(&plan), trade(&plan));
    let mut checker = RuleChecker::new(&plan);
    let mut counts = |returns: &[ReturnPair]| -> Vec<usize> {
        checker.check(returns, &[], &[]).unwrap().iter().map(Vec::len).collect()
    };
    // Returns are checked one by one and all together.
    assert_eq!(counts(&[(&many, Some(&first))]), [1]);
    assert_eq!(counts(&[(&first, None)]), [0]);
    assert_eq!(counts(&[(&trade, None), (&many, Some(&first)), (&first, None), (&many, Some(&first))]), [0, 1, 0, 1]);
}

#[test]
fn rule_with_a_formula_error_is_reported_as_not_checked() {
    let mut plan = plan();
    let rule = plan.rules.iter_mut().find(|r| r.code == "R44").unwrap();
    rule.test = crate::formula::Formula::parse("kp_chi/kp_du_toan<=1").unwrap();
    rule.check = rule.test.clone();
    let mut a = second(&plan);
    set(&mut a, "kp_du_toan", number(0.0));
    let found = check_one(&plan, &a, Some(&first(&plan))).unwrap().findings;
    assert_eq!(found.len(), 1);
    assert!(found[0].message.vi.starts_with("Không kiểm tra được: Chi vượt dự toán"), "{}", found[0].message.vi);
    assert_eq!(found[0].found.vi, "Mã 44 = 45.000.000; mã 43 = 0");
    set(&mut a, "kp_du_toan", text("năm mươi"));
    let found = check_one(&plan, &a, Some(&first(&plan))).unwrap().findings;
    let broken = found.iter().find(|f| f.code == "R44").unwrap();
    assert_eq!(broken.found.vi, "Mã 43 = “năm mươi”");
}

#[test]
fn the_report_period_is_the_latest_that_several_units_reported() {
    let plan = plan();
    let (one, two) = (first(&plan), second(&plan));
    let mut other = trade(&plan);
    assert_eq!(report_period(&plan, &[]), None);
    assert_eq!(report_period(&plan, &[one.clone(), two.clone()]), Some(period("2021-Q4")));
    assert_eq!(report_period(&plan, &[one.clone(), two.clone(), other.clone()]), Some(period("2021-Q3")));
    other.period = period("2024-Q4");
    assert_eq!(report_period(&plan, &[one, other]), Some(period("2021-Q3")));
    let none = settle_and_check(&plan, Vec::new(), None).unwrap();
    assert_eq!(none.report, plan.first);
    assert!(matches!(settle_and_check(&plan, Vec::new(), Some(period("2024-Q1"))), Err(CheckError::OutsidePlan(..))));
}

#[test]
fn return_outside_the_plan_is_on_hold_and_reported() {
    let mut plan = plan();
    let mut stray = first(&plan);
    stray.period = period("2024-Q2");
    set(&mut stray, "nam", number(2024.0));
    let found_now = ledger(&plan, &[&stray], "2021-Q3");
    assert!(matches!(fate(&found_now, &stray.file), SubmissionStatus::Held(codes) if codes.vi.contains("R03")));
    assert!(found_now.findings.iter().all(|f| f.code != "K09"));
    plan.rules.retain(|r| r.code != "R03");
    set(&mut stray, "ngay_chot", day(2024, 6, 30));
    let found_now = ledger(&plan, &[&stray], "2021-Q3");
    assert_eq!(fate(&found_now, &stray.file), SubmissionStatus::Held(BilingualText::same("K09")));
}

#[test]
fn unreadable_file_keeps_its_finding() {
    let plan = plan();
    let unread = ReceivedFile {
        file: "hỏng.xlsx".to_string(),
        size: 9,
        sha256: "q".to_string(),
        letter: None,
        left: Vec::new(),
        outcome: ReadingOutcome::Unreadable(Finding::new("D01", Severity::Error, BilingualText::same("hỏng"))),
    };
    let ledger = settle_and_check(&plan, vec![arrival(&first(&plan), "a"), unread], None).unwrap();
    assert_eq!(ledger.arrivals.len(), 2);
    assert_eq!(codes(&ledger, "hỏng.xlsx"), ["D01"]);
    assert_eq!(ledger.findings[0].code, "D01");
}

#[test]
fn order_of_received_files_does_not_matter() {
    let plan = plan();
    let (a, b, c) = (first(&plan), second(&plan), trade(&plan));
    let (x, y) = (ledger_of(&plan, &[&a, &b, &c]), ledger_of(&plan, &[&c, &b, &a]));
    assert_eq!(x.findings, y.findings);
    assert_eq!(x.submissions, y.submissions);
    assert_eq!(x.fates, y.fates);
    assert_eq!(x.slots, y.slots);
}
