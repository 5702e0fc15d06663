//! Lists the most urgent items: returns on hold, missing and late, and the units with the largest gaps, live for the
//! selected period.

use super::super::super::common_style;
use super::super::super::context::SheetContext;
use super::reports::{self, HELD, LATE, MISSING, NAME, STATUS};
use super::{LAST, entry, figure, heading, section};
use crate::formula::literal::literal;
use crate::model::period::Period;
use crate::plan::Headline;
use crate::workbook::style::CellBorder;
use crate::workbook::{CellRange, Sheet, SheetCell, Style, address, style};

/// Number of units shown in a line of gaps.
const NAMED: u32 = 5;
/// Maximum number of characters in a line of names.
const LONGEST: u32 = 2000;
/// First column of the helper figures that sort the gaps, to the right of the printed area.
const ASIDE: u32 = LAST + 3;

/// Returns the headlines whose gap has a column on a sheet.
fn gaps<'a>(context: &'a SheetContext) -> impl Iterator<Item = &'a Headline> {
    context.plan.headlines.iter().filter(|h| h.gap.as_ref().is_some_and(|g| entry(context, g).is_some()))
}

/// Returns the number of rows of this section, with its heading.
pub fn rows(context: &SheetContext) -> u32 {
    4 + gaps(context).count() as u32 + u32::from(!context.ledger.republished.is_empty())
}

/// Writes the section from row `from`; `table` is the first row of the table of units.
pub fn draw(sheet: &mut Sheet, context: &SheetContext, from: u32, table: u32) {
    section(sheet, from, (1, LAST), SheetCell::text("VIỆC CẦN XỬ LÝ TRƯỚC", &Style::default()));
    let units = context.plan.units.len();
    let last = units.saturating_sub(1);
    let of = |unit: usize, column: u32| address::cell(reports::row(table, unit), column);
    let column = |column: u32| format!("{}:{}", of(0, column), of(last, column));
    let lines = [
        (HELD, "Gọi đơn vị sửa và gửi lại lần sau; xem trang Phát hiện"),
        (MISSING, "Nhắc đơn vị nộp báo cáo"),
        (LATE, "Ghi nhận nộp muộn"),
    ];
    let mut at = from + 1;
    for ((status, what), aside) in lines.into_iter().zip(ASIDE + 2 * gaps(context).count() as u32..) {
        let count = format!("COUNTIF({},\"{status}*\")", column(STATUS));
        gather(sheet, context, table, aside, status);
        let names = format!("MID({},3,{LONGEST})", of(last, aside));
        let (mark, words) = status.split_once(' ').unwrap_or(("", status));
        line(sheet, at, mark, words, &count, &names, what);
        at += 1;
    }
    for (index, headline) in gaps(context).enumerate() {
        let Some(name) = headline.gap.as_deref() else { continue };
        let aside = ASIDE + 2 * index as u32;
        order(sheet, context, table, aside, name);
        let (figures, order) = (column(aside), column(aside + 1));
        let count = format!("COUNTIF({figures},\">0\")");
        let named: Vec<String> = (1..=NAMED)
            .map(|k| {
                let at = format!("MATCH(LARGE({order},{k}),{order},0)");
                let names = column(NAME);
                format!("IF(COUNT({order})<{k},\"\",\"; \"&INDEX({names},{at})&\" \"&INDEX({figures},{at}))")
            })
            .collect();
        let names = format!("MID({},3,{LONGEST})", joined(&named));
        line(sheet, at, "▲", heading(context, name), &count, &names, "Nhiều nhất trước; xem các trang tổng hợp");
        at += 1;
    }
    if !context.ledger.republished.is_empty() {
        changed_line(sheet, context, at);
        at += 1;
    }
    common_style::marks(sheet, CellRange::new(from + 1, 1, at - 1, 1));
    sheet.heights.insert(at, 8.0);
}

