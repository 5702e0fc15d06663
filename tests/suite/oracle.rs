//! Tests the comparison with LibreOffice: it finds wrong cached values and accepts right ones of every type.

use crate::libreoffice;
use tonghop::model::amount::Value;
use tonghop::workbook::{CellContent, CellFormula, Sheet, SheetCell, Style, Workbook};
use tonghop::write;

fn compared(formulas: &[(&str, Value)]) -> (usize, Vec<String>) {
    let mut sheet = Sheet::new("Đối chứng");
    sheet.number(0, 1, 3.0, &Style::default());
    sheet.text(1, 1, "có", &Style::default());
    for (row, (formula, value)) in formulas.iter().enumerate() {
        let content = CellContent::Formula(Box::new(CellFormula {
            file: (*formula).into(),
            engine: None,
            value: Some(value.clone()),
        }));
        sheet.set(row as u32, 0, SheetCell { content, ..SheetCell::default() });
    }
    let mut book = Workbook::new("Đối chứng");
    book.created = (2021, 10, 15);
    book.add(sheet);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("doi-chung.xlsx");
    std::fs::write(&path, write::workbook(&book).unwrap()).unwrap();
    libreoffice::compare(&path)
}

#[test]
fn libreoffice_accepts_right_values() {
    let (count, differences) = compared(&[
        ("B1*2", Value::Number(6.0)),
        ("1/3", Value::Number(1.0 / 3.0)),
        ("B2&\"!\"", Value::Text("có!".into())),
        ("\"\"", Value::Text(String::new())),
        ("B1=3", Value::Bool(true)),
        ("1/0", Value::Error("#DIV/0!".into())),
        ("IF(ISBLANK(B9),\"\",1)", Value::Text(String::new())),
    ]);
    assert_eq!((count, differences), (7, vec![]));
}

#[test]
fn libreoffice_finds_wrong_values() {
    let (count, differences) = compared(&[
        ("B1*2", Value::Number(6.000_1)),
        ("B1*2", Value::Text("sáu".into())),
        ("B2", Value::Text(String::new())),
        ("B1=3", Value::Bool(false)),
        ("\"\"", Value::Number(0.0)),
        ("1/0", Value::Error("#N/A".into())),
    ]);
    assert_eq!((count, differences.len()), (6, 6), "{differences:?}");
}
