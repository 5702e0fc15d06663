//! The table of returns (in time, late, on hold, missing), and beside it the cumulative series of the plan.

use super::super::super::common_style;
use super::super::super::context::SheetContext;
use super::super::super::layout::DataColumnKey;
use super::super::series;
use super::helpers::HelperCells;
use super::returns::ReturnCountCells;
use super::{LAST, figure, heading, section};
use crate::formula::literal::literal;
use crate::model::ledger::ReturnStatus;
use crate::model::text::{StaticText, text_in};
use crate::plan::header;
use crate::workbook::style::{Align, CellBorder, NumberFormat};
use crate::workbook::{CellRange, DifferentialFormat, Sheet, SheetCell, Style, style};

/// The column of the status.
pub(super) const STATUS: u32 = 3;
/// The column of the unit's name.
pub(super) const NAME: u32 = 1;
/// The text for a return on hold. The count of errors follows.
pub(super) const HELD: StaticText = StaticText::new("✗ Còn lỗi", "✗ On hold");
/// The text for a missing return.
pub(super) const MISSING: StaticText = StaticText::new("✗ Chưa gửi", "✗ Missing");
/// The text for a return after the deadline.
pub(super) const LATE: StaticText = StaticText::new("▲ Gửi muộn", "▲ Late");

/// Returns the row of a unit in the table that begins at row `table`.
pub(super) fn row(table: u32, unit: usize) -> u32 {
    table + 2 + unit as u32
}

/// Returns a formula for a date or number of the return in the report period; it gives `-` if there is none, and nothing
/// for a span of several returns.
fn of_return(context: &SheetContext, unit: usize, key: &DataColumnKey) -> String {
    match context.layout.now(unit, key) {
        Some(now) => format!("IF({},IF(ISNUMBER({now}),{now},\"-\"),\"\")", context.layout.is_single()),
        None => "\"-\"".to_string(),
    }
}

/// The number of periods that a cell shows as marks. With more, it shows how many returns are in the totals.
const MARKED: u32 = 36;

/// The columns of the table of returns: status, day of sending, marks of all periods.
const STATUS_COLUMNS: (u32, u32) = (STATUS, 4);
const SENT_COLUMNS: (u32, u32) = (5, 5);
const MARK_COLUMNS: (u32, u32) = (6, 8);

/// Returns the figures of the first headline with their headings and columns.
fn headline_columns<'a>(context: &'a SheetContext) -> Vec<(&'a str, &'a str, u32)> {
    let t = context.plan.language;
    let Some(headline) = context.plan.headlines.first() else { return Vec::new() };
    let of = headline.of.as_deref().map(|name| (name, t.pick("Chỉ tiêu", "Target")));
    let rest = headline.ahead.as_deref().or(headline.share.as_deref()).map(|name| (name, heading(context, name)));
    let figures = [Some((headline.column.as_str(), heading(context, &headline.column))), of, rest];
    figures.into_iter().flatten().zip(9..).map(|((name, heading), column)| (name, heading, column)).collect()
}

/// Draws both tables from row `from` on. Returns the last row.
pub(super) fn draw(
    sheet: &mut Sheet,
    context: &SheetContext,
    helpers: &mut HelperCells,
    counts: &ReturnCountCells,
    from: u32,
) -> u32 {
    let t = context.plan.language;
    section(
        sheet,
        from,
        (1, 11),
        SheetCell::text(
            t.pick("BÁO CÁO CỦA CÁC ĐƠN VỊ TRONG KỲ", "RETURNS OF THE UNITS IN THE PERIOD"),
            &Style::default(),
        ),
    );
    let noun = context.plan.cycle().noun_in(t);
    let marks = text_in!(t, "Các {noun}: ✓ đã gửi, ✗ còn lỗi, ○ chưa gửi", "{noun}s: ✓ received, ✗ on hold, ○ missing");
    let mut columns: Vec<(&str, (u32, u32))> = vec![
        (t.pick("Đơn vị", "Unit"), (1, 2)),
        (t.pick("Trạng thái", "Status"), STATUS_COLUMNS),
        (t.pick("Ngày gửi", "Sent on"), SENT_COLUMNS),
        (&marks, MARK_COLUMNS),
    ];
    columns.extend(headline_columns(context).into_iter().map(|(_, heading, column)| (heading, (column, column))));
    let small = Style { border: CellBorder::Below, color: style::GREY, wrap: true, ..Style::default().size(11).bold() };
    for (text, (left, right)) in &columns {
        let is_right = *left >= 9 || *left == SENT_COLUMNS.0;
        let indent = u8::from(*left == MARK_COLUMNS.0);
        let look = Style { indent, ..small.align(if is_right { Align::Right } else { Align::Left }) };
        sheet.merge(CellRange::new(from + 1, *left, from + 1, *right), SheetCell::text(*text, &look));
    }
    sheet.heights.insert(from + 1, 32.0);
    for unit in 0..context.plan.units.len() {
        draw_unit(sheet, context, counts, row(from, unit), unit);
    }
    let units = context.plan.units.len() as u32;
    common_style::marks(sheet, CellRange::new(from + 2, STATUS, from + 1 + units, STATUS_COLUMNS.1));
    let periods = by_period(sheet, context, helpers, counts, from);
    (from + 1 + units).max(periods)
}

