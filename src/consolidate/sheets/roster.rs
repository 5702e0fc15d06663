//! "DS_1" …: all rows of a roster from counted returns and returns on hold, with unit, period, file and row of origin;
//! beside them the plan's rules for roster rows, live.

use super::super::common_style;
use super::super::layout::{DataColumnKey, RosterLayout};
use super::super::resolver::RuleResolver;
use super::super::{ConsolidateError, SheetContext};
use crate::formula::UnknownName;
use crate::model::amount::Amount;
use crate::model::visible;
use crate::plan::{self, RosterKind, Rule};
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{CellRange, DifferentialFormat, Sheet, SheetCell, Style, address, style};
use std::mem;
use std::sync::PoisonError;

/// Builds the sheet of a roster.
pub fn sheet(context: &SheetContext, index: usize) -> Result<Sheet, ConsolidateError> {
    let (Some(spec), Some(place)) = (context.plan.rosters.get(index), context.layout.rosters.get(index)) else {
        return Ok(Sheet::new(String::new()));
    };
    let mut sheet = Sheet::new(&spec.code);
    let last = RosterLayout::FIRST + spec.columns.len() as u32 + place.rules.len() as u32 - 1;
    let mut note =
        "Mọi dòng của các báo cáo được tính và bị giữ lại; cột quy tắc là công thức của kế hoạch (FALSE là không đạt)."
            .to_string();
    if spec.personal {
        note = format!("Có thông tin cá nhân: không chuyển ra ngoài cơ quan. {note}");
    }
    let title = format!("{}. {}", spec.code, spec.title);
    sheet.text(0, 0, title, &Style::title());
    sheet.heights.insert(0, 28.0);
    sheet.set(1, 0, common_style::note(note));
    headings(&mut sheet, context, spec, place);
    let mut rows = 0;
    let mut given =
        context.given.get(index).map(|rows| mem::take(&mut *rows.lock().unwrap_or_else(PoisonError::into_inner)));
    for ((unit, period), (top, count)) in place.blocks() {
        let Some(standing) = context.ledger.standing_index(unit, period as usize) else { continue };
        let Some(list) = context.ledger.submissions.get(standing).and_then(|s| s.rosters.get(index)) else { continue };
        let own = given.as_mut().and_then(|given| given.get_mut(standing)).map(mem::take);
        let list_rows = own.as_ref().unwrap_or(&list.rows);
        for i in 0..count {
            let Some(source) = list_rows.get(i as usize) else { continue };
            origin(&mut sheet, context, unit, period, top + i, source.row, &list.sheet);
            let mut texts = Vec::new();
            for (column, (amount, spec)) in (RosterLayout::FIRST..).zip(source.cells.iter().zip(&spec.columns)) {
                sheet.set(top + i, column, SheetCell::amount(amount, &roster_style(spec.kind, amount)));
                if let Amount::Text(text) | Amount::Unreadable { raw: text, .. } = amount {
                    texts.push((text.as_str(), width(spec.kind)));
                }
            }
            common_style::fit(&mut sheet, top + i, 10, &texts, 17.0);
            let at = RuleResolver {
                plan: context.plan,
                layout: &context.layout,
                unit,
                period: Some(period),
                row: Some((index, top + i)),
            };
            for (k, line) in place.rules.iter().enumerate() {
                let verdict = verdict(line.rules(context.plan), &at)?;
                sheet.formula(top + i, place.verdict(k), verdict, &common_style::centre());
            }
            rows += 1;
        }
    }
    if rows == 0 {
        sheet.merge(
            CellRange::new(RosterLayout::HEAD + 1, 0, RosterLayout::HEAD + 1, RosterLayout::UNIT),
            SheetCell::text("Chưa có dòng nào.", &Style::note()),
        );
    } else if !place.rules.is_empty() {
        let area = CellRange::new(RosterLayout::HEAD + 1, place.verdict(0), RosterLayout::HEAD + rows, last);
        let first = address::cell(area.top, area.left);
        let red = DifferentialFormat { color: Some(style::RED), fill: Some(style::RED_TINT), bold: true };
        common_style::when(&mut sheet, area, format!("{first}=FALSE"), red);
    }
    common_style::list(&common_style::footer(context), &mut sheet, RosterLayout::HEAD, last + 1, rows);
    Ok(sheet)
}

/// Returns the verdict of the rules of a line for one row. Several rules on one line give TRUE or FALSE, never a text.
fn verdict(rules: &[Rule], at: &RuleResolver) -> Result<String, UnknownName> {
    let checks = rules.iter().map(|rule| rule.check.write(at)).collect::<Result<Vec<_>, _>>()?;
    Ok(match checks.as_slice() {
        [one] => one.clone(),
        all => format!("AND({})", all.join(",")),
    })
}

fn headings(sheet: &mut Sheet, context: &SheetContext, spec: &plan::Roster, place: &RosterLayout) {
    let mut headings: Vec<(String, f64)> =
        [("Mã đơn vị", 12.0), ("Đơn vị", 24.0), ("Kỳ", 9.0), ("Trạng thái", 10.0), ("Tệp", 32.0), ("Dòng", 6.0)]
            .map(|(h, w)| (h.to_string(), w))
            .to_vec();
    for column in &spec.columns {
        headings.push((column.heading.clone(), width(column.kind)));
    }
    for line in &place.rules {
        let code = line.rules(context.plan).first().map_or("", |r| r.code.as_str());
        headings.push((format!("Quy tắc {code}"), 9.0));
    }
    let (texts, widths): (Vec<&str>, Vec<f64>) = headings.iter().map(|(h, w)| (h.as_str(), *w)).unzip();
    common_style::list_head(sheet, RosterLayout::HEAD, &texts, &widths);
    for (column, spec) in (RosterLayout::FIRST..).zip(&spec.columns) {
        let name = Style { color: style::GREY, italic: true, ..Style::default().size(8).align(Align::Center) };
        sheet.text(RosterLayout::HEAD - 1, column, &spec.name, &name);
    }
    sheet.heights.insert(RosterLayout::HEAD, 34.0);
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
    sheet.text(at, RosterLayout::PERIOD, context.plan.first.plus(period as i32).to_string(), &common_style::centre());
    if let Some(state) = data.cell(unit, period, &DataColumnKey::State) {
        sheet.formula(at, 3, state, &common_style::centre());
    }
    if let Some(submission) = context.ledger.selected(unit, period as usize) {
        let cell = format!("$A${row}");
        let name = visible::line(submission.file.rsplit('/').next().unwrap_or_default());
        let link = common_style::link_to(&submission.file, Some(roster_sheet), Some(&cell));
        sheet.set(at, 4, SheetCell::text(name.as_ref(), &common_style::linked(&look)).with_link(link));
    }
    sheet.number(at, 5, f64::from(row), &common_style::centre());
}

fn roster_style(kind: RosterKind, amount: &Amount) -> Style {
    match (kind, amount) {
        (_, Amount::Unreadable { .. }) => common_style::cell().color(style::RED),
        (RosterKind::Number, _) => common_style::figure().number(NumberFormat::General),
        (RosterKind::Date, _) => common_style::date(),
        (RosterKind::Text, _) => common_style::cell().number(NumberFormat::Text),
        (RosterKind::Choice, _) => common_style::cell(),
    }
}
