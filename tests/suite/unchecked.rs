//! Rules that are not checked because a name has no value: which names a rule needs, and where it is reported.

use crate::merge::{said, tonghop};
use crate::own_plan::{campaign, fill, replaced};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tonghop::engine::Engine;
use tonghop::formula::guard::{self, GuardNeed, MissingMeaning, RuleNames};
use tonghop::formula::{Formula, NameResolver};
use tonghop::model::amount::Value;

/// Names that all need a number.
pub(crate) struct Numbers;

impl RuleNames for Numbers {
    fn need(&self, _: &str) -> GuardNeed {
        GuardNeed::Number
    }

    fn meaning(&self, _: &str) -> MissingMeaning {
        MissingMeaning::Unchecked
    }
}

const NAMES: [&str; 5] = ["a", "b", "d", "e", "f"];

/// An expression over some names.
#[derive(Clone, Debug)]
enum Expression {
    Name(usize),
    Constant(i32),
    Sum(Box<Expression>, Box<Expression>),
    Share(Box<Expression>, Box<Expression>),
    If(Box<Expression>, i32, Box<Expression>, Box<Expression>),
    IfError(Box<Expression>, Box<Expression>),
}

type Inputs = [Option<i32>; 5];

impl Expression {
    fn text(&self) -> String {
        match self {
            Expression::Name(n) => NAMES[*n].to_string(),
            Expression::Constant(n) => n.to_string(),
            Expression::Sum(a, b) => format!("({} + {})", a.text(), b.text()),
            Expression::Share(a, b) => format!("{}/{}", a.text(), b.text()),
            Expression::If(condition, least, a, b) => {
                format!("IF({}>={least}, {},{} )", condition.text(), a.text(), b.text())
            }
            Expression::IfError(a, b) => format!("IFERROR({},{})", a.text(), b.text()),
        }
    }

    /// Returns the value; `None` for a division by zero.
    fn value(&self, inputs: &Inputs) -> Option<f64> {
        match self {
            Expression::Name(n) => Some(f64::from(inputs[*n].unwrap_or(0))),
            Expression::Constant(n) => Some(f64::from(*n)),
            Expression::Sum(a, b) => Some(a.value(inputs)? + b.value(inputs)?),
            Expression::Share(a, b) => {
                let (a, b) = (a.value(inputs)?, b.value(inputs)?);
                (b != 0.0).then(|| a / b)
            }
            Expression::If(condition, least, a, b) => {
                if condition.value(inputs)? >= f64::from(*least) {
                    a.value(inputs)
                } else {
                    b.value(inputs)
                }
            }
            Expression::IfError(a, b) => a.value(inputs).or_else(|| b.value(inputs)),
        }
    }

    /// Returns the names that the value depends on, as far as the branches are known.
    fn needed(&self, inputs: &Inputs) -> BTreeSet<usize> {
        let known = |names: &BTreeSet<usize>| names.iter().all(|n| inputs[*n].is_some());
        match self {
            Expression::Name(n) => [*n].into(),
            Expression::Constant(_) => BTreeSet::new(),
            Expression::Sum(a, b) | Expression::Share(a, b) => &a.needed(inputs) | &b.needed(inputs),
            Expression::If(condition, least, a, b) => {
                let names = condition.needed(inputs);
                match condition.value(inputs).filter(|_| known(&names)) {
                    Some(value) if value >= f64::from(*least) => &names | &a.needed(inputs),
                    Some(_) => &names | &b.needed(inputs),
                    None => names,
                }
            }
            Expression::IfError(a, b) => {
                let names = a.needed(inputs);
                if known(&names) && a.value(inputs).is_none() { &names | &b.needed(inputs) } else { names }
            }
        }
    }
}

fn leaf() -> impl Strategy<Value = Expression> {
    prop_oneof![4 => (0..NAMES.len()).prop_map(Expression::Name), 1 => (-2..3).prop_map(Expression::Constant)]
}

/// Expressions without a division, for conditions: they have no error.
fn whole() -> impl Strategy<Value = Expression> {
    leaf().prop_recursive(2, 8, 2, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            (boxed(), boxed()).prop_map(|(a, b)| Expression::Sum(a, b)),
            (boxed(), -2..3, boxed(), boxed()).prop_map(|(c, n, a, b)| Expression::If(c, n, a, b)),
        ]
    })
}

fn expression() -> impl Strategy<Value = Expression> {
    leaf().prop_recursive(3, 14, 2, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        let condition = || whole().prop_map(Box::new);
        prop_oneof![
            (boxed(), boxed()).prop_map(|(a, b)| Expression::Sum(a, b)),
            (condition(), -2..3, boxed(), boxed()).prop_map(|(c, n, a, b)| Expression::If(c, n, a, b)),
            (leaf(), leaf(), boxed()).prop_map(|(a, b, c)| {
                Expression::IfError(Box::new(Expression::Share(Box::new(a), Box::new(b))), c)
            }),
        ]
    })
}

struct Cells;

