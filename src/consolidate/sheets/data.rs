//! "Số liệu": the figures as read, one row per unit and period, with or without a return. All other sheets depend on
//! it.

use super::super::common_style;
use super::super::layout::{DataColumnKey, DataLayout, FindingsLayout, sheet};
use super::super::resolver::RuleResolver;
use super::super::return_link;
use super::super::{ConsolidateError, SheetContext};
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::findings::severity;
use super::heirs;
use super::list_sheet::link_cell;
use crate::formula::literal::literal;
use crate::model::finding::Severity;
use crate::model::ledger::ReturnStatus;
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::model::visible;
use crate::plan::header::HeaderKind;
use crate::plan::{Indicator, IndicatorKind, Narrative, Plan};
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{CellRange, DifferentialFormat, PageSetup, Sheet, SheetCell, Style, address, style};

/// State of a period after the report period: no return is due yet.
const NOT_YET: &str = "Chưa đến kỳ";
/// The last column that is printed: who has reported. The figures need more columns than a page has.
const PRINTED: u32 = 5;

/// The sheet.
pub const SHEET: SheetEntry = SheetEntry {
    names: &[sheet::DATA],
    audience: SheetAudience::Details,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::One(sheet),
};

/// Draws the sheet.
fn sheet(context: &SheetContext) -> Result<Sheet, ConsolidateError> {
    let mut sheet = Sheet::new(sheet::DATA);
    let data = &context.layout.data;
    let last = data.keys().len() as u32 - 1;
    sheet.text(0, 0, "SỐ LIỆU CỦA CÁC BÁO CÁO", &Style::title());
    sheet.heights.insert(0, 28.0);
    let notes = [
        "Mỗi dòng là một đơn vị trong một kỳ. Ô trống là không có số liệu.",
        "Chỉ dòng “Đã tổng hợp” được cộng; “Còn lỗi”: chưa cộng. Chữ nhỏ phía trên: tên trong công thức.",
    ];
    for (row, note) in (1..).zip(notes) {
        sheet.set(row, 0, common_style::note(note));
    }
    headings(&mut sheet, context);
    for unit in 0..context.plan.units.len() {
        for period in 0..data.periods() {
            row(&mut sheet, context, unit, period)?;
        }
    }
    heirs::joined_rows(&mut sheet, context);
    let end = data.empty_row();
    let empty = Style::note().size(9);
    sheet.text(end, 1, "(dòng trống: không có báo cáo kỳ trước)", &empty);
    let state = data.column(&DataColumnKey::State).unwrap_or(0);
    common_style::states(&mut sheet, CellRange::new(DataLayout::TOP, state, end - 1, state));
    if let Some(before) = data.column(&DataColumnKey::Before) {
        // The row number of "no previous figures" is for formulas, not for readers.
        let area = CellRange::new(DataLayout::TOP, before, end - 1, before);
        let formula = format!("{}={}", address::cell(area.top, area.left), end - DataLayout::TOP + 1);
        let faint = DifferentialFormat { color: Some(style::GREY), fill: None, bold: false };
        common_style::when(&mut sheet, area, formula, faint);
    }
    sheet.freeze = Some((DataLayout::TOP, 4));
    sheet.filter = Some(CellRange::new(DataLayout::HEAD, 0, end - 1, last));
    sheet.protected = true;
    sheet.page = PageSetup {
        landscape: true,
        repeat: Some((DataLayout::HEAD, DataLayout::HEAD)),
        area: Some(CellRange::new(0, 0, end - 1, PRINTED)),
        footer: common_style::footer(context),
        ..PageSetup::default()
    };
    Ok(sheet)
}

