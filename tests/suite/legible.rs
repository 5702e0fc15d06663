//! What a person can read: enough contrast between text and ground, nine points on paper, and a text for each drawing
//! (WCAG 2.1, 1.1.1 and 1.4.3). Measured by a script of its own on every workbook that the program writes.

use crate::merge::{campaign, said, tonghop};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns what the script prints about some workbooks.
fn measured(books: &[PathBuf]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/legible/legible.py");
    let run = Command::new("/usr/bin/python3").args(["-W", "ignore"]).arg(script).args(books).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

#[test]
fn texts_have_contrast_and_drawings_a_text() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4", "2022-Q1"]);
    let path = folder.to_str().unwrap();
    for words in [vec!["merge", path], vec!["up", path], vec!["forms", path, "--unit", "TP"]] {
        assert!(said(&tonghop(&words)).0 < 2, "{words:?}");
    }
    let mut books =
        vec![folder.join("ket-qua/Tong-hop-2022-Q1.xlsx"), folder.join("ket-qua/Gui-cap-tren-2022-Q1.xlsx")];
    let forms = std::fs::read_dir(folder.join("bieu-mau/2022-Q2")).unwrap();
    books.extend(forms.map(|form| form.unwrap().path()).filter(|form| form.extension().is_some_and(|e| e == "xlsx")));
    let new = folder.join("mới");
    assert_eq!(said(&tonghop(&["init", new.to_str().unwrap()])).0, 0);
    books.extend(["ke-hoach.xlsx", "phu-luc.xlsx"].map(|file| new.join(file)));
    // The other template, with a form of it and its workbook, and a plan with more units than are side by side.
    let (_trees, trees) = crate::room::campaign_2209(1);
    let path = trees.to_str().unwrap();
    assert!(said(&tonghop(&["merge", path])).0 < 2);
    books.push(trees.join("ket-qua/Tong-hop-2021-H2.xlsx"));
    let form = std::fs::read_dir(trees.join("bieu-mau/2021-H2")).unwrap().next().unwrap().unwrap().path();
    books.push(form);
    assert_eq!(books.len(), 7, "{books:?}");
    let out = measured(&books);
    let (count, faults): (Vec<&str>, Vec<&str>) = out.lines().partition(|line| line.starts_with("measured "));
    assert!(faults.is_empty(), "{faults:#?}");
    let count: usize = count[0].trim_start_matches("measured ").parse().unwrap();
    assert!(count > 10_000, "{count}");
}
