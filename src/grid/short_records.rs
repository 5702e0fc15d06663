//! Rewrites the sheet parts of .xlsb for the reader crate, which skips the short records of cells and every record that
//! it does not know: their values would be lost.

use super::error::GridError;
use super::record_stream::{BinaryRecords, word};
use super::records::{DATA, RICH_TEXT, ROW, USED_RANGE, write_record};

// Record types, [MS-XLSB] 2.3.
/// Cells with their column: BrtCellBlank to BrtFmlaError.
const LONG_FIRST: usize = 1;
const LONG_LAST: usize = 11;
/// Cells without their column: BrtShortBlank to BrtShortIsst.
const SHORT: std::ops::RangeInclusive<usize> = 12..=18;
const LATER_BEGIN: usize = 35;
const LATER_END: usize = 36;
const ALTERNATIVE_BEGIN: usize = 37;
const ALTERNATIVE_END: usize = 38;
const CELL_DATA: usize = 49;
const VALUE_DATA: usize = 50;
const DATA_END: usize = 146;
const ARRAY_FORMULA: usize = 426;
const SHARED_FORMULA: usize = 427;
const TABLE_FORMULA: usize = 428;
/// Records from this type on belong to later versions; readers may skip them.
const LATER: usize = 1024;

/// Rewrites a sheet part where the reader crate needs it: adds a used range, for which the crate waits, and writes short
/// records of cells, which the crate skips, in the long form. `None` if nothing has to change.
///
/// # Errors
///
/// A record of a cell is not known: its value would be lost.
pub(super) fn sheet(part: &[u8]) -> Result<Option<Vec<u8>>, GridError> {
    let mut has_range = false;
    let mut is_short = false;
    let mut cells = CellRecords::default();
    for (kind, _) in BinaryRecords(part) {
        has_range |= kind == USED_RANGE && !cells.is_begun;
        is_short |= cells.is_cell(kind)? && SHORT.contains(&kind);
    }
    if has_range && !is_short {
        return Ok(None);
    }
    let mut out = Vec::new();
    if !has_range {
        write_record(&mut out, USED_RANGE, &[0; 16]);
    }
    if is_short {
        long_form(part, &mut out);
    } else {
        out.extend_from_slice(part);
    }
    Ok(Some(out))
}

/// Copies the records of a sheet with the short ones in the long form: a short one has no column, it is in the column
/// after the last one.
fn long_form(part: &[u8], out: &mut Vec<u8>) {
    let mut column = 0u32;
    for (kind, content) in BinaryRecords(part) {
        match kind {
            ROW => column = 0,
            _ if SHORT.contains(&kind) => {
                let long = [&column.to_le_bytes(), content].concat();
                write_record(out, kind - (*SHORT.start() - 1), &long);
                column = column.saturating_add(1);
                continue;
            }
            LONG_FIRST..=LONG_LAST | RICH_TEXT => column = word(content, 0).map_or(0, |at| at.saturating_add(1)),
            _ => {}
        }
        write_record(out, kind, content);
    }
}

/// Follows the records of a sheet and identifies those of cells.
#[derive(Default)]
struct CellRecords {
    /// True after the start of the cells, and after their end.
    is_begun: bool,
    is_ended: bool,
    /// Nesting depth of records for later versions, which readers may skip.
    later: u32,
}

impl CellRecords {
    /// Returns true for the record of a cell.
    fn is_cell(&mut self, kind: usize) -> Result<bool, GridError> {
        match kind {
            DATA => self.is_begun = true,
            DATA_END => self.is_ended = true,
            LATER_BEGIN | ALTERNATIVE_BEGIN => self.later += 1,
            LATER_END | ALTERNATIVE_END => self.later = self.later.saturating_sub(1),
            _ if !self.is_begun || self.is_ended || self.later > 0 || kind >= LATER => {}
            LONG_FIRST..=LONG_LAST | RICH_TEXT => return Ok(true),
            _ if SHORT.contains(&kind) => return Ok(true),
            ROW | CELL_DATA | VALUE_DATA | ARRAY_FORMULA | SHARED_FORMULA | TABLE_FORMULA => {}
            kind => return Err(GridError::UnknownCell(format!("BIFF12 {kind}"))),
        }
        Ok(false)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn short_cells_get_their_column() {
        // Row 6: a number in column 2, then a short number and a short shared string; row 7: a short number.
        let long = [2u8, 12, 2, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0];
        let mut part = vec![0x94, 1, 0, 0x91, 1, 0];
        part.extend(
            [&[0u8, 4, 6, 0, 0, 0][..], &long, &[13, 8, 0, 0, 0, 0, 10, 0, 0, 0], &[18, 8, 0, 0, 0, 0, 3, 0, 0, 0]]
                .concat(),
        );
        part.extend([&[0u8, 4, 7, 0, 0, 0][..], &[13, 8, 0, 0, 0, 0, 14, 0, 0, 0], &[0x92, 1, 0]].concat());
        let made = sheet(&part).unwrap().unwrap();
        let cells: Vec<(usize, u32, u32)> = BinaryRecords(&made)
            .filter(|(kind, _)| (1..=11).contains(kind))
            .map(|(kind, content)| (kind, word(content, 0).unwrap(), word(content, 8).unwrap()))
            .collect();
        assert_eq!(cells, [(2, 2, 6), (2, 3, 10), (7, 4, 3), (2, 0, 14)]);
        // A sheet in the usual form is not changed.
        assert_eq!(sheet(&[&[0x94, 1, 0, 0x91, 1, 0][..], &long, &[0x92, 1, 0]].concat()).unwrap(), None);
    }

    #[test]
    fn unknown_cell_record_refuses_the_sheet() {
        let part = [&[0x94u8, 1, 0, 0x91, 1, 0][..], &[20, 1, 0], &[0x92, 1, 0]].concat();
        assert!(matches!(sheet(&part), Err(GridError::UnknownCell(kind)) if kind == "BIFF12 20"));
        // Not outside the cells, and not within records for later versions.
        let part =
            [&[20u8, 1, 0, 0x94, 1, 0, 0x91, 1, 0, 35, 4, 0, 0, 0, 0, 20, 1, 0, 36, 0][..], &[0x92, 1, 0, 21, 0]]
                .concat();
        assert!(sheet(&part).unwrap().is_none());
    }
}
