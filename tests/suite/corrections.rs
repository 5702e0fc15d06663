//! Corrections of earlier returns, forms after a missing or held return, and forms that nobody has filled in. The truth is
//! added up by hand or in a plain loop.

use crate::merge::{said, tonghop};
use std::fs;
use std::path::{Path, PathBuf};
use tonghop::form::{Previous, blank};
use tonghop::grid::{self, Grid};
use tonghop::limits::Limits;
use tonghop::model::period::Period;
use tonghop::plan::{Plan, load};
use tonghop::workbook::{CellContent, Workbook, address};
use tonghop::{engine, write};

/// Creates a campaign of the plan `noi-ky`, with a change of its text.
pub(crate) fn campaign(change: impl Fn(String) -> String) -> (tempfile::TempDir, PathBuf, Plan) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/noi-ky");
    let keep = tempfile::tempdir().unwrap();
    let folder = keep.path().join("đợt");
    fs::create_dir_all(folder.join("tra-loi")).unwrap();
    let text = change(fs::read_to_string(from.join("ke-hoach.toml")).unwrap());
    let annex = fs::read(from.join("phu-luc.csv")).unwrap();
    fs::write(folder.join("ke-hoach.toml"), &text).unwrap();
    fs::write(folder.join("phu-luc.csv"), &annex).unwrap();
    let plan = load::text(&text, &annex, ("ke-hoach.toml", "phu-luc.csv")).unwrap();
    (keep, folder, plan)
}

/// Types a number into the cell of a name.
pub(crate) fn fill(book: &mut Workbook, name: &str, number: f64) {
    let (_, target) = book.names.iter().find(|(n, _)| n == name).unwrap().clone();
    let (sheet, cell) = target.rsplit_once('!').unwrap();
    let sheet = book.sheets.iter_mut().find(|s| s.name == sheet.trim_matches('\'')).unwrap();
    sheet.cells.change(address::parse(cell).unwrap(), |c| c.content = CellContent::Number(number)).unwrap();
}

/// The figures of a return.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Figures {
    pub opening: i32,
    pub joined: i32,
    pub left: i32,
    pub closing: i32,
    pub to_date: i32,
}

/// Writes a filled form into the returns folder.
pub(crate) fn send(folder: &Path, plan: &Plan, unit: &str, period: &str, file: &str, number: u32, figures: Figures) {
    let of = &plan.units[plan.unit_index(unit).unwrap()];
    let mut book = blank(plan, of, period.parse().unwrap(), &Previous::default()).unwrap();
    fill(&mut book, "lan_nop", f64::from(number));
    let Figures { opening, joined, left, closing, to_date } = figures;
    let cells =
        [("dau", opening), ("vao", joined), ("ra", left), ("cuoi", closing), ("vao_lk", to_date), ("tu_dat", 7)];
    cells.iter().for_each(|(name, value)| fill(&mut book, name, f64::from(*value)));
    engine::fill(&mut book).unwrap();
    let target = folder.join("tra-loi").join(file);
    fs::create_dir_all(target.parent().unwrap()).unwrap();
    fs::write(target, write::workbook(&book).unwrap()).unwrap();
}

pub(crate) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Runs a command on the campaign; returns its exit code and what it says.
pub(crate) fn run(folder: &Path, words: &[&str]) -> (i32, String) {
    let all = [&["-C", folder.to_str().unwrap()], words].concat();
    let (code, out, error) = said(&tonghop(&all));
    (code, flat(&(out + &error)))
}

/// Merges a period and returns the exit code, the screen with all findings, and the workbook.
pub(crate) fn merge(folder: &Path, period: &str) -> (i32, String, Grid) {
    let (code, out, error) = said(&tonghop(&["merge", "-v", folder.to_str().unwrap(), "--period", period]));
    assert!(code < 2, "{out}{error}");
    (code, flat(&out), open(&folder.join(format!("ket-qua/Tong-hop-{period}.xlsx"))))
}

