//! Reads and fixes the records of .xlsb. The reader crate ignores some (merged ranges, errors of formulas), which are
//! read here, and fails on other valid ones, which are removed from the parts before the crate reads them.

use super::biff::{self, FontRuns};
use super::cell_formats::CellFormat;
use super::error::GridError;
use super::line_visibility::HiddenLines;
use super::pieces::{PieceMark, TextDrawing};
use super::record_formats::{FILL, RecordFormats};
use super::record_stream::{BinaryRecords, text, units, word};
use super::relationships::relations;
use super::rich::RichText;
use super::{MergedSpan, OtherFileKind};
use crate::limits::Limits;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Cursor, Read};
use std::rc::Rc;

/// Content of a sheet's records that the reader crate does not return.
#[derive(Debug, Default, PartialEq)]
pub(super) struct SheetExtras {
    /// Cells with a formula.
    pub formulas: BTreeSet<(u32, u32)>,
    /// Cells with an error.
    pub errors: BTreeMap<(u32, u32), &'static str>,
    /// Merged ranges.
    pub merges: Vec<MergedSpan>,
    /// Rich texts stored in a cell, which the reader crate skips.
    pub texts: BTreeMap<(u32, u32), String>,
    /// Text to read of cells with pieces, and the pieces.
    pub rich: BTreeMap<(u32, u32), RichText>,
    /// Cells whose cell format is struck out.
    pub struck: BTreeSet<(u32, u32)>,
    /// Cells whose cell format changes what is seen.
    pub formatted: Vec<((u32, u32), Rc<CellFormat>)>,
    /// Hidden rows and columns.
    pub hidden: HiddenLines,
}

/// Fonts of cells and shared strings.
#[derive(Debug, Default)]
struct RecordFonts {
    fonts: Vec<TextDrawing>,
    /// Font index of each cell format.
    formats: Vec<u16>,
    looks: RecordFormats,
    /// The shared strings with text runs, by index.
    strings: HashMap<u32, FontRuns>,
}

impl RecordFonts {
    /// Reads the parts of styles and shared strings. Empty if no font is raised, lowered or struck out.
    fn read(styles: &[u8], strings: &[u8]) -> Self {
        let mut out = RecordFonts { looks: RecordFormats::read(styles), ..RecordFonts::default() };
        let mut inside = 0;
        for (kind, content) in BinaryRecords(styles) {
            match kind {
                CELLS => inside = CELLS,
                CELLS_END => inside = 0,
                FONT => out.fonts.push(font(content).unwrap_or_default()),
                CELL if inside == CELLS => out.formats.push(half(content, 4).unwrap_or(0)),
                _ => {}
            }
        }
        if out.fonts.iter().any(|font| font.mark() != PieceMark::Plain) {
            let texts = (0u32..).zip(BinaryRecords(strings).filter(|(kind, _)| *kind == STRING));
            out.strings = texts.filter_map(|(at, (_, content))| Some((at, runs(content)?))).collect();
        }
        out
    }

    fn font(&self, index: u16) -> TextDrawing {
        self.fonts.get(usize::from(index)).copied().unwrap_or_default()
    }

    /// Returns the formatting of a cell by its format.
    fn cell(&self, content: &[u8]) -> TextDrawing {
        let format = word(content, 4).map_or(0, |format| format & 0xFF_FFFF);
        self.formats.get(format as usize).map(|font| self.font(*font)).unwrap_or_default()
    }

    fn rich(&self, (units, runs): &FontRuns, content: &[u8]) -> Option<RichText> {
        let (text, pieces) = biff::rich(units, runs, self.cell(content), |index| self.font(index));
        Some((text, pieces?))
    }
}

fn half(content: &[u8], at: usize) -> Option<u16> {
    content.get(at..)?.first_chunk::<2>().map(|b| u16::from_le_bytes(*b))
}

/// Decodes a font. `None` for a font without a name: its other bytes have no meaning either.
fn font(content: &[u8]) -> Option<TextDrawing> {
    content.get(21..).and_then(text)?;
    Some(biff::font_of(half(content, 2)?, half(content, 6)?))
}

/// Decodes a text with runs. `None` for a text without runs.
fn runs(content: &[u8]) -> Option<FontRuns> {
    if content.first()? & 1 == 0 {
        return None;
    }
    let (units, rest) = units(content.get(1..)?)?;
    let count = word(rest, 0)? as usize;
    let (all, _) = rest.get(4..)?.as_chunks::<4>();
    let one = |b: &[u8; 4]| (u16::from_le_bytes([b[0], b[1]]), u16::from_le_bytes([b[2], b[3]]));
    Some((units, all.iter().take(count).map(one).collect()))
}

