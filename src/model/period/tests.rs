//! Periods: spellings, positions and days.

use super::*;

fn q(text: &str) -> Period {
    text.parse().unwrap()
}

#[test]
fn quarters_parse_in_all_spellings() {
    for text in ["2022-Q1", "2022Q1", "2022-q1", " Q1/2022 ", "Q1-2022"] {
        assert_eq!(q(text).to_string(), "2022-Q1");
    }
    for text in ["", "22", "2022-Q5", "2022-Q0", "Q1", "Q1/", "22-Q1", "quý 1", "2022-Q1x"] {
        assert!(text.parse::<Period>().is_err(), "{text}");
    }
}

#[test]
fn months_and_half_years_parse() {
    for text in ["2024-T03", "2024-T3", "T3/2024", "2024M3", "T03-2024"] {
        assert_eq!(q(text).to_string(), "2024-T03");
    }
    assert_eq!(q("h2/2023").to_string(), "2023-H2");
    for text in ["2024-T13", "2024-T0", "2024-H3", "2024-03", "T3"] {
        assert!(text.parse::<Period>().is_err(), "{text}");
    }
    let (march, second) = (q("2024-T02").plus(1), q("2023-H2"));
    assert_eq!((march.heading(), second.heading()), ("Tháng 3 năm 2024".into(), "6 tháng cuối năm 2023".into()));
    assert_eq!(
        (second.first_day().to_string(), second.last_day().to_string()),
        ("01/07/2023".into(), "31/12/2023".into())
    );
    assert_eq!(q("2024-T02").last_day().to_string(), "29/02/2024");
    assert_eq!(
        q("2023-T11").through(q("2024-T02")).map(|p| p.to_string()).collect::<Vec<_>>().join(" "),
        "2023-T11 2023-T12 2024-T01 2024-T02"
    );
    assert_eq!((q("2024-T02").ordinal(q("2023-T11")), second.plus(1).to_string()), (4, "2024-H1".into()));
}

#[test]
fn quarters_have_ordinals_from_the_first_period() {
    let all: Vec<_> = q("2021-Q3").through(q("2023-Q4")).collect();
    assert_eq!(all.len(), 10);
    assert_eq!(all[9].ordinal(all[0]), 10);
    assert_eq!(q("2021-Q2").ordinal(all[0]), 0);
    assert_eq!(all[1].plus(1), q("2022-Q1"));
    assert_eq!(q("2022-Q1").plus(-1), q("2021-Q4"));
}

#[test]
fn first_and_last_days_are_correct() {
    assert_eq!(q("2021-Q4").first_day().to_string(), "01/10/2021");
    assert_eq!(q("2021-Q4").last_day().to_string(), "31/12/2021");
    assert_eq!(q("2024-Q1").last_day().to_string(), "31/03/2024");
    assert_eq!(q("2021-Q4").heading(), "Quý IV năm 2021");
}

#[test]
fn a_year_is_a_period_and_may_begin_in_any_month() {
    for text in ["2022", "năm 2022", " Năm 2022 ", "year 2022", "cả năm 2022"] {
        assert_eq!(q(text).to_string(), "2022", "{text}");
    }
    let year = q("2022");
    assert_eq!((year.first_day().to_string(), year.last_day().to_string()), ("01/01/2022".into(), "31/12/2022".into()));
    assert_eq!((year.heading(), year.heading_in(Lang::En)), ("Năm 2022".into(), "Year 2022".into()));
    let fiscal = year.beginning_in(10);
    assert_eq!(
        (fiscal.first_day().to_string(), fiscal.last_day().to_string()),
        ("01/10/2022".into(), "30/09/2023".into())
    );
    assert_eq!((fiscal.to_string(), fiscal.in_sentence(Lang::Vi)), ("2022-2023".into(), "năm 2022–2023".into()));
    assert_eq!((String::from(fiscal).as_str(), q("2022-N10")), ("2022-N10", fiscal));
    let october = ReportingCycle::Year(10);
    for (text, year) in
        [("2022-Q4", 2022), ("2023-Q3", 2022), ("2022-Q3", 2021), ("2023-T09", 2022), ("2022-T10", 2022)]
    {
        assert_eq!(q(text).within(october).year(), year, "{text}");
    }
    assert_eq!(q("2022-T06").within(ReportingCycle::Half), q("2022-H1"));
    for text in ["2022-N13", "2022-N00", "1989", "2022-2024", "năm", "2022 2022 2023"] {
        assert!(text.parse::<Period>().is_err(), "{text}");
    }
}

fn any() -> impl proptest::strategy::Strategy<Value = Period> {
    use proptest::prelude::*;
    let cycles = prop_oneof![
        Just(ReportingCycle::Month),
        Just(ReportingCycle::Quarter),
        Just(ReportingCycle::Half),
        Just(ReportingCycle::Year(1))
    ];
    (cycles, 2021i32..2169, 0u8..12)
        .prop_map(|(cycle, year, n)| Period::new(cycle, year, n % cycle.per_year() + 1).unwrap())
}

proptest::proptest! {
    /// Formatting and parsing round-trip, steps add up, and periods follow each other without a gap.
    #[test]
    fn periods_round_trip_and_follow_without_a_gap(period in any(), steps in -60i32..60) {
        proptest::prop_assert_eq!(period.to_string().parse::<Period>().unwrap(), period);
        proptest::prop_assert_eq!(period.in_sentence(Lang::Vi).parse::<Period>().unwrap(), period);
        let other = period.plus(steps);
        proptest::prop_assert_eq!(other.ordinal(period), steps + 1);
        proptest::prop_assert_eq!(other.plus(-steps), period);
        proptest::prop_assert_eq!(period.plus(1).first_day().serial(), period.last_day().serial() + 1);
        proptest::prop_assert_eq!(period.through(period.plus(steps)).count(), usize::try_from(steps + 1).unwrap_or(0));
    }

    #[test]
    fn parse_period_never_panics(text in "\\PC{0,20}") {
        let _ = text.parse::<Period>();
    }
}
