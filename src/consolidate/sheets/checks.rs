//! "Kiểm tra": every rule of the plan against every return of the report period, including returns on hold. The marks
//! on the left read the results on the right, which are the plan's own formulas over "Số liệu".

use super::super::common_style;
use super::super::in_force;
use super::super::layout::{AnnexLayout, DataColumnKey, RosterLayout, sheet};
use super::super::resolver::RuleResolver;
use super::super::{ConsolidateError, SheetContext};
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use crate::formula::NameResolver;
use crate::formula::guard;
use crate::formula::literal::literal;
use crate::model::ledger::ReturnStatus;
use crate::model::submission::RECORDED;
use crate::model::text::{Lang, text_in};
use crate::model::validity::Validity;
use crate::plan::field_rules::RuleLine;
use crate::plan::{Rule, Scope, labels};
use crate::workbook::excel_limits::FORMULA_LENGTH;
use crate::workbook::style::{Align, CellBorder};
use crate::workbook::{CellRange, DifferentialFormat, PageSetup, Sheet, SheetCell, Style, address, measure, style};

/// Row of the headings, followed by the row of states and the rules.
const HEAD: u32 = 3;
/// First row of a rule.
const TOP: u32 = HEAD + 2;
/// First column of marks.
const FIRST: u32 = 3;
/// Width of the rule's name.
const WORDS: f64 = 36.0;
const UNIT: f64 = 9.0;
/// Mark of a rule that is not checked because a name has no value.
const UNCHECKED: &str = "□";

/// Returns the rules and the unit of a cell with a mark or a result. `None` for other cells.
pub(crate) fn rules_and_unit_at(context: &SheetContext, at: (u32, u32)) -> Option<(RuleLine, usize)> {
    let units = context.plan.units.len() as u32;
    let line = context.plan.rule_lines().into_iter().nth(at.0.checked_sub(TOP)? as usize)?;
    let raw = FIRST + units + 2;
    let unit = [FIRST, raw].into_iter().find_map(|first| at.1.checked_sub(first).filter(|u| *u < units))?;
    Some((line, unit as usize))
}

/// The sheet.
pub(super) const SHEET: SheetEntry = SheetEntry {
    names: &[sheet::CHECKS],
    audience: SheetAudience::Details,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::One(sheet),
};

/// Draws the sheet.
fn sheet(context: &SheetContext) -> Result<Sheet, ConsolidateError> {
    let t = context.plan.language;
    let mut sheet = Sheet::new(sheet::CHECKS.in_lang(t));
    let units = context.plan.units.len() as u32;
    let (count, raw) = (FIRST + units, FIRST + units + 2);
    let grey = Style { color: style::GREY, ..Style::default() };
    let after = t.pick(": ✓ đạt, ✗ lỗi, ▲ cảnh báo, – không áp dụng, □ chưa kiểm tra được vì thiếu số liệu, ? chưa kiểm tra được (ô liên quan đang lỗi).", ": ✓ passed, ✗ error, ▲ warning, – not applicable, □ not checked because a figure is missing, ? not checked (a cell that it needs is wrong).");
    headings(&mut sheet, context, count, raw);
    let lines = context.plan.rule_lines();
    let end = TOP + lines.len() as u32;
    for (row, line) in (TOP..).zip(&lines) {
        let Some(rule) = line.rules(context.plan).first() else { continue };
        describe(&mut sheet, context, row, line);
        match rule.scope {
            Scope::Campaign => campaign(&mut sheet, context, row, rule),
            _ => {
                for unit in 0..context.plan.units.len() {
                    cell(&mut sheet, context, row, line, unit, raw)?;
                }
            }
        }
        let marks = format!("{}:{}", address::cell(row, FIRST), address::cell(row, count - 1));
        let formula = marked(&marks, &[rule.severity.mark()]);
        sheet.formula(row, count, formula, &Style::figure().align(Align::Center).size(10));
    }
    totals(&mut sheet, t, units, end);
    common_style::marks(&mut sheet, CellRange::new(TOP, FIRST, end - 1, count - 1));
    common_style::states(&mut sheet, context.plan.language, CellRange::new(HEAD + 1, FIRST, HEAD + 1, count - 1));
    let results = CellRange::new(TOP, raw, end - 1, raw + units - 1);
    let red = DifferentialFormat { color: Some(style::RED), fill: None, bold: true };
    common_style::when(&mut sheet, results, format!("{}=FALSE", address::cell(TOP, raw)), red);
    sheet.freeze = Some((TOP, FIRST));
    sheet.protected = true;
    sheet.page = PageSetup {
        landscape: true,
        repeat: Some((HEAD, HEAD)),
        area: Some(CellRange::new(0, 0, end, count)),
        footer: common_style::footer(context),
        ..PageSetup::default()
    };
    sheet.spread_over_pages(FIRST, 9);
    common_style::title(
        &mut sheet,
        t.pick("KIỂM TRA THEO QUY TẮC", "CHECKS BY RULE"),
        common_style::last_period(context, after, &grey),
        count,
    );
    Ok(sheet)
}

