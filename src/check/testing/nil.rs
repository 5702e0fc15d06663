//! Tests of nil returns before and after a correction of the return that they continue.

use super::fixture::*;
use super::stage::{ledger, renamed};
use crate::check::*;
use crate::model::amount::{Amount, Figure};
use crate::model::submission::Submission;
use crate::plan::{Waiver, header};

fn nil_plan() -> Plan {
    let mut plan = plan();
    plan.form.nil = true;
    plan
}

/// The return of 2021-Q3 with the closing balance 2140, and again with 2138.
fn both_versions(plan: &Plan) -> [Submission; 2] {
    let mut again = renamed(&first(plan), "2021-Q3/lan 2.xlsx", 2);
    for (name, figure) in [("dv_giam", 10.0), ("dv_g_thoi_viec", 4.0), ("dv_cuoi_ky", 2138.0), ("dv_ck_nnn", 743.0)] {
        set(&mut again, name, number(figure));
    }
    [first(plan), again]
}

/// A form for 2021-Q4 on which the unit has marked nothing but that it is nil, with an opening balance.
fn marked(plan: &Plan, opening: Amount) -> Submission {
    let mut out = second(plan);
    for name in plan.indicators.iter().map(|i| &i.name).chain(plan.narratives.iter().map(|n| &n.name)) {
        set(&mut out, name, Amount::Blank);
    }
    out.rosters.iter_mut().for_each(|roster| roster.rows.clear());
    set(&mut out, "dv_dau_ky", opening);
    let mark = out.figures["dv_dau_ky"].clone();
    out.figures.insert(header::NIL.into(), Figure { amount: text("X"), ..mark });
    out
}

/// The return for 2021-Q4 as one for 2022-Q1.
fn next(plan: &Plan) -> Submission {
    let mut out = renamed(&second(plan), "2022-Q1/TP.xlsx", 1);
    out.period = period("2022-Q1");
    out
}

fn record(plan: &mut Plan) {
    plan.waivers.push(Waiver {
        unit: "TP".to_string(),
        period: period("2021-Q4"),
        rule: None,
        file: None,
        nil: true,
        reason: "báo qua điện thoại".to_string(),
        by: "Ban TC-KT".to_string(),
        date: period("2021-Q4").last_day(),
    });
}

fn stock(ledger: &Ledger, name: &str) -> Option<f64> {
    ledger.selected(0, 1).unwrap().amount(name).value().number()
}

/// Returns the findings of a file that are on the opening balance: those of R21 and its warning.
fn on_opening<'l>(ledger: &'l Ledger, file: &str) -> Vec<&'l Finding> {
    let is_own =
        |f: &&Finding| f.file.as_deref() == Some(file) && (f.code == "R21" || f.rules.iter().any(|r| r == "R21"));
    ledger.findings.iter().filter(is_own).collect()
}

#[test]
fn blank_closing_balance_is_the_own_opening_balance() {
    let plan = nil_plan();
    let [old, new] = both_versions(&plan);
    let nil = marked(&plan, number(2140.0));
    let before = ledger(&plan, &[&old, &nil], "2021-Q4");
    assert_eq!(stock(&before, "dv_cuoi_ky"), Some(2140.0));
    assert!(on_opening(&before, &nil.file).is_empty(), "{:?}", before.findings);
    // Corrected: what the unit has stays, and the break is reported once.
    let after = ledger(&plan, &[&old, &new, &nil], "2021-Q4");
    assert_eq!((stock(&after, "dv_dau_ky"), stock(&after, "dv_cuoi_ky")), (Some(2140.0), Some(2140.0)));
    let [warning] = on_opening(&after, &nil.file)[..] else { panic!("{:?}", after.findings) };
    assert_eq!((warning.code.as_str(), warning.cell.as_deref()), ("K11", Some("E16")));
    assert!(!after.findings.iter().any(|f| f.code == "R10" && f.file.as_deref() == Some(&*nil.file)));
    // Its parts are those of the submission that it agrees with, so that they add up.
    assert_eq!((stock(&after, "dv_ck_nn"), stock(&after, "dv_ck_nnn")), (Some(1395.0), Some(745.0)));
    // With a blank opening balance all stocks are those of the counted return before.
    let open = ledger(&plan, &[&old, &new, &marked(&plan, Amount::Blank)], "2021-Q4");
    assert_eq!((stock(&open, "dv_dau_ky"), stock(&open, "dv_cuoi_ky")), (Some(2138.0), Some(2138.0)));
    assert_eq!(stock(&open, "dv_ck_nnn"), Some(743.0));
    // After a missing return there is the opening balance alone; without it there is no figure.
    let alone = ledger(&plan, &[&nil], "2021-Q4");
    assert_eq!((stock(&alone, "dv_cuoi_ky"), stock(&alone, "dv_ck_nnn")), (Some(2140.0), None));
}

