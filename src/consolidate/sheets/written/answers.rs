//! The answers of the units on "Báo cáo": one item for each answer to a question in the chosen period, with the units that
//! gave it and whose returns are counted.

use super::super::super::ConsolidateError;
use super::super::super::context::SheetContext;
use super::super::super::layout::{DataColumnKey, WrittenLayout, WrittenLineKind};
use super::figures::{FigureCells, look};
use super::{BULLET, line_style, whole};
use crate::formula::literal::literal;
use crate::model::ledger::ReturnStatus;
use crate::plan::report_part::ReportPartKind;
use crate::workbook::{Sheet, SheetCell, address};

/// The most units whose equal answers are joined: the formula of a line names the lines of all units after it.
const MOST_JOINED: usize = 100;

/// Writes the line of an answer: part, question within the part, unit. Units with the same answer share the line of the first
/// of them. Beside the printed columns are the answer and the name of the unit.
pub(super) fn draw(
    sheet: &mut Sheet,
    context: &SheetContext,
    row: u32,
    (part, question, unit): (usize, usize, usize),
    figures: &FigureCells,
) -> Result<(), ConsolidateError> {
    let spec = context.plan.report.get(part);
    let name = spec.and_then(|spec| spec.questions.get(question)).cloned().unwrap_or_default();
    let (Some(of), Some(spec)) = (context.plan.units.get(unit), spec) else { return Ok(()) };
    let now = |key: DataColumnKey| context.layout.now(unit, &key);
    let answer = match (now(DataColumnKey::Figure(name)), now(DataColumnKey::State)) {
        (Some(answer), Some(state)) => {
            let counted = literal(ReturnStatus::Counted.word(context.plan.language));
            format!("IF({state}={counted},{answer}&\"\",\"\")")
        }
        _ => literal(""),
    };
    let answer = match &spec.when {
        Some(when) => format!("IF({},{answer},\"\")", figures.condition(context, when)?),
        None => answer,
    };
    sheet.formula(row, ANSWER, answer, &look());
    sheet.formula(row, NAME, context.unit_name_expression(of), &look());
    let line = line(context.plan.units.len(), row, unit);
    whole(sheet, row, SheetCell::formula(line, &line_style(ReportPartKind::Answers)));
    Ok(())
}

/// The columns of an answer and of the name of its unit.
const ANSWER: u32 = WrittenLayout::SENTENCES;
const NAME: u32 = WrittenLayout::SENTENCES + 1;

/// Returns the formula of the line of a unit (index): the names of all units with its answer and the answer; empty without an
/// answer, and if a line above has it. The lines of the units of a question follow each other.
fn line(units: usize, row: u32, unit: usize) -> String {
    let (own, name) = (address::fixed(row, ANSWER), address::fixed(row, NAME));
    let is_joined = units <= MOST_JOINED;
    let later = if is_joined { units - unit } else { 1 };
    let others = (row + 1..row + later as u32).map(|other| {
        format!("&IF({}={own},\", \"&{},\"\")", address::fixed(other, ANSWER), address::fixed(other, NAME))
    });
    let text = format!("\"{BULLET}\"&{name}{}&\": \"&{own}", others.collect::<String>());
    let is_hidden = if is_joined && unit > 0 {
        let above = format!("{}:{}", address::fixed(row - unit as u32, ANSWER), address::fixed(row - 1, ANSWER));
        format!("OR({own}=\"\",SUMPRODUCT(({above}={own})*1)>0)")
    } else {
        format!("{own}=\"\"")
    };
    format!("IF({is_hidden},\"\",{text})")
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
