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
    assert!(text.contains("Quý IV/2021, mã 07 = 5 (còn lỗi, chưa cộng)"), "{text}");
    let (_, text, _) = explain(&["kn_luy_ke", "--unit", "CĐN Giáo dục", "--period", "2021-Q4"]);
    assert!(text.contains("Quý III/2021, mã 07: chưa gửi báo cáo, không cộng gì"), "{text}");
    // For the figure typed as text, the text of the cell is shown.
    let (_, text, _) = explain(&["dv_dau_ky", "--unit", "TP", "--period", "2021-Q3"]);
    assert!(text.contains("mã 06 = 2.136 (đã tổng hợp) ← 2021-Q3/BM01_2021-Q3_TP.xlsx · BM01!E29 “2.136”"), "{text}");
}

#[test]
fn cells_and_headings_are_accepted() {
    let (_, by_cell, _) = explain(&["'Tổng hợp'!E23", "--period", "2021-Q4"]);
    assert!(by_cell.contains("Tổng cộng = 113 ['Tổng hợp'!E23]") && by_cell.contains("=SUM(E12:E22)"), "{by_cell}");
    let (_, by_heading, _) = explain(&["lũy kế kết nạp", "--period", "2021-Q4"]);
    assert!(by_heading.contains("Tổng cộng = 113"), "{by_heading}");
    let (_, mark, _) = explain(&["'Kiểm tra'!I15", "--period", "2021-Q4"]);
    assert!(mark.starts_with("R10") && mark.contains("LĐLĐ huyện Sìn Hồ"), "{mark}");
    let (_, of_year, _) = explain(&["'Tiến độ'!O7", "--period", "2021-Q4"]);
    assert!(of_year.contains("nam_bc = 2021: năm báo cáo"), "{of_year}");
    let (code, _, error) = explain(&["kn_con_lay"]);
    assert!(code == 2 && error.contains("kn_con_lai"), "{error}");
    let (code, _, error) = explain(&["'Tổng hợp'!ZZ900"]);
    assert!(code == 2 && error.contains("ZZ900"), "{error}");
    // Two columns have this heading: their groups tell them apart.
    let (code, _, error) = explain(&["Cùng kỳ năm trước"]);
    let both =
        "Kết nạp đoàn viên (người): Cùng kỳ năm trước (kn_cung_ky); Thành lập CĐCS: Cùng kỳ năm trước (tl_cung_ky)";
    assert!(code == 2 && error.split_whitespace().collect::<Vec<_>>().join(" ").contains(both), "{error}");
    let (code, out, error) = explain(&["Thành lập CĐCS: Cùng kỳ năm trước"]);
    assert!(code == 0 && out.starts_with("Thành lập CĐCS: Cùng kỳ năm trước (tl_cung_ky)"), "{out}{error}");
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

/// Every code that the program or the plan gives to a finding is explained.
#[test]
fn every_code_of_the_program_is_explained() {
    fn codes(folder: &Path, out: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                codes(&path, out);
            } else if !path.to_string_lossy().contains("test") {
                let code = fs::read_to_string(&path).unwrap();
                let code = code.split("#[cfg(test)]").next().unwrap().to_string();
                out.extend(code.split('"').filter(|text| is_code(text)).map(String::from));
            }
        }
    }
    fn is_code(text: &str) -> bool {
        text.len() == 3 && text.starts_with(['D', 'K']) && text[1..].chars().all(|c| c.is_ascii_digit())
    }
    let mut all = BTreeSet::new();
    for folder in ["src/check", "src/read", "src/plan"] {
        codes(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut all);
    }
    assert!(all.len() > 60 && all.contains("D15") && all.contains("K04") && all.contains("K21"), "{all:?}");
    let plan = tonghop::pipeline::campaign(&tonghop::system::OsSystem::start(), &sample()).unwrap();
    let unknown: Vec<&String> = all.iter().filter(|code| tonghop::explain::target(&plan, code).is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn built_in_codes_say_meaning_remedy_and_places() {
    let (code, text, _) = explain(&["k02"]);
    assert_eq!(code, 0);
    for part in
        ["K02 · ▲ Cảnh báo", "lần gửi cao hơn", "Cách sửa: ", "không phải quy tắc của kế hoạch", "LĐLĐ huyện Nậm Nhùn"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let (code, text, _) = explain(&["D15", "--unit", "TP"]);
    assert!(code == 0 && text.contains("Đến quý I/2022: không có"), "{text}");
}

#[test]
fn printed_codes_and_any_cell_are_explained() {
    let (_, by_name, _) = explain(&["dv_ket_nap", "--unit", "TP"]);
    for given in ["mã 07", "07", "7", "Mã số 07", "code 07"] {
        assert_eq!(explain(&[given, "--unit", "TP"]).1, by_name, "{given}");
    }
    // A heading, a cell that is computed but no column, an empty cell within a table.
    let (code, text, _) = explain(&["'Chỉ tiêu'!A1"]);
    assert!(code == 0 && text.contains("Chữ in sẵn: "), "{text}");
    let book = sample().join("ket-qua");
    assert!(!book.exists(), "explain writes nothing");
    let plan = tonghop::pipeline::campaign(&tonghop::system::OsSystem::start(), &sample()).unwrap();
    let (code, text, _) = explain(&[&format!("'{}'!D12", plan.sheets[0].name)]);
    assert!(code == 0 && !text.is_empty(), "{text}");
    let (code, text, _) = explain(&["'Chỉ tiêu'!D9"]);
    assert!(code == 0 && (text.contains("Dòng “") || text.contains("mã")), "{text}");
}

/// Random numbers on all sheets of both templates lead to a cell of a return or of the annex, whose file has the hash that is
/// shown. `./dev sources` follows a thousand.
#[test]
fn numbers_of_all_sheets_lead_to_their_sources() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explain/sources.py");
    let mut python = Command::new("/usr/bin/python3");
    let done = python.arg("-B").arg(script).args([env!("CARGO_BIN_EXE_tonghop"), "48"]).output().unwrap();
    let (out, error) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success() && out.contains("48 numbers, 0 faults"), "{out}{error}");
}
