//! Layout of the form. All positions are computed before a sheet is drawn.

use super::name_map::{NameMap, RowName};
use super::reference_lines::{self, ReferenceLine};
use super::{CHECK_SHEET, Previous, ROSTER_ROWS};
use crate::model::finding::Severity;
use crate::model::period::Period;
use crate::model::text::Lang;
use crate::plan::header::{self, HeaderField, HeaderKind};
use crate::plan::{BlankMeaning, Indicator, IndicatorKind, Plan, Roster, RosterKind, Rule, Scope as RuleScope, Unit};
use crate::workbook::{CellRange, address};

/// The column of the figures on the table's sheet, from 0.
pub(super) const FIGURE: u32 = 4;
/// The column of the figures of the previous period on the table's sheet.
pub(super) const PREVIOUS: u32 = 5;
/// The column of the notes, the last one that is printed.
pub(super) const NOTE: u32 = 6;
/// The column of the verdicts on the table's sheet.
pub(super) const VERDICT: u32 = 7;
/// The first row of the header.
pub(super) const HEADER_TOP: u32 = 9;
/// The heading row of a roster. The first data row is directly below.
pub(super) const ROSTER_HEADING: u32 = 3;
/// The heading row of the narratives.
pub(super) const NARRATIVE_HEADING: u32 = 2;
/// The first row of the reference figures.
pub(super) const REFERENCE_TOP: u32 = 3;
/// The heading row of the list of checks.
pub(super) const CHECK_HEADING: u32 = 6;
/// The column of a rule's formula on the list of checks.
pub(super) const CHECK_VALUE: u32 = 3;
/// The column of a rule's message on the list of checks.
pub(super) const CHECK_MESSAGE: u32 = 5;

/// The column of the counts above the list of checks.
pub(super) const COUNT: u32 = 3;
/// Widths of the table's columns: TT, Chỉ tiêu, Mã số, ĐVT, Số lượng, Quý trước, Ghi chú, Kiểm tra. Figures are yet to be
/// typed: there is room for a sum of money of fifteen digits, with decimals or without. All columns fit a screen of 1366
/// pixels, and those that are printed a page of A4 with letters of 9 points at least.
pub(super) const TABLE_WIDTHS: [f64; 8] = [5.0, 34.0, 6.5, 9.0, 19.0, 12.5, 14.0, 50.0];

/// A count over all check cells of the form.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum CheckCount {
    /// Places with an error, or with a rule that could not be evaluated.
    Errors,
    /// Places with a warning.
    Warnings,
    /// Cells that are still to be filled in, or typed again as numbers.
    Gaps,
}

impl CheckCount {
    /// Row of the count.
    pub(super) fn row(self) -> u32 {
        match self {
            CheckCount::Errors => 2,
            CheckCount::Warnings => 3,
            CheckCount::Gaps => 4,
        }
    }
}

/// A row of the table of indicators.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum TableLine {
    /// A band with the section of this indicator (index).
    Section(usize),
    /// The indicator with this index.
    Indicator(usize),
}

/// The cells where the verdict of a rule is shown.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum VerdictOwner {
    /// In the row of each cell that the rule is evaluated for.
    Cells,
    /// In the row of the indicator with this index.
    Indicator(usize),
    /// In the header line with this index, for this field.
    Header(usize, &'static str),
    /// In every row of the roster with this index.
    Roster(usize),
}

/// A rule of the plan that is part of the form.
#[derive(Clone, Debug)]
pub(super) struct PlacedRule<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Its row on the list of checks.
    pub row: u32,
    /// Where its verdict is shown.
    pub owner: VerdictOwner,
    /// The language of the form.
    pub lang: Lang,
}

impl PlacedRule<'_> {
    /// Returns the address of the rule's message on the list of checks. That cell is `""` while the rule holds.
    pub(super) fn message(&self) -> String {
        address::on(CHECK_SHEET.in_lang(self.lang), self.row, CHECK_MESSAGE)
    }
}