pub(crate) fn open(path: &Path) -> Grid {
    grid::open(&fs::read(path).unwrap(), &Limits::default()).unwrap()
}

/// Returns the rows of a sheet as texts.
pub(crate) fn rows(book: &Grid, sheet: &str) -> Vec<Vec<String>> {
    let sheet = book.sheets.iter().find(|s| s.name == sheet).unwrap();
    let last = sheet.cells.keys().map(|(row, _)| *row).max().unwrap_or(0);
    let width = sheet.cells.keys().map(|(_, column)| *column).max().unwrap_or(0);
    let text = |row, column| sheet.cell(row, column).map(|c| c.value.display().into_owned()).unwrap_or_default();
    (0..=last).map(|row| (0..=width).map(|column| text(row, column)).collect()).collect()
}

/// Returns the findings in the workbook as (unit, period, code, severity, message, found, expected).
pub(crate) fn findings(book: &Grid) -> Vec<[String; 7]> {
    let all = rows(book, "Lỗi, cảnh báo");
    let listed = all.iter().filter(|row| row[0].parse::<u32>().is_ok());
    listed.map(|r| [2, 3, 4, 1, 7, 8, 9].map(|column: usize| code(&r[column]))).collect()
}

/// Returns the name of a period as a workbook shows it: `2022-Q1` for "Quý I/2022". Any other text stays as it is.
pub(crate) fn code(shown: &str) -> String {
    shown.parse::<Period>().map_or_else(|_| shown.to_string(), |period| period.to_string())
}

/// Returns the periods of a unit that have a finding with this code.
pub(crate) fn periods_with(book: &Grid, unit: &str, code: &str) -> Vec<String> {
    findings(book).into_iter().filter(|f| f[0] == unit && f[2] == code).map(|f| f[1].clone()).collect()
}

pub(crate) const JOINED: [i32; 10] = [5, 3, 4, 6, 2, 7, 1, 8, 3, 4];
pub(crate) const LEFT: [i32; 10] = [1, 0, 2, 1, 0, 3, 0, 2, 1, 0];

pub(crate) fn period(index: usize) -> String {
    "2021-Q3".parse::<Period>().unwrap().plus(index as i32).to_string()
}

/// The figures of a unit over ten quarters from an opening, each continuing the one before.
pub(crate) fn chain(opening: i32) -> Vec<Figures> {
    let (mut closing, mut to_date) = (opening, 0);
    let mut out = Vec::new();
    for (joined, left) in JOINED.into_iter().zip(LEFT) {
        let opening = closing;
        closing += joined - left;
        to_date += joined;
        out.push(Figures { opening, joined, left, closing, to_date });
    }
    out
}

/// Sends ten quarters of three units.
pub(crate) fn ten_quarters(folder: &Path, plan: &Plan) {
    for (unit, opening) in [("AN", 100), ("BINH", 200), ("CHAU", 300)] {
        for (index, figures) in chain(opening).into_iter().enumerate() {
            let when = period(index);
            send(folder, plan, unit, &when, &format!("{when}/{unit}.xlsx"), 1, figures);
        }
    }
}

