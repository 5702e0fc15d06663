//! Texts of a return stay texts everywhere: none becomes a formula in a cell, link, name, property or line of CSV. And
//! only regular files are opened, whatever path the program gets.
#![cfg(unix)]

use crate::merge::{campaign, said, sample, tonghop};
use std::fs;
use std::io::Read;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// Marker that is in every malicious text and nowhere else.
const MARK: &str = "MOINHU";

/// Creates a return with malicious texts, figures, properties and names.
fn hostile(from: &Path, to: &Path) {
    let script = format!(
        r#"
import openpyxl
from openpyxl.workbook.defined_name import DefinedName
book = openpyxl.load_workbook({from:?})
def put(sheet, cell, text):
    book[sheet][cell].value = text
    book[sheet][cell].data_type = "s"
put("BM01", "C15", '=HYPERLINK("http://x/{MARK}")')
put("BM01", "C16", "@{MARK}")
put("BM01", "E29", "=1+{MARK}")
put("TM", "C4", '+{MARK};=cmd|"/C {MARK}"!A1\n=1+{MARK}')
put("TM", "C5", "-{MARK}\t=1+{MARK}")
put("DS_1", "B5", "=1+{MARK}")
put("DS_2", "B5", "@{MARK}")
put("DS_3", "D5", "+{MARK}")
book.properties.title = book.properties.creator = "=1+{MARK}"
name = DefinedName("{MARK}_ten", attr_text="BM01!$A$1")
book.defined_names.append(name) if hasattr(book.defined_names, "append") else book.defined_names.add(name)
book.save({to:?})
"#
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
}

/// Removes the parts of a text between two markers.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut out = String::new();
    for (i, piece) in text.split(open).enumerate() {
        out.push_str(if i == 0 { piece } else { piece.split_once(close).map_or("", |(_, rest)| rest) });
    }
    out
}

/// Counts the marker in the strings of a workbook and checks that it is nowhere else.
fn strings_only(path: &Path) -> usize {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut strings = 0;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut xml = String::new();
        entry.read_to_string(&mut xml).unwrap();
        if name == "xl/sharedStrings.xml" || name.starts_with("xl/comments") {
            strings += xml.matches(MARK).count();
            continue;
        }
        if name.ends_with(".rels") {
            for target in xml.split("Target=\"").skip(1).filter(|t| t.contains("TargetMode=\"External\"")) {
                let target = target.split('"').next().unwrap();
                let active = target.contains("://") || target.starts_with("mailto:") || target.starts_with("//");
                assert!(!active && target.starts_with("../tra-loi/"), "{}, {name}: {target}", path.display());
            }
            continue;
        }
        // Cached values are shown, not evaluated.
        let rest = without(&xml, "<v>", "</v>");
        let at = rest.find(MARK).map(|at| rest.get(at.saturating_sub(200)..at + 40));
        assert!(at.is_none(), "{}, {name}: {at:?}", path.display());
        assert!(!xml.contains("HYPERLINK("), "{}, {name}", path.display());
    }
    strings
}

/// The shared strings of a workbook.
fn strings(path: &Path) -> String {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut xml = String::new();
    archive.by_name("xl/sharedStrings.xml").unwrap().read_to_string(&mut xml).unwrap();
    xml
}

/// Targets of the links to files in a workbook.
fn file_links(path: &Path) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut out = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let mut xml = String::new();
        if entry.name().unwrap().ends_with(".rels") {
            entry.read_to_string(&mut xml).unwrap();
            let external = xml.split("Target=\"").skip(1).filter(|target| target.contains("TargetMode=\"External\""));
            out.extend(external.map(|target| target.split('"').next().unwrap().to_string()));
        }
    }
    out
}

/// A click in the workbook opens documents only: a return that is named as a program, a script or a web page, or that
/// Windows would look for elsewhere, is listed without a link.
#[test]
fn no_link_runs_a_program_or_leaves_the_folder() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let inbox = folder.join("tra-loi/2021-Q3");
    let names = ["a.exe", "b.xlsx.lnk", "c.html", "d\\..\\..\\d.xlsx", "e.xlsx."];
    let mut files: Vec<_> = fs::read_dir(&inbox).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for (file, name) in files.iter().zip(names) {
        fs::rename(file, inbox.join(name)).unwrap();
    }
    let (code, out, error) = said(&tonghop(&["merge", folder.to_str().unwrap()]));
    assert!(code < 2, "{out}{error}");
    let result = folder.join("ket-qua/Tong-hop-2021-Q3.xlsx");
    let links = file_links(&result);
    assert!(links.len() > 5, "{links:?}");
    for link in links {
        let file = link.split('#').next().unwrap();
        assert!(file.starts_with("../tra-loi/2021-Q3/") && file.ends_with(".xlsx") && !file.contains("%5C"), "{link}");
    }
    let text = strings(&result);
    let last = |name: &str| name.rsplit('\\').next().unwrap().to_string();
    let unlisted: Vec<_> = names.iter().filter(|name| !text.contains(&last(name))).collect();
    assert!(unlisted.is_empty(), "a file without a link is listed: {unlisted:?}");
}

