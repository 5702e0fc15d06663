//! One word for one thing in what users read: the words that docs/glossary.md replaces occur in no text.

use std::fs;
use std::path::{Path, PathBuf};

/// Texts that a reader of files recognises, or a plan may still have: they are not shown.
const RECOGNISED: [(&str, &str); 10] = [
    ("src/plan/header.rs", "\"Ngày nộp\""),
    ("src/plan/header.rs", "\"Lần nộp\""),
    ("src/plan/schema.rs", "(\"Chấp nhận\", \"Ngoại lệ\")"),
    ("src/plan/schema.rs", "(\"Người chấp nhận\", \"Người duyệt\")"),
    ("src/plan/schema.rs", "(\"phiếu\", \"báo cáo\")"),
    ("src/plan/schema.rs", "(\"Hạn nộp\", \"Hạn gửi\")"),
    ("src/plan/workbook/tests.rs", "\"Hạn nộp\")"),
    ("src/consolidate/sheets/sources/changes.rs", "\"CHẤP NHẬN\""),
    ("src/read/identify.rs", "lần nộp thứ 2"),
    ("src/read/legacy_fonts.rs", "«ghi chú»"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the words of the table, in lower case, each with what is written instead.
fn words() -> Vec<(String, String)> {
    let glossary = fs::read_to_string(root().join("docs/glossary.md")).unwrap();
    let (_, table) = glossary.split_once("## Vietnamese words that users do not read").unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [not, but] = cells.as_slice() else { panic!("{line}") };
        (not.to_lowercase(), but.to_string())
    };
    table.lines().filter(|line| line.starts_with('|')).skip(2).map(row).collect()
}

/// Returns code, templates, the Vietnamese README and guides: what users read, and what is written beside it.
fn files() -> Vec<PathBuf> {
    fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                walk(&entry, out);
            } else if entry.extension().is_some_and(|e| e == "rs" || e == "toml") {
                out.push(entry);
            }
        }
    }
    let mut out = vec![root().join("README.vi.md"), root().join("samples/277-lai-chau/ke-hoach.toml")];
    out.extend(fs::read_dir(root().join("docs/huong-dan")).unwrap().map(|entry| entry.unwrap().path()));
    walk(&root().join("src"), &mut out);
    out
}

#[test]
fn replaced_words_occur_in_no_text() {
    let words = words();
    assert!(words.len() > 10, "{words:?}");
    let mut found = Vec::new();
    let mut recognised = 0;
    for file in files() {
        let name = file.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
        for (number, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            let mut text = line.to_string();
            for (_, known) in RECOGNISED.iter().filter(|(of, _)| *of == name) {
                recognised += text.matches(known).count();
                text = text.replace(known, "");
            }
            let text = text.to_lowercase();
            for (not, but) in words.iter().filter(|(not, _)| text.contains(not.as_str())) {
                found.push(format!("{name}:{}: “{not}” is written “{but}”", number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    assert_eq!(recognised, RECOGNISED.len(), "a recognised text is no longer there");
}
