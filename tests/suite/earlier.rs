//! Rules that compare with the same quarter of last year (`x_ck`) and with sums to date (`x_lk`): at intake, in the
//! consolidated workbook and in the form. The truth is added up by hand from the figures that the units send.

use crate::corrections::{campaign, fill, findings, flat, merge, open, period, rows, run};
use crate::libreoffice;
use crate::own_plan::replaced;
use crate::spans::{chain, clean, send_all};
use std::fs;
use std::path::Path;
use tonghop::model::amount::Value;
use tonghop::plan::Plan;
use tonghop::{check, engine, form, pipeline, system, write};

fn with_rules(text: String) -> String {
    let more = "rules = [\n  { code = \"R81\", severity = \"warning\", test = \"vao<=vao_ck+3\", \
                message = \"Vào {vao}, cùng kỳ năm trước {vao_ck}.\", fix = \"Xem lại.\" },\n  \
                { code = \"R82\", severity = \"warning\", test = \"ra_lk<=6\", message = \"Ra lũy kế {ra_lk}.\", \
                fix = \"Xem lại.\" },\n";
    replaced(text, &[("rules = [\n", more.to_string())])
}

/// The cells of the sheet "Đối chiếu" of a form: value by name.
fn reference(path: &Path, name: &str) -> String {
    let all = rows(&open(path), "Đối chiếu");
    all.iter().find(|row| row[2] == name).map(|row| row[1].clone()).unwrap_or_else(|| panic!("{name}: {all:?}"))
}

fn previous(folder: &Path, plan: &Plan, unit: usize, when: &str) -> form::Previous {
    let disk = system::OsSystem::start();
    let when: tonghop::model::period::Period = when.parse().unwrap();
    let ledger = pipeline::select_ledger(&disk, folder, plan, when.plus(-1)).unwrap();
    check::previous(plan, ledger.as_ref(), unit, when).unwrap()
}

/// Joined: An 5 3 4 6 2 7, Bình 3 4 6 – 7 1, Châu 4 6 2 7 (1) 8. Left: An 1 0 2 1 0 3, Bình 2 1 0 – 0 2, Châu 0 3 0 2 (1) 0.
#[test]
fn rules_compare_with_last_year_and_with_sums_to_date() {
    let (_keep, folder, plan) = campaign(with_rules);
    send_all(&folder, &plan, 0..6);
    let (_, out, book) = merge(&folder, "2022-Q4");
    let found: Vec<[String; 4]> = findings(&book)
        .into_iter()
        .filter(|f| f[2] == "R81" || f[2] == "R82")
        .map(|[unit, when, code, _, message, ..]| [unit, when, code, message])
        .collect();
    let wanted = [
        ["Xã Bình", "2022-Q3", "R81", "Vào 7, cùng kỳ năm trước 3."],
        ["Xã An", "2022-Q4", "R81", "Vào 7, cùng kỳ năm trước 3."],
        ["Xã An", "2022-Q4", "R82", "Ra lũy kế 7."],
    ];
    let is_wanted = |f: &[String; 4]| wanted.iter().any(|w| w[..3] == f[..3] && f[3].contains(w[3]));
    assert!(found.len() == wanted.len() && found.iter().all(is_wanted), "{found:?}");
    assert!(out.contains("R82") && !out.contains("ra_lk"), "{out}");
    let file = folder.join("ket-qua/Tong-hop-2022-Q4.xlsx");
    clean(&file);
    let (compared, differences) = libreoffice::compare(&file);
    assert!(compared > 250 && differences.is_empty(), "{compared}: {}", differences.join("\n"));
    // The column of sums to date: blank after a return that is missing or on hold.
    let data = rows(&book, "Số liệu");
    let column = data[2].iter().position(|name| name == "ra_lk").unwrap();
    let shown: Vec<&str> = data[4..34].iter().map(|row| row[column].as_str()).collect();
    let shown: Vec<&[&str]> = shown.chunks(10).map(|unit| &unit[..6]).collect();
    assert_eq!(shown, [["1", "1", "3", "4", "4", "7"], ["2", "3", "3", "3", "", ""], ["0", "3", "3", "5", "6", ""]]);

    // A single file is judged the same.
    let checked = |unit: &str| {
        let file = folder.join(format!("tra-loi/2022-Q4/{unit}.xlsx"));
        run(&folder, &["check", file.to_str().unwrap()]).1
    };
    let an = checked("AN");
    assert!(an.contains("cùng kỳ năm trước 3") && an.contains("Ra lũy kế 7"), "{an}");
    let binh = checked("BINH");
    assert!(!binh.contains("Ra lũy kế") && binh.contains("thiếu mã 03 lũy kế"), "{binh}");
}

