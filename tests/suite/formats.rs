//! One return in every format reads to the same figures at the same cells, with the same findings.

use crate::merge::sample;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tonghop::limits::Limits;
use tonghop::model::arrival::Outcome;
use tonghop::model::submission::Submission;
use tonghop::plan::Plan;
use tonghop::read::read;

pub fn plan() -> Plan {
    let template = tonghop::plan::template::get("277-kh-ldld").unwrap();
    tonghop::plan::load::text(template.plan, template.annex.as_bytes(), ("ke-hoach.toml", "phu-luc.tsv")).unwrap()
}

pub fn one(path: &Path, plan: &Plan) -> Submission {
    let bytes = fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    match read(&bytes, &name, plan, &Limits::default()) {
        Outcome::Returns(mut all) if all.len() == 1 => all.remove(0),
        other => panic!("{}: {other:?}", path.display()),
    }
}

/// What a return says: figure by figure with its place, rosters, codes of the findings.
pub fn said(one: &Submission) -> (BTreeMap<String, String>, Vec<String>, Vec<String>) {
    let place = |f: &tonghop::model::amount::Figure| format!("{:?} {}!{}", f.amount.value(), f.sheet, f.cell);
    let figures = one.figures.iter().map(|(name, f)| (name.clone(), place(f))).collect();
    let rows =
        one.rosters.iter().flat_map(|r| r.rows.iter().map(|row| format!("{} {:?} {:?}", r.sheet, row.row, row.cells)));
    let findings = one.findings.iter().map(|f| format!("{} {:?}", f.code, f.cell));
    (figures, rows.collect(), findings.collect())
}

pub fn converted(file: &Path, to: &str, folder: &Path) -> PathBuf {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let done = Command::new("soffice")
        .args([&profile, "--headless", "--norestore", "--convert-to", to, "--outdir"])
        .arg(folder)
        .arg(file)
        .output()
        .expect("LibreOffice (soffice)");
    let out = folder.join(file.with_extension(to).file_name().unwrap());
    assert!(out.is_file(), "{} {}", to, String::from_utf8_lossy(&done.stderr));
    out
}

/// The workbook as SpreadsheetML 2003, written here from what openpyxl reads.
const SPREADSHEETML: &str = r#"
import sys,datetime,openpyxl
from xml.sax.saxutils import escape,quoteattr
book=openpyxl.load_workbook(sys.argv[1],data_only=True)
out=['<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>',
 '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">']
for sheet in book:
    out.append('<Worksheet ss:Name=%s><Table>'%quoteattr(sheet.title))
    merged={(r.min_row,r.min_col):r for r in sheet.merged_cells.ranges}
    for row in sheet.iter_rows():
        cells=[c for c in row if c.value is not None]
        if not cells: continue
        out.append('<Row ss:Index="%d">'%row[0].row)
        for c in cells:
            v=c.value
            r=merged.get((c.row,c.column))
            m=' ss:MergeAcross="%d" ss:MergeDown="%d"'%(r.max_col-r.min_col,r.max_row-r.min_row) if r else ''
            if isinstance(v,bool): t,v='Boolean',int(v)
            elif isinstance(v,(int,float)): t,v='Number',v
            elif isinstance(v,datetime.datetime): t,v='DateTime',v.isoformat()
            else: t,v='String',escape(v).replace('\n','&#10;')
            out.append('<Cell ss:Index="%d"%s><Data ss:Type="%s">%s</Data></Cell>'%(c.column,m,t,v))
        out.append('</Row>')
    hidden='<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions>' if sheet.sheet_state!='visible' else ''
    out.append('</Table>%s</Worksheet>'%hidden)
open(sys.argv[2],'w',encoding='utf8').write(''.join(out)+'</Workbook>')
"#;

#[test]
fn a_return_reads_alike_in_every_format() {
    let keep = tempfile::tempdir().unwrap();
    let plan = plan();
    for name in ["2021-Q3/BM01_2021-Q3_TP.xlsx", "2021-Q4/Sin Ho - BC quy IV 2021.xlsx"] {
        let from = sample().join("tra-loi").join(name);
        let file = keep.path().join("phieu.xlsx");
        fs::copy(&from, &file).unwrap();
        let expected = said(&one(&file, &plan));
        assert!(expected.0.len() > 60 && !expected.1.is_empty());
        for format in ["xls", "ods"] {
            assert_eq!(said(&one(&converted(&file, format, keep.path()), &plan)), expected, "{name} as {format}");
        }
        let xml = keep.path().join("phieu.xml");
        let python =
            Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", SPREADSHEETML]).arg(&file).arg(&xml).output();
        assert!(python.unwrap().status.success());
        assert_eq!(said(&one(&xml, &plan)), expected, "{name} as SpreadsheetML");
        // A page has no rows above its first one: the figures are the same, at the same cells.
        let html = said(&one(&converted(&file, "html", keep.path()), &plan));
        assert_eq!(html.0, expected.0, "{name} as HTML");
        assert_eq!(html.2, expected.2, "{name} as HTML");
    }
}

/// What is inside counts, not the name; a wrong name is told as a warning.
#[test]
fn a_wrong_ending_is_told() {
    let keep = tempfile::tempdir().unwrap();
    let plan = plan();
    let file = keep.path().join("phieu.xlsx");
    fs::copy(sample().join("tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx"), &file).unwrap();
    let (figures, rosters, mut findings) = said(&one(&file, &plan));
    for (format, name) in [("html", "bao cao.xls"), ("ods", "bao cao.xlsx"), ("xls", "bao cao")] {
        let renamed = keep.path().join(name);
        fs::copy(converted(&file, format, keep.path()), &renamed).unwrap();
        let found = said(&one(&renamed, &plan));
        let mut expected = findings.clone();
        expected.push("D18 Some(\"A1\")".to_string());
        assert_eq!(found.2, expected, "{name}");
        assert_eq!(found.0, figures, "{name}");
        if format != "html" {
            assert_eq!(found.1, rosters, "{name}");
        }
    }
    // An old workbook with an honest name has nothing to tell.
    let honest = said(&one(&converted(&file, "xls", keep.path()), &plan));
    findings.retain(|f| !f.starts_with("D18"));
    assert_eq!(honest.2, findings);
}

/// Changed bytes in any format: an answer, never a panic. What ends the process or hangs is the worker's matter.
#[test]
fn no_changed_byte_panics() {
    let keep = tempfile::tempdir().unwrap();
    let plan = plan();
    let file = keep.path().join("phieu.xlsx");
    fs::copy(sample().join("tra-loi/2021-Q3/BM01_2021-Q3_TP.xlsx"), &file).unwrap();
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below.max(1) as u64) as usize
    };
    for format in ["html", "ods"] {
        let bytes = fs::read(converted(&file, format, keep.path())).unwrap();
        for _ in 0..12 {
            let mut mutant = bytes.clone();
            match next(3) {
                0 => mutant.truncate(next(bytes.len())),
                1 => {
                    for _ in 0..8 {
                        let at = next(mutant.len());
                        mutant[at] = next(256) as u8;
                    }
                }
                _ => {
                    let (at, size) = (next(mutant.len()), next(400));
                    let end = (at + size).min(mutant.len());
                    mutant.drain(at..end);
                }
            }
            let _ = read(&mutant, "x", &plan, &Limits::default());
        }
    }
}
