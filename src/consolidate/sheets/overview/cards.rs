//! The cards: one for each headline of the plan, with its pace and what it lacks, then the returns. The colour of a card
//! follows its figures, and its last line repeats this in words.

use super::super::super::common_style;
use super::super::super::context::SheetContext;
use super::helpers::HelperCells;
use super::returns::ReturnCountCells;
use super::{figure, format, heading, width};
use crate::formula::literal::literal;
use crate::model::ledger::ReturnStatus;
use crate::model::text::{Lang, text_in};
use crate::plan::Headline;
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{CellRange, DifferentialFormat, Sheet, SheetCell, Style, address, measure, style};

/// Cards in a row, and columns of a card.
const ACROSS: usize = 4;
/// Heights in points of the rows of a card: coloured edge, heading, figure, last line, gap.
const HEIGHTS: [f64; 5] = [4.0, 20.0, 38.0, 33.0, 8.0];
/// Font sizes of a card's figure and of its reference figure: the first that fits is used.
const FIGURE: [u16; 9] = [30, 28, 26, 24, 22, 20, 18, 16, 14];
const OF: [u16; 6] = [16, 14, 12, 11, 10, 9];
/// Background of a card.
const GROUND: u32 = 0xF4_F7FA;

/// What decides on the colour of a card. Conditions refer to this sheet alone.
enum CardState {
    /// Nothing: the card has the accent colour.
    Plain,
    /// The cell with the lead; a negative one is a delay.
    Ahead(String),
    /// The figure is compared with the one after the slash.
    Target,
    /// The cell with the number of returns that lack.
    Returns(String),
}

/// A card: heading, figure, reference figure, and a line below.
struct HeadlineCard {
    heading: String,
    figure: String,
    of: Option<String>,
    foot: String,
    state: CardState,
    /// Largest values that figure and reference figure can have.
    largest: (f64, f64),
    /// Number formats of the figure and of the one after the slash.
    formats: (NumberFormat, NumberFormat),
}

/// Returns the number of rows of the cards.
pub(super) fn rows(context: &SheetContext) -> u32 {
    let shown = context.plan.headlines.iter().filter(|h| figure(context, &h.column, None).is_some()).count();
    ((shown + 1).div_ceil(ACROSS) * HEIGHTS.len()) as u32
}

fn headline_card(
    sheet: &mut Sheet,
    context: &SheetContext,
    helpers: &mut HelperCells,
    counts: &ReturnCountCells,
    headline: &Headline,
) -> Option<HeadlineCard> {
    let t = context.plan.language;
    let total = figure(context, &headline.column, None)?;
    let of = headline.of.as_ref().and_then(|name| figure(context, name, None));
    let mut text = |name: &Option<String>| {
        let name = name.as_ref()?;
        Some(helpers.figure(sheet, name, &figure(context, name, None)?, format(context, name)))
    };
    let mut parts = Vec::new();
    if let Some(share) = text(&headline.share).filter(|_| headline.share.as_ref() != Some(&headline.column)) {
        parts.push(share.text);
    }
    let (pace, ahead) = (text(&headline.pace), text(&headline.ahead));
    let gap = text(&headline.gap).zip(headline.gap.as_ref()).filter(|_| ahead.is_none());
    if let Some(pace) = &pace {
        parts.push(text_in!(t, "\"phải đạt \"&{}", "\"due \"&{}", pace.text));
    }
    if let Some(ahead) = &ahead {
        let (n, text) = (&ahead.scaled, &ahead.text);
        parts.push(text_in!(t, "IF({n}=\"\",\"\",IF({n}<0,\"▲ chậm \"&MID({text},2,30),IF({n}=0,\"✓ đúng tiến độ\",\"✓ vượt \"&{text})))", "IF({n}=\"\",\"\",IF({n}<0,\"▲ behind by \"&MID({text},2,30),IF({n}=0,\"✓ on pace\",\"✓ ahead by \"&{text})))"
        ));
    }
    if let Some((gap, name)) = gap {
        parts.push(format!("{}&{}", literal(&format!("{}: ", heading(context, name))), gap.text));
        let is_share = format(context, &headline.column) == NumberFormat::Percent;
        let sum = figure(context, name, None).zip(of.as_ref()).filter(|_| !is_share);
        parts.extend(sum.map(|(gap, of)| not_offset(&gap, of, &total, t)));
    }
    let lacking = text_in!(
        t,
        "IF({all}=0,\"\",\"chưa gồm \"&{all}&\" báo cáo\")",
        "IF({all}=0,\"\",\"without \"&{all}&\" returns\")",
        all = counts.all
    );
    parts.push(lacking);
    let state = match (&ahead, &headline.of) {
        (Some(ahead), _) => CardState::Ahead(ahead.scaled.clone()),
        (None, Some(_)) if format(context, &headline.column) == NumberFormat::Percent => CardState::Target,
        _ => CardState::Plain,
    };
    let largest = |name: &String| context.reach.total(name);
    Some(HeadlineCard {
        heading: headline.heading.clone(),
        figure: total,
        of,
        foot: joined(&parts),
        state,
        largest: (largest(&headline.column), headline.of.as_ref().map_or(0.0, largest)),
        formats: (
            format(context, &headline.column),
            headline.of.as_ref().map_or(NumberFormat::Integer, |name| format(context, name)),
        ),
    })
}

