//! The inputs that every sheet is drawn from: plan, ledger, positions and sizes.

use super::layout::WorkbookLayout;
use super::reach::FigureReach;
use crate::model::ledger::Ledger;
use crate::model::submission::RosterRow;
use crate::plan::Plan;
use std::sync::Mutex;

/// The inputs of every sheet.
pub struct SheetContext<'a> {
    pub(super) plan: &'a Plan,
    pub(super) ledger: &'a Ledger,
    pub(super) layout: WorkbookLayout<'a>,
    pub(super) reach: FigureReach,
    /// The rows of each roster by submission, if the ledger has handed them over. Drawing a roster frees its rows.
    pub(super) given: Vec<Mutex<Vec<Vec<RosterRow>>>>,
}

impl<'a> SheetContext<'a> {
    /// The context of a ledger's report period; the ledger keeps its roster rows.
    pub fn new(plan: &'a Plan, ledger: &'a Ledger) -> Self {
        SheetContext {
            plan,
            ledger,
            layout: WorkbookLayout::new(plan, ledger),
            reach: FigureReach::new(plan, ledger),
            given: Vec::new(),
        }
    }
}
