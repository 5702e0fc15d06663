//! The life of a campaign over three quarters, each published: returns, a correction, a waiver, a plan edit. After every
//! step every published workbook audits clean, and the published figures that differ are those of a list made by hand
//! from the figures of the sample.

use crate::corrections::code;
use crate::merge::{campaign, said, sample, tonghop};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use tonghop::grid::{Grid, RawValue};
use tonghop::limits::Limits;

fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(crate) fn add_returns(folder: &Path, period: &str) {
    let to = folder.join("tra-loi").join(period);
    fs::create_dir_all(&to).unwrap();
    for entry in fs::read_dir(sample().join("tra-loi").join(period)).unwrap().map(Result::unwrap) {
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// Writes a return again with another submission number and other figures.
pub(crate) fn resubmit(from: &Path, to: &Path, number: u32, figures: &[(&str, u32)]) {
    let figures: Vec<String> = figures.iter().map(|(code, value)| format!("'{code}':{value}")).collect();
    let script = format!(
        "import openpyxl\nb=openpyxl.load_workbook({:?})\ns=b['BM01']\nf={{{}}}\n\
         for r in range(1,s.max_row+1):\n\
         \x20   if s.cell(r,2).value=='Lần nộp': s.cell(r,3).value={number}\n\
         \x20   if str(s.cell(r,3).value) in f: s.cell(r,5).value=f[str(s.cell(r,3).value)]\n\
         b.save({:?})",
        from.display().to_string(),
        figures.join(","),
        to.display().to_string()
    );
    let output = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", &script]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Audits every published workbook.
fn all_clean(folder: &Path, periods: &[&str]) {
    for period in periods {
        let file = folder.join(format!("ket-qua/da-chot/{period}/Tong-hop-{period}.xlsx"));
        let (code, out, error) = said(&tonghop(&["audit", file.to_str().unwrap()]));
        assert!(code == 0 && out.contains("Không có chỗ nào khác"), "{period}: {out}{error}");
    }
}

pub(crate) fn publish(folder: &Path, period: &str) {
    let (code, out, error) = said(&tonghop(&["publish", folder.to_str().unwrap(), "--period", period]));
    assert!(code < 2, "{out}{error}");
}

/// A published figure that differs: period, unit, heading, old, new, reason.
pub(crate) type Change = (String, String, String, String, String, String);

/// Merges, and reads from the list on "Nguồn" the columns.
pub(crate) fn changes(folder: &Path, period: &str) -> (String, Vec<Change>) {
    let (out, [columns, _]) = all_changes(folder, period);
    (out, columns)
}

/// Merges, and reads the list on "Nguồn": the columns, and the indicators on "Chỉ tiêu".
pub(crate) fn all_changes(folder: &Path, period: &str) -> (String, [Vec<Change>; 2]) {
    let (code, out, error) = said(&tonghop(&["merge", "-v", folder.to_str().unwrap(), "--period", period]));
    assert!(code < 2, "{out}{error}");
    let file = folder.join(format!("ket-qua/Tong-hop-{period}.xlsx"));
    let book = tonghop::grid::open(&fs::read(&file).unwrap(), &Limits::default()).unwrap();
    let (code, audit, _) = said(&tonghop(&["audit", file.to_str().unwrap()]));
    assert!(code == 0, "{audit}");
    let overview: String = texts(&book, "Tổng quan").join("\n");
    let list = listed(&book);
    assert_eq!(overview.contains("Số đã chốt, đã lập nay khác"), !list.is_empty(), "{overview}");
    let (indicators, columns) = list.into_iter().partition(|(cell, _)| cell.starts_with("'Chỉ tiêu'!"));
    let changes = |list: Vec<(String, Change)>| list.into_iter().map(|(_, change)| change).collect::<Vec<Change>>();
    (flat(&out), [changes(columns), changes(indicators)])
}

fn texts(book: &Grid, sheet: &str) -> Vec<String> {
    let sheets = book.sheets.iter().filter(|s| s.name == sheet);
    sheets.flat_map(|s| s.cells.values()).map(|c| c.value.display().into_owned()).collect()
}

/// Reads the list on "Nguồn": the cell of each figure, and what changed.
fn listed(book: &Grid) -> Vec<(String, Change)> {
    let sheet = book.sheets.iter().find(|s| s.name == "Nguồn").unwrap();
    let title = "SỐ ĐÃ CHỐT HOẶC ĐÃ LẬP, NAY KHÁC";
    let Some(((row, _), _)) = sheet.cells.iter().find(|(_, c)| c.value.display() == title) else { return Vec::new() };
    let shown = |row: u32, column: u32| match sheet.cell(row, column).map(|c| &c.value) {
        Some(RawValue::Number(n)) => format!("{}", (n * 1e4).round() / 1e4),
        Some(value) => value.display().into_owned(),
        None => String::new(),
    };
    let rows = (row + 2..).take_while(|row| !shown(*row, 1).is_empty());
    let change = |r| (code(&shown(r, 8)), shown(r, 1), shown(r, 2), shown(r, 5), shown(r, 6), shown(r, 10));
    rows.map(|r| (shown(r, 4), change(r))).collect()
}

/// The figures of some changes as (unit, heading, old, new).
fn figures<'a>(changes: impl IntoIterator<Item = &'a Change>) -> BTreeSet<[String; 4]> {
    changes.into_iter().map(|(_, unit, what, old, new, _)| [unit, what, old, new].map(String::clone)).collect()
}

fn hand<const N: usize>(list: [[&str; 4]; N]) -> BTreeSet<[String; 4]> {
    list.into_iter().map(|row| row.map(str::to_string)).collect()
}

const MORE: &str = "Còn thiếu để đạt mục tiêu";
const TEN: &str = "Tổng số";
const SHARE: &str = "Tỷ lệ DN có CĐCS";
const CITY: &str = "LĐLĐ Thành Phố";
const TOTAL: &str = "Tổng cộng";

#[test]
fn published_quarters_stay_auditable_and_their_changes_have_causes() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    publish(&folder, "2021-Q3");
    all_clean(&folder, &["2021-Q3"]);
    add_returns(&folder, "2021-Q4");
    publish(&folder, "2021-Q4");
    all_clean(&folder, &["2021-Q3", "2021-Q4"]);

    // A correction of the city for the first quarter: 41 enterprises of ten workers instead of 40. In the sample these
    // figures are 95 enterprises, 49 of them with a union; 85 % of 95 is 80.75, of 96 81.6.
    let inbox = folder.join("tra-loi/2021-Q3");
    resubmit(&inbox.join("BM01_2021-Q3_TP.xlsx"), &inbox.join("TP lần 2.xlsx"), 2, &[("33", 41)]);
    let (out, [changed, indicators]) = all_changes(&folder, "2021-Q4");
    let corrected = hand([
        [CITY, TEN, "40", "41"],
        [TOTAL, TEN, "95", "96"],
        [CITY, SHARE, "0.475", "0.4634"],
        [TOTAL, SHARE, "0.5158", "0.5104"],
        [CITY, MORE, "15", "16"],
        [TOTAL, MORE, "32", "33"],
    ]);
    assert_eq!(figures(&changed), corrected);
    // On "Chỉ tiêu" it is the one row that the correction is about.
    let numbers: BTreeSet<[&str; 3]> =
        indicators.iter().map(|c| [&c.1, &c.3, &c.4].map(String::as_str)).collect::<BTreeSet<_>>();
    assert_eq!(numbers, BTreeSet::from([[CITY, "40", "41"], [TOTAL, "95", "96"]]));
    assert!(indicators.iter().all(|c| c.2.starts_with("33 ")), "{indicators:?}");
    let why = "báo cáo gửi sau: LĐLĐ Thành Phố, quý III/2021, lần 2 (2021-Q3/TP lần 2.xlsx)";
    assert!(changed.iter().all(|c| c.0 == "2021-Q3" && c.5 == why), "{changed:?}");
    assert!(out.contains(why) && out.contains("Tỷ lệ DN có CĐCS: 47,5 % → 46,3 %"), "{out}");
    all_clean(&folder, &["2021-Q3", "2021-Q4"]);
    add_returns(&folder, "2022-Q1");
    publish(&folder, "2022-Q1");
    all_clean(&folder, &["2021-Q3", "2021-Q4", "2022-Q1"]);

    // A waiver for the return that code 25 holds in the second quarter: it admitted 9 members.
    let plan = folder.join("ke-hoach.toml");
    let text = fs::read_to_string(&plan).unwrap();
    let waiver = "\n[[waivers]]\nunit = \"THANUYEN\"\nperiod = \"2021-Q4\"\nrule = \"R09\"\nreason = \"Số trên phần mềm\"\n\
                  by = \"Trưởng ban\"\ndate = 2022-04-20\n";
    let waived = format!("{text}{waiver}");
    fs::write(&plan, &waived).unwrap();
    let (_, changed) = changes(&folder, "2022-Q1");
    let of = |period: &str| changed.iter().filter(|c| c.0 == period).cloned().collect::<Vec<_>>();
    assert_eq!(figures(&of("2021-Q3")), corrected, "a waiver for the second quarter changes nothing in the first");
    let second = of("2021-Q4");
    let why = "ngoại lệ (thêm): LĐLĐ huyện Than Uyên, quý IV/2021, R09";
    assert!(second.iter().all(|c| c.5 == why), "{second:?}");
    let admitted = admitted_by(&folder.join("tra-loi/2021-Q4/BM01_2021-Q4_THANUYEN.xlsx"));
    let row = |unit: &str| second.iter().find(|c| c.1 == unit && c.2 == "Trong quý").unwrap();
    assert_eq!((row("LĐLĐ huyện Than Uyên").3.as_str(), row("LĐLĐ huyện Than Uyên").4.as_str()), ("", &*admitted));
    let number = |text: &str| text.parse::<f64>().unwrap();
    assert_eq!(number(&row(TOTAL).4) - number(&row(TOTAL).3), number(&admitted));
    assert!(!of("2022-Q1").is_empty(), "its admissions are in the sums to date");
    let (_, out, _) = said(&tonghop(&["-C", folder.to_str().unwrap(), "explain", "R09"]));
    assert!(
        flat(&out).contains("Ngoại lệ được duyệt: LĐLĐ huyện Than Uyên, quý IV/2021: Số trên phần mềm (Trưởng ban"),
        "{out}"
    );
    // A cell of the published workbook is explained with the plan and the returns of then.
    let copy = folder.join("ket-qua/da-chot/2021-Q3");
    let (code, out, _) = said(&tonghop(&["-C", copy.to_str().unwrap(), "explain", "'CĐCS - DN'!J7"]));
    assert!(code == 0 && flat(&out).contains("LĐLĐ Thành Phố = 40") && !out.contains("lần 2"), "{out}");
    all_clean(&folder, &["2021-Q3", "2021-Q4", "2022-Q1"]);

    // Now 80 % instead of 85 %: in the first quarter 41·0.8 = 32.8, 5·0.8 = 4, 11·0.8 = 8.8, 6·0.8 = 4.8, 12·0.8 = 9.6,
    // 96·0.8 = 76.8; the other units need as many as before.
    let edited = waived.replace("value = 85", "value = 80");
    assert!(edited != waived);
    fs::write(&plan, &edited).unwrap();
    let (_, changed) = changes(&folder, "2022-Q1");
    let before_the_end: Vec<Change> = changed.iter().filter(|c| c.0 != "2022-Q1").cloned().collect();
    let first: Vec<&Change> = changed.iter().filter(|c| c.0 == "2021-Q3").collect();
    let mut expected = corrected;
    expected.retain(|row| row[1] != MORE);
    expected.extend(hand([
        [CITY, MORE, "15", "14"],
        ["LĐLĐ huyện Nậm Nhùn", MORE, "2", "1"],
        ["LĐLĐ huyện Than Uyên", MORE, "4", "3"],
        ["LĐLĐ huyện Sìn Hồ", MORE, "2", "1"],
        ["LĐLĐ huyện Mường Tè", MORE, "4", "3"],
        [TOTAL, MORE, "32", "28"],
    ]));
    assert_eq!(figures(first.iter().copied()), expected);
    for (_, unit, what, _, _, why) in first {
        let has = |text: &str| why.contains(text);
        let by_plan = what == MORE;
        let by_return = [CITY, TOTAL].contains(&unit.as_str());
        assert_eq!(
            (has("kế hoạch đã đổi"), has("báo cáo gửi sau"), has("ngoại lệ")),
            (by_plan, by_return, false),
            "{unit} {what}: {why}"
        );
    }
    all_clean(&folder, &["2021-Q3", "2021-Q4", "2022-Q1"]);

    // A unit ends in another after the second quarter: the quarters up to its end stay as they are, and the third, in
    // which it was published with a return, says why it would differ.
    let ended = edited.replace("code = \"CDYT\"\n", "code = \"CDYT\"\nuntil = \"2021-Q4\"\ninto = \"CDGD\"\n");
    assert!(ended != edited);
    fs::write(&plan, ended).unwrap();
    let (_, changed) = changes(&folder, "2022-Q1");
    let (third, earlier): (Vec<Change>, Vec<Change>) = changed.into_iter().partition(|c| c.0 == "2022-Q1");
    let of_quarters = |all: &[Change]| all.iter().map(|c| (c.0.clone(), figures([c]))).collect::<BTreeSet<_>>();
    assert_eq!(of_quarters(&earlier), of_quarters(&before_the_end));
    let why = "thời gian báo cáo, đơn vị nhận hoặc tên trước đây đã đổi: CĐN Y tế";
    assert!(third.iter().any(|c| c.1 == "CĐN Y tế" && c.5.contains(why)), "{third:?}");
    all_clean(&folder, &["2021-Q3", "2021-Q4", "2022-Q1"]);

    // A return of a published quarter is lost: the copy has it, and the figures that lose it are told.
    fs::remove_file(inbox.join("BM01_2021-Q3_CDVC.xlsx")).unwrap();
    let (out, changed) = changes(&folder, "2022-Q1");
    let lost = "báo cáo không còn: CĐ Viên chức, quý III/2021, lần 1 (2021-Q3/BM01_2021-Q3_CDVC.xlsx)";
    assert!(changed.iter().any(|c| c.0 == "2021-Q3" && c.1 == "CĐ Viên chức" && c.5.contains(lost)), "{changed:?}");
    assert!(out.contains("1 báo cáo đã dùng ở tệp tổng hợp kỳ trước nay không còn"), "{out}");
    all_clean(&folder, &["2021-Q3", "2021-Q4", "2022-Q1"]);
}

/// Returns code 07 of a return.
fn admitted_by(file: &Path) -> String {
    let book = tonghop::grid::open(&fs::read(file).unwrap(), &Limits::default()).unwrap();
    let sheet = book.sheets.iter().find(|s| s.name == "BM01").unwrap();
    let ((row, _), _) = sheet.cells.iter().find(|((_, c), v)| *c == 2 && v.value.display() == "07").unwrap();
    sheet.cell(*row, 4).unwrap().value.display().into_owned()
}

/// Results that were not published are compared as well, whatever changed: the plan, an event, the chosen period.
#[test]
fn results_without_publication_are_compared_too() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let path = folder.to_str().unwrap();
    for period in ["2021-Q3", "2021-Q4"] {
        assert!(said(&tonghop(&["merge", path, "--period", period])).0 < 2);
    }
    let inbox = folder.join("tra-loi/2021-Q3");
    resubmit(&inbox.join("BM01_2021-Q3_TP.xlsx"), &inbox.join("TP lần 2.xlsx"), 2, &[("33", 41)]);
    let plan = folder.join("ke-hoach.toml");
    let text = fs::read_to_string(&plan).unwrap();
    let amendment =
        "\n[[amendments]]\nfrom = \"2021-Q3\"\nunit = \"TP\"\ncolumn = \"pl_ct_dv\"\nvalue = 110\nbasis = \"CV 1\"\n";
    fs::write(&plan, format!("{text}{amendment}")).unwrap();
    add_returns(&folder, "2022-Q1");
    let (out, changed) = changes(&folder, "2022-Q1");
    assert!(!out.contains("Chưa so được"), "{out}");
    let row = |what: &str| changed.iter().find(|c| c.0 == "2021-Q3" && c.1 == CITY && c.2 == what).unwrap();
    assert!(row(TEN).5.starts_with("báo cáo gửi sau") && !row(TEN).5.contains("điều chỉnh"), "{:?}", row(TEN));
    let quota = row("Còn phải kết nạp");
    assert_eq!((quota.3.as_str(), quota.4.as_str()), ("88", "98"));
    assert_eq!(quota.5, "điều chỉnh chỉ tiêu (thêm): LĐLĐ Thành Phố, Chỉ tiêu 2021 - 2023 từ quý III/2021: 110");
    // A change of the plan itself, of which no copy is kept, is named as such.
    fs::write(&plan, format!("{text}{amendment}").replace("value = 85", "value = 80")).unwrap();
    let (_, changed) = changes(&folder, "2022-Q1");
    let row = changed.iter().find(|c| c.0 == "2021-Q3" && c.1 == "LĐLĐ huyện Mường Tè" && c.2 == MORE).unwrap();
    assert_eq!((row.3.as_str(), row.4.as_str()), ("4", "3"));
    assert!(row.5.starts_with("kế hoạch đã đổi (kỳ này chưa chốt"), "{row:?}");
}

