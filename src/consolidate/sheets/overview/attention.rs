//! Lists what to do now, live for the selected period: returns that are not in the totals, of this and of earlier
//! periods, units behind the pace, the largest gaps, warnings.

use super::super::super::common_style;
use super::super::super::context::SheetContext;
use super::super::super::layout::{DataColumnKey, FindingsLayout, sheet};
use super::super::findings::severity;
use super::helpers::{HelperCells, HelperColumn};
use super::reports::{self, HELD, LATE, MISSING, NAME};
use super::returns::ReturnCountCells;
use super::{LAST, entry, figure, format, heading, section};
use crate::formula::literal::literal;
use crate::model::finding::Severity;
use crate::model::span::SpanName;
use crate::model::text::{Lang, text_in};
use crate::plan::Headline;
use crate::workbook::style::CellBorder;
use crate::workbook::{CellRange, Sheet, SheetCell, Style, address, style};

/// Number of units shown in a line of figures.
const NAMED: u32 = 3;
/// Maximum number of characters in a line of names.
const LONGEST: u32 = 2000;
/// Heights in points of a row with one line and with two.
const ONE: f64 = 18.0;
const TWO: f64 = 30.0;

/// The content of a line. The mark is `✓` while `alarm` is 0.
struct AttentionLine<'a> {
    mark: &'a str,
    words: &'a str,
    /// The number that raises the mark.
    alarm: String,
    /// The number that is shown, and what it counts.
    count: String,
    noun: &'a str,
    /// The names for the number.
    names: String,
    /// What to do, and the sheet where it is to be seen.
    hint: (&'a str, Option<&'a str>),
    height: f64,
}

/// Returns the headlines with a column of a delay and those with a column of a gap alone. The delay is more telling.
fn headlines<'a>(context: &'a SheetContext) -> impl Iterator<Item = (&'a Headline, &'a str, bool)> {
    let known = |name: &&String| entry(context, name).is_some();
    context.plan.headlines.iter().filter_map(move |headline| {
        let ahead = headline.ahead.as_ref().filter(known).map(|name| (headline, name.as_str(), true));
        ahead.or_else(|| headline.gap.as_ref().filter(known).map(|name| (headline, name.as_str(), false)))
    })
}

/// Returns the number of rows of this section, with its heading.
pub(super) fn rows(context: &SheetContext) -> u32 {
    6 + headlines(context).count() as u32 + u32::from(!context.ledger.republished.is_empty())
}

/// Writes the section from row `from`; `table` is the first row of the table of returns.
pub(super) fn draw(
    sheet: &mut Sheet,
    context: &SheetContext,
    helpers: &mut HelperCells,
    counts: &ReturnCountCells,
    (from, table): (u32, u32),
) {
    let t = context.plan.language;
    section(sheet, from, (1, LAST), SheetCell::text(t.pick("VIỆC CẦN LÀM NGAY", "TO DO NOW"), &Style::default()));
    let mut at = from + 1;
    let mut put = |sheet: &mut Sheet, one: AttentionLine| {
        line(sheet, t, at, &one);
        at += 1;
    };
    let earlier = earlier(sheet, context, helpers, counts, table);
    put(sheet, earlier);
    let lines = [
        (
            HELD,
            &counts.held,
            (t.pick("Đề nghị sửa và gửi lại lần sau", "Request a corrected return"), Some(sheet::FINDINGS.in_lang(t))),
        ),
        (MISSING, &counts.missing, (t.pick("Gửi công văn đôn đốc", "Send a reminder"), None)),
        (LATE, &counts.late, (t.pick("Ghi nhận gửi muộn", "Record the late return"), None)),
    ];
    for (status, returns, hint) in lines {
        let one = with_status(sheet, t, helpers, table, (status.in_lang(t), returns, hint));
        put(sheet, one);
    }
    for headline in headlines(context) {
        let one = figures(sheet, context, helpers, counts, (headline, table));
        put(sheet, one);
    }
    put(sheet, warnings(context));
    if !context.ledger.republished.is_empty() {
        changed_line(sheet, context, at);
        at += 1;
    }
    common_style::marks(sheet, CellRange::new(from + 1, 1, at - 1, 1));
}

