//! Builds the consolidated workbook: the figures of the returns as read, and the plan's formulas over them, live. It
//! evaluates no formula: `layout` computes the positions, then each sheet is built, and `engine::fill` evaluates the
//! formulas.

mod board;
mod context;
mod error;
mod in_force;
mod layout;
mod common_style;
pub(crate) mod privacy;
mod resolver;
mod return_link;
mod reach;
mod workbook_place;
pub(crate) mod reader;
pub(crate) mod ledger_from_workbook;
mod sheets;
pub(crate) mod rollup;

use crate::model::amount::Value;
use crate::model::ledger::Ledger;
use crate::model::previous::UnitCourse;
use crate::model::span::PeriodSpan;
use crate::plan::Plan;
use crate::workbook::{CellContent, Workbook};
use context::SheetContext;
use layout::WorkbookLayout;
use reach::FigureReach;
use std::sync::Mutex;

pub(crate) use board::{BoardEntry, board_entry};
pub(crate) use error::ConsolidateError;
pub(crate) use layout::REPORT_CELL;
pub(crate) use layout::{BoardLayout, DataLayout, IndicatorLayout};
pub(crate) use sheets::DISSOLVED;
pub use sheets::names as sheet_names;
pub(crate) use sheets::sources::{changes, listing};
pub(crate) use sheets::{
    HeadlineFigure, ReportBlock, ReportTable, UnitHeadline, WrittenReport, findings_sheet, fit_rows, is_recomputable,
    written_report,
};
pub(crate) use workbook_place::WorkbookPlace;

/// Selects another span in a workbook: sets the cell `ky_bao_cao`, which every formula follows.
pub fn choose(book: &mut Workbook, span: impl Into<PeriodSpan>) {
    let overview = book.sheets.iter_mut().find(|s| layout::sheet::OVERVIEW.is(&s.name));
    if let Some(sheet) = overview {
        let label = span.into().name.label(sheet.page.lang);
        sheet.cells.change(REPORT_CELL, |cell| cell.content = CellContent::Text(label.into()));
    }
}

/// Reads the plan's headlines for each unit at the end of the report period from a workbook whose formulas have values.
/// One list of heading and value for each unit, in the order of the plan.
pub(crate) fn progress(plan: &Plan, ledger: &Ledger, book: &Workbook) -> Vec<Vec<(String, Value)>> {
    let context = SheetContext::new(plan, ledger);
    (0..plan.units.len()).map(|unit| sheets::progress(&context, book, unit)).collect()
}

/// Returns the course of each unit up to the report period, one for each unit of the plan.
pub(crate) fn courses(plan: &Plan, ledger: &Ledger, book: &Workbook) -> Vec<Option<UnitCourse>> {
    let context = SheetContext::new(plan, ledger);
    (0..plan.units.len()).map(|unit| sheets::unit_course(&context, book, unit)).collect()
}

/// Returns the headlines of each unit by the report period, read from the ledger's workbook with computed values.
pub(crate) fn unit_headlines(plan: &Plan, ledger: &Ledger, book: &Workbook) -> Vec<Vec<UnitHeadline>> {
    let context = SheetContext::new(plan, ledger);
    (0..plan.units.len()).map(|unit| sheets::unit_headlines(&context, book, unit)).collect()
}

/// Builds the consolidated workbook for a ledger's report period. Its formulas have no values yet: see `engine::fill`.
///
/// # Errors
///
/// A formula of the plan refers to a name that has no cell; the loader should have rejected it.
pub fn book(plan: &Plan, ledger: &Ledger) -> Result<Workbook, ConsolidateError> {
    draw_workbook(&SheetContext::new(plan, ledger))
}

/// Like [`book`], but moves the roster rows out of the ledger and frees them once they are in the workbook. Use it for
/// the last workbook built from a ledger.
///
/// # Errors
///
/// See [`book`].
pub(crate) fn build_consuming(plan: &Plan, ledger: &mut Ledger) -> Result<Workbook, ConsolidateError> {
    let (layout, reach) = (WorkbookLayout::new(plan, ledger), FigureReach::new(plan, ledger));
    let given = (0..plan.rosters.len()).map(|roster| Mutex::new(ledger.take_rows(roster))).collect();
    draw_workbook(&SheetContext { plan, ledger, layout, reach, given })
}

/// Where everything is in a workbook.
pub(crate) struct WorkbookPositions<'a>(WorkbookLayout<'a>);

impl<'a> WorkbookPositions<'a> {
    /// Returns the positions of the workbook of a ledger, before [`build_consuming`] takes its rows.
    pub(crate) fn new(plan: &'a Plan, ledger: &Ledger) -> Self {
        WorkbookPositions(WorkbookLayout::new(plan, ledger))
    }
}

fn draw_workbook(context: &SheetContext) -> Result<Workbook, ConsolidateError> {
    let SheetContext { plan, ledger, .. } = context;
    let mut book = Workbook::new(format!("{} · {}", plan.info.title, ledger.span.heading_in(plan.language)));
    book.author = plan.info.issuer_short.clone();
    book.created = plan.info.date.ymd();
    book.sheets = sheets::all(context)?;
    book.names = context.layout.names();
    book.sheets.iter_mut().for_each(|sheet| sheet.page.lang = plan.language);
    Ok(book)
}
