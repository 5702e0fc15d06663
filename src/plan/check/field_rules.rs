//! Generates the rules for required and unique roster columns. A rule of the plan with the same meaning of a column takes
//! the place of the generated one.

use super::names::PlanNames;
use super::validity;
use crate::formula::{Formula, guard};
use crate::model::finding::Severity;
use crate::model::text::{BilingualText, text_in};
use crate::plan::field_rules::{REQUIRED, RuleOrigin, UNIQUE};
use crate::plan::load::draft::PlanDraft;
use crate::plan::{Roster, RosterColumn, Rule, Scope, UniqueScope};

/// Returns the codes of the rules that a plan's rosters can give.
pub(super) fn codes(draft: &PlanDraft) -> Vec<&'static str> {
    let columns = || draft.rosters.iter().flat_map(|roster| &roster.columns);
    let required = columns().any(|column| column.required).then_some(REQUIRED);
    let together = draft.rosters.iter().any(|roster| !roster.unique.is_empty());
    let unique = (together || columns().any(|column| column.unique != UniqueScope::No)).then_some(UNIQUE);
    required.into_iter().chain(unique).collect()
}

/// Returns the generated rules, roster by roster. `own` are the plan's rules.
pub(super) fn rules(draft: &PlanDraft, names: &PlanNames, own: &[Rule]) -> Vec<Rule> {
    let mut out = Vec::new();
    for (r, roster) in draft.rosters.iter().enumerate() {
        for (c, column) in roster.columns.iter().enumerate() {
            if column.unique != UniqueScope::No && !own.iter().any(|rule| counts_equal(rule, &column.name)) {
                out.extend(unique(draft, names, (r, c), roster, column));
            }
        }
        let is_together = |rule: &Rule| roster.unique.iter().all(|name| counts_equal(rule, name));
        if !roster.unique.is_empty() && !own.iter().any(is_together) {
            out.extend(unique_together(draft, names, r, roster));
        }
        for (c, column) in roster.columns.iter().enumerate() {
            if column.required && !own.iter().any(|rule| requires(rule, &column.name)) {
                out.extend(required(draft, names, (r, c), roster, column));
            }
        }
    }
    out
}

/// What differs between the generated rules.
struct RosterRule {
    code: &'static str,
    origin: RuleOrigin,
    roster: usize,
    when: Option<Formula>,
    test: Formula,
    title: BilingualText,
    message: BilingualText,
    mend: BilingualText,
    basis: String,
}

impl RosterRule {
    /// Adds the guard and the severity. A blank cell is what these rules are about, so that none of them is unchecked
    /// for one. `None` if the formula becomes too long.
    fn finish(self, draft: &PlanDraft, names: &PlanNames) -> Option<Rule> {
        let validity = validity::of_rule(draft, names, [&self.test].into_iter().chain(&self.when));
        Some(Rule {
            code: self.code.to_string(),
            origin: self.origin,
            severity: severity(draft, self.code),
            scope: Scope::RosterRow(self.roster),
            check: guard::wrap(&self.test, self.when.as_ref(), names).ok()?.check,
            missing: None,
            when: self.when,
            test: self.test,
            cells: None,
            validity,
            title: self.title,
            message: self.message,
            mend: self.mend,
            basis: self.basis,
        })
    }
}

fn required(
    draft: &PlanDraft,
    names: &PlanNames,
    at: (usize, usize),
    roster: &Roster,
    column: &RosterColumn,
) -> Option<Rule> {
    let (code, heading) = (plain(&roster.code), plain(&column.heading));
    let test = Formula::parse(&format!("COUNTBLANK({})=0", column.name)).ok()?;
    let rule = RosterRule {
        code: REQUIRED,
        origin: RuleOrigin::Required(at.0, at.1),
        roster: at.0,
        when: None,
        test,
        title: BilingualText::new(format!("Danh sách {code} ghi đủ {heading}"), format!("List {code} has {heading}")),
        message: BilingualText::new(
            format!("Danh sách {code} thiếu {heading}"),
            format!("List {code} lacks {heading}"),
        ),
        mend: BilingualText::new(format!("Ghi bổ sung {heading}."), format!("Fill in {heading}.")),
        basis: text_in!(
            draft.language,
            "Cột “{}” của {} là cột bắt buộc",
            "Column “{}” of {} is required",
            column.heading,
            roster.code
        ),
    };
    rule.finish(draft, names)
}

