//! Reads what the figures of an indicator are: `decimals`, `min`, `max`, `add`.

use super::node::TableReader;
use crate::model::text::BilingualText;
use crate::plan::IndicatorKind;
use crate::plan::figure::{FigureSpec, FigureTotal, MOST_DECIMALS};
use crate::plan::schema::MEAN;

/// Reads the keys of an indicator. `kind` is `None` if it cannot be read.
pub fn spec(node: &TableReader, kind: Option<IndicatorKind>) -> FigureSpec {
    let usual = FigureSpec::usual(kind.unwrap_or(IndicatorKind::Text));
    let (decimals, min, max) = (node.optional_number("decimals"), node.bound("min"), node.bound("max"));
    let add = node.optional_text("add");
    let keys = ["decimals", "min", "max", "add"];
    if let Some(key) = keys.into_iter().find(|key| node.has(key) && kind.is_some_and(|kind| !kind.is_number())) {
        let called = node.walk.called(&node.at(key), key);
        node.walk.error_at(
            &node.at(key),
            BilingualText::new(
                format!("'{called}' chỉ dùng cho chỉ tiêu số"),
                format!("'{called}' is for indicators with numbers"),
            ),
            BilingualText::new("để trống", "leave it out"),
        );
        return usual;
    }
    let spec = FigureSpec {
        decimals: decimals.map_or(usual.decimals, |n| whole_decimals(node, n)),
        min: min.unwrap_or(usual.min),
        max: max.unwrap_or(usual.max),
        add: add.map_or(usual.add, |text| total(node, &text)),
    };
    if let (Some(least), Some(most)) = (spec.min, spec.max)
        && least > most
    {
        node.walk.error_at(
            &node.at("max"),
            BilingualText::new(
                format!("số lớn nhất {most} nhỏ hơn số nhỏ nhất {least}"),
                format!("the largest figure {most} is below the smallest, {least}"),
            ),
            BilingualText::new("nếu có số âm, ghi cả số nhỏ nhất", "with negative figures state the smallest too"),
        );
    }
    spec
}

fn whole_decimals(node: &TableReader, number: f64) -> Option<u8> {
    if number.fract() == 0.0 && (0.0..=f64::from(MOST_DECIMALS)).contains(&number) {
        return Some(number as u8);
    }
    node.walk.error_at(
        &node.at("decimals"),
        BilingualText::new(
            format!("số chữ số lẻ là số nguyên từ 0 đến {MOST_DECIMALS}"),
            format!("decimals are a whole number from 0 to {MOST_DECIMALS}"),
        ),
        BilingualText::default(),
    );
    None
}

fn total(node: &TableReader, text: &str) -> FigureTotal {
    match text.trim() {
        "sum" => return FigureTotal::Sum,
        "none" => return FigureTotal::None,
        "last" => return FigureTotal::Last,
        "max" => return FigureTotal::Max,
        _ => {}
    }
    let name = text.trim().strip_prefix(MEAN.0).filter(|rest| rest.starts_with(char::is_whitespace)).map(str::trim);
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        return FigureTotal::MeanBy(name.to_string());
    }
    let hint = node.walk.either(
        BilingualText::new(
            "sum, none, last, max, hoặc mean by và tên chỉ tiêu làm quyền số",
            "sum, none, last, max, or mean by and the indicator that weighs",
        ),
        BilingualText::new(
            "cộng, không cộng, kỳ cuối, lớn nhất, hoặc: trung bình theo, rồi tên chỉ tiêu làm quyền số",
            "cộng, không cộng, kỳ cuối, lớn nhất, or: trung bình theo, and the indicator that weighs",
        ),
    );
    node.walk.error_at(
        &node.at("add"),
        BilingualText::new(format!("không có cách cộng '{text}'"), format!("'{text}' is no way to add up")),
        hint,
    );
    FigureTotal::Sum
}