#[test]
fn return_after_a_recorded_nil_period_agrees_with_what_that_had() {
    let mut plan = nil_plan();
    record(&mut plan);
    let [old, new] = both_versions(&plan);
    let mut later = next(&plan);
    let of = |opening: f64, later: &mut Submission| {
        set(later, "dv_dau_ky", number(opening));
        ledger(&plan, &[&old, &new, later], "2022-Q1")
    };
    let replaced = of(2140.0, &mut later);
    let [warning] = on_opening(&replaced, &later.file)[..] else { panic!("{:?}", replaced.findings) };
    assert_eq!(warning.code, "K11");
    assert!(
        warning.message.en.contains("submission 1 for quarter 3 of 2021, which no longer counts"),
        "{}",
        warning.message.en
    );
    assert!(
        warning.found.en.contains("as in quarter 3 of 2021, submission 1, file 2021-Q3/TP_L1.xlsx: code 20 = 2,140")
    );
    assert!(warning.expected.en.contains("(no return: recorded as nil): code 20 = 2,138"), "{}", warning.expected.en);
    // A unit that follows the correction agrees; a figure of no submission is an error as before.
    let followed = of(2138.0, &mut later);
    assert!(on_opening(&followed, &later.file).is_empty(), "{:?}", followed.findings);
    let wrong = of(2141.0, &mut later);
    assert_eq!(on_opening(&wrong, &later.file).iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), ["R21"]);
    // The check of a single file finds the same in the ledger.
    set(&mut later, "dv_dau_ky", number(2140.0));
    let settled = ledger(&plan, &[&old, &new], "2021-Q4");
    let versions = previous_versions(&plan, &settled, 0, later.period).unwrap();
    let figures: Vec<_> = versions.iter().map(|v| v.submission.amount("dv_cuoi_ky").value().number()).collect();
    // The last is what was recorded before the return for 2021-Q3 arrived: the opening balance of the annex.
    assert_eq!(figures, [Some(2140.0), Some(2136.0)]);
    let from = |version: &PreviousVersion| (version.continued.as_ref().map(|c| c.file.clone()), version.followed_by);
    assert_eq!(from(&versions[0]), (Some("2021-Q3/TP_L1.xlsx".to_string()), None));
    assert_eq!(from(&versions[1]), (None, Some(period("2021-Q3"))));
}

#[test]
fn replaced_nil_return_explains_what_was_made_from_it() {
    let plan = nil_plan();
    let [old, new] = both_versions(&plan);
    let nil = marked(&plan, Amount::Blank);
    // The second return of the same period is not nil, and closes with 2148.
    let again = renamed(&second(&plan), "2021-Q4/TP lan 2.xlsx", 2);
    for (submissions, opening) in [(vec![&old, &nil, &again], 2140.0), (vec![&old, &new, &nil, &again], 2138.0)] {
        let mut later = next(&plan);
        set(&mut later, "dv_dau_ky", number(opening));
        let submissions = [submissions, vec![&later]].concat();
        let found = ledger(&plan, &submissions, "2022-Q1");
        let [warning] = on_opening(&found, &later.file)[..] else { panic!("{:?}", found.findings) };
        assert_eq!(warning.code, "K11");
        // The cell of the nil return is blank, so it is not named.
        assert!(!warning.found.en.contains(&format!("code 20 = {opening} (")), "{}", warning.found.en);
    }
}
