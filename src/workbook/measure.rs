//! Calculates the space that texts and numbers need. Row heights and column widths are written to the file, because
//! Excel fits neither rows with merged cells nor columns whose numbers change. A number that does not fit is shown as
//! `####`.

use super::address::{MAX_COLUMN, MAX_ROW};
use super::cell::{CellContent, SheetCell};
use super::cells::StoredValue;
use super::style::{NumberFormat, Style};
use super::{CellRange, Sheet};
use crate::model::amount::Value;

/// Pixels of one unit of column width, and the padding of a column in pixels (Times New Roman 11 at 96 dpi).
const UNIT: f64 = 7.0;
const EDGE: f64 = 5.0;
/// The least size of a printed text, in points.
pub(super) const LEAST_PRINTED: f64 = 9.0;
/// The printed width of A4 landscape in pixels.
pub(super) const LANDSCAPE: f64 = 990.0;
/// Default column width, in characters.
const WIDTH: f64 = (64.0 - EDGE) / UNIT;
/// Pixels of one indent step: the larger of Excel's and LibreOffice's.
const INDENT: f64 = 12.0;
/// Pixels that a number leaves free in its column.
const SPARE: f64 = 3.0;
/// Largest width that a column gets for its numbers, in characters. A typing error such as 1E300 does not deserve more.
const WIDEST: f64 = 40.0;
/// Characters of the name of a span with its days: "6 tháng đầu năm 2022 (từ 01/01/2022 đến 30/6/2022)".
const SPAN_NAME: usize = 54;
/// Digits that the General format shows before it switches to scientific notation.
const GENERAL: usize = 11;

/// Estimates the number of lines of a wrapped text. `width` is in characters, `size` in points.
pub(crate) fn lines(text: &str, width: f64, size: u16) -> u32 {
    // In Times New Roman an average character is about 0.425 of the font size wide; a unit of column width is 5.25
    // points.
    let per_line = ((width * 5.25 - 6.0) / (f64::from(size) * 0.425)).max(1.0);
    let line = |l: &str| (l.chars().count() as f64 / per_line).ceil().max(1.0) as u32;
    text.lines().map(line).sum::<u32>().max(1)
}

/// Estimates the number of lines of a text or of a formula that gives one, in a width in characters. A formula puts the
/// longest of its texts after the name of a span.
pub(crate) fn lines_of_cell(cell: &SheetCell, width: f64) -> u32 {
    let size = cell.style.size;
    match &cell.content {
        CellContent::Text(text) => lines(text, width, size),
        CellContent::Formula(formula) => {
            let longest = formula.file.split('"').skip(1).step_by(2).map(|text| text.chars().count()).max();
            lines(&"x".repeat(SPAN_NAME + longest.unwrap_or(0)), width, size)
        }
        _ => 1,
    }
}

/// Returns the height in points of a row with this many lines of a font size: at least `least`, at most Excel's 409.
pub(crate) fn height(lines: u32, size: u16, least: f64) -> f64 {
    (f64::from(lines) * f64::from(size) * 1.25 + 4.0).clamp(least, 409.0)
}

/// As [`height`], without padding above and below. For rows that seldom show the longest text possible.
pub(crate) fn tight(lines: u32, size: u16, least: f64) -> f64 {
    (f64::from(lines) * f64::from(size) * 1.25).clamp(least, 409.0)
}

/// Converts a column width in characters to pixels.
pub(crate) fn pixels(width: f64) -> f64 {
    width * UNIT + EDGE
}

/// Returns the total width in pixels of adjacent columns given in characters.
pub(crate) fn span(widths: impl Iterator<Item = f64>) -> f64 {
    widths.map(pixels).sum()
}

/// Returns the characters of `columns` adjacent columns that one landscape page prints with texts of `size` points in nine
/// points or more.
pub(crate) fn characters_of_page(size: u16, columns: usize) -> f64 {
    ((LANDSCAPE * f64::from(size) / LEAST_PRINTED).floor() - EDGE * columns as f64) / UNIT
}

/// Returns the widths of columns that fill one landscape page beside columns of the widths `lead`, with texts of ten points:
/// those of `own` that have one keep it, the others share what is left, between two bounds.
pub(crate) fn shared_widths(lead: &[f64], own: &[Option<f64>], (least, most): (f64, f64)) -> Vec<f64> {
    let used = own.iter().flatten().chain(lead).fold(0.0, |all, width| all + width);
    let sharing = own.iter().filter(|width| width.is_none()).count().max(1);
    let share = (characters_of_page(10, lead.len() + own.len()) - used) / sharing as f64;
    // Rounded down to a tenth, because users see widths too.
    let share = (share.clamp(least, most) * 10.0).floor() / 10.0;
    own.iter().map(|width| width.unwrap_or(share)).collect()
}

