//! Enforces the sizes of docs/style.md: files under 400 lines, functions under 60; and names of files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The most lines of a file.
const FILE: usize = 400;
/// The most lines of a function.
const FUNCTION: usize = 60;

/// Longer files, with the reason.
const LONG_FILES: [(&str, &str); 5] = [
    ("tests/fuzz/main.rs", "all fuzz targets"),
    ("tests/suite/merge.rs", "cases of one command"),
    ("tests/suite/messy.rs", "cases of one kind: files as people leave them"),
    ("tests/suite/pieces.rs", "cases of one kind: cells in pieces"),
    ("tests/suite/room.rs", "one measure: the widths of the fonts, and the cells that they are compared with"),
];

/// Longer functions, with the reason.
const LONG_FUNCTIONS: [(&str, &str, &str); 13] = [
    ("src/write/tests.rs", "summary", "one cell of each kind"),
    ("src/check/testing/rule_table.rs", "cases", "a table of cases"),
    ("src/cli/init.rs", "run", "the files of a new campaign, in order"),
    ("src/engine/ironcalc/counts/tests.rs", "odd_value", "a table of values"),
    ("src/error.rs", "words", "a table: one line for each error"),
    ("src/grid/html.rs", "open", "one branch for each tag"),
    ("src/grid/ods.rs", "begin", "one branch for each element"),
    ("src/grid/package.rs", "rewritten", "one branch for each kind of text"),
    ("src/grid/spreadsheetml.rs", "piece", "one branch for each element"),
    ("src/grid/xlsx.rs", "cells", "one branch for each kind of cell"),
    ("src/plan/load/tests/errors.rs", "every_kind_of_error_has_its_location_and_message", "a table of cases"),
    ("src/read/identify.rs", "identity", "the places of the identity, in order of trust"),
    ("src/read/locate.rs", "figures", "the ways to find a row, in order of trust"),
];

/// Returns the Rust files below some folders of the repository, by their path.
fn files(folders: &[&str]) -> Vec<(String, String)> {
    fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    folders.iter().for_each(|folder| walk(&root.join(folder), &mut paths));
    paths.sort();
    let name = |path: &Path| path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// Returns name and number of lines of each function. The code is formatted, so a function ends at the first brace with
/// its own indentation.
fn functions(code: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut out = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let text = line.trim_start();
        let Some((before, after)) = text.split_once("fn ") else { continue };
        let is_head = |word: &str| {
            let word = word.trim_start_matches("pub(super)").trim_start_matches("pub(crate)");
            matches!(word, "" | "pub" | "const" | "unsafe" | "async")
        };
        if !before.split_whitespace().all(is_head) || line.ends_with(';') {
            continue;
        }
        let name = after.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        let close = format!("{}}}", &line[..line.len() - text.len()]);
        let has_body = lines[start..].iter().take_while(|l| **l != close).any(|l| l.ends_with('{'));
        let end = lines[start..].iter().position(|l| *l == close).filter(|_| has_body && !line.ends_with('}'));
        out.extend(end.map(|lines| (name.to_string(), lines + 1)));
    }
    out
}

#[test]
fn functions_are_measured_to_their_closing_brace() {
    let code = "\
fn one() {}

impl A {
    pub(crate) const fn two(
        a: u32,
    ) -> u32 {
        if a > 1 {
            a
        }
    }

    fn three(&self);
}

fn four() {
    let a = \"fn five() {\";
}
";
    assert_eq!(functions(code), [("two".to_string(), 7), ("four".to_string(), 3)]);
}

#[test]
fn files_are_short() {
    let known: BTreeSet<&str> = LONG_FILES.iter().map(|(file, _)| *file).collect();
    let long: Vec<String> = files(&["src", "tests", "benches"])
        .into_iter()
        .map(|(name, code)| (code.lines().count(), name))
        .filter(|(lines, name)| *lines > FILE && !known.contains(name.as_str()))
        .map(|(lines, name)| format!("{name}: {lines} lines"))
        .collect();
    assert_eq!(long, [""; 0]);
}

#[test]
fn functions_are_short() {
    let known: BTreeSet<(&str, &str)> = LONG_FUNCTIONS.iter().map(|(file, name, _)| (*file, *name)).collect();
    let mut long = Vec::new();
    for (file, code) in files(&["src"]) {
        let own = functions(&code)
            .into_iter()
            .filter(|(name, lines)| *lines > FUNCTION && !known.contains(&(file.as_str(), name.as_str())));
        long.extend(own.map(|(name, lines)| format!("{file}: {name} has {lines} lines")));
    }
    assert_eq!(long, [""; 0]);
}

/// A name that no person typed: left by a script that went wrong, and committed with everything else.
#[test]
fn names_of_files_are_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().file_name());
    let is_word = |name: &std::ffi::OsString| {
        name.to_str().is_some_and(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)))
    };
    let others: Vec<_> = entries.filter(|name| !is_word(name)).collect();
    assert!(others.is_empty(), "{others:?}");
}
