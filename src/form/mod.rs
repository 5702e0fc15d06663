//! Builds the blank form: one workbook for each unit. Known data is prefilled, and every rule of the plan is a live
//! check, so that the unit sees errors before it sends the form.
//!
//! `layout` computes all positions first, so that each sheet can refer to the others; then the sheets are built.

mod checks;
pub(crate) mod corrections;
mod head;
mod layout;
mod message;
mod narrative;
mod places;
mod print;
mod printed_texts;
mod progress;
mod reference;
mod reference_lines;
mod roster;
mod name_map;
mod sound;
mod table;
mod unconfirmed;
mod validation;
mod verdict;

pub use crate::model::previous::Previous;
pub(crate) use places::FormPlaces;
pub use printed_texts::printed_texts;
pub(crate) use reference_lines::NO_PREVIOUS;
pub(crate) use roster::{add_rows, overflow};

use crate::formula::UnknownName;
use crate::model::period::Period;
use crate::model::text::StaticText;
use crate::plan::{Plan, Unit, sheet_names};
use crate::workbook::Workbook;
use layout::FormLayout;

/// The name of the sheet with the figures that the checks compare with.
pub(crate) const REFERENCE_SHEET: StaticText = sheet_names::REFERENCE;
/// The name of the sheet with one row for each rule.
pub(crate) const CHECK_SHEET: StaticText = sheet_names::CHECKS;
/// The number of rows of a roster.
pub(crate) const ROSTER_ROWS: u32 = 200;

/// The reason why a form cannot be built. It is always a fault of the plan or the program, never of the unit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// A formula of a rule refers to a name that has no cell in the form.
    #[error(transparent)]
    UnknownName(#[from] UnknownName),
    /// A message has a placeholder that has no cell in the form.
    #[error("the message of rule {rule} names '{name}', which has no place in the form")]
    Placeholder {
        /// The code of the rule.
        rule: String,
        /// The placeholder.
        name: String,
    },
    /// A formula exceeds Excel's limit for length or nesting.
    #[error(
        "the formula in {sheet}!{cell} has {length} characters and {depth} levels; Excel takes 8,191 and 64: shorten the rules or messages of that row"
    )]
    TooLong {
        /// The sheet of the form.
        sheet: String,
        /// The cell, such as `G20`.
        cell: String,
        /// The length in characters.
        length: usize,
        /// The nesting depth of brackets.
        depth: usize,
    },
}

/// The data that all sheets of a form are built from.
struct FormBuilder<'a> {
    plan: &'a Plan,
    unit: &'a Unit,
    period: Period,
    previous: &'a Previous,
    layout: FormLayout<'a>,
}

impl FormBuilder<'_> {
    /// Returns the word for a period of the plan: "Quý", "Tháng", "Kỳ".
    fn cycle_word(&self) -> &str {
        let t = self.plan.language;
        let field = self.plan.header_field(self.plan.cycle().period_field());
        field.map_or(t.pick("Kỳ", "Period"), |field| self.plan.header_label(field))
    }

    /// Returns the lines over the signature of the unit.
    fn signer(&self) -> Vec<String> {
        match self.plan.form.signer.as_slice() {
            [] => {
                // Of several lines the first says for whom: "TM. BAN THƯỜNG VỤ".
                let signer = &self.plan.info.signer;
                let on_behalf = signer.first().filter(|_| signer.len() > 1).cloned();
                on_behalf.into_iter().chain([self.plan.words.chair.to_uppercase()]).collect()
            }
            own => own.to_vec(),
        }
    }
}

/// Builds the blank form of a unit for a period. Its formulas have no values yet: call `engine::fill`.
pub fn blank(plan: &Plan, unit: &Unit, period: Period, previous: &Previous) -> Result<Workbook, FormError> {
    blank_with_places(plan, unit, period, previous).map(|(book, _)| book)
}

/// Like [`blank`], with the cells of the plan's names, so that a form can be filled in.
pub(crate) fn blank_with_places(
    plan: &Plan,
    unit: &Unit,
    period: Period,
    previous: &Previous,
) -> Result<(Workbook, FormPlaces), FormError> {
    let layout = FormLayout::new(plan, unit, period, previous);
    let form = FormBuilder { plan, unit, period, previous, layout };
    let mut book = Workbook::new(format!("{} · {} · {}", plan.form.code, unit.name, period.heading_in(plan.language)));
    book.author = plan.info.issuer_short.clone();
    book.created = plan.info.date.ymd();
    book.add(table::sheet(&form)?);
    for index in 0..plan.rosters.len() {
        book.add(roster::sheet(&form, index)?);
    }
    book.add(narrative::sheet(&form));
    book.add(reference::sheet(&form));
    book.add(checks::sheet(&form)?);
    book.sheets.iter_mut().for_each(|sheet| sheet.page.lang = plan.language);
    book.names = form.layout.sites.defined();
    sound::formulas(&book)?;
    Ok((book, FormPlaces::new(&form)))
}

#[cfg(test)]
mod tests;
