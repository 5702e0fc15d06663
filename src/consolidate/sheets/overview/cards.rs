//! The cards: one for each headline of the plan, then the number of counted units and the number of errors.

use super::super::super::context::SheetContext;
use super::super::super::layout::FindingsLayout;
use super::super::findings::severity;
use super::{figure, heading, width};
use crate::formula::literal::literal;
use crate::model::finding::Severity;
use crate::model::ledger::ReturnStatus;
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{CellRange, Sheet, SheetCell, Style, measure, style};

/// Cards in a row, and columns of a card.
const ACROSS: usize = 4;
/// Font sizes of a card's figure and of its reference figure: the first that fits is used.
const FIGURE: [u16; 9] = [30, 28, 26, 24, 22, 20, 18, 16, 14];
const OF: [u16; 6] = [16, 14, 12, 11, 10, 9];
/// Background of a card.
const GROUND: u32 = 0xF4_F7FA;

/// A card: heading, figure, reference figure, and two cells below.
struct HeadlineCard {
    heading: String,
    figure: String,
    of: Option<String>,
    share: Option<String>,
    foot: String,
    color: u32,
    /// Largest values that figure and reference figure can have.
    largest: (f64, f64),
    /// Number formats of the figure and of the one after the slash.
    formats: (NumberFormat, NumberFormat),
}

/// Returns an expression that counts the findings of a severity in the report period, without waived ones.
fn findings(context: &SheetContext, what: Severity) -> String {
    let list = &context.layout.findings;
    format!(
        "SUMPRODUCT(({}={})*({}={})*({}=\"\"))",
        list.all(FindingsLayout::SEVERITY),
        literal(&severity(what)),
        list.all(FindingsLayout::PERIOD),
        context.layout.report(),
        list.all(FindingsLayout::WAIVED),
    )
}

/// Returns an expression that counts the waived findings of the report period.
fn waived(context: &SheetContext) -> String {
    let list = &context.layout.findings;
    let (periods, reasons) = (list.all(FindingsLayout::PERIOD), list.all(FindingsLayout::WAIVED));
    format!("SUMPRODUCT(({periods}={})*({reasons}<>\"\"))", context.layout.report())
}

fn cards(context: &SheetContext) -> Vec<HeadlineCard> {
    let mut cards = Vec::new();
    for headline in &context.plan.headlines {
        let Some(total) = figure(context, &headline.column, None) else { continue };
        let named = |name: &Option<String>| name.as_ref().and_then(|n| figure(context, n, None));
        let foot = match (&headline.gap, named(&headline.gap)) {
            (Some(name), Some(gap)) => format!("{}&{gap}", literal(&format!("{}: ", heading(context, name)))),
            _ => "\"\"".to_string(),
        };
        let (of, share) = (named(&headline.of), named(&headline.share));
        let largest = |name: &String| context.reach.total(name);
        let largest = (largest(&headline.column), headline.of.as_ref().map_or(0.0, largest));
        let heading = headline.heading.clone();
        let format = |name: &String| context.plan.column_format(name);
        let formats = (format(&headline.column), headline.of.as_ref().map_or(NumberFormat::Integer, format));
        cards.push(HeadlineCard { heading, figure: total, of, share, foot, color: style::ACCENT, largest, formats });
    }
    let in_state = |state| context.layout.in_state(state);
    let (counted, held, missing) =
        (in_state(ReturnStatus::Counted), in_state(ReturnStatus::Held), in_state(ReturnStatus::Missing));
    cards.push(HeadlineCard {
        heading: "Đơn vị được tính".into(),
        figure: counted,
        of: Some(context.due_units()),
        share: None,
        foot: format!("{held}&\" giữ lại · \"&{missing}&\" chưa gửi\""),
        color: style::AMBER,
        largest: (0.0, 0.0),
        formats: (NumberFormat::Integer, NumberFormat::Integer),
    });
    let waived = waived(context);
    cards.push(HeadlineCard {
        heading: "Số lỗi trong kỳ".into(),
        figure: findings(context, Severity::Error),
        of: None,
        share: None,
        foot: format!(
            "{}&\" cảnh báo (vẫn được tính)\"&IF({waived}=0,\"\",\" · \"&{waived}&\" chấp nhận\")",
            findings(context, Severity::Warning)
        ),
        color: style::RED,
        largest: (0.0, 0.0),
        formats: (NumberFormat::Integer, NumberFormat::Integer),
    });
    cards
}

