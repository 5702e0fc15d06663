//! The cells of a sheet on their way into the file: texts and looks are places in lists, so that a cell takes a fifth of
//! what it takes in the sheet model. The writer crate is told nothing of them: it would hold each once more, as a tree.

use super::cached;
use super::xml;
use crate::book::{Formula, address};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Height in pixels of a row without its own.
pub const HEIGHT: u32 = 20;
/// So many bytes are passed on at once.
const PORTION: usize = 64 * 1024;
/// Excel names the first and last column of sixteen rows at once.
const BLOCK: u32 = 16;

/// A cell. Look and text are places in the lists of its sheet.
pub struct Slot {
    pub column: u16,
    pub look: u32,
    pub held: Held,
}

/// What a cell holds, ready to be written.
pub enum Held {
    Blank,
    Number(f64),
    Text(u32),
    Bool(bool),
    Formula(Box<Formula>),
}

/// Rows in their order, with their cells in the order of columns.
#[derive(Default)]
pub struct Rows(pub Vec<(u32, Vec<Slot>)>);

/// What the places in the lists of a sheet are in those of the book, and what else its rows need.
pub struct Key<'a> {
    pub looks: &'a [u32],
    pub texts: &'a [u32],
    /// Heights in points.
    pub heights: &'a BTreeMap<u32, f64>,
    /// The sheet has what only newer versions of Excel know: then each row says how far its letters reach down.
    pub newer: bool,
}

impl Rows {
    /// The upper left and lower right cell of the smallest area that holds all.
    pub fn corners(&self) -> Option<[(u32, u16); 2]> {
        let columns = || self.0.iter().flat_map(|(_, row)| row.first().into_iter().chain(row.last())).map(|s| s.column);
        let (first, last) = (self.0.first()?, self.0.last()?);
        Some([(first.0, columns().min()?), (last.0, columns().max()?)])
    }

    /// The cell at a place.
    pub fn get(&self, row: u32, column: u16) -> Option<&Slot> {
        let (_, row) = self.0.get(self.0.binary_search_by_key(&row, |(at, _)| *at).ok()?)?;
        row.get(row.binary_search_by_key(&column, |slot| slot.column).ok()?)
    }

    /// Place and text of the first cell that holds one.
    pub fn first_text(&self) -> Option<((u32, u16), u32)> {
        self.0.iter().find_map(|(row, slots)| {
            slots.iter().find_map(|slot| match slot.held {
                Held::Text(text) => Some(((*row, slot.column), text)),
                _ => None,
            })
        })
    }

    /// First and last column of each block of rows that has cells.
    fn spans(&self) -> BTreeMap<u32, (u16, u16)> {
        let mut spans = BTreeMap::new();
        for (row, slots) in &self.0 {
            let (Some(first), Some(last)) = (slots.first(), slots.last()) else { continue };
            let span = spans.entry(row / BLOCK).or_insert((first.column, last.column));
            *span = (span.0.min(first.column), span.1.max(last.column));
        }
        spans
    }

    /// Writes all rows: those with cells, and those with a height of their own.
    pub fn write(&self, out: &mut impl Write, key: &Key) -> io::Result<()> {
        let (spans, mut part) = (self.spans(), Vec::with_capacity(PORTION + PORTION / 8));
        let last = self.0.iter().filter_map(|(_, slots)| slots.last()).map(|s| s.column).max();
        let letters: Vec<String> =
            last.map_or_else(Vec::new, |last| (0..=last).map(|c| address::letters(c.into())).collect());
        let (mut rows, mut heights) = (self.0.iter().peekable(), key.heights.iter().peekable());
        loop {
            let next = [rows.peek().map(|(row, _)| *row), heights.peek().map(|(row, _)| **row)];
            let Some(row) = next.into_iter().flatten().min() else { break };
            let height = heights.next_if(|(at, _)| **at == row).map(|(_, height)| *height);
            let slots = rows.next_if(|(at, _)| *at == row).map_or(&[][..], |(_, slots)| slots);
            head(&mut part, row, spans.get(&(row / BLOCK)), height, key.newer);
            if slots.is_empty() {
                part.extend_from_slice(b"/>");
                continue;
            }
            part.push(b'>');
            for slot in slots {
                let name = letters.get(usize::from(slot.column)).map_or("", String::as_str);
                cell(&mut part, name, row + 1, slot, key);
                pass_on(out, &mut part)?;
            }
            part.extend_from_slice(b"</row>");
        }
        out.write_all(&part)
    }
}

/// Passes on what has gathered, if it is much.
pub fn pass_on(out: &mut impl Write, part: &mut Vec<u8>) -> io::Result<()> {
    if part.len() >= PORTION {
        out.write_all(part)?;
        part.clear();
    }
    Ok(())
}

/// The height that the writer crate takes from points, in pixels; 0 hides the row.
fn pixels(points: f64) -> u32 {
    (points.clamp(0.0, 409.0) * 4.0 / 3.0).round() as u32
}

