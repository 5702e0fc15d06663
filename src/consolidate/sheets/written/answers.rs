//! The answers of the units on "Báo cáo": one item for each unit that answered a question in the chosen period and whose
//! return is counted.

use super::super::super::ConsolidateError;
use super::super::super::context::SheetContext;
use super::super::super::layout::{DataColumnKey, WrittenLayout, WrittenLineKind};
use super::figures::FigureCells;
use super::{BULLET, line_style, whole};
use crate::formula::literal::literal;
use crate::model::ledger::ReturnStatus;
use crate::plan::report_part::ReportPartKind;
use crate::workbook::{Sheet, SheetCell, address};

/// Writes the line of an answer: part, question within the part, unit.
pub(super) fn draw(
    sheet: &mut Sheet,
    context: &SheetContext,
    row: u32,
    (part, question, unit): (usize, usize, usize),
    figures: &FigureCells,
) -> Result<(), ConsolidateError> {
    let style = line_style(ReportPartKind::Answers);
    let spec = context.plan.report.get(part);
    let name = spec.and_then(|spec| spec.questions.get(question)).cloned().unwrap_or_default();
    let (Some(of), Some(spec)) = (context.plan.units.get(unit), spec) else { return Ok(()) };
    let now = |key: DataColumnKey| context.layout.now(unit, &key);
    let formula = match (now(DataColumnKey::Figure(name)), now(DataColumnKey::State)) {
        (Some(answer), Some(state)) => {
            let counted = literal(ReturnStatus::Counted.word(context.plan.language));
            let text = format!("\"{BULLET}\"&{}&\": \"&{answer}", context.unit_name_expression(of));
            format!("IF({state}={counted},IF({answer}&\"\"=\"\",\"\",{text}),\"\")")
        }
        _ => literal(""),
    };
    let formula = match &spec.when {
        Some(when) => format!("IF({},{formula},\"\")", figures.condition(context, when)?),
        None => formula,
    };
    whole(sheet, row, SheetCell::formula(formula, &style));
    Ok(())
}

/// Returns the expression of a text that is shown if no line of the answers of a part has one.
pub(super) fn if_none(layout: &WrittenLayout, part: usize, text: &str) -> String {
    let is_own = |kind: &WrittenLineKind| matches!(kind, WrittenLineKind::Answer(own, ..) if *own == part);
    let mut rows = layout.lines.iter().filter(|line| is_own(&line.kind)).map(|line| line.row);
    let Some(first) = rows.next() else { return text.to_string() };
    let last = rows.next_back().unwrap_or(first);
    let range = format!("{}:{}", address::fixed(first, 0), address::fixed(last, 0));
    format!("IF(SUMPRODUCT(({range}<>\"\")*1)=0,{text},\"\")")
}
