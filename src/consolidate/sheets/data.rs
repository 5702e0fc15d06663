//! "Số liệu": the figures as read, one row per unit and period, with or without a return. All other sheets depend on
//! it.

use super::super::common_style;
use super::super::layout::{DataColumnKey, DataLayout, FindingsLayout, sheet};
use super::super::resolver::RuleResolver;
use super::super::return_link;
use super::super::{ConsolidateError, SheetContext};
use super::data_headings::{self, ColumnHead};
use super::earlier_cells;
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::findings::severity;
use super::heirs;
use super::list_sheet::link_cell;
use crate::formula::literal::literal;
use crate::model::finding::Severity;
use crate::model::ledger::ReturnStatus;
use crate::model::period::Period;
use crate::model::submission::Submission;
use crate::model::text::{StaticText, text_in};
use crate::model::visible;
use crate::plan::header::HeaderKind;
use crate::plan::{IndicatorKind, Plan};
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{CellRange, DifferentialFormat, PageSetup, Sheet, SheetCell, Style, address, style};

/// State of a period after the report period: no return is due yet.
const NOT_YET: StaticText = StaticText::new("Chưa đến kỳ", "Not yet due");
/// The last column that is printed: who has reported. The figures need more columns than a page has.
const PRINTED: u32 = 5;

/// The sheet.
pub(super) const SHEET: SheetEntry = SheetEntry {
    names: &[sheet::DATA],
    audience: SheetAudience::Details,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::One(sheet),
};

/// Draws the sheet.
fn sheet(context: &SheetContext) -> Result<Sheet, ConsolidateError> {
    let t = context.plan.language;
    let mut sheet = Sheet::new(sheet::DATA.in_lang(t));
    let data = &context.layout.data;
    let last = data.keys().len() as u32 - 1;
    sheet.text(0, 0, t.pick("SỐ LIỆU CỦA CÁC BÁO CÁO", "FIGURES OF THE RETURNS"), &Style::title());
    sheet.heights.insert(0, 28.0);
    let notes = [
        t.pick(
            "Mỗi dòng là một đơn vị trong một kỳ. Ô trống là không có số liệu.",
            "One row for each unit and period. A blank cell has no figure.",
        ),
        t.pick(
            "Chỉ dòng “Đã tổng hợp” được cộng; “Còn lỗi”: chưa cộng. Chữ nhỏ phía trên: tên trong công thức.",
            "Only rows that are “Counted” are added up; “On hold”: not added. Small print above: names in formulas.",
        ),
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
    sheet.text(
        end,
        1,
        t.pick("(dòng trống: không có báo cáo kỳ trước)", "(blank row: no return of the previous period)"),
        &empty,
    );
    let state = data.column(&DataColumnKey::State).unwrap_or(0);
    common_style::states(&mut sheet, context.plan.language, CellRange::new(DataLayout::TOP, state, end - 1, state));
    for key in [DataColumnKey::Before, DataColumnKey::YearBefore] {
        let Some(before) = data.column(&key) else { continue };
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

fn headings(sheet: &mut Sheet, context: &SheetContext) {
    let name_look = Style { color: style::GREY, italic: true, ..Style::default().size(10).align(Align::Center) };
    for (column, key) in (0..).zip(context.layout.data.keys()) {
        let ColumnHead { name, heading, width } = data_headings::of_column(context.plan, key);
        if !name.is_empty() {
            sheet.text(DataLayout::HEAD - 1, column, name, &name_look);
        }
        sheet.text(DataLayout::HEAD, column, heading, &Style::list_head().size(9));
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
    let t = context.plan.language;
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
    let counted = ReturnStatus::Counted.word(context.plan.language);
    let of = plan.units.get(unit);
    let gap = |wanted: ReturnStatus| {
        // The note at the end of a row has little room.
        gaps(&own(&DataColumnKey::State, 0), wanted.word(t), &own(key, 1), &when.short(t), &plain)
    };
    Ok(match key {
        DataColumnKey::Code => SheetCell::text(of.map_or("", |u| u.code.as_str()), &plain),
        DataColumnKey::Unit => SheetCell::text(of.map_or("", |u| u.name_in(when)), &plain),
        DataColumnKey::Period => SheetCell::text(when.text_in(t), &centre),
        DataColumnKey::Heading => SheetCell::text(
            text_in!(
                t,
                "{} (từ {} đến {})",
                "{} (from {} to {})",
                when.heading_in(t),
                when.first_day(),
                when.last_day()
            ),
            &plain,
        ),
        DataColumnKey::Ordinal => SheetCell::number(f64::from(period + 1), &centre),
        DataColumnKey::FirstDay => day(when.first_day()),
        DataColumnKey::LastDay => day(when.last_day()),
        DataColumnKey::CutOff => day(dates.cut_off),
        DataColumnKey::Deadline => day(dates.deadline),
        DataColumnKey::State if !reported && slot.state == ReturnStatus::Missing => {
            SheetCell::text(NOT_YET.in_lang(t), &centre)
        }
        DataColumnKey::State => SheetCell::text(slot.state.word(context.plan.language), &centre),
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
        DataColumnKey::Missing if reported => gap(ReturnStatus::Missing),
        DataColumnKey::Held if reported => gap(ReturnStatus::Held),
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
    if let Some((row, joined)) = period.checked_sub(1).and_then(|before| data.joined_before(unit, period, before)) {
        return SheetCell::formula(heirs::before(context, number(row), joined, empty), centre);
    }
    if period == 0 || plan.is_split_in(unit, plan.first.plus(period as i32)) {
        return SheetCell::number(f64::from(empty), centre);
    }
    let (row, counted) = (number(data.row(unit, period - 1)), ReturnStatus::Counted.word(context.plan.language));
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

/// Returns the cell with the number of the unit that a row belongs to.
fn owner_cell(context: &SheetContext, unit: usize, centre: &Style) -> SheetCell {
    match heirs::owner(context, unit) {
        Some(formula) => SheetCell::formula(formula, centre),
        None => SheetCell::number((unit + 1) as f64, centre),
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
        DataColumnKey::YearBefore => earlier_cells::year_before(context, unit, period, &centre),
        DataColumnKey::ToDate(name) => earlier_cells::to_date(context, unit, period, name),
        DataColumnKey::Owner => owner_cell(context, unit, &centre),
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
            Some(format!(
                "SUMPRODUCT(({severities}={})*({reasons}=\"\"))",
                literal(&severity(Severity::Error, context.plan.language))
            ))
        }
    }
}

/// Formula of the list of periods with a state up to this one: the list of the row before, plus this period.
fn gaps(state: &str, wanted: &str, before: &str, period: &str, style: &Style) -> SheetCell {
    let (wanted, period) = (literal(wanted), literal(period));
    let formula = if before.is_empty() {
        format!("IF({state}={wanted},{period},\"\")")
    } else {
        format!("IF({state}={wanted},IF({before}=\"\",\"\",{before}&\", \")&{period},{before})")
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