fn headings(sheet: &mut Sheet, context: &SheetContext, count: u32, raw: u32) {
    let t = context.plan.language;
    sheet.set_widths(&[6.0, 11.0, WORDS]);
    for (column, text) in [
        (0, t.pick("Mã", "Code")),
        (1, t.pick("Mức", "Severity")),
        (2, t.pick("Nội dung", "Check")),
        (count, t.pick("Số đơn vị không đạt", "Units that fail")),
    ] {
        sheet.text(HEAD, column, text, &Style::list_head());
    }
    let raw_end = raw + context.plan.units.len() as u32 - 1;
    let over = Style { border: CellBorder::Rule, ..Style::default().bold().color(style::ACCENT) };
    sheet.merge(
        CellRange::new(HEAD - 1, raw, HEAD - 1, raw_end),
        SheetCell::text(
            t.pick(
                "Kết quả của công thức, hoặc tên còn thiếu số liệu",
                "Result of the formula, or the name whose figure is missing",
            ),
            &over,
        ),
    );
    let label = Style { indent: 1, fill: Some(style::HEAD), ..Style::cell().size(10) };
    sheet.merge(
        CellRange::new(HEAD + 1, 0, HEAD + 1, 2),
        SheetCell::text(t.pick("Trạng thái báo cáo", "Status of the return"), &label),
    );
    sheet.blank(HEAD + 1, count, &label);
    let mut lines = 2;
    for (index, unit) in context.plan.units.iter().enumerate() {
        for first in [FIRST, raw] {
            let column = first + index as u32;
            sheet.widths.insert(column, UNIT);
            sheet.set(HEAD, column, context.unit_name(unit, &Style::list_head().size(9)));
            if let Some(state) = context.layout.now(index, &DataColumnKey::State) {
                let look = Style { fill: Some(style::HEAD), ..Style::cell().size(9).align(Align::Center) };
                sheet.formula(HEAD + 1, column, state, &look);
            }
        }
        lines = lines.max(measure::lines(&unit.name, UNIT * 0.75, 9));
    }
    sheet.widths.insert(count, 9.0);
    sheet.widths.insert(count + 1, 3.0);
    sheet.heights.insert(HEAD, measure::height(lines, 9, 40.0));
    sheet.heights.insert(HEAD + 1, 18.0);
}

/// Writes code, severity and title of a line, with the formulas of its rules in a note.
fn describe(sheet: &mut Sheet, context: &SheetContext, row: u32, line: &RuleLine) {
    let t = context.plan.language;
    let rules = line.rules(context.plan);
    let Some(rule) = rules.first() else { return };
    let words = line.title(context.plan);
    let look = Style { indent: 1, ..Style::cell().size(10) };
    sheet.text(row, 0, &rule.code, &Style::cell().size(10).align(Align::Center));
    sheet.text(row, 1, super::findings::severity(rule.severity, t), &look);
    let note = |rule: &Rule| {
        text_in!(
            t,
            "{}\nCông thức: {}",
            "{}\nFormula: {}",
            labels::readable_message(context.plan, &rule.message),
            rule.test.source()
        )
    };
    let note = rules.iter().map(note).collect::<Vec<_>>().join("\n");
    sheet.set(row, 2, SheetCell::text(&words, &look).with_note(note));
    common_style::fit(sheet, row, 10, &[(&words, WORDS)], 18.0);
}

/// Writes a rule over the annex. It is evaluated on "Phụ lục" for all units at once.
fn campaign(sheet: &mut Sheet, context: &SheetContext, row: u32, rule: &Rule) {
    let t = context.plan.language;
    let before = context.plan.rules.iter().filter(|r| r.scope == Scope::Campaign).position(|r| r.code == rule.code);
    let at = context.layout.annex.rules() + before.unwrap_or(0) as u32;
    let last = AnnexLayout::FIRST + context.plan.annex.columns.len() as u32 - 1;
    let verdicts = address::range(sheet::ANNEX.in_lang(t), CellRange::new(at, AnnexLayout::FIRST, at, last));
    let (good, bad) = (
        t.pick("✓ (xem trang Phụ lục)", "✓ (see the sheet Annex)"),
        text_in!(t, "{} (xem trang Phụ lục)", "{} (see the sheet Annex)", rule.severity.mark()),
    );
    let failed = literal(rule.severity.mark());
    let formula = format!("IF(SUMPRODUCT(--({verdicts}={failed}))=0,{},{})", literal(good), literal(&bad));
    let area = CellRange::new(row, FIRST, row, FIRST + context.plan.units.len() as u32 - 1);
    sheet.merge(area, SheetCell::formula(formula, &Style::cell().size(10).align(Align::Center)));
}

