//! The cell formats of .xlsb: number formats, fonts and fills.

use super::cell_colour::CellColour;
use super::cell_formats::{CellFormat, FontLook, is_built_in_percent};
use super::record_stream::{BinaryRecords, text, word};
use std::collections::HashMap;
use std::rc::Rc;

// Record types, [MS-XLSB] 2.3.
const FONT: usize = 43;
const FORMAT: usize = 44;
pub(super) const FILL: usize = 45;
const CELL: usize = 47;
const CELLS: usize = 617;
const CELLS_END: usize = 618;

/// Patterns of a fill.
const NO_FILL: u32 = 0;
const SOLID: u32 = 1;

/// The cell formats that change what is seen, by index.
#[derive(Debug, Default)]
pub(super) struct RecordFormats(Vec<Option<Rc<CellFormat>>>);

impl RecordFormats {
    /// Reads the part of styles.
    pub(super) fn read(styles: &[u8]) -> Self {
        let (mut codes, mut fonts, mut fills, mut cells) = (HashMap::new(), Vec::new(), Vec::new(), Vec::new());
        let mut is_inside = false;
        for (kind, content) in BinaryRecords(styles) {
            match kind {
                FORMAT => {
                    if let (Some(id), Some((code, _))) = (half(content, 0), content.get(2..).and_then(text)) {
                        codes.insert(id, code);
                    }
                }
                FONT => fonts.push(font(content).unwrap_or_default()),
                FILL => fills.push(match word(content, 0) {
                    Some(NO_FILL) => Some(CellColour::WHITE),
                    Some(SOLID) => colour(content, 4).flatten(),
                    _ => None,
                }),
                CELLS => is_inside = true,
                CELLS_END => is_inside = false,
                CELL if is_inside => cells.push(content),
                _ => {}
            }
        }
        // Fonts and fills may come after the formats that refer to them.
        let of_record = |content: &&[u8]| {
            let index = |at| usize::from(half(content, at).unwrap_or(0));
            let id = half(content, 2).unwrap_or(0);
            let code = codes.get(&id).map(String::as_str);
            let font = fonts.get(index(4)).cloned().unwrap_or_default();
            let fill = fills.get(index(6)).cloned().unwrap_or(Some(CellColour::WHITE));
            let format = CellFormat::new(code, &font, fill.as_ref());
            let is_percent = code.map_or(is_built_in_percent(u32::from(id)), |_| format.is_percent);
            let format = CellFormat { is_percent, ..format };
            (is_percent || format.is_odd()).then(|| Rc::new(format))
        };
        RecordFormats(cells.iter().map(of_record).collect())
    }

    /// Returns the format of a cell's record, if it changes what is seen.
    pub(super) fn of(&self, content: &[u8]) -> Option<Rc<CellFormat>> {
        let index = word(content, 4).map_or(0, |format| format & 0xFF_FFFF);
        self.0.get(index as usize).cloned().flatten()
    }
}

/// Decodes a font. `None` for a font without a name: its other bytes have no meaning either.
fn font(content: &[u8]) -> Option<FontLook> {
    content.get(21..).and_then(text)?;
    Some(FontLook {
        colour: colour(content, 12).unwrap_or(Some(CellColour::BLACK)),
        size: f64::from(half(content, 0)?) / 20.0,
    })
}

fn half(content: &[u8], at: usize) -> Option<u16> {
    content.get(at..)?.first_chunk::<2>().map(|b| u16::from_le_bytes(*b))
}

/// Decodes a colour, [MS-XLSB] 2.5.14. `None` if it is automatic, `Some(None)` if it is not known.
fn colour(content: &[u8], at: usize) -> Option<Option<CellColour>> {
    let bytes: &[u8; 8] = content.get(at..)?.first_chunk()?;
    let [kind, index, tint_low, tint_high, red, green, blue, _] = *bytes;
    let tint = f64::from(i16::from_le_bytes([tint_low, tint_high])) / f64::from(i16::MAX);
    match kind >> 1 {
        0 => None,
        1 => Some(Some(CellColour::of_index(u32::from(index)))),
        2 => Some(Some(CellColour::Rgb([red, green, blue]))),
        3 => Some(Some(CellColour::of_theme(u32::from(index), tint))),
        _ => Some(None),
    }
}
