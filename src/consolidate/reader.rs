//! Reads a workbook with computed values: finds the cell of a column of the plan, and gives the meaning of a cell.

mod row_file;

use super::layout::{
    AnnexLayout, DataColumnKey, DataLayout, GridColumn, IndicatorLayout, RosterLayout, WrittenLayout, sheet,
};
use super::reach::FigureReach;
use super::resolver::{ColumnResolver, RuleResolver, block, ranked_units};
use super::{ConsolidateError, SheetContext, WorkbookPositions};
use crate::formula::PeriodAggregate;
use crate::formula::expand::{self, PeriodBound};
use crate::model::amount::Value;
use crate::model::ledger::Ledger;
use crate::model::submission::{RosterRow, Submission};
use crate::plan::field_rules::RuleLine;
use crate::plan::{Plan, Rule, Scope};
use crate::workbook::references::{self, ReferencedArea};
use crate::workbook::{CellContent, CellRange, Workbook, address};

/// A reader over a consolidated workbook with its plan and ledger.
pub(crate) struct ConsolidatedReader<'a> {
    context: SheetContext<'a>,
    book: &'a Workbook,
}

/// A column of the plan in one cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ColumnCell {
    /// The cell as `'Tổng hợp'!G12`.
    pub cell: String,
    /// The formula of the cell, without `=`.
    pub formula: String,
    /// The value of the formula.
    pub value: Value,
}

/// The meaning of a cell of the workbook.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum CellMeaning {
    /// A computed or annex column, for a unit (index) or the total (`None`).
    Column(String, Option<usize>),
    /// A figure of a return: unit, period (0 = the plan's first), name.
    Figure(usize, u32, String),
    /// A setting or parameter.
    Setting(String),
    /// The rules of a line of "Kiểm tra" for a unit's return.
    Rule(RuleLine, usize),
    /// A row of a roster.
    RosterRow(RosterRowPlace),
    /// Any other cell.
    Other(OtherCell),
}

/// A row of a roster on its sheet.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct RosterRowPlace {
    /// Index of the roster in the plan.
    pub roster: usize,
    /// Index of the unit.
    pub unit: usize,
    /// Period, 0 = the plan's first.
    pub period: u32,
    /// Index of the row in the return.
    pub row: usize,
    /// Column of the roster; `None` for the columns in front of them.
    pub column: Option<usize>,
}

impl RosterRowPlace {
    /// Returns the return, its row, and the sheet and cell of the return (column A without a column).
    pub(crate) fn origin<'l>(&self, ledger: &'l Ledger) -> Option<(&'l Submission, &'l RosterRow, String)> {
        let submission = ledger.selected(self.unit, self.period as usize)?;
        let rows = submission.rosters.get(self.roster)?;
        let row = rows.rows.get(self.row)?;
        let letters = self.column.and_then(|column| rows.letters(self.row, column)).map_or("A", |l| l.as_str());
        Some((submission, row, format!("{}!{letters}{}", rows.place(self.row).0, row.row)))
    }
}

/// A cell of the workbook that is no name of the plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct OtherCell {
    /// Its sheet.
    pub sheet: String,
    /// The first text to the left of it in its row; empty if there is none.
    pub row: String,
    /// The nearest text above it in its column; empty if there is none.
    pub column: String,
    /// Its formula, if it has one, without `=`.
    pub formula: Option<String>,
    /// Its value.
    pub value: Value,
    /// The file that its row is about, if the cell has no formula; else empty.
    pub file: String,
}

impl<'a> ConsolidatedReader<'a> {
    /// Creates a reader. The workbook must be built from this plan and ledger.
    pub(crate) fn new(plan: &'a Plan, ledger: &'a Ledger, book: &'a Workbook) -> Self {
        ConsolidatedReader { context: SheetContext::new(plan, ledger), book }
    }

    /// Creates a reader over a workbook whose ledger has handed over its rows.
    pub(crate) fn at_positions(
        plan: &'a Plan,
        ledger: &'a Ledger,
        WorkbookPositions(layout): WorkbookPositions<'a>,
        book: &'a Workbook,
    ) -> Self {
        let context = SheetContext { plan, ledger, layout, reach: FigureReach::new(plan, ledger), given: Vec::new() };
        ConsolidatedReader { context, book }
    }

