use super::*;
use crate::workbook::{CellContent, Sheet, SheetCell, Style};

fn value(book: &Workbook, sheet: usize, at: (u32, u32)) -> Value {
    book.sheets[sheet].cells.formula(at).unwrap().value.clone().unwrap()
}

#[test]
fn circular_reference_is_an_error() {
    let mut sheet = Sheet::new("Vòng");
    sheet.formula(0, 0, "B1+1", &Style::default());
    sheet.formula(0, 1, "A1+1", &Style::default());
    let mut book = Workbook::new("");
    book.add(sheet);
    assert!(fill(&mut book).unwrap_err().to_string().contains("#CIRC!"));
}

/// A formula without a value in Excel's sense costs only its cell and those that refer to it, and is listed.
#[test]
fn cell_that_cannot_be_computed_is_listed() {
    let look = Style::default();
    let mut sheet = Sheet::new("Số liệu");
    sheet.number(0, 0, 1.0, &look);
    sheet.number(1, 0, 2.0, &look);
    sheet.formula(0, 4, "FILTER(A1:A2,A1:A2>9)", &look);
    sheet.formula(1, 4, "E1+1", &look);
    sheet.formula(2, 4, "A1+A2", &look);
    let mut book = Workbook::new("");
    book.add(sheet);
    let listed = fill(&mut book).unwrap();
    assert_eq!(listed.iter().map(|e| (e.sheet.as_str(), e.cell.as_str())).collect::<Vec<_>>()[0], ("Số liệu", "E1"));
    assert_eq!(value(&book, 0, (0, 4)), Value::Error("#VALUE!".into()));
    assert!(matches!(value(&book, 0, (1, 4)), Value::Error(_)));
    assert_eq!(value(&book, 0, (2, 4)), Value::Number(3.0));
}

/// Formulas with one template, with absolute and relative references to a range of another sheet: each value equals
/// the one computed here.
#[test]
fn formulas_of_one_template_have_their_own_values() {
    let look = Style::default();
    let mut data = Sheet::new("Số 'liệu'");
    let mut sums = Sheet::new("Tổng");
    for row in 0..20u32 {
        data.number(row, 0, f64::from(row), &look);
        data.number(row, 1, f64::from(row * row), &look);
        data.text(row, 2, format!("{row}"), &look);
    }
    let name = crate::workbook::address::sheet("Số 'liệu'");
    for block in 0..10u32 {
        let (top, end) = (block * 2 + 1, block * 2 + 2);
        let of = |column: &str| format!("{name}${column}${top}:${column}${end}");
        sums.formula(block, 0, format!("SUM({})", of("B")), &look);
        sums.formula(block, 1, format!("INDEX({},2)", of("A")), &look);
        sums.formula(block, 2, format!("A{0}+B{0}*{0}", block + 1), &look);
        sums.formula(block, 3, format!("IF(INDEX({},1)>9,\"x\",{name}C{top}&\"\")", of("A")), &look);
    }
    let mut book = Workbook::new("");
    book.add(data);
    book.add(sums);
    fill(&mut book).unwrap();
    for block in 0..10u32 {
        let (one, two) = (f64::from(block * 2), f64::from(block * 2 + 1));
        let sum = one * one + two * two;
        assert_eq!(value(&book, 1, (block, 0)), Value::Number(sum));
        assert_eq!(value(&book, 1, (block, 1)), Value::Number(two));
        assert_eq!(value(&book, 1, (block, 2)), Value::Number(sum + two * f64::from(block + 1)));
        let text = if one > 9.0 { "x".to_string() } else { format!("{one}") };
        assert_eq!(value(&book, 1, (block, 3)), Value::Text(text));
    }
}

