#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::form::{Previous, blank};
use crate::grid;
use crate::model::amount::Amount;
use crate::model::submission::Submission;
use crate::plan::{load, template};
use crate::workbook::{CellContent, CellRange, Workbook};
use crate::{engine, write};

pub(super) fn plan() -> Plan {
    let template = template::get("277-kh-ldld").unwrap();
    load::text(template.plan, template.annex.as_bytes(), ("plan.toml", "phu-luc.tsv")).unwrap()
}

/// Returns the form of Phong Thổ for 2021-Q4, with cells set by their defined names.
fn form(plan: &Plan, set: &[(&str, CellContent)]) -> Vec<u8> {
    changed(plan, set, |_| {})
}

/// As [`form`], with the workbook changed before it is written.
pub(super) fn changed(plan: &Plan, set: &[(&str, CellContent)], change: impl Fn(&mut Workbook)) -> Vec<u8> {
    let unit = plan.units.iter().find(|u| u.code == "PHONGTHO").unwrap();
    let mut book = blank(plan, unit, "2021-Q4".parse().unwrap(), &Previous::default()).unwrap();
    for (name, content) in set {
        let (sheet, cell) = book.names.iter().find(|(n, _)| n == name).unwrap().1.rsplit_once('!').unwrap();
        let place = crate::workbook::address::parse(cell).unwrap();
        let sheet = sheet.trim_matches('\'').to_string();
        let sheet = book.sheets.iter_mut().find(|s| s.name == sheet).unwrap();
        sheet.cells.change(place, |cell| cell.content = content.clone()).unwrap();
    }
    engine::fill(&mut book).unwrap();
    change(&mut book);
    write::workbook(&book).unwrap()
}

/// Merges the cells of two names into the first. Labels and codes stay separate.
fn merge(book: &mut Workbook, names: [&str; 2]) {
    let place = |name: &str| {
        let target = &book.names.iter().find(|(n, _)| n == name).unwrap().1;
        crate::workbook::address::parse(target.rsplit_once('!').unwrap().1).unwrap()
    };
    let ((top, left), (bottom, right)) = (place(names[0]), place(names[1]));
    let sheet = &mut book.sheets[0];
    for row in top + 1..=bottom {
        sheet.cells.change((row, left), |cell| cell.content = CellContent::Blank).unwrap();
    }
    sheet.merges.push(CellRange::new(top, left, bottom, right));
}

pub(super) fn returned(bytes: &[u8], file: &str, plan: &Plan) -> Submission {
    match read(bytes, file, plan, &Limits::default()) {
        ReadingOutcome::Returns(mut all) if all.len() == 1 => all.remove(0),
        other => panic!("{other:?}"),
    }
}

pub(super) fn text(t: &str) -> CellContent {
    CellContent::Text(t.into())
}

#[test]
fn filled_form_reads_with_its_cells() {
    let plan = plan();
    let bytes = form(
        &plan,
        &[
            ("dv_dau_ky", text("2.655")),
            ("dv_ket_nap", CellContent::Number(7.0)),
            ("dv_giam", CellContent::Number(2.5)),
            ("dv_chuyen_den", text("1,012")),
            ("ban_chi_dao", text("có")),
            ("tm_kho_khan", text("Dịch bệnh")),
            ("lan_nop", CellContent::Number(2.0)),
        ],
    );
    let got = returned(&bytes, "BC quy 4 nam 2021 Phong Tho.xlsx", &plan);
    assert_eq!((got.unit.as_str(), got.period.to_string().as_str(), got.number), ("PHONGTHO", "2021-Q4", 2));
    assert_eq!(got.amount("dv_dau_ky"), &Amount::Number(2655.0));
    assert_eq!(got.figures["dv_dau_ky"].raw, "2.655");
    assert_eq!(got.amount("dv_ket_nap"), &Amount::Number(7.0));
    assert_eq!(got.amount("dv_giam"), &Amount::Number(2.5));
    assert!(matches!(got.amount("dv_chuyen_den"), Amount::Unreadable { raw, .. } if raw == "1,012"));
    assert_eq!(got.amount("ban_chi_dao"), &Amount::Text("Có".into()));
    assert_eq!(got.amount("tm_kho_khan"), &Amount::Text("Dịch bệnh".into()));
    assert_eq!(got.amount("ld_tong"), &Amount::Blank);
    assert_eq!(got.amount("phien_ban"), &Amount::Text("1.0".into()));
    // The cut-off of the period, 31/12/2021, is serial number 44561.
    assert_eq!(got.amount("ngay_chot"), &Amount::Number(44_561.0));
    assert_eq!(got.rosters.len(), 4);
    assert!(got.rosters.iter().all(|r| r.rows.is_empty() && !r.sheet.is_empty()), "{:?}", got.rosters);
    let codes: Vec<_> = got.findings.iter().map(|f| (f.code.as_str(), f.found.vi.as_str())).collect();
    assert_eq!(codes, [("D01", "2.655")]);
    assert_eq!(got.figures.keys().filter(|n| plan.indicator(n).is_some()).count(), 51);
}

