use super::*;

fn number(text: &str) -> Option<f64> {
    match read(text, "người", false) {
        NumberReading::Digits(n) | NumberReading::Converted(n, _) => Some(n),
        _ => None,
    }
}

#[test]
fn vietnamese_numbers_parse() {
    for (text, n) in [
        ("2.136", 2136.0),
        ("2 136", 2136.0),
        ("2\u{A0}136", 2136.0),
        ("2\u{202F}136", 2136.0),
        ("23.320", 23_320.0),
        ("1.234.567", 1_234_567.0),
        ("1.234.567,5", 1_234_567.5),
        ("85,5", 85.5),
        ("0,125", 0.125),
        ("2136,125", 2136.125),
        ("25 người", 25.0),
        ("25 Người", 25.0),
        ("\u{200B}7\u{A0}", 7.0),
        ("-5", -5.0),
        ("+5", 5.0),
        ("-", 0.0),
        ("–", 0.0),
        ("Không", 0.0),
        ("0", 0.0),
    ] {
        assert_eq!(number(text), Some(n), "{text}");
    }
    assert_eq!(read("2136", "", false), NumberReading::Digits(2136.0));
}

#[test]
fn blank_text_is_no_number() {
    for text in ["", " ", ".", "…", "...", "\u{A0}", "\u{200B}"] {
        assert_eq!(read(text, "người", false), NumberReading::Blank, "{text:?}");
    }
}

#[test]
fn ambiguous_numbers_are_rejected() {
    for text in [
        "1,012",
        "1.5",
        "2.13",
        "0.123",
        "1,234,567",
        "1,234.5",
        "40 (nữ 20)",
        "abc",
        "2 triệu",
        "3 nghìn",
        "1/5",
        "12-13",
        "85,5%",
        "2. 136",
        "1.23.456",
        "--5",
        "(12)",
        "5,",
        ",5",
        "12345678901234567",
        "#REF!",
        "1e5",
        "25 người (nữ)",
        "%",
        "1.012 2.136",
    ] {
        assert!(
            matches!(read(text, "người", false), NumberReading::Unreadable(_)),
            "{text}: {:?}",
            read(text, "", false)
        );
    }
    let NumberReading::Unreadable(why) = read("1,012", "người", false) else { panic!() };
    assert!(why.vi.contains("1.012 hoặc 1,012"), "{}", why.vi);
}

#[test]
fn words_after_a_figure_come_from_the_row() {
    let read_in = |text: &str, unit: &str, label: &str| match read(
        text,
        FigureUnit { unit, label, ..FigureUnit::default() },
        false,
    ) {
        NumberReading::Digits(n) | NumberReading::Converted(n, _) => Some(n),
        _ => None,
    };
    for (text, unit, label, n) in [
        ("58.000.000đ", "đồng", "Kinh phí", 58_000_000.0),
        ("58.000.000 ₫", "đồng", "", 58_000_000.0),
        ("₫ 58.000.000", "đồng", "", 58_000_000.0),
        ("VNĐ 58.000.000", "VNĐ", "", 58_000_000.0),
        ("58.000.000 VNĐ", "Đồng", "", 58_000_000.0),
        ("58.000.000 vnd", "đ", "", 58_000_000.0),
        ("1.250 triệu", "triệu đồng", "", 1250.0),
        ("1.250 tr.đ", "triệu đồng", "", 1250.0),
        ("35 ĐV", "đoàn viên", "", 35.0),
        ("35 đoàn viên", "ĐV", "", 35.0),
        ("35 CĐCS", "CĐCS", "", 35.0),
        ("12 đoàn viên", "người", "Đoàn viên kết nạp", 12.0),
        ("4,5 ha", "ha", "", 4.5),
        ("30 m2", "m²", "", 30.0),
    ] {
        assert_eq!(read_in(text, unit, label), Some(n), "{text} in {unit}");
    }
    for (text, unit, label) in [
        ("58 triệu đồng", "đồng", "Kinh phí (trên 10 triệu đồng)"),
        ("58.000.000 đồng", "triệu đồng", ""),
        ("58 triệu", "đồng", "Kinh phí triệu"),
        ("35 người", "CĐCS", "CĐCS thành lập mới"),
        ("35 ĐV", "doanh nghiệp", ""),
        ("35 đ", "người", "Số người"),
        ("35 $", "đồng", ""),
        ("₫35", "người", ""),
        ("35 đoàn viên", "người", "Số lao động"),
    ] {
        assert_eq!(read_in(text, unit, label), None, "{text} in {unit}");
    }
}

#[test]
fn a_share_above_one_is_two_things_unless_its_sign_or_cell_says_which() {
    for text in ["1,05", "1,5", "9", "2,5"] {
        assert!(matches!(read(text, "%", true), NumberReading::Unreadable(_)), "{text}");
    }
    assert!(matches!(read("105%", "%", true), NumberReading::Converted(n, _) if (n - 1.05).abs() < 1e-12));
    assert_eq!((shown_share(1.05), shown_share(0.4)), (Ok(1.05), Ok(0.4)));
    let why = shown_share(85.5).unwrap_err();
    assert!(why.en.contains("85,5% or 8550%"), "{}", why.en);
}

#[test]
fn fractions_typed_as_text_parse() {
    for (text, n) in [("85,5%", 0.855), ("85,5", 0.855), ("0,855", 0.855), ("100 %", 1.0)] {
        match read(text, "%", true) {
            NumberReading::Digits(x) | NumberReading::Converted(x, _) => {
                assert!((x - n).abs() < 1e-12, "{text} {x}")
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}

fn in_groups(n: u64, separator: char) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(c);
    }
    out
}

proptest::proptest! {
    #[test]
    fn integer_in_vietnamese_notation_round_trips(n in 0u64..1_000_000_000_000, s in 0usize..3) {
        let text = in_groups(n, ['.', ' ', '\u{A0}'][s]);
        proptest::prop_assert_eq!(number(&text), Some(n as f64), "{}", text);
    }

    #[test]
    fn read_number_never_panics(text in ".{0,40}", digits in "[-+0-9., %()n\u{A0}]{0,12}") {
        let _ = read(&text, "người", false);
        let _ = read(&digits, "%", true);
    }

    #[test]
    fn parsed_number_has_exactly_the_typed_digits(text in "[0-9.,]{1,10}") {
        if let Some(n) = number(&text) {
            let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
            let typed = digits(&text);
            let whole = typed.trim_start_matches('0');
            let taken = digits(&format!("{n}"));
            proptest::prop_assert_eq!(whole.trim_end_matches('0'), taken.trim_start_matches('0').trim_end_matches('0'));
        }
    }
}

#[test]
fn english_figures_have_the_comma_between_thousands() {
    let english = |text: &str| match read(text, FigureUnit { lang: Lang::En, ..FigureUnit::default() }, false) {
        NumberReading::Digits(n) | NumberReading::Converted(n, _) => Some(n),
        _ => None,
    };
    for (text, number) in
        [("2136", 2136.0), ("1,234", 1234.0), ("1,234,567.5", 1_234_567.5), ("45.5", 45.5), ("0.125", 0.125)]
    {
        assert_eq!(english(text), Some(number), "{text}");
    }
    // Two readings, or the way of another language.
    for text in ["1.234", "45,5", "1.234,5", "1,23"] {
        assert_eq!(english(text), None, "{text}");
    }
    assert_eq!((planned("1,060", Lang::En), planned("1.060", Lang::Vi)), (Ok(Some(1060.0)), Ok(Some(1060.0))));
}
