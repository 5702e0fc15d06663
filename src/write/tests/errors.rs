//! What cannot be written is an error with its place.

use super::*;
use crate::write::error::WriteFault;

#[test]
fn write_errors_have_sheet_and_cell() {
    let plain = Style::default();
    type ExpectedFault = fn(&WriteFault) -> bool;
    let cases: Vec<(SheetCell, ExpectedFault)> = vec![
        (SheetCell::formula("1+1", &plain), |f| matches!(f, WriteFault::NoValue)),
        (valued("A1", Value::Blank, &plain), |f| matches!(f, WriteFault::NoValue)),
        (SheetCell::number(f64::INFINITY, &plain), |f| matches!(f, WriteFault::NotFinite(_))),
        (valued("1/0", Value::Number(f64::NAN), &plain), |f| matches!(f, WriteFault::NotFinite(_))),
        (valued("X()", Value::Error("#SPILL!".into()), &plain), |f| matches!(f, WriteFault::UnknownError(_))),
        (valued("", Value::Number(1.0), &plain), |f| matches!(f, WriteFault::Formula(_))),
        (valued("=1", Value::Number(1.0), &plain), |f| matches!(f, WriteFault::Formula(_))),
        (valued("{1,2}", Value::Number(1.0), &plain), |f| matches!(f, WriteFault::Formula(_))),
        (valued(&format!("1{}", "+1".repeat(4_096)), Value::Number(4_097.0), &plain), |f| {
            matches!(f, WriteFault::Broken(FormulaFault::TooLong(8_193)))
        }),
        (valued("\"Còn \"phải\" trồng\"", Value::Number(1.0), &plain), |f| {
            matches!(f, WriteFault::Broken(FormulaFault::Unexpected { at: 7, .. }))
        }),
    ];
    for (cell, expected) in cases {
        let error = workbook(&single(cell)).unwrap_err();
        assert_eq!((error.sheet.as_str(), error.cell.as_str()), ("Một", "B3"));
        assert!(expected(&error.fault), "{error}");
        assert!(error.text().vi.contains("(Một, B3)"), "{error}");
    }
}

/// A formula that Excel would reject stops writing, wherever it is.
#[test]
fn invalid_formula_anywhere_stops_writing() {
    type TestCell = fn(&mut Workbook, &str);
    let places: [(&str, TestCell); 6] = [
        ("C5", |book, text| {
            let look = ConditionalStyle::When(text.into(), DifferentialFormat::default());
            book.sheets[0].conditions.push(ConditionalFormat { area: CellRange::cell(4, 2), look });
        }),
        ("C5", |book, text| {
            let none = || (String::new(), String::new());
            let input = ValidationRule::Range(text.into());
            let area = CellRange::cell(4, 2);
            book.sheets[0].validations.push(DataValidation { area, input, prompt: none(), error: none(), stop: true });
        }),
        ("C5", |book, text| {
            let mut drawn = chart(ChartKind::Line, (4, 2));
            drawn.series.truncate(1);
            drawn.series[0].categories = "'Một'!$A$1:$A$3".into();
            drawn.series[0].values = text.into();
            book.sheets[0].charts.push(drawn);
        }),
        ("C5", |book, text| book.sheets[0].sparklines.push(((4, 2), text.into()))),
        ("", |book, text| book.sheets[0].page.area_formula = Some(text.into())),
        ("ten_a", |book, text| book.names.push(("ten_a".into(), text.into()))),
    ];
    for (cell, put) in places {
        let mut book = single(SheetCell::number(1.0, &Style::default()));
        put(&mut book, "'Một'!$A$1:$A$3");
        assert!(workbook(&book).is_ok(), "{cell}: {:?}", workbook(&book).err());
        for text in ["'Hai'!$A$1:$A$3", "'Một'!$A$1:$A$3)", "'Một'!$A$1\"", "'Một!$A$1", "'Một'!$A$1:$A$0", ""]
        {
            let mut book = single(SheetCell::number(1.0, &Style::default()));
            put(&mut book, text);
            let error = workbook(&book).unwrap_err();
            assert!(matches!(error.fault, WriteFault::Broken(_) | WriteFault::Formula(_)), "{text}: {error}");
            assert_eq!(error.cell, cell, "{text}");
        }
    }
}

