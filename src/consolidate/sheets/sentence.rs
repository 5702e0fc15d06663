//! Sentences of the plan with figures: a name in braces is replaced by a total, a setting or an ordinal. The cell is a
//! formula, so that the sentence follows the report period. Figures are written out with dots and decimal comma by whole
//! numbers alone, because every function that formats numbers depends on the regional settings.

use super::super::context::SheetContext;
use super::super::resolver::ColumnResolver;
use crate::formula::NameResolver;
use crate::formula::literal::literal;
use crate::plan::message::{MessagePart, parts};
use crate::workbook::style::NumberFormat;
use crate::workbook::{SheetCell, Style};

/// Returns the cell of a sentence: a text if it names nothing.
pub fn cell(context: &SheetContext, sentence: &str, style: &Style) -> SheetCell {
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
    Some(match plan.column_format(name) {
        NumberFormat::Percent => with_decimal(&format!("ROUND(ABS({value})*1000,0)"), &value, "%"),
        NumberFormat::Integer => format!("IF(ISNUMBER({value}),{}&{},{value})", minus(&value), grouped(&value)),
        _ => with_decimal(&format!("ROUND(ABS({value})*10,0)"), &value, ""),
    })
}

fn minus(value: &str) -> String {
    format!("IF({value}<-0.5,\"−\",\"\")")
}

/// One decimal after a comma: `tenths` is the expression of the figure in tenths.
fn with_decimal(tenths: &str, value: &str, unit: &str) -> String {
    let unit = literal(unit);
    let minus = format!("IF({value}<0,\"−\",\"\")");
    format!("IF(ISNUMBER({value}),{minus}&INT({tenths}/10)&\",\"&MOD({tenths},10)&{unit},{value})")
}

/// A whole number with a dot between groups of three digits, up to nine digits.
fn grouped(value: &str) -> String {
    let whole = format!("ROUND(ABS({value}),0)");
    let thousands = format!("INT({whole}/1000)");
    let group = |number: &str| format!("\".\"&RIGHT(\"00\"&MOD({number},1000),3)");
    let last = group(&whole);
    let middle = group(&thousands);
    format!("IF({whole}<1000,{whole},IF({thousands}<1000,{thousands},INT({thousands}/1000)&{middle})&{last})")
}
