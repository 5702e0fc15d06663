//! The sheet "Phụ lục": the annex as issued with its printed totals, the recomputed totals below, and the results of
//! the plan's rules over the annex.

use super::super::common_style;
use super::super::layout::{AnnexLayout, sheet};
use super::super::resolver::AnnexResolver;
use super::super::{ConsolidateError, SheetContext};
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::sources::changes;
use crate::formula::literal::literal;
use crate::model::text::text_in;
use crate::plan::Scope;
use crate::plan::binding::title;
use crate::workbook::excel_limits::FORMULA_LENGTH;
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, address, measure, style};

/// Width of a column of figures, in characters.
const FIGURE: f64 = 16.0;

/// The sheet.
pub(super) const SHEET: SheetEntry = SheetEntry {
    names: &[sheet::ANNEX],
    audience: SheetAudience::Details,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::One(sheet),
};

/// Builds the sheet.
fn sheet(context: &SheetContext) -> Result<Sheet, ConsolidateError> {
    let t = context.plan.language;
    let mut sheet = Sheet::new(sheet::ANNEX.in_lang(t));
    let (plan, annex) = (context.plan, &context.layout.annex);
    let columns = plan.annex.columns.len() as u32;
    let last = AnnexLayout::FIRST + columns - 1;
    sheet.set_widths(&[6.0, 30.0, 13.0, 13.0]);
    sheet.widths.extend((AnnexLayout::FIRST..=last).map(|c| (c, FIGURE)));
    let second =
        text_in!(t, "Kèm theo Kế hoạch số {} ngày {}", "Attached to plan {} of {}", plan.info.number, plan.info.date);
    common_style::title(&mut sheet, &plan.annex.title, common_style::note(second), last);
    headings(&mut sheet, context, last);
    let text = Style::cell();
    let centre = text.align(Align::Center);
    for (index, unit) in plan.units.iter().enumerate() {
        let row = annex.row(index);
        sheet.number(row, 0, (index + 1) as f64, &centre);
        sheet.text(row, 1, &unit.name, &Style { indent: 1, ..text.clone() });
        sheet.text(row, AnnexLayout::CODE, &unit.code, &centre);
        let kind = plan.kind_index(&unit.kind).and_then(|k| plan.kinds.get(k));
        sheet.text(row, AnnexLayout::KIND, kind.map_or(unit.kind.as_str(), |k| k.label.as_str()), &centre);
        for (column, figure) in (AnnexLayout::FIRST..).zip(&unit.figures) {
            match figure {
                Some(figure) => sheet.number(row, column, *figure, &quota(*figure)),
                None => sheet.blank(row, column, &Style::figure()),
            }
        }
        sheet.heights.insert(row, 20.0);
    }
    let printed = annex.printed();
    total_line(&mut sheet, printed, t.pick("Tổng cộng theo phụ lục", "Total as printed in the annex"));
    total_line(&mut sheet, printed + 1, t.pick("Cộng lại từ các đơn vị", "Sum of the units"));
    for (index, column) in plan.annex.columns.iter().enumerate() {
        let at = AnnexLayout::FIRST + index as u32;
        let figure = Style::figure().total();
        sheet.number(printed, at, column.printed_total, &figure);
        let units = CellRange::new(annex.row(0), at, printed - 1, at);
        let units = format!("{}:{}", address::cell(units.top, at), address::cell(units.bottom, at));
        sheet.formula(printed + 1, at, format!("SUM({units})"), &figure);
    }
    rules(&mut sheet, context)?;
    amendments(&mut sheet, context, last);
    sheet.freeze = Some((AnnexLayout::HEAD + 2, 2));
    sheet.protected = true;
    sheet.page = PageSetup {
        landscape: true,
        repeat: Some((AnnexLayout::HEAD, AnnexLayout::HEAD + 1)),
        footer: common_style::footer(context),
        ..PageSetup::default()
    };
    Ok(sheet)
}

fn headings(sheet: &mut Sheet, context: &SheetContext, last: u32) {
    let t = context.plan.language;
    let head = AnnexLayout::HEAD;
    let look = Style::head();
    let fixed = [
        (0, t.pick("TT", "No.")),
        (1, t.pick("Đơn vị", "Unit")),
        (AnnexLayout::CODE, t.pick("Mã đơn vị", "Unit code")),
        (AnnexLayout::KIND, t.pick("Loại đơn vị", "Kind of unit")),
    ];
    for (column, text) in fixed {
        sheet.merge(CellRange::new(head, column, head + 1, column), SheetCell::text(text, &look));
    }
    sheet
        .merge(CellRange::new(head, AnnexLayout::FIRST, head, last), SheetCell::text(&context.plan.annex.group, &look));
    let mut lines = 2;
    for (column, spec) in (AnnexLayout::FIRST..).zip(&context.plan.annex.columns) {
        sheet.set(
            head + 1,
            column,
            SheetCell::text(&spec.heading, &look).with_note(text_in!(t, "Tên: {}", "Name: {}", spec.name)),
        );
        lines = lines.max(measure::lines(&spec.heading, FIGURE * 0.8, 10));
    }
    sheet.heights.insert(head, 22.0);
    sheet.heights.insert(head + 1, measure::height(lines, 10, 40.0));
}

