//! LibreOffice as oracle: it throws away every cached value of a workbook and computes anew. Its answers are compared
//! with the cached values, both read from the XML. A machine without LibreOffice fails these tests.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long LibreOffice may take for one workbook.
const LIMIT: Duration = Duration::from_secs(180);
/// Numbers closer than this, relatively, are the same.
const CLOSE: f64 = 1e-9;
/// Recalculate always, on loading.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"#;

/// Has LibreOffice compute the workbook anew; the result stands beside it as `….recalculated.xlsx`.
pub fn recalculate(workbook: &Path) -> PathBuf {
    let work = tempfile::Builder::new().prefix("tonghop-libreoffice-").tempdir().unwrap();
    let profile = work.path().join("profile/user");
    fs::create_dir_all(&profile).unwrap();
    fs::write(profile.join("registrymodifications.xcu"), SETTINGS).unwrap();
    let log = work.path().join("log");
    let uri = format!("file://{}", work.path().join("profile").to_string_lossy().replace(' ', "%20"));
    let mut command = Command::new("soffice");
    command
        .arg(format!("-env:UserInstallation={uri}"))
        .args(["--headless", "--norestore", "--nologo", "--nofirststartwizard"])
        .args(["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir"])
        .arg(work.path().join("out"))
        .arg(workbook)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        .stdout(File::create(&log).unwrap())
        .stderr(Stdio::null());
    run(&mut command);
    let made = work.path().join("out").join(workbook.with_extension("xlsx").file_name().unwrap());
    // soffice ends with 0 even on a file that it cannot load.
    let said = || fs::read_to_string(&log).unwrap_or_default();
    assert!(made.is_file(), "LibreOffice made nothing of {}: {}", workbook.display(), said());
    let target = workbook.with_extension("recalculated.xlsx");
    fs::copy(made, &target).unwrap();
    target
}

/// Runs to the end or to the time limit; then the process and those that it started are ended.
fn run(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut child = command.spawn().unwrap_or_else(|e| {
        panic!("these tests need LibreOffice Calc (`soffice` on the path; Debian: apt install libreoffice-calc): {e}")
    });
    let begin = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begin.elapsed() > LIMIT {
            #[cfg(unix)]
            let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", child.id())]).status();
            let _ = child.kill();
            let _ = child.wait();
            panic!("LibreOffice took longer than {} s", LIMIT.as_secs());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Recalculates and compares: how many formula cells, and where the answers differ.
pub fn compare(workbook: &Path) -> (usize, Vec<String>) {
    differences(workbook, &recalculate(workbook))
}

/// How many cells of `original` hold a formula, and those whose cached value is not the one in `recalculated`, each
/// as `sheet!cell formula cached libreoffice`.
pub fn differences(original: &Path, recalculated: &Path) -> (usize, Vec<String>) {
    let (ours, theirs) = (read(original), read(recalculated));
    let formulas = ours.iter().filter_map(|(place, cell)| cell.formula.as_ref().map(|formula| (place, cell, formula)));
    let mut count = 0;
    let mut found = Vec::new();
    for ((sheet, at), cell, formula) in formulas {
        count += 1;
        let answer = theirs.get(&(sheet.clone(), at.clone()));
        let computed = answer.is_some_and(|a| a.formula.is_some());
        if !computed || !answer.is_some_and(|a| same(&cell.value, &a.value)) {
            let answer = match answer {
                Some(a) if a.formula.is_some() => format!("{:?}", a.value),
                Some(a) => format!("no formula, {:?}", a.value),
                None => "no cell".to_owned(),
            };
            found.push(format!("{sheet}!{at} ={formula}  cached {:?}  LibreOffice {answer}", cell.value));
        }
    }
    (count, found)
}

/// A cell as it stands in the XML.
struct Found {
    formula: Option<String>,
    value: Stored,
}

/// A stored value with its type.
#[derive(Clone, Debug, PartialEq)]
enum Stored {
    Nothing,
    Number(f64),
    Text(String),
    Bool(bool),
    Error(String),
}

fn same(a: &Stored, b: &Stored) -> bool {
    match (a, b) {
        // The floor lets rounding noise around 0 be 0.
        (Stored::Number(a), Stored::Number(b)) => {
            a.is_finite() && b.is_finite() && (a - b).abs() <= CLOSE * a.abs().max(b.abs()).max(1e-6)
        }
        _ => a == b && *a != Stored::Nothing,
    }
}

/// Every cell of every sheet by sheet name and address.
fn read(path: &Path) -> BTreeMap<(String, String), Found> {
    let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).ok()?.read_to_string(&mut text).unwrap();
        Some(text)
    };
    let targets: BTreeMap<String, String> = elements(&part("xl/_rels/workbook.xml.rels").unwrap(), "Relationship")
        .map(|e| (e["Id"].clone(), e["Target"].trim_start_matches("/xl/").to_owned()))
        .collect();
    let strings = part("xl/sharedStrings.xml").map(|xml| shared(&xml)).unwrap_or_default();
    let mut cells = BTreeMap::new();
    for sheet in elements(&part("xl/workbook.xml").unwrap(), "sheet") {
        let xml = part(&format!("xl/{}", targets[&sheet["r:id"]])).unwrap();
        for (at, cell) in sheet_cells(&xml, &strings) {
            cells.insert((sheet["name"].clone(), at), cell);
        }
    }
    cells
}