/// A figure in a cell merged over two codes belongs to neither. It gives one finding at the cell; other rows are read
/// as usual.
#[test]
fn cell_merged_over_two_codes_is_not_guessed() {
    let plan = plan();
    let set = [("dv_kn_nn", CellContent::Number(7.0)), ("dv_chuyen_den", CellContent::Number(1.0))];
    let bytes = changed(&plan, &set, |book| merge(book, ["dv_kn_nn", "dv_kn_nnn"]));
    let got = returned(&bytes, "x.xlsx", &plan);
    let found: Vec<_> = got.findings.iter().map(|f| (f.code.as_str(), f.found.vi.as_str(), f.cell.clone())).collect();
    let cell = got.figures["dv_kn_nn"].cell.to_string();
    assert_eq!(found, [("D16", "7", Some(cell.clone()))]);
    assert_eq!(got.figures["dv_kn_nnn"].cell, cell);
    for name in ["dv_kn_nn", "dv_kn_nnn"] {
        assert!(matches!(got.amount(name), Amount::Unreadable { raw, .. } if raw == "7"), "{name}");
    }
    assert_eq!(got.amount("dv_chuyen_den"), &Amount::Number(1.0));
    // Only one finding: neither "not a number" nor "missing" at the same cell.
    let all = crate::check::check_one(&plan, &got, None).unwrap().findings;
    let at_cell: Vec<_> = all.iter().filter(|f| f.cell.as_ref() == Some(&cell)).map(|f| f.code.as_str()).collect();
    assert_eq!(at_cell, ["D16"]);
}

/// Rows beyond the limit are left out, reported once, and the return is on hold.
#[test]
fn roster_is_read_up_to_its_limit() {
    let plan = plan();
    let bytes = changed(&plan, &[], |book| {
        let sheet = book.sheets.iter_mut().find(|s| s.name == "DS_2").unwrap();
        for row in [5, 6, 9, 12] {
            sheet.text(row - 1, 1, format!("Lò Văn {row}"), &crate::workbook::Style::default());
        }
    });
    let with = |roster_rows| {
        let limits = Limits { roster_rows, ..Limits::default() };
        let ReadingOutcome::Returns(mut all) = read(&bytes, "x.xlsx", &plan, &limits) else { panic!("no return") };
        all.remove(0)
    };
    let rows = |s: &Submission| s.rosters[1].rows.iter().map(|r| r.row).collect::<Vec<_>>();
    let got = with(2);
    assert_eq!(rows(&got), [5, 6]);
    let [finding] = got.findings.as_slice() else { panic!("{:?}", got.findings) };
    assert_eq!(
        (finding.code.as_str(), finding.sheet.as_deref(), finding.cell.as_deref()),
        ("D17", Some("DS_2"), Some("B9"))
    );
    assert_eq!((finding.found.vi.as_str(), finding.expected.vi.as_str()), ("4 dòng", "nhiều nhất 2 dòng"));
    assert!(finding.is_blocking());
    let got = with(4);
    assert_eq!((rows(&got), got.findings.len()), (vec![5, 6, 9, 12], 0));
}

#[test]
fn content_overrides_the_file_name() {
    let plan = plan();
    let got = returned(&form(&plan, &[]), "BM01_2022-Q2_TP.xlsx", &plan);
    assert_eq!((got.unit.as_str(), got.period.to_string().as_str()), ("PHONGTHO", "2021-Q4"));
    assert_eq!(got.findings.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), ["D11", "D20"]);
}

