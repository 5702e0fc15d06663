//! Numbers, nearly empty sheets, relationships, merged ranges, charts.

use super::*;

#[test]
fn numbers_keep_every_digit() {
    let figures = [0.1 + 0.2, 1.0 / 3.0, 123_456_789_012_345.0, 1e-9, f64::MAX, f64::MIN_POSITIVE, -2_136.5];
    let mut book = single(SheetCell::default());
    for (row, figure) in figures.iter().enumerate() {
        book.sheets[0].number(row as u32, 3, *figure, &Style::figure());
        book.sheets[0].set(row as u32, 4, valued("1", Value::Number(*figure), &Style::figure()));
    }
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(workbook(&book).unwrap())).unwrap();
    let range = read.worksheet_range("Một").unwrap();
    for (row, figure) in figures.iter().enumerate() {
        for column in [3, 4] {
            assert_eq!(range.get_value((row as u32, column)), Some(&Data::Float(*figure)));
        }
    }
}

/// All rows, cells and texts are in the written archive: a sheet without cells, one with heights only, one whose only
/// text has a link.
#[test]
fn nearly_empty_sheets_are_complete() {
    let mut book = single(SheetCell::text("liên kết", &Style::default()).with_link("a.xlsx"));
    book.add(Sheet::new("Không"));
    let mut heights = Sheet::new("Cao");
    heights.heights.insert(3, 30.0);
    book.add(heights);
    let bytes = workbook(&book).unwrap();
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    assert_eq!(read.worksheet_range("Một").unwrap().get_value((2, 1)), Some(&Data::String("liên kết".into())));
    assert!(read.worksheet_range("Không").unwrap().is_empty());
    holds(&part(&bytes, "xl/worksheets/sheet2.xml"), "<sheetData/>");
    holds(
        &part(&bytes, "xl/worksheets/sheet3.xml"),
        "<sheetData><row r=\"4\" ht=\"30\" customHeight=\"1\"/></sheetData>",
    );
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    holds(&sheet, "<dimension ref=\"B3\"/>");
    assert!(!sheet.contains("display="), "a text says itself what its link shows: {sheet}");
    assert_eq!(part(&bytes, "xl/sharedStrings.xml").matches("<si>").count(), 1);
}

/// Links precede charts and notes among the relationships of a sheet: each id in the sheet leads to the right part.
#[test]
fn relationship_ids_match_their_targets() {
    let bytes = workbook(&everything()).unwrap();
    let (sheet, relations) =
        (part(&bytes, "xl/worksheets/sheet1.xml"), part(&bytes, "xl/worksheets/_rels/sheet1.xml.rels"));
    let mut seen = 0;
    for (element, kind) in [("<hyperlink ", "hyperlink"), ("<drawing ", "drawing"), ("<legacyDrawing ", "vmlDrawing")] {
        for named in sheet.split(element).skip(1).filter_map(|e| e.split("/>").next()?.split("r:id=\"").nth(1)) {
            let id = named.split('"').next().unwrap();
            holds(
                &relations,
                &format!(
                    "Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\""
                ),
            );
            seen += 1;
        }
    }
    assert_eq!(seen, 4, "two files, the charts, the notes");
    assert_eq!(relations.matches("<Relationship ").count(), 5, "and the part with the texts of the notes");
}

/// The only text of a workbook is in a merged range.
#[test]
fn only_text_in_a_merged_range_is_written() {
    let mut book = single(SheetCell::number(1.0, &Style::default()));
    book.sheets[0].merge(CellRange::new(0, 0, 0, 3), SheetCell::text("gộp", &Style::default()));
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(workbook(&book).unwrap())).unwrap();
    assert_eq!(read.worksheet_range("Một").unwrap().get_value((0, 0)), Some(&Data::String("gộp".into())));
}

/// Charts contain the values that they show, on any sheet.
#[test]
fn charts_cache_their_values() {
    let mut book = everything();
    book.sheets[1].charts = vec![chart(ChartKind::Bar, (20, 0))];
    let bytes = workbook(&book).unwrap();
    for name in ["xl/charts/chart1.xml", "xl/charts/chart4.xml"] {
        let xml = part(&bytes, name);
        for shown in ["<c:v>Huyện Ba</c:v>", "<c:v>100</c:v>", "<c:v>24</c:v>"] {
            holds(&xml, shown);
        }
    }
}
