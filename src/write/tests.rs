//! Writes a workbook with every feature and reads it back: values with the reader crate, the rest from the XML.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::formula::written::FormulaFault;
use crate::model::amount::Value;
use crate::workbook::style::{self, Align, NumberFormat};
use crate::workbook::{
    CellContent, CellFormula, CellRange, ChartKind, ChartSeries, ConditionalFormat, ConditionalStyle, DataValidation,
    DifferentialFormat, Sheet, SheetCell, SheetChart, Style, ValidationRule, Workbook, address,
};
use calamine::{Data, Reader, Xlsx};
use std::io::{Cursor, Read};

mod details;
mod errors;

/// A formula with its value, as after evaluation.
fn valued(formula: &str, value: Value, style: &Style) -> SheetCell {
    let content =
        CellContent::Formula(Box::new(CellFormula { file: formula.into(), engine: None, value: Some(value) }));
    SheetCell { content, style: style.clone(), ..SheetCell::default() }
}

fn chart(kind: ChartKind, at: (u32, u32)) -> SheetChart {
    let series = |name: &str, values: &str, color| ChartSeries {
        name: name.to_owned(),
        categories: "'Tổng hợp'!$B$6:$B$8".to_owned(),
        values: values.to_owned(),
        color,
    };
    SheetChart {
        kind,
        at,
        size: (420, 220),
        series: vec![
            series("Lũy kế kết nạp", "'Tổng hợp'!$D$6:$D$8", style::ACCENT),
            series("Chỉ tiêu giao", "'Tổng hợp'!$C$6:$C$8", style::LINE),
        ],
        about: "Lũy kế kết nạp và chỉ tiêu giao theo đơn vị".to_owned(),
    }
}

fn summary() -> Sheet {
    let mut sheet = Sheet::new("Tổng hợp");
    sheet.set_widths(&[6.0, 26.0, 12.0, 12.0, 12.0, 12.0, 16.0]);
    let title = SheetCell::text("TỔNG HỢP KẾT QUẢ", &Style::title().align(Align::Center));
    sheet.merge(CellRange::new(0, 0, 0, 6), title);
    sheet.merge(CellRange::cell(1, 0), SheetCell::text("Quý IV năm 2021", &Style::note()));
    sheet.heights.insert(4, 36.0);
    for (column, head) in ["TT", "Đơn vị", "Chỉ tiêu", "Lũy kế", "% thực hiện", "Ngày nộp", "Mã"].iter().enumerate()
    {
        sheet.text(4, column as u32, *head, &Style::head());
    }
    // Invented names and figures; percentages by hand: 23/100, 12/40, 24/20.
    let rows = [("Huyện Một", 100.0, 23.0, 0.23), ("Huyện Hai", 40.0, 12.0, 0.3), ("Huyện Ba", 20.0, 24.0, 1.2)];
    for (index, (unit, quota, done, share)) in rows.into_iter().enumerate() {
        let row = 5 + index as u32;
        sheet.number(row, 0, (index + 1) as f64, &Style::figure());
        sheet.text(row, 1, unit, &Style::cell());
        sheet.number(row, 2, quota, &Style::figure());
        sheet.number(row, 3, done, &Style::figure());
        let formula = format!("IF(C{r}=0,\"\",D{r}/C{r})", r = row + 1);
        sheet.set(row, 4, valued(&formula, Value::Number(share), &Style::figure().number(NumberFormat::Percent)));
        sheet.number(row, 5, 44_570.0, &Style::figure().number(NumberFormat::Date));
        sheet.text(row, 6, format!("0{}", index + 1), &Style::cell().number(NumberFormat::Text));
    }
    let total = Style::figure().total();
    sheet.merge(CellRange::new(8, 0, 8, 1), SheetCell::text("Tổng cộng", &Style::cell().total()));
    sheet.set(8, 2, valued("SUM(C6:C8)", Value::Number(160.0), &total));
    sheet.set(8, 3, valued("SUM(D6:D8)", Value::Number(59.0), &total));
    sheet.set(
        5,
        3,
        SheetCell::number(23.0, &Style::figure().input()).with_note("Mã 24: lũy kế của đơn vị.\nSố nguyên."),
    );
    sheet.set(9, 1, SheetCell::text("=1+1", &Style::cell()));
    sheet.set(9, 2, SheetCell { content: CellContent::Bool(true), ..SheetCell::default() });
    sheet.text(10, 1, "a\u{0}b\u{b}c _x0041_ <&>\"", &Style::cell());
    sheet.text(11, 1, "dài".repeat(20_000), &Style::default());
    sheet.set(12, 1, SheetCell::text("Xem công thức", &Style::default()).with_link("internal:'Công thức'!A5"));
    sheet.set(13, 1, SheetCell::text("Tệp của đơn vị", &Style::default()).with_link("../tra loi/Mẫu số #1 100%.xlsx"));
    sheet.set(14, 1, valued("2*21", Value::Number(42.0), &Style::default()).with_link("a b.xlsx"));
    sheet.filter = Some(CellRange::new(4, 0, 7, 6));
    sheet.freeze = Some((5, 2));
    sheet.tab = Some(style::ACCENT);
    sheet.protected = true;
    sheet
        .conditions
        .push(ConditionalFormat { area: CellRange::new(5, 4, 7, 4), look: ConditionalStyle::Bar(0xB8_CCE4) });
    let format = DifferentialFormat { color: Some(style::GREEN), fill: Some(style::TINT), bold: true };
    sheet.conditions.push(ConditionalFormat {
        area: CellRange::new(5, 3, 7, 3),
        look: ConditionalStyle::When("$D6>$C6".into(), format),
    });
    sheet.charts.push(chart(ChartKind::Bar, (16, 0)));
    sheet.charts.push(chart(ChartKind::Line, (16, 4)));
    sheet.charts.push(chart(ChartKind::Column, (30, 0)));
    sheet.page.landscape = true;
    sheet.page.repeat = Some((4, 4));
    sheet.page.area = Some(CellRange::new(0, 0, 45, 6));
    sheet.page.footer = "Kế hoạch A & B".to_owned();
    sheet.page.breaks = vec![15];
    sheet
}

