#![allow(clippy::panic)]
use super::*;
use crate::grid::{CellDisplay, CellPieces, GridCell, RawValue};
use crate::model::text::Lang;

fn columns() -> Vec<AnnexColumn> {
    let column = |name: &str, heading: &str| AnnexColumn {
        name: name.to_string(),
        heading: heading.to_string(),
        group: String::new(),
        sheets: Vec::new(),
        short: String::new(),
        printed_total: 0.0,
    };
    vec![column("pl_dv", "Số đoàn viên"), column("pl_cs", "Số CĐCS giao")]
}

fn units() -> Vec<Unit> {
    let unit = |code: &str, name: &str, aliases: &[&str]| Unit {
        code: code.to_string(),
        name: name.to_string(),
        aliases: aliases.iter().map(|a| a.to_string()).collect(),
        kind: String::new(),
        email: String::new(),
        contact: String::new(),
        phone: String::new(),
        time: Default::default(),
        figures: Vec::new(),
    };
    vec![
        unit("A", "LĐLĐ huyện Tân Uyên", &[]),
        unit("B", "LĐLĐ huyện Than Uyên", &[]),
        unit("C", "CĐN Y tế", &["Y tế"]),
    ]
}

fn reading(text: &str) -> AnnexReading {
    AnnexReading {
        origins: AnnexOrigins::default(),
        ..read(text.as_bytes(), "phu-luc.tsv", (&columns(), &units()), Lang::Vi)
    }
}

#[test]
fn each_figure_has_its_place() {
    let read = read(GOOD.as_bytes(), "phu-luc.tsv", (&columns(), &units()), Lang::Vi);
    let place = |unit, column| read.origins.text(unit, column).map(|text| text.vi);
    assert_eq!(place(Some(1), 0).as_deref(), Some("phu-luc.tsv · dòng 4, cột 3"));
    assert_eq!(place(None, 1).as_deref(), Some("phu-luc.tsv · dòng 6, cột 4"));
    assert_eq!(place(Some(0), 2), None);
}

/// Returns line, column and English message of each problem.
fn faults(text: &str) -> Vec<(usize, usize, String)> {
    let place = |p: &PlanDiagnostic| match p.place {
        PlanLocation::Line { line, column, .. } => (line, column),
        _ => (0, 0),
    };
    reading(text).problems.iter().map(|p| (place(p).0, place(p).1, p.message.en.clone())).collect()
}

const GOOD: &str = "TT\tĐơn vị\tGiai đoạn\t\t\n\t\tSố đoàn viên\tSố CĐCS giao\t\n\
    1\tLĐLĐ huyện Tân Uyên\t1.982\t2\t\n2\tLĐLĐ huyện Than Uyên\t2.205\t3\t\n3\tCĐN Y tế\t855\t\t\n\tTổng cộng:\t5.042\t5\t\n";

fn expected() -> AnnexReading {
    AnnexReading {
        order: vec![0, 1, 2],
        figures: vec![vec![Some(1982.0), Some(2.0)], vec![Some(2205.0), Some(3.0)], vec![Some(855.0), None]],
        totals: vec![5042.0, 5.0],
        origins: AnnexOrigins::default(),
        problems: Vec::new(),
    }
}

#[test]
fn tabs_with_a_two_row_heading_and_an_empty_last_column() {
    assert_eq!(reading(GOOD), expected());
}

#[test]
fn line_ends_encoding_and_unicode_form_do_not_matter() {
    let crlf = GOOD.replace('\n', "\r\n");
    assert_eq!(reading(&format!("\u{FEFF}{crlf}")), expected());
    let mut wide = vec![0xFF, 0xFE];
    wide.extend(crlf.encode_utf16().flat_map(u16::to_le_bytes));
    let read = read(&wide, "phu-luc.tsv", (&columns(), &units()), Lang::Vi);
    let place = read.origins.text(Some(1), 0).map(|text| text.vi);
    assert_eq!(place.as_deref(), Some("phu-luc.tsv · dòng 4, cột 3"));
    assert_eq!(AnnexReading { origins: AnnexOrigins::default(), ..read }, expected());
    let nfd: String = unicode_normalization::UnicodeNormalization::nfd(GOOD).collect();
    assert_eq!(reading(&nfd), expected());
}

#[test]
fn commas_with_quotes_and_another_order_of_columns_and_rows() {
    let text = "PHỤ LỤC,,\n,,\n\"Số CĐCS\n giao\",\"Số đoàn viên\",\"ĐƠN VỊ\"\n,\"855\",Công đoàn ngành Y Tế\n\
        3,\"2 205\",\"Liên đoàn Lao động H. Than Uyên\"\n2,1982,LDLD huyen Tan Uyen\n5,\"5.042\",Cộng\n(1) Ghi chú,,\n";
    assert_eq!(reading(text), AnnexReading { order: vec![2, 1, 0], ..expected() });
    let semicolons = "Đơn vị;Số đoàn viên;Số CĐCS giao\nY tế;\"1;2\";0\nTổng số;12,5;0\n";
    assert_eq!(faults(semicolons), [(2, 6, "'1;2' is no number".to_string())]);
    assert_eq!(reading(semicolons).totals, [12.5, 0.0]);
}

