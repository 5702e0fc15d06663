//! Every rule and column of the template, and every aggregate, on inputs and results set by hand
//! (`tests/conformance/*.tsv`), in IronCalc and in LibreOffice.

use crate::libreoffice;
use std::collections::BTreeMap;
use std::path::Path;
use tonghop::book::{Area, Book, Cell, Sheet, Style, address};
use tonghop::formula::{Aggregate, Formula, Place, expand};
use tonghop::model::amount::Value;
use tonghop::plan::{Plan, load, template};
use tonghop::{engine, write};

/// One line of a table.
struct Case {
    code: String,
    inputs: BTreeMap<String, Vec<Value>>,
    expected: Value,
    line: usize,
}

fn value(text: &str) -> Value {
    match text {
        "" => Value::Blank,
        "\"\"" => Value::Text(String::new()),
        "TRUE" | "FALSE" => Value::Bool(text == "TRUE"),
        _ if text.starts_with('"') => Value::Text(text.trim_matches('"').replace('_', " ")),
        _ => text.parse().map_or_else(|_| Value::Text(text.replace('_', " ")), Value::Number),
    }
}

fn cases(file: &str) -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let mut out = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#')) {
        let parts: Vec<&str> = line.split('\t').collect();
        let [code, inputs, expected] = parts[..] else { panic!("{file}:{}: three columns", n + 1) };
        let mut map = BTreeMap::new();
        for (name, number) in [
            ("so_quy", 3.0),
            ("tong_quy", 10.0),
            ("nam_bc", 2022.0),
            ("cd_vuot", 150.0),
            ("cd_bien_dong", 20.0),
            ("cd_muc_dn", 85.0),
            ("ngay_dau", 44_562.0),
            ("ngay_cuoi", 44_651.0),
            ("chot_th", 44_651.0),
            ("han_nop", 44_661.0),
            ("quy_dau_nam", 3.0),
        ] {
            map.insert(name.to_string(), vec![Value::Number(number)]);
        }
        for input in inputs.split(' ').filter(|i| !i.is_empty()) {
            let (name, text) = input.split_once('=').unwrap_or_else(|| panic!("{file}:{}: {input}", n + 1));
            map.insert(name.to_string(), text.split('|').map(value).collect());
        }
        out.push(Case { code: code.to_string(), inputs: map, expected: value(expected), line: n + 1 });
    }
    out
}

/// Where the inputs of a case stand: single values in one row, columns below each other on a sheet of their own.
struct Places(BTreeMap<String, String>);

impl Place for Places {
    fn name(&self, name: &str) -> Option<String> {
        Some(self.0.get(name).cloned().unwrap_or_else(|| "$XA$1".to_string()))
    }
    fn aggregate(&self, aggregate: Aggregate, name: &str) -> Option<String> {
        let block = |name: &str| self.0.get(&format!("{name}@")).cloned();
        if aggregate == Aggregate::Rank {
            let first = |range: &str| range.split(':').next().unwrap_or_default().to_string();
            let (column, kinds) = (block(name)?, block("khoi")?);
            return Some(expand::rank(&first(&column), &column, &first(&kinds), &kinds));
        }
        let block = expand::Block {
            figure: block(name)?,
            ordinals: block("quy")?,
            states: block("trang_thai")?,
            latest: block("moi_nhat")?,
            report: self.name("so_quy")?,
            year_start: self.name("quy_dau_nam")?,
        };
        expand::over_block(aggregate, &block)
    }
}

