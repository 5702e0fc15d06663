//! Headings and titles that change what the figures below them mean, or that repeat those of the form: each is reported
//! at its place. The files are made by `tests/unclaimed/unclaimed.py`.

use crate::unclaimed::{C, L, gives};

/// The sections of the form have a unit of measure in each row; a title with another one contradicts them.
#[test]
fn unit_of_measure_in_a_title_of_a_section_is_an_error() {
    let got = gives("section_unit", &[("D52", L, "BM01", "A66", "A66: triệu đồng")]);
    assert_eq!(got.findings[0].expected.vi, "đồng");
    gives("section_unit_line", &[("D52", L, "BM01", "E66", "E66: nghìn đồng")]);
}

#[test]
fn unit_of_measure_in_a_heading_of_a_list_is_an_error() {
    let got = gives("list_heading_unit", &[("D52", L, "DS_3", "G4", "G4: nghìn người")]);
    assert!(got.findings[0].expected.vi.contains("Số LĐ"), "{:?}", got.findings);
    gives("list_heading_unit_same", &[]);
}

/// "Thực hiện" means the figures of the period as much as "Số lượng": which of the two columns counts cannot be told. A
/// column of another meaning is one of the unit's own.
#[test]
fn results_beside_the_figures_are_an_error() {
    let got = gives("results_beside", &[("D55", L, "BM01", "I30", "I21 “Thực hiện”: I30 “4”; I69 “36”")]);
    let found = &got.findings[0].found.vi;
    assert!(found.contains("I30 “4”") && found.contains("I69 “36”"), "{found}");
    gives("plan_beside", &[("D56", C, "BM01", "I69", "I69 “36”")]);
}

/// Four headings of the list are there twice, for one reason.
#[test]
fn second_list_beside_the_first_is_one_finding() {
    let got = gives("list_twice", &[("D51", L, "DS_2", "J4", "“Họ tên”: B4, J4; “Ngày sinh”: C4, K4")]);
    let found = &got.findings[0].found.vi;
    assert!(found.contains("“Giới tính”: D4, L4") && found.contains("“CĐCS”: E4, M4"), "{found}");
}
