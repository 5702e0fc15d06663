#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::grid;
use crate::limits::Limits;
use crate::model::text::Lang;
use crate::plan::diagnostic::{PlanDiagnostic, PlanLocation};
use crate::plan::schema::tests::{ANNEX, examples};
use crate::plan::schema::{self, FieldNeed};
use crate::plan::{Plan, load, template};
use crate::write::workbook;

const NAMES: (&str, &str) = ("ke-hoach.xlsx", "phu-luc.tsv");

/// Returns the plans of the project: text, annex and file name of the annex.
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
        // This plan uses aliases, texts in Vietnamese alone and rules without a scope.
        (least.plan.to_string(), least.annex.as_bytes().to_vec(), "phu-luc.tsv"),
        (examples(), ANNEX.as_bytes().to_vec(), "phu-luc.tsv"),
    ]
}

fn back(bytes: &[u8]) -> PlanText {
    read(&grid::open(bytes, &Limits::default()).unwrap(), NAMES.0)
}

fn loaded(text: &PlanText, annex: &[u8], name: &str) -> Result<Plan, Vec<PlanDiagnostic>> {
    assert!(text.problems.is_empty(), "{:?}", text.problems);
    load::text(&text.toml, annex, (NAMES.0, name)).map_err(|all| all.into_iter().map(|p| text.placed(p)).collect())
}

#[test]
fn plan_text_round_trips_through_the_workbook() {
    for (toml, annex, name) in plans() {
        let direct = load::text(&toml, &annex, (NAMES.0, name)).unwrap();
        let bytes = workbook(&book(&toml).unwrap()).unwrap();
        let through = loaded(&back(&bytes), &annex, name).unwrap();
        assert_eq!(format!("{through:#?}"), format!("{direct:#?}"), "the hash too");
    }
}

/// The workbook of an English plan has English sheets, headings and words, and gives the same plan.
#[test]
fn english_plan_round_trips_through_an_english_workbook() {
    for (toml, annex, name) in plans() {
        let mut root: toml::Table = toml.parse().unwrap();
        let plan = root.get_mut("plan").unwrap().as_table_mut().unwrap();
        plan.insert("language".to_string(), "en".into());
        let toml = root.to_string();
        let Ok(direct) = load::text(&toml, &annex, (NAMES.0, name)) else { continue };
        let book = book(&toml).unwrap();
        let bytes = workbook(&book).unwrap();
        let through = loaded(&back(&bytes), &annex, name).unwrap();
        assert_eq!(format!("{through:#?}"), format!("{direct:#?}"), "the hash too");
        let names: Vec<&str> = book.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
        assert_eq!(names[..4], ["Guide", "Plan", "Calendar", "Settings"]);
        // Headings are white on colour; none of them has a Vietnamese letter.
        let heads = book.sheets.iter().flat_map(|sheet| sheet.cells.iter().filter(|(at, _)| at.0 == 2));
        let heads: Vec<String> = heads
            .filter_map(|(_, cell)| match &cell.content {
                crate::workbook::CellContent::Text(text) => Some(text.to_string()),
                _ => None,
            })
            .collect();
        assert!(heads.len() > 100 && heads.iter().all(|text| text.is_ascii()), "{heads:?}");
    }
}

/// Returns the errors of the template's workbook after changing cells: sheet, (row, column) from 0 with headings in row
/// 2, text.
fn changed(changes: &[(&str, (u32, u32), &str)]) -> Vec<PlanDiagnostic> {
    let [(toml, annex, name), ..] = plans();
    let mut book = book(&toml).unwrap();
    for (sheet, at, text) in changes {
        let sheet = book.sheets.iter_mut().find(|s| s.name == *sheet).unwrap();
        sheet.cells.change(*at, |cell| cell.content = crate::workbook::CellContent::Text((*text).into())).unwrap();
    }
    let text = back(&workbook(&book).unwrap());
    if text.problems.is_empty() { loaded(&text, &annex, name).unwrap_err() } else { text.problems }
}

