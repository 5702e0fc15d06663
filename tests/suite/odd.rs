//! Valid but unusual packages give the same result as an ordinary one: other part names and paths, other forms of
//! relationships, other encodings, split values, macro sheets (`tests/odd/odd.py`).

use crate::formats::{converted, one, plan, said};
use crate::merge::{sample, tonghop};
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::process::Command;

#[test]
fn unusual_packages_give_the_same_result() {
    let keep = tempfile::tempdir().unwrap();
    let plan = plan();
    let file = keep.path().join("phieu.xlsx");
    fs::copy(sample().join("tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx"), &file).unwrap();
    // Saved by LibreOffice, because the sample has no shared strings.
    let saved = keep.path().join("saved");
    fs::create_dir(&saved).unwrap();
    let good = converted(&file, "xlsx", &saved);
    let expected = said(&one(&good, &plan));
    assert_eq!(expected, said(&one(&file, &plan)));
    assert!(expected.0.len() > 60 && expected.1.len() > 5);
    let folder = keep.path().join("odd");
    fs::create_dir(&folder).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/odd/odd.py");
    let made = Command::new("/usr/bin/python3").arg(script).arg(&good).arg(&folder).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let names = String::from_utf8(made.stdout).unwrap();
    assert!(names.lines().count() >= 30, "{names}");
    for name in names.lines() {
        let found = said(&one(&folder.join(name), &plan));
        assert_eq!(found, expected, "{name}");
    }
}

/// Returns type, position and length of each record of an Excel 97 stream.
fn records(stream: &[u8]) -> Vec<(u16, usize, usize)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&[k0, k1, s0, s1]) = stream.get(at..at + 4) {
        let size = usize::from(u16::from_le_bytes([s0, s1]));
        out.push((u16::from_le_bytes([k0, k1]), at, size));
        at += 4 + size;
    }
    out
}

/// Excel 97 workbooks as other programs write them: stream names in capitals, embedded objects with workbooks, a wrong
/// code page, wrong used ranges, no compound file.
#[test]
fn unusual_excel_97_workbooks_give_the_same_result() {
    let keep = tempfile::tempdir().unwrap();
    let plan = plan();
    let file = keep.path().join("phieu.xlsx");
    fs::copy(sample().join("tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx"), &file).unwrap();
    let good = converted(&file, "xls", keep.path());
    let expected = said(&one(&good, &plan));
    let mut book = Vec::new();
    cfb::open(&good).unwrap().open_stream("/Workbook").unwrap().read_to_end(&mut book).unwrap();
    let compound = |streams: &[(&str, &[u8])]| {
        let mut out = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        for (path, data) in streams {
            out.create_storage_all(Path::new(path).parent().unwrap()).unwrap();
            out.create_stream(path).unwrap().write_all(data).unwrap();
        }
        out.flush().unwrap();
        out.into_inner().into_inner()
    };
    // Another workbook, for an embedded object.
    let mut other = book.clone();
    for (_, at, size) in records(&book).into_iter().filter(|(kind, ..)| *kind == 0x027E) {
        other[at + 4 + size - 4..at + 4 + size].copy_from_slice(&[0x02, 0, 0, 0]);
    }
    assert_ne!(other, book);
    let patched = |kind: u16, content: &[u8]| {
        let mut out = book.clone();
        let found: Vec<_> = records(&book).into_iter().filter(|r| r.0 == kind).collect();
        assert!(!found.is_empty(), "{kind:#x}");
        for (_, at, _) in found {
            out[at + 4..at + 4 + content.len()].copy_from_slice(content);
        }
        out
    };
    // At the end of the last sheet: cells in the far corners.
    let mut corners = book.clone();
    let (_, at, _) = records(&book).into_iter().rfind(|r| r.0 == 0x000A).unwrap();
    for (row, column) in [(0u16, 255u16), (65535, 0), (65535, 255)] {
        let number = [0x0203u16, 14, row, column, 0].map(u16::to_le_bytes).concat();
        corners.splice(at..at, [number, 1f64.to_le_bytes().to_vec()].concat());
    }
    let odd: Vec<(&str, Vec<u8>)> = vec![
        ("capitals", compound(&[("/WORKBOOK", &book)])),
        ("object", compound(&[("/A/Workbook", &other), ("/A/WordDocument", b"x"), ("/Workbook", &book)])),
        ("bare", book.clone()),
        ("used-range", compound(&[("/Workbook", &patched(0x0200, &[0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]))])),
        ("code-page", compound(&[("/Workbook", &patched(0x0042, &1258u16.to_le_bytes()))])),
        ("corners", compound(&[("/Workbook", &corners)])),
    ];
    for (name, bytes) in odd {
        let path = keep.path().join(format!("{name}.xls"));
        fs::write(&path, bytes).unwrap();
        let mut expected = expected.clone();
        if name == "corners" {
            expected.2.push("D56 Some(\"IV1\")".to_string());
        }
        assert_eq!(said(&one(&path, &plan)), expected, "{name}");
        // Under the limits of a worker.
        let (code, out, error) =
            crate::merge::said(&tonghop(&["check", "-C", sample().to_str().unwrap(), path.to_str().unwrap()]));
        assert_eq!((code, error.as_str()), (0, ""), "{name}: {out}");
    }
}

/// The message for an unsupported file has its format and what to request.
#[test]
fn workbooks_before_excel_5_are_reported_by_format() {
    let keep = tempfile::tempdir().unwrap();
    let path = keep.path().join("cu.xls");
    fs::write(&path, [&[0x09, 0x04, 6, 0, 0, 0, 0x10, 0, 0xF2, 0x15][..], &[0; 90]].concat()).unwrap();
    let words = ["check", "-C", sample().to_str().unwrap(), path.to_str().unwrap()].map(str::to_string);
    let (code, out, _) = crate::merge::said(&tonghop(&words.each_ref().map(String::as_str)));
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("Excel 4.0 trở về trước") && out.contains("(Save As) kiểu .xlsx"), "{out}");
}
