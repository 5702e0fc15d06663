//! Tests of returns that repeat a replaced submission of the previous period, and of forms that nobody has filled in.

use super::fixture::*;
use super::stage::{ledger, renamed};
use crate::check::*;
use crate::model::amount::{Amount, Value};
use crate::model::previous::{OpeningReason, Previous};
use crate::model::submission::Submission;

/// The return of 2021-Q3 again: two more have left, so two fewer members at the end.
fn corrected(plan: &Plan) -> Submission {
    let mut out = renamed(&first(plan), "2021-Q3/lan 2.xlsx", 2);
    for (name, figure) in [("dv_giam", 10.0), ("dv_g_thoi_viec", 4.0), ("dv_cuoi_ky", 2138.0), ("dv_ck_nnn", 743.0)] {
        set(&mut out, name, number(figure));
    }
    out
}

fn named<'l>(ledger: &'l Ledger, code: &str) -> Vec<&'l Finding> {
    ledger.findings.iter().filter(|f| f.code == code).collect()
}

#[test]
fn opening_of_a_replaced_submission_is_a_warning() {
    let plan = plan();
    let next = second(&plan);
    let ledger = ledger(&plan, &[&first(&plan), &corrected(&plan), &next], "2021-Q4");
    assert_eq!(ledger.slots[0][0].state, ReturnStatus::Counted);
    assert_eq!(ledger.slots[0][1].state, ReturnStatus::Counted);
    let [finding] = named(&ledger, "K11")[..] else { panic!("{:?}", ledger.findings) };
    assert_eq!((finding.rules.as_slice(), finding.file.as_deref()), (&["R21".to_string()][..], Some(&*next.file)));
    assert_eq!(finding.cell.as_deref(), Some("E16"));
    assert!(finding.found.en.contains("code 20 = 2,140"), "{}", finding.found.en);
    assert!(finding.expected.en.contains("code 20 = 2,138"), "{}", finding.expected.en);
    assert!(named(&ledger, "R21").is_empty());
    // The same return alone agrees.
    let (first, corrected) = (first(&plan), corrected(&plan));
    let alone = check_among(&plan, &next, Some(&corrected), vec![(&first).into()], None).unwrap().findings;
    assert_eq!(alone.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), ["K11"]);
    let without = check_one(&plan, &next, Some(&corrected)).unwrap().findings;
    assert_eq!(without.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), ["R21"]);
}

#[test]
fn other_error_of_the_return_still_holds_it() {
    let plan = plan();
    let mut next = second(&plan);
    set(&mut next, "dv_kn_nu", number(99.0));
    let held = ledger(&plan, &[&first(&plan), &corrected(&plan), &next], "2021-Q4");
    assert_eq!(held.slots[0][1].state, ReturnStatus::Held);
    assert_eq!(named(&held, "K11").len(), 1);
    // An opening that fits no submission is an error.
    let mut other = second(&plan);
    set(&mut other, "dv_dau_ky", number(2141.0));
    set(&mut other, "dv_cuoi_ky", number(2149.0));
    let found = ledger(&plan, &[&first(&plan), &corrected(&plan), &other], "2021-Q4");
    assert_eq!((named(&found, "R21").len(), named(&found, "K11").len()), (1, 0));
}

/// Empties all cells of a return but the header, as a blank form has them.
fn emptied(submission: &Submission) -> Submission {
    let plan = plan();
    let mut out = submission.clone();
    for name in plan.indicators.iter().map(|i| &i.name).chain(plan.narratives.iter().map(|n| &n.name)) {
        set(&mut out, name, Amount::Blank);
    }
    out.rosters.iter_mut().for_each(|roster| roster.rows.clear());
    out
}

#[test]
fn only_a_form_without_any_content_of_the_unit_is_blank() {
    let plan = plan();
    let real = first(&plan);
    let is = |form: &Submission, others: &[&Submission]| {
        is_blank(&plan, form, &UnitSubmissions::new(others.iter().copied()))
    };
    let form = emptied(&second(&plan));
    assert!(is(&form, &[]) && !is(&real, &[]));
    // Prefilled from the annex, or from an earlier return of the unit.
    let unit = &plan.units[0];
    let mut prefilled = form.clone();
    set(&mut prefilled, "dv_dau_ky", number(plan.annex_figure(unit, "pl_dv_hien_co", plan.first).unwrap()));
    assert!(is(&prefilled, &[]));
    set(&mut prefilled, "dv_dau_ky", number(2140.0));
    assert!(is(&prefilled, &[&real]) && !is(&prefilled, &[]));
    // Anything that the unit has entered makes it a return.
    let mut typed = form.clone();
    set(&mut typed, "dv_ket_nap", number(0.0));
    assert!(!is(&typed, &[]));
    let mut answered = form.clone();
    set(&mut answered, &plan.narratives[0].name, text("Không phát sinh"));
    assert!(!is(&answered, &[]));
    let mut listed = form.clone();
    listed.rosters[1].rows = real.rosters[1].rows.clone();
    assert!(!is(&listed, &[&real]));
    let mut beside = form.clone();
    beside.balance.reported = 1;
    assert!(!is(&beside, &[]));
}

