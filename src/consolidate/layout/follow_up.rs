//! Layout of the sheet "Việc tiếp theo": the lists of cases one below another, and beside them a helper cell for each unit
//! with the ordinal of its latest counted return. The order of the cases is computed beside the rows of their roster.

use super::{RosterLayout, sheet};
use crate::plan::{FollowUp, Plan};
use crate::workbook::address;

/// The most cases that a list shows.
const MOST: u32 = 40;

/// Positions of the lists.
pub(crate) struct FollowUpLayout;

impl FollowUpLayout {
    /// The row of the first list's title.
    pub(crate) const TOP: u32 = 3;
    /// The rows of a list above its cases: title and headings.
    pub(crate) const HEAD: u32 = 2;
    /// The column of the cases' rows in their roster, outside the print.
    pub(crate) const READ: u32 = 30;
    /// The column of the ordinals of the units' latest counted returns.
    pub(crate) const LATEST: u32 = 32;

    /// Returns the cell with the ordinal of a unit's latest counted return, with the sheet.
    pub(crate) fn latest(plan: &Plan, unit: usize) -> String {
        address::on(sheet::FOLLOW_UP.in_lang(plan.language), Self::latest_row(unit), Self::LATEST)
    }

    /// Returns the row of that cell.
    pub(crate) fn latest_row(unit: usize) -> u32 {
        Self::TOP + Self::HEAD + unit as u32
    }

    /// Returns the number of cases that a list can show: those of the period with the most rows, at most forty.
    pub(crate) fn cases(roster: &RosterLayout) -> u32 {
        let mut by_period = std::collections::BTreeMap::new();
        for ((_, period), (_, count)) in roster.blocks() {
            *by_period.entry(period).or_insert(0) += count;
        }
        by_period.values().copied().max().unwrap_or(0).min(MOST)
    }

    /// Returns the lists of a roster (index) with their columns on its sheet, in which the order of its rows is computed.
    pub(crate) fn of_roster<'p>(plan: &'p Plan, roster: usize, layout: &RosterLayout) -> Vec<(&'p FollowUp, u32)> {
        let code = plan.rosters.get(roster).map(|roster| &roster.code);
        let own = plan.follow_ups.iter().filter(|follow_up| Some(&follow_up.roster) == code);
        own.zip(layout.source_row() + 1..).collect()
    }
}
