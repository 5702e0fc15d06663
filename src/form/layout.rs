//! Where everything stands in the form, settled before a sheet is drawn.

use super::reference::{self, Line as ReferenceLine};
use super::sites::{Local, Sites};
use super::{CHECK_SHEET, Previous, ROSTER_ROWS};
use crate::book::{Area, address};
use crate::model::finding::Severity;
use crate::model::period::Cycle;
use crate::model::period::Period;
use crate::plan::header::{self, HeaderField, HeaderKind};
use crate::plan::{Blank, Indicator, IndicatorKind, Plan, Roster, RosterKind, Rule, Scope as RuleScope, Unit};

/// Column of the figures on the table's sheet.
pub const FIGURE: u32 = 4;
/// Column of the verdicts on the table's sheet.
pub const VERDICT: u32 = 6;
/// First line of the header block.
pub const HEADER_TOP: u32 = 9;
/// Heading row of a roster; its first data row stands directly below.
pub const ROSTER_HEADING: u32 = 3;
/// Heading row of the narratives.
pub const NARRATIVE_HEADING: u32 = 2;
/// First row of the reference figures.
pub const REFERENCE_TOP: u32 = 3;
/// Heading row of the list of checks.
pub const CHECK_HEADING: u32 = 6;
/// Column of a rule's formula on the list of checks.
pub const CHECK_VALUE: u32 = 3;
/// Column of a rule's message on the list of checks.
pub const CHECK_MESSAGE: u32 = 5;

/// A row of the table.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A band with the section of this indicator.
    Section(usize),
    /// The indicator with this index.
    Indicator(usize),
}

/// Where a rule's verdict is shown.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// In the row of every cell that it judges.
    Cells,
    /// In the row of the indicator with this index.
    Indicator(usize),
    /// In the header line with this index, for this field.
    Header(usize, &'static str),
    /// In every row of the roster with this index.
    Roster(usize),
}

/// A rule of the plan that has a place in the form.
#[derive(Clone, Debug)]
pub struct Placed<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Its row on the list of checks.
    pub row: u32,
    /// Where its verdict is shown.
    pub owner: Owner,
}

impl Placed<'_> {
    /// Address of the rule's message on the list of checks; `""` there while the rule is not broken.
    pub fn message(&self) -> String {
        address::on(CHECK_SHEET, self.row, CHECK_MESSAGE)
    }
}

/// Positions of one form.
#[derive(Clone, Debug)]
pub struct Layout<'a> {
    /// Lines of the header block: one field, or two side by side.
    pub header: Vec<Vec<&'static HeaderField>>,
    /// Heading row of the table.
    pub heading: u32,
    /// Rows of the table, directly below the heading.
    pub lines: Vec<Line>,
    /// Lines of the reference sheet from `REFERENCE_TOP` on.
    pub reference: Vec<ReferenceLine>,
    /// The rules in the form, in the plan's order.
    pub rules: Vec<Placed<'a>>,
    /// Where the names stand.
    pub sites: Sites,
}

impl<'a> Layout<'a> {
    /// Settles every position.
    pub fn new(plan: &'a Plan, unit: &Unit, period: Period, previous: &Previous) -> Self {
        let header = header_lines(plan.cycle());
        let heading = HEADER_TOP + header.len() as u32 + 4;
        let lines = table_lines(&plan.indicators);
        let reference = reference::lines(plan, unit, period, previous);
        let mut layout = Layout { header, heading, lines, reference, rules: Vec::new(), sites: Sites::default() };
        layout.place_names(plan);
        layout.place_rules(plan);
        layout
    }

    /// Row of a header line.
    pub fn header_row(&self, line: usize) -> u32 {
        HEADER_TOP + line as u32
    }

    /// Row of a table line.
    pub fn line_row(&self, line: usize) -> u32 {
        self.heading + 1 + line as u32
    }

    /// Row of an indicator.
    pub fn indicator_row(&self, indicator: usize) -> u32 {
        let line = self.lines.iter().position(|l| *l == Line::Indicator(indicator)).unwrap_or(0);
        self.line_row(line)
    }

    /// The row below the table.
    pub fn end(&self) -> u32 {
        self.line_row(self.lines.len())
    }

