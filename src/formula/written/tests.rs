use super::*;
use proptest::prelude::*;

fn known() -> KnownNames {
    let sheets = ["Tổng quan", "Số liệu", "Đắk R'lấp & \"B\"", "DS_1", "Công thức"];
    KnownNames::of(sheets.into_iter(), ["so_quy", "dv_moi", "Tong_Quy"].into_iter())
}

/// Valid formulas as the program writes them.
const SOUND: [&str; 16] = [
    "1",
    "-SUM(C6:C8)%+2.5E-3",
    "IF(C6=0,\"\",D6/C6)",
    "'Số liệu'!$B$6",
    "'Đắk R''lấp & \"B\"'!$B$6:$C$9",
    "DS_1!$A$1:INDEX(DS_1!$L$5:$L$204,MAX(31,SUMPRODUCT(MAX((1-ISBLANK(DS_1!$B$5:$L$204))*ROW(DS_1!$B$5:$L$204)))))",
    "IF(INDEX('Số liệu'!$C$6:$C$15,so_quy)=\"Đã tổng hợp\",IF(ISBLANK(INDEX('Số liệu'!$M$6:$M$15,so_quy)),\"\",1),\"\")",
    "SUMIFS('Số liệu'!$M$6:$M$15,'Số liệu'!$D$6:$D$15,\"<=\"&'Công thức'!$C$9,'Số liệu'!$C$6:$C$15,\"Đã tổng hợp\")",
    "\"Còn \"\"phải\"\" trồng (: \"&'Tổng quan'!$I$24&\")\"",
    "IF(COUNTIF($D$6:$N$6,\"✗*\")+COUNTIF(D6:N6,\"~?*\")=0,\"✓ \",\"✗ \")&\"đạt\"",
    "IF(AND(ISNUMBER(dv_moi),tong_quy<>0),dv_moi<=so_quy/100*DV_MOI,\"\")",
    "LEFT($P5,1)=\"✗\"",
    "$D6>$C6",
    "MATCH(LARGE(E2:E9,3),E2:E9,0)^-2",
    "  SUMPRODUCT(--(DS_1!$B$5:$B$9&\"\"=\"x\"),\n\t--(DS_1!$C$5:$C$9<>\"\")) ",
    "IF(ISERROR(D9),\"?\",IF(D9=TRUE,YEAR(D9)&\"/\"&RANK(D9,D1:D9),FALSE))",
];

#[test]
fn valid_formulas_are_accepted() {
    for formula in SOUND {
        assert_eq!(check(formula, &known()), Ok(()), "{formula}");
    }
    assert_eq!(check(&format!("1{}", "+1".repeat(4_095)), &known()), Ok(()));
    assert_eq!(check(&format!("\"{}\"", "đ".repeat(255)), &known()), Ok(()));
    assert_eq!(check(&("ABS(".repeat(64) + "1" + &")".repeat(64)), &known()), Ok(()));
}

