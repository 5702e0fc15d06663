//! Parts of a printed table above and below the figures: letterhead, title, notes and signature as in Decree
//! 30/2020/NĐ-CP.

use super::super::board::{NUMBER_ROW, right_half};
use super::super::common_style;
use super::super::context::SheetContext;
use super::super::layout::{BoardLayout, DataColumnKey};
use crate::formula::literal::literal;
use crate::plan::ColumnSheet;
use crate::workbook::letterhead::{self, Letterhead};
use crate::workbook::style::Align;
use crate::workbook::{CellRange, Sheet, SheetCell, Style, measure, style};

/// Writes everything above the headings: eight rows on the sheet that is signed, three on others.
pub fn top(sheet: &mut Sheet, context: &SheetContext, spec: &ColumnSheet, last: u32) {
    let info = &context.plan.info;
    let since = format!(", lũy kế từ {}", context.plan.first.first_day());
    if !spec.signed {
        common_style::title(sheet, &spec.title, common_style::since(context, &since, &second()), last);
        sheet.heights.insert(2, 6.0);
        return;
    }
    let centre = letterhead::line();
    let strong = centre.bold();
    let middle = last / 2;
    let (left, right) = (middle.saturating_sub(2).max(1), right_half(last));
    let issuer = |i: usize| info.issuer.get(i).map_or("", String::as_str);
    Letterhead {
        issuer: [issuer(0), issuer(1)],
        underline: true,
        row: 0,
        left: (0, left),
        right: (right, last),
        heights: [19.0, 19.0],
    }
    .draw(sheet);
    sheet.merge(CellRange::new(NUMBER_ROW, 0, NUMBER_ROW, left), number_line(context, &centre));
    let italic = Style { italic: true, ..centre.clone() };
    sheet.merge(CellRange::new(NUMBER_ROW, right, NUMBER_ROW, last), date_line(context, &italic));
    sheet.heights.insert(2, 22.0);
    sheet.heights.insert(3, 8.0);
    let title = Style { size: 16, align: Align::Center, ..Style::title() };
    sheet.merge(CellRange::new(4, 0, 4, last), SheetCell::text(&spec.title, &Style { color: style::INK, ..title }));
    sheet.merge(
        CellRange::new(5, 0, 5, last),
        common_style::since(context, &since, &Style { color: style::ACCENT, ..strong.size(13) }),
    );
    sheet.merge(CellRange::new(6, 0, 6, last), SheetCell::text(format!("({})", info.basis()), &italic));
    for (row, height) in [(4, 26.0), (5, 20.0), (6, 19.0), (7, 8.0)] {
        sheet.heights.insert(row, height);
    }
}

fn second() -> Style {
    Style { color: style::ACCENT, ..Style::default().bold() }
}

/// Number of the report: as recorded for the chosen period, or room for it.
fn number_line(context: &SheetContext, style: &Style) -> SheetCell {
    let plan = context.plan;
    let blank = format!("Số:          {}", plan.info.report_suffix());
    if plan.documents.is_empty() {
        return SheetCell::text(blank, style);
    }
    SheetCell::formula(BoardLayout::number(plan, &context.layout.report(), &literal(&blank)), style)
}

/// Formula of "Lai Châu, ngày …… tháng 01 năm 2022": the month of the deadline. The day is written by hand unless a date is
/// recorded for the chosen period.
fn date_line(context: &SheetContext, style: &Style) -> SheetCell {
    let place = &context.plan.info.place;
    match context.layout.now(0, &DataColumnKey::Deadline) {
        Some(deadline) => {
            let start = literal(&format!("{place}, ngày …… tháng "));
            let formula =
                format!("{start}&IF(MONTH({deadline})<3,\"0\",\"\")&MONTH({deadline})&\" năm \"&YEAR({deadline})");
            let formula = BoardLayout::date_line(context.plan, &context.layout.report(), &formula);
            SheetCell::formula(formula, style)
        }
        None => SheetCell::text(format!("{place}, ngày …… tháng …… năm ……"), style),
    }
}

/// Writes the notes, and on the signed sheet recipients and signature. Returns the last row.
pub fn bottom(sheet: &mut Sheet, context: &SheetContext, spec: &ColumnSheet, from: u32, last: u32) -> u32 {
    let width = (0..=last).filter_map(|c| sheet.widths.get(&c)).fold(0.0, |all, width| all + width);
    let mut row = from;
    for note in &spec.notes {
        sheet.merge(CellRange::new(row, 0, row, last), SheetCell::text(note, &Style { wrap: true, ..Style::note() }));
        sheet.heights.insert(row, measure::height(measure::lines(note, width, 10), 10, 16.0));
        row += 1;
    }
    if !spec.signed {
        return row.saturating_sub(1);
    }
    let info = &context.plan.info;
    sheet.heights.insert(row, 10.0);
    let start = row + 1;
    let (left, right) = ((last / 2).max(1), last / 2 + 2);
    let plain = Style::default();
    let heading = Style { italic: true, ..Style::default().bold().size(12) };
    sheet.merge(CellRange::new(start, 0, start, left), SheetCell::text("Nơi nhận:", &heading));
    for (line, who) in (start + 1..).zip(&info.recipients) {
        sheet.merge(CellRange::new(line, 0, line, left), SheetCell::text(format!("- {who}"), &plain));
    }
    let signer = Style::default().bold().size(13).align(Align::Center);
    for (line, words) in (start..).zip(&info.signer) {
        sheet.merge(CellRange::new(line, right, line, last), SheetCell::text(words, &signer));
    }
    // Four rows stay empty for the signature.
    let name = start + info.signer.len() as u32 + 4;
    if !info.signed_by.is_empty() {
        sheet.merge(CellRange::new(name, right, name, last), SheetCell::text(&info.signed_by, &signer));
    }
    name.max(start + info.recipients.len() as u32)
}
