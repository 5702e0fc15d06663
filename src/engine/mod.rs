//! Gives formulas their values. Knows cells and formulas, never the plan or a message.

pub mod ironcalc;

pub use ironcalc::{Engine, EngineError, fill};