#[test]
fn unknown_unit_is_not_a_return() {
    let plan = plan();
    for (code, name) in [("PHONG", "LĐLĐ huyện Phong"), ("TANUYENN", "Than Uyển huyện")] {
        let bytes = form(&plan, &[("ma_don_vi", text(code)), ("don_vi", text(name))]);
        let ReadingOutcome::NotAReturn(finding) = read(&bytes, "x.xlsx", &plan, &Limits::default()) else { panic!() };
        assert_eq!((finding.code.as_str(), finding.found.vi.as_str()), ("D09", code));
        assert!(finding.cell.is_some() && finding.expected.vi.contains("PHONGTHO"));
    }
    let bytes = form(&plan, &[("ma_don_vi", CellContent::Blank), ("don_vi", text("Liên đoàn lao động H. Than Uyen"))]);
    assert_eq!(returned(&bytes, "x.xlsx", &plan).unit, "THANUYEN");
}

#[test]
fn file_without_a_return_gives_a_finding() {
    let plan = plan();
    for (bytes, code) in [(&b""[..], "D15"), (b"TT;Chi tieu", "D15"), (b"%PDF-1.4", "D15"), (b"PK\x03\x04 torn", "D15")]
    {
        let ReadingOutcome::Unreadable(finding) = read(bytes, "x.xlsx", &plan, &Limits::default()) else { panic!() };
        assert_eq!((finding.code.as_str(), finding.file.as_deref()), (code, Some("x.xlsx")));
        assert!(!finding.mend.vi.is_empty(), "{finding:?}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn read_return_never_panics(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400)) {
        let _ = read(&bytes, "x.xlsx", &plan(), &Limits::default());
    }
}

/// A repeated row is reported once, with the number of repetitions; the first figure is used.
#[test]
fn repeated_row_gives_one_finding() {
    let plan = plan();
    let bytes = |times: u32| {
        changed(&plan, &[("dv_ket_nap", CellContent::Number(7.0))], |book| {
            let target = &book.names.iter().find(|(n, _)| n == "dv_ket_nap").unwrap().1;
            let (row, figure) = crate::workbook::address::parse(target.rsplit_once('!').unwrap().1).unwrap();
            let cells = &mut book.sheets[0].cells;
            let last = cells.last_row().unwrap();
            for column in 0..=figure {
                let Some(cell) = cells.get(&(row, column)) else { continue };
                (0..times).for_each(|n| cells.insert((last + 1 + n, column), cell.clone()));
            }
        })
    };
    let found = |times: u32| {
        let got = returned(&bytes(times), "a.xlsx", &plan);
        assert_eq!(got.amount("dv_ket_nap"), &Amount::Number(7.0));
        let mine = got.findings.into_iter().filter(|f| f.code == "D06");
        mine.map(|f| (f.found.vi, f.found.en)).collect::<Vec<_>>()
    };
    let once = found(1);
    let [(told, _)] = once.as_slice() else { panic!("{once:?}") };
    let told = told.clone();
    assert_eq!(found(2_000), [(format!("{told} và 1999 dòng nữa"), format!("{told} and 1999 more rows"))]);
    assert_eq!(found(0), []);
}

/// Returns the number of cells with content, and how often the file's findings name the sheet.
fn contents(bytes: &[u8]) -> u32 {
    let grid = grid::open(bytes, &Limits::default()).unwrap();
    let cells = grid.sheets.iter().flat_map(|s| s.cells.values());
    cells.filter(|cell| !cell.value.is_blank()).count() as u32
}

/// A blank form and a filled one are printed or taken as a whole.
#[test]
fn own_form_has_nothing_to_report() {
    let plan = plan();
    let text = |t: &str| CellContent::Text(t.into());
    for set in [
        vec![],
        vec![
            ("dv_ket_nap", CellContent::Number(7.0)),
            ("nguoi_lap", text("Lò Thị A")),
            ("ban_chi_dao", text("Có")),
            ("tm_kho_khan", text("Dịch bệnh")),
        ],
    ] {
        let bytes = form(&plan, &set);
        let got = returned(&bytes, "a.xlsx", &plan);
        assert_eq!(got.findings, [], "{set:?}");
        assert_eq!((got.balance.reported, got.balance.cells()), (0, contents(&bytes)), "{set:?}");
        assert!(got.balance.taken > 4 && got.balance.printed > 500, "{:?}", got.balance);
    }
}

/// Returns everything that was read from a file, and all findings, as text.
fn reading(got: &Submission) -> String {
    let findings = got.findings.iter().map(|f| format!("{} {:?} {:?} {:?}\n", f.code, f.sheet, f.cell, f.found));
    let figures = got.figures.values().map(|f| format!("{}!{} {:?} {}\n", f.sheet, f.cell, f.amount, f.raw));
    let rows = got.rosters.iter().flat_map(|r| r.rows.iter().map(|row| format!("{} {row:?}\n", r.sheet)));
    let notes = got.notes.iter().map(|n| format!("{n:?}\n"));
    findings.chain(figures).chain(rows).chain(notes).collect()
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(40))]
    /// A cell that a person adds anywhere in a form is taken, or it is reported: it never disappears.
    #[test]
    fn added_cell_is_taken_or_reported(
        sheet in 0usize..8,
        row in proptest::prop_oneof![0u32..30, 20u32..110, 0u32..220],
        column in 0u32..12,
        number in proptest::prelude::any::<bool>(),
    ) {
        static PLAN: std::sync::LazyLock<Plan> = std::sync::LazyLock::new(plan);
        let before = ADDED.with(|known| known.clone());
        let mut book = before.0;
        let index = sheet % book.sheets.len();
        let sheet = &mut book.sheets[index];
        let name = sheet.name.clone();
        let area = sheet.merges.iter().find(|m| (m.top..=m.bottom).contains(&row) && (m.left..=m.right).contains(&column));
        let is_blank = |content: &CellContent| match content {
            CellContent::Blank => true,
            CellContent::Formula(formula) => formula.value.as_ref().is_none_or(|v| v.is_empty()),
            _ => false,
        };
        let old = sheet.cells.get(&(row, column)).map(|cell| cell.content.clone()).unwrap_or_default();
        proptest::prop_assume!(area.is_none() && is_blank(&old));
        let content = if number { CellContent::Number(98_765.0) } else { text("Ghi thêm bên ngoài 98765") };
        if sheet.cells.change((row, column), |cell| cell.content = content.clone()).is_none() {
            sheet.cells.insert((row, column), crate::workbook::SheetCell { content, ..Default::default() });
        }
        let bytes = write::workbook(&book).unwrap();
        match read(&bytes, "a.xlsx", &PLAN, &Limits::default()) {
            ReadingOutcome::Returns(all) => {
                let got = &all[0];
                let at = crate::workbook::address::cell(row, column);
                proptest::prop_assert_eq!(got.balance.cells(), contents(&bytes), "{}!{}", &name, &at);
                proptest::prop_assert!(got.balance.printed <= before.1.printed, "{}!{} is printed", &name, &at);
                let told = reading(got);
                proptest::prop_assert!(told.contains("98765") || told.contains("98765.0"), "{}!{}: {}", &name, &at, told);
            }
            ReadingOutcome::NotAReturn(finding) | ReadingOutcome::Unreadable(finding) => {
                proptest::prop_assert!(!finding.message.vi.is_empty());
            }
            ReadingOutcome::Accompanying(_) => panic!(),
        }
    }
}

thread_local! {
    /// A filled form with the values of its formulas, and its balance.
    static ADDED: (Workbook, crate::model::balance::CellBalance) = {
        let plan = plan();
        let unit = plan.units.iter().find(|u| u.code == "PHONGTHO").unwrap();
        let mut book = blank(&plan, unit, "2021-Q4".parse().unwrap(), &Previous::default()).unwrap();
        let list = book.sheets.iter_mut().find(|s| s.name == "DS_2").unwrap();
        for row in 4..7 {
            list.text(row, 1, format!("Lò Văn {row}"), &crate::workbook::Style::default());
        }
        engine::fill(&mut book).unwrap();
        let balance = returned(&write::workbook(&book).unwrap(), "a.xlsx", &plan).balance;
        (book, balance)
    };
}
