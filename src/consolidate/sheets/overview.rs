//! The sheet "Tổng quan": the report period on one page, with headlines, urgent findings, charts, and the status of
//! each unit.

mod attention;
mod cards;
mod charts;
mod helpers;
mod reports;
mod returns;
mod statement;

use super::super::ConsolidateError;
use super::super::common_style;
use super::super::context::SheetContext;
use super::super::layout::{DictionaryLayout, GridColumn, REPORT_CELL, sheet};
use super::super::resolver::ColumnResolver;
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use crate::model::amount::Value;
use crate::model::text::text_in;
use crate::plan::Headline;
use crate::workbook::style::{Align, CellBorder, NumberFormat};
use crate::workbook::{
    CellRange, DataValidation, PageSetup, Sheet, SheetCell, Style, ValidationRule, Workbook, address, measure, style,
};
use helpers::HelperCells;

/// The sheet in the list of sheets.
pub(super) const SHEET: SheetEntry = SheetEntry {
    names: &[sheet::OVERVIEW],
    audience: SheetAudience::Report,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::One(sheet),
};

/// The last printed column: four blocks of three columns with a gap column between. Together they are 1,190 pixels
/// wide: all of them are in sight on a screen of 1,366, and 11 points are 9 on paper.
const LAST: u32 = 15;
/// The printed part of A4 landscape: its width in pixels, its height in points.
const PAGE: (f64, f64) = (990.0, 500.0);
/// Height in points of a row without one of its own, and of a row that only separates.
const ROW_HEIGHT: f64 = 15.0;
const GAP: f64 = 6.0;
/// The row of the sentences, above the cards.
const STATEMENT: u32 = 2;

/// Builds the sheet.
fn sheet(context: &SheetContext) -> Result<Sheet, ConsolidateError> {
    let t = context.plan.language;
    let mut sheet = Sheet::new(sheet::OVERVIEW.in_lang(t));
    for column in 0..=LAST {
        sheet.widths.insert(column, width(column));
    }
    top(&mut sheet, context);
    let after_cards = STATEMENT + 1 + cards::rows(context);
    let chart = after_cards + attention::rows(context) + 1;
    let reports = chart + charts::rows(context);
    let top_row = reports::row(reports, 0);
    let mut helpers = HelperCells::new(&mut sheet, t, top_row, context.plan.units.len());
    let counts = returns::counts(&mut sheet, context, &mut helpers);
    statement::draw(&mut sheet, context, &mut helpers, STATEMENT, &counts.all)?;
    cards::draw(&mut sheet, context, &mut helpers, &counts, STATEMENT + 1);
    attention::draw(&mut sheet, context, &mut helpers, &counts, (after_cards, reports));
    charts::draw(&mut sheet, context, &mut helpers, &counts, (chart, reports));
    let end = reports::draw(&mut sheet, context, &mut helpers, &counts, reports);
    // Narrow spaces, so that the charts have room on the first page.
    sheet.heights.extend([(chart - 1, GAP), (reports - 1, GAP)]);
    sheet.protected = true;
    sheet.page = PageSetup {
        landscape: true,
        area: Some(CellRange::new(0, 0, end, LAST)),
        footer: common_style::footer(context),
        breaks: vec![page_break(&sheet, chart, reports)],
        ..PageSetup::default()
    };
    Ok(sheet)
}

/// Returns the row with which the second page begins: the table of returns, or the charts where they do not fit the first
/// page. All on one page would be too small.
fn page_break(sheet: &Sheet, chart: u32, reports: u32) -> u32 {
    let wide = measure::span((0..=LAST).map(width));
    let room = PAGE.1 * (wide / PAGE.0).max(1.0);
    let of = |row: u32| sheet.heights.get(&row).copied().unwrap_or(ROW_HEIGHT);
    let height = (0..reports).map(of).fold(0.0, |all, one| all + one);
    if height <= room { reports } else { chart }
}

/// Writes title, period, and the cell that selects the period.
fn top(sheet: &mut Sheet, context: &SheetContext) {
    let t = context.plan.language;
    let info = &context.plan.info;
    let title = text_in!(t, "TỔNG QUAN {}", "OVERVIEW {}", info.title.to_uppercase());
    sheet.merge(CellRange::new(0, 1, 0, 11), SheetCell::text(title, &Style::title().size(18)));
    let grey = Style { color: style::GREY, ..Style::default().size(12) };
    let after = text_in!(
        t,
        " · {} · Kế hoạch số {} ngày {}",
        " · {} · Plan {} of {}",
        info.issuer_short,
        info.number,
        info.date
    );
    sheet.merge(CellRange::new(1, 1, 1, LAST), common_style::since(context, &after, &grey));
    let (row, column) = REPORT_CELL;
    sheet.text(row, column - 1, t.pick("Chọn kỳ xem ▸", "Choose a period ▸"), &grey.size(11).align(Align::Right));
    let input =
        Style { border: CellBorder::All, align: Align::Center, shrink: true, ..Style::default().size(14).bold() };
    sheet.merge(
        CellRange::new(row, column, row, column + 1),
        SheetCell::text(context.ledger.span.name.label(t), &input.input().number(NumberFormat::Text)),
    );
    let prompt = text_in!(
        t,
        "Chọn kỳ khác ({}): mọi trang tính lại theo kỳ đó.",
        "Choose another period ({}): every sheet is recalculated for it.",
        offered(context)
    );
    sheet.validations.push(DataValidation {
        area: CellRange::cell(row, column),
        input: ValidationRule::Range(context.layout.words.span_range(DictionaryLayout::SPAN)),
        prompt: (t.pick("Kỳ báo cáo", "Report period").into(), prompt),
        error: (
            t.pick("Kỳ báo cáo", "Report period").into(),
            text_in!(
                t,
                "Chọn một kỳ trong danh sách, ví dụ “{}”.",
                "Choose a period from the list, such as “{}”.",
                context.ledger.span.name.label(t)
            ),
        ),
        stop: true,
    });
    sheet.heights.insert(0, 32.0);
    sheet.heights.insert(1, 18.0);
    sheet.heights.insert(2, 8.0);
}

