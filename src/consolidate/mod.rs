//! The consolidated workbook as a book: every figure of the returns as it was taken, and over it the plan's own
//! formulas, live. Nothing is reckoned here: positions are settled first (`layout`), then each sheet is drawn, and
//! `engine::fill` gives every formula its value.

mod layout;
mod look;
mod place;
mod reach;
pub mod reader;
pub mod restore;
mod sheets;
pub mod upward;

use crate::book::{Book, Content};
use crate::formula::UnknownName;
use crate::model::amount::Value;
use crate::model::ledger::Ledger;
use crate::model::period::Period;
use crate::model::submission::RosterRow;
use crate::plan::Plan;
use layout::Layout;
use reach::Reach;
use std::sync::Mutex;

pub use layout::REPORT_CELL;
pub use sheets::findings_sheet;
pub use sheets::sources::{changes, listing};

/// Why the workbook could not be made: always a fault of the plan or the program, never of a return.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConsolidateError {
    /// A formula names something that has no place in the workbook.
    #[error(transparent)]
    UnknownName(#[from] UnknownName),
}

/// Chooses another report period in a workbook: the cell `ky_bao_cao`, which every formula follows.
pub fn choose(book: &mut Book, period: Period) {
    let overview = book.sheets.iter_mut().find(|s| s.name == layout::sheet::OVERVIEW);
    if let Some(sheet) = overview {
        sheet.cells.change(REPORT_CELL, |cell| cell.content = Content::Text(period.to_string().into()));
    }
}

/// What each unit has reached at the end of the report period: the plan's headlines, read from a workbook whose formulas
/// have their values. One list a unit, in the order of the plan: heading and value.
pub fn progress(plan: &Plan, ledger: &Ledger, book: &Book) -> Vec<Vec<(String, Value)>> {
    let context = Context::new(plan, ledger);
    (0..plan.units.len()).map(|unit| sheets::progress(&context, book, unit)).collect()
}

/// What every sheet is drawn from.
struct Context<'a> {
    plan: &'a Plan,
    ledger: &'a Ledger,
    layout: Layout<'a>,
    reach: Reach,
    /// The rows of each roster, submission by submission, where the ledger has given them away: who draws them lets them go.
    given: Vec<Mutex<Vec<Vec<RosterRow>>>>,
}

impl<'a> Context<'a> {
    fn new(plan: &'a Plan, ledger: &'a Ledger) -> Self {
        Context { plan, ledger, layout: Layout::new(plan, ledger), reach: Reach::new(plan, ledger), given: Vec::new() }
    }
}

/// The consolidated workbook of a ledger's report period. Its formulas have no values yet: see `engine::fill`.
///
/// # Errors
/// A formula of the plan with a name that has no place; the loader should have refused it.
pub fn book(plan: &Plan, ledger: &Ledger) -> Result<Book, ConsolidateError> {
    drawn(&Context::new(plan, ledger))
}

/// [`book`] of a ledger of which none will be drawn again: the rows of the rosters are let go as soon as they stand in the book.
///
/// # Errors
/// See [`book`].
pub fn last_book(plan: &Plan, ledger: &mut Ledger) -> Result<Book, ConsolidateError> {
    let (layout, reach) = (Layout::new(plan, ledger), Reach::new(plan, ledger));
    let given = (0..plan.rosters.len()).map(|roster| Mutex::new(ledger.take_rows(roster))).collect();
    drawn(&Context { plan, ledger, layout, reach, given })
}

fn drawn(context: &Context) -> Result<Book, ConsolidateError> {
    let Context { plan, ledger, .. } = context;
    let mut book = Book::new(format!("{} · {}", plan.info.title, ledger.report.heading()));
    book.author = plan.info.issuer_short.clone();
    book.created = plan.info.date.ymd();
    book.sheets = sheets::all(context)?;
    book.names = context.layout.names();
    Ok(book)
}
