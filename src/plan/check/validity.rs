//! Checks the periods in which the parts of a plan are in force, and finds those in which all names of a formula are.

use super::names::{NameRole, PlanNames};
use super::references::outside;
use crate::formula::{Formula, PeriodAggregate};
use crate::model::text::BilingualText;
use crate::model::validity::Validity;
use crate::plan::load::draft::{PlanDraft, ScopeWord};
use crate::plan::load::walk::PlanDocument;

/// Checks the limits of every row.
pub(super) fn check(draft: &PlanDraft, walk: &PlanDocument) {
    for (path, validity) in rows(draft) {
        for (key, limit) in [("from", validity.from), ("until", validity.until)] {
            if let Some(period) = limit {
                outside(walk, draft, &format!("{path}.{key}"), period);
            }
        }
        if let (Some(from), Some(until), false) = (validity.from, validity.until, validity.is_possible()) {
            walk.error_at(
                &format!("{path}.until"),
                BilingualText::new(
                    format!("kỳ cuối {until} trước kỳ đầu {from}"),
                    format!("the last period {until} is before the first, {from}"),
                ),
                BilingualText::new("đổi một trong hai kỳ", "change one of the two"),
            );
        }
    }
    for (index, (from, _)) in draft.form.iter().flat_map(|form| &form.versions).enumerate() {
        outside(walk, draft, &format!("form.versions[{index}].from"), *from);
    }
    for rule in draft.rules.iter().filter(|rule| rule.scope == Some(ScopeWord::Campaign)) {
        if !rule.validity.is_unlimited() {
            walk.error_at(
                &rule.path,
                BilingualText::new(
                    "quy tắc của cả đợt xét bảng giao, không theo kỳ",
                    "a rule of the campaign judges the annex, not a period",
                ),
                BilingualText::new("bỏ Từ kỳ, Đến kỳ (from, until)", "leave out from and until"),
            );
        }
    }
}

/// Returns every row with limits, with its path.
fn rows(draft: &PlanDraft) -> Vec<(String, Validity)> {
    let mut out: Vec<(String, Validity)> = Vec::new();
    out.extend(draft.indicators.iter().enumerate().map(|(i, row)| (format!("indicators[{i}]"), row.validity)));
    out.extend(draft.narratives.iter().enumerate().map(|(i, row)| (format!("narratives[{i}]"), row.validity)));
    for (r, roster) in draft.rosters.iter().enumerate() {
        out.push((format!("rosters[{r}]"), roster.validity));
        let columns = roster.columns.iter().enumerate();
        out.extend(columns.map(|(c, column)| (format!("rosters[{r}].columns[{c}]"), column.validity)));
    }
    out.extend(draft.rules.iter().map(|rule| (rule.path.clone(), rule.validity)));
    out.extend(draft.columns.iter().map(|column| (column.path.clone(), column.validity)));
    out.retain(|(_, validity)| !validity.is_unlimited());
    out
}

/// Returns the periods in which all names of a rule's formulas are in force. Names of the period before are a period
/// later.
pub(super) fn of_rule<'f>(
    draft: &PlanDraft,
    names: &PlanNames,
    formulas: impl Iterator<Item = &'f Formula>,
) -> Validity {
    let all = formulas.flat_map(Formula::names).map(|name| of_name(draft, names, name));
    all.fold(Validity::default(), Validity::and)
}

/// Returns the periods in which a name is in force.
fn of_name(draft: &PlanDraft, names: &PlanNames, name: &str) -> Validity {
    let column = |r: usize, c: usize| {
        let roster = draft.rosters.get(r)?;
        Some(roster.validity.and(roster.columns.get(c)?.validity))
    };
    let indicator = |i: usize| draft.indicators.get(i).map(|i| i.validity);
    let found = match names.get(name) {
        Some(NameRole::Indicator(i)) => indicator(i),
        Some(NameRole::Previous(i)) => indicator(i).map(Validity::next),
        Some(NameRole::YearBefore(i)) => indicator(i).map(|v| v.after(i32::from(names.cycle().per_year()))),
        Some(NameRole::ToDate(i)) => indicator(i),
        Some(NameRole::Narrative) => draft.narratives.iter().find(|n| n.name == name).map(|n| n.validity),
        Some(NameRole::RosterCell(r, c)) => column(r, c),
        Some(NameRole::RosterColumn) => {
            let of = |name| match names.get(name)? {
                NameRole::RosterCell(r, c) => column(r, c),
                _ => None,
            };
            name.strip_suffix("_cot").and_then(of)
        }
        Some(NameRole::RosterRows) => draft.rosters.iter().find(|r| r.rows_name() == name).map(|r| r.validity),
        _ => None,
    };
    found.unwrap_or_default()
}

/// Returns for each computed column the periods in which the names that it needs are in force. A name that the formula
/// tests itself does not limit it, nor does a sum over periods, which skips the others.
pub(super) fn of_columns(draft: &PlanDraft, names: &PlanNames) -> Vec<Validity> {
    let mut known: Vec<Option<Validity>> = vec![None; draft.columns.len()];
    (0..draft.columns.len()).map(|column| of_column(draft, names, column, &mut known)).collect()
}

fn of_column(draft: &PlanDraft, names: &PlanNames, column: usize, known: &mut Vec<Option<Validity>>) -> Validity {
    if let Some(found) = known.get(column).copied().flatten() {
        return found;
    }
    // Columns that name each other in a circle are reported; the first one met has no limit.
    if let Some(slot) = known.get_mut(column) {
        *slot = Some(Validity::default());
    }
    let mut out = Validity::default();
    let formula = draft.columns.get(column).and_then(|column| column.formula.as_ref());
    let of_other = |other: usize, known: &mut Vec<Option<Validity>>| {
        let own = draft.columns.get(other).map(|c| c.validity).unwrap_or_default();
        own.and(of_column(draft, names, other, known))
    };
    for name in formula.map(Formula::names).unwrap_or_default() {
        if let Some(NameRole::Column(other)) = names.get(name).filter(|_| !formula.is_some_and(|f| f.tests(name))) {
            out = out.and(of_other(other, known));
        }
    }
    for (aggregate, name) in formula.map(Formula::aggregates).unwrap_or_default() {
        if formula.is_some_and(|f| f.tests(&format!("{}({name})", super::word(*aggregate)))) {
            continue;
        }
        let limit = match (aggregate, names.get(name)) {
            (aggregate, Some(NameRole::Column(other))) if aggregate.is_over_units() => of_other(other, known),
            (PeriodAggregate::WholeSum | PeriodAggregate::KindSum, _) => of_name(draft, names, name),
            (PeriodAggregate::InPeriod, _) => of_name(draft, names, name),
            // The latest figure stays what it is.
            (PeriodAggregate::Latest, _) => Validity { until: None, ..of_name(draft, names, name) },
            _ => Validity::default(),
        };
        out = out.and(limit);
    }
    if let Some(slot) = known.get_mut(column) {
        *slot = Some(out);
    }
    out
}
