#![allow(clippy::unwrap_used, clippy::panic)]

use super::nodes::collect_operand_nodes;
use super::*;
use ironcalc_base::expressions::parser::Node;

fn one(formula: &str) -> Value {
    let mut engine = Engine::new(&["Tổng hợp", "Số liệu"]).unwrap();
    engine.set(1, 0, 0, &Value::Number(3.0)).unwrap();
    engine.set(1, 1, 0, &Value::Text("12".into())).unwrap();
    engine.set(1, 2, 0, &Value::Text("#N/A".into())).unwrap();
    engine.formula(0, 0, 0, formula).unwrap();
    engine.evaluate();
    engine.value(0, 0, 0)
}

#[test]
fn values_have_their_kind() {
    assert_eq!(one("'Số liệu'!A1+1"), Value::Number(4.0));
    assert_eq!(one("ISNUMBER('Số liệu'!A2)"), Value::Bool(false));
    assert_eq!(one("SUM('Số liệu'!A1:A2)"), Value::Number(3.0));
    assert_eq!(one("'Số liệu'!A3&\"\""), Value::Text("#N/A".into()));
    assert_eq!(one("1/0"), Value::Error("#DIV/0!".into()));
    assert_eq!(one("\"\""), Value::Text(String::new()));
    assert_eq!(one("IF(ISBLANK('Số liệu'!B9),\"\",1)"), Value::Text(String::new()));
}

#[test]
fn inputs_are_replaced_and_cleared() {
    let mut engine = Engine::new(&["A"]).unwrap();
    engine.formula(0, 0, 1, "IF(ISNUMBER(A1),A1*2,\"\")").unwrap();
    for (input, output) in [
        (Value::Number(4.0), Value::Number(8.0)),
        (Value::Text("4".into()), Value::Text(String::new())),
        (Value::Blank, Value::Text(String::new())),
        (Value::Number(5.0), Value::Number(10.0)),
    ] {
        engine.set(0, 0, 0, &input).unwrap();
        engine.evaluate();
        assert_eq!(engine.value(0, 0, 1), output);
    }
}

#[test]
fn input_that_excel_rejects_is_an_error() {
    let mut engine = Engine::new(&["A"]).unwrap();
    let deep = format!("{}1{}", "ABS(".repeat(65), ")".repeat(65));
    assert!(engine.formula(0, 4, 2, &deep).unwrap_err().to_string().starts_with("A!C5: formula nested 65"));
    assert!(engine.formula(0, 0, 0, &"1+".repeat(5_000)).is_err());
    assert!(engine.set(0, 0, 0, &Value::Number(f64::NAN)).is_err());
    assert!(Engine::new(&["A", "A"]).is_err());
}

/// A copy of a formula template equals the formula that the parser returns, for numbers of any kind, texts and
/// addresses.
#[test]
fn copy_of_a_template_equals_the_parsed_formula() {
    use crate::engine::template::pattern;
    for (one, other) in [
        ("IF(A1=0,\"\",B1/A1)", "IF(A7=0,\"\",C9/A7)"),
        ("ROUND(A1*1.5,0)-2%", "ROUND(B2*1.5,0)-3%"),
        ("IF(INDEX($A$1:$A$9,3)>=0.5,\"x\",A1)", "IF(INDEX($B$1:$B$4,2)>=0.5,\"x\",C2)"),
        ("SUMIFS($A$1:$A$9,$B$1:$B$9,\">=\"&C1)", "SUMIFS($D$2:$D$9,$E$2:$E$9,\">=\"&F1)"),
        ("SUMPRODUCT(($A$1:$A$9<=5)*($B$1:$B$9=\"t\"))", "SUMPRODUCT(($C$2:$C$8<=6)*($D$2:$D$8=\"t\"))"),
    ] {
        let (mut key, mut other_key, mut a, mut b) = (String::new(), String::new(), Vec::new(), Vec::new());
        assert!(pattern(one, &mut key, &mut a) && pattern(other, &mut other_key, &mut b), "{one}");
        assert_eq!(key, other_key, "{one}");
        let mut engine = Engine::new(&["A", "B"]).unwrap();
        engine.formula(0, 20, 20, one).unwrap();
        engine.formula(1, 30, 10, other).unwrap();
        let mut template = engine.template(0, 20, 20, &a).unwrap_or_else(|| panic!("{one}"));
        engine.instantiate(&mut template, 30, 10, &b).unwrap();
        let parsed = |sheet: usize| {
            let cell = engine.model.workbook.worksheets[sheet].sheet_data.cell(31, 11).unwrap().into_owned();
            let (Cell::CellFormula { f, .. } | Cell::ArrayFormula { f, .. }) = cell else { panic!("{cell:?}") };
            let mut node = Node::clone(&engine.model.parsed_formulas[sheet][f as usize].0);
            let mut parts = Vec::new();
            collect_operand_nodes(&mut node, &mut parts);
            // Each formula refers to its own sheet: unify the sheet indexes before the comparison.
            for part in parts {
                if let Node::ReferenceKind { sheet_index, .. } | Node::RangeKind { sheet_index, .. } = part {
                    *sheet_index = 0;
                }
            }
            (node, std::mem::discriminant(&cell))
        };
        assert_eq!(parsed(0), parsed(1), "{one} as {other}");
    }
}

