//! Reads the comments, text boxes, pictures and charts of Excel 97-2003. A text is in a record of its own after the object that it belongs
//! to; a comment has its cell in a further record, a text box in the drawing before it.

use super::biff::{self, BiffStream, RecordChain};
use super::{Grid, RemarkKind, remarks};
use std::collections::BTreeMap;

// Record types, [MS-XLS] 2.3.
const NOTE: u16 = 0x001C;
const CONTINUE: u16 = 0x003C;
const OBJECT: u16 = 0x005D;
const DRAWING: u16 = 0x00EC;
const TEXT: u16 = 0x01B6;
/// The kind of an object that is a comment, [MS-XLS] 2.5.143.
const COMMENT: u16 = 0x0019;
/// The kinds of a picture, which may be that of an embedded document, and of a chart.
const PICTURE: u16 = 0x0008;
const CHART: u16 = 0x0005;
/// The header of a drawing's place, [MS-ODRAW]: type F010 and a length of 18 bytes.
const ANCHOR: [u8; 6] = [0x10, 0xF0, 18, 0, 0, 0];

/// Adds the remarks of all sheets.
pub(super) fn note(stream: &[u8], grid: &mut Grid) {
    for (start, name) in biff::sheets(stream) {
        let (texts, objects) = of_sheet(BiffStream::of_sheet(stream, start));
        texts.iter().for_each(|(at, text)| remarks::add(&mut grid.remarks, &name, *at, text));
        objects.into_iter().for_each(|(at, kind)| remarks::add_object(&mut grid.remarks, &name, at, kind));
    }
}

/// The object whose text follows.
#[derive(Default)]
struct DrawnObject {
    kind: u16,
    number: u16,
    at: (u32, u32),
}

/// The texts of a sheet, and its pictures and charts, each with its first cell.
type SheetRemarks = (Vec<((u32, u32), String)>, Vec<((u32, u32), RemarkKind)>);

/// Reads the remarks of one sheet, each kind in the order of the file.
fn of_sheet<'s>(records: impl Iterator<Item = (u16, &'s [u8])>) -> SheetRemarks {
    let half = |content: &[u8], at: usize| {
        content.get(at..).and_then(|b| b.first_chunk::<2>()).map_or(0, |b| u16::from_le_bytes(*b))
    };
    let place = |row: u16, column: u16| (u32::from(row), u32::from(column));
    let mut object = DrawnObject::default();
    let mut texts: Vec<(DrawnObject, usize, Vec<&[u8]>)> = Vec::new();
    let mut cells: BTreeMap<u16, (u32, u32)> = BTreeMap::new();
    let mut objects = Vec::new();
    let mut last = 0;
    for (kind, content) in records {
        match kind {
            DRAWING => {
                if let Some(found) = memchr::memmem::rfind(content, &ANCHOR) {
                    // Flags, then column and offset, row and offset of the first cell.
                    let data = content.get(found + ANCHOR.len()..).unwrap_or_default();
                    object.at = place(half(data, 6), half(data, 2));
                }
            }
            // The first part of an object: its type and size, then kind and number.
            OBJECT => {
                (object.kind, object.number) = (half(content, 4), half(content, 6));
                match object.kind {
                    PICTURE => objects.push((object.at, RemarkKind::Picture)),
                    CHART => objects.push((object.at, RemarkKind::Object)),
                    _ => {}
                }
            }
            TEXT => {
                let own = std::mem::take(&mut object);
                texts.push((own, usize::from(half(content, 10)), vec![&[][..]]));
            }
            CONTINUE if last == TEXT => {
                if let Some((_, _, parts)) = texts.last_mut() {
                    parts.push(content);
                }
            }
            NOTE => drop(cells.insert(half(content, 6), place(half(content, 0), half(content, 2)))),
            _ => {}
        }
        if kind != CONTINUE {
            last = kind;
        }
    }
    let mut out = Vec::new();
    for (object, length, parts) in texts {
        let Some(units) = RecordChain::new(parts).units(length, false) else { continue };
        let at = if object.kind == COMMENT { cells.get(&object.number).copied() } else { None };
        out.push((at.unwrap_or(object.at), String::from_utf16_lossy(&units)));
    }
    (out, objects)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_have_their_cells_and_text_boxes_their_places() {
        let object = |kind: u8, number: u8| [0x15, 0, 0x12, 0, kind, 0, number, 0];
        let text = |length: u8| [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, length, 0, 16, 0, 0, 0, 0, 0];
        let drawing = [&[0, 0][..], &ANCHOR, &[0, 0, 7, 0, 0, 0, 9, 0, 0, 0, 8, 0, 0, 0, 12, 0, 0, 0]].concat();
        let (box_object, box_text) = (object(6, 1), text(3));
        let (note_object, note_text) = (object(0x19, 2), text(5));
        // The comment continues in wide characters.
        let cell = [68, 0, 4, 0, 0, 0, 2, 0];
        let records: [(u16, &[u8]); 11] = [
            (DRAWING, &drawing),
            (OBJECT, &box_object),
            (TEXT, &box_text),
            (CONTINUE, b"\0ABC"),
            (CONTINUE, &[0; 16]),
            (OBJECT, &note_object),
            (TEXT, &note_text),
            (CONTINUE, b"\x0053 "),
            (CONTINUE, b"\x01\x11\x01a\0"),
            (CONTINUE, &[0; 16]),
            (NOTE, &cell),
        ];
        let (texts, objects) = of_sheet(records.into_iter());
        assert_eq!(texts, [((9, 7), "ABC".to_string()), ((68, 4), "53 đa".to_string())]);
        assert_eq!(objects, []);
    }

    #[test]
    fn pictures_and_charts_have_their_places() {
        let drawing = [&[0, 0][..], &ANCHOR, &[0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 8, 0, 0, 0, 12, 0, 0, 0]].concat();
        let objects = [8u8, 5, 6].map(|kind| [0x15, 0, 0x12, 0, kind, 0, 1, 0]);
        let records = objects.iter().flat_map(|object| [(DRAWING, drawing.as_slice()), (OBJECT, object.as_slice())]);
        assert_eq!(of_sheet(records).1, [((4, 1), RemarkKind::Picture), ((4, 1), RemarkKind::Object)]);
    }

    proptest::proptest! {
        #[test]
        fn records_never_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200), kinds in proptest::collection::vec(0usize..6, 0..20)) {
            let kind = |at: &usize| [NOTE, CONTINUE, OBJECT, DRAWING, TEXT, 0].get(*at).copied().unwrap_or(0);
            let records = kinds.iter().map(kind).zip(bytes.chunks(12));
            let _ = of_sheet(records);
            note(&bytes, &mut Grid::default());
        }
    }
}
