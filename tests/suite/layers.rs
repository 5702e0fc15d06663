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
        // The test module is the last item of a file; other test-only items stay in view.
        let end = ["#[cfg(test)]\nmod ", "#[cfg(test)]\n#[allow"].iter().filter_map(|t| text.find(t)).min();
        let code = text.get(..end.unwrap_or(text.len())).unwrap_or_default().to_string();
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
    assert_eq!(offenders(&["docx_rs"], &["document/"]), [""; 0]);
    assert_eq!(offenders(&["clap::"], &["cli/"]), [""; 0]);
}

#[test]
fn only_world_accesses_disk_and_clock() {
    assert_eq!(
        offenders(
            &["std::fs", "fs::", "SystemTime", "tempfile", "walkdir"],
            &["system/os.rs", "system/os/", "system/processor_time.rs"]
        ),
        [""; 0]
    );
    assert_eq!(offenders(&["process::Command", "std::process::{Child", "setrlimit"], &["system/"]), [""; 0]);
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
    assert_eq!(offenders(&["OsSystem::"], &["system/os.rs", "cli/mod.rs"]), [""; 0]);
    let run = sources().into_iter().find(|(name, _)| name == "cli/mod.rs").unwrap().1;
    let one_line = run.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(one_line.contains("let world = GuardedSystem::new(world, given.command.replaces)"));
    let runs = offenders(&["command.run)("], &[]);
    assert!(runs == ["cli/mod.rs: command.run)("] && run.matches("command.run)(").count() == 1, "{runs:?}");
}

/// The folders and files of `src` from the lowest up, each with the others that it may import. A new one fails the
/// test until it is listed; every import is of a line above.
const LAYERS: [(&str, &[&str]); 24] = [
    ("limits", &[]),
    ("parallel", &[]),
    ("model", &[]),
    ("number", &["model"]),
    ("system", &["limits"]),
    ("workbook", &["model"]),
    ("formula", &["workbook", "model"]),
    ("grid", &["workbook", "limits", "model", "number"]),
    ("unpack", &["grid", "limits", "model"]),
    ("plan", &["workbook", "formula", "grid", "model", "number"]),
    ("form", &["workbook", "formula", "model", "plan"]),
    ("read", &["workbook", "form", "grid", "limits", "model", "number", "plan"]),
    ("engine", &["workbook", "model", "parallel"]),
    ("write", &["workbook", "formula", "model", "parallel"]),
    ("check", &["workbook", "engine", "formula", "model", "plan", "parallel"]),
    ("consolidate", &["workbook", "check", "formula", "model", "plan", "parallel"]),
    ("document", &["workbook", "consolidate", "model", "write"]),
    ("audit", &["workbook", "consolidate", "grid", "limits", "model", "number", "plan"]),
    ("explain", &["workbook", "check", "consolidate", "engine", "formula", "model", "plan", "read"]),
    ("export", &["consolidate", "model", "plan"]),
    ("feedback", &["workbook", "check", "consolidate", "form", "formula", "model", "plan"]),
    ("error", &["workbook", "check", "consolidate", "engine", "form", "model", "plan", "system", "write"]),
    (
        "pipeline",
        &[
            "audit",
            "workbook",
            "check",
            "consolidate",
            "document",
            "engine",
            "error",
            "explain",
            "export",
            "feedback",
            "form",
            "grid",
            "limits",
            "model",
            "plan",
            "read",
            "parallel",
            "unpack",
            "system",
            "write",
        ],
    ),
    ("report", &["audit", "workbook", "check", "consolidate", "model", "pipeline", "plan"]),
];

/// What the command line may import besides: it is the top.
const TOP: (&str, &[&str]) =
    ("cli", &["check", "error", "limits", "model", "pipeline", "plan", "report", "parallel", "system", "write"]);

/// Returns the modules of the crate that a file imports, by paths that begin with `crate::`.
fn imports(code: &str) -> Vec<String> {
    let mut out = Vec::new();
    for after in code.split("crate::").skip(1) {
        let (list, _) = match after.strip_prefix('{') {
            Some(group) => group.split_once("};").unwrap_or((group, "")),
            None => after.split_once(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or((after, "")),
        };
        let first = |path: &str| path.trim().split("::").next().unwrap_or_default().to_string();
        out.extend(list.split(',').map(first).filter(|name| !name.is_empty()));
    }
    out
}

#[test]
fn imports_point_down_the_list_of_layers() {
    let mut wrong = Vec::new();
    for (index, (layer, allowed)) in LAYERS.iter().enumerate() {
        let lower: Vec<&str> = LAYERS[..index].iter().map(|(name, _)| *name).collect();
        wrong.extend(
            allowed.iter().filter(|a| !lower.contains(a)).map(|a| format!("{layer} lists {a}, which is above")),
        );
    }
    for (name, code) in sources() {
        let layer = name.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_string();
        if layer == "lib" || layer == "main" {
            continue;
        }
        let Some((_, allowed)) = LAYERS.iter().chain([&TOP]).find(|(l, _)| *l == layer) else {
            wrong.push(format!("{name}: '{layer}' is in no layer"));
            continue;
        };
        let foreign = |module: &String| *module != layer && !allowed.contains(&module.as_str());
        wrong.extend(imports(&code).into_iter().filter(foreign).map(|m| format!("{name}: {m}")));
    }
    assert_eq!(wrong, [""; 0]);
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
        ["crate::engine", "crate::read", "crate::check", "model::submission", "model::ledger", "model::received_file"];
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