#[test]
fn blank_is_no_quota_but_0_is() {
    assert_eq!(reading(GOOD).figures[2], [Some(855.0), None]);
    assert_eq!(reading(&GOOD.replace("855\t\t", "855\t0\t")).figures[2], [Some(855.0), Some(0.0)]);
}

#[test]
fn vietnamese_number_formats_are_read() {
    let good = [
        ("2.136", 2136.0),
        ("23.320", 23_320.0),
        ("1.234.567", 1_234_567.0),
        (" 12 ", 12.0),
        ("2\u{a0}136", 2136.0),
        ("0", 0.0),
        ("12,5", 12.5),
        ("1.234,5", 1234.5),
    ];
    for (text, number) in good {
        assert_eq!(figure(&AnnexCell::typed(text), Lang::Vi), Ok(Some(number)), "{text}");
    }
    assert_eq!(figure(&AnnexCell::typed(" \u{a0}"), Lang::Vi), Ok(None));
    for text in
        ["2,136", "21.36", "2136.5", ".5", "5.", "-5", "-", "1.2.3", "12 người", "1 2", "1e3", "1.234 567", "1,", "²"]
    {
        assert!(figure(&AnnexCell::typed(text), Lang::Vi).is_err(), "{text}");
    }
}

/// The annex and the returns read a text in the same way: both as the same number, or both reject it.
#[test]
fn annex_and_returns_read_numbers_alike() {
    for text in
        ["2136", "2.136", "1.040", "0125", "01.234", "0.125", "40,125", "40,1250", "40,5", "1.5", "1e3", "7 ", "²"]
    {
        let in_return = match crate::number::read(text, "", false) {
            crate::number::NumberReading::Digits(n) | crate::number::NumberReading::Converted(n, _) => Some(n),
            _ => None,
        };
        assert_eq!(figure(&AnnexCell::typed(text), Lang::Vi).ok().flatten(), in_return, "{text}");
    }
}

#[test]
fn names_match_exactly_once_folded() {
    let same = [
        ("LĐLĐ huyện Than Uyên", "Liên đoàn lao động H. Than Uyên"),
        ("LĐLĐ huyện Than Uyên", "LDLD  H.THAN UYEN"),
        ("CĐN Y tế", "Công đoàn ngành Y tế"),
        ("CĐN Y tế", "CĐ ngành Y tế"),
        ("CĐ Viên chức", "Công đoàn Viên chức"),
        ("LĐLĐ Thành Phố", "LĐLĐ TP"),
    ];
    for (a, b) in same {
        assert_eq!(unit_key(a), unit_key(b));
    }
    assert_ne!(unit_key("LĐLĐ huyện Than Uyên"), unit_key("LĐLĐ huyện Tân Uyên"));
    assert_ne!(unit_key("LĐLĐ huyện Than Uyên"), unit_key("LĐLĐ huyện T.Uyên"));
}

#[test]
fn all_problems_are_reported_with_their_places() {
    let text = GOOD
        .replace("LĐLĐ huyện Tân Uyên", "LĐLĐ huyện T.Uyên")
        .replace("2.205", "2.2O5")
        .replace("CĐN Y tế", "LĐLĐ huyện Than Uyên")
        .replace("5.042\t5", "5.042\t");
    let expected = [
        (3, 3, "unit 'LĐLĐ huyện T.Uyên' is not in the plan"),
        (4, 24, "'2.2O5' is no number"),
        (5, 3, "unit 'LĐLĐ huyện Than Uyên' stands in two rows"),
        (6, 19, "the total row lacks the figure of column 'Số CĐCS giao'"),
    ];
    assert_eq!(faults(&text), expected.map(|(line, column, message)| (line, column, message.to_string())));
    let cases = [
        ("Số CĐCS giao\t", "Số cơ sở\t", (2, 1, "there is no column 'Số CĐCS giao'")),
        (
            "\tSố đoàn viên\tSố CĐCS giao\t",
            "\tSố đoàn viên\tSố CĐCS giao\tSO DOAN VIEN",
            (2, 29, "heading 'SO DOAN VIEN' stands twice"),
        ),
        ("\tTổng cộng:\t5.042\t5\t\n", "", (0, 0, "there is no total row (Tổng cộng)")),
        ("\tTổng cộng:", "\tTổng cộng:\t9\t9\n\tCộng", (7, 2, "there are two total rows")),
        ("3\tCĐN Y tế", "3\t", (5, 3, "a row with figures but no unit")),
    ];
    for (from, to, (line, column, message)) in cases {
        assert_eq!(faults(&GOOD.replace(from, to))[0], (line, column, message.to_string()));
    }
    let foreign = reading("a\tb\n1\t2\n");
    assert_eq!(foreign.problems.len(), 2);
    assert!(foreign.problems.iter().all(|p| p.place == PlanLocation::File));
    assert_eq!(
        read(b"\xC3\x28", "x", (&columns(), &units()), Lang::Vi).problems[0].message.en,
        "the text is not UTF-8"
    );
    assert_eq!(
        read(b"PK\x03\x04..", "x", (&columns(), &units()), Lang::Vi).problems[0].message.en,
        "this is an Excel file, not text"
    );
}

