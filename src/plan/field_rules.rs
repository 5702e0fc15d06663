//! The rules that follow from the fields of a roster: the loader generates one for each `required` and each `unique`
//! column, as a formula like the plan's own. They are written into the form, evaluated at intake, shown in the
//! consolidated workbook and explained on the same paths; nothing else decides whether such a cell is in order.

use super::{Plan, Rule, Scope, binding};

/// The code of the rule for a required roster column: a filled row has a value in it.
pub(crate) const REQUIRED: &str = "K07";
/// The code of the rule for a unique roster column: a value is in one row of the return.
pub(crate) const UNIQUE: &str = "K06";

/// Where a rule comes from. The indexes are those of the roster and of its column.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum RuleOrigin {
    /// It is written in the plan.
    Plan,
    /// Generated from `required` of a roster column.
    Required(usize, usize),
    /// Generated from `unique` of a roster column.
    Unique(usize, usize),
    /// Generated from the columns of a roster (index) that must be unique together.
    UniqueTogether(usize),
    /// Generated from rows of the form: decimals, bounds and so on.
    Row,
}

impl RuleOrigin {
    /// Returns true if the rule is generated from a column of a roster.
    pub(crate) fn is_of_roster(self) -> bool {
        matches!(self, RuleOrigin::Required(..) | RuleOrigin::Unique(..) | RuleOrigin::UniqueTogether(_))
    }
}

/// Rules that share a line in lists of rules, and a column beside the rows of a roster: one rule, or all rules for the
/// required columns of a roster, which always give TRUE or FALSE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RuleLine {
    /// Index of the first rule in the plan.
    pub first: usize,
    /// The number of rules, at least 1. They follow each other in the plan.
    pub count: usize,
}

impl RuleLine {
    /// Returns the rules of the line; none if the line is of another plan.
    pub(crate) fn rules<'p>(&self, plan: &'p Plan) -> &'p [Rule] {
        plan.rules.get(self.first..self.first + self.count).unwrap_or_default()
    }

    /// Returns the title of the line in Vietnamese.
    pub(crate) fn title(&self, plan: &Plan) -> String {
        plan.line_texts(self.rules(plan)).0
    }
}

impl Plan {
    /// Returns the rules with this code: one of the plan, or all generated ones of a kind.
    pub(crate) fn rules_of<'p>(&'p self, code: &str) -> impl Iterator<Item = &'p Rule> {
        self.rules.iter().filter(move |rule| rule.code.eq_ignore_ascii_case(code))
    }

    /// Returns the lines that list the rules, in the order of the rules.
    pub(crate) fn rule_lines(&self) -> Vec<RuleLine> {
        let mut lines: Vec<RuleLine> = Vec::new();
        // Required columns of a roster share a line, and so do rows of the form with different bounds.
        let group = |rule: &Rule| match rule.origin {
            RuleOrigin::Required(roster, _) => Some((rule.code.clone(), roster)),
            RuleOrigin::Row => Some((rule.code.clone(), 0)),
            RuleOrigin::Plan | RuleOrigin::Unique(..) | RuleOrigin::UniqueTogether(_) => None,
        };
        for (index, rule) in self.rules.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|before| self.rules.get(before)).and_then(group);
            match lines.last_mut() {
                Some(line) if before.is_some() && before == group(rule) => line.count += 1,
                _ => lines.push(RuleLine { first: index, count: 1 }),
            }
        }
        lines
    }

    /// Returns the lines of the rules over the rows of a roster.
    pub(crate) fn roster_lines(&self, roster: usize) -> Vec<RuleLine> {
        let over_rows = |rule: &Rule| rule.scope == Scope::RosterRow(roster);
        self.rule_lines().into_iter().filter(|line| line.rules(self).first().is_some_and(over_rows)).collect()
    }

    /// Returns the title of the rules of a line, and how to fix a failure, both in the language of the plan.
    pub(crate) fn line_texts<'r>(&self, rules: impl IntoIterator<Item = &'r Rule>) -> (String, String) {
        let rules: Vec<&Rule> = rules.into_iter().collect();
        let [first, .., last] = rules.as_slice() else {
            return rules
                .first()
                .map(|one| (binding::title(self, one), self.language.text_in(&one.mend).to_string()))
                .unwrap_or_default();
        };
        let mend = match first.origin {
            RuleOrigin::Row => self.language.text_in(&first.mend).to_string(),
            _ => self.language.pick("Ghi bổ sung ô còn trống.", "Fill in the blank cell.").to_string(),
        };
        let (first, last) = (binding::title(self, first), binding::title(self, last));
        let headings: Vec<String> = rules.iter().filter_map(|rule| self.heading(rule.origin)).collect();
        let start = headings.first().and_then(|heading| first.strip_suffix(heading.as_str()));
        let title = match (headings.split_last(), start) {
            (Some((other, some)), Some(start)) => {
                let and = self.language.pick("và", "and");
                format!("{start}{} {and} {other}", some.join(", "))
            }
            _ => format!("{first} … {last}"),
        };
        (title, mend)
    }

    /// Returns the roster and the columns that a rule is generated from; `None` for a rule of the plan or of the form's
    /// rows.
    pub(crate) fn roster_columns(&self, origin: RuleOrigin) -> Option<(usize, Vec<usize>)> {
        match origin {
            RuleOrigin::Required(roster, column) | RuleOrigin::Unique(roster, column) => Some((roster, vec![column])),
            RuleOrigin::UniqueTogether(roster) => Some((roster, self.rosters.get(roster)?.unique_columns())),
            RuleOrigin::Plan | RuleOrigin::Row => None,
        }
    }

    /// Returns the headings of the columns that a rule is generated from; `None` for a rule of the plan.
    pub(crate) fn heading(&self, origin: RuleOrigin) -> Option<String> {
        let (roster, columns) = self.roster_columns(origin)?;
        Some(self.rosters.get(roster)?.headings(&columns))
    }
}
