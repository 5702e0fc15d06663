//! Detects one block of inserted or deleted rows in a sheet by comparing the texts of the rows around it.

use super::{Difference, DifferenceKind};
use crate::grid::{MergedSpan, RawValue, SheetGrid};
use std::collections::BTreeMap;

/// The mapping from rows of the expected sheet to rows of the audited sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RowAlignment {
    /// The first shifted row, from 0, in both sheets.
    at: u32,
    /// The number of rows: positive if inserted, negative if deleted.
    by: i64,
}

/// Returns the constant texts of each row: (column, text). Figures and formulas are left out because they may change.
fn texts(sheet: &SheetGrid) -> BTreeMap<u32, Vec<(u32, String)>> {
    let mut out: BTreeMap<u32, Vec<(u32, String)>> = BTreeMap::new();
    for (&(row, column), cell) in &sheet.cells {
        if let (RawValue::Text(text), None) = (&cell.value, &cell.formula)
            && !text.trim().is_empty()
        {
            out.entry(row).or_default().push((column, text.to_string()));
        }
    }
    out
}

impl RowAlignment {
    /// Compares two sheets with the same name. Returns no shift if the row counts are equal or the rows do not match.
    pub(crate) fn new(expected: &SheetGrid, actual: &SheetGrid) -> Self {
        let still = RowAlignment { at: 0, by: 0 };
        let (wanted, found) = (texts(expected), texts(actual));
        let length = |rows: &BTreeMap<u32, Vec<(u32, String)>>| rows.keys().next_back().map_or(0, |r| r + 1);
        let (n, m) = (length(&wanted), length(&found));
        let by = i64::from(m) - i64::from(n);
        let Some(at) = (0..n.max(m)).find(|r| wanted.get(r) != found.get(r)).filter(|_| by != 0) else { return still };
        // After the shift, at least nine in ten rows must match again. Otherwise the sheet was changed in another way.
        let behind: Vec<u32> =
            wanted.keys().copied().filter(|r| i64::from(*r) >= i64::from(at) + (-by).max(0)).collect();
        let again = behind.iter().filter(|r| {
            let row = u32::try_from(i64::from(**r) + by).ok();
            row.and_then(|row| found.get(&row)) == wanted.get(r)
        });
        if !behind.is_empty() && again.count() * 10 >= behind.len() * 9 { RowAlignment { at, by } } else { still }
    }

    /// Returns true if any row is shifted.
    pub(crate) fn moved(&self) -> bool {
        self.by != 0
    }

    /// Returns the row of the audited sheet for an expected row, or `None` if it was deleted.
    pub(crate) fn actual(&self, row: u32) -> Option<u32> {
        if row < self.at {
            return Some(row);
        }
        if self.by < 0 && i64::from(row) < i64::from(self.at) - self.by {
            return None;
        }
        u32::try_from(i64::from(row) + self.by).ok()
    }

    /// Returns true if row `row` of the audited sheet was inserted.
    pub(crate) fn is_inserted(&self, row: u32) -> bool {
        self.by > 0 && (i64::from(self.at)..i64::from(self.at) + self.by).contains(&i64::from(row))
    }

    /// Returns true if a merged range of the audited sheet has no counterpart in the expected sheet.
    pub(crate) fn expected_merge(&self, expected: &SheetGrid, merge: &MergedSpan) -> bool {
        let here = |m: &MergedSpan| {
            let rows = self.actual(m.top).zip(self.actual(m.bottom));
            rows == Some((merge.top, merge.bottom)) && (m.left, m.right) == (merge.left, merge.right)
        };
        !expected.merges.iter().any(here)
    }

    /// Appends one difference for the block of inserted or deleted rows, if there is one. It shows up to six texts.
    pub(crate) fn differences(&self, sheet: &SheetGrid, out: &mut Vec<Difference>) {
        if self.by == 0 {
            return;
        }
        let kind = if self.by > 0 { DifferenceKind::RowsInserted } else { DifferenceKind::RowsDeleted };
        let texts: Vec<String> = if self.by > 0 {
            sheet
                .row_from(self.at, 0)
                .map(|(_, c)| super::display_content(c))
                .filter(|t| !t.is_empty())
                .take(6)
                .collect()
        } else {
            Vec::new()
        };
        let count = self.by.unsigned_abs();
        let found = format!(
            "{count} dòng{}",
            if texts.is_empty() { String::new() } else { format!(": {}", texts.join(" | ")) }
        );
        out.push(Difference::at_cell(&sheet.name, (self.at, 0), kind, String::new(), found));
    }
}
