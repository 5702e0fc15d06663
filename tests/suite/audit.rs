//! `audit`: every kind of tampering is found at its cell. A workbook that another program only saved again has no
//! difference.

use crate::libreoffice;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use tonghop::audit::{Audit, AuditedWorkbook, DifferenceKind, LossKind, compare};
use tonghop::limits::Limits;

/// The first period of the sample, merged, with tampered copies in the same folder.
pub(crate) struct Stage {
    /// The campaign.
    pub folder: tempfile::TempDir,
    /// The merged workbook.
    pub merged: PathBuf,
    /// The merged workbook as read.
    pub expected: AuditedWorkbook,
}

fn tonghop(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tonghop")).args(words).env_remove("TONGHOP_LANG").output().unwrap()
}

fn said(output: &Output) -> (i32, String) {
    (output.status.code().unwrap(), String::from_utf8(output.stdout.clone()).unwrap())
}

pub(crate) static STAGE: LazyLock<Stage> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sample = root.join("samples/277-lai-chau");
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("tra-loi/2021-Q3");
    fs::create_dir_all(&inbox).unwrap();
    for entry in fs::read_dir(sample.join("tra-loi/2021-Q3")).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), inbox.join(entry.file_name())).unwrap();
    }
    for file in ["ke-hoach.toml", "phu-luc.tsv"] {
        fs::copy(sample.join(file), folder.path().join(file)).unwrap();
    }
    assert!(tonghop(&["merge", folder.path().to_str().unwrap()]).status.success());
    let merged = folder.path().join("ket-qua/Tong-hop-2021-Q3.xlsx");
    python(&[&root.join("tests/tamper/tamper.py"), &merged, &folder.path().join("sua")]);
    let expected = AuditedWorkbook::open(&fs::read(&merged).unwrap(), &Limits::default()).unwrap();
    Stage { folder, merged, expected }
});

