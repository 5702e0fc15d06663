//! Every number fits into its column; otherwise Excel shows `####`. Character widths come from the font's own tables,
//! columns and styles from the file. No code of the program measures here.

use crate::merge::{said, tonghop};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use tonghop::model::period::Period;
use tonghop::{consolidate, engine, pipeline, system, write};

/// Parts of a cell's style that affect its width.
#[derive(Clone, Debug, Default)]
pub(crate) struct Look {
    /// Number format; empty for General.
    pub number: String,
    size: f64,
    bold: bool,
    indent: f64,
}

/// A stored cell.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stored {
    /// `n`, `b`, `s`, `str`, `e`.
    pub kind: String,
    /// True if it has a formula.
    pub formula: bool,
    value: String,
    /// Its style.
    pub style: Look,
}

/// Row and column, from 1.
type Place = (u32, u32);

/// A stored sheet.
#[derive(Default)]
pub(crate) struct Sheet {
    /// Name.
    pub name: String,
    /// Cells.
    pub cells: BTreeMap<Place, Stored>,
    /// Areas of conditional formats: top, left, bottom, right.
    pub conditions: Vec<(u32, u32, u32, u32)>,
    merges: Vec<(u32, u32, u32, u32)>,
    /// Width in pixels by column.
    columns: BTreeMap<u32, f64>,
}

fn place(text: &str) -> Place {
    let letters = text.chars().take_while(char::is_ascii_alphabetic);
    let column = letters.fold(0, |all, c| all * 26 + u32::from(c as u8 - b'A') + 1);
    (text.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().unwrap(), column)
}

fn areas(text: &str) -> Vec<(u32, u32, u32, u32)> {
    let area = |part: &str| {
        let (first, last) = part.split_once(':').unwrap_or((part, part));
        let ((top, left), (bottom, right)) = (place(first), place(last));
        (top, left, bottom, right)
    };
    text.split(' ').map(area).collect()
}

/// Reads the sheets of a workbook from its XML, without a spreadsheet library.
pub(crate) fn sheets(path: &Path) -> Vec<Sheet> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let styles = looks(&part("xl/styles.xml"));
    let book = part("xl/workbook.xml");
    let book = tags(&book);
    let names: Vec<String> = book.iter().filter(|t| t.name == "sheet").map(|t| t.get("name")).collect();
    names
        .iter()
        .enumerate()
        .map(|(i, name)| sheet(name, &part(&format!("xl/worksheets/sheet{}.xml", i + 1)), &styles))
        .collect()
}

/// A start tag with its attributes, and the text after it.
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
}

impl Tag {
    fn get(&self, name: &str) -> String {
        self.attributes.get(name).cloned().unwrap_or_default()
    }
}

fn tags(xml: &str) -> Vec<Tag> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut out: Vec<Tag> = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(t) | Event::Empty(t) => {
                let attributes = t
                    .attributes()
                    .flatten()
                    .map(|a| (a.key.as_ref().to_string(), quick_xml::escape::unescape(&a.value).unwrap().into_owned()));
                let name = t.local_name().as_ref().to_string();
                out.push(Tag { name, attributes: attributes.collect(), text: String::new() });
            }
            Event::Text(t) => {
                if let Some(last) = out.last_mut() {
                    last.text.push_str(&t);
                }
            }
            Event::Eof => return out,
            _ => {}
        }
    }
}

/// Returns the styles by the index that cells use.
fn looks(xml: &str) -> Vec<Look> {
    let mut formats = BTreeMap::new();
    let (mut fonts, mut out): (Vec<(f64, bool)>, Vec<Look>) = (Vec::new(), Vec::new());
    let mut part = String::new();
    for tag in tags(xml) {
        match (part.as_str(), tag.name.as_str()) {
            (_, "fonts" | "fills" | "borders" | "cellStyleXfs" | "cellXfs" | "cellStyles" | "dxfs") => part = tag.name,
            (_, "numFmt") => drop(formats.insert(tag.get("numFmtId"), tag.get("formatCode"))),
            ("fonts", "font") => fonts.push((11.0, false)),
            ("fonts", "sz") => fonts.last_mut().unwrap().0 = tag.get("val").parse().unwrap(),
            ("fonts", "b") => fonts.last_mut().unwrap().1 = tag.get("val") != "0",
            ("cellXfs", "xf") => {
                let (size, bold) = fonts[tag.get("fontId").parse::<usize>().unwrap()];
                let id = tag.get("numFmtId");
                let built_in = || match id.as_str() {
                    "0" => String::new(),
                    "14" => "dd/mm/yyyy".to_string(),
                    "49" => "@".to_string(),
                    other => panic!("number format {other}"),
                };
                let number = formats.get(&id).cloned().unwrap_or_else(built_in);
                out.push(Look { number, size, bold, indent: 0.0 });
            }
            ("cellXfs", "alignment") => {
                out.last_mut().unwrap().indent = tag.get("indent").parse().unwrap_or(0.0);
            }
            _ => {}
        }
    }
    out
}