/// Returns the smallest column width, in characters, that shows a number in a style.
pub(crate) fn column(number: f64, style: &Style) -> f64 {
    let wide = (shown(number, style) + SPARE - EDGE) / UNIT;
    // Rounded up to a tenth, because users see widths too.
    ((wide * 10.0).ceil() / 10.0).clamp(1.0, WIDEST)
}

/// Returns the width in pixels of a number as its style shows it.
pub(crate) fn shown(number: f64, style: &Style) -> f64 {
    // Glyphs are drawn in whole pixels.
    let size = (f64::from(style.size) * 96.0 / 72.0).ceil();
    let text = text(number, style.number);
    let em: f64 = text.chars().map(|c| letter(c, style.bold)).sum();
    em * size + f64::from(style.indent) * INDENT
}

/// Formats a number as its number format shows it, with `)` for the space that a format leaves on the right. Under
/// General, only the digits that cannot be dropped.
fn text(number: f64, format: NumberFormat) -> String {
    let minus = if number < 0.0 { "-" } else { "" };
    let size = number.abs();
    match format {
        NumberFormat::Integer => format!("{minus}{})", grouped(size)),
        NumberFormat::Of => format!("/ {minus}{}", grouped(size)),
        NumberFormat::OfFixed(decimals) => format!("/ {minus}{}", fixed(size, decimals)),
        NumberFormat::OfPercent => format!("/ {minus}{:.1}%", size * 100.0),
        NumberFormat::Percent => format!("{minus}{:.1}%)", size * 100.0),
        NumberFormat::Decimal => format!("{minus}{})", fixed(size, 2)),
        NumberFormat::Signed => format!("+{})", fixed(size, 1)),
        NumberFormat::Fixed(decimals) => format!("{minus}{})", fixed(size, decimals)),
        NumberFormat::FixedPercent(decimals) => format!("{minus}{:.*}%)", usize::from(decimals), size * 100.0),
        NumberFormat::Date => "00/00/0000".to_string(),
        NumberFormat::General | NumberFormat::Text => {
            let whole = format!("{:.0}", size.trunc());
            if whole.len() > GENERAL { format!("{minus}0.00000E+00") } else { format!("{minus}{whole}") }
        }
    }
}

/// Formats a number with decimals and with a dot between groups of three digits.
fn fixed(size: f64, decimals: u8) -> String {
    let text = format!("{size:.*}", usize::from(decimals));
    match text.split_once('.') {
        Some((whole, decimals)) => format!("{},{decimals}", grouped(whole.parse().unwrap_or(size.trunc()))),
        None => grouped(size),
    }
}

