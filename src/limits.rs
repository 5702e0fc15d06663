//! Every bound on what is read, with its reason. No logic. A return of the form is some 60 KB on disk and 1 MB inflated;
//! the defaults leave two powers of ten above that and keep the peak memory on any file far below 512 MiB.

use serde::{Deserialize, Serialize};

/// Bounds on one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Size of the file. Mail servers refuse attachments beyond 25 to 50 MB.
    pub file_bytes: u64,
    /// Entries of the archive. A workbook has a few dozen; thousands only slow the directory walk.
    pub entries: u64,
    /// All entries together, inflated (counted while inflating, never as declared): bounds time.
    pub inflated_bytes: u64,
    /// One inflated part: the XML reader may hold a whole part in one token.
    pub part_bytes: u64,
    /// Inflated size over packed size. Honest sheets of equal rows exceed 100:1, so it counts only above `ratio_from`.
    pub ratio: u64,
    /// Inflated bytes from which `ratio` counts.
    pub ratio_from: u64,
    /// Shared strings, declared or there: the reader reserves what is declared and holds all.
    pub shared_strings: u64,
    /// Sheets. Excel itself has no limit; people stop at some dozens.
    pub sheets: u64,
    /// Cells with content, per sheet: they are held in memory, some 100 bytes each.
    pub cells: u64,
    /// Cells with or without content, per sheet: bounds time on formatted but empty ranges.
    pub cells_seen: u64,
    /// Merged ranges per sheet.
    pub merges: u64,
    /// Defined names per workbook.
    pub names: u64,
    /// Text of all cells together: a short shared string can be referred to by every cell.
    pub text_bytes: u64,
    /// Filled rows of one roster of a return. Counts over a column are looked up, but a rule can still compare every row with
    /// every other in a way that only the engine can evaluate, and a list can fill the findings. The form has 200.
    pub roster_rows: u64,
    /// Rows of a table that is read densely (an annex).
    pub rows: u64,
    /// Columns of a table that is read densely (an annex).
    pub columns: u64,
    /// Depth of XML elements: spreadsheets stay below twenty.
    pub xml_depth: u64,
    /// Address space of the process that reads a file: what one file may cost. A return takes some 20 MB.
    pub worker_bytes: u64,
    /// Seconds that reading one file may take. A return takes a fiftieth of one.
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