#[test]
fn invalid_formulas_are_rejected() {
    let unexpected = |at: usize, found: &str| FormulaFault::Unexpected { at, found: found.to_string() };
    let arguments = |name: &str, count| FormulaFault::Arguments { name: name.to_string(), count };
    let cases = [
        ("", FormulaFault::End),
        ("1+", FormulaFault::End),
        ("\"Còn \"phải\" trồng: \"&A1", unexpected(7, "phải\" trồng:")),
        ("\"a\"b\"c\"", unexpected(3, "b\"c\"")),
        ("\"a", FormulaFault::Open(0)),
        ("'Số liệu!A1", FormulaFault::Open(0)),
        ("SUM(A1", FormulaFault::End),
        ("SUM(A1))", unexpected(7, ")")),
        ("SUM(A1,)", unexpected(7, ")")),
        ("SUM(A1;A2)", unexpected(6, ";A2)")),
        ("A1 A2", unexpected(3, "A2")),
        ("{1,2}", unexpected(0, "{1,2}")),
        ("A1#", unexpected(2, "#")),
        ("1.5.2", unexpected(3, ".2")),
        ("2dv", unexpected(1, "dv")),
        ("SUM (A1)", FormulaFault::Name("SUM".into())),
        ("A1:", FormulaFault::End),
        ("A1:5", unexpected(4, "")),
        ("$A:$B", unexpected(0, "$A:$B")),
        ("a1", unexpected(0, "a1")),
        ("XFE1", FormulaFault::Name("XFE1".into())),
        ("A1048577", FormulaFault::Name("A1048577".into())),
        ("XLOOKUP(1,A1:A2,B1:B2)", FormulaFault::Function("XLOOKUP".into())),
        ("sum(A1)", FormulaFault::Function("sum".into())),
        ("ROUND(A1)", arguments("ROUND", 1)),
        ("IF(A1,1,2,3)", arguments("IF", 4)),
        ("SUMIFS(A1:A2,B1:B2,1,C1:C2)", arguments("SUMIFS", 4)),
        ("COUNTIFS(A1:A2,1,B1:B2)", arguments("COUNTIFS", 3)),
        ("'Kết quả'!A1", FormulaFault::Sheet("Kết quả".into())),
        ("'Đắk R'lấp'!A1", unexpected(10, "lấp'!A1")),
        ("'Số liệu'!so_quy", unexpected(14, "so_quy")),
        ("thang_la+1", FormulaFault::Name("thang_la".into())),
        ("inf", FormulaFault::Name("inf".into())),
        ("=1", unexpected(0, "=1")),
    ];
    for (formula, expected) in cases {
        let found = check(formula, &known());
        match (&expected, &found) {
            // The kind is enough if no characters are left to report.
            (FormulaFault::Unexpected { found: none, .. }, Err(_)) if none.is_empty() => {}
            _ => assert_eq!(found, Err(expected), "{formula}"),
        }
    }
    assert_eq!(check(&format!("1{}", "+1".repeat(4_096)), &known()), Err(FormulaFault::TooLong(8_193)));
    assert_eq!(check(&format!("A1&\"{}\"", "đ".repeat(256)), &known()), Err(FormulaFault::LongText(3)));
    assert_eq!(check(&format!("\"{}\"", "😀".repeat(128)), &known()), Err(FormulaFault::LongText(0)));
    assert_eq!(check(&("(".repeat(65) + "1" + &")".repeat(65)), &known()), Err(FormulaFault::TooDeep));
}

/// Excel stores two bytes for each character of a text, so a formula of texts ends at half the length.
#[test]
fn texts_count_twice_towards_the_size() {
    let joined = |count: usize| vec![format!("\"{}\"", "đ".repeat(250)); count].join("&");
    assert_eq!(check(&joined(31), &known()), Ok(()));
    let large = joined(32);
    assert!(large.chars().count() < FORMULA_LENGTH);
    assert_eq!(check(&large, &known()), Err(FormulaFault::TooLarge(large.chars().count() + 32 * 250)));
    // Names, numbers and operators count once.
    assert_eq!(check(&format!("1{}", "+1".repeat(4_095)), &known()), Ok(()));
}

/// Returns the positions of a character that is neither in a text literal nor in a sheet name.
fn outside(formula: &str, wanted: &str) -> Vec<usize> {
    let (mut quote, mut out) = (None, Vec::new());
    for (at, c) in formula.char_indices() {
        match quote {
            Some(open) if open == c => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if wanted.contains(c) => out.push(at),
            None => {}
        }
    }
    out
}

