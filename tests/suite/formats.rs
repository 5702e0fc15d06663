//! A return in every format gives the same figures at the same cells, the same rosters and findings.

use crate::merge::{sample, tonghop};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tonghop::limits::Limits;
use tonghop::model::received_file::ReadingOutcome;
use tonghop::model::submission::Submission;
use tonghop::plan::Plan;
use tonghop::read::read;

pub(crate) fn plan() -> Plan {
    let template = tonghop::plan::template::get("277-kh-ldld").unwrap();
    tonghop::plan::load::text(template.plan, template.annex.as_bytes(), ("ke-hoach.toml", "phu-luc.tsv")).unwrap()
}

pub(crate) fn one(path: &Path, plan: &Plan) -> Submission {
    let bytes = fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    match read(&bytes, &name, plan, &Limits::default()) {
        ReadingOutcome::Returns(mut all) if all.len() == 1 => all.remove(0),
        other => panic!("{}: {other:?}", path.display()),
    }
}

type Said = (BTreeMap<String, String>, Vec<String>, Vec<String>);

/// Content of a return for comparison: figures with their cells, rosters, codes of the findings.
pub(crate) fn said(one: &Submission) -> Said {
    let place = |f: &tonghop::model::amount::Figure| format!("{:?} {}!{}", f.amount.value(), f.sheet, f.cell);
    let figures = one.figures.iter().map(|(name, f)| (name.to_string(), place(f))).collect();
    let rows =
        one.rosters.iter().flat_map(|r| r.rows.iter().map(|row| format!("{} {:?} {:?}", r.sheet, row.row, row.cells)));
    let findings = one.findings.iter().map(|f| format!("{} {:?}", f.code, f.cell));
    (figures, rows.collect(), findings.collect())
}

pub(crate) fn converted(file: &Path, to: &str, folder: &Path) -> PathBuf {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let done = Command::new("soffice")
        .args([&profile, "--headless", "--norestore", "--convert-to", to, "--outdir"])
        .arg(folder)
        .arg(file)
        .output()
        .expect("LibreOffice (soffice)");
    let out = folder.join(file.with_extension(to).file_name().unwrap());
    assert!(out.is_file(), "{} {}", to, String::from_utf8_lossy(&done.stderr));
    out
}

/// Two complete returns as HTML pages. A page has no rows above its first one. Figures and findings are the same, at
/// the same cells.
#[test]
fn html_return_gives_the_same_figures() {
    let keep = tempfile::tempdir().unwrap();
    let plan = plan();
    for name in ["2021-Q3/BM01_2021-Q3_TP.xlsx", "2021-Q4/Sin Ho - BC quy IV 2021.xlsx"] {
        let file = keep.path().join("phieu.xlsx");
        fs::copy(sample().join("tra-loi").join(name), &file).unwrap();
        let expected = said(&one(&file, &plan));
        assert!(expected.0.len() > 60 && !expected.1.is_empty());
        let html = said(&one(&converted(&file, "html", keep.path()), &plan));
        assert_eq!(html.0, expected.0, "{name} as HTML");
        assert_eq!(html.2, expected.2, "{name} as HTML");
    }
}