/// Charts and sparklines of a sheet whose name contains quotes.
#[test]
fn any_sheet_name_that_excel_allows_works() {
    for name in ["Đắk R'lấp", "A!B", "\"Tổng\" & <một> {2}", "B2"] {
        let mut book = single(SheetCell::number(1.0, &Style::default()));
        let range = address::range(name, CellRange::new(2, 1, 4, 1));
        let mut drawn = chart(ChartKind::Bar, (6, 0));
        for one in &mut drawn.series {
            (one.categories, one.values) = (range.clone(), range.clone());
        }
        drawn.series[0].name = "=Tổng!A1".into();
        let sheet = &mut book.sheets[0];
        sheet.name = name.into();
        sheet.charts.push(drawn);
        sheet.sparklines.push(((0, 0), range.clone()));
        book.names.push(("ten_a".into(), range.clone()));
        let bytes = workbook(&book).unwrap();
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let xml = part(&bytes, "xl/charts/chart1.xml");
        assert_eq!(xml.matches(&format!("<c:f>{}</c:f>", escaped(&range))).count(), 4, "{range}: {xml}");
        assert!(xml.contains("<c:v>“=Tổng!A1”</c:v>"), "{xml}");
        let plain = range.replace('$', "");
        assert!(
            part(&bytes, "xl/worksheets/sheet1.xml").contains(&format!("<xm:f>{}</xm:f>", escaped(&plain))),
            "{plain}"
        );
    }
}

#[test]
fn workbook_errors_are_reported() {
    let good = || single(SheetCell::number(1.0, &Style::default()));
    assert!(workbook(&good()).is_ok());
    let mut book = good();
    book.created = (2022, 2, 30);
    assert!(matches!(workbook(&book).unwrap_err().fault, WriteFault::Date(2022, 2, 30)));
    let mut book = good();
    book.active = 1;
    assert!(matches!(workbook(&book).unwrap_err().fault, WriteFault::NoSheet(1)));
    let mut book = good();
    book.names = vec![("a_b".into(), "'Một'!$A$1".into()), ("A_B".into(), "'Một'!$A$2".into())];
    assert!(matches!(workbook(&book).unwrap_err().fault, WriteFault::NameTwice(_)));
    let mut book = good();
    book.names = vec![("Q1".into(), "'Một'!$A$1".into())];
    assert!(matches!(workbook(&book).unwrap_err().fault, WriteFault::Writer(_)));
    let mut book = good();
    book.sheets[0].name = "a/b".into();
    assert!(matches!(workbook(&book).unwrap_err().fault, WriteFault::Writer(_)));
    for words in [vec!["x".repeat(256)], vec!["một, hai".into()], vec![]] {
        let mut book = good();
        let none = (String::new(), String::new());
        let (prompt, input) = (none.clone(), ValidationRule::Words(words));
        book.sheets[0].validations =
            vec![DataValidation { area: CellRange::cell(4, 0), input, prompt, error: none, stop: true }];
        let error = workbook(&book).unwrap_err();
        assert!(matches!(error.fault, WriteFault::Words(_)) && error.cell == "A5", "{error}");
    }
}

#[test]
fn cell_outside_the_grid_is_an_error() {
    let mut book = single(SheetCell::default());
    book.sheets[0].number(0, 70_000, 1.0, &Style::default());
    assert!(matches!(workbook(&book).unwrap_err().fault, WriteFault::OutsideGrid));
    let mut book = single(SheetCell::default());
    book.sheets[0].number(2_000_000, 0, 1.0, &Style::default());
    assert!(matches!(workbook(&book).unwrap_err().fault, WriteFault::Writer(_)));
}
