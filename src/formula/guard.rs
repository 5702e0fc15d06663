//! Wraps a rule as `IF(guard,IF(when,test,""),"")`. The result is `""` if the rule does not apply or a name is missing,
//! TRUE if it holds, FALSE for a finding, and an Excel error if it cannot be evaluated. A second formula gives the
//! missing names. Of an IF or IFERROR, both require only the names of the branch that is taken.

use super::lexer::{FormulaToken, TokenKind};
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

/// What a missing value of a name means for the rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MissingMeaning {
    /// The rule is not checked.
    Unchecked,
    /// The rule is not checked, except where this condition holds: there it does not apply.
    UncheckedUnless(String),
    /// The rule does not apply.
    Inapplicable,
}

/// The properties of the names of a rule.
pub trait RuleNames {
    /// Returns the condition on a name.
    fn need(&self, name: &str) -> GuardNeed;
    /// Returns what a missing value of a name means for the rule.
    fn meaning(&self, name: &str) -> MissingMeaning;
}

/// A rule with its guard.
#[derive(Clone, Debug, PartialEq)]
pub struct GuardedRule {
    /// The guarded formula.
    pub check: Formula,
    /// The names without which the rule is not checked; `None` if there are none.
    pub missing: Option<MissingNames>,
}

/// The names that may keep a rule from being checked.
#[derive(Clone, Debug, PartialEq)]
pub struct MissingNames {
    /// A formula that gives the names that are missing, each followed by a space; `""` if the rule is checked or does
    /// not apply.
    pub formula: Formula,
    /// The names that it may give.
    pub names: Vec<(String, GuardNeed)>,
    /// The two parts of the guarded formula; `None` if it has guards in branches as well.
    pub parts: Option<GuardParts>,
}

/// The parts of a guarded formula `IF(guard,core,"")`.
#[derive(Clone, Debug, PartialEq)]
pub struct GuardParts {
    /// TRUE if all names have a value.
    pub guard: Formula,
    /// The rule without this guard.
    pub core: Formula,
}

/// Wraps a rule. A name that `test` or `when` tests itself (ISNUMBER, COUNTBLANK, LEN) is not guarded, so that a blank
/// or error cell gives one finding instead of one for each rule that refers to it.
///
/// # Errors
/// The wrapped formula is too long or nested too deeply.
pub fn wrap(test: &Formula, when: Option<&Formula>, names: &dyn RuleNames) -> Result<GuardedRule, FormulaProblem> {
    let is_needed = |name: &str| {
        let is_tested = test.tests(name) || when.is_some_and(|w| w.tests(name));
        !is_tested && names.need(name) != GuardNeed::Nothing
    };
    let of_test = NeededNames::of(test.tokens(), &is_needed).without(&[]);
    let of_when = when.map(|w| NeededNames::of(w.tokens(), &is_needed).without(&[])).unwrap_or_default();
    let check = Formula::parse(&check_text(test, when, &of_test, &of_when, names))?;
    let writer = MissingWriter { names };
    let inner = writer.missing(&of_test.without(&of_when.always));
    let text = match when {
        Some(when) if inner != EMPTY => format!("IF({},{inner},\"\")", when.source()),
        _ => inner,
    };
    let text = match of_when.is_empty() {
        true => text,
        false => format!("IF({},{text},{})", of_when.present(names), writer.missing(&of_when)),
    };
    let mut reported: Vec<(String, GuardNeed)> = Vec::new();
    of_test.each(&mut |name| reported.push((name.to_string(), names.need(name))));
    of_when.each(&mut |name| reported.push((name.to_string(), names.need(name))));
    reported.retain(|(name, _)| names.meaning(name) != MissingMeaning::Inapplicable);
    reported.sort_by(|a, b| a.0.cmp(&b.0));
    reported.dedup();
    let missing = match reported.is_empty() {
        true => None,
        false => {
            let parts = parts(test, when, (&of_test, &of_when), names)?;
            Some(MissingNames { formula: Formula::generated(&text)?, names: reported, parts })
        }
    };
    Ok(GuardedRule { check, missing })
}

/// Returns a formula that is TRUE if all of these names have a value; `None` if there is no name.
pub(crate) fn all_present(names: &[(String, GuardNeed)]) -> Option<Formula> {
    let conditions: Vec<String> = names.iter().map(|(name, need)| presence(name, *need)).collect();
    Formula::generated(&conjunction(&conditions)?).ok()
}