fn draw_unit(sheet: &mut Sheet, context: &SheetContext, counts: &ReturnCountCells, at: u32, unit: usize) {
    let t = context.plan.language;
    let line = Style { border: CellBorder::Below, ..Style::default() };
    let right = line.align(Align::Right);
    if let Some(of) = context.plan.units.get(unit) {
        sheet.merge(CellRange::new(at, 1, at, 2), context.unit_name(of, &line));
    }
    let mut put = |(left, last): (u32, u32), formula: String, style: &Style| {
        sheet.merge(CellRange::new(at, left, at, last), SheetCell::formula(formula, style));
    };
    put(STATUS_COLUMNS, status(context, counts, unit), &line);
    let sent = DataColumnKey::Figure(header::SENT.to_string());
    put(SENT_COLUMNS, of_return(context, unit, &sent), &right.number(NumberFormat::Date));
    put(MARK_COLUMNS, marks(context, unit), &Style { shrink: true, indent: 1, ..line });
    for (name, _, column) in headline_columns(context) {
        let Some(cell) = figure(context, name, Some(unit)) else { continue };
        // A delay is no delay while a return lacks.
        let is_delay = context.plan.headlines.first().is_some_and(|h| h.ahead.as_deref() == Some(name));
        let lacks = counts.to_date.cell(unit as u32);
        let shown = if is_delay {
            text_in!(t, "IF({lacks}>0,\"thiếu BC\",{cell})", "IF({lacks}>0,\"incomplete\",{cell})")
        } else {
            cell
        };
        let number = right.number(super::format(context, name));
        put((column, column), shown, &Style { shrink: true, ..number });
    }
    sheet.heights.insert(at, 18.0);
}

/// Returns the formula of a unit's returns from the first period to the report period, one mark each.
fn marks(context: &SheetContext, unit: usize) -> String {
    let ordinal = context.layout.ordinal();
    let periods = context.layout.data.periods();
    if periods > MARKED {
        let states = context.layout.data.block(unit, &DataColumnKey::State).unwrap_or_default();
        let ordinals = context.layout.data.block(unit, &DataColumnKey::Ordinal).unwrap_or_default();
        let counted = literal(ReturnStatus::Counted.word(context.plan.language));
        return format!("SUMPRODUCT(({ordinals}<={ordinal})*({states}={counted}))&\" / \"&{ordinal}");
    }
    let mark = |period: u32| {
        let state = context.layout.data.cell(unit, period, &DataColumnKey::State)?;
        let [counted, held, missing] = [ReturnStatus::Counted, ReturnStatus::Held, ReturnStatus::Missing]
            .map(|s| literal(s.word(context.plan.language)));
        Some(format!(
            "IF({ordinal}<={period},\"\",IF({state}={counted},\"✓\",IF({state}={held},\"✗\",IF({state}={missing},\"○\",\"–\"))))"
        ))
    };
    (0..periods).filter_map(mark).collect::<Vec<_>>().join("&")
}

/// Returns the formula of the status: of a single return, or for a span how many of those that are due are missing, on
/// hold or late.
fn status(context: &SheetContext, counts: &ReturnCountCells, unit: usize) -> String {
    let t = context.plan.language;
    let single = single_status(context, unit);
    let (held, missing) = (counts.held.cell(unit as u32), counts.missing.cell(unit as u32));
    let late = counts.late.cell(unit as u32);
    let Some(counted) = context.layout.count_in_span(unit, &[ReturnStatus::Counted]) else { return single };
    let not_due = literal(&format!("– {}", ReturnStatus::NotDue.word(context.plan.language)));
    let (missing_mark, held_mark, late_mark) =
        (literal(MISSING.in_lang(t)), literal(HELD.in_lang(t)), literal(LATE.in_lang(t)));
    let due = format!("({counted}+{held}+{missing})");
    // Both kinds together have no room for the number of returns that are due.
    let held_part = literal(t.pick(", lỗi ", ", on hold "));
    let missing_part = format!("{missing_mark}&\" \"&{missing}&IF({held}>0,{held_part}&{held},\"/\"&{due})");
    let lacking = format!("IF({missing}>0,{missing_part},{held_mark}&\" \"&{held}&\"/\"&{due})");
    let complete = text_in!(
        t,
        "IF({late}>0,{late_mark}&\" \"&{late}&\"/\"&{due},\"✓ Đủ \"&{counted}&\"/\"&{due})",
        "IF({late}>0,{late_mark}&\" \"&{late}&\"/\"&{due},\"✓ All \"&{counted}&\"/\"&{due})"
    );
    let whole = format!("IF({held}+{missing}>0,{lacking},{complete})");
    let span = format!("IF({due}=0,{not_due},{whole})");
    format!("IF({},{single},{span})", context.layout.is_single())
}

