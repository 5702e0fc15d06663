//! The data validation of the figures' cells: what Excel accepts while a person types, and its message otherwise.

use super::layout::FIGURE;
use crate::model::text::{Lang, text_in};
use crate::plan::check::cell_rules::shown_bound;
use crate::plan::{Indicator, IndicatorKind};
use crate::workbook::{CellRange, DataValidation, ValidationRule};

/// Returns the data validation of an indicator's cell; `None` for a free text.
pub(super) fn of_figure(indicator: &Indicator, row: u32, t: Lang) -> Option<DataValidation> {
    let (input, error) = match indicator.kind {
        IndicatorKind::Flow | IndicatorKind::Stock | IndicatorKind::Percent => {
            (number(indicator), number_error(indicator, t))
        }
        IndicatorKind::Choice => (
            ValidationRule::Words(indicator.choices.clone()),
            t.pick("Chọn một trong các từ có trong danh sách của ô này.", "Choose a word from the list of this cell.")
                .to_string(),
        ),
        IndicatorKind::Date => (
            ValidationRule::Date(1, 109_574),
            t.pick("Gõ ngày theo dạng 31/12/2021.", "Type the date as your computer writes it, such as 31/12/2021.")
                .to_string(),
        ),
        IndicatorKind::Text => return None,
    };
    let title = text_in!(t, "Mã {}", "Code {}", indicator.code);
    let prompt = if indicator.note.is_empty() { Default::default() } else { (title.clone(), indicator.note.clone()) };
    Some(DataValidation { area: CellRange::cell(row, FIGURE), input, prompt, error: (title, error), stop: true })
}

/// Returns true if all figures of the indicators are whole numbers from 0 on.
pub(super) fn are_whole(indicators: &[Indicator]) -> bool {
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

fn number_error(indicator: &Indicator, t: Lang) -> String {
    let figure = &indicator.figure;
    let shown = |bound: f64| shown_bound(bound, is_share(indicator), t);
    let bounds = match (figure.min, figure.max) {
        (Some(least), Some(most)) => text_in!(t, " từ {} đến {}", " from {} to {}", shown(least), shown(most)),
        (Some(least), None) => text_in!(t, " từ {} trở lên", " from {}", shown(least)),
        (None, Some(most)) => text_in!(t, " không quá {}", " up to {}", shown(most)),
        (None, None) => t.pick(", số âm có dấu trừ ở trước", ", a negative number with a minus sign").to_string(),
    };
    if is_share(indicator) {
        return text_in!(
            t,
            "Ô này chỉ nhận tỷ lệ{bounds}. Gõ kèm dấu %, ví dụ 85,5%.",
            "Only a share{bounds}. Type it with %, such as 85.5%."
        );
    }
    if is_whole(indicator) {
        return text_in!(
            t,
            "Ô này chỉ nhận số nguyên{bounds}. Gõ liền các chữ số, không kèm chữ, không có dấu chấm hay dấu phẩy (2136).",
            "Only a whole number{bounds}. Type digits only, without words or separators (2136)."
        );
    }
    let decimals = figure
        .decimals
        .map_or_else(String::new, |n| text_in!(t, ", nhiều nhất {n} chữ số lẻ", ", at most {n} decimals"));
    text_in!(
        t,
        "Ô này chỉ nhận số{bounds}{decimals}. Gõ liền các chữ số, không kèm chữ; số lẻ sau dấu phẩy (45,5).",
        "Only a number{bounds}{decimals}. Type digits only, without words; decimals as your computer writes them (45.5)."
    )
}
