//! No code of the program where a person reads: a period is "Quý I/2022", never 2022-Q1 or Q1/2022; an indicator has its
//! label, never its name in formulas; no {name} is left in a text. A code is only in what users type, and in names of files.

use crate::merge::{campaign, said, tonghop};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Sheets that show names and formulas to authors and auditors.
const FORMULA_SHEETS: [&str; 3] = ["Công thức", "Số liệu", "Kiểm tra"];

/// Returns true for `2022-Q1`, `2022-H1`, `2022-T03`, `Q1/2022`, `H1/2022`, `T3/2022`.
fn is_period_code(word: &str) -> bool {
    let is_year = |text: &str| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    let is_part = |text: &str| {
        text.starts_with(['Q', 'H', 'T']) && text.len() > 1 && text[1..].bytes().all(|b| b.is_ascii_digit())
    };
    let pair = word.split_once('-').or_else(|| word.split_once('/').map(|(part, year)| (year, part)));
    pair.is_some_and(|(year, part)| is_year(year) && is_part(part))
}

/// Returns true for a name in formulas: small letters and digits without accents, with an underscore.
fn is_name(word: &str) -> bool {
    word.contains('_')
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Returns the codes in a text. What follows `--period` is typed by the user.
fn codes(text: &str, has_names: bool) -> Vec<String> {
    let is_edge = |c: char| c.is_whitespace() || ",;:()[]“”\"'«»·…".contains(c);
    let mut found = Vec::new();
    let mut before = "";
    for word in text.split(is_edge).map(|word| word.trim_end_matches('.')).filter(|word| !word.is_empty()) {
        let is_typed = before == "--period";
        before = word;
        if is_period_code(word) && !is_typed || is_name(word) && !has_names || word.contains(['{', '}']) {
            found.push(word.to_string());
        }
    }
    found
}

#[test]
fn codes_are_known_by_their_shape() {
    let text =
        "Còn lỗi Q4/2021, (2022-H1): {so_loi} kn_luy_ke; tra-loi/2022-Q1/BM01_2022-Q1_TP.xlsx --period 2022-Q1 01/2022";
    assert_eq!(codes(text, false), ["Q4/2021", "2022-H1", "{so_loi}", "kn_luy_ke"]);
    assert_eq!(codes("Quý I/2022, 15/10/2021, 277/KH-LĐLĐ, ket_qua", true), Vec::<String>::new());
}

fn plain(text: &str) -> String {
    let mut out = text.to_string();
    for (entity, sign) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
        out = out.replace(entity, sign);
    }
    out
}

/// Returns the texts between the tags of an element, such as all `t` of a shared string.
fn between<'x>(xml: &'x str, tag: &str) -> Vec<&'x str> {
    let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
    let mut out = Vec::new();
    for piece in xml.split(open.as_str()).skip(1) {
        // Not an element whose name only begins alike.
        if !piece.starts_with(['>', ' ']) {
            continue;
        }
        let Some((head, rest)) = piece.split_once('>') else { continue };
        if !head.ends_with('/') {
            out.push(rest.split_once(close.as_str()).map_or(rest, |(content, _)| content));
        }
    }
    out
}

fn package(file: &Path) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let mut out = BTreeMap::new();
    for index in 0..zip.len() {
        let mut part = zip.by_index(index).unwrap();
        let (name, mut bytes) = (part.name().unwrap().to_string(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        out.insert(name, String::from_utf8_lossy(&bytes).into_owned());
    }
    out
}

/// Returns the texts of the cells of a workbook with their sheet and cell: typed ones and results of formulas.
fn cells(file: &Path) -> Vec<(String, String, String)> {
    let parts = package(file);
    let part = |name: &str| parts.get(name).map_or("", String::as_str);
    let joined = |xml: &str| between(xml, "t").into_iter().map(plain).collect::<String>();
    let shared: Vec<String> = between(part("xl/sharedStrings.xml"), "si").into_iter().map(joined).collect();
    let mut out = Vec::new();
    for (index, sheet) in part("xl/workbook.xml").split("<sheet ").skip(1).enumerate() {
        let name = plain(sheet.split("name=\"").nth(1).unwrap().split('"').next().unwrap());
        let xml = part(&format!("xl/worksheets/sheet{}.xml", index + 1));
        for cell in xml.split("<c ").skip(1) {
            let (head, rest) = cell.split_once('>').unwrap();
            let body = rest.split("</c>").next().unwrap_or_default();
            let value = between(body, "v").first().map(|value| plain(value)).unwrap_or_default();
            let text = if head.contains("t=\"s\"") {
                shared[value.parse::<usize>().unwrap()].clone()
            } else if head.contains("t=\"str\"") {
                value
            } else {
                continue;
            };
            out.push((name.clone(), head.split('"').nth(1).unwrap().to_string(), text));
        }
    }
    out
}

/// Returns the codes in a workbook. Columns from AA on hold cells that others read, outside the print.
fn in_workbook(file: &Path) -> Vec<String> {
    let texts = cells(file);
    assert!(texts.len() > 50, "{}: {}", file.display(), texts.len());
    let mut found = Vec::new();
    for (sheet, cell, text) in texts {
        if sheet == "Công thức" {
            continue;
        }
        let is_helper = cell.bytes().take_while(u8::is_ascii_alphabetic).count() > 1;
        // The reference sheet of a form names its rows for those who read formulas.
        let has_names = is_helper || FORMULA_SHEETS.contains(&sheet.as_str()) || sheet == "Đối chiếu";
        found.extend(codes(&text, has_names).into_iter().map(|code| format!("{sheet}!{cell} {code}: {text}")));
    }
    found
}

/// Returns the codes in all files that the program wrote below a folder.
fn in_files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = ["ket-qua", "bieu-mau", "phan-hoi"].map(|name| folder.join(name)).into();
    let mut kinds = BTreeMap::new();
    while let Some(path) = open.pop() {
        // Returns in a published copy are the units' own.
        if path.ends_with("tra-loi") {
            continue;
        }
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let kind = path.extension().map(|kind| kind.to_string_lossy().into_owned()).unwrap_or_default();
        let own = match kind.as_str() {
            "xlsx" => in_workbook(&path),
            "docx" => {
                let parts = package(&path);
                let text: Vec<String> = between(&parts["word/document.xml"], "w:t").into_iter().map(plain).collect();
                codes(&text.join(" "), false)
            }
            "eml" => {
                let bytes = fs::read(&path).unwrap();
                let mail = mail_parser::MessageParser::default().parse(&bytes).unwrap();
                codes(&format!("{}\n{}", mail.subject().unwrap(), mail.body_text(0).unwrap()), false)
            }
            "txt" => codes(&fs::read_to_string(&path).unwrap(), false),
            _ => continue,
        };
        *kinds.entry(kind).or_insert(0) += 1;
        found.extend(own.into_iter().map(|code| format!("{}: {code}", path.display())));
    }
    for kind in ["xlsx", "docx", "eml", "txt"] {
        assert!(kinds.get(kind).is_some_and(|count| *count > 0), "no {kind}: {kinds:?}");
    }
    found
}

