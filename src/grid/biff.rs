//! Reads rich text and struck-out cells of Excel 97-2003: fonts of text runs, which the reader crate ignores. Cells
//! that cannot be decoded keep the value that the crate returns.

use super::pieces::{Elevation, Fragments, PieceMark, TextDrawing};
use super::rich::{RichText, put};
use super::{CellPieces, Grid};
use std::collections::HashMap;

/// A text in UTF-16 code units, and its runs: first index and font.
pub(super) type FontRuns = (Vec<u16>, Vec<(u16, u16)>);

// Record types, [MS-XLS] 2.3.
const FORMULA: u16 = 0x0006;
const END: u16 = 0x000A;
const FONT: u16 = 0x0031;
const CONTINUE: u16 = 0x003C;
const SHEET: u16 = 0x0085;
const NUMBERS: u16 = 0x00BD;
const RICH_TEXT: u16 = 0x00D6;
const FORMAT: u16 = 0x00E0;
const STRINGS: u16 = 0x00FC;
const SHARED_TEXT: u16 = 0x00FD;
const BEGIN: u16 = 0x0809;

/// Decodes the content of a font record: height, flags, colour, weight, vertical position.
pub(super) fn font(content: &[u8]) -> TextDrawing {
    let word =
        |at: usize| content.get(at..at + 2).and_then(|b| b.first_chunk::<2>()).map_or(0, |b| u16::from_le_bytes(*b));
    font_of(word(2), word(8))
}

/// Decodes the flags and vertical position of a font. The encoding is the same in .xls and .xlsb.
pub(super) fn font_of(flags: u16, elevation: u16) -> TextDrawing {
    let elevation = match elevation {
        1 => Elevation::Raised,
        2 => Elevation::Lowered,
        _ => Elevation::Level,
    };
    TextDrawing { elevation, struck: flags & 8 != 0, hidden: false }
}

/// Splits a text in UTF-16 into runs, each with its first index and its font. Text before the first run has the cell's
/// format.
pub(super) fn rich(
    units: &[u16],
    runs: &[(u16, u16)],
    cell: TextDrawing,
    font: impl Fn(u16) -> TextDrawing,
) -> (String, Option<CellPieces>) {
    let mut out = Fragments::default();
    let (mut from, mut drawing) = (0, cell);
    for (next, index) in
        runs.iter().copied().map(|(at, index)| (usize::from(at), Some(index))).chain([(units.len(), None)])
    {
        let next = next.clamp(from, units.len());
        out.push(drawing.mark(), &String::from_utf16_lossy(units.get(from..next).unwrap_or_default()));
        from = next;
        drawing = index.map_or(drawing, &font);
    }
    out.done()
}

/// Iterator over the records of a stream: type and content.
pub(super) struct BiffStream<'s> {
    rest: &'s [u8],
}

impl<'s> BiffStream<'s> {
    pub(super) fn new(rest: &'s [u8]) -> Self {
        BiffStream { rest }
    }

    /// Iterates over the records of the sheet that begins at this place, without those of charts in it.
    pub(super) fn of_sheet(stream: &'s [u8], start: usize) -> impl Iterator<Item = (u16, &'s [u8])> {
        let mut depth = 0u32;
        let inside = BiffStream::new(stream.get(start..).unwrap_or_default()).map_while(move |record| {
            match record.0 {
                BEGIN => depth += 1,
                END if depth <= 1 => return None,
                END => depth -= 1,
                _ => return Some((depth == 1).then_some(record)),
            }
            Some(None)
        });
        inside.flatten()
    }
}

/// Returns the stream position and name of each sheet. None for versions before Excel 97, which have another form of
/// names.
pub(super) fn sheets(stream: &[u8]) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    for (kind, content) in BiffStream::new(stream) {
        match kind {
            BEGIN if content.get(..2) != Some(&[0, 6]) => return Vec::new(),
            END => break,
            SHEET => out.extend(sheet(content)),
            _ => {}
        }
    }
    out
}

impl<'s> Iterator for BiffStream<'s> {
    type Item = (u16, &'s [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let ([k0, k1, s0, s1], rest) = self.rest.split_first_chunk::<4>()?;
        let (content, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes([*s0, *s1])))?;
        self.rest = rest;
        Some((u16::from_le_bytes([*k0, *k1]), content))
    }
}

/// Stores the formatted pieces of each cell that has some.
pub(super) fn note(stream: &[u8], grid: &mut Grid) {
    let Some(book) = BiffGlobals::read(stream).filter(BiffGlobals::has_marks) else { return };
    for (start, name) in &book.sheets {
        let Some(sheet) = grid.sheets.iter_mut().find(|s| s.name == *name) else { continue };
        for (kind, content) in BiffStream::of_sheet(stream, *start) {
            book.cell(kind, content, sheet);
        }
    }
}