/// Creates a sheet with these cells; a text is not converted.
fn sheet(rows: &[Vec<RawValue>]) -> SheetGrid {
    let cells = (0..).zip(rows).flat_map(|(row, cells)| {
        (0..).zip(cells).map(move |(column, value)| {
            ((row, column), GridCell { value: value.clone(), formula: None, external: false })
        })
    });
    SheetGrid { name: "Phụ lục".into(), cells: cells.collect(), ..SheetGrid::default() }
}

fn text_cells(text: &str) -> Vec<Vec<RawValue>> {
    text.lines().map(|l| l.split('\t').map(|t| RawValue::Text(t.into())).collect()).collect()
}

#[test]
fn cells_of_a_workbook_are_placed() {
    let of = sheet(&text_cells(&GOOD.replace("2.205", "hai")));
    let reading = from_sheet(&of, "phu-luc.xlsx", (&columns(), &units()), Lang::Vi);
    assert_eq!(reading.totals, [5042.0, 5.0]);
    insta::assert_snapshot!(reading.problems[0].show(Lang::Vi), @r"
    phu-luc.xlsx [Phụ lục!C4]: 'hai' không đọc được thành số
      | hai
      → “hai”: có chữ hoặc dấu lẫn với số; viết số như 2136, 2.136 hoặc 40,5; không có số thì để trống
    ");
}

#[test]
fn number_in_a_cell_is_read_unchanged() {
    for number in [40.125, 0.125, 36.125, 1.04, 40.5, 1e15, 0.1 + 0.2, 1040.0, 0.0, 1e-7] {
        let mut cells = text_cells(GOOD);
        cells[2][2] = RawValue::Number(number);
        let reading = from_sheet(&sheet(&cells), "phu-luc.xlsx", (&columns(), &units()), Lang::Vi);
        assert!(reading.problems.is_empty(), "{number}: {:?}", reading.problems);
        assert_eq!(reading.figures[0][0], Some(number));
    }
    // A cell that is not a figure is reported at that cell: an ambiguous text, a date, a formula error, a negative
    // quota, text in pieces.
    let text = |t: &str| RawValue::Text(t.into());
    for value in [
        text("0.125"),
        text("1.5"),
        text("1,040"),
        text("-5"),
        text("12 người"),
        RawValue::Date(44_000.0),
        RawValue::Uncached,
        RawValue::Bool(true),
        RawValue::Error("#REF!".into()),
        RawValue::Number(-5.0),
    ] {
        let mut cells = text_cells(GOOD);
        cells[2][2] = value.clone();
        let reading = from_sheet(&sheet(&cells), "phu-luc.xlsx", (&columns(), &units()), Lang::Vi);
        let [problem] = reading.problems.as_slice() else { panic!("{value:?}: {:?}", reading.problems) };
        assert!(matches!(&problem.place, PlanLocation::Cell { sheet, cell, .. } if sheet == "Phụ lục" && cell == "C3"));
        assert!(!problem.hint.vi.is_empty() && !problem.hint.en.is_empty(), "{value:?}");
    }
    let mut of = sheet(&text_cells(GOOD));
    of.pieces.insert((2, 2), CellPieces::struck_out());
    assert_eq!(from_sheet(&of, "phu-luc.xlsx", (&columns(), &units()), Lang::Vi).problems.len(), 1);
    // A number that is shown as another one.
    let mut cells = text_cells(GOOD);
    cells[2][2] = RawValue::Number(45.0);
    let mut of = sheet(&cells);
    of.displays.insert((2, 2), CellDisplay::Other("45.000".into()));
    assert_eq!(from_sheet(&of, "phu-luc.xlsx", (&columns(), &units()), Lang::Vi).problems.len(), 1);
}

proptest::proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80)) {
        let _ = read(&bytes, "x", (&columns(), &units()), Lang::Vi);
    }

    #[test]
    fn a_field_is_found_where_the_csv_reader_finds_it(fields in proptest::collection::vec("[a-z\",;\n đ]{0,6}", 1..5)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&fields).unwrap();
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        for (column, value) in fields.iter().enumerate() {
            let raw = &text[field(&text, 0..text.len(), b',', column)];
            let plain = raw.strip_prefix('"').and_then(|r| r.strip_suffix('"')).map(|r| r.replace("\"\"", "\""));
            proptest::prop_assert_eq!(&plain.unwrap_or(raw.to_string()), value);
        }
    }
}

/// Found by fuzzing: for a heading repeated thousands of times on one line, each problem held a copy of the line.
#[test]
fn reports_of_a_repeated_heading_are_bounded() {
    let text = format!("Đơn vị{}\n", "\tSố đoàn viên".repeat(1_500));
    assert_eq!(reading(&text).problems.len(), MOST_TWICE + 2);
    assert!(reading(&text).problems.iter().map(|p| p.show(Lang::Vi).len()).sum::<usize>() < 1_000_000);
}
