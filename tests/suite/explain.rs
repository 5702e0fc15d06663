//! `explain`: the value equals the truth, and every source cell contains the figure shown, read independently of the
//! program.

use calamine::{Data, Reader, Xlsx, open_workbook};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/277-lai-chau")
}

/// Runs `explain` and joins wrapped lines.
fn explain(words: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tonghop"));
    let output =
        command.arg("-C").arg(sample()).arg("explain").args(words).env_remove("TONGHOP_LANG").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().all(|l| l.chars().count() <= 80), "{text}");
    let whole = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (output.status.code().unwrap(), whole, String::from_utf8(output.stderr).unwrap())
}

/// Returns a column's value in the truth, an integer in Vietnamese notation: `2.136`.
fn truth(period: &str, unit: &str, name: &str) -> String {
    let text = fs::read_to_string(sample().join("su-that.tsv")).unwrap();
    let head = format!("so_lieu\t{period}\t{unit}\t{name}\t");
    let line = text.lines().find(|l| l.starts_with(&head)).unwrap_or_else(|| panic!("{head}"));
    let value: i64 = line.split('\t').nth(4).unwrap().parse().unwrap();
    let (thousands, rest) = (value / 1000, value.abs() % 1000);
    if thousands == 0 { value.to_string() } else { format!("{thousands}.{rest:03}") }
}

/// Extracts every `mã 07 = 8 (…) ← file · sheet!cell` of an explanation: figure, file, sheet, cell.
fn sources(text: &str) -> Vec<(f64, String, String, String)> {
    let parts = text.split(" ← ").collect::<Vec<_>>();
    parts
        .windows(2)
        .map(|pair| {
            let figure = pair[0].rsplit_once(" = ").unwrap().1.split(" (").next().unwrap();
            let figure = figure.replace('.', "").replace(',', ".").parse().unwrap();
            let place = pair[1].split(" SHA-256 ").next().unwrap();
            let (file, at) = place.split_once(" · ").unwrap();
            let at = at.split(" “").next().unwrap();
            let (sheet, cell) = at.split_once('!').unwrap();
            (figure, file.to_string(), sheet.to_string(), cell.to_string())
        })
        .collect()
}

#[test]
fn explained_values_have_true_source_cells() {
    let cases = [
        ("TP", "kn_luy_ke", "2022-Q1", 3),
        ("TP", "kn_trong_ky", "2022-Q1", 1),
        ("SINHO", "kn_con_lai", "2021-Q4", 3),
        ("SINHO", "dv_ck", "2021-Q4", 1),
        ("NAMNHUN", "dv_tang_thuan", "2021-Q4", 1),
        ("CDGD", "kn_chenh_lech", "2022-Q1", 3),
        ("THANUYEN", "tl_con_lai", "2022-Q1", 3),
        ("CDYT", "kn_du_bao", "2021-Q4", 3),
        ("PHONGTHO", "kn_nam", "2022-Q1", 1),
        ("MUONGTE", "dn10_can_them", "2022-Q1", 2),
    ];
    for (unit, name, period, count) in cases {
        let (code, text, error) = explain(&[name, "--unit", unit, "--period", period]);
        assert_eq!((code, error.as_str()), (0, ""), "{name}");
        let value = truth(period, unit, name);
        assert!(text.contains(&format!(" = {value} [")), "{unit} {name} {value}: {text}");
        let sources = sources(&text);
        assert_eq!(sources.len(), count, "{unit} {name}: {text}");
        for (figure, file, sheet, cell) in sources {
            let mut book: Xlsx<_> = open_workbook(sample().join("tra-loi").join(&file)).unwrap();
            let range = book.worksheet_range(&sheet).unwrap();
            let (row, column) = tonghop::workbook::address::parse(&cell).unwrap();
            let found = range.get_value((row, column)).unwrap();
            let number = match found {
                Data::Float(n) => *n,
                Data::Int(n) => *n as f64,
                other => other.to_string().replace('.', "").parse().unwrap(),
            };
            assert_eq!(number, figure, "{unit} {name}: {file} {sheet}!{cell}");
        }
    }
}

/// Returns on hold and missing returns are listed, and their figures are marked as not counted.
#[test]
fn uncounted_figures_are_marked() {
    let (_, text, _) = explain(&["kn_luy_ke", "--unit", "SINHO", "--period", "2021-Q4"]);
    assert!(text.contains("Q4/2021, mã 07 = 5 (bị giữ lại, không cộng)"), "{text}");
    let (_, text, _) = explain(&["kn_luy_ke", "--unit", "CĐN Giáo dục", "--period", "2021-Q4"]);
    assert!(text.contains("Q3/2021, mã 07: chưa gửi báo cáo, không cộng gì"), "{text}");
    // For the figure typed as text, the text of the cell is shown.
    let (_, text, _) = explain(&["dv_dau_ky", "--unit", "TP", "--period", "2021-Q3"]);
    assert!(text.contains("mã 06 = 2.136 (được tính) ← 2021-Q3/BM01_2021-Q3_TP.xlsx · BM01!E29 “2.136”"), "{text}");
}

#[test]
fn cells_and_headings_are_accepted() {
    let (_, by_cell, _) = explain(&["'Tổng hợp'!E23", "--period", "2021-Q4"]);
    assert!(by_cell.contains("Tổng cộng = 113 ['Tổng hợp'!E23]") && by_cell.contains("=SUM(E12:E22)"), "{by_cell}");
    let (_, by_heading, _) = explain(&["lũy kế kết nạp", "--period", "2021-Q4"]);
    assert!(by_heading.contains("Tổng cộng = 113"), "{by_heading}");
    let (_, mark, _) = explain(&["'Kiểm tra'!I15", "--period", "2021-Q4"]);
    assert!(mark.starts_with("R10") && mark.contains("LĐLĐ huyện Sìn Hồ"), "{mark}");
    let (code, _, error) = explain(&["kn_con_lay"]);
    assert!(code == 2 && error.contains("kn_con_lai"), "{error}");
    let (code, _, error) = explain(&["'Tổng hợp'!ZZ900"]);
    assert!(code == 2 && error.contains("ZZ900"), "{error}");
}

/// Every rule has a passing and a failing example, verified with its own formula.
#[test]
fn every_rule_has_a_passing_and_a_failing_example() {
    let plan = tonghop::pipeline::campaign(&tonghop::system::OsSystem::start(), &sample()).unwrap();
    let mut without = BTreeSet::new();
    for rule in &plan.rules {
        let [passes, fails] = tonghop::explain::examples(&plan, rule);
        if passes.is_none_or(|e| !e.passes) || fails.is_none_or(|e| e.passes) {
            without.insert(rule.code.clone());
        }
    }
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn explained_rule_has_reason_and_fix() {
    let (code, text, _) = explain(&["r10", "--unit", "SINHO", "--period", "2021-Q4"]);
    assert_eq!(code, 0);
    for part in ["R10 · ✗ Lỗi", "Đạt khi: dv_cuoi_ky=", "Ví dụ đạt: mã 20 = ", "Ví dụ không đạt: ", "Cách sửa: ", "E43"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
}