#[test]
fn correction_of_an_old_quarter_starts_no_chain() {
    let (_keep, folder, plan) = campaign(|text| text);
    ten_quarters(&folder, &plan);
    let (code, out, before) = merge(&folder, "2023-Q4");
    assert!(code == 0 && findings(&before).is_empty(), "{out}");

    // 2022-Q1, the third quarter, again: two fewer joined, so two fewer at the end and to date.
    let third = chain(100)[2];
    let corrected =
        Figures { joined: third.joined - 2, closing: third.closing - 2, to_date: third.to_date - 2, ..third };
    send(&folder, &plan, "AN", "2022-Q1", "2022-Q1/AN lan 2.xlsx", 2, corrected);
    let (code, out, after) = merge(&folder, "2023-Q4");
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("30 đã tổng hợp, 0 còn lỗi chưa tổng hợp, 1 được thay bằng lần gửi sau"), "{out}");
    // Nothing is lost from the total: (43 - 2) + 43 + 43.
    assert_eq!(JOINED.iter().sum::<i32>(), 43);
    let total = |book: &Grid| rows(book, "Kết quả").into_iter().find(|r| r.iter().any(|c| c == "Tổng cộng")).unwrap();
    assert!(total(&before).contains(&"129".to_string()) && total(&after).contains(&"127".to_string()));
    // The break is shown once, with both figures, files and cells.
    let all = findings(&after);
    assert_eq!(all.len(), 2, "{all:?}");
    let broken = all.iter().find(|f| f[2] == "K11").unwrap();
    assert_eq!((broken[0].as_str(), broken[1].as_str(), broken[3].as_str()), ("Xã An", "2022-Q2", "▲ Cảnh báo"));
    assert!(broken[4].contains("lần gửi 1, nay lần 2 đã thay") && broken[4].contains("R73, R74"), "{broken:?}");
    // Closing: 100+5-1+3-0+4-2 = 109; to date 5+3+4 = 12.
    assert!(broken[5].contains("2022-Q1/AN.xlsx: mã 04 = 109 (trang BM-09, ô "), "{broken:?}");
    assert!(broken[5].contains("mã 05 = 12 (trang BM-09, ô "), "{broken:?}");
    assert!(broken[6].contains("2022-Q1/AN lan 2.xlsx: mã 04 = 107 (trang BM-09, ô "), "{broken:?}");
    assert!(broken[6].contains("mã 05 = 10 (trang BM-09, ô "), "{broken:?}");

    agree_with_the_finding(&folder);

    // The fourth quarter again, from the corrected one: the break moves to the fifth.
    let fourth = chain(100)[3];
    let again =
        Figures { opening: fourth.opening - 2, closing: fourth.closing - 2, to_date: fourth.to_date - 2, ..fourth };
    send(&folder, &plan, "AN", "2022-Q2", "2022-Q2/AN lan 2.xlsx", 2, again);
    let (code, out, book) = merge(&folder, "2023-Q4");
    assert_eq!((code, periods_with(&book, "Xã An", "K11")), (0, vec!["2022-Q3".to_string()]), "{out}");
    // A figure that fits no submission is an error as before.
    let wrong = Figures { opening: 1, closing: 1 + fourth.joined - fourth.left, ..again };
    send(&folder, &plan, "AN", "2022-Q2", "2022-Q2/AN lan 3.xlsx", 3, wrong);
    let (code, out, book) = merge(&folder, "2022-Q2");
    assert_eq!((code, periods_with(&book, "Xã An", "R73")), (1, vec!["2022-Q2".to_string()]), "{out}");
    assert_eq!(periods_with(&book, "Xã An", "K11"), [""; 0], "{out}");
}

