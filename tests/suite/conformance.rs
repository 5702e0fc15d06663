//! Every rule and column of the template, and every aggregate, with inputs and results set by hand
//! (`tests/conformance/*.tsv`), in IronCalc and in LibreOffice.

use crate::libreoffice;
use std::collections::BTreeMap;
use std::path::Path;
use tonghop::formula::guard;
use tonghop::formula::lexer::{FormulaToken, TokenKind};
use tonghop::formula::{Formula, NameResolver, PeriodAggregate, expand, over_units};
use tonghop::model::amount::Value;
use tonghop::plan::field_rules::RuleOrigin;
use tonghop::plan::{Plan, Rule, load, template};
use tonghop::workbook::{CellRange, Sheet, SheetCell, Style, Workbook, address};
use tonghop::{engine, write};

/// One row of a table.
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
            ("quy_bat_dau", 3.0),
        ] {
            map.insert(name.to_string(), vec![Value::Number(number)]);
        }
        for input in inputs.split(' ').filter(|i| !i.is_empty()) {
            let (name, text) = input.split_once('=').unwrap_or_else(|| panic!("{file}:{}: {input}", n + 1));
            map.insert(name.to_string(), text.split('|').map(value).collect());
        }
        if inputs.contains("so_quy=") && !inputs.contains("quy_bat_dau=") {
            // A single period.
            map.insert("quy_bat_dau".to_string(), map["so_quy"].clone());
        }
        out.push(Case { code: code.to_string(), inputs: map, expected: value(expected), line: n + 1 });
    }
    out
}

/// Cells of the inputs of a case: single values in one row, column values on a separate sheet.
struct Places(BTreeMap<String, String>);

impl NameResolver for Places {
    fn name(&self, name: &str) -> Option<String> {
        if let Some((own, earlier)) =
            name.strip_suffix("_lk").and_then(|own| self.0.get(own).zip(self.0.get(&format!("{own}@"))))
        {
            // The sum to date: of the figure in its cell and those of earlier returns.
            let is_known = self.0.get("truoc").zip(self.0.get("trang_thai_truoc"));
            return Some(match is_known {
                Some((before, state)) => expand::next_to_date(own, &[[before.clone(), state.clone()]], "Đã tổng hợp"),
                None => expand::sum_to_date(own, earlier),
            });
        }
        Some(self.0.get(name).cloned().unwrap_or_else(|| "$XA$1".to_string()))
    }
    fn aggregate(&self, aggregate: PeriodAggregate, name: &str) -> Option<String> {
        let block = |name: &str| self.0.get(&format!("{name}@")).cloned();
        if aggregate.is_over_units() {
            let first = |range: &str| range.split(':').next().unwrap_or_default().to_string();
            let (column, kinds) = (block(name)?, block("khoi"));
            let among = kinds.as_ref().map(|kinds| (first(kinds), kinds.as_str()));
            let among = among.as_ref().map(|(kind, all)| (kind.as_str(), *all));
            return Some(match (aggregate, among) {
                (PeriodAggregate::KindSum, Some((kind, kinds))) => over_units::sum_of_kind(&column, kind, kinds),
                (PeriodAggregate::WholeSum | PeriodAggregate::KindSum, _) => over_units::sum(&[column]),
                (PeriodAggregate::OverallRank, _) => expand::rank(&first(&column), &column, None),
                _ => expand::rank(&first(&column), &column, among),
            });
        }
        let (figure, ordinals, states) = (block(name)?, block("quy")?, block("trang_thai")?);
        // An heir of many units: the rows of all units in one range, with the number of the unit that they belong to.
        let owned = block("don_vi").map(|owners| expand::OwnedRows {
            figure: figure.clone(),
            ordinals: ordinals.clone(),
            states: states.clone(),
            owners,
            owner: 1,
            not_due: "Không phải gửi",
        });
        let part = |_: &expand::OwnedRows| expand::JoinedBlock {
            figure: figure.clone(),
            ordinals: ordinals.clone(),
            states: states.clone(),
            at: 1,
            first: 1,
            end: u32::MAX,
        };
        let joined = owned.iter().map(part).collect();
        let block = expand::UnitBlock {
            counted: "Đã tổng hợp",
            first: 1,
            received: None,
            figure,
            ordinals,
            states,
            latest: block("moi_nhat")?,
            report: self.name("so_quy")?,
            start: self.name("quy_bat_dau")?,
            // The names of a closing and an opening balance end so.
            over_span: match name.rsplit_once('_') {
                Some((_, "ck")) => expand::SpanFigure::Last,
                Some((_, "dk")) => expand::SpanFigure::First,
                _ => expand::SpanFigure::Sum,
            },
            per_year: 4,
            joined,
            joined_by: Some(expand::JoinedBy::Sum),
            owned,
            breaks: Vec::new(),
            year_start: self.name("quy_dau_nam")?,
            until: None,
        };
        expand::over_block(aggregate, &block)
    }
}

