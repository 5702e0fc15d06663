//! The cell formats of Excel 97-2003: number formats, fonts and fills.

use super::biff::{self, BiffStream};
use super::cell_colour::CellColour;
use super::cell_formats::{self, CellFormat, FontLook, is_built_in_percent};
use super::{Grid, SheetGrid};
use std::collections::HashMap;

// Record types, [MS-XLS] 2.3.
const FORMULA: u16 = 0x0006;
const END: u16 = 0x000A;
const FONT: u16 = 0x0031;
const PALETTE: u16 = 0x0092;
const NUMBERS: u16 = 0x00BD;
const RICH_TEXT: u16 = 0x00D6;
const CELL_FORMAT: u16 = 0x00E0;
const SHARED_TEXT: u16 = 0x00FD;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const SHORT_NUMBER: u16 = 0x027E;
const NUMBER_FORMAT: u16 = 0x041E;
const BEGIN: u16 = 0x0809;

/// The first index of a palette.
const FIRST: u32 = 8;
/// A fill without a pattern, and the one that is of one colour.
const NO_FILL: u8 = 0;
const SOLID: u8 = 1;

fn word(content: &[u8], at: usize) -> Option<u16> {
    content.get(at..)?.first_chunk::<2>().map(|b| u16::from_le_bytes(*b))
}

/// Stores what the formats do to the cells of a workbook.
pub(super) fn note(stream: &[u8], grid: &mut Grid) {
    let Some(formats) = of_workbook(stream) else { return };
    if !formats.iter().any(|format| format.is_percent || format.is_odd()) {
        return;
    }
    for (start, name) in biff::sheets(stream) {
        let Some(sheet) = grid.sheets.iter_mut().find(|s| s.name == name) else { continue };
        for (kind, content) in BiffStream::of_sheet(stream, start) {
            if matches!(kind, NUMBERS | NUMBER | SHORT_NUMBER | FORMULA | RICH_TEXT | SHARED_TEXT | LABEL) {
                note_record(kind, content, &formats, sheet);
            }
        }
    }
}

/// Marks the cells of one record.
fn note_record(kind: u16, content: &[u8], formats: &[CellFormat], sheet: &mut SheetGrid) {
    let (Some(row), Some(column)) = (word(content, 0), word(content, 2)) else { return };
    // Row and first column, then format and number, six bytes for each cell.
    let cells = if kind == NUMBERS { content.len().saturating_sub(6) / 6 } else { 1 };
    for n in 0..cells {
        if let Some(format) = word(content, 4 + 6 * n).and_then(|index| formats.get(usize::from(index))) {
            cell_formats::mark(sheet, (u32::from(row), u32::from(column) + n as u32), format);
        }
    }
}

/// Reads the cell formats. `None` for earlier versions, which have another form of them.
fn of_workbook(stream: &[u8]) -> Option<Vec<CellFormat>> {
    let (mut codes, mut fonts, mut formats, mut palette) = (HashMap::new(), Vec::new(), Vec::new(), Vec::new());
    for (kind, content) in BiffStream::new(stream) {
        match kind {
            BEGIN if content.get(..2) != Some(&[0, 6]) => return None,
            END => break,
            NUMBER_FORMAT => {
                if let (Some(id), Some(code)) = (word(content, 0), text(content)) {
                    codes.insert(id, code);
                }
            }
            FONT => fonts.push((word(content, 0).unwrap_or(220), word(content, 4).unwrap_or(0x7FFF))),
            CELL_FORMAT => formats.push(content),
            PALETTE => palette = content.get(2..).unwrap_or_default().as_chunks::<4>().0.to_vec(),
            _ => {}
        }
    }
    let colour = |index: u32| match index.checked_sub(FIRST).and_then(|at| palette.get(at as usize)) {
        Some([red, green, blue, _]) => CellColour::Rgb([*red, *green, *blue]),
        None => CellColour::of_index(index),
    };
    let font = |index: u16| {
        // Index 4 is not used in the format.
        let place = usize::from(if index > 4 { index - 1 } else { index });
        let look = fonts.get(place).map(|(height, index)| FontLook {
            colour: Some(colour(u32::from(*index))),
            size: f64::from(*height) / 20.0,
        });
        look.unwrap_or_default()
    };
    let of_record = |content: &&[u8]| {
        let id = word(content, 2).unwrap_or(0);
        // [MS-XLS] 2.5.249: the pattern is in the highest bits before the colours.
        let pattern = content.get(17).map_or(NO_FILL, |bits| bits >> 2);
        let fill = match pattern {
            NO_FILL => Some(CellColour::WHITE),
            SOLID => word(content, 18).map(|colours| colour(u32::from(colours & 0x7F))),
            _ => None,
        };
        let code = codes.get(&id).map(String::as_str);
        let format = CellFormat::new(code, &font(word(content, 0).unwrap_or(0)), fill.as_ref());
        let is_percent = code.map_or(is_built_in_percent(u32::from(id)), |_| format.is_percent);
        CellFormat { is_percent, ..format }
    };
    Some(formats.iter().map(of_record).collect())
}

/// Decodes the text of a number format.
fn text(content: &[u8]) -> Option<String> {
    let (count, wide, letters) = (usize::from(word(content, 2)?), content.get(4)? & 1 == 1, content.get(5..)?);
    Some(match wide {
        true => {
            let units: Vec<u16> =
                letters.as_chunks::<2>().0.iter().take(count).map(|b| u16::from_le_bytes(*b)).collect();
            String::from_utf16_lossy(&units)
        }
        false => letters.iter().take(count).map(|b| char::from(*b)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn records_never_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            note(&bytes, &mut Grid::default());
            let _ = (of_workbook(&bytes), text(&bytes));
        }
    }
}
