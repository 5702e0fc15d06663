//! Tests of the check stage with hand-made returns of plan 277.

pub(crate) mod fixture;
mod rule_table;
mod stage;
mod tables;