/// Returns the expression of the words that explain a gap larger than target less figure: gaps are summed by unit, and no
/// unit makes up for another.
fn not_offset(gap: &str, of: &str, total: &str, t: Lang) -> String {
    text_in!(
        t,
        "IF(AND(ISNUMBER({gap}),ISNUMBER({of}),ISNUMBER({total})),IF({gap}>{of}-{total},\"phần vượt không bù\",\"\"),\"\")",
        "IF(AND(ISNUMBER({gap}),ISNUMBER({of}),ISNUMBER({total})),IF({gap}>{of}-{total},\"surplus does not offset\",\"\"),\"\")"
    )
}

/// Joins the parts of a line with ` · `, without those that are empty.
fn joined(parts: &[String]) -> String {
    let part = |part: &String| format!("IF({part}=\"\",\"\",\" · \"&{part})");
    format!("MID({},4,200)", parts.iter().map(part).collect::<Vec<_>>().join("&"))
}

/// Returns the card of the returns: how many of the span are in the totals, and how many of earlier ones are
/// not.
fn returns_card(context: &SheetContext, counts: &ReturnCountCells) -> HeadlineCard {
    let t = context.plan.language;
    let in_state = |state| context.layout.in_state(state);
    let (held, missing) = (in_state(ReturnStatus::Held), in_state(ReturnStatus::Missing));
    let noun = context.plan.cycle().noun_in(t);
    let capital = noun.chars().take(1).flat_map(char::to_uppercase).chain(noun.chars().skip(1)).collect::<String>();
    let this = format!("IF({},{},{})", context.layout.is_single(), literal(&capital), literal(t.pick("Kỳ", "Period")));
    let now = text_in!(
        t,
        "IF({all}={earlier},\"✓ \"&{this}&\" này đủ\",\"✗ \"&{this}&\" này: \"&{held}&\" còn lỗi, \"&{missing}&\" chưa gửi\")",
        "IF({all}={earlier},\"✓ \"&{this}&\" complete\",\"✗ \"&{this}&\": \"&{held}&\" on hold, \"&{missing}&\" missing\")",
        all = counts.all,
        earlier = counts.all_earlier
    );
    let before = text_in!(
        t,
        "IF({}=1,\"\",IF({earlier}=0,\" · ✓ các {noun} trước đủ\",\" · ✗ các {noun} trước thiếu \"&{earlier}))",
        "IF({}=1,\"\",IF({earlier}=0,\" · ✓ earlier {noun}s complete\",\" · ✗ earlier {noun}s lack \"&{earlier}))",
        context.layout.start(),
        earlier = counts.all_earlier
    );
    HeadlineCard {
        heading: t.pick("Báo cáo đã tổng hợp", "Returns counted").into(),
        figure: in_state(ReturnStatus::Counted),
        of: Some(context.due_returns()),
        foot: format!("{now}&{before}"),
        state: CardState::Returns(counts.all.clone()),
        largest: (0.0, 0.0),
        formats: (NumberFormat::Integer, NumberFormat::Integer),
    }
}

