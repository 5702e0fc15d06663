//! Parts of a printed table above and below the figures: letterhead, title, notes and signature as in Decree
//! 30/2020/NĐ-CP.

use super::super::board::{NUMBER_ROW, right_half};
use super::super::common_style;
use super::super::context::SheetContext;
use super::super::layout::{BoardLayout, DataColumnKey};
use super::grid_look::GridLook;
use super::sentence;
use crate::formula::literal::literal;
use crate::model::text::text_in;
use crate::plan::ColumnSheet;
use crate::workbook::letterhead;
use crate::workbook::style::Align;
use crate::workbook::{CellRange, Sheet, SheetCell, Style, measure, style};

/// Writes everything above the headings: eight rows on the sheet that is signed, three on others.
pub(super) fn top(sheet: &mut Sheet, context: &SheetContext, spec: &ColumnSheet, last: u32, look: &GridLook) {
    let t = context.plan.language;
    let since = text_in!(t, ", lũy kế từ {}", ", cumulative from {}", context.plan.first.first_day());
    if !spec.signed {
        let second = Style { color: style::ACCENT, ..Style::default().bold() };
        common_style::title(sheet, &spec.title, common_style::since(context, &since, &second), last);
        sheet.heights.insert(2, 6.0);
        return;
    }
    let plain = |points: f64| Style { size: look.on_paper(points), color: style::INK, ..letterhead::line() };
    let issuer = |i: usize| context.plan.info.issuer.get(i).map_or("", String::as_str);
    let (left, right) = (right_half(last).saturating_sub(1), right_half(last));
    let mut line = |row: u32, first: SheetCell, second: SheetCell| {
        sheet.merge(CellRange::new(row, 0, row, left), first);
        sheet.merge(CellRange::new(row, right, row, last), second);
    };
    let strong = plain(12.0).bold();
    let superior = if letterhead::is_one_name(issuer(1)) { strong.clone() } else { plain(12.0) };
    line(0, SheetCell::text(issuer(0), &superior), SheetCell::text(context.plan.words.motto_line(0), &strong));
    line(
        1,
        SheetCell::text(issuer(1), &strong),
        SheetCell::text(context.plan.words.motto_line(1), &plain(13.0).bold()),
    );
    // The line below the body is a third to a half of its name, the line below the motto as long as the motto.
    let thin = plain(4.0).bold();
    let below = SheetCell::text(letterhead::drawn_line(issuer(1), 0.4, strong.size, thin.size), &thin);
    line(
        2,
        below,
        SheetCell::text(letterhead::drawn_line(context.plan.words.motto_line(1), 1.0, strong.size, thin.size), &thin),
    );
    let italic = Style { italic: true, ..plain(13.0) };
    line(NUMBER_ROW, number_line(context, &plain(13.0)), date_line(context, &italic));
    let basis = format!("({})", context.plan.basis());
    let whole = [
        (4, SheetCell::text(&spec.title, &plain(14.0).bold())),
        (5, common_style::since(context, &since, &plain(12.0).bold())),
        (6, SheetCell::text(basis, &Style { italic: true, ..plain(12.0) })),
    ];
    for (row, cell) in whole {
        sheet.merge(CellRange::new(row, 0, row, last), cell);
    }
    let points = [12.0, 13.0, 4.0, 13.0, 15.0, 12.0, 12.0, 3.0];
    sheet.heights.extend((0..).zip(points.map(|points| f64::from(look.on_paper(points)) * 1.15)));
}

/// Number of the report: as recorded for the chosen period, or room for it.
pub(super) fn number_line(context: &SheetContext, style: &Style) -> SheetCell {
    let t = context.plan.language;
    let plan = context.plan;
    let blank = text_in!(t, "Số:          {}", "No.:          {}", plan.info.report_suffix());
    if plan.documents.is_empty() {
        return SheetCell::text(blank, style);
    }
    SheetCell::formula(BoardLayout::number(plan, &context.layout.chosen_label(), &literal(&blank)), style)
}