/// The positions of one form.
#[derive(Clone, Debug)]
pub(super) struct FormLayout<'a> {
    /// The lines of the header: one field, or two side by side.
    pub header: Vec<Vec<&'static HeaderField>>,
    /// The heading row of the table.
    pub heading: u32,
    /// The rows of the table, directly below the heading.
    pub lines: Vec<TableLine>,
    /// The lines of the reference sheet, from `REFERENCE_TOP` on.
    pub reference: Vec<ReferenceLine>,
    /// The rules in the form, in the plan's order. Rules of one line have the same row.
    pub rules: Vec<PlacedRule<'a>>,
    /// The cells of the names.
    pub sites: NameMap,
}

impl<'a> FormLayout<'a> {
    /// Computes all positions.
    pub(super) fn new(plan: &'a Plan, unit: &Unit, period: Period, previous: &Previous) -> Self {
        let header = header_lines(plan.header());
        let heading = HEADER_TOP + header.len() as u32 + 4;
        let lines = table_lines(&plan.indicators);
        let reference = reference_lines::lines(plan, unit, period, previous);
        let mut layout = FormLayout { header, heading, lines, reference, rules: Vec::new(), sites: NameMap::default() };
        layout.place_names(plan);
        layout.place_rules(plan);
        layout
    }

    /// Returns the row of a header line.
    pub(super) fn header_row(&self, line: usize) -> u32 {
        HEADER_TOP + line as u32
    }

    /// Returns the row of a table line.
    pub(super) fn line_row(&self, line: usize) -> u32 {
        self.heading + 1 + line as u32
    }

    /// Returns the row of an indicator.
    pub(super) fn indicator_row(&self, indicator: usize) -> u32 {
        let line = self.lines.iter().position(|l| *l == TableLine::Indicator(indicator)).unwrap_or(0);
        self.line_row(line)
    }

    /// Returns the row below the table.
    pub(super) fn end(&self) -> u32 {
        self.line_row(self.lines.len())
    }

    /// Returns the rules of an owner, most severe first, so that a warning does not hide an error. Rules on trial are
    /// shown on the list of checks only.
    pub(super) fn visible_rules(&self, owner: impl Fn(&PlacedRule) -> bool) -> Vec<&PlacedRule<'a>> {
        let mut rules: Vec<_> = self.rules.iter().filter(|p| p.rule.severity != Severity::Trial && owner(p)).collect();
        rules.sort_by_key(|p| p.rule.severity);
        rules
    }

    fn place_names(&mut self, plan: &Plan) {
        let table = &plan.form.sheet;
        for (row, line) in (HEADER_TOP..).zip(&self.header) {
            for (slot, field) in line.iter().enumerate() {
                let area = CellRange::cell(row, value_column(slot));
                self.sites.add(field.name, table, area, field.kind == HeaderKind::Date);
            }
        }
        for (index, indicator) in plan.indicators.iter().enumerate() {
            let area = CellRange::cell(self.indicator_row(index), FIGURE);
            self.sites.add(&indicator.name, table, area, indicator.kind == IndicatorKind::Date);
        }
        for (row, narrative) in (NARRATIVE_HEADING + 1..).zip(&plan.narratives) {
            self.sites.add(&narrative.name, &plan.form.narrative_sheet, CellRange::cell(row, 2), false);
        }
        for (row, line) in (REFERENCE_TOP..).zip(&self.reference) {
            if let Some((name, date)) = line.name() {
                self.sites.add(name, super::REFERENCE_SHEET.in_lang(plan.language), CellRange::cell(row, 1), date);
            }
        }
        for roster in &plan.rosters {
            self.sites.add(
                roster.rows_name(),
                &roster.code,
                CellRange::cell(1, roster.columns.len() as u32 + 1),
                false,
            );
            for (index, column) in roster.columns.iter().enumerate() {
                let area = roster_column(index);
                self.sites.add(format!("{}_cot", column.name), &roster.code, area, column.kind == RosterKind::Date);
            }
        }
    }

    /// Keeps the rules whose names all have a cell in the form. Rules over the whole annex have none.
    fn place_rules(&mut self, plan: &'a Plan) {
        let mut row = CHECK_HEADING;
        for line in plan.rule_lines() {
            let rules: Vec<&Rule> = line.rules(plan).iter().filter(|rule| self.has_names(plan, rule)).collect();
            row += u32::from(!rules.is_empty());
            for rule in rules {
                self.rules.push(PlacedRule { rule, row, owner: self.owner(plan, rule), lang: plan.language });
            }
        }
    }

    /// Returns true if all names of a rule have a cell in the form.
    fn has_names(&self, plan: &Plan, rule: &Rule) -> bool {
        let local = |name: &str| match rule.scope {
            RuleScope::NumericCells | RuleScope::RequiredCells => name == CELL,
            RuleScope::RosterRow(index) => {
                plan.rosters.get(index).is_some_and(|r| r.columns.iter().any(|c| c.name == name))
            }
            _ => false,
        };
        let known = |name: &String| local(name) || self.sites.get(name).is_some();
        rule.scope != RuleScope::Campaign && rule.check.names().iter().all(known)
    }

    /// Returns the last row of the list of checks.
    pub(super) fn last_check(&self) -> u32 {
        self.rules.last().map_or(CHECK_HEADING, |placed| placed.row)
    }

    /// Returns the owner of a rule: the first indicator that it refers to, else the header field, else the field of the
    /// period.
    fn owner(&self, plan: &Plan, rule: &Rule) -> VerdictOwner {
        match rule.scope {
            RuleScope::NumericCells | RuleScope::RequiredCells => return VerdictOwner::Cells,
            RuleScope::RosterRow(index) => return VerdictOwner::Roster(index),
            _ => {}
        }
        let when = rule.when.as_ref().map(|w| w.names()).unwrap_or_default();
        let names = || rule.test.names().iter().chain(when);
        if let Some(index) = names().find_map(|n| plan.indicators.iter().position(|i| i.name == *n)) {
            return VerdictOwner::Indicator(index);
        }
        let field = names().find_map(|n| plan.header_field(n)).map_or(plan.cycle().period_field(), |f| f.name);
        let line = self.header.iter().position(|l| l.iter().any(|f| f.name == field)).unwrap_or(0);
        VerdictOwner::Header(line, field)
    }
}