    /// Returns a computed or annex column for a unit or, with `None`, in the total row; `None` if no sheet shows it.
    pub(crate) fn column(&self, name: &str, unit: Option<usize>) -> Option<ColumnCell> {
        let place = ColumnResolver { plan: self.context.plan, layout: &self.context.layout, unit };
        let column = self.context.plan.columns.iter().position(|c| c.name == name).map(GridColumn::Column);
        let entry = column.or_else(|| self.context.plan.annex_column(name).map(GridColumn::Annex))?;
        self.shown(&place.home(entry)?)
    }

    /// Returns the figure of an indicator on "Chỉ tiêu", of a unit or, with `None`, the total.
    pub(crate) fn indicator(&self, name: &str, unit: Option<usize>) -> Option<ColumnCell> {
        let plan = self.context.plan;
        let index = plan.indicators.iter().position(|i| i.name == name)?;
        self.shown(&match unit {
            Some(unit) => IndicatorLayout::new(plan).figure_address(index, unit)?,
            None => IndicatorLayout::new(plan).total_address(index)?,
        })
    }

    /// Returns a computed column in the row of the units that ended without an heir; `None` without such units.
    pub(crate) fn dissolved(&self, name: &str) -> Option<ColumnCell> {
        let index = self.context.plan.columns.iter().position(|c| c.name == name)?;
        let first = self.context.plan.columns.get(index)?.sheets.first()?;
        let grid = self.context.layout.grids.iter().find(|grid| grid.name == *first)?;
        self.shown(&grid.cell(GridColumn::Column(index), grid.dissolved()?)?)
    }

    /// Returns the formula and the value of a cell.
    fn shown(&self, target: &str) -> Option<ColumnCell> {
        let (sheet, cell) = target.rsplit_once('!')?;
        let content = self.content(sheet.trim_matches('\''), address::parse(cell)?)?;
        let found = content.formula()?;
        let value = found.value.clone().unwrap_or_default();
        Some(ColumnCell { cell: target.replace('$', ""), formula: found.file.to_string(), value })
    }

    /// Returns the formula of a rule for a unit's return in the report period, or `None` if the rule is evaluated for
    /// rows or cells.
    ///
    /// # Errors
    ///
    /// A name of the rule has no cell.
    pub(crate) fn rule(&self, rule: &Rule, unit: usize) -> Result<Option<String>, ConsolidateError> {
        let whole = matches!(rule.scope, Scope::Return | Scope::Previous | Scope::Annex);
        if !whole || super::layout::names_columns(self.context.plan, rule) {
            return Ok(None);
        }
        let (plan, layout) = (self.context.plan, &self.context.layout);
        Ok(Some(RuleResolver { plan, layout, unit, period: None, roster: None }.check(rule)?))
    }

    /// Returns the value of a parameter such as `so_quy`, or of a setting.
    pub(crate) fn word(&self, name: &str) -> Option<Value> {
        self.value_at(&self.context.layout.word(name)?, 0)
    }

    /// Returns the total of an annex column in the report period, as shown on the sheet of computed columns or on the
    /// annex. If no cell shows it, the value is blank and the formula is the one that the total row uses.
    pub(crate) fn annex_total(&self, name: &str) -> Option<ColumnCell> {
        if let Some(shown) = self.column(name, None) {
            return Some(shown);
        }
        let place = ColumnResolver { plan: self.context.plan, layout: &self.context.layout, unit: None };
        let formula = place.annex(self.context.plan.annex_column(name)?)?;
        Some(ColumnCell { cell: String::new(), formula, value: Value::Blank })
    }

    /// Returns the quota of a unit in an annex column in the report period, from "Số liệu".
    pub(crate) fn quota(&self, name: &str, unit: usize) -> Option<Value> {
        let column = self.context.plan.annex_column(name)?;
        let period = u32::try_from(self.context.ledger.report.ordinal(self.context.plan.first) - 1).ok()?;
        self.value_at(&self.context.layout.data.cell(unit, period, &DataColumnKey::Annex(column))?, 0)
    }

    /// Returns the periods (ordinals, from 1) that an aggregate over a figure of a unit reads, first and last, from the
    /// cells that its formula refers to. 0 means no period; `None` for an aggregate that reads no periods.
    pub(crate) fn periods(&self, aggregate: PeriodAggregate, figure: &str, unit: usize) -> Option<[u32; 2]> {
        let [first, last] = expand::bounds(aggregate, &block(self.context.plan, &self.context.layout, unit, figure)?)?;
        Some([self.ordinal(&first)?, self.ordinal(&last)?])
    }

    fn ordinal_at(&self, cell: &str) -> Option<u32> {
        self.value_at(cell, 0)?.as_whole_number()
    }

