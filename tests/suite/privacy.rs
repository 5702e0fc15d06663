//! No output that leaves the province, or goes to every unit, names a person. A return has a mark in every place where a person's name can
//! stand, and is searched for in every byte of the outputs, unpacked.

use crate::merge::{campaign, said, tonghop};
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Command;

/// What every mark begins with; two digits follow.
const MARK: &str = "Maidanhdau";

/// Puts marks into the returns of a campaign: a good return in an e-mail, an unclear one in an archive, a picture and an
/// unreadable file.
const PLANT: &str = r##"
import email.message, io, os, sys, zipfile, openpyxl
from openpyxl.comments import Comment
folder = sys.argv[1]
def mark(number): return f"Maidanhdau{number:02d}"
good = os.path.join(folder, "BM01_2022-Q1_NAMNHUN.xlsx")
book = openpyxl.load_workbook(good)
form, narrative = book["BM01"], book["TM"]
form["C15"], form["C16"] = mark(1), mark(2)
form["F29"] = mark(3)
form["G29"] = mark(44)
form["J30"] = "điện thoại " + mark(4)
form["J31"] = "“" + mark(5) + "” và “ông ” " + mark(5)
form["E29"].comment = Comment(mark(6), mark(7))
narrative["C5"] = mark(8) + " là cán bộ mới"
members = book["DS_2"]
members["B5"], members["E5"], members["F5"] = mark(9), mark(10), mark(11)
unions = book["DS_1"]
unions["I5"] = mark(12)
members["L5"] = mark(13)
book.properties.creator = book.properties.lastModifiedBy = mark(14)
book.properties.title = book.properties.description = mark(15)
other = book.create_sheet(mark(16))
other["A1"] = mark(17)
data = io.BytesIO(); book.save(data)
os.remove(good)
letter = email.message.EmailMessage()
letter["From"], letter["Subject"] = mark(18) + " <" + mark(19).lower() + "@example.vn>", mark(20)
letter["Date"] = "Fri, 08 Apr 2022 09:12:00 +0700"
letter.set_content(mark(21))
letter.add_attachment(data.getvalue(), maintype="application", subtype="octet-stream", filename=mark(22) + ".xlsx")
letter.add_attachment(b"\x89PNG\r\n\x1a\n" + b"x" * 99, maintype="image", subtype="png", filename=mark(23) + ".png")
open(os.path.join(folder, mark(24) + ".eml"), "wb").write(letter.as_bytes())
bad = os.path.join(folder, "BM01_2022-Q1_TAMDUONG.xlsx")
book = openpyxl.load_workbook(bad)
form = book["BM01"]
form["E29"] = "4 (" + mark(25) + ")"
form["E43"] = mark(26) + " chưa báo"
form.title = mark(27)
book["DS_2"]["C5"] = mark(28)
book["DS_2"].title = mark(29)
data = io.BytesIO(); book.save(data)
os.remove(bad)
with zipfile.ZipFile(os.path.join(folder, mark(30) + ".zip"), "w") as archive:
    archive.writestr(mark(31) + "/" + mark(32) + ".xlsx", data.getvalue())
    archive.writestr(mark(33) + ".txt", "x")
open(os.path.join(folder, mark(34) + ".xlsx"), "wb").write(b"no workbook")
os.mkdir(os.path.join(folder, mark(35)))
same = os.path.join(folder, "BM01_2022-Q1_TANUYEN.xlsx")
book = openpyxl.load_workbook(same)
book["BM01"]["E29"] = 1234
book["BM01"]["C14"] = 2
book["TM"]["C5"] = mark(36)
book["DS_2"]["B5"] = mark(9)
book.save(os.path.join(folder, mark(35), mark(37) + " lần 2.xlsx"))
book["BM01"]["C14"] = 3
book.save(os.path.join(folder, mark(38) + ".xlsx"))
"##;

/// Exceptions with names of persons: the reason, who accepted it, the file.
const WAIVERS: &str = r#"
[[waivers]]
unit = "SINHO"
period = "2022-Q1"
rule = "R20"
reason = "MARK40 nghỉ thai sản"
by = "MARK41"
date = 2022-04-12

[[waivers]]
unit = "TANUYEN"
period = "2022-Q1"
file = "2022-Q1/MARK38.xlsx"
reason = "MARK42"
by = "MARK43"
date = 2022-04-12

[[remarks]]
unit = "SINHO"
period = "2022-Q1"
text = "MARK53 hẹn gửi lại"

"#;

/// Returns all bytes of a file; for an archive, those of its entries.
fn content(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    let Ok(mut zip) = zip::ZipArchive::new(std::io::Cursor::new(&bytes)) else {
        return String::from_utf8_lossy(&bytes).into_owned();
    };
    let mut out = String::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        out.push_str(&entry.name().unwrap());
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        out.push_str(&String::from_utf8_lossy(&bytes));
    }
    out
}

/// Returns the numbers of the marks in a text, in any case.
fn marks(text: &str) -> BTreeSet<u32> {
    let lower = text.to_lowercase();
    let mark = MARK.to_lowercase();
    lower.match_indices(&mark).map(|(at, _)| lower[at + mark.len()..][..2].parse().unwrap()).collect()
}

/// Returns the marks in the files of a folder that are not in the files of one unit, by file.
fn marks_in(folder: &Path, own: &[&str]) -> Vec<(String, BTreeSet<u32>)> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let found = unpacked_marks(&entry.path());
        if !found.is_empty() && !own.iter().any(|code| name.contains(&format!("_{code}."))) {
            out.push((name, found));
        }
    }
    out
}