/// An empty text in a formula.
const EMPTY: &str = "\"\"";

fn check_text(
    test: &Formula,
    when: Option<&Formula>,
    of_test: &NeededNames,
    of_when: &NeededNames,
    names: &dyn RuleNames,
) -> String {
    let always = always(of_test, of_when);
    let guarded = |core: String, branches: &[NeededBranch]| {
        branches.iter().rev().fold(core, |core, branch| format!("IF({},{core},\"\")", branch.present(names)))
    };
    let core = guarded(test.source().to_string(), &of_test.without(&always).branches);
    let core = match when {
        Some(when) => guarded(format!("IF({},{core},\"\")", when.source()), &of_when.without(&always).branches),
        None => core,
    };
    match all(&always, names) {
        None => core,
        Some(guard) => format!("IF({guard},{core},\"\")"),
    }
}

fn parts(
    test: &Formula,
    when: Option<&Formula>,
    (of_test, of_when): (&NeededNames, &NeededNames),
    names: &dyn RuleNames,
) -> Result<Option<GuardParts>, FormulaProblem> {
    if !of_test.branches.is_empty() || !of_when.branches.is_empty() {
        return Ok(None);
    }
    let Some(guard) = all(&always(of_test, of_when), names) else { return Ok(None) };
    let core = check_text(test, when, &NeededNames::default(), &NeededNames::default(), names);
    Ok(Some(GuardParts { guard: Formula::generated(&guard)?, core: Formula::generated(&core)? }))
}

/// Returns the names that test and condition need in any case, each once.
fn always(of_test: &NeededNames, of_when: &NeededNames) -> Vec<String> {
    let mut always = of_test.always.clone();
    always.extend(of_when.always.iter().filter(|name| !of_test.always.contains(name)).cloned());
    always
}

/// Returns the condition that all of these names have a value; `None` if there is no name.
fn all(of: &[String], names: &dyn RuleNames) -> Option<String> {
    conjunction(&of.iter().map(|name| presence(name, names.need(name))).collect::<Vec<_>>())
}

fn presence(name: &str, need: GuardNeed) -> String {
    match need {
        GuardNeed::Filled => format!("COUNTBLANK({name})=0"),
        GuardNeed::Number | GuardNeed::Nothing => format!("ISNUMBER({name})"),
    }
}

fn conjunction(conditions: &[String]) -> Option<String> {
    match conditions {
        [] => None,
        [one] => Some(one.clone()),
        many => Some(format!("AND({})", many.join(","))),
    }
}

/// The names that a formula needs to be evaluated.
#[derive(Clone, Debug, Default, PartialEq)]
struct NeededNames {
    /// The names that it needs in any case, each once.
    always: Vec<String>,
    /// The branches that need further names. The condition of a branch needs `always` and the branches before it.
    branches: Vec<NeededBranch>,
}

/// The names that one or the other branch of an IF needs.
#[derive(Clone, Debug, PartialEq)]
struct NeededBranch {
    condition: String,
    holds: NeededNames,
    fails: NeededNames,
}