    fn ordinal(&self, bound: &PeriodBound) -> Option<u32> {
        match bound {
            PeriodBound::Start => Some(1),
            PeriodBound::Cell(cell) => self.value_at(cell, 0)?.as_whole_number(),
            // Before the plan there is no period.
            PeriodBound::Moved(cell, by) => self.ordinal_at(cell)?.checked_add_signed(*by).or(Some(0)),
            PeriodBound::StartBefore(first, last) => {
                (2 * self.ordinal_at(first)?).checked_sub(self.ordinal_at(last)? + 1).or(Some(0))
            }
            PeriodBound::InBlock(range, cell, most) => {
                let row = self.value_at(cell, 0)?.as_whole_number()?.min(most.unwrap_or(u32::MAX));
                self.value_at(range, row.checked_sub(1)?)?.as_whole_number()
            }
        }
    }

    /// Returns the units that HANG compares a unit with, itself included.
    pub(crate) fn ranked_units(&self, unit: usize) -> Vec<usize> {
        ranked_units(self.context.plan, unit)
    }

    /// Returns the value of the cell some rows below an address, or below the first cell of a range.
    fn value_at(&self, target: &str, below: u32) -> Option<Value> {
        let (sheet, area) = address::parse_range(target)?;
        self.content(&sheet, (area.top + below, area.left)).map(|content| value(&content))
    }

    fn content(&self, sheet: &str, at: (u32, u32)) -> Option<CellContent> {
        self.book.sheets.iter().find(|s| s.name == sheet)?.cells.get(&at).map(|c| c.content)
    }

    /// Returns the meaning of a cell, or `None` if the sheet does not exist or nothing is there.
    pub(crate) fn meaning(&self, sheet_name: &str, at: (u32, u32)) -> Option<CellMeaning> {
        let content = match self.content(sheet_name, at) {
            Some(content) => content,
            None => return self.other(sheet_name, at, CellContent::Blank),
        };
        let (plan, layout) = (self.context.plan, &self.context.layout);
        let unit_of =
            |row: u32, first: u32| usize::try_from(row.checked_sub(first)?).ok().filter(|u| *u < plan.units.len());
        if let Some(grid) = layout.grids.iter().find(|g| g.name == sheet_name) {
            let unit = unit_of(at.0, grid.row(0));
            let entry = at.1.checked_sub(super::layout::ColumnGrid::LEAD).and_then(|i| grid.entries.get(i as usize));
            if let Some(entry) = entry.filter(|_| unit.is_some() || at.0 == grid.total()) {
                let name = match entry {
                    GridColumn::Annex(i) => plan.annex.columns.get(*i).map(|c| c.name.clone()),
                    GridColumn::Column(i) => plan.columns.get(*i).map(|c| c.name.clone()),
                };
                return name.map(|name| CellMeaning::Column(name, unit));
            }
        }
        if sheet::REPORT.is(sheet_name)
            && let Some((name, unit)) = WrittenLayout::new(plan).figure(plan, at)
        {
            return Some(CellMeaning::Column(name, unit));
        }
        if sheet::DATA.is(sheet_name) && at.0 >= DataLayout::TOP && at.0 < layout.data.units_end() {
            let row = at.0 - DataLayout::TOP;
            let (unit, period) = ((row / layout.data.periods()) as usize, row % layout.data.periods());
            match layout.data.keys().get(at.1 as usize) {
                Some(DataColumnKey::Figure(name)) => return Some(CellMeaning::Figure(unit, period, name.clone())),
                // An amended quota is explained for the report period.
                Some(DataColumnKey::Annex(column)) if plan.amendments.is_empty() => {
                    return Some(CellMeaning::Column(plan.annex.columns.get(*column)?.name.clone(), Some(unit)));
                }
                _ => {}
            }
        }
        if let Some(place) = self.roster_place(sheet_name, at) {
            return Some(CellMeaning::RosterRow(place));
        }
        if sheet::ANNEX.is(sheet_name)
            && let unit = unit_of(at.0, layout.annex.row(0))
            && (unit.is_some() || at.0 == layout.annex.printed())
            && let Some(column) = at.1.checked_sub(AnnexLayout::FIRST)
            && let Some(column) = plan.annex.columns.get(column as usize)
        {
            return Some(CellMeaning::Column(column.name.clone(), unit));
        }
        if sheet::CHECKS.is(sheet_name)
            && let Some((line, unit)) = super::sheets::checked_at(&self.context, at)
        {
            return Some(CellMeaning::Rule(line, unit));
        }
        if sheet::WORDS.is(sheet_name) {
            let named = layout.words.names().find(|name| layout.words.row(name) == Some(at.0));
            if let Some(name) = named {
                return Some(CellMeaning::Setting(name.to_string()));
            }
        }
        self.other(sheet_name, at, content)
    }