#[test]
fn form_has_last_year_and_the_sum_to_date() {
    let (_keep, folder, plan) = campaign(with_rules);
    send_all(&folder, &plan, 0..6);
    let (code, out) = run(&folder, &["forms", "--period", "2023-Q1"]);
    assert_eq!(code, 0, "{out}");
    let find = |unit: &str| {
        let all = fs::read_dir(folder.join("bieu-mau/2023-Q1")).unwrap().map(|entry| entry.unwrap().path());
        let is_own = |path: &std::path::PathBuf| path.to_string_lossy().contains(unit);
        all.filter(|path| path.is_file()).find(is_own).unwrap()
    };
    // An: 4 joined in the first quarter of 2022, 7 left so far. Of Bình a quarter is missing.
    assert_eq!([reference(&find("AN"), "vao_ck"), reference(&find("AN"), "ra_lk")], ["4", "7"]);
    assert_eq!([reference(&find("BINH"), "vao_ck"), reference(&find("BINH"), "ra_lk")], ["6", ""]);
    let (compared, differences) = libreoffice::compare(&find("AN"));
    assert!(compared > 10 && differences.is_empty(), "{compared}: {}", differences.join("\n"));

    // Filled in, the form adds its own figure, and reading knows its cells.
    let own = chain(0)[6];
    let when = period(6);
    let mut book =
        form::blank(&plan, &plan.units[0], when.parse().unwrap(), &previous(&folder, &plan, 0, &when)).unwrap();
    let cells = [("dau", own.opening), ("vao", own.joined), ("ra", 2), ("cuoi", own.closing - 2 + own.left)];
    let more = [("vao_lk", own.to_date), ("tu_dat", 7), ("lan_nop", 1)];
    cells.iter().chain(&more).for_each(|(name, value)| fill(&mut book, name, f64::from(*value)));
    engine::fill(&mut book).unwrap();
    let sheet = book.sheets.iter().find(|sheet| sheet.name == "Đối chiếu").unwrap();
    let (_, at) = book.names.iter().find(|(name, _)| name == "ra_lk").unwrap();
    let at = tonghop::workbook::address::parse(at.rsplit_once('!').unwrap().1).unwrap();
    assert_eq!(sheet.cells.formula(at).unwrap().value, Some(Value::Number(9.0)));
    let file = folder.join("tra-loi/2023-Q1/AN.xlsx");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, write::workbook(&book).unwrap()).unwrap();
    let (_, out) = run(&folder, &["check", file.to_str().unwrap()]);
    assert!(out.contains("Ra lũy kế 9") && !out.contains("D2"), "{}", flat(&out));
}

#[test]
fn misuse_of_earlier_figures_is_reported() {
    let faults = [
        ("cuoi_lk<=9", "cuoi_lk cộng số phát sinh qua các kỳ, nhưng cuoi không phải số phát sinh"),
        ("khac_ck<=9", "khac_ck"),
        ("LUY_KE(ra)<=9", "chỉ dùng trong cột tổng hợp"),
    ];
    for (test, wanted) in faults {
        let (_keep, folder, _) = campaign(|text| text);
        let path = folder.join("ke-hoach.toml");
        let more = format!(
            "rules = [\n  {{ code = \"R81\", severity = \"warning\", test = \"{test}\", message = \"Sai.\", fix = \"Xem lại.\" }},\n"
        );
        let text = replaced(fs::read_to_string(&path).unwrap(), &[("rules = [\n", more)]);
        fs::write(&path, text).unwrap();
        let (code, out) = run(&folder, &["plan", "check"]);
        assert!(code != 0 && out.contains(wanted), "{test}: {out}");
    }
}