#[test]
fn return_texts_stay_text_in_every_output() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    let inbox = folder.join("tra-loi/2021-Q3");
    let from = sample().join("tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx");
    fs::remove_file(inbox.join("BM01_2021-Q3_TP.xlsx")).unwrap();
    let file = inbox.join(format!("={MARK};@{MARK} 1.xlsx"));
    hostile(&from, &file);
    fs::write(inbox.join(format!("+{MARK}.xlsx")), format!("%PDF-1.4 {MARK}")).unwrap();
    let mail = format!(
        "Subject: ={MARK}\r\nFrom: ={MARK} <a@b.vn>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
         --x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"={MARK}.xlsx\"\r\n\r\n\
         %PDF-1.4\r\n--x--\r\n"
    );
    fs::write(inbox.join(format!("@{MARK}.eml")), mail).unwrap();

    let in_folder = |name: &str| folder.join(name).to_str().unwrap().to_string();
    let checked = ["check", file.to_str().unwrap(), "--format", "xlsx", "--output", &in_folder("kiểm.xlsx")];
    let result = in_folder("ket-qua/Tong-hop-2021-Q3.xlsx");
    let audited = ["audit", &result, "--format", "xlsx", "--output", &in_folder("toán.xlsx")];
    let commands: [&[&str]; 5] = [
        &["merge", path],
        &["up", path],
        &["export", path, "--internal"],
        &["forms", path, "--period", "2021-Q4"],
        &checked,
    ];
    for words in commands {
        let (code, _, error) = said(&tonghop(words));
        assert!(code < 2, "{words:?}: {error}");
    }
    // The audit names the return that is gone, and the cells that came from it.
    fs::rename(&file, folder.join("đi.xlsx")).unwrap();
    let (code, _, error) = said(&tonghop(&audited));
    assert!(code < 2, "{error}");
    fs::rename(folder.join("đi.xlsx"), &file).unwrap();
    let least = [("ket-qua/Tong-hop-2021-Q3.xlsx", 8), ("kiểm.xlsx", 1), ("toán.xlsx", 1)];
    for (name, least) in least {
        let found = strings_only(&folder.join(name));
        assert!(found >= least, "{name}: {found}");
    }
    // The roll-up has no personal data, and a form no text of an earlier return.
    strings_only(&folder.join("ket-qua/Gui-cap-tren-2021-Q3.xlsx"));
    strings_only(&folder.join("bieu-mau/2021-Q4/BM01_2021-Q4_TP.xlsx"));

    let active = |field: &str| field.trim_start_matches([' ', '"']).starts_with(['=', '+', '-', '@', '\t', '\r']);
    let mut marked = 0;
    for entry in fs::read_dir(folder.join("ket-qua/du-lieu-2021-Q3")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        for record in reader.records() {
            for field in record.unwrap().iter().filter(|field| field.contains(MARK)) {
                marked += 1;
                assert!(!active(field), "{field:?}");
            }
        }
        // Split as Excel does where the decimal sign is a comma.
        for field in text.split([';', '\n', '\t']).filter(|field| field.contains(MARK)) {
            assert!(!active(field), "{field:?}");
        }
    }
    assert!(marked >= 5, "{marked}");
}

/// Runs the program with these arguments for at most twenty seconds: opening a pipe without a writer blocks forever.
fn timed(words: &[&str]) -> (i32, String, String) {
    let mut command = Command::new("timeout");
    said(&command.args(["20", env!("CARGO_BIN_EXE_tonghop")]).args(words).env_remove("TONGHOP_LANG").output().unwrap())
}

