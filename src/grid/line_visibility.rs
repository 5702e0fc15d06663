//! What hides a row or a column of a sheet, and the list of those that are hidden. `hidden_lines` finds them in files.

use memchr::memmem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The hidden rows and columns of a sheet, from 0: those with the flag, and those without height or width.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenLines {
    rows: BTreeSet<u32>,
    /// First and last column of each range.
    columns: Vec<(u32, u32)>,
}

/// The number of ranges of columns that are stored. A sheet has at most 16,384 columns.
const RANGES: usize = 16_384;

impl HiddenLines {
    /// Returns true if no row or column is hidden.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.columns.is_empty()
    }

    /// Returns true if the row is hidden.
    pub(crate) fn has_row(&self, row: u32) -> bool {
        self.rows.contains(&row)
    }

    /// Returns true if the column is hidden.
    pub(crate) fn has_column(&self, column: u32) -> bool {
        self.columns.iter().any(|(first, last)| (*first..=*last).contains(&column))
    }

    pub(super) fn add_row(&mut self, row: u32) {
        self.rows.insert(row);
    }

    pub(super) fn add_columns(&mut self, first: u32, last: u32) {
        if first <= last && self.columns.len() < RANGES {
            self.columns.push((first, last));
        }
    }

    /// Adds the row or the columns of a record of .xlsb, [MS-XLSB] 2.4.711 and 2.4.323.
    pub(super) fn add_record(&mut self, kind: usize, content: &[u8]) {
        let flag = |at: usize, bit: u8| content.get(at).is_some_and(|flags| flags & bit != 0);
        let number = |at: usize| {
            content.get(at..).and_then(|b| b.first_chunk::<4>()).map_or(u32::MAX, |b| u32::from_le_bytes(*b))
        };
        match kind {
            // The flag of a height of zero.
            ROW if flag(11, 0x10) => self.add_row(number(0)),
            COLUMNS if flag(16, 1) || number(8) == 0 => self.add_columns(number(0), number(4)),
            _ => {}
        }
    }
}

/// A row and columns of a sheet of .xlsb.
const ROW: usize = 0;
const COLUMNS: usize = 60;

/// Returns true if a sheet may have a hidden row or column. Some programs write the flag everywhere, as false.
pub(super) fn may_hide(part: &[u8]) -> bool {
    let is_set = |at: usize| {
        let value = part.get(at + FLAG.len()..).unwrap_or_default();
        value.first().is_some_and(|quote| matches!(quote, b'"' | b'\'')) && matches!(value.get(1), Some(b'1' | b't'))
    };
    memmem::find_iter(part, FLAG).any(is_set)
        || [&b"ht=\"0"[..], b"width=\"0", b"ht='0", b"width='0"].iter().any(|zero| memmem::find(part, zero).is_some())
}

const FLAG: &[u8] = b"hidden=";

/// Returns true if a row or column with this flag and this height or width is hidden.
pub(super) fn is_hidden(flag: Option<&str>, size: Option<&str>) -> bool {
    flag.is_some_and(|flag| matches!(flag.trim(), "1" | "true"))
        || size.and_then(|size| size.trim().parse::<f64>().ok()) == Some(0.0)
}
