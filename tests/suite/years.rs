//! Plans whose years begin in October, and plans with one return a year. The truth is added up here from what the units send.

use crate::corrections::{Figures, campaign, open, rows, run, send};
use crate::spans::{
    clean, expected_with, in_every_span, in_file, libreoffice_agrees, ordinals, send_all, shown, with_columns,
};
use std::fs;
use std::path::Path;
use tonghop::form::{Previous, blank};
use tonghop::plan::Plan;
use tonghop::{engine, write};

/// In the plan from 2021-Q3 on, the second year begins with the second quarter, 2021-Q4.
const OCTOBER: usize = 1;

fn from_october(text: String) -> String {
    let text = with_columns(&text);
    assert!(text.contains("first = \"2021-Q3\""));
    text.replace("first = \"2021-Q3\"", "year_start = 10\nfirst = \"2021-Q3\"")
}

#[test]
fn years_from_october_add_up_their_own_quarters() {
    let (_keep, folder, plan) = campaign(from_october);
    send_all(&folder, &plan, 0..10);
    let names: Vec<String> = plan.spans().iter().map(|span| span.name.to_string()).collect();
    // 2020-2021 has one quarter of the plan, and 2023-2024 too.
    let longer = ["2021-H2", "2022-H1", "2022-H2", "2023-H1", "2023-H2", "2021-2022", "2022-2023", "2020-2024"];
    assert_eq!(names[10..], longer);
    let kept = in_every_span(&folder, &["2021-2022", "2020-2024"], |plan, span, book| {
        let (first, last) = ordinals(plan, span);
        assert_eq!(shown(book), expected_with(OCTOBER, first, last), "{}", span.name);
    });
    assert_eq!(kept.len(), 2);
    kept.iter().for_each(libreoffice_agrees);
}

#[test]
fn a_year_from_october_is_merged_published_and_explained() {
    let (_keep, folder, plan) = campaign(from_october);
    send_all(&folder, &plan, 0..5);
    let (code, out) = run(&folder, &["merge", "--period", "năm 2021-2022"]);
    assert!(code < 2 && out.contains("Năm 2021–2022"), "{out}");
    let year = folder.join("ket-qua/Tong-hop-2021-2022.xlsx");
    assert_eq!(in_file(&year), expected_with(OCTOBER, 1, 4));
    clean(&year);
    let overview = rows(&open(&year), "Tổng quan").concat().join("\n");
    assert!(overview.contains("Năm 2021–2022 (từ 01/10/2021 đến 30/09/2022)"), "{overview}");
    let series = rows(&open(&year), "Công thức").concat().join("\n");
    assert!(series.contains("Năm dương lịch mà năm báo cáo bắt đầu"), "{series}");
    let (code, out) = run(&folder, &["publish", "--period", "2021-2022"]);
    assert!(code < 2 && out.contains("Đã chốt năm 2021–2022"), "{out}");
    clean(&folder.join("ket-qua/da-chot/2021-2022/Tong-hop-2021-2022.xlsx"));
    let (code, out) = run(&folder, &["explain", "n_vao", "--unit", "AN", "--period", "2021-2022"]);
    assert!(code == 0 && out.contains("Quý IV/2021") && !out.contains("Quý III/2021, "), "{out}");
    // A calendar year is no year of this plan.
    let (code, out) = run(&folder, &["merge", "--period", "2022"]);
    assert!(code == 2 && out.contains("2022-2023 (năm)"), "{out}");
    let (code, out) = run(&folder, &["status", "--period", "2021-2022", "--format", "json"]);
    assert!(code < 2 && out.contains("\"2022-Q3\""), "{out}");
}

fn by_year(start: Option<u8>) -> impl Fn(String) -> String {
    move |text| {
        let first = start.map_or(String::new(), |month| format!("year_start = {month}\n")) + "first = \"2021\"";
        let text = with_columns(&text).replace("first = \"2021-Q3\"", &first);
        assert!(text.contains("last = \"2023-Q4\"") && text.contains("so_quy"));
        text.replace("so_quy", "so_ky").replace("last = \"2023-Q4\"", "last = \"2023\"")
    }
}

/// What a unit sends for the years 2021 to 2023: opening, joined, left.
type UnitYears = [(i32, i32, i32); 3];

const SENT: [(&str, UnitYears); 3] = [
    ("AN", [(100, 12, 2), (110, 8, 3), (115, 20, 5)]),
    ("BINH", [(200, 4, 0), (204, 6, 1), (209, 3, 9)]),
    ("CHAU", [(300, 1, 1), (300, 7, 2), (305, 5, 0)]),
];

/// Sends the returns of the three units for a year into a folder.
fn send_year(folder: &Path, plan: &Plan, year: usize, name: &str, period: &str) {
    for (unit, years) in SENT {
        let (opening, joined, left) = years[year];
        let to_date = years[..=year].iter().map(|(_, joined, _)| joined).sum();
        let figures = Figures { opening, joined, left, closing: opening + joined - left, to_date };
        send(folder, plan, unit, period, &format!("{name}/{unit}.xlsx"), 1, figures);
    }
}

