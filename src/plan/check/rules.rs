//! Checks the rules: names by scope, the roster of a row rule, messages. Then wraps each rule in its guard, once.

use super::faults::{fault_at_name, unknown};
use super::messages::{RuleMessage, message};
use super::names::{NameRole, PlanNames, belongs, in_scope, scope_of};
use super::{figures, rule_size, validity};
use crate::formula::Formula;
use crate::formula::guard::{self, GuardedRule};
use crate::formula::number_text::NUMBER_TEXT;
use crate::model::text::BilingualText;
use crate::plan::field_rules::RuleOrigin;
use crate::plan::load::draft::{PlanDraft, RuleDraft, ScopeWord};
use crate::plan::load::walk::PlanDocument;
use crate::plan::{Rule, Scope, header};
use std::collections::BTreeSet;

/// Returns the rules, checked and wrapped. Rules with problems are left out.
pub(super) fn rules(draft: &PlanDraft, names: &PlanNames, walk: &PlanDocument) -> Vec<Rule> {
    let rules: Vec<(&RuleDraft, Rule)> =
        draft.rules.iter().filter_map(|rule| Some((rule, check_rule(rule, draft, names, walk)?))).collect();
    rule_size::check(&rules, walk);
    rules.into_iter().map(|(_, rule)| rule).collect()
}

fn check_rule(rule: &RuleDraft, draft: &PlanDraft, names: &PlanNames, walk: &PlanDocument) -> Option<Rule> {
    let scope = if rule.has_scope { rule.scope? } else { scope_from_names(rule, names, walk)? };
    let mut sound = true;
    for (key, formula) in [("test", &rule.test), ("when", &rule.when)] {
        if let Some(formula) = formula {
            sound &= known(formula, &format!("{}.{key}", rule.path), scope, names, walk);
        }
    }
    for (key, text) in [("message", &rule.message), ("mend", &rule.mend)] {
        // If the English text is left out, it equals the Vietnamese one, which is checked once.
        let english = Some(("en", &text.en)).filter(|_| text.en != text.vi);
        for (lang, text) in [("vi", &text.vi)].into_iter().chain(english) {
            let placed = RuleMessage { text, path: &format!("{}.{key}.{lang}", rule.path), rule, sound };
            message(&placed, names, walk);
        }
    }
    let scope = resolve(scope, rule, names, walk);
    let test = rule.test.clone()?;
    if rule.conditional && rule.when.is_none() || !sound {
        return None;
    }
    let test = in_own(&test, &format!("{}.test", rule.path), names, walk)?;
    let when = match &rule.when {
        Some(when) => Some(in_own(when, &format!("{}.when", rule.path), names, walk)?),
        None => None,
    };
    let GuardedRule { check, missing } = match guard::wrap(&test, when.as_ref(), names) {
        Ok(guarded) => guarded,
        Err(problem) => {
            let hint = BilingualText::new(
                "rút ngắn công thức hoặc tách thành hai quy tắc",
                "shorten it or make two rules of it",
            );
            walk.error_at(&format!("{}.test", rule.path), problem.message, hint);
            return None;
        }
    };
    let validity = validity::of_rule(draft, names, [&test].into_iter().chain(&when));
    let override_ = draft.severity.iter().find(|(code, _)| *code == rule.code).map(|(_, s)| *s);
    Some(Rule {
        code: rule.code.clone(),
        origin: RuleOrigin::Plan,
        severity: override_.or(rule.severity)?,
        scope: scope?,
        when,
        test,
        check,
        missing,
        title: names.message_in_own(&rule.title),
        message: names.message_in_own(&rule.message),
        mend: names.message_in_own(&rule.mend),
        basis: rule.basis.clone(),
        cells: None,
        validity: rule.validity.and(validity),
    })
}

/// Returns a formula with the names of the plan's cycle; reports a formula that becomes too long.
pub(super) fn in_own(formula: &Formula, path: &str, names: &PlanNames, walk: &PlanDocument) -> Option<Formula> {
    let own = names.in_own(formula);
    own.map_err(|problem| walk.error_at(path, problem.message, BilingualText::default())).ok()
}

/// Returns the scope of a rule that does not state one.
fn scope_from_names(rule: &RuleDraft, names: &PlanNames, walk: &PlanDocument) -> Option<ScopeWord> {
    // A rule without a test is already reported.
    let test = rule.test.as_ref()?;
    let all = test.names().iter().chain(rule.when.iter().flat_map(Formula::names));
    let meanings: Vec<NameRole> = all.filter_map(|n| names.get(n)).collect();
    let scope = scope_of(&meanings);
    if scope.is_none() {
        let hint = if meanings.contains(&NameRole::Cell) {
            BilingualText::new(
                "ghi scope = \"numeric_cells\" hoặc \"required_cells\"",
                "write scope = \"numeric_cells\" or \"required_cells\"",
            )
        } else {
            BilingualText::new("tách thành hai quy tắc", "make two rules of it")
        };
        let message = BilingualText::new(
            "từ các tên trong công thức chưa rõ quy tắc xét cái gì",
            "the names of the formula do not tell what the rule judges",
        );
        walk.error_at(&format!("{}.test", rule.path), message, hint);
    }
    scope
}

