//! Tests the loader against the schema: it reads exactly these keys, with their requirements, types and aliases.

use super::super::{PlanHashes, alias, document, tables, walk};
use super::*;
use crate::plan::schema::tests::{ANNEX, examples};
use crate::plan::schema::{self, AliasValue, FieldKind, FieldNeed, PlanField, SINGLES, TABLES, head};
use std::collections::BTreeSet;
use toml::Value;

/// Keys that are required or forbidden depending on another key of their row.
const TIED: [&str; 15] = [
    "indicators.choices",
    "rosters.unique",
    "rosters.columns.choices",
    "columns.thresholds",
    "waivers.rule",
    "waivers.file",
    "waivers.nil",
    "units.from",
    "units.until",
    "report.text",
    "report.units",
    "report.each",
    "report.columns",
    "report.questions",
    // Columns that `sheets.order` names.
    "annex.columns.sheets",
];

/// Returns every key of the text with its path and field.
fn keys() -> Vec<(String, &'static PlanField)> {
    let rows = TABLES
        .iter()
        .filter(|t| t.path != "severity")
        .flat_map(|t| t.fields.iter().filter(|f| !f.example.is_empty()).map(|f| (format!("{}.{}", t.path, f.key), f)));
    rows.chain(SINGLES.iter().map(|f| (f.key.to_string(), f))).collect()
}

/// Calls `change` with every table that may hold the last key of a path.
fn each(value: &mut Value, path: &str, change: &dyn Fn(&mut toml::Table, &str)) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|item| each(item, path, change)),
        Value::Table(table) => match path.split_once('.') {
            None => change(table, path),
            Some((first, rest)) => table.get_mut(first).into_iter().for_each(|inner| each(inner, rest, change)),
        },
        _ => {}
    }
}

/// Returns the example plan with every value of a path changed.
fn with(path: &str, change: &dyn Fn(&mut toml::Table, &str)) -> String {
    let mut whole = Value::Table(document(&examples()).unwrap());
    each(&mut whole, path, change);
    toml::to_string(&whole).unwrap()
}

fn loaded(toml: &str) -> Result<Plan, Vec<PlanDiagnostic>> {
    text(toml, ANNEX.as_bytes(), NAMES)
}

fn without_hash(plan: Plan) -> String {
    format!("{:#?}", Plan { hash: String::new(), hashes: PlanHashes::default(), ..plan })
}

#[test]
fn the_examples_are_a_plan() {
    let plan = loaded(&examples()).unwrap_or_else(|p| panic!("{}", shown(&p, Lang::Vi)));
    let of_rosters = plan.rules.iter().filter(|rule| rule.origin != RuleOrigin::Row).count();
    // One rule of the plan, one from `required`, one from `unique` and one from the columns that
    // are unique together.
    assert_eq!((of_rosters, plan.waivers.len(), plan.amendments.len()), (4, 3, 1));
}

#[test]
fn the_loader_reads_the_keys_of_the_list_and_no_others() {
    let toml = examples();
    let (mut root, errors) = DeTable::parse_recoverable(&toml);
    assert!(errors.is_empty(), "{errors:?}");
    let resolved = alias::resolve(root.get_mut());
    let walk = walk::PlanDocument::new(PlanSource::new("p.toml", &toml), walk::KeyWording::Keys, resolved);
    tables::read(&TableReader::document(&walk, root.get_ref()));
    let listed: BTreeSet<String> = keys().into_iter().map(|(path, _)| path).collect();
    let tables: BTreeSet<&str> = TABLES.iter().map(|t| t.path).collect();
    // A table that contains listed keys is not a key itself.
    let holds = |path: &String| {
        tables.contains(path.as_str())
            || listed.iter().any(|l| l.strip_prefix(path.as_str()).is_some_and(|r| r.starts_with('.')))
    };
    let read: BTreeSet<String> = walk.read.borrow().iter().filter(|path| !holds(path)).cloned().collect();
    assert_eq!(read, listed);
}

