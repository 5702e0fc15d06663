//! Writes the rows of a sheet as XML. They bypass the writer crate, which would store each cell a second time, in a
//! tree.

use super::cached;
use super::style::{CellKind, KINDS};
use super::xml;
use crate::model::amount::Value;
use crate::workbook::address;
use crate::workbook::cells::{StoredCell, StoredValue};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Default height of a row, in pixels.
pub(super) const HEIGHT: u32 = 20;
/// Excel stores first and last column for blocks of sixteen rows.
const BLOCK: u32 = 16;

/// Rows in order, with their cells ordered by column.
#[derive(Default)]
pub(super) struct SheetRows(pub BTreeMap<u32, Vec<StoredCell>>);

/// Reference to a text as it is written.
#[derive(Copy, Clone, Debug, Default, PartialEq)]
pub(super) struct StringRef {
    /// Index among the shared strings of the workbook. `None` if the text is empty and is written as a blank cell.
    pub place: Option<u32>,
    /// True if Excel would read the text as a formula once a user edits the cell.
    pub quoted: bool,
}

/// Maps the indexes of a sheet's lists to those of the workbook, with the row heights.
#[derive(Default)]
pub(super) struct SheetIds {
    /// Cell format of each style, for each [`Kind`].
    pub styles: Vec<[u32; KINDS]>,
    pub texts: Vec<StringRef>,
    /// Heights in points.
    pub heights: BTreeMap<u32, f64>,
}

/// Returns the requirement of a cell's content on its format. The function styles up a text by its index.
pub(super) fn kind(value: &StoredValue, said: impl FnOnce(u32) -> StringRef) -> CellKind {
    match value {
        StoredValue::Formula(formula) if matches!(formula.value, Some(Value::Bool(_))) => CellKind::Logical,
        StoredValue::Bool(_) => CellKind::Logical,
        StoredValue::Formula(_) => CellKind::Formula,
        StoredValue::Text(text) if said(*text).quoted => CellKind::Quoted,
        _ => CellKind::Plain,
    }
}

impl SheetRows {
    /// Returns the top left and bottom right cell of the smallest area that contains all cells.
    pub(super) fn corners(&self) -> Option<[(u32, u32); 2]> {
        let columns = || self.0.values().flat_map(|row| row.first().into_iter().chain(row.last())).map(|s| s.column);
        let (first, last) = (self.0.keys().next()?, self.0.keys().next_back()?);
        Some([(*first, columns().min()?), (*last, columns().max()?)])
    }

    /// Returns the content of a cell.
    pub(super) fn get(&self, row: u32, column: u32) -> Option<&StoredValue> {
        let row = self.0.get(&row)?;
        row.get(row.binary_search_by_key(&column, |slot| slot.column).ok()?).map(|slot| &slot.value)
    }

    /// Returns first and last column of each block of rows that has cells.
    fn spans(&self) -> BTreeMap<u32, (u32, u32)> {
        let mut spans = BTreeMap::new();
        for (row, slots) in &self.0 {
            let (Some(first), Some(last)) = (slots.first(), slots.last()) else { continue };
            let span = spans.entry(row / BLOCK).or_insert((first.column, last.column));
            *span = (span.0.min(first.column), span.1.max(last.column));
        }
        spans
    }

    /// Writes all rows with cells or with a height of their own. If `newer` is true, the sheet uses features of newer
    /// Excel versions; then each row also has the descent of its font.
    pub(super) fn write(&self, out: &mut impl Write, key: &SheetIds, newer: bool) -> io::Result<()> {
        let (spans, mut part) = (self.spans(), Vec::with_capacity(xml::PORTION + xml::PORTION / 8));
        let last = self.0.values().filter_map(|slots| slots.last()).map(|s| s.column).max();
        let letters: Vec<String> = last.map_or_else(Vec::new, |last| (0..=last).map(address::letters).collect());
        let (mut rows, mut heights) = (self.0.iter().peekable(), key.heights.iter().peekable());
        loop {
            let next = [rows.peek().map(|(row, _)| **row), heights.peek().map(|(row, _)| **row)];
            let Some(row) = next.into_iter().flatten().min() else { break };
            let height = heights.next_if(|(at, _)| **at == row).map(|(_, height)| *height);
            let slots = rows.next_if(|(at, _)| **at == row).map_or(&[][..], |(_, slots)| slots);
            head(&mut part, row, spans.get(&(row / BLOCK)), height, newer);
            if slots.is_empty() {
                part.extend_from_slice(b"/>");
                continue;
            }
            part.push(b'>');
            for slot in slots {
                let name = letters.get(slot.column as usize).map_or("", String::as_str);
                cell(&mut part, name, row + 1, slot, key);
                xml::pass_on(out, &mut part)?;
            }
            part.extend_from_slice(b"</row>");
        }
        out.write_all(&part)
    }
}

/// Converts points to pixels as the writer crate does. 0 hides the row.
fn pixels(points: f64) -> u32 {
    (points.clamp(0.0, 409.0) * 4.0 / 3.0).round() as u32
}

