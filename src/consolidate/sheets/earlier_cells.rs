//! The cells of "Số liệu" for figures of a unit's earlier returns that rules compare with: the row of the same period a
//! year before, and sums to date.

use super::super::context::SheetContext;
use super::super::layout::{DataColumnKey, DataLayout};
use super::heirs;
use crate::formula::expand;
use crate::model::ledger::ReturnStatus;
use crate::workbook::{SheetCell, Style};

/// Returns the cell with the row of the counted return of a year before within the table; the empty last row if there is
/// none.
pub(super) fn year_before(context: &SheetContext, unit: usize, period: u32, style: &Style) -> SheetCell {
    let (plan, data) = (context.plan, &context.layout.data);
    let number = |row: u32| row - DataLayout::TOP + 1;
    let empty = number(data.empty_row());
    let before = plan.year_before(unit, plan.first.plus(period as i32));
    let before = before.and_then(|before| u32::try_from(before.ordinal(plan.first) - 1).ok());
    match before.and_then(|before| Some((before, data.cell(unit, before, &DataColumnKey::State)?))) {
        Some((before, state)) => {
            let (row, state) = (number(data.row(unit, before)), heirs::local(&state));
            let counted = ReturnStatus::Counted.word(plan.language);
            SheetCell::formula(format!("IF({state}=\"{counted}\",{row},{empty})"), style)
        }
        None => SheetCell::number(f64::from(empty), style),
    }
}

/// Returns the cell with the sum of an indicator over the returns of a unit to a period; blank if the unit was another one
/// before, or does not report.
pub(super) fn to_date(context: &SheetContext, unit: usize, period: u32, name: &str) -> SheetCell {
    let (plan, data) = (context.plan, &context.layout.data);
    let of = plan.indicator(name);
    let style = Style { italic: true, wrap: false, ..Style::figure().size(10) };
    let style = of.map_or(style.clone(), |indicator| style.number(indicator.number_format()));
    let when = plan.first.plus(period as i32);
    let cell = |period: u32, key: DataColumnKey| data.cell(unit, period, &key).map(|cell| heirs::local(&cell));
    let formula = || {
        let since = plan.summed_since(unit, of?, when)?;
        let own = cell(period, DataColumnKey::Figure(name.to_string()))?;
        if since == when {
            return Some(expand::sum_to_date(&own, ""));
        }
        let earlier = period.checked_sub(1)?;
        let before = cell(earlier, DataColumnKey::ToDate(name.to_string()))?;
        let state = cell(earlier, DataColumnKey::State)?;
        Some(expand::next_to_date(&own, &before, &state, ReturnStatus::Counted.word(plan.language)))
    };
    match formula() {
        Some(formula) => SheetCell::formula(formula, &style),
        None => SheetCell { style, ..SheetCell::default() },
    }
}
