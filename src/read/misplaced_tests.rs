//! Forms of another unit or period, figures at another place than theirs, and lines of rosters that are no entries: each
//! is reported at its cell.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::tests::{changed, plan, returned, text};
use crate::model::amount::Amount;
use crate::model::submission::Submission;
use crate::workbook::{CellContent, Workbook, address};

/// Reads the form of Phong Thổ for 2021-Q4 with cells set by name or by sheet and address (`DS_2!B5`).
fn with(cells: &[(&str, CellContent)]) -> Submission {
    let (placed, named): (Vec<_>, Vec<_>) = cells.iter().cloned().partition(|(name, _)| name.contains('!'));
    let plan = plan();
    let bytes = changed(&plan, &named, |book| placed.iter().for_each(|(at, content)| set(book, at, content)));
    returned(&bytes, "phieu.xlsx", &plan)
}

fn set(book: &mut Workbook, at: &str, content: &CellContent) {
    let (sheet, cell) = at.split_once('!').unwrap();
    let place = address::parse(cell).unwrap();
    let sheet = book.sheets.iter_mut().find(|s| s.name == sheet).unwrap();
    let mut cell = sheet.cells.cell_at(&place);
    cell.content = content.clone();
    sheet.cells.insert(place, cell);
}

fn number(n: f64) -> CellContent {
    CellContent::Number(n)
}

/// Returns code and cell of the findings with these codes.
fn found(submission: &Submission, codes: &[&str]) -> Vec<String> {
    let of = submission.findings.iter().filter(|f| codes.contains(&f.code.as_str()));
    of.map(|f| format!("{} {}", f.code, f.cell.clone().unwrap_or_default())).collect()
}

/// Address of the figure of a name on the form.
fn cell_of(name: &str) -> String {
    with(&[]).figures[name].cell.to_string()
}

/// Address in another column of the row of a name.
fn beside(name: &str, column: &str) -> String {
    format!("BM01!{column}{}", cell_of(name).trim_start_matches('E'))
}

#[test]
fn the_name_of_another_unit_contradicts_the_code() {
    for (name, expected) in [("LĐLĐ huyện Than Uyên", 1), ("LĐLĐ huyện Phong Thổ", 0), ("Phong Thổ", 0)] {
        let got = with(&[("don_vi", text(name))]);
        assert_eq!((got.unit.as_str(), found(&got, &["D26"]).len()), ("PHONGTHO", expected), "{name}");
    }
}

/// The form of the fourth quarter with another quarter in its header still prints its own.
#[test]
fn a_title_of_another_period_is_reported() {
    let titles = |cells: &[(&str, CellContent)]| found(&with(cells), &["D25"]);
    assert_eq!(titles(&[]), Vec::<String>::new());
    assert_eq!(titles(&[("quy", number(3.0))]), ["D25 A7"]);
    assert_eq!(titles(&[("nam", number(2022.0))]), ["D25 A7"]);
    assert_eq!(titles(&[("quy", text("Quý IV"))]), Vec::<String>::new());
}

#[test]
fn version_without_its_zero_is_the_version() {
    for typed in [number(1.0), text("1"), text("1.0")] {
        assert_eq!(with(&[("phien_ban", typed)]).amount("phien_ban"), &Amount::Text("1.0".into()));
    }
    assert_eq!(with(&[("phien_ban", text("2"))]).amount("phien_ban"), &Amount::Text("2".into()));
}

#[test]
fn a_heading_that_names_other_figures_is_reported() {
    for heading in ["Số lượng (lũy kế)", "Số lượng (Kế hoạch năm)", "SỐ LƯỢNG\n(quý trước)", "Số lượng [ước]"]
    {
        assert_eq!(found(&with(&[("BM01!E21", text(heading))]), &["D27", "D52"]), ["D27 E21"], "{heading}");
    }
    for heading in ["Số lượng (người)", "Số lượng (tính đến 30/9)", "Số lượng"] {
        assert_eq!(found(&with(&[("BM01!E21", text(heading))]), &["D27", "D52"]), Vec::<String>::new(), "{heading}");
    }
}

#[test]
fn a_unit_of_measure_is_known_wherever_it_stands() {
    for measure in ["Đơn vị: 1.000 đồng", "ĐVT triệu đồng", "(Đơn vị tính: nghìn đồng)", "Đơn vị tính triệu"]
    {
        assert_eq!(found(&with(&[("BM01!F20", text(measure))]), &["D52"]), ["D52 F20"], "{measure}");
    }
    for other in ["Đơn vị: LĐLĐ huyện Phong Thổ", "ĐVT: đồng", "Đơn vị gửi: Văn Bàn"] {
        assert_eq!(found(&with(&[("BM01!F20", text(other))]), &["D52"]), Vec::<String>::new(), "{other}");
    }
    let note = beside("kp_du_toan", "G");
    for measure in ["triệu đồng", "Đơn vị: nghìn đồng", "tr.đ", "ĐVT: triệu"] {
        let got = with(&[("kp_du_toan", number(58.0)), (&note, text(measure))]);
        assert_eq!(found(&got, &["D52"]).len(), 1, "{measure}");
    }
    let got = with(&[("kp_du_toan", number(58.0)), (&note, text("chi cho 2 lớp, 3 triệu đồng còn lại"))]);
    assert_eq!((found(&got, &["D52"]).len(), got.notes.len()), (0, 1));
    let label = beside("kp_du_toan", "B");
    for measure in
        ["Kinh phí – dự toán, triệu đồng", "Kinh phí – dự toán (nghìn đồng)", "Kinh phí – dự toán - triệu đồng"]
    {
        assert_eq!(found(&with(&[(&label, text(measure))]), &["D52"]).len(), 1, "{measure}");
    }
}

