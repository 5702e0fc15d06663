//! Files that are encrypted with Excel's default password are read like the same files without one; other passwords are
//! named. `tests/encrypted/make.py` made the files; another program opened them.

use std::fs;
use std::path::{Path, PathBuf};
use tonghop::grid;
use tonghop::limits::Limits;
use tonghop::model::received_file::ReadingOutcome;
use tonghop::read::read;

fn file(folder: &str, name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder).join(name)
}

#[test]
fn default_password_needs_no_question() {
    for (name, base) in [
        ("agile.xlsx", "xlsx/tiny.xlsx"),
        ("standard.xlsx", "xlsx/tiny.xlsx"),
        ("rc4.xls", "xls/tiny.xls"),
        ("cryptoapi.xls", "xls/tiny.xls"),
    ] {
        let expected = grid::open(&fs::read(file("fuzz/corpus", base)).unwrap(), &Limits::default()).unwrap();
        assert!(expected.sheets.iter().any(|sheet| sheet.cells.len() > 3));
        let bytes = fs::read(file("encrypted", name)).unwrap();
        assert_eq!(grid::open(&bytes, &Limits::default()).unwrap(), expected, "{name}");
        // Cut or changed in the middle, it is an error, never a panic.
        for at in [600, 1200, bytes.len() / 2, bytes.len() - 700] {
            let mut changed = bytes.clone();
            changed[at] ^= 0x55;
            let _ = grid::open(&changed, &Limits::default());
            let _ = grid::open(&bytes[..at], &Limits::default());
        }
    }
}

#[test]
fn other_password_is_named() {
    for name in ["other-password.xlsx", "other-password.xls"] {
        let bytes = fs::read(file("encrypted", name)).unwrap();
        let ReadingOutcome::Unreadable(found) = read(&bytes, name, &crate::formats::plan(), &Limits::default()) else {
            panic!("{name}")
        };
        let text = format!("{found:?}");
        assert!(text.contains("a password"), "{name}: {text}");
    }
}