/// A result in which a person chose another period, and whose values the program that saved it left out, is compared for
/// its own period all the same.
#[test]
fn result_with_another_period_chosen_is_compared_for_its_own() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let path = folder.to_str().unwrap();
    assert!(said(&tonghop(&["merge", path, "--period", "2021-Q4"])).0 < 2);
    let result = folder.join("ket-qua/Tong-hop-2021-Q4.xlsx");
    let chosen = crate::publish::tampered(&result, "x.xlsx", "b['Tổng quan']['O1']='2021-Q3'");
    fs::rename(chosen, &result).unwrap();
    let inbox = folder.join("tra-loi/2021-Q4");
    let from = inbox.join("Copy of BC Q4 FINAL sua.xlsx");
    resubmit(&from, &inbox.join("TP lần 3.xlsx"), 3, &[("33", 42)]);
    add_returns(&folder, "2022-Q1");
    let (_, changed) = changes(&folder, "2022-Q1");
    let expected = hand([[CITY, TEN, "41", "42"]]);
    let found: BTreeSet<[String; 4]> = figures(changed.iter().filter(|c| c.1 == CITY && c.2 == TEN));
    assert_eq!(found, expected, "{changed:?}");
    assert!(changed.iter().all(|c| c.0 == "2021-Q4" && c.5.contains("lần 3")), "{changed:?}");
}

/// tests/life/README.md names the test of each earlier fault: all of them are there.
#[test]
fn tests_of_earlier_faults_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("tests/life/README.md")).unwrap();
    let (_, table) = text.split_once("## Earlier faults").unwrap();
    let named = table.split('`').filter_map(|part| part.split_once("::")).collect::<Vec<_>>();
    assert!(named.len() >= 20, "{named:?}");
    for (module, test) in named {
        let code = fs::read_to_string(root.join(format!("tests/suite/{module}.rs"))).unwrap();
        assert!(code.contains(&format!("#[test]\nfn {test}()")), "{module}::{test}");
    }
}
