//! The cards: one a headline of the plan, then how many units count, then how many errors there are.

use super::super::super::Context;
use super::super::super::layout::Findings;
use super::super::findings::severity;
use super::{figure, heading};
use crate::book::style::{Align, Number};
use crate::book::{Area, Cell, Sheet, Style, style};
use crate::formula::literal::literal;
use crate::model::finding::Severity;
use crate::model::ledger::State;

/// Cards in a row.
const ACROSS: usize = 4;
/// Ground of a card.
const GROUND: u32 = 0xF4_F7FA;

/// A card: its heading, its figure, what it is measured by, and two cells below.
struct Card {
    heading: String,
    figure: String,
    of: Option<String>,
    share: Option<String>,
    foot: String,
    color: u32,
}

/// How many findings of a severity the report period has, those that are accepted left out.
fn findings(context: &Context, what: Severity) -> String {
    let list = &context.layout.findings;
    format!(
        "SUMPRODUCT(({}={})*({}={})*({}=\"\"))",
        list.all(Findings::SEVERITY),
        literal(&severity(what)),
        list.all(Findings::PERIOD),
        context.layout.report(),
        list.all(Findings::WAIVED),
    )
}

/// How many findings of the report period are accepted.
fn waived(context: &Context) -> String {
    let list = &context.layout.findings;
    let (periods, reasons) = (list.all(Findings::PERIOD), list.all(Findings::WAIVED));
    format!("SUMPRODUCT(({periods}={})*({reasons}<>\"\"))", context.layout.report())
}

fn cards(context: &Context) -> Vec<Card> {
    let mut cards = Vec::new();
    for headline in &context.plan.headlines {
        let Some(total) = figure(context, &headline.column, None) else { continue };
        let named = |name: &Option<String>| name.as_ref().and_then(|n| figure(context, n, None));
        let foot = match (&headline.gap, named(&headline.gap)) {
            (Some(name), Some(gap)) => format!("{}&{gap}", literal(&format!("{}: ", heading(context, name)))),
            _ => "\"\"".to_string(),
        };
        let (of, share) = (named(&headline.of), named(&headline.share));
        cards.push(Card { heading: headline.heading.clone(), figure: total, of, share, foot, color: style::ACCENT });
    }
    let in_state = |state| context.layout.in_state(state);
    let (counted, held, missing) = (in_state(State::Counted), in_state(State::Held), in_state(State::Missing));
    cards.push(Card {
        heading: "Đơn vị được tính".into(),
        figure: counted,
        of: Some(context.plan.units.len().to_string()),
        share: None,
        foot: format!("{held}&\" giữ lại · \"&{missing}&\" chưa gửi\""),
        color: style::AMBER,
    });
    let waived = waived(context);
    cards.push(Card {
        heading: "Số lỗi trong kỳ".into(),
        figure: findings(context, Severity::Error),
        of: None,
        share: None,
        foot: format!(
            "{}&\" cảnh báo (vẫn được tính)\"&IF({waived}=0,\"\",\" · \"&{waived}&\" chấp nhận\")",
            findings(context, Severity::Warning)
        ),
        color: style::RED,
    });
    cards
}

/// Draws the cards from a row on; gives the first free row.
pub fn draw(sheet: &mut Sheet, context: &Context, from: u32) -> u32 {
    let cards = cards(context);
    let mut row = from;
    for line in cards.chunks(ACROSS) {
        for (column, card) in (1..).step_by(ACROSS).zip(line) {
            one(sheet, row, column, card);
        }
        for (offset, height) in [(0, 22.0), (1, 40.0), (2, 24.0), (3, 10.0)] {
            sheet.heights.insert(row + offset, height);
        }
        row += 4;
    }
    row
}

fn one(sheet: &mut Sheet, row: u32, column: u32, card: &Card) {
    let ground = Style { fill: Some(GROUND), ..Style::default() };
    let title = Style { indent: 1, color: style::GREY, ..ground.bold() };
    sheet.merge(Area::new(row, column, row, column + 2), Cell::text(card.heading.to_uppercase(), &title));
    let big = ground.size(30).bold().color(card.color).number(Number::Integer).align(Align::Right);
    sheet.set(row + 1, column, Cell::formula(&card.figure, &big));
    let of = Style { color: style::GREY, ..ground.size(16).number(Number::Of) };
    let area = Area::new(row + 1, column + 1, row + 1, column + 2);
    match &card.of {
        Some(formula) => sheet.merge(area, Cell::formula(formula, &of)),
        None => sheet.merge(area, Cell { style: of, ..Cell::default() }),
    }
    let foot = ground.clone();
    match &card.share {
        Some(share) => {
            let percent = foot.bold().number(Number::Percent).align(Align::Right);
            sheet.set(row + 2, column, Cell::formula(share, &percent));
            let text = Style { indent: 1, ..foot };
            sheet.merge(Area::new(row + 2, column + 1, row + 2, column + 2), Cell::formula(&card.foot, &text));
        }
        None => {
            let text = Style { indent: 1, ..foot };
            sheet.merge(Area::new(row + 2, column, row + 2, column + 2), Cell::formula(&card.foot, &text));
        }
    }
}
