//! Tests of the rule tables: many returns at once, long rosters, repeated values.

use super::fixture::*;
use crate::check::rules::{ReturnPair, RuleChecker};
use crate::check::{annex, check_one};
use crate::model::amount::Amount;
use crate::model::finding::Finding;
use crate::model::submission::{RosterRow, Submission};
use crate::plan::Plan;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Returns the codes of the findings at a cell.
fn codes_at<'f>(found: &'f [Finding], cell: &str) -> Vec<&'f str> {
    found.iter().filter(|f| f.cell.as_deref() == Some(cell)).map(|f| f.code.as_str()).collect()
}

/// The expected verdicts are worked out by hand from the wording: R06 a number or blank, R07 not blank, R08 not
/// negative, R09 whole.
#[test]
fn a_value_has_the_verdict_of_the_wording() {
    let plan = plan();
    let cases: [(Amount, &[&str]); 8] = [
        (Amount::Blank, &["R07"]),
        (number(3.0), &[]),
        (number(0.0), &[]),
        (number(-2.0), &["R08"]),
        (number(-0.5), &["R08", "R09"]),
        (text("12 người"), &["R06"]),
        (number(2.5), &["R09"]),
        (text(&"dài ".repeat(10_000)), &["R06"]),
    ];
    let returns: Vec<Submission> = cases
        .iter()
        .map(|(amount, _)| {
            let mut submission = second(&plan);
            set(&mut submission, "ct_2021", amount.clone());
            submission
        })
        .collect();
    let first = first(&plan);
    // Each return is checked twice: the second time its cases are already evaluated.
    let pairs: Vec<ReturnPair> = returns.iter().chain(&returns).map(|submission| (submission, Some(&first))).collect();
    let found = RuleChecker::new(&plan).check(&pairs, &[], &[]).unwrap();
    for (found, (amount, expected)) in found.iter().zip(cases.iter().chain(&cases)) {
        let own: Vec<&str> =
            codes_at(found, "E47").into_iter().filter(|c| ["R06", "R07", "R08", "R09"].contains(c)).collect();
        assert_eq!(own, *expected, "{amount:?}");
    }
}

/// There are more values than one engine evaluates at once.
#[test]
fn each_of_many_values_has_its_own_verdict() {
    let plan = plan();
    let mut next = 0.0;
    let returns: Vec<Submission> = (0..40)
        .map(|_| {
            let mut submission = first(&plan);
            for indicator in plan.indicators.iter().filter(|i| i.kind.is_number()) {
                next += 0.5;
                set(&mut submission, &indicator.name, number(next));
            }
            submission
        })
        .collect();
    let pairs: Vec<ReturnPair> = returns.iter().map(|submission| (submission, None)).collect();
    let found = RuleChecker::new(&plan).check(&pairs, &[], &[]).unwrap();
    for (submission, found) in returns.iter().zip(&found) {
        for indicator in plan.indicators.iter().filter(|i| i.kind.is_number()) {
            let figure = &submission.figures[indicator.name.as_str()];
            let Amount::Number(n) = figure.amount else { panic!("{figure:?}") };
            let is_whole = !codes_at(found, &figure.cell).contains(&"R09");
            assert_eq!(is_whole, n.fract() == 0.0, "{n}");
        }
    }
}

/// Returns a return of the city whose DS_1 has these tax codes.
fn with_codes(plan: &Plan, codes: &[Amount]) -> Submission {
    let mut submission = second(plan);
    let (roster, column) = plan.roster_column("ds1_mst").unwrap();
    let row = submission.rosters[roster].rows[0].clone();
    let rows = codes.iter().enumerate().map(|(i, code)| {
        let mut row = RosterRow { row: i as u32 + 6, ..row.clone() };
        row.cells[column] = code.clone();
        row
    });
    submission.rosters[roster].rows = rows.collect();
    set(&mut submission, "cdcs_tl", number(codes.len() as f64));
    submission
}

