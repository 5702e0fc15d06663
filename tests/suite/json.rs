//! `--format json`: every command gives an object that docs/tonghop.schema.json describes, and its numbers are those of
//! the screen.

use crate::cli::flat;
use crate::merge::{campaign, said, tonghop};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn schema() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tonghop.schema.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Validates a value against the part of JSON Schema that the file uses. Returns the names of the known fields.
fn validate(root: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    let Value::Object(schema) = schema else { panic!("{at}: {schema}") };
    for (key, of) in schema {
        match key.as_str() {
            "$ref" => {
                let target = root.pointer(of.as_str().unwrap().trim_start_matches('#')).expect("a definition");
                known.extend(validate(root, target, value, at, faults));
            }
            "allOf" => {
                of.as_array().unwrap().iter().for_each(|one| known.extend(validate(root, one, value, at, faults)));
            }
            "anyOf" => {
                let fits = |one: &&Value| {
                    let mut own = Vec::new();
                    validate(root, one, value, at, &mut own);
                    own.is_empty()
                };
                match of.as_array().unwrap().iter().find(fits) {
                    Some(one) => known.extend(validate(root, one, value, at, faults)),
                    None => faults.push(format!("{at}: fits none of anyOf")),
                }
            }
            "type" => {
                let is = |name: &Value| match name.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "number" => value.is_number(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    other => panic!("{other}"),
                };
                let fits = of.as_array().map_or_else(|| is(of), |names| names.iter().any(is));
                if !fits {
                    faults.push(format!("{at}: not {of}"));
                }
            }
            "const" if of != value => faults.push(format!("{at}: not {of}")),
            "enum" if !of.as_array().unwrap().contains(value) => faults.push(format!("{at}: {value} is not in {of}")),
            "minimum" if value.is_number() && value.as_f64() < of.as_f64() => {
                faults.push(format!("{at}: {value} < {of}"))
            }
            "required" => {
                for name in of.as_array().unwrap().iter().filter(|name| value.get(name.as_str().unwrap()).is_none()) {
                    faults.push(format!("{at}: without {name}"));
                }
            }
            "properties" => {
                for (name, of) in of.as_object().unwrap() {
                    known.insert(name.clone());
                    if let Some(field) = value.get(name) {
                        validate(root, of, field, &format!("{at}.{name}"), faults);
                    }
                }
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    validate(root, of, item, &format!("{at}[{index}]"), faults);
                }
            }
            "const"
            | "enum"
            | "minimum"
            | "additionalProperties"
            | "unevaluatedProperties"
            | "$schema"
            | "title"
            | "$defs" => {}
            other => panic!("{at}: {other} is not known to the test"),
        }
    }
    if schema.contains_key("additionalProperties") || schema.contains_key("unevaluatedProperties") {
        let fields = value.as_object().into_iter().flat_map(|fields| fields.keys());
        faults
            .extend(fields.filter(|name| !known.contains(*name)).map(|name| format!("{at}: {name} is not described")));
    }
    known
}

/// Runs a command with `--format json`, validates its output, and returns its result.
fn result(words: &[&str]) -> Value {
    let (_, out, error) = said(&tonghop(&[words, &["--format", "json"]].concat()));
    let value: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{words:?}: {e}\n{out}{error}"));
    let (root, mut faults) = (schema(), Vec::new());
    validate(&root, &root, &value, "$", &mut faults);
    if value["failure"].is_null() {
        let of = &root["$defs"][value["command"].as_str().unwrap()];
        validate(&root, of, &value["result"], "$.result", &mut faults);
    }
    assert!(faults.is_empty(), "{words:?}: {faults:#?}\n{out}");
    value
}

fn commands() -> BTreeSet<String> {
    let (_, help, _) = said(&tonghop(&["--help", "--lang", "en"]));
    let list = help.split("Commands:").nth(1).unwrap().split("Common options:").next().unwrap();
    let names = list.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !name.is_empty()).map(String::from).collect()
}

