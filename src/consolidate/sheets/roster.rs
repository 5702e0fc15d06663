//! "DS_1" …: all rows of a roster from counted returns and returns on hold, with unit, period, file and row of origin;
//! beside them the plan's rules for roster rows, live.

use super::super::common_style;
use super::super::layout::{DataColumnKey, FollowUpLayout, RosterLayout};
use super::super::ledger_from_workbook::UNIT_CODE;
use super::super::resolver::RuleResolver;
use super::super::return_link;
use super::super::{ConsolidateError, SheetContext};
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::follow_up;
use super::list_sheet::{ListSheet, linked};
use crate::formula::UnknownName;
use crate::model::amount::Amount;
use crate::model::submission::RosterRow;
use crate::model::text::{Lang, text_in};
use crate::model::visible;
use crate::plan::{self, Roster, RosterKind, Rule};
use crate::workbook::style::NumberFormat;
use crate::workbook::{CellRange, DifferentialFormat, Sheet, SheetCell, Style, address, measure, style};
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

/// The part of a narrow column that lines of whole words fill.
const WHOLE_WORDS: f64 = 0.85;
/// Widths of unit, period and status.
const LEAD: [f64; 3] = [19.0, 10.0, 11.0];

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
    let last = place.code() - 1;
    let widths = column_widths(spec);
    let follow_ups = FollowUpLayout::of_roster(context.plan, index, place);
    let mut list = headings(context, spec, place, (&widths, follow_ups.len()));
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
            let own = (top + i, source.row, roster_rows.place(i as usize).0);
            origin(&mut list.sheet, context, place, (unit, period), own);
            for (follow_up, column) in &follow_ups {
                if let Some(order) = follow_up::order_of_row(context, spec, follow_up, (unit, period, top + i)) {
                    list.sheet.formula(top + i, *column, order, &common_style::centre());
                }
            }
            cells(&mut list.sheet, spec, &widths, top + i, source);
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
    // The verdicts are on the sheet of the checks, and the origins are for the screen.
    list.print_up_to(place.verdict(0) - 1);
    // The name of a case is in the first column of most rosters.
    list.repeat_columns(RosterLayout::FIRST + 1);
    Ok(list.finish(&common_style::footer(context)))
}

/// Writes the cells of a row as the unit has filled them in.
fn cells(sheet: &mut Sheet, spec: &plan::Roster, widths: &[f64], at: u32, source: &RosterRow) {
    let mut texts = Vec::new();
    for ((column, width), (amount, spec)) in
        (RosterLayout::FIRST..).zip(widths).zip(source.cells.iter().zip(&spec.columns))
    {
        sheet.set(at, column, SheetCell::amount(amount, &roster_style(spec.kind, amount)));
        if let Amount::Text(text) | Amount::Unreadable { raw: text, .. } = amount {
            texts.push((text.as_str(), *width * WHOLE_WORDS));
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

fn headings(
    context: &SheetContext,
    spec: &plan::Roster,
    place: &RosterLayout,
    (widths, follow_ups): (&[f64], usize),
) -> ListSheet {
    let t = context.plan.language;
    let mut headings: Vec<(String, f64)> = [
        (t.pick("Đơn vị", "Unit"), LEAD[0]),
        (t.pick("Kỳ", "Period"), LEAD[1]),
        (t.pick("Trạng thái", "Status"), LEAD[2]),
    ]
    .map(|(h, w)| (h.to_string(), w))
    .to_vec();
    headings.extend(spec.columns.iter().zip(widths).map(|(column, width)| (column.heading.clone(), *width)));
    for line in &place.rules {
        let code = line.rules(context.plan).first().map_or("", |r| r.code.as_str());
        headings.push((text_in!(t, "Quy tắc {code}", "Rule {code}"), 9.0));
    }
    let origin = [(UNIT_CODE.in_lang(t), 12.0), (t.pick("Tệp", "File"), 32.0), (t.pick("Dòng", "Row"), 8.0)];
    headings.extend(origin.map(|(heading, width)| (heading.to_string(), width)));
    headings.extend((0..follow_ups).map(|_| (t.pick("Để xếp thứ tự", "Order of cases").to_string(), 16.0)));
    let columns: Vec<(&str, f64)> = headings.iter().map(|(heading, width)| (heading.as_str(), *width)).collect();
    let title = format!("{}. {}", spec.code, spec.title);
    let mut list = ListSheet::of_columns(&spec.code, &title, &note(spec, t), &columns);
    for (column, spec) in (RosterLayout::FIRST..).zip(&spec.columns) {
        let note = text_in!(t, "Tên trong công thức: {}", "Name in formulas: {}", spec.name);
        list.sheet.cells.change((RosterLayout::HEAD, column), |cell| cell.set_note(note));
    }
    list
}

/// Returns the widths of a roster's columns: the columns of texts share what the others leave of a landscape page.
fn column_widths(spec: &plan::Roster) -> Vec<f64> {
    let fixed = |kind: RosterKind| match kind {
        RosterKind::Text => None,
        RosterKind::Number => Some(8.0),
        RosterKind::Date => Some(10.5),
        RosterKind::Choice => Some(10.0),
    };
    let own: Vec<Option<f64>> = spec.columns.iter().map(|column| fixed(column.kind)).collect();
    measure::shared_widths(&LEAD, &own, (12.0, 30.0))
}

/// Writes the unit and period of a roster row, its status, and the file and row that it comes from.
fn origin(
    sheet: &mut Sheet,
    context: &SheetContext,
    place: &RosterLayout,
    (unit, period): (usize, u32),
    (at, row, roster_sheet): (u32, u32, &str),
) {
    let data = &context.layout.data;
    let look = common_style::cell();
    let Some(of) = context.plan.units.get(unit) else { return };
    sheet.text(at, RosterLayout::UNIT, &of.name, &look);
    sheet.text(
        at,
        RosterLayout::PERIOD,
        context.plan.first.plus(period as i32).text_in(context.plan.language),
        &common_style::centre(),
    );
    if let Some(state) = data.cell(unit, period, &DataColumnKey::State) {
        sheet.formula(at, RosterLayout::STATE, state, &common_style::centre());
    }
    sheet.text(at, place.code(), &of.code, &look);
    if let Some(submission) = context.ledger.selected(unit, period as usize) {
        let cell = format!("$A${row}");
        let name = visible::line(submission.file.rsplit('/').next().unwrap_or_default());
        let link = return_link::to_cell(&submission.file, Some(roster_sheet), Some(&cell));
        linked(sheet, at, place.file(), name.as_ref(), link, &look);
    }
    sheet.number(at, place.source_row(), f64::from(row), &common_style::centre());
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
