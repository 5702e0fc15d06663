//! Sentences of the plan with figures: a name in braces is replaced by a total, a setting or an ordinal. The cell is a
//! formula, so that the sentence follows the report period.

use super::super::context::SheetContext;
use super::super::resolver::ColumnResolver;
use crate::formula::NameResolver;
use crate::formula::literal::literal;
use crate::formula::number_text::number_text;
use crate::model::text::Lang;
use crate::plan::message::{MessagePart, parts};
use crate::workbook::style::NumberFormat;
use crate::workbook::{SheetCell, Style};

/// Returns the cell of a sentence: a text if it names nothing.
pub(super) fn cell(context: &SheetContext, sentence: &str, style: &Style) -> SheetCell {
    let parts = parts(sentence);
    if !parts.iter().any(|part| matches!(part, MessagePart::Name(_))) {
        return context.text(sentence, style);
    }
    let written = parts.into_iter().map(|part| match part {
        MessagePart::Text(text) => context.words(text).unwrap_or_else(|| literal(text)),
        MessagePart::Name(name) => figure(context, name).unwrap_or_else(|| literal(&format!("{{{name}}}"))),
    });
    SheetCell::formula(written.collect::<Vec<_>>().join("&"), style)
}

/// Returns the expression of a name as text.
fn figure(context: &SheetContext, name: &str) -> Option<String> {
    let plan = context.plan;
    let place = ColumnResolver { plan, layout: &context.layout, unit: None };
    let value = place.name(name)?;
    if plan.column(name).is_none() && plan.annex_column(name).is_none() {
        return Some(value);
    }
    Some(figure_text(&value, plan.column_format(name), plan.language))
}

/// Returns the expression of a figure as text in a number format; what is not a number stays as it is.
pub(super) fn figure_text(value: &str, number: NumberFormat, lang: Lang) -> String {
    let percent = |decimals: u8| {
        let text = number_text(&format!("({value}*100)"), decimals, lang);
        format!("IF(ISNUMBER({value}),{text}&\"%\",{value}&\"\")")
    };
    match number {
        NumberFormat::Percent | NumberFormat::OfPercent => percent(1),
        NumberFormat::FixedPercent(decimals) => percent(decimals),
        NumberFormat::Decimal => number_text(value, 2, lang),
        NumberFormat::Signed => number_text(value, 1, lang),
        NumberFormat::Fixed(decimals) | NumberFormat::OfFixed(decimals) => number_text(value, decimals, lang),
        _ => number_text(value, 0, lang),
    }
}
