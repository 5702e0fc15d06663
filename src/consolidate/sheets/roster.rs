//! "DS_1" …: all rows of a roster from counted returns and returns on hold, with unit, period, file and row of origin;
//! beside them the plan's rules for roster rows, live.

use super::super::common_style;
use super::super::layout::{DataColumnKey, RosterLayout};
use super::super::resolver::RuleResolver;
use super::super::return_link;
use super::super::{ConsolidateError, SheetContext};
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::list_sheet::{ListSheet, linked};
use crate::formula::UnknownName;
use crate::model::amount::Amount;
use crate::model::submission::RosterRow;
use crate::model::text::{Lang, text_in};
use crate::model::visible;
use crate::plan::{self, Roster, RosterKind, Rule};
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{CellRange, DifferentialFormat, Sheet, SheetCell, Style, address, style};
use std::mem;
use std::sync::PoisonError;

/// The sheets, one for each of the plan.
pub(super) const SHEETS: SheetEntry = SheetEntry {
    names: &[],
    audience: SheetAudience::Details,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::Each {
        rows: |context| context.layout.rosters.iter().map(RosterLayout::empty_row).collect(),
        draw: sheet,
    },
};

/// Returns the line below the title.
fn note(spec: &Roster, t: Lang) -> String {
    let note = t.pick(
        "Gồm cả báo cáo còn lỗi. Cột kiểm tra: ✓ đạt, ✗ không đạt.",
        "Returns on hold included. Check columns: ✓ passed, ✗ failed.",
    );
    match spec.has_personal_data() {
        true => text_in!(
            t,
            "Có thông tin cá nhân: không chuyển ra ngoài cơ quan. {note}",
            "Personal data: not to leave the office. {note}"
        ),
        false => note.to_string(),
    }
}

/// Builds the sheet of a roster.
fn sheet(context: &SheetContext, index: usize) -> Result<Sheet, ConsolidateError> {
    let t = context.plan.language;
    let (Some(spec), Some(place)) = (context.plan.rosters.get(index), context.layout.rosters.get(index)) else {
        return Ok(Sheet::new(String::new()));
    };
    let mut sheet = Sheet::new(&spec.code);
    let last = RosterLayout::FIRST + spec.columns.len() as u32 + place.rules.len() as u32 - 1;
    let title = format!("{}. {}", spec.code, spec.title);
    sheet.text(0, 0, title, &Style::title());
    sheet.heights.insert(0, 28.0);
    sheet.set(1, 0, common_style::note(note(spec, t)));
    let mut list = headings(sheet, context, spec, place);
    let mut given =
        context.given.get(index).map(|rows| mem::take(&mut *rows.lock().unwrap_or_else(PoisonError::into_inner)));
    for ((unit, period), (top, count)) in place.blocks() {
        let Some(standing) = context.ledger.standing_index(unit, period as usize) else { continue };
        let roster_rows = context.ledger.submissions.get(standing).and_then(|s| s.rosters.get(index));
        let Some(roster_rows) = roster_rows else { continue };
        let own = given.as_mut().and_then(|given| given.get_mut(standing)).map(mem::take);
        let list_rows = own.as_ref().unwrap_or(&roster_rows.rows);
        let at = RuleResolver {
            plan: context.plan,
            layout: &context.layout,
            unit,
            period: Some(period),
            roster: Some(index),
        };
        let verdicts = place.rules.iter().map(|line| verdict(line.rules(context.plan), &at));
        let verdicts = verdicts.collect::<Result<Vec<String>, _>>()?;
        for i in 0..count {
            let Some(source) = list_rows.get(i as usize) else { continue };
            origin(&mut list.sheet, context, unit, period, top + i, source.row, roster_rows.place(i as usize).0);
            cells(&mut list.sheet, spec, top + i, source);
            let number = (top + i + 1).to_string();
            for (k, verdict) in verdicts.iter().enumerate() {
                let formula = verdict.replace(RosterLayout::OWN_ROW, &number);
                list.sheet.formula(top + i, place.verdict(k), formula, &common_style::centre());
            }
            list.add_rows(1);
        }
    }
    list.note_if_empty(t.pick("Chưa có dòng nào.", "No rows."), RosterLayout::UNIT);
    if let Some(CellRange { top, bottom, .. }) = list.column(0).filter(|_| !place.rules.is_empty()) {
        let area = CellRange::new(top, place.verdict(0), bottom, last);
        let first = address::cell(area.top, area.left);
        let red = DifferentialFormat { color: Some(style::RED), fill: Some(style::RED_TINT), bold: true };
        common_style::when(&mut list.sheet, area, format!("{first}=FALSE"), red);
    }
    Ok(list.finish(&common_style::footer(context)))
}

