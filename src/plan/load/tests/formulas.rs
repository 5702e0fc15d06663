//! Formulas of rules and columns that are refused.

use super::*;

#[test]
fn formulas_that_engines_answer_differently_are_refused() {
    let test = "scope = \"annex\"\ntest = 'cay_moi<=cd_tran/100*pl_cay'\nmessage.vi = \"Trồng {cay_moi}, quá {cd_tran}% chỉ tiêu.\"\nmessage.en = \"Planted {cay_moi}, over {cd_tran}% of the quota.\"";
    let of = |formula: &str| small(&[(test, &format!("scope = \"annex\"\ntest = '{formula}'\nmessage = \"Sai.\""))]);
    let first = |formula: &str| {
        let problems = of(formula).unwrap_err();
        let first = &problems[0];
        (first.found().to_string(), first.message.vi.clone(), first.message.en.clone())
    };
    for (formula, found, vi, en) in [
        ("ds_ten_cot=\"A\"", "ds_ten_cot", "mỗi máy hiểu một cách", "means different things"),
        ("COUNTIF(ds_ten_cot,\"<>A\")=0", "\"", "kết quả khác nhau", "gives different results"),
        ("COUNTIF(ds_ten_cot,\">0.5\")=0", "\"", "ngôn ngữ của máy", "machine's language"),
        ("COUNTBLANK(ds_ten_cot)=0", "ds_ten_cot", "không đếm ô trống", "blanks of a whole column"),
        ("SUMPRODUCT(--(YEAR(ds_ten_cot)=1))=0", "ds_ten_cot", "không tính được cho cả cột", "blanks give different"),
        ("cay_moi>\"1.5\"*1", "\"", "ở đây cần số", "where a number is needed"),
        ("SUMPRODUCT(IFERROR(ds_ten_cot*1,0))>0", "ds_ten_cot", "công thức mảng", "array entry"),
    ] {
        let got = first(formula);
        assert!(got.0.starts_with(found) && got.1.contains(vi) && got.2.contains(en), "{formula}: {got:?}");
    }
    for good in [
        "SUMPRODUCT((ds_ten_cot<>\"A\")*(ds_ten_cot<>\"\"))=0",
        "COUNTIF(ds_ten_cot,\">\"&0.5)+COUNTIF(ds_ten_cot,\">=05\")+COUNTIF(ds_ten_cot,\"2021-Q1\")>=0",
        "COUNTIF(ds_ten_cot,\"<>\")=COUNTA(ds_ten_cot)",
        "SUMPRODUCT((ds_ten_cot>=DATE(2021,1,1))*(LEFT(ds_ten_cot,1)=\"K\"))+SUM(ds_ten_cot)>=0",
        "AND(\"a\"&cay_moi=\"a1\",(\"1.5\")<>\"2\",LEFT(\"12\",1)=\"1\")",
    ] {
        assert!(of(good).is_ok(), "{good}: {:?}", of(good).unwrap_err()[0].message.en);
    }
}

/// Spaces of pasted text are spaces; a character without width is named by its code.
#[test]
fn pasted_spaces_and_invisible_characters_in_formulas() {
    let test = "scope = \"annex\"\ntest = 'cay_moi<=cd_tran/100*pl_cay'\nmessage.vi = \"Trồng {cay_moi}, quá {cd_tran}% chỉ tiêu.\"\nmessage.en = \"Planted {cay_moi}, over {cd_tran}% of the quota.\"";
    let of = |formula: &str| small(&[(test, &format!("scope = \"annex\"\ntest = \"{formula}\"\nmessage = \"Sai.\""))]);
    let plan =
        of("cay_moi\u{A0}<=\u{202F}cd_tran/100\u{3000}*pl_cay").unwrap_or_else(|p| panic!("{}", shown(&p, Lang::Vi)));
    assert!(
        !plan.rules[0].check.source().contains(['\u{A0}', '\u{202F}', '\u{3000}']),
        "{}",
        plan.rules[0].check.source()
    );
    for (hidden, code) in
        [("\u{200B}", "U+200B"), ("\u{FEFF}", "U+FEFF"), ("\u{2060}", "U+2060"), ("\u{200D}", "U+200D")]
    {
        let problem = of(&format!("cay_moi<={hidden}pl_cay")).unwrap_err().remove(0);
        assert!(problem.message.vi.contains(code) && problem.message.en.contains(code), "{}", problem.message.en);
    }
}

/// In the form, one formula holds all rules of a roster's row: Excel bounds its size.
#[test]
fn rules_of_one_row_must_fit_into_a_cell() {
    let rules = |count: usize| -> String {
        let rule = |n: usize| {
            let message = format!("Tên khu {{ds_ten}} {}", "sai ".repeat(55));
            format!(
                "[[rules]]\ncode = \"R{n}\"\nseverity = \"error\"\ntest = 'ds_ten<>\"x{n}\"'\nmessage = \"{message}\"\nmend = \"Sửa.\"\n\n"
            )
        };
        (10..10 + count).map(rule).collect::<String>() + "[[sheets]]"
    };
    let with = |count: usize| small(&[("[[sheets]]", &rules(count))]);
    assert!(with(8).is_ok(), "{}", shown(&with(8).unwrap_err(), Lang::Vi));
    let problems = with(20).unwrap_err();
    assert_eq!(problems.len(), 1, "{}", shown(&problems, Lang::Vi));
    assert!(problems[0].message.en.contains("too long for a cell"), "{}", shown(&problems, Lang::Vi));
}

/// On the total row a column is one cell, so its maximum is the total.
#[test]
fn maximum_of_one_cell_is_refused_on_totals() {
    for function in ["MAX", "MIN", "COUNT"] {
        let one = format!("{function}(lk_cay)/pl_cay");
        let problems = small(&[("lk_cay/pl_cay", &one)]).unwrap_err();
        assert!(problems[0].message.en.contains("takes a single cell"), "{}", problems[0].message.en);
        assert_eq!(problems[0].found(), function);
        // Two arguments are compared; without a total there is nothing wrong.
        assert!(small(&[("lk_cay/pl_cay", &format!("{function}(lk_cay,0)/pl_cay"))]).is_ok());
        assert!(small(&[("lk_cay/pl_cay", &one), ("total = \"formula\"", "total = \"blank\"")]).is_ok());
    }
}

#[test]
fn rule_names_its_missing_names() {
    let plan = plan();
    let missing = |code: &str| rule_in(&plan, code).missing.map(|m| m.formula.source().to_string());
    assert_eq!(missing("R06"), None);
    assert_eq!(missing("R35"), None);
    assert_eq!(
        missing("R25").as_deref(),
        Some(r#"IF(ISNUMBER(dv_luy_ke),"","dv_luy_ke ")&IF(ISNUMBER(pl_ct_dv),"","pl_ct_dv ")"#)
    );
    // A rule that names the period before is not expected in the first period of the plan.
    let before = plan.rules.iter().filter(|r| r.check.source().contains("ISNUMBER(dv_cuoi_ky_kt)"));
    for rule in
        before.filter(|r| !r.test.tests("dv_cuoi_ky_kt") && !r.when.as_ref().is_some_and(|w| w.tests("dv_cuoi_ky_kt")))
    {
        let text = rule.missing.as_ref().unwrap().formula.source();
        assert!(text.contains("OR(so_quy=1,ISNUMBER(dv_cuoi_ky_kt))"), "{}: {text}", rule.code);
    }
}
