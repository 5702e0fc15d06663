//! The figures in the sentences of "Báo cáo", each in a row to the right of the printed columns: name, value, and the
//! value as text in the Vietnamese way. Sentences and conditions refer to these cells, and so stay short.

use super::super::super::ConsolidateError;
use super::super::super::common_style;
use super::super::super::context::SheetContext;
use super::super::super::layout::{DataColumnKey, IndicatorLayout, WrittenLayout};
use super::super::super::resolver::ColumnResolver;
use super::super::sentence::figure_text;
use crate::formula::literal::literal;
use crate::formula::number_text::number_text;
use crate::formula::{Formula, NameResolver, UnknownName};
use crate::model::ledger::ReturnStatus;
use crate::model::text::{Lang, text_in};
use crate::plan::report_part::{PERIOD_TITLE, RETURN_COUNTS, ReportPiece, ReturnCount, UNIT_STATE};
use crate::plan::{ColumnNumberFormat, Indicator, Plan, ReportPart, header};
use crate::workbook::style::{self, CellBorder, NumberFormat};
use crate::workbook::{Sheet, Style, address};
use std::collections::BTreeMap;

/// The column of the names; value and text follow.
const NAMES: u32 = WrittenLayout::SENTENCES + 20;
/// The first column of the lists of units.
const LISTS: u32 = NAMES + 4;

/// Style of the cells beside the printed columns.
pub(super) fn look() -> Style {
    Style { border: CellBorder::Below, color: style::GREY, ..Style::default().size(9) }
}

/// The cells of the figures.
pub(super) struct FigureCells {
    /// Value and text by name, or by the formula in braces.
    cells: BTreeMap<String, (String, String)>,
    /// The next free column for a list of units.
    next_list: u32,
    /// The language of the workbook.
    lang: Lang,
}

/// Resolves names of the total row to their cells.
struct TotalCells<'a>(&'a FigureCells);

impl NameResolver for TotalCells<'_> {
    fn language(&self) -> Lang {
        self.0.lang
    }

    fn name(&self, name: &str) -> Option<String> {
        self.0.cells.get(name).map(|(value, _)| value.clone())
    }
}

/// Resolves names for a unit.
struct UnitCells<'a> {
    column: ColumnResolver<'a>,
    figures: &'a FigureCells,
}

impl NameResolver for UnitCells<'_> {
    fn language(&self) -> Lang {
        self.column.plan.language
    }

    fn name(&self, name: &str) -> Option<String> {
        match name {
            PERIOD_TITLE => TotalCells(self.figures).name(name),
            UNIT_STATE => self.column.layout.worst_state(self.column.unit?),
            _ => match indicator(self.column.plan, name) {
                Some(index) => IndicatorLayout::new(self.column.plan).figure_address(index, self.column.unit?),
                None => self.column.name(name),
            },
        }
    }
}

impl FigureCells {
    /// Writes the figures that the report names.
    pub(super) fn draw(sheet: &mut Sheet, context: &SheetContext) -> Result<Self, ConsolidateError> {
        let t = context.plan.language;
        sheet.text(
            0,
            NAMES,
            t.pick("Cột phụ để tính – không in", "Helper columns for calculation – not printed"),
            &look(),
        );
        sheet.widths.extend([(NAMES, 22.0), (NAMES + 1, 12.0), (NAMES + 2, 14.0)]);
        let mut figures = FigureCells { cells: BTreeMap::new(), next_list: LISTS, lang: t };
        let mut row = 1;
        for name in total_names(context.plan) {
            let unknown = || UnknownName { name: name.clone(), formula: String::new() };
            let value = total(context, &name).ok_or_else(unknown)?;
            let number = total_format(context.plan, &name);
            figures.put(sheet, &mut row, (&name, &value), |cell| match name.as_str() {
                PERIOD_TITLE => period_title(cell, context.plan.language),
                _ if is_setting(context.plan, &name) => setting_text(context.plan, &name, cell),
                _ => figure_text(cell, number, context.plan.language),
            });
        }
        for formula in total_formulas(context.plan) {
            let value = formula.write(&TotalCells(&figures))?;
            figures
                .put(sheet, &mut row, (formula.source(), &value), |cell| number_text(cell, 0, context.plan.language));
        }
        Ok(figures)
    }

    fn put(&mut self, sheet: &mut Sheet, row: &mut u32, (label, value): (&str, &str), text: impl Fn(&str) -> String) {
        sheet.text(*row, NAMES, label, &look());
        sheet.formula(*row, NAMES + 1, value, &look());
        let cell = address::fixed(*row, NAMES + 1);
        sheet.formula(*row, NAMES + 2, text(&cell), &look());
        self.cells.insert(label.to_string(), (cell, address::fixed(*row, NAMES + 2)));
        *row += 1;
    }