fn known(formula: &Formula, path: &str, scope: ScopeWord, names: &PlanNames, walk: &PlanDocument) -> bool {
    let mut sound = true;
    for (aggregate, name) in formula.aggregates() {
        let written = super::word(*aggregate);
        fault_at_name(
            walk,
            path,
            formula.source(),
            written,
            BilingualText::new(
                format!("{written}({name}) chỉ dùng trong cột tổng hợp"),
                format!("{written}({name}) is for computed columns only"),
            ),
            BilingualText::new("trong quy tắc gọi thẳng tên chỉ tiêu", "a rule names the indicator itself"),
        );
        sound = false;
    }
    if formula.has_number_text() {
        let message = BilingualText::new(
            format!("{NUMBER_TEXT} chỉ dùng trong cột tổng hợp và báo cáo"),
            format!("{NUMBER_TEXT} is for computed columns and the report only"),
        );
        let hint = BilingualText::new("trong quy tắc so sánh thẳng số", "a rule compares the number itself");
        fault_at_name(walk, path, formula.source(), NUMBER_TEXT, message, hint);
        sound = false;
    }
    for name in formula.names() {
        let fault = match names.get(name) {
            Some(NameRole::ToDate(i)) if !names.indicator(i).is_some_and(figures::is_summed) => not_summed(name),
            Some(meaning) if in_scope(scope, meaning) => continue,
            // The loader adds the mark of a nil return to the plan's rules over required cells.
            Some(_) if name == header::NIL && scope == ScopeWord::RequiredCells => continue,
            Some(meaning) => (
                BilingualText::new(
                    format!("tên '{name}' không dùng được ở đây"),
                    format!("name '{name}' is not for this place"),
                ),
                belongs(meaning),
            ),
            None => unknown(name, names.usable(|m| in_scope(scope, m))),
        };
        fault_at_name(walk, path, formula.source(), name, fault.0, fault.1);
        sound = false;
    }
    sound
}

/// Reports a sum to date of an indicator that does not add up over periods.
fn not_summed(name: &str) -> (BilingualText, BilingualText) {
    let of = name.strip_suffix("_lk").unwrap_or(name);
    (
        BilingualText::new(
            format!("{name} cộng số phát sinh qua các kỳ, nhưng {of} không phải số phát sinh cộng được (flow, add)"),
            format!("{name} adds a flow up over periods, but {of} is no flow that adds up (flow, add)"),
        ),
        BilingualText::new(format!("dùng {of}, {of}_kt hoặc {of}_ck"), format!("use {of}, {of}_kt or {of}_ck")),
    )
}

fn resolve(scope: ScopeWord, rule: &RuleDraft, names: &PlanNames, walk: &PlanDocument) -> Option<Scope> {
    Some(match scope {
        ScopeWord::NumericCells => Scope::NumericCells,
        ScopeWord::RequiredCells => Scope::RequiredCells,
        ScopeWord::Return => Scope::Return,
        ScopeWord::Previous => Scope::Previous,
        ScopeWord::Annex => Scope::Annex,
        ScopeWord::Campaign => Scope::Campaign,
        ScopeWord::RosterRow => {
            let test = rule.test.as_ref()?;
            let all = test.names().iter().chain(rule.when.iter().flat_map(Formula::names));
            let rosters: BTreeSet<usize> = all
                .filter_map(|n| match names.get(n) {
                    Some(NameRole::RosterCell(roster, _)) => Some(roster),
                    _ => None,
                })
                .collect();
            let mut rosters = rosters.into_iter();
            match (rosters.next(), rosters.next()) {
                (Some(one), None) => Scope::RosterRow(one),
                (first, _) => {
                    let message = if first.is_none() {
                        BilingualText::new(
                            "quy tắc dòng không gọi tên nào của dòng danh sách",
                            "a row rule that names nothing of a row",
                        )
                    } else {
                        BilingualText::new(
                            "quy tắc dòng gọi tên của hai danh sách",
                            "a row rule that names rows of two rosters",
                        )
                    };
                    let hint = BilingualText::new(
                        "gọi tên của một danh sách; danh sách kia gọi cả cột bằng đuôi _cot",
                        "name the row of one roster; the other one by its columns in _cot",
                    );
                    walk.error_at(&format!("{}.test", rule.path), message, hint);
                    return None;
                }
            }
        }
    })
}