/// Writes the cards from row `from`.
pub(super) fn draw(
    sheet: &mut Sheet,
    context: &SheetContext,
    helpers: &mut HelperCells,
    counts: &ReturnCountCells,
    from: u32,
) {
    let headlines = &context.plan.headlines;
    let mut cards: Vec<HeadlineCard> =
        headlines.iter().filter_map(|headline| headline_card(sheet, context, helpers, counts, headline)).collect();
    cards.push(returns_card(context, counts));
    for (row, line) in (from..).step_by(HEIGHTS.len()).zip(cards.chunks(ACROSS)) {
        for (column, card) in (1..).step_by(ACROSS).zip(line) {
            draw_card(sheet, row, column, card);
        }
        for (offset, height) in (0..).zip(HEIGHTS) {
            sheet.heights.insert(row + offset, height);
        }
    }
}

fn draw_card(sheet: &mut Sheet, row: u32, column: u32, card: &HeadlineCard) {
    let ground = Style { fill: Some(GROUND), ..Style::default() };
    let edge = CellRange::new(row, column, row, column + 2);
    sheet.merge(
        edge,
        SheetCell { style: Style { fill: Some(style::ACCENT), ..Style::default() }, ..SheetCell::default() },
    );
    let title = Style { indent: 1, color: style::GREY, shrink: true, ..ground.bold() };
    let heading = SheetCell::text(card.heading.to_uppercase(), &title);
    sheet.merge(CellRange::new(row + 1, column, row + 1, column + 2), heading);
    let of = figures(sheet, row + 2, column, card, &ground);
    let foot = Style { indent: 1, wrap: true, ..ground };
    sheet.merge(CellRange::new(row + 3, column, row + 3, column + 2), SheetCell::formula(&card.foot, &foot));
    let figure = address::fixed(row + 2, column);
    let (bad, good, color) = match &card.state {
        CardState::Plain => return,
        CardState::Ahead(cell) => {
            (format!("IF(ISNUMBER({cell}),{cell}<0,FALSE)"), format!("ISNUMBER({cell})"), style::AMBER)
        }
        CardState::Target => {
            let both = format!("AND(ISNUMBER({figure}),ISNUMBER({of}))");
            (format!("IF({both},{figure}<{of},FALSE)"), both, style::AMBER)
        }
        CardState::Returns(cell) => (format!("{cell}>0"), format!("{cell}=0"), style::RED),
    };
    let big = CellRange::cell(row + 2, column);
    for (condition, color) in [(bad, color), (good, style::GREEN)] {
        let fill = DifferentialFormat { fill: Some(color), ..DifferentialFormat::default() };
        common_style::when(sheet, edge, condition.clone(), fill);
        common_style::when(sheet, big, condition, DifferentialFormat { color: Some(color), fill: None, bold: true });
    }
}

/// Writes the figure in its column and the reference figure in the next two columns. If the largest figure does not
/// fit, it gets two columns. Both use the largest font size that fits. Returns the cell of the reference figure.
fn figures(sheet: &mut Sheet, row: u32, column: u32, card: &HeadlineCard, ground: &Style) -> String {
    let big = Style { shrink: true, ..ground.bold().color(style::ACCENT).number(card.formats.0).align(Align::Right) };
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
    address::fixed(row, middle + 1)
}

/// Returns the style in the first font size in which a number fits into `room` pixels, else in the last size.
fn fitting(style: &Style, sizes: &[u16], number: f64, room: f64) -> Style {
    let fits = |style: &Style| measure::pixels(measure::column(number, style)) <= room;
    let mut styles = sizes.iter().map(|size| style.size(*size));
    let first = styles.find(fits);
    first.unwrap_or_else(|| style.size(sizes.last().copied().unwrap_or(style.size)))
}