/// Returns the marks in a file, in what an e-mail, an archive or a page holds.
fn unpacked_marks(path: &Path) -> BTreeSet<u32> {
    let out = Command::new("/usr/bin/python3").args(["-c", UNPACK]).arg(path).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    marks(&String::from_utf8_lossy(&out.stdout))
}

/// Prints a file with everything that is packed or encoded in it.
const UNPACK: &str = r##"
import base64, email, email.policy, io, re, sys, zipfile
def show(data):
    sys.stdout.buffer.write(data + b"\n")
    if data[:2] == b"PK":
        archive = zipfile.ZipFile(io.BytesIO(data))
        for name in archive.namelist():
            show(name.encode())
            show(archive.read(name))
    for text in re.findall(rb"[A-Za-z0-9+/]{80,}={0,2}", data):
        sys.stdout.buffer.write(base64.b64decode(text[: len(text) // 4 * 4]) + b"\n")
data = open(sys.argv[1], "rb").read()
show(data)
if sys.argv[1].endswith(".eml"):
    letter = email.message_from_bytes(data, policy=email.policy.default)
    show(str(letter.items()).encode())
    for part in letter.walk():
        if not part.is_multipart(): show(part.get_payload(decode=True))
"##;

/// The report in words, the forms with their e-mails, the page: none of them has a mark. An e-mail has the contact of its own unit.
fn units_get_no_names(folder: &Path) {
    let at = folder.to_str().unwrap();
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/page/src/page.html");
    for words in [
        &["report", at, "--period", "2022-Q1"][..],
        &["forms", at, "--period", "2022-Q2", "--mail"],
        &["page", at, "--template", page],
    ] {
        let (code, out, error) = said(&tonghop(words));
        assert_eq!(code, 0, "{words:?}: {out}{error}");
    }
    let none: [(String, BTreeSet<u32>); 0] = [];
    let report = folder.join("ket-qua/Bao-cao-2022-Q1.docx");
    assert_eq!(unpacked_marks(&report), BTreeSet::new());
    assert_eq!(marks_in(&folder.join("bieu-mau/2022-Q2"), &["TANUYEN"]), none);
    let own = unpacked_marks(&folder.join("bieu-mau/2022-Q2/thu_TANUYEN.eml"));
    assert_eq!(own, BTreeSet::from([50, 51]));
    // The name of a file that a waiver leaves out is what the waiver is about.
    assert_eq!(unpacked_marks(&folder.join("kiem-tra.html")), BTreeSet::from([38]));
}

#[test]
fn nothing_that_leaves_the_province_names_a_person() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4", "2022-Q1"]);
    let script = Command::new("/usr/bin/python3")
        .args(["-W", "ignore", "-c", PLANT])
        .arg(folder.join("tra-loi/2022-Q1"))
        .output()
        .unwrap();
    assert!(script.status.success(), "{}", String::from_utf8_lossy(&script.stderr));
    let plan = fs::read_to_string(folder.join("ke-hoach.toml")).unwrap();
    let personal = plan.replace("name = \"tm_kho_khan\"\n", "name = \"tm_kho_khan\"\npersonal = true\n");
    assert_ne!(plan, personal);
    let waivers = WAIVERS.replace("MARK", MARK);
    let personal = personal.replacen("[[rules]]", &format!("{waivers}[[rules]]"), 1);
    let contact =
        format!("code = \"TANUYEN\"\nemail = \"{MARK}50@example.vn\"\ncontact = \"{MARK}51\"\nphone = \"{MARK}52\"");
    let personal = personal.replacen("code = \"TANUYEN\"", &contact, 1);
    fs::write(folder.join("ke-hoach.toml"), personal).unwrap();
    let at = folder.to_str().unwrap();
    let (code, out, error) = said(&tonghop(&["merge", at, "--period", "2022-Q1"]));
    assert!(code < 2, "{out}{error}");
    units_get_no_names(&folder);
    // The workbook for internal use has them, so that the test can fail.
    let inside = marks(&content(&folder.join("ket-qua/Tong-hop-2022-Q1.xlsx")));
    let shown = [
        1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 18, 19, 20, 22, 24, 25, 26, 27, 29, 30, 32, 34, 35, 36, 37, 38, 40, 41, 42,
        43, 44,
    ];
    let unseen: Vec<u32> = shown.into_iter().filter(|mark| !inside.contains(mark)).collect();
    assert!(unseen.is_empty(), "{unseen:?} of {inside:?}");
    let (code, out, error) = said(&tonghop(&["up", at, "--period", "2022-Q1"]));
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    assert_eq!(marks(&content(&folder.join("ket-qua/Gui-cap-tren-2022-Q1.xlsx"))), BTreeSet::new());
    for format in ["csv", "json"] {
        let to = folder.join(format);
        let (code, out, error) = said(&tonghop(&[
            "export",
            at,
            "--period",
            "2022-Q1",
            "--format",
            format,
            "--output",
            to.to_str().unwrap(),
        ]));
        assert!(code < 2, "{out}{error}");
        let mut found = BTreeSet::new();
        for entry in fs::read_dir(&to).unwrap() {
            found.extend(marks(&content(&entry.unwrap().path())));
        }
        // The notes beside figures are words of the officers, exported as such.
        assert_eq!(found, BTreeSet::from([3]), "{format}");
    }
}