/// Formats the whole part with a dot between groups of three digits.
fn grouped(size: f64) -> String {
    let digits = format!("{size:.0}");
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// Returns the width of a character of Times New Roman as a fraction of the font size.
fn letter(letter: char, bold: bool) -> f64 {
    match letter {
        '.' | ',' | ' ' => 0.25,
        '-' | ')' => 0.333,
        '/' => 0.278,
        '%' => {
            if bold {
                1.0
            } else {
                0.833
            }
        }
        'E' => {
            if bold {
                0.667
            } else {
                0.611
            }
        }
        '+' => 0.57,
        _ => 0.5,
    }
}

/// Widens the columns that are too narrow for their numbers, typed or computed; other widths stay. For a number in
/// merged columns it widens the last of them.
pub(crate) fn widen(sheet: &mut Sheet) {
    let mut over: Vec<CellRange> = sheet.merges.iter().filter(|area| area.right > area.left).copied().collect();
    over.sort_unstable_by_key(|area| (area.top, area.left));
    let mut ends: Vec<Vec<StyleEnds>> = Vec::new();
    let mut merged = Vec::new();
    for (row, slots) in sheet.cells.rows(0..=MAX_ROW) {
        let over = over.get(over.partition_point(|area| area.top < row)..).unwrap_or_default();
        let over = over.get(..over.partition_point(|area| area.top == row)).unwrap_or_default();
        for slot in slots.iter().filter(|slot| slot.column <= MAX_COLUMN) {
            let Some(number) = number(&slot.value) else { continue };
            match over.binary_search_by_key(&slot.column, |area| area.left).ok().and_then(|at| over.get(at)) {
                Some(area) => merged.push((*area, slot.look, number)),
                None => note(&mut ends, slot.column as usize, slot.look, number),
            }
        }
    }
    let need = |sheet: &Sheet, look: u32, number: f64| {
        sheet.cells.styles().get(look as usize).map_or(0.0, |style| column(number, style))
    };
    for (at, ends) in ends.iter().enumerate() {
        for StyleEnds { look, least, most } in ends {
            let need = need(sheet, *look, *least).max(need(sheet, *look, *most));
            if need > width(sheet, at as u32) {
                sheet.widths.insert(at as u32, need);
            }
        }
    }
    for (area, look, number) in merged {
        let has = span((area.left..=area.right).map(|column| width(sheet, column)));
        let lacks = pixels(need(sheet, look, number)) - has;
        if lacks > 0.0 {
            let last = width(sheet, area.right) + (lacks / UNIT * 10.0).ceil() / 10.0;
            sheet.widths.insert(area.right, last);
        }
    }
}

/// Smallest and largest number of a style in a column: numbers between them need no more space.
struct StyleEnds {
    look: u32,
    least: f64,
    most: f64,
}

/// Adds a number to the styles of its column. A column has few styles.
fn note(ends: &mut Vec<Vec<StyleEnds>>, column: usize, look: u32, number: f64) {
    if ends.len() <= column {
        ends.resize_with(column + 1, Vec::new);
    }
    let Some(ends) = ends.get_mut(column) else { return };
    match ends.iter_mut().find(|ends| ends.look == look) {
        Some(ends) => (ends.least, ends.most) = (ends.least.min(number), ends.most.max(number)),
        None => ends.push(StyleEnds { look, least: number, most: number }),
    }
}

/// Returns the number that a cell contains or computes.
fn number(value: &StoredValue) -> Option<f64> {
    match value {
        StoredValue::Number(number) => Some(*number),
        StoredValue::Formula(formula) => match formula.value {
            Some(Value::Number(number)) => Some(number),
            _ => None,
        },
        StoredValue::Blank | StoredValue::Text(_) | StoredValue::Bool(_) => None,
    }
}

/// Returns the width of a column in characters.
pub(crate) fn width(sheet: &Sheet, column: u32) -> f64 {
    sheet.widths.get(&column).copied().unwrap_or(WIDTH)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_measured_in_their_format() {
        for (number, format, expected) in [
            (40_663_819.0, NumberFormat::Integer, "40.663.819)"),
            (-999.6, NumberFormat::Integer, "-1.000)"),
            (0.0, NumberFormat::Integer, "0)"),
            (10_000_000_000_000.0, NumberFormat::Of, "/ 10.000.000.000.000"),
            (1.255, NumberFormat::Percent, "125.5%)"),
            (1234.5, NumberFormat::Decimal, "1.234,50)"),
            (-12.34, NumberFormat::Signed, "+12,3)"),
            (-1_234_567.25, NumberFormat::Fixed(1), "-1.234.567,2)"),
            (0.8125, NumberFormat::FixedPercent(2), "81.25%)"),
            (44_580.0, NumberFormat::Date, "00/00/0000"),
            (-12.75, NumberFormat::General, "-12"),
            (123_456_789_012.0, NumberFormat::General, "0.00000E+00"),
        ] {
            assert_eq!(text(number, format), expected);
        }
    }

    #[test]
    fn only_too_narrow_columns_are_widened() {
        let (figure, total) = (Style::figure(), Style::figure().total());
        let mut sheet = Sheet::new("Một");
        sheet.set_widths(&[8.0, 8.0, 8.0, 8.0]);
        sheet.number(0, 0, 9_999.0, &figure);
        sheet.number(0, 1, 10_000_000_000_000.0, &figure);
        sheet.number(1, 1, 5.0, &total);
        // The number fits into the merged columns together.
        sheet.merge(CellRange::new(2, 2, 2, 3), SheetCell::number(9_999_999.0, &figure));
        sheet.text(3, 0, "một dòng chữ dài hơn cột của nó", &figure);
        let mut wider = sheet.clone();
        widen(&mut wider);
        assert_eq!((wider.widths[&0], wider.widths[&2], wider.widths[&3]), (8.0, 8.0, 8.0));
        // 14 digits and four dots at 11 points are 15 × (7 + 1) pixels, 5 for `_)`.
        assert!((17.5..19.0).contains(&wider.widths[&1]), "{}", wider.widths[&1]);
        sheet.number(4, 2, 1e300, &figure);
        sheet.merge(CellRange::new(5, 2, 5, 3), SheetCell::number(1e300, &figure));
        widen(&mut sheet);
        assert!(sheet.widths[&2] <= WIDEST);
    }

    #[test]
    fn longer_text_needs_more_lines() {
        assert_eq!(lines("", 20.0, 10), 1);
        assert_eq!(lines("ngắn", 20.0, 10), 1);
        assert_eq!(lines("một\nhai", 20.0, 10), 2);
        // 20 columns are 99 points, 23 characters of 4.25 points: 70 characters need four lines.
        assert_eq!(lines(&"a".repeat(70), 20.0, 10), 4);
        assert!(height(100, 10, 20.0) <= 409.0);
    }
}
