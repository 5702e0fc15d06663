//! What people read in the lists of the consolidated workbook and in the files of a new campaign: order, groups, counts
//! of what lacks, headings that tell how far a sum goes.

use crate::corrections::code;
use crate::merge::{campaign, said, tonghop};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tonghop::grid::{self, Grid, SheetGrid};
use tonghop::limits::Limits;

const PERIODS: [&str; 3] = ["2021-Q3", "2021-Q4", "2022-Q1"];

fn open(path: &Path) -> Grid {
    grid::open(&fs::read(path).unwrap(), &Limits::default()).unwrap()
}

/// Returns the sample merged for its last period.
fn merged() -> Grid {
    let (_keep, folder) = campaign(&PERIODS);
    assert!(said(&tonghop(&["merge", folder.to_str().unwrap(), "--period", "2022-Q1"])).0 < 2);
    open(&folder.join("ket-qua/Tong-hop-2022-Q1.xlsx"))
}

fn sheet<'a>(book: &'a Grid, name: &str) -> &'a SheetGrid {
    book.sheets.iter().find(|sheet| sheet.name == name).unwrap()
}

/// Returns the displayed texts of a sheet, row by row.
fn rows(sheet: &SheetGrid) -> Vec<Vec<String>> {
    let last = |of: fn(&(u32, u32)) -> u32| sheet.cells.keys().map(of).max().unwrap_or(0);
    let text = |row, column| sheet.cell(row, column).map(|c| c.value.display().into_owned()).unwrap_or_default();
    let (rows, columns) = (last(|at| at.0), last(|at| at.1));
    (0..=rows).map(|row| (0..=columns).map(|column| text(row, column)).collect()).collect()
}

/// Findings: the report period first, then the earlier ones; the units with errors before the others, all findings of a
/// unit and period together.
#[test]
fn findings_of_the_report_period_come_first() {
    let book = merged();
    let all = rows(sheet(&book, "Lỗi, cảnh báo"));
    let head = all.iter().position(|row| row[0] == "TT").unwrap();
    let column = |name: &str| all[head].iter().position(|heading| heading == name).unwrap();
    let [severity, unit, period] = ["Mức", "Đơn vị", "Kỳ"].map(column);
    let listed: Vec<&Vec<String>> = all[head + 1..].iter().filter(|row| !row[0].is_empty()).collect();
    assert!(listed.len() > 10, "{}", listed.len());
    let periods: Vec<String> = listed.iter().map(|row| code(&row[period])).collect();
    let mut sorted = periods.clone();
    sorted.sort_by(|a, b| b.cmp(a));
    assert!(periods == sorted && periods.first().map(String::as_str) == Some("2022-Q1"), "{periods:?}");
    let mut groups: Vec<(&str, &str, usize)> = Vec::new();
    let weight =
        |row: &Vec<String>| ["Lỗi", "Cảnh báo", "Thông tin", "Thử"].iter().position(|w| row[severity].ends_with(w));
    for row in &listed {
        let weight = weight(row).unwrap();
        match groups.last() {
            Some((p, u, heaviest)) if (*p, *u) == (&row[period], &row[unit]) => assert!(*heaviest <= weight, "{row:?}"),
            _ => groups.push((&row[period], &row[unit], weight)),
        }
    }
    for (index, (period, unit, weight)) in groups.iter().enumerate() {
        assert!(!groups[..index].iter().any(|(p, u, _)| (p, u) == (period, unit)), "{unit} stands in two places");
        let earlier = groups[..index].iter().filter(|(p, ..)| p == period);
        assert!(earlier.map(|(.., w)| w).all(|w| w <= weight), "{groups:?}");
    }
}