#[test]
fn errors_have_the_location_of_their_cell() {
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
        let here = |p: &PlanDiagnostic| matches!(&p.place, PlanLocation::Cell { sheet: s, cell: c, .. } if s == sheet && c == cell);
        let shown: Vec<String> = problems.iter().map(|p| p.show(Lang::Vi)).collect();
        assert!(problems.iter().any(here), "{sheet}!{cell}: {shown:#?}");
        assert!(shown.iter().any(|s| s.to_lowercase().contains(&says.to_lowercase())), "{says}: {shown:#?}");
    }
    // Both errors are reported together.
    let both = changed(&[("Quy tắc", (12, 4), "dv_cuoi_kyy=1"), ("Cột tính", (3, 4), "VLOOKUP(1)")]);
    assert!(both.len() >= 2, "{both:?}");
}

#[test]
fn missing_heading_is_named() {
    let problems = changed(&[("Cột tính", (2, 4), "Cách tính")]);
    let shown = problems[0].show(Lang::Vi);
    assert!(shown.contains("Cột tính") && shown.contains("thiếu cột 'Công thức'"), "{shown}");
}

/// A workbook that an earlier version wrote has another heading for the deadline.
#[test]
fn headings_of_earlier_versions_are_read() {
    let problems = changed(&[("Lịch riêng", (2, 2), "Hạn nộp"), ("Cột tính", (2, 4), "Cách tính")]);
    assert!(problems.len() == 1 && problems[0].show(Lang::Vi).contains("Công thức"), "{problems:?}");
}