#[test]
fn a_key_may_be_left_out_where_the_list_says_so() {
    for (path, field) in keys().into_iter().filter(|(path, _)| !TIED.contains(&path.as_str())) {
        let tied = |table: &mut toml::Table| path == "columns.emphasis" && table.remove("thresholds").is_some();
        let left_out = loaded(&with(&path, &|table, key| {
            table.remove(key);
            tied(table);
        }));
        let key = field.key.rsplit('.').next().unwrap();
        match (field.need, left_out) {
            (FieldNeed::Required, Err(problems)) => {
                let missing = format!("'{key}' is missing");
                // Without its last key the whole table is missing.
                let table = format!("'{}' is missing", head(field.key));
                let report = shown(&problems, Lang::En);
                assert!(report.contains(&missing) || report.contains(&table), "{path}: {report}");
            }
            (FieldNeed::Required, Ok(_)) => panic!("{path} may be left out"),
            (FieldNeed::Optional | FieldNeed::Default(_), Err(problems)) => {
                panic!("{path}: {}", shown(&problems, Lang::En))
            }
            (FieldNeed::Optional, Ok(_)) => {}
            (FieldNeed::Default(value), Ok(plan)) => {
                let value: toml::Table = format!("v = {value}").parse().unwrap();
                let given = loaded(&with(&path, &|table, key| {
                    table.insert(key.to_string(), value["v"].clone());
                    tied(table);
                }));
                assert_eq!(without_hash(given.unwrap()), without_hash(plan), "{path}");
            }
        }
    }
}

#[test]
fn a_list_may_be_left_out_where_the_list_says_so() {
    for table in TABLES {
        let report = match loaded(&with(table.path, &|holder, key| drop(holder.remove(key)))) {
            Ok(_) => String::new(),
            Err(problems) => shown(&problems, Lang::En),
        };
        let key = table.path.rsplit('.').next().unwrap();
        assert_eq!(report.contains(&format!("'{key}' is missing")), table.required, "{}: {report}", table.path);
    }
}

#[test]
fn value_of_a_wrong_type_is_reported() {
    for (path, field) in keys() {
        let wrong = if field.kind == FieldKind::Flag { Value::Integer(7) } else { Value::Boolean(true) };
        let problems =
            loaded(&with(&path, &|table, key| drop(table.insert(key.to_string(), wrong.clone())))).unwrap_err();
        let key = field.key.rsplit('.').next().unwrap();
        let report = shown(&problems, Lang::En);
        assert!(report.contains(&format!("'{key}' must be")), "{path}: {report}");
    }
}

#[test]
fn every_word_of_the_list_is_known_to_the_loader() {
    for (path, field) in keys() {
        for (word, _) in field.kind.words() {
            let toml =
                with(&path, &|table, key| drop(table.insert(key.to_string(), Value::String((*word).to_string()))));
            // The word may cause further problems.
            let report = loaded(&toml).map_or_else(|p| shown(&p, Lang::En), |_| String::new());
            assert!(!report.contains(&format!("'{word}' is no value here")), "{path}: {report}");
        }
        if !field.kind.words().is_empty() {
            let toml = with(&path, &|table, key| drop(table.insert(key.to_string(), Value::String("lạ".to_string()))));
            let report = shown(&loaded(&toml).unwrap_err(), Lang::En);
            let list = field.kind.words().iter().all(|(word, _)| report.contains(word));
            assert!(report.contains("'lạ' is no value here") && list, "{path}: {report}");
        }
    }
}

