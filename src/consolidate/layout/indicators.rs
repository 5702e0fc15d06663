//! Layout of the sheet "Chỉ tiêu": one row for each indicator, with a band before each section; one column for each unit,
//! then the totals.

use super::sheet;
use crate::plan::Plan;
use crate::workbook::{CellRange, address};

/// Layout of the sheet "Chỉ tiêu".
pub(crate) struct IndicatorLayout;

impl IndicatorLayout {
    /// The row of the headings.
    pub(crate) const HEAD: u32 = 3;
    /// The first column of the units.
    pub(crate) const FIRST: u32 = 3;

    /// Returns the row of an indicator (index): a band precedes each change of section.
    pub(crate) fn row(plan: &Plan, indicator: usize) -> Option<u32> {
        let mut row = Self::HEAD + 2;
        let mut section = "";
        for (index, one) in plan.indicators.iter().enumerate() {
            if one.section != section {
                section = &one.section;
                row += 1;
            }
            if index == indicator {
                return Some(row);
            }
            row += 1;
        }
        None
    }

    /// Returns the address of the total of an indicator (index), with the sheet.
    pub(crate) fn total(plan: &Plan, indicator: usize) -> Option<String> {
        let column = Self::FIRST + plan.units.len() as u32;
        Some(address::on(sheet::INDICATORS.in_lang(plan.language), Self::row(plan, indicator)?, column))
    }

    /// Returns the address of a unit's figure of an indicator (index), with the sheet.
    pub(crate) fn of_unit(plan: &Plan, indicator: usize, unit: usize) -> Option<String> {
        let column = Self::FIRST + unit as u32;
        Some(address::on(sheet::INDICATORS.in_lang(plan.language), Self::row(plan, indicator)?, column))
    }

    /// Returns the range of an indicator (index) over `count` consecutive units, with the sheet.
    pub(crate) fn of_units(plan: &Plan, indicator: usize, first: usize, count: usize) -> Option<String> {
        let (row, left) = (Self::row(plan, indicator)?, Self::FIRST + first as u32);
        let area = CellRange::new(row, left, row, left + (count as u32).checked_sub(1)?);
        Some(address::range(sheet::INDICATORS.in_lang(plan.language), area))
    }
}
