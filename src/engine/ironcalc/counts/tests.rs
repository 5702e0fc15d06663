#![allow(clippy::unwrap_used)]

use super::*;
use crate::engine::template::pattern;
use proptest::prelude::*;

/// Rows of a column: enough to make an index worthwhile.
const ROWS: u32 = 70;

/// Creates an engine with two columns of values and two of criteria on the first sheet.
fn engine(cells: &[[Value; 4]]) -> Engine {
    let mut engine = Engine::new(&["A", "B"]).unwrap();
    for (row, cells) in cells.iter().enumerate() {
        for (column, value) in cells.iter().enumerate() {
            engine.set(0, row as u32, column as u32, value).unwrap();
        }
    }
    engine
}

/// Returns the values of a formula for each row: once filled down, once row by row, which uses no index. `#` in the
/// formula becomes the row number.
fn both(cells: &[[Value; 4]], formula: &str) -> (Vec<Value>, Vec<Value>) {
    let mut engine = engine(cells);
    let rows = cells.len() as u32;
    engine.formula_down(1, 0..rows, 0, &formula.replace('#', "1")).unwrap();
    for row in 0..rows {
        engine.formula(1, row, 1, &formula.replace('#', &(row + 1).to_string())).unwrap();
    }
    engine.evaluate();
    let column = |column| (0..rows).map(|row| engine.value(1, row, column)).collect();
    (column(0), column(1))
}

/// Returns the number of rows whose counts are replaced by numbers.
fn replaced(engine: &Engine) -> usize {
    let filled = &engine.filled[0];
    let place = |row: u32| {
        let data = &engine.model.workbook.worksheets[filled.sheet].sheet_data;
        match data.cell(row as i32 + 1, filled.column as i32 + 1).unwrap().into_owned() {
            Cell::CellFormula { f, .. } | Cell::ArrayFormula { f, .. } => f,
            _ => filled.place,
        }
    };
    filled.rows.clone().filter(|row| place(*row) != filled.place).count()
}

fn odd_value() -> impl Strategy<Value = Value> {
    const TEXTS: [&str; 46] = [
        "",
        " ",
        "5",
        "5.0",
        " 5",
        "05",
        "+5",
        "5.",
        "1e3",
        "1E3",
        "1000",
        "inf",
        "nan",
        "abc",
        "ABC",
        "aBc",
        "abc ",
        "đà",
        "ĐÀ",
        "\u{e9}",
        "e\u{301}",
        "É",
        "ß",
        "SS",
        "ss",
        "İ",
        "i̇",
        "TRUE",
        "true",
        "False",
        "#N/A",
        "#REF!",
        "a*",
        "*",
        "?",
        "~a",
        "~*",
        "1/2/2021",
        "2021-01-02",
        "3-Jan-21",
        "62ds1-TP-2021-Q4-0",
        "5901-234-567",
        "<5",
        ">=5",
        "<>",
        "=5",
    ];
    const NUMBERS: [f64; 17] = [
        0.0,
        -0.0,
        1.0,
        5.0,
        -5.0,
        1000.0,
        0.3,
        0.1 + 0.2,
        0.5,
        44_198.0,
        1e15,
        1e15 + 1.0,
        1e-17,
        0.999_999_999_999_999_9,
        1e300,
        123_456_789.123_456_7,
        123_456_789.123_456_8,
    ];
    prop_oneof![
        2 => Just(Value::Blank),
        6 => proptest::sample::select(&TEXTS[..]).prop_map(|text| Value::Text(text.to_string())),
        6 => proptest::sample::select(&NUMBERS[..]).prop_map(Value::Number),
        1 => any::<bool>().prop_map(Value::Bool),
        3 => (0u32..12).prop_map(|n| Value::Number(f64::from(n))),
        3 => (0u32..12).prop_map(|n| Value::Text(format!("MST {n}"))),
    ]
}