/// Returns name (for formulas), heading and width of a column.
fn heading(plan: &Plan, key: &DataColumnKey) -> (String, String, f64) {
    let fixed = |heading: &str, width: f64| (String::new(), heading.to_string(), width);
    match key {
        DataColumnKey::Code => fixed("Mã đơn vị", 12.0),
        DataColumnKey::Unit => fixed("Đơn vị", 24.0),
        DataColumnKey::Period => fixed("Kỳ", 9.0),
        DataColumnKey::State => fixed("Trạng thái", 10.0),
        DataColumnKey::Number => fixed("Lần gửi được xét", 8.0),
        DataColumnKey::File => fixed("Tệp", 30.0),
        DataColumnKey::Heading => fixed("Kỳ báo cáo", 38.0),
        DataColumnKey::Ordinal => fixed("Kỳ thứ", 7.0),
        DataColumnKey::FirstDay => fixed("Ngày đầu kỳ", 11.0),
        DataColumnKey::LastDay => fixed("Ngày cuối kỳ", 11.0),
        DataColumnKey::CutOff => fixed("Ngày chốt quy định", 11.0),
        DataColumnKey::Deadline => fixed("Hạn gửi", 11.0),
        DataColumnKey::Latest => fixed("Kỳ đã tổng hợp gần nhất", 9.0),
        DataColumnKey::Before => fixed("Dòng kỳ trước trong bảng (mờ: không có)", 11.0),
        DataColumnKey::Missing => fixed("Kỳ chưa gửi đến nay", 18.0),
        DataColumnKey::Held => fixed("Kỳ còn lỗi đến nay", 18.0),
        DataColumnKey::Figure(name) => {
            let (label, width) = if let Some(field) = plan.header_field(name) {
                (field.label.to_string(), if field.kind == HeaderKind::Text { 16.0 } else { 11.0 })
            } else if let Some(indicator) = plan.indicator(name) {
                (indicator.title(), 13.0)
            } else {
                (plan.narrative(name).map_or_else(String::new, Narrative::title), 30.0)
            };
            (name.clone(), label, width)
        }
        DataColumnKey::Annex(i) => {
            let column = plan.annex.columns.get(*i);
            (
                column.map_or_else(String::new, |c| c.name.clone()),
                column.map_or_else(String::new, |c| c.heading.clone()),
                13.0,
            )
        }
        DataColumnKey::Rows(r) => {
            let roster = plan.rosters.get(*r);
            let heading = roster.map_or_else(String::new, |r| format!("Số dòng {}", r.code));
            (roster.map_or_else(String::new, |r| r.rows_name()), heading, 9.0)
        }
        DataColumnKey::Rule(i) => {
            let code = plan.rules.get(*i).map_or_else(String::new, |r| r.code.clone());
            (String::new(), format!("Quy tắc {code}"), 9.0)
        }
        DataColumnKey::Cells(i) => {
            let code = plan.rules.get(*i).map_or_else(String::new, |r| r.code.clone());
            (String::new(), format!("Số ô không đạt {code}"), 9.0)
        }
        DataColumnKey::Errors => fixed("Số lỗi", 9.0),
        DataColumnKey::Received(name, in_year) => {
            let what = plan.indicator(name).map_or_else(String::new, Indicator::title);
            let span = if *in_year { "từ đầu năm" } else { "lũy kế" };
            (String::new(), format!("Nhận của đơn vị nhập vào, {span}: {what}"), 14.0)
        }
    }
}

fn headings(sheet: &mut Sheet, context: &SheetContext) {
    let name_look = Style { color: style::GREY, italic: true, ..Style::default().size(8).align(Align::Center) };
    for (column, key) in (0..).zip(context.layout.data.keys()) {
        let (name, text, width) = heading(context.plan, key);
        if !name.is_empty() {
            sheet.text(DataLayout::HEAD - 1, column, name, &name_look);
        }
        sheet.text(DataLayout::HEAD, column, text, &Style::list_head().size(9));
        sheet.widths.insert(column, width);
    }
    sheet.heights.insert(DataLayout::HEAD, 62.0);
}

fn row(sheet: &mut Sheet, context: &SheetContext, unit: usize, period: u32) -> Result<(), ConsolidateError> {
    let data = &context.layout.data;
    let at = data.row(unit, period);
    sheet.heights.insert(at, 16.0);
    for (column, key) in (0..).zip(data.keys()) {
        sheet.set(at, column, cell(context, unit, period, key)?);
    }
    Ok(())
}

