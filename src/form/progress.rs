//! The line above the header that shows the unit its own progress: what is counted of it so far, and its earlier
//! returns that are not counted. It is a formula that begins with a mark, so that a reader knows it as a verdict.

use super::FormBuilder;
use super::layout::{NOTE, TABLE_WIDTHS};
use crate::formula::literal::literal;
use crate::model::amount::Value;
use crate::model::text::text_in;
use crate::plan::Plan;
use crate::plan::check::cell_rules::shown_bound;
use crate::workbook::style::{CellBorder, NumberFormat};
use crate::workbook::{CellRange, Sheet, SheetCell, Style, measure, style};

/// Writes the line into a row; nothing in the plan's first period.
pub(super) fn draw(sheet: &mut Sheet, form: &FormBuilder, row: u32) {
    let missing = missing(form);
    let Some(text) = text(form, missing.as_deref()) else { return };
    let (color, fill) =
        if missing.is_some() { (style::RED, Some(style::RED_TINT)) } else { (style::GREY, Some(style::HEAD)) };
    let base = Style { wrap: true, fill, border: CellBorder::All, indent: 1, ..Style::default() };
    let look = base.size(10).color(color);
    let width: f64 = TABLE_WIDTHS.iter().take(NOTE as usize + 1).sum();
    sheet.heights.insert(row, measure::tight(measure::lines(&text, width, 10), 10, 20.0));
    sheet.merge(CellRange::new(row, 0, row, NOTE), SheetCell::formula(literal(&text), &look));
}

fn text(form: &FormBuilder, missing: Option<&str>) -> Option<String> {
    let t = form.plan.language;
    let figures = figures(form);
    let so_far = text_in!(
        t,
        "Đã tổng hợp đến hết {}: {}.",
        "Counted to the end of {}: {}.",
        form.period.plus(-1).heading_in_sentence(form.plan.language),
        figures.join("; ")
    );
    match (missing, figures.is_empty()) {
        (None, true) => None,
        (None, false) => Some(format!("✓ {so_far}")),
        (Some(missing), true) => Some(format!("▲ {missing}")),
        (Some(missing), false) => Some(format!("▲ {missing} {so_far}")),
    }
}

/// Returns true for the heading of a computed column that is a share: shown as a percentage.
pub(super) fn is_share(plan: &Plan, heading: &str) -> bool {
    let mut columns = plan.columns.iter().filter(|column| column.heading == heading);
    columns.any(|column| plan.column_format(&column.name) == NumberFormat::Percent)
}

/// Returns the headlines with the unit's values. The quota of a headline follows its figure: "Lũy kế kết nạp: 17/70".
fn figures(form: &FormBuilder) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (label, value) in &form.previous.progress {
        let Value::Number(number) = value else { continue };
        let number = match is_share(form.plan, label) {
            true => shown_bound((number * 1000.0).round() / 1000.0, true, form.plan.language),
            false => shown_bound(*number, false, form.plan.language),
        };
        let is_quota = form.plan.annex.columns.iter().any(|column| column.heading == *label);
        match out.last_mut() {
            Some(last) if is_quota => *last += &format!("/{number}"),
            _ => out.push(format!("{label}: {number}")),
        }
    }
    out
}

/// The most periods that are named.
const NAMED: usize = 3;

/// Names which returns of the unit are not counted, and what to do; `None` if all are.
fn missing(form: &FormBuilder) -> Option<String> {
    let t = form.plan.language;
    let gaps = &form.previous.gaps;
    if gaps.is_empty() {
        return None;
    }
    // The latest ones are named: the unit can still send them.
    let named: Vec<String> = gaps.iter().rev().take(NAMED).rev().map(|at| at.heading_in_sentence(t)).collect();
    let more = match gaps.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => text_in!(t, " và {more} kỳ trước đó", " and {more} earlier ones"),
    };
    let list = named.join(", ");
    Some(text_in!(
        t,
        "Chưa tổng hợp báo cáo {list}{more} (chưa gửi hoặc còn lỗi): số lũy kế chưa gồm các báo cáo đó. Đề nghị gửi, hoặc sửa và gửi lại với lần gửi cao hơn.",
        "Returns of {list}{more} are not counted (missing or on hold): cumulative figures lack them. Please send them, or correct and send them again with a higher submission number."
    ))
}
