//! The oracle itself: it agrees with values reckoned by hand, and it finds one that is wrong.

use crate::libreoffice;
use tonghop::book::{Area, Book, Cell, Content, Sheet, Style, address};
use tonghop::model::amount::Value;
use tonghop::write;

/// Formulas over the sheet below with their values, all reckoned by hand.
fn reckoned() -> Vec<(&'static str, Value)> {
    let n = Value::Number;
    let t = |text: &str| Value::Text(text.to_owned());
    let e = |text: &str| Value::Error(text.to_owned());
    let b = Value::Bool;
    vec![
        ("SUM('Số liệu'!$C$1:$C$6)", n(38.5)),
        ("SUMIFS('Số liệu'!$C$1:$C$6,'Số liệu'!$D$1:$D$6,\"Tính\")", n(31.5)),
        ("SUMIFS('Số liệu'!$C$1:$C$6,'Số liệu'!$A$1:$A$6,\"Một\",'Số liệu'!$B$1:$B$6,\"<=\"&2)", n(25.0)),
        ("SUMPRODUCT(('Số liệu'!A1:A6=\"Hai\")*('Số liệu'!B1:B6>=2)*'Số liệu'!C1:C6)", n(2.5)),
        ("SUMPRODUCT(MAX(('Số liệu'!A1:A6=\"Hai\")*('Số liệu'!B1:B6<=3)*'Số liệu'!B1:B6))", n(3.0)),
        ("INDEX('Số liệu'!C1:C6,MATCH(3,'Số liệu'!B1:B6,0))", n(7.0)),
        ("INDEX('Số liệu'!A1:A6,4)", t("Hai")),
        // INDEX beyond its range is left out: #REF! in Excel, #VALUE! in LibreOffice.
        ("MATCH(\"Hai\",'Số liệu'!A1:A6,0)", n(4.0)),
        ("MATCH(\"Ba\",'Số liệu'!A1:A6,0)", e("#N/A")),
        ("COUNT('Số liệu'!C1:C6)", n(5.0)),
        ("COUNTA('Số liệu'!A1:A6)", n(6.0)),
        ("COUNTBLANK('Số liệu'!C1:C6)", n(1.0)),
        ("COUNTIF('Số liệu'!D1:D6,\"Tính\")", n(5.0)),
        ("COUNTIFS('Số liệu'!A1:A6,\"Một\",'Số liệu'!D1:D6,\"Tính\")", n(2.0)),
        ("MAX('Số liệu'!C1:C6)", n(15.0)),
        ("MIN('Số liệu'!C1:C6)", n(2.5)),
        ("AVERAGE('Số liệu'!C1:C4)", n(9.0)),
        ("SUM(so_lieu)/2", n(19.25)),
        ("ROUND(2.5/3,2)", n(0.83)),
        ("ROUNDUP(85*7/100,0)", n(6.0)),
        ("ROUNDDOWN(5.95,0)", n(5.0)),
        ("MAX(0,3-10)", n(0.0)),
        ("1/3", n(1.0 / 3.0)),
        ("MOD(17,5)", n(2.0)),
        ("INT(-2.5)", n(-3.0)),
        ("ABS(-7.25)", n(7.25)),
        ("1/0", e("#DIV/0!")),
        ("NA()", e("#N/A")),
        ("\"x\"+1", e("#VALUE!")),
        ("IFERROR(1/0,\"-\")", t("-")),
        ("IF('Số liệu'!C5=\"\",\"\",'Số liệu'!C5*2)", t("")),
        ("'Số liệu'!C5", n(0.0)),
        ("ISBLANK('Số liệu'!C5)", b(true)),
        ("ISNUMBER('Số liệu'!A1)", b(false)),
        ("AND('Số liệu'!C1>'Số liệu'!C2,TRUE)", b(false)),
        ("OR('Số liệu'!C1<'Số liệu'!C2,FALSE)", b(true)),
        ("NOT('Số liệu'!C1=10)", b(false)),
        ("\"Có\"=\"có\"", b(true)),
        ("'Số liệu'!A1&\" - \"&'Số liệu'!C1", t("Một - 10")),
        ("\"0\"&'Số liệu'!B1&\"2\"", t("012")),
        ("LEFT(\"2022-Q1\",4)", t("2022")),
        ("IF(TRUE,\"TRUE\",\"\")", t("TRUE")),
        ("\"#N/\"&\"A\"", t("#N/A")),
        ("\" a \"&\"\"", t(" a ")),
        ("\"<&>\"&CHAR(10)&\"✗\"", t("<&>\n✗")),
        ("LEN(\"Đoàn viên\")", n(9.0)),
        ("VALUE(RIGHT(\"2022-Q1\",1))", n(1.0)),
        ("UPPER(\"đv\")", t("ĐV")),
        ("SUBSTITUTE(\"a-b\",\"-\",\"/\")", t("a/b")),
        ("TRIM(\"  a  b \")", t("a b")),
    ]
}

fn book(formulas: &[(&str, Value)]) -> Book {
    let plain = Style::default();
    let mut data = Sheet::new("Số liệu");
    let rows = [
        ("Một", 1.0, Some(10.0), "Tính"),
        ("Một", 2.0, Some(15.0), "Tính"),
        ("Một", 3.0, Some(7.0), "Giữ"),
        ("Hai", 1.0, Some(4.0), "Tính"),
        ("Hai", 2.0, None, "Tính"),
        ("Hai", 3.0, Some(2.5), "Tính"),
    ];
    for (row, (unit, quarter, figure, state)) in (0..).zip(rows) {
        data.text(row, 0, unit, &plain);
        data.number(row, 1, quarter, &plain);
        if let Some(figure) = figure {
            data.number(row, 2, figure, &plain);
        }
        data.text(row, 3, state, &plain);
    }
    let mut asked = Sheet::new("Hỏi & đáp");
    for (row, (formula, value)) in (0..).zip(formulas) {
        let content = Content::Formula { file: (*formula).to_owned(), engine: None, value: Some(value.clone()) };
        asked.set(row, 1, Cell { content, ..Cell::default() });
    }
    let mut book = Book::new("Thử");
    book.created = (2022, 1, 10);
    book.add(data);
    book.add(asked);
    book.names.push(("so_lieu".to_owned(), address::range("Số liệu", Area::new(0, 2, 5, 2))));
    book
}

fn asked(formulas: &[(&str, Value)]) -> (usize, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Tổng hợp thử.xlsx");
    std::fs::write(&path, write::workbook(&book(formulas)).unwrap()).unwrap();
    libreoffice::compare(&path)
}

#[test]
fn agrees_with_values_reckoned_by_hand() {
    let formulas = reckoned();
    let (compared, differences) = asked(&formulas);
    assert_eq!(compared, formulas.len());
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn finds_every_wrong_value() {
    let wrong = [
        ("1+1", Value::Number(2.000_001)),
        ("\"a\"", Value::Text("A".to_owned())),
        ("1=1", Value::Bool(false)),
        ("NA()", Value::Error("#VALUE!".to_owned())),
        ("1=2", Value::Number(0.0)),
        ("12&\"\"", Value::Number(12.0)),
        ("\"\"", Value::Number(0.0)),
        ("1/0", Value::Text("#DIV/0!".to_owned())),
        ("3", Value::Number(3.0)),
    ];
    let (compared, differences) = asked(&wrong);
    assert_eq!(compared, 9);
    assert_eq!(differences.len(), 8, "{}", differences.join("\n"));
    assert!(differences[0].starts_with("Hỏi & đáp!B1 =1+1  cached Number(2.000001)  LibreOffice Number(2.0)"));
}