/// When a formula is filled down, references without `$` move along; without rows no formula is written.
#[test]
fn a_formula_is_filled_down() {
    let mut engine = Engine::new(&["A", "B"]).unwrap();
    engine.set(1, 0, 1, &Value::Number(100.0)).unwrap();
    for row in 0..5 {
        engine.set(1, row, 0, &Value::Number(f64::from(row))).unwrap();
    }
    engine.formula_down(0, 0..4, 2, "IF('B'!A1>1,\"lớn\",'B'!A1+'B'!$B$1)").unwrap();
    engine.formula_down(0, 1..3, 3, "SUM('B'!$A$1:A2)+C1").unwrap();
    engine.formula_down(0, 3..3, 4, "1+").unwrap();
    engine.evaluate();
    let large = || Value::Text("lớn".into());
    let column = |c: u32| (0..5).map(|row| engine.value(0, row, c)).collect::<Vec<_>>();
    assert_eq!(column(2), [Value::Number(100.0), Value::Number(101.0), large(), large(), Value::Blank]);
    assert_eq!(column(4), vec![Value::Blank; 5]);
    assert_eq!(column(3)[0], Value::Blank);
    assert_eq!(column(3)[3], Value::Blank);
    assert!(engine.formula_down(7, 0..2, 0, "1").is_err());
}

/// Only the formula that panics and those that refer to it get an error. All others keep their values, wherever they
/// are, and the engine can be used again.
#[test]
fn panic_affects_only_its_formula_and_dependents() {
    let build = |month: f64| {
        let mut engine = Engine::new(&["A", "B"]).unwrap();
        for row in 0..40 {
            let line = row + 1;
            let value = if row == 17 { month } else { f64::from(row) };
            engine.set(0, row, 0, &Value::Number(value)).unwrap();
            // Each formula refers to the next row of the other sheet, which is evaluated later.
            engine.formula(0, row, 1, &format!("B!A{line}+B!A{}", line + 1)).unwrap();
            engine.formula(1, row, 0, &format!("MOD(DATE(2021,A!A{line},1),7)+SUM(A!A$1:A$5)")).unwrap();
            engine.formula(1, row, 1, &format!("IF(A!A{line}>99,\"lớn\",A!B{line}&\"\")")).unwrap();
        }
        engine
    };
    let values = |engine: &Engine| -> Vec<Value> {
        let places = (0..40).flat_map(|row| [(0, row, 1), (1, row, 0), (1, row, 1)]);
        places.map(|(sheet, row, column)| engine.value(sheet, row, column)).collect()
    };
    let mut sound = build(50.0);
    sound.evaluate();
    let mut broken = build(3e9);
    broken.evaluate();
    let error = || Value::Error("#NUM!".into());
    for (index, (ours, theirs)) in values(&broken).into_iter().zip(values(&sound)).enumerate() {
        match (index / 3, index % 3) {
            // B!A18 panics; A!B17 and A!B18 refer to it, and B!B17 refers to A!B17.
            (17, 0 | 1) | (16, 0 | 2) => assert_eq!(ours, error(), "{index}"),
            (17, 2) => assert_eq!(ours, Value::Text("lớn".into())),
            _ => assert_eq!(ours, theirs, "{index}"),
        }
    }
    broken.set(0, 17, 0, &Value::Number(50.0)).unwrap();
    broken.formula(0, 50, 3, "SUM(B!A1:A40)").unwrap();
    broken.evaluate();
    assert_eq!(values(&broken), values(&sound));
    assert!(matches!(broken.value(0, 50, 3), Value::Number(n) if n > 0.0));
}

/// DATE behaves as in Excel: #NUM! outside its range, which IFERROR catches, and the rest of the formula is unaffected.
#[test]
fn date_out_of_range_is_an_error_that_iferror_catches() {
    assert_eq!(one("DATE(2021,3000000000,1)"), Value::Error("#NUM!".into()));
    assert_eq!(one("IFERROR(DATE(2021,'Số liệu'!A1*10^9,1),-1)"), Value::Number(-1.0));
    assert_eq!(one("IFERROR(DATE(2021,1,-9*10^11),7)&DATE(2021,3,1)"), Value::Text("744256".into()));
    assert_eq!(one("COUNT('Số liệu'!A1:A3)+IFERROR(DATE(1E300,1E300,1E300),5)"), Value::Number(6.0));
}

