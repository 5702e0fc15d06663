//! Tests of the check stage with hand-made returns of plan 277.

mod corrections;
mod field_rules;
mod nil;
mod rosters;
pub(crate) mod fixture;
mod rule_table;
mod stage;
mod tables;
mod unchecked;