/// Records of the workbook that apply to all sheets.
#[derive(Default)]
struct BiffGlobals {
    fonts: Vec<TextDrawing>,
    /// Font index of each cell format.
    formats: Vec<u16>,
    sheets: Vec<(usize, String)>,
    /// The shared strings with text runs, by index.
    strings: HashMap<u32, FontRuns>,
}

impl BiffGlobals {
    fn read(stream: &[u8]) -> Option<Self> {
        let mut out = BiffGlobals::default();
        let mut strings: Vec<&[u8]> = Vec::new();
        let mut last = 0;
        for (kind, content) in (BiffStream { rest: stream }) {
            match kind {
                // Earlier versions have no shared strings, and one byte for each character.
                BEGIN if content.get(..2) != Some(&[0, 6]) => return None,
                END => break,
                FONT => out.fonts.push(font(content)),
                FORMAT => out.formats.push(content.first_chunk::<2>().map_or(0, |b| u16::from_le_bytes(*b))),
                SHEET => out.sheets.extend(sheet(content)),
                STRINGS => strings.push(content),
                CONTINUE if last == STRINGS => strings.push(content),
                _ => {}
            }
            if kind != CONTINUE {
                last = kind;
            }
        }
        if out.has_marks() {
            out.strings = RecordChain { parts: strings, at: 0 }.strings();
        }
        Some(out)
    }

    fn has_marks(&self) -> bool {
        self.fonts.iter().any(|font| font.mark() != PieceMark::Plain)
    }

    /// Returns a font by its index. Index 4 is not used in the format.
    fn font(&self, index: u16) -> TextDrawing {
        let place = usize::from(if index > 4 { index - 1 } else { index });
        self.fonts.get(place).copied().unwrap_or_default()
    }

    fn cell(&self, kind: u16, content: &[u8], sheet: &mut super::SheetGrid) {
        let word = |at: usize| content.get(at..)?.first_chunk::<2>().map(|b| u16::from_le_bytes(*b));
        let (Some(row), Some(column), Some(format)) = (word(0), word(2), word(4)) else { return };
        let drawn = |format: u16| self.formats.get(usize::from(format)).map(|f| self.font(*f)).unwrap_or_default();
        let at = (u32::from(row), u32::from(column));
        let font = |index| self.font(index);
        let strike = |sheet: &mut super::SheetGrid, at: (u32, u32), format| {
            if drawn(format).struck && sheet.cells.contains_key(&at) {
                sheet.pieces.entry(at).or_insert_with(CellPieces::struck_out);
            }
        };
        let found: Option<RichText> = match kind {
            SHARED_TEXT => {
                let index = content.get(6..).and_then(|b| b.first_chunk::<4>()).map(|b| u32::from_le_bytes(*b));
                let text = index.and_then(|index| self.strings.get(&index));
                text.and_then(|(units, runs)| {
                    let (text, pieces) = rich(units, runs, drawn(format), font);
                    Some((text, pieces?))
                })
            }
            RICH_TEXT => own_text(content).and_then(|(units, runs)| {
                let (text, pieces) = rich(&units, &runs, drawn(format), font);
                Some((text, pieces?))
            }),
            NUMBERS => {
                // Row and first column, then format and number, six bytes for each cell.
                let cells = content.len().saturating_sub(6) / 6;
                for n in 0..cells {
                    if let Some(format) = word(4 + 6 * n) {
                        strike(sheet, (at.0, at.1 + n as u32), format);
                    }
                }
                None
            }
            FORMULA | 0x0203..=0x0205 | 0x027E => None,
            _ => return,
        };
        match found {
            Some(found) => put(sheet, at, found),
            None if kind != NUMBERS => strike(sheet, at, format),
            None => {}
        }
    }
}

/// Decodes the stream position and name of a sheet.
pub(super) fn sheet(content: &[u8]) -> Option<(usize, String)> {
    let start = u32::from_le_bytes(*content.first_chunk::<4>()?) as usize;
    let (count, wide, letters) = (usize::from(*content.get(6)?), content.get(7)? & 1 == 1, content.get(8..)?);
    let units: Vec<u16> = match wide {
        true => letters.as_chunks::<2>().0.iter().take(count).map(|b| u16::from_le_bytes(*b)).collect(),
        false => letters.iter().take(count).map(|b| u16::from(*b)).collect(),
    };
    Some((start, String::from_utf16_lossy(&units)))
}

