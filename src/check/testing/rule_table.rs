//! Tests each of the 50 rules of plan 277. The valid return passes; one changed figure fails the rule at the expected
//! cell with the expected text, and only findings that follow from the same figure are added.

use super::fixture::*;
use crate::check::{annex, check_one};
use crate::model::amount::Amount;
use crate::model::finding::{Finding, Severity};
use crate::model::submission::Submission;
use crate::plan::Plan;
use crate::plan::field_rules::RuleOrigin;

/// The valid return that a case starts from.
#[derive(Copy, Clone)]
enum CaseBase {
    /// The city in 2021-Q4, with its return for 2021-Q3 as the previous one.
    Second,
    /// The city in 2021-Q3.
    First,
    /// A sector union in 2021-Q3.
    Trade,
}

/// The change that makes a return invalid.
enum CaseChange {
    /// Replaces a figure.
    Figure(&'static str, Amount),
    /// Replaces a cell of a roster row.
    Row(&'static str, usize, Amount),
    /// Removes the last row of a roster.
    Drop(usize),
    /// Replaces the year in the header.
    Year(i32),
}
use CaseBase::{First, Second, Trade};
use CaseChange::{Drop, Figure, Row, Year};

struct ConformanceCase {
    rule: &'static str,
    base: CaseBase,
    spoil: CaseChange,
    cell: &'static str,
    found: &'static str,
    expected: &'static str,
    /// Other findings that follow from the same figure: code and cell.
    follows: &'static [(&'static str, &'static str)],
}

fn case(
    rule: &'static str,
    base: CaseBase,
    spoil: CaseChange,
    cell: &'static str,
    words: (&'static str, &'static str),
    follows: &'static [(&'static str, &'static str)],
) -> ConformanceCase {
    ConformanceCase { rule, base, spoil, cell, found: words.0, expected: words.1, follows }
}

fn n(value: f64) -> Amount {
    number(value)
}

#[rustfmt::skip]
fn cases() -> Vec<ConformanceCase> {
    vec![
        case("R01", Second, Figure("phien_ban", text("0.9")), "C8", ("Phiên bản = “0.9”", "= “1.0”"), &[]),
        case("R02", Second, Figure("ma_don_vi", text("XX")), "C1", ("Mã đơn vị = “XX”: 0 lần", "1 lần"), &[]),
        case("R03", Second, Year(2024), "C3", ("Số thứ tự kỳ = 14; số kỳ của kế hoạch = 10",
            "số thứ tự kỳ>=1 và số thứ tự kỳ<=số kỳ của kế hoạch"), &[("R05", "C5"), ("R33", "F6"), ("R33", "F7")]),
        case("R04", Second, Figure("ngay_nop", day(2022, 1, 11)), "C6",
            ("Ngày gửi = 11/01/2022", "không sau 10/01/2022 (hạn gửi)"), &[]),
        case("R05", Second, Figure("ngay_chot", day(2021, 12, 30)), "C5",
            ("Ngày chốt số liệu = 30/12/2021", "= 31/12/2021 (ngày chốt quy định)"), &[]),
        case("R06", Second, Figure("dn_ngung", unreadable("1 (nữ 2)")), "E60", ("“1 (nữ 2)”", "có hai số"), &[]),
        case("R07", Second, Figure("ct_2021", Amount::Blank), "E47", ("Mã 37 = (trống)", "mã 37 phải được điền"), &[]),
        case("R08", Second, Figure("ctv", n(-1.)), "E51", ("Mã 41 = -1", "từ 0"), &[]),
        case("R09", Second, Figure("ctv", n(2.136)), "E51", ("Mã 41 = 2,136", "mã 41 là số nguyên; nếu là hàng nghìn thì ghi 2136"), &[]),
        case("R10", Second, Figure("dv_chuyen_den", n(4.)), "E30",
            ("Mã 20 = 2.148", "= 2.149 (mã 06+mã 07+mã 12-mã 13)"), &[]),
        case("R11", Second, Figure("dv_g_ra_khoi", n(2.)), "E23",
            ("Mã 13 = 10", "= 11 (mã 14+mã 15+mã 16+mã 17+mã 18)"), &[]),
        case("R12", Second, Figure("dv_kn_nn", n(6.)), "E17", ("Mã 07 = 15", "= 16 (mã 10+mã 11)"), &[]),
        case("R13", Second, Figure("dv_kn_nu", n(16.)), "E18", ("Mã 08 = 16", "không quá 15 (mã 07)"), &[]),
        case("R14", Second, Figure("dv_kn_cdcs_moi", n(16.)), "E19", ("Mã 09 = 16", "không quá 15 (mã 07)"), &[]),
        case("R15", Second, Figure("dv_ck_nn", n(1401.)), "E30", ("Mã 20 = 2.148", "= 2.149 (mã 22+mã 23)"), &[]),
        case("R16", Second, Figure("dv_ck_nu", n(2149.)), "E31", ("Mã 21 = 2.149", "không quá 2.148 (mã 20)"), &[]),
        case("R17", Second, Figure("ld_nn", n(1501.)), "E11", ("Mã 01 = 2.500", "= 2.501 (mã 03+mã 04)"), &[]),
        case("R18", Second, Figure("ld_nu", n(2501.)), "E12", ("Mã 02 = 2.501", "không quá 2.500 (mã 01)"), &[]),
        case("R19", Second, Figure("ld_tong", n(2100.)), "E30", ("Mã 20 = 2.148", "không quá 2.100 (mã 01)"),
            &[("R17", "E11"), ("R20", "E15")]),
        case("R20", Second, Figure("ld_chua_dv", n(353.)), "E15", ("Mã 05 = 353", "= 352 (mã 01-mã 20)"), &[]),
        case("R21", Second, Figure("dv_dau_ky", n(2141.)), "E16", ("Mã 06 = 2.141", "= 2.140 (mã 20 kỳ trước)"),
            &[("R10", "E30")]),
        case("R22", Second, Figure("dv_luy_ke", n(372.)), "E34", ("Mã 24 = 372",
            "không quá 371 (phụ lục “Số lao động chưa là đoàn viên đến tháng 6/2021”)"), &[("R24", "E34"), ("R25", "E34")]),
        case("R23", First, Figure("dv_dau_ky", n(2137.)), "E16", ("Số thứ tự kỳ = 1; mã 06 = 2.137; \
            phụ lục “Số đoàn viên hiện có đến tháng 6/2021” = 2.136",
            "số thứ tự kỳ>1 hoặc mã 06=phụ lục “Số đoàn viên hiện có đến tháng 6/2021”"), &[("R10", "E30")]),
        case("R24", Second, Figure("dv_luy_ke", n(19.)), "E34", ("Mã 24 = 19", "= 18"), &[]),
        case("R25", Second, Figure("dv_luy_ke", n(151.)), "E34", ("Mã 24 = 151", "không quá 150 \
            (“Kết nạp quá bao nhiêu % chỉ tiêu thì cảnh báo (nghi nhầm số)”/100*\
            phụ lục “Số đoàn viên giao tăng thêm giai đoạn 2021-2023”)"), &[("R24", "E34")]),
        case("R26", Second, Figure("dv_dau_ky", n(1000.)), "E30", ("1.148 (mã 20 = 2.148; mã 06 = 1.000)",
            "không quá 200 (“Đoàn viên tăng hoặc giảm trong quý quá bao nhiêu % thì cảnh báo”/100*mã 06)"),
            &[("R10", "E30"), ("R21", "E16")]),
        case("R27", Second, Figure("cdcs_giam", n(2.)), "E41", ("Mã 31 = 42", "= 41 (mã 26+mã 27-mã 30)"), &[]),
        case("R28", Second, Figure("cdcs_dau_ky", n(42.)), "E36", ("Mã 26 = 42", "= 41 (mã 31 kỳ trước)"),
            &[("R27", "E41")]),
        case("R29", Second, Figure("cdcs_luy_ke", n(3.)), "E39", ("Mã 29 = 3", "= 2"), &[]),
        case("R30", Second, Figure("cdcs_tl_nnn", n(3.)), "E38", ("Mã 28 = 3", "không quá 2 (mã 27)"), &[]),
        case("R31", First, Figure("dv_kn_cdcs_moi", n(1.)), "E37", ("Mã 27 = 0; mã 09 = 1", "mã 27>0 hoặc mã 09=0"), &[]),
        case("R32", Second, Drop(0), "E37", ("Số dòng DS_1 = 1", "= 2 (mã 27)"), &[]),
        case("R33", Second, Row("ds1_ngay", 1, day(2022, 1, 1)), "F7", ("Ngày QĐ = 01/01/2022; ngày đầu kỳ = 01/10/2021; \
            ngày cuối kỳ = 31/12/2021", "Ngày QĐ là số và Ngày QĐ>=ngày đầu kỳ và Ngày QĐ<=ngày cuối kỳ"), &[]),
        case("R34", Second, Row("ds1_so_dv", 0, n(4.)), "H6", ("Số đoàn viên = 4", "từ 5"), &[]),
        case("R35", Second, Row("ds1_mst", 1, text("62ds1-TP-2021-Q4-0")), "C6",
            ("MST = “62ds1-TP-2021-Q4-0”: 2 lần", "1 lần"), &[("R35", "C7")]),
        case("R36", Second, Drop(1), "E17", ("Số dòng DS_2 = 14", "= 15 (mã 07)"), &[]),
        case("R37", Second, Drop(2), "E42", ("Số dòng DS_3 = 2", "= 3 (mã 32)"), &[]),
        case("R38", Second, Row("ds3_mst", 2, text("62ds1-TP-2021-Q4-1")), "C7",
            ("MST = “62ds1-TP-2021-Q4-1”: 1 lần", "0 lần"), &[]),
        case("R39", Second, Figure("dn10_co", n(21.)), "E44", ("Mã 34 = 21", "không quá 20 (mã 33)"), &[]),
        case("R40", Second, Figure("ct_2022", n(41.)), "E47", ("101 (mã 37 = 30; mã 38 = 41; mã 39 = 30)",
            "= 100 (phụ lục “Số đoàn viên giao tăng thêm giai đoạn 2021-2023”)"), &[]),
        case("R41", Second, Figure("dn10_co", n(16.)), "E42", ("Mã 32 = 3", "từ 4 (mã 33-mã 34)"), &[]),
        case("R42", Second, Figure("dn25_co", n(10.)), "E45", ("Mã 35 = 9; mã 33 = 20; mã 36 = 10; mã 34 = 18",
            "mã 35<=mã 33 và mã 36<=MIN(mã 35,mã 34)"), &[]),
        case("R43", Second, Figure("ban_chi_dao", text("Không")), "E50", ("Mã 40 = “Không”", "= “Có”"), &[]),
        case("R44", Second, Figure("kp_chi", n(50_000_001.)), "E54",
            ("Mã 44 = 50.000.001", "không quá 50.000.000 (mã 43)"), &[]),
        case("R46", Second, Figure("tm_kho_khan", Amount::Blank), "E34", ("Mã 24 = 18; \
            phụ lục “Số đoàn viên giao tăng thêm giai đoạn 2021-2023” = 100; số thứ tự kỳ = 2; \
            số kỳ của kế hoạch = 10; TM2 = (trống)", "mã 24>=phụ lục “Số đoàn viên giao tăng thêm giai đoạn \
            2021-2023”*số thứ tự kỳ/số kỳ của kế hoạch hoặc TM2 có nội dung"), &[]),
        case("R47", Trade, Figure("cdcs_tl", n(1.)), "E37", ("Phụ lục “Số CDCS giao thành lập giai đoạn 2021-2023” = \
            (trống); mã 27 = 1", "phụ lục “Số CDCS giao thành lập giai đoạn 2021-2023” là số hoặc mã 27=0"),
            &[("R27", "E41"), ("R29", "E39"), ("R32", "E37")]),
        case("R48", Second, Figure("dv_luy_ke", n(14.)), "E34", ("Mã 24 = 14", "từ 15 (mã 07)"), &[("R24", "E34")]),
        case("R49", Second, Figure("dv_g_covid", n(11.)), "E29", ("Mã 19 = 11", "không quá 10 (mã 13)"), &[]),
        case("R50", Second, Figure("dv_phan_mem", n(2149.)), "E35", ("Mã 25 = 2.149", "không quá 2.148 (mã 20)"), &[]),
    ]
}

fn base(plan: &Plan, base: CaseBase) -> (Submission, Option<Submission>) {
    match base {
        Second => (second(plan), Some(first(plan))),
        First => (first(plan), None),
        Trade => (trade(plan), None),
    }
}

fn spoil(plan: &Plan, submission: &mut Submission, spoil: &CaseChange) {
    match spoil {
        Figure(name, amount) => set(submission, name, amount.clone()),
        Row(name, row, amount) => set_row(plan, submission, name, *row, amount.clone()),
        Drop(roster) => drop(submission.rosters[*roster].rows.pop()),
        Year(year) => {
            set(submission, "nam", number(f64::from(*year)));
            submission.period = period(&format!("{year}-Q{}", submission.period.index()));
        }
    }
}

fn places(findings: &[Finding]) -> Vec<(String, String)> {
    let mut out: Vec<_> = findings.iter().map(|f| (f.code.clone(), f.cell.clone().unwrap_or_default())).collect();
    out.sort();
    out
}

#[test]
fn valid_returns_pass_every_rule() {
    let plan = plan();
    for kind in [Second, First, Trade] {
        let (submission, previous) = base(&plan, kind);
        let found = check_one(&plan, &submission, previous.as_ref()).unwrap().findings;
        assert_eq!(places(&found), [], "{}: {found:#?}", submission.file);
    }
    assert!(annex(&plan).unwrap().is_empty());
}

#[test]
fn one_changed_figure_fails_its_rule_and_no_unrelated_one() {
    let plan = plan();
    let cases = cases();
    for case in &cases {
        let (mut submission, previous) = base(&plan, case.base);
        spoil(&plan, &mut submission, &case.spoil);
        let previous = previous.filter(|_| !matches!(case.spoil, Year(_)));
        let found = check_one(&plan, &submission, previous.as_ref()).unwrap().findings;
        let mut expected: Vec<(String, String)> =
            case.follows.iter().map(|(c, p)| (c.to_string(), p.to_string())).collect();
        expected.push((case.rule.to_string(), case.cell.to_string()));
        expected.sort();
        assert_eq!(places(&found), expected, "{}: {found:#?}", case.rule);
        let rule = plan.rule(case.rule).unwrap();
        let at = |f: &&Finding| f.code == case.rule && f.cell.as_deref() == Some(case.cell);
        let finding = found.iter().find(at).unwrap();
        assert_eq!(
            (finding.found.vi.as_str(), finding.expected.vi.as_str()),
            (case.found, case.expected),
            "{}",
            case.rule
        );
        let head = rule.message.vi.split(['.', '{']).next().unwrap();
        assert!(finding.message.vi.starts_with(head), "{}: {}", case.rule, finding.message.vi);
        assert!(!finding.message.vi.contains(['{', '}']) && !finding.message.en.contains(['{', '}']));
        assert_eq!(finding.severity, rule.severity, "{}", case.rule);
        assert!(!finding.mend.vi.is_empty() && !finding.mend.en.is_empty(), "{}", case.rule);
        let narrative = finding.cell.as_deref().is_some_and(|c| c.starts_with('C'));
        let sheet = finding.sheet.as_deref().unwrap();
        assert!(sheet == "BM01" || sheet == "DS_1" || narrative, "{}: {sheet}", case.rule);
        assert_eq!(finding.file.as_deref(), Some(submission.file.as_str()));
    }
    // The cases cover every rule that the plan writes. R45 reads only the annex and has its own test.
    let covered: Vec<&str> = cases.iter().map(|c| c.rule).collect();
    let own = plan.rules.iter().filter(|r| r.origin == RuleOrigin::Plan);
    let missing: Vec<&str> = own.map(|r| r.code.as_str()).filter(|c| !covered.contains(c)).collect();
    assert_eq!(missing, ["R45"]);
    assert_eq!(cases.len(), 49);
}

#[test]
fn annex_with_wrong_total_fails_r45() {
    let mut plan = plan();
    plan.units[0].figures[0] = Some(2135.0);
    let found = annex(&plan).unwrap();
    assert_eq!(found.len(), 1);
    let finding = &found[0];
    assert_eq!((finding.code.as_str(), finding.severity), ("R45", Severity::Error));
    // The annex total is 23.320 as issued; this test lowers one figure by 1.
    assert_eq!(finding.found.vi, "Số đoàn viên hiện có đến tháng 6/2021: 23.319");
    assert_eq!(finding.expected.vi, "= 23.320 (tổng in trong phụ lục)");
    assert!(finding.message.vi.contains("(23.320)"), "{}", finding.message.vi);
}

#[test]
fn messages_contain_the_figures_in_both_languages() {
    let plan = plan();
    let mut submission = second(&plan);
    set(&mut submission, "dv_chuyen_den", number(4.0));
    let found = check_one(&plan, &submission, Some(&first(&plan))).unwrap().findings;
    let message = &found[0].message;
    assert!(
        message.vi.ends_with("Cuối kỳ 2.148 khác đầu kỳ 2.140 + kết nạp 15 + chuyển đến 4 − giảm 10."),
        "{}",
        message.vi
    );
    assert!(message.en.ends_with("Closing 2,148 is not opening 2,140 + admitted 15 + arrived 4 − decrease 10."));
    assert_eq!(found[0].found.en, "Code 20 = 2,148");
    assert_eq!(found[0].expected.en, "= 2,149 (code 06+code 07+code 12-code 13)");
}
