//! Formats for the screen what is not known: the rules that were not checked because a name has no value, one entry for
//! each rule, and the cells that could not be computed.

use super::text::{ReportLines, wrap};
use crate::lang::{Lang, UserMessage};
use crate::model::period::Period;
use crate::model::text::BilingualText;
use crate::model::unchecked_rule::UncheckedRule;
use crate::plan::Plan;
use std::collections::{BTreeMap, BTreeSet};

/// Number of returns named for a rule and its missing names; more are only counted.
const SHOWN: usize = 3;
/// Number of cells named that could not be computed.
const CELLS: usize = 10;

/// Lists the rules that were not checked for some of the returns of a campaign. The period of a return is given unless
/// it is the report period.
pub fn of_campaign(
    lang: Lang,
    plan: &Plan,
    unchecked: &[UncheckedRule],
    report: Period,
    verbose: bool,
    lines: &mut ReportLines,
) {
    let rules = by_rule(unchecked);
    head(lang, rules.len(), lines);
    for (rule, of_rule) in rules {
        let returns: BTreeSet<_> = of_rule.iter().map(|one| (one.period, &one.unit)).collect();
        let mut groups: Vec<(&[String], Vec<&UncheckedRule>)> = Vec::new();
        for one in of_rule {
            match groups.iter_mut().find(|(names, _)| *names == one.names) {
                Some((_, of_names)) => of_names.push(one),
                None => groups.push((&one.names, vec![one])),
            }
        }
        let group = |(_, of_names): &(&[String], Vec<&UncheckedRule>)| {
            let most = if verbose { of_names.len() } else { SHOWN };
            let mut returns: Vec<String> = of_names.iter().take(most).map(|one| place(plan, one, report)).collect();
            if of_names.len() > most {
                returns.push(lang.message(&UserMessage::MoreReturns { count: of_names.len() - most }));
            }
            let names = of_names.first().map(|one| names(lang, one)).unwrap_or_default();
            lang.message(&UserMessage::MissingInReturns { names: &names, returns: &returns.join(", ") })
        };
        let missing = groups.iter().map(group).collect::<Vec<_>>().join("; ");
        let message = UserMessage::UncheckedRule { rule, returns: returns.len(), missing: &missing };
        wrap(&format!("  {}", lang.message(&message)), "      ", lines);
    }
}

/// Lists the rules that were not checked for one return.
pub fn of_return(lang: Lang, unchecked: &[UncheckedRule], lines: &mut ReportLines) {
    let rules = by_rule(unchecked);
    head(lang, rules.len(), lines);
    for (rule, of_rule) in rules {
        let mut missing: Vec<String> = Vec::new();
        for one in of_rule {
            let names = lang.message(&UserMessage::MissingNames { names: &names(lang, one) });
            if !missing.contains(&names) {
                missing.push(names);
            }
        }
        wrap(&format!("  {rule} — {}", missing.join("; ")), "      ", lines);
    }
}

/// Lists the cells of the workbook that could not be computed.
pub fn uncomputed(lang: Lang, cells: &[String], verbose: bool, lines: &mut ReportLines) {
    if cells.is_empty() {
        return;
    }
    let most = if verbose { cells.len() } else { CELLS };
    let mut shown: Vec<String> = cells.iter().take(most).cloned().collect();
    shown.extend((cells.len() > most).then(|| "…".to_string()));
    lines.push(String::new());
    wrap(&lang.message(&UserMessage::Uncomputed { count: cells.len(), cells: &shown.join(", ") }), "  ", lines);
}

fn head(lang: Lang, rules: usize, lines: &mut ReportLines) {
    if rules > 0 {
        lines.push(String::new());
        wrap(&lang.message(&UserMessage::UncheckedRules { rules }), "  ", lines);
    }
}

/// Groups by rule, in the order of first appearance.
fn by_rule(unchecked: &[UncheckedRule]) -> Vec<(&str, Vec<&UncheckedRule>)> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut out: Vec<(&str, Vec<&UncheckedRule>)> = Vec::new();
    for one in unchecked {
        let place = *places.entry(&one.rule).or_insert_with(|| {
            out.push((&one.rule, Vec::new()));
            out.len() - 1
        });
        out.get_mut(place).into_iter().for_each(|(_, of_rule)| of_rule.push(one));
    }
    out
}

/// Formats the missing names: `mã 33 [dv_moi], phụ lục «Dự toán 2025» [pl_dt_2025]`.
fn names(lang: Lang, one: &UncheckedRule) -> String {
    let name = |(name, label): (&String, &BilingualText)| match lang.text_in(label) {
        label if label == name => name.clone(),
        label => format!("{label} [{name}]"),
    };
    one.names.iter().zip(&one.labels).map(name).collect::<Vec<_>>().join(", ")
}

fn place(plan: &Plan, one: &UncheckedRule, report: Period) -> String {
    let unit = plan.unit_index(&one.unit).and_then(|u| plan.units.get(u)).map_or(one.unit.as_str(), |u| &u.name);
    if one.period == report { unit.to_string() } else { format!("{unit} {}", one.period) }
}
