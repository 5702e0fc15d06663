use super::*;

/// Codes with a value and what Excel shows for it under Vietnamese settings, by hand. `None`: that is the value.
const USUAL: [(&str, f64); 46] = [
    ("General", 45.0),
    ("", 45.5),
    ("0", 45.0),
    ("0", 45.4),
    ("0.0", 45.04),
    ("0.00", -45.0),
    ("#,##0", 58_000_000.0),
    ("#,##0.00", 1234.5),
    ("#,###", 0.0),
    ("#,##0_);(#,##0)", -45.0),
    ("#,##0_);[Red](#,##0)", -45.0),
    ("#,##0;[Red]#,##0", -45.0),
    ("#,##0;[Red]-#,##0", -45.0),
    ("_(* #,##0_);_(* \\(#,##0\\);_(* \"-\"??_);_(@_)", 45.0),
    ("_(* #,##0_);_(* \\(#,##0\\);_(* \"-\"??_);_(@_)", -45.0),
    ("_(* #,##0_);_(* \\(#,##0\\);_(* \"-\"??_);_(@_)", 0.0),
    ("_-* #,##0.00\\ _₫_-;\\-* #,##0.00\\ _₫_-;_-* \"-\"??\\ _₫_-;_-@_-", 45.0),
    ("#,##0_);-#,##0_);0_);@_)", 45.0),
    ("+#,##0.0_);-#,##0.0_);0.0_);@_)", 4.5),
    ("0%", 0.45),
    ("0.0%", 1.05),
    ("0.00E+00", 58_000_000.0),
    ("##0.0E+0", 45.0),
    ("# ?/?", 0.5),
    ("# ??/100", 0.45),
    ("@", 45.0),
    ("dd/mm/yyyy", 44_469.0),
    ("[$-42A]dd mmmm yyyy", 44_469.0),
    ("[$-409]h:mm AM/PM", 0.5),
    ("[h]:mm:ss", 1.5),
    ("[$-42A]#,##0", 45.0),
    ("#,##0\\ [$₫-42A]", 45.0),
    ("[$VND] #,##0", 45.0),
    ("\"đ\"#,##0", 45.0),
    ("#,##0\" đồng\"", 45.0),
    ("0\" người\"", 45.0),
    ("#,##0.0\" m2\"", 45.0),
    ("0000", 45.0),
    ("0;-0;;@", 45.0),
    ("0;-0;;@", 0.0),
    ("0;-0;\"Không\"", 0.0),
    ("[>=1000]#\\.##0;0", 45.0),
    ("[>=1000]#\\.##0;0", 45_000.0),
    ("# ##0", 45_000.0),
    ("#,##0,,\" triệu\"", 58_000_000.0),
    ("0000000000\\-000", 301_234_567_001.0),
];

#[test]
fn usual_formats_show_the_value() {
    for (code, value) in USUAL {
        assert_eq!(FormatCode::parse(code).of_number(value), FormatOutcome::Same, "{code} of {value}");
    }
}

#[test]
fn formats_that_show_another_figure_are_found() {
    for (code, value, shown) in [
        ("0\"000\"", 45.0, "45000"),
        ("0\\0\\0\\0", 45.0, "45000"),
        ("#,##0\".000\"", 45.0, "45.000"),
        ("0*0", 45.0, "450"),
        ("\"1\"0", 45.0, "145"),
        ("\"1 \"0", 45.0, "1 45"),
        ("0\" 000\"", 45.0, "45 000"),
        ("#,##0,", 45_000.0, "45"),
        ("#,##0.0,", 45_500.0, "45,5"),
        ("0.0,,", 58_000_000.0, "58,0"),
        ("0\" triệu\"", 58.0, "58 triệu"),
        ("General\" nghìn\"", 58.0, "58 nghìn"),
        ("0\",5\"", 45.0, "45,5"),
        ("0\\,0", 45.0, "4,5"),
        ("#\\.##0", 45.0, ".45"),
        ("0\\.000", 45.0, "0.045"),
        ("0;0", -45.0, "45"),
        ("-0", 45.0, "-45"),
        ("(0)", 45.0, "(45)"),
        ("\"60\"", 45.0, "60"),
        ("\"60\";\"60\";\"60\"", 0.0, "60"),
        ("\"Có\"", 1.0, "Có"),
        ("[<100]\"0\";0", 45.0, "0"),
        ("[=45]\"54\";0", 45.0, "54"),
        ("0", 0.4, "0"),
        ("0\"/2021\"", 45.0, "45/2021"),
        ("#,##0,\" triệu\"", 58_000_000.0, "58.000 triệu"),
    ] {
        let outcome = FormatCode::parse(code).of_number(value);
        assert_eq!(outcome, FormatOutcome::Other(shown.to_string()), "{code} of {value}");
        assert!(!FormatCode::parse(code).is_usual() || value == 0.4, "{code}");
    }
}

