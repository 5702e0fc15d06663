//! The screens of the program as a user sees them: at 80 and at 40 columns, with and without colours.

use crate::merge::{campaign, said};
use crate::minimal;
use std::path::Path;
use std::process::Command;

/// Runs the program in a folder, and returns exit code and output. Escape characters are shown as `␛`.
fn shown(folder: &Path, words: &[&str], columns: &str) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tonghop"));
    command.args(words).current_dir(folder).env("COLUMNS", columns);
    ["TONGHOP_LANG", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"].iter().for_each(|name| {
        command.env_remove(name);
    });
    let (code, out, error) = said(&command.output().unwrap());
    (code, (out + &error).replace('\u{1b}', "␛"))
}

/// Runs a command at both widths, in both languages and with colours, and returns all screens as one text.
fn screens(folder: &Path, words: &[&str]) -> String {
    let variants: [(&str, &[&str]); 4] =
        [("80", &[]), ("40", &[]), ("80", &["--color", "always"]), ("80", &["--lang", "en"])];
    let mut all = String::new();
    for (columns, more) in variants {
        let (code, text) = shown(folder, &[words, more].concat(), columns);
        if more.is_empty() {
            let most = columns.parse().unwrap();
            let wide: Vec<&str> = text.lines().filter(|line| line.chars().count() > most).collect();
            assert_eq!(wide, [""; 0], "{columns}");
        }
        all += &format!("{} ({columns} columns, exit {code})\n{text}\n", [words, more].concat().join(" "));
    }
    all
}

/// Removes the colours, as a terminal without them shows a text.
fn uncoloured(text: &str) -> String {
    let mut parts = text.split('␛');
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |out, part| out + part.split_once('m').map_or(part, |(_, rest)| rest))
}

#[test]
fn screens_of_the_sample() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4", "2022-Q1"]);
    insta::assert_snapshot!("sample_merge", screens(&folder, &["merge"]));
    insta::assert_snapshot!("sample_status", screens(&folder, &["status", "--today", "2022-04-05"]));
    let (_, text) = shown(&folder, &["merge"], "80");
    assert!(text.lines().count() <= 22, "{text}");
}

/// A quarter with errors: the blocks of units, and returns of a later quarter.
#[test]
fn screens_of_a_quarter_with_errors() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    insta::assert_snapshot!("errors_merge", screens(&folder, &["merge"]));
    insta::assert_snapshot!(
        "errors_status",
        screens(&folder, &["status", "--period", "2021-Q3", "--today=09/10/2021"])
    );
    insta::assert_snapshot!("errors_check", screens(&folder, &["check", "tra-loi/2021-Q4"]));
}

#[test]
fn screens_of_a_clean_quarter_and_of_one_with_nothing() {
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("đợt");
    let at = |words: &[&str]| shown(keep.path(), words, "80");
    assert_eq!(at(&["init", "đợt", "--template", "toi-thieu"]).0, 0);
    insta::assert_snapshot!("first_status", screens(&folder, &["status", "--today", "2026-04-11"]));
    insta::assert_snapshot!("first_merge", screens(&folder, &["merge"]));
    assert_eq!(at(&["forms", "đợt"]).0, 0);
    minimal::fill(&folder, "XAA", 250, 240);
    minimal::fill(&folder, "XAB", 5, 5);
    insta::assert_snapshot!("clean_merge", screens(&folder, &["merge"]));
    insta::assert_snapshot!("clean_status", screens(&folder, &["status", "--today", "2026-04-10"]));
    // Nothing was written by `status`: the result is that of `merge`.
    let results = std::fs::read_dir(folder.join("ket-qua")).unwrap().count();
    assert_eq!(results, 1);
}

/// Colours change no letter, and are shown only if they are wanted: a pipe has none, NO_COLOR has none, a flag decides.
#[test]
fn colours_are_shown_where_they_are_wanted() {
    let (_keep, folder) = campaign(&["2021-Q4"]);
    let (_, plain) = shown(&folder, &["merge"], "80");
    let (_, always) = shown(&folder, &["merge", "--color", "always"], "80");
    let (_, never) = shown(&folder, &["merge", "--color=never"], "80");
    assert!(!plain.contains('␛') && !never.contains('␛') && always.contains('␛'), "{always}");
    assert_eq!(uncoloured(&always), plain);
    assert!(always.lines().any(|line| line.starts_with("␛[1m␛[31m✗ ")), "{always}");
    let (code, error) = shown(&folder, &["merge", "--color", "blue"], "80");
    assert!(code == 2 && error.contains("auto, always, never"), "{error}");
}
