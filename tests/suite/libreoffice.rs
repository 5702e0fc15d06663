//! LibreOffice as an independent reference: it discards all cached values and recomputes, and the results are compared
//! cell by cell. A missing `soffice` fails the test; the README's test command installs it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Stored value of a cell: type (`n`, `str`, `b`, `e`) and text.
type Stored = (String, String);
/// Values by sheet name and address; the flag is true for formula cells.
type Cells = BTreeMap<(String, String), (Stored, bool)>;

/// Recompute always on loading, whatever program wrote the file.
const PROFILE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"#;

/// Recomputes a workbook with LibreOffice and saves it. Returns the folder (deleted when dropped) and the file.
pub(crate) fn recalculate(path: &Path) -> (TempDir, PathBuf) {
    recalculate_in(path, None)
}

/// Saves a workbook with LibreOffice's default settings: it keeps the stored values.
pub(crate) fn save(path: &Path) -> (TempDir, PathBuf) {
    convert(path, "", EXCEL)
}

/// Saves a workbook as [`save`] does, as "Office Open XML" instead of "Excel 2007-365".
pub(crate) fn save_as_open_xml(path: &Path) -> (TempDir, PathBuf) {
    convert(path, "", "xlsx:Calc Office Open XML")
}

/// What people choose to save for Excel.
const EXCEL: &str = "xlsx:Calc MS Excel 2007 XML";

/// As [`recalculate`], with the decimal sign and the dates of a locale such as `vi-VN`.
fn recalculate_in(path: &Path, locale: Option<&str>) -> (TempDir, PathBuf) {
    let setting = locale.map_or_else(String::new, |locale| {
        format!(
            r#"<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop></item></oor:items>"#
        )
    });
    let profile = if locale.is_some() { PROFILE.replace("</oor:items>", &setting) } else { PROFILE.to_string() };
    convert(path, &profile, EXCEL)
}

/// Saves a workbook in a format with a profile; an empty one has the default settings.
fn convert(path: &Path, profile: &str, format: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let user = folder.path().join("profile/user");
    fs::create_dir_all(&user).unwrap();
    if !profile.is_empty() {
        fs::write(user.join("registrymodifications.xcu"), profile).unwrap();
    }
    let out = folder.path().join("out");
    let status = Command::new("timeout")
        .args(["-k", "5", "180", "soffice"])
        .arg(format!("-env:UserInstallation=file://{}", folder.path().join("profile").display()))
        .args(["--headless", "--norestore", "--nologo", "--nofirststartwizard", "--convert-to", format, "--outdir"])
        .arg(&out)
        .arg(path)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the tests need LibreOffice (soffice) and timeout: run .ci/test, which installs them");
    let made = out.join(path.file_name().unwrap());
    // soffice exits with 0 for a file that it cannot load.
    assert!(made.exists(), "LibreOffice could not read {} ({status})", path.display());
    (folder, made)
}

/// Returns the results of all formulas in LibreOffice as text, by sheet and cell; a logical value is `TRUE` or `FALSE`.
pub(crate) fn results(path: &Path, locale: Option<&str>) -> BTreeMap<(String, String), String> {
    let (_folder, made) = recalculate_in(path, locale);
    let formulas = cells(&made).into_iter().filter(|(_, (_, is_formula))| *is_formula);
    let text = |(kind, text): Stored| match (kind.as_str(), text.as_str()) {
        ("b", "1") => "TRUE".to_string(),
        ("b", _) => "FALSE".to_string(),
        _ => text,
    };
    formulas.map(|(at, (stored, _))| (at, text(stored))).collect()
}

