use super::*;
use ReportingCycle::{Half, Month, Quarter};

#[test]
fn a_period_is_read_in_every_spelling() {
    for (period, spellings) in [
        (
            "2022-Q1",
            &[
                "2022-Q1",
                "2022Q1",
                "q1/2022",
                "Q1-2022",
                "Q.1/2022",
                "quý I/2022",
                "Quý 1 năm 2022",
                "QUÝ I - 2022",
                "Quý một năm 2022",
                "QI/2022",
                "quýI.2022",
                "2022 quý 1",
                "Quy 01/2022",
                "Quarter 1 of 2022",
            ][..],
        ),
        ("2021-Q4", &["Quý IV năm 2021", "Q4 2021", "quý tư/2021", "quy bon nam 2021"]),
        (
            "2024-T03",
            &["2024-T03", "T3/2024", "tháng 3 năm 2024", "Tháng 03/2024", "2024M3", "tháng ba/2024", "March 2024"],
        ),
        ("2024-T05", &["May 2024", "T5/2024"]),
        ("2024-T12", &["T12/2024", "thang 12-2024"]),
        (
            "2022-H1",
            &[
                "2022-H1",
                "6 tháng đầu năm 2022",
                "06 tháng đầu 2022",
                "First half of 2022",
                "sáu tháng đầu năm 2022",
                "H1/2022",
            ],
        ),
        ("2022-H2", &["nửa cuối năm 2022", "kỳ II/2022", "kỳ 2 năm 2022", "6T cuối năm 2022", "Nửa năm cuối 2022"]),
    ] {
        for text in spellings {
            assert_eq!(whole(text).map(|p| p.to_string()).as_deref(), Some(period), "{text}");
            assert_eq!(text.parse::<Period>().unwrap().to_string(), period, "{text}");
        }
    }
}

#[test]
fn a_text_that_is_no_single_period_is_refused() {
    for text in [
        "2021-2022",
        "quý I",
        "1/2022",
        "2024-03",
        "quý 5/2022",
        "T13/2024",
        "9 tháng đầu năm 2022",
        "quý I và II/2022",
        "quý I/2021-2022",
        "mẫu may 2022",
        "quý I/2022 (sửa)",
        "ngày 1 tháng 3 năm 2022",
        "H 1/2022",
        "Q1/22",
        "3 tháng",
    ] {
        assert_eq!(whole(text), None, "{text}");
        assert!(text.parse::<Period>().is_err(), "{text}");
    }
}

#[test]
fn header_cells_need_no_noun_but_one_meaning() {
    let parts = |index, year| Some(PeriodParts { index, year });
    for (cycle, text, read) in [
        (Quarter, "1", parts(Some(1), None)),
        (Quarter, "Q3", parts(Some(3), None)),
        (Quarter, "2021-Q3", parts(Some(3), Some(2021))),
        (Quarter, "I/2022", parts(Some(1), Some(2022))),
        (Quarter, "Quý IV", parts(Some(4), None)),
        (Quarter, "Quý III (từ 01/7 đến 30/9)", parts(Some(3), None)),
        (Quarter, "2021", parts(None, Some(2021))),
        (Quarter, "Năm 2021", parts(None, Some(2021))),
        (Quarter, "", parts(None, None)),
        (Month, "03/2024", parts(Some(3), Some(2024))),
        (Month, "Tháng 3", parts(Some(3), None)),
        (Half, "1", parts(Some(1), None)),
        (Half, "6 tháng đầu năm", parts(Some(1), None)),
        (Half, "cuối năm", parts(Some(2), None)),
        (Half, "Kỳ II", parts(Some(2), None)),
        // Two years, two numbers, another cycle, out of range.
        (Quarter, "2021-2022", None),
        (Quarter, "3,5", None),
        (Quarter, "31/12/2021", None),
        (Quarter, "Tháng 3", None),
        (Quarter, "5", None),
        (Quarter, "Q1, Q2", None),
        (Month, "6 tháng đầu năm", None),
        (Month, "Q1", None),
        (Half, "3", None),
        // The first of several is none of them.
        (Quarter, "Quý II, III", None),
        (Quarter, "Quý III và IV/2021", None),
        (Quarter, "Quý 3-4", None),
        (Month, "Tháng 7, 8, 9", None),
        (Quarter, "Quý III (1/7 – 30/9/2021)", parts(Some(3), Some(2021))),
        (Quarter, "Quý III (3)", parts(Some(3), None)),
    ] {
        assert_eq!(in_field(cycle, text), read, "{text}");
    }
}

#[test]
fn the_year_beside_the_index_counts_in_a_name() {
    let parts = |index, year| PeriodParts { index, year };
    for (cycle, text, read) in [
        (Quarter, "BM01_2021-Q3_TANUYEN.xlsx", parts(Some(3), Some(2021))),
        (Quarter, "BC quy 4 nam 2021 Phong Tho.xlsx", parts(Some(4), Some(2021))),
        (Quarter, "KH 2021-2025 quý I năm 2022.xlsx", parts(Some(1), Some(2022))),
        (Quarter, "KH 2021-2025", parts(None, None)),
        (Quarter, "BM01_277.xlsx", parts(None, None)),
        (Quarter, "quý 1", parts(Some(1), None)),
        (Quarter, "nop 05.10.2021", parts(None, Some(2021))),
        (Month, "thang 3 2024", parts(Some(3), Some(2024))),
        (Month, "xa_T03_2024", parts(Some(3), Some(2024))),
        (Month, "xa T Uyen", parts(None, None)),
        (Half, "6 thang dau nam 2024", parts(Some(1), Some(2024))),
        (Half, "bao cao 6 thang cuoi nam", parts(Some(2), None)),
    ] {
        assert_eq!(in_name(cycle, text), read, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn reading_never_panics(text in "(\\PC|[0-9qtmhivQ/ -]|quý |năm |tháng |đầu ){0,12}") {
        for cycle in [Month, Quarter, Half] {
            let _ = (whole(&text), in_field(cycle, &text), in_name(cycle, &text));
        }
    }

    /// The notations of the program itself are read by all three.
    #[test]
    fn own_notations_are_read_everywhere(year in 1990i32..2200, index in 1u8..=12, cycle in 0usize..3) {
        let cycle = [Month, Quarter, Half][cycle];
        let period = Period::new(cycle, year, (index - 1) % cycle.per_year() + 1).unwrap();
        let parts = PeriodParts { index: Some(period.index()), year: Some(year) };
        for text in [period.to_string(), period.heading()] {
            proptest::prop_assert_eq!(whole(&text), Some(period), "{}", text);
            proptest::prop_assert_eq!(in_field(cycle, &text), Some(parts), "{}", text);
            proptest::prop_assert_eq!(in_name(cycle, &text), parts, "{}", text);
        }
    }
}
