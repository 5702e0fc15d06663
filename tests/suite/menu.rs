//! `menu`: a person's session by keys, from standard input. What it runs equals the commands of the command line.

use crate::merge::{campaign, said, sample, tonghop};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs a session in a folder with these answers, and returns exit code, output, prompts and what was opened.
fn session(folder: &Path, words: &[&str], answers: &str) -> (i32, String, String, Vec<String>) {
    let tools = tempfile::tempdir().unwrap();
    let opener = tools.path().join("xdg-open");
    let opened = tools.path().join("opened");
    fs::write(&opener, format!("#!/bin/sh\necho \"$1\" >> '{}'\n", opened.display())).unwrap();
    let mode = Command::new("chmod").arg("+x").arg(&opener).status().unwrap();
    assert!(mode.success());
    let path = format!("{}:{}", tools.path().display(), std::env::var("PATH").unwrap());
    let mut child = Command::new(env!("CARGO_BIN_EXE_tonghop"))
        .args(words)
        .current_dir(folder)
        .env_remove("TONGHOP_LANG")
        .env("PATH", path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(answers.as_bytes()).unwrap();
    let (code, out, prompts) = said(&child.wait_with_output().unwrap());
    // The program does not wait for what it opens.
    let wanted = out.matches("Đang mở").count();
    let mut lines = Vec::new();
    while lines.len() < wanted {
        let text = fs::read_to_string(&opened).unwrap_or_default();
        lines = text.lines().map(String::from).collect();
        std::thread::yield_now();
    }
    (code, out, prompts, lines)
}

/// All files below a folder with their content.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in walk(folder) {
        let name = entry.strip_prefix(folder).unwrap().display().to_string();
        all.push((name, fs::read(&entry).unwrap()));
    }
    all.sort();
    all
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { out.extend(walk(&path)) } else { out.push(path) }
    }
    out
}

/// A quarter by keys: merge, status, forms, open the result. The files are those of the commands.
#[test]
fn keys_write_what_the_commands_write() {
    let periods = ["2021-Q3", "2021-Q4", "2022-Q1"];
    let (_keep, by_keys) = campaign(&periods);
    let (_keep_too, by_commands) = campaign(&periods);
    let (code, out, prompts, opened) = session(&by_keys, &["menu"], "1\n6\n4\n2\n6\n3\n6\n7\n0\n");
    assert_eq!(code, 0, "{out}{prompts}");
    for words in [&["merge"][..], &["forms"], &["feedback", "--period", "2021-Q4"]] {
        let all = [words, &["-C", by_commands.to_str().unwrap()]].concat();
        assert!(said(&tonghop(&all)).0 < 2, "{words:?}");
    }
    let (keys, commands) = (files(&by_keys), files(&by_commands));
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&keys), names(&commands));
    assert!(keys.iter().zip(&commands).all(|(one, other)| one.1 == other.1 || one.0.ends_with(".eml")));
    let ends = ["ket-qua/Tong-hop-2022-Q1.xlsx", "bieu-mau/2022-Q2", "phan-hoi/2021-Q4/Tom-tat.xlsx", "tra-loi"];
    assert_eq!(opened.len(), ends.len(), "{opened:?}");
    assert!(
        opened.iter().zip(ends).all(|(path, end)| Path::new(path).is_absolute() && path.ends_with(end)),
        "{opened:?}"
    );
    // Nobody has to type a command.
    assert!(!out.contains("tonghop ") && out.contains("phím 3"), "{out}");
    assert!(out.contains("Kế hoạch 277/KH-LĐLĐ · kỳ mới nhất có báo cáo"), "{out}");
}

/// A double click: the menu follows the merge. A key that does nothing says so; the end of the input ends the session.
#[test]
fn session_from_the_desktop_merges_first_and_survives_bad_keys() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let (code, out, prompts, _) = session(&folder, &["menu", "--merge"], "x\n\n9\n ê\n\u{1b}[A\n");
    assert_eq!(code, 0, "{out}{prompts}");
    assert!(folder.join("ket-qua/Tong-hop-2021-Q4.xlsx").is_file());
    assert_eq!(prompts.matches("phím này không dùng").count(), 4, "{prompts}");
    assert!(!prompts.contains('\u{1b}'), "{prompts}");
    // A folder dropped on it, and English.
    let (code, out, prompts, _) = session(&folder, &["menu", ".", "--merge", "--lang", "en"], "0");
    assert!(code == 0 && out.contains("[0] Leave") && prompts.contains("Press a key"), "{out}{prompts}");
    // A campaign without returns has nothing to merge: its state is shown.
    fs::remove_dir_all(folder.join("tra-loi")).unwrap();
    let (code, out, prompts, _) = session(&folder, &["menu", "--merge"], "");
    assert!(code == 0 && out.contains("Chép báo cáo nhận được vào"), "{out}{prompts}");
}

