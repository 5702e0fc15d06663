//! Forms as officers touch them: a change that loses or alters a figure is one finding that says which, a harmless one is
//! none. The files are made by `tests/unclaimed/unclaimed.py`.

use crate::formats::{converted, one, plan};
use crate::merge::{campaign, said, tonghop};
use crate::unclaimed::{C, I, L, gives, made, outcome};
use std::process::Command;
use tonghop::check::check_one;
use tonghop::model::amount::Amount;
use tonghop::model::received_file::ReadingOutcome;
use tonghop::model::submission::Submission;

/// Rows of a roster.
fn rows(got: &Submission, code: &str) -> usize {
    let index = plan().rosters.iter().position(|roster| roster.code == code).unwrap();
    got.rosters[index].rows.len()
}

/// Codes of the findings of rules.
fn rules(got: &Submission) -> Vec<String> {
    let found = check_one(&plan(), got, None).unwrap().findings;
    found.into_iter().map(|f| f.code).filter(|code| code.starts_with(['R', 'K'])).collect()
}

#[test]
fn figure_beside_its_cell_is_an_error() {
    gives("figure_in_label", &[("D28", L, "BM01", "B69", "B69 “Người được tập huấn: 35 người”")]);
    let got = gives("figure_in_units", &[("D28", L, "BM01", "D69", "D69 “35”")]);
    assert_eq!(got.findings[0].expected.vi, "42 Người được tập huấn");
    gives("figures_in_notes", &["F29", "F30", "F69"].map(|cell| ("D28", L, "BM01", cell, cell)));
}

/// The form prints the figures of the previous quarter beside those of this one: a figure typed over them is not taken
/// for a printed one.
#[test]
fn figure_over_that_of_the_previous_quarter_is_reported() {
    let (_keep, folder) = campaign(&["2021-Q3"]);
    let path = folder.to_str().unwrap();
    let (code, out, error) = said(&tonghop(&["-C", path, "forms", "--period", "2021-Q4"]));
    assert_eq!(code, 0, "{out}{error}");
    let form = folder.join("bieu-mau/2021-Q4/BM01_2021-Q4_TANUYEN.xlsx");
    let script = "import openpyxl,sys\nb=openpyxl.load_workbook(sys.argv[1])\ns=b.worksheets[0]\n\
        assert s['F21'].value=='Quý trước'\n\
        row={s.cell(r,3).value:r for r in range(22,s.max_row+1)}\n\
        assert s.cell(row['42'],6).value==35\n\
        s.cell(row['42'],6).value,s.cell(row['41'],6).value=36,'9 người'\n\
        s.cell(row['49'],5).value,s.cell(row['49'],6).value=2,5\nb.save(sys.argv[1])\n";
    let python = Command::new("/usr/bin/python3").args(["-W", "ignore", "-c", script]).arg(&form).output().unwrap();
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let found: Vec<_> = one(&form, &plan()).findings.into_iter().map(|f| (f.code, f.found.vi)).collect();
    let expected = [("D28", "F68 “9 người”; F69 “36”"), ("D56", "F76 “5”")];
    assert_eq!(found, expected.map(|(code, text)| (code.to_string(), text.to_string())));
}

/// The return is for the third quarter of 2021.
#[test]
fn heading_of_another_period_is_an_error() {
    gives("heading_of_other_quarter", &[("D27", L, "BM01", "E21", "“Số lượng (quý II)”")]);
    gives("heading_of_other_year", &[("D27", L, "BM01", "E21", "“Số lượng (năm 2020)”")]);
    gives("heading_of_half_year", &[("D27", L, "BM01", "E21", "“Số lượng (6 tháng đầu năm)”")]);
    gives("heading_of_own_quarter", &[]);
}

#[test]
fn line_of_column_numbers_is_no_row() {
    for name in ["numbers_of_columns", "plain_numbers_of_columns", "letters_of_columns"] {
        let got = gives(name, &[]);
        assert_eq!((got.amount("ld_tong"), got.amount("tap_huan")), (&Amount::Number(2076.0), &Amount::Number(35.0)));
    }
}

#[test]
fn second_table_is_one_finding() {
    let got = gives("table_again", &[("D55", L, "BM01", "E93", "01: E23, E93; 02: E24, E94")]);
    assert!(got.findings[0].found.vi.ends_with("và 45 dòng nữa"), "{:?}", got.findings);
    let parts = "“Số lượng”: E21, N21; “Mã số”: C21, L21; “Chỉ tiêu”: B21, K21";
    gives("table_beside", &[("D51", L, "BM01", "E21", parts)]);
}

/// "CĐCS A | 19" is not the row of code 19.
#[test]
fn numbers_of_another_table_are_no_codes() {
    let numbers = ("D56", C, "BM01", "C86", "C86 “19”; C87 “18”");
    gives("numbers_like_codes", &[numbers, ("D57", I, "BM01", "B86", "CĐCS A")]);
    gives("sum_of_section", &[("D56", C, "BM01", "E49", "E49 “4321” (Cộng mục B)")]);
}