/// Replaces a file by a pipe, a folder, a link to a file elsewhere and a socket, one after another.
fn stand_ins(path: &Path, elsewhere: &Path, each: &mut dyn FnMut(&str)) {
    fs::copy(path, elsewhere).unwrap();
    for kind in ["pipe", "folder", "link", "socket"] {
        fs::remove_file(path).unwrap();
        match kind {
            "pipe" => assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
            "folder" => fs::create_dir(path).unwrap(),
            "link" => symlink(elsewhere, path).unwrap(),
            _ => drop(std::os::unix::net::UnixListener::bind(path).unwrap()),
        }
        each(kind);
        if kind == "folder" {
            fs::remove_dir(path).unwrap()
        } else {
            fs::remove_file(path).unwrap()
        }
        fs::copy(elsewhere, path).unwrap();
    }
}

#[test]
fn only_regular_files_are_opened() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let path = folder.to_str().unwrap();
    let outside = tempfile::tempdir().unwrap();
    let elsewhere = outside.path().join("elsewhere");
    for period in ["2021-Q3", "2021-Q4"] {
        assert!(said(&tonghop(&["merge", path, "--period", period])).0 < 2);
    }
    // A path named on the command line, or by the program itself: reported, and nothing is done.
    let old = folder.join("ket-qua/Tong-hop-2021-Q3.xlsx");
    let one = folder.join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx");
    let text = |path: &Path| path.to_str().unwrap().to_string();
    let new = text(&outside.path().join("new"));
    let annex = outside.path().join("annex.tsv");
    fs::copy(folder.join("phu-luc.tsv"), &annex).unwrap();
    let refused: [(&Path, &[&str]); 5] = [
        (&one, &["check", &text(&one)]),
        (&old, &["audit", &text(&old)]),
        (&annex, &["init", &new, "--annex", &text(&annex)]),
        (&folder.join("ke-hoach.toml"), &["merge", path]),
        (&folder.join("phu-luc.tsv"), &["merge", path]),
    ];
    for (file, words) in refused {
        stand_ins(file, &elsewhere, &mut |kind| {
            let (code, out, error) = timed(words);
            if kind == "folder" && words[0] == "check" {
                // An empty folder of returns has nothing wrong.
                assert!(code == 0 && error.is_empty(), "{out}{error}");
                return;
            }
            assert_eq!((code, out.as_str()), (2, ""), "{kind}, {words:?}: {error}");
            assert!(!error.contains("panicked") && !error.is_empty(), "{kind}, {words:?}: {error}");
        });
    }
    // A return: treated as missing, and listed.
    let reported = |out: &str| out.lines().find(|l| l.contains("Tệp trong tra-loi")).map(str::to_string).unwrap();
    let (_, whole, _) = timed(&["merge", path, "-v"]);
    stand_ins(&one, &elsewhere, &mut |kind| {
        let (code, out, error) = timed(&["merge", path, "-v"]);
        assert!(code < 2, "{kind}: {error}");
        assert!(reported(&out) != reported(&whole), "{kind}: {out}");
        let listed = out.lines().any(|l| l.contains("2021-Q3/BM01_2021-Q3_CDVC.xlsx:"));
        assert!(listed || kind == "folder", "{kind}: {out}");
    });
    // A result of an earlier period that a later merge reads: ignored, as if it were missing.
    stand_ins(&old, &elsewhere, &mut |kind| {
        let (code, _, error) = timed(&["merge", path]);
        assert!(code < 2 && error.is_empty(), "{kind}: {error}");
    });
    // The result itself: a link is replaced, its target stays.
    let result = folder.join("ket-qua/Tong-hop-2021-Q4.xlsx");
    fs::remove_file(&result).unwrap();
    fs::write(&elsewhere, b"kept").unwrap();
    symlink(&elsewhere, &result).unwrap();
    assert!(timed(&["merge", path]).0 < 2);
    assert!(fs::symlink_metadata(&result).unwrap().is_file() && fs::read(&elsewhere).unwrap() == b"kept");
    // Paths given as returns that are not: the workbook is not compared with its own data instead.
    let pipe = outside.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let link = outside.path().join("link");
    symlink(folder.join("tra-loi"), &link).unwrap();
    for named in [&pipe, &link, &outside.path().join("nowhere")] {
        let (code, out, error) = timed(&["audit", &text(&result), "--returns", &text(named), "-C", path]);
        assert_eq!((code, out.as_str()), (2, ""), "{}: {error}", named.display());
    }
    assert_eq!(timed(&["audit", &text(&result), "--returns", &text(&folder.join("tra-loi")), "-C", path]).0, 0);
}