/// Decodes the text stored in a cell and its runs.
fn own_text(content: &[u8]) -> Option<FontRuns> {
    let mut chain = RecordChain { parts: vec![content.get(6..)?], at: 0 };
    let (count, flags) = (chain.word()?, chain.byte()?);
    let units = chain.units(usize::from(count), flags & 1 == 1)?;
    let runs = chain.word()?;
    Some((units, chain.runs(runs)?))
}

/// Bytes that continue from one record to the next.
pub(super) struct RecordChain<'s> {
    parts: Vec<&'s [u8]>,
    /// Index of the current part.
    at: usize,
}

impl<'s> RecordChain<'s> {
    pub(super) fn new(parts: Vec<&'s [u8]>) -> Self {
        RecordChain { parts, at: 0 }
    }

    fn byte(&mut self) -> Option<u8> {
        loop {
            let part = self.parts.get_mut(self.at)?;
            if let Some((first, rest)) = part.split_first() {
                *part = rest;
                return Some(*first);
            }
            self.at += 1;
        }
    }

    fn word(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let part = self.parts.get_mut(self.at)?;
            let taken = count.min(part.len());
            *part = part.get(taken..)?;
            count -= taken;
            if count > 0 {
                self.at += 1;
            }
        }
        Some(())
    }

    /// Reads characters. If they continue in another record, that record starts with a byte for their width.
    pub(super) fn units(&mut self, count: usize, mut wide: bool) -> Option<Vec<u16>> {
        let mut out = Vec::new();
        while out.len() < count {
            if self.parts.get(self.at)?.is_empty() {
                self.at += 1;
                // A record may be empty and then has no such byte.
                if !self.parts.get(self.at)?.is_empty() {
                    wide = self.byte()? & 1 == 1;
                }
                continue;
            }
            out.push(if wide { self.word()? } else { u16::from(self.byte()?) });
        }
        Some(out)
    }

    fn runs(&mut self, count: u16) -> Option<Vec<(u16, u16)>> {
        (0..count).map(|_| Some((self.word()?, self.word()?))).collect()
    }

    /// Reads the shared strings that have runs, by index.
    fn strings(mut self) -> HashMap<u32, FontRuns> {
        let mut out = HashMap::new();
        let mut read = || -> Option<()> {
            self.skip(8)?;
            for index in 0.. {
                let (count, flags) = (self.word()?, self.byte()?);
                let runs = if flags & 8 != 0 { self.word()? } else { 0 };
                let extra = if flags & 4 != 0 { u32::from(self.word()?) | u32::from(self.word()?) << 16 } else { 0 };
                let units = self.units(usize::from(count), flags & 1 == 1)?;
                let runs = self.runs(runs)?;
                self.skip(extra as usize)?;
                if !runs.is_empty() {
                    out.insert(index, (units, runs));
                }
            }
            Some(())
        };
        // The shared strings end with the last record.
        let _ = read();
        out
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn shared_strings_continue_in_the_next_record() {
        // "ab" has no runs; "35¹" has two fonts, split within its characters and within its runs; an empty record is
        // between.
        let first: Vec<u8> = [&[0u8; 8][..], &[2, 0, 0, b'a', b'b'], &[3, 0, 9, 2, 0, b'3', 0]].concat();
        let second: Vec<u8> = vec![0, b'5', b'1', 0, 0, 5, 0, 2];
        let third: Vec<u8> = vec![0, 6, 0];
        let chain = RecordChain { parts: vec![&first, &[], &second, &third], at: 0 };
        let strings = chain.strings();
        assert_eq!(strings.keys().collect::<Vec<_>>(), [&1]);
        let units: Vec<u16> = "351".encode_utf16().collect();
        assert_eq!(strings[&1], (units.clone(), vec![(0, 5), (2, 6)]));
        let raised = |index| TextDrawing {
            elevation: if index == 6 { Elevation::Raised } else { Elevation::Level },
            ..TextDrawing::default()
        };
        let (text, pieces) = rich(&units, &strings[&1].1, TextDrawing::default(), raised);
        assert_eq!((text.as_str(), pieces.unwrap().description().en), ("35", "'35' + '1' (superscript)".to_string()));
    }

    proptest::proptest! {
        #[test]
        fn shared_strings_never_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            note(&bytes, &mut Grid::default());
            let _ = RecordChain { parts: vec![&bytes], at: 0 }.strings();
            let _ = (own_text(&bytes), sheet(&bytes), font(&bytes));
        }
    }
}