impl NeededNames {
    /// Collects the names of a part of a formula.
    fn of(tokens: &[FormulaToken], is_needed: &dyn Fn(&str) -> bool) -> Self {
        let mut out = NeededNames::default();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            match token.kind {
                TokenKind::Name if is_needed(&token.text) => out.add(&token.text),
                TokenKind::Function if matches!(token.text.as_str(), "IF" | "IFERROR") => {
                    let (arguments, end) = arguments(tokens, at);
                    at = end;
                    out.branch(&token.text, &arguments, is_needed);
                }
                _ => {}
            }
        }
        out
    }

    fn add(&mut self, name: &str) {
        if !self.always.iter().any(|known| known == name) {
            self.always.push(name.to_string());
        }
    }

    fn branch(&mut self, function: &str, arguments: &[&[FormulaToken]], is_needed: &dyn Fn(&str) -> bool) {
        let of = |index: usize| arguments.get(index).map(|tokens| NeededNames::of(tokens, is_needed));
        let text = |index: usize| {
            let tokens = arguments.get(index).copied().unwrap_or_default();
            tokens.iter().map(|t| t.text.as_str()).collect::<String>().trim().to_string()
        };
        let first = of(0).unwrap_or_default();
        first.always.iter().for_each(|name| self.add(name));
        self.branches.extend(first.branches);
        let (condition, holds, fails) = match function {
            "IFERROR" => (format!("ISERROR({})", text(0)), of(1), None),
            _ => (text(0), of(1), of(2)),
        };
        let (holds, fails) = (holds.unwrap_or_default(), fails.unwrap_or_default());
        holds.always.iter().filter(|name| fails.always.contains(name)).for_each(|name| self.add(name));
        let branch = NeededBranch { condition, holds, fails };
        if !self.branches.contains(&branch) {
            self.branches.push(branch);
        }
    }

    /// Returns what is needed in addition to names that are known to have a value.
    fn without(&self, known: &[String]) -> NeededNames {
        let always: Vec<String> = self.always.iter().filter(|name| !known.contains(name)).cloned().collect();
        let known = [known, &always].concat();
        let rest = self.branches.iter().map(|branch| NeededBranch {
            condition: branch.condition.clone(),
            holds: branch.holds.without(&known),
            fails: branch.fails.without(&known),
        });
        NeededNames { branches: rest.filter(|b| !b.holds.is_empty() || !b.fails.is_empty()).collect(), always }
    }

    fn is_empty(&self) -> bool {
        self.always.is_empty() && self.branches.is_empty()
    }

    fn each(&self, to: &mut dyn FnMut(&str)) {
        self.always.iter().for_each(|name| to(name));
        for branch in &self.branches {
            branch.holds.each(to);
            branch.fails.each(to);
        }
    }

    /// Returns the condition that everything needed has a value.
    fn present(&self, names: &dyn RuleNames) -> String {
        let and = |first: String, rest: Option<String>| match rest {
            Some(rest) => format!("IF({first},{rest},FALSE)"),
            None => first,
        };
        let branches = self.branches.iter().rev().fold(None, |rest, branch| Some(and(branch.present(names), rest)));
        match all(&self.always, names) {
            Some(first) => and(first, branches),
            None => branches.unwrap_or_else(|| "TRUE".to_string()),
        }
    }
}

impl NeededBranch {
    fn present(&self, names: &dyn RuleNames) -> String {
        format!("IF({},{},{})", self.condition, self.holds.present(names), self.fails.present(names))
    }
}

/// Returns the arguments of the function call whose name is before `at`, and the position after the call.
pub(super) fn arguments(tokens: &[FormulaToken], at: usize) -> (Vec<&[FormulaToken]>, usize) {
    let (mut depth, mut start, mut out) = (0usize, at, Vec::new());
    for (index, token) in tokens.iter().enumerate().skip(at) {
        match token.kind {
            TokenKind::Open => {
                depth += 1;
                start = if depth == 1 { index + 1 } else { start };
            }
            TokenKind::Comma | TokenKind::Close if depth == 1 => {
                out.push(tokens.get(start..index).unwrap_or_default());
                start = index + 1;
                if token.kind == TokenKind::Close {
                    return (out, index + 1);
                }
            }
            TokenKind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    (out, tokens.len())
}

/// Writes the formulas that give the missing names.
struct MissingWriter<'n> {
    names: &'n dyn RuleNames,
}

impl MissingWriter<'_> {
    fn missing(&self, needed: &NeededNames) -> String {
        let own: Vec<String> = needed.always.iter().filter_map(|name| self.one(name)).collect();
        let own = if own.is_empty() { EMPTY.to_string() } else { own.join("&") };
        let branches = needed.branches.iter().rev().fold(EMPTY.to_string(), |rest, branch| {
            let missing = self.branch(branch);
            if rest == EMPTY { missing } else { format!("IF({},{rest},{missing})", branch.present(self.names)) }
        });
        match all(&needed.always, self.names) {
            Some(present) if branches != EMPTY => format!("IF({present},{branches},{own})"),
            Some(_) => own,
            None => branches,
        }
    }

    fn branch(&self, branch: &NeededBranch) -> String {
        match (self.missing(&branch.holds), self.missing(&branch.fails)) {
            (holds, fails) if holds == fails => holds,
            (holds, fails) => format!("IF({},{holds},{fails})", branch.condition),
        }
    }

    fn one(&self, name: &str) -> Option<String> {
        let present = all(&[name.to_string()], self.names)?;
        match self.names.meaning(name) {
            MissingMeaning::Unchecked => Some(format!("IF({present},\"\",\"{name} \")")),
            MissingMeaning::UncheckedUnless(condition) => {
                Some(format!("IF(OR({condition},{present}),\"\",\"{name} \")"))
            }
            MissingMeaning::Inapplicable => None,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