fn cell(
    sheet: &mut Sheet,
    context: &SheetContext,
    row: u32,
    line: &RuleLine,
    unit: usize,
    raw: u32,
) -> Result<(), ConsolidateError> {
    let Some(rule) = line.rules(context.plan).first() else { return Ok(()) };
    let (at, result) = (FIRST + unit as u32, raw + unit as u32);
    let state = format!("{}${}", address::letters(at), HEAD + 2);
    let missing = without_return(context, unit, &state);
    let small = Style::cell().size(9).align(Align::Center).color(style::GREY);
    let value = address::cell(row, result);
    let mark = rule.severity.mark();
    let (formula, shown) = match rule.scope {
        Scope::RosterRow(roster) => (
            failing_rows(context, line, roster, unit),
            format!("IF({value}>0,\"{mark} \"&{value},IF({value}=0,\"✓\",\"–\"))"),
        ),
        Scope::NumericCells | Scope::RequiredCells => {
            (failing_cells(context, line.first, unit), format!("IF({value}>0,\"{mark} \"&{value},\"✓\")"))
        }
        _ => (returned(context, line.first, unit)?, format!("IF({value},\"✓\",\"{mark}\")")),
    };
    let Some(formula) = formula else { return Ok(()) };
    let of_return = !matches!(rule.scope, Scope::RosterRow(_) | Scope::NumericCells | Scope::RequiredCells);
    let (limits, ordinal) = (limits(context, line), context.layout.ordinal());
    let may_not_apply = of_return || in_force::condition(context.plan, limits, &ordinal).is_some();
    let extended = with_missing_names(context, line.first, unit, &formula, of_return)?;
    let (formula, shown) = match (extended, may_not_apply) {
        (Some(formula), true) => {
            (formula, format!("IF(ISTEXT({value}),IF({value}=\"\",\"–\",\"{UNCHECKED}\"),{shown})"))
        }
        (Some(formula), false) => (formula, format!("IF(ISTEXT({value}),\"{UNCHECKED}\",{shown})")),
        (None, true) => (formula, format!("IF(ISTEXT({value}),\"–\",{shown})")),
        (None, false) => (formula, shown),
    };
    let formula = in_force::limited(context.plan, limits, &ordinal, formula);
    sheet.formula(
        row,
        result,
        format!(
            "IF({},\"\",{})",
            without_return(context, unit, &status_formula(result)),
            if of_return { recorded(context, unit, formula) } else { formula }
        ),
        &small,
    );
    let look = Style::cell().size(10).align(Align::Center);
    sheet.formula(row, at, format!("IF({missing},\"\",IF(ISERROR({value}),\"?\",{shown}))"), &look);
    Ok(())
}

/// Returns the periods in which a line applies. Rules of different periods on one line are limited row by row.
fn limits(context: &SheetContext, line: &RuleLine) -> Validity {
    let rules = line.rules(context.plan);
    let first = rules.first().map(|rule| rule.validity).unwrap_or_default();
    if rules.iter().all(|rule| rule.validity == first) { first } else { Validity::default() }
}

/// Extends the formula of a result: if the rule is not checked, it gives the names that are missing. Returns `None` if
/// that cannot happen, or if the names are those of single cells or rows.
fn with_missing_names(
    context: &SheetContext,
    index: usize,
    unit: usize,
    formula: &str,
    of_return: bool,
) -> Result<Option<String>, ConsolidateError> {
    let place = RuleResolver { plan: context.plan, layout: &context.layout, unit, period: None, roster: None };
    let Some(rule) = context.plan.rules.get(index) else { return Ok(None) };
    let (Some(missing), Some(of)) = (&rule.missing, context.plan.units.get(unit)) else { return Ok(None) };
    if missing.formula.names().iter().any(|name| place.name(name).is_none()) {
        return Ok(None);
    }
    let names = missing.formula.write(&place)?;
    // Without a figure that need not be reported, the rule does not apply.
    let shown = match guard::all_present(&rule.inapplicable_names(context.plan, of)) {
        Some(present) => format!("IF({},{names},\"\")", present.write(&place)?),
        None => names.clone(),
    };
    let is_verdict = context.layout.now(unit, &DataColumnKey::Rule(index)).is_some();
    // The names are evaluated only where the rule gives no result.
    let whole = match &missing.parts {
        _ if is_verdict && of_return => format!("IF({formula}=\"\",{shown},{formula})"),
        Some(parts) if of_return => {
            format!("IF({},{},{shown})", parts.guard.write(&place)?, parts.core.write(&place)?)
        }
        _ => format!("IF({names}=\"\",{formula},{shown})"),
    };
    // The state of the return and the periods of the rule are still put around it.
    Ok((whole.len() + 200 <= FORMULA_LENGTH).then_some(whole))
}

