//! What the sheets have in common on paper and on the screen.

use super::Form;
use super::layout::{Layout, Line};
use crate::book::{Area, Condition, Format, Look, Sheet, address, measure, style};
use crate::plan::Rule;
use crate::plan::message::{Part, parts};
use std::collections::BTreeMap;

/// Tint of green.
pub const GREEN_TINT: u32 = 0xE8_F3E9;

/// Printable height and width of an A4 page in points, margins taken off.
const PAPER: (f64, f64) = (842.0 - 114.0, 595.0 - 100.0);

/// The same of a landscape page.
const LANDSCAPE: (f64, f64) = (595.0 - 114.0, 842.0 - 100.0);

/// The form, the unit and the period, at the foot of every page.
pub fn footer(form: &Form) -> String {
    format!("{} · {} · {}", form.plan.form.code, form.unit.name, form.period.heading())
}

/// Rows before which a new page begins: a section that does not fit on what is left of a page begins the next one.
pub fn breaks(layout: &Layout, heights: &BTreeMap<u32, f64>, widths: &[f64]) -> Vec<u32> {
    let height = |row: u32| heights.get(&row).copied().unwrap_or(15.0);
    let width: f64 = widths.iter().map(|w| w * 5.25 + 3.75).sum();
    let page = PAPER.0 * (width / PAPER.1).max(1.0);
    let mut used: f64 = (0..=layout.heading).map(height).sum();
    let mut breaks = Vec::new();
    let mut start = 0;
    while start < layout.lines.len() {
        let next = layout.lines.iter().skip(start + 1).position(|l| matches!(l, Line::Section(_)));
        let end = next.map_or(layout.lines.len(), |n| start + 1 + n);
        let section: f64 = (start..end).map(|line| height(layout.line_row(line))).sum();
        if start > 0 && used + section > page {
            breaks.push(layout.line_row(start));
            used = height(layout.heading);
        }
        used += section;
        start = end;
    }
    breaks
}

/// Rows, from the first, that stand on the first page of a landscape sheet that ends with the row `last` (from 0).
pub fn first_page(sheet: &Sheet, last: u32) -> u32 {
    let width: f64 = sheet.widths.values().map(|w| w * 5.25 + 3.75).sum();
    let page = LANDSCAPE.0 * (width / LANDSCAPE.1).max(1.0);
    let mut used = 0.0;
    let fits = |row: &u32| {
        used += sheet.heights.get(row).copied().unwrap_or(15.0);
        used <= page
    };
    (0..=last).take_while(fits).count() as u32
}

/// Colours of check cells by their mark, so that a grey print still reads: the mark says the same.
pub fn verdict_colours(sheet: &mut Sheet, area: Area) {
    let first = address::cell(area.top, area.left).replace(|c: char| c.is_ascii_uppercase(), "");
    let cell = format!("${}{first}", address::letters(area.left));
    let looks = [
        ("✗", style::RED, Some(style::RED_TINT)),
        ("?", style::RED, Some(style::RED_TINT)),
        ("▲", style::AMBER, Some(style::AMBER_TINT)),
        ("✓", style::GREEN, None),
    ];
    for (mark, color, fill) in looks {
        let format = Format { color: Some(color), fill, bold: false };
        sheet.conditions.push(Condition { area, look: Look::When(format!("LEFT({cell},1)=\"{mark}\""), format) });
    }
}

/// Size of the verdicts, and what the indent takes of their column.
const VERDICT: (u16, f64) = (10, 1.3);
/// What stands for a figure while the room for a message is measured.
const FIGURE: &str = "00000";

/// Height of a row of at least `least` whose check cell, in a column of this width, shows the message of any of the rules.
pub fn verdict_height<'a>(rules: impl IntoIterator<Item = &'a Rule>, width: f64, least: f64) -> f64 {
    let shown = |rule: &Rule| -> String {
        let text = parts(&rule.message.vi).into_iter().map(|part| match part {
            Part::Text(text) => text,
            Part::Name(_) => FIGURE,
        });
        format!("{} ", rule.severity.mark()) + &text.collect::<String>()
    };
    let lines = |rule| measure::lines(&shown(rule), width - VERDICT.1, VERDICT.0);
    measure::tight(rules.into_iter().map(lines).max().unwrap_or(1), VERDICT.0, least)
}
