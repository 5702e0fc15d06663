//! Units in time: what is read, the faults with their places, and the quotas of heirs.

use super::*;
use crate::model::period::Period;
use crate::plan::unit_time::QuotaTerm;

const PLAN: &str = include_str!("../../../../tests/units/ke-hoach.toml");
const ANNEX: &str = include_str!("../../../../tests/units/phu-luc.tsv");

/// The lines of a unit from its code on.
const AN: &str = "code = \"AN\"\nname = \"Xã An\"\nkind = \"xa\"\nuntil = \"2024-Q2\"\ninto = \"BINH\"";

fn edited(from: &str, to: &str) -> Result<Plan, Vec<PlanDiagnostic>> {
    assert_eq!(PLAN.matches(from).count(), 1, "{from}");
    text(&PLAN.replace(from, to), ANNEX.as_bytes(), NAMES)
}

/// Returns the plan with the unit AN written in another way, and with more at its end.
fn with(an: &str, more: &str) -> Result<Plan, Vec<PlanDiagnostic>> {
    let an = format!("code = \"AN\"\nname = \"Xã An\"\nkind = \"xa\"\n{an}");
    text(&format!("{}\n{more}", PLAN.replace(AN, &an)), ANNEX.as_bytes(), NAMES)
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

#[test]
fn the_time_of_a_unit_is_read() {
    let plan = text(PLAN, ANNEX.as_bytes(), NAMES).unwrap();
    assert_eq!(plan.end_note(0).unwrap(), "đã nhập vào Xã Bình từ Quý III/2024");
    assert_eq!(
        (plan.taken_over_in(1, period("2024-Q3")), plan.predecessors(1, period("2024-Q3"))),
        (vec![0], vec![1, 0])
    );
    assert_eq!(plan.predecessors(1, period("2024-Q2")), [1]);
    let names = ["2024-Q2", "2024-Q3"].map(|q| plan.units[2].name_in(period(q)).to_string());
    assert_eq!(names, ["Xã Châu", "Phường Châu"]);
    assert!(plan.form.nil && plan.header().last().unwrap().label.vi == "Không phát sinh");
    // The heir may be written by name; a unit without heir is dissolved.
    assert_eq!(
        with("until = \"2024-Q2\"\ninto = \"xã bình\"", "").unwrap().units[0].time.into.as_deref(),
        Some("BINH")
    );
    assert_eq!(with("until = \"2024-Q2\"", "").unwrap().dissolved(), [0]);
    assert!(with("until = \"2024-Q4\"", "").unwrap().dissolved().is_empty());
}

#[test]
fn quotas_of_an_heir_follow_from_both() {
    let more = "[[amendments]]\nfrom = \"2024-Q4\"\nunit = \"BINH\"\ncolumn = \"pl_moi\"\nvalue = 500\nbasis = \"x\"\n\
                [[amendments]]\nfrom = \"2024-Q2\"\nunit = \"AN\"\ncolumn = \"pl_moi\"\nvalue = 150\nbasis = \"x\"";
    let plan = with("until = \"2024-Q2\"\ninto = \"BINH\"", more).unwrap();
    let terms = |unit: usize, q: &str| -> Vec<(usize, f64)> {
        plan.quota_terms(unit, 0, period(q)).into_iter().map(|QuotaTerm { unit, value }| (unit, value)).collect()
    };
    assert_eq!(terms(0, "2024-Q1"), [(0, 100.0)]);
    assert_eq!((terms(0, "2024-Q2"), terms(1, "2024-Q2")), (vec![(0, 150.0)], vec![(1, 200.0)]));
    assert_eq!((terms(0, "2024-Q3"), terms(1, "2024-Q3")), (vec![], vec![(1, 200.0), (0, 150.0)]));
    // The amendment of the heir is of the whole.
    assert_eq!(terms(1, "2024-Q4"), [(1, 500.0)]);
}

#[test]
fn a_unit_that_joins_need_not_be_in_the_annex() {
    let unit = "[[units]]\ncode = \"MOI\"\nname = \"Xã Mới\"\nkind = \"xa\"";
    let plan = with("until = \"2024-Q2\"\ninto = \"BINH\"", &format!("{unit}\nfrom = \"2024-Q2\"")).unwrap();
    assert_eq!((plan.units[4].code.as_str(), plan.units[4].figures.as_slice()), ("MOI", &[None, None][..]));
    assert_eq!(plan.start_note(4).unwrap(), "báo cáo từ Quý II/2024");
    let problems = with("until = \"2024-Q2\"\ninto = \"BINH\"", &format!("{unit}\nfrom = \"2024-Q1\"")).unwrap_err();
    assert!(shown(&problems, Lang::En).contains("unit 'Xã Mới' is not in phu-luc.tsv"));
}

#[test]
fn faults_of_units_in_time_have_place_and_message() {
    let unit = |code: &str, name: &str, more: &str| {
        format!("[[units]]\ncode = \"{code}\"\nname = \"{name}\"\nkind = \"xa\"\nfrom = \"2024-Q3\"\n{more}")
    };
    let waiver = "[[waivers]]\nunit = \"AN\"\nreason = \"x\"\nby = \"x\"\ndate = 2024-12-01";
    let ended = "until = \"2024-Q2\"\ninto = \"BINH\"";
    let cases = [
        ("until = \"2024-Q2\"\ninto = \"BINHH\"", String::new(), "\"BINHH\"", "there is no unit 'BINHH'"),
        ("until = \"2024-Q2\"\ninto = \"AN\"", String::new(), "\"AN\"", "cannot be its own heir"),
        ("into = \"BINH\"", String::new(), "\"BINH\"", "has an heir but no last period"),
        ("until = \"2025-Q2\"\ninto = \"BINH\"", String::new(), "\"2025-Q2\"", "2025-Q2 lies outside the plan"),
        ("until = \"2023-Q4\"\ninto = \"BINH\"", String::new(), "\"2023-Q4\"", "2023-Q4 lies outside the plan"),
        ("from = \"2024-Q3\"\nuntil = \"2024-Q2\"\ninto = \"BINH\"", String::new(), "\"2024-Q3\"", "is after its last"),
        ("from = \"mai\"", String::new(), "\"mai\"", "'mai' is no period"),
        ("out_of = \"BINH\"", String::new(), "\"BINH\"", "has no first period"),
        ("before = [{ until = \"2024-Q5\", name = \"x\" }]", String::new(), "{ until", "this is no earlier name"),
        (
            "before = [{ until = \"2024-Q4\", name = \"Xã Cũ\" }]",
            String::new(),
            "[{ until",
            "outside the time of the unit",
        ),
        ("before = \"Xã Cũ\"", String::new(), "\"Xã Cũ\"", "'before' must be a list"),
        (ended, unit("MOI", "Xã Mới", "out_of = \"AN\"\nuntil = \"2024-Q3\""), "", ""),
        (ended, unit("MOI", "Xã Mới", "out_of = \"XA\""), "\"XA\"", "there is no unit 'XA'"),
        (ended, unit("MOI", "Phường Châu", ""), "\"Phường Châu\"", "also means unit 'Phường Châu'"),
        // A name that the other unit had before, and one that it does not have any more.
        (ended, unit("MOI", "Xã An", ""), "", ""),
        (ended, unit("MOI", "Xã Châu", ""), "", ""),
        (ended, unit("AN", "Xã Mới", ""), "\"AN\"", "also means unit 'Xã An'"),
        (
            ended,
            format!("{waiver}\nperiod = \"2024-Q3\"\nnil = true"),
            "\"2024-Q3\"",
            "'Xã An' does not report in 2024-Q3",
        ),
        (ended, format!("{waiver}\nperiod = \"2024-Q2\"\nnil = true"), "", ""),
        (ended, format!("{waiver}\nperiod = \"2024-Q2\""), "[[waivers]]", "give one of rule, file and nil = true"),
        (
            ended,
            format!("{waiver}\nperiod = \"2024-Q2\"\nnil = true\nrule = \"R01\""),
            "[[waivers]]",
            "give one of rule, file and nil = true",
        ),
    ];
    for (an, more, found, message) in cases {
        match with(an, &more) {
            Ok(_) => assert_eq!(message, "", "{an} {more}"),
            Err(problems) => {
                let report = shown(&problems, Lang::En);
                assert!(problems.len() == 1 && !message.is_empty(), "{an} {more}: {report}");
                assert!(problems[0].message.en.contains(message), "{report}");
                assert!(problems[0].found().starts_with(found), "{report}");
            }
        }
    }
}

#[test]
fn heirs_that_do_not_report_or_go_in_a_circle_are_reported() {
    // The heir of AN has ended as well; then it ends in the same period.
    let heir = "code = \"BINH\"\nname = \"Xã Bình\"\nkind = \"xa\"";
    for (more, message) in [
        ("until = \"2024-Q2\"", "does not report in 2024-Q3"),
        ("from = \"2024-Q4\"", "does not report in 2024-Q3"),
        ("until = \"2024-Q3\"\ninto = \"AN\"", "in a circle: AN → BINH → AN"),
    ] {
        let problems = edited(heir, &format!("{heir}\n{more}")).unwrap_err();
        assert!(shown(&problems, Lang::En).contains(message), "{}", shown(&problems, Lang::En));
    }
    // A chain is right.
    let plan = edited(heir, &format!("{heir}\nuntil = \"2024-Q3\"\ninto = \"DUC\"")).unwrap();
    let terms: Vec<f64> = plan.quota_terms(3, 0, period("2024-Q4")).into_iter().map(|term| term.value).collect();
    assert_eq!(terms, [400.0, 200.0, 100.0]);
}

#[test]
fn a_plan_without_changing_units_has_no_mark_of_a_nil_return() {
    assert!(!plan().form.nil && plan().header().len() == 10);
    let marked = edited("narrative_sheet =", "nil = true\nnarrative_sheet =").unwrap();
    assert!(marked.form.nil);
}
