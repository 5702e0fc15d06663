//! What a user types or drops on the program: help of a command, completions, a folder, a pattern, a file.

use crate::cli::flat;
use crate::merge::{campaign, said, tonghop};
use std::fs;
use std::path::Path;

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_string()
}

/// Returns the commands of the help.
fn commands() -> Vec<String> {
    let (_, help, _) = said(&tonghop(&["--help", "--lang", "en"]));
    let list = help.split("Commands:").nth(1).unwrap().split("Common options:").next().unwrap();
    let names = list.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !name.is_empty()).map(String::from).collect()
}

#[test]
fn help_of_a_command_equals_its_help_flag() {
    let (_, all, _) = said(&tonghop(&["--help"]));
    for words in [&["help"][..], &["giup"]] {
        assert_eq!(said(&tonghop(words)), (0, all.clone(), String::new()));
    }
    for name in commands() {
        let (code, help, error) = said(&tonghop(&["help", &name]));
        assert_eq!((code, error.as_str()), (0, ""), "{name}");
        assert_eq!(help, said(&tonghop(&[&name, "--help"])).1, "{name}");
    }
    let (code, _, error) = said(&tonghop(&["help", "megre"]));
    assert!(code == 2 && error.contains("Có phải \"merge\" không?"), "{error}");
}

#[test]
fn short_quiet_flag_prints_nothing() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    assert_eq!(said(&tonghop(&["status", "-q", &text(&folder)])), (0, String::new(), String::new()));
}

