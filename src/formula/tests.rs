//! Tests of the grammar of formulas: what is accepted, what is refused and where, what is written.

use super::*;

struct UppercaseResolver;
impl NameResolver for UppercaseResolver {
    fn name(&self, name: &str) -> Option<String> {
        (name != "la").then(|| format!("<{name}>"))
    }
    fn aggregate(&self, aggregate: PeriodAggregate, name: &str) -> Option<String> {
        Some(format!("{aggregate:?}[{name}]"))
    }
}

fn first_fault(source: &str) -> (usize, String) {
    let problem = Formula::parse(source).unwrap_err();
    (problem.at, problem.message.en)
}

#[test]
fn only_names_are_replaced() {
    let formula = Formula::parse(r#"if(dv_x>=2.5E-3%, "dv_x ""q""" & dv_x_y, -LUY_KE( dv_x )^2)"#).unwrap();
    assert_eq!(
        formula.write(&UppercaseResolver).unwrap(),
        r#"IF(<dv_x>>=2.5E-3%, "dv_x ""q""" & <dv_x_y>, -ToDate[dv_x]^2)"#
    );
    assert_eq!(formula.names(), ["dv_x", "dv_x_y"]);
    assert_eq!(formula.aggregates(), [(PeriodAggregate::ToDate, "dv_x".to_string())]);
    let missing = Formula::parse("a+la").unwrap().write(&UppercaseResolver).unwrap_err();
    assert_eq!((missing.name.as_str(), missing.formula.as_str()), ("la", "a+la"));
}

#[test]
fn comparison_has_two_operands() {
    let formula = Formula::parse("ABS(a-b) <= c/100*b").unwrap();
    let (left, right) = formula.sides().unwrap();
    assert_eq!((left.source(), formula.sign(), right.source()), ("ABS(a-b)", Some("<="), "c/100*b"));
    assert!(Formula::parse("OR(a>1,b=2)").unwrap().sides().is_none());
    assert!(Formula::parse("(a=b)").unwrap().sides().is_none());
}

#[test]
fn parts_of_an_and_are_found() {
    let parts = |source: &str| {
        let parts = Formula::parse(source).unwrap().conjuncts();
        parts.iter().map(|part| part.source().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(parts(" AND(a>1, OR(b=2,c=3), AND(d, MAX(e,f)>1)) "), ["a>1", "OR(b=2,c=3)", "d", "MAX(e,f)>1"]);
    for whole in ["AND(a,b)=c", "OR(a,b)", "a>1", "NOT(AND(a,b))"] {
        assert_eq!(parts(whole), [whole]);
    }
}

#[test]
fn tested_names_are_recognised() {
    let formula = Formula::parse("OR(COUNTBLANK(a)=1,ISNUMBER(b),LEN(c)>0,ISNUMBER(d+1),ISTEXT(e))").unwrap();
    assert_eq!(["a", "b", "c", "d", "e"].map(|n| formula.tests(n)), [true, true, true, false, false]);
}

#[test]
fn names_that_are_only_tested_for_blank_are_recognised() {
    let formula = Formula::parse("AND(COUNTBLANK( a )=0,COUNTBLANK(b)=0,b>1,LEN(c)>0)").unwrap();
    assert_eq!(["a", "b", "c"].map(|n| formula.only_counts_blank(n)), [true, false, false]);
}

#[test]
fn syntax_errors_have_a_position() {
    let cases = [
        ("", 0, "ends in the middle"),
        ("a+", 2, "ends in the middle"),
        ("a b", 2, "operator is missing before 'b'"),
        ("SUM(a", 3, "no closing"),
        ("SUM(a))", 6, "a ) too many"),
        ("(a", 0, "no closing"),
        ("a,b", 1, "comma too many"),
        ("a=1,5", 3, "decimal comma"),
        ("*a", 0, "missing before '*'"),
        ("a<b<c", 3, "not chained"),
        ("XLOOKUP(a)", 0, "XLOOKUP is not allowed"),
        ("a+TEXT(a,1)", 2, "join with &"),
        ("ROUND(a)", 0, "takes 2 arguments, not 1"),
        ("IF()", 0, "takes 2–3 arguments, not 0"),
        ("SUMIFS(a_cot,b_cot)", 0, "takes 3–253"),
        ("COUNTIFS(a_cot,1,b_cot)", 0, "pairs"),
        ("Sheet1!a", 0, "names a sheet"),
        ("A1", 0, "is no name"),
        ("'x'!a", 0, "names no sheets"),
        ("a:b", 1, "no cells or ranges"),
        ("{1}", 0, "arrays"),
        ("\"abc", 0, "not closed"),
        ("a;b", 1, "commas"),
        ("2dv", 0, "runs into a name"),
        ("a≤b", 1, "write <="),
        ("=a", 0, "leave out the ="),
        ("LUY_KE(a+b)", 8, "single name"),
        ("LUY_KE()", 7, "single name"),
        ("SO_VN(LUY_KE(a))", 6, "make LUY_KE(…) a column"),
        ("SO_VN(a,b)", 8, "a number from 0 to 6"),
        ("SO_VN(a,7)", 8, "a number from 0 to 6"),
        ("SO_VN(a,-1)", 0, "a number from 0 to 6"),
        ("SO_VN()", 0, "takes 1–2 arguments"),
        ("SUM", 0, "is no name"),
        ("COUNTIF(a_cot,b_cot)", 14, "no whole column b_cot"),
        ("SUMPRODUCT(COUNTIF(a_cot,b_cot))", 25, "no whole column"),
        ("SUMPRODUCT(ISNUMBER(a_cot))", 20, "does not work over the whole column"),
        ("SUMPRODUCT(IF(a=1,1,2))", 14, "array entry"),
    ];
    for (source, at, part) in cases {
        let (found, message) = first_fault(source);
        assert!(found == at && message.contains(part), "{source}: {found} {message}");
    }
    let deep = format!("{}1{}", "ABS(".repeat(41), ")".repeat(41));
    assert!(first_fault(&deep).1.contains("nested"));
    assert!(first_fault(&"1+".repeat(1_001)).1.contains("2002 characters"));
}

proptest::proptest! {
    #[test]
    fn parse_formula_never_panics(source in "\\PC{0,60}") {
        let _ = Formula::parse(&source);
    }

    #[test]
    fn parse_then_print_round_trips(source in "[a-z_0-9+*<>=(), \"]{0,30}") {
        struct IdentityResolver;
        impl NameResolver for IdentityResolver {
            fn name(&self, name: &str) -> Option<String> { Some(name.to_string()) }
        }
        if let Ok(formula) = Formula::parse(&source) {
            proptest::prop_assert_eq!(formula.write(&IdentityResolver).unwrap().to_lowercase(), source.to_lowercase());
        }
    }
}
