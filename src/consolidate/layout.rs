//! Positions of everything in the workbook. They are computed from plan and ledger before any sheet is built, so that
//! every formula can refer to every sheet. Rows and columns count from 0.

mod board;
mod columns;
mod data;
mod follow_up;
mod indicators;
mod lists;
mod written;

pub(crate) use crate::plan::sheet_names as sheet;
pub(crate) use board::BoardLayout;
pub(super) use columns::{ColumnGrid, GridColumn, RankedBlock};
pub(crate) use data::DataLayout;
pub(super) use data::{DataColumnKey, JoinedRow, is_large_heir, names_columns};
pub(super) use follow_up::FollowUpLayout;
pub(crate) use indicators::IndicatorLayout;
pub(super) use lists::{AnnexLayout, DictionaryLayout, FindingsLayout, RosterLayout};
pub(super) use written::{WrittenLayout, WrittenLine, WrittenLineKind};

use crate::formula::literal::literal;
use crate::model::ledger::{Ledger, ReturnStatus};
use crate::model::text::Lang;
use crate::plan::Plan;
use crate::plan::header::{self, PeriodCounters};
use crate::workbook::address;

/// Cell on "Tổng quan" that selects the report period.
pub(crate) const REPORT_CELL: (u32, u32) = (0, 14);

/// Positions of the whole workbook.
pub(super) struct WorkbookLayout<'a> {
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
    /// The language of the workbook.
    pub lang: Lang,
}

impl<'a> WorkbookLayout<'a> {
    /// Computes all positions.
    pub(super) fn new(plan: &'a Plan, ledger: &Ledger) -> Self {
        WorkbookLayout {
            data: DataLayout::new(plan, ledger),
            annex: AnnexLayout::new(plan),
            rosters: (0..plan.rosters.len()).map(|r| RosterLayout::new(plan, ledger, r)).collect(),
            findings: FindingsLayout::new(plan, ledger),
            grids: plan.sheets.iter().map(|s| ColumnGrid::new(plan, s)).collect(),
            words: DictionaryLayout::new(plan, ledger.report),
            counters: header::counters(plan.cycle()),
            lang: plan.language,
        }
    }

    /// Returns the address of the cell `ky_bao_cao`.
    pub(super) fn report(&self) -> String {
        address::on(sheet::OVERVIEW.in_lang(self.lang), REPORT_CELL.0, REPORT_CELL.1)
    }

    /// Returns the address of the cell of a parameter or setting. `None` if no row has this name.
    pub(super) fn word(&self, name: &str) -> Option<String> {
        self.words.row(name).map(|row| address::on(sheet::WORDS.in_lang(self.lang), row, DictionaryLayout::VALUE))
    }

    /// Returns the address of the cell with the report period's ordinal.
    pub(super) fn ordinal(&self) -> String {
        self.word(self.counters.ordinal).unwrap_or_default()
    }

    /// Returns the address of the cell with the ordinal of the first period of the span.
    pub(super) fn start(&self) -> String {
        self.word(self.counters.start).unwrap_or_default()
    }

    /// Returns the expression of the ordinal of the chosen span in the list on "Công thức", by its label or its name. A
    /// year that a person types is a number; the name of its span is text.
    pub(super) fn look_up_span(&self) -> String {
        let [labels, names] = [DictionaryLayout::SPAN, DictionaryLayout::CODE].map(|c| self.words.span_range(c));
        let chosen = format!("{}&\"\"", self.report());
        format!("IFERROR(MATCH({chosen},{labels},0),MATCH({chosen},{names},0))")
    }

    /// Returns an expression for what a column of the spans on "Công thức" holds for the chosen span.
    pub(super) fn of_span(&self, column: u32) -> String {
        format!("INDEX({},{})", self.words.span_range(column), self.words.chosen_ordinal())
    }

    /// Returns an expression for the label of the chosen span, `Quý I/2022`.
    pub(super) fn chosen_label(&self) -> String {
        self.of_span(DictionaryLayout::SPAN)
    }

    /// Returns the condition that the span is a single period.
    pub(super) fn is_single(&self) -> String {
        format!("{}={}", self.start(), self.ordinal())
    }

    /// Returns an expression for the label of the last period of the span, `Quý I/2022`.
    pub(super) fn last_period(&self) -> Option<String> {
        self.now(0, &DataColumnKey::Period)
    }

    /// Returns an expression that counts the periods of the span in which the return of a unit has one of some states.
    pub(super) fn count_in_span(&self, unit: usize, states: &[ReturnStatus]) -> Option<String> {
        let (ordinals, own) =
            (self.data.block(unit, &DataColumnKey::Ordinal)?, self.data.block(unit, &DataColumnKey::State)?);
        let is_one = states.iter().map(|state| format!("({own}={})", literal(state.word(self.lang))));
        let is_one = is_one.collect::<Vec<_>>().join("+");
        let (first, last) = (self.start(), self.ordinal());
        Some(format!("SUMPRODUCT(({ordinals}>={first})*({ordinals}<={last})*({is_one}))"))
    }

    /// Returns an expression for the state of a unit's return in the report period; for a longer span the number of
    /// counted returns of those that are due, with a mark.
    pub(super) fn state_in_span(&self, unit: usize) -> Option<String> {
        let state = self.now(unit, &DataColumnKey::State)?;
        let lacking = self.count_in_span(unit, &[ReturnStatus::Held, ReturnStatus::Missing])?;
        let counted = self.count_in_span(unit, &[ReturnStatus::Counted])?;
        let marked = format!("IF({lacking}=0,\"✓ \",\"✗ \")&{counted}&\"/\"&({counted}+{lacking})");
        Some(format!("IF({},{state},{marked})", self.is_single()))
    }

    /// Returns an expression for the worst state of a unit's returns in the span: on hold, else missing, else counted, else
    /// not due.
    pub(super) fn worst_state(&self, unit: usize) -> Option<String> {
        let states = [ReturnStatus::Counted, ReturnStatus::Missing, ReturnStatus::Held];
        states.iter().try_fold(literal(ReturnStatus::NotDue.word(self.lang)), |rest, state| {
            Some(format!("IF({}>0,{},{rest})", self.count_in_span(unit, &[*state])?, literal(state.word(self.lang))))
        })
    }

    /// Returns an expression for a unit's value of a key in the report period: one cell of its block. `None` if "Số
    /// liệu" has no such column.
    pub(super) fn now(&self, unit: usize, key: &DataColumnKey) -> Option<String> {
        Some(format!("INDEX({},{})", self.data.block(unit, key)?, self.ordinal()))
    }

    /// Returns an expression that counts the returns of the span with a state.
    pub(super) fn in_state(&self, state: ReturnStatus) -> String {
        let whole = |key: DataColumnKey| self.data.whole_column(&key).unwrap_or_default();
        let (ordinals, states) = (whole(DataColumnKey::Ordinal), whole(DataColumnKey::State));
        let (first, last, state) = (self.start(), self.ordinal(), literal(state.word(self.lang)));
        format!("SUMPRODUCT(({ordinals}>={first})*({ordinals}<={last})*({states}={state}))")
    }

    /// Lists the defined names of the workbook with their addresses.
    pub(super) fn names(&self) -> Vec<(String, String)> {
        let report = ("ky_bao_cao".to_string(), self.report());
        let words = self.words.names().filter_map(|name| Some((name.to_string(), self.word(name)?)));
        std::iter::once(report).chain(words).collect()
    }
}
