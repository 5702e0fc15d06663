//! Tests of the check stage with hand-made returns of plan 277.

pub mod fixture;
mod rule_table;
mod stage;
mod tables;
mod unchecked;
