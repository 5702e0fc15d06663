#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::grid;
use crate::limits::Limits;
use crate::plan::problem::{Place, Problem};
use crate::plan::schema::tests::{ANNEX, examples};
use crate::plan::schema::{self, Need};
use crate::plan::{Plan, load, template};
use crate::write::workbook;

const NAMES: (&str, &str) = ("ke-hoach.xlsx", "phu-luc.tsv");

/// The plans of the project: text and annex.
fn plans() -> [(String, Vec<u8>, &'static str); 5] {
    let lai_chau = template::get("277-kh-ldld").unwrap();
    let least = template::get("toi-thieu").unwrap();
    let half_years = template::get("2209-kh-ubnd").unwrap();
    let amended = "\n[[amendments]]\nfrom = \"2022-H2\"\nunit = \"DALAT\"\ncolumn = \"pl_cay\"\nvalue = 2500000\nbasis = \"Công văn 12\"\n";
    let trees = include_str!("../../../tests/plans/trong-cay/plan.toml").to_string();
    let annex = include_bytes!("../../../tests/plans/trong-cay/phu-luc.csv").to_vec();
    [
        (lai_chau.plan.to_string(), lai_chau.annex.as_bytes().to_vec(), "phu-luc.tsv"),
        (trees, annex, "phu-luc.csv"),
        (half_years.plan.to_string() + amended, half_years.annex.as_bytes().to_vec(), "phu-luc.tsv"),
        // Other names of keys, Vietnamese texts alone, no scope.
        (least.plan.to_string(), least.annex.as_bytes().to_vec(), "phu-luc.tsv"),
        (examples(), ANNEX.as_bytes().to_vec(), "phu-luc.tsv"),
    ]
}

fn back(bytes: &[u8]) -> Text {
    read(&grid::open(bytes, &Limits::default()).unwrap(), NAMES.0)
}

fn loaded(text: &Text, annex: &[u8], name: &str) -> Result<Plan, Vec<Problem>> {
    assert!(text.problems.is_empty(), "{:?}", text.problems);
    load::text(&text.toml, annex, (NAMES.0, name)).map_err(|all| all.into_iter().map(|p| text.placed(p)).collect())
}

#[test]
fn text_to_workbook_to_plan_is_the_identity() {
    for (toml, annex, name) in plans() {
        let direct = load::text(&toml, &annex, (NAMES.0, name)).unwrap();
        let bytes = workbook(&book(&toml).unwrap()).unwrap();
        let through = loaded(&back(&bytes), &annex, name).unwrap();
        assert_eq!(format!("{through:#?}"), format!("{direct:#?}"), "the hash too");
    }
}

/// The template's workbook with a cell changed: sheet, row (from 0, headings in row 2), column.
fn changed(changes: &[(&str, (u32, u32), &str)]) -> Vec<Problem> {
    let [(toml, annex, name), ..] = plans();
    let mut book = book(&toml).unwrap();
    for (sheet, at, text) in changes {
        let sheet = book.sheets.iter_mut().find(|s| s.name == *sheet).unwrap();
        sheet.cells.change(*at, |cell| cell.content = crate::book::Content::Text((*text).into())).unwrap();
    }
    let text = back(&workbook(&book).unwrap());
    if text.problems.is_empty() { loaded(&text, &annex, name).unwrap_err() } else { text.problems }
}

#[test]
fn faults_stand_at_their_cell() {
    let cases = [
        ("Quy tắc", (12, 4), "dv_cuoi_kyy=1", "E13", "dv_cuoi_kyy"),
        ("Quy tắc", (12, 1), "Lỗi nặng", "B13", "Lỗi nặng"),
        ("Cột tính", (3, 4), "VLOOKUP(1)", "E4", "VLOOKUP"),
        ("Cột tính", (5, 5), "cộng dồn", "F6", "cộng dồn"),
        ("Biểu mẫu", (4, 4), "Ld Nu", "E5", "ld nu"),
        ("Biểu mẫu", (3, 7), "bỏ", "H4", "bỏ"),
        ("Đơn vị", (3, 3), "tinh", "D4", "tinh"),
        ("Số đặt sẵn", (3, 2), "một trăm", "C4", "Giá trị"),
        ("Kế hoạch", (12, 1), "2021-Q9", "B13", "2021-Q9"),
        ("Cột danh sách", (4, 3), "mã", "D5", "mã"),
    ];
    for (sheet, at, wrong, cell, says) in cases {
        let problems = changed(&[(sheet, at, wrong)]);
        let here = |p: &Problem| matches!(&p.place, Place::Cell { sheet: s, cell: c, .. } if s == sheet && c == cell);
        let shown: Vec<String> = problems.iter().map(|p| p.show(true)).collect();
        assert!(problems.iter().any(here), "{sheet}!{cell}: {shown:#?}");
        assert!(shown.iter().any(|s| s.to_lowercase().contains(&says.to_lowercase())), "{says}: {shown:#?}");
    }
    // All at once.
    let both = changed(&[("Quy tắc", (12, 4), "dv_cuoi_kyy=1"), ("Cột tính", (3, 4), "VLOOKUP(1)")]);
    assert!(both.len() >= 2, "{both:?}");
}

#[test]
fn a_heading_that_is_gone_is_named() {
    let problems = changed(&[("Cột tính", (2, 4), "Cách tính")]);
    let shown = problems[0].show(true);
    assert!(shown.contains("Cột tính") && shown.contains("thiếu cột 'Công thức'"), "{shown}");
}

/// What people do: columns moved, empty rows between, a formula that Excel took for one of its own.
#[test]
fn moved_columns_and_empty_rows_read_the_same() {
    let [(toml, annex, name), ..] = plans();
    let direct = load::text(&toml, &annex, (NAMES.0, name)).unwrap();
    let mut grid = grid::open(&workbook(&book(&toml).unwrap()).unwrap(), &Limits::default()).unwrap();
    for sheet in grid.sheets.iter_mut().filter(|s| s.name != "Kế hoạch") {
        let cells = std::mem::take(&mut sheet.cells);
        // Every row below the headings one further down, the first two columns exchanged.
        let moved = |(row, column): (u32, u32)| {
            (if row > 2 { row + 1 } else { row }, if column < 2 { 1 - column } else { column })
        };
        sheet.cells = cells.iter().map(|(at, cell)| (moved(*at), cell.clone())).collect();
    }
    let rules = grid.sheets.iter_mut().find(|s| s.name == "Quy tắc").unwrap();
    let test = rules.cells.iter_mut().find(|(at, _)| **at == (13, 4)).unwrap().1;
    test.formula = Some(test.value.display().into_owned());
    test.value = crate::grid::RawValue::Error("#NAME?".into());
    let through = loaded(&read(&grid, NAMES.0), &annex, name).unwrap();
    assert_eq!(format!("{through:#?}"), format!("{direct:#?}"));
}

/// A number far beyond any day where a date belongs is a fault at its cell.
#[test]
fn a_number_beyond_all_days_is_told_at_its_cell() {
    let [(toml, annex, name), ..] = plans();
    let of = book(&toml).unwrap();
    let mut seen = 0;
    for (index, sheet) in of.sheets.iter().enumerate() {
        let dates =
            sheet.cells.iter().filter(|(_, c)| matches!(c.content, crate::book::Content::Number(n) if n > 40_000.0));
        for (at, _) in dates.filter(|(_, c)| c.style.number == crate::book::style::Number::Date) {
            for number in [2_147_483_600.0, -5e9, 1e300, 4e6] {
                let mut book = of.clone();
                book.sheets[index].cells.change(at, |c| c.content = crate::book::Content::Number(number)).unwrap();
                let text = back(&workbook(&book).unwrap());
                let problems =
                    if text.problems.is_empty() { loaded(&text, &annex, name).unwrap_err() } else { text.problems };
                let here = |p: &Problem| matches!(&p.place, Place::Cell { sheet: s, cell: c, .. } if *s == sheet.name && *c == crate::book::address::cell(at.0, at.1));
                assert!(
                    problems.iter().any(here),
                    "{number}: {:#?}",
                    problems.iter().map(|p| p.show(true)).collect::<Vec<_>>()
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 0);
}

/// A required cell that is emptied is told at that cell by its heading, in no word of the text.
#[test]
fn an_empty_cell_is_told_by_its_heading() {
    let whole = book(&examples()).unwrap();
    let tables = schema::TABLES.iter().flat_map(|t| t.fields.iter().zip(0..).map(move |(f, c)| (t.sheet, f, (3, c))));
    let singles = schema::SINGLES.iter().zip(3..).map(|(f, r)| (schema::SINGLE, f, (r, 1)));
    let mut seen = 0;
    for (sheet, field, at) in tables.chain(singles).filter(|(_, f, _)| f.need == Need::Required) {
        let mut book = whole.clone();
        let cells = &mut book.sheets.iter_mut().find(|s| s.name == sheet).unwrap().cells;
        cells.change(at, |cell| cell.content = crate::book::Content::Blank).unwrap();
        let text = back(&workbook(&book).unwrap());
        let problems = loaded(&text, ANNEX.as_bytes(), "phu-luc.tsv").unwrap_err();
        let cell = crate::book::address::cell(at.0, at.1);
        let here = |p: &&Problem| matches!(&p.place, Place::Cell { sheet: s, cell: c, .. } if s == sheet && *c == cell);
        let shown: Vec<String> = problems.iter().map(|p| p.show(false)).collect();
        let found = problems.iter().find(here).unwrap_or_else(|| panic!("{sheet}!{cell} {}: {shown:#?}", field.key));
        assert!(found.message.vi.contains(&format!("'{}'", field.heading)), "{shown:#?}");
        let key = field.key.rsplit('.').next().unwrap();
        assert!(shown.iter().all(|s| !s.contains(&format!("'{key}'")) && !s.contains(" = ")), "{shown:#?}");
        seen += 1;
    }
    assert!(seen > 50, "{seen}");
}

/// Words to choose from are those of the sheet.
#[test]
fn the_words_offered_are_those_of_the_sheet() {
    for (sheet, at, wrong, offered) in [
        ("Biểu mẫu", (3, 5), "dòng chảy", "phát sinh trong kỳ, có đến cuối kỳ"),
        ("Quy tắc", (12, 1), "Lỗi nặng", "Lỗi, Cảnh báo, Thông tin, Thử"),
        ("Quy tắc", (12, 4), "SUM(pl_cot)>0", "'Phạm vi' là 'đợt'"),
    ] {
        let shown: Vec<String> = changed(&[(sheet, at, wrong)]).iter().map(|p| p.show(true)).collect();
        assert!(shown.iter().any(|s| s.contains(offered)), "{shown:#?}");
    }
}