#[test]
fn every_referenced_cell_is_passed_to_the_engine() {
    let look = Style::default();
    let mut sheet = Sheet::new("A");
    for row in 0..4 {
        sheet.number(row, 0, 1.0, &look);
        sheet.set(row, 1, SheetCell { content: CellContent::Bool(true), ..SheetCell::default() });
        sheet.text(row, 2, "chữ", &look);
    }
    sheet.formula(0, 4, "SUM(A1:A4)+COUNTIF(C1:C4,\"chữ\")*10", &look);
    sheet.formula(1, 4, "IF(B4,A4,0)", &look);
    let mut book = Workbook::new("");
    book.add(sheet.clone());
    fill(&mut book).unwrap();
    assert_eq!(value(&book, 0, (0, 4)), Value::Number(44.0));
    assert_eq!(value(&book, 0, (1, 4)), Value::Number(1.0));
    // A formula without a template may refer to any cell.
    sheet.formula(2, 4, "SUM(A:A)", &look);
    let mut book = Workbook::new("");
    book.add(sheet);
    fill(&mut book).unwrap();
    assert_eq!(value(&book, 0, (2, 4)), Value::Number(4.0));
}

/// Sheets that refer to each other, and references to references, blanks, texts, booleans and errors: with one
/// engine or several, each value equals the one computed here.
#[test]
fn any_number_of_engines_gives_the_same_values() {
    const ROWS: u32 = 1_500;
    let look = Style::default();
    let (mut data, mut sums, mut seen) = (Sheet::new("Số liệu"), Sheet::new("Tổng"), Sheet::new("Xem"));
    data.set(0, 4, SheetCell { content: CellContent::Bool(true), ..SheetCell::default() });
    for row in 0..ROWS {
        let line = row + 1;
        data.number(row, 0, f64::from(row), &look);
        data.formula(row, 1, format!("MAX(A{line}*2,0)"), &look);
        data.text(row, 2, format!("chữ {row}"), &look);
        data.formula(row, 3, format!("1/A{line}"), &look);
        sums.formula(row, 0, format!("'Số liệu'!$B${line}"), &look);
        sums.formula(row, 1, format!("SUM('Tổng'!$A$1:$A${line})"), &look);
        seen.formula(row, 0, format!("'Tổng'!$A${line}"), &look);
        seen.formula(row, 1, format!("IF('Tổng'!B{line}>9,'Số liệu'!$C${line},\"ít\")"), &look);
        seen.formula(row, 2, format!("'Số liệu'!$C${line}"), &look);
        seen.formula(row, 3, format!("'Số liệu'!$D${line}"), &look);
        seen.formula(row, 4, format!("'Số liệu'!$E${line}"), &look);
        seen.formula(row, 5, format!("'Xem'!$C${line}&\"\""), &look);
    }
    let mut book = Workbook::new("");
    for sheet in [data, sums, seen] {
        book.add(sheet);
    }
    let whole = |engines| PartitionLimits { engines, large: LARGE, part: PART };
    let parts = |part| PartitionLimits { engines: 2, large: 1_000, part };
    for cut in [whole(1), whole(2), whole(3), whole(8), parts(10_000), parts(2_000), parts(100), parts(7)] {
        let mut book = book.clone();
        fill_in_parts(&mut book, cut).unwrap();
        for row in [0, 1, 2, 3, 700, ROWS - 1] {
            let (n, text) = (f64::from(row), Value::Text(format!("chữ {row}")));
            let sum = n * (n + 1.0);
            assert_eq!(value(&book, 0, (row, 1)), Value::Number(2.0 * n));
            assert_eq!(value(&book, 1, (row, 0)), Value::Number(2.0 * n));
            assert_eq!(value(&book, 1, (row, 1)), Value::Number(sum), "{cut:?} {row}");
            assert_eq!(value(&book, 2, (row, 0)), Value::Number(2.0 * n));
            let expected = if sum > 9.0 { text.clone() } else { Value::Text("ít".into()) };
            assert_eq!(value(&book, 2, (row, 1)), expected);
            assert_eq!(value(&book, 2, (row, 2)), text);
            let share = if row == 0 { Value::Error("#DIV/0!".into()) } else { Value::Number(1.0 / n) };
            assert_eq!(value(&book, 2, (row, 3)), share);
            let truth = if row == 0 { Value::Bool(true) } else { Value::Number(0.0) };
            assert_eq!(value(&book, 2, (row, 4)), truth);
            assert_eq!(value(&book, 2, (row, 5)), text);
        }
    }
    let places = places(&book);
    let cut = |cut| {
        build_stages(&book, &estimate_costs(&book, &places), &places, cut).iter().map(Vec::len).collect::<Vec<_>>()
    };
    assert_eq!((cut(whole(2)), cut(parts(100)).len() > 2), (vec![2], true));
}
