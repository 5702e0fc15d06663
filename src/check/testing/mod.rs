//! Tests of the whole stage over returns of plan 277 made by hand.

pub mod fixture;
mod rule_table;
mod stage;
mod tables;
