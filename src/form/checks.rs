//! The sheet "Kiểm tra": one row for each rule with its formula from the plan, its result, its message and how to fix
//! it.

use super::layout::{
    CHECK_HEADING, CHECK_MESSAGE, CHECK_VALUE, COUNT, CheckCount, FIGURE, PlacedRule, VERDICT, VerdictOwner,
};
use super::name_map::{FormScope, formula_cell};
use super::verdict::{FINE, OPEN, UNKNOWN, from_cell};
use super::{CHECK_SHEET, FormBuilder, FormError, head, print, roster, table};
use crate::model::finding::Severity;
use crate::model::text::{StaticText, text_in};
use crate::plan::Scope as RuleScope;
use crate::workbook::style::{Align, CellBorder};
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, address, measure, style};

/// Column of the result mark.
const MARK: u32 = 4;
/// Last column.
const LAST: u32 = 7;
/// Widths of the columns.
const WIDTHS: [f64; 8] = [6.0, 13.0, 38.0, 11.0, 8.0, 46.0, 50.0, 11.0];
/// Headings of the list.
const HEADINGS: [StaticText; 8] = [
    StaticText::new("Mã", "Code"),
    StaticText::new("Mức", "Severity"),
    StaticText::new("Nội dung kiểm tra", "Check"),
    StaticText::new("Công thức", "Formula"),
    StaticText::new("Kết quả", "Result"),
    StaticText::new("Thông báo", "Message"),
    StaticText::new("Cách sửa", "How to fix it"),
    StaticText::new("Xem ô", "Go to"),
];

/// Draws the sheet.
pub(super) fn sheet(form: &FormBuilder) -> Result<Sheet, FormError> {
    let t = form.plan.language;
    let mut sheet = Sheet::new(CHECK_SHEET.in_lang(t));
    sheet.set_widths(&WIDTHS);
    sheet.protected = true;
    sheet.freeze = Some((CHECK_HEADING + 1, 0));
    sheet.heights.insert(0, 30.0);
    sheet.merge(CellRange::new(0, 0, 0, LAST), SheetCell::text(t.pick("NỘI DUNG KIỂM TRA", "CHECKS"), &Style::title()));
    let note = t.pick("Nơi nhận báo cáo dùng chính các công thức này khi tiếp nhận. Lỗi (✗): số liệu chưa được tổng hợp cho đến khi sửa. Cảnh báo (▲): vẫn được tổng hợp, đề nghị xem lại.", "The receiving office applies the same formulas. Error (✗): the figures are not counted until they are corrected. Warning (▲): they are counted, please check them.");
    sheet.merge(CellRange::new(1, 0, 1, LAST), SheetCell::text(note, &Style::note()));
    sheet.heights.insert(1, 20.0);
    counts(&mut sheet, form);
    sheet.heights.insert(CHECK_HEADING - 1, 8.0);
    sheet.heights.insert(CHECK_HEADING, 28.0);
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.text(CHECK_HEADING, column, heading.in_lang(t), &Style::list_head());
    }
    for line in form.layout.rules.chunk_by(|a, b| a.row == b.row) {
        rule(&mut sheet, form, line)?;
    }
    let last = form.layout.last_check();
    for column in [MARK, CHECK_MESSAGE] {
        print::verdict_colours(&mut sheet, CellRange::new(CHECK_HEADING + 1, column, last, column));
    }
    sheet.page = PageSetup {
        landscape: true,
        repeat: Some((CHECK_HEADING, CHECK_HEADING)),
        footer: print::footer(form),
        ..PageSetup::default()
    };
    sheet.spread_over_pages(2, 10);
    Ok(sheet)
}

fn counts(sheet: &mut Sheet, form: &FormBuilder) {
    let t = form.plan.language;
    let verdicts = verdicts(form);
    let count = |mark: &str| -> Vec<_> { verdicts.iter().map(|v| format!("COUNTIF({v},\"{mark}*\")")).collect() };
    let mut errors = count(Severity::Error.mark());
    errors.extend(count(&format!("~{UNKNOWN}")));
    let rows = [
        (CheckCount::Errors, t.pick("Số lỗi phải sửa trước khi gửi", "Errors to correct before sending"), errors),
        (
            CheckCount::Warnings,
            t.pick("Số cảnh báo, đề nghị xem lại", "Warnings, please check"),
            count(Severity::Warning.mark()),
        ),
        (CheckCount::Gaps, t.pick("Số ô còn phải nhập", "Cells still to fill in"), count(OPEN)),
    ];
    let label = Style { indent: 1, border: CellBorder::All, fill: Some(style::HEAD), ..Style::default() };
    for (what, text, terms) in rows {
        sheet.heights.insert(what.row(), 20.0);
        sheet.merge(CellRange::new(what.row(), 0, what.row(), COUNT - 1), SheetCell::text(text, &label));
        let look = Style::figure().bold().align(Align::Center);
        if terms.is_empty() {
            sheet.number(what.row(), COUNT, 0.0, &look);
        } else {
            sheet.formula(what.row(), COUNT, terms.join("+"), &look);
        }
    }
}

