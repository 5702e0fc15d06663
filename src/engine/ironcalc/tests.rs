#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;

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
fn what_excel_would_not_take_is_refused() {
    let mut engine = Engine::new(&["A"]).unwrap();
    let deep = format!("{}1{}", "ABS(".repeat(65), ")".repeat(65));
    assert!(engine.formula(0, 4, 2, &deep).unwrap_err().to_string().starts_with("A!C5: formula nested 65"));
    assert!(engine.formula(0, 0, 0, &"1+".repeat(5_000)).is_err());
    assert!(engine.set(0, 0, 0, &Value::Number(f64::NAN)).is_err());
    assert!(Engine::new(&["A", "A"]).is_err());
}

/// Formulas with numbers of any kind, texts and addresses have a mould, and what is cast in it is what the parser makes.
#[test]
fn what_is_cast_is_what_would_be_parsed() {
    use crate::engine::pattern::pattern;
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
        let mut mould = engine.mould(0, 20, 20, &a).unwrap_or_else(|| panic!("{one}"));
        engine.cast(&mut mould, 30, 10, &b).unwrap();
        let parsed = |sheet: usize| {
            let cell = engine.model.workbook.worksheets[sheet].sheet_data.cell(31, 11).unwrap().into_owned();
            let (Cell::CellFormula { f, .. } | Cell::ArrayFormula { f, .. }) = cell else { panic!("{cell:?}") };
            let mut node = Node::clone(&engine.model.parsed_formulas[sheet][f as usize].0);
            let mut parts = Vec::new();
            leaves(&mut node, &mut parts);
            // Both speak of the sheet that they stand on.
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

/// Filled down, what stands without `$` moves along; no rows are no formula.
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