#[test]
fn a_figure_beside_its_blank_cell_is_reported() {
    let codes = ["D28", "D56"];
    for column in ["A", "G", "I"] {
        let at = beside("tap_huan", column);
        let got = with(&[(&at, number(35.0))]);
        assert_eq!(found(&got, &codes), [format!("D28 {}", at.split_once('!').unwrap().1)], "{column}");
        assert!(got.amount("tap_huan").is_blank() && got.notes.is_empty());
    }
    let label = beside("tap_huan", "B");
    for written in ["Người được tập huấn: 35", "Người được tập huấn (35)"] {
        assert_eq!(found(&with(&[(&label, text(written))]), &codes).len(), 1, "{written}");
    }
    // A filled figure with a number beside it, a note in words, and a column of its own.
    let (note, own) = (beside("tap_huan", "G"), beside("tap_huan", "I"));
    let filled = with(&[("tap_huan", number(35.0)), (&note, number(35.0))]);
    assert_eq!((found(&filled, &codes).len(), filled.notes.len()), (0, 1));
    assert_eq!(found(&with(&[(&note, text("35 người dự kiến"))]), &codes), Vec::<String>::new());
    let other = beside("ctv", "I");
    let (ctv, sums) = (("ctv", number(6.0)), [(own.as_str(), number(9.0)), (other.as_str(), number(12.0))]);
    let got = with(&[&[ctv][..], &sums].concat());
    assert_eq!(found(&got, &codes), [format!("D56 {}", other.split_once('!').unwrap().1)]);
}

fn person(row: u32, name: &str) -> Vec<(String, CellContent)> {
    let day = |serial: f64| CellContent::Number(serial);
    let cells =
        [("B", text(name)), ("C", day(30_961.0)), ("D", text("Nam")), ("E", text("CĐCS A")), ("F", text("1/QĐ"))];
    cells.into_iter().map(|(column, content)| (format!("DS_2!{column}{row}"), content)).collect()
}

fn roster(cells: &[(String, CellContent)]) -> (usize, Submission) {
    let cells: Vec<(&str, CellContent)> = cells.iter().map(|(at, content)| (at.as_str(), content.clone())).collect();
    let got = with(&cells);
    let index = plan().rosters.iter().position(|r| r.code == "DS_2").unwrap();
    (got.rosters[index].rows.len(), got)
}

#[test]
fn titles_and_headings_within_a_roster_are_no_entries() {
    let at = |cell: &str, words: &str| (format!("DS_2!{cell}"), text(words));
    let titles = vec![at("B6", "II. Khối doanh nghiệp")];
    let headings = ["Họ tên", "Ngày sinh", "Giới tính", "CĐCS", "Số QĐ", "Ngày QĐ"];
    let headings = "BCDEFG".chars().zip(headings).map(|(c, words)| at(&format!("{c}6"), words)).collect();
    let numbers = "BCDEFG".chars().zip(1..).map(|(c, n)| at(&format!("{c}6"), &format!("({n})"))).collect();
    for line in [titles, headings, numbers] {
        let (rows, got) = roster(&[person(5, "Phạm Minh Trúc"), line, person(7, "Lý A Sồi")].concat());
        assert_eq!((rows, found(&got, &["D93", "D08", "D85"])), (2, vec!["D93 B6".to_string()]));
    }
    let (rows, got) = roster(&[person(5, "Phạm Minh Trúc"), vec![at("B6", "Vàng Thị Sim")]].concat());
    assert_eq!((rows, found(&got, &["D93"]).len()), (2, 0));
}

#[test]
fn marks_of_repetition_and_odd_codes_are_reported() {
    let mut cells = [person(5, "Phạm Minh Trúc"), person(6, "Lý A Sồi"), person(7, "Vàng A Lử")].concat();
    cells.extend([("DS_2!E6".to_string(), text("nt")), ("DS_2!E7".to_string(), text("″"))]);
    assert_eq!(found(&roster(&cells).1, &["D86"]), ["D86 E6"]);
    let code = |code: &str| with(&[("DS_3!B5", text("Công ty A")), ("DS_3!C5", text(code))]);
    assert_eq!(found(&code("62990300O1"), &["D88"]), ["D88 C5"]);
    assert_eq!(found(&code("6299030001-001"), &["D88"]), Vec::<String>::new());
}

/// A computer with month before day stores 05/09/2021 as 9 May and leaves 25/09/2021 a text.
#[test]
fn days_read_as_month_and_day_are_reported() {
    let serial = |y, m, d| CellContent::Number(f64::from(crate::model::day::Day::from_ymd(y, m, d).unwrap().serial()));
    let list = |days: [CellContent; 3]| {
        let mut cells = [person(5, "A B"), person(6, "C D"), person(7, "E F")].concat();
        cells.retain(|(at, _)| !at.contains("!C"));
        cells.extend(days.into_iter().zip(5..).map(|(day, row)| (format!("DS_2!C{row}"), day)));
        found(&roster(&cells).1, &["D87"])
    };
    assert_eq!(list([text("25/09/1990"), serial(1991, 5, 9), serial(1992, 3, 12)]), ["D87 C6"]);
    assert_eq!(list([text("25/09/1990"), serial(1991, 5, 19), serial(1992, 3, 12)]), Vec::<String>::new());
    assert_eq!(list([text("05/09/1990"), serial(1991, 5, 9), serial(1992, 3, 12)]), Vec::<String>::new());
    assert_eq!(list([serial(1990, 5, 9), serial(1991, 5, 9), serial(1992, 3, 12)]), Vec::<String>::new());
}
