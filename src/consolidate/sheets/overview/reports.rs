//! The table of returns (in time, late, on hold, missing), and beside it the cumulative series of the plan.

use super::super::super::common_style;
use super::super::super::context::SheetContext;
use super::super::super::layout::DataColumnKey;
use super::super::series;
use super::{LAST, figure, heading, section};
use crate::formula::literal::literal;
use crate::model::ledger::ReturnStatus;
use crate::plan::header;
use crate::workbook::style::{Align, CellBorder, NumberFormat};
use crate::workbook::{CellRange, DifferentialFormat, Sheet, SheetCell, Style, address, style};

/// The column of the status.
pub const STATUS: u32 = 3;
/// The column of the unit's name.
pub const NAME: u32 = 1;
/// The text for a return on hold. The count of errors follows.
pub const HELD: &str = "✗ Giữ lại";
/// The text for a missing return.
pub const MISSING: &str = "✗ Chưa gửi";
/// The text for a return after the deadline.
pub const LATE: &str = "▲ Nộp muộn";

/// Returns the row of a unit in the table that begins at row `table`.
pub fn row(table: u32, unit: usize) -> u32 {
    table + 2 + unit as u32
}

/// Returns a formula for a date or number of the return in the report period; it gives `-` if there is none.
fn of_return(context: &SheetContext, unit: usize, key: &DataColumnKey) -> String {
    match context.layout.now(unit, key) {
        Some(now) => format!("IF(ISNUMBER({now}),{now},\"-\")"),
        None => "\"-\"".to_string(),
    }
}

/// Draws both tables from row `from` on. Returns the last row.
pub fn draw(sheet: &mut Sheet, context: &SheetContext, from: u32) -> u32 {
    section(sheet, from, (1, 11), SheetCell::text("BÁO CÁO CỦA CÁC ĐƠN VỊ TRONG KỲ", &Style::default()));
    let headline = context.plan.headlines.first();
    let mut columns: Vec<(&str, (u32, u32))> =
        vec![("Đơn vị", (1, 2)), ("Trạng thái", (3, 3)), ("Ngày nộp", (4, 5)), ("Lần nộp", (6, 6))];
    if let Some(headline) = headline {
        columns.push((heading(context, &headline.column), (7, 7)));
        columns.extend(headline.of.as_deref().map(|_| ("Chỉ tiêu", (8, 9))));
        columns.extend(headline.share.as_deref().map(|name| (heading(context, name), (10, 10))));
        columns.extend(headline.gap.as_deref().map(|name| (heading(context, name), (11, 11))));
    }
    let small = Style { border: CellBorder::Below, color: style::GREY, ..Style::default().size(10).bold() };
    for (text, (left, right)) in &columns {
        let look = if *left == 1 || *left == STATUS { small.clone() } else { small.align(Align::Right) };
        sheet.merge(CellRange::new(from + 1, *left, from + 1, *right), SheetCell::text(*text, &look));
    }
    sheet.heights.insert(from + 1, 20.0);
    for unit in 0..context.plan.units.len() {
        draw_unit(sheet, context, row(from, unit), unit);
    }
    let units = context.plan.units.len() as u32;
    common_style::marks(sheet, CellRange::new(from + 2, STATUS, from + 1 + units, STATUS));
    let periods = by_period(sheet, context, from);
    (from + 1 + units).max(periods)
}

