//! The least plan, from `init --template toi-thieu` to audit: a board that writes its own plan begins here.

use crate::merge::{said, tonghop};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Fills a unit's form: the trees planted and living, by the printed codes.
pub(crate) fn fill(folder: &Path, unit: &str, planted: i32, living: u32) {
    let script = format!(
        "import openpyxl,datetime\nb=openpyxl.load_workbook({form:?})\ns=b['BM-01']\n\
         row={{s.cell(r,3).value:r for r in range(1,s.max_row+1)}}\n\
         for code,value in (('01',{planted}),('02',{living})): s.cell(row[code],5).value=value\n\
         for r in range(1,20):\n\
         \x20for c in range(1,8):\n\
         \x20 if s.cell(r,c).value=='Ngày gửi':\n\
         \x20  for k in range(c+1,9):\n\
         \x20   m=s.cell(r,k)\n\
         \x20   if type(m).__name__!='MergedCell': m.value=datetime.date(2026,4,5); break\n\
         b.save({to:?})\n",
        form = folder.join(format!("bieu-mau/2026-Q1/BM-01_2026-Q1_{unit}.xlsx")).display().to_string(),
        to = folder.join(format!("tra-loi/2026-Q1/{unit}.xlsx")).display().to_string(),
    );
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
}

/// What the program says with line breaks, wherever they fell, as one line.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_least_plan_from_init_to_audit() {
    for kind in [&["--text"][..], &[]] {
        let keep = tempfile::tempdir().unwrap();
        let folder = keep.path().join("đợt");
        let path = folder.to_str().unwrap();
        let words = [&["init", path, "--template", "toi-thieu"][..], kind].concat();
        let (code, out, error) = said(&tonghop(&words));
        assert_eq!(code, 0, "{out}{error}");
        let (code, out, error) = said(&tonghop(&["forms", path]));
        assert!(code == 0 && out.contains("2 biểu mẫu"), "{out}{error}");
        fill(&folder, "XAA", 250, 240);
        fill(&folder, "XAB", -5, 0);
        let (code, out, error) = said(&tonghop(&["merge", path]));
        assert!(code == 1 && out.contains("2/2 đơn vị đã gửi, 1 đã tổng hợp"), "{out}{error}");
        assert!(out.contains("R01") && flat(&out).contains("Số cây -5 là số âm"), "{out}");
        let result = folder.join("ket-qua/Tong-hop-2026-Q1.xlsx");
        let (compared, differences) = crate::libreoffice::compare(&result);
        assert!(compared > 50 && differences.is_empty(), "{compared}: {differences:?}");
        let (code, out, error) = said(&tonghop(&["-C", path, "explain", "ty_le", "--unit", "XAA"]));
        assert!(code == 0 && out.contains("25"), "{out}{error}");
        // Without an English text the Vietnamese one is used.
        let (code, out, error) = said(&tonghop(&["--lang", "en", "-C", path, "explain", "R01"]));
        assert!(code == 0 && flat(&out).contains("là số âm"), "{out}{error}");
        let (code, out, error) = said(&tonghop(&["audit", result.to_str().unwrap()]));
        assert_eq!(code, 0, "{out}{error}");
    }
}

#[test]
fn the_templates_are_listed() {
    let templates: Vec<&str> = tonghop::plan::template::names().collect();
    assert!(templates.contains(&"toi-thieu"), "{templates:?}");
    let (code, help, _) = said(&tonghop(&["init", "--help"]));
    assert!(code == 0 && flat(&help).contains(&templates.join(", ")), "{help}");
    let keep = tempfile::tempdir().unwrap();
    let path = keep.path().join("đợt").display().to_string();
    let (code, _, error) = said(&tonghop(&["init", &path, "--template", "toi-thiu"]));
    assert!(code == 2 && templates.iter().all(|name| error.contains(name)), "{error}");
    assert!(!fs::exists(&path).unwrap());
}