/// The live rule stays as its formula says; `check`, `audit` and `explain` agree with the finding.
fn agree_with_the_finding(folder: &Path) {
    let (code, _, book) = merge(folder, "2022-Q2");
    assert_eq!(code, 0);
    let checks = rows(&book, "Kiểm tra");
    let row = |code: &str| checks.iter().find(|row| row[0] == code).unwrap();
    for code in ["R73", "R74"] {
        // The marks of the three units, their number, and the results.
        assert_eq!(row(code)[3..7], ["✗", "✓", "✓", "1"], "{:?}", row(code));
        assert_eq!(row(code)[8].to_uppercase(), "FALSE", "{:?}", row(code));
    }
    let (code, out) = run(folder, &["audit", folder.join("ket-qua/Tong-hop-2022-Q2.xlsx").to_str().unwrap()]);
    assert!(code == 0 && out.contains("Không có chỗ nào khác"), "{out}");
    let (code, out) = run(folder, &["explain", "R73", "--unit", "AN", "--period", "2022-Q2"]);
    assert!(code == 0 && out.contains("Xã An: Số chuyển từ quý I/2022 lấy theo lần gửi 1"), "{out}");
    let (_, out) = run(folder, &["explain", "R73", "--unit", "BINH", "--period", "2022-Q2"]);
    assert!(out.contains("không có lỗi, cảnh báo này trong kỳ"), "{out}");
    let (code, out) = run(folder, &["check", folder.join("tra-loi/2022-Q2/AN.xlsx").to_str().unwrap()]);
    assert!(code == 0 && out.contains("▲ Cảnh báo K11") && out.contains("đủ điều kiện gửi"), "{out}");
    let (code, out) = run(folder, &["check", folder.join("tra-loi/2022-Q3/AN.xlsx").to_str().unwrap()]);
    assert!(code == 0 && !out.contains("K11"), "{out}");
}

#[test]
fn waived_rule_stays_waived_and_a_held_version_explains_too() {
    // A rule that takes a missing figure for 0: with the return before on hold it fails without need.
    let rule = "  { code = \"R75\", severity = \"error\", scope = \"previous\", test = 'dau<=IF(so_quy=1,pl_dau,IF(ISNUMBER(cuoi_kt),cuoi_kt,0))', \
                message = \"Đầu kỳ {dau} quá số cuối kỳ trước.\", fix = \"Sửa.\" },\n]\nsheets =";
    let waiver = "\n[[waivers]]\nrule = \"R73\"\nunit = \"AN\"\nperiod = \"2021-Q4\"\nreason = \"đã thống nhất\"\nby = \"Ban\"\ndate = 2022-01-20\n";
    let (_keep, folder, plan) = campaign(|text| text.replace("]\nsheets =", rule) + waiver);
    let [first, second] = [chain(100)[0], chain(100)[1]];
    send(&folder, &plan, "AN", "2021-Q3", "2021-Q3/AN.xlsx", 1, Figures { left: first.left + 1, ..first });
    send(&folder, &plan, "AN", "2021-Q4", "2021-Q4/AN.xlsx", 1, second);
    let (_, out, book) = merge(&folder, "2021-Q4");
    assert_eq!(periods_with(&book, "Xã An", "R72"), ["2021-Q3"], "{out}");
    assert_eq!(periods_with(&book, "Xã An", "R75"), [""; 0], "{out}");
    let held = findings(&book).into_iter().find(|f| f[2] == "K11").unwrap();
    assert!(held[1] == "2021-Q4" && held[4].contains("báo cáo đó chưa được tổng hợp"), "{held:?}");
    // Corrected to another closing: R73 is waived and stays so; R74 does not differ.
    let other = Figures { joined: 5, left: 2, closing: 103, ..first };
    send(&folder, &plan, "AN", "2021-Q3", "2021-Q3/AN 2.xlsx", 2, other);
    let (code, out, book) = merge(&folder, "2021-Q4");
    assert_eq!((code, periods_with(&book, "Xã An", "R73")), (0, vec!["2021-Q4".to_string()]), "{out}");
}

/// Returns the texts of the row of an indicator (by code) in a form.
pub(crate) fn form_row(path: &Path, code: &str) -> Vec<String> {
    rows(&open(path), "BM-09").into_iter().find(|row| row[2] == code).unwrap()
}

