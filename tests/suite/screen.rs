//! Texts of a file, a name or an argument never control the terminal, and never start a line of output.
#![cfg(unix)]

use crate::merge::{campaign, said, sample, tonghop};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Text with all kinds of unsafe characters, which would fake a line.
const ACTS: &str = "\u{1b}[2J\u{7}\u{9b}1;1H\u{202e}\u{2066}\u{200b}\u{feff}\nGIAMAO\r\tx";

/// Unsafe characters by their ranges in the Unicode tables: Cc except the line end, Cf, and separators.
fn acts(c: char) -> bool {
    let format = [
        (0xAD, 0xAD),
        (0x61C, 0x61C),
        (0x180E, 0x180E),
        (0x200B, 0x200F),
        (0x2028, 0x202E),
        (0x2060, 0x206F),
        (0xFEFF, 0xFEFF),
        (0xFFF9, 0xFFFB),
        (0xE0000, 0xE007F),
    ];
    let code = u32::from(c);
    c != '\n' && (code < 0x20 || (0x7F..0xA0).contains(&code) || format.iter().any(|(a, b)| (*a..=*b).contains(&code)))
}

/// Checks for unsafe characters. Line ends are allowed, as in a field of a table.
fn still(text: &str, of: &str) {
    let at = text.find(acts).map(|at| text[at..].chars().take(30).collect::<String>());
    assert!(at.is_none(), "{of}: {at:?}");
}

/// Checks for unsafe characters and for lines faked by a file.
fn quiet(text: &str, of: &str) {
    still(text, of);
    assert!(!text.lines().any(|l| l.trim_start().starts_with("GIAMAO")), "{of}: {text}");
}

fn python(script: &str, words: &[&Path]) {
    let run = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", script]).args(words).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// Copies a workbook with unsafe text in cells (of a form's sheets) or in the second shared string, also in the
/// encodings of a package: `_x001B_` and character references.
fn forge(from: &Path, to: &Path, cells: bool) {
    let script = r#"
import io, re, sys, zipfile, openpyxl
source, target, cells = sys.argv[1], sys.argv[2], sys.argv[3] == "cells"
data = open(source, "rb").read()
if cells:
    book = openpyxl.load_workbook(source)
    for sheet, cell in [("BM01", "C15"), ("BM01", "C16"), ("BM01", "E29"), ("BM01", "E30"), ("TM", "C4"), ("DS_1", "B5"), ("DS_3", "D5")]:
        book[sheet][cell].value = "QQACTSQQ"
    out = io.BytesIO(); book.save(out); data = out.getvalue()
acts = "12_x001B_[2J_x009B_1m&#27;]0;t&#7;\x9b2J\u202e\u2066\u200b&#10;GIAMAO&#13;&#9;x"
z = zipfile.ZipFile(io.BytesIO(data)); o = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
for name in z.namelist():
    s = z.read(name)
    if name == "xl/sharedStrings.xml":
        s = s.decode()
        if cells:
            assert "QQACTSQQ" in s
            s = s.replace("QQACTSQQ", acts)
        else:
            parts = re.split(r"(<si><t[^>]*>)", s)
            for i in range(2, len(parts), 20):
                parts[i] = acts + parts[i]
            s = "".join(parts)
        s = s.encode()
    o.writestr(name, s)
o.close()
"#;
    python(script, &[from, to, Path::new(if cells { "cells" } else { "strings" })]);
}

/// Creates an e-mail and an archive with unsafe names and texts.
fn containers(from: &Path, folder: &Path) {
    let script = r#"
import email.message, email.header, sys, zipfile, urllib.parse
data = open(sys.argv[1], "rb").read()
acts = "\x1b[2J\x07\x9b1m\u202e\u200b"
with zipfile.ZipFile(sys.argv[2] + "/nén.zip", "w") as z:
    z.writestr("BM01" + acts + ".xlsx", data)
    z.writestr("hỏng" + acts + ".xlsx", b"PK\x03\x04")
name = urllib.parse.quote("TP" + acts + "\n.xlsx")
subject = email.header.Header("Báo cáo" + acts, "utf-8").encode()
body = ("Subject: %s\r\nFrom: =?utf-8?B?G1syShtd?= <a@b.vn>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
  "--x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename*=UTF-8''%s\r\n\r\nkhông\r\n--x--\r\n") % (subject, name)
open(sys.argv[2] + "/thư.eml", "w").write(body)
"#;
    python(script, &[from, folder]);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() { out.extend(files(&entry)) } else { out.push(entry) }
    }
    out
}