/// Every return of the sample in every format: the same figures at the same cells, the same rosters and findings.
#[test]
fn sample_gives_the_same_result_in_every_format() {
    let keep = tempfile::tempdir().unwrap();
    let plan = plan();
    let from = keep.path().join("xlsx");
    fs::create_dir(&from).unwrap();
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(sample().join("tra-loi")).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry.path().extension().is_some_and(|e| e == "xlsx") {
            // The names are hints and must be unique: file names repeat between quarters.
            let file = from.join(format!("{} {}", files.len() + 100, entry.file_name().to_string_lossy()));
            fs::copy(entry.path(), &file).unwrap();
            files.push(file);
        }
    }
    assert_eq!(files.len(), 34);
    let office = |to: &str| {
        let done = Command::new("timeout")
            .args(["-k", "5", "300", "soffice"])
            .arg(format!("-env:UserInstallation=file://{}/profile-{to}", keep.path().display()))
            .args(["--headless", "--norestore", "--convert-to", to, "--outdir"])
            .arg(keep.path().join(to))
            .args(&files)
            .output()
            .expect("LibreOffice (soffice)");
        assert!(done.status.success(), "{to}: {}", String::from_utf8_lossy(&done.stderr));
    };
    let python = || {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/write.py");
        let folder = keep.path().join("python");
        fs::create_dir(&folder).unwrap();
        let done = Command::new("/usr/bin/python3").arg(script).arg(folder).args(&files).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    std::thread::scope(|scope| {
        scope.spawn(|| office("ods"));
        office("xls");
        python();
    });
    let within = |folder: &str, ending: &str| -> Vec<PathBuf> {
        let named = |file: &PathBuf| keep.path().join(folder).join(file.with_extension(ending).file_name().unwrap());
        files.iter().map(named).collect()
    };
    let formats = [("xls", "xls"), ("ods", "ods"), ("python", "xml"), ("python", "xlsb")];
    let mut different = Vec::new();
    let (mut figures, mut rows) = (0, 0);
    for (at, file) in files.iter().enumerate() {
        let expected = said(&one(file, &plan));
        assert!(expected.0.len() > 30, "{}", file.display());
        figures += expected.0.len();
        rows += expected.1.len();
        for (folder, ending) in formats {
            let path = within(folder, ending).swap_remove(at);
            let found = said(&one(&path, &plan));
            if found != expected {
                different.push(format!("{}: {}", path.display(), difference(&expected, &found)));
            }
        }
    }
    assert!(different.is_empty(), "{different:#?}");
    assert!(figures > 2_000 && rows > 300, "{figures} figures, {rows} rows");
    // The rules too, evaluated by the program.
    let found = |files: &[PathBuf], ending: &str| {
        let words = ["check", "-C", sample().to_str().unwrap(), "--format", "json"].map(str::to_string);
        let files = files.iter().map(|f| f.to_str().unwrap().to_string());
        let words: Vec<String> = words.into_iter().chain(files).collect();
        let (code, out, error) = crate::merge::said(&tonghop(&words.iter().map(String::as_str).collect::<Vec<_>>()));
        assert_eq!((code, error.as_str()), (1, ""), "{ending}");
        let lines = out.lines().filter(|l| !l.contains("\"sha256\"")).map(|l| l.replace(&format!(".{ending}\""), "\""));
        lines.collect::<Vec<_>>()
    };
    let expected = found(&files, "xlsx");
    assert!(expected.iter().filter(|l| l.contains("\"severity\"")).count() > 5, "{expected:#?}");
    for (folder, ending) in formats {
        let found = found(&within(folder, ending), ending);
        assert!(found == expected, "{ending}: {:?}", expected.iter().zip(&found).find(|(a, b)| a != b));
    }
}

/// Lists the differences between two readings of a return.
fn difference(expected: &Said, found: &Said) -> String {
    let mut out = Vec::new();
    for name in expected.0.keys().chain(found.0.keys()).collect::<BTreeSet<_>>() {
        if expected.0.get(name) != found.0.get(name) {
            out.push(format!("{name}: {:?}, {:?}", expected.0.get(name), found.0.get(name)));
        }
    }
    for (before, after) in [(&expected.1, &found.1), (&expected.2, &found.2)] {
        let one = |these: &[String], those: &[String]| these.iter().find(|row| !those.contains(row)).cloned();
        out.extend([one(before, after), one(after, before)].into_iter().flatten());
    }
    out.truncate(6);
    out.join("; ")
}

/// The content decides, not the name. A wrong extension is reported as a warning.
#[test]
fn wrong_extension_is_reported() {
    let keep = tempfile::tempdir().unwrap();
    let plan = plan();
    let file = keep.path().join("phieu.xlsx");
    fs::copy(sample().join("tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx"), &file).unwrap();
    let (figures, rosters, mut findings) = said(&one(&file, &plan));
    for (format, name) in [("html", "bao cao.xls"), ("ods", "bao cao.xlsx"), ("xls", "bao cao")] {
        let renamed = keep.path().join(name);
        fs::copy(converted(&file, format, keep.path()), &renamed).unwrap();
        let found = said(&one(&renamed, &plan));
        let mut expected = findings.clone();
        expected.push("D18 Some(\"A1\")".to_string());
        assert_eq!(found.2, expected, "{name}");
        assert_eq!(found.0, figures, "{name}");
        if format != "html" {
            assert_eq!(found.1, rosters, "{name}");
        }
    }
    // An .xls workbook with the right extension has no such finding.
    let honest = said(&one(&converted(&file, "xls", keep.path()), &plan));
    findings.retain(|f| !f.starts_with("D18"));
    assert_eq!(honest.2, findings);
}

/// Changed bytes in any format give a result or an error, never a panic. Crashes and hangs are handled by the worker.
#[test]
fn read_return_never_panics() {
    let keep = tempfile::tempdir().unwrap();
    let plan = plan();
    let file = keep.path().join("phieu.xlsx");
    fs::copy(sample().join("tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx"), &file).unwrap();
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below.max(1) as u64) as usize
    };
    for format in ["html", "ods"] {
        let bytes = fs::read(converted(&file, format, keep.path())).unwrap();
        for _ in 0..12 {
            let mut mutant = bytes.clone();
            match next(3) {
                0 => mutant.truncate(next(bytes.len())),
                1 => {
                    for _ in 0..8 {
                        let at = next(mutant.len());
                        mutant[at] = next(256) as u8;
                    }
                }
                _ => {
                    let (at, size) = (next(mutant.len()), next(400));
                    let end = (at + size).min(mutant.len());
                    mutant.drain(at..end);
                }
            }
            let _ = read(&mutant, "x", &plan, &Limits::default());
        }
    }
}
