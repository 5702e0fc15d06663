//! Positions of everything in the workbook. They are computed from plan and ledger before any sheet is built, so that
//! every formula can refer to every sheet. Rows and columns count from 0.

mod board;
mod columns;
mod data;
mod lists;
mod written;

pub(crate) use crate::plan::sheet_names as sheet;
pub use board::BoardLayout;
pub use columns::{ColumnGrid, GridColumn};
pub use data::{DataColumnKey, DataLayout, JoinedRow, names_columns};
pub use lists::{AnnexLayout, DictionaryLayout, FindingsLayout, RosterLayout};
pub use written::{WrittenLayout, WrittenLine, WrittenLineKind};

use crate::formula::literal::literal;
use crate::model::ledger::{Ledger, ReturnStatus};
use crate::plan::Plan;
use crate::plan::header::{self, PeriodCounters};
use crate::workbook::address;

/// Cell on "Tổng quan" that selects the report period.
pub const REPORT_CELL: (u32, u32) = (0, 14);

/// Positions of the whole workbook.
pub struct WorkbookLayout<'a> {
    /// "Số liệu".
    pub data: DataLayout<'a>,
    /// "Phụ lục".
    pub annex: AnnexLayout,
    /// The roster sheets, in the plan's order.
    pub rosters: Vec<RosterLayout>,
    /// "Lỗi, cảnh báo".
    pub findings: FindingsLayout,
    /// Sheets of computed columns, in the plan's order.
    pub grids: Vec<ColumnGrid>,
    /// "Công thức".
    pub words: DictionaryLayout,
    /// Names of cells that describe the report period.
    pub counters: PeriodCounters,
}

impl<'a> WorkbookLayout<'a> {
    /// Computes all positions.
    pub fn new(plan: &'a Plan, ledger: &Ledger) -> Self {
        WorkbookLayout {
            data: DataLayout::new(plan, ledger),
            annex: AnnexLayout::new(plan),
            rosters: (0..plan.rosters.len()).map(|r| RosterLayout::new(plan, ledger, r)).collect(),
            findings: FindingsLayout::new(ledger),
            grids: plan.sheets.iter().map(|s| ColumnGrid::new(plan, s)).collect(),
            words: DictionaryLayout::new(plan),
            counters: header::counters(plan.cycle()),
        }
    }

    /// Returns the address of the cell `ky_bao_cao`.
    pub fn report(&self) -> String {
        address::on(sheet::OVERVIEW, REPORT_CELL.0, REPORT_CELL.1)
    }

    /// Returns the address of the cell of a parameter or setting. `None` if no row has this name.
    pub fn word(&self, name: &str) -> Option<String> {
        self.words.row(name).map(|row| address::on(sheet::WORDS, row, DictionaryLayout::VALUE))
    }

    /// Returns the address of the cell with the report period's ordinal.
    pub fn ordinal(&self) -> String {
        self.word(self.counters.ordinal).unwrap_or_default()
    }

    /// Returns an expression for a unit's value of a key in the report period: one cell of its block. `None` if "Số
    /// liệu" has no such column.
    pub fn now(&self, unit: usize, key: &DataColumnKey) -> Option<String> {
        Some(format!("INDEX({},{})", self.data.block(unit, key)?, self.ordinal()))
    }

    /// Returns an expression that counts the units with a state in the report period.
    pub fn in_state(&self, state: ReturnStatus) -> String {
        let whole = |key: DataColumnKey| self.data.whole_column(&key).unwrap_or_default();
        let (periods, states) = (whole(DataColumnKey::Period), whole(DataColumnKey::State));
        format!("SUMPRODUCT(({periods}={})*({states}={}))", self.report(), literal(state.word()))
    }

    /// Lists the defined names of the workbook with their addresses.
    pub fn names(&self) -> Vec<(String, String)> {
        let report = ("ky_bao_cao".to_string(), self.report());
        let words = self.words.names().filter_map(|name| Some((name.to_string(), self.word(name)?)));
        std::iter::once(report).chain(words).collect()
    }
}