/// Prints workbooks with LibreOffice's default settings in one run. Returns the folder of the .pdf files.
pub(crate) fn print(files: &[PathBuf]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let done = Command::new("timeout")
        .args(["-k", "5", "900", "soffice"])
        .arg(format!("-env:UserInstallation=file://{}", folder.path().join("profile").display()))
        .args(["--headless", "--norestore", "--nologo", "--nofirststartwizard", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .args(files)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        .output()
        .expect("the tests need LibreOffice (soffice) and timeout: run .ci/test, which installs them");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{}: {said}", done.status);
    folder
}

/// Compares the cached value of every formula cell with LibreOffice's result. Returns their number and the differences.
pub(crate) fn compare(path: &Path) -> (usize, Vec<String>) {
    let (_folder, made) = recalculate(path);
    let (ours, theirs) = (cells(path), cells(&made));
    let mut compared = 0;
    let mut differences = Vec::new();
    for ((sheet, address), (value, _)) in ours.iter().filter(|(_, (_, formula))| *formula) {
        compared += 1;
        let other = theirs.get(&(sheet.clone(), address.clone())).map(|(v, _)| v.clone()).unwrap_or_default();
        if !same(value, &other) {
            differences.push(format!("{sheet}!{address}: cached {value:?}, LibreOffice {other:?}"));
        }
    }
    (compared, differences)
}

fn same(ours: &Stored, theirs: &Stored) -> bool {
    if ours == theirs || (ours.1.is_empty() && theirs.1.is_empty() && ours.0 != "n" && theirs.0 != "n") {
        return true;
    }
    // A logical value in a cell with its own number format is stored as 1 or 0.
    if ours.0 == "b" && theirs.0 == "n" {
        return ours.1 == theirs.1;
    }
    match (ours.0.as_str(), ours.1.parse::<f64>(), theirs.1.parse::<f64>()) {
        ("n", Ok(a), Ok(b)) if theirs.0 == "n" => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
        _ => false,
    }
}

fn part(archive: &mut zip::ZipArchive<fs::File>, name: &str) -> Option<String> {
    let mut text = String::new();
    archive.by_name(name).ok()?.read_to_string(&mut text).ok()?;
    Some(text)
}

fn attribute(tag: &quick_xml::events::BytesStart, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|a| a.key.as_ref() == name)?;
    Some(quick_xml::escape::unescape(&found.value).unwrap().into_owned())
}

/// Reads all stored values of a workbook from its XML, without a spreadsheet library.
pub(crate) fn cells(path: &Path) -> Cells {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let strings = part(&mut archive, "xl/sharedStrings.xml").map(|x| shared(&x)).unwrap_or_default();
    let book = part(&mut archive, "xl/workbook.xml").unwrap();
    let relations = part(&mut archive, "xl/_rels/workbook.xml.rels").unwrap();
    let targets: BTreeMap<String, String> = tags(&relations, "Relationship")
        .iter()
        .filter_map(|t| Some((attribute(t, "Id")?, attribute(t, "Target")?)))
        .collect();
    let mut out = Cells::new();
    for tag in tags(&book, "sheet") {
        let (name, id) = (attribute(&tag, "name").unwrap(), attribute(&tag, "r:id").unwrap());
        let target = targets[&id].trim_start_matches("/xl/").to_string();
        let xml = part(&mut archive, &format!("xl/{target}")).unwrap();
        read_sheet(&name, &xml, &strings, &mut out);
    }
    out
}

fn tags(xml: &str, name: &str) -> Vec<quick_xml::events::BytesStart<'static>> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut out = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(t) | Event::Empty(t) if t.name().as_ref() == name => out.push(t.into_owned()),
            Event::Eof => return out,
            _ => {}
        }
    }
}

fn text_of(event: &quick_xml::events::Event) -> String {
    use quick_xml::events::Event;
    match event {
        Event::Text(t) => t.to_string(),
        Event::CData(t) => t.to_string(),
        Event::GeneralRef(r) => {
            let name = r.to_string();
            quick_xml::escape::unescape(&format!("&{name};")).unwrap().into_owned()
        }
        _ => String::new(),
    }
}

fn shared(xml: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut out, mut inside) = (Vec::new(), false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(t) if t.name().as_ref() == "si" => out.push(String::new()),
            Event::Start(t) if t.name().as_ref() == "t" => inside = true,
            Event::End(t) if t.name().as_ref() == "t" => inside = false,
            Event::Eof => return out,
            event if inside => out.last_mut().unwrap().push_str(&text_of(&event)),
            _ => {}
        }
    }
}

fn read_sheet(name: &str, xml: &str, strings: &[String], out: &mut Cells) {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut address, mut kind, mut text, mut formula, mut inside) =
        (String::new(), String::new(), String::new(), false, false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(t) if t.name().as_ref() == "c" => {
                address = attribute(&t, "r").unwrap();
                kind = attribute(&t, "t").unwrap_or_else(|| "n".to_string());
                (text, formula) = (String::new(), false);
            }
            Event::Start(t) | Event::Empty(t) if t.name().as_ref() == "f" => formula = true,
            Event::Start(t) if matches!(t.name().as_ref(), "v" | "t") => inside = true,
            Event::End(t) if matches!(t.name().as_ref(), "v" | "t") => inside = false,
            Event::End(t) if t.name().as_ref() == "c" => {
                let value = match kind.as_str() {
                    "s" => ("str".to_string(), strings[text.parse::<usize>().unwrap()].clone()),
                    "inlineStr" => ("str".to_string(), text.clone()),
                    _ => (kind.clone(), text.clone()),
                };
                out.insert((name.to_string(), address.clone()), (value, formula));
            }
            Event::Eof => return,
            event if inside => text.push_str(&text_of(&event)),
            _ => {}
        }
    }
}