/// The rows of the units and the total, as the workbook of a year must show them: the sum to date, the sum, the opening, the
/// closing twice, the sum of the year, the sum of the year before twice, its closing, the change.
fn of_year(year: usize) -> Vec<Vec<Option<i32>>> {
    let before = |of: i32| (year > 0).then_some(of);
    let one = |years: &UnitYears| {
        let (opening, joined, left) = years[year];
        let (o, j, l) = years[year.saturating_sub(1)];
        let (closing, last) = (opening + joined - left, o + j - l);
        let to_date = years[..=year].iter().map(|(_, joined, _)| joined).sum::<i32>();
        let sums = [to_date, joined, opening, closing, closing, joined].map(Some);
        [&sums[..], &[before(j), before(j), before(last), before(joined - j)]].concat()
    };
    let mut rows: Vec<_> = SENT.iter().map(|(_, years)| one(years)).collect();
    let total = |column: usize| rows.iter().map(|row| row[column]).sum::<Option<i32>>();
    rows.push((0..10).map(total).collect());
    rows
}

#[test]
fn a_plan_by_years_goes_from_the_form_to_the_published_workbook() {
    let (_keep, folder, plan) = campaign(by_year(None));
    let (code, out) = run(&folder, &["forms", "--period", "2021"]);
    assert!(code == 0 && folder.join("bieu-mau/2021").is_dir(), "{out}");
    for year in 0..2 {
        let name = (2021 + year).to_string();
        send_year(&folder, &plan, year, &name, &name);
    }
    let (code, out) = run(&folder, &["merge", "--period", "2022"]);
    assert!(code == 0 && out.contains("Năm 2022: 3/3 đơn vị đã gửi, 3 đã tổng hợp"), "{out}");
    let file = folder.join("ket-qua/Tong-hop-2022.xlsx");
    assert_eq!(in_file(&file), of_year(1));
    clean(&file);
    let (compared, differences) = crate::libreoffice::compare(&file);
    assert!(compared > 200 && differences.is_empty(), "{compared}: {differences:?}");
    assert!(open(&file).sheets.iter().any(|sheet| sheet.name == "Theo năm"));
    for words in [
        &["publish", "--period", "2021"][..],
        &["up", "--period", "2022"],
        &["feedback", "--period", "2022"],
        &["export", "--period", "2022"],
        &["status"],
    ] {
        let (code, out) = run(&folder, words);
        assert!(code < 2, "{words:?}: {out}");
    }
    clean(&folder.join("ket-qua/da-chot/2021/Tong-hop-2021.xlsx"));
    let (code, out) = run(&folder, &["check", folder.join("tra-loi/2022/AN.xlsx").to_str().unwrap()]);
    assert!(code == 0 && out.contains("Năm 2022"), "{out}");

    // A return of another year in the folder of this one is named, and counts for its own year.
    send_year(&folder, &plan, 2, "2022/gửi sớm", "2023");
    let (code, out) = run(&folder, &["merge", "-v", "--period", "2022"]);
    assert!(code < 2 && out.contains("2023"), "{out}");
    assert_eq!(in_file(&file), of_year(1));
    let (code, out) = run(&folder, &["merge", "--period", "all"]);
    assert!(code < 2, "{out}");
    let sum: i32 = SENT[0].1.iter().map(|(_, joined, _)| joined).sum();
    assert_eq!(in_file(&folder.join("ket-qua/Tong-hop-2021-2023.xlsx"))[0][..2], [Some(sum), Some(sum)]);
}

#[test]
fn a_plan_by_school_years_has_them_in_its_names() {
    let (_keep, folder, plan) = campaign(by_year(Some(9)));
    assert_eq!(plan.first.last_day().to_string(), "31/08/2022");
    let of = &plan.units[plan.unit_index("AN").unwrap()];
    let form = folder.join("biểu.xlsx");
    let mut book = blank(&plan, of, plan.first, &Previous::default()).unwrap();
    engine::fill(&mut book).unwrap();
    fs::write(&form, write::workbook(&book).unwrap()).unwrap();
    let texts = rows(&open(&form), "BM-09").concat().join("\n");
    assert!(texts.contains("Năm 2021–2022"), "{texts}");
    for (year, name) in ["năm học 2021-2022", "2022-2023"].into_iter().enumerate() {
        let period = format!("{}-N09", 2021 + year);
        send_year(&folder, &plan, year, name, &period);
    }
    let (code, out) = run(&folder, &["merge", "--period", "năm học 2022-2023"]);
    assert!(code == 0 && out.contains("Năm 2022–2023: 3/3 đơn vị đã gửi, 3 đã tổng hợp"), "{out}");
    let file = folder.join("ket-qua/Tong-hop-2022-2023.xlsx");
    assert_eq!(in_file(&file), of_year(1));
    clean(&file);
}
