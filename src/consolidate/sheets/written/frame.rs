//! Letterhead, title and signature of "Báo cáo".

use super::super::super::ConsolidateError;
use super::super::super::context::SheetContext;
use super::super::super::layout::WrittenLayout;
use super::super::letterhead::{date_line, number_line};
use super::figures::FigureCells;
use super::{SIZE, body, figures, whole};
use crate::formula::literal::literal;
use crate::model::text::{StaticText, text_in};
use crate::plan::report_part::ReportPartKind;
use crate::workbook::letterhead;
use crate::workbook::style::{self, Align};
use crate::workbook::{CellRange, Sheet, SheetCell, Style};

/// The first column of the right half of the signature.
const SIGNER: u32 = 5;
/// The word above the title.
pub(super) const WORD: StaticText = StaticText::new("BÁO CÁO", "REPORT");

/// The heading of the recipients.
pub(super) const RECIPIENTS: StaticText = StaticText::new("Nơi nhận:", "Recipients:");

/// Writes letterhead, number and date, and title.
pub(super) fn top(
    sheet: &mut Sheet,
    context: &SheetContext,
    figures: &mut FigureCells,
) -> Result<(), ConsolidateError> {
    let t = context.plan.language;
    let plain = |size: u16| Style { color: style::INK, wrap: true, ..letterhead::line().size(size) };
    let issuer = |i: usize| context.plan.info.issuer.get(i).map_or("", String::as_str);
    let mut line = |row: u32, height: f64, left: SheetCell, right: SheetCell| {
        sheet.merge(CellRange::new(row, 0, row, WrittenLayout::RIGHT - 1), left);
        sheet.merge(CellRange::new(row, WrittenLayout::RIGHT, row, WrittenLayout::LAST), right);
        sheet.heights.insert(row, height);
    };
    let (strong, thin) = (plain(12).bold(), plain(4).bold());
    let superior = if letterhead::is_one_name(issuer(1)) { strong.clone() } else { plain(12) };
    let above = SheetCell::text(issuer(0), &Style { top: true, ..superior });
    line(0, 32.0, above, SheetCell::text(context.plan.words.motto_line(0), &Style { top: true, ..strong.clone() }));
    line(
        1,
        17.0,
        SheetCell::text(issuer(1), &strong),
        SheetCell::text(context.plan.words.motto_line(1), &plain(13).bold()),
    );
    let below = SheetCell::text(letterhead::drawn_line(issuer(1), 0.4, 12, 4), &thin);
    line(2, 6.0, below, SheetCell::text(letterhead::drawn_line(context.plan.words.motto_line(1), 1.0, 13, 4), &thin));
    let italic = Style { italic: true, ..plain(13) };
    line(3, 18.0, number_line(context, &plain(13)), date_line(context, &italic));
    sheet.heights.extend([(4, 12.0), (WrittenLayout::TITLE + 2, 8.0)]);
    whole(sheet, WrittenLayout::TITLE - 1, SheetCell::text(WORD.in_lang(context.plan.language), &plain(SIZE).bold()));
    let title = title(sheet, context, figures)?;
    whole(sheet, WrittenLayout::TITLE, SheetCell::formula(title, &plain(SIZE).bold()));
    let drawn = SheetCell::text(
        letterhead::drawn_line(t.pick("Kết quả thực hiện kế hoạch", "Results of the plan"), 0.6, SIZE, 4),
        &thin,
    );
    whole(sheet, WrittenLayout::TITLE + 1, drawn);
    sheet.heights.extend([(WrittenLayout::TITLE - 1, 20.0), (WrittenLayout::TITLE + 1, 6.0)]);
    notice(sheet, context);
    Ok(())
}

/// Returns the expression of the title.
fn title(sheet: &mut Sheet, context: &SheetContext, figures: &mut FigureCells) -> Result<String, ConsolidateError> {
    let t = context.plan.language;
    match context.plan.report.first().filter(|part| part.kind == ReportPartKind::Title) {
        Some(part) => figures.sentence(sheet, context, part),
        None => Ok(literal(&text_in!(
            t,
            "Kết quả thực hiện Kế hoạch số {}",
            "Results of plan {}",
            context.plan.info.number
        ))),
    }
}

/// Tells beside the page that the heights of the rows are those of the merged span.
fn notice(sheet: &mut Sheet, context: &SheetContext) {
    let t = context.plan.language;
    let merged = literal(&context.ledger.span.name.to_string());
    let text = literal(t.pick(
        "Đang xem kỳ khác kỳ đã tổng hợp: độ cao các dòng chưa khớp. Muốn in: tonghop gop --period ",
        "A period other than the merged one is chosen: row heights may not fit. To print: tonghop merge --period ",
    ));
    let formula = format!("IF({chosen}={merged},\"\",{text}&{chosen})", chosen = context.layout.words.chosen_code());
    let red = Style { color: style::RED, ..figures::look().size(11) };
    sheet.formula(0, WrittenLayout::SENTENCES, formula, &red);
}

/// Writes recipients and signature below the text. Returns the last row.
pub(super) fn bottom(sheet: &mut Sheet, context: &SheetContext, from: u32) -> u32 {
    let t = context.plan.language;
    let info = &context.plan.info;
    let start = from + 1;
    sheet.heights.insert(from, 8.0);
    let small = |size: u16| Style { wrap: false, ..body().size(size) };
    if !info.recipients.is_empty() {
        let heading = Style { italic: true, ..small(12).bold() };
        sheet.merge(CellRange::new(start, 0, start, SIGNER - 1), SheetCell::text(RECIPIENTS.in_lang(t), &heading));
    }
    for (row, who) in (start + 1..).zip(&info.recipients) {
        sheet.merge(CellRange::new(row, 0, row, SIGNER - 1), SheetCell::text(format!("- {who}"), &small(11)));
    }
    let signer = small(SIZE).bold().align(Align::Center);
    for (row, words) in (start..).zip(&info.signer) {
        sheet.merge(CellRange::new(row, SIGNER, row, WrittenLayout::LAST), SheetCell::text(words, &signer));
    }
    // Four rows stay empty for the signature.
    let name = start + info.signer.len() as u32 + 4;
    if !info.signed_by.is_empty() {
        let cell = SheetCell::text(&info.signed_by, &signer);
        sheet.merge(CellRange::new(name, SIGNER, name, WrittenLayout::LAST), cell);
    }
    let end = name.max(start + info.recipients.len() as u32);
    sheet.heights.extend((start..=end).map(|row| (row, 18.0)));
    end
}
