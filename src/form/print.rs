//! Page setup, row heights and verdict colours that the sheets of the form share.

use super::FormBuilder;
use super::layout::{FormLayout, TableLine};
use super::verdict::OPEN;
use crate::plan::message::{MessagePart, parts};
use crate::plan::{Plan, Rule};
use crate::workbook::letterhead;
use crate::workbook::{
    CellRange, ConditionalFormat, ConditionalStyle, DifferentialFormat, Sheet, address, measure, style,
};
use std::collections::BTreeMap;

/// Light green, RGB.
pub(super) const GREEN_TINT: u32 = 0xE8_F3E9;

/// Printable height and width of an A4 portrait page in points, without margins.
const PAPER: (f64, f64) = (842.0 - 114.0, 595.0 - 100.0);

/// Printable height and width of an A4 landscape page in points.
const LANDSCAPE: (f64, f64) = (595.0 - 114.0, 842.0 - 100.0);

/// Returns the footer of every page: form, unit and period.
pub(super) fn footer(form: &FormBuilder) -> String {
    letterhead::footer(&[&form.plan.form.code, &form.unit.name, &form.period.heading_in(form.plan.language)])
}

/// The part of a page that is filled at least before a page break is inserted.
const FULL: f64 = 0.85;

/// Returns the rows before which a page break is inserted: a section that does not fit on the rest of a page starts a
/// new page, unless much of the page would stay empty.
pub(super) fn breaks(layout: &FormLayout, heights: &BTreeMap<u32, f64>, widths: &[f64]) -> Vec<u32> {
    let height = |row: u32| heights.get(&row).copied().unwrap_or(15.0);
    let width: f64 = widths.iter().map(|w| w * 5.25 + 3.75).sum();
    let page = PAPER.0 * (width / PAPER.1).max(1.0);
    let mut used: f64 = (0..=layout.heading).map(height).sum();
    let mut breaks = Vec::new();
    let mut start = 0;
    while start < layout.lines.len() {
        let next = layout.lines.iter().skip(start + 1).position(|l| matches!(l, TableLine::Section(_)));
        let end = next.map_or(layout.lines.len(), |n| start + 1 + n);
        let section: f64 = (start..end).map(|line| height(layout.line_row(line))).sum();
        if start > 0 && used + section > page && used > FULL * page {
            breaks.push(layout.line_row(start));
            used = height(layout.heading);
        }
        used += section;
        while used > page {
            used -= page - height(layout.heading);
        }
        start = end;
    }
    breaks
}

/// Returns how many rows fit on the first page of a landscape sheet whose last row is `last` (from 0).
pub(super) fn first_page(sheet: &Sheet, last: u32) -> u32 {
    let width: f64 = sheet.widths.values().map(|w| w * 5.25 + 3.75).sum();
    let page = LANDSCAPE.0 * (width / LANDSCAPE.1).max(1.0);
    let mut used = 0.0;
    let fits = |row: &u32| {
        used += sheet.heights.get(row).copied().unwrap_or(15.0);
        used <= page
    };
    (0..=last).take_while(fits).count() as u32
}

/// Colours the check cells by their mark. The mark alone gives the verdict, so that a print without colour is readable.
pub(super) fn verdict_colours(sheet: &mut Sheet, area: CellRange) {
    let first = address::cell(area.top, area.left).replace(|c: char| c.is_ascii_uppercase(), "");
    let cell = format!("${}{first}", address::letters(area.left));
    let open = (OPEN, style::GREY, None);
    for (mark, color, fill) in style::MARK_COLOURS.into_iter().chain([open]) {
        let format = DifferentialFormat { color: Some(color), fill, bold: false };
        sheet.conditions.push(ConditionalFormat {
            area,
            look: ConditionalStyle::When(format!("LEFT({cell},1)=\"{mark}\""), format),
        });
    }
}

/// The font size of the verdicts, and the width of their indent in characters.
const VERDICT: (u16, f64) = (10, 1.3);
/// The text that replaces a figure when the height of a message is measured.
const FIGURE: &str = "00000";

/// Returns the row height, at least `least`, for a check cell of this width that can show the message of any of the
/// rules.
pub(super) fn verdict_height<'a>(
    plan: &Plan,
    rules: impl IntoIterator<Item = &'a Rule>,
    width: f64,
    least: f64,
) -> f64 {
    let shown = |rule: &Rule| -> String {
        let text = parts(plan.language.text_in(&rule.message)).into_iter().map(|part| match part {
            MessagePart::Text(text) => text,
            MessagePart::Name(_) => FIGURE,
        });
        format!("{} ", rule.severity.mark()) + &text.collect::<String>()
    };
    let lines = |rule| measure::lines(&shown(rule), width - VERDICT.1, VERDICT.0);
    measure::tight(rules.into_iter().map(lines).max().unwrap_or(1), VERDICT.0, least)
}

/// Returns the row height, at least `least`, for a check cell of this width that can show a text.
pub(super) fn text_height(text: &str, width: f64, least: f64) -> f64 {
    measure::tight(measure::lines(text, width - VERDICT.1, VERDICT.0), VERDICT.0, least)
}
