//! Tests of the rules that the loader generates from roster fields. The truth is computed here from the rows.

use super::fixture::*;
use crate::check::{check_one, settle_and_check};
use crate::model::amount::Amount;
use crate::model::finding::{Finding, Severity};
use crate::model::ledger::{Ledger, SubmissionStatus};
use crate::model::submission::{RosterRow, Submission};
use crate::plan::{Plan, UniqueScope, load, template};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Returns the plan that is built into the program, with one text replaced.
fn plan_with(from: &str, to: &str) -> Plan {
    let template = template::get("277-kh-ldld").unwrap();
    assert_eq!(template.plan.matches(from).count(), 1, "{from}");
    let toml = template.plan.replace(from, to);
    load::text(&toml, template.annex.as_bytes(), ("plan.toml", "phu-luc.tsv")).unwrap()
}

/// Returns a return of the city whose roster has these rows, starting at row 6 of the file.
fn with_rows(plan: &Plan, roster: usize, rows: &[Vec<Amount>]) -> Submission {
    let mut submission = second(plan);
    let rows = rows.iter().zip(6..).map(|(cells, row)| RosterRow { row, cells: cells.clone() });
    submission.rosters[roster].rows = rows.collect();
    submission
}

/// A cell of a roster: blank, or one of a few texts that differ by case alone, or a number.
fn cell() -> impl Strategy<Value = Amount> {
    prop_oneof![
        2 => Just(Amount::Blank),
        2 => Just(text("Số 1")),
        1 => Just(text("số 1")),
        1 => Just(text("SỐ 1*")),
        1 => Just(number(7.0)),
        1 => Just(text("7")),
        2 => (0u32..6).prop_map(|n| text(&format!("n{n}"))),
    ]
}

fn folded(amount: &Amount) -> Option<String> {
    match amount {
        Amount::Text(text) => Some(text.to_string().to_uppercase()),
        Amount::Number(number) => Some(format!("{number}")),
        _ => None,
    }
}