/// Names the kinds of spans that the cell offers.
fn offered(context: &SheetContext) -> String {
    let t = context.plan.language;
    let cycle = context.plan.cycle();
    let mut kinds = vec![cycle.noun_in(t).to_string()];
    for span in context.layout.words.spans().iter().filter(|span| !span.is_single()) {
        let kind = match span.cycle() {
            Some(longer) => longer.span_noun_in(t).to_string(),
            None => t.pick("cả giai đoạn", "whole term").to_string(),
        };
        if kinds.last() != Some(&kind) {
            kinds.push(kind);
        }
    }
    kinds.join(", ")
}

/// Writes a section heading with a line below it.
fn section(sheet: &mut Sheet, row: u32, columns: (u32, u32), cell: SheetCell) {
    let style = Style::table_title();
    sheet.merge(CellRange::new(row, columns.0, row, columns.1), SheetCell { style, ..cell });
    sheet.heights.insert(row, 21.0);
}

/// Returns the column that a headline refers to: a computed column or an annex column.
fn entry(context: &SheetContext, name: &str) -> Option<GridColumn> {
    let column = context.plan.columns.iter().position(|c| c.name == name).map(GridColumn::Column);
    column.or_else(|| context.plan.annex_column(name).map(GridColumn::Annex))
}

/// Returns the cell of a column for a unit or, with `None`, for the total; of a setting in %, its share.
fn figure(context: &SheetContext, name: &str, unit: Option<usize>) -> Option<String> {
    let place = ColumnResolver { plan: context.plan, layout: &context.layout, unit };
    let Some(entry) = entry(context, name) else {
        // A setting in %, beside a share.
        return Some(format!("({}/100)", context.layout.word(name)?));
    };
    match entry {
        GridColumn::Annex(i) => place.home(entry).or_else(|| place.annex(i)),
        GridColumn::Column(_) => place.home(entry),
    }
}

/// Returns the number format of a column; of a setting in %, that of a share.
fn format(context: &SheetContext, name: &str) -> NumberFormat {
    if entry(context, name).is_some() { context.plan.column_format(name) } else { NumberFormat::Percent }
}

/// Returns the heading of a column.
fn heading<'a>(context: &'a SheetContext, name: &'a str) -> &'a str {
    let annex = || context.plan.annex_column(name).and_then(|i| context.plan.annex.columns.get(i));
    let column = context.plan.column(name).map(|c| c.heading.as_str());
    column.or_else(|| annex().map(|c| c.heading.as_str())).unwrap_or(name)
}

/// Returns a unit's headlines with their targets and shortfalls, read from a workbook with computed values.
pub(crate) fn progress(context: &SheetContext, book: &Workbook, unit: usize) -> Vec<(String, Value)> {
    let names = context.plan.headlines.iter().flat_map(|h| [Some(&h.column), h.of.as_ref(), h.gap.as_ref()]);
    let mut out: Vec<(String, Value)> = Vec::new();
    for name in names.flatten() {
        let shown = figure(context, name, Some(unit)).and_then(|cell| value(book, &cell));
        if let Some(value) = shown {
            out.push((heading(context, name).to_string(), value));
        }
    }
    out
}

/// A figure of a headline, with its number format.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct HeadlineFigure {
    /// The value.
    pub value: Value,
    /// The number format of its column.
    pub format: NumberFormat,
}

/// A headline of the plan for one unit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct UnitHeadline {
    /// The heading.
    pub heading: String,
    /// The figure reached.
    pub reached: HeadlineFigure,
    /// The target; `None` without one, or if it is the same for all units.
    pub target: Option<HeadlineFigure>,
    /// The share of the target.
    pub share: Option<HeadlineFigure>,
    /// The shortfall.
    pub gap: Option<HeadlineFigure>,
}

/// Returns the headlines of a unit (index in the plan), read from a workbook with computed values. One without a value
/// is left out.
pub(crate) fn unit_headlines(context: &SheetContext, book: &Workbook, unit: usize) -> Vec<UnitHeadline> {
    let of = |name: &String| {
        let value = figure(context, name, Some(unit)).and_then(|cell| value(book, &cell))?;
        Some(HeadlineFigure { value, format: format(context, name) })
    };
    let one = |headline: &Headline| {
        Some(UnitHeadline {
            heading: headline.heading.clone(),
            reached: of(&headline.column)?,
            target: headline.of.as_ref().and_then(of),
            share: headline.share.as_ref().and_then(of),
            gap: headline.gap.as_ref().and_then(of),
        })
    };
    context.plan.headlines.iter().filter_map(one).collect()
}

/// Returns the value of a cell, addressed with its sheet.
fn value(book: &Workbook, target: &str) -> Option<Value> {
    let (sheet, cell) = target.rsplit_once('!')?;
    let sheet = book.sheets.iter().find(|s| address::sheet(&s.name).trim_end_matches('!') == sheet)?;
    sheet.cells.formula(address::parse(cell)?)?.value.clone()
}

/// Returns the width of a column of the sheet, in characters.
fn width(column: u32) -> f64 {
    match column {
        0 => 0.8,
        c if c % 4 == 0 => 2.0,
        c if c % 4 == 1 => 13.5,
        _ => 12.2,
    }
}