#[test]
fn filled_formulas_are_recognised() {
    for (one, other) in [
        ("", ""),
        ("A1", "XFD1048576"),
        ("SUM(C6:C8)", "SUM(AB10:AB107)"),
        ("'DS 1'!$A1&\"A1 it's\"&B9", "'DS 1'!$A2&\"A1 it's\"&B10"),
        ("IF(INDEX('Số liệu'!$C$6:$C$15,9)>1,D6,7)", "IF(INDEX('Số liệu'!$C$16:$C$25,10)>1,E6,150)"),
    ] {
        assert!(is_fill(one, other) && is_fill(other, one), "{one} {other}");
    }
    for (one, other) in [
        ("A1", "a1"),
        ("A1", "A1048577"),
        ("A1", "1"),
        ("A1", "A1+1"),
        ("A1", ""),
        ("1", "1.5"),
        ("so_quy", "so_nam"),
        ("LOG10(A1)", "LOG11(A1)"),
        ("DS1!A1", "DS2!A1"),
        ("\"A1\"", "\"A2\""),
        ("'DS A1'!B1", "'DS A2'!B1"),
        ("\"'\"&'x A1'!B1", "\"'\"&'x A2'!B1"),
        ("SUM(A1:A2)", "SUM(A1:A2"),
        ("SUM(A1,B1)", "SUM(A1;B1)"),
    ] {
        assert!(!is_fill(one, other) && !is_fill(other, one), "{one} {other}");
    }
}

proptest! {
    /// A formula with other characters in one place: it is valid if it is recognised as filled from the valid one.
    #[test]
    fn formula_filled_from_a_valid_one_is_valid(
        which in 0..SOUND.len(),
        from in 0usize..200,
        length in 0usize..4,
        put in "[A-C0-9$.!('\":,]{0,4}|[A-Z]{1,3}[0-9]{1,7}|'x A1'!B1",
    ) {
        let signs: Vec<char> = SOUND[which].chars().collect();
        let from = from % (signs.len() + 1);
        let end = (from + length).min(signs.len());
        let other: String = signs[..from].iter().copied().chain(put.chars()).chain(signs[end..].iter().copied()).collect();
        prop_assert_eq!(is_fill(SOUND[which], &other), is_fill(&other, SOUND[which]));
        if is_fill(SOUND[which], &other) {
            prop_assert_eq!(check(&other, &known()), Ok(()), "{}", other);
        }
    }

    #[test]
    fn missing_quote_or_bracket_is_rejected(which in 0..SOUND.len(), pick in 0usize..100) {
        let formula = SOUND[which];
        let texts: Vec<usize> = formula.match_indices('"').map(|(at, _)| at).collect();
        // Without one of its doubled quotes, a quoted sheet name is another, unknown name.
        for places in [texts, outside(formula, "()")] {
            if let Some(at) = places.get(pick % places.len().max(1)) {
                let mut broken = formula.to_string();
                broken.remove(*at);
                prop_assert!(check(&broken, &known()).is_err(), "{}", broken);
            }
        }
    }

    #[test]
    fn trailing_text_is_rejected(
        which in 0..SOUND.len(),
        tail in prop::sample::select(vec!["\"b\"c\"", " 1", ")", "(", "A1", ",1", "\"", "!", "}", "đ", ":", "+", "'x'!A1", "=", "#N/A"]),
    ) {
        let broken = format!("{}{tail}", SOUND[which].trim_end());
        // `…$C$9` and `A1` are one word, which is an undefined name or an address outside the sheet.
        prop_assert!(check(&broken, &known()).is_err(), "{}", broken);
    }

    /// Valid formulas joined by an operator or used as arguments stay valid. A literal of 256 characters makes any
    /// formula invalid.
    #[test]
    fn joined_valid_formulas_are_valid(one in 0..SOUND.len(), other in 0..SOUND.len(), sign in "[-+*/^&=<>]|<=|>=|<>") {
        let joined = format!("IF(ISERROR({}),\"\",({}){sign}({}))", SOUND[one], SOUND[other], SOUND[one]);
        prop_assert_eq!(check(&joined, &known()), Ok(()));
        let long = format!("{joined}&\"{}\"", "x".repeat(256));
        prop_assert!(matches!(check(&long, &known()), Err(FormulaFault::LongText(_))));
    }

    #[test]
    fn check_formula_never_panics(text in "[A-C$0-9:!'\"(),+#đ. %<=>SUMIF]{0,40}|\\PC{0,40}") {
        let _ = check(&text, &known());
    }
}
