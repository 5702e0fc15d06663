//! The inputs that every sheet is drawn from: plan, ledger, positions and sizes.

use super::layout::WorkbookLayout;
use super::reach::FigureReach;
use crate::formula::literal::literal;
use crate::model::ledger::{Ledger, ReturnStatus};
use crate::model::period::ReportingCycle;
use crate::model::submission::RosterRow;
use crate::plan::{Plan, Unit};
use crate::workbook::{CellContent, SheetCell, Style};
use std::sync::Mutex;

/// The inputs of every sheet.
pub(super) struct SheetContext<'a> {
    pub(super) plan: &'a Plan,
    pub(super) ledger: &'a Ledger,
    pub(super) layout: WorkbookLayout<'a>,
    pub(super) reach: FigureReach,
    /// The rows of each roster by submission, if the ledger has handed them over. Drawing a roster frees its rows.
    pub(super) given: Vec<Mutex<Vec<Vec<RosterRow>>>>,
}

impl SheetContext<'_> {
    /// Returns the cell with the name of a unit: a text, or for a unit that was renamed a formula that gives the name of
    /// the report period.
    pub(super) fn unit_name(&self, unit: &Unit, style: &Style) -> SheetCell {
        if unit.time.before.is_empty() {
            return SheetCell::text(&unit.name, style);
        }
        let ordinal = self.layout.ordinal();
        let mut formula = literal(&unit.name);
        for former in unit.time.before.iter().rev() {
            let until = former.until.ordinal(self.plan.first);
            formula = format!("IF({ordinal}<={until},{},{formula})", literal(&former.name));
        }
        SheetCell::formula(formula, style)
    }

    /// Returns the expression of the name of a unit in the report period.
    pub(super) fn unit_name_expression(&self, unit: &Unit) -> String {
        match self.unit_name(unit, &Style::default()).content {
            CellContent::Formula(formula) => formula.file.to_string(),
            _ => literal(&unit.name),
        }
    }

    /// Returns the cell of a text of the plan, such as a heading; see [`SheetContext::words`].
    pub(super) fn text(&self, text: &str, style: &Style) -> SheetCell {
        match self.words(text) {
            Some(formula) => SheetCell::formula(formula, style),
            None => SheetCell::text(text, style),
        }
    }

    /// Returns the expression of a text of the plan that speaks of its periods: "trong quý", "cuối quý" and the like are
    /// "trong kỳ", "cuối kỳ" while a longer span is chosen. `None` for any other text.
    pub(super) fn words(&self, text: &str) -> Option<String> {
        let noun = match self.plan.cycle() {
            ReportingCycle::Half => return None,
            cycle => cycle.noun().vi,
        };
        let ends = |at: usize| !text.get(at..).unwrap_or_default().starts_with(|c: char| c.is_alphanumeric());
        let mut longer = text.to_string();
        for phrase in ["trong {}", "Trong {}", "đầu {}", "cuối {}", "{} này", "từng {}"] {
            let (own, other) = (phrase.replace("{}", &noun), phrase.replace("{}", "kỳ"));
            if text.match_indices(&own).all(|(at, _)| ends(at + own.len())) {
                longer = longer.replace(&own, &other);
            }
        }
        let is_single = self.layout.is_single();
        (longer != text).then(|| format!("IF({is_single},{},{})", literal(text), literal(&longer)))
    }

    /// Returns the formula of what a unit is while it does not report, in words; `""` while it does. `None` for a unit
    /// that reports in all periods.
    pub(super) fn time_note(&self, unit: usize) -> Option<String> {
        let (first, last) = self.plan.reporting_bounds(unit);
        let ordinal = self.layout.ordinal();
        let end = last.zip(self.plan.end_note(unit));
        let start = first.zip(self.plan.start_note(unit));
        let end = end
            .map_or_else(|| "\"\"".to_string(), |(last, note)| format!("IF({ordinal}>{last},{},\"\")", literal(&note)));
        let formula = match start {
            Some((first, note)) => format!("IF({ordinal}<{first},{},{end})", literal(&note)),
            None => end,
        };
        (first.is_some() || last.is_some()).then_some(formula)
    }

    /// Returns the expression of the number of returns that are due in the span: one for each unit and period.
    pub(super) fn due_returns(&self) -> String {
        let (first, last) = (self.layout.start(), self.layout.ordinal());
        let all = format!("{}*({last}-{first}+1)", self.plan.units.len());
        let is_limited = |unit: usize| self.plan.reporting_bounds(unit) != (None, None);
        match (0..self.plan.units.len()).any(is_limited) {
            true => format!("({all}-{})", self.layout.in_state(ReturnStatus::NotDue)),
            false => all,
        }
    }
}

impl<'a> SheetContext<'a> {
    /// The context of a ledger's report period; the ledger keeps its roster rows.
    pub(super) fn new(plan: &'a Plan, ledger: &'a Ledger) -> Self {
        SheetContext {
            plan,
            ledger,
            layout: WorkbookLayout::new(plan, ledger),
            reach: FigureReach::new(plan, ledger),
            given: Vec::new(),
        }
    }
}
