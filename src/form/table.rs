//! Builds the sheet with the table of figures.

use super::head;
use super::layout::{
    CELL, FIGURE, NOTE, PREVIOUS, PlacedRule, TABLE_WIDTHS, TableLine, VERDICT, VerdictOwner, required,
};
use super::name_map::{RowName, formula_cell};
use super::print;
use super::unconfirmed::OpeningRemark;
use super::validation;
use super::verdict::{EMPTY, FINE, in_place, listed, of_number};
use super::{FormBuilder, FormError};
use crate::formula::literal::literal;
use crate::model::text::{Lang, StaticText, text_in};
use crate::plan::{Indicator, IndicatorKind};
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, address, measure, style};

/// Headings of the table; the one before the notes depends on the plan's cycle. Reading a return relies on them.
const HEADINGS: [StaticText; 8] = [
    StaticText::new("TT", "No."),
    StaticText::new("Chỉ tiêu", "Indicator"),
    StaticText::new("Mã số", "Code"),
    StaticText::new("ĐVT", "Unit of measure"),
    StaticText::new("Số lượng", "Figure"),
    StaticText::new("", ""),
    StaticText::new("Ghi chú", "Note"),
    StaticText::new("Kiểm tra", "Check"),
];
/// Height of a table row, in points.
const ROW: f64 = 25.0;
/// Builds the sheet.
pub(super) fn sheet(form: &FormBuilder) -> Result<Sheet, FormError> {
    let t = form.plan.language;
    let mut sheet = Sheet::new(&form.plan.form.sheet);
    sheet.set_widths(&TABLE_WIDTHS);
    sheet.protected = true;
    sheet.tab = Some(style::ACCENT);
    head::draw(&mut sheet, form);
    let heading = form.layout.heading;
    sheet.heights.insert(heading, 28.0);
    let before = match t {
        Lang::Vi => format!("{} trước", form.cycle_word()),
        Lang::En => format!("Previous {}", form.cycle_word().to_lowercase()),
    };
    for (column, text) in (0..).zip(HEADINGS) {
        let text = if column == PREVIOUS { before.as_str() } else { text.in_lang(t) };
        sheet.text(heading, column, text, &Style::list_head().size(11));
    }
    for (line, content) in form.layout.lines.iter().enumerate() {
        let row = form.layout.line_row(line);
        match content {
            TableLine::Section(index) => section(&mut sheet, row, &form.plan.indicators[*index].section),
            TableLine::Indicator(index) => indicator(&mut sheet, form, row, *index)?,
        }
    }
    let end = form.layout.end();
    print::verdict_colours(&mut sheet, CellRange::new(heading + 1, VERDICT, end - 1, VERDICT));
    let last = signature(&mut sheet, form, end);
    sheet.page = PageSetup {
        repeat: Some((heading, heading)),
        // The verdicts are for the screen; the status line is printed.
        area: Some(CellRange::new(0, 0, last, NOTE)),
        footer: print::footer(form),
        breaks: print::breaks(&form.layout, &sheet.heights, TABLE_WIDTHS.get(..=NOTE as usize).unwrap_or_default()),
        ..PageSetup::default()
    };
    Ok(sheet)
}

fn section(sheet: &mut Sheet, row: u32, text: &str) {
    let band = Style { indent: 1, wrap: false, ..Style::cell().bold().color(style::ACCENT).fill(style::TINT) };
    sheet.merge(CellRange::new(row, 0, row, NOTE), SheetCell::text(text, &band));
    sheet.blank(row, VERDICT, &band);
    sheet.heights.insert(row, 22.0);
}

