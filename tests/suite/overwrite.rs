//! No output overwrites an input, whatever path leads to it. A path that is too long for Excel loses only its link.
#![cfg(unix)]

use crate::merge::{campaign, said, tonghop};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns every file below a folder with its content. Links are not followed.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut out = BTreeMap::new();
    for path in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        let kind = fs::symlink_metadata(&path).unwrap().file_type();
        if kind.is_dir() {
            out.extend(files(&path));
        } else if kind.is_file() {
            out.insert(path.clone(), fs::read(&path).unwrap());
        } else {
            out.insert(path.clone(), fs::read_link(&path).unwrap().display().to_string().into_bytes());
        }
    }
    out
}

/// Joins output into one line.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_string()
}

#[test]
fn output_never_replaces_an_input() {
    let (keep_one, one) = campaign(&["2021-Q3"]);
    let (keep_other, other) = campaign(&["2021-Q3"]);
    for folder in [&one, &other] {
        assert!(said(&tonghop(&["merge", &text(folder)])).0 < 2);
    }
    let name = "BM01_2021-Q3_TP.xlsx";
    let inbox = one.join("tra-loi/2021-Q3");
    let victim = inbox.join(name);
    let own = other.join("tra-loi/2021-Q3").join(name);
    let audited = one.join("ket-qua/Tong-hop-2021-Q3.xlsx");
    let beside = keep_one.path();
    symlink(&inbox, beside.join("thư mục")).unwrap();
    symlink(&victim, beside.join("tệp.xlsx")).unwrap();
    symlink(one.join("ke-hoach.toml"), beside.join("kế.toml")).unwrap();
    symlink(&audited, beside.join("kết.xlsx")).unwrap();
    fs::hard_link(&victim, beside.join("cứng.xlsx")).unwrap();
    // Returns under another name, and a campaign whose returns are elsewhere.
    let copies = beside.join("báo cáo");
    fs::create_dir(&copies).unwrap();
    fs::copy(&victim, copies.join(name)).unwrap();
    let (victim, own, audited, copies) = (text(&victim), text(&own), text(&audited), text(&copies));
    let of = |name: &str| text(&beside.join(name));
    let (one_path, other_path) = (text(&one), text(&other));
    let other_audited = text(&other.join("ket-qua/Tong-hop-2021-Q3.xlsx"));
    let by_folder = format!("{}/{name}", of("thư mục"));
    let dotted = format!("{one_path}/mới/../tra-loi/2021-Q3/{name}");
    let through = format!("{}/../2021-Q3/{name}", of("thư mục"));
    let mut targets = vec![victim.clone(), by_folder.clone(), of("tệp.xlsx"), dotted, through, of("kế.toml")];
    targets.extend(
        ["ke-hoach.toml", "phu-luc.tsv", "Ke-Hoach.xlsx", "tra-loi/mới.json"].map(|n| format!("{one_path}/{n}")),
    );
    let returns = format!("{one_path}/tra-loi");
    let mut commands: Vec<Vec<String>> = Vec::new();
    let mut add = |words: &[&str]| commands.push(words.iter().map(|w| w.to_string()).collect());
    for to in &targets {
        for lead in [&["check", victim.as_str()][..], &["check", &own, "-C", &other_path], &["check", &own]] {
            add(&[lead, &["--format", "json", "--output", to]].concat());
        }
        add(&["audit", &audited, "--output", to]);
        add(&["audit", &other_audited, "-C", &other_path, "--format", "xlsx", "--output", to]);
        add(&["audit", &audited, "-C", &other_path, "--returns", &returns, "--output", to]);
        add(&["report", &one_path, "--output", to]);
        add(&["up", &one_path, "--output", to]);
        add(&["up", "-C", &other_path, "--output", to]);
    }
    // Files read in this run, wherever they are.
    add(&["check", &victim, "--output", &of("cứng.xlsx")]);
    add(&["up", &one_path, "--output", &of("cứng.xlsx")]);
    add(&["check", &format!("{copies}/{name}"), "-C", &one_path, "--output", &format!("{copies}/{name}")]);
    add(&["audit", &audited, "--output", &audited]);
    add(&["audit", &audited, "--output", &of("kết.xlsx")]);
    add(&["audit", &audited, "-C", &one_path, "--returns", &copies, "--output", &format!("{copies}/mới.txt")]);
    // Folders.
    for to in [of("thư mục"), returns.clone(), format!("{returns}/mới")] {
        add(&["export", &one_path, "--output", &to]);
        add(&["export", "-C", &other_path, "--format", "json", "--output", &to]);
        add(&["init", &to]);
        add(&["init", &format!("{to}/đợt"), "--force"]);
    }
    let before = (files(beside), files(keep_other.path()));
    for words in &commands {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (code, out, error) = said(&tonghop(&words));
        assert!(code == 2 && flat(&error).contains("thư mục báo cáo"), "{words:?}: {code} {out}{error}");
        if words[0] == "check" {
            let (_, _, error) = said(&tonghop(&[&words[..], &["--lang", "en"]].concat()));
            assert!(flat(&error).contains("returns"), "{words:?}: {error}");
        }
    }
    let inside = Command::new(env!("CARGO_BIN_EXE_tonghop")).args(["init", "."]).current_dir(&inbox).output().unwrap();
    assert_eq!(inside.status.code(), Some(2));
    assert!((files(beside), files(keep_other.path())) == before, "an input was changed");
    assert_eq!(fs::metadata(&victim).unwrap().nlink(), 2);
}

