//! The data validation of the figures' cells: what Excel accepts while a person types, and its message otherwise.

use super::layout::FIGURE;
use crate::plan::check::cell_rules::shown_bound;
use crate::plan::{Indicator, IndicatorKind};
use crate::workbook::{CellRange, DataValidation, ValidationRule};

/// Returns the data validation of an indicator's cell; `None` for a free text.
pub fn of_figure(indicator: &Indicator, row: u32) -> Option<DataValidation> {
    let (input, error) = match indicator.kind {
        IndicatorKind::Flow | IndicatorKind::Stock | IndicatorKind::Percent => {
            (number(indicator), number_error(indicator))
        }
        IndicatorKind::Choice => (
            ValidationRule::Words(indicator.choices.clone()),
            "Chọn một trong các từ có trong danh sách của ô này.".to_string(),
        ),
        IndicatorKind::Date => (ValidationRule::Date(1, 109_574), "Gõ ngày theo dạng 31/12/2021.".to_string()),
        IndicatorKind::Text => return None,
    };
    let title = format!("Mã {}", indicator.code);
    let prompt = if indicator.note.is_empty() { Default::default() } else { (title.clone(), indicator.note.clone()) };
    Some(DataValidation { area: CellRange::cell(row, FIGURE), input, prompt, error: (title, error), stop: true })
}

/// Returns true if all figures of the indicators are whole numbers from 0 on.
pub fn are_whole(indicators: &[Indicator]) -> bool {
    let mut numbers = indicators.iter().filter(|i| matches!(i.kind, IndicatorKind::Flow | IndicatorKind::Stock));
    numbers.all(|i| i.figure.decimals == Some(0) && i.figure.min.is_some_and(|least| least >= 0.0))
}

fn is_share(indicator: &Indicator) -> bool {
    indicator.kind == IndicatorKind::Percent
}

fn is_whole(indicator: &Indicator) -> bool {
    !is_share(indicator) && indicator.figure.decimals == Some(0)
}

fn number(indicator: &Indicator) -> ValidationRule {
    let (least, most) = (indicator.figure.min, indicator.figure.max);
    match (is_whole(indicator), least, most) {
        (true, Some(0.0), None) => ValidationRule::Whole(0),
        (false, Some(least), None) => ValidationRule::Number(least),
        (is_whole, least, most) => ValidationRule::Between { is_whole, least, most },
    }
}

fn number_error(indicator: &Indicator) -> String {
    let figure = &indicator.figure;
    let shown = |bound: f64| shown_bound(bound, is_share(indicator));
    let bounds = match (figure.min, figure.max) {
        (Some(least), Some(most)) => format!(" từ {} đến {}", shown(least), shown(most)),
        (Some(least), None) => format!(" từ {} trở lên", shown(least)),
        (None, Some(most)) => format!(" không quá {}", shown(most)),
        (None, None) => ", số âm có dấu trừ ở trước".to_string(),
    };
    if is_share(indicator) {
        return format!("Ô này chỉ nhận tỷ lệ{bounds}. Gõ kèm dấu %, ví dụ 85,5%.");
    }
    if is_whole(indicator) {
        return format!(
            "Ô này chỉ nhận số nguyên{bounds}. Gõ liền các chữ số, không kèm chữ, không có dấu chấm hay dấu phẩy (2136)."
        );
    }
    let decimals = figure.decimals.map_or_else(String::new, |n| format!(", nhiều nhất {n} chữ số lẻ"));
    format!("Ô này chỉ nhận số{bounds}{decimals}. Gõ liền các chữ số, không kèm chữ; số lẻ sau dấu phẩy (45,5).")
}