/// Returns the expression of a unit's name with the earlier periods that lack a return, after a separator; `""` if none
/// lacks one.
fn earlier_periods(context: &SheetContext, counts: &ReturnCountCells, table: u32, unit: u32) -> Option<String> {
    let t = context.plan.language;
    let before = |key| {
        let block = context.layout.data.block(unit as usize, &key)?;
        Some(format!("INDEX({block},{}-1)", context.layout.start()))
    };
    let (held, missing) = (before(DataColumnKey::Held)?, before(DataColumnKey::Missing)?);
    let name = address::cell(reports::row(table, unit as usize), NAME);
    Some(text_in!(
        t,
        "IF({}=0,\"\",\"; \"&{name}&IF({missing}=\"\",\"\",\" chưa gửi \"&{missing})\
         &IF({held}=\"\",\"\",\" còn lỗi \"&{held}))",
        "IF({}=0,\"\",\"; \"&{name}&IF({missing}=\"\",\"\",\" missing \"&{missing})&IF({held}=\"\",\"\",\" on hold \"&{held}))",
        counts.earlier.cell(unit)
    ))
}

/// Returns the line about earlier periods whose returns are not in the totals: a figure to date lacks them.
fn earlier<'a>(
    sheet: &mut Sheet,
    context: &SheetContext,
    helpers: &mut HelperCells,
    counts: &ReturnCountCells,
    table: u32,
) -> AttentionLine<'a> {
    let t = context.plan.language;
    let names =
        gather(sheet, helpers, t.pick("Kỳ trước chưa tổng hợp", "Earlier periods not counted"), |unit| {
            earlier_periods(context, counts, table, unit)
        });
    AttentionLine {
        mark: "✗",
        words: t.pick("Kỳ trước chưa tổng hợp", "Earlier periods not counted"),
        alarm: counts.all_earlier.clone(),
        count: counts.all_earlier.clone(),
        noun: t.pick("báo cáo", "returns"),
        names: text_in!(
            t,
            "{names}&IF({}=0,\"\",\" – lũy kế đang thiếu\")",
            "{names}&IF({}=0,\"\",\" – cumulative figures lack them\")",
            counts.all_earlier
        ),
        hint: (
            t.pick("Đề nghị gửi, gửi lại", "Request the return, or a corrected one"),
            Some(sheet::FINDINGS.in_lang(t)),
        ),
        height: TWO,
    }
}

/// Returns the line about the units with returns of the span that have a status. `returns` counts them by unit.
fn with_status<'a>(
    sheet: &mut Sheet,
    t: Lang,
    helpers: &mut HelperCells,
    table: u32,
    (status, returns, hint): (&'a str, &HelperColumn, (&'a str, Option<&'a str>)),
) -> AttentionLine<'a> {
    let count = format!("COUNTIF({},\">0\")", returns.range());
    let (mark, words) = status.split_once(' ').unwrap_or(("", status));
    let names = gather(sheet, helpers, words, |unit| {
        let (own, name) = (returns.cell(unit), address::cell(reports::row(table, unit as usize), NAME));
        // Of several returns of one unit the number is given.
        Some(text_in!(
            t,
            "IF({own}=0,\"\",\"; \"&{name}&IF({own}=1,\"\",\" (\"&{own}&\" kỳ)\"))",
            "IF({own}=0,\"\",\"; \"&{name}&IF({own}=1,\"\",\" (\"&{own}&\" periods)\"))"
        ))
    });
    let alarm = count.clone();
    AttentionLine { mark, words, alarm, count, noun: t.pick("đơn vị", "units"), names, hint, height: ONE }
}