/// Findings with a code: column letter and row of the cell, and what was found.
fn found_as(found: &[Finding], code: &str, sheet: &str) -> BTreeMap<String, String> {
    let own = found.iter().filter(|f| f.code == code && f.sheet.as_deref() == Some(sheet));
    own.map(|f| (f.cell.clone().unwrap(), f.found.vi.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// For rows with any content: a required column has one finding with all its blank rows, and in a column that must
    /// be unique each row with a repeated value has a finding that names the first other rows. Nothing else is found.
    #[test]
    fn gaps_and_repeated_values_are_those_of_the_rows(rows in prop::collection::vec(prop::collection::vec(cell(), 8), 1..14)) {
        let plan = plan();
        let roster = 2;
        let spec = &plan.rosters[roster];
        prop_assert_eq!(spec.code.as_str(), "DS_3");
        let submission = with_rows(&plan, roster, &rows);
        let letters = submission.rosters[roster].columns.clone();
        let found = check_one(&plan, &submission, Some(&first(&plan))).unwrap().findings;
        let (mut gaps, mut repeated) = (BTreeMap::new(), BTreeMap::new());
        for (c, column) in spec.columns.iter().enumerate() {
            let numbered = || rows.iter().map(|row| &row[c]).zip(6u32..);
            let blank: Vec<String> = numbered().filter(|(a, _)| a.is_blank()).map(|(_, row)| row.to_string()).collect();
            if column.required && !blank.is_empty() {
                gaps.insert(format!("{}{}", letters[c].as_str(), blank[0]), format!("trống ở dòng {}", blank.join("; ")));
            }
            if column.unique == UniqueScope::No {
                continue;
            }
            for (amount, row) in numbered() {
                let same = |other: &Amount| folded(amount).is_some() && folded(other) == folded(amount);
                let others: Vec<u32> = numbered().filter(|(a, r)| *r != row && same(a)).map(|(_, r)| r).collect();
                if !others.is_empty() {
                    let places: Vec<String> = others.iter().take(5).map(|r| format!("cũng ở dòng {r}, DS_3")).collect();
                    repeated.insert(format!("{}{row}", letters[c].as_str()), (places.join("; "), others.len()));
                }
            }
        }
        prop_assert_eq!(found_as(&found, "K07", "DS_3"), gaps);
        let own = found_as(&found, "K06", "DS_3");
        prop_assert_eq!(own.keys().collect::<Vec<_>>(), repeated.keys().collect::<Vec<_>>());
        for (cell, (places, count)) in repeated {
            let more = if count > 5 { format!("; … và {} chỗ khác", count - 5) } else { String::new() };
            prop_assert_eq!(&own[&cell], &format!("{places}{more}"), "{}", cell);
        }
    }
}

#[test]
fn each_field_has_its_rule_unless_the_plan_has_one() {
    let plan = plan();
    let generated: Vec<(&str, &str, &str)> = plan
        .rules
        .iter()
        .filter(|rule| rule.origin.is_of_roster())
        .map(|rule| (rule.code.as_str(), rule.check.source(), rule.message.vi.as_str()))
        .collect();
    let same = r#"IF(COUNTBLANK(ds3_mst)=0,SUMPRODUCT(--(ds3_mst_cot&""=ds3_mst&""))=1,"")"#;
    let people = "IF(AND(COUNTBLANK(ds2_ho_ten)=0,COUNTBLANK(ds2_ngay_sinh)=0),\
                  SUMPRODUCT((ds2_ho_ten_cot&\"\"=ds2_ho_ten&\"\")*(ds2_ngay_sinh_cot&\"\"=ds2_ngay_sinh&\"\"))=1,\"\")";
    // R35 of the plan requires that no tax code of DS_1 is repeated, so nothing is generated for it.
    assert_eq!(
        generated,
        [
            ("K07", "COUNTBLANK(ds1_ten)=0", "Danh sách DS_1 thiếu Tên CĐCS"),
            ("K07", "COUNTBLANK(ds1_mst)=0", "Danh sách DS_1 thiếu MST"),
            ("K07", "COUNTBLANK(ds1_khu_vuc)=0", "Danh sách DS_1 thiếu Khu vực"),
            ("K07", "COUNTBLANK(ds1_so_qd)=0", "Danh sách DS_1 thiếu Số QĐ"),
            ("K07", "COUNTBLANK(ds1_ngay)=0", "Danh sách DS_1 thiếu Ngày QĐ"),
            ("K07", "COUNTBLANK(ds1_so_dv)=0", "Danh sách DS_1 thiếu Số đoàn viên"),
            ("K06", people, "Họ tên, Ngày sinh {ds2_ho_ten} {ds2_ngay_sinh} ghi hai lần trong một danh sách"),
            ("K07", "COUNTBLANK(ds2_ho_ten)=0", "Danh sách DS_2 thiếu Họ tên"),
            ("K07", "COUNTBLANK(ds2_cdcs)=0", "Danh sách DS_2 thiếu CĐCS"),
            ("K06", same, "MST {ds3_mst} ghi hai lần trong một danh sách"),
            ("K07", "COUNTBLANK(ds3_ten)=0", "Danh sách DS_3 thiếu Tên DN"),
            ("K07", "COUNTBLANK(ds3_mst)=0", "Danh sách DS_3 thiếu MST"),
            ("K07", "COUNTBLANK(ds4_ten)=0", "Danh sách DS_4 thiếu Tên CĐCS"),
        ]
    );
    let lines = plan.rule_lines();
    // The rules of the plan, the one for the choice of code 40, and those of the rosters.
    assert_eq!(lines.len(), 50 + 1 + 6);
    let titles: Vec<String> = lines.iter().skip(51).map(|line| line.title(&plan)).collect();
    assert_eq!(titles[0], "Danh sách DS_1 ghi đủ Tên CĐCS, MST, Khu vực, Số QĐ, Ngày QĐ và Số đoàn viên");
    assert_eq!(titles[1], "Họ tên, Ngày sinh không cùng ghi trùng trong một danh sách");
    assert_eq!(titles[3], "MST không ghi trùng trong một danh sách");
    assert_eq!(titles[5], "Danh sách DS_4 ghi đủ Tên CĐCS");
}

#[test]
fn a_rule_of_the_plan_replaces_the_generated_one() {
    let own = |plan: &Plan| {
        let name = |rule: &&crate::plan::Rule| rule.code.starts_with('K');
        let all = plan.rules.iter().filter(name).map(|rule| format!("{} {}", rule.code, rule.test.source()));
        all.collect::<Vec<_>>()
    };
    // The plan requires a column by itself.
    let dated =
        "when = 'COUNTBLANK(ds1_ngay)=0'\ntest = 'AND(ISNUMBER(ds1_ngay),ds1_ngay>=ngay_dau,ds1_ngay<=ngay_cuoi)'";
    let plan = plan_with(dated, "test = 'COUNTBLANK( ds1_ngay ) = 0'");
    assert!(!own(&plan).iter().any(|rule| rule.contains("ds1_ngay")), "{:?}", own(&plan));
    // A rule about the filled cell does not.
    assert!(own(&super::fixture::plan()).contains(&"K07 COUNTBLANK(ds1_ngay)=0".to_string()));
    // A rule that names the column and its cell without counting equal values does not replace K06.
    let other = r#"test = 'AND(SUMPRODUCT(--(ds1_mst_cot&""=ds1_ten&""))<=1,ds1_mst<>"x")'"#;
    let plan = plan_with(r#"test = 'SUMPRODUCT(--(ds1_mst_cot&""=ds1_mst&""))=1'"#, other);
    assert!(own(&plan).iter().any(|rule| rule.starts_with("K06") && rule.contains("ds1_mst_cot")), "{:?}", own(&plan));
    // Without the key there is no rule.
    let plan = plan_with(r#"name = "ds2_cdcs", kind = "text", required = true"#, r#"name = "ds2_cdcs", kind = "text""#);
    assert!(!own(&plan).iter().any(|rule| rule.contains("ds2_cdcs")));
}

#[test]
fn the_plan_sets_the_severity_of_generated_rules() {
    let plan = plan_with("[severity]\n", "[severity]\nK07 = \"error\"\n");
    let mut submission = second(&plan);
    set_row(&plan, &mut submission, "ds2_cdcs", 0, Amount::Blank);
    let found = check_one(&plan, &submission, Some(&first(&plan))).unwrap().findings;
    assert_eq!(found.iter().map(|f| (f.code.as_str(), f.severity)).collect::<Vec<_>>(), [("K07", Severity::Error)]);
    let ledger = ledger_of(&plan, &[&first(&plan), &submission]);
    assert!(ledger.fates.iter().any(|fate| matches!(fate, SubmissionStatus::Held(codes) if codes.vi == "K07")));
}

fn ledger_of(plan: &Plan, submissions: &[&Submission]) -> Ledger {
    let arrivals = submissions.iter().map(|submission| arrival(submission, &submission.file)).collect();
    settle_and_check(plan, arrivals, Some(period("2021-Q4"))).unwrap()
}

/// A value in two rows of one return and in one of another: the rule reports the two rows, and each of the three rows
/// names the places in the other return.
#[test]
fn a_value_within_and_across_returns_is_reported_for_both() {
    let plan = plan_with(
        r#"name = "ds3_mst", kind = "text", required = true, unique = "file""#,
        r#"name = "ds3_mst", kind = "text", required = true, unique = "campaign""#,
    );
    let mut a = second(&plan);
    set_row(&plan, &mut a, "ds3_mst", 0, text("62x"));
    set_row(&plan, &mut a, "ds3_mst", 2, text("62X"));
    let mut b = second(&plan);
    (b.unit, b.file) = ("TAMDUONG".to_string(), "b.xlsx".to_string());
    let rows = b.rosters[2].rows.len();
    (0..rows).for_each(|row| set_row(&plan, &mut b, "ds3_mst", row, text(&format!("b{row}"))));
    set_row(&plan, &mut b, "ds3_mst", 1, text(" 62x "));
    for row in 0..b.rosters[0].rows.len() {
        set_row(&plan, &mut b, "ds1_mst", row, text(&format!("c{row}")));
    }
    let ledger = ledger_of(&plan, &[&a, &b]);
    let of = |code: &str| -> Vec<(String, String)> {
        let own = ledger.findings.iter().filter(|f| f.code == code && f.sheet.as_deref() == Some("DS_3"));
        own.map(|f| (format!("{} {}", f.unit.as_ref().unwrap(), f.cell.as_ref().unwrap()), f.found.vi.clone()))
            .collect()
    };
    let pair = |place: &str, found: &str| (place.to_string(), found.to_string());
    assert_eq!(of("K06"), [pair("TP C6", "cũng ở dòng 8, DS_3"), pair("TP C8", "cũng ở dòng 6, DS_3")]);
    let across = "cũng ở dòng 7, DS_3, tệp b.xlsx";
    assert_eq!(
        of("K05"),
        [
            pair("TP C6", across),
            pair("TP C8", across),
            pair("TAMDUONG C7", &format!("cũng ở dòng 6, DS_3, tệp {0}; cũng ở dòng 8, DS_3, tệp {0}", a.file)),
        ]
    );
}