#[test]
fn file_texts_never_control_the_terminal() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    let inbox = folder.join("tra-loi/2021-Q3");
    let good = sample().join("tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx");
    fs::remove_file(inbox.join("BM01_2021-Q3_TP.xlsx")).unwrap();
    let hostile = inbox.join(format!("TP{ACTS}.xlsx"));
    forge(&good, &hostile, true);
    fs::write(inbox.join(format!("hỏng{ACTS}.xlsx")), b"PK\x03\x04").unwrap();
    std::os::unix::fs::symlink("/nowhere", inbox.join(format!("link{ACTS}"))).unwrap();
    containers(&sample().join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx"), &inbox);
    let merged = folder.join("ket-qua/Tong-hop-2021-Q3.xlsx");
    assert!(said(&tonghop(&["merge", path])).0 < 2);
    let forged = folder.join(format!("giả{ACTS}.xlsx"));
    forge(&merged, &forged, false);
    let plans = folder.join("kế hoạch");
    fs::create_dir(&plans).unwrap();
    let plan = fs::read_to_string(folder.join("ke-hoach.toml")).unwrap();
    let faulty = "\n[[rules]]\ncode = \"R\\u001b[2J\\u009b\"\nmessage = \"\\u202ea\\nGIAMAO\"\ntest = 'x\u{202e}\u{200b}y = 1'\n";
    fs::write(plans.join("ke-hoach.toml"), plan + faulty).unwrap();
    fs::copy(folder.join("phu-luc.tsv"), plans.join("phu-luc.tsv")).unwrap();

    let text = |p: &Path| p.to_str().unwrap().to_string();
    let (hostile, merged, forged, plans) = (text(&hostile), text(&merged), text(&forged), text(&plans));
    let out = |name: &str| text(&folder.join("ra").join(name));
    let (new, csv) = (out(&format!("mới{ACTS}")), out("csv"));
    let (checked, checked_text, audited, json) = (out("c.json"), out("c.txt"), out("a.txt"), out("json"));
    let commands: Vec<Vec<&str>> = vec![
        vec!["merge", path],
        vec!["merge", path, "-v", "--timings"],
        vec!["check", &hostile],
        vec!["check", &hostile, "--format", "json"],
        vec!["check", &hostile, "--output", &checked_text],
        vec!["check", &hostile, "--format", "json", "--output", &checked],
        vec!["audit", &forged, "-v"],
        vec!["audit", &forged, "--format", "json"],
        vec!["audit", &forged, "--output", &audited],
        vec!["audit", &hostile],
        vec!["explain", "-C", path, "dv_ket_nap", "--unit", "TP"],
        vec!["explain", "-C", path, "R10", "--unit", "TP"],
        vec!["explain", "-C", path, "Số liệu!F5"],
        vec!["explain", "-C", path, ACTS],
        vec!["explain", "-C", path, "dv_ket_nap", "--unit", ACTS],
        vec!["export", path, "--output", &csv],
        vec!["export", path, "--format", "json", "--output", &json],
        vec!["forms", path, "--period", "2021-Q4"],
        vec!["forms", path, "--unit", ACTS],
        vec!["report", path],
        vec!["up", path],
        vec!["init", &new],
        vec!["init", &new, "--template", ACTS],
        vec!["forms", &plans],
        vec![ACTS],
        vec!["merge", path, "--period", ACTS],
        vec!["merge", path, ACTS],
        vec!["merge", "-C", ACTS],
        vec!["check", ACTS],
        vec!["check", &hostile, "--format", ACTS],
        vec!["merge", "--limit", ACTS],
    ];
    let flag = format!("--x{ACTS}");
    for words in commands.iter().chain([&vec!["merge", flag.as_str()]]) {
        for lang in ["vi", "en"] {
            let (_, out, error) = said(&tonghop(&[&words[..], &["--lang", lang]].concat()));
            assert!(!(out.is_empty() && error.is_empty()), "{words:?}");
            quiet(&out, &format!("{words:?}"));
            quiet(&error, &format!("{words:?}"));
        }
    }
    let written: Vec<PathBuf> =
        files(&folder.join("ra")).into_iter().filter(|p| p.extension().is_none_or(|e| e != "xlsx")).collect();
    assert!(written.len() >= 8, "{written:?}");
    for file in written {
        // The guide for Notepad has the line ends of Windows.
        let bytes = fs::read_to_string(&file).unwrap().replace("\r\n", "\n");
        let is_table = file.extension().is_some_and(|e| e == "csv");
        let look = if is_table { still } else { quiet };
        look(bytes.strip_prefix('\u{feff}').unwrap_or(&bytes), &file.display().to_string());
    }
    // JSON contains the original text.
    let checked: serde_json::Value = serde_json::from_slice(&fs::read(out("c.json")).unwrap()).unwrap();
    assert!(checked["result"]["files"][0]["file"].as_str().unwrap().contains(ACTS), "{checked}");
    // The workbook shows no direction characters, and equals its source otherwise.
    let mut archive = zip::ZipArchive::new(fs::File::open(&merged).unwrap()).unwrap();
    let texts = std::io::read_to_string(archive.by_name("xl/sharedStrings.xml").unwrap()).unwrap();
    assert!(texts.contains("<U+202E>".replace('<', "&lt;").replace('>', "&gt;").as_str()));
    assert!(!texts.contains(|c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        || (acts(c) && c < '\u{A0}' && c != '\t')));
    let (code, out, error) = said(&tonghop(&["audit", &merged]));
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
}