/// Completions and the manual page name every command and every option, so that they follow the list of commands.
#[test]
fn completions_and_manual_have_every_command_and_option() {
    let commands = commands();
    let mut options: Vec<String> = Vec::new();
    for name in &commands {
        let (_, help, _) = said(&tonghop(&[name, "--help"]));
        options.extend(help.split_whitespace().filter(|word| word.starts_with("--")).map(|word| {
            let name = word.split(|c: char| !(c.is_alphanumeric() || c == '-')).next().unwrap();
            name.trim_start_matches("--").to_string()
        }));
    }
    options.retain(|option| !option.is_empty());
    assert!(commands.len() >= 14 && options.len() > 100, "{commands:?} {options:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, script, error) = said(&tonghop(&["completions", shell]));
        assert_eq!((code, error.as_str()), (0, ""));
        let missing: Vec<&String> = commands.iter().chain(&options).filter(|name| !script.contains(*name)).collect();
        assert!(missing.is_empty(), "{shell}: {missing:?}");
    }
    let (code, page, _) = said(&tonghop(&["man", "--lang", "en"]));
    assert!(code == 0 && page.contains(".TH tonghop 1"), "{page}");
    let plain = page.replace('\\', "");
    let missing: Vec<&String> = options.iter().filter(|name| !plain.contains(&format!("--{name}"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(commands.iter().all(|name| plain.contains(&format!(".SH \"{}\"", name.to_uppercase()))), "{plain}");
    let (code, _, error) = said(&tonghop(&["completions", "cmd"]));
    assert!(code == 2 && flat(&error).contains("bash, zsh, fish, powershell, elvish"), "{error}");
}

/// A folder of returns has one verdict for each file; the numbers are those of the findings.
#[test]
fn check_of_a_folder_gives_one_verdict_a_file() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let inbox = folder.join("tra-loi/2021-Q4");
    fs::write(inbox.join("ảnh.jpg"), b"\xff\xd8\xff\xe0").unwrap();
    fs::write(inbox.join("~$x.xlsx"), b"lock").unwrap();
    let (code, out, error) = said(&tonghop(&["check", &text(&inbox)]));
    assert_eq!((code, error.as_str()), (1, ""), "{out}");
    let verdicts: Vec<&str> = out.lines().filter(|line| line.starts_with(['✓', '▲', '✗', '–'])).collect();
    let files =
        fs::read_dir(&inbox).unwrap().filter(|e| !e.as_ref().unwrap().file_name().to_string_lossy().starts_with("~$"));
    assert_eq!(verdicts.len(), files.count(), "{out}");
    // Than Uyên R09, Sìn Hồ R10 and R15, Nậm Nhùn's first submission R10 and R11.
    assert_eq!(verdicts.iter().filter(|line| line.starts_with('✗')).count(), 3, "{out}");
    assert!(!out.contains("~$x.xlsx") && flat(&out).contains("13 tệp"), "{out}");
    assert!(flat(&out).contains("3 có lỗi, 1 không phải báo cáo"), "the picture is no return without errors: {out}");
    // The campaign folder means its returns; a pattern that the shell did not expand is expanded.
    let (_, whole, _) = said(&tonghop(&["check", &text(&folder)]));
    assert!(whole.contains("2021-Q3/BM01_2021-Q3_TP.xlsx") && whole.contains("2021-Q4/ảnh.jpg"), "{whole}");
    let (code, some, _) = said(&tonghop(&["check", &text(&inbox.join("BM01_*_NAMNHUN*.XLSX"))]));
    assert!(code == 1 && some.contains("NAMNHUN.xlsx") && some.contains("NAMNHUN_L2.xlsx"), "{some}");
    let (code, _, error) = said(&tonghop(&["check", &text(&inbox.join("không có*.xlsx"))]));
    assert!(code == 2 && flat(&error).contains("không có*.xlsx"), "{error}");
}

/// A single argument that is a path does what its file or folder is for.
#[test]
fn dropped_files_and_folders_choose_their_command() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let result = folder.join("ket-qua/Tong-hop-2021-Q3.xlsx");
    let dropped = |path: &Path| said(&tonghop(&[&text(path)]));
    let (code, out, _) = dropped(&folder);
    assert!(code == 0 && result.is_file(), "{out}");
    let (code, out, _) = dropped(&result);
    assert!(code == 0 && out.starts_with("Kiểm tra lại"), "{out}");
    let one = folder.join("tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx");
    let (code, out, _) = dropped(&one);
    assert!(code == 0 && out.contains("BM01_2021-Q3_TP.xlsx: báo cáo của"), "{out}");
    let (code, out, _) = dropped(&folder.join("tra-loi/2021-Q3"));
    assert!(code == 0 && out.contains("✓ BM01_2021-Q3_CDVC.xlsx"), "{out}");
    let (code, out, _) = said(&tonghop(&[&text(&one), &text(&folder.join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx"))]));
    assert!(code == 0 && out.contains("TP.xlsx") && out.contains("CDVC.xlsx"), "{out}");
    let (code, _, error) = dropped(&folder.join("không có"));
    assert!(code == 2 && error.contains("Không có lệnh hoặc thư mục"), "{error}");
}

/// `status` says what `merge` says, and takes a day only if it is one.
#[test]
fn status_reads_what_merge_reads() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let at = |words: &[&str]| said(&tonghop(&[words, &[&text(&folder)]].concat()));
    let (code, status, _) = at(&["status", "--today", "2022-01-12"]);
    assert!(code == 1 && status.contains("Hạn gửi 10/01/2022, đã quá 2 ngày"), "{status}");
    assert!(!folder.join("ket-qua").exists(), "status writes nothing");
    let (_, merge, _) = at(&["merge"]);
    assert_eq!(status.lines().next(), merge.lines().next());
    assert_eq!(at(&["tinh-hinh", "--today", "10/01/2022"]).1.lines().nth(1), Some("Hạn gửi 10/01/2022, là hôm nay"));
    for wrong in ["2022-02-30", "hôm nay", "1/2"] {
        let (code, _, error) = at(&["status", "--today", wrong]);
        assert!(code == 2 && error.contains("05/04/2022"), "{error}");
    }
    assert_eq!(at(&["publish", "--period", "2021-Q3"]).0, 0);
    let (_, status, _) = at(&["status", "--period", "2021-Q3", "--today", "2022-01-12"]);
    assert!(status.contains("Đã chốt: quý III/2021") && flat(&status).contains("bieu-mau"), "{status}");
}
