//! Layout of the sheet "Chỉ tiêu": a row for each indicator, with a band before each section, and a column for each unit,
//! then the totals. Where there are many units it is turned: the totals, then a row for each unit, and a column for each
//! indicator.

use super::sheet;
use crate::plan::Plan;
use crate::workbook::{CellRange, address};

/// The largest number of units that are side by side: more make the sheet wider than it can be read.
const MOST: usize = 40;

/// Positions of the figures on the sheet "Chỉ tiêu".
pub(crate) struct IndicatorLayout<'p> {
    /// The plan.
    pub(crate) plan: &'p Plan,
    /// True if the units are one below the other.
    pub(crate) is_down: bool,
}

impl<'p> IndicatorLayout<'p> {
    /// The row of the headings.
    pub(crate) const HEAD: u32 = 3;
    /// The first column of the units, or of the indicators if the units are one below the other.
    pub(crate) const FIRST: u32 = 3;
    /// The row of the labels if the units are one below the other.
    pub(crate) const LABEL: u32 = Self::HEAD + 2;
    /// The row of the totals if the units are one below the other. Above it are section, code, label and unit of measure.
    pub(crate) const TOTAL: u32 = Self::HEAD + 4;

    /// Creates the layout for a plan.
    pub(crate) fn new(plan: &'p Plan) -> Self {
        IndicatorLayout { plan, is_down: plan.units.len() > MOST }
    }

    /// Returns the cell of a unit's figure of an indicator (index).
    pub(crate) fn figure(&self, indicator: usize, unit: usize) -> (u32, u32) {
        match self.is_down {
            true => (Self::TOTAL + 1 + unit as u32, Self::FIRST + indicator as u32),
            false => (self.row(indicator), Self::FIRST + unit as u32),
        }
    }

    /// Returns the cell of the total of an indicator (index).
    pub(crate) fn total(&self, indicator: usize) -> (u32, u32) {
        match self.is_down {
            true => (Self::TOTAL, Self::FIRST + indicator as u32),
            false => (self.row(indicator), Self::FIRST + self.plan.units.len() as u32),
        }
    }

    /// Returns the range of the figures of an indicator (index) over `count` consecutive units; `None` of no units.
    pub(crate) fn figures(&self, indicator: usize, first: usize, count: usize) -> Option<CellRange> {
        let (top, left) = self.figure(indicator, first);
        let (bottom, right) = self.figure(indicator, first + count.checked_sub(1)?);
        Some(CellRange::new(top, left, bottom, right))
    }

    /// Returns the address of the total of an indicator (index), with the sheet.
    pub(crate) fn total_address(&self, indicator: usize) -> Option<String> {
        self.plan.indicators.get(indicator)?;
        let (row, column) = self.total(indicator);
        Some(address::on(self.name(), row, column))
    }

    /// Returns the address of a unit's figure of an indicator (index), with the sheet.
    pub(crate) fn figure_address(&self, indicator: usize, unit: usize) -> Option<String> {
        self.plan.indicators.get(indicator)?;
        let (row, column) = self.figure(indicator, unit);
        Some(address::on(self.name(), row, column))
    }

    /// Returns the range of an indicator (index) over `count` consecutive units, with the sheet.
    pub(crate) fn figures_address(&self, indicator: usize, first: usize, count: usize) -> Option<String> {
        self.plan.indicators.get(indicator)?;
        Some(address::range(self.name(), self.figures(indicator, first, count)?))
    }

    /// Returns the name of the sheet.
    fn name(&self) -> &'static str {
        sheet::INDICATORS.in_lang(self.plan.language)
    }

    /// Returns the row of an indicator (index) if the units are side by side: a band precedes each change of section.
    pub(crate) fn row(&self, indicator: usize) -> u32 {
        let before = self.plan.indicators.iter().take(indicator + 1);
        let sections = before.fold((0, ""), |(count, section), one| {
            if one.section == section { (count, section) } else { (count + 1, one.section.as_str()) }
        });
        Self::HEAD + 2 + indicator as u32 + sections.0
    }
}