fn inputs() -> Sheet {
    let mut sheet = Sheet::new("Công thức");
    let long = "Chỉ nhập số nguyên không âm. ".repeat(20);
    let rules = [
        ValidationRule::Whole(0),
        ValidationRule::Number(-1.5),
        ValidationRule::Date(44_562, 44_651),
        ValidationRule::Words(vec!["Có".into(), "Không".into()]),
        ValidationRule::Range("'Tổng hợp'!$B$6:$B$8".into()),
    ];
    for (row, input) in rules.into_iter().enumerate() {
        sheet.blank(row as u32, 0, &Style::cell().input());
        sheet.validations.push(DataValidation {
            area: CellRange::cell(row as u32, 0),
            input,
            prompt: ("Tiêu đề dài hơn ba mươi hai ký tự của Excel".into(), long.clone()),
            error: ("Chưa đúng".into(), long.clone()),
            stop: row != 1,
        });
    }
    let values = [
        ("\"\"", Value::Text(String::new())),
        ("\"012\"", Value::Text("012".into())),
        ("1=1", Value::Bool(true)),
        ("1=2", Value::Bool(false)),
        ("\"TRUE\"", Value::Text("TRUE".into())),
        ("NA()", Value::Error("#N/A".into())),
        ("\"x\"+1", Value::Error("#VALUE!".into())),
        ("\"NaN\"", Value::Text("NaN".into())),
        ("1/3", Value::Number(1.0 / 3.0)),
        ("\" a \"", Value::Text(" a ".into())),
        ("\"<&>\"", Value::Text("<&>".into())),
    ];
    for (row, (formula, value)) in values.into_iter().enumerate() {
        sheet.set(row as u32, 2, valued(formula, value, &Style::default().number(NumberFormat::Text)));
    }
    sheet
}

fn everything() -> Workbook {
    let mut book = Workbook::new("Tổng hợp & đối chiếu");
    book.author = "tonghop".to_owned();
    book.created = (2022, 1, 10);
    book.add(summary());
    book.add(inputs());
    book.names.push(("ky_bao_cao".into(), address::on("Tổng hợp", 1, 0)));
    book.names.push(("ds1_mst".into(), address::range("Công thức", CellRange::new(0, 0, 4, 0))));
    book.active = 1;
    book
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// Returns the element of a cell in a sheet's XML.
fn element<'a>(xml: &'a str, cell: &str) -> &'a str {
    let start = xml.find(&format!("<c r=\"{cell}\"")).unwrap();
    let rest = &xml[start..];
    let end = if rest[..rest.find('>').unwrap()].ends_with('/') { rest.find('>') } else { rest.find("</c>") };
    &rest[..end.unwrap()]
}

