//! Wraps a rule as `IF(guard,IF(when,test,""),"")`. The result is `""` if the rule does not apply, TRUE if it holds,
//! FALSE for a finding, and an Excel error if it cannot be evaluated.

use super::{Formula, FormulaProblem};

/// The condition on a name under which a rule is evaluated.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum GuardNeed {
    /// The name is a number: `ISNUMBER(x)`.
    Number,
    /// The name is not blank: `COUNTBLANK(x)=0`.
    Filled,
    /// No condition: settings, ranges, ordinals, names whose blank means zero.
    Nothing,
}

/// Returns the guarded formula of a rule. A name that `test` or `when` tests itself (ISNUMBER, COUNTBLANK, LEN) is not
/// guarded, so that a blank or error cell gives one finding instead of one for each rule that refers to it.
pub fn check(
    test: &Formula,
    when: Option<&Formula>,
    need: &dyn Fn(&str) -> GuardNeed,
) -> Result<Formula, FormulaProblem> {
    let tested = |name: &str| test.tests(name) || when.is_some_and(|w| w.tests(name));
    let mut guards: Vec<String> = Vec::new();
    for name in test.names().iter().chain(when.into_iter().flat_map(|w| w.names())) {
        let guard = match need(name) {
            GuardNeed::Nothing => continue,
            _ if tested(name) => continue,
            GuardNeed::Number => format!("ISNUMBER({name})"),
            GuardNeed::Filled => format!("COUNTBLANK({name})=0"),
        };
        if !guards.contains(&guard) {
            guards.push(guard);
        }
    }
    let core = match when {
        Some(when) => format!("IF({},{},\"\")", when.source(), test.source()),
        None => test.source().to_string(),
    };
    let whole = match guards.as_slice() {
        [] => core,
        [one] => format!("IF({one},{core},\"\")"),
        many => format!("IF(AND({}),{core},\"\")", many.join(",")),
    };
    Formula::parse(&whole)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn wrapped(test: &str, when: &str) -> String {
        let test = Formula::parse(test).unwrap();
        let when = (!when.is_empty()).then(|| Formula::parse(when).unwrap());
        let need = |name: &str| match name {
            "chu" => GuardNeed::Filled,
            "so_quy" => GuardNeed::Nothing,
            _ => GuardNeed::Number,
        };
        check(&test, when.as_ref(), &need).unwrap().source().to_string()
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
}