fn sheet(name: &str, xml: &str, styles: &[Look]) -> Sheet {
    let mut sheet = Sheet { name: name.to_string(), ..Sheet::default() };
    let mut at = (0, 0);
    for tag in tags(xml) {
        match tag.name.as_str() {
            "col" => {
                let width: f64 = tag.get("width").parse().unwrap();
                for column in tag.get("min").parse().unwrap()..=tag.get("max").parse::<u32>().unwrap().min(2000) {
                    sheet.columns.insert(column, (width * 7.0).round());
                }
            }
            "c" => {
                at = place(&tag.get("r"));
                let kind = tag.attributes.get("t").cloned().unwrap_or_else(|| "n".into());
                let style = styles[tag.get("s").parse::<usize>().unwrap_or(0)].clone();
                sheet.cells.insert(at, Stored { kind, style, ..Stored::default() });
            }
            "f" if at != (0, 0) => sheet.cells.get_mut(&at).unwrap().formula = true,
            "v" => sheet.cells.get_mut(&at).unwrap().value = tag.text,
            "mergeCell" => sheet.merges.extend(areas(&tag.get("ref"))),
            // Conditional formats of newer Excel versions are extensions of these.
            "conditionalFormatting" if tag.attributes.contains_key("sqref") => {
                sheet.conditions.extend(areas(&tag.get("sqref")))
            }
            "sheetData" | "dataValidations" => at = (0, 0),
            _ => {}
        }
    }
    sheet
}

/// Formats a number; `_` is the space of a bracket.
fn shown(number: f64, format: &str) -> String {
    let first = format.split(';').next().unwrap();
    let (first, tail) = (first.trim_end_matches("_)"), if first.ends_with("_)") { "_" } else { "" });
    let minus = if number < 0.0 { "-" } else { "" };
    let grouped = |size: f64| {
        let digits = format!("{size:.0}");
        let groups: Vec<&[u8]> = digits.as_bytes().rchunks(3).rev().collect();
        groups.iter().map(|g| std::str::from_utf8(g).unwrap()).collect::<Vec<_>>().join(",")
    };
    let size = number.abs();
    match first {
        // The digits that General cannot drop: the whole part, up to eleven digits.
        "" | "@" if size < 1e11 => format!("{minus}{:.0}", size.trunc()),
        "" | "@" => format!("{minus}1.23457E+13"),
        "#,##0" => format!("{minus}{}{tail}", grouped(size)),
        "#,##0.0" | "#,##0.00" | "#,##0.000" | "+#,##0.0" => {
            let plus = if first.starts_with('+') { "+" } else { "" };
            let decimals = first.len() - plus.len() - "#,##0.".len();
            let digits = format!("{size:.decimals$}");
            let (whole, fraction) = digits.split_once('.').unwrap();
            format!("{plus}{minus}{}.{fraction}{tail}", grouped(whole.parse().unwrap()))
        }
        "\"/ \"#,##0" => format!("{minus}/ {}", grouped(size)),
        "\"/ \"0.0%" => format!("{minus}/ {:.1}%", size * 100.0),
        "0.0%" => format!("{minus}{:.1}%{tail}", size * 100.0),
        "0.00" => format!("{minus}{size:.2}{tail}"),
        "dd/mm/yyyy" => "31/12/2021".to_string(),
        other => panic!("a number format without a measure: {other}"),
    }
}

/// Widths of Times New Roman (and Liberation Serif) in 2048ths of the font size: hdmx and hmtx of the fonts agree for
/// digits.
fn width(text: &str, bold: bool) -> f64 {
    let units = |c: char| match c {
        '0'..='9' => 1024.0,
        ',' | '.' | ' ' => 512.0,
        '-' | '_' => 682.0,
        '/' => 569.0,
        '%' if bold => 2048.0,
        '%' => 1706.0,
        'E' => 1366.0,
        '+' => 1167.0,
        other => panic!("a letter without a width: {other}"),
    };
    text.chars().map(units).sum::<f64>() / 2048.0
}