#[track_caller]
fn holds(xml: &str, piece: &str) {
    assert!(xml.contains(piece), "{piece} is not in\n{xml}");
}

/// Creates a workbook of one sheet with one cell at B3.
fn single(cell: SheetCell) -> Workbook {
    let mut book = Workbook::new("Thử");
    book.created = (2022, 1, 10);
    let mut sheet = Sheet::new("Một");
    sheet.set(2, 1, cell);
    book.add(sheet);
    book
}

#[test]
fn written_values_read_back() {
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(workbook(&everything()).unwrap())).unwrap();
    let sheet = read.worksheet_range("Tổng hợp").unwrap();
    let at = |row, column| sheet.get_value((row, column)).unwrap().clone();
    assert_eq!(at(0, 0), Data::String("TỔNG HỢP KẾT QUẢ".into()));
    assert_eq!(at(1, 0), Data::String("Quý IV năm 2021".into()));
    assert_eq!(at(5, 2), Data::Float(100.0));
    assert_eq!(at(5, 4), Data::Float(0.23));
    assert_eq!(at(5, 6), Data::String("01".into()));
    assert_eq!(at(9, 1), Data::String("=1+1".into()));
    assert_eq!(at(9, 2), Data::Bool(true));
    assert!(matches!(at(11, 1), Data::String(t) if t.ends_with("… (đã cắt)") && text::length(&t) == 32_767));
    assert_eq!(at(14, 1), Data::Float(42.0));
    let formulas = read.worksheet_formula("Tổng hợp").unwrap();
    assert_eq!(formulas.get_value((8, 2)).unwrap(), "SUM(C6:C8)");
    assert_eq!(formulas.get_value((9, 1)).map_or("", String::as_str), "");
    let names: Vec<_> = read.defined_names().to_vec();
    assert!(names.contains(&("ds1_mst".into(), "'Công thức'!$A$1:$A$5".into())), "{names:?}");
    assert!(names.contains(&("ky_bao_cao".into(), "'Tổng hợp'!$A$2".into())), "{names:?}");
}

#[test]
fn cached_values_have_the_right_type() {
    let xml = part(&workbook(&everything()).unwrap(), "xl/worksheets/sheet2.xml");
    for (cell, ending) in [
        ("C1", " t=\"str\"><f>\"\"</f><v></v>"),
        ("C2", " t=\"str\"><f>\"012\"</f><v>012</v>"),
        ("C3", " t=\"b\"><f>1=1</f><v>1</v>"),
        ("C4", " t=\"b\"><f>1=2</f><v>0</v>"),
        ("C5", " t=\"str\"><f>\"TRUE\"</f><v>TRUE</v>"),
        ("C6", " t=\"e\"><f>NA()</f><v>#N/A</v>"),
        ("C7", " t=\"e\"><f>\"x\"+1</f><v>#VALUE!</v>"),
        ("C8", " t=\"str\"><f>\"NaN\"</f><v>NaN</v>"),
        ("C9", "><f>1/3</f><v>0.3333333333333333</v>"),
        ("C10", " t=\"str\"><f>\" a \"</f><v xml:space=\"preserve\"> a </v>"),
        ("C11", " t=\"str\"><f>\"&lt;&amp;&gt;\"</f><v>&lt;&amp;&gt;</v>"),
    ] {
        assert!(element(&xml, cell).ends_with(ending), "{}", element(&xml, cell));
    }
    assert!(!element(&xml, "C9").contains(" t="));
}

#[test]
fn control_characters_are_written_as_signs() {
    let strings = part(&workbook(&everything()).unwrap(), "xl/sharedStrings.xml");
    holds(&strings, "a␀b␋c _x005F_x0041_ &lt;&amp;&gt;\"");
}

