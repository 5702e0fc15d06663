//! Tests of rules that are not checked: because a name has no value, or because the engine refuses them.

use super::fixture::*;
use super::stage::{ledger, renamed};
use crate::check::{ReturnCheck, check_one};
use crate::model::amount::Amount;

/// A rule that the engine refuses costs only itself.
#[test]
fn rule_that_the_engine_refuses_is_reported_as_not_checked() {
    let mut plan = plan();
    let rule = plan.rules.iter_mut().find(|r| r.code == "R44").unwrap();
    // With addresses for names it is longer than a formula may be.
    rule.check = crate::formula::Formula::generated(&("quy+".repeat(1_900) + "1>0")).unwrap();
    let found = check_one(&plan, &second(&plan), Some(&first(&plan))).unwrap().findings;
    assert_eq!(found.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), ["R44"]);
    assert!(found[0].message.vi.starts_with("Không kiểm tra được"), "{}", found[0].message.vi);
}

#[test]
fn unchecked_rules_name_what_is_missing() {
    let plan = plan();
    let names = |checked: &ReturnCheck, code: &str| -> Vec<String> {
        let of_rule = checked.unchecked.iter().filter(|one| one.rule == code);
        of_rule.map(|one| format!("{} ×{}", one.names.join(" "), one.times)).collect()
    };
    let mut a = second(&plan);
    let complete = check_one(&plan, &a, Some(&first(&plan))).unwrap();
    assert_eq!(names(&complete, "R11"), [""; 0]);
    set(&mut a, "dv_giam", Amount::Blank);
    let checked = check_one(&plan, &a, Some(&first(&plan))).unwrap();
    assert_eq!(names(&checked, "R11"), ["dv_giam ×1"]);
    let one = checked.unchecked.iter().find(|one| one.rule == "R11").unwrap();
    assert_eq!((one.unit.as_str(), one.period, one.file.as_str()), (a.unit.as_str(), a.period, a.file.as_str()));
    assert_eq!((one.labels[0].vi.as_str(), one.labels[0].en.as_str()), ("mã 13", "code 13"));
    // A text where a number is needed is missing as a number.
    set(&mut a, "dv_giam", text("năm"));
    assert_eq!(names(&check_one(&plan, &a, Some(&first(&plan))).unwrap(), "R11"), ["dv_giam ×1"]);
    // Without the return of the period before, its figures are missing; in the plan's first period nothing is.
    let alone = check_one(&plan, &second(&plan), None).unwrap();
    assert!(alone.unchecked.iter().any(|one| one.names.iter().any(|n| n.ends_with("_kt"))), "{:?}", alone.unchecked);
    let start = check_one(&plan, &first(&plan), None).unwrap();
    assert!(!start.unchecked.iter().any(|one| one.names.iter().any(|n| n.ends_with("_kt"))), "{:?}", start.unchecked);
    // A figure that need not be reported is not missing.
    let mut without = second(&plan);
    set(&mut without, "kp_chi", Amount::Blank);
    assert_eq!(names(&check_one(&plan, &without, Some(&first(&plan))).unwrap(), "R44"), [""; 0]);
    // The ledger has the unchecked rules of the selected returns only.
    let mut old = renamed(&second(&plan), "cũ.xlsx", 1);
    set(&mut old, "dv_giam", Amount::Blank);
    let new = renamed(&a, "mới.xlsx", 2);
    let ledger = ledger(&plan, &[&first(&plan), &old, &new], "2021-Q4");
    let of_rule: Vec<_> = ledger.unchecked.iter().filter(|one| one.rule == "R11").collect();
    assert_eq!(of_rule.iter().map(|one| one.file.as_str()).collect::<Vec<_>>(), ["mới.xlsx"]);
}