impl NameResolver for Cells {
    fn name(&self, name: &str) -> Option<String> {
        let column = NAMES.iter().position(|n| *n == name)?;
        Some(format!("$A${}", column + 1))
    }
}

fn engine_values(formulas: &[&Formula], inputs: &Inputs) -> Vec<Value> {
    let mut engine = Engine::new(&["A"]).unwrap();
    for (row, input) in (0..).zip(inputs) {
        if let Some(n) = input {
            engine.set(0, row, 0, &Value::Number(f64::from(*n))).unwrap();
        }
    }
    for (row, formula) in (10..).zip(formulas) {
        engine.formula(0, row, 2, &formula.write(&Cells).unwrap()).unwrap();
    }
    engine.evaluate();
    (10..).zip(formulas).map(|(row, _)| engine.value(0, row, 2)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// For any rule with branches and any blanks: it is checked exactly if every name has a value that its branches
    /// need; otherwise the names reported are missing, and once they are filled in, the rule is checked.
    #[test]
    fn rule_is_checked_exactly_if_its_branches_have_their_names(
        left in expression(), right in whole(), when in prop::option::of((whole(), -2i32..3)),
        inputs in prop::array::uniform5(prop::option::weighted(0.7, -3i32..4)),
    ) {
        let parse = |text: &str| Formula::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let test = parse(&format!("{}<={}", left.text(), right.text()));
        let condition = when.as_ref().map(|(when, least)| parse(&format!("{}>={least}", when.text())));
        let Ok(rule) = guard::wrap(&test, condition.as_ref(), &Numbers) else {
            // The wrapped rule is longer than a formula may be.
            return Ok(());
        };
        let mut inputs = inputs;
        for _ in 0..=NAMES.len() {
            let none = Value::Text(String::new());
            let missing = rule.missing.as_ref().map(|m| &m.formula);
            let all: Vec<&Formula> = [&rule.check].into_iter().chain(missing).collect();
            let values = engine_values(&all, &inputs);
            let reported = match values.get(1) {
                Some(Value::Text(text)) => text.split_whitespace().map(String::from).collect::<Vec<_>>(),
                None => Vec::new(),
                Some(other) => panic!("{other:?} from {missing:?}"),
            };
            let known = |names: &BTreeSet<usize>| names.iter().all(|n| inputs[*n].is_some());
            let applies = when.as_ref().map(|(when, least)| {
                known(&when.needed(&inputs)).then(|| when.value(&inputs).unwrap() >= f64::from(*least))
            });
            let names = &left.needed(&inputs) | &right.needed(&inputs);
            let context = format!("{} with {inputs:?}: {values:?}", rule.check.source());
            match applies {
                Some(Some(false)) => {
                    prop_assert_eq!(&values[0], &none, "{}", context);
                    prop_assert!(reported.is_empty(), "{}", context);
                }
                Some(None) => prop_assert!(values[0] == none && !reported.is_empty(), "{}", context),
                _ if !known(&names) => prop_assert!(values[0] == none && !reported.is_empty(), "{}", context),
                _ => {
                    prop_assert!(reported.is_empty(), "{}", context);
                    match left.value(&inputs).zip(right.value(&inputs)) {
                        Some((l, r)) => prop_assert_eq!(&values[0], &Value::Bool(l <= r), "{}", context),
                        None => prop_assert!(matches!(values[0], Value::Error(_)), "{}", context),
                    }
                }
            }
            for name in &reported {
                let at = NAMES.iter().position(|n| n == name).unwrap();
                prop_assert_eq!(inputs[at], None, "{}", context);
                inputs[at] = Some(1);
            }
            if reported.is_empty() {
                return Ok(());
            }
        }
        prop_assert!(false, "names are reported although all have a value");
    }
}

/// What the program says, wherever its lines are broken.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The quota of the next year is not issued yet: the rule of this year is checked all the same. A unit without a quota is
/// named with the rule that was not checked: by `merge`, by `check`, in JSON, and on the sheet of checks.
#[test]
fn unchecked_rules_are_listed_with_the_missing_name() {
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("chưa giao");
    let path = folder.to_str().unwrap();
    let plan = |text: String| {
        replaced(
            text,
            &[
                ("test = 'cay_moi<=cd_tran/100*pl_cay'", "test = 'cay_moi<=IF(nam=2024,pl_cay,pl_sau)'".to_string()),
                ("quá {cd_tran}% chỉ tiêu.", "quá chỉ tiêu.".to_string()),
                ("over {cd_tran}% of the quota.", "over the quota.".to_string()),
                (
                    "[[units]]\ncode = \"AN\"",
                    "[[annex.columns]]\nname = \"pl_sau\"\nheading = \"Năm sau\"\nsheets = [\"Kết quả\"]\n\n\
                     [[units]]\ncode = \"AN\""
                        .to_string(),
                ),
            ],
        )
    };
    let annex =
        |_: String| "Số cây giao,Năm sau,TT,Xã\n\"1.200\",,1,Xã An\n,700,2,XA BINH\n\"1.200\",700,,Cộng\n".to_string();
    campaign(&folder, plan, annex);
    let (code, out, error) = said(&tonghop(&["forms", path, "--period", "2024-Q1"]));
    assert_eq!(code, 0, "{out}{error}");
    fill(&folder, "AN", ["3000", "10"]);
    fill(&folder, "BINH", ["100", "100"]);
    let (code, out, error) = said(&tonghop(&["merge", "-v", path, "--period", "2024-Q1"]));
    assert!(code == 0 && out.contains("2/2 đơn vị đã gửi, 2 đã tổng hợp"), "{out}{error}");
    assert!(flat(&out).contains("R01 · Xã An"), "{out}");
    let line = "R01 — 1 báo cáo: thiếu phụ lục “Số cây giao” (Xã Bình)";
    assert!(flat(&out).contains(line), "{out}");
    assert!(flat(&out).contains("Quy tắc chưa kiểm tra được vì thiếu số liệu: 1 R01"), "{out}");
    assert!(out.lines().all(|l| l.chars().count() <= 80), "{out}");
    assert!(!out.contains("pl_sau"), "{out}");

    let [an, binh] = ["AN", "BINH"].map(|unit| folder.join(format!("tra-loi/{unit}.xlsx")).display().to_string());
    let (code, out, _) = said(&tonghop(&["check", &binh]));
    assert!(code == 0 && flat(&out).contains("R01 — thiếu phụ lục “Số cây giao”"), "{out}");
    let (_, out, _) = said(&tonghop(&["check", &an, "--lang", "en"]));
    assert!(!out.contains("not checked"), "{out}");
    let (_, out, _) = said(&tonghop(&["check", &an, &binh, "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["result"]["files"][0]["unchecked"], serde_json::json!([]));
    let one = &json["result"]["files"][1]["unchecked"][0];
    assert_eq!((&one["rule"], &one["names"]), (&"R01".into(), &serde_json::json!(["pl_cay"])), "{out}");

    let result = folder.join("ket-qua/Tong-hop-2024-Q1.xlsx");
    let (_, differences) = crate::libreoffice::compare(&result);
    assert!(differences.is_empty(), "{differences:?}");
    let cells = crate::libreoffice::cells(&result);
    let on_checks = cells.iter().filter(|((sheet, _), _)| sheet == "Kiểm tra");
    let texts: BTreeMap<&str, usize> = on_checks.fold(BTreeMap::new(), |mut all, (_, ((_, text), _))| {
        *all.entry(text.as_str()).or_default() += 1;
        all
    });
    assert_eq!((texts.get("□"), texts.get("pl_cay ")), (Some(&1), Some(&1)), "{texts:?}");
    let (code, out, error) = said(&tonghop(&["audit", result.to_str().unwrap()]));
    assert_eq!(code, 0, "{out}{error}");
}

/// In a list of 16,000 rows a rule of which each row reads the whole list, in a way that no index answers, would take minutes.
/// It is named with the return and what to do; all other rules of the return are checked.
#[test]
fn rule_that_reads_too_many_cells_is_named_and_not_checked() {
    let (_keep, folder) = crate::merge::campaign(&["2021-Q3"]);
    let plan = std::fs::read_to_string(folder.join("ke-hoach.toml")).unwrap();
    let rule = "[[rules]]\ncode = \"R99\"\nseverity = \"error\"\nscope = \"roster_row\"\n\
                test = 'SUMPRODUCT(--(LEFT(ds3_mst_cot&\"\",4)=LEFT(ds3_mst&\"\",4)))<1'\n\
                title = \"Mã số thuế\"\nmessage = \"Mã số thuế\"\nmend = \"Sửa mã\"\n\n[[rules]]\ncode = \"R01\"";
    std::fs::write(folder.join("ke-hoach.toml"), plan.replacen("[[rules]]\ncode = \"R01\"", rule, 1)).unwrap();
    let file = folder.join("tra-loi/2021-Q3/BM01_2021-Q3_CDVC.xlsx");
    let short = ["check", file.to_str().unwrap(), "--limit", "roster_rows=20000"];
    let (_, out, error) = said(&tonghop(&short));
    assert!(
        !out.contains("chỗ sai") && !out.contains("không hợp lệ") && !flat(&out).contains("triệu lượt ô"),
        "{out}{error}"
    );
    let script = ["-W", "ignore", "-c", crate::faults::LONG_LIST];
    assert!(std::process::Command::new("/usr/bin/python3").args(script).arg(&file).status().unwrap().success());
    let (code, out, error) = said(&tonghop(&short));
    // 16,000 rows, each of which reads 16,000 cells of the list and a few of its own.
    let text = "Quy tắc R99 chưa kiểm tra được ở CĐ Viên chức quý III/2021: danh sách quá dài, phải đọc 256 triệu";
    assert!(code < 2 && flat(&out).contains(text), "{out}{error}");
    assert!(!out.contains("R99,") && flat(&out).contains("0 lỗi"), "{out}");
}