#[test]
fn form_after_a_missing_or_held_return_says_so() {
    let (_keep, folder, plan) = campaign(|text| text);
    let of = |unit: &str| folder.join(format!("bieu-mau/2021-Q4/BM-09_2021-Q4_{unit}.xlsx"));
    let first = chain(100)[0];
    send(&folder, &plan, "AN", "2021-Q3", "2021-Q3/AN.xlsx", 1, first);
    // Xã Bình's return does not balance: 200 + 5 - 1 is not 210. Xã Châu has sent nothing.
    let held = Figures { opening: 200, closing: 210, ..first };
    send(&folder, &plan, "BINH", "2021-Q3", "2021-Q3/BINH.xlsx", 1, held);
    let (code, out) = run(&folder, &["forms", folder.to_str().unwrap()]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("Kỳ sau quý III/2021, kỳ mới nhất có từ hai đơn vị gửi."), "{out}");
    assert!(out.contains("1 đơn vị chưa có báo cáo quý III/2021, số đầu kỳ trong biểu để trống: Xã Châu"), "{out}");
    assert!(
        out.contains("1 đơn vị có báo cáo quý III/2021 còn lỗi, chưa tổng hợp") && out.contains("có ghi rõ: Xã Bình"),
        "{out}"
    );
    let row = form_row(&of("AN"), "01");
    assert_eq!((row[4].as_str(), row[7].as_str()), ("104", "✓"));
    let row = form_row(&of("BINH"), "01");
    assert_eq!(row[4], "210");
    assert_eq!(row[7], "▲ Theo báo cáo quý III năm 2021 còn lỗi, chưa được tổng hợp; sửa nếu số đã đổi.");
    // The annex says 300 for June; it is not the opening of October.
    let row = form_row(&of("CHAU"), "01");
    assert_eq!(row[4], "");
    let reason = "Chưa có báo cáo quý III năm 2021: tự ghi theo mã 04 của kỳ đó.";
    assert_eq!(row[7], format!("○ Cần nhập. {reason}"));

    // Xã Châu types its opening; its late return then agrees, and both count.
    let late = chain(300);
    send(&folder, &plan, "CHAU", "2021-Q4", "2021-Q4/CHAU.xlsx", 1, late[1]);
    send(&folder, &plan, "CHAU", "2021-Q3", "2021-Q3/CHAU.xlsx", 1, late[0]);
    let (_, out, book) = merge(&folder, "2021-Q4");
    assert!(findings(&book).iter().all(|f| f[0] != "Xã Châu"), "{out}");
    // Xã Bình goes on from its held return and corrects that one: counted, with the break shown.
    let next = Figures { opening: 210, closing: 213, to_date: 8, ..chain(200)[1] };
    send(&folder, &plan, "BINH", "2021-Q4", "2021-Q4/BINH.xlsx", 1, next);
    send(&folder, &plan, "BINH", "2021-Q3", "2021-Q3/BINH 2.xlsx", 2, chain(200)[0]);
    let (code, out, book) = merge(&folder, "2021-Q4");
    assert_eq!((code, periods_with(&book, "Xã Bình", "K11")), (0, vec!["2021-Q4".to_string()]), "{out}");

    // The selected period needs no reason; the first period has none before it.
    let (_, out) = run(&folder, &["forms", folder.to_str().unwrap(), "--period", "2021-Q3"]);
    assert!(!out.contains("Kỳ sau") && !out.contains("Lưu ý"), "{out}");
}

#[test]
fn libreoffice_agrees_with_forms_of_unconfirmed_openings() {
    let (_keep, folder, plan) = campaign(|text| text);
    send(&folder, &plan, "BINH", "2021-Q3", "2021-Q3/BINH.xlsx", 1, Figures { closing: 210, ..chain(200)[0] });
    let (code, out) = run(&folder, &["forms", folder.to_str().unwrap()]);
    assert!(code == 0 && out.contains("Kỳ sau quý III/2021, kỳ mới nhất có báo cáo (chưa kỳ nào"), "{out}");
    for unit in ["BINH", "CHAU"] {
        let path = folder.join(format!("bieu-mau/2021-Q4/BM-09_2021-Q4_{unit}.xlsx"));
        let (compared, differences) = crate::libreoffice::compare(&path);
        assert!(compared > 200 && differences.is_empty(), "{unit} {compared}: {differences:?}");
    }
}
