//! Legal files that no program of Microsoft's writes, but others do: each is read.

#![allow(clippy::unwrap_used)]
use super::{FileKind, Grid, OtherFileKind, RawValue, open, sniff};
use crate::limits::Limits;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

fn read(bytes: &[u8]) -> Grid {
    open(bytes, &Limits::default()).unwrap()
}

fn value(grid: &Grid, row: u32, column: u32) -> Option<RawValue> {
    grid.sheets.first()?.cell(row, column).map(|cell| cell.value.clone())
}

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, part) in parts {
        out.start_file(*name, options).unwrap();
        out.write_all(part).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// A workbook of one sheet in a folder of its own.
fn book(folder: &str, types: &str, sheet: &[u8]) -> Vec<u8> {
    let links = |link: &str| {
        format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{link}</Relationships>"#
        )
    };
    let root =
        links(&format!(r#"<Relationship Id="a" Type="{RELATIONS}/officeDocument" Target="{folder}/workbook.xml"/>"#));
    let of_book =
        links(&format!(r#"<Relationship Id="s" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>"#));
    let main = format!(
        r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{RELATIONS}"><sheets><sheet name="A" sheetId="1" r:id="s"/></sheets></workbook>"#
    );
    packed(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels", b""),
        ("_rels/.rels", root.as_bytes()),
        (&format!("{folder}/workbook.xml"), main.as_bytes()),
        (&format!("{folder}/_rels/workbook.xml.rels"), of_book.as_bytes()),
        (&format!("{folder}/worksheets/sheet1.xml"), sheet),
    ])
}

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/><Override PartName="/wtf/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;

fn sheet(head: &str, cells: &str) -> String {
    format!(
        r#"{head}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">{cells}</row></sheetData></worksheet>"#
    )
}

/// The content types declare binary parts, of which there are none; the workbook is not in Excel's folder.
#[test]
fn the_workbook_decides_whether_a_package_is_binary() {
    let file = book("wtf", TYPES, sheet("", r#"<c r="A1"><v>35</v></c>"#).as_bytes());
    assert_eq!(value(&read(&file), 0, 0), Some(RawValue::Number(35.0)));
}

#[test]
fn parts_may_have_any_declared_encoding() {
    for folder in ["wtf", "xl"] {
        let cells = r#"<c r="A1" t="inlineStr"><is><t><![CDATA[Phi?u]]></t></is></c><c r="B1"><v>7</v></c>"#;
        let mut part = sheet(r#"<?xml version="1.0" encoding="ISO-8859-1"?>"#, cells).into_bytes();
        let letter = part.windows(4).position(|w| w == b"Phi?").unwrap() + 3;
        // An e with a circumflex.
        part[letter] = 0xEA;
        let grid = read(&book(folder, &TYPES.replace("/wtf/", &format!("/{folder}/")), &part));
        assert_eq!(value(&grid, 0, 0), Some(RawValue::Text("Phiêu".into())), "{folder}");
        assert_eq!(value(&grid, 0, 1), Some(RawValue::Number(7.0)), "{folder}");
    }
}

/// Some programs write a folder as a packed file of no bytes, not even the end of the packed data.
#[test]
fn a_folder_may_be_a_packed_file_of_no_bytes() {
    let mut file = book("wtf", TYPES, sheet("", r#"<c r="A1"><v>35</v></c>"#).as_bytes());
    for (sign, method, name) in [(b"PK\x03\x04", 8, 30), (b"PK\x01\x02", 10, 46)] {
        let is_folder = |at: &usize| {
            file[*at..].starts_with(sign) && file[at + name..].starts_with(b"_rels") && file[at + name + 5] != b'/'
        };
        let at = (0..file.len() - name - 6).find(is_folder).unwrap();
        file[at + method] = 8;
    }
    assert_eq!(value(&read(&file), 0, 0), Some(RawValue::Number(35.0)));
}

/// A tape archive begins with the name of its first file, which may look like a picture's or a program's signature.
#[test]
fn a_tape_archive_is_named_whatever_file_it_begins_with() {
    for name in ["BM01.xlsx", "MZ.xlsx", "From a.xlsx", "thu.xlsx"] {
        let mut file = vec![0; 1024];
        file[..name.len()].copy_from_slice(name.as_bytes());
        file[257..262].copy_from_slice(b"ustar");
        assert_eq!(sniff(&file), FileKind::Other(OtherFileKind::OtherArchive), "{name}");
    }
}

#[test]
fn a_flat_open_document_is_read() {
    let file = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles><style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>
<office:master-styles><style:master-page style:name="Default"><style:header><text:p>Trang 1</text:p></style:header></style:master-page></office:master-styles>
<office:body><office:spreadsheet><table:table table:name="BM01"><table:table-row><table:table-cell office:value-type="string"><text:p>Số lượng</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="35"><text:p>35</text:p></table:table-cell></table:table-row></table:table><table:table table:name="DS_1" table:style-name="ta2"/></office:spreadsheet></office:body></office:document>"#;
    let kind = sniff(file.as_bytes());
    assert!(matches!(kind, FileKind::Table(format) if format.extensions == ["fods"]), "{kind:?}");
    assert!(kind.is_named("phieu.FODS"));
    let grid = read(file.as_bytes());
    let sheets: Vec<_> = grid.sheets.iter().map(|s| (s.name.as_str(), s.hidden, s.cells.len())).collect();
    assert_eq!(sheets, [("BM01", false, 2), ("DS_1", true, 0)]);
    assert_eq!(value(&grid, 0, 0), Some(RawValue::Text("Số lượng".into())));
    assert_eq!(value(&grid, 0, 1), Some(RawValue::Number(35.0)));
}
