//! Rows of indicators that the table has again. A few rows are reported one by one; many are a second table.

use super::figure_table::FigureTable;
use super::finding_at;
use super::listing::{ListedKind, list, with_further};
use super::reading_findings::ReadingFinding;
use crate::model::finding::Finding;
use crate::model::text::BilingualText;
use crate::plan::Indicator;
use crate::workbook::address;
use std::collections::BTreeMap;

/// From this number of repeated indicators on they are a second table.
const TABLE: usize = 4;

/// An indicator with further rows.
struct RepeatedRow<'p> {
    indicator: &'p Indicator,
    /// Cell of its first figure.
    first: String,
    /// Row of the first repetition, and the number of further ones.
    row: u32,
    more: usize,
}

/// The repeated rows of a table, by the index of the indicator.
#[derive(Default)]
pub(super) struct RepeatedRows<'p> {
    rows: BTreeMap<usize, RepeatedRow<'p>>,
}

impl<'p> RepeatedRows<'p> {
    pub(super) fn add(&mut self, index: usize, indicator: &'p Indicator, first: &str, row: u32) {
        let known = self.rows.entry(index).and_modify(|known| known.more += 1);
        known.or_insert_with(|| RepeatedRow { indicator, first: first.to_string(), row, more: 0 });
    }

    /// Returns a finding for each indicator, or one for all if they are a table of their own.
    pub(super) fn findings(&self, table: &FigureTable) -> Vec<Finding> {
        let mut rows: Vec<&RepeatedRow> = self.rows.values().collect();
        rows.sort_by_key(|repeated| repeated.row);
        let cells =
            |r: &RepeatedRow| format!("{}: {}, {}", r.indicator.code, r.first, address::cell(r.row, table.figure));
        let finding = |kind, row: u32| finding_at(kind, &table.sheet.name, (row, table.figure));
        if let (Some(first), TABLE..) = (rows.first(), rows.len()) {
            let heading = address::cell(table.heading, table.figure);
            let expected = BilingualText::new(format!("số liệu ở cột {heading}"), format!("figures below {heading}"));
            let found = list(&rows, ListedKind::Rows, |repeated| cells(repeated));
            return vec![Finding { found, expected, ..finding(ReadingFinding::SecondTable, first.row) }];
        }
        let single = |repeated: &&RepeatedRow| {
            let found = with_further(BilingualText::same(cells(repeated)), repeated.more, ListedKind::Rows);
            Finding { found, ..finding(ReadingFinding::Repeated, repeated.row) }
        };
        rows.iter().map(single).collect()
    }
}
