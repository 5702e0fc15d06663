use super::*;
use crate::grid::{RawValue, archive, open_by_crate};
use proptest::prelude::*;
use std::io::{Cursor, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;

const MAIN: &str = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main""#;
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;

/// The parts of a workbook with one sheet.
struct TestParts {
    book: String,
    sheet: String,
    strings: String,
    styles: String,
}

impl TestParts {
    /// Creates a workbook with these cells in row 3. Format 1 is a date, format 2 a custom format.
    fn of(cells: &str) -> Self {
        let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        TestParts {
            book: format!(
                r#"<workbook {MAIN} xmlns:r="{relations}"><sheets><sheet name="A &amp; B" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
            sheet: format!(
                r#"<worksheet {MAIN}><sheetData><row r="3">{cells}</row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>"#
            ),
            strings: format!(r#"<sst {MAIN}><si><t>một</t></si><si><t xml:space="preserve"> hai </t></si></sst>"#),
            styles: styled("0.0"),
        }
    }

    fn package(&self) -> Vec<u8> {
        let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let links = |all: &[(&str, &str, &str)]| {
            let link = |(id, kind, target): &(&str, &str, &str)| {
                format!(r#"<Relationship Id="{id}" Type="{types}/{kind}" Target="{target}"/>"#)
            };
            format!("<Relationships>{}</Relationships>", all.iter().map(link).collect::<String>())
        };
        let is_there = |name: &str| name != "xl/sharedStrings.xml" || !self.strings.is_empty();
        let mut book = vec![("r1", "worksheet", "worksheets/sheet1.xml"), ("r3", "styles", "styles.xml")];
        book.extend(is_there("xl/sharedStrings.xml").then_some(("r2", "sharedStrings", "sharedStrings.xml")));
        let book = links(&book);
        let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [
            ("_rels/.rels", &links(&[("r1", "officeDocument", "xl/workbook.xml")])),
            ("xl/_rels/workbook.xml.rels", &book),
            ("xl/workbook.xml", &self.book),
            ("xl/sharedStrings.xml", &self.strings),
            ("xl/styles.xml", &self.styles),
            ("xl/worksheets/sheet1.xml", &self.sheet),
        ]
        .into_iter()
        .filter(|(name, _)| is_there(name))
        {
            out.start_file(name, SimpleFileOptions::default()).unwrap();
            out.write_all(format!("{HEAD}{text}").as_bytes()).unwrap();
        }
        out.finish().unwrap().into_inner()
    }

    /// Returns the result of the pass, after checking that it equals that of the reader crate.
    fn taken(&self) -> Option<Grid> {
        both(&self.package())
    }
}

fn styled(code: &str) -> String {
    let code = quick_xml::escape::escape(code);
    format!(
        r#"<styleSheet {MAIN}><numFmts><numFmt numFmtId="164" formatCode="{code}"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>"#
    )
}

/// Returns the result of the pass for a package. If the reader crate accepts the package, both results must be equal.
fn both(bytes: &[u8]) -> Option<Grid> {
    let limits = Limits::default();
    let seen = archive::unpack(bytes, &limits).unwrap();
    let taken = crate::grid::ordinary(bytes, &seen, &limits);
    if let (Some(taken), Ok(known)) = (&taken, open_by_crate(bytes, &limits)) {
        assert_eq!(*taken, known);
    }
    taken
}

fn values(grid: &Grid) -> Vec<(String, RawValue, Option<String>)> {
    let at = |(row, column): (u32, u32)| crate::workbook::address::cell(row, column);
    grid.sheets[0].cells.iter().map(|(place, c)| (at(*place), c.value.clone(), c.formula.clone())).collect()
}

#[test]
fn cells_of_each_type_are_read() {
    let text = |t: &str| RawValue::Text(t.into());
    let number = RawValue::Number;
    for (cell, value, formula) in [
        (r#"<c r="A3"><v>12</v></c>"#, number(12.0), None),
        (r#"<c r="A3" t="n"><v>-0.125</v></c>"#, number(-0.125), None),
        (r#"<c r="A3"><v>1.5E-7</v></c>"#, number(1.5e-7), None),
        (r#"<c r="A3"><v>123456789012345678</v></c>"#, number(123_456_789_012_345_680.0), None),
        (r#"<c r="A3"><v>1e999</v></c>"#, RawValue::Error("#NUM!".into()), None),
        (r#"<c r="A3" s="1"><v>44620</v></c>"#, RawValue::Date(44_620.0), None),
        (r#"<c r="A3" s="2"><v>44620</v></c>"#, number(44_620.0), None),
        (r#"<c r="A3" s="99"><v>44620</v></c>"#, number(44_620.0), None),
        (r#"<c r="A3" t="s"><v>0</v></c>"#, text("một"), None),
        (r#"<c r="A3" t="s"><v>1</v></c>"#, text(" hai "), None),
        (r#"<c r="A3" t="b"><v>1</v></c>"#, RawValue::Bool(true), None),
        (r#"<c r="A3" t="e"><v>#DIV/0!</v></c>"#, RawValue::Error("#DIV/0!".into()), None),
        (r#"<c r="A3" t="str"><f>"a"&amp;"b"</f><v>a &lt; b</v></c>"#, text("a < b"), Some(r#""a"&"b""#)),
        (r#"<c r="A3" t="str"><f>""</f><v></v></c>"#, text(""), Some(r#""""#)),
        (r#"<c r="A3"><f>A1&gt;1</f><v/></c>"#, RawValue::Uncached, Some("A1>1")),
        (r#"<c r="A3"><f ca="1">NOW()</f></c>"#, RawValue::Uncached, Some("NOW()")),
        (r#"<c r="A3"><f t="array" ref="A3">SUM(A1:A2)</f><v>3</v></c>"#, number(3.0), Some("SUM(A1:A2)")),
        (r#"<c r="A3" t="inlineStr"><is><t> x &#7879;</t></is></c>"#, text("x ệ"), None),
        (
            r#"<c r="A3" t="inlineStr"><is><r><rPr><b/></rPr><t>x</t></r><r><t xml:space="preserve"> y</t></r></is></c>"#,
            text("x y"),
            None,
        ),
    ] {
        let grid = TestParts::of(cell).taken().unwrap_or_else(|| panic!("{cell}"));
        assert_eq!(values(&grid), [("A3".to_string(), value, formula.map(String::from))], "{cell}");
        assert_eq!(grid.sheets[0].merges.len(), 1);
        assert_eq!(grid.sheets[0].name, "A & B");
    }
    let empty = TestParts::of(r#"<c r="A3" s="1"/><c r="B3"></c><c r="C3" t="s"><v/></c>"#).taken().unwrap();
    assert!(empty.sheets[0].cells.is_empty());
}

#[test]
fn shared_formulas_are_shifted_to_their_cell() {
    let shared = r#"<c r="A3"><f t="shared" ref="A3:B3" si="0">A1+$A$1</f><v>1</v></c><c r="B3"><f t="shared" si="0"/><v>2</v></c>"#;
    let formulas: Vec<_> = values(&TestParts::of(shared).taken().unwrap()).into_iter().filter_map(|v| v.2).collect();
    assert_eq!(formulas, ["A1+$A$1", "B1+$A$1"]);
}

#[test]
fn unsupported_xml_falls_back() {
    for cells in [
        r#"<c r="A3"><v>12<!-- -->34</v></c>"#,
        r#"<c r="A3"><v>12<![CDATA[34]]></v></c>"#,
        r#"<c r="A3"><v>12&#51;4</v></c>"#,
        r#"<c r="A3"><v> 12</v></c>"#,
        r#"<c r="A3"><v>+12</v></c>"#,
        r#"<c r="A3"><v>0x12</v></c>"#,
        r#"<c r="A3"><v>12,5</v></c>"#,
        r#"<c r="A3"><v>1.2.3</v></c>"#,
        r#"<c r="A3"><v>nan</v></c>"#,
        r#"<c r="A3"><v>1</v><v>2</v></c>"#,
        r#"<c r="A3"><v>1</v></c><c r="A3"><v>2</v></c>"#,
        r#"<c r="A3" r="B1"><v>1</v></c>"#,
        r#"<c r="A3" x:r="B1"><v>1</v></c>"#,
        r#"<c><v>1</v></c>"#,
        r#"<c r="3"><v>1</v></c>"#,
        r#"<c r="XFE3"><v>1</v></c>"#,
        r#"<c r='A3'><v>1</v></c>"#,
        r#"<x:c r="A3"><x:v>1</x:v></x:c>"#,
        r#"<c r="A3"><v>1</c></v>"#,
        r#"<c r="A3"><v>1<?x?>2</v></c>"#,
        r#"<c r="A3"><v>1</v>"#,
        r#"<c r="A>1"><v>1</v></c>"#,
        r#"<c r="A3"><w>1</w></c>"#,
        r#"<c r="A3"><c r="B3"><v>1</v></c></c>"#,
        r#"<c r="A3" t="s"><v>2</v></c>"#,
        r#"<c r="A3" t="s"><v>x</v></c>"#,
        r#"<c r="A3" t="b"><v>TRUE</v></c>"#,
        r#"<c r="A3" t="e"><v>#LOST</v></c>"#,
        r#"<c r="A3" t="d"><v>2022-01-05</v></c>"#,
        r#"<c r="A3" t="str"><v>a_x000D_b</v></c>"#,
        "<c r=\"A3\" t=\"str\"><v>a\r\nb</v></c>",
        r#"<c r="A3" t="str"><v>&copy;</v></c>"#,
        r#"<c r="A3" t="inlineStr"><v>1</v></c>"#,
        r#"<c r="A3"><f t="dataTable" ref="A3">1</f><v>1</v></c>"#,
        r#"</row></sheetData><sheetData><row><c r="A3"><v>1</v></c>"#,
        r#"</row></sheetData><mergeCell ref="B2:A1"/><sheetData><row>"#,
    ] {
        assert_eq!(TestParts::of(cells).taken(), None, "{cells}");
    }
    let mut parts = TestParts::of("");
    parts.strings = "<sst><si><t>a_x0041_</t></si></sst>".into();
    assert_eq!(parts.taken(), None);
    parts.strings = r#"<!DOCTYPE sst><sst/>"#.into();
    assert_eq!(parts.taken(), None);
    let mut parts = TestParts::of("");
    for (state, hidden) in [("visible", Some(false)), ("hidden", Some(true)), ("veryHidden", Some(true)), ("xyz", None)]
    {
        parts.book = TestParts::of("").book.replace("sheetId", &format!(r#"state="{state}" sheetId"#));
        assert_eq!(parts.taken().map(|grid| grid.sheets[0].hidden), hidden, "{state}");
    }
}

#[test]
fn hidden_rows_and_columns_are_those_of_the_reader_crate() {
    let cell = r#"<c r="A3"><v>1</v></c>"#;
    for (columns, row, hidden_columns, is_row_hidden) in [
        ("", "", vec![], false),
        (r#"<col min="2" max="3" hidden="1"/>"#, r#" hidden="1""#, vec![1, 2], true),
        (r#"<col min="2" max="2" width="0" customWidth="1"/>"#, r#" ht="0" customHeight="1""#, vec![1], true),
        (r#"<col min="1" max="1" width="0.5" hidden="false"/>"#, r#" ht="0.75" hidden="0""#, vec![], false),
        (r#"<col min="4" max="16384" hidden="true"/>"#, r#" ht="15" hidden="true""#, vec![3, 4], true),
    ] {
        let mut parts = TestParts::of(cell);
        parts.sheet = parts.sheet.replace("<sheetData>", &format!("<cols>{columns}</cols><sheetData>"));
        parts.sheet = parts.sheet.replace(r#"<row r="3">"#, &format!(r#"<row r="3"{row}>"#));
        let grid = parts.taken().unwrap();
        let found = &grid.sheets[0].hidden_lines;
        assert_eq!((0..5).filter(|column| found.has_column(*column)).collect::<Vec<_>>(), hidden_columns, "{columns}");
        assert_eq!((found.has_row(2), found.has_row(1)), (is_row_hidden, false), "{row}");
    }
}

/// A list of sheets that is too large to be stored is not an empty list.
#[test]
fn large_workbook_part_falls_back() {
    let mut parts = TestParts::of(r#"<c r="A3"><v>1</v></c>"#);
    parts.strings = String::new();
    assert!(parts.taken().is_some());
    parts.book = parts.book.replace("<sheets>", &format!("{}<sheets>", " \n".repeat(5 << 20)));
    let bytes = parts.package();
    assert_eq!(both(&bytes), None);
    assert_eq!(open_by_crate(&bytes, &Limits::default()).unwrap().sheets.len(), 1);
}

/// Expected values follow the format codes (ECMA-376 part 1, 18.8.31).
#[test]
fn date_and_time_formats_are_detected() {
    for (code, is_date) in [
        ("General", false),
        ("0.00", false),
        (r#"#,##0\ "đồng""#, false),
        (r#"_-* #,##0\ _₫_-;\-* #,##0\ _₫_-;_-* "-"\ _₫_-;_-@_-"#, false),
        ("[Red]0;[Blue]-0", false),
        (r#"\d0"#, false),
        (r#""ngày" 0"#, false),
        ("0;dd", false),
        ("@", false),
        ("dd/mm/yyyy", true),
        ("DD\\/MM\\/YYYY;@", true),
        ("[$-1010000]d/m/yyyy", true),
        ("[h]:mm", true),
        ("[ss]", true),
        ("hh:mm", true),
        (r#""ngày" dd"#, true),
    ] {
        let mut parts = TestParts::of(r#"<c r="A3" s="2"><v>1.5</v></c>"#);
        parts.styles = styled(code);
        let grid = parts.taken().unwrap_or_else(|| panic!("{code}"));
        let expected = if is_date { RawValue::Date(1.5) } else { RawValue::Number(1.5) };
        assert_eq!(values(&grid)[0].1, expected, "{code}");
    }
    for odd in ["AM/PM h:mm", "[0", "\"0", "[a[b]]", r#""*"s"#] {
        let mut parts = TestParts::of("");
        parts.styles = styled(odd);
        assert_eq!(parts.taken(), None, "{odd}");
    }
}

#[test]
fn defined_names_and_1904_dates_are_read() {
    let mut parts = TestParts::of(r#"<c r="A3" s="1"><v>1</v></c>"#);
    let told = r#"<workbookPr date1904="1"/><sheets>"#;
    let names = r#"</sheets><definedNames><definedName name="dv_1">'A &amp; B'!$A$3</definedName><definedName name="dv_1">B1</definedName></definedNames>"#;
    parts.book = parts.book.replace("<sheets>", told).replace("</sheets>", names);
    let grid = parts.taken().unwrap();
    assert_eq!(values(&grid)[0].1, RawValue::Date(1463.0));
    assert_eq!(grid.defined_names.into_iter().collect::<Vec<_>>(), [("dv_1".into(), "'A & B'!$A$3".into())]);
}

/// For every workbook of the sample and of the tests that the pass accepts, the result equals that of the reader crate.
#[test]
fn workbooks_of_other_programs_read_like_the_crate() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut taken, mut all) = (0, 0);
    for folder in ["samples", "tests"] {
        let files = walkdir::WalkDir::new(root.join(folder)).into_iter().map(|e| e.unwrap().into_path());
        for path in files.filter(|p| p.extension().is_some_and(|e| e == "xlsx")) {
            let bytes = std::fs::read(&path).unwrap();
            if archive::unpack(&bytes, &Limits::default()).is_ok() {
                all += 1;
                taken += usize::from(both(&bytes).is_some());
            }
        }
    }
    assert!(taken > 30, "{taken} of {all} are ordinary");
}

/// Valid and invalid parts of cells, which the property test combines.
const PIECES: [&str; 36] = [
    r#"<c r="A3">"#,
    r#"<c r="B3" s="1">"#,
    r#"<c r="C3" s="2" t="n">"#,
    r#"<c r="D3" t="s">"#,
    r#"<c r="E3" t="str">"#,
    r#"<c r="F3" t="inlineStr">"#,
    r#"<c r="G3" t="b">"#,
    r#"<c r="H3" t="e">"#,
    r#"<c r="I3" cm="1"/>"#,
    "</c>",
    "</c>",
    "</c>",
    "<v>",
    "</v>",
    "<v>1</v>",
    "<v>0</v>",
    "<v>-3.25e2</v>",
    "<v>12345678901</v>",
    "<v/>",
    "<v> 1</v>",
    "<f>",
    "</f>",
    "<f>A1</f>",
    r#"<f t="shared" si="1" ref="A3:C4">A1*2</f>"#,
    r#"<f t="shared" si="1"/>"#,
    "<is>",
    "</is>",
    "<is><t>x</t></is>",
    "<t>",
    "</t>",
    "<r>",
    "</r>",
    "a&amp;b",
    "#N/A",
    " ",
    "</row><row>",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    /// If the pass accepts a sheet, the reader crate reads the same cells.
    #[test]
    fn combined_cell_parts_read_like_the_crate(picks in prop::collection::vec(0usize..36, 0..14)) {
        let cells: String = picks.into_iter().map(|at| PIECES[at]).collect();
        TestParts::of(&cells).taken();
    }

    #[test]
    fn any_number_format_reads_like_the_crate(code in "[dmyhsDMAap0#,.;@\\\\_*\"\\[\\]$/ -]{0,8}") {
        let mut parts = TestParts::of(r#"<c r="A3" s="2"><v>1.5</v></c>"#);
        parts.styles = styled(&code);
        parts.taken();
    }

    #[test]
    fn any_number_is_read_exactly(number in "-?[0-9]{1,12}(\\.[0-9]{0,9})?([eE][+-]?[0-9]{1,3})?") {
        let grid = TestParts::of(&format!(r#"<c r="A3"><v>{number}</v></c>"#)).taken().unwrap();
        let expected: f64 = number.parse().unwrap();
        if expected.is_finite() {
            prop_assert_eq!(&values(&grid)[0].1, &RawValue::Number(expected));
        }
    }
}