/// Returns the line about the units with the largest delays or gaps. A unit that lacks a return is not called late.
fn figures<'a>(
    sheet: &mut Sheet,
    context: &'a SheetContext,
    helpers: &mut HelperCells,
    counts: &ReturnCountCells,
    ((headline, name, is_delay), table): ((&'a Headline, &'a str, bool), u32),
) -> AttentionLine<'a> {
    let t = context.plan.language;
    let values = helpers.column(sheet, heading(context, name), |_, unit| {
        let value = figure(context, name, Some(unit as usize))?;
        Some(match is_delay {
            true => format!("IF(AND(ISNUMBER({value}),{}=0),-{value},\"\")", counts.to_date.cell(unit)),
            false => value,
        })
    });
    // Keys are unique, and equal figures keep the order of the annex.
    let keys = helpers.column(sheet, t.pick("Để xếp", "Sort key"), |_, unit| {
        let own = values.cell(unit);
        let less = format!("{own}*(1-{}/10^12)", unit + 1);
        Some(format!("IF(ISNUMBER({own}),IF({own}>0,{less},\"\"),\"\")"))
    });
    let mut names = largest(sheet, context, helpers, (&values, &keys, table), (name, is_delay));
    let count = format!("COUNTIF({},\">0\")", values.range());
    let mut alarm = count.clone();
    if is_delay {
        let unknown = format!("COUNTIF({},\">0\")", counts.to_date.range());
        let note = text_in!(
            t,
            "{unknown}&\" đơn vị thiếu báo cáo, chưa kết luận được\"",
            "{unknown}&\" units lack returns, no conclusion\""
        );
        names = format!("{names}&IF({unknown}=0,\"\",IF({count}=0,\"\",\"; \")&{note})");
        alarm = format!("({count}+{unknown})");
    }
    let sheets = context.plan.column(name).map(|column| column.sheets.as_slice()).unwrap_or_default();
    let hint = if is_delay {
        t.pick("Báo cáo lãnh đạo, đôn đốc", "Report to the management, follow up")
    } else {
        t.pick("Nhiều nhất trước", "Most first")
    };
    let is_only = context.plan.headlines.iter().filter(|h| h.ahead.is_some()).count() == 1;
    let words = match is_delay {
        true if is_only => t.pick("Chậm tiến độ", "Behind the pace"),
        true => headline.heading.as_str(),
        false => heading(context, name),
    };
    let hint = (hint, sheets.first().map(String::as_str));
    AttentionLine {
        mark: "▲",
        words,
        alarm,
        count,
        noun: t.pick("đơn vị", "units"),
        names,
        hint,
        height: if is_delay { TWO } else { ONE },
    }
}

/// Returns the expression of the units with the largest figures, each with its figure.
fn largest(
    sheet: &mut Sheet,
    context: &SheetContext,
    helpers: &mut HelperCells,
    (values, keys, table): (&HelperColumn, &HelperColumn, u32),
    (name, is_delay): (&str, bool),
) -> String {
    let row = |unit: usize| address::fixed(reports::row(table, unit), NAME);
    let names = format!("{}:{}", row(0), row(context.plan.units.len().saturating_sub(1)));
    let minus = if is_delay { "−" } else { "" };
    let (values, order) = (values.range(), keys.range());
    let named: Vec<String> = (1..=NAMED)
        .map(|k| {
            let at = format!("MATCH(LARGE({order},{k}),{order},0)");
            let value = format!("IF(COUNT({order})<{k},\"\",INDEX({values},{at}))");
            let text = helpers.figure(sheet, heading(context, name), &value, format(context, name)).text;
            format!("IF(COUNT({order})<{k},\"\",\"; \"&INDEX({names},{at})&\" {minus}\"&{text})")
        })
        .collect();
    format!("MID({},3,{LONGEST})", named.join("&"))
}

/// Returns the condition that the ordinal of a period in a cell of a column is in the span.
fn in_span(context: &SheetContext, ordinals: &str) -> String {
    let (first, last) = (context.layout.start(), context.layout.ordinal());
    format!("(({ordinals}>={first})*({ordinals}<={last}))")
}

/// Returns the line about the findings of the span.
fn warnings<'a>(context: &SheetContext) -> AttentionLine<'a> {
    let t = context.plan.language;
    let list = &context.layout.findings;
    let of_period = in_span(context, &list.all(FindingsLayout::ORDINAL));
    let reasons = list.all(FindingsLayout::WAIVED);
    let count = |what: Severity| {
        let severities = list.all(FindingsLayout::SEVERITY);
        format!("SUMPRODUCT(({severities}={})*{of_period}*({reasons}=\"\"))", literal(&severity(what, t)))
    };
    let waived = format!("SUMPRODUCT({of_period}*({reasons}<>\"\"))");
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    AttentionLine {
        mark: "▲",
        words: t.pick("Cảnh báo cần xác minh", "Warnings to verify"),
        alarm: format!("({errors}+{warnings})"),
        count: warnings,
        noun: t.pick("cảnh báo", "warnings"),
        names: text_in!(
            t,
            "{errors}&\" lỗi trong kỳ\"&IF({waived}=0,\"\",\" · \"&{waived}&\" ngoại lệ\")",
            "{errors}&\" errors in the period\"&IF({waived}=0,\"\",\" · \"&{waived}&\" accepted\")"
        ),
        hint: (t.pick("Xác minh với đơn vị", "Verify with the unit"), Some(sheet::FINDINGS.in_lang(t))),
        height: ONE,
    }
}