/// `<row …`, not yet closed.
fn head(out: &mut Vec<u8>, row: u32, span: Option<&(u16, u16)>, height: Option<f64>, newer: bool) {
    out.extend_from_slice(b"<row r=\"");
    xml::whole(out, row + 1);
    out.push(b'"');
    if let Some((first, last)) = span {
        out.extend_from_slice(b" spans=\"");
        xml::whole(out, u32::from(*first) + 1);
        out.push(b':');
        xml::whole(out, u32::from(*last) + 1);
        out.push(b'"');
    }
    if newer {
        out.extend_from_slice(b" x14ac:dyDescent=\"0.25\"");
    }
    match height.map(pixels) {
        None | Some(HEIGHT) => {}
        Some(0) => out.extend_from_slice(b" hidden=\"1\""),
        Some(pixels) => {
            out.extend_from_slice(b" ht=\"");
            xml::number(out, f64::from(pixels) * 0.75);
            out.extend_from_slice(b"\" customHeight=\"1\"");
        }
    }
}

/// `<c …>…</c>`; nothing for a blank one that looks like any.
fn cell(out: &mut Vec<u8>, column: &str, row: u32, slot: &Slot, key: &Key) {
    let look = key.looks.get(slot.look as usize).copied().unwrap_or(0);
    if look == 0 && matches!(slot.held, Held::Blank) {
        return;
    }
    out.extend_from_slice(b"<c r=\"");
    out.extend_from_slice(column.as_bytes());
    xml::whole(out, row);
    out.push(b'"');
    if look > 0 {
        out.extend_from_slice(b" s=\"");
        xml::whole(out, look);
        out.push(b'"');
    }
    match &slot.held {
        Held::Blank => return out.extend_from_slice(b"/>"),
        Held::Number(number) => {
            out.extend_from_slice(b"><v>");
            xml::number(out, *number);
        }
        Held::Text(text) => {
            out.extend_from_slice(b" t=\"s\"><v>");
            xml::whole(out, key.texts.get(*text as usize).copied().unwrap_or(0));
        }
        Held::Bool(truth) => {
            out.extend_from_slice(b" t=\"b\"><v>");
            out.push(if *truth { b'1' } else { b'0' });
        }
        Held::Formula(formula) => {
            out.extend_from_slice(cached::kind(formula.value.as_ref()).as_bytes());
            out.extend_from_slice(b"><f>");
            xml::text(out, &formula.file);
            out.extend_from_slice(b"</f>");
            cached::write(out, formula.value.as_ref());
        }
    }
    out.extend_from_slice(b"</v></c>");
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::amount::Value;

    fn slot(column: u16, look: u32, held: Held) -> Slot {
        Slot { column, look, held }
    }

    #[test]
    fn rows_and_cells_are_as_excel_has_them() {
        let formula = Formula { file: "A1&\"<\"".into(), engine: None, value: Some(Value::Text("x<".into())) };
        let rows = Rows(vec![
            (0, vec![slot(1, 1, Held::Number(2.5)), slot(27, 0, Held::Text(1))]),
            (2, vec![slot(0, 0, Held::Blank), slot(1, 1, Held::Blank), slot(2, 0, Held::Bool(true))]),
            (16, vec![slot(3, 0, Held::Formula(Box::new(formula)))]),
        ]);
        assert_eq!(rows.corners(), Some([(0, 0), (16, 27)]));
        assert_eq!(rows.first_text(), Some(((0, 27), 1)));
        assert!(matches!(rows.get(2, 2).unwrap().held, Held::Bool(true)) && rows.get(3, 2).is_none());
        let heights = BTreeMap::from([(1, 0.0), (2, 15.0), (16, 20.0), (40, 409.0)]);
        let key = |newer| Key { looks: &[0, 7], texts: &[4, 5], heights: &heights, newer };
        let made = |newer| {
            let mut out = Vec::new();
            rows.write(&mut out, &key(newer)).unwrap();
            String::from_utf8(out).unwrap()
        };
        let expected = "<row r=\"1\" spans=\"1:28\"><c r=\"B1\" s=\"7\"><v>2.5</v></c><c r=\"AB1\" t=\"s\"><v>5</v></c></row>\
            <row r=\"2\" spans=\"1:28\" hidden=\"1\"/>\
            <row r=\"3\" spans=\"1:28\"><c r=\"B3\" s=\"7\"/><c r=\"C3\" t=\"b\"><v>1</v></c></row>\
            <row r=\"17\" spans=\"4:4\" ht=\"20.25\" customHeight=\"1\">\
            <c r=\"D17\" t=\"str\"><f>A1&amp;\"&lt;\"</f><v>x&lt;</v></c></row>\
            <row r=\"41\" ht=\"408.75\" customHeight=\"1\"/>";
        assert_eq!(made(false), expected);
        assert!(made(true).starts_with("<row r=\"1\" spans=\"1:28\" x14ac:dyDescent=\"0.25\"><c "));
    }
}