fn total_line(sheet: &mut Sheet, row: u32, words: &str) {
    sheet.merge(
        CellRange::new(row, 0, row, AnnexLayout::KIND),
        SheetCell::text(words, &Style::cell().align(Align::Center).total()),
    );
    sheet.heights.insert(row, 24.0);
}

/// Lists amended quotas below the annex as issued. "Số liệu" holds the quotas in force in each period.
fn amendments(sheet: &mut Sheet, context: &SheetContext, last: u32) {
    let t = context.plan.language;
    let plan = context.plan;
    if plan.amendments.is_empty() {
        return;
    }
    let rules = plan.rules.iter().filter(|r| r.scope == Scope::Campaign).count() as u32;
    let top = context.layout.annex.rules() + rules + 1;
    let head = Style::list_head();
    let over = Style::default().size(12).bold().color(style::ACCENT);
    sheet.merge(CellRange::new(top, 0, top, last), SheetCell::text(changes::AMENDMENTS_BAND.in_lang(t), &over));
    let headings = [
        t.pick("TT", "No."),
        t.pick("Đơn vị", "Unit"),
        t.pick("Từ kỳ", "From period"),
        t.pick("Cột", "Column"),
        t.pick("Số đã giao", "As issued"),
        t.pick("Số mới", "New figure"),
    ];
    for (column, heading) in (0..).zip(headings) {
        sheet.text(top + 1, column, heading, &head);
    }
    let basis = headings.len() as u32;
    sheet.text(top + 1, basis, t.pick("Căn cứ", "Basis"), &head);
    let text = Style { indent: 1, ..Style::cell().size(10) };
    for (row, amendment) in (top + 2..).zip(&plan.amendments) {
        let unit = plan.unit_index(&amendment.unit).and_then(|u| plan.units.get(u));
        let issued = unit.and_then(|u| u.figures.get(plan.annex_column(&amendment.column)?).copied().flatten());
        sheet.number(row, 0, f64::from(row - top - 1), &text.align(Align::Center));
        sheet.text(row, 1, unit.map_or(amendment.unit.as_str(), |u| u.name.as_str()), &text);
        sheet.text(row, 2, amendment.from.text_in(context.plan.language), &text.align(Align::Center));
        sheet.text(row, 3, &amendment.column, &text);
        match issued {
            Some(issued) => sheet.number(row, 4, issued, &quota(issued)),
            None => sheet.blank(row, 4, &Style::figure()),
        }
        sheet.number(row, 5, amendment.value, &quota(amendment.value));
        sheet.text(row, basis, &amendment.basis, &text);
        sheet.heights.insert(row, 20.0);
    }
}

/// Writes the plan's rules over the annex, one row for each rule, with a live formula in each column.
fn rules(sheet: &mut Sheet, context: &SheetContext) -> Result<(), ConsolidateError> {
    let rules = context.plan.rules.iter().filter(|r| r.scope == Scope::Campaign);
    for (row, rule) in (context.layout.annex.rules()..).zip(rules) {
        let words = format!("{} {}", rule.code, title(context.plan, rule));
        let look = Style { indent: 1, ..Style::cell().size(10) };
        sheet.merge(CellRange::new(row, 0, row, AnnexLayout::KIND), SheetCell::text(words, &look));
        sheet.heights.insert(row, 20.0);
        let last = AnnexLayout::FIRST + context.plan.annex.columns.len() as u32 - 1;
        for column in 0..context.plan.annex.columns.len() {
            let place = AnnexResolver { plan: context.plan, layout: &context.layout, column };
            let formula = marked(&rule.check.write(&place)?, rule.severity.mark());
            sheet.formula(row, AnnexLayout::FIRST + column as u32, formula, &Style::cell().align(Align::Center));
        }
        common_style::marks(sheet, CellRange::new(row, AnnexLayout::FIRST, row, last));
    }
    Ok(())
}

/// Returns the formula of the mark of a verdict: passed, failed, or not applicable where the verdict is a text.
fn marked(verdict: &str, failed: &str) -> String {
    let failed = literal(failed);
    let whole = format!("IF(ISTEXT({verdict}),\"–\",IF({verdict},\"✓\",{failed}))");
    if whole.len() <= FORMULA_LENGTH { whole } else { format!("IFERROR(IF({verdict},\"✓\",{failed}),\"–\")") }
}

/// The look of a quota: one with decimals shows them.
fn quota(figure: f64) -> Style {
    let look = Style::figure();
    if figure.fract() == 0.0 { look } else { look.number(NumberFormat::General) }
}
