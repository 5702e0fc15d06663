//! The limits on input, each with its reason; no logic. A return has about 60 KB on disk and 1 MB inflated. The
//! defaults are at least a hundred times that and keep the peak memory for any file far below 512 MiB.

use serde::{Deserialize, Serialize};

/// The limits on one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Size of the file in bytes. Mail servers reject attachments above 25 to 50 MB.
    pub file_bytes: u64,
    /// Entries of the archive. A workbook has a few dozen; thousands only slow down the directory scan.
    pub entries: u64,
    /// Inflated size of all entries together in bytes, counted while inflating, never taken from the header. Limits the
    /// time.
    pub inflated_bytes: u64,
    /// Inflated size of one part in bytes. The XML reader may store a whole part as one token.
    pub part_bytes: u64,
    /// Inflated size divided by packed size. Legitimate sheets with equal rows exceed 100:1, so the limit applies only
    /// above `ratio_from`.
    pub ratio: u64,
    /// Inflated size in bytes above which `ratio` applies.
    pub ratio_from: u64,
    /// Shared strings, declared or present. The reader reserves memory for the declared ones and stores all.
    pub shared_strings: u64,
    /// Sheets. Excel has no limit; real workbooks have a few dozen at most.
    pub sheets: u64,
    /// Cells with content, per sheet. They are stored in memory, about 100 bytes each.
    pub cells: u64,
    /// Cells with or without content, per sheet. Limits the time for formatted but empty ranges.
    pub cells_seen: u64,
    /// Merged ranges per sheet.
    pub merges: u64,
    /// Defined names per workbook.
    pub names: u64,
    /// Text of all cells together in bytes. Every cell can refer to the same shared string.
    pub text_bytes: u64,
    /// Filled rows of one roster of a return. Counts over a column are looked up, but a rule can compare all rows with each
    /// other in a way that only the engine can evaluate, and a list can fill the findings. The form has 200 rows.
    pub roster_rows: u64,
    /// Rows of a table that is read densely (an annex).
    pub rows: u64,
    /// Columns of a table that is read densely (an annex).
    pub columns: u64,
    /// Depth of XML elements. Spreadsheets stay below twenty.
    pub xml_depth: u64,
    /// Address space in bytes of the worker that reads a file. A return takes about 20 MB.
    pub worker_bytes: u64,
    /// Processor seconds for reading one file. A return takes 0.02 s. The clock may run thirty times longer, at least a
    /// minute: other work on the machine makes no file too slow.
    pub file_seconds: u64,
}

const MIB: u64 = 1024 * 1024;

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 64 * MIB,
            entries: 2_000,
            inflated_bytes: 256 * MIB,
            part_bytes: 64 * MIB,
            ratio: 200,
            ratio_from: 16 * MIB,
            shared_strings: 1_000_000,
            sheets: 200,
            cells: 500_000,
            cells_seen: 5_000_000,
            merges: 100_000,
            names: 10_000,
            text_bytes: 64 * MIB,
            roster_rows: 5_000,
            rows: 10_000,
            columns: 500,
            xml_depth: 256,
            worker_bytes: 384 * MIB,
            file_seconds: 8,
        }
    }
}

impl Limits {
    /// Returns the limits on a consolidated workbook, which the program writes with the rows of all returns together: what
    /// it writes it reads again. A limit that differs from its default was set by the user and stays.
    pub(crate) fn of_results(&self) -> Self {
        let returns = Limits::default();
        let wide = |own: u64, default: u64, results: u64| if own == default { results } else { own };
        Limits {
            file_bytes: wide(self.file_bytes, returns.file_bytes, 512 * MIB),
            inflated_bytes: wide(self.inflated_bytes, returns.inflated_bytes, 4096 * MIB),
            part_bytes: wide(self.part_bytes, returns.part_bytes, 2048 * MIB),
            shared_strings: wide(self.shared_strings, returns.shared_strings, 10_000_000),
            cells: wide(self.cells, returns.cells, 20_000_000),
            cells_seen: wide(self.cells_seen, returns.cells_seen, 100_000_000),
            text_bytes: wide(self.text_bytes, returns.text_bytes, 1024 * MIB),
            worker_bytes: wide(self.worker_bytes, returns.worker_bytes, 4096 * MIB),
            file_seconds: wide(self.file_seconds, returns.file_seconds, 240),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_that_the_user_set_hold_for_results_too() {
        let set = Limits { part_bytes: 5, ..Limits::default() };
        let results = set.of_results();
        assert_eq!((results.part_bytes, results.cells), (5, 20_000_000));
        assert_eq!((results.roster_rows, results.ratio), (set.roster_rows, set.ratio));
    }
}
