//! `audit` on workbooks with one random edit of one attribute or text (tests/forge/mutate.py). In the workbook as `merge`
//! wrote it every edit is told. In one that LibreOffice saved again an edit is told, or it is one that no program shows,
//! or LibreOffice is asked: it prints and computes the same. `./dev mutate` does the same with many more.

use crate::audit::python;
use crate::merge::{said, tonghop};
use crate::{libreoffice, minimal};
use std::fs;
use std::path::Path;
use std::process::Command;
use tonghop::audit::{AuditedWorkbook, compare, compare_pieces};
use tonghop::limits::Limits;

/// Edits of each workbook.
const EDITS: &str = "60";
/// Seed of the edits.
const SEED: &str = "24";

/// Returns the lines of the edits that audit passes over.
fn passed(expected: &AuditedWorkbook, folder: &Path) -> Vec<Vec<String>> {
    let cases = fs::read_to_string(folder.join("cases.tsv")).unwrap();
    let is_passed = |line: &Vec<String>| {
        let bytes = fs::read(folder.join(&line[0])).unwrap();
        // A file that is refused is told as well.
        let Ok(actual) = AuditedWorkbook::open(&bytes, &Limits::default()) else { return false };
        let mut audit = compare(expected, &actual);
        compare_pieces(expected, &actual, &mut audit);
        audit.differences.is_empty()
    };
    cases.lines().map(|line| line.split('\t').map(String::from).collect()).filter(is_passed).collect()
}

#[test]
fn random_edits_are_told_unless_nothing_shows_them() {
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("campaign");
    let path = folder.to_str().unwrap();
    for words in [&["init", path, "--template", "toi-thieu", "--text"][..], &["forms", path]] {
        let (code, out, error) = said(&tonghop(words));
        assert_eq!(code, 0, "{out}{error}");
    }
    minimal::fill(&folder, "XAA", 250, 240);
    minimal::fill(&folder, "XAB", -5, 0);
    let (code, out, error) = said(&tonghop(&["merge", path]));
    assert_eq!(code, 1, "{out}{error}");
    let merged = folder.join("ket-qua/Tong-hop-2026-Q1.xlsx");
    let expected = AuditedWorkbook::open(&fs::read(&merged).unwrap(), &Limits::default()).unwrap();
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forge");
    let mutants = |base: &Path, name: &str| {
        let out = keep.path().join(name);
        python(&[&scripts.join("mutate.py"), base, &out, Path::new(EDITS), Path::new(SEED)]);
        out
    };
    let none: [Vec<String>; 0] = [];
    assert_eq!(passed(&expected, &mutants(&merged, "direct")), none);

    let (_keep, saved) = libreoffice::save(&merged);
    let out = mutants(&saved, "saved");
    let passed = passed(&expected, &out);
    let count = EDITS.parse::<usize>().unwrap();
    assert!(passed.len() < count * 3 / 4, "{passed:?}");
    let unknown: Vec<&Vec<String>> = passed.iter().filter(|line| line[6] == "shown?").collect();
    if unknown.is_empty() {
        return;
    }
    let mut shown = Command::new("/usr/bin/python3");
    shown.arg("-B").arg(scripts.join("shown.py")).arg(&saved).args(unknown.iter().map(|line| out.join(&line[0])));
    let shown = shown.output().unwrap();
    assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.is_empty(), "passed over and shown:\n{shown}{unknown:?}");
}
