//! Enforces the layers of docs/architecture.md by the imports of each file.

use std::fs;
use std::path::{Path, PathBuf};

/// Returns the files below `src` with their code, without test modules and comments.
fn sources() -> Vec<(String, String)> {
    fn walk(dir: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, out) } else { out.push(path) }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    let strip = |text: String| {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default().to_string();
        let lines = code.lines().filter(|l| !l.trim_start().starts_with("//"));
        lines.map(|l| format!("{l}\n")).collect::<String>()
    };
    paths
        .iter()
        .map(|p| (p.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"), p))
        .filter(|(name, _)| !name.contains("testing") && !name.contains("tests/") && !name.ends_with("tests.rs"))
        .map(|(name, p)| (name, strip(fs::read_to_string(p).unwrap())))
        .collect()
}

/// Lists `file: word` for every selected file whose code contains one of the words.
fn holding(words: &[&str], chosen: impl Fn(&str) -> bool) -> Vec<String> {
    let mut out = Vec::new();
    for (name, code) in sources().iter().filter(|(name, _)| chosen(name)) {
        out.extend(words.iter().filter(|w| code.contains(**w)).map(|w| format!("{name}: {w}")));
    }
    out
}

/// Lists the files outside the allowed places that contain one of the words.
fn offenders(words: &[&str], allowed: &[&str]) -> Vec<String> {
    holding(words, |name| !allowed.iter().any(|a| name.starts_with(a)))
}

/// Lists the files of a folder that contain a forbidden import.
fn inside(folder: &str, never: &[&str]) -> Vec<String> {
    holding(never, |name| name.starts_with(folder))
}

#[test]
fn external_crate_has_one_adapter() {
    assert_eq!(offenders(&["use ironcalc_base"], &["engine/ironcalc"]), [""; 0]);
    assert_eq!(offenders(&["use calamine", "calamine::"], &["grid/"]), [""; 0]);
    assert_eq!(offenders(&["use rust_xlsxwriter"], &["write/"]), [""; 0]);
    assert_eq!(offenders(&["clap::"], &["cli/", "lang/"]), [""; 0]);
}

#[test]
fn only_world_accesses_disk_and_clock() {
    assert_eq!(offenders(&["std::fs", "fs::", "SystemTime", "tempfile", "walkdir"], &["world.rs"]), [""; 0]);
    assert_eq!(offenders(&["process::Command", "std::process::{Child", "setrlimit"], &["world/"]), [""; 0]);
}

/// One file writes to the terminal, so that all output is made safe.
#[test]
fn one_file_writes_to_the_terminal() {
    let words = ["stdout()", "stderr()", "print!(", "println!(", "io::stdout", "io::stderr"];
    assert_eq!(offenders(&words, &["cli/screen.rs"]), [""; 0]);
}

/// All commands get their files through the guard, so that none can overwrite an input.
#[test]
fn commands_write_through_the_guard() {
    assert_eq!(offenders(&["Disk::"], &["world.rs", "cli/mod.rs"]), [""; 0]);
    let run = sources().into_iter().find(|(name, _)| name == "cli/mod.rs").unwrap().1;
    assert!(run.contains("let world = Guarded::new(&world, replaces);") && run.matches("act(&flags").count() == 1);
}

#[test]
fn model_imports_no_stage() {
    let stages = [
        "crate::intake",
        "crate::grid",
        "crate::read",
        "crate::check",
        "crate::consolidate",
        "crate::form::",
        "crate::book",
        "crate::engine",
        "crate::write",
        "crate::report",
        "crate::plan",
        "crate::formula",
        "crate::world",
    ];
    assert_eq!(inside("model/", &stages), [""; 0]);
}

#[test]
fn formula_imports_no_value() {
    assert_eq!(inside("formula/", &["crate::engine", "model::amount", "crate::plan", "model::submission"]), [""; 0]);
}

#[test]
fn engine_imports_no_plan() {
    assert_eq!(inside("engine/", &["crate::plan", "crate::lang", "model::finding", "model::text"]), [""; 0]);
}

#[test]
fn plan_imports_no_return() {
    let never =
        ["crate::engine", "crate::read", "crate::check", "model::submission", "model::ledger", "model::arrival"];
    assert_eq!(inside("plan/", &never), [""; 0]);
}

#[test]
fn read_imports_no_rule_and_no_engine() {
    assert_eq!(
        inside("read/", &["crate::engine", "crate::check", "model::ledger", "plan.rules", "crate::formula"]),
        [""; 0]
    );
    assert_eq!(inside("grid/", &["crate::plan", "crate::read", "crate::check"]), [""; 0]);
}

/// The consolidated workbook contains figures and formulas. Its code never computes with a figure.
#[test]
fn consolidate_computes_no_figure() {
    let never =
        ["Amount::Number", "Value::Number", ".number()", "sum::<f64>", ".sum()", "crate::engine", "crate::write"];
    assert_eq!(inside("consolidate/", &never), [""; 0]);
    assert_eq!(inside("form/", &["Amount::Number", "sum::<f64>", "crate::engine", "crate::write"]), [""; 0]);
}

/// The code contains no indicator, column, sheet or unit of a particular plan.
#[test]
fn code_contains_no_particular_plan() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let plan = fs::read_to_string(root.join("templates/277-kh-ldld/plan.toml")).unwrap();
    let table: toml::Table = plan.parse().unwrap();
    let mut words = Vec::new();
    for (list, keys) in [
        ("indicators", ["name", "label"]),
        ("columns", ["name", "heading"]),
        ("sheets", ["name", "title"]),
        ("units", ["code", "name"]),
    ] {
        for row in table[list].as_array().unwrap() {
            words.extend(keys.iter().filter_map(|k| row.get(*k)).filter_map(|v| v.as_str()).map(str::to_string));
        }
    }
    // Words that the program uses in its own lists and sheets for any plan.
    words.retain(|w| w != "Trạng thái" && w != "Xếp hạng");
    assert!(words.len() > 150, "{}", words.len());
    let found: Vec<String> = sources()
        .iter()
        .flat_map(|(name, code)| {
            words.iter().filter(|w| code.contains(&format!("\"{w}\""))).map(move |w| format!("{name}: {w}"))
        })
        .collect();
    assert_eq!(found, [""; 0]);
}
