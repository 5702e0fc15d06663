//! A text with differently formatted pieces is never read as one: a footnote mark is not a digit of the figure before
//! it, in every format.

use crate::formats::{converted, one, plan};
use crate::merge::sample;
use proptest::prelude::*;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use tonghop::grid::pieces::PieceMark::{self, Hidden, Plain, StruckOut, Subscript, Superscript};
use tonghop::grid::{RawValue, open};
use tonghop::limits::Limits;
use tonghop::model::amount::Amount;
use zip::write::SimpleFileOptions;

type Runs<'r> = [(PieceMark, &'r str)];

fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, body) in parts {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(body).unwrap();
    }
    out.finish().unwrap().into_inner()
}

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn relations(all: &[(&str, &str, &str)]) -> Vec<u8> {
    let one = |(id, kind, target): &(&str, &str, &str)| {
        format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
    };
    let head = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#;
    format!("{head}{}</Relationships>", all.iter().map(one).collect::<String>()).into_bytes()
}

/// Runs as in .xlsx, with phonetic text, which is not part of the text.
fn xlsx_runs(runs: &Runs) -> String {
    let one = |(mark, text): &(PieceMark, &str)| {
        let look = match mark {
            Superscript => r#"<vertAlign val="superscript"/>"#,
            Subscript => r#"<vertAlign val="subscript"/>"#,
            StruckOut => "<strike/>",
            _ => r#"<strike val="0"/>"#,
        };
        format!(r#"<r><rPr>{look}</rPr><t xml:space="preserve">{text}</t></r>"#)
    };
    runs.iter().map(one).collect::<String>() + r#"<rPh sb="0" eb="1"><t>99</t></rPh>"#
}

/// `odd` adds a comment, which only the reader crate supports.
fn xlsx(runs: &Runs, is_shared: bool, odd: bool) -> Vec<u8> {
    let main = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;
    let text = xlsx_runs(runs);
    let cell = match is_shared {
        true => r#"<c r="A1" t="s"><v>1</v></c>"#.to_string(),
        false => format!(r#"<c r="A1" t="inlineStr"><is>{text}</is></c>"#),
    };
    let odd = if odd { "<!-- odd -->" } else { "" };
    zipped(&[
        ("_rels/.rels", relations(&[("r", "officeDocument", "xl/workbook.xml")])),
        (
            "xl/_rels/workbook.xml.rels",
            relations(&[
                ("r1", "worksheet", "worksheets/sheet1.xml"),
                ("r2", "sharedStrings", "sharedStrings.xml"),
                ("r3", "styles", "styles.xml"),
            ]),
        ),
        (
            "xl/workbook.xml",
            format!(r#"<workbook {main} xmlns:r="{OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#)
                .into(),
        ),
        ("xl/styles.xml", format!("<styleSheet {main}><cellXfs><xf/></cellXfs></styleSheet>").into()),
        ("xl/sharedStrings.xml", format!("<sst {main}><si><t>x</t></si><si>{text}</si></sst>").into()),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet {main}>{odd}<sheetData><row r="1">{cell}</row></sheetData></worksheet>"#).into(),
        ),
    ])
}

fn ods(runs: &Runs) -> Vec<u8> {
    let style = |name: &str, look: &str| {
        format!(r#"<style:style style:name="{name}" style:family="text"><style:text-properties {look}/></style:style>"#)
    };
    let span =
        |(mark, text): &(PieceMark, &str)| format!(r#"<text:span text:style-name="{mark:?}">{text}</text:span>"#);
    let names = r#"xmlns:office="o" xmlns:style="s" xmlns:text="t" xmlns:table="b""#;
    let own = [
        style("Superscript", r#"style:text-position="33% 58%""#),
        style("Subscript", r#"style:text-position="sub 58%""#),
        style("Plain", r#"style:text-position="0% 100%" style:text-line-through-style="none""#),
        r#"<style:style style:name="StruckOut" style:family="text" style:parent-style-name="Old"/>"#.to_string(),
    ];
    // One through a style of the whole document.
    let named = [style("Old", r#"style:text-line-through-style="solid""#), style("Hidden", r#"text:display="none""#)];
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("styles.xml", format!("<office:document-styles {names}>{}</office:document-styles>", named.concat()).into()),
        (
            "content.xml",
            format!(
                r#"<office:document-content {names}><office:automatic-styles>{}</office:automatic-styles><office:body>
                <table:table table:name="S"><table:table-row><table:table-cell office:value-type="string"><text:p>{}</text:p>
                </table:table-cell></table:table-row></table:table></office:body></office:document-content>"#,
                own.concat(),
                runs.iter().map(span).collect::<String>()
            )
            .into(),
        ),
    ])
}

fn spreadsheetml(runs: &Runs) -> Vec<u8> {
    let one = |(mark, text): &(PieceMark, &str)| match mark {
        Superscript => format!("<Sup>{text}</Sup>"),
        Subscript => format!(r#"<Font html:VerticalAlign="Subscript">{text}</Font>"#),
        StruckOut => format!("<S><B>{text}</B></S>"),
        _ => format!(r##"<Font html:Color="#000000">{text}</Font>"##),
    };
    format!(
        r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
        xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="h"><Worksheet ss:Name="S"><Table><Row><Cell>
        <ss:Data ss:Type="String" xmlns="h">{}</ss:Data><Comment><ss:Data>1</ss:Data></Comment></Cell></Row></Table></Worksheet></Workbook>"#,
        runs.iter().map(one).collect::<String>()
    )
    .into()
}

fn html(runs: &Runs, by_class: bool) -> Vec<u8> {
    let one = |(mark, text): &(PieceMark, &str)| match (mark, by_class) {
        (Plain, _) => format!("<span>{text}</span>"),
        (mark, true) => format!(r#"<font class="{mark:?}">{text}</font>"#),
        (Superscript, _) => format!("<sup>{text}</sup>"),
        (Subscript, _) => format!("<i><sub>{text}</sub></i>"),
        (StruckOut, _) => format!("<del>{text}</del>"),
        (Hidden, _) => format!(r#"<span style="display: none">{text}</span>"#),
    };
    let rules = ".superscript{vertical-align:super} .subscript{vertical-align:sub} .struckout{text-decoration:line-through} \
        font.hidden{visibility:hidden}";
    let runs = runs.iter().map(one).collect::<String>();
    format!("<html><meta charset=utf-8><style>{rules}</style><table><tr><td>{runs}</td></tr></table></html>").into()
}

/// Encodes a record of .xls.
fn biff(kind: u16, content: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes(), &(content.len() as u16).to_le_bytes(), content].concat()
}

/// Fonts by mark: ordinary, raised, lowered, struck out. In .xls there is no index 4.
fn fonts(font: impl Fn(u16, u16) -> Vec<u8>) -> Vec<u8> {
    [(0, 0), (0, 1), (0, 2), (8, 0), (0, 0)].map(|(flags, elevation)| font(flags, elevation)).concat()
}

/// Returns the text in UTF-16, and the first index of each run.
fn in_units(runs: &Runs) -> (Vec<u8>, u16, Vec<(u16, u16)>) {
    let (mut units, mut starts) = (Vec::new(), Vec::new());
    for (mark, text) in runs {
        starts.push((
            units.len() as u16,
            [Plain, Superscript, Subscript, StruckOut].iter().position(|m| m == mark).unwrap() as u16,
        ));
        units.extend(text.encode_utf16());
    }
    (units.iter().flat_map(|u| u.to_le_bytes()).collect(), units.len() as u16, starts)
}

fn run_bytes(starts: &[(u16, u16)]) -> Vec<u8> {
    starts.iter().flat_map(|(at, font)| [at.to_le_bytes(), font.to_le_bytes()].concat()).collect()
}

fn xls(runs: &Runs) -> Vec<u8> {
    let (units, count, starts) = in_units(runs);
    let font = |flags: u16, elevation: u16| {
        let words = [200u16, flags, 0x7FFF, 400, elevation].map(u16::to_le_bytes).concat();
        biff(0x31, &[&words[..], &[0, 0, 0, 0, 1, 0, b'A']].concat())
    };
    let text =
        [&count.to_le_bytes()[..], &[9], &(starts.len() as u16).to_le_bytes(), &units, &run_bytes(&starts)].concat();
    let begin = |kind: u8| biff(0x809, &[&[0, 6, kind, 0][..], &[0; 12]].concat());
    let head = [begin(5), fonts(font), biff(0xE0, &[0; 20])].concat();
    let strings = biff(0xFC, &[&[1u8, 0, 0, 0, 1, 0, 0, 0][..], &text].concat());
    let end = biff(0x0A, &[]);
    let at = (head.len() + 4 + 9 + strings.len() + end.len()) as u32;
    let bundle = biff(0x85, &[&at.to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat());
    let cell = biff(0xFD, &[0; 10]);
    let stream = [head, bundle, strings, end.clone(), begin(16), cell, end].concat();
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    file.create_stream("/Workbook").unwrap().write_all(&stream).unwrap();
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// Encodes a record of .xlsb.
fn record(kind: usize, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for mut number in [kind, content.len()] {
        while number > 0x7F {
            out.push((number & 0x7F) as u8 | 0x80);
            number >>= 7;
        }
        out.push(number as u8);
    }
    [&out, content].concat()
}

fn xlsb(runs: &Runs, is_shared: bool) -> Vec<u8> {
    let (units, count, starts) = in_units(runs);
    let wide = |text: &str| -> Vec<u8> {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&((units.len() / 2) as u32).to_le_bytes()[..], &units].concat()
    };
    let long = |n: u32| n.to_le_bytes();
    let text = [&[1u8][..], &long(count.into()), &units, &long(starts.len() as u32), &run_bytes(&starts)].concat();
    let font = |flags: u16, elevation: u16| {
        let words = [200u16, flags, 400, elevation].map(u16::to_le_bytes).concat();
        record(43, &[&words[..], &[0; 13], &wide("A")].concat())
    };
    let cell = match is_shared {
        true => record(7, &[0; 12]),
        false => record(62, &[&[0u8; 8][..], &text].concat()),
    };
    let sheet =
        [record(129, &[]), record(145, &[]), record(0, &[0; 17]), cell, record(146, &[]), record(130, &[])].concat();
    let bundle = record(156, &[&[0u8, 0, 0, 0, 1, 0, 0, 0][..], &wide("r1"), &wide("S")].concat());
    zipped(&[
        ("_rels/.rels", relations(&[("r", "officeDocument", "xl/workbook.bin")])),
        (
            "[Content_Types].xml",
            br#"<Types><Override PartName="/xl/workbook.bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>"#.to_vec(),
        ),
        (
            "xl/_rels/workbook.bin.rels",
            relations(&[
                ("r1", "worksheet", "worksheets/sheet1.bin"),
                ("r2", "sharedStrings", "sharedStrings.bin"),
                ("r3", "styles", "styles.bin"),
            ]),
        ),
        ("xl/workbook.bin", [record(131, &[]), record(143, &[]), bundle, record(144, &[]), record(132, &[])].concat()),
        (
            "xl/styles.bin",
            [record(278, &[]), record(611, &long(5)), fonts(font), record(612, &[]), record(617, &long(1)), record(47, &[0; 16]), record(618, &[]), record(279, &[])]
                .concat(),
        ),
        ("xl/sharedStrings.bin", [record(159, &[1, 0, 0, 0, 1, 0, 0, 0]), record(19, &text), record(160, &[])].concat()),
        ("xl/worksheets/sheet1.bin", sheet),
    ])
}

/// Writes the runs in every format. Formats without hidden runs are skipped if a run is hidden.
fn files(runs: &Runs) -> Vec<(&'static str, Vec<u8>)> {
    let mut out = vec![("html", html(runs, false)), ("html by class", html(runs, true)), ("ods", ods(runs))];
    if runs.iter().all(|(mark, _)| *mark != Hidden) {
        for (name, is_shared, odd) in
            [("inline", false, false), ("shared", true, false), ("odd inline", false, true), ("odd shared", true, true)]
        {
            out.push((name, xlsx(runs, is_shared, odd)));
        }
        out.push(("xlsb", xlsb(runs, true)));
        out.push(("xlsb, own text", xlsb(runs, false)));
        out.push(("xls", xls(runs)));
        out.push(("SpreadsheetML", spreadsheetml(runs)));
    }
    out
}

/// Returns the text read from the cell, and the description of its pieces.
fn cell(bytes: &[u8]) -> (String, String) {
    let grid = open(bytes, &Limits::default()).unwrap();
    let sheet = &grid.sheets[0];
    let value = sheet.cell(0, 0).map(|c| c.value.display().into_owned()).unwrap_or_default();
    (value, sheet.pieces.get(&(0, 0)).map(|p| p.description().en).unwrap_or_default())
}

#[test]
fn pieces_are_kept_apart_in_every_format() {
    for (runs, value, pieces) in [
        (&[(Plain, "35"), (Superscript, "1")][..], "35", "'35' + '1' (superscript)"),
        (&[(StruckOut, "18"), (Plain, "35")], "35", "'18' (struck out) + '35'"),
        (&[(Plain, "35"), (Subscript, "a")], "35", "'35' + 'a' (subscript)"),
        (&[(Hidden, "9"), (Plain, "35")], "35", "'9' (hidden) + '35'"),
        (&[(Plain, "3"), (StruckOut, "9"), (Plain, "5")], "35", "'3' + '9' (struck out) + '5'"),
        (&[(Plain, "3"), (Plain, "5")], "35", ""),
        (&[(Superscript, "35")], "35", ""),
        (&[(StruckOut, "35")], "35", "'35' (struck out)"),
    ] {
        for (format, bytes) in files(runs) {
            assert_eq!(cell(&bytes), (value.to_string(), pieces.to_string()), "{format}: {runs:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// However a figure is split into pieces, in any format: a text read from it was one piece of one format, or the
    /// cell reports the pieces.
    #[test]
    fn pieces_are_never_joined_to_one_figure(cuts in proptest::collection::vec((0usize..5, "[1-9]{1,3}"), 1..5)) {
        let marks = [Plain, Superscript, Subscript, StruckOut, Hidden];
        let runs: Vec<(PieceMark, &str)> = cuts.iter().map(|(mark, text)| (marks[*mark], text.as_str())).collect();
        let mut stretches: Vec<(PieceMark, String)> = Vec::new();
        for (mark, text) in &runs {
            match stretches.last_mut() {
                Some((last, stretch)) if last == mark => stretch.push_str(text),
                _ => stretches.push((*mark, text.to_string())),
            }
        }
        for (format, bytes) in files(&runs) {
            let (value, pieces) = cell(&bytes);
            prop_assert!(pieces.is_empty() == (stretches.len() == 1 && !matches!(stretches[0].0, StruckOut | Hidden)), "{} {:?}", format, runs);
            if pieces.is_empty() {
                prop_assert_eq!(&value, &stretches[0].1, "{} {:?}", format, runs);
            }
        }
    }
}

/// Returns the sample's return with other runs in the cell of code 42 and a change to its sheet.
fn returned(keep: &Path, runs: &Runs, change: impl Fn(String) -> String) -> std::path::PathBuf {
    let from = fs::read(sample().join("tra-loi/2021-Q3/BM01_2021-Q3_TANUYEN.xlsx")).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(from)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let (name, mut body) = (entry.name().unwrap().into_owned(), Vec::new());
        entry.read_to_end(&mut body).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            let xml = change(String::from_utf8(body).unwrap());
            let at = xml.find(r#"<c r="E69""#).unwrap();
            let end = at + xml[at..].find("</c>").unwrap();
            let cell = format!(r#"<c r="E69" t="inlineStr"><is>{}</is>"#, xlsx_runs(runs));
            body = format!("{}{cell}{}", &xml[..at], &xml[end..]).into_bytes();
        }
        parts.push((name, body));
    }
    let parts: Vec<(&str, Vec<u8>)> = parts.iter().map(|(name, body)| (name.as_str(), body.clone())).collect();
    let path = keep.join("phieu.xlsx");
    fs::write(&path, zipped(&parts)).unwrap();
    path
}

/// A figure with a footnote mark, one with a struck-out figure before it, and one in pieces that are not a figure; also
/// as saved by LibreOffice.
#[test]
fn figure_in_pieces_is_reported_or_rejected() {
    let plan = plan();
    for (runs, amount, code) in [
        (&[(Plain, "35"), (Superscript, "1")][..], Some(35.0), "D35"),
        (&[(StruckOut, "18"), (Plain, "35")], Some(35.0), "D35"),
        (&[(Plain, "58"), (Superscript, "000")], None, "D36"),
        (&[(Plain, "3"), (StruckOut, "9"), (Plain, "5")], None, "D36"),
        (&[(StruckOut, "35")], Some(35.0), "D37"),
    ] {
        let keep = tempfile::tempdir().unwrap();
        let file = returned(keep.path(), runs, |xml| xml);
        for file in [file.clone(), converted(&file, "ods", keep.path()), converted(&file, "xls", keep.path())] {
            let read = one(&file, &plan);
            let figure = read.figures.values().find(|f| f.cell == *"E69").unwrap();
            let found = if let Amount::Number(n) = figure.amount { Some(n) } else { None };
            assert_eq!(found, amount, "{} {runs:?}", file.display());
            let codes: Vec<_> =
                read.findings.iter().filter(|f| f.cell.as_deref() == Some("E69")).map(|f| f.code.as_str()).collect();
            assert!(codes.contains(&code), "{} {runs:?}: {codes:?}", file.display());
        }
    }
}

const MAIN: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;

/// Returns the grid of a workbook in which cells of style 1 have this font, with these rows and shared strings.
fn grid_with_font(font: &str, row: &str, strings: &str) -> tonghop::grid::Grid {
    let bytes = xlsx(&[(Plain, "x")], false, false);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let (name, mut body) = (entry.name().unwrap().into_owned(), Vec::new());
        entry.read_to_end(&mut body).unwrap();
        match name.as_str() {
            "xl/styles.xml" => body = format!(r#"<styleSheet {MAIN}><fonts><font/><font>{font}</font></fonts><cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs></styleSheet>"#).into(),
            "xl/sharedStrings.xml" => body = format!("<sst {MAIN}><si>{strings}</si></sst>").into(),
            "xl/worksheets/sheet1.xml" => body = format!(r#"<worksheet {MAIN}><sheetData><row r="1">{row}</row></sheetData></worksheet>"#).into(),
            _ => {}
        }
        parts.push((name, body));
    }
    let parts: Vec<(&str, Vec<u8>)> = parts.iter().map(|(name, body)| (name.as_str(), body.clone())).collect();
    open(&zipped(&parts), &Limits::default()).unwrap()
}

/// A number in a struck-out cell is read, and reported once for its row.
#[test]
fn struck_out_cell_is_reported() {
    let row = r#"<c r="A1" s="1"><v>35</v></c><c r="B1" s="0"><v>7</v></c>"#;
    let grid = grid_with_font("<strike/>", row, "<t>x</t>");
    assert_eq!(grid.sheets[0].cell(0, 0).unwrap().value, RawValue::Number(35.0));
    assert!(grid.sheets[0].pieces[&(0, 0)].is_whole(StruckOut));
    assert!(!grid.sheets[0].pieces.contains_key(&(0, 1)));
}

/// A run without properties has the font of its cell; one with properties has its own alone.
#[test]
fn run_without_properties_has_the_font_of_its_cell() {
    let text = "<r><t>18</t></r><r><rPr><sz val=\"12\"/></rPr><t>35</t></r>";
    for (font, mark) in [("<strike/>", StruckOut), (r#"<vertAlign val="superscript"/>"#, Superscript)] {
        for is_shared in [true, false] {
            let cell = match is_shared {
                true => r#"<c r="A1" s="1" t="s"><v>0</v></c>"#.to_string(),
                false => format!(r#"<c r="A1" s="1" t="inlineStr"><is>{text}</is></c>"#),
            };
            let grid = grid_with_font(font, &cell, text);
            let sheet = &grid.sheets[0];
            assert_eq!(sheet.cell(0, 0).unwrap().value, RawValue::Text("35".into()), "{font} {is_shared}");
            assert!(sheet.pieces.contains_key(&(0, 0)) && !sheet.pieces[&(0, 0)].is_whole(mark), "{font} {is_shared}");
        }
    }
}
