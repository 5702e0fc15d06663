//! A filled form with errors of every kind, recomputed by LibreOffice. The formulas in the file use defined names,
//! those of the engine addresses.

use crate::libreoffice;
use tonghop::form::{Previous, blank};
use tonghop::model::amount::Value;
use tonghop::plan::{Plan, load, template};
use tonghop::workbook::{CellContent, CellFormula, SheetCell, Style, Workbook, address};
use tonghop::{engine, write};

fn plan() -> Plan {
    let template = template::get("277-kh-ldld").unwrap();
    load::text(template.plan, template.annex.as_bytes(), ("plan.toml", "phu-luc.tsv")).unwrap()
}

/// Enters a value into the cell of a name.
fn fill(book: &mut Workbook, name: &str, content: CellContent) {
    let (_, target) = book.names.iter().find(|(n, _)| n == name).unwrap().clone();
    let (sheet, cell) = target.rsplit_once('!').unwrap();
    type_in(book, sheet.trim_matches('\''), cell, content);
}

fn type_in(book: &mut Workbook, sheet: &str, cell: &str, content: CellContent) {
    let sheet = book.sheets.iter_mut().find(|s| s.name == sheet).unwrap();
    sheet.cells.change(address::parse(cell).unwrap(), |cell| cell.content = content).unwrap();
}

#[test]
fn libreoffice_agrees_with_a_filled_form() {
    let plan = plan();
    let unit = &plan.units[plan.unit_index("SINHO").unwrap()];
    let previous = Previous {
        year_before: None,
        summed: std::collections::BTreeMap::new(),
        quotas: Default::default(),
        gaps: Vec::new(),
        rosters: Default::default(),
        unconfirmed: Default::default(),
        figures: Some([("dv_cuoi_ky", 2575.0), ("dv_luy_ke", 8.0)].map(|(n, v)| (n.into(), Value::Number(v))).into()),
        openings: [("dv_dau_ky".to_string(), 2570.0)].into(),
        progress: vec![("Lũy kế kết nạp".into(), tonghop::model::amount::Value::Number(8.0))],
        course: None,
    };
    let mut book = blank(&plan, unit, "2021-Q4".parse().unwrap(), &previous).unwrap();
    for (name, number) in [
        ("ld_tong", 2680.0),
        ("ld_nu", -5.0),
        ("ld_nn", 1.5),
        ("dv_ket_nap", 5.0),
        ("dv_chuyen_den", 0.0),
        ("dv_giam", 4.0),
        ("dv_cuoi_ky", 9000.0),
        ("dv_luy_ke", 400.0),
        ("cdcs_tl", 3.0),
        ("ngay_nop", 44_580.0),
        ("ngay_chot", 44_560.0),
    ] {
        fill(&mut book, name, CellContent::Number(number));
    }
    fill(&mut book, "ld_nnn", CellContent::Text("12 người".into()));
    fill(&mut book, "ban_chi_dao", CellContent::Text("không".into()));
    for (cell, text) in [("B5", "CĐCS A"), ("C5", "0100112437"), ("B6", "CĐCS B"), ("C6", "0100112437")] {
        type_in(&mut book, "DS_1", cell, CellContent::Text(text.into()));
    }
    for (cell, number) in [("F5", 44_500.0), ("F6", 44_600.0), ("H5", 4.0), ("H6", 12.0)] {
        type_in(&mut book, "DS_1", cell, CellContent::Number(number));
    }
    type_in(&mut book, "DS_3", "B5", CellContent::Text("Công ty A".into()));
    type_in(&mut book, "DS_3", "C5", CellContent::Text("0100112437".into()));
    engine::fill(&mut book).unwrap();
    let Some(CellFormula { value: Some(Value::Text(status)), .. }) = book.sheets[0].cells.formula((0, 0)) else {
        panic!("no status")
    };
    assert!(status.starts_with("✗ CHƯA ĐỦ ĐIỀU KIỆN GỬI: "), "{status}");

    assert!(agreed(&book) > 900);
}

/// Returns the number of formula cells for which LibreOffice agrees. The test fails if any differs.
fn agreed(book: &Workbook) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("form.xlsx");
    std::fs::write(&path, write::workbook(book).unwrap()).unwrap();
    let (compared, differences) = libreoffice::compare(&path);
    assert_eq!(differences, [""; 0]);
    compared
}

/// Adds a formula about the sheet's print area, with the expected result computed by hand.
fn ask(book: &mut Workbook, sheet: &str, question: &str, answer: bool) {
    let sheet = book.sheets.iter_mut().find(|s| s.name == sheet).unwrap();
    let area = sheet.page.area_formula.clone().unwrap();
    let mut cell = SheetCell::formula(question.replace("AREA", &area), &Style::default());
    if let CellContent::Formula(formula) = &mut cell.content {
        let value = &mut formula.value;
        *value = Some(Value::Bool(answer));
    }
    sheet.set(0, 30, cell);
}

#[test]
fn roster_prints_one_page_or_to_its_last_filled_row() {
    let plan = plan();
    let mut book = blank(&plan, &plan.units[0], "2021-Q3".parse().unwrap(), &Previous::default()).unwrap();
    for cell in ["B5", "B6", "B7"] {
        type_in(&mut book, "DS_2", cell, CellContent::Text("Lò Văn A".into()));
    }
    // A gap before the last row, and a value in another column than the first.
    type_in(&mut book, "DS_3", "B5", CellContent::Text("Công ty A".into()));
    type_in(&mut book, "DS_3", "D150", CellContent::Text("Tam Đường".into()));
    type_in(&mut book, "DS_4", "F204", CellContent::Number(7.0));
    engine::fill(&mut book).unwrap();
    // A4 landscape is 21 cm high with 4 cm of margins; rows are 9 mm, 10 to 30 of them: about 15 to 30 rows, not 204.
    for roster in ["DS_1", "DS_2"] {
        ask(&mut book, roster, "AND(ROWS(AREA)>15,ROWS(AREA)<30)", true);
    }
    ask(&mut book, "DS_3", "ROWS(AREA)=150", true);
    ask(&mut book, "DS_4", "ROWS(AREA)=204", true);
    agreed(&book);
}

#[test]
fn libreoffice_agrees_with_the_form_of_another_plan() {
    let read = |file: &str| std::fs::read(format!("tests/plans/trong-cay/{file}")).unwrap();
    let text = String::from_utf8(read("plan.toml")).unwrap();
    let plan = load::text(&text, &read("phu-luc.csv"), ("plan.toml", "phu-luc.csv")).unwrap();
    let mut book = blank(&plan, &plan.units[0], plan.first, &Previous::default()).unwrap();
    // The annex has 1,200 trees, the plan 200 %: more than 2,400 gives a warning.
    fill(&mut book, "cay_moi", CellContent::Number(3000.0));
    type_in(&mut book, "DS", "B5", CellContent::Text("Khu A".into()));
    engine::fill(&mut book).unwrap();
    let said = Some(Value::Text("▲ Trồng 3.000, quá 200% chỉ tiêu.".into()));
    let says = |c: SheetCell| c.content.formula().is_some_and(|f| f.value == said);
    assert!(book.sheet("TC").unwrap().cells.values().any(says));
    // One check cell in each of the two rows, 200 in the roster, and some in the list of checks.
    assert!(agreed(&book) > 200);
}