    /// The rules that a verdict shows, gravest first: an error must not hide behind a warning. Rules on trial are
    /// shown on the list of checks only.
    pub fn shown(&self, owner: impl Fn(&Placed) -> bool) -> Vec<&Placed<'a>> {
        let mut rules: Vec<_> = self.rules.iter().filter(|p| p.rule.severity != Severity::Trial && owner(p)).collect();
        rules.sort_by_key(|p| p.rule.severity);
        rules
    }

    fn place_names(&mut self, plan: &Plan) {
        let table = &plan.form.sheet;
        for (row, line) in (HEADER_TOP..).zip(&self.header) {
            for (slot, field) in line.iter().enumerate() {
                let area = Area::cell(row, value_column(slot));
                self.sites.add(field.name, table, area, field.kind == HeaderKind::Date);
            }
        }
        for (index, indicator) in plan.indicators.iter().enumerate() {
            let area = Area::cell(self.indicator_row(index), FIGURE);
            self.sites.add(&indicator.name, table, area, indicator.kind == IndicatorKind::Date);
        }
        for (row, narrative) in (NARRATIVE_HEADING + 1..).zip(&plan.narratives) {
            self.sites.add(&narrative.name, &plan.form.narrative_sheet, Area::cell(row, 2), false);
        }
        for (row, line) in (REFERENCE_TOP..).zip(&self.reference) {
            if let Some((name, date)) = line.name() {
                self.sites.add(name, super::REFERENCE_SHEET, Area::cell(row, 1), date);
            }
        }
        for roster in &plan.rosters {
            self.sites.add(roster.rows_name(), &roster.code, Area::cell(1, roster.columns.len() as u32 + 1), false);
            for (index, column) in roster.columns.iter().enumerate() {
                let area = roster_column(index);
                self.sites.add(format!("{}_cot", column.name), &roster.code, area, column.kind == RosterKind::Date);
            }
        }
    }

    /// Keeps the rules whose every name has a place here: those over the annex as a whole have none.
    fn place_rules(&mut self, plan: &'a Plan) {
        let mut row = CHECK_HEADING + 1;
        for rule in &plan.rules {
            let local = |name: &str| match rule.scope {
                RuleScope::NumericCells | RuleScope::RequiredCells => name == CELL,
                RuleScope::RosterRow(index) => {
                    plan.rosters.get(index).is_some_and(|r| r.columns.iter().any(|c| c.name == name))
                }
                _ => false,
            };
            let known = |name: &String| local(name) || self.sites.get(name).is_some();
            if rule.scope == RuleScope::Campaign || !rule.check.names().iter().all(known) {
                continue;
            }
            self.rules.push(Placed { rule, row, owner: self.owner(plan, rule) });
            row += 1;
        }
    }

    /// A rule belongs to the first figure that it names; failing that to the header field; failing that to the
    /// line of the period.
    fn owner(&self, plan: &Plan, rule: &Rule) -> Owner {
        match rule.scope {
            RuleScope::NumericCells | RuleScope::RequiredCells => return Owner::Cells,
            RuleScope::RosterRow(index) => return Owner::Roster(index),
            _ => {}
        }
        let when = rule.when.as_ref().map(|w| w.names()).unwrap_or_default();
        let names = || rule.test.names().iter().chain(when);
        if let Some(index) = names().find_map(|n| plan.indicators.iter().position(|i| i.name == *n)) {
            return Owner::Indicator(index);
        }
        let field = names().find_map(|n| plan.header_field(n)).map_or(plan.cycle().stem(), |f| f.name);
        let line = self.header.iter().position(|l| l.iter().any(|f| f.name == field)).unwrap_or(0);
        Owner::Header(line, field)
    }
}

/// The name of the cell under test.
pub const CELL: &str = "gia_tri";

/// Whether an empty cell of the indicator is a gap for this unit.
pub fn required(plan: &Plan, indicator: &Indicator, unit: &Unit) -> bool {
    plan.blank(indicator, unit) == Blank::Missing
}

/// Column of the value of the first or second field of a header line; its label stands one column to the left.
pub fn value_column(slot: usize) -> u32 {
    if slot == 0 { 2 } else { 5 }
}

/// The data cells of a roster column.
pub fn roster_column(index: usize) -> Area {
    let column = index as u32 + 1;
    Area::new(ROSTER_HEADING + 1, column, ROSTER_HEADING + ROSTER_ROWS, column)
}

/// The roster's own columns in one row, as the rules of the row name them.
pub fn roster_locals(roster: &Roster, row: u32) -> Vec<Local> {
    let local = |(index, column): (usize, &crate::plan::RosterColumn)| Local {
        name: column.name.clone(),
        address: format!("${}{}", address::letters(index as u32 + 1), row + 1),
        date: column.kind == RosterKind::Date,
    };
    roster.columns.iter().enumerate().map(local).collect()
}

/// Long texts have a line of their own; the others stand in pairs.
fn header_lines(cycle: Cycle) -> Vec<Vec<&'static HeaderField>> {
    let long = |field: &HeaderField| {
        field.kind == HeaderKind::Text && (field.input || field.name == header::UNIT_NAME || field.name == header::UNIT)
    };
    let mut lines: Vec<Vec<&'static HeaderField>> = Vec::new();
    for field in header::fields(cycle) {
        match lines.last_mut() {
            Some(last) if last.len() == 1 && !long(field) && !last.iter().any(|f| long(f)) => last.push(field),
            _ => lines.push(vec![field]),
        }
    }
    lines
}

/// Bands and indicators, a band wherever the section changes.
fn table_lines(indicators: &[Indicator]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut section = None;
    for (index, indicator) in indicators.iter().enumerate() {
        if section != Some(&indicator.section) {
            section = Some(&indicator.section);
            lines.push(Line::Section(index));
        }
        lines.push(Line::Indicator(index));
    }
    lines
}
