//! A figure that was typed at the end of its label.

use super::text::label_key;
use crate::model::text::Lang;
use crate::number::{self, FigureUnit, NumberReading};
use crate::plan::Indicator;

/// Returns true if a label is that of an indicator and goes on with a figure, also one with its unit: "Người được tập
/// huấn: 35 người".
pub(super) fn has_figure(label: &str, indicator: &Indicator, lang: Lang) -> bool {
    let own = [label_key(&indicator.label), label_key(indicator.shown())];
    let unit = FigureUnit { unit: &indicator.unit, label: &indicator.label, lang };
    let is_figure = |text: &str| {
        let bare = text.trim().trim_end_matches([')', ']', '.', ';']);
        matches!(number::read(bare, unit, false), NumberReading::Digits(_) | NumberReading::Converted(..))
    };
    let starts = label.char_indices().filter(|(at, c)| {
        c.is_ascii_digit() && !label[..*at].ends_with(|before: char| before.is_ascii_digit() || ".,".contains(before))
    });
    let mut parts = starts.map(|(at, _)| label.split_at(at));
    !own.contains(&label_key(label)) && parts.any(|(head, tail)| own.contains(&label_key(head)) && is_figure(tail))
}