    /// Returns the expression of the text of a name.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.cells.get(name).map(|(_, text)| text.as_str())
    }

    /// Returns the expression of the text of a part: empty where its condition does not hold or no unit is listed.
    pub(super) fn sentence(
        &mut self,
        sheet: &mut Sheet,
        context: &SheetContext,
        part: &ReportPart,
    ) -> Result<String, ConsolidateError> {
        let list = match &part.units {
            Some(condition) => Some(self.list(sheet, context, condition, &part.each)?),
            None => None,
        };
        let piece = |piece: &ReportPiece| match piece {
            ReportPiece::Text(text) => Some(literal(text)),
            ReportPiece::Figure(name) => self.text_of(name).map(str::to_string),
            ReportPiece::Formula(formula) => self.text_of(formula.source()).map(str::to_string),
            ReportPiece::Units => list.clone(),
        };
        let pieces: Vec<String> = part.text.iter().filter_map(piece).collect();
        let text = if pieces.is_empty() { literal("") } else { pieces.join("&") };
        let text = match &list {
            Some(list) => format!("IF({list}=\"\",\"\",{text})"),
            None => text,
        };
        match &part.when {
            Some(when) => Ok(format!("IF({},{text},\"\")", self.condition(context, when)?)),
            None => Ok(text),
        }
    }

    /// Returns the expression of a condition over totals.
    pub(super) fn condition(&self, context: &SheetContext, when: &Formula) -> Result<String, UnknownName> {
        guarded(context.plan, when, &TotalCells(self))
    }

    /// Writes the list of the units for which a condition holds. Returns the cell with the text.
    fn list(
        &mut self,
        sheet: &mut Sheet,
        context: &SheetContext,
        condition: &Formula,
        each: &[ReportPiece],
    ) -> Result<String, ConsolidateError> {
        let column = self.next_list;
        self.next_list += 1;
        sheet.text(0, column, condition.source(), &look());
        // Figures in brackets hold commas.
        let between = literal(if matches!(each, [ReportPiece::Units]) { ", " } else { "; " });
        let plan = context.plan;
        let mut last = literal("");
        for (unit, of) in plan.units.iter().enumerate() {
            let column_of_unit = ColumnResolver { plan, layout: &context.layout, unit: Some(unit) };
            let place = UnitCells { column: column_of_unit, figures: self };
            let mut pieces = Vec::new();
            for piece in each {
                pieces.push(match piece {
                    ReportPiece::Text(text) => literal(text),
                    ReportPiece::Units => context.unit_name_expression(of),
                    ReportPiece::Figure(name) => unit_figure(plan, name, &place)?,
                    ReportPiece::Formula(formula) => {
                        number_text(&format!("({})", formula.write(&place)?), 0, context.plan.language)
                    }
                });
            }
            let (text, holds) = (pieces.join("&"), guarded(plan, condition, &place)?);
            let row = unit as u32 + 1;
            let formula = if unit == 0 {
                format!("IF({holds},{text},\"\")")
            } else {
                format!("{last}&IF({holds},IF({last}=\"\",\"\",{between})&{text},\"\")")
            };
            sheet.formula(row, column, formula, &look());
            last = address::fixed(row, column);
        }
        Ok(last)
    }
}

/// Returns the expression of a figure of a unit as text.
fn unit_figure(plan: &Plan, name: &str, place: &UnitCells) -> Result<String, UnknownName> {
    let unknown = || UnknownName { name: name.to_string(), formula: String::new() };
    let value = place.name(name).ok_or_else(unknown)?;
    Ok(match name {
        UNIT_STATE | PERIOD_TITLE => value,
        _ if is_setting(plan, name) => setting_text(plan, name, &value),
        _ => match plan.indicator(name) {
            Some(indicator) => figure_text(&value, indicator.number_format(), plan.language),
            None => figure_text(&value, plan.column_format(name), plan.language),
        },
    })
}

fn indicator(plan: &Plan, name: &str) -> Option<usize> {
    plan.indicators.iter().position(|indicator| indicator.name == name)
}

/// Returns the number format of a figure of the total row.
fn total_format(plan: &Plan, name: &str) -> NumberFormat {
    plan.indicator(name).map_or_else(|| plan.column_format(name), Indicator::total_format)
}

fn is_setting(plan: &Plan, name: &str) -> bool {
    plan.setting(name).is_some()
}

/// Returns the text of a setting, with the decimals that it has.
fn setting_text(plan: &Plan, name: &str, cell: &str) -> String {
    let has_decimals = plan.setting(name).is_some_and(|setting| setting.value.fract() != 0.0);
    figure_text(cell, if has_decimals { NumberFormat::Decimal } else { NumberFormat::Integer }, plan.language)
}

