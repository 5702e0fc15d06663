//! Blocks below the files on "Nguồn": figures that a later submission changed, and published figures that the returns
//! of today change.

use super::super::super::common_style;
use super::super::super::context::SheetContext;
use super::super::list_sheet::linked;
use crate::model::amount::Value;
use crate::model::changes::Changes;
use crate::model::ledger::{MissingFile, PublishedChange, SubmissionStatus};
use crate::model::submission::Submission;
use crate::plan::{binding, header, labels};
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{CellRange, Sheet, SheetCell, Style, address, style};

/// Title of the block of published changes. An audit finds the block by this title.
pub const REPUBLISHED: &str = "SỐ ĐÃ LẬP Ở TỆP TỔNG HỢP KỲ TRƯỚC, NAY ĐỔI";
/// Title of the block of missing returns.
pub const GONE: &str = "PHIẾU ĐÃ DÙNG Ở TỆP TỔNG HỢP KỲ TRƯỚC, NAY KHÔNG CÒN";
/// Start of the file name of a consolidated workbook, before the period.
pub const WORKBOOK: &str = "Tong-hop-";
/// Columns of a block: unit, what changed, file, cell, old, new, difference, period.
pub const UNIT: u32 = 1;
/// Name of the indicator or column that changed.
pub const WHAT: u32 = 2;
/// File name of the return or workbook.
pub const FILE: u32 = 3;
/// Cell address.
pub const CELL: u32 = 4;
/// Old figure.
pub const OLD: u32 = 5;
/// New figure.
pub const NEW: u32 = 6;
const DIFFERENCE: u32 = 7;
/// Period.
pub const PERIOD: u32 = 8;
/// Submission number.
pub const NUMBER: u32 = 9;

/// One row of a block.
struct ChangeLine<'a> {
    unit: &'a str,
    what: String,
    file: String,
    link: String,
    cell: String,
    values: (Value, Value),
    period: String,
    numbers: String,
    date: bool,
}

/// Writes the blocks from a row on. Returns the first row below them.
pub(super) fn draw(sheet: &mut Sheet, context: &SheetContext, row: u32) -> u32 {
    let lines: Vec<ChangeLine> = superseded(context).collect();
    let title = "SỐ LIỆU ĐÃ ĐỔI GIỮA CÁC LẦN NỘP";
    let row = block(sheet, row, title, ["Đơn vị", "Chỉ tiêu", "Tệp thay", "Ô", "Số cũ", "Số mới"], &lines);
    let lines: Vec<ChangeLine> = context.ledger.republished.iter().map(republished).collect();
    let row = block(sheet, row, REPUBLISHED, ["Đơn vị", "Cột", "Tệp đã lập", "Ô", "Số đã lập", "Số nay"], &lines);
    let lines: Vec<ChangeLine> = context.ledger.gone.iter().map(gone).collect();
    block(sheet, row, GONE, ["Đơn vị", "Phiếu", "Tệp đã lập", "Ô", "Khi lập", "Nay"], &lines)
}

fn block(sheet: &mut Sheet, row: u32, title: &str, headings: [&str; 6], lines: &[ChangeLine]) -> u32 {
    if lines.is_empty() {
        return row;
    }
    let top = row + 1;
    let over = Style::default().size(12).bold().color(style::ACCENT);
    sheet.merge(CellRange::new(top, 0, top, NUMBER), SheetCell::text(title, &over));
    sheet.heights.insert(top, 24.0);
    let words = std::iter::once("TT").chain(headings).chain(["Chênh lệch", "Kỳ", "Lần"]);
    for (column, heading) in (0..).zip(words) {
        sheet.text(top + 1, column, heading, &Style::list_head());
    }
    let (text, centre) = (common_style::cell(), common_style::centre());
    for (at, line) in (top + 2..).zip(lines) {
        sheet.number(at, 0, f64::from(at - top - 1), &centre);
        sheet.text(at, UNIT, line.unit, &text);
        sheet.text(at, WHAT, &line.what, &text);
        linked(sheet, at, FILE, &line.file, Some(line.link.clone()), &text);
        sheet.text(at, CELL, &line.cell, &centre.size(8));
        let figure = common_style::figure().number(if line.date { NumberFormat::Date } else { NumberFormat::General });
        for (column, value) in [(OLD, &line.values.0), (NEW, &line.values.1)] {
            let look = if matches!(value, Value::Text(_)) { text.clone() } else { figure.clone() };
            sheet.set(at, column, SheetCell::value(value, &look));
        }
        let (old, new) = (address::cell(at, OLD), address::cell(at, NEW));
        let formula = format!("IF(AND(ISNUMBER({old}),ISNUMBER({new})),{new}-{old},\"\")");
        sheet.formula(
            at,
            DIFFERENCE,
            formula,
            &common_style::figure().number(NumberFormat::General).align(Align::Right),
        );
        sheet.text(at, PERIOD, &line.period, &centre);
        sheet.text(at, NUMBER, &line.numbers, &centre);
        common_style::fit(sheet, at, 10, &[(&line.what, 38.0), (&line.file, 36.0)], 20.0);
    }
    top + 2 + lines.len() as u32
}