/// Reads the records of all sheets, by sheet name. A sheet whose part cannot be found is missing.
pub(super) fn sheet_extras(bytes: &[u8], limits: &Limits) -> HashMap<String, SheetExtras> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return HashMap::new() };
    let names: HashMap<String, usize> = archive
        .file_names_raw()
        .enumerate()
        .map(|(at, n)| (String::from_utf8_lossy(n).replace('\\', "/").to_ascii_lowercase(), at))
        .collect();
    let mut part = |name: &str| -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let place = *names.get(&name.to_ascii_lowercase())?;
        archive.by_index(place).ok()?.take(limits.part_bytes).read_to_end(&mut out).ok()?;
        Some(out)
    };
    let targets = part("xl/_rels/workbook.bin.rels").map(|xml| relations(&xml)).unwrap_or_default();
    let book = part("xl/workbook.bin").unwrap_or_default();
    let (styles, strings) = (part("xl/styles.bin"), part("xl/sharedStrings.bin"));
    let fonts = RecordFonts::read(&styles.unwrap_or_default(), &strings.unwrap_or_default());
    let listed = sheets(&book).into_iter().filter_map(|(name, id, _)| Some((name, targets.get(&id)?)));
    listed
        .filter_map(|(name, target)| Some((name, from_part(&part(&format!("xl/{target}"))?, &fonts, limits))))
        .collect()
}

/// Returns name, relationship id and hidden state of the sheets of the workbook part, in order.
pub(super) fn sheets(book: &[u8]) -> Vec<(String, String, bool)> {
    let listed = BinaryRecords(book).filter(|(kind, _)| *kind == BUNDLE).filter_map(|(_, content)| {
        let (id, rest) = text(content.get(8..)?)?;
        Some((text(rest)?.0, id, word(content, 0) != Some(0)))
    });
    listed.collect()
}

/// Rewrites the workbook part: keeps the records of its sheets and of the defined names that refer to cells.
///
/// # Errors
///
/// A test version of Excel wrote the workbook: its records differ.
pub(super) fn book(part: &[u8]) -> Result<Vec<u8>, GridError> {
    let mut out = Vec::new();
    let (mut sheets, mut names) = (Vec::new(), Vec::new());
    let mut outside = 0;
    for (kind, content) in BinaryRecords(part) {
        match kind {
            // The final format has the name of the program in it.
            VERSION if content.len() < 32 => return Err(GridError::NotXlsx(OtherFileKind::ExcelBeta)),
            PROPERTIES if !content.is_empty() => write_record(&mut out, kind, content),
            BUNDLE => {
                let mut content = content.to_vec();
                // A sheet without a relationship, such as a legacy macro sheet.
                if let Some(size) = content.get_mut(8..12).filter(|size| **size == [0xFF; 4]) {
                    size.fill(0);
                }
                write_record(&mut sheets, kind, &content);
            }
            OTHER_SHEETS => {
                outside = word(content, 0).unwrap_or(0);
                write_record(&mut names, kind, content);
            }
            NAME if is_place(content, outside) => write_record(&mut names, kind, content),
            _ => {}
        }
    }
    out.append(&mut sheets);
    write_record(&mut out, BUNDLES_END, &[]);
    out.append(&mut names);
    write_record(&mut out, BOOK_END, &[]);
    Ok(out)
}

/// Returns true if a defined name refers to a cell or a range of a known sheet.
fn is_place(name: &[u8], sheets: u32) -> bool {
    let formula = name.get(9..).and_then(text).and_then(|(_, rest)| {
        let size = word(rest, 0)? as usize;
        rest.get(4..4usize.checked_add(size)?)
    });
    let Some([kind, low, high, rest @ ..]) = formula else { return false };
    let known = u32::from(u16::from_le_bytes([*low, *high])) < sheets;
    known && matches!((kind & 0x1F, rest.len()), (0x1A, 6) | (0x1B, 12))
}

/// Rewrites the styles part with the records of number formats, fonts and fills: the reader crate searches for them
/// byte by byte.
pub(super) fn styles(part: &[u8]) -> Vec<u8> {
    let (mut formats, mut cells, mut fonts, mut fills) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut inside = 0;
    for (kind, content) in BinaryRecords(part) {
        match kind {
            FORMATS | CELLS => inside = kind,
            FORMATS_END | CELLS_END => inside = 0,
            FORMAT if inside == FORMATS && content.get(2..).and_then(text).is_some() => formats.push(content),
            CELL if inside == CELLS && content.len() >= 4 => cells.push(content),
            FONT => fonts.push(content),
            FILL => fills.push(content),
            _ => {}
        }
    }
    let mut out = Vec::new();
    // Fonts and fills come after the others because the reader crate skips them.
    for (all, begin, each, end) in [
        (formats, FORMATS, FORMAT, FORMATS_END),
        (cells, CELLS, CELL, CELLS_END),
        (fonts, FONTS, FONT, FONTS_END),
        (fills, FILLS, FILL, FILLS_END),
    ] {
        write_record(&mut out, begin, &(all.len() as u32).to_le_bytes());
        all.iter().for_each(|content| write_record(&mut out, each, content));
        write_record(&mut out, end, &[]);
    }
    out
}

