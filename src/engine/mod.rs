//! Gives formulas their values. Knows cells and formulas, never the plan or a message.

mod fill;
mod groups;
pub mod ironcalc;
mod parts;
mod pattern;
mod seen;

pub use fill::fill;
pub use ironcalc::{Engine, EngineError};