#[test]
fn blank_form_neither_replaces_nor_ties_nor_counts_as_reported() {
    let plan = plan();
    let real = first(&plan);
    let same = renamed(&emptied(&real), "2021-Q3/trong.xlsx", 1);
    let higher = renamed(&emptied(&real), "2021-Q3/trong 2.xlsx", 2);
    let found = ledger(&plan, &[&real, &same, &higher], "2021-Q3");
    let fates: Vec<bool> = found.fates.iter().map(|fate| *fate == SubmissionStatus::Blank).collect();
    assert_eq!((fates.iter().filter(|is| **is).count(), found.slots[0][0].state), (2, ReturnStatus::Counted));
    assert_eq!((named(&found, "K12").len(), named(&found, "K03").len(), named(&found, "K02").len()), (2, 0, 0));
    let alone = ledger(&plan, &[&same], "2021-Q3");
    assert_eq!(alone.slots[0][0].state, ReturnStatus::Missing);
    let missing = named(&alone, "K04").into_iter().find(|f| f.unit.as_deref() == Some("TP")).unwrap();
    assert!(missing.found.vi.contains("2021-Q3/trong.xlsx: biểu chưa điền"), "{}", missing.found.vi);
    assert_eq!(report_period(&plan, &[same, emptied(&second(&plan))]), None);
}

#[test]
fn next_form_is_prefilled_from_counted_returns() {
    let plan = plan();
    let mut held = second(&plan);
    set(&mut held, "dv_chuyen_den", number(99.0));
    let ledger = ledger(&plan, &[&first(&plan), &held], "2021-Q4");
    let next = previous(&plan, Some(&ledger), 0, period("2021-Q4")).unwrap();
    assert_eq!(next.figures.as_ref().unwrap()["dv_luy_ke"], Value::Number(3.0));
    assert_eq!(
        (next.openings["dv_dau_ky"], next.openings["cdcs_dau_ky"], next.openings["ct_2021"]),
        (2140.0, 41.0, 30.0)
    );
    assert_eq!(next.unconfirmed.len(), 0);
    // 2021-Q4 is on hold: no figures of the previous period; the openings are what that return reports, marked as such.
    let after = previous(&plan, Some(&ledger), 0, period("2022-Q1")).unwrap();
    assert_eq!(after.figures, None);
    assert_eq!((after.openings["dv_dau_ky"], after.openings["cdcs_dau_ky"]), (2148.0, 42.0));
    let reason = |previous: &Previous, name: &str| previous.unconfirmed.get(name).map(|u| u.reason);
    assert_eq!(reason(&after, "dv_dau_ky"), Some(OpeningReason::Held));
    // Without a return for the previous period the annex, which is older, is no source; a carried figure still is.
    let fresh = previous(&plan, Some(&ledger), 1, period("2021-Q4")).unwrap();
    assert_eq!(
        (fresh.figures.as_ref(), fresh.openings.get("dv_dau_ky"), fresh.openings.get("ct_2021")),
        (None, None, None)
    );
    assert_eq!(reason(&fresh, "dv_dau_ky"), Some(OpeningReason::Missing(None)));
    let later =
        previous(&plan, Some(&super::stage::ledger(&plan, &[&first(&plan)], "2021-Q4")), 0, period("2022-Q1")).unwrap();
    assert_eq!((later.openings.get("dv_dau_ky"), later.openings["ct_2021"]), (None, 30.0));
    assert_eq!(reason(&later, "ct_2021"), Some(OpeningReason::Missing(Some(period("2021-Q3")))));
    let start = previous(&plan, None, 1, plan.first).unwrap();
    assert_eq!((start.openings["dv_dau_ky"], start.unconfirmed.len()), (1889.0, 0));
}
