//! Rosters: lines that are no entries, cells merged downward, values that are unique together, and rows carried over
//! into the next form. The returns are those of the sample with single cells changed by openpyxl; the expected values
//! are written here by hand.

use crate::formats::{converted, one, plan};
use crate::merge::{campaign, said, sample, tonghop};
use crate::values::changed;
use std::fs;
use std::path::Path;
use tonghop::check::check_one;
use tonghop::grid;
use tonghop::limits::Limits;
use tonghop::model::amount::Amount;
use tonghop::model::submission::{RosterRows, Submission};

/// A return with one row in DS_1 (row 5), three in DS_2 (5 to 7).
const CITY: &str = "tra-loi/2021-Q3/BM01_2021-Q3_TANUYEN.xlsx";

fn roster<'s>(submission: &'s Submission, sheet: &str) -> &'s RosterRows {
    submission.rosters.iter().find(|r| r.sheet == sheet).unwrap()
}

fn rows(submission: &Submission, sheet: &str) -> Vec<u32> {
    roster(submission, sheet).rows.iter().map(|row| row.row).collect()
}

/// Findings of reading about rosters: code and cell.
fn found(submission: &Submission) -> Vec<(String, String)> {
    let own = submission.findings.iter().filter(|f| f.code.starts_with("D9"));
    own.map(|f| (f.code.clone(), f.cell.clone().unwrap())).collect()
}

/// F7: totals, signatures and notes are reported once for each kind and are no rows; the return counts as without them.
#[test]
fn line_that_is_no_entry_is_reported_and_not_counted() {
    let plan = plan();
    let base = sample().join(CITY);
    let (_keep, plain) = changed(&base, &["pass"]);
    let before = one(&plain[0], &plan);
    let first = rows(&before, "DS_2").len() as u32 + 5;
    let codes = |submission: &Submission| -> Vec<String> {
        let all = check_one(&plan, submission, None).unwrap().findings;
        all.into_iter().filter(|f| !f.code.starts_with("D9")).map(|f| f.code).collect()
    };
    let (last, apart) = (first, first + 2);
    let cases = [
        (format!("t['B{last}']='Tổng cộng'"), vec![("D90", format!("B{last}"))]),
        (format!("t['B{last}']='CỘNG: 3 người'"), vec![("D90", format!("B{last}"))]),
        (format!("t['A{last}']='Tổng số'\nt['B{last}']=3"), vec![("D90", format!("A{last}"))]),
        (format!("t['B{last}']='Tong cong'\nt['D{last}']='3'"), vec![("D90", format!("B{last}"))]),
        (format!("t['B{last}']='Tổng cộng các cơ sở'\nt['C{last}']=3"), vec![("D90", format!("B{last}"))]),
        (format!("t['B{apart}']='Ghi chú: danh sách đến hết quý'"), vec![("D91", format!("B{apart}"))]),
        (
            format!(
                "t['E{apart}']='Lai Châu, ngày 30 tháng 9 năm 2021'\nt['B{0}']='Người lập biểu'\nt['E{0}']='Chủ tịch'\nt['B{1}']='Lò Thị Mẫu'",
                apart + 1,
                apart + 4
            ),
            vec![("D91", format!("E{apart}"))],
        ),
        (
            format!("t['B{last}']='Cộng'\nt['B{apart}']='THỦ TRƯỞNG ĐƠN VỊ'"),
            vec![("D90", format!("B{last}")), ("D91", format!("B{apart}"))],
        ),
    ];
    let edits: Vec<String> = cases.iter().map(|(edit, _)| format!("t=b['DS_2']\n{edit}")).collect();
    let edits: Vec<&str> = edits.iter().map(String::as_str).collect();
    let (_keep, files) = changed(&base, &edits);
    for ((edit, expected), file) in cases.iter().zip(&files) {
        let got = one(file, &plan);
        assert_eq!(roster(&got, "DS_2").rows, roster(&before, "DS_2").rows, "{edit}");
        let expected: Vec<_> = expected.iter().map(|(code, cell)| (code.to_string(), cell.clone())).collect();
        assert_eq!(found(&got), expected, "{edit}");
        assert!(got.findings.iter().all(|f| !f.is_blocking()), "{edit}");
        assert_eq!(codes(&got), codes(&before), "{edit}");
    }
}