    /// Returns the row of a roster that a cell shows; `None` for the verdicts beside it.
    fn roster_place(&self, sheet: &str, at: (u32, u32)) -> Option<RosterRowPlace> {
        let roster = self.context.plan.rosters.iter().position(|roster| roster.code == sheet)?;
        let place = self.context.layout.rosters.get(roster)?;
        if (place.verdict(0)..place.code()).contains(&at.1) {
            return None;
        }
        let is_in = |(_, (top, count)): &(_, (u32, u32))| (*top..top + count).contains(&at.0);
        let ((unit, period), (top, _)) = place.blocks().find(is_in)?;
        let column = at.1.checked_sub(RosterLayout::FIRST).filter(|_| at.1 < place.verdict(0));
        Some(RosterRowPlace { roster, unit, period, row: (at.0 - top) as usize, column: column.map(|c| c as usize) })
    }

    /// Returns the cells and areas that a formula on a sheet refers to, each once. Of an area of which `INDEX` picks a row,
    /// it is the cell that it picks today; these come first, the others in the order of the formula.
    pub(crate) fn references(&self, formula: &str, sheet: &str) -> Vec<(String, CellRange)> {
        let mut out: Vec<(String, CellRange)> = Vec::new();
        let mut picked = 0;
        let on = |name: &Option<String>| name.clone().unwrap_or_else(|| sheet.to_string());
        for ReferencedArea { sheet, mut area, picked_by } in references::areas(formula) {
            let row = picked_by.and_then(|(sheet, at)| value(&self.content(&on(&sheet), at)?).as_whole_number());
            if let Some(row) = row.and_then(|row| row.checked_sub(1)).filter(|row| area.top + row <= area.bottom) {
                (area.top, area.bottom) = (area.top + row, area.top + row);
                let found = (on(&sheet), area);
                if !out.contains(&found) {
                    out.insert(picked, found);
                    picked += 1;
                }
                continue;
            }
            let found = (on(&sheet), area);
            if !out.contains(&found) {
                out.push(found);
            }
        }
        out
    }

    /// Returns the value of a cell; blank if there is none.
    pub(crate) fn cell_value(&self, sheet: &str, at: (u32, u32)) -> Value {
        self.content(sheet, at).map(|content| value(&content)).unwrap_or_default()
    }

    /// Returns true for "Số liệu".
    pub(crate) fn is_data(&self, sheet: &str) -> bool {
        sheet::DATA.is(sheet)
    }

    /// Returns a cell by its row and column; `None` for an empty one outside of what the sheet holds.
    fn other(&self, sheet: &str, at: (u32, u32), content: CellContent) -> Option<CellMeaning> {
        let text = |at| match self.content(sheet, at).map(|content| value(&content)) {
            Some(Value::Text(text)) if !text.trim().is_empty() => Some(text),
            _ => None,
        };
        let row = (0..at.1).find_map(|column| text((at.0, column))).unwrap_or_default();
        // The nearest text above, which on "Số liệu" may be a state.
        let above = if sheet::DATA.is(sheet) { DataLayout::HEAD + 1 } else { at.0 };
        let mut column = (0..above.min(at.0)).rev().find_map(|row| text((row, at.1))).unwrap_or_default();
        if row.is_empty() && column.is_empty() {
            // A figure of a card: its label is above or below, in a merged cell.
            let rows = (0..at.0).rev().take(3).chain(at.0 + 1..at.0 + 3);
            column = rows.flat_map(|row| (0..=at.1).rev().map(move |c| (row, c))).find_map(text).unwrap_or_default();
        }
        let (formula, value) = (content.formula().map(|f| f.file.to_string()), value(&content));
        let is_outside = value == Value::Blank && formula.is_none() && (row.is_empty() || column.is_empty());
        let file = if formula.is_none() { self.row_file(sheet, at.0) } else { String::new() };
        let sheet = sheet.to_string();
        (!is_outside).then_some(CellMeaning::Other(OtherCell { sheet, row, column, formula, value, file }))
    }
}

fn value(content: &CellContent) -> Value {
    match content {
        CellContent::Blank => Value::Blank,
        CellContent::Text(text) => Value::Text(text.to_string()),
        CellContent::Number(number) => Value::from(*number),
        CellContent::Bool(truth) => Value::Bool(*truth),
        CellContent::Formula(formula) => formula.value.clone().unwrap_or_default(),
    }
}