/// Runs a script.
pub(crate) fn python(words: &[&Path]) {
    let mut script = Command::new("/usr/bin/python3");
    let done = script.args(["-B", "-W", "ignore"]).args(words).output().expect("python3 with openpyxl: run .ci/test");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// Compares the merged workbook with another file.
fn against(path: &Path) -> Audit {
    let actual = AuditedWorkbook::open(&fs::read(path).unwrap(), &Limits::default()).unwrap();
    compare(&STAGE.expected, &actual)
}

fn kind(name: &str) -> DifferenceKind {
    serde_json::from_value(name.into()).unwrap()
}

#[test]
fn every_kind_of_tampering_is_found_at_its_cell() {
    let sua = STAGE.folder.path().join("sua");
    let cases = fs::read_to_string(sua.join("cases.tsv")).unwrap();
    let mut missed = Vec::new();
    for case in cases.lines() {
        let [file, what, sheet, cell] = case.split('\t').collect::<Vec<_>>()[..] else { panic!("{case}") };
        let found = against(&sua.join(file)).differences;
        let here = |d: &tonghop::audit::Difference| d.kind == kind(what) && d.sheet == sheet && d.cell == cell;
        if !found.iter().any(here) {
            missed.push(format!("{case}: {:?}", found.iter().take(3).collect::<Vec<_>>()));
        }
        // One change gives one difference. If rows move or are deleted, cells that refer to them may differ too.
        if !["rows_inserted", "rows_deleted", "sheet_missing", "merged"].contains(&what) && found.len() != 1 {
            missed.push(format!("{case}: {} differences", found.len()));
        }
    }
    assert!(cases.lines().count() >= 50);
    assert!(missed.is_empty(), "{} missed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn workbook_saved_by_other_programs_has_no_difference() {
    let none: [tonghop::audit::Difference; 0] = [];
    let (_keep, by_libreoffice) = libreoffice::recalculate(&STAGE.merged);
    let audit = against(&by_libreoffice);
    assert_eq!(audit.differences, none);
    let (_keep, twice) = libreoffice::recalculate(&by_libreoffice);
    assert_eq!(against(&twice).differences, none);
    let (_keep, as_saved) = libreoffice::save(&STAGE.merged);
    assert_eq!(against(&as_saved).differences, none);
    let (_keep, as_open_xml) = libreoffice::save_as_open_xml(&STAGE.merged);
    assert_eq!(against(&as_open_xml).differences, none);
    assert!(audit.formulas > 3_000 && audit.uncached == 0, "{audit:?}");
    for file in ["untouched.xlsx", "other-order.xlsx"] {
        let audit = against(&STAGE.folder.path().join("sua").join(file));
        assert_eq!(audit.differences, none, "{file}");
        let saved = audit.saved.unwrap();
        assert!(audit.uncached > 1_000 && saved.program.starts_with("Microsoft Excel 3."), "{saved:?}");
        assert!(saved.losses.iter().any(|loss| loss.kind == LossKind::Values), "openpyxl keeps no values: {saved:?}");
    }
}

#[test]
fn differences_are_reported_with_exit_code_1() {
    let path = STAGE.merged.to_str().unwrap();
    let (code, out) = said(&tonghop(&["audit", path]));
    assert!(code == 0 && out.contains("Không có chỗ nào khác") && out.contains("tra-loi"), "{out}");
    let bad = STAGE.folder.path().join("sua/00-a_total_typed_over.xlsx");
    let campaign = STAGE.folder.path().to_str().unwrap();
    let (code, out) = said(&tonghop(&["-C", campaign, "kiem-toan", bad.to_str().unwrap()]));
    assert!(code == 1 && out.contains("trang Tổng hợp, ô E23: Công thức bị ghi đè"), "{out}");
    assert!(out.contains("Đang ghi: 999") && out.contains("Phải là: =SUM(E12:E22)"), "{out}");
    assert!(out.lines().all(|l| l.chars().count() <= 80), "{out}");
    let (code, out) = said(&tonghop(&["-C", campaign, "audit", bad.to_str().unwrap(), "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &json["result"]["differences"][0]["kind"]), (1, &"formula_overwritten".into()));
    let report = STAGE.folder.path().join("kiem-toan.xlsx");
    let words =
        ["-C", campaign, "audit", bad.to_str().unwrap(), "--format", "xlsx", "--output", report.to_str().unwrap()];
    assert_eq!(said(&tonghop(&words)).0, 1);
    assert!(report.is_file());
    // A workbook that the program did not write.
    let other = STAGE.folder.path().join("tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx");
    let output = tonghop(&["audit", other.to_str().unwrap()]);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && error.contains("không phải tệp tổng hợp"), "{error}");
}

/// A workbook with the bytes of `merge` is compared without reading its cells, any other cell by cell. Both ways count the
/// same cells, also of a published copy.
#[test]
fn workbook_of_the_same_bytes_is_counted_like_one_that_is_packed_again() {
    let keep = tempfile::tempdir().unwrap();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/277-lai-chau");
    for period in ["2021-Q3", "2021-Q4"] {
        let inbox = keep.path().join("tra-loi").join(period);
        fs::create_dir_all(&inbox).unwrap();
        for entry in fs::read_dir(sample.join("tra-loi").join(period)).unwrap().map(Result::unwrap) {
            fs::copy(entry.path(), inbox.join(entry.file_name())).unwrap();
        }
    }
    for file in ["ke-hoach.toml", "phu-luc.tsv"] {
        fs::copy(sample.join(file), keep.path().join(file)).unwrap();
    }
    let campaign = keep.path().to_str().unwrap();
    assert!(tonghop(&["publish", campaign, "--period", "2021-Q3"]).status.code().unwrap() < 2);
    assert!(tonghop(&["merge", campaign]).status.code().unwrap() < 2);
    let counts = |path: &Path| {
        let (code, out) = said(&tonghop(&["-C", campaign, "audit", path.to_str().unwrap(), "--format", "json"]));
        let json: serde_json::Value = serde_json::from_str(&out).unwrap();
        let result = &json["result"];
        assert_eq!((code, result["differences"].as_array().map(Vec::len)), (0, Some(0)), "{path:?}: {out}");
        (result["formulas"].as_u64().unwrap(), result["figures"].as_u64().unwrap())
    };
    let script = "import sys,zipfile\na=zipfile.ZipFile(sys.argv[1])\nb=zipfile.ZipFile(sys.argv[2],'w',8)\n\
                  [b.writestr(n,a.read(n)) for n in a.namelist()]\nb.close()\n";
    for file in ["Tong-hop-2021-Q4.xlsx", "da-chot/2021-Q3/Tong-hop-2021-Q3.xlsx"] {
        let (path, packed) = (keep.path().join("ket-qua").join(file), keep.path().join("khac.xlsx"));
        python(&[Path::new("-c"), Path::new(script), &path, &packed]);
        assert_ne!(fs::read(&path).unwrap(), fs::read(&packed).unwrap());
        let as_written = counts(&path);
        assert!(as_written.0 > 3_000 && as_written.1 > 3_000, "{as_written:?}");
        assert_eq!(as_written, counts(&packed), "{file}");
    }
}

/// A return that changed after the merge is found in the figure, its hash, and the values computed from it.
#[test]
fn return_changed_after_the_merge_is_found() {
    let keep = tempfile::tempdir().unwrap();
    let inbox = keep.path().join("tra-loi/2021-Q3");
    fs::create_dir_all(&inbox).unwrap();
    for entry in fs::read_dir(STAGE.folder.path().join("tra-loi/2021-Q3")).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), inbox.join(entry.file_name())).unwrap();
    }
    for file in ["ke-hoach.toml", "phu-luc.tsv"] {
        fs::copy(STAGE.folder.path().join(file), keep.path().join(file)).unwrap();
    }
    let target = inbox.join("BM01_2021-Q3_CDVC.xlsx").display().to_string();
    let script = format!(
        "import openpyxl\nb=openpyxl.load_workbook({target:?})\ns=b['BM01']\n\
         r=[r for r in range(1,s.max_row+1) if s.cell(r,3).value=='25'][0]\ns.cell(r,5).value=11\nb.save({target:?})\n"
    );
    assert!(Command::new("/usr/bin/python3").args(["-c", &script]).output().unwrap().status.success());
    let returns = keep.path().join("tra-loi");
    let words = ["audit", STAGE.merged.to_str().unwrap(), "--returns", returns.to_str().unwrap(), "--format", "json"];
    let (code, out) = said(&tonghop(&words));
    assert_eq!(code, 1, "{out}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let sheets: Vec<&str> =
        json["result"]["differences"].as_array().unwrap().iter().map(|d| d["sheet"].as_str().unwrap()).collect();
    assert!(sheets.contains(&"Số liệu") && sheets.contains(&"Nguồn") && sheets.contains(&"Chỉ tiêu"), "{sheets:?}");
    assert!(!sheets.contains(&"Tổng hợp"), "members in the software stand in no gap column: {sheets:?}");
}

/// Without returns the workbook's own data is used: a valid workbook agrees with itself, an overwritten total does not.
#[test]
fn without_returns_own_data_is_recomputed() {
    let keep = tempfile::tempdir().unwrap();
    for file in ["ke-hoach.toml", "phu-luc.tsv"] {
        fs::copy(STAGE.folder.path().join(file), keep.path().join(file)).unwrap();
    }
    let campaign = keep.path().to_str().unwrap();
    let (code, out) = said(&tonghop(&["-C", campaign, "audit", STAGE.merged.to_str().unwrap()]));
    assert!(code == 0 && out.contains("Không có báo cáo để đối chiếu"), "{out}");
    let bad = STAGE.folder.path().join("sua/00-a_total_typed_over.xlsx");
    let (code, out) = said(&tonghop(&["-C", campaign, "audit", bad.to_str().unwrap()]));
    assert!(code == 1 && out.contains("ô E23"), "{out}");
}

/// The plan is found above the audited file when the named returns are a copy outside of every campaign.
#[test]
fn returns_outside_of_every_campaign_are_compared_with() {
    let keep = tempfile::tempdir().unwrap();
    for period in fs::read_dir(STAGE.folder.path().join("tra-loi")).unwrap().map(Result::unwrap) {
        let copy = keep.path().join("ban-luu").join(period.file_name());
        fs::create_dir_all(&copy).unwrap();
        for entry in fs::read_dir(period.path()).unwrap().map(Result::unwrap) {
            fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
        }
    }
    let returns = keep.path().join("ban-luu");
    let words = ["audit", STAGE.merged.to_str().unwrap(), "--returns", returns.to_str().unwrap()];
    let (code, out) = said(&tonghop(&words));
    assert!(code == 0 && out.contains("Không có chỗ nào khác"), "{out}");
}

/// Formulas, names and formats are not whole in another format: nothing is compared, and no one is accused.
#[test]
fn workbook_in_another_format_is_named_and_not_compared() {
    let keep = tempfile::tempdir().unwrap();
    for (ending, kind) in [("ods", ".ods"), ("xls", ".xls")] {
        let file = crate::formats::converted(&STAGE.merged, ending, keep.path());
        let output = tonghop(&["audit", file.to_str().unwrap()]);
        let error = String::from_utf8(output.stderr.clone()).unwrap();
        let flat = error.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(said(&output), (2, String::new()), "{ending}: {error}");
        assert!(flat.contains(kind) && flat.contains("lưu lại dạng .xlsx"), "{ending}: {error}");
    }
}