/// Runs a command in both languages and adds the codes on its screen.
fn on_screen(arguments: &[&str], has_names: bool, found: &mut Vec<String>) {
    for lang in ["vi", "en"] {
        let words = [&["--lang", lang], arguments].concat();
        let (code, out, error) = said(&tonghop(&words));
        assert!(code < 2, "{words:?}: {out}{error}");
        let own = codes(&format!("{out}\n{error}"), has_names);
        found.extend(own.into_iter().map(|code| format!("{words:?}: {code} in\n{out}{error}")));
    }
}

#[test]
fn sample_shows_no_codes_to_people() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4", "2022-Q1"]);
    let path = folder.to_str().unwrap();
    let mut found = Vec::new();
    let result = folder.join("ket-qua/Tong-hop-2022-Q1.xlsx");
    let inbox = folder.join("tra-loi/2021-Q4");
    for arguments in [
        &["merge", path, "-v"][..],
        &["merge", path, "--period", "2022-H1"],
        &["merge", path, "--period", "all"],
        &["forms", path, "--mail"],
        &["check", inbox.to_str().unwrap()],
        &["status", path],
        &["status", path, "--period", "2021-Q4"],
        &["feedback", path, "--period", "2021-Q4", "--today", "2022-02-01"],
        &["report", path],
        &["up", path],
        &["audit", result.to_str().unwrap()],
    ] {
        on_screen(arguments, false, &mut found);
    }
    // A period is published once.
    let (code, out, error) = said(&tonghop(&["publish", path, "--period", "2021-Q3"]));
    assert!(code < 2 && codes(&out, false).is_empty(), "{out}{error}");
    for asked in ["R22", "K11", "D01", "mã 24", "kn_luy_ke"] {
        on_screen(&["-C", path, "explain", asked, "--unit", "TP"], true, &mut found);
    }
    on_screen(&["merge", path], false, &mut found);
    found.extend(in_files(&folder));
    assert!(found.is_empty(), "{}\n{:#?}", found.len(), &found[..found.len().min(40)]);
}

#[test]
fn half_year_plan_shows_no_codes_to_people() {
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("trồng cây");
    let path = folder.to_str().unwrap();
    assert_eq!(said(&tonghop(&["init", path, "--template", "2209-kh-ubnd"])).0, 0);
    assert_eq!(said(&tonghop(&["forms", path])).0, 0);
    fs::create_dir_all(folder.join("tra-loi/2021-H1")).unwrap();
    for (unit, slip) in [("DALAT", 0), ("DONDUONG", 1)] {
        crate::second::fill(&folder, "2021-H1", unit, [90_000, 10_000, 40_000, 20_000], 160_000, slip);
    }
    let mut found = Vec::new();
    for arguments in [
        &["merge", path, "-v"][..],
        &["merge", path, "--period", "2021"],
        &["forms", path, "--period", "2021-H2", "--mail"],
        &["status", path],
        &["feedback", path, "--today", "2021-08-01"],
        &["report", path],
        &["up", path],
        &["check", path],
    ] {
        on_screen(arguments, false, &mut found);
    }
    found.extend(in_files(&folder));
    assert!(found.is_empty(), "{}\n{:#?}", found.len(), &found[..found.len().min(40)]);
}

/// The forms of a quarterly plan are quarterly, and so is what goes back to the units.
#[test]
fn feedback_of_another_span_says_what_to_write() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    for (lang, words) in [
        ("vi", "làm theo quý, không có biểu 6 tháng đầu năm 2022. Hãy ghi như 2021-Q3"),
        ("en", "are of one quarter; there is none of first half of 2022. Write it like 2021-Q3"),
    ] {
        let (code, out, error) = said(&tonghop(&["--lang", lang, "feedback", path, "--period", "2022-H1"]));
        let error = error.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(code == 2 && error.contains(words), "{out}{error}");
    }
}