fn cell(context: &SheetContext, unit: usize, period: u32, key: &DataColumnKey) -> Result<SheetCell, ConsolidateError> {
    let (plan, ledger, data) = (context.plan, context.ledger, &context.layout.data);
    let plain = Style { wrap: false, ..Style::cell().size(10) };
    let centre = plain.align(Align::Center);
    let date = centre.number(NumberFormat::Date);
    let when = plan.first.plus(period as i32);
    let dates = plan.dates(when);
    let day = |day: crate::model::day::Day| SheetCell::number(f64::from(day.serial()), &date);
    let reported = period < data.reported();
    let slot = ledger.slots.get(unit).and_then(|s| s.get(period as usize)).copied().unwrap_or_default();
    let own = |key: &DataColumnKey, back: u32| {
        period.checked_sub(back).and_then(|q| data.cell(unit, q, key)).map(|c| heirs::local(&c)).unwrap_or_default()
    };
    let counted = ReturnStatus::Counted.word();
    let of = plan.units.get(unit);
    Ok(match key {
        DataColumnKey::Code => SheetCell::text(of.map_or("", |u| u.code.as_str()), &plain),
        DataColumnKey::Unit => SheetCell::text(of.map_or("", |u| u.name_in(when)), &plain),
        DataColumnKey::Period => SheetCell::text(when.to_string(), &centre),
        DataColumnKey::Heading => {
            SheetCell::text(format!("{} (từ {} đến {})", when.heading(), when.first_day(), when.last_day()), &plain)
        }
        DataColumnKey::Ordinal => SheetCell::number(f64::from(period + 1), &centre),
        DataColumnKey::FirstDay => day(when.first_day()),
        DataColumnKey::LastDay => day(when.last_day()),
        DataColumnKey::CutOff => day(dates.cut_off),
        DataColumnKey::Deadline => day(dates.deadline),
        DataColumnKey::State if !reported && slot.state == ReturnStatus::Missing => SheetCell::text(NOT_YET, &centre),
        DataColumnKey::State => SheetCell::text(slot.state.word(), &centre),
        DataColumnKey::Latest => {
            let before = if period == 0 { "0".to_string() } else { own(key, 1) };
            let formula = format!(
                "IF({}=\"{counted}\",{},{before})",
                own(&DataColumnKey::State, 0),
                own(&DataColumnKey::Ordinal, 0)
            );
            SheetCell::formula(formula, &centre)
        }
        DataColumnKey::Before => before(context, unit, period, &own(&DataColumnKey::State, 1), &centre),
        DataColumnKey::Missing if reported => {
            gaps(&own(&DataColumnKey::State, 0), ReturnStatus::Missing, &own(key, 1), &when.short(), &plain)
        }
        DataColumnKey::Held if reported => {
            gaps(&own(&DataColumnKey::State, 0), ReturnStatus::Held, &own(key, 1), &when.short(), &plain)
        }
        DataColumnKey::Missing | DataColumnKey::Held => SheetCell { style: plain, ..SheetCell::default() },
        _ => return return_cell(context, unit, period, key),
    })
}

/// Returns the cell with the row of the previous figures within the table; `state` is the cell of the state of the row
/// before.
fn before(context: &SheetContext, unit: usize, period: u32, state: &str, centre: &Style) -> SheetCell {
    let (plan, data) = (context.plan, &context.layout.data);
    let number = |row: u32| row - DataLayout::TOP + 1;
    let empty = number(data.empty_row());
    if let Some((row, joined)) = data.joined_before(unit, period) {
        return SheetCell::formula(heirs::before(context, number(row), &joined.parts, period, empty), centre);
    }
    if period == 0 || plan.is_split_in(unit, plan.first.plus(period as i32)) {
        return SheetCell::number(f64::from(empty), centre);
    }
    let (row, counted) = (number(data.row(unit, period - 1)), ReturnStatus::Counted.word());
    SheetCell::formula(format!("IF({state}=\"{counted}\",{row},{empty})"), centre)
}

/// Returns the figure of a unit in an annex column in a period; blank without a quota.
fn annex_cell(context: &SheetContext, unit: usize, period: Period, index: u32, column: usize) -> SheetCell {
    let plan = context.plan;
    let style = Style::figure().size(10).number(plan.annex_format(column));
    if let Some(formula) = heirs::quota(context, unit, index, column) {
        return SheetCell::formula(formula, &style);
    }
    let found = plan.units.get(unit).zip(plan.annex.columns.get(column)).filter(|_| plan.reports(unit, period));
    match found.and_then(|(unit, column)| plan.annex_figure(unit, &column.name, period)) {
        Some(figure) => SheetCell::number(figure, &style),
        None => SheetCell { style, ..SheetCell::default() },
    }
}

/// Returns the cell with what a unit has of an indicator from those that it takes over in the period.
fn received_cell(context: &SheetContext, unit: usize, period: u32, (name, in_year): (&str, bool)) -> SheetCell {
    let plain = Style { wrap: false, ..Style::cell().size(10) };
    let style = Style { italic: true, ..figure_style(context.plan, name, &plain) };
    match heirs::received(context, unit, period, name, in_year) {
        Some(formula) => SheetCell::formula(formula, &style),
        None => SheetCell { style, ..SheetCell::default() },
    }
}

/// Returns the cell of a return's file; what the board records has none to link to.
fn file_cell(submission: &Submission, plain: &Style) -> SheetCell {
    if submission.is_recorded() {
        return SheetCell::text(&submission.file, plain);
    }
    link_cell(visible::line(&submission.file).as_ref(), return_link::to_file(&submission.file), plain)
}