/// Writes `<row …` without the closing bracket.
fn head(out: &mut Vec<u8>, row: u32, span: Option<&(u32, u32)>, height: Option<f64>, newer: bool) {
    out.extend_from_slice(b"<row r=\"");
    xml::write_whole_number(out, row + 1);
    out.push(b'"');
    if let Some((first, last)) = span {
        out.extend_from_slice(b" spans=\"");
        xml::write_whole_number(out, first + 1);
        out.push(b':');
        xml::write_whole_number(out, last + 1);
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

/// Writes `<c …>…</c>`. Writes nothing for a blank cell with the default format.
fn cell(out: &mut Vec<u8>, column: &str, row: u32, slot: &StoredCell, key: &SheetIds) {
    let said = |text: u32| key.texts.get(text as usize).copied().unwrap_or_default();
    let styles = key.styles.get(slot.look as usize).copied().unwrap_or_default();
    let look = styles[kind(&slot.value, said) as usize];
    let text = if let StoredValue::Text(text) = slot.value { said(text).place } else { None };
    let blank =
        matches!(slot.value, StoredValue::Blank) || matches!(slot.value, StoredValue::Text(_)) && text.is_none();
    if look == 0 && blank {
        return;
    }
    out.extend_from_slice(b"<c r=\"");
    out.extend_from_slice(column.as_bytes());
    xml::write_whole_number(out, row);
    out.push(b'"');
    if look > 0 {
        out.extend_from_slice(b" s=\"");
        xml::write_whole_number(out, look);
        out.push(b'"');
    }
    if blank {
        return out.extend_from_slice(b"/>");
    }
    match &slot.value {
        StoredValue::Blank => {}
        StoredValue::Number(number) => {
            out.extend_from_slice(b"><v>");
            xml::number(out, *number);
        }
        StoredValue::Text(_) => {
            out.extend_from_slice(b" t=\"s\"><v>");
            xml::write_whole_number(out, text.unwrap_or_default());
        }
        StoredValue::Bool(truth) => {
            out.extend_from_slice(b" t=\"b\"><v>");
            out.push(if *truth { b'1' } else { b'0' });
        }
        StoredValue::Formula(formula) => {
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
    use crate::workbook::CellFormula;

    fn slot(column: u32, look: u32, value: StoredValue) -> StoredCell {
        StoredCell { column, look, value }
    }

    #[test]
    fn rows_and_cells_match_excel() {
        let formula = CellFormula { file: "A1&\"<\"".into(), engine: None, value: Some(Value::Text("x<".into())) };
        let rows = SheetRows(BTreeMap::from([
            (
                0,
                vec![
                    slot(1, 1, StoredValue::Number(2.5)),
                    slot(2, 1, StoredValue::Text(2)),
                    slot(27, 0, StoredValue::Text(1)),
                ],
            ),
            (
                2,
                vec![
                    slot(0, 0, StoredValue::Blank),
                    slot(1, 1, StoredValue::Text(0)),
                    slot(2, 0, StoredValue::Bool(true)),
                ],
            ),
            (16, vec![slot(3, 1, StoredValue::Formula(Box::new(formula)))]),
        ]));
        assert_eq!(rows.corners(), Some([(0, 0), (16, 27)]));
        assert!(rows.get(2, 2) == Some(&StoredValue::Bool(true)) && rows.get(3, 2).is_none());
        let said = |place, quoted| StringRef { place, quoted };
        let key = SheetIds {
            styles: vec![[0, 0, 0, 0], [7, 8, 6, 9]],
            texts: vec![said(None, false), said(Some(5), false), said(Some(4), true)],
            heights: BTreeMap::from([(1, 0.0), (2, 15.0), (16, 20.0), (40, 409.0)]),
        };
        let made = |newer| {
            let mut out = Vec::new();
            rows.write(&mut out, &key, newer).unwrap();
            String::from_utf8(out).unwrap()
        };
        let expected = "<row r=\"1\" spans=\"1:28\"><c r=\"B1\" s=\"7\"><v>2.5</v></c>\
            <c r=\"C1\" s=\"9\" t=\"s\"><v>4</v></c><c r=\"AB1\" t=\"s\"><v>5</v></c></row>\
            <row r=\"2\" spans=\"1:28\" hidden=\"1\"/>\
            <row r=\"3\" spans=\"1:28\"><c r=\"B3\" s=\"7\"/><c r=\"C3\" t=\"b\"><v>1</v></c></row>\
            <row r=\"17\" spans=\"4:4\" ht=\"20.25\" customHeight=\"1\">\
            <c r=\"D17\" s=\"8\" t=\"str\"><f>A1&amp;\"&lt;\"</f><v>x&lt;</v></c></row>\
            <row r=\"41\" ht=\"408.75\" customHeight=\"1\"/>";
        assert_eq!(made(false), expected);
        assert!(made(true).starts_with("<row r=\"1\" spans=\"1:28\" x14ac:dyDescent=\"0.25\"><c "));
    }
}