/// Lists the figures that differ between a submission and the one that replaced it.
fn superseded<'a>(context: &'a SheetContext<'a>) -> impl Iterator<Item = ChangeLine<'a>> {
    let ledger = context.ledger;
    let pairs = ledger.fates.iter().zip(&ledger.submissions).filter_map(|(fate, old)| match fate {
        SubmissionStatus::Superseded(by) => Some((old, ledger.submissions.get(*by)?)),
        _ => None,
    });
    pairs.flat_map(move |(old, new)| differing_lines(context, old, new))
}

fn differing_lines<'a>(context: &'a SheetContext<'a>, old: &'a Submission, new: &'a Submission) -> Vec<ChangeLine<'a>> {
    let plan = context.plan;
    let line = |what: String, cell: String, values: (Value, Value), date: bool| ChangeLine {
        unit: plan.unit_name(&new.unit),
        what,
        file: new.file.clone(),
        link: common_style::path_of(&new.file),
        cell,
        values,
        period: new.period.to_string(),
        numbers: format!("{} → {}", old.number, new.number),
        date,
    };
    let mut out = Vec::new();
    let changes = Changes::new(old, new);
    let header = plan.header().iter().map(|f| f.name);
    let indicators = plan.indicators.iter().map(|i| i.name.as_str());
    let narratives = plan.narratives.iter().map(|n| n.name.as_str());
    // The submission number always differs, so it is not a change.
    for name in header.chain(indicators).chain(narratives).filter(|name| *name != header::NUMBER) {
        let Some(change) = changes.figure(name) else { continue };
        let cell = new.figures.get(name).map_or_else(String::new, |f| format!("{}!{}", f.sheet, f.cell));
        let date = binding::is_date_name(plan, name);
        out.push(line(labels::title(plan, name), cell, (change.old, change.new), date));
    }
    for (index, roster) in plan.rosters.iter().enumerate() {
        let (Some((old, new)), Some(rows)) = (changes.row_count(index), changes.roster(index)) else { continue };
        let values = (Value::from(old as f64), Value::from(new as f64));
        out.push(line(format!("{}: số dòng", roster.code), rows.sheet.clone(), values, false));
    }
    out
}

fn republished(change: &PublishedChange) -> ChangeLine<'_> {
    let file = format!("{WORKBOOK}{}.xlsx", change.period);
    ChangeLine {
        unit: change.unit.as_deref().unwrap_or("Tổng cộng"),
        what: change.heading.clone(),
        link: format!("{file}#{}", change.cell),
        file,
        cell: change.cell.clone(),
        values: (change.old.clone(), change.new.clone()),
        period: change.period.to_string(),
        numbers: String::new(),
        date: false,
    }
}

fn gone(lost: &MissingFile) -> ChangeLine<'_> {
    let file = format!("{WORKBOOK}{}.xlsx", lost.workbook);
    ChangeLine {
        unit: &lost.unit,
        what: lost.file.clone(),
        link: format!("{file}#{}", lost.cell),
        file,
        cell: lost.cell.clone(),
        values: (Value::Text(lost.state.clone()), Value::Text("không còn tệp".to_string())),
        period: lost.period.to_string(),
        numbers: lost.number.to_string(),
        date: false,
    }
}