/// Returns the example plan with a key under an alias; the key itself stays if `keep` is true.
fn renamed(path: &str, alias: schema::KeyAlias, keep: bool) -> String {
    let list = path.rsplit_once('.').map_or("", |(list, _)| list);
    with(path, &|table, key| {
        let value = if keep { table.get(key).cloned() } else { table.remove(key) };
        let Some(value) = value else { return };
        let (name, value) = match alias.takes {
            AliasValue::Value => (head(alias.key), value),
            AliasValue::Flag { yes, .. } => {
                assert_eq!(value.as_str(), Some(yes), "{list}");
                (alias.key, Value::Boolean(true))
            }
            AliasValue::Names { annex } => {
                // One list of names serves both keys.
                let mut all = vec![value];
                let other = if annex { "opening" } else { "opening_annex" };
                all.extend(if keep { None } else { table.remove(other) });
                (alias.key, Value::Array(all))
            }
        };
        table.insert(name.to_string(), value);
    })
}

#[test]
fn alias_of_a_key_gives_the_same_plan() {
    let direct = format!("{:#?}", loaded(&with("plan.number", &|_, _| ())).unwrap());
    let mut names = BTreeSet::new();
    for table in &TABLES {
        for (field, alias) in table.fields.iter().flat_map(|f| f.aliases.iter().map(move |a| (f, *a))) {
            let path = format!("{}.{}", table.path, head(field.key));
            let plan =
                loaded(&renamed(&path, alias, false)).unwrap_or_else(|p| panic!("{path}: {}", shown(&p, Lang::En)));
            assert_eq!(format!("{plan:#?}"), direct, "{path} as {}: the hash too", alias.key);
            // Key and alias together are one problem, reported at the alias.
            let both = renamed(&path, alias, true);
            let problems = loaded(&both).unwrap_err();
            let name = head(alias.key);
            assert!(
                problems.iter().all(|p| p.message.en.contains("say the same thing")),
                "{}",
                shown(&problems, Lang::En)
            );
            assert!(problems.iter().all(|p| p.found() == name), "{}", shown(&problems, Lang::En));
            names.insert(name);
        }
    }
    let expected = ["expected", "fix", "prefill", "ratio", "required", "shortfall", "target", "when_blank"];
    assert_eq!(names, expected.into());
}

/// A problem of a value that is written with an alias names the alias.
#[test]
fn problem_names_the_key_as_written() {
    let of = |change: &dyn Fn(&mut toml::Table, &str)| {
        shown(&loaded(&with("indicators.blank", change)).unwrap_err(), Lang::En)
    };
    let put = |pairs: &'static [(&str, &str)]| {
        move |table: &mut toml::Table, key: &str| {
            table.remove(key);
            for (name, value) in pairs {
                let value: toml::Table = format!("v = {value}").parse().unwrap();
                table.insert((*name).to_string(), value["v"].clone());
            }
        }
    };
    assert!(of(&put(&[("when_blank", "7")])).contains("'when_blank' must be text"));
    assert!(of(&put(&[("when_blank", "\"none\"")])).contains("one of: missing, zero, not_applicable"));
    assert!(of(&put(&[("required", "\"yes\"")])).contains("'required' must be true or false"));
    assert!(of(&put(&[("required", "false"), ("when_blank", "\"missing\"")])).contains("contradicts"));
    assert!(of(&put(&[("required", "true"), ("when_blank", "\"zero\"")])).contains("'required' and 'when_blank'"));
    assert!(of(&put(&[("requird", "true")])).contains("known: required"));
    // `false` means that the cell may be blank; the meaning of a blank may be stated beside it.
    for (pairs, blank) in [
        (put(&[("required", "false")]), BlankMeaning::NotApplicable),
        (put(&[("required", "false"), ("when_blank", "\"zero\"")]), BlankMeaning::Zero),
    ] {
        let plan = loaded(&with("indicators.blank", &pairs)).unwrap_or_else(|p| panic!("{}", shown(&p, Lang::Vi)));
        assert!(plan.indicators.iter().all(|i| i.blank == [blank]));
    }
    let prefill = with("indicators.opening", &|table, key| {
        table.remove(key);
        table.insert("prefill".to_string(), Value::Integer(3));
    });
    assert!(shown(&loaded(&prefill).unwrap_err(), Lang::En).contains("'prefill' must be a name in quotes"));
}