/// Writes the line about figures of published and earlier workbooks that differ today.
fn changed_line(sheet: &mut Sheet, context: &SheetContext, row: u32) {
    let t = context.plan.language;
    let base = Style { border: CellBorder::Below, wrap: true, ..Style::default() };
    let changes = &context.ledger.republished;
    let mut periods: Vec<SpanName> = changes.iter().map(|change| change.period).collect();
    periods.dedup();
    let of = |period: &SpanName| {
        let count = changes.iter().filter(|change| change.period == *period).count();
        text_in!(t, "{}: {count} số", "{}: {count} figures", period.label(t))
    };
    let names = periods.iter().map(of).collect::<Vec<_>>().join("; ");
    sheet.merge(
        CellRange::new(row, 1, row, 2),
        SheetCell::text(
            t.pick("▲ Số đã chốt, đã lập nay khác", "▲ Published or earlier figures changed"),
            &base.bold(),
        ),
    );
    sheet.text(row, 3, text_in!(t, "{} số", "{} figures", changes.len()), &base.bold());
    sheet.merge(CellRange::new(row, 4, row, 11), SheetCell::text(names, &base));
    let hint = SheetCell::text(
        t.pick("Từng số và lý do ở cuối trang Nguồn", "Each figure and its cause: end of the sheet Sources"),
        &common_style::linked(&base),
    );
    sheet.merge(CellRange::new(row, 12, row, LAST), hint.with_link(link(sheet::SOURCES.in_lang(t))));
    sheet.heights.insert(row, TWO);
}

/// Returns the target of a link to the top of a sheet.
fn link(name: &str) -> String {
    format!("internal:{}A1", address::sheet(name))
}

/// Writes a line: mark and title, number of units, their names, what to do.
fn line(sheet: &mut Sheet, t: Lang, row: u32, one: &AttentionLine) {
    let base = Style { border: CellBorder::Below, wrap: true, ..Style::default() };
    let first = format!("IF({}=0,\"✓ \",\"{} \")&{}", one.alarm, one.mark, literal(one.words));
    sheet.merge(CellRange::new(row, 1, row, 2), SheetCell::formula(first, &base.bold()));
    let units = text_in!(
        t,
        "IF({count}=0,\"không có\",{count}&{})",
        "IF({count}=0,\"none\",{count}&{})",
        literal(&format!(" {}", one.noun)),
        count = one.count
    );
    sheet.formula(row, 3, units, &base.bold());
    sheet.merge(CellRange::new(row, 4, row, 11), SheetCell::formula(&one.names, &base));
    let (what, place) = one.hint;
    let text = format!("IF({}=0,\"\",{})", one.alarm, literal(what));
    let hint = match place {
        Some(place) => SheetCell::formula(text, &common_style::linked(&base)).with_link(link(place)),
        None => SheetCell::formula(text, &base.color(style::GREY)),
    };
    sheet.merge(CellRange::new(row, 12, row, LAST), hint);
    sheet.heights.insert(row, one.height);
}

/// Writes a helper column that joins the texts of the units row by row: from about two hundred units on, one formula over
/// all of them exceeds Excel's length limit. Returns the expression of all texts without the first separator.
fn gather(sheet: &mut Sheet, helpers: &mut HelperCells, heading: &str, own: impl Fn(u32) -> Option<String>) -> String {
    let column = helpers.column(sheet, heading, |column, unit| {
        let own = own(unit)?;
        Some(match unit.checked_sub(1) {
            None => own,
            Some(before) => format!("LEFT({}&{own},{})", column.cell(before), LONGEST + 2),
        })
    });
    format!("MID({},3,{LONGEST})", column.last())
}
