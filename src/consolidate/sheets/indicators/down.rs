//! "Chỉ tiêu" of many units: a row for each unit below the totals, a column for each indicator. The headings and the
//! totals stay in sight, and each printed page repeats the names of the units.

use super::super::super::common_style;
use super::super::super::context::SheetContext;
use super::super::super::layout::{IndicatorLayout, sheet};
use super::super::sources::changes;
use super::{FIRST, figure_formula, figure_style, meaning, total_cell};
use crate::formula::literal::literal;
use crate::model::text::text_in;
use crate::plan::Indicator;
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, measure, style};

/// The rows of the headings: section, code, label, unit of measure. The row of the totals follows.
const SECTION: u32 = IndicatorLayout::HEAD;
const CODE: u32 = SECTION + 1;
const LABEL: u32 = SECTION + 2;
const MEASURE: u32 = SECTION + 3;
/// The row of the totals. The units follow.
const TOTAL: u32 = IndicatorLayout::TOTAL;
/// Widths in characters: ordinal, unit, state; the least one of an indicator.
const LEAD: [f64; 3] = [5.0, 30.0, 14.0];
const FIGURE: f64 = 11.0;
/// Pixels of a printed line: A4 landscape within its margins is 990, and LibreOffice draws columns up to a tenth wider.
const PAGE: f64 = 900.0;

/// Draws the sheet.
pub(super) fn sheet(context: &SheetContext, grid: &IndicatorLayout) -> Sheet {
    let t = context.plan.language;
    let mut sheet = Sheet::new(sheet::INDICATORS.in_lang(t));
    let count = context.plan.indicators.len() as u32;
    sheet.set_widths(&LEAD);
    for (column, indicator) in (FIRST..).zip(&context.plan.indicators) {
        sheet.widths.insert(column, width(context, indicator));
    }
    let breaks = page_breaks(&sheet, count);
    title(&mut sheet, context, breaks.first().map_or(FIRST + count, |column| *column) - 1);
    headings(&mut sheet, context, &breaks);
    for (index, indicator) in context.plan.indicators.iter().enumerate() {
        column(&mut sheet, context, grid, (index, indicator));
    }
    units(&mut sheet, context);
    sheet.freeze = Some((TOTAL + 1, FIRST));
    sheet.protected = true;
    sheet.page = PageSetup {
        landscape: true,
        repeat: Some((SECTION, TOTAL)),
        repeat_columns: Some((0, 1)),
        column_breaks: breaks,
        percent: Some(100),
        footer: common_style::footer(context),
        ..PageSetup::default()
    };
    sheet
}

/// Writes title and period over the columns that every page repeats, and what the figures are beside them, up to column
/// `last`.
fn title(sheet: &mut Sheet, context: &SheetContext, last: u32) {
    let title = context.plan.language.pick("CHỈ TIÊU CỦA BIỂU", "INDICATORS OF THE FORM");
    sheet.merge(CellRange::new(0, 0, 0, 1), SheetCell::text(title, &Style::title()));
    let look = Style { wrap: true, top: true, color: style::ACCENT, ..Style::default().bold() };
    let period = SheetCell::formula(common_style::chosen_period(context), &look);
    sheet.merge(CellRange::new(1, 0, 1, 1), period);
    let note = Style { wrap: true, top: true, italic: false, ..Style::note() };
    let meaning = meaning(context.plan.language).map(|text| literal(text.trim_start_matches(". ")));
    let [single, longer] = meaning;
    let meaning = SheetCell::formula(format!("IF({},{single},{longer})", context.layout.is_single()), &note);
    sheet.merge(CellRange::new(1, 2, 1, last), meaning);
    sheet.heights.extend([(0, 28.0), (1, 32.0)]);
}

/// Returns the width of an indicator's column, in characters.
fn width(context: &SheetContext, indicator: &Indicator) -> f64 {
    if !indicator.kind.is_number() {
        return FIGURE;
    }
    let bold = Style::figure().size(10).bold().number(indicator.total_format());
    FIGURE.max(measure::column(context.reach.period(), &bold))
}

/// Returns the columns before which a printed page ends. Every page has the names of the units.
fn page_breaks(sheet: &Sheet, count: u32) -> Vec<u32> {
    let of = |column: u32| measure::span(sheet.widths.get(&column).copied().into_iter());
    let lead = of(0) + of(1);
    let (mut out, mut used) = (Vec::new(), lead + of(2));
    for column in FIRST..FIRST + count {
        if used + of(column) > PAGE {
            out.push(column);
            used = lead;
        }
        used += of(column);
    }
    out
}