#[test]
fn every_command_gives_json_of_the_schema() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4", "2022-Q1"]);
    let path = folder.to_str().unwrap();
    let at = |name: &str| folder.join(name).to_str().unwrap().to_string();
    let (book, inbox, new) = (at("ket-qua/Tong-hop-2022-Q1.xlsx"), at("tra-loi/2021-Q4"), at("mới"));
    fs::write(folder.join("tra-loi/2022-Q1/ảnh.jpg"), b"\xff\xd8\xff").unwrap();
    fs::write(folder.join("tra-loi/2022-Q1/hỏng.xlsx"), b"PK\x03\x04").unwrap();
    let plans = folder.join("kế hoạch khác");
    fs::create_dir(&plans).unwrap();
    let plan = fs::read_to_string(folder.join("ke-hoach.toml")).unwrap();
    fs::write(plans.join("ke-hoach.toml"), plan.replacen("severity = \"warning\"", "severity = \"error\"", 40))
        .unwrap();
    fs::copy(folder.join("phu-luc.tsv"), plans.join("phu-luc.tsv")).unwrap();
    let other = plans.to_str().unwrap();
    let runs: Vec<Vec<&str>> = vec![
        vec!["merge", path],
        vec!["status", path, "--today", "2022-04-05"],
        vec!["check", &inbox],
        vec!["audit", &book],
        vec!["explain", "R10", "-C", path],
        vec!["export", path],
        vec!["report", path],
        vec!["page", path, "--template", concat!(env!("CARGO_MANIFEST_DIR"), "/page/src/page.html")],
        vec!["up", path],
        vec!["feedback", path, "--today", "2022-04-05", "--split"],
        vec!["forms", path, "--period", "2022-Q2", "--unit", "TP"],
        vec!["plan", "check", path],
        vec!["plan", "diff", path, other, "-C", path],
        vec!["plan", "convert", path],
        vec!["publish", path, "--period", "2021-Q3"],
        vec!["init", &new],
        vec!["help", "merge"],
        vec!["completions", "bash"],
        vec!["man"],
        vec!["menu", path, "--merge"],
    ];
    let mut seen = BTreeSet::new();
    for words in &runs {
        let value = result(words);
        assert!(value["failure"].is_null(), "{words:?}: {value}");
        seen.insert(value["command"].as_str().unwrap().to_string());
    }
    assert_eq!(seen, commands());
    // A job that cannot be done says so in JSON as well.
    for words in [&["status", "/không có"][..], &["merge", path, "--period", "2030-Q1"], &["audit", "không.xlsx"]] {
        let value = result(words);
        assert!(value["result"].is_null() && value["failure"]["vi"].is_string(), "{words:?}: {value}");
        assert_eq!(value["command"], words[0]);
    }
}

/// The schema describes what there is: a wrong type, a missing and an unknown field are faults.
#[test]
fn validation_finds_what_differs_from_the_schema() {
    let root = schema();
    let faults = |value: &Value| {
        let mut faults = Vec::new();
        validate(&root, &root["$defs"]["status"], value, "$", &mut faults);
        faults.len()
    };
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let good = result(&["status", folder.to_str().unwrap(), "--today", "2022-04-05"])["result"].clone();
    assert_eq!(faults(&good), 0);
    let mut wrong = good.clone();
    wrong["units"]["due"] = "11".into();
    wrong["new"] = 1.into();
    wrong.as_object_mut().unwrap().remove("period");
    assert_eq!(faults(&wrong), 3);
}

/// The numbers of `status` and `merge` are the same in JSON and on the screen.
#[test]
fn numbers_of_json_and_screen_agree() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let path = folder.to_str().unwrap();
    for (period, command) in [("2021-Q3", "merge"), ("2021-Q4", "merge"), ("2021-Q4", "status")] {
        let words = [command, path, "--period", period];
        let json = &result(&words)["result"];
        let (_, screen, _) = said(&tonghop(&words));
        let screen = flat(&screen);
        let count = |name: &str| json["units"][name].as_u64().unwrap();
        let head = format!(
            "{}/{} đơn vị đã gửi, {} đã tổng hợp; đúng hạn {}",
            count("reported"),
            count("due"),
            count("counted"),
            count("on_time")
        );
        assert!(screen.contains(&head), "{head}: {screen}");
        let current = &json["findings"]["current"];
        for (name, word) in [("errors", "lỗi"), ("warnings", "cảnh báo"), ("notes", "thông tin")] {
            let number = current[name].as_u64().unwrap();
            assert!(number == 0 || screen.contains(&format!("{number} {word}")), "{number} {word}: {screen}");
        }
        for (name, word) in [("missing", "Chưa gửi"), ("held", "Còn lỗi, chưa tổng hợp"), ("late", "Gửi muộn")]
        {
            let number = count(name);
            assert_eq!(screen.contains(&format!("{word} ({number}): ")), number > 0, "{word}: {screen}");
        }
        let units = json["unit_list"].as_array().unwrap();
        assert_eq!(units.len() as u64, count("due"));
        // The list of all findings has as many of each severity as the numbers say.
        if let Some(list) = json["findings_list"].as_array() {
            let of = |severity: &str| {
                list.iter().filter(|one| one["severity"] == severity && one["waived"].is_null()).count() as u64
            };
            let total = |name: &str| {
                ["current", "earlier"].iter().map(|part| json["findings"][part][name].as_u64().unwrap()).sum::<u64>()
            };
            assert_eq!([of("error"), of("warning"), of("info")], ["errors", "warnings", "notes"].map(total));
        }
    }
}