/// Returns the formula of the status of one return: in time, late, on hold (with the number of errors) or missing.
fn single_status(context: &SheetContext, unit: usize) -> String {
    let t = context.plan.language;
    let now = |key: DataColumnKey| context.layout.now(unit, &key).unwrap_or_else(|| "\"\"".to_string());
    let (state, deadline) = (now(DataColumnKey::State), now(DataColumnKey::Deadline));
    let sent = now(DataColumnKey::Figure(header::SENT.to_string()));
    let errors = format!("(0+{})", now(DataColumnKey::Errors));
    let (held, missing) =
        (ReturnStatus::Held.word(context.plan.language), ReturnStatus::Missing.word(context.plan.language));
    let [of, in_time, received] = t.pick(["lỗi", "✓ Đúng hạn", "✓ Đã gửi"], ["errors", "✓ In time", "✓ Received"]);
    let status = format!(
        "IF({state}=\"{missing}\",\"{}\",IF({state}=\"{held}\",\"{} (\"&{errors}&\" {of})\",\
         IF(ISNUMBER({sent}),IF({sent}>{deadline},\"{}\",\"{in_time}\"),\"{received}\")))",
        MISSING.in_lang(t),
        HELD.in_lang(t),
        LATE.in_lang(t)
    );
    match context.plan.reporting_bounds(unit) {
        (None, None) => status,
        // The reason is beside the unit on the sheets of computed columns.
        _ => {
            let not_due = literal(ReturnStatus::NotDue.word(context.plan.language));
            format!("IF({state}={not_due},\"– \"&{not_due},{status})")
        }
    }
}

/// Draws the first two cumulative series, period by period. The periods of the span are highlighted.
fn by_period(
    sheet: &mut Sheet,
    context: &SheetContext,
    helpers: &mut HelperCells,
    counts: &ReturnCountCells,
    from: u32,
) -> u32 {
    let t = context.plan.language;
    let series: Vec<_> = series::flows(context.plan).take(2).collect();
    if series.is_empty() {
        return from;
    }
    section(
        sheet,
        from,
        (13, LAST),
        SheetCell::text(t.pick("LŨY KẾ THEO KỲ", "CUMULATIVE BY PERIOD"), &Style::default()),
    );
    let small = Style { border: CellBorder::Below, color: style::GREY, wrap: true, ..Style::default().size(11).bold() };
    sheet.text(from + 1, 13, t.pick("Kỳ", "Period"), &small);
    for (column, (_, one)) in (14..).zip(&series) {
        sheet.text(from + 1, column, &one.heading, &small.align(Align::Right));
    }
    let line = Style { border: CellBorder::Below, ..Style::default() };
    let periods = context.layout.data.periods();
    for period in 0..periods {
        let at = from + 2 + period;
        sheet.text(at, 13, context.plan.first.plus(period as i32).text_in(t), &line);
        for (column, (index, _)) in (14..).zip(&series) {
            let Some(cell) = series::to_date(context, *index, period) else { continue };
            sheet.formula(at, column, cell, &line.align(Align::Right).number(NumberFormat::Integer));
        }
        sheet.heights.entry(at).or_insert(18.0);
    }
    let area = CellRange::new(from + 2, 13, from + 1 + periods, LAST);
    let now = DifferentialFormat { color: None, fill: Some(style::TINT), bold: true };
    // A condition refers to cells of its own sheet alone.
    let first = helpers.single(
        sheet,
        t.pick("Kỳ đầu của kỳ đang chọn", "First period of the chosen one"),
        context.layout.start(),
    );
    let last = helpers.single(
        sheet,
        t.pick("Kỳ cuối của kỳ đang chọn", "Last period of the chosen one"),
        context.layout.ordinal(),
    );
    let own = format!("ROW()-{}", from + 2);
    common_style::when(sheet, area, format!("AND({own}>={first},{own}<={last})"), now);
    let note = text_in!(
        t,
        "IF({all}=0,\"\",\"Chưa gồm \"&{all}&\" báo cáo chưa tổng hợp\")",
        "IF({all}=0,\"\",\"Without \"&{all}&\" returns that are not counted\")",
        all = counts.all
    );
    let end = from + 2 + periods;
    let look = Style { color: style::RED, ..Style::default() };
    sheet.merge(CellRange::new(end, 13, end, LAST), SheetCell::formula(note, &look));
    end
}
