//! The column "Ghi chú" of a sheet of computed columns: the board's remark, and the periods whose returns the figures of
//! a unit lack; in the total row the number of returns of the span that are counted, of those that are due.

use super::super::common_style;
use super::super::context::SheetContext;
use super::super::layout::{BoardLayout, ColumnGrid, DataColumnKey};
use super::grid_look::GridLook;
use crate::formula::literal::literal;
use crate::model::ledger::ReturnStatus;
use crate::model::text::{StaticText, text_in};
use crate::workbook::style::Align;
use crate::workbook::{CellRange, DifferentialFormat, Sheet, Style, address, measure, style};

/// Before the periods without a return, and before those whose return has errors.
const MISSING: StaticText = StaticText::new("Chưa có ", "Missing ");
const HELD: StaticText = StaticText::new("Còn lỗi ", "On hold ");

/// Width of the indent of a note in characters.
const INDENT: f64 = 1.5;

/// Writes the note of a unit, or of the total row.
pub(super) fn write(
    sheet: &mut Sheet,
    context: &SheetContext,
    grid: &ColumnGrid,
    unit: Option<usize>,
    at: u32,
    look: &GridLook,
) {
    let t = context.plan.language;
    let column = grid.note();
    let layout = &context.layout;
    let Some(unit) = unit else {
        let counted = layout.in_state(ReturnStatus::Counted);
        let (due, single) = (context.due_returns(), layout.is_single());
        let formula = text_in!(
            t,
            "{counted}&\"/\"&{due}&IF({single},\" đơn vị\",\" báo cáo\")",
            "{counted}&\"/\"&{due}&IF({single},\" units\",\" returns\")"
        );
        sheet.formula(at, column, formula, &look.total(&look.note().align(Align::Center)));
        return;
    };
    let color = if look.is_signed { style::INK } else { style::RED };
    // Without an indent the note of one missing return fits one line of a signed sheet.
    let cell = match look.is_signed {
        true => Style { color, ..look.note().align(Align::Center) },
        false => Style { indent: 1, color, ..look.note() },
    };
    let (Some(missing), Some(held)) =
        (layout.now(unit, &DataColumnKey::Missing), layout.now(unit, &DataColumnKey::Held))
    else {
        return;
    };
    fit(sheet, context, (unit, at), look, look.widths.get(column as usize).copied().unwrap_or_default());
    let formula = with_remark(context, unit, &missing, &held);
    let Some(words) = context.time_note(unit) else {
        sheet.formula(at, column, formula, &cell);
        return;
    };
    let state = layout.now(unit, &DataColumnKey::State).unwrap_or_default();
    let formula =
        format!("IF({state}={},{words},{formula})", literal(ReturnStatus::NotDue.word(context.plan.language)));
    sheet.formula(at, column, formula, &cell);
    let address = address::cell(at, column);
    let begins = |word: StaticText| {
        let word = word.in_lang(t);
        format!("LEFT({address},{})<>{}", word.chars().count(), literal(word))
    };
    let is_remark = format!("AND({},{})", begins(MISSING), begins(HELD));
    let grey = DifferentialFormat { color: Some(style::GREY), fill: None, bold: false };
    if !look.is_signed {
        common_style::when(sheet, CellRange::cell(at, column), is_remark, grey);
    }
}

/// Makes the row as high as its longest note in any period up to the report period: notes only grow from period to period.
fn fit(sheet: &mut Sheet, context: &SheetContext, (unit, at): (usize, u32), look: &GridLook, width: f64) {
    let plan = context.plan;
    let reported = usize::try_from(context.ledger.report.ordinal(plan.first)).unwrap_or(0);
    let slots = context.ledger.slots.get(unit).map(Vec::as_slice).unwrap_or_default();
    let in_state = |state: ReturnStatus, word: StaticText| {
        let periods = slots.iter().take(reported).zip(0..).filter(|(slot, _)| slot.state == state);
        let names: Vec<String> = periods.map(|(_, ordinal)| plan.first.plus(ordinal).short(plan.language)).collect();
        (!names.is_empty()).then(|| format!("{}{}", word.in_lang(plan.language), names.join(", ")))
    };
    let lacking = [in_state(ReturnStatus::Missing, MISSING), in_state(ReturnStatus::Held, HELD)];
    let lacking: Vec<String> = lacking.into_iter().flatten().collect();
    let code = plan.units.get(unit).map_or("", |u| u.code.as_str());
    let remarks = BoardLayout::remarks(plan).into_iter().filter(|(of, ..)| of == code).map(|(.., text)| text);
    let remark = remarks.max_by_key(|text| text.chars().count());
    let whole = remark.into_iter().chain(lacking).collect::<Vec<_>>().join("; ");
    let notes = [plan.end_note(unit), plan.start_note(unit)].into_iter().flatten().chain([whole]);
    let notes: Vec<String> = notes.filter(|text| !text.is_empty()).collect();
    if !notes.is_empty() {
        let width = if look.is_signed { width } else { width - INDENT };
        let lines = notes.iter().map(|note| measure::lines(note, width, look.head)).max().unwrap_or(1);
        // A signed sheet is printed on one page.
        let height = if look.is_signed { measure::tight } else { measure::height };
        sheet.heights.insert(at, height(lines, look.head, look.row(false)));
    }
}

/// Returns the formula of the board's remark and the periods without a counted return.
fn with_remark(context: &SheetContext, unit: usize, missing: &str, held: &str) -> String {
    let [no_return, on_hold] = [MISSING, HELD].map(|word| literal(word.in_lang(context.plan.language)));
    let formula = format!(
        "IF({missing}=\"\",\"\",{no_return}&{missing})&IF(OR({missing}=\"\",{held}=\"\"),\"\",\"; \")&IF({held}=\"\",\"\",{on_hold}&{held})"
    );
    let code = context.plan.units.get(unit).map_or("", |u| u.code.as_str());
    match BoardLayout::remark(context.plan, code, &context.layout.chosen_label()) {
        Some(remark) => {
            let between = format!("IF(OR({remark}=\"\",AND({missing}=\"\",{held}=\"\")),\"\",\"; \")");
            format!("{remark}&{between}&{formula}")
        }
        None => formula,
    }
}
