//! The row of column numbers of a sheet of computed columns: where a column follows from others of the sheet by one
//! simple operation, the number shows it (`4=3:1`). The operation is read from the plan's formula, without its tests for
//! missing figures. A formula that is not so simple has a plain number.

use super::super::layout::{ColumnGrid, GridColumn};
use crate::formula::lexer::{FormulaToken, TokenKind};
use crate::plan::Plan;

/// Maximum depth of columns that repeat other columns.
const DEPTH: usize = 8;

/// Returns the number of an entry (from 0) as the row shows it.
pub(super) fn label(plan: &Plan, grid: &ColumnGrid, entry: usize) -> String {
    let number = entry + 1;
    let GridColumn::Column(index) = grid.entries[entry] else { return number.to_string() };
    let formula = plan.columns.get(index).map(|column| tokens(column.formula.tokens())).unwrap_or_default();
    match operation(plan, grid, &formula) {
        Some(operation) => format!("{number}={operation}"),
        None => number.to_string(),
    }
}

fn tokens(all: &[FormulaToken]) -> Vec<FormulaToken> {
    all.iter().filter(|token| token.kind != TokenKind::Space).cloned().collect()
}

/// Returns the operation of a formula over columns of the sheet, or `None` if it is not a simple one.
fn operation(plan: &Plan, grid: &ColumnGrid, formula: &[FormulaToken]) -> Option<String> {
    let body = essence(plan, formula);
    let mut out = String::new();
    let mut operators = Vec::new();
    for (at, token) in body.iter().enumerate() {
        if at % 2 == 0 {
            out.push_str(
                &number(plan, grid, &token.text, DEPTH).filter(|_| token.kind == TokenKind::Name)?.to_string(),
            );
            continue;
        }
        out.push_str(match token.text.as_str() {
            "+" => "+",
            "-" => "−",
            "/" => ":",
            _ => return None,
        });
        operators.push(token.text.as_str());
    }
    let is_simple = body.len() % 2 == 1 && (operators == ["/"] || !operators.contains(&"/"));
    (is_simple && !operators.is_empty()).then_some(out)
}

/// Returns the number of the column that shows a name: its own, or that of the only name that its formula comes to.
fn number(plan: &Plan, grid: &ColumnGrid, name: &str, depth: usize) -> Option<usize> {
    let shown = grid.entries.iter().position(|entry| entry.name(plan) == Some(name));
    if let Some(place) = shown {
        return Some(place + 1);
    }
    let formula = tokens(plan.column(name)?.formula.tokens());
    match essence(plan, &formula) {
        [only] if only.kind == TokenKind::Name && depth > 0 => number(plan, grid, &only.text, depth - 1),
        _ => None,
    }
}

/// Removes what surrounds the operation of a formula: tests that otherwise give a text, the branch that a setting does
/// not select, `MAX(0,…)` and brackets.
fn essence<'t>(plan: &Plan, formula: &'t [FormulaToken]) -> &'t [FormulaToken] {
    let mut rest = formula;
    while let Some((function, arguments)) = call(rest) {
        let is_zero = |part: &[FormulaToken]| matches!(part, [zero] if zero.text == "0");
        let is_text = |part: &[FormulaToken]| matches!(essence(plan, part), [text] if text.kind == TokenKind::Text);
        rest = match (function, arguments.as_slice()) {
            ("", [inner]) => inner,
            ("MAX", [zero, inner]) if is_zero(zero) => inner,
            ("IF", [test, yes, no]) => match selected(plan, test) {
                Some(true) => yes,
                Some(false) => no,
                None if is_text(yes) => no,
                None if is_text(no) => yes,
                None => return rest,
            },
            _ => return rest,
        };
    }
    rest
}

/// Evaluates a comparison of a setting with a number.
fn selected(plan: &Plan, test: &[FormulaToken]) -> Option<bool> {
    let [name, equals, number] = test else { return None };
    let setting = plan.settings.iter().find(|setting| setting.name == name.text)?;
    let number: f64 = number.text.parse().ok()?;
    (equals.text == "=").then_some(setting.value == number)
}

/// Splits a formula that is one call, or one pair of brackets (function `""`), into function and arguments.
fn call(formula: &[FormulaToken]) -> Option<(&str, Vec<&[FormulaToken]>)> {
    let function = formula.first().filter(|token| token.kind == TokenKind::Function);
    let start = usize::from(function.is_some());
    formula.get(start).filter(|token| token.kind == TokenKind::Open)?;
    let (mut depth, mut from, mut arguments) = (0usize, start + 1, Vec::new());
    for (at, token) in formula.iter().enumerate().skip(start) {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    arguments.push(formula.get(from..at)?);
                    let is_whole = at + 1 == formula.len();
                    return is_whole.then(|| (function.map_or("", |token| token.text.as_str()), arguments));
                }
            }
            TokenKind::Comma if depth == 1 => {
                arguments.push(formula.get(from..at)?);
                from = at + 1;
            }
            _ => {}
        }
    }
    None
}