/// Narratives: each period once, the latest first; in it each question once, with all units that answered it below. All
/// answers of the returns are there.
#[test]
fn narratives_are_grouped_by_question() {
    let (_keep, folder) = campaign(&PERIODS);
    assert!(said(&tonghop(&["merge", folder.to_str().unwrap(), "--period", "2022-Q1"])).0 < 2);
    let book = open(&folder.join("ket-qua/Tong-hop-2022-Q1.xlsx"));
    let mut found: BTreeMap<(String, String), usize> = BTreeMap::new();
    let (mut period, mut question) = (String::new(), String::new());
    let mut periods = Vec::new();
    for row in rows(sheet(&book, "Khó khăn")).into_iter().skip(4) {
        match (row[0].as_str(), row[1].as_str()) {
            (heading, "") if heading.starts_with("Quý ") => {
                period = heading.to_string();
                periods.push(period.clone());
            }
            (heading, "") if !heading.is_empty() => {
                question = heading.to_string();
                let is_new = found.insert((period.clone(), question.clone()), 0).is_none();
                assert!(is_new, "{question} stands twice in {period}");
            }
            ("", _) => {}
            _ => *found.get_mut(&(period.clone(), question.clone())).unwrap() += 1,
        }
    }
    assert_eq!(periods, ["Quý I năm 2022", "Quý IV năm 2021", "Quý III năm 2021"]);
    let out = folder.join("bang");
    let (code, _, error) = said(&tonghop(&[
        "export",
        folder.to_str().unwrap(),
        "--internal",
        "--format",
        "json",
        "--output",
        out.to_str().unwrap(),
    ]));
    assert!(code < 2, "{error}");
    let tables: serde_json::Value = serde_json::from_slice(&fs::read(out.join("du-lieu.json")).unwrap()).unwrap();
    let notes = tables["ghi-chu"].as_array().unwrap().len();
    let mine: usize = found.iter().filter(|((_, q), _)| q.starts_with("Ghi chú ")).map(|(_, count)| count).sum();
    assert!(found.values().all(|count| *count > 0) && found.len() > 5, "{found:?}");
    assert!(mine <= notes, "{mine} of {notes}");
    // The answers as typed into the returns, counted there.
    let mut answers = 0;
    for period in PERIODS {
        for entry in fs::read_dir(folder.join("tra-loi").join(period)).unwrap() {
            let Ok(book) = grid::open(&fs::read(entry.unwrap().path()).unwrap(), &Limits::default()) else { continue };
            let Some(sheet) = book.sheets.iter().find(|sheet| sheet.name == "TM") else { continue };
            let is_code = |text: &str| text.strip_prefix("TM").is_some_and(|n| n.parse::<u8>().is_ok());
            answers +=
                rows(sheet).iter().filter(|row| is_code(&row[0]) && !row.get(2).is_none_or(String::is_empty)).count();
        }
    }
    let listed: usize = found.iter().filter(|((_, q), _)| !q.starts_with("Ghi chú ")).map(|(_, count)| count).sum();
    assert!(listed > 0 && listed <= answers, "{listed} of {answers}");
}

/// "Theo quý": below each column stands how many returns lack, and a sum that is not over says how far it goes.
#[test]
fn sums_by_period_say_what_lacks() {
    let book = merged();
    let data = rows(sheet(&book, "Số liệu"));
    let column = |name: &str| data[3].iter().position(|heading| heading == name).unwrap();
    let lacks = |period: &str| {
        data.iter()
            .filter(|row| code(&row[column("Kỳ")]) == period && row[column("Trạng thái")] != "Đã tổng hợp")
            .count()
            .to_string()
    };
    let wanted: Vec<String> = PERIODS.iter().map(|period| lacks(period)).collect();
    assert_eq!(wanted, ["1", "2", "0"]);
    let all = rows(sheet(&book, "Theo quý"));
    let lines: Vec<&Vec<String>> = all.iter().filter(|row| row[0] == "Số báo cáo chưa cộng").collect();
    assert!(!lines.is_empty());
    let heads: Vec<&Vec<String>> = all.iter().filter(|row| row.iter().any(|text| text.starts_with("Năm "))).collect();
    assert_eq!(heads.len(), lines.len());
    for (head, line) in heads.iter().zip(&lines) {
        let at = |heading: &str| {
            let column = head.iter().position(|text| text == heading);
            line[column.unwrap_or_else(|| panic!("{heading}: {head:?}"))].as_str()
        };
        let by_period: Vec<&str> = ["Quý III/2021", "Quý IV/2021", "Quý I/2022"].into_iter().map(at).collect();
        assert_eq!(by_period, wanted);
        assert_eq!(at("Năm 2021"), "3");
        assert_eq!(at("Năm 2022 (đến quý I/2022)"), "0");
        assert_eq!(at("Cả giai đoạn (đến quý I/2022)"), "3");
        assert_eq!(at("Năm 2023"), "");
    }
}

/// The files of a new campaign: the guide for every Notepad, the annex as a table with its title, the plan with a guide
/// that links to each of its sheets.
#[test]
fn files_of_a_new_campaign_are_readable() {
    let keep = tempfile::tempdir().unwrap();
    for template in ["277-kh-ldld", "2209-kh-ubnd", "toi-thieu"] {
        let folder = keep.path().join(template);
        let words = ["init", folder.to_str().unwrap(), "--template", template];
        assert_eq!(said(&tonghop(&words)).0, 0, "{template}");
        let guide = fs::read(folder.join("HUONG-DAN.txt")).unwrap();
        let text = String::from_utf8(guide).unwrap();
        assert!(text.starts_with('\u{FEFF}') && text.contains("tonghop gop"), "{text}");
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        let plan = open(&folder.join("ke-hoach.xlsx"));
        let names: Vec<&str> = plan.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        assert_eq!((names.first(), names.last()), (Some(&"Hướng dẫn"), Some(&"Danh mục")), "{names:?}");
        let told = rows(&plan.sheets[0]);
        for name in &names[1..names.len() - 1] {
            assert!(told.iter().any(|row| row[0] == *name), "{name} is not in the guide");
        }
        let annex = open(&folder.join("phu-luc.xlsx"));
        let table = rows(&annex.sheets[0]);
        assert!(table.iter().any(|row| row.iter().any(|text| text.starts_with("Tổng cộng"))), "{table:?}");
    }
    let annex = rows(&open(&keep.path().join("277-kh-ldld/phu-luc.xlsx")).sheets[0]);
    assert!(annex[0][0].starts_with("BẢNG GIAO CHỈ TIÊU"), "{:?}", annex[0]);
}