#[test]
fn protected_sheets_allow_input() {
    let bytes = workbook(&everything()).unwrap();
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    let protection = &xml[xml.find("<sheetProtection").unwrap()..];
    let protection = &protection[..protection.find("/>").unwrap()];
    for open in ["sheet=\"1\"", "formatColumns=\"0\"", "formatRows=\"0\"", "autoFilter=\"0\""] {
        holds(protection, open);
    }
    assert!(!protection.contains("password") && !protection.contains("selectLockedCells"), "{protection}");
    assert!(!part(&bytes, "xl/worksheets/sheet2.xml").contains("<sheetProtection"));
    holds(&part(&bytes, "xl/styles.xml"), "<protection locked=\"0\"/>");
}

#[test]
fn layout_is_written() {
    let bytes = workbook(&everything()).unwrap();
    let xml = part(&bytes, "xl/worksheets/sheet1.xml");
    for piece in [
        "<mergeCells count=\"2\"><mergeCell ref=\"A1:G1\"/><mergeCell ref=\"A9:B9\"/></mergeCells>",
        "<autoFilter ref=\"A5:G8\"/>",
        "topLeftCell=\"C6\"",
        "<tabColor rgb=\"FF1F4E79\"/>",
        "ht=\"36\"",
        "<pageSetup paperSize=\"9\" fitToHeight=\"0\" orientation=\"landscape\"",
        "<pageSetUpPr fitToPage=\"1\"/>",
        "<printOptions horizontalCentered=\"1\"/>",
        "<brk id=\"15\" max=\"16383\" man=\"1\"/>",
        "Kế hoạch A &amp;&amp; B&amp;R&amp;10&amp;\"Times New Roman,Regular\"Trang &amp;P<",
        "<ignoredError sqref=\"G6:G8\" numberStoredAsText=\"1\"/>",
        "<cfRule type=\"expression\" dxfId=\"0\" priority=\"2\"><formula>$D6&gt;$C6</formula></cfRule>",
        "<x14:dataBar minLength=\"0\" maxLength=\"100\" gradient=\"0\"",
        "<hyperlink ref=\"B13\" location=\"'Công thức'!A5\"",
    ] {
        holds(&xml, piece);
    }
    let book = part(&bytes, "xl/workbook.xml");
    holds(&book, "activeTab=\"1\"");
    holds(&book, "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">'Tổng hợp'!$5:$5</definedName>");
    holds(&book, "<definedName name=\"_xlnm.Print_Area\" localSheetId=\"0\">'Tổng hợp'!$A$1:$G$46</definedName>");
    let links = part(&bytes, "xl/worksheets/_rels/sheet1.xml.rels");
    holds(&links, "Target=\"../tra%20loi/Mẫu%20số%20%231%20100%25.xlsx\" TargetMode=\"External\"");
    holds(&links, "Target=\"a%20b.xlsx\" TargetMode=\"External\"");
}

#[test]
fn data_validations_respect_excels_limits() {
    let xml = part(&workbook(&everything()).unwrap(), "xl/worksheets/sheet2.xml");
    for piece in [
        "<dataValidation type=\"whole\" operator=\"greaterThanOrEqual\" allowBlank=\"1\"",
        "<formula1>0</formula1></dataValidation>",
        "<dataValidation type=\"decimal\" errorStyle=\"warning\" operator=\"greaterThanOrEqual\"",
        "<formula1>-1.5</formula1>",
        "<formula1>44562</formula1><formula2>44651</formula2>",
        "<formula1>\"Có,Không\"</formula1>",
        "<formula1>'Tổng hợp'!$B$6:$B$8</formula1>",
    ] {
        holds(&xml, piece);
    }
    for (name, limit) in [("promptTitle", 32), ("prompt", 255), ("errorTitle", 32), ("error", 225)] {
        let start = xml.find(&format!(" {name}=\"")).unwrap() + name.len() + 3;
        let length = text::length(&xml[start..start + xml[start..].find('"').unwrap()]);
        assert!(length <= limit && length > 8, "{name} {length}");
    }
}

#[test]
fn every_font_is_times_new_roman() {
    let bytes = workbook(&everything()).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes.as_slice())).unwrap();
    let names: Vec<String> = archive.file_names().map(|n| n.unwrap().into_owned()).collect();
    assert_eq!(names.iter().filter(|n| n.starts_with("xl/charts/chart")).count(), 3);
    for name in names {
        let mut text = String::new();
        archive.by_name(&name).unwrap().read_to_string(&mut text).unwrap();
        for (start, end) in [("<name val=\"", "\""), ("<rFont val=\"", "\""), ("<a:latin typeface=\"", "\"")] {
            for piece in text.split(start).skip(1).filter(|_| !name.contains("theme")) {
                let font = piece.split(end).next().unwrap();
                // The writer crate lists its own font for notes among the styles; no cell and no note uses it.
                assert!(font == "Times New Roman" || (name == "xl/styles.xml" && font == "Tahoma"), "{name}: {font}");
            }
        }
    }
    holds(&part(&bytes, "xl/styles.xml"), "<fonts count=");
    holds(&part(&bytes, "xl/comments1.xml"), "<rFont val=\"Times New Roman\"/>");
    holds(&part(&bytes, "xl/charts/chart1.xml"), "<a:latin typeface=\"Times New Roman\"");
}

