//! The rows of the form that are not in force in the period of a return. Their figures are reported and not taken.

use super::cell_value::ReturnBuilder;
use super::claims::Claim;
use super::figure_table::{FigureTable, TableHeading};
use super::finding_at;
use super::listing::{ListedKind, list};
use super::printed::is_same;
use super::reading_findings::ReadingFinding;
use super::text::code_key;
use crate::model::finding::Finding;
use crate::model::text::BilingualText;
use crate::plan::{Indicator, Plan};
use crate::workbook::address;

/// The rows of other periods, and those of them that a table has with a figure.
pub(super) struct OtherRows<'p> {
    indicators: Vec<&'p Indicator>,
    /// Place and text of the figure, and its row.
    figures: Vec<((u32, u32), String, &'p Indicator)>,
}

impl<'p> OtherRows<'p> {
    /// Collects the rows of a plan that its edition does not have.
    pub(super) fn new(plan: &'p Plan, edition: &Plan) -> Self {
        let is_other =
            |i: &&Indicator| edition.indicators.len() < plan.indicators.len() && edition.indicator(&i.name).is_none();
        OtherRows { indicators: plan.indicators.iter().filter(is_other).collect(), figures: Vec::new() }
    }

    /// Returns the row with a label, or with a code and no label.
    pub(super) fn find(&self, code: &str, label: &str) -> Option<&'p Indicator> {
        let has_label = label.chars().any(char::is_alphabetic);
        let is_coded = |i: &&&Indicator| !code.is_empty() && code_key(&i.code) == code_key(code);
        let by_label = self.indicators.iter().find(|i| has_label && is_same(label, i));
        by_label.or_else(|| self.indicators.iter().find(is_coded).filter(|_| !has_label)).copied()
    }

    /// Keeps the figure of such a row, if it has one.
    pub(super) fn found(&mut self, table: &FigureTable, row: u32, indicator: &'p Indicator, taken: &mut ReturnBuilder) {
        let at = (row, table.figure);
        table.columns(TableHeading::Unit).for_each(|column| taken.claim((row, column), Claim::Printed));
        if let Some(cell) = table.sheet.cell(at.0, at.1).filter(|cell| !cell.value.is_blank()) {
            taken.claim(at, Claim::Reported);
            self.figures.push((at, cell.value.display().into_owned(), indicator));
        }
    }

    /// Returns the finding about the figures.
    pub(super) fn finding(&mut self, sheet: &str) -> Option<Finding> {
        let figures = std::mem::take(&mut self.figures);
        let (first, _, indicator) = figures.first()?;
        let one = |(at, text, indicator): &((u32, u32), String, &Indicator)| {
            format!("{} {}: {}", address::cell(at.0, at.1), indicator.title(), text.trim())
        };
        let found = list(&figures, ListedKind::Rows, one);
        let periods = indicator.validity.describe();
        let expected = BilingualText::new(
            format!("mã {} có trong biểu {}", indicator.code, periods.vi),
            format!("code {} is in the form {}", indicator.code, periods.en),
        );
        Some(Finding { found, expected, ..finding_at(ReadingFinding::RowNotInForce, sheet, *first) })
    }
}
