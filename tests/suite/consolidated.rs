//! The consolidated workbook of the sample: LibreOffice agrees with every cached value, for the merged period and for
//! every other that can be selected. Selecting a period shows the same as merging it.

use crate::libreoffice;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::thread;
use tonghop::model::amount::Value;
use tonghop::model::period::Period;
use tonghop::workbook::{CellContent, CellFormula, Workbook};
use tonghop::{consolidate, engine, pipeline, system, write};

/// The plan's sheets of figures, which the board signs and reads.
const FIGURES: [&str; 8] =
    ["Tổng hợp", "Biểu 02", "Tiến độ", "CĐCS - DN", "Cùng kỳ", "Xếp hạng", "Chỉ tiêu", "Biến động"];

/// Runs with the stack size of the program.
fn deep<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    thread::Builder::new().stack_size(64 << 20).spawn(work).unwrap().join().unwrap()
}

/// Returns the workbook of a campaign merged for one period, with another selected in it.
pub(crate) fn book(folder: &str, merged: &str, chosen: &str) -> Workbook {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let (merged, chosen): (Period, String) = (merged.parse().unwrap(), chosen.to_string());
    deep(move || {
        let disk = system::OsSystem::start();
        let plan = pipeline::campaign(&disk, &folder).unwrap();
        let ledger = pipeline::select_ledger(&disk, &folder, &plan, merged).unwrap().unwrap();
        let mut book = consolidate::book(&plan, &ledger).unwrap();
        let target = book.names.iter().find(|(name, _)| name == "ky_bao_cao").unwrap().1.clone();
        let (sheet, address) = target.split_once('!').unwrap();
        let at = tonghop::workbook::address::parse(address).unwrap();
        let sheet = book.sheets.iter_mut().find(|s| format!("'{}'", s.name) == sheet).unwrap();
        let change = |cell: &mut tonghop::workbook::SheetCell| {
            std::mem::replace(&mut cell.content, CellContent::Text(chosen.into()))
        };
        let before = sheet.cells.change(at, change).unwrap();
        assert_eq!(before, CellContent::Text(merged.in_text().into()), "it opens on the merged period");
        engine::fill(&mut book).unwrap();
        book
    })
}

/// Every sheet of the workbook is the plan's or has its name in the list of sheets, and no plan may use such a name.
#[test]
fn sheet_names_are_listed_and_reserved() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/277-lai-chau");
    let text = |name| fs::read_to_string(folder.join(name)).unwrap();
    let (toml, annex) = (text("ke-hoach.toml"), text("phu-luc.tsv"));
    let disk = system::OsSystem::start();
    let plan = pipeline::load(&disk, &toml, annex.as_bytes(), "phu-luc.tsv").unwrap();
    let own = plan.sheets.iter().map(|s| &s.name).chain(plan.rosters.iter().map(|r| &r.code));
    let own: Vec<&str> = own.map(String::as_str).collect();
    let listed = consolidate::sheet_names();
    let made = deep({
        let (plan, period) = (plan.clone(), plan.first);
        move || {
            let ledger = pipeline::select_ledger(&disk, &folder, &plan, period).unwrap().unwrap();
            consolidate::book(&plan, &ledger).unwrap()
        }
    });
    let unlisted = made
        .sheets
        .iter()
        .map(|s| s.name.as_str())
        .filter(|n| !own.contains(n) && !listed.iter().any(|own| own.vi == *n));
    assert_eq!(unlisted.collect::<Vec<_>>(), [""; 0]);
    let first = format!("name = \"{}\"", own[0]);
    assert_eq!(toml.matches(&first).count(), 1);
    let disk = system::OsSystem::start();
    for name in listed.iter().map(|own| own.vi) {
        let changed = toml.replace(&first, &format!("name = \"{}\"", name.to_uppercase()));
        let error = pipeline::load(&disk, &changed, annex.as_bytes(), "phu-luc.tsv").unwrap_err();
        let tonghop::error::Error::Plan(problems) = error else { panic!("{name}") };
        let reported = problems.iter().any(|p| p.message.vi.contains(&format!("trang '{name}' là của chương trình")));
        assert!(reported, "{name}: {problems:?}");
    }
}

