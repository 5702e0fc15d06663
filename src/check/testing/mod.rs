//! Tests of the whole stage over returns of plan 277 made by hand.

mod fixture;
mod rule_table;
mod stage;
