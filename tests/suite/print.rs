//! Printing with a fresh LibreOffice profile, without recalculation. LibreOffice crashes on logical formulas under a
//! conditional format if their cells have no number format; recalculation hides that.

use crate::libreoffice;
use crate::merge::{campaign, said, tonghop};
use crate::room::{Sheet, campaign_2209, sheets};
use std::fs;
use std::path::{Path, PathBuf};

/// Copies a workbook under another name.
fn keep(from: &Path, folder: &Path, name: &str) -> PathBuf {
    let to = folder.join(format!("{name}.xlsx"));
    fs::copy(from, &to).unwrap();
    to
}

/// Writes every kind of workbook from a campaign with returns for a period.
fn written(folder: &Path, period: &str, out: &Path, prefix: &str) -> Vec<PathBuf> {
    let path = folder.to_str().unwrap();
    let (code, _, error) = said(&tonghop(&["merge", path, "--period", period]));
    assert!(code < 2, "{error}");
    let (code, _, error) = said(&tonghop(&["up", path, "--period", period]));
    assert!(code < 2, "{error}");
    let merged = folder.join(format!("ket-qua/Tong-hop-{period}.xlsx"));
    let mut files = vec![
        keep(&merged, out, &format!("{prefix}-tong-hop")),
        keep(&folder.join(format!("ket-qua/Gui-cap-tren-{period}.xlsx")), out, &format!("{prefix}-gui-len")),
    ];
    let audited = out.join(format!("{prefix}-audit.xlsx"));
    let words = ["audit", merged.to_str().unwrap(), "--format", "xlsx", "--output", audited.to_str().unwrap()];
    assert!(said(&tonghop(&words)).0 < 2);
    let first = fs::read_dir(folder.join("tra-loi").join(period)).unwrap().next().unwrap().unwrap().path();
    let checked = out.join(format!("{prefix}-check.xlsx"));
    let words =
        ["-C", path, "check", first.to_str().unwrap(), "--format", "xlsx", "--output", checked.to_str().unwrap()];
    assert!(said(&tonghop(&words)).0 < 2);
    files.extend([audited, checked]);
    files
}

/// Writes the first files of a campaign: plan, annex, a blank form.
fn begun(template: &str, out: &Path) -> Vec<PathBuf> {
    let folder = out.join(template);
    let path = folder.to_str().unwrap();
    assert_eq!(said(&tonghop(&["init", path, "--template", template])).0, 0);
    assert_eq!(said(&tonghop(&["forms", path])).0, 0);
    let forms = fs::read_dir(folder.join("bieu-mau")).unwrap().next().unwrap().unwrap().path();
    let mut forms: Vec<PathBuf> = fs::read_dir(forms).unwrap().map(|e| e.unwrap().path()).collect();
    forms.sort();
    vec![
        keep(&folder.join("ke-hoach.xlsx"), out, &format!("{template}-ke-hoach")),
        keep(&folder.join("phu-luc.xlsx"), out, &format!("{template}-phu-luc")),
        keep(&forms[0], out, &format!("{template}-bieu-mau")),
    ]
}

/// Lists logical values under a conditional format whose cells have no number format.
fn general(sheet: &Sheet) -> Vec<String> {
    let bare = |at: &&(u32, u32)| sheet.cells.get(at).is_some_and(|c| c.kind == "b" && c.style.number.is_empty());
    let covered = |at: &&(u32, u32)| {
        sheet
            .conditions
            .iter()
            .any(|(top, left, bottom, right)| (*top..=*bottom).contains(&at.0) && (*left..=*right).contains(&at.1))
    };
    sheet.cells.keys().filter(bare).filter(covered).map(|at| format!("{}!{at:?}", sheet.name)).collect()
}

#[test]
fn libreoffice_prints_every_workbook_with_default_settings() {
    let keep = tempfile::tempdir().unwrap();
    let out = keep.path();
    let (_sample, folder) = campaign(&["2021-Q3", "2021-Q4", "2022-Q1"]);
    let mut files = written(&folder, "2022-Q1", out, "277");
    let (_trees, folder) = campaign_2209(1);
    files.extend(written(&folder, "2021-H1", out, "2209"));
    files.extend(["277-kh-ldld", "2209-kh-ubnd"].iter().flat_map(|template| begun(template, out)));
    assert_eq!(files.len(), 14);
    let sheets: Vec<Sheet> = files.iter().flat_map(|file| sheets(file)).collect();
    let logical = |s: &Sheet| s.cells.values().filter(|c| c.formula && c.kind == "b").count();
    assert!(sheets.iter().map(logical).sum::<usize>() > 500);
    assert_eq!(sheets.iter().flat_map(general).collect::<Vec<_>>(), [""; 0]);
    let printed = libreoffice::print(&files);
    for file in &files {
        let name = file.with_extension("pdf").file_name().unwrap().to_os_string();
        let size = fs::metadata(printed.path().join(&name)).map_or(0, |m| m.len());
        assert!(size > 1_000, "{name:?}: {size}");
    }
}