/// Returns the number of numbers measured, and those that are wider than their columns.
fn too_wide(cells: &Sheet, columns: &Sheet) -> (usize, Vec<String>) {
    let (mut measured, mut out) = (0, Vec::new());
    for (at, cell) in cells.cells.iter().filter(|(_, c)| c.kind == "n" && !c.value.is_empty()) {
        let style = &cell.style;
        let text = shown(cell.value.parse().unwrap(), &style.number);
        // An indent is three spaces of the standard font, 11 points; two pixels are for grid line and edge.
        let indent = style.indent * 3.0 * 0.25 * 11.0 * 96.0 / 72.0;
        let needs = width(&text, style.bold) * style.size * 96.0 / 72.0 + indent + 2.0;
        let right = cells.merges.iter().find(|m| (m.0, m.1) == *at).map_or(at.1, |m| m.3);
        let has: f64 = (at.1..=right).map(|c| columns.columns.get(&c).copied().unwrap_or(64.0)).sum();
        measured += 1;
        if needs > has {
            out.push(format!("{}!{at:?}: '{text}' takes {needs:.0} pixels of {has}", cells.name));
        }
    }
    (measured, out)
}

fn fits(path: &Path) -> usize {
    let found: Vec<_> = sheets(path).iter().map(|s| too_wide(s, s)).collect();
    let wide: Vec<&String> = found.iter().flat_map(|(_, wide)| wide).collect();
    assert!(wide.is_empty(), "{}: {} numbers\n{wide:#?}", path.display(), wide.len());
    found.iter().map(|(measured, _)| measured).sum()
}

/// Fills a form by its number formats: a figure in every integer cell, an amount of money where the unit of measure is
/// one.
const FILL: &str = r#"
import sys,glob,os,datetime,warnings,openpyxl
warnings.simplefilter('ignore')
folder,to,figure,money,many=sys.argv[1:]
for path in sorted(glob.glob(folder+'/*.xlsx'))[:int(many)]:
    book=openpyxl.load_workbook(path); s=book.worksheets[0]; table=False
    for r in range(1,s.max_row+1):
        if s.cell(r,3).value=='Mã số': table=True; continue
        for c in range(1,8):
            if not table and s.cell(r,c).value=='Ngày gửi':
                at=next(k for k in range(c+1,9) if type(s.cell(r,k)).__name__!='MergedCell')
                s.cell(r,at).value=datetime.date(2021,9,30)
        cell=s.cell(r,5)
        if table and s.cell(r,3).value and '#,##0' in cell.number_format:
            cell.value=int(money) if s.cell(r,4).value=='đồng' else int(figure)
    book.save(os.path.join(to,os.path.basename(path)))
"#;

/// Creates a campaign of a template with quotas and figures of any size, whose rules only warn: figures by units and
/// periods.
fn made(template: &str, figures: &[(&str, i64)], money: i64, quota: i64, units: usize) -> (tempfile::TempDir, PathBuf) {
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("đợt");
    let path = folder.to_str().unwrap();
    assert_eq!(said(&tonghop(&["init", path, "--template", template, "--text"])).0, 0);
    let plan = fs::read_to_string(folder.join("ke-hoach.toml")).unwrap();
    let plan = plan.replace("severity = \"error\"", "severity = \"warning\"");
    fs::write(folder.join("ke-hoach.toml"), plan).unwrap();
    let annex = fs::read_to_string(folder.join("phu-luc.tsv")).unwrap();
    // Figures of the annex start in the third column, with a dot between groups of three digits.
    let larger = |text: &str| match text.replace('.', "").parse::<i64>() {
        Ok(figure) => (figure * quota).to_string(),
        Err(_) => text.to_string(),
    };
    let line = |line: &str| {
        let cells = line.split('\t').enumerate().map(|(c, t)| if c > 1 { larger(t) } else { t.to_string() });
        cells.collect::<Vec<_>>().join("\t")
    };
    fs::write(folder.join("phu-luc.tsv"), annex.lines().map(line).collect::<Vec<_>>().join("\n")).unwrap();
    for (period, figure) in figures {
        let (code, _, error) = said(&tonghop(&["forms", path, "--period", period]));
        assert_eq!(code, 0, "{error}");
        let to = folder.join("tra-loi").join(period);
        fs::create_dir_all(&to).unwrap();
        let python = Command::new("/usr/bin/python3")
            .args(["-c", FILL])
            .args([folder.join("bieu-mau").join(period), to])
            .args([figure.to_string(), money.to_string(), units.to_string()])
            .output()
            .unwrap();
        assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    }
    (keep, folder)
}

/// Trees of Lâm Đồng's districts in two half-years, some millions times a factor.
pub(crate) fn campaign_2209(factor: i64) -> (tempfile::TempDir, PathBuf) {
    let figures = [("2021-H1", 3_456_789 * factor), ("2021-H2", 2_345_678 * factor)];
    made("2209-kh-ubnd", &figures, 0, factor, 6)
}

/// Millions of members, and money of fourteen digits.
fn campaign_277() -> (tempfile::TempDir, PathBuf) {
    let figures = [("2021-Q3", 1_234_567), ("2021-Q4", 2_345_678)];
    made("277-kh-ldld", &figures, 98_765_432_101_234, 10_000, 5)
}