/// Typical edits: moved columns, blank rows in between, a formula that Excel replaced by an error.
#[test]
fn moved_columns_and_blank_rows_load_the_same_plan() {
    let [(toml, annex, name), ..] = plans();
    let direct = load::text(&toml, &annex, (NAMES.0, name)).unwrap();
    let mut grid = grid::open(&workbook(&book(&toml).unwrap()).unwrap(), &Limits::default()).unwrap();
    for sheet in grid.sheets.iter_mut().filter(|s| s.name != "Kế hoạch") {
        let cells = std::mem::take(&mut sheet.cells);
        // Moves all rows below the headings one down and swaps the first two columns.
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

/// A number beyond the range of dates is an error at its cell.
#[test]
fn number_beyond_all_dates_is_an_error_at_its_cell() {
    let [(toml, annex, name), ..] = plans();
    let of = book(&toml).unwrap();
    let mut seen = 0;
    for (index, sheet) in of.sheets.iter().enumerate() {
        let dates = sheet
            .cells
            .iter()
            .filter(|(_, c)| matches!(c.content, crate::workbook::CellContent::Number(n) if n > 40_000.0));
        for (at, _) in dates.filter(|(_, c)| c.style.number == crate::workbook::style::NumberFormat::Date) {
            for number in [2_147_483_600.0, -5e9, 1e300, 4e6] {
                let mut book = of.clone();
                book.sheets[index]
                    .cells
                    .change(at, |c| c.content = crate::workbook::CellContent::Number(number))
                    .unwrap();
                let text = back(&workbook(&book).unwrap());
                let problems =
                    if text.problems.is_empty() { loaded(&text, &annex, name).unwrap_err() } else { text.problems };
                let here = |p: &PlanDiagnostic| matches!(&p.place, PlanLocation::Cell { sheet: s, cell: c, .. } if *s == sheet.name && *c == crate::workbook::address::cell(at.0, at.1));
                assert!(
                    problems.iter().any(here),
                    "{number}: {:#?}",
                    problems.iter().map(|p| p.show(Lang::Vi)).collect::<Vec<_>>()
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 0);
}

/// A blank required cell is reported at that cell with its heading, and without any key of the text.
#[test]
fn blank_required_cell_is_reported_by_its_heading() {
    let whole = book(&examples()).unwrap();
    let column = |sheet: &str, heading: &str| {
        let cells = &whole.sheets.iter().find(|s| s.name == sheet).unwrap().cells;
        let is_heading = |content| matches!(content, crate::workbook::CellContent::Text(t) if t == heading);
        (0..40).find(|column| cells.get(&(2, *column)).is_some_and(|cell| is_heading(cell.content))).unwrap()
    };
    let of = |t: &schema::PlanTable| {
        t.fields.iter().map(|f| (t.sheet, f, (3, column(t.sheet, f.heading)))).collect::<Vec<_>>()
    };
    let tables = schema::TABLES.iter().flat_map(of);
    let singles = schema::SINGLES.iter().zip(3..).map(|(f, r)| (schema::SINGLE, f, (r, 1)));
    let mut seen = 0;
    for (sheet, field, at) in tables.chain(singles).filter(|(_, f, _)| f.need == FieldNeed::Required) {
        let mut book = whole.clone();
        let cells = &mut book.sheets.iter_mut().find(|s| s.name == sheet).unwrap().cells;
        cells.change(at, |cell| cell.content = crate::workbook::CellContent::Blank).unwrap();
        let text = back(&workbook(&book).unwrap());
        let Err(problems) = loaded(&text, ANNEX.as_bytes(), "phu-luc.tsv") else {
            panic!("{sheet} {}: {at:?} may be blank", field.key)
        };
        let cell = crate::workbook::address::cell(at.0, at.1);
        let here = |p: &&PlanDiagnostic| matches!(&p.place, PlanLocation::Cell { sheet: s, cell: c, .. } if s == sheet && *c == cell);
        let shown: Vec<String> = problems.iter().map(|p| p.show(Lang::En)).collect();
        let found = problems.iter().find(here).unwrap_or_else(|| panic!("{sheet}!{cell} {}: {shown:#?}", field.key));
        assert!(found.message.vi.contains(&format!("'{}'", field.heading)), "{shown:#?}");
        let key = field.key.rsplit('.').next().unwrap();
        assert!(shown.iter().all(|s| !s.contains(&format!("'{key}'")) && !s.contains(" = ")), "{shown:#?}");
        seen += 1;
    }
    assert!(seen > 50, "{seen}");
}

/// The words to choose from are those of the sheet.
#[test]
fn offered_words_are_those_of_the_sheet() {
    for (sheet, at, wrong, offered) in [
        ("Biểu mẫu", (3, 5), "dòng chảy", "phát sinh trong kỳ, có đến cuối kỳ"),
        ("Quy tắc", (12, 1), "Lỗi nặng", "Lỗi, Cảnh báo, Thông tin, Thử"),
        ("Quy tắc", (12, 4), "SUM(pl_cot)>0", "'Phạm vi' là 'đợt'"),
    ] {
        let shown: Vec<String> = changed(&[(sheet, at, wrong)]).iter().map(|p| p.show(Lang::Vi)).collect();
        assert!(shown.iter().any(|s| s.contains(offered)), "{shown:#?}");
    }
}

/// A number in the plan's workbook is read as it is; a text is read by the same grammar as in returns.
#[test]
fn numbers_of_a_workbook_are_read_as_in_returns() {
    let [_, _, (toml, annex, name), ..] = plans();
    let amended = |content: crate::workbook::CellContent| {
        let mut book = book(&toml).unwrap();
        let sheet = book.sheets.iter_mut().find(|s| s.name == "Điều chỉnh").unwrap();
        sheet.cells.change((3, 3), |cell| cell.content = content).unwrap();
        loaded(&back(&workbook(&book).unwrap()), &annex, name)
    };
    for number in [40.125, 1.04, 0.125, 40.5, 1040.0, 1e15, 0.1 + 0.2] {
        let plan = amended(crate::workbook::CellContent::Number(number)).unwrap();
        assert_eq!(plan.amendments[0].value, number);
    }
    for (text, number) in
        [("1.040", Some(1040.0)), ("40,5", Some(40.5)), ("2,500", None), ("0.125", None), ("1.5", None)]
    {
        match (amended(crate::workbook::CellContent::Text(text.into())), number) {
            (Ok(plan), Some(number)) => assert_eq!(plan.amendments[0].value, number, "{text}"),
            (Err(problems), None) => {
                let [problem] = problems.as_slice() else { panic!("{text}: {problems:?}") };
                assert!(
                    matches!(&problem.place, PlanLocation::Cell { sheet, cell, .. } if sheet == "Điều chỉnh" && cell == "D4")
                );
                assert!(problem.hint.vi.contains("hai cách"), "{text}: {}", problem.hint.vi);
            }
            (other, _) => panic!("{text}: {:?}", other.map(|plan| plan.amendments)),
        }
    }
    // Once as earlier versions wrote the list, once as an ambiguous text.
    let lights = |text: &str| {
        let mut book = book(&examples()).unwrap();
        let sheet = book.sheets.iter_mut().find(|s| s.name == "Cột tính").unwrap();
        let has = |at: (u32, u32), text: &str| {
            let content = sheet.cells.get(&at).map(|cell| cell.content);
            matches!(content, Some(crate::workbook::CellContent::Text(t)) if t.contains(text))
        };
        let column = (0..30).find(|column| has((2, *column), "Ngưỡng của đèn")).unwrap();
        let at = (3..200).map(|row| (row, column)).find(|at| has(*at, "\n")).unwrap();
        sheet.cells.change(at, |cell| cell.content = crate::workbook::CellContent::Text(text.into())).unwrap();
        loaded(&back(&workbook(&book).unwrap()), ANNEX.as_bytes(), "phu-luc.tsv")
    };
    assert_eq!(format!("{:?}", lights("0.85\n0.7").unwrap()), format!("{:?}", lights("0,85\n0,7").unwrap()));
    assert!(lights("1.85\n0.7").is_err());
    // A quota must not be negative. A text that TOML would read as a decimal is reported as ambiguous.
    assert!(amended(crate::workbook::CellContent::Number(-5.0)).is_err());
    assert!(load::text(&toml.replace("value = 2500000", "value = 1.040"), &annex, (NAMES.0, name)).is_err());
    assert!(load::text(&toml.replace("value = 2500000", "value = 1.04"), &annex, (NAMES.0, name)).is_ok());
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(30))]

    /// Every number that `init` writes into a workbook is read back unchanged.
    #[test]
    fn every_number_is_read_back_unchanged(whole in 0u64..1_000_000_000, decimals in 0u32..1_000_000, digits in 0u32..=6) {
        let number = whole as f64 + f64::from(decimals % 10u32.pow(digits)) / f64::from(10u32.pow(digits));
        let text = format!("Đơn vị\tChỉ tiêu\nMột\t{0}\nTổng cộng\t{0}\n", crate::number::spelled(number));
        let grid = grid::open(&workbook(&super::annex("", &text)).unwrap(), &Limits::default()).unwrap();
        let columns = [crate::plan::AnnexColumn {
            name: "a".into(), heading: "Chỉ tiêu".into(), group: String::new(), sheets: Vec::new(), short: String::new(), printed_total: 0.0,
        }];
        let units = [crate::plan::Unit {
            code: "A".into(), name: "Một".into(), aliases: Vec::new(), kind: String::new(), email: String::new(), contact: String::new(), phone: String::new(), time: Default::default(), figures: Vec::new(),
        }];
        let sheet = grid::table(&grid, &Limits::default()).unwrap();
        let reading = crate::plan::annex::from_sheet(sheet, "x", (&columns, &units), crate::model::text::Lang::Vi);
        proptest::prop_assert!(reading.problems.is_empty(), "{:?}", reading.problems);
        proptest::prop_assert_eq!(&reading.figures, &[vec![Some(number)]]);
        let of_text = crate::plan::annex::read(text.as_bytes(), "x", (&columns, &units), crate::model::text::Lang::Vi);
        proptest::prop_assert_eq!((of_text.order, of_text.figures, of_text.totals), (reading.order, reading.figures, reading.totals));
        // The same holds for the plan's own workbook, for a single number and in a list.
        let [(toml, ..), ..] = plans();
        let toml = format!("{toml}\n[[amendments]]\nvalue = {number:?}\n");
        let through: toml::Table = back(&workbook(&book(&toml).unwrap()).unwrap()).toml.parse().unwrap();
        let value = &through["amendments"].as_array().unwrap()[0]["value"];
        proptest::prop_assert_eq!(value.as_float().or(value.as_integer().map(|n| n as f64)), Some(number));
    }
}
