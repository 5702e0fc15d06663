//! The cells of "Số liệu" that heirs need: what they have from the units that they take over, their quotas, and the rows
//! with the previous figures of several units joined.

use super::super::context::SheetContext;
use super::super::layout::{DataColumnKey, JoinedRow, sheet};
use super::super::unit_rows::block;
use crate::formula::PeriodAggregate;
use crate::formula::expand;
use crate::model::ledger::ReturnStatus;
use crate::model::period::Period;
use crate::model::text::text_in;
use crate::plan::{Indicator, Plan};
use crate::workbook::{Sheet, Style, address};

/// Returns the formula of what a unit has of an indicator from the units that it takes over in a period; `None` if it
/// takes over none, or if nothing of it counts: at the beginning of a year nothing of that year is received.
pub(super) fn received(context: &SheetContext, unit: usize, period: u32, name: &str, in_year: bool) -> Option<String> {
    let plan = context.plan;
    let when = plan.first.plus(period as i32);
    let year_start = plan.first_in_year(when);
    if in_year && when == year_start {
        return None;
    }
    let (aggregate, from) = match in_year {
        true => (PeriodAggregate::YearToDate, u32::try_from(year_start.ordinal(plan.first)).map_or(1, |at| at.max(1))),
        false => (PeriodAggregate::ToDate, 1),
    };
    let parts = plan.taken_over_in(unit, when).into_iter();
    let given =
        parts.filter_map(|part| Some(expand::given(&block(plan, &context.layout, part, name)?, aggregate, from)));
    let given: Vec<String> = given.collect();
    // References within the sheet need no sheet name.
    (!given.is_empty()).then(|| given.join("+").replace(&address::sheet(sheet::DATA.in_lang(plan.language)), ""))
}

/// Returns the formula of the number of the unit that the rows of a unit belong to in the chosen period; `None` for its own.
pub(super) fn owner(context: &SheetContext, unit: usize) -> Option<String> {
    let plan = context.plan;
    let report = context.layout.ordinal();
    let owners = (0..plan.units.len()).flat_map(|heir| {
        let taken_over = plan.all_taken_over(heir).into_iter();
        taken_over.filter(|(other, _)| *other == unit).map(move |(_, at)| (at, heir))
    });
    let mut owners: Vec<(Period, usize)> = owners.collect();
    if owners.is_empty() {
        return None;
    }
    // The heir of the heir is the later one; of one period the last in the chain.
    owners.sort_by_key(|(at, heir)| (*at, plan.all_taken_over(*heir).len()));
    let own = (unit + 1).to_string();
    Some(
        owners
            .into_iter()
            .fold(own, |before, (at, heir)| format!("IF({report}>={},{},{before})", at.ordinal(plan.first), heir + 1)),
    )
}

/// Returns the formula of the quota of a unit that has taken over others; `None` if its quota is a figure of its own.
pub(super) fn quota(context: &SheetContext, unit: usize, period: u32, column: usize) -> Option<String> {
    let plan = context.plan;
    if !context.layout.data.has_heirs() {
        return None;
    }
    let when = plan.first.plus(period as i32);
    let terms = plan.quota_terms(unit, column, when);
    if terms.iter().all(|term| term.unit == unit) {
        return None;
    }
    let own = terms.iter().filter(|term| term.unit == unit).map(|term| term.value.to_string());
    let issued = plan.units.get(unit).zip(plan.annex.columns.get(column));
    let amended = issued.and_then(|(unit, column)| plan.amended(unit, &column.name, when)).map(|a| a.from);
    let is_added = |at| at <= when && amended.is_none_or(|amended| amended < at);
    let others = plan
        .taken_over(unit)
        .filter(|(other, at)| is_added(*at) && !plan.quota_terms(*other, column, at.plus(-1)).is_empty());
    let cell = |(other, at): (usize, crate::model::period::Period)| {
        let last = u32::try_from(at.ordinal(plan.first) - 2).ok()?;
        Some(local(&context.layout.data.cell(other, last, &DataColumnKey::Annex(column))?))
    };
    let cells: Vec<String> = own.chain(others.filter_map(cell)).collect();
    Some(format!("SUM({})", cells.join(",")))
}

/// Returns the formula of the row of earlier figures, as a number within the table: the row of the joined figures if all
/// returns that it joins are counted, else the empty row.
pub(super) fn before(context: &SheetContext, row: u32, joined: &JoinedRow, empty: u32) -> String {
    let state = |part: &usize| context.layout.data.cell(*part, joined.before, &DataColumnKey::State);
    let states = joined.parts.iter().filter_map(state);
    let counted: Vec<String> = states
        .map(|state| format!("{}=\"{}\"", local(&state), ReturnStatus::Counted.word(context.plan.language)))
        .collect();
    format!("IF(AND({}),{row},{empty})", counted.join(","))
}

/// Writes the rows of joined figures below the units.
pub(super) fn joined_rows(sheet: &mut Sheet, context: &SheetContext) {
    for (index, joined) in context.layout.data.joined().iter().enumerate() {
        let row = context.layout.data.joined_row(index);
        sheet.text(row, 1, joined_label(context.plan, joined), &Style::note().size(9));
        sheet.heights.insert(row, 16.0);
        for indicator in &context.plan.indicators {
            let key = DataColumnKey::Figure(indicator.name.clone());
            let (Some(column), Some(formula)) =
                (context.layout.data.column(&key), joined_figure(context, joined, indicator, &key))
            else {
                continue;
            };
            let look = Style::figure().size(10).number(indicator.number_format());
            sheet.formula(row, column, formula, &Style { italic: true, ..look });
        }
    }
}

fn joined_figure(
    context: &SheetContext,
    joined: &JoinedRow,
    indicator: &Indicator,
    key: &DataColumnKey,
) -> Option<String> {
    let by = indicator.joined_by()?;
    let cells = joined.parts.iter().filter_map(|part| context.layout.data.cell(*part, joined.before, key));
    Some(expand::joined(by, &cells.map(|cell| local(&cell)).collect::<Vec<_>>()))
}

fn joined_label(plan: &Plan, joined: &JoinedRow) -> String {
    let t = plan.language;
    let before = plan.first.plus(joined.before as i32);
    let name = |unit: usize| plan.units.get(unit).map_or("", |unit| unit.name_in(before));
    let parts: Vec<&str> = joined.parts.iter().map(|part| name(*part)).collect();
    let heir = plan.units.get(joined.unit).map_or("", |unit| unit.name.as_str());
    let what = match joined.before + 1 == joined.period {
        true => t.pick("kỳ trước", "previous period"),
        false => t.pick("cùng kỳ năm trước", "same period a year before"),
    };
    let (before, parts) = (before.text_in(t), parts.join(", "));
    text_in!(t, "({what} của {heir} gộp từ {before}: {parts})", "({what} of {heir} joined from {before}: {parts})")
}

/// Removes the sheet name from an address of this sheet.
pub(super) fn local(address: &str) -> String {
    address.rsplit('!').next().unwrap_or(address).replace('$', "")
}
