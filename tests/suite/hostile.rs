//! More than a hundred malicious and broken files among valid returns: none affects another file.

use crate::merge::{campaign, said, sample, tonghop};
use std::fs;
use std::process::Command;

#[test]
fn hostile_files_affect_no_other_file() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    let reported = |out: &str| out.lines().find(|l| l.contains("đơn vị đã gửi")).map(str::to_string).unwrap();
    let alone = said(&tonghop(&["merge", path]));
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let inbox = folder.join("tra-loi/thù địch");
    let made = Command::new("/usr/bin/python3")
        .arg(root.join("tests/hostile/hostile.py"))
        .arg(sample().join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx"))
        .arg(&inbox)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let list = String::from_utf8(made.stdout).unwrap();
    assert!(list.lines().count() > 100, "{}", list.lines().count());
    let inputs = |folder: &std::path::Path| {
        let mut all: Vec<(std::ffi::OsString, Vec<u8>)> = fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap())
            .map(|e| (e.file_name(), fs::read(e.path()).unwrap()))
            .collect();
        all.sort();
        all
    };
    let before = inputs(&inbox);
    let output = Command::new(env!("CARGO_BIN_EXE_tonghop"))
        .args(["export", path, "--internal", "--format", "json"])
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code().is_some_and(|c| c < 2) && !error.contains("panicked"), "{error}");
    let json = walk(&folder, "json");
    let json: serde_json::Value = serde_json::from_slice(&fs::read(&json[0]).unwrap()).unwrap();
    let rows = |table: &str| json[table].as_array().cloned().unwrap_or_default();
    let sources = rows("nguon");
    assert!(!sources.is_empty(), "{json}");
    let fate = |name: &str| -> Vec<String> {
        let path = format!("thù địch/{name}");
        let of = |s: &serde_json::Value| s["file"].as_str().and_then(|f| f.split(" › ").next()) == Some(path.as_str());
        sources.iter().filter(|s| of(s)).map(|s| s["fate"].as_str().unwrap_or_default().to_string()).collect()
    };
    let mut wrong = Vec::new();
    for line in list.lines() {
        let (name, expected) = line.split_once('\t').unwrap();
        let fates = fate(name);
        let lost = !fates.is_empty() && fates.iter().all(|f| f == "unreadable" || f == "not_a_return");
        let fine = match expected {
            "skipped" => fates.is_empty(),
            "lost" => lost,
            "read" => fates.iter().all(|f| f == "duplicate" || f == "counted" || f == "held") && !fates.is_empty(),
            _ => !fates.is_empty(),
        };
        if !fine {
            wrong.push(format!("{name}: {expected}, {fates:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(inputs(&inbox) == before, "an input was changed");
    assert!(!std::path::Path::new("/tmp/tonghop-ra-ngoai.xlsx").exists());
    // Without the files that contain a valid return, every unit has the same result as before.
    for line in list.lines().filter(|l| !l.ends_with("\tlost")) {
        fs::remove_file(inbox.join(line.split_once('\t').unwrap().0)).unwrap();
    }
    let (code, out, error) = said(&tonghop(&["merge", path]));
    assert_eq!((code, error.as_str()), (1, ""), "{out}");
    assert_eq!(reported(&out), reported(&alone.1));
}

fn walk(folder: &std::path::Path, ending: &str) -> Vec<std::path::PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            out.extend(walk(&entry, ending));
        } else if entry.extension().is_some_and(|e| e == ending) {
            out.push(entry);
        }
    }
    out
}

/// Each file of `tests/hostile/corpus` alone beside a valid return: nothing crashes, hangs, takes 512 MiB or changes a
/// file, and each gives the expected result, with the figures of the model or none. By default every forty-eighth of the fast
/// ones, in `.ci/run` every fourth besides; all of them with `TONGHOP_CORPUS=all` or `./dev hostile`.
#[test]
fn corpus_files_give_the_expected_results() {
    let all = std::env::var("TONGHOP_CORPUS").is_ok_and(|v| v == "all");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = Command::new("/usr/bin/python3")
        .arg(root.join("tests/hostile/corpus/run.py"))
        .args(["--program", env!("CARGO_BIN_EXE_tonghop"), "--every", if all { "1" } else { "48" }])
        .env_remove("TONGHOP_LANG")
        .output()
        .unwrap();
    let (out, error) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{out}{error}");
    assert!(out.lines().any(|l| l == "known gaps: 0"), "{out}");
    let last = out.lines().last().and_then(|l| l.strip_prefix("failures: 0 of ")).and_then(|n| n.parse::<u32>().ok());
    assert!(last.is_some_and(|n| n >= if all { 789 } else { 12 }), "{out}");
}
