//! Describes what a differing cell is about: unit, period, figure and the cell of the return; and shows its contents as the
//! sheet shows them.

use crate::audit::{AuditedWorkbook, Difference, DifferenceKind, DifferenceSubject};
use crate::check::format_value::{self, NumberKind};
use crate::consolidate::reader::{CellMeaning, ConsolidatedReader};
use crate::model::amount::Value;
use crate::model::ledger::Ledger;
use crate::model::span::PeriodSpan;
use crate::model::text::{BilingualText, in_both_languages};
use crate::plan::{Plan, labels};
use crate::workbook::style::NumberFormat;
use crate::workbook::{CellContent, Workbook, address};

/// Describes all differences at cells.
pub(super) fn describe(
    plan: &Plan,
    ledger: &Ledger,
    (reader, book): (&ConsolidatedReader<'_>, &Workbook),
    actual: &AuditedWorkbook,
    chosen: PeriodSpan,
    differences: &mut [Difference],
) {
    for difference in differences {
        let Some(at) = difference.origin else { continue };
        if let Some(meaning) = reader.meaning(&difference.sheet, at) {
            difference.subject = subject(plan, ledger, chosen, &meaning);
            if difference.subject.source.is_empty() && matches!(meaning, CellMeaning::RosterRow(_)) {
                difference.subject.source = reader.row_file(&difference.sheet, at.0);
            }
        }
        show(book, actual, at, difference);
    }
}

fn subject(plan: &Plan, ledger: &Ledger, chosen: PeriodSpan, meaning: &CellMeaning) -> DifferenceSubject {
    let name = |unit: usize| plan.units.get(unit).map_or_else(String::new, |u| u.name.clone());
    let label = |name: &str| labels::title(plan, name);
    match meaning {
        CellMeaning::Figure(unit, period, figure) => {
            let when = i32::try_from(*period).map_or(chosen.last, |period| plan.first.plus(period));
            let selected = ledger.selected(*unit, *period as usize);
            let cell = selected.and_then(|s| Some((s, s.figures.get(figure.as_str())?)));
            let source =
                cell.filter(|(_, f)| !f.cell.is_empty()).map(|(s, f)| format!("{}!{}!{}", s.file, f.sheet, f.cell));
            DifferenceSubject {
                unit: name(*unit),
                period: when.to_string(),
                figure: label(figure),
                source: source.unwrap_or_default(),
            }
        }
        CellMeaning::Column(column, unit) => DifferenceSubject {
            unit: unit.map_or_else(|| "Tổng cộng".to_string(), name),
            period: chosen.name.to_string(),
            figure: plan.column(column).map_or_else(|| label(column), |c| plan.column_title(c)),
            source: String::new(),
        },
        CellMeaning::Setting(setting) => {
            let figure = plan.setting(setting).map_or(setting.as_str(), |s| s.label.as_str()).to_string();
            DifferenceSubject { figure, ..DifferenceSubject::default() }
        }
        CellMeaning::Rule(_, unit) => DifferenceSubject {
            unit: name(*unit),
            period: chosen.last.min(ledger.report).to_string(),
            ..DifferenceSubject::default()
        },
        CellMeaning::RosterRow(place) => {
            let column = plan.rosters.get(place.roster).zip(place.column).and_then(|(r, column)| r.columns.get(column));
            let when = i32::try_from(place.period).map_or(ledger.report, |period| plan.first.plus(period));
            DifferenceSubject {
                unit: name(place.unit),
                period: when.to_string(),
                figure: column.map(|column| column.heading.clone()).unwrap_or_default(),
                source: place.origin(ledger).map(|(s, _, cell)| format!("{}!{cell}", s.file)).unwrap_or_default(),
            }
        }
        CellMeaning::Other(..) => DifferenceSubject::default(),
    }
}

/// Sets the contents as the sheet shows them, if they are numbers.
fn show(book: &Workbook, actual: &AuditedWorkbook, at: (u32, u32), difference: &mut Difference) {
    let Some(cell) = book.sheet(&difference.sheet).and_then(|s| s.cells.get(&at)) else { return };
    let Some((row, column)) = address::parse(&difference.cell) else { return };
    let (expected, found) = (value_of(&cell.content), actual.value(&difference.sheet, row, column));
    let format = cell.style.number;
    let mut texts = [shown(&expected, format), shown(&found, format)];
    if texts[0] == texts[1] {
        // The format hides the difference.
        texts = [shown(&expected, NumberFormat::General), shown(&found, NumberFormat::General)];
    }
    if difference.kind == DifferenceKind::FormulaOverwritten && matches!(expected, Value::Number(_)) {
        let formula = &difference.expected;
        texts[0] = BilingualText::new(
            format!("{formula}, kết quả {}", texts[0].vi),
            format!("{formula}, which gives {}", texts[0].en),
        );
    } else if difference.expected.starts_with('=') {
        texts[0] = BilingualText::default();
    }
    if difference.found.starts_with('=') || !matches!(found, Value::Number(_)) {
        texts[1] = BilingualText::default();
    }
    if !matches!(expected, Value::Number(_)) {
        texts[0] = BilingualText::default();
    }
    difference.shown = texts;
}

/// Returns the text of a cell: its content, or the value of its formula.
pub(super) fn text_of(book: &Workbook, sheet: &str, at: (u32, u32)) -> String {
    match book.sheet(sheet).and_then(|s| s.cells.get(&at)).map(|cell| value_of(&cell.content)) {
        Some(Value::Text(text)) => text,
        _ => String::new(),
    }
}

fn value_of(content: &CellContent) -> Value {
    match content {
        CellContent::Blank => Value::Blank,
        CellContent::Number(number) => Value::Number(*number),
        CellContent::Text(text) => Value::Text(text.to_string()),
        CellContent::Bool(truth) => Value::Bool(*truth),
        CellContent::Formula(formula) => formula.value.clone().unwrap_or_default(),
    }
}

/// Formats a number as its number format shows it.
fn shown(value: &Value, format: NumberFormat) -> BilingualText {
    let Value::Number(number) = value else { return BilingualText::default() };
    let number = *number;
    in_both_languages(|lang| match format {
        NumberFormat::Percent => format_value::shown(value, true, lang),
        NumberFormat::Integer => format_value::number(number.round(), lang),
        NumberFormat::Signed => format_value::number((number * 10.0).round() / 10.0, lang),
        NumberFormat::Decimal => format_value::number((number * 100.0).round() / 100.0, lang),
        NumberFormat::Date => format_value::value(value, NumberKind::Date, lang),
        _ => format_value::number(number, lang),
    })
}
