//! Reads what the figures of an indicator are: `decimals`, `min`, `max`, `add`.

use super::node::TableReader;
use crate::model::text::BilingualText;
use crate::plan::IndicatorKind;
use crate::plan::figure::{FigureSpec, FigureTotal, MOST_DECIMALS};
use crate::plan::schema::{self, MEAN};
use toml::de::DeValue;

impl TableReader<'_, '_> {
    /// Reads an optional number.
    pub(crate) fn optional_number(&self, key: &'static str) -> Option<f64> {
        self.value(key).and_then(|value| self.as_number(value, key))
    }

    /// Reads an optional bound: a number, or the word `none` for no bound, which is `Some(None)`.
    pub(crate) fn bound(&self, key: &'static str) -> Option<Option<f64>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::String(text) => self.pick(key, text, &value.span(), &[(schema::BOUNDS[0].0, None)]),
            _ => self.as_number(value, key).map(Some),
        }
    }
}

/// Reads the keys of an indicator. `kind` is `None` if it cannot be read.
pub(super) fn spec(node: &TableReader, kind: Option<IndicatorKind>) -> FigureSpec {
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

/// Reads `sum`, `none`, `last`, `max`, or `mean by` and the name of the weight.
fn total(node: &TableReader, text: &str) -> FigureTotal {
    let clean = text.trim();
    let name = clean.strip_prefix(MEAN.0).filter(|rest| rest.starts_with(char::is_whitespace)).map(str::trim);
    if let Some(name) = name.filter(|name| !name.is_empty()) {
        return FigureTotal::MeanBy(name.to_string());
    }
    let known = [("sum", 0), ("none", 1), ("last", 2), ("max", 3), (MEAN.0, 4)];
    match node.pick("add", clean, &node.walk.span_of(&node.at("add")), &known) {
        Some(1) => FigureTotal::None,
        Some(2) => FigureTotal::Last,
        Some(3) => FigureTotal::Max,
        Some(4) => {
            let message = BilingualText::new("trung bình thiếu tên chỉ tiêu làm quyền số", "the mean lacks its weight");
            let hint = node.walk.either(
                BilingualText::new("ví dụ: add = \"mean by so_ho\"", "such as add = \"mean by so_ho\""),
                BilingualText::new("ví dụ: trung bình theo so_ho", "such as: trung bình theo so_ho"),
            );
            node.walk.error_at(&node.at("add"), message, hint);
            FigureTotal::Sum
        }
        _ => FigureTotal::Sum,
    }
}
