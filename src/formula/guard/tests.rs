use super::*;

struct SampleNames;

impl RuleNames for SampleNames {
    fn need(&self, name: &str) -> GuardNeed {
        match name {
            "chu" => GuardNeed::Filled,
            "so_quy" | "nam" => GuardNeed::Nothing,
            _ => GuardNeed::Number,
        }
    }

    fn meaning(&self, name: &str) -> MissingMeaning {
        match name {
            "gia_tri" => MissingMeaning::Inapplicable,
            "a_kt" => MissingMeaning::UncheckedUnless("so_quy=1".to_string()),
            _ => MissingMeaning::Unchecked,
        }
    }
}

fn guarded(test: &str, when: &str) -> GuardedRule {
    let test = Formula::parse(test).unwrap();
    let when = (!when.is_empty()).then(|| Formula::parse(when).unwrap());
    wrap(&test, when.as_ref(), &SampleNames).unwrap()
}

fn wrapped(test: &str, when: &str) -> String {
    guarded(test, when).check.source().to_string()
}

fn missing(test: &str, when: &str) -> String {
    guarded(test, when).missing.map(|m| m.formula.source().to_string()).unwrap_or_default()
}

#[test]
fn every_name_is_guarded_unless_the_rule_tests_it() {
    assert_eq!(wrapped("a_b=c_d+a_b", ""), r#"IF(AND(ISNUMBER(a_b),ISNUMBER(c_d)),a_b=c_d+a_b,"")"#);
    assert_eq!(wrapped(r#"chu="Có""#, ""), r#"IF(COUNTBLANK(chu)=0,chu="Có","")"#);
    assert_eq!(wrapped("OR(ISNUMBER(a_b),c_d=0)", ""), r#"IF(ISNUMBER(c_d),OR(ISNUMBER(a_b),c_d=0),"")"#);
    assert_eq!(wrapped("LEN(chu)>0", ""), "LEN(chu)>0");
    assert_eq!(
        wrapped("a_b=IF(so_quy=1,0,a_kt)", "OR(so_quy=1,ISNUMBER(a_kt))"),
        r#"IF(ISNUMBER(a_b),IF(OR(so_quy=1,ISNUMBER(a_kt)),a_b=IF(so_quy=1,0,a_kt),""),"")"#
    );
}

#[test]
fn only_the_branch_that_is_taken_is_guarded() {
    let test = "cay<=IF(nam=2024,pl_a,pl_b)";
    let branch = "IF(nam=2024,ISNUMBER(pl_a),ISNUMBER(pl_b))";
    assert_eq!(wrapped(test, ""), format!(r#"IF(ISNUMBER(cay),IF({branch},{test},""),"")"#));
    // The condition of the rule is evaluated before the condition of a branch.
    assert_eq!(wrapped(test, "cay>0"), format!(r#"IF(ISNUMBER(cay),IF(cay>0,IF({branch},{test},""),""),"")"#));
    // A name that both branches need is needed in any case; a branch that needs nothing more is left out.
    assert_eq!(
        wrapped("IF(nam=2024,a_b,a_b+1)>IF(a_b>1,a_b,0)", ""),
        r#"IF(ISNUMBER(a_b),IF(nam=2024,a_b,a_b+1)>IF(a_b>1,a_b,0),"")"#
    );
    // A condition is evaluated only if its own names have a value.
    assert_eq!(
        wrapped("IF(IF(nam=1,a_b,c_d)>0,x_y,1)>0", ""),
        concat!(
            r#"IF(IF(nam=1,ISNUMBER(a_b),ISNUMBER(c_d)),IF(IF(IF(nam=1,a_b,c_d)>0,ISNUMBER(x_y),TRUE),"#,
            r#"IF(IF(nam=1,a_b,c_d)>0,x_y,1)>0,""),"")"#
        )
    );
    assert_eq!(
        wrapped("IFERROR(a_b/c_d,x_y)>0", ""),
        concat!(
            r#"IF(AND(ISNUMBER(a_b),ISNUMBER(c_d)),IF(IF(ISERROR(a_b/c_d),ISNUMBER(x_y),TRUE),"#,
            r#"IFERROR(a_b/c_d,x_y)>0,""),"")"#
        )
    );
    // Texts and brackets inside an argument do not end it.
    assert_eq!(
        wrapped(r#"a_b>IF((nam)=LEN("),("),(MAX(x_y,1)),0)"#, ""),
        concat!(
            r#"IF(ISNUMBER(a_b),IF(IF((nam)=LEN("),("),ISNUMBER(x_y),TRUE),"#,
            r#"a_b>IF((nam)=LEN("),("),(MAX(x_y,1)),0),""),"")"#
        )
    );
}

#[test]
fn missing_names_are_given_by_a_formula() {
    assert_eq!(missing("a_b=1", ""), r#"IF(ISNUMBER(a_b),"","a_b ")"#);
    assert_eq!(missing("so_quy=1", ""), "");
    assert_eq!(missing("gia_tri>0", ""), "");
    assert_eq!(missing(r#"chu="x""#, ""), r#"IF(COUNTBLANK(chu)=0,"","chu ")"#);
    assert_eq!(missing("a_kt>gia_tri", ""), r#"IF(OR(so_quy=1,ISNUMBER(a_kt)),"","a_kt ")"#);
    // A rule that does not apply needs none of its names.
    assert_eq!(
        missing("a_b=1", "c_d>0"),
        r#"IF(ISNUMBER(c_d),IF(c_d>0,IF(ISNUMBER(a_b),"","a_b "),""),IF(ISNUMBER(c_d),"","c_d "))"#
    );
    assert_eq!(
        missing("cay<=IF(nam=2024,pl_a,pl_b)", ""),
        concat!(
            r#"IF(ISNUMBER(cay),IF(nam=2024,IF(ISNUMBER(pl_a),"","pl_a "),IF(ISNUMBER(pl_b),"","pl_b ")),"#,
            r#"IF(ISNUMBER(cay),"","cay "))"#
        )
    );
    let names = guarded("cay<=IF(nam=2024,pl_a,gia_tri)", "c_d>0").missing.unwrap().names;
    assert_eq!(names.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>(), ["c_d", "cay", "pl_a"]);
}