/// An enterprise or a person whose name begins like a total, and a row with a gap, are rows.
#[test]
fn entry_that_begins_like_a_total_is_a_row() {
    let plan = plan();
    let names = [
        ("Tổng công ty Điện lực Mẫu", "6299999990"),
        ("Tong cong ty Song Mau", "6299999991"),
        ("Công ty Tổng hợp Mẫu", "6299999992"),
        ("CONG TY TNHH MAU", ""),
        ("Tổng công ty Thử", ""),
        ("Cộng Hòa Mẫu", ""),
        ("Tổng cộng Phát", "6299999993"),
    ];
    let mut edit = "t=b['DS_3']\nn=5\nwhile t.cell(n,2).value: n+=1\n".to_string();
    for (name, code) in names {
        edit += &format!(
            "t.cell(n,2).value={name:?}\nt.cell(n,3).value={code:?} or None\nt.cell(n,4).value='Bản Mẫu'\nt.cell(n,7).value=9\nn+=1\n"
        );
    }
    // A name alone, without an empty row before it, is a row with gaps.
    edit += "t.cell(n,2).value='Công ty Mẫu'\n";
    let (_keep, files) = changed(&sample().join(CITY), &[&edit, "pass"]);
    let (got, before) = (one(&files[0], &plan), one(&files[1], &plan));
    assert_eq!(found(&got), []);
    let known = rows(&before, "DS_3").len();
    let read: Vec<Amount> = roster(&got, "DS_3").rows[known..].iter().map(|row| row.cells[0].clone()).collect();
    let expected: Vec<Amount> =
        names.iter().map(|(name, _)| *name).chain(["Công ty Mẫu"]).map(|name| Amount::Text(name.into())).collect();
    assert_eq!(read, expected);
}

/// F7: a cell merged downward holds for every row that it covers, with a trace for each, in .xlsx and in .ods.
#[test]
fn merged_cell_holds_for_its_rows() {
    let plan = plan();
    let edit = "t=b['DS_2']\nt.merge_cells('E5:E7')\nt.merge_cells('G6:G7')";
    let (keep, files) = changed(&sample().join(CITY), &[edit, "pass"]);
    let before = one(&files[1], &plan);
    let ods = converted(&files[0], "ods", keep.path());
    for file in [files[0].as_path(), ods.as_path()] {
        let got = one(file, &plan);
        let rows = &roster(&got, "DS_2").rows;
        assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [5, 6, 7]);
        let was = &roster(&before, "DS_2").rows;
        for row in rows {
            assert_eq!(row.cells[3], was[0].cells[3]);
        }
        assert_eq!(rows[2].cells[5], was[1].cells[5]);
        assert_eq!(rows[0].cells[5], was[0].cells[5]);
        assert_eq!(found(&got), [("D92".to_string(), "E5".to_string())]);
        let traces: Vec<(&str, &str)> = got
            .traces
            .iter()
            .filter(|t| t.why.vi.starts_with("ô gộp"))
            .map(|t| (t.cell.as_str(), t.why.vi.as_str()))
            .collect();
        assert_eq!(traces, [("E6", "ô gộp E5:E7"), ("E7", "ô gộp E5:E7"), ("G7", "ô gộp G6:G7")]);
        assert!(check_one(&plan, &got, None).unwrap().findings.iter().all(|f| f.code != "K07"));
    }
}

/// B9: the same person, by name and date of birth, in the list of a later quarter is a warning on both returns.
#[test]
fn person_admitted_twice_in_the_campaign_is_reported() {
    let (_keep, folder) = campaign(&["2021-Q3", "2021-Q4"]);
    let later = folder.join("tra-loi/2021-Q4");
    let script = format!(
        "a=openpyxl.load_workbook({:?})['DS_2']\nt=b['DS_2']\nt['B5']='  '+a['B5'].value.upper()\nt['C5']=a['C5'].value",
        folder.join("tra-loi/2021-Q3/BM01_2021-Q3_TANUYEN.xlsx").display().to_string()
    );
    let name = fs::read_dir(&later)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| {
            let plan = plan();
            let is_form = path.extension().is_some_and(|e| e == "xlsx");
            is_form && one(path, &plan).unit == "TANUYEN"
        })
        .unwrap();
    let (_other, files) = changed(&name, &[&script]);
    fs::copy(&files[0], &name).unwrap();
    let path = folder.to_str().unwrap();
    let (_, out, _) = said(&tonghop(&["merge", "-v", path, "--quarter", "2021-Q4"]));
    let text = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(text.matches(" K05 ").count(), 2, "{text}");
    // Each of the two findings names them in its message and in what is expected; the block of this quarter's unit names them once more.
    assert_eq!(text.matches("Họ tên, Ngày sinh ").count(), 5, "{text}");
}