fn draw_unit(sheet: &mut Sheet, context: &SheetContext, at: u32, unit: usize) {
    let line = Style { border: CellBorder::Below, ..Style::default() };
    let right = line.align(Align::Right);
    if let Some(of) = context.plan.units.get(unit) {
        sheet.merge(CellRange::new(at, 1, at, 2), context.unit_name(of, &line));
    }
    sheet.formula(at, STATUS, status(context, unit), &line);
    let sent = DataColumnKey::Figure(header::SENT.to_string());
    sheet.merge(
        CellRange::new(at, 4, at, 5),
        SheetCell::formula(of_return(context, unit, &sent), &right.number(NumberFormat::Date)),
    );
    sheet.formula(at, 6, of_return(context, unit, &DataColumnKey::Number), &right.number(NumberFormat::Integer));
    let Some(headline) = context.plan.headlines.first() else { return };
    let figures = [
        (Some(&headline.column), (7, 7)),
        (headline.of.as_ref(), (8, 9)),
        (headline.share.as_ref(), (10, 10)),
        (headline.gap.as_ref(), (11, 11)),
    ];
    for (name, (left, last)) in figures {
        let Some((name, cell)) = name.and_then(|n| Some((n, figure(context, n, Some(unit))?))) else { continue };
        let number = context.plan.column_format(name);
        sheet.merge(CellRange::new(at, left, at, last), SheetCell::formula(cell, &right.number(number)));
    }
    sheet.heights.insert(at, 18.0);
}

/// Returns the formula of the status: in time, late, on hold (with the number of errors) or missing.
fn status(context: &SheetContext, unit: usize) -> String {
    let now = |key: DataColumnKey| context.layout.now(unit, &key).unwrap_or_else(|| "\"\"".to_string());
    let (state, deadline) = (now(DataColumnKey::State), now(DataColumnKey::Deadline));
    let sent = now(DataColumnKey::Figure(header::SENT.to_string()));
    let errors = format!("(0+{})", now(DataColumnKey::Errors));
    let (held, missing) = (ReturnStatus::Held.word(), ReturnStatus::Missing.word());
    let status = format!(
        "IF({state}=\"{missing}\",\"{MISSING}\",IF({state}=\"{held}\",\"{HELD} (\"&{errors}&\" lỗi)\",\
         IF(ISNUMBER({sent}),IF({sent}>{deadline},\"{LATE}\",\"✓ Đúng hạn\"),\"✓ Đã gửi\")))"
    );
    match context.plan.reporting_bounds(unit) {
        (None, None) => status,
        // The reason is beside the unit on the sheets of computed columns.
        _ => {
            let not_due = literal(ReturnStatus::NotDue.word());
            format!("IF({state}={not_due},\"– \"&{not_due},{status})")
        }
    }
}

/// Draws the first two cumulative series, period by period. The report period is highlighted.
fn by_period(sheet: &mut Sheet, context: &SheetContext, from: u32) -> u32 {
    let series: Vec<_> = context.plan.series.iter().take(2).collect();
    if series.is_empty() {
        return from;
    }
    section(sheet, from, (13, LAST), SheetCell::text("LŨY KẾ THEO KỲ", &Style::default()));
    let small = Style { border: CellBorder::Below, color: style::GREY, wrap: true, ..Style::default().size(10).bold() };
    sheet.text(from + 1, 13, "Kỳ", &small);
    for (column, one) in (14..).zip(&series) {
        sheet.text(from + 1, column, &one.heading, &small.align(Align::Right));
    }
    let line = Style { border: CellBorder::Below, ..Style::default() };
    let periods = context.layout.data.periods();
    for period in 0..periods {
        let at = from + 2 + period;
        sheet.text(at, 13, context.plan.first.plus(period as i32).to_string(), &line);
        for (index, _) in series.iter().enumerate() {
            let cell = series::to_date(context, index, period);
            sheet.formula(at, 14 + index as u32, cell, &line.align(Align::Right).number(NumberFormat::Integer));
        }
        sheet.heights.entry(at).or_insert(18.0);
    }
    let area = CellRange::new(from + 2, 13, from + 1 + periods, LAST);
    let now = DifferentialFormat { color: None, fill: Some(style::TINT), bold: true };
    let (row, column) = super::REPORT_CELL;
    let chosen = address::fixed(row, column);
    common_style::when(sheet, area, format!("$N{}={chosen}", from + 3), now);
    from + 1 + periods
}