#[test]
fn bar_chart_starts_with_the_first_row() {
    let bytes = workbook(&everything()).unwrap();
    let bars = part(&bytes, "xl/charts/chart1.xml");
    let categories = &bars[bars.find("<c:catAx>").unwrap()..bars.find("</c:catAx>").unwrap()];
    holds(categories, "<c:orientation val=\"maxMin\"/>");
    assert!(!categories.contains("majorGridlines"), "{categories}");
    let figures = &bars[bars.find("<c:valAx>").unwrap()..bars.find("</c:valAx>").unwrap()];
    holds(figures, "<c:crosses val=\"max\"/>");
    holds(figures, "formatCode=\"#,##0\"");
    // This extension, as the writer crate writes it, violates the schema.
    assert!(!bars.contains("dispNaAsBlank"));
    holds(&part(&bytes, "xl/charts/chart2.xml"), "<c:lineChart>");
    holds(&part(&bytes, "xl/charts/chart3.xml"), "<c:barDir val=\"col\"/>");
}

#[test]
fn same_workbook_gives_same_bytes() {
    let first = workbook(&everything()).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(2_100)); // a clock in the file would show
    assert!(first == workbook(&everything()).unwrap());
    let core = part(&first, "docProps/core.xml");
    holds(&core, "2022-01-10T00:00:00Z");
    holds(&core, "<dc:title>Tổng hợp &amp; đối chiếu</dc:title>");
}

#[test]
fn full_calculation_on_load_is_off() {
    for book in [everything(), single(SheetCell::number(1.0, &Style::default()))] {
        let xml = part(&workbook(&book).unwrap(), "xl/workbook.xml");
        assert_eq!(xml.matches("<calcPr calcId=\"191029\"/>").count(), 1, "{xml}");
        assert!(!xml.contains("fullCalcOnLoad"));
    }
}

/// `finish` and `links` search for these texts in the writer crate's XML. Another release may write them differently.
#[test]
fn the_writer_crate_writes_the_texts_that_are_searched_for() {
    let mut file = rust_xlsxwriter::Workbook::new();
    let sheet = file.add_worksheet();
    sheet.write_number(0, 0, 1.0).unwrap();
    sheet.write_url(1, 0, "https://example.vn/").unwrap();
    sheet.insert_note(0, 0, &rust_xlsxwriter::Note::new("note")).unwrap();
    let mut chart = rust_xlsxwriter::Chart::new(rust_xlsxwriter::ChartType::Bar);
    chart.add_series().set_values("Sheet1!$A$1:$A$1");
    sheet.insert_chart(3, 0, &chart).unwrap();
    sheet.set_print_center_horizontally(true);
    sheet.set_print_area(0, 0, 1, 0).unwrap();
    let bytes = file.save_to_buffer().unwrap();
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut holds = |part: &str, texts: &[&str]| {
        let mut xml = String::new();
        package.by_name(part).unwrap().read_to_string(&mut xml).unwrap();
        for text in texts {
            assert!(xml.contains(text), "{part} has no {text}: {xml}");
        }
    };
    let workbook = [assemble::COMPUTE.0, "<definedName name=\"_xlnm.Print_Area\" localSheetId=\"0\">"];
    holds("xl/workbook.xml", &workbook);
    let sheet = ["<sheetData>", "</sheetData>", "<printOptions", "<drawing r:id=\"rId", "<legacyDrawing r:id=\"rId"];
    holds("xl/worksheets/sheet1.xml", &sheet);
    holds("xl/worksheets/_rels/sheet1.xml.rels", &["<Relationship Id=\"rId", "</Relationships>"]);
}