fn agrees(book: &Workbook, least: usize) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tong-hop.xlsx");
    fs::write(&path, write::workbook(book).unwrap()).unwrap();
    let (compared, differences) = libreoffice::compare(&path);
    assert!(compared >= least, "only {compared} formula cells");
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}

/// Returns all values of the sheets of figures, by sheet and cell.
fn figures(book: &Workbook) -> BTreeMap<(String, (u32, u32)), Value> {
    let sheets = book.sheets.iter().filter(|s| FIGURES.contains(&s.name.as_str()));
    let mut out = BTreeMap::new();
    for sheet in sheets {
        for (at, cell) in sheet.cells.iter() {
            if let Some(CellFormula { value, .. }) = cell.content.formula() {
                out.insert((sheet.name.clone(), at), value.clone().unwrap());
            }
        }
    }
    assert!(out.len() > 1_000, "{}", out.len());
    out
}

#[test]
fn libreoffice_agrees_with_the_merged_period() {
    agrees(&book("samples/277-lai-chau", "2022-Q1", "2022-Q1"), 4_000);
}

#[test]
fn libreoffice_agrees_after_selecting_another_period() {
    agrees(&book("samples/277-lai-chau", "2022-Q1", "2021-Q4"), 4_000);
    agrees(&book("samples/277-lai-chau", "2022-Q1", "Quý III/2021"), 4_000);
    agrees(&book("samples/277-lai-chau", "2022-Q1", "Giai đoạn 2021–2023"), 4_000);
}

/// Compares the period merged by itself with the period selected in a later workbook.
#[test]
fn selecting_a_period_equals_merging_it() {
    for period in ["2021-Q3", "2021-Q4"] {
        let merged = figures(&book("samples/277-lai-chau", period, period));
        let chosen = figures(&book("samples/277-lai-chau", "2022-Q1", period));
        let differ: Vec<_> = merged.iter().filter(|(at, value)| chosen.get(at) != Some(value)).collect();
        assert!(differ.is_empty() && merged.len() == chosen.len(), "{period}: {differ:?}");
    }
}

#[test]
fn same_input_gives_same_bytes() {
    let bytes = || write::workbook(&book("samples/277-lai-chau", "2021-Q4", "2021-Q4")).unwrap();
    assert!(bytes() == bytes());
}

/// The dropdown offers the periods from the plan's first to the merged one, and no sheet is hidden.
#[test]
fn workbook_has_every_sheet_in_order() {
    let book = book("samples/277-lai-chau", "2021-Q4", "2021-Q4");
    let names: Vec<&str> = book.sheets.iter().map(|s| s.name.as_str()).collect();
    let expected = [
        "Tổng quan",
        "Tổng hợp",
        "Biểu 02",
        "Tiến độ",
        "CĐCS - DN",
        "Cùng kỳ",
        "Xếp hạng",
        "Chỉ tiêu",
        "Theo quý",
        "Biến động",
        "Việc tiếp theo",
        "Báo cáo",
        "Số liệu",
        "Kiểm tra",
        "DS_1",
        "DS_2",
        "DS_3",
        "DS_4",
        "Lỗi, cảnh báo",
        "Nguồn",
        "Dấu vết",
        "Khó khăn",
        "Phụ lục",
        "Công thức",
    ];
    assert_eq!(names, expected);
}

/// The ranking for commendation in 2022-Q1, by hand from the truth. Percentages of the quota are 38,0 37,5 25,0 27,5
/// 16,7 24,3 22,5 30,0 (districts) and 115 23,3 45,0 (branches). Than Uyên and Sìn Hồ have a return on hold, CĐN Giáo
/// dục a missing one.
#[test]
fn only_units_with_every_return_are_ranked() {
    let book = book("samples/277-lai-chau", "2022-Q1", "2022-Q1");
    let sheet = book.sheet("Xếp hạng").unwrap();
    // Of the two tables the lower one, in the order of the annex.
    let heading = |words: &str| {
        sheet
            .cells
            .iter()
            .filter(|(_, c)| c.content == CellContent::Text(words.into()))
            .map(|(at, _)| at)
            .max()
            .unwrap()
    };
    let (head, rank) = heading("Hạng cả giai đoạn");
    let (_, praise) = heading("Đủ điều kiện xét khen thưởng");
    let shown = |row: u32, column: u32| match sheet.cells.formula((row, column)).and_then(|f| f.value.as_ref()) {
        Some(Value::Number(n)) => n.to_string(),
        Some(Value::Text(t)) => t.clone(),
        other => panic!("{other:?}"),
    };
    let rows: Vec<u32> = (head + 2..head + 13).collect();
    let ranks: Vec<String> = rows.iter().map(|r| shown(*r, rank)).collect();
    assert_eq!(ranks, ["1", "2", "4", "-", "6", "-", "5", "3", "1", "-", "2"]);
    // The expected pace for the third of ten periods is 30 %.
    let praised: Vec<bool> = rows.iter().map(|r| shown(*r, praise) == "Đủ tiêu chuẩn").collect();
    assert_eq!(praised, [true, true, false, false, false, false, false, true, true, false, true]);
}