#[test]
fn formats_without_text_show_nothing() {
    for (code, value) in [(";;;", 45.0), (";;", -45.0), ("0;;", -45.0), (";-0;0", 45.0), ("\" \"", 45.0), ("\"\"", 3.0)]
    {
        assert_eq!(FormatCode::parse(code).of_number(value), FormatOutcome::Nothing, "{code} of {value}");
    }
    for code in [";;;", ";;", "\"\";\"\";\"\"", " ; ; ; "] {
        assert!(FormatCode::parse(code).is_empty(), "{code}");
    }
    for code in ["", "General", "#,##0_);-#,##0_)", "0;;", "@", ";;;@"] {
        assert!(!FormatCode::parse(code).is_empty(), "{code}");
    }
}

#[test]
fn texts_are_shown_by_their_section() {
    let of = |code: &str, text: &str| FormatCode::parse(code).of_text(text);
    for code in ["General", "0", "@", "0;0;0;@", "#,##0;@", "0\"000\"", "@\" (cũ)\"", "dd/mm/yyyy;@"] {
        assert_eq!(of(code, "Nguyễn Văn A"), FormatOutcome::Same, "{code}");
    }
    for code in [";;;", "0;-0;0;"] {
        assert_eq!(of(code, "Nguyễn Văn A"), FormatOutcome::Nothing, "{code}");
    }
    assert_eq!(of("@\"000\"", "45"), FormatOutcome::Other("45000".to_string()));
    assert_eq!(of("0;0;0;\"Nam\"", "Nữ"), FormatOutcome::Other("Nam".to_string()));
}

#[test]
fn formats_of_the_form_need_no_second_look() {
    for code in ["#,##0_);-#,##0_);0_);@_)", "0.0%_);-0.0%_);0.0%_);@_)", "dd/mm/yyyy", "@", "General", "#,##0", "0.00"]
    {
        assert!(FormatCode::parse(code).is_usual(), "{code}");
    }
}

#[test]
fn percent_sign_in_the_first_section_shows_a_percentage() {
    for code in ["0%", "0.00%", "#,##0.0\\ %", "0.0%;-0.0%", "[Red]0%", "\"đạt \"0%", "0.0%_)"] {
        assert!(FormatCode::parse(code).is_percent(), "{code}");
    }
    for code in ["General", "0", "0\"%\"", "0\\%", "0;0%", "[$%-409]0", "#,##0_%", "dd/mm/yyyy"] {
        assert!(!FormatCode::parse(code).is_percent(), "{code}");
    }
}

#[test]
fn white_sections_are_found() {
    let code = FormatCode::parse("[White]0;[Red]-0");
    assert!(code.is_white(45.0) && !code.is_white(-45.0));
}

proptest::proptest! {
    /// A usual code shows every value as itself, so leaving it out loses nothing.
    #[test]
    fn usual_codes_are_faithful(code in "[0#?,.%_;()@\" \\\\-]{0,10}", value in -1e9f64..1e9) {
        let format = FormatCode::parse(&code);
        if format.is_usual() && value.abs() >= 1.0 {
            proptest::prop_assert_eq!(format.of_number(value), FormatOutcome::Same, "{} of {}", code, value);
        }
    }

    #[test]
    fn codes_never_panic(code in "\\PC{0,20}", value in proptest::prelude::any::<f64>()) {
        let format = FormatCode::parse(&code);
        let _ = (format.of_number(value), format.of_text(&code), format.is_usual(), format.is_empty(), format.is_white(value));
    }
}