/// Returns the condition that a unit has no return, by the cell of its state.
fn without_return(context: &SheetContext, unit: usize, state: &str) -> String {
    let is = |status: ReturnStatus| format!("{state}={}", literal(status.word(context.plan.language)));
    match context.plan.reporting_bounds(unit) {
        (None, None) => is(ReturnStatus::Missing),
        _ => format!("OR({},{})", is(ReturnStatus::Missing), is(ReturnStatus::NotDue)),
    }
}

/// Limits the formula of a result to returns that a unit has sent: no rule judges what the board records.
fn recorded(context: &SheetContext, unit: usize, formula: String) -> String {
    let has_record = context.plan.waivers.iter().any(|w| w.nil && context.plan.unit_index(&w.unit) == Some(unit));
    match context.layout.now(unit, &DataColumnKey::File).filter(|_| has_record) {
        Some(file) => format!("IF({file}={},\"\",{formula})", literal(RECORDED.in_lang(context.plan.language))),
        None => formula,
    }
}

/// Returns the address of the state above a result.
fn status_formula(column: u32) -> String {
    format!("{}${}", address::letters(column), HEAD + 2)
}

/// Returns the plan's formula over the unit's row of the report period.
fn returned(context: &SheetContext, rule: usize, unit: usize) -> Result<Option<String>, ConsolidateError> {
    if let Some(verdict) = context.layout.now(unit, &DataColumnKey::Rule(rule)) {
        return Ok(Some(verdict));
    }
    let Some(rule) = context.plan.rules.get(rule) else { return Ok(None) };
    let place = RuleResolver { plan: context.plan, layout: &context.layout, unit, period: None, roster: None };
    Ok(Some(rule.check.write(&place)?))
}

/// Returns an expression that counts the roster rows that fail a line, from their verdicts. It covers only the unit's
/// own rows, so that the work does not grow with the other units.
fn failing_rows(context: &SheetContext, line: &RuleLine, roster: usize, unit: usize) -> Option<String> {
    let list = context.layout.rosters.get(roster)?;
    let position = list.rules.iter().position(|own| own == line)?;
    let (periods, verdicts) = (list.of_unit(unit, RosterLayout::PERIOD), list.of_unit(unit, list.verdict(position)));
    Some(format!("SUMPRODUCT(({periods}={})*({verdicts}=FALSE))", context.layout.last_period()?))
}

/// Returns an expression that counts the findings of a cell rule.
fn failing_cells(context: &SheetContext, rule: usize, unit: usize) -> Option<String> {
    Some(format!("0+{}", context.layout.now(unit, &DataColumnKey::Cells(rule))?))
}

/// Returns an expression that counts the cells that start with one of the marks or with the mark of a failed
/// evaluation. It avoids COUNTIF, for which the engine scans the whole sheet each time.
fn marked(cells: &str, marks: &[&str]) -> String {
    let first = |mark: &&str| format!("(LEFT({cells},1)=\"{mark}\")");
    let all: Vec<String> = marks.iter().chain(&["?"]).map(first).collect();
    format!("SUMPRODUCT({})", all.join("+"))
}

fn totals(sheet: &mut Sheet, t: Lang, units: u32, row: u32) {
    let look = Style::cell().size(10).total();
    sheet.merge(
        CellRange::new(row, 0, row, 2),
        SheetCell::text(t.pick("Số quy tắc không đạt", "Rules that fail"), &look.align(Align::Center)),
    );
    for column in FIRST..FIRST + units {
        let marks = format!("{}:{}", address::cell(TOP, column), address::cell(row - 1, column));
        let formula = marked(&marks, &["✗", "▲"]);
        sheet.formula(row, column, formula, &look.align(Align::Center));
    }
    let column = FIRST + units;
    let counts = format!("{}:{}", address::cell(TOP, column), address::cell(row - 1, column));
    sheet.formula(row, column, format!("SUM({counts})"), &look.align(Align::Center));
    sheet.heights.insert(row, 22.0);
}