/// A circular reference beside a formula that panics is still reported as one.
#[test]
fn circle_is_reported_beside_a_panic() {
    let mut engine = Engine::new(&["A"]).unwrap();
    engine.formula(0, 0, 0, "B1+1").unwrap();
    engine.formula(0, 0, 1, "A1+1").unwrap();
    engine.formula(0, 1, 0, "DATE(2021,3000000000,1)").unwrap();
    engine.formula(0, 2, 0, "A1*2").unwrap();
    engine.formula(0, 3, 0, "2*2").unwrap();
    engine.evaluate();
    assert_eq!(engine.value(0, 0, 0), Value::Error("#CIRC!".into()));
    assert_eq!(engine.value(0, 1, 0), Value::Error("#NUM!".into()));
    assert_eq!(engine.value(0, 3, 0), Value::Number(4.0));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(400))]

    /// No function of the whitelist panics for huge, negative, fractional, text, error, blank or range arguments, and
    /// the formula beside it keeps its value.
    #[test]
    fn no_whitelisted_function_panics(
        which in 0usize..crate::formula::function::ALLOWED.len(),
        picks in proptest::collection::vec(0usize..30, 4),
    ) {
        const ARGUMENTS: [&str; 30] = [
            "3000000000", "-3000000000", "1E300", "-1E300", "1E-300", "0", "-1", "0.5", "2.5", "\"\"", "\"x\"", "\"12\"",
            "A1", "A2", "A3", "A4", "A1:A6", "A2:A3", "TRUE", "1/0", "1E308*10", "-(1E308*10)", "2147483648", "-2147483649",
            "9223372036854775808", "1E15", "A5", "A6", "\"<>\"", "\">=1E300\"",
        ];
        let function = &crate::formula::function::ALLOWED[which];
        let count = function.least.clamp(1, 4);
        let arguments: Vec<&str> = (0..count).map(|n| ARGUMENTS[picks[n % picks.len()]]).collect();
        let formula = format!("{}({})", function.name, arguments.join(","));
        let mut engine = Engine::new(&["A"]).unwrap();
        let long = "đ".repeat(40_000);
        for (row, value) in [
            Value::Number(1e308), Value::Text(long), Value::Blank, Value::Bool(true), Value::Number(-1e9), Value::Error("#N/A".into()),
        ].iter().enumerate() {
            engine.set(0, row as u32, 0, value).unwrap();
        }
        engine.formula(0, 9, 3, &formula).unwrap();
        engine.formula(0, 10, 3, "2*21").unwrap();
        engine.evaluate();
        proptest::prop_assert_eq!(engine.value(0, 10, 3), Value::Number(42.0), "{}", formula);
        let value = engine.value(0, 9, 3);
        proptest::prop_assert!(value != Value::Error("#CALC!".into()) || formula.contains(':'), "{}", formula);
    }
}

/// A parsed formula has the values of its text, in another engine and in other rows.
#[test]
fn parsed_formula_moves_to_another_engine() {
    let sheets = ["Số liệu", "Tổng"];
    let mut first = Engine::new(&sheets).unwrap();
    first.formula_down(1, 2..3, 0, "IF('Số liệu'!A3>1,'Số liệu'!$B$1*2,\"nhỏ\")").unwrap();
    let parsed = first.parsed(1, 2, 0).unwrap();
    let mut other = Engine::new(&sheets).unwrap();
    for row in 0..6 {
        other.set(0, row, 0, &Value::Number(f64::from(row))).unwrap();
    }
    other.set(0, 0, 1, &Value::Number(7.0)).unwrap();
    other.formula(1, 5, 0, "'Số liệu'!A6+1").unwrap();
    other.parsed_down(1, 0..5, 0, &parsed).unwrap();
    other.evaluate();
    let values: Vec<Value> = (0..6).map(|row| other.value(1, row, 0)).collect();
    let (small, large) = (Value::Text("nhỏ".to_string()), Value::Number(14.0));
    assert_eq!(values, [small.clone(), small, large.clone(), large.clone(), large, Value::Number(6.0)]);
    assert!(other.parsed_down(2, 0..1, 0, &parsed).is_err());
    // A formula with several values belongs to its cells.
    first.formula(1, 0, 3, "'Số liệu'!A1:A3*2").unwrap();
    assert!(first.parsed(1, 0, 3).is_none() && first.parsed(1, 0, 2).is_none());
}