/// The signed sheet says how its columns follow from each other, and which sums do not add up by themselves. The figures
/// are those of the truth: 540 to admit, 169 admitted, 3 beyond a quota, 374 to go; 183 by the units' own account; 97
/// enterprises of ten workers, 54 with a union, of which 85 % are 83; three returns missing or on hold.
#[test]
fn signed_sheet_explains_its_columns_and_sums() {
    let book = book("samples/277-lai-chau", "2022-Q1", "2022-Q1");
    let sheet = book.sheet("Tổng hợp").unwrap();
    let shown = |at: (u32, u32)| match sheet.cells.get(&at).map(|cell| cell.content) {
        Some(CellContent::Text(text)) => text.to_string(),
        Some(CellContent::Number(number)) => number.to_string(),
        Some(CellContent::Formula(formula)) => match formula.value {
            Some(Value::Text(text)) => text,
            other => panic!("{at:?}: {other:?}"),
        },
        other => panic!("{at:?}: {other:?}"),
    };
    let index: Vec<String> = (2..17).map(|column| shown((10, column))).collect();
    let expected = "1 2 3 4=3:1 5 6=3−5 7=1−3 8 9 10 11 12=11:9 13 14 15=14:13";
    assert_eq!(index, expected.split(' ').collect::<Vec<_>>());
    // Three rows of headings, eleven units, the totals.
    let notes = [shown((23, 0)), shown((24, 0))];
    assert!(notes[0].contains("còn thiếu 3 báo cáo") && notes[0].ends_with("là 183."), "{notes:?}");
    assert!(notes[1].contains(": 540 − 169 + 3 = 374.") && notes[1].contains("85%"), "{notes:?}");
    assert!(notes[1].ends_with("còn thiếu 29 doanh nghiệp."), "{notes:?}");
    // It is signed: black on white, without conditional colours, on one page.
    assert!(sheet.conditions.is_empty());
    assert!((sheet.page.is_document, sheet.page.is_one_page, sheet.page.pages_high) == (true, true, 1));
}

/// Every sheet of computed columns is one page wide with texts of at least 9 points on paper, and its columns fit a
/// screen of 1366 pixels. A4 landscape is 297 × 210 mm; the margins are 20 (signed: 30) and 15 mm, above and below 20 mm.
/// A note about missing returns is seen whole: its lines, in widths of Times New Roman, have room in the row.
#[test]
fn notes_of_missing_returns_have_room_in_their_rows() {
    let em = |c: char| match c {
        ' ' | '/' | ';' | ',' => 0.28,
        'I' => 0.34,
        c if c.is_uppercase() => 0.7,
        _ => 0.49,
    };
    let mut notes = 0;
    for (merged, chosen) in [("2022-Q1", "2022-Q1"), ("2022-Q1", "2021-Q4")] {
        let book = book("samples/277-lai-chau", merged, chosen);
        for name in ["Tổng hợp", "Biểu 02", "Tiến độ", "CĐCS - DN", "Xếp hạng"] {
            let sheet = book.sheet(name).unwrap();
            let is_heading = |cell: &CellContent| matches!(cell, CellContent::Text(text) if &**text == "Ghi chú");
            let (head, _) = sheet.cells.iter().find(|(_, cell)| is_heading(&cell.content)).unwrap();
            let column = head.1;
            for (at, cell) in sheet.cells.iter().filter(|(at, _)| at.1 == column && at.0 > head.0 + 2) {
                let CellContent::Formula(formula) = &cell.content else { continue };
                let Some(Value::Text(text)) = &formula.value else { continue };
                let size = f64::from(cell.style.size);
                let room = (sheet.widths[&column] * 7.0 + 5.0) * 0.75 - 3.0 - 9.0 * f64::from(cell.style.indent);
                let (mut lines, mut used) = (1.0, 0.0);
                for word in text.split_inclusive(' ') {
                    let needs = word.trim_end().chars().map(em).sum::<f64>() * size;
                    if used > 0.0 && used + needs > room {
                        (lines, used) = (lines + 1.0, 0.0);
                    }
                    used += word.chars().map(em).sum::<f64>() * size;
                }
                let height = sheet.heights[&at.0];
                assert!(lines * size * 1.12 <= height, "{name}, row {}: {text}: {lines} lines in {height}", at.0 + 1);
                notes += usize::from(text.starts_with("Chưa có") || text.starts_with("Còn lỗi"));
            }
        }
    }
    assert!(notes > 20, "{notes}");
}