#[test]
fn list_below_the_table_of_figures_is_an_error() {
    let got = gives("list_below_table", &[("D53", L, "BM01", "B87", "B87 “Lò Văn A”; C87 “01/01/1990”")]);
    assert!(got.findings[0].expected.vi.contains("danh sách DS_2"), "{:?}", got.findings);
}

/// A list that says that there is no case has no row, and agrees with the figure 0.
#[test]
fn list_that_says_none_is_empty() {
    let none = [("D66", I, "DS_1", "B5", "B5 “Không có”"), ("D66", I, "DS_4", "B5", "B5 “Không phát sinh”; B6 “0”")];
    let got = gives("list_says_none", &none);
    assert_eq!((rows(&got, "DS_1"), rows(&got, "DS_4"), rules(&got)), (0, 0, Vec::new()));
    let got = gives("list_dots", &[]);
    assert_eq!((rows(&got, "DS_2"), rules(&got)), (3, Vec::new()));
}

/// DS_2 has three persons, DS_3 five enterprises.
#[test]
fn titles_subtotals_and_references_in_a_list_are_no_rows() {
    for (name, code, list, part, count) in [
        ("list_reference", "D91", "DS_2", "(Có danh sách kèm theo)", 3),
        ("list_group", "D93", "DS_3", "Xã Nà Thử", 5),
        ("list_subtotal", "D90", "DS_3", "Cộng xã Nà Thử", 5),
    ] {
        let cell = if list == "DS_2" { "B8" } else { "B10" };
        let got = gives(name, &[(code, C, list, cell, part)]);
        assert_eq!((rows(&got, list), rules(&got)), (count, Vec::new()), "{name}");
    }
    gives("list_numbered_again", &[]);
    gives("list_entry_moved", &[]);
}

/// "nam" is "năm" without its mark, but alone it is no placeholder for a day.
#[test]
fn word_in_a_cell_for_a_day_is_an_error() {
    gives("sex_for_birth", &[("D08", L, "DS_2", "C5", "Nam")]);
}

#[test]
fn header_that_leaves_unit_or_period_open_is_an_error() {
    gives("two_units", &[("D26", L, "BM01", "C11", "THANUYEN")]);
    let ReadingOutcome::NotAReturn(finding) = outcome(&made("span_for_quarter")) else { panic!() };
    assert_eq!((finding.code.as_str(), finding.cell.as_deref()), ("D10", Some("C12")));
    let ReadingOutcome::NotAReturn(finding) = outcome(&made("several_periods")) else { panic!() };
    assert_eq!((finding.code.as_str(), finding.found.vi.as_str()), ("D10", "Quý III, IV 2021"));
}

/// The file name says neither unit nor period.
#[test]
fn header_value_in_the_cell_of_its_label_is_read() {
    let got = gives("header_in_labels", &[]);
    assert_eq!((got.unit.as_str(), got.period.to_string().as_str()), ("TANUYEN", "2021-Q3"));
}

/// The question of an answer is known by its code or by its text.
#[test]
fn answer_that_lost_its_question_is_named() {
    let got = gives("answer_without_code", &[]);
    assert_eq!(got.amount(&plan().narratives[0].name), &Amount::Text("Câu trả lời thứ nhất".into()));
    let got = gives("answer_without_question", &[("D39", C, "TM", "C4", "C4 “Câu trả lời thứ nhất”")]);
    let (narrative, expected) = (&plan().narratives[0], &got.findings[0].expected.vi);
    assert!(expected.starts_with(&format!("{} ", narrative.code)) && !expected.contains("TM2"), "{expected}");
    assert_eq!(got.amount(&narrative.name), &Amount::Blank);
}

/// In every format that stores them. LibreOffice puts a chart at its cell too.
#[test]
fn pictures_and_charts_are_reported_at_their_cells() {
    let file = made("pictures");
    let folder = tempfile::tempdir().unwrap();
    let [xls, ods] = ["xls", "ods"].map(|to| converted(&file, to, folder.path()));
    for file in [&file, &xls, &ods] {
        let got = one(file, &plan());
        let found: Vec<_> = got.findings.iter().filter(|f| f.code == "D68").collect();
        let places: Vec<_> =
            found.iter().map(|f| (f.severity, f.sheet.as_deref().unwrap_or(""), f.found.vi.as_str())).collect();
        let first = "hình ảnh ở I30, B95; biểu đồ hoặc tài liệu nhúng ở J40";
        assert_eq!(places, [(I, "BM01", first), (I, "DS_2", "hình ảnh ở H9")], "{}", file.display());
        let plain = one(&made("same_label_twice"), &plan()).balance;
        assert!(got.balance.reported >= 4 && plain.reported == 0, "{:?}", got.balance);
    }
}

#[test]
fn two_tables_of_one_period_are_named_with_their_sheets() {
    let ReadingOutcome::NotAReturn(finding) = outcome(&made("hidden_copy")) else { panic!() };
    assert_eq!((finding.code.as_str(), finding.unit.as_deref()), ("D14", Some("TANUYEN")));
    assert_eq!(finding.found.vi, "trang “BM01” và trang “BM01 cũ” (trang ẩn)");
}
