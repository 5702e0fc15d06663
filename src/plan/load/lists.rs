//! Reads a list of tables of the plan.

use super::node::{KeyNeed, TableReader};

/// Reads each table of a list with `make`. Keys that `make` does not read are reported.
pub(super) fn read_list<T>(
    root: &TableReader,
    key: &'static str,
    need: KeyNeed,
    make: impl Fn(&TableReader) -> T,
) -> Vec<T> {
    let mut out = Vec::new();
    for node in root.rows(key, need) {
        out.push(make(&node));
        node.done();
    }
    out
}