fn indicator(sheet: &mut Sheet, form: &FormBuilder, row: u32, index: usize) -> Result<(), FormError> {
    let indicator = &form.plan.indicators[index];
    let level = indicator.ordinal.matches('.').count().min(5) as u8;
    let text = indicator.shown();
    let sum = [text, &indicator.label].iter().any(|text| text.starts_with("(=)"));
    let ink = if level > 0 { style::GREY } else { style::INK };
    let grey = Style::cell().size(10).color(style::GREY).align(Align::Center);
    sheet.text(row, 0, &indicator.ordinal, &Style { bold: sum, ..Style::cell().color(ink).align(Align::Center) });
    sheet.text(row, 1, text, &Style { indent: 1 + 2 * level, bold: sum, ..Style::cell() });
    sheet.text(row, 2, &indicator.code, &grey.size(11).number(NumberFormat::Text));
    sheet.text(row, 3, &indicator.unit, &grey);
    sheet.set(row, FIGURE, figure(form, indicator, sum));
    sheet.validations.extend(validation::of_figure(indicator, row, form.plan.language));
    sheet.set(row, PREVIOUS, previous(form, indicator));
    sheet.blank(row, NOTE, &Style { unlocked: true, ..Style::cell().size(10) });

    let (cells, owned) = line_rules(form, index);
    let verdict = Style { indent: 1, ..Style::cell().size(10) };
    let at = address::cell(row, FIGURE);
    let blank = if required(form.plan, indicator, form.unit) { "" } else { EMPTY };
    let remark = OpeningRemark::of(form, indicator);
    let fine = remark.as_ref().map_or_else(|| literal(FINE), |remark| remark.fine(&at));
    let last = format!("IF(COUNTBLANK({at})=1,\"{blank}\",{fine})");
    let (errors, others) = owned.split_at(owned.partition_point(|p| p.rule.severity == gravest()));
    let (cell_errors, cell_others) = cells.split_at(cells.partition_point(|p| p.rule.severity == gravest()));
    let local = [RowName { name: CELL.into(), address: at.clone(), date: indicator.kind == IndicatorKind::Date }];
    let cell = formula_cell(&form.layout.sites, &local, &verdict, |scope| {
        let warnings = in_place(cell_others, form.plan, scope, listed(others, last.clone()))?;
        let verdict = in_place(cell_errors, form.plan, scope, listed(errors, warnings))?;
        let verdict = if indicator.kind.is_number() { of_number(&at, &verdict, form.plan.language) } else { verdict };
        let Some(remark) = &remark else { return Ok::<_, FormError>(verdict) };
        let unfilled = in_place(cell_errors, form.plan, scope, literal(OpeningRemark::OPTIONAL))?;
        Ok(remark.around(&at, &unfilled, &verdict))
    })?;
    sheet.set(row, VERDICT, cell);
    let rules = cells.iter().chain(&owned).map(|p| p.rule);
    let mut height = print::verdict_height(form.plan, rules, TABLE_WIDTHS[VERDICT as usize], ROW);
    if let Some(remark) = &remark {
        let unfilled = cell_errors
            .iter()
            .map(|p| form.plan.language.text_in(&p.rule.message))
            .max_by_key(|text| text.chars().count());
        let text = remark.longest(&format!("{} {}", OpeningRemark::OPTIONAL, unfilled.unwrap_or_default()));
        height = height.max(print::text_height(&text, TABLE_WIDTHS[VERDICT as usize], ROW));
    }
    // An indent step takes about two characters of the column.
    let label = measure::lines(text, TABLE_WIDTHS[1] - 2.0 * f64::from(1 + 2 * level), 11);
    sheet.heights.insert(row, measure::tight(label, 11, height));
    Ok(())
}

fn gravest() -> crate::model::finding::Severity {
    crate::model::finding::Severity::Error
}

/// Returns the rules that check the indicator's cell, and those that belong to its row; the most severe first.
fn line_rules<'f, 'p>(form: &'f FormBuilder<'p>, index: usize) -> (Vec<&'f PlacedRule<'p>>, Vec<&'f PlacedRule<'p>>) {
    let indicator = &form.plan.indicators[index];
    let required = required(form.plan, indicator, form.unit);
    let judges =
        |placed: &PlacedRule| placed.owner == VerdictOwner::Cells && placed.rule.judges(index, indicator, required);
    (form.layout.visible_rules(judges), form.layout.visible_rules(|p| p.owner == VerdictOwner::Indicator(index)))
}