/// The name of the cell that a cell rule is evaluated for.
pub(super) const CELL: &str = "gia_tri";

/// Returns true if a blank cell of the indicator counts as missing for this unit.
pub(super) fn required(plan: &Plan, indicator: &Indicator, unit: &Unit) -> bool {
    plan.blank(indicator, unit) == BlankMeaning::Missing
}

/// Returns the column of the value of the first (0) or second (1) field of a header line. Its label is one column to
/// the left.
pub(super) fn value_column(slot: usize) -> u32 {
    if slot == 0 { 2 } else { 5 }
}

/// Returns the data cells of a roster column.
pub(super) fn roster_column(index: usize) -> CellRange {
    let column = index as u32 + 1;
    CellRange::new(ROSTER_HEADING + 1, column, ROSTER_HEADING + ROSTER_ROWS, column)
}

/// Returns the names of a roster's columns in one row, as the row rules use them.
pub(super) fn roster_locals(roster: &Roster, row: u32) -> Vec<RowName> {
    let local = |(index, column): (usize, &crate::plan::RosterColumn)| RowName {
        name: column.name.clone(),
        address: format!("${}{}", address::letters(index as u32 + 1), row + 1),
        date: column.kind == RosterKind::Date,
    };
    roster.columns.iter().enumerate().map(local).collect()
}

/// Long texts have a line of their own; other fields are placed in pairs.
fn header_lines(fields: &'static [HeaderField]) -> Vec<Vec<&'static HeaderField>> {
    let long = |field: &HeaderField| {
        field.kind == HeaderKind::Text && (field.input || field.name == header::UNIT_NAME || field.name == header::UNIT)
    };
    let mut lines: Vec<Vec<&'static HeaderField>> = Vec::new();
    for field in fields {
        match lines.last_mut() {
            Some(last) if last.len() == 1 && !long(field) && !last.iter().any(|f| long(f)) => last.push(field),
            _ => lines.push(vec![field]),
        }
    }
    lines
}

/// Returns section bands and indicators; a band precedes each change of section.
fn table_lines(indicators: &[Indicator]) -> Vec<TableLine> {
    let mut lines = Vec::new();
    let mut section = None;
    for (index, indicator) in indicators.iter().enumerate() {
        if section != Some(&indicator.section) {
            section = Some(&indicator.section);
            lines.push(TableLine::Section(index));
        }
        lines.push(TableLine::Indicator(index));
    }
    lines
}
