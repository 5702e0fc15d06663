//! Counts of returns that are not in the totals, for each unit and all together. Everything on the overview that depends
//! on complete returns refers to these helper cells.

use super::super::super::context::SheetContext;
use super::super::super::layout::DataColumnKey;
use super::helpers::{HelperCells, HelperColumn};
use crate::formula::literal::literal;
use crate::model::ledger::ReturnStatus;
use crate::workbook::Sheet;

/// The counts of returns up to the report period that are on hold or missing.
pub struct ReturnCounts {
    /// By unit, up to the period before the report period.
    pub earlier: HelperColumn,
    /// By unit, the report period included.
    pub to_date: HelperColumn,
    /// The cell with the sum of the earlier ones.
    pub all_earlier: String,
    /// The cell with the sum to date.
    pub all: String,
}

/// Writes the counts. `table` is the first row of the table of returns.
pub fn counts(sheet: &mut Sheet, context: &SheetContext, helpers: &mut HelperCells) -> ReturnCounts {
    let (held, missing) = (literal(ReturnStatus::Held.word()), literal(ReturnStatus::Missing.word()));
    let ordinal = context.layout.ordinal();
    let earlier = helpers.column(sheet, "Báo cáo kỳ trước chưa tổng hợp", |_, unit| {
        let block = |key| context.layout.data.block(unit as usize, &key);
        let (ordinals, states) = (block(DataColumnKey::Ordinal)?, block(DataColumnKey::State)?);
        Some(format!("SUMPRODUCT(({ordinals}<{ordinal})*(({states}={held})+({states}={missing})))"))
    });
    let to_date = helpers.column(sheet, "Tính cả kỳ báo cáo", |_, unit| {
        let now = context.layout.now(unit as usize, &DataColumnKey::State)?;
        Some(format!("{}+IF({now}={held},1,IF({now}={missing},1,0))", earlier.cell(unit)))
    });
    let sum = |column: &HelperColumn| format!("SUM({})", column.range());
    let all_earlier = helpers.single(sheet, "Báo cáo kỳ trước chưa tổng hợp", sum(&earlier));
    let all = helpers.single(sheet, "Báo cáo chưa tổng hợp đến nay", sum(&to_date));
    ReturnCounts { earlier, to_date, all_earlier, all }
}
