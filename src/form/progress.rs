//! The line above the header that tells the unit its own standing: what is counted of it so far, and the return of the
//! previous period that is not counted. It is a formula that begins with a mark, so that a reader knows it as a verdict.

use super::FormBuilder;
use super::layout::{NOTE, TABLE_WIDTHS};
use crate::formula::literal::literal;
use crate::model::amount::Value;
use crate::model::previous::OpeningReason;
use crate::plan::check::cell_rules::shown_bound;
use crate::workbook::style::CellBorder;
use crate::workbook::{CellRange, Sheet, SheetCell, Style, measure, style};

/// Writes the line into a row; nothing in the plan's first period.
pub fn draw(sheet: &mut Sheet, form: &FormBuilder, row: u32) {
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
    let shown = |value: &Value| match value {
        Value::Number(number) => Some(shown_bound(*number, false)),
        Value::Text(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    };
    let parts = form.previous.progress.iter().filter_map(|(label, value)| Some(format!("{label}: {}", shown(value)?)));
    let parts: Vec<String> = parts.collect();
    let so_far = format!("Đã tổng hợp đến hết {}: {}.", form.period.plus(-1).heading(), parts.join("; "));
    match (missing, parts.is_empty()) {
        (None, true) => None,
        (None, false) => Some(format!("✓ {so_far}")),
        (Some(missing), true) => Some(format!("▲ {missing}")),
        (Some(missing), false) => Some(format!("▲ {missing} {so_far}")),
    }
}

/// Returns what is wrong with the unit's return of the previous period, and what to do; `None` if it is counted.
fn missing(form: &FormBuilder) -> Option<String> {
    let reasons = form.previous.unconfirmed.values();
    reasons.into_iter().find_map(|opening| {
        let heading = opening.period.heading();
        match opening.reason {
            OpeningReason::Held | OpeningReason::Tied => Some(format!(
                "Báo cáo {heading} còn lỗi, chưa được tổng hợp: đề nghị sửa và gửi lại với lần nộp cao hơn."
            )),
            OpeningReason::Missing(_) => Some(format!("Chưa có báo cáo {heading}: đề nghị gửi.")),
            OpeningReason::NoFigure => None,
        }
    })
}