/// Writes the cells of a row as the unit has filled them in.
fn cells(sheet: &mut Sheet, spec: &plan::Roster, at: u32, source: &RosterRow) {
    let mut texts = Vec::new();
    for (column, (amount, spec)) in (RosterLayout::FIRST..).zip(source.cells.iter().zip(&spec.columns)) {
        sheet.set(at, column, SheetCell::amount(amount, &roster_style(spec.kind, amount)));
        if let Amount::Text(text) | Amount::Unreadable { raw: text, .. } = amount {
            texts.push((text.as_str(), width(spec.kind)));
        }
    }
    common_style::fit(sheet, at, 10, &texts, 17.0);
}

/// Returns the verdict of the rules of a line for the rows of a return. Several rules on one line give TRUE or FALSE, never a text.
fn verdict(rules: &[Rule], at: &RuleResolver) -> Result<String, UnknownName> {
    let period = at.period.map(|period| at.plan.first.plus(period as i32));
    let in_force = rules.iter().filter(|rule| period.is_none_or(|period| rule.validity.contains(period)));
    let checks = in_force.map(|rule| rule.check.write(at)).collect::<Result<Vec<_>, _>>()?;
    Ok(match checks.as_slice() {
        [] => "\"\"".to_string(),
        [one] => one.clone(),
        all => format!("AND({})", all.join(",")),
    })
}

fn headings(sheet: Sheet, context: &SheetContext, spec: &plan::Roster, place: &RosterLayout) -> ListSheet {
    let t = context.plan.language;
    let mut headings: Vec<(String, f64)> = [
        (t.pick("Mã đơn vị", "Unit code"), 12.0),
        (t.pick("Đơn vị", "Unit"), 24.0),
        (t.pick("Kỳ", "Period"), 9.0),
        (t.pick("Trạng thái", "Status"), 10.0),
        (t.pick("Tệp", "File"), 32.0),
        (t.pick("Dòng", "Row"), 6.0),
    ]
    .map(|(h, w)| (h.to_string(), w))
    .to_vec();
    for column in &spec.columns {
        headings.push((column.heading.clone(), width(column.kind)));
    }
    for line in &place.rules {
        let code = line.rules(context.plan).first().map_or("", |r| r.code.as_str());
        headings.push((text_in!(t, "Quy tắc {code}", "Rule {code}"), 9.0));
    }
    let columns: Vec<(&str, f64)> = headings.iter().map(|(heading, width)| (heading.as_str(), *width)).collect();
    let mut list = ListSheet::below(sheet, RosterLayout::HEAD, &columns);
    for (column, spec) in (RosterLayout::FIRST..).zip(&spec.columns) {
        let name = Style { color: style::GREY, italic: true, ..Style::default().size(10).align(Align::Center) };
        list.sheet.text(RosterLayout::HEAD - 1, column, &spec.name, &name);
    }
    list.sheet.heights.insert(RosterLayout::HEAD, 34.0);
    list
}

/// Returns the width of a roster column by its kind.
fn width(kind: RosterKind) -> f64 {
    match kind {
        RosterKind::Text => 24.0,
        RosterKind::Number | RosterKind::Date | RosterKind::Choice => 12.0,
    }
}

/// Writes the unit, period, file and row that a roster row comes from.
fn origin(sheet: &mut Sheet, context: &SheetContext, unit: usize, period: u32, at: u32, row: u32, roster_sheet: &str) {
    let data = &context.layout.data;
    let look = common_style::cell();
    let Some(of) = context.plan.units.get(unit) else { return };
    sheet.text(at, 0, &of.code, &look);
    sheet.text(at, RosterLayout::UNIT, &of.name, &look);
    sheet.text(
        at,
        RosterLayout::PERIOD,
        context.plan.first.plus(period as i32).text_in(context.plan.language),
        &common_style::centre(),
    );
    if let Some(state) = data.cell(unit, period, &DataColumnKey::State) {
        sheet.formula(at, 3, state, &common_style::centre());
    }
    if let Some(submission) = context.ledger.selected(unit, period as usize) {
        let cell = format!("$A${row}");
        let name = visible::line(submission.file.rsplit('/').next().unwrap_or_default());
        let link = return_link::to_cell(&submission.file, Some(roster_sheet), Some(&cell));
        linked(sheet, at, 4, name.as_ref(), link, &look);
    }
    sheet.number(at, 5, f64::from(row), &common_style::centre());
}

fn roster_style(kind: RosterKind, amount: &Amount) -> Style {
    match (kind, amount) {
        (_, Amount::Unreadable { .. }) => common_style::cell().color(style::RED),
        (RosterKind::Number, _) => Style { indent: 1, ..common_style::figure().number(NumberFormat::General) },
        (RosterKind::Date, _) => common_style::date(),
        (RosterKind::Text, _) => common_style::cell().number(NumberFormat::Text),
        (RosterKind::Choice, _) => common_style::cell(),
    }
}