/// Writes the headings of the columns: sections over their indicators, on every page, then code, label and unit of
/// measure.
fn headings(sheet: &mut Sheet, context: &SheetContext, breaks: &[u32]) {
    let t = context.plan.language;
    let look = Style::head().size(9);
    for (column, text) in
        [t.pick("TT", "No."), changes::UNITS.in_lang(t), t.pick("Trạng thái", "Status")].iter().enumerate()
    {
        let column = column as u32;
        sheet.merge(CellRange::new(SECTION, column, MEASURE, column), SheetCell::text(*text, &look.size(10)));
    }
    let band = Style { fill: Some(style::TINT), color: style::ACCENT, ..Style::head().size(10) };
    let indicators = &context.plan.indicators;
    let mut from = 0;
    while let Some(first) = indicators.get(from) {
        let is_next = |at: usize| at == from || !breaks.contains(&(FIRST + at as u32));
        let rest = (from..).zip(indicators.iter().skip(from));
        let run = rest.take_while(|(at, one)| one.section == first.section && is_next(*at)).count();
        let (left, right) = (FIRST + from as u32, FIRST + (from + run) as u32 - 1);
        sheet.merge(CellRange::new(SECTION, left, SECTION, right), SheetCell::text(&first.section, &band));
        from += run;
    }
    let mut lines = 2;
    for (column, indicator) in (FIRST..).zip(indicators) {
        let width = sheet.widths.get(&column).copied().unwrap_or(FIGURE);
        let label = SheetCell::text(&indicator.label, &look);
        sheet.text(CODE, column, &indicator.code, &look.number(NumberFormat::Text));
        sheet.set(LABEL, column, label.with_note(text_in!(t, "Tên: {}", "Name: {}", indicator.name)));
        let grey = Style { italic: true, ..Style::cell().size(9).align(Align::Center) };
        sheet.text(MEASURE, column, &indicator.unit, &grey);
        lines = lines.max(measure::lines(&indicator.label, width * 0.8, 9));
    }
    sheet.heights.extend([(SECTION, 20.0), (CODE, 16.0), (LABEL, measure::height(lines, 9, 38.0)), (MEASURE, 16.0)]);
}

/// Writes the figures of an indicator with their total.
fn column(sheet: &mut Sheet, context: &SheetContext, grid: &IndicatorLayout, (index, indicator): (usize, &Indicator)) {
    let look = figure_style(indicator);
    for unit in 0..context.plan.units.len() {
        let (row, column) = grid.figure(index, unit);
        match figure_formula(context, indicator, unit) {
            Some(formula) => sheet.formula(row, column, formula, &look),
            None => sheet.blank(row, column, &look),
        }
    }
    let (row, column) = grid.total(index);
    sheet.set(row, column, total_cell(context, grid, (index, indicator), &look));
}

/// Writes the names of the units and their states, and the label of the totals.
fn units(sheet: &mut Sheet, context: &SheetContext) {
    let t = context.plan.language;
    let text = Style { indent: 1, ..Style::cell().size(10) };
    let total = Style { fill: Some(style::TINT), ..Style::cell().size(10).bold().align(Align::Center) };
    let label = SheetCell::text(&context.plan.words.total, &total);
    sheet.merge(CellRange::new(TOTAL, 0, TOTAL, 2), label);
    sheet.heights.insert(TOTAL, 20.0);
    for (index, unit) in context.plan.units.iter().enumerate() {
        let row = TOTAL + 1 + index as u32;
        sheet.number(row, 0, f64::from(row - TOTAL), &Style { indent: 0, ..text.align(Align::Center) });
        sheet.set(row, 1, context.unit_name(unit, &text));
        let state = Style { italic: true, ..Style::cell().size(10).align(Align::Center) };
        if let Some(now) = context.layout.state_in_span(index) {
            sheet.formula(row, 2, now, &state);
        }
        common_style::fit(sheet, row, 10, &[(&unit.name, LEAD[1])], 18.0);
    }
    let states = CellRange::new(TOTAL + 1, 2, TOTAL + context.plan.units.len().max(1) as u32, 2);
    common_style::states(sheet, t, states);
    common_style::marks(sheet, states);
}