#[test]
fn output_folders_linked_to_the_returns_are_rejected() {
    let (keep, folder) = campaign(&["2021-Q3"]);
    let path = text(&folder);
    symlink(folder.join("tra-loi/2021-Q3"), folder.join("ket-qua")).unwrap();
    symlink("tra-loi", folder.join("bieu-mau")).unwrap();
    let before = files(keep.path());
    for words in [
        &["merge", &path][..],
        &["report", &path],
        &["up", &path],
        &["export", &path],
        &["forms", &path, "--period", "2021-Q4"],
    ] {
        let (code, _, error) = said(&tonghop(words));
        assert!(code == 2 && flat(&error).contains("thư mục báo cáo"), "{words:?}: {error}");
    }
    assert!(files(keep.path()) == before);
}

#[test]
fn own_output_is_overwritten() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = text(&folder);
    let file = text(&folder.join("tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx"));
    let result = text(&folder.join("ket-qua/Tong-hop-2021-Q3.xlsx"));
    let (to, again) = (text(&folder.join("ket-qua/kiem-tra.json")), text(&folder.join("ket-qua/kiem-toan.txt")));
    for _ in 0..2 {
        for words in [
            &["merge", &path][..],
            &["forms", &path, "--period", "2021-Q4"],
            &["forms", &path, "--period", "2021-Q4", "--force"],
            &["report", &path],
            &["up", &path],
            &["export", &path],
            &["init", &path, "--text"],
            &["init", &path, "--text", "--force"],
            &["check", &file, "--format", "json", "--output", &to],
            &["audit", &result, "--output", &again],
        ] {
            let (code, out, error) = said(&tonghop(words));
            assert!(code < 2, "{words:?}: {out}{error}");
        }
    }
}

/// Returns the targets of the relationships of all sheets.
fn links(workbook: &Path) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(fs::File::open(workbook).unwrap()).unwrap();
    let mut out = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).unwrap();
        if entry.name().unwrap().ends_with(".rels") {
            let xml = std::io::read_to_string(entry).unwrap();
            out.extend(xml.split("Target=\"").skip(1).filter_map(|t| t.split('"').next()).map(str::to_string));
        }
    }
    out
}

#[test]
fn path_beyond_excels_limit_loses_only_its_link() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = text(&folder);
    let inbox = folder.join("tra-loi/2021-Q3");
    let move_to = |name: &str, to: &Path| {
        fs::create_dir_all(to).unwrap();
        fs::rename(inbox.join(name), to.join(name)).unwrap();
    };
    let deep: PathBuf = (0..130).map(|n| format!("thu-muc-rat-dai-{n:03}")).collect();
    move_to("BM01_2021-Q3_TP.xlsx", &inbox.join(deep));
    let percent: PathBuf = (0..3).map(|_| "%".repeat(255)).collect();
    move_to("BM01_2021-Q3_CDVC.xlsx", &inbox.join(percent));
    fs::rename(inbox.join("BM01_2021-Q3_NAMNHUN.xlsx"), inbox.join("x\\..\\..\\..\\..\\evil.xlsx")).unwrap();
    let (code, out, error) = said(&tonghop(&["merge", &path]));
    assert!(code < 2 && error.is_empty(), "{error}");
    assert_eq!(flat(&out).matches("không có liên kết").count(), 1, "{out}");
    let (_, out, _) = said(&tonghop(&["merge", &path, "--lang", "en"]));
    assert_eq!(flat(&out).matches("have no link").count(), 1, "{out}");
    let result = folder.join("ket-qua/Tong-hop-2021-Q3.xlsx");
    let links = links(&result);
    let outside: Vec<&String> = links.iter().filter(|l| l.starts_with("../tra-loi/")).collect();
    // Windows reads a backslash as a separator, so that name has no link either.
    assert!(!outside.iter().any(|l| l.contains("evil")), "{outside:?}");
    assert!(!outside.iter().any(|l| l[3..].contains("../") || l.contains('\\') || l.contains("thu-muc-rat-dai-129")));
    // The others have their links, and all returns are counted as before.
    assert!(outside.iter().any(|l| l.ends_with(".xlsx") && l.contains("BM01_2021-Q3_")), "{outside:?}");
    let (code, out, error) = said(&tonghop(&["audit", &text(&result)]));
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
}