/// Formula of "Lai Châu, ngày …… tháng 01 năm 2022": the month of the deadline. The day is written by hand unless a date is
/// recorded for the chosen period.
pub(super) fn date_line(context: &SheetContext, style: &Style) -> SheetCell {
    let t = context.plan.language;
    let place = &context.plan.info.place;
    match context.layout.now(0, &DataColumnKey::Deadline) {
        Some(deadline) => {
            let start = literal(&text_in!(t, "{place}, ngày …… tháng ", "{place}, …… / "));
            let formula = text_in!(
                t,
                "{start}&IF(MONTH({deadline})<3,\"0\",\"\")&MONTH({deadline})&\" năm \"&YEAR({deadline})",
                "{start}&IF(MONTH({deadline})<10,\"0\",\"\")&MONTH({deadline})&\" / \"&YEAR({deadline})"
            );
            let formula = BoardLayout::date_line(context.plan, &context.layout.chosen_label(), &formula);
            SheetCell::formula(formula, style)
        }
        None => SheetCell::text(text_in!(t, "{place}, ngày …… tháng …… năm ……", "{place}, …… / …… / ……"), style),
    }
}

/// Writes the notes, and on the signed sheet recipients and signatures. Returns the last row.
pub(super) fn bottom(
    sheet: &mut Sheet,
    context: &SheetContext,
    spec: &ColumnSheet,
    from: u32,
    last: u32,
    look: &GridLook,
) -> u32 {
    let width = (0..=last).filter_map(|c| sheet.widths.get(&c)).fold(0.0, |all, width| all + width);
    let mut row = from;
    for note in &spec.notes {
        sheet.merge(CellRange::new(row, 0, row, last), sentence::cell(context, note, &look.remark()));
        let lines = measure::lines(note, width, look.head);
        sheet.heights.insert(row, (measure::tight(lines, look.head, 14.0) + 1.0).min(409.0));
        row += 1;
    }
    if !spec.signed {
        return row.saturating_sub(1);
    }
    sheet.heights.insert(row, 3.0);
    signatures(sheet, context, row + 1, last, look)
}

/// Writes recipients, the person who prepared the table, and the signer. Returns the last row.
fn signatures(sheet: &mut Sheet, context: &SheetContext, start: u32, last: u32, look: &GridLook) -> u32 {
    let t = context.plan.language;
    let info = &context.plan.info;
    let sized = |points: f64| Style { size: look.on_paper(points), color: style::INK, ..Style::default() };
    let right = right_half(last);
    // Three blocks side by side, if there are columns for them.
    let middle = (right > 3).then(|| (right / 2 + 1, right - 1));
    let left = middle.map_or(right.saturating_sub(1), |(first, _)| first - 1);
    let heading = Style { italic: true, ..sized(12.0).bold() };
    if !info.recipients.is_empty() {
        sheet.merge(
            CellRange::new(start, 0, start, left),
            SheetCell::text(t.pick("Nơi nhận:", "Recipients:"), &heading),
        );
    }
    for (line, who) in (start + 1..).zip(&info.recipients) {
        sheet.merge(CellRange::new(line, 0, line, left), SheetCell::text(format!("- {who}"), &sized(10.5)));
    }
    let signer = sized(13.0).bold().align(Align::Center);
    if let Some((first, last)) = middle {
        sheet.merge(
            CellRange::new(start, first, start, last),
            SheetCell::text(t.pick("NGƯỜI LẬP BIỂU", "PREPARED BY"), &signer),
        );
    }
    for (line, words) in (start..).zip(&info.signer) {
        sheet.merge(CellRange::new(line, right, line, last), SheetCell::text(words, &signer));
    }
    // Four rows stay empty for the signature.
    let name = start + info.signer.len() as u32 + 4;
    if !info.signed_by.is_empty() {
        sheet.merge(CellRange::new(name, right, name, last), SheetCell::text(&info.signed_by, &signer));
    }
    let end = name.max(start + info.recipients.len() as u32);
    let height = |points: f64| f64::from(look.on_paper(points)) * 1.12;
    let upper = start + info.signer.len() as u32;
    sheet.heights.extend((start..=end).map(|row| (row, height(if row < upper || row == name { 13.0 } else { 10.5 }))));
    end
}