/// Returns all ranges of check cells.
fn verdicts(form: &FormBuilder) -> Vec<String> {
    let mut ranges: Vec<_> = [head::verdicts(form), table::verdicts(form)]
        .into_iter()
        .map(|area| address::range(&form.plan.form.sheet, area))
        .collect();
    ranges.extend(form.plan.rosters.iter().map(|r| address::range(&r.code, roster::verdicts(r))));
    ranges
}

/// Writes a row of the list: a rule, or the rules of a line.
fn rule(sheet: &mut Sheet, form: &FormBuilder, line: &[PlacedRule]) -> Result<(), FormError> {
    let t = form.plan.language;
    let Some(placed) = line.first() else { return Ok(()) };
    let (row, rule) = (placed.row, placed.rule);
    let (what, mend) = form.plan.line_texts(line.iter().map(|placed| placed.rule));
    let cell = Style { indent: 1, ..Style::cell().size(10) };
    let centre = Style { indent: 0, ..cell.align(Align::Center) };
    sheet.text(row, 0, &rule.code, &centre);
    sheet.text(row, 1, format!("{} {}", rule.severity.mark(), rule.severity.name(form.plan.language)), &cell);
    sheet.text(row, 2, &what, &cell);
    if let Some(place) = in_rows(form, placed) {
        let each = SheetCell::text(t.pick("từng dòng", "each row"), &centre.color(style::GREY));
        sheet.merge(CellRange::new(row, CHECK_VALUE, row, MARK), each);
        sheet.text(
            row,
            CHECK_MESSAGE,
            text_in!(t, "Xem cột Kiểm tra của {place}.", "See the column Check of {place}."),
            &cell.color(style::GREY),
        );
    } else {
        let write = |scope: &FormScope| rule.check.write(scope);
        let check = formula_cell(&form.layout.sites, &[], &centre.color(style::GREY), write)?;
        sheet.set(row, CHECK_VALUE, check);
        let at = address::cell(row, CHECK_VALUE);
        let mark = rule.severity.mark();
        let shown = format!("IF(ISERROR({at}),\"{UNKNOWN}\",IF(ISTEXT({at}),\"\",IF({at},\"{FINE}\",\"{mark}\")))");
        sheet.formula(row, MARK, shown, &centre);
        let message = |scope: &FormScope| from_cell(rule, form.plan, &at, scope);
        sheet.set(row, CHECK_MESSAGE, formula_cell(&form.layout.sites, &[], &cell, message)?);
    }
    sheet.text(row, 6, &mend, &cell);
    let (on, at) = target(form, placed);
    let look = Style { underline: true, ..centre.color(style::ACCENT) };
    sheet.set(
        row,
        LAST,
        SheetCell::text(format!("{on}!{at}"), &look).with_link(format!("internal:{}{at}", address::sheet(on))),
    );
    let lines = measure::lines(&mend, WIDTHS[6], 10).max(measure::lines(&what, WIDTHS[2], 10));
    let least = measure::height(lines, 10, 24.0);
    sheet.heights.insert(row, print::verdict_height(form.plan, [rule], WIDTHS[CHECK_MESSAGE as usize], least));
    Ok(())
}

/// Returns the sheet whose rows contain the checks, for a rule about single cells or rows. `None` for other rules.
fn in_rows<'f>(form: &'f FormBuilder, placed: &PlacedRule) -> Option<&'f str> {
    match placed.rule.scope {
        RuleScope::NumericCells | RuleScope::RequiredCells => Some(&form.plan.form.sheet),
        RuleScope::RosterRow(index) => form.plan.rosters.get(index).map(|r| r.code.as_str()),
        _ => None,
    }
}

/// Returns sheet and cell that the link of a rule leads to.
fn target<'f>(form: &'f FormBuilder, placed: &PlacedRule) -> (&'f str, String) {
    let table = form.plan.form.sheet.as_str();
    match placed.owner {
        VerdictOwner::Cells => (table, address::cell(form.layout.heading + 1, VERDICT)),
        VerdictOwner::Indicator(index) => (table, address::cell(form.layout.indicator_row(index), FIGURE)),
        VerdictOwner::Header(_, field) => {
            let site = form.layout.sites.get(field).or_else(|| form.layout.sites.get(form.plan.cycle().period_field()));
            (table, site.map_or_else(String::new, |s| address::cell(s.area.top, s.area.left)))
        }
        VerdictOwner::Roster(index) => match form.plan.rosters.get(index) {
            Some(roster) => {
                let area = roster::verdicts(roster);
                (&roster.code, address::cell(area.top, area.left))
            }
            None => (table, "A1".to_string()),
        },
    }
}