/// A published period needs a second key; a chosen period holds for what follows.
#[test]
fn publishing_asks_first_and_a_chosen_period_holds() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4", "2022-Q1"]);
    let published = folder.join("ket-qua/da-chot");
    let (code, out, prompts, _) = session(&folder, &["menu"], "5\n0\n5\n");
    assert!(code == 0 && !published.exists(), "{out}{prompts}");
    assert!(out.contains("Chốt Quý I/2022? Đã tổng hợp 11/11 báo cáo."), "{out}");
    let (_, out, prompts, _) = session(&folder, &["menu"], "8\nQuý 9/2021\n8\nquý III/2021\n1\n5\n1\n8\n\n0\n");
    assert!(prompts.contains("Kế hoạch không có kỳ \"Quý 9/2021\""), "{prompts}");
    assert!(out.contains("Kế hoạch 277/KH-LĐLĐ · Quý III/2021"), "{out}");
    assert!(folder.join("ket-qua/Tong-hop-2021-Q3.xlsx").is_file(), "{out}{prompts}");
    assert!(published.join("2021-Q3/SHA256SUMS").is_file() || published.join("2021-Q3").is_dir(), "{out}{prompts}");
    assert!(!published.join("2022-Q1").exists());
    assert!(out.trim_end().ends_with("[0] Thoát") && out.matches("kỳ mới nhất có báo cáo").count() >= 2, "{out}");
}

/// Outside a campaign: those that are there are offered, and a new one is made from a template under the name that is typed.
#[test]
fn start_elsewhere_offers_campaigns_and_makes_one() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, prompts, _) = session(home.path(), &["menu", "--merge"], "9\n1\nđợt/1\n9\n1\nđợt 1\n2\n0\n");
    assert_eq!(code, 0, "{out}{prompts}");
    assert!(out.contains("Chưa có thư mục kế hoạch nào ở ") && out.contains("Tên thư mục không dùng được"), "{out}");
    let made = home.path().join("đợt 1");
    assert!(made.join("ke-hoach.xlsx").is_file() && made.join("HUONG-DAN.txt").is_file());
    assert_eq!(fs::read_dir(made.join("bieu-mau/2021-Q3")).unwrap().count(), 11);
    // The next time it is offered, beside another one.
    fs::create_dir(home.path().join("a")).unwrap();
    for file in ["ke-hoach.toml", "phu-luc.tsv"] {
        fs::copy(sample().join(file), home.path().join("a").join(file)).unwrap();
    }
    let (code, out, prompts, _) = session(home.path(), &["menu"], "2\n4\n0\n");
    assert!(code == 0 && out.contains("[1] a\n  [2] đợt 1\n"), "{out}{prompts}");
    assert!(out.contains("Quý III/2021: 0/11 đơn vị đã gửi"), "{out}{prompts}");
    // From a folder inside a campaign, the menu is that of the campaign.
    let (code, out, prompts, _) = session(&made.join("tra-loi"), &["menu"], "0\n");
    assert!(code == 0 && out.contains("Kế hoạch 277/KH-LĐLĐ"), "{out}{prompts}");
    // Leaving makes nothing.
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(session(empty.path(), &["menu"], "0\n").0, 0);
    assert_eq!(fs::read_dir(empty.path()).unwrap().count(), 0);
}

/// A plan with a fault, and a result that cannot be written: the session says so and goes on.
#[test]
fn failed_command_costs_only_itself() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    fs::create_dir_all(folder.join("ket-qua/Tong-hop-2021-Q4.xlsx/x")).unwrap();
    let (code, _, prompts, _) = session(&folder, &["menu"], "1\n2\n0\n");
    assert!(code == 0 && prompts.contains("Không ghi được"), "{prompts}");
    assert!(folder.join("bieu-mau/2022-Q1").is_dir());
    fs::write(folder.join("ke-hoach.toml"), "[plan]\n").unwrap();
    let (code, out, prompts, _) = session(&folder, &["menu"], "1\n5\n8\n0\n");
    assert!(code == 0 && prompts.matches("ke-hoach.toml").count() >= 3, "{out}{prompts}");
}

/// Several files dropped together are checked, whatever the first one is.
#[test]
fn several_dropped_files_are_checked() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    assert!(said(&tonghop(&["merge", folder.to_str().unwrap()])).0 < 2);
    let result = folder.join("ket-qua/Tong-hop-2021-Q4.xlsx").display().to_string();
    let one = folder.join("tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx").display().to_string();
    let other = folder.join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx").display().to_string();
    let (_, out, error) = said(&tonghop(&[&one, &other]));
    assert!(out.contains("BM01_2021-Q3_TP.xlsx") && out.contains("BM01_2021-Q3_CDVC.xlsx"), "{out}{error}");
    let (code, out, error) = said(&tonghop(&[&result, &one]));
    assert!(code < 2 && out.contains("Tong-hop-2021-Q4.xlsx"), "{out}{error}");
    let (_, out, _) = said(&tonghop(&[&result, "--lang", "en"]));
    assert!(out.contains("Tong-hop-2021-Q4.xlsx") && !out.contains("kiem-tra"), "{out}");
}
