//! Reads the board's documents and remarks.

use super::node::KeyNeed::Optional;
use super::node::TableReader;
use crate::plan::{Remark, ReportDocument};

/// Reads `[[documents]]`, with the paths of their rows.
pub(super) fn documents(root: &TableReader) -> Vec<(String, ReportDocument)> {
    let mut out = Vec::new();
    for node in root.rows("documents", Optional) {
        let (period, number, date) = (node.period("period"), node.text("number"), node.optional_day("date"));
        node.done();
        if let Some(period) = period {
            out.push((node.path.clone(), ReportDocument { period, number, date }));
        }
    }
    out
}

/// Reads `[[remarks]]`, with the paths of their rows.
pub(super) fn remarks(root: &TableReader) -> Vec<(String, Remark)> {
    let mut out = Vec::new();
    for node in root.rows("remarks", Optional) {
        let (unit, period, text) = (node.text("unit"), node.period("period"), node.text("text"));
        node.done();
        if let Some(period) = period {
            out.push((node.path.clone(), Remark { unit, period, text }));
        }
    }
    out
}
