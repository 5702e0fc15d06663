//! The rows of a unit on "Số liệu", and of the units that it took over, for the expansions of aggregates.

use super::layout::{DataColumnKey, WorkbookLayout, is_large_heir};
use crate::formula::expand::{ComparisonBreak, JoinedBlock, OwnedRows, ReceivedBlock, SpanFigure, UnitBlock};
use crate::model::ledger::ReturnStatus;
use crate::model::period::Period;
use crate::plan::{Indicator, Plan};

/// Returns the block of a unit without a figure.
pub(super) fn states(plan: &Plan, layout: &WorkbookLayout, unit: usize) -> Option<UnitBlock> {
    Some(UnitBlock {
        figure: String::new(),
        counted: ReturnStatus::Counted.word(plan.language),
        ordinals: layout.data.block(unit, &DataColumnKey::Ordinal)?,
        states: layout.data.block(unit, &DataColumnKey::State)?,
        latest: layout.data.block(unit, &DataColumnKey::Latest)?,
        report: layout.ordinal(),
        start: layout.start(),
        over_span: SpanFigure::Last,
        per_year: plan.cycle().per_year(),
        joined: Vec::new(),
        joined_by: None,
        owned: None,
        breaks: Vec::new(),
        year_start: layout.word(layout.counters.year_start)?,
        until: None,
        first: plan.reporting_bounds(unit).0.unwrap_or(1),
        received: None,
    })
}

/// Returns the ranges of a unit that an aggregate over an indicator needs.
pub(super) fn block(plan: &Plan, layout: &WorkbookLayout, unit: usize, indicator: &str) -> Option<UnitBlock> {
    let figure = layout.data.block(unit, &DataColumnKey::Figure(indicator.to_string()))?;
    let received = |in_year| layout.data.block(unit, &DataColumnKey::Received(indicator.to_string(), in_year));
    let is_heir = || layout.data.has_heirs() && plan.taken_over(unit).next().is_some();
    let received = if is_heir() { received(false).zip(received(true)) } else { None };
    let received = received.map(|(to_date, year_to_date)| ReceivedBlock { to_date, year_to_date });
    let until = layout.data.until(indicator);
    let of = plan.indicator(indicator);
    let over_span = of.map_or(SpanFigure::Last, Indicator::over_span);
    let ordinal = |period: Period| u32::try_from(period.ordinal(plan.first)).unwrap_or(u32::MAX);
    let joined = plan.all_taken_over(unit).into_iter().map(|(other, at)| {
        let range = |key: DataColumnKey| layout.data.block(other, &key);
        Some(JoinedBlock {
            figure: range(DataColumnKey::Figure(indicator.to_string()))?,
            ordinals: range(DataColumnKey::Ordinal)?,
            states: range(DataColumnKey::State)?,
            at: ordinal(at),
            first: plan.reporting_bounds(other).0.unwrap_or(1),
            end: plan.reporting_bounds(other).1.map_or(u32::MAX, |last| last + 1),
        })
    });
    let joined = joined.collect::<Option<Vec<_>>>()?;
    let joined_by = of.and_then(Indicator::joined_by);
    let breaks = plan.splits_within(unit).into_iter();
    let breaks = breaks.map(|(since, at)| ComparisonBreak { since: ordinal(since), at: ordinal(at) }).collect();
    let owned = owned_rows(plan, layout, unit, indicator);
    Some(UnitBlock {
        figure,
        until,
        received,
        over_span,
        joined,
        joined_by,
        owned,
        breaks,
        ..states(plan, layout, unit)?
    })
}

/// Returns the rows of a unit that took over more units than a formula lists, and of these; `None` for any other unit.
fn owned_rows(plan: &Plan, layout: &WorkbookLayout, unit: usize, indicator: &str) -> Option<OwnedRows> {
    if !is_large_heir(plan, unit) {
        return None;
    }
    let units: Vec<usize> = plan.all_taken_over(unit).into_iter().map(|(other, _)| other).chain([unit]).collect();
    let range = |key: DataColumnKey| layout.data.blocks(&units, &key);
    Some(OwnedRows {
        figure: range(DataColumnKey::Figure(indicator.to_string()))?,
        ordinals: range(DataColumnKey::Ordinal)?,
        states: range(DataColumnKey::State)?,
        owners: range(DataColumnKey::Owner)?,
        owner: unit + 1,
        not_due: ReturnStatus::NotDue.word(plan.language),
    })
}
