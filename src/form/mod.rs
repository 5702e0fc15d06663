//! The blank form: one workbook a unit, with everything prefilled that the province knows and every rule of the plan
//! standing as a live check, so that an officer sees what is wrong before sending.
//!
//! Positions are settled first (`layout`), so that every sheet may refer to every other; then each sheet is drawn.

mod checks;
mod head;
mod layout;
mod message;
mod narrative;
mod print;
mod reference;
mod roster;
mod sites;
mod sound;
mod table;
mod verdict;

use crate::book::Book;
use crate::formula::UnknownName;
use crate::model::amount::Value;
use crate::model::period::Period;
use crate::plan::{Plan, Unit, fixed};
use layout::Layout;
use std::collections::BTreeMap;

/// Name of the sheet with the figures that the checks compare with.
pub const REFERENCE_SHEET: &str = fixed::REFERENCE;
/// Name of the sheet with one row a rule.
pub const CHECK_SHEET: &str = fixed::CHECKS;
/// Rows of a roster.
pub const ROSTER_ROWS: u32 = 200;

/// What is known of the unit from earlier periods.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Previous {
    /// The period before, by indicator name; `None` when that return is not counted.
    pub figures: Option<BTreeMap<String, Value>>,
    /// Indicators whose cell is prefilled, with the figure.
    pub openings: BTreeMap<String, f64>,
    /// Progress so far: label and figure, in the order shown.
    pub progress: Vec<(String, Value)>,
}

/// Why a form could not be made: always a fault of the plan or the program, never of an officer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// A formula of a rule names something that has no place in the form.
    #[error(transparent)]
    UnknownName(#[from] UnknownName),
    /// A message has a placeholder that has no place in the form.
    #[error("the message of rule {rule} names '{name}', which has no place in the form")]
    Placeholder {
        /// Code of the rule.
        rule: String,
        /// The placeholder.
        name: String,
    },
    /// Excel takes no formula that long or that deep.
    #[error(
        "the formula in {sheet}!{cell} has {length} characters and {depth} levels; Excel takes 8,191 and 64: shorten the rules or messages of that row"
    )]
    TooLong {
        /// Sheet of the form.
        sheet: String,
        /// Cell, such as `G20`.
        cell: String,
        /// Characters.
        length: usize,
        /// Levels of brackets.
        depth: usize,
    },
}

/// What every sheet of one form is drawn from.
struct Form<'a> {
    plan: &'a Plan,
    unit: &'a Unit,
    period: Period,
    previous: &'a Previous,
    layout: Layout<'a>,
}

/// The blank form of a unit for a period. Its formulas have no values yet: see `engine::fill`.
pub fn blank(plan: &Plan, unit: &Unit, period: Period, previous: &Previous) -> Result<Book, FormError> {
    let layout = Layout::new(plan, unit, period, previous);
    let form = Form { plan, unit, period, previous, layout };
    let mut book = Book::new(format!("{} · {} · {}", plan.form.code, unit.name, period.heading()));
    book.author = plan.info.issuer_short.clone();
    book.created = plan.info.date.ymd();
    book.add(table::sheet(&form)?);
    for index in 0..plan.rosters.len() {
        book.add(roster::sheet(&form, index)?);
    }
    book.add(narrative::sheet(&form));
    book.add(reference::sheet(&form));
    book.add(checks::sheet(&form)?);
    book.names = form.layout.sites.defined();
    sound::formulas(&book)?;
    Ok(book)
}

#[cfg(test)]
mod tests;