#[test]
fn sheets_of_computed_columns_are_printed_at_nine_points() {
    let book = book("samples/277-lai-chau", "2022-Q1", "2022-Q1");
    for name in ["Tổng hợp", "Biểu 02", "Tiến độ", "CĐCS - DN", "Cùng kỳ", "Xếp hạng"] {
        let sheet = book.sheet(name).unwrap();
        let area = sheet.page.area.unwrap();
        let width: f64 = (area.left..=area.right).map(|column| sheet.widths[&column] * 7.0 + 5.0).sum();
        let height: f64 = (area.top..=area.bottom).map(|row| sheet.heights.get(&row).copied().unwrap_or(15.0)).sum();
        let millimetres = if sheet.page.is_document { 252.0 } else { 262.0 };
        let scale = (millimetres / 25.4 * 96.0 / width).min(170.0 / 25.4 * 72.0 / height).min(1.0);
        // The line below the name of the body is made of small dashes.
        let is_printed = |at: (u32, u32)| at.0 <= area.bottom && at.1 <= area.right && at.0 != 2;
        let texts = sheet.cells.iter().filter(|(at, cell)| is_printed(*at) && cell.content != CellContent::Blank);
        let smallest = texts.map(|(_, cell)| cell.style.size).min().unwrap();
        assert_eq!(sheet.page.pages_high, 1, "{name}");
        assert!(width <= 1_230.0, "{name}: {width}");
        assert!(f64::from(smallest) * scale >= 8.95, "{name}: {smallest} × {scale}");
    }
}

/// A4 landscape prints 262 mm; texts of 10 points in a table of 1,100 pixels have 9 points on paper.
#[test]
fn lists_of_texts_are_printed_one_page_wide_and_no_title_over_the_edge() {
    let book = book("samples/277-lai-chau", "2022-Q1", "2022-Q1");
    for name in ["Lỗi, cảnh báo", "Dấu vết", "Khó khăn", "DS_1", "DS_2", "DS_3", "DS_4"] {
        let sheet = book.sheet(name).unwrap();
        let area = sheet.page.area.unwrap();
        let width: f64 = (area.left..=area.right).map(|column| sheet.widths[&column] * 7.0 + 5.0).sum();
        assert!(width <= 1_100.0, "{name}: {width}");
        assert!(sheet.page.landscape && sheet.page.percent.is_none() && sheet.page.column_breaks.is_empty(), "{name}");
        let texts = sheet.cells.iter().filter(|(at, cell)| at.1 <= area.right && cell.content != CellContent::Blank);
        assert!(texts.map(|(_, cell)| cell.style.size).min().unwrap() >= 10, "{name}");
    }
    let mut spread = 0;
    for sheet in book.sheets.iter().filter(|sheet| !sheet.page.column_breaks.is_empty()) {
        spread += 1;
        let titles = sheet.merges.iter().filter(|area| area.top < 2);
        let first = sheet.page.column_breaks[0];
        assert!(titles.clone().count() > 0 && titles.clone().all(|area| area.right < first), "{}", sheet.name);
        assert!(sheet.page.repeat_columns.is_some(), "{}", sheet.name);
    }
    assert!(spread >= 3, "{spread}");
}
