//! The cells of "Số liệu" for figures of a unit's earlier returns that rules compare with: the row of the same period a
//! year before, and sums to date.

use super::super::context::SheetContext;
use super::super::layout::{DataColumnKey, DataLayout};
use super::heirs;
use crate::formula::expand;
use crate::model::ledger::ReturnStatus;
use crate::workbook::{SheetCell, Style};

/// Returns the cell with the row of the counted return of a year before within the table, of an heir that of the joined
/// figures; the empty last row if there is none.
pub(super) fn year_before(context: &SheetContext, unit: usize, period: u32, style: &Style) -> SheetCell {
    let (plan, data) = (context.plan, &context.layout.data);
    let number = |row: u32| row - DataLayout::TOP + 1;
    let empty = number(data.empty_row());
    let found = plan.year_before(unit, plan.first.plus(period as i32));
    let found = found.and_then(|(before, parts)| Some((u32::try_from(before.ordinal(plan.first) - 1).ok()?, parts)));
    if let Some((row, joined)) = found.as_ref().and_then(|(before, _)| data.joined_before(unit, period, *before)) {
        return SheetCell::formula(heirs::before(context, number(row), joined, empty), style);
    }
    match found.and_then(|(before, _)| Some((before, data.cell(unit, before, &DataColumnKey::State)?))) {
        Some((before, state)) => {
            let (row, state) = (number(data.row(unit, before)), heirs::local(&state));
            let counted = ReturnStatus::Counted.word(plan.language);
            SheetCell::formula(format!("IF({state}=\"{counted}\",{row},{empty})"), style)
        }
        None => SheetCell::number(f64::from(empty), style),
    }
}

/// Returns the cell with the sum of an indicator over the returns of a unit, and of those that it took over, to a period; blank if
/// one of them was split, or the unit does not report.
pub(super) fn to_date(context: &SheetContext, unit: usize, period: u32, name: &str) -> SheetCell {
    let (plan, data) = (context.plan, &context.layout.data);
    let of = plan.indicator(name);
    let style = Style { italic: true, wrap: false, ..Style::figure().size(10) };
    let style = of.map_or(style.clone(), |indicator| style.number(indicator.number_format()));
    let when = plan.first.plus(period as i32);
    let cell =
        |part: usize, period: u32, key: DataColumnKey| data.cell(part, period, &key).map(|cell| heirs::local(&cell));
    let formula = || {
        let parts = plan.summed_before(unit, of?, when)?;
        let own = cell(unit, period, DataColumnKey::Figure(name.to_string()))?;
        if parts.is_empty() {
            return Some(expand::sum_to_date(&own, ""));
        }
        let earlier = period.checked_sub(1)?;
        let one = |part: usize| {
            let before = cell(part, earlier, DataColumnKey::ToDate(name.to_string()))?;
            Some([before, cell(part, earlier, DataColumnKey::State)?])
        };
        let before: Option<Vec<[String; 2]>> = parts.into_iter().map(one).collect();
        Some(expand::next_to_date(&own, &before?, ReturnStatus::Counted.word(plan.language)))
    };
    match formula() {
        Some(formula) => SheetCell::formula(formula, &style),
        None => SheetCell { style, ..SheetCell::default() },
    }
}