fn unique(
    draft: &PlanDraft,
    names: &PlanNames,
    at: (usize, usize),
    roster: &Roster,
    column: &RosterColumn,
) -> Option<Rule> {
    let (name, heading) = (&column.name, plain(&column.heading));
    let when = Formula::parse(&format!("COUNTBLANK({name})=0")).ok()?;
    // Texts are compared, so that the tax codes 0123 and 123 differ, and a * in a text is a letter.
    let test = Formula::parse(&format!("SUMPRODUCT(--({name}_cot&\"\"={name}&\"\"))=1")).ok()?;
    let rule = RosterRule {
        code: UNIQUE,
        origin: RuleOrigin::Unique(at.0, at.1),
        roster: at.0,
        when: Some(when),
        test,
        title: BilingualText::new(
            format!("{heading} không ghi trùng trong một danh sách"),
            format!("{heading} is in one list once"),
        ),
        message: BilingualText::new(
            format!("{heading} {{{name}}} ghi hai lần trong một danh sách"),
            format!("{heading} {{{name}}} stands twice in one list"),
        ),
        mend: BilingualText::new(
            "Đối chiếu hai dòng; xóa dòng ghi trùng hoặc sửa lại cho đúng.",
            "Compare the two rows; delete the repeated one or put it right.",
        ),
        basis: text_in!(
            draft.language,
            "Cột “{}” của {} không được ghi trùng",
            "Values of column “{}” of {} are unique",
            column.heading,
            roster.code
        ),
    };
    rule.finish(draft, names)
}

/// Returns the rule for the columns of a roster that must be unique together.
fn unique_together(draft: &PlanDraft, names: &PlanNames, at: usize, roster: &Roster) -> Option<Rule> {
    let of = |each: &dyn Fn(&str) -> String, between: &str| {
        roster.unique.iter().map(|name| each(name)).collect::<Vec<_>>().join(between)
    };
    let when = Formula::parse(&format!("AND({})", of(&|name| format!("COUNTBLANK({name})=0"), ","))).ok()?;
    let equal = of(&|name| format!("({name}_cot&\"\"={name}&\"\")"), "*");
    let test = Formula::parse(&format!("SUMPRODUCT({equal})=1")).ok()?;
    let headings = roster.headings(&roster.unique_columns());
    let (heading, shown) = (plain(&headings), of(&|name| format!("{{{name}}}"), " "));
    let rule = RosterRule {
        code: UNIQUE,
        origin: RuleOrigin::UniqueTogether(at),
        roster: at,
        when: Some(when),
        test,
        title: BilingualText::new(
            format!("{heading} không cùng ghi trùng trong một danh sách"),
            format!("{heading} are in one list once"),
        ),
        message: BilingualText::new(
            format!("{heading} {shown} ghi hai lần trong một danh sách"),
            format!("{heading} {shown} is in one list twice"),
        ),
        mend: BilingualText::new(
            "Đối chiếu hai dòng; xóa dòng ghi trùng hoặc sửa lại cho đúng.",
            "Compare the two rows; delete the repeated one or correct it.",
        ),
        basis: format!("Các cột “{headings}” của {} không được cùng ghi trùng", roster.code),
    };
    rule.finish(draft, names)
}

fn severity(draft: &PlanDraft, code: &str) -> Severity {
    draft.severity.iter().find(|(own, _)| own == code).map_or(Severity::Warning, |(_, severity)| *severity)
}

/// Returns a text of the plan without the braces of placeholders.
fn plain(text: &str) -> String {
    text.replace('{', "(").replace('}', ")")
}

/// Returns true if a rule over rows counts the rows whose value of this column equals that of the row.
fn counts_equal(rule: &Rule, name: &str) -> bool {
    let source = compact(&rule.test).replace("&\"\"", "");
    let column = format!("{name}_cot");
    [format!("{column},{name}"), format!("{column}={name}"), format!("{name}={column}")]
        .iter()
        .any(|pattern| has_words(&source, pattern))
}

/// Returns true if a rule over rows only requires that this column is filled.
fn requires(rule: &Rule, name: &str) -> bool {
    let forms = ["COUNTBLANK({})=0", "LEN({})>0", "NOT(ISBLANK({}))", "ISNUMBER({})"];
    rule.when.is_none() && forms.iter().any(|form| compact(&rule.test).eq_ignore_ascii_case(&form.replace("{}", name)))
}

fn compact(formula: &Formula) -> String {
    formula.source().chars().filter(|c| !c.is_whitespace()).collect()
}

/// Returns true if a text contains a pattern that is not part of a longer word at either end.
fn has_words(text: &str, pattern: &str) -> bool {
    let is_inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(pattern).any(|(at, _)| {
        !is_inside(text[..at].chars().next_back()) && !is_inside(text[at + pattern.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole() {
        assert!(has_words("COUNTIF(ds_a_cot,ds_a)=1", "ds_a_cot,ds_a"));
        assert!(!has_words("COUNTIF(ds_a_cot,ds_ab)=1", "ds_a_cot,ds_a"));
        assert!(!has_words("COUNTIF(xds_a_cot,ds_a)=1", "ds_a_cot,ds_a"));
    }
}
