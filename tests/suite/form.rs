//! A filled form, with faults of every kind, recomputed by LibreOffice: the file's formulas hold defined names, the
//! engine's held addresses.

use crate::libreoffice;
use tonghop::book::{Book, Content, address};
use tonghop::form::{Previous, blank};
use tonghop::model::amount::Value;
use tonghop::plan::{load, template};
use tonghop::{engine, write};

/// Types into the cell of a name.
fn fill(book: &mut Book, name: &str, content: Content) {
    let (_, target) = book.names.iter().find(|(n, _)| n == name).unwrap().clone();
    let (sheet, cell) = target.rsplit_once('!').unwrap();
    type_in(book, sheet.trim_matches('\''), cell, content);
}

fn type_in(book: &mut Book, sheet: &str, cell: &str, content: Content) {
    let sheet = book.sheets.iter_mut().find(|s| s.name == sheet).unwrap();
    sheet.cells.get_mut(&address::parse(cell).unwrap()).unwrap().content = content;
}

#[test]
fn libreoffice_agrees_with_a_filled_form() {
    let template = template::get("277-kh-ldld").unwrap();
    let plan = load::text(template.plan, template.annex.as_bytes(), ("plan.toml", "phu-luc.tsv")).unwrap();
    let unit = &plan.units[plan.unit_index("SINHO").unwrap()];
    let previous = Previous {
        figures: Some([("dv_cuoi_ky", 2575.0), ("dv_luy_ke", 8.0)].map(|(n, v)| (n.into(), Value::Number(v))).into()),
        openings: [("dv_dau_ky".to_string(), 2570.0)].into(),
        progress: vec![("Lũy kế kết nạp".into(), tonghop::model::amount::Value::Number(8.0))],
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
        fill(&mut book, name, Content::Number(number));
    }
    fill(&mut book, "ld_nnn", Content::Text("12 người".into()));
    fill(&mut book, "ban_chi_dao", Content::Text("không".into()));
    for (cell, text) in [("B5", "CĐCS A"), ("C5", "0100112437"), ("B6", "CĐCS B"), ("C6", "0100112437")] {
        type_in(&mut book, "DS_1", cell, Content::Text(text.into()));
    }
    for (cell, number) in [("F5", 44_500.0), ("F6", 44_600.0), ("H5", 4.0), ("H6", 12.0)] {
        type_in(&mut book, "DS_1", cell, Content::Number(number));
    }
    type_in(&mut book, "DS_3", "B5", Content::Text("Công ty A".into()));
    type_in(&mut book, "DS_3", "C5", Content::Text("0100112437".into()));
    engine::fill(&mut book).unwrap();
    let Content::Formula { value: Some(Value::Text(status)), .. } = &book.sheets[0].cells[&(0, 0)].content else {
        panic!("no status")
    };
    assert!(status.starts_with("✗ CHƯA GỬI ĐƯỢC: "), "{status}");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("form.xlsx");
    std::fs::write(&path, write::workbook(&book).unwrap()).unwrap();
    let (compared, differences) = libreoffice::compare(&path);
    assert!(compared > 900, "{compared} formula cells");
    assert_eq!(differences, [""; 0]);
}