/// Formulas with counts over the columns A and B of the first sheet.
const FORMULAS: [&str; 23] = [
    "COUNTIF(A!$A$1:$A$70,A!C#)",
    "COUNTIF(A!$A$1:$A$70,A!C#&\"\")",
    "COUNTIF(A!$A$1:$A$70,\"=\"&A!C#)",
    "COUNTIF(A!$A$1:$A$70,\"<\"&A!C#)",
    "COUNTIF(A!$A$1:$A$70,\"<=\"&A!C#)",
    "COUNTIF(A!$A$1:$A$70,\">\"&A!C#)",
    "COUNTIF(A!$A$1:$A$70,\">=\"&A!C#)",
    "COUNTIF(A!$A$1:$A$70,\"<>\"&A!C#)",
    "COUNTIFS(A!$A$1:$A$70,A!C#,A!$B$1:$B$70,\">\"&A!D#)",
    "COUNTIFS(A!$A$1:$A$70,A!C#,A!$B$1:$B$70,A!D#)",
    "SUMPRODUCT(--(A!$A$1:$A$70=A!C#))",
    "SUMPRODUCT(--(A!C#=A!$A$1:$A$70))",
    "SUMPRODUCT(--(A!$A$1:$A$70&\"\"=A!C#&\"\"))",
    "SUMPRODUCT(--(\"\"&A!$A$1:$A$70=A!C#))",
    "SUMPRODUCT((A!$A$1:$A$70=A!C#)*1)",
    "SUMPRODUCT(1*(A!$A$1:$A$70=A!C#))",
    "SUMPRODUCT((A!$A$1:$A$70=A!C#)+0)",
    "SUMPRODUCT((A!$A$1:$A$70=A!C#)*(A!$B$1:$B$70&\"\"=A!D#&\"\"))",
    "SUMPRODUCT(--(A!$A$1:$A$70=A!C#),--(A!$B$1:$B$70=A!D#))",
    "SUMPRODUCT(A!$A$1:$A$70=A!C#)",
    "IF(COUNTBLANK(A!C#)=0,SUMPRODUCT(--(A!$A$1:$A$70&\"\"=A!C#&\"\"))=1,\"\")",
    "IF(A!D#=\"\",COUNTIF(A!$A$1:$A$70,A!C#)&\"/\"&COUNTIF(A!$B$1:$B$70,\"abc\"),COUNTIF(A!$B$1:$B$70,A!D#)+1)",
    "SUMPRODUCT((A!$A$1:$A$70=A!C#)*(A!$B$1:$B$69=A!D#))",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(160))]

    /// Each row has the value that IronCalc gives when it counts itself.
    #[test]
    fn indexed_count_equals_the_count_of_the_engine(
        cells in proptest::collection::vec([odd_value(), odd_value(), odd_value(), odd_value()], ROWS as usize),
        which in 0..FORMULAS.len(),
    ) {
        let (indexed, counted) = both(&cells, FORMULAS[which]);
        for (row, (indexed, counted)) in indexed.iter().zip(&counted).enumerate() {
            prop_assert_eq!(indexed, counted, "{} row {}: {:?}", FORMULAS[which], row, &cells[row]);
        }
    }
}

/// In ordinary columns the index counts for every row, in every form of a count.
#[test]
fn ordinary_columns_are_counted_by_the_index() {
    let code = |row: u32| Value::Text(format!("5901234567-{:03}", row % 50));
    let cells: Vec<[Value; 4]> = (0..ROWS)
        .map(|row| [code(row), Value::Number(f64::from(row % 7)), code(row), Value::Number(f64::from(row % 7))])
        .collect();
    for formula in FORMULAS
        .iter()
        .filter(|f| !f.contains(['<', '>']) && !f.contains("$69") && **f != "SUMPRODUCT(A!$A$1:$A$70=A!C#)")
    {
        let mut engine = engine(&cells);
        engine.formula_down(1, 0..ROWS, 0, &formula.replace('#', "1")).unwrap();
        engine.evaluate();
        assert_eq!(replaced(&engine), ROWS as usize, "{formula}");
    }
    // The expected counts of numbers by order are worked out by hand: ten rows for each of 0 to 6.
    for (sign, counted) in [("<", 30), ("<=", 40), (">", 30), (">=", 40), ("<>", 60)] {
        let mut engine = engine(&cells);
        engine.formula_down(1, 0..ROWS, 0, &format!("COUNTIF(A!$B$1:$B$70,\"{sign}\"&A!D1)")).unwrap();
        engine.evaluate();
        assert_eq!(
            (replaced(&engine), engine.value(1, 3, 0)),
            (ROWS as usize, Value::Number(f64::from(counted))),
            "{sign}"
        );
    }
    // Worked out by hand: 70 rows over 50 codes; the first 20 codes occur twice.
    let (indexed, _) = both(&cells, "COUNTIF(A!$A$1:$A$70,A!C#)");
    let twice = |row: usize| if row % 50 < 20 { 2.0 } else { 1.0 };
    assert_eq!(indexed, (0..70).map(|row| Value::Number(twice(row))).collect::<Vec<_>>());
}