/// Returns a condition that is FALSE while a figure in it is missing: in Excel a text is larger than every number. Names
/// that the condition tests with ISNUMBER, and those of texts, need none.
fn guarded(plan: &Plan, condition: &Formula, place: &dyn NameResolver) -> Result<String, UnknownName> {
    let is_text = |name: &str| {
        matches!(name, PERIOD_TITLE | UNIT_STATE)
            || plan.column(name).is_some_and(|column| column.number == ColumnNumberFormat::Text)
    };
    let needed = condition.names().iter().filter(|name| !is_text(name) && !condition.tests(name));
    let numbers: Vec<String> =
        needed.filter_map(|name| place.name(name)).map(|cell| format!("ISNUMBER({cell})")).collect();
    let holds = format!("IFERROR({},FALSE)", condition.write(place)?);
    Ok(match numbers.as_slice() {
        [] => holds,
        [one] => format!("IF({one},{holds},FALSE)"),
        _ => format!("IF(AND({}),{holds},FALSE)", numbers.join(",")),
    })
}

/// Lists the names of the total row that the report refers to, each once.
fn total_names(plan: &Plan) -> Vec<String> {
    let mut names = vec![PERIOD_TITLE.to_string()];
    let mut add = |name: &str| {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_string());
        }
    };
    for part in &plan.report {
        for piece in &part.text {
            match piece {
                ReportPiece::Figure(name) => add(name),
                ReportPiece::Formula(formula) => formula.names().iter().for_each(|name| add(name)),
                ReportPiece::Text(_) | ReportPiece::Units => {}
            }
        }
        part.when.iter().flat_map(Formula::names).for_each(|name| add(name));
    }
    names
}

/// Lists the formulas over totals that the texts show, each once.
fn total_formulas(plan: &Plan) -> Vec<&Formula> {
    let mut out: Vec<&Formula> = Vec::new();
    for piece in plan.report.iter().flat_map(|part| &part.text) {
        if let ReportPiece::Formula(formula) = piece
            && !out.iter().any(|known| known.source() == formula.source())
        {
            out.push(formula);
        }
    }
    out
}

/// Returns the expression of a figure of the total row.
fn total(context: &SheetContext, name: &str) -> Option<String> {
    let layout = &context.layout;
    if name == PERIOD_TITLE {
        return Some(common_style::chosen_period(context));
    }
    if let Some((_, count)) = RETURN_COUNTS.iter().find(|(own, _)| *own == name) {
        return match count {
            ReturnCount::Due => Some(context.due_returns()),
            ReturnCount::Counted => Some(layout.in_state(ReturnStatus::Counted)),
            ReturnCount::Held => Some(layout.in_state(ReturnStatus::Held)),
            ReturnCount::Missing => Some(layout.in_state(ReturnStatus::Missing)),
            ReturnCount::Late => late(context),
        };
    }
    if name == layout.counters.gaps {
        let whole = |key: DataColumnKey| layout.data.whole_column(&key);
        let (ordinals, states) = (whole(DataColumnKey::Ordinal)?, whole(DataColumnKey::State)?);
        let [held, missing] =
            [ReturnStatus::Held, ReturnStatus::Missing].map(|state| literal(state.word(context.plan.language)));
        let ordinal = layout.ordinal();
        return Some(format!("SUMPRODUCT(({ordinals}<={ordinal})*(({states}={held})+({states}={missing})))"));
    }
    match indicator(context.plan, name) {
        Some(index) => IndicatorLayout::new(context.plan).total_address(index),
        None => ColumnResolver { plan: context.plan, layout, unit: None }.name(name),
    }
}

/// Returns the expression of the number of returns of the chosen span that were sent after the deadline.
fn late(context: &SheetContext) -> Option<String> {
    let whole = |key: DataColumnKey| context.layout.data.whole_column(&key);
    let (ordinals, states) = (whole(DataColumnKey::Ordinal)?, whole(DataColumnKey::State)?);
    let sent = whole(DataColumnKey::Figure(header::SENT.to_string()))?;
    let deadlines = whole(DataColumnKey::Deadline)?;
    let [counted, held] =
        [ReturnStatus::Counted, ReturnStatus::Held].map(|state| literal(state.word(context.plan.language)));
    let (first, last) = (context.layout.start(), context.layout.ordinal());
    // A number is less than any text; a text is no day.
    Some(format!(
        "SUMPRODUCT(({ordinals}>={first})*({ordinals}<={last})*(({states}={counted})+({states}={held}))*({sent}<\"\")*({sent}>{deadlines}))"
    ))
}

/// Returns the text of the chosen span within a sentence, from the cell with its heading, without its days: "quý I năm
/// 2022", "năm 2022 (đến quý II/2022)".
fn period_title(cell: &str, t: Lang) -> String {
    let title = text_in!(
        t,
        "LEFT({cell},FIND(\" (từ \",{cell}&\" (từ \")-1)",
        "LEFT({cell},FIND(\" (from \",{cell}&\" (from \")-1)"
    );
    format!("LOWER(LEFT({cell},1))&MID({title},2,99)")
}