/// The rows of a long list whose code is also in another row equal those found by a hash table of the codes.
#[test]
fn repeated_codes_of_a_long_list_are_found_row_by_row() {
    let plan = plan();
    let code = |i: usize| match i % 9 {
        0 => text(&format!("Mã{}", i % 450)),
        1 => text(&format!("mÃ{}", (i - 1) % 450)),
        2 => number(5_901_000_000.0 + (i / 2) as f64),
        3 => text(&format!("{}", 5_901_000_000 + (i - 1) / 2)),
        4 => Amount::Blank,
        _ => text(&format!("59-{i}")),
    };
    let codes: Vec<Amount> = (0..900).map(code).collect();
    let folded = |amount: &Amount| match amount {
        Amount::Number(n) => format!("{n}"),
        Amount::Text(t) => t.as_str().to_uppercase(),
        _ => String::new(),
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    codes.iter().for_each(|code| *counts.entry(folded(code)).or_default() += 1);
    let mut submission = with_codes(&plan, &codes);
    // One code of DS_3 is also in DS_1, in three spellings of the same text.
    set_row(&plan, &mut submission, "ds3_mst", 0, text("MÃ9"));
    let found = check_one(&plan, &submission, Some(&first(&plan))).unwrap().findings;
    for (i, code) in codes.iter().enumerate() {
        let own = codes_at(&found, &format!("C{}", i + 6));
        let is_repeated = !code.is_blank() && counts[&folded(code)] > 1;
        assert_eq!(own.contains(&"R35"), is_repeated, "{i} {code:?}: {own:?}");
        assert_eq!(own.contains(&"R38"), folded(code) == "MÃ9", "{i} {code:?}: {own:?}");
    }
    let first = found.iter().find(|f| f.code == "R35").unwrap();
    assert_eq!((first.found.vi.as_str(), first.expected.vi.as_str()), ("MST = “Mã0”: 4 lần", "1 lần"));
}

/// One code fills every row of two lists: each row names the first other places and their count.
#[test]
fn a_code_in_every_row_names_the_first_others() {
    let plan = plan();
    let mut submission = second(&plan);
    let roster = plan.roster_column("ds3_mst").unwrap().0;
    let row = submission.rosters[roster].rows[0].clone();
    submission.rosters[roster].rows = (0..700).map(|i| RosterRow { row: i + 6, ..row.clone() }).collect();
    let found = check_one(&plan, &submission, Some(&first(&plan))).unwrap().findings;
    let own: Vec<&Finding> = found.iter().filter(|f| f.code == "K06").collect();
    assert_eq!(own.len(), 700);
    assert!(own[0].found.vi.starts_with("cũng ở dòng 7, DS_3; cũng ở dòng 8, DS_3"), "{}", own[0].found.vi);
    assert!(own[2].found.vi.starts_with("cũng ở dòng 6, DS_3; cũng ở dòng 7, DS_3; cũng ở dòng 9, DS_3"));
    assert!(own.iter().all(|f| f.found.vi.ends_with("cũng ở dòng 10, DS_3; cũng ở dòng 11, DS_3; … và 694 chỗ khác")
        || f.found.vi.ends_with("… và 694 chỗ khác")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Returns that are checked together, in any order, have the findings that each has when checked alone.
    #[test]
    fn returns_checked_together_have_the_findings_of_each(
        spoilt in proptest::collection::vec((0usize..51, 0usize..6, 0usize..3), 1..7),
        cut in 0usize..7,
    ) {
        let plan = plan();
        let first = first(&plan);
        let returns: Vec<(Submission, bool)> = spoilt.iter().map(|(indicator, how, base)| {
            let mut submission = match base {
                0 => second(&plan),
                1 => first.clone(),
                _ => trade(&plan),
            };
            let amounts =
                [Amount::Blank, number(-1.0), number(2.5), text("12 người"), unreadable("1 (nữ 2)"), number(1e9)];
            let name = plan.indicators[*indicator].name.as_str();
            if let Some(figure) = submission.figures.get_mut(name) {
                figure.amount = amounts[*how].clone();
            }
            if *how == 1 && *base == 0 {
                set_row(&plan, &mut submission, "ds1_mst", 1, text("62ds1-TP-2021-Q4-0"));
            }
            (submission, *base == 0)
        }).collect();
        let pairs: Vec<ReturnPair> = returns.iter().map(|(s, later)| (s, later.then_some(&first))).collect();
        let mut checker = RuleChecker::new(&plan);
        let (one, other) = pairs.split_at(cut.min(pairs.len()));
        let mut together = checker.check(one, &[], &[]).unwrap();
        together.extend(checker.check(other, &[], &[]).unwrap());
        for (pair, together) in pairs.iter().zip(&together) {
            let alone = RuleChecker::new(&plan).check(&[*pair], &[], &[]).unwrap().remove(0);
            prop_assert_eq!(&alone, together);
        }
    }
}

/// A rule on the annex has one case for each column.
#[test]
fn the_annex_is_judged_column_by_column() {
    let mut plan = plan();
    assert!(annex(&plan).unwrap().is_empty());
    for (column, unit) in [(0, 0), (2, 1)] {
        let figure = plan.units[unit].figures[column].unwrap_or_default();
        plan.units[unit].figures[column] = Some(figure + 1.0);
    }
    let found = annex(&plan).unwrap();
    assert_eq!(found.len(), 2);
    for (finding, column) in found.iter().zip([0, 2]) {
        let column = &plan.annex.columns[column];
        assert!(finding.found.vi.starts_with(&format!("{}: ", column.heading)), "{}", finding.found.vi);
        assert!(finding.cell.is_none() && finding.file.is_none());
    }
}