/// New values of the column or of a criterion change the counts; few cells are left to the engine.
#[test]
fn changed_inputs_change_the_count() {
    let text = |t: &str| Value::Text(t.to_string());
    let cells: Vec<[Value; 4]> = (0..ROWS).map(|_| [text("x"), Value::Blank, text("X"), Value::Blank]).collect();
    let mut engine = engine(&cells);
    engine.formula_down(1, 0..ROWS, 0, "COUNTIF(A!$A$1:$A$70,A!C1)").unwrap();
    engine.evaluate();
    assert_eq!(engine.value(1, 69, 0), Value::Number(70.0));
    engine.set(0, 3, 0, &text("y")).unwrap();
    engine.set(0, 69, 2, &text("y*")).unwrap();
    engine.set(1, 5, 0, &text("khác")).unwrap();
    engine.evaluate();
    assert_eq!(engine.value(1, 0, 0), Value::Number(69.0));
    assert_eq!(engine.value(1, 69, 0), Value::Number(1.0));
    assert_eq!(engine.value(1, 5, 0), text("khác"));
    let mut few = super::tests::engine(&cells);
    few.formula_down(1, 0..5, 0, "COUNTIF(A!$A$1:$A$70,A!C1)").unwrap();
    few.evaluate();
    assert_eq!((replaced(&few), few.value(1, 4, 0)), (0, Value::Number(70.0)));
}

/// Formulas that are copies of one template, as in a workbook, are counted from the index too, whether their own cell
/// is written with or without `$`.
#[test]
fn copies_of_a_template_are_counted_from_the_index() {
    let rows = 4_100u32;
    let code = |row: u32| if row.is_multiple_of(7) { format!("Mã{}", row % 1_400) } else { format!("m{row}") };
    let mut times: HashMap<String, u32> = HashMap::default();
    (0..rows).for_each(|row| *times.entry(code(row)).or_default() += 1);
    for own in ["A#", "$A$#"] {
        let mut engine = Engine::new(&["A", "B"]).unwrap();
        (0..rows).for_each(|row| engine.set(0, row, 0, &Value::Text(code(row))).unwrap());
        let formula = |row: u32| {
            let own = own.replace('#', &(row + 1).to_string());
            format!("SUMPRODUCT(--('A'!$A$1:$A${rows}&\"\"='A'!{own}&\"\"))=1")
        };
        let mut template = None;
        for row in 0..rows {
            let (text, mut key, mut operands) = (formula(row), String::new(), Vec::new());
            assert!(pattern(&text, &mut key, &mut operands));
            match &mut template {
                None => {
                    engine.formula(1, row, 0, &text).unwrap();
                    template = Some(engine.template(1, row, 0, &operands).unwrap());
                }
                Some(template) => engine.instantiate(template, row, 0, &operands).unwrap(),
            }
        }
        engine.evaluate();
        for row in 0..rows {
            assert_eq!(engine.value(1, row, 0), Value::Bool(times[&code(row)] == 1), "{own} {row}");
        }
        let copies: u32 = engine.filled.iter().filter(|f| !f.replaced.is_empty()).map(|f| f.rows.len() as u32).sum();
        assert_eq!(copies, rows - 1, "{own}");
    }
}
