//! The overview says what is missing. What it should say is written here by hand from the truth of the sample: two
//! returns of 2021-Q4 are on hold, one of 2021-Q3 was never sent.

use crate::consolidated::book;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tonghop::error::Error;
use tonghop::model::amount::Value;
use tonghop::workbook::{CellContent, Sheet, Workbook};
use tonghop::{pipeline, system};

const SAMPLE: &str = "samples/277-lai-chau";

/// The last printed column.
const LAST: u32 = 15;

fn overview(book: &Workbook) -> &Sheet {
    book.sheet("Tổng quan").unwrap()
}

/// Returns what a cell shows.
fn shown(content: &CellContent) -> String {
    let value = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        other => format!("{other:?}"),
    };
    match content {
        CellContent::Text(text) => text.to_string(),
        CellContent::Number(number) => number.to_string(),
        CellContent::Formula(formula) => formula.value.as_ref().map_or_else(String::new, value),
        _ => String::new(),
    }
}

/// Returns the printed texts by row.
fn rows(sheet: &Sheet) -> BTreeMap<u32, Vec<String>> {
    let mut out: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for ((row, column), cell) in sheet.cells.iter() {
        let text = shown(&cell.content);
        if column <= LAST && !text.is_empty() {
            out.entry(row).or_default().push(text);
        }
    }
    out
}

/// Returns the texts of the only row whose first text is this one.
fn row<'a>(rows: &'a BTreeMap<u32, Vec<String>>, first: &str) -> &'a [String] {
    let mut found = rows.values().filter(|row| row[0] == first);
    let row = found.next().unwrap_or_else(|| panic!("no row {first}: {rows:#?}"));
    assert!(found.next().is_none(), "{first}");
    row
}

#[test]
fn returns_that_lack_are_named_with_their_periods() {
    let book = book(SAMPLE, "2022-Q1", "2022-Q1");
    let rows = rows(overview(&book));
    let line = row(&rows, "✗ Kỳ trước chưa tổng hợp");
    assert_eq!(line[1], "3 báo cáo");
    for part in ["Than Uyên còn lỗi", "Sìn Hồ còn lỗi", "Giáo dục chưa gửi"] {
        assert!(line[2].contains(part), "{part}: {}", line[2]);
    }
    assert_eq!(row(&rows, "✓ Chưa gửi")[1], "không có");
    // 169 of 540, where 162 ought to be reached; the units themselves report 14 more.
    let sentence = &rows[&2][0];
    for part in
        ["169/540", "31,3%", "phải đạt 162", "54/97", "55,7%, mục tiêu 85%", "chưa gồm 3 báo cáo", "nhiều hơn 14"]
    {
        assert!(sentence.contains(part), "{part}: {sentence}");
    }
    let feet: Vec<&String> = rows.values().flatten().filter(|text| text.contains("chưa gồm 3 báo cáo")).collect();
    assert_eq!(feet.len(), 4, "the sentence and three cards: {feet:?}");
    assert!(rows.values().flatten().any(|text| text == "✓ Quý này đủ · ✗ các quý trước thiếu 3"), "{rows:#?}");
}

/// Units that lack a return are not called late, although their sums to date are below the pace.
#[test]
fn only_units_with_every_return_are_late() {
    let book = book(SAMPLE, "2022-Q1", "2022-Q1");
    let rows = rows(overview(&book));
    let line = row(&rows, "▲ Chậm tiến độ");
    assert_eq!(line[1], "3 đơn vị");
    let named = "LĐLĐ huyện Phong Thổ −12; LĐLĐ huyện Nậm Nhùn −3; LĐLĐ huyện Tân Uyên −2";
    assert!(line[2].starts_with(named), "{}", line[2]);
    assert!(line[2].ends_with("3 đơn vị thiếu báo cáo, chưa kết luận được"), "{}", line[2]);
    assert_eq!(rows.values().flatten().filter(|text| *text == "thiếu BC").count(), 3);
}

/// In the first period nothing earlier can lack.
#[test]
fn earlier_returns_follow_the_selected_period() {
    let book = book(SAMPLE, "2022-Q1", "2021-Q3");
    let rows = rows(overview(&book));
    assert_eq!(row(&rows, "✓ Kỳ trước chưa tổng hợp")[1], "không có");
    assert_eq!(row(&rows, "✗ Chưa gửi")[1], "1 đơn vị");
    assert!(rows[&2][0].contains("chưa gồm 1 báo cáo"), "{}", rows[&2][0]);
}

/// A screen of 1,366 pixels has room for 1,230 beside row numbers and scroll bar.
#[test]
fn the_overview_fits_a_small_screen() {
    let book = book(SAMPLE, "2021-Q4", "2021-Q4");
    let sheet = overview(&book);
    let pixels: f64 = (0..=LAST).map(|column| sheet.widths[&column] * 7.0 + 5.0).sum();
    assert!(pixels <= 1230.0, "{pixels}");
    // Helper cells are beyond a screen of 1,920.
    let first = sheet.cells.iter().map(|((_, column), _)| column).filter(|column| *column > LAST).min().unwrap();
    assert!(pixels + f64::from(first - LAST - 1) * 64.0 > 1900.0, "{first}");
    assert!(sheet.charts.iter().all(|chart| !chart.about.is_empty()));
    assert_eq!(sheet.charts.len(), 2);
}

/// A sentence refers only to what the total row has; the message names what it has not.
#[test]
fn a_sentence_names_only_totals() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLE);
    let text = |name| fs::read_to_string(folder.join(name)).unwrap();
    let (toml, annex) = (text("ke-hoach.toml"), text("phu-luc.tsv"));
    let disk = system::OsSystem::start();
    let reported = |from: &str, to: &str| {
        assert!(toml.contains(from), "{from}");
        // The report in words has the same condition further below.
        let changed = toml.replacen(from, to, 1);
        match pipeline::load(&disk, &changed, annex.as_bytes(), "phu-luc.tsv") {
            Err(Error::Plan(problems)) => problems.into_iter().map(|p| p.message.vi).collect(),
            other => panic!("{to}: {:?}", other.is_ok()),
        }
    };
    for (from, to, message) in [
        // The rank is a figure of a unit.
        ("đạt {kn_ty_le};", "hạng {kn_hang};", "dòng tổng cộng không có 'kn_hang'"),
        ("đạt {kn_ty_le};", "đạt {kn_ty_lệ};", "không có tên 'kn_ty_lệ'"),
        ("đạt {kn_ty_le};", "đạt {dv_ket_nap};", "tên 'dv_ket_nap' không dùng được trong câu của Tổng quan"),
        ("đạt {kn_ty_le};", "đạt {kn_ty_le;", "ngoặc { } trong câu không đủ cặp"),
        ("'quy_thieu>0'", "'quy_thieu_nam>0'", "dòng tổng cộng không có 'quy_thieu_nam'"),
        ("'quy_thieu>0'", "'LUY_KE(dv_ket_nap)>0'", "dòng tổng cộng không có LUY_KE(dv_ket_nap)"),
    ] {
        let problems: Vec<String> = reported(from, to);
        assert_eq!(problems, [message], "{to}");
    }
}