/// Writes a record with the sizes of its type and content.
pub(super) fn write_record(out: &mut Vec<u8>, kind: usize, content: &[u8]) {
    for (mut number, most) in [(kind, 2), (content.len(), 4)] {
        for at in 1..=most {
            let more = number > 0x7F && at < most;
            out.push((number & 0x7F) as u8 | if more { 0x80 } else { 0 });
            number >>= 7;
            if !more {
                break;
            }
        }
    }
    out.extend_from_slice(content);
}

// Record types, [MS-XLSB] 2.3.
pub(super) const ROW: usize = 0;
const ERROR: usize = 3;
const FORMULAS: std::ops::RangeInclusive<usize> = 8..=11;
const FORMULA_ERROR: usize = 11;
const SHARED_TEXT: usize = 7;
const STRING: usize = 19;
const NAME: usize = 39;
const FONT: usize = 43;
const FORMAT: usize = 44;
const CELL: usize = 47;
pub(super) const RICH_TEXT: usize = 62;
const VERSION: usize = 128;
const BOOK_END: usize = 132;
const BUNDLES_END: usize = 144;
pub(super) const DATA: usize = 145;
pub(super) const USED_RANGE: usize = 148;
const PROPERTIES: usize = 153;
const BUNDLE: usize = 156;
const MERGED: usize = 176;
const OTHER_SHEETS: usize = 362;
const FONTS: usize = 611;
const FONTS_END: usize = 612;
const FILLS: usize = 603;
const FILLS_END: usize = 604;
const FORMATS: usize = 615;
const FORMATS_END: usize = 616;
const CELLS: usize = 617;
const CELLS_END: usize = 618;

/// Reads the records of a sheet. Records beyond a limit are ignored: the cells themselves exceed that limit too.
fn from_part(part: &[u8], fonts: &RecordFonts, limits: &Limits) -> SheetExtras {
    let mut out = SheetExtras::default();
    let mut row = 0;
    for (kind, content) in BinaryRecords(part) {
        let number = |at| word(content, at).unwrap_or(u32::MAX);
        let place = (row, number(0));
        match kind {
            ROW => row = number(0),
            RICH_TEXT if out.texts.len() as u64 <= limits.cells => {
                if let Some((text, _)) = content.get(9..).and_then(text) {
                    out.texts.insert(place, text);
                }
            }
            MERGED => {
                let (top, bottom, left, right) = (number(0), number(4), number(8), number(12));
                if top <= bottom && left <= right && right < u32::MAX && out.merges.len() as u64 <= limits.merges {
                    out.merges.push(MergedSpan { top, left, bottom, right });
                }
            }
            _ => {}
        }
        if FORMULAS.contains(&kind) && out.formulas.len() as u64 <= limits.cells {
            out.formulas.insert(place);
        }
        if matches!(kind, ERROR | FORMULA_ERROR) && out.errors.len() as u64 <= limits.cells {
            out.errors.insert(place, content.get(8).map_or("#ERROR!", |code| error(*code)));
        }
        if matches!(kind, 2..=11 | RICH_TEXT) && (out.formatted.len() as u64) <= limits.cells {
            out.formatted.extend(fonts.looks.of(content).map(|format| (place, format)));
        }
        drawn(kind, content, place, fonts, &mut out);
        out.hidden.add_record(kind, content);
    }
    out
}

/// Stores the pieces of a cell, or that it is struck out.
fn drawn(kind: usize, content: &[u8], place: (u32, u32), fonts: &RecordFonts, out: &mut SheetExtras) {
    let rich = match kind {
        SHARED_TEXT => {
            let known = word(content, 8).and_then(|at| fonts.strings.get(&at));
            known.and_then(|text| fonts.rich(text, content))
        }
        RICH_TEXT => content.get(8..).and_then(runs).and_then(|text| fonts.rich(&text, content)),
        2..=11 => None,
        _ => return,
    };
    match rich {
        Some(rich) => drop(out.rich.insert(place, rich)),
        None if fonts.cell(content).struck => drop(out.struck.insert(place)),
        None => {}
    }
}

/// Returns the text of an error code.
fn error(code: u8) -> &'static str {
    match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        0x2B => "#GETTING_DATA",
        _ => "#ERROR!",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