/// Builds a workbook with one formula for each case in column A of "Ca", its inputs beside it.
fn book(cases: &[Case], formula: &dyn Fn(&str) -> Formula) -> Workbook {
    let style = Style::default();
    let (mut rows, mut columns) = (Sheet::new("Ca"), Sheet::new("Cột"));
    let mut next = 0;
    for (row, case) in cases.iter().enumerate() {
        let row = row as u32;
        let mut places = BTreeMap::new();
        for (index, (name, values)) in case.inputs.iter().enumerate() {
            if name.ends_with('@') || name.ends_with("_cot") || name == "pl_ma" {
                for (at, v) in values.iter().enumerate() {
                    columns.set(at as u32, next, SheetCell::value(v, &style));
                }
                let area = CellRange::new(0, next, values.len() as u32 - 1, next);
                places.insert(name.clone(), address::range("Cột", area));
                next += 1;
            } else {
                rows.set(row, index as u32 + 1, SheetCell::value(&values[0], &style));
                places.insert(name.clone(), address::fixed(row, index as u32 + 1));
            }
        }
        let text = formula(&case.code).write(&Places(places)).unwrap_or_else(|e| panic!("{}: {e}", case.line));
        rows.formula(row, 0, text, &style);
    }
    let mut book = Workbook::new("Bảng đối chứng");
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
        let Some(tonghop::workbook::CellFormula { value: Some(got), file: text, .. }) =
            book.sheets[0].cells.formula((row as u32, 0))
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
fn rules_equal_hand_computed_results() {
    let plan = plan();
    let covered: std::collections::BTreeSet<String> = cases("rules.tsv").into_iter().map(|c| c.code).collect();
    let key = |rule: &Rule| match rule.origin {
        RuleOrigin::Plan | RuleOrigin::Row => rule.code.clone(),
        RuleOrigin::Required(r, c) | RuleOrigin::Unique(r, c) => {
            format!("{} {}", rule.code, plan.rosters[r].columns[c].name)
        }
        RuleOrigin::UniqueTogether(r) => format!("{} {}", rule.code, plan.rosters[r].unique.join("+")),
    };
    let rules: BTreeMap<String, &Rule> = plan.rules.iter().map(|rule| (key(rule), rule)).collect();
    assert_eq!(rules.len(), plan.rules.len());
    let missing: Vec<_> = rules.keys().filter(|key| !covered.contains(*key)).collect();
    assert!(missing.is_empty(), "rules without a case: {missing:?}");
    holds("rules.tsv", 155, &|key| rules.get(key).unwrap_or_else(|| panic!("{key}")).check.clone());
}

#[test]
fn columns_equal_hand_computed_results() {
    let plan = plan();
    let covered: std::collections::BTreeSet<String> = cases("columns.tsv").into_iter().map(|c| c.code).collect();
    let missing: Vec<_> = plan.columns.iter().filter(|c| !covered.contains(&c.name)).map(|c| &c.name).collect();
    assert!(missing.is_empty(), "columns without a case: {missing:?}");
    holds("columns.tsv", 60, &|name| plan.column(name).unwrap_or_else(|| panic!("{name}")).formula.clone());
}

#[test]
fn aggregates_and_functions_equal_hand_computed_results() {
    let covered =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/functions.tsv")).unwrap();
    let named = |name: &str| covered.contains(&format!("{name}("));
    let missing: Vec<_> = tonghop::formula::function::ALLOWED.iter().map(|f| f.name).filter(|n| !named(n)).collect();
    assert!(missing.is_empty(), "functions without a case: {missing:?}");
    holds("functions.tsv", 40, &|text| Formula::parse(text).unwrap_or_else(|e| panic!("{text}: {e}")));
}

/// Numbers as text do not depend on the regional settings of the machine.
#[test]
fn numbers_as_text_are_equal_in_vietnamese_settings() {
    let cases: Vec<Case> = cases("functions.tsv").into_iter().filter(|case| case.code.contains("SO_VN(")).collect();
    assert!(cases.len() > 30);
    let mut book = book(&cases, &|text| Formula::parse(text).unwrap());
    engine::fill(&mut book).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("so.xlsx");
    std::fs::write(&path, write::workbook(&book).unwrap()).unwrap();
    let results = libreoffice::results(&path, Some("vi-VN"));
    for (row, case) in cases.iter().enumerate() {
        let at = ("Ca".to_string(), address::cell(row as u32, 0));
        let found = results.get(&at).cloned().unwrap_or_default();
        assert_eq!(Value::Text(found), case.expected, "{} in line {}", case.code, case.line);
    }
}

/// Guarded rules with branches, and the names that they give as missing.
#[test]
fn guarded_rules_equal_hand_computed_results() {
    holds("guards.tsv", 25, &|code| {
        let (what, rule) = code.split_once(": ").unwrap();
        let (test, when) = rule.split_once(" when ").map_or((rule, None), |(test, when)| (test, Some(when)));
        let (test, when) = (Formula::parse(test).unwrap(), when.map(|w| Formula::parse(w).unwrap()));
        let guarded = guard::wrap(&test, when.as_ref(), &crate::unchecked::Numbers).unwrap();
        if what == "check" { guarded.check } else { guarded.missing.unwrap().formula }
    });
}

/// Shows a result as the table of refused formulas has it.
fn shown(value: &Value) -> String {
    match value {
        Value::Bool(b) => b.to_string().to_uppercase(),
        Value::Number(n) => n.to_string(),
        Value::Text(text) | Value::Error(text) => text.clone(),
        Value::Blank => String::new(),
    }
}

/// Writes a formula with the cells of its inputs, without the checks of the loader.
fn unchecked(formula: &str, places: &Places) -> String {
    let tokens = tonghop::formula::lexer::tokens(formula).unwrap();
    let text = |token: &FormulaToken| match token.kind {
        TokenKind::Name => places.name(&token.text).unwrap(),
        _ => token.text.clone(),
    };
    tokens.iter().map(text).collect()
}

/// Each formula that the loader refuses gets other results in another engine, in another language, or in Excel.
#[test]
fn refused_formulas_have_different_results() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/refused.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    let rows: Vec<Vec<&str>> =
        text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).map(|l| l.split('\t').collect()).collect();
    let style = Style::default();
    let (mut cases, mut columns, mut next) = (Sheet::new("Ca"), Sheet::new("Cột"), 0);
    // Below the columns' rows, so that no cell of a column is in the row of a formula, and with room for an array.
    let row_of = |index: usize| index as u32 * 10 + 20;
    for (index, row) in rows.iter().enumerate() {
        let [formula, inputs, .., message] = row[..] else { panic!("{row:?}") };
        assert_eq!(row.len(), 7, "{row:?}");
        let problem = Formula::parse(formula).expect_err(formula);
        assert!(problem.message.en.contains(message), "{formula}: {}", problem.message.en);
        let mut places = BTreeMap::new();
        for (at, input) in inputs.split(' ').enumerate() {
            let (name, values) = input.split_once('=').unwrap();
            if name.ends_with("_cot") {
                let values: Vec<Value> = values.split('|').map(value).collect();
                for (row, v) in (0..).zip(&values) {
                    columns.set(row, next, SheetCell::value(v, &style));
                }
                let area = CellRange::new(0, next, values.len() as u32 - 1, next);
                places.insert(name.to_string(), address::range("Cột", area));
                next += 1;
            } else {
                cases.set(row_of(index), at as u32 + 1, SheetCell::value(&value(values), &style));
                places.insert(name.to_string(), address::fixed(row_of(index), at as u32 + 1));
            }
        }
        cases.formula(row_of(index), 0, unchecked(formula, &Places(places)), &style);
    }
    let mut book = Workbook::new("Công thức không nhận");
    book.created = (2021, 10, 15);
    book.add(cases);
    book.add(columns);
    engine::fill(&mut book).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("refused.xlsx");
    std::fs::write(&path, write::workbook(&book).unwrap()).unwrap();
    let local = [libreoffice::results(&path, None), libreoffice::results(&path, Some("vi-VN"))];
    let mut wrong = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let [formula, _, expected @ .., excel, _] = &row[..] else { panic!("{row:?}") };
        let cell = book.sheets[0].cells.formula((row_of(index), 0)).and_then(|c| c.value.as_ref());
        let at = ("Ca".to_string(), address::cell(row_of(index), 0));
        let mut found = vec![cell.map(shown).unwrap_or_default()];
        found.extend(local.iter().map(|results| results.get(&at).cloned().unwrap_or_default()));
        if found != *expected {
            wrong.push(format!("{formula}: {found:?}, in the table {expected:?}"));
        }
        let mut distinct: std::collections::BTreeSet<&str> = found.iter().map(String::as_str).collect();
        distinct.extend(Some(*excel).filter(|e| *e != "-"));
        if distinct.len() < 2 {
            wrong.push(format!("{formula}: all results are {distinct:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
