//! What a reader of the sheet does not see, and what is in the place of something else: hidden rows and columns, comments,
//! numbers in notes, swapped columns, several names in a cell. The files are made by `tests/concealed/concealed.py`; what
//! each must give is here, and the same in every format.

use crate::formats::{converted, plan};
use crate::merge::sample;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use tonghop::limits::Limits;
use tonghop::model::amount::Amount;
use tonghop::model::received_file::ReadingOutcome;
use tonghop::model::submission::Submission;
use tonghop::read::read;

static MADE: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    python("tests/concealed/concealed.py", &[&sample().join("tra-loi"), folder.path()]);
    folder
});

pub(crate) fn python(script: &str, arguments: &[&Path]) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(script);
    let done = Command::new("/usr/bin/python3").args(["-W", "ignore"]).arg(script).args(arguments).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

fn made(name: &str) -> PathBuf {
    MADE.path().join(format!("{name}.xlsx"))
}

pub(crate) fn returned(file: &Path) -> Submission {
    let bytes = fs::read(file).unwrap();
    match read(&bytes, &file.file_name().unwrap().to_string_lossy(), &plan(), &Limits::default()) {
        ReadingOutcome::Returns(mut all) if all.len() == 1 => all.remove(0),
        other => panic!("{}: {other:?}", file.display()),
    }
}

/// Returns the findings with these codes: code, sheet, and what was found.
pub(crate) fn found(submission: &Submission, codes: &[&str]) -> Vec<(String, String, String)> {
    let mut out: Vec<_> = submission
        .findings
        .iter()
        .filter(|finding| codes.contains(&finding.code.as_str()))
        .map(|f| (f.code.clone(), f.sheet.clone().unwrap_or_default(), f.found.en.clone()))
        .collect();
    out.sort();
    out
}

/// The findings of this file's kind.
const CODES: [&str; 6] = ["D28", "D29", "D53", "D64", "D65", "D89"];

#[test]
fn content_that_nobody_sees_is_told_in_every_format() {
    let file = made("every_kind");
    let keep = tempfile::tempdir().unwrap();
    python("tests/formats/write.py", &[keep.path(), &file]);
    let written = ["xlsb", "xml"].map(|ending| keep.path().join(format!("every_kind.{ending}")));
    let saved = ["ods", "xls"].map(|ending| converted(&file, ending, keep.path()));
    let row = |text: &str| text.to_string();
    for file in [file].iter().chain(&written).chain(&saved) {
        let submission = returned(file);
        assert_eq!(submission.amount("tap_huan"), &Amount::Number(35.0));
        let told = found(&submission, &CODES);
        let comment = told.iter().find(|(code, ..)| code == "D29").expect("a comment");
        assert!(comment.2.starts_with("E69 “") && comment.2.contains("Số đúng là 53"), "{comment:?}");
        let rest: Vec<_> = told.iter().filter(|(code, ..)| code != "D29").cloned().collect();
        let expected = [
            ("D28", "BM01", row("F72 “12 cuộc”")),
            ("D64", "DS_3", row("rows 5, 6, 7: B5 “6299030001”, C5 “Công ty TNHH Vận tải Thử Nghiệm 01”")),
            ("D65", "DS_2", row("Lò Văn Páo, Vàng Thị Mỷ")),
            ("D89", "BM01", row("row 69: E69 “35”")),
            (
                "D89",
                "DS_2",
                row(
                    "row 6: B6 “Lý A Sồi Mẫu”, C6 “28/12/2001”, D6 “Nam”, …; column E: E5 “CĐCS Trường Tiểu học Nà Thử”, E7 “CĐCS Trường Tiểu học Sin Mẫu”; column F: F5 “11/QĐ-LĐLĐ”, F7 “13/QĐ-LĐLĐ”",
                ),
            ),
        ];
        let expected: Vec<_> = expected.map(|(code, sheet, found)| (code.to_string(), sheet.to_string(), found)).into();
        assert_eq!(rest, expected, "{}", file.display());
    }
}

#[test]
fn hidden_rows_without_content_are_not_told() {
    assert_eq!(found(&returned(&made("hidden_without_content")), &CODES), []);
}

#[test]
fn list_is_compared_with_the_lists_that_the_file_lacks() {
    let submission = returned(&made("list_of_other_headings"));
    let finding = submission.findings.iter().find(|f| f.code == "D53").unwrap();
    assert!(finding.expected.en.starts_with("list DS_2 (Họ tên, "), "{finding:?}");
}

#[test]
fn only_values_of_each_other_are_swapped_columns() {
    let told = found(&returned(&made("name_in_the_column_of_years")), &CODES);
    assert!(
        matches!(told.as_slice(), [(code, _, text)] if code == "D64" && text.starts_with("rows 5, 6: B5 ")),
        "{told:?}"
    );
    assert_eq!(found(&returned(&made("one_slip")), &CODES), []);
}
