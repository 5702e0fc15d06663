//! Workbooks with the forms of several returns: each list and answer belongs to one form, or is reported to the forms that it may
//! belong to. The files are made by `tests/unclaimed/forms.py`.

use crate::formats::{one, plan};
use crate::merge::sample;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;
use tonghop::grid;
use tonghop::limits::Limits;
use tonghop::model::amount::Amount;
use tonghop::model::finding::Severity;
use tonghop::model::received_file::ReadingOutcome;
use tonghop::model::submission::Submission;
use tonghop::read::read;

static MADE: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/unclaimed/forms.py");
    let mut python = Command::new("/usr/bin/python3");
    python.args(["-W", "ignore"]).arg(script).arg(sample().join("tra-loi")).arg(folder.path());
    let output = python.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder
});

fn outcome(name: &str) -> ReadingOutcome {
    let bytes = fs::read(MADE.path().join(format!("{name}.xlsx"))).unwrap();
    let outcome = read(&bytes, "phieu.xlsx", &plan(), &Limits::default());
    if let ReadingOutcome::Returns(returns) = &outcome {
        let grid = grid::open(&bytes, &Limits::default()).unwrap();
        let content = grid.sheets.iter().flat_map(|s| s.cells.values()).filter(|c| !c.value.is_blank()).count();
        assert!(returns.iter().all(|one| one.balance.cells() as usize == content), "{name}");
    }
    outcome
}

fn returns(name: &str) -> Vec<Submission> {
    match outcome(name) {
        ReadingOutcome::Returns(all) => all,
        other => panic!("{name}: {other:?}"),
    }
}

fn sent(file: &str) -> Submission {
    one(&sample().join("tra-loi").join(file), &plan())
}

const FIRST: &str = "2021-Q3/BM01_2021-Q3_TANUYEN.xlsx";
const OTHER: &str = "2021-Q3/BM01_2021-Q3_TP.xlsx";
const LATER: &str = "2021-Q4/BM01_2021-Q4_TANUYEN.xlsx";

/// The figures with their names, and the cells of the rows of each list.
type FormContent = (Vec<(String, Amount)>, Vec<Vec<Vec<Amount>>>);

/// Figures, answers and list rows of a return.
fn content(one: &Submission) -> FormContent {
    let figures = one.figures.iter().map(|(name, figure)| (name.to_string(), figure.amount.clone())).collect();
    let rows = one.rosters.iter().map(|roster| roster.rows.iter().map(|row| row.cells.clone()).collect()).collect();
    (figures, rows)
}

fn codes(one: &Submission) -> Vec<&str> {
    one.findings.iter().map(|finding| finding.code.as_str()).collect()
}

/// Returns the cells of the rows of all lists, and the filled answers.
fn lists(one: &Submission) -> usize {
    let rows: usize = one.rosters.iter().map(|roster| roster.rows.len()).sum();
    rows + one.figures.iter().filter(|(name, figure)| name.starts_with("tm_") && figure.amount != Amount::Blank).count()
}

fn gives_both(name: &str, files: [&str; 2]) {
    let got = returns(name);
    assert_eq!(got.len(), 2, "{name}");
    for (got, file) in got.iter().zip(files) {
        let alone = sent(file);
        assert!(lists(&alone) > 0, "{file}");
        assert_eq!(content(got), content(&alone), "{name}: {file}");
        assert_eq!(codes(got), codes(&alone), "{name}: {:#?}", got.findings);
    }
}

#[test]
fn lists_after_a_form_are_the_forms() {
    gives_both("in_order", [FIRST, OTHER]);
    gives_both("other_order", [OTHER, FIRST]);
    gives_both("two_periods", [FIRST, LATER]);
}

/// The title of a list says its period.
#[test]
fn title_of_a_list_tells_its_form() {
    gives_both("two_periods_forms_first", [FIRST, LATER]);
}

#[test]
fn lists_of_one_of_two_forms_are_an_error_of_both() {
    for name in ["forms_first", "one_set_of_lists", "lists_first"] {
        let got = returns(name);
        assert_eq!(got.len(), 2, "{name}");
        for one in got {
            let told: Vec<_> = one.findings.iter().filter(|finding| finding.code == "D67").collect();
            let [finding] = told.as_slice() else { panic!("{name}: {:#?}", one.findings) };
            assert_eq!(finding.severity, Severity::Error);
            let found = &finding.found.vi;
            assert!(found.contains("“DS_2”") && found.contains("“TM”"), "{found}");
            assert!(found.contains("“BM01” (TANUYEN, quý III/2021)"), "{found}");
            assert!(found.contains("“BM01 (2)” (TP, quý III/2021)"), "{found}");
            assert_eq!(lists(&one), 0, "{name}: nothing of a doubtful list is read");
        }
    }
}

#[test]
fn form_without_lists_does_not_take_those_of_another() {
    let got = returns("second_without_lists");
    assert_eq!(content(&got[0]), content(&sent(FIRST)));
    assert_eq!(lists(&got[1]), 0);
    assert!(!codes(&got[1]).contains(&"D67"), "{:#?}", got[1].findings);
}

/// A form of another period that is hidden is named with its lists, which are not read.
#[test]
fn lists_of_a_hidden_form_are_not_read() {
    for (name, file) in [("hidden_later", FIRST), ("hidden_before", LATER)] {
        let got = returns(name);
        assert_eq!(got.len(), 1, "{name}");
        assert_eq!(content(&got[0]), content(&sent(file)), "{name}: {:#?}", got[0].findings);
        let mut found: Vec<_> = got[0].findings.iter().map(|f| (f.code.as_str(), f.found.vi.as_str())).collect();
        found.sort_unstable();
        let hidden = if name == "hidden_later" {
            [("D59", "quý IV/2021"), ("D59", "trang “DS_2 (2)”, “DS_3 (2)”, “TM (2)” đi với trang “BM01 (2)”")]
        } else {
            [("D59", "quý III/2021"), ("D59", "trang “DS_2”, “DS_3”, “TM” đi với trang “BM01”")]
        };
        assert_eq!(found, hidden, "{name}");
    }
}

#[test]
fn two_copies_of_one_form_are_an_error_that_names_both() {
    let ReadingOutcome::NotAReturn(finding) = outcome("copy_of_one_form") else { panic!() };
    assert_eq!((finding.code.as_str(), finding.unit.as_deref()), ("D14", Some("TANUYEN")));
    assert_eq!(finding.found.vi, "trang “BM01” và trang “BM01 (2)”");
}
