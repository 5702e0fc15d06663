//! Computes the values of formulas. It knows cells and formulas, but neither the plan nor messages.

mod fill;
mod groups;
pub(crate) mod ironcalc;
mod parts;
mod template;
mod referenced_cells;

pub use fill::fill;
pub use ironcalc::{Engine, EngineError, ParsedFormula};
