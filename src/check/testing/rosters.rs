//! Tests of values that must be unique over several columns, and over a period.

use super::fixture::*;
use super::stage::ledger;
use crate::model::amount::Amount;
use crate::model::finding::Finding;
use crate::model::submission::{RosterRow, Submission};
use crate::plan::{Plan, UniqueScope, load, template};

/// Returns the built-in plan with these two keys of DS_2.
fn plan_over(scope: &str) -> Plan {
    let template = template::get("277-kh-ldld").unwrap();
    let from = "unique_over = \"campaign\"";
    assert_eq!(template.plan.matches(from).count(), 1);
    let toml = template.plan.replace(from, &format!("unique_over = \"{scope}\""));
    load::text(&toml, template.annex.as_bytes(), ("plan.toml", "phu-luc.tsv")).unwrap()
}

/// Returns a return with these people (name, date of birth) in DS_2, from row 6 on.
fn people(base: Submission, unit: &str, list: &[(&str, Option<f64>)]) -> Submission {
    let mut submission = base;
    (submission.unit, submission.file) = (unit.to_string(), format!("{unit}-{}.xlsx", submission.period));
    for roster in &mut submission.rosters {
        roster.rows.clear();
    }
    let rows = list.iter().zip(6..).map(|((name, born), row)| {
        let mut cells = vec![Amount::Blank; 6];
        (cells[0], cells[1], cells[3]) = (text(name), born.map_or(Amount::Blank, number), text("CĐCS A"));
        RosterRow { row, cells }
    });
    submission.rosters[1].rows = rows.collect();
    submission
}

fn of(findings: &[Finding], code: &str) -> Vec<(String, String, String)> {
    let own = findings.iter().filter(|f| f.code == code && f.sheet.as_deref() == Some("DS_2"));
    own.map(|f| (f.file.clone().unwrap(), f.cell.clone().unwrap(), f.message.vi.clone())).collect()
}

/// Name and date of birth are compared together, over the whole campaign, without case and spacing; a row without a
/// date is not compared.
#[test]
fn name_and_birth_date_are_unique_over_the_campaign() {
    let plan = plan();
    assert_eq!(plan.rosters[1].unique_over, UniqueScope::Campaign);
    // 1 January 1990 is serial number 32874.
    let born = Some(32_874.0);
    let a = people(first(&plan), "TP", &[("Lò Thị Mẫu", born), ("Lò Thị Thử", born), ("Lò Văn Ví Dụ", None)]);
    let b =
        people(second(&plan), "TP", &[("LÒ THỊ  MẪU", born), ("Lò Thị Thử", Some(32_875.0)), ("Lò Văn Ví Dụ", None)]);
    let both = ledger(&plan, &[&a, &b], "2021-Q4");
    let message = "Họ tên, Ngày sinh Lò Thị Mẫu 01/01/1990 đã có trong báo cáo khác".to_string();
    let expected = [(&a, "B6"), (&b, "B6")].map(|(s, cell)| (s.file.clone(), cell.to_string(), message.clone()));
    let mut got = of(&both.findings, "K05");
    got.sort();
    assert_eq!(got, expected);
    assert_eq!(of(&both.findings, "K06"), []);
}

/// Over a period, returns of other periods do not matter; within one file the generated rule finds both rows.
#[test]
fn values_may_be_unique_within_a_period_or_a_file() {
    let born = Some(32_874.0);
    for (scope, across) in [("file", 0), ("period", 2), ("campaign", 3)] {
        let plan = plan_over(scope);
        let a = people(first(&plan), "TP", &[("Lò A", born)]);
        let b = people(second(&plan), "TP", &[("Lò A", born)]);
        let c = people(second(&plan), "TAMDUONG", &[("lò a", born), ("Lò B", born), ("LÒ B", born)]);
        let all = ledger(&plan, &[&a, &b, &c], "2021-Q4");
        let found = of(&all.findings, "K05");
        assert_eq!(found.len(), across, "{scope}: {found:?}");
        assert_eq!(found.iter().any(|(file, ..)| *file == a.file), scope == "campaign");
        let own: Vec<(String, String)> =
            of(&all.findings, "K06").into_iter().map(|(file, cell, _)| (file, cell)).collect();
        assert_eq!(own, ["B7", "B8"].map(|cell| (c.file.clone(), cell.to_string())), "{scope}");
    }
}

/// A plan that names no column, one column, or a scope alone is refused at its place.
#[test]
fn columns_that_are_unique_together_are_checked() {
    let template = template::get("277-kh-ldld").unwrap();
    for (keys, word) in [
        ("unique = [\"ds2_ho_ten\", \"ds2_sinh\"]", "ds2_sinh"),
        ("unique = [\"ds2_ho_ten\", \"ds2_ho_ten\"]", "ds2_ho_ten"),
        ("unique = [\"ds2_ho_ten\"]", "hai cột"),
        ("unique = []", "unique_over"),
    ] {
        let toml = template.plan.replace("unique = [\"ds2_ho_ten\", \"ds2_ngay_sinh\"]", keys);
        assert!(toml != template.plan);
        let error = load::text(&toml, template.annex.as_bytes(), ("plan.toml", "phu-luc.tsv")).unwrap_err();
        let messages: Vec<&str> = error.iter().map(|d| d.message.vi.as_str()).collect();
        assert!(messages.len() == 1 && messages[0].contains(word), "{keys}: {messages:?}");
    }
}
