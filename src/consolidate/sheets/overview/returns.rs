//! Counts of returns that are not in the totals, for each unit and all together. Everything on the overview that depends
//! on complete returns refers to these helper cells.

use super::super::super::context::SheetContext;
use super::super::super::layout::DataColumnKey;
use super::helpers::{HelperCells, HelperColumn};
use crate::formula::literal::literal;
use crate::model::ledger::ReturnStatus;
use crate::model::text::text_in;
use crate::plan::header;
use crate::workbook::Sheet;

/// The counts of returns up to the end of the span that are on hold, missing or late.
pub(super) struct ReturnCountCells {
    /// By unit, up to the period before the span.
    pub earlier: HelperColumn,
    /// By unit, the returns of the span on hold.
    pub held: HelperColumn,
    /// By unit, the missing returns of the span.
    pub missing: HelperColumn,
    /// By unit, the counted returns of the span that came after the deadline.
    pub late: HelperColumn,
    /// By unit, the span included.
    pub to_date: HelperColumn,
    /// The cell with the sum of the earlier ones.
    pub all_earlier: String,
    /// The cell with the sum to date.
    pub all: String,
}

/// Writes the counts. `table` is the first row of the table of returns.
pub(super) fn counts(sheet: &mut Sheet, context: &SheetContext, helpers: &mut HelperCells) -> ReturnCountCells {
    let t = context.plan.language;
    let (held, missing) = (
        literal(ReturnStatus::Held.word(context.plan.language)),
        literal(ReturnStatus::Missing.word(context.plan.language)),
    );
    let start = context.layout.start();
    let earlier = helpers.column(
        sheet,
        t.pick("Báo cáo kỳ trước chưa tổng hợp", "Earlier returns not counted"),
        |_, unit| {
            let block = |key| context.layout.data.block(unit as usize, &key);
            let (ordinals, states) = (block(DataColumnKey::Ordinal)?, block(DataColumnKey::State)?);
            Some(format!("SUMPRODUCT(({ordinals}<{start})*(({states}={held})+({states}={missing})))"))
        },
    );
    let lacking =
        [(ReturnStatus::Held, t.pick("còn lỗi", "on hold")), (ReturnStatus::Missing, t.pick("chưa gửi", "missing"))]
            .map(|(state, words)| {
                let heading = text_in!(t, "Trong kỳ: {words}", "In the period: {words}");
                helpers.column(sheet, &heading, |_, unit| context.layout.count_in_span(unit as usize, &[state]))
            });
    let late = helpers.column(sheet, t.pick("Trong kỳ: gửi muộn", "In the period: late"), |_, unit| {
        late(context, unit as usize)
    });
    let to_date = helpers.column(sheet, t.pick("Tính cả kỳ báo cáo", "With the report period"), |_, unit| {
        let (held, missing) = (lacking[0].cell(unit), lacking[1].cell(unit));
        Some(format!("{}+{held}+{missing}", earlier.cell(unit)))
    });
    let sum = |column: &HelperColumn| format!("SUM({})", column.range());
    let all_earlier =
        helpers.single(sheet, t.pick("Báo cáo kỳ trước chưa tổng hợp", "Earlier returns not counted"), sum(&earlier));
    let all =
        helpers.single(sheet, t.pick("Báo cáo chưa tổng hợp đến nay", "Returns not counted to date"), sum(&to_date));
    let [held, missing] = lacking;
    ReturnCountCells { earlier, to_date, held, missing, late, all_earlier, all }
}

/// Returns an expression that counts the returns of the span that a unit sent after the deadline.
fn late(context: &SheetContext, unit: usize) -> Option<String> {
    let block = |key: DataColumnKey| context.layout.data.block(unit, &key);
    let sent = block(DataColumnKey::Figure(header::SENT.to_string()))?;
    let (ordinals, deadlines) = (block(DataColumnKey::Ordinal)?, block(DataColumnKey::Deadline)?);
    let (first, last) = (context.layout.start(), context.layout.ordinal());
    let is_counted =
        format!("({}={})", block(DataColumnKey::State)?, literal(ReturnStatus::Counted.word(context.plan.language)));
    // A number is less than any text: a day of sending that is text is no day.
    Some(format!(
        "SUMPRODUCT(({ordinals}>={first})*({ordinals}<={last})*{is_counted}*({sent}<\"\")*({sent}>{deadlines}))"
    ))
}