/// Writes the cards from row `from`. Returns the first free row.
pub fn draw(sheet: &mut Sheet, context: &SheetContext, from: u32) -> u32 {
    let cards = cards(context);
    let mut row = from;
    for line in cards.chunks(ACROSS) {
        for (column, card) in (1..).step_by(ACROSS).zip(line) {
            draw_card(sheet, row, column, card);
        }
        for (offset, height) in [(0, 22.0), (1, 40.0), (2, 24.0), (3, 10.0)] {
            sheet.heights.insert(row + offset, height);
        }
        row += 4;
    }
    row
}

fn draw_card(sheet: &mut Sheet, row: u32, column: u32, card: &HeadlineCard) {
    let ground = Style { fill: Some(GROUND), ..Style::default() };
    let title = Style { indent: 1, color: style::GREY, ..ground.bold() };
    sheet.merge(CellRange::new(row, column, row, column + 2), SheetCell::text(card.heading.to_uppercase(), &title));
    figures(sheet, row + 1, column, card, &ground);
    let foot = ground.clone();
    match &card.share {
        Some(share) => {
            let percent = foot.bold().number(NumberFormat::Percent).align(Align::Right);
            sheet.set(row + 2, column, SheetCell::formula(share, &percent));
            let text = Style { indent: 1, ..foot };
            sheet
                .merge(CellRange::new(row + 2, column + 1, row + 2, column + 2), SheetCell::formula(&card.foot, &text));
        }
        None => {
            let text = Style { indent: 1, ..foot };
            sheet.merge(CellRange::new(row + 2, column, row + 2, column + 2), SheetCell::formula(&card.foot, &text));
        }
    }
}

/// Writes the figure in its column and the reference figure in the next two columns. If the largest figure does not
/// fit, it gets two columns. Both use the largest font size that fits.
fn figures(sheet: &mut Sheet, row: u32, column: u32, card: &HeadlineCard, ground: &Style) {
    let big = Style { shrink: true, ..ground.bold().color(card.color).number(card.formats.0).align(Align::Right) };
    let of = Style { shrink: true, color: style::GREY, ..ground.number(card.formats.1.after_slash()) };
    let room = |left: u32, right: u32| measure::span((left..=right).map(width));
    let (largest, measured) = card.largest;
    let needs = measure::pixels(measure::column(largest, &big.size(FIGURE[0])));
    let middle = column + u32::from(needs > room(column, column));
    let big = fitting(&big, &FIGURE, largest, room(column, middle));
    sheet.merge(CellRange::new(row, column, row, middle), SheetCell::formula(&card.figure, &big));
    let of = fitting(&of, &OF, measured, room(middle + 1, column + 2));
    let cell = match &card.of {
        Some(formula) => SheetCell::formula(formula, &of),
        None => SheetCell { style: of, ..SheetCell::default() },
    };
    sheet.merge(CellRange::new(row, middle + 1, row, column + 2), cell);
}

/// Returns the style in the first font size in which a number fits into `room` pixels, else in the last size.
fn fitting(style: &Style, sizes: &[u16], number: f64, room: f64) -> Style {
    let fits = |style: &Style| measure::pixels(measure::column(number, style)) <= room;
    let mut styles = sizes.iter().map(|size| style.size(*size));
    let first = styles.find(fits);
    first.unwrap_or_else(|| style.size(sizes.last().copied().unwrap_or(style.size)))
}