/// Returns a cell that depends on the return of the row; blank without one.
fn return_cell(
    context: &SheetContext,
    unit: usize,
    period: u32,
    key: &DataColumnKey,
) -> Result<SheetCell, ConsolidateError> {
    let plan = context.plan;
    let plain = Style { wrap: false, ..Style::cell().size(10) };
    let centre = plain.align(Align::Center);
    let when = plan.first.plus(period as i32);
    let standing = context.ledger.selected(unit, period as usize);
    let blank = |style: Style| SheetCell { style, ..SheetCell::default() };
    Ok(match key {
        DataColumnKey::File => {
            standing.map_or_else(|| blank(plain.clone()), |submission| file_cell(submission, &plain))
        }
        DataColumnKey::Number => match standing {
            Some(submission) => SheetCell::number(f64::from(submission.number), &centre),
            None => blank(plain),
        },
        DataColumnKey::Figure(name) => {
            let look = figure_style(plan, name, &plain);
            match standing {
                Some(submission) => SheetCell::amount(submission.amount(name), &look),
                None => blank(look),
            }
        }
        DataColumnKey::Annex(i) => annex_cell(context, unit, when, period, *i),
        DataColumnKey::Rows(r) => {
            let look = Style::figure().size(10);
            let rows = context.layout.rosters.get(*r).and_then(|roster| roster.block(unit, period));
            match standing.and_then(|s| s.rosters.get(*r)) {
                Some(_) => SheetCell::number(rows.map_or(0.0, |(_, count)| f64::from(count)), &look),
                None => blank(look),
            }
        }
        DataColumnKey::Rule(i) => match plan.rules.get(*i).filter(|_| standing.is_some()) {
            Some(rule) => {
                let place = RuleResolver { plan, layout: &context.layout, unit, period: Some(period), roster: None };
                SheetCell::formula(place.check(rule)?, &centre)
            }
            None => blank(centre),
        },
        DataColumnKey::Cells(i) => {
            match plan.rules.get(*i).and_then(|r| counted_findings(context, unit, when, Some(&r.code))) {
                Some(formula) => SheetCell::formula(formula, &centre),
                None => blank(centre),
            }
        }
        DataColumnKey::Received(name, in_year) => received_cell(context, unit, period, (name, *in_year)),
        DataColumnKey::Errors => match counted_findings(context, unit, when, None) {
            Some(formula) => SheetCell::formula(formula, &centre),
            None => blank(centre),
        },
        _ => blank(plain),
    })
}

/// Returns an expression that counts the findings of a rule, or the errors without a waiver, of a unit in a period. It
/// covers only the unit's own rows of "Lỗi, cảnh báo", so that the work does not grow with the other units. `None` if there
/// are none.
fn counted_findings(context: &SheetContext, unit: usize, period: Period, rule: Option<&str>) -> Option<String> {
    let code = &context.plan.units.get(unit)?.code;
    let list = &context.layout.findings;
    let of = |column| list.cell_of(code, period, column);
    match rule {
        Some(rule) => {
            let found = list
                .indexes(code, period)
                .iter()
                .any(|i| context.ledger.findings.get(*i).is_some_and(|f| f.code == rule));
            found
                .then(|| of(FindingsLayout::RULE))
                .flatten()
                .map(|rules| format!("SUMPRODUCT(--({rules}={}))", literal(rule)))
        }
        None => {
            let (severities, reasons) = (of(FindingsLayout::SEVERITY)?, of(FindingsLayout::WAIVED)?);
            Some(format!("SUMPRODUCT(({severities}={})*({reasons}=\"\"))", literal(&severity(Severity::Error))))
        }
    }
}

/// Formula of the list of periods with a state up to this one: the list of the row before, plus this period.
fn gaps(state: &str, wanted: ReturnStatus, before: &str, short: &str, style: &Style) -> SheetCell {
    let (wanted, short) = (literal(wanted.word()), literal(short));
    let formula = if before.is_empty() {
        format!("IF({state}={wanted},{short},\"\")")
    } else {
        format!("IF({state}={wanted},IF({before}=\"\",\"\",{before}&\", \")&{short},{before})")
    };
    SheetCell::formula(formula, style)
}

fn figure_style(plan: &Plan, name: &str, plain: &Style) -> Style {
    let centre = plain.align(Align::Center);
    if let Some(field) = plan.header_field(name) {
        return match field.kind {
            HeaderKind::Date => centre.number(NumberFormat::Date),
            HeaderKind::Number => centre,
            HeaderKind::Text => plain.clone(),
        };
    }
    match plan.indicator(name) {
        Some(indicator) if indicator.kind.is_number() => Style::figure().size(10).number(indicator.number_format()),
        Some(indicator) if indicator.kind == IndicatorKind::Date => centre.number(NumberFormat::Date),
        _ => plain.clone(),
    }
}