/// Writes the line about figures of published and earlier workbooks that differ today.
fn changed_line(sheet: &mut Sheet, context: &SheetContext, row: u32) {
    let base = Style { border: CellBorder::Below, wrap: true, ..Style::default() };
    let changes = &context.ledger.republished;
    let mut periods: Vec<Period> = changes.iter().map(|change| change.period).collect();
    periods.dedup();
    let of = |period: &Period| {
        let count = changes.iter().filter(|change| change.period == *period).count();
        format!("kỳ {period}: {count} số")
    };
    let names = periods.iter().map(of).collect::<Vec<_>>().join("; ");
    sheet.merge(CellRange::new(row, 1, row, 2), SheetCell::text("▲ Số đã chốt, đã lập nay khác", &base.bold()));
    sheet.text(row, 3, format!("{} số", changes.len()), &base.bold());
    sheet.merge(CellRange::new(row, 4, row, 11), SheetCell::text(names, &base.size(10)));
    let hint = SheetCell::text("Từng số và lý do ở cuối trang Nguồn", &base.size(10).color(style::GREY));
    sheet.merge(CellRange::new(row, 12, row, LAST), hint);
    sheet.heights.insert(row, 21.0);
}

/// Joins texts with `&`. A single text is not changed.
fn joined(parts: &[String]) -> String {
    if parts.is_empty() { "\"\"".to_string() } else { format!("({})", parts.join("&")) }
}

/// Writes a line: mark and title, number of units, their names, what to do. A line without units shows ✓.
fn line(sheet: &mut Sheet, row: u32, mark: &str, words: &str, count: &str, names: &str, what: &str) {
    let base = Style { border: CellBorder::Below, wrap: true, ..Style::default() };
    let first = format!("IF({count}=0,\"✓ \",\"{mark} \")&{}", literal(words));
    sheet.merge(CellRange::new(row, 1, row, 2), SheetCell::formula(first, &base.bold()));
    let units = format!("IF({count}=0,\"không có\",{count}&\" đơn vị\")");
    sheet.formula(row, 3, units, &base.bold());
    sheet.merge(CellRange::new(row, 4, row, 11), SheetCell::formula(names, &base.size(10)));
    let hint = format!("IF({count}=0,\"\",{})", literal(what));
    sheet.merge(CellRange::new(row, 12, row, LAST), SheetCell::formula(hint, &base.size(10).color(style::GREY)));
    sheet.heights.insert(row, 21.0);
}

/// Writes a helper column beside the table of units: the names with a status, accumulated row by row. From about two
/// hundred units on, one formula over all of them exceeds Excel's length limit.
fn gather(sheet: &mut Sheet, context: &SheetContext, table: u32, aside: u32, status: &str) {
    let small = Style { border: CellBorder::Below, color: style::GREY, ..Style::default().size(9) };
    let (_, words) = status.split_once(' ').unwrap_or(("", status));
    sheet.text(table + 1, aside, words, &small);
    sheet.widths.insert(aside, 18.0);
    let letters = status.chars().count();
    for unit in 0..context.plan.units.len() {
        let row = reports::row(table, unit);
        let (state, name) = (address::cell(row, STATUS), address::cell(row, NAME));
        let own = format!("IF(LEFT({state},{letters})=\"{status}\",\"; \"&{name},\"\")");
        let formula = match unit {
            0 => own,
            _ => format!("LEFT({}&{own},{})", address::cell(row - 1, aside), LONGEST + 2),
        };
        sheet.formula(row, aside, formula, &small);
    }
}

/// Writes two helper columns beside the table of units: the gap, and a sort key: the gap
/// times (1 - n/10^12) for the n-th unit. So keys are unique, and ties keep the order of the annex.
fn order(sheet: &mut Sheet, context: &SheetContext, table: u32, aside: u32, name: &str) {
    let small = Style { border: CellBorder::Below, color: style::GREY, ..Style::default().size(9) };
    let units = context.plan.units.len();
    sheet.text(table, aside, "Số phụ để xếp thứ tự", &Style { border: CellBorder::None, ..small.clone() });
    sheet.text(table + 1, aside, heading(context, name), &small);
    sheet.text(table + 1, aside + 1, "Để xếp", &small);
    sheet.widths.insert(aside, 18.0);
    sheet.widths.insert(aside + 1, 8.0);
    for unit in 0..units {
        let row = reports::row(table, unit);
        let Some(gap) = figure(context, name, Some(unit)) else { continue };
        sheet.formula(row, aside, gap, &small);
        let own = address::cell(row, aside);
        let less = format!("{own}*(1-{}/10^12)", unit + 1);
        sheet.formula(row, aside + 1, format!("IF(ISNUMBER({own}),IF({own}>0,{less},\"\"),\"\")"), &small);
    }
}