/// The rows of DS_3 in a form.
fn carried(form: &Path) -> Vec<Vec<String>> {
    let grid = grid::open(&fs::read(form).unwrap(), &Limits::default()).unwrap();
    let sheet = grid.sheets.iter().find(|sheet| sheet.name == "DS_3").unwrap();
    let text =
        |row: u32, column: u32| sheet.cell(row, column).map(|c| c.value.display().into_owned()).unwrap_or_default();
    let all = (4..204).map(|row| (1..9).map(|column| text(row, column)).collect::<Vec<_>>());
    all.filter(|row| row.iter().any(|cell| !cell.is_empty())).collect()
}

/// B10: the next form holds the rows of the last counted return of a list that is a stock, as far as it has rows, and
/// says where they come from and how many are left out. Lists of the period are empty.
#[test]
fn rows_of_a_stock_are_carried_over() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let source = folder.join("tra-loi/2021-Q3/BM01_2021-Q3_TANUYEN.xlsx");
    let path = folder.to_str().unwrap();
    let form = folder.join("bieu-mau/2021-Q4/BM01_2021-Q4_TANUYEN.xlsx");
    let made = |rows: usize| {
        let (code, out, error) =
            said(&tonghop(&["forms", path, "--period", "2021-Q4", "--unit", "TANUYEN", "--force"]));
        assert_eq!((code, error.as_str()), (0, ""));
        let grid = grid::open(&fs::read(&form).unwrap(), &Limits::default()).unwrap();
        let sheet = |name: &str| grid.sheets.iter().find(|sheet| sheet.name == name).unwrap();
        let note = sheet("DS_3").cell(2, 0).unwrap().value.display().into_owned();
        assert!(note.contains(&format!("Điền sẵn {rows} dòng của báo cáo quý III/2021")), "{note}");
        assert!(note.contains("tệp BM01_2021-Q3_TANUYEN.xlsx, trang DS_3"), "{note}");
        for list in ["DS_1", "DS_2", "DS_4"] {
            assert!(sheet(list).cell(4, 1).is_none_or(|cell| cell.value.is_blank()), "{list}");
        }
        (out, note)
    };
    let sent = carried(&source);
    assert!(sent.len() > 1);
    let (out, note) = made(sent.len());
    assert_eq!(carried(&form), sent);
    assert!(!out.contains("DS_3") && !note.contains("chỉ đủ chỗ"), "{out}");

    // The line about the rows is a text of the form: a return is not reported for it.
    let about = |submission: &Submission| {
        let own = submission.findings.iter().filter(|f| f.sheet.as_deref() == Some("DS_3"));
        own.map(|f| format!("{f:?}")).collect::<Vec<_>>()
    };
    assert_eq!(about(&one(&form, &plan())), Vec::<String>::new());

    // As many rows as the form has not.
    let edit =
        "t=b['DS_3']\nfor n in range(5,215):\n  t.cell(n,2).value=f'Công ty Mẫu {n}'\n  t.cell(n,3).value=f'62{n:08d}'";
    let (_other, files) = changed(&source, &[edit]);
    fs::copy(&files[0], &source).unwrap();
    let (out, note) = made(200);
    assert_eq!(carried(&form).len(), 200);
    assert_eq!(about(&one(&form, &plan())), Vec::<String>::new());
    assert!(note.contains("Báo cáo đó có 210 dòng, biểu chỉ đủ chỗ cho 200 dòng; còn 10 dòng"), "{note}");
    assert!(out.contains("DS_3: 10 dòng của kỳ trước không đủ chỗ"), "{out}");
}