fn figure(form: &FormBuilder, indicator: &Indicator, bold: bool) -> SheetCell {
    let number = indicator.number_format();
    let indent = u8::from(indicator.kind == IndicatorKind::Choice);
    let look = Style { bold, indent, ..Style::figure().number(number).input() };
    match form.previous.openings.get(&indicator.name) {
        Some(value) => SheetCell::number(*value, &look),
        None => SheetCell { style: look, ..SheetCell::default() },
    }
}

/// Returns the figure of the previous period, if that return is counted: what an officer compares first.
fn previous(form: &FormBuilder, indicator: &Indicator) -> SheetCell {
    let is_figure = indicator.kind.is_number() || indicator.kind == IndicatorKind::Date;
    let grey = Style::figure().size(10).color(style::GREY);
    let look = Style { shrink: true, wrap: false, ..grey.number(indicator.number_format()) };
    let known = form.previous.figures.as_ref().and_then(|figures| figures.get(&indicator.name));
    match known.and_then(|value| value.number()).filter(|_| is_figure) {
        Some(number) => SheetCell::number(number, &look),
        None => SheetCell { style: look, ..SheetCell::default() },
    }
}

/// Writes place, date and signatures below the table. Returns the last row.
fn signature(sheet: &mut Sheet, form: &FormBuilder, end: u32) -> u32 {
    let t = form.plan.language;
    let bold = Style { align: Align::Center, ..Style::default().bold() };
    let italic = Style { align: Align::Center, italic: true, ..Style::default().color(style::GREY) };
    let year = form.plan.dates(form.period).deadline.ymd().0;
    let board = form.signer();
    let chair = Style { wrap: true, ..bold.clone() };
    sheet.heights.insert(end, 10.0);
    let rows = [
        (
            1,
            3,
            NOTE,
            SheetCell::text(
                text_in!(t, "……………………, ngày …… tháng …… năm {year}", "……………………, …… / …… / {year}"),
                &italic,
            ),
            20.0,
        ),
        (2, 0, 1, SheetCell::text(t.pick("NGƯỜI LẬP BIỂU", "PREPARED BY"), &chair), 17.0),
        (2, 3, NOTE, SheetCell::text(board.join("\n"), &chair), 17.0 * board.len().max(1) as f64),
        (3, 0, 1, SheetCell::text(t.pick("(Ký, ghi rõ họ tên)", "(Signature, full name)"), &italic), 18.0),
        (
            3,
            3,
            NOTE,
            SheetCell::text(t.pick("(Ký, đóng dấu, ghi rõ họ tên)", "(Signature, stamp, full name)"), &italic),
            18.0,
        ),
    ];
    for (below, left, right, cell, height) in rows {
        sheet.merge(CellRange::new(end + below, left, end + below, right), cell);
        sheet.heights.insert(end + below, height);
    }
    sheet.heights.insert(end + 4, 52.0);
    for (left, right, name) in [(0, 1, "nguoi_lap"), (3, NOTE, "chu_tich")] {
        let Some(site) = form.layout.sites.get(name) else { continue };
        let at = address::cell(site.area.top, site.area.left);
        let cell = SheetCell::formula(format!("IF(COUNTBLANK({at})=1,\"\",{at})"), &bold);
        sheet.merge(CellRange::new(end + 5, left, end + 5, right), cell);
    }
    sheet.heights.insert(end + 5, 20.0);
    end + 5
}

/// Returns the range of the table's verdicts.
pub(super) fn verdicts(form: &FormBuilder) -> CellRange {
    CellRange::new(form.layout.heading + 1, VERDICT, form.layout.end() - 1, VERDICT)
}
