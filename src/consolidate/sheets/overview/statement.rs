//! The sentences on top of the overview: the plan's texts, with figures of the total row in them.

use super::super::super::ConsolidateError;
use super::super::super::context::SheetContext;
use super::super::super::resolver::ColumnResolver;
use super::LAST;
use super::helpers::HelperCells;
use crate::formula::literal::literal;
use crate::formula::{NameResolver, PeriodAggregate, UnknownName};
use crate::model::text::Lang;
use crate::plan::Statement;
use crate::plan::message::{MessagePart, parts};
use crate::workbook::style::{self, NumberFormat};
use crate::workbook::{CellRange, Sheet, SheetCell, Style};

/// The height of the row, in points: two lines.
const HEIGHT: f64 = 36.0;

/// Resolves names on the total row. `gaps` is the cell with the number of returns that are not in the totals.
struct TotalResolver<'a> {
    column: ColumnResolver<'a>,
    gaps: &'a str,
}

impl NameResolver for TotalResolver<'_> {
    fn language(&self) -> Lang {
        self.column.plan.language
    }

    fn name(&self, name: &str) -> Option<String> {
        if name == self.column.layout.counters.gaps { Some(self.gaps.to_string()) } else { self.column.name(name) }
    }

    fn aggregate(&self, _: PeriodAggregate, _: &str) -> Option<String> {
        None
    }
}

/// Writes the sentences into one cell of a row. `gaps` is the cell with the number of returns that are not in the totals.
pub(super) fn draw(
    sheet: &mut Sheet,
    context: &SheetContext,
    helpers: &mut HelperCells,
    row: u32,
    gaps: &str,
) -> Result<(), ConsolidateError> {
    let t = context.plan.language;
    if context.plan.statements.is_empty() {
        return Ok(());
    }
    let column = ColumnResolver { plan: context.plan, layout: &context.layout, unit: None };
    let place = TotalResolver { column, gaps };
    let mut cells = Vec::new();
    for statement in &context.plan.statements {
        let text = text(sheet, context, helpers, statement, &place)?;
        let formula = match &statement.when {
            Some(when) => format!("IF(IFERROR({},FALSE),{text},\"\")", when.write(&place)?),
            None => text,
        };
        cells.push(helpers.single(sheet, t.pick("Câu mở đầu", "Opening sentence"), formula));
    }
    let style = Style { fill: Some(style::TINT), wrap: true, indent: 1, ..Style::default().size(12) };
    let formula = format!("TRIM({})", cells.join("&\" \"&"));
    sheet.merge(CellRange::new(row, 1, row, LAST), SheetCell::formula(formula, &style));
    sheet.heights.insert(row, HEIGHT);
    Ok(())
}

/// Returns the expression of a sentence. Its figures are helper cells.
fn text(
    sheet: &mut Sheet,
    context: &SheetContext,
    helpers: &mut HelperCells,
    statement: &Statement,
    place: &TotalResolver,
) -> Result<String, UnknownName> {
    let mut pieces = Vec::new();
    for part in parts(&statement.text) {
        match part {
            MessagePart::Text(text) => pieces.push(context.words(text).unwrap_or_else(|| literal(text))),
            MessagePart::Name(name) => {
                let unknown = || UnknownName { name: name.to_string(), formula: statement.text.clone() };
                let value = place.name(name).ok_or_else(unknown)?;
                pieces.push(helpers.figure(sheet, name, &value, format(context, name)).text);
            }
        }
    }
    Ok(if pieces.is_empty() { literal("") } else { pieces.join("&") })
}

/// Returns the number format of a name. A setting is shown with the decimals that it has.
fn format(context: &SheetContext, name: &str) -> NumberFormat {
    match context.plan.settings.iter().find(|setting| setting.name == name) {
        Some(setting) if setting.value.fract() != 0.0 => NumberFormat::Decimal,
        _ => context.plan.column_format(name),
    }
}