/// Returns the workbook merged for one period, with another selected in it.
pub(crate) fn chosen(folder: &Path, merged: &str, period: &str) -> Vec<u8> {
    let (folder, merged, period): (_, Period, Period) =
        (folder.to_path_buf(), merged.parse().unwrap(), period.parse().unwrap());
    let work = move || {
        let disk = system::OsSystem::start();
        let plan = pipeline::campaign(&disk, &folder).unwrap();
        let ledger = pipeline::select_ledger(&disk, &folder, &plan, merged).unwrap().unwrap();
        let mut book = consolidate::book(&plan, &ledger).unwrap();
        consolidate::choose(&mut book, period);
        engine::fill(&mut book).unwrap();
        write::workbook(&book).unwrap()
    };
    thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap()
}

/// Checks all output of a campaign: forms sent, the merged workbook in each selectable period, the roll-up.
fn all_fit(folder: &Path, first: &str, last: &str) {
    let path = folder.to_str().unwrap();
    for period in [first, last] {
        for form in fs::read_dir(folder.join("tra-loi").join(period)).unwrap() {
            assert!(fits(&form.unwrap().path()) > 20);
        }
    }
    let (code, out, error) = said(&tonghop(&["merge", path, "--period", last]));
    assert_eq!(code, 0, "{out}{error}");
    let merged = folder.join(format!("ket-qua/Tong-hop-{last}.xlsx"));
    assert!(fits(&merged) > 1_000);
    let audited = said(&tonghop(&["audit", merged.to_str().unwrap()]));
    assert_eq!(audited.0, 0, "{audited:?}");
    let earlier = folder.join("ket-qua/khac.xlsx");
    fs::write(&earlier, chosen(folder, last, first)).unwrap();
    let wide: Vec<String> =
        sheets(&earlier).iter().zip(&sheets(&merged)).flat_map(|(now, kept)| too_wide(now, kept).1).collect();
    assert!(wide.is_empty(), "{} numbers after choosing {first}\n{wide:#?}", wide.len());
    assert_eq!(said(&tonghop(&["up", path, "--period", last])).0, 0);
    assert!(fits(&folder.join(format!("ket-qua/Gui-cap-tren-{last}.xlsx"))) > 1_000);
    // The next form shows the progress so far.
    assert_eq!(said(&tonghop(&["forms", path])).0, 0);
    let forms = fs::read_dir(folder.join("bieu-mau")).unwrap().map(|e| e.unwrap().path()).max().unwrap();
    for form in fs::read_dir(forms).unwrap() {
        fits(&form.unwrap().path());
    }
}

#[test]
fn millions_of_members_and_fourteen_digit_money_fit() {
    let (_keep, folder) = campaign_277();
    all_fit(&folder, "2021-Q3", "2021-Q4");
}

#[test]
fn millions_of_trees_fit() {
    let (_keep, folder) = campaign_2209(1);
    all_fit(&folder, "2021-H1", "2021-H2");
}

#[test]
fn fourteen_digit_figures_fit_everywhere() {
    let (_keep, folder) = campaign_2209(1_000_000);
    all_fit(&folder, "2021-H1", "2021-H2");
}

/// Plan and annex as Excel users get them, and the sample, whose figures are small.
#[test]
fn plan_annex_and_sample_fit() {
    let keep = tempfile::tempdir().unwrap();
    for template in ["277-kh-ldld", "2209-kh-ubnd"] {
        let folder = keep.path().join(template);
        assert_eq!(said(&tonghop(&["init", folder.to_str().unwrap(), "--template", template])).0, 0);
        for file in ["ke-hoach.xlsx", "phu-luc.xlsx"] {
            fits(&folder.join(file));
        }
    }
    let (_sample, folder) = crate::merge::campaign(&["2021-Q3", "2021-Q4", "2022-Q1"]);
    assert_eq!(said(&tonghop(&["merge", folder.to_str().unwrap(), "--period", "2022-Q1"])).0, 1);
    let merged = folder.join("ket-qua/Tong-hop-2022-Q1.xlsx");
    assert!(fits(&merged) > 1_000);
    // Nothing is too wide in the sample, so its columns have their default widths: a margin of 10 pixels, four blocks of
    // 100 + 90 + 90, three gaps of 19. A screen of 1,366 pixels shows them beside row numbers and bar.
    let all = sheets(&merged);
    let overview = &all[0];
    assert_eq!(overview.name, "Tổng quan");
    assert!((overview.columns[&2] - 100.0).abs() <= 1.0, "{}", overview.columns[&2]);
    let printed: f64 = (1..=16).map(|column| overview.columns[&column]).sum();
    assert!((printed - 1_187.0).abs() <= 4.0, "{printed}");
}