/// A book with one formula per case in column A of "Ca", its inputs beside it.
fn book(cases: &[Case], formula: &dyn Fn(&str) -> Formula) -> Book {
    let style = Style::default();
    let (mut rows, mut columns) = (Sheet::new("Ca"), Sheet::new("Cột"));
    let mut next = 0;
    for (row, case) in cases.iter().enumerate() {
        let row = row as u32;
        let mut places = BTreeMap::new();
        for (index, (name, values)) in case.inputs.iter().enumerate() {
            if name.ends_with('@') || name.ends_with("_cot") || name == "pl_ma" {
                for (at, v) in values.iter().enumerate() {
                    columns.set(at as u32, next, Cell::value(v, &style));
                }
                let area = Area::new(0, next, values.len() as u32 - 1, next);
                places.insert(name.clone(), address::range("Cột", area));
                next += 1;
            } else {
                rows.set(row, index as u32 + 1, Cell::value(&values[0], &style));
                places.insert(name.clone(), address::fixed(row, index as u32 + 1));
            }
        }
        let text = formula(&case.code).write(&Places(places)).unwrap_or_else(|e| panic!("{}: {e}", case.line));
        rows.formula(row, 0, text, &style);
    }
    let mut book = Book::new("Bảng đối chứng");
    book.created = (2021, 10, 15);
    book.add(rows);
    book.add(columns);
    book
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
        _ => a == b,
    }
}

fn holds(file: &str, least: usize, formula: &dyn Fn(&str) -> Formula) {
    let cases = cases(file);
    assert!(cases.len() >= least, "{} cases", cases.len());
    let mut book = book(&cases, formula);
    engine::fill(&mut book).unwrap();
    let mut wrong = Vec::new();
    for (row, case) in cases.iter().enumerate() {
        let Some(tonghop::book::Formula { value: Some(got), file: text, .. }) =
            book.sheets[0].cells[&(row as u32, 0)].content.formula()
        else {
            panic!("no value")
        };
        if !same(got, &case.expected) {
            wrong.push(format!("{file}:{} {}: {got:?}, by hand {:?} ({text})", case.line, case.code, case.expected));
        }
    }
    assert!(wrong.is_empty(), "IronCalc:\n{}", wrong.join("\n"));

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(file.replace("tsv", "xlsx"));
    std::fs::write(&path, write::workbook(&book).unwrap()).unwrap();
    let (compared, differences) = libreoffice::compare(&path);
    assert_eq!(compared, cases.len());
    assert!(differences.is_empty(), "LibreOffice:\n{}", differences.join("\n"));
}

fn plan() -> Plan {
    let template = template::get("277-kh-ldld").unwrap();
    load::text(template.plan, template.annex.as_bytes(), ("plan.toml", "phu-luc.tsv")).unwrap()
}

#[test]
fn rules_give_what_was_reckoned_by_hand() {
    let plan = plan();
    let covered: std::collections::BTreeSet<String> = cases("rules.tsv").into_iter().map(|c| c.code).collect();
    let missing: Vec<_> = plan.rules.iter().filter(|r| !covered.contains(&r.code)).map(|r| &r.code).collect();
    assert!(missing.is_empty(), "rules without a case: {missing:?}");
    holds("rules.tsv", 130, &|code| plan.rule(code).unwrap_or_else(|| panic!("{code}")).check.clone());
}

#[test]
fn columns_give_what_was_reckoned_by_hand() {
    let plan = plan();
    let covered: std::collections::BTreeSet<String> = cases("columns.tsv").into_iter().map(|c| c.code).collect();
    let missing: Vec<_> = plan.columns.iter().filter(|c| !covered.contains(&c.name)).map(|c| &c.name).collect();
    assert!(missing.is_empty(), "columns without a case: {missing:?}");
    holds("columns.tsv", 60, &|name| plan.column(name).unwrap_or_else(|| panic!("{name}")).formula.clone());
}

#[test]
fn aggregates_and_functions_give_what_was_reckoned_by_hand() {
    let covered =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/functions.tsv")).unwrap();
    let named = |name: &str| covered.contains(&format!("{name}("));
    let missing: Vec<_> = tonghop::formula::function::ALLOWED.iter().map(|f| f.name).filter(|n| !named(n)).collect();
    assert!(missing.is_empty(), "functions without a case: {missing:?}");
    holds("functions.tsv", 40, &|text| Formula::parse(text).unwrap_or_else(|e| panic!("{text}: {e}")));
}