/// The attributes of every element of this name.
fn elements(xml: &str, name: &str) -> impl Iterator<Item = BTreeMap<String, String>> {
    let mut found = Vec::new();
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(e) | Event::Empty(e) if local(&e) == name => found.push(attributes(&e)),
            Event::Eof => return found.into_iter(),
            _ => {}
        }
    }
}

fn attributes(element: &BytesStart) -> BTreeMap<String, String> {
    let pairs = element.attributes().map(|a| {
        let a = a.unwrap();
        let key: &str = a.key.as_ref();
        (key.to_owned(), quick_xml::escape::unescape(&a.value).unwrap().into_owned())
    });
    pairs.collect()
}

fn local(element: &BytesStart) -> String {
    let name = element.local_name();
    let name: &str = name.as_ref();
    name.to_owned()
}

/// The shared strings, runs joined.
fn shared(xml: &str) -> Vec<String> {
    let mut strings = Vec::new();
    let mut reader = Reader::from_str(xml);
    let mut inside = false;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(e) if local(&e) == "si" => strings.push(String::new()),
            Event::Empty(e) if local(&e) == "si" => strings.push(String::new()),
            Event::Start(e) => inside = local(&e) == "t",
            Event::End(_) => inside = false,
            Event::Eof => return strings,
            event if inside => push(strings.last_mut().unwrap(), &event),
            _ => {}
        }
    }
}

/// The cells of one sheet.
fn sheet_cells(xml: &str, strings: &[String]) -> Vec<(String, Found)> {
    let mut cells = Vec::new();
    let mut reader = Reader::from_str(xml);
    let mut cell = BTreeMap::new();
    let (mut field, mut formula, mut value) = (String::new(), None::<String>, None::<String>);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(e) => {
                field = local(&e);
                match field.as_str() {
                    "c" => (cell, formula, value) = (attributes(&e), None, None),
                    "f" => formula = Some(String::new()),
                    "v" | "t" => value = Some(value.unwrap_or_default()),
                    _ => {}
                }
            }
            Event::Empty(e) => match local(&e).as_str() {
                "f" => formula = Some(String::new()),
                "v" => value = Some(String::new()),
                _ => {}
            },
            Event::End(e) => {
                field.clear();
                if e.name().as_ref() == "c" {
                    let kind = cell.get("t").map_or("n", String::as_str);
                    let value = stored(kind, value.take(), strings);
                    cells.push((cell["r"].clone(), Found { formula: formula.take(), value }));
                }
            }
            Event::Eof => return cells,
            event => match field.as_str() {
                "f" => push(formula.as_mut().unwrap(), &event),
                "v" | "t" => push(value.as_mut().unwrap(), &event),
                _ => {}
            },
        }
    }
}

/// Adds text and references to a text.
fn push(text: &mut String, event: &Event) {
    match event {
        Event::Text(t) => text.push_str(&t.xml10_content()),
        Event::CData(t) => text.push_str(&t.xml10_content()),
        Event::GeneralRef(r) => match r.resolve_char_ref().unwrap() {
            Some(c) => text.push(c),
            None => text.push_str(&quick_xml::escape::unescape(&format!("&{};", r.xml10_content())).unwrap()),
        },
        _ => {}
    }
}

fn stored(kind: &str, value: Option<String>, strings: &[String]) -> Stored {
    match (kind, value) {
        ("str" | "inlineStr", value) => Stored::Text(decoded(&value.unwrap_or_default())),
        ("s", Some(value)) => Stored::Text(decoded(&strings[value.parse::<usize>().unwrap()])),
        ("b", Some(value)) => Stored::Bool(value == "1"),
        ("e", Some(value)) => Stored::Error(value),
        ("n", Some(value)) if !value.is_empty() => Stored::Number(value.parse().unwrap()),
        ("s" | "b" | "e" | "n", _) => Stored::Nothing,
        (kind, value) => panic!("unknown cell type {kind} of {value:?}"),
    }
}

/// `_x000A_` stands for a line end, and so on.
fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 6).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        match code.and_then(char::from_u32).filter(|_| rest[at + 6..].starts_with('_')) {
            Some(c) => {
                out.push(c);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out + rest
}

#[test]
fn escapes_are_decoded() {
    assert_eq!(decoded("a_x000A_b_x005F_x0041_ _x00 _xzzzz_"), "a\nb_x0041_ _x00 _xzzzz_");
}
