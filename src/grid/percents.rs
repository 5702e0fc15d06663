//! Finds the cells that show their number as a percentage: 1.05 is 105 % there. The reader crate drops number formats,
//! so the few workbooks with such formats are read a second time. Parts that cannot be read are ignored.

use super::archive::PackageInventory;
use super::biff::{self, BiffStream};
use super::relationships::{Relationship, attribute, tags};
use super::rich::RichParts;
use super::{Grid, RawValue, SheetGrid};
use crate::limits::Limits;
use crate::workbook::address;
use std::collections::{BTreeSet, HashMap};

/// Returns true if the first section of a number format shows a percentage: a `%` outside quotes and brackets.
pub(super) fn is_percent(code: &str) -> bool {
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ';' => return false,
            '%' => return true,
            '\\' | '_' | '*' => drop(letters.next()),
            '"' => drop(letters.by_ref().find(|c| *c == '"')),
            '[' => drop(letters.by_ref().find(|c| *c == ']')),
            _ => {}
        }
    }
    false
}

/// Returns true for the built-in number formats `0%` and `0.00%`.
pub(super) fn is_built_in(id: u32) -> bool {
    matches!(id, 9 | 10)
}

/// Marks a cell if it holds a number.
pub(super) fn mark(sheet: &mut SheetGrid, at: (u32, u32)) {
    if sheet.cells.get(&at).is_some_and(|cell| matches!(cell.value, RawValue::Number(_))) {
        sheet.percents.insert(at);
    }
}

/// Marks the cells of an .xlsx workbook. The archive must already be checked against the limits.
pub(super) fn note(bytes: &[u8], grid: &mut Grid, seen: &PackageInventory, limits: &Limits) {
    let styles = formats(seen.part("xl/styles.xml"));
    if !styles.contains(&true) {
        return;
    }
    let mut parts = RichParts::new(bytes, seen, limits);
    for (name, id, _) in seen.listed() {
        let Some(path) = seen.links().iter().find(|link| link.id == *id).map(Relationship::path) else { continue };
        let Some(sheet) = grid.sheets.iter_mut().find(|s| s.name == *name) else { continue };
        let Some(part) = parts.get(&path) else { continue };
        tags(&part, |name, tag| {
            if name == "c"
                && let Some(style) = attribute(tag, "s").and_then(|s| s.parse::<usize>().ok())
                && styles.get(style) == Some(&true)
                && let Some(at) = attribute(tag, "r").and_then(|r| address::parse(&r))
            {
                mark(sheet, at);
            }
        });
    }
}

/// Returns for each cell format of the styles part true if it shows a percentage.
fn formats(xml: &[u8]) -> Vec<bool> {
    let (mut own, mut out, mut part) = (HashMap::new(), Vec::new(), String::new());
    tags(xml, |name, tag| {
        let id = || attribute(tag, "numFmtId").and_then(|id| id.parse::<u32>().ok());
        match name {
            "numFmts" | "fonts" | "fills" | "cellXfs" | "cellStyleXfs" | "dxfs" | "borders" => part = name.to_string(),
            "numFmt" if part == "numFmts" => {
                if let (Some(id), Some(code)) = (id(), attribute(tag, "formatCode")) {
                    own.insert(id, is_percent(&code));
                }
            }
            "xf" if part == "cellXfs" => {
                let known = |id: u32| own.get(&id).copied().unwrap_or_else(|| is_built_in(id));
                out.push(id().is_some_and(known));
            }
            _ => {}
        }
    });
    out
}

// Record types, [MS-XLS] 2.3.
const FORMULA: u16 = 0x0006;
const END: u16 = 0x000A;
const SHEET: u16 = 0x0085;
const NUMBERS: u16 = 0x00BD;
const CELL_FORMAT: u16 = 0x00E0;
const NUMBER: u16 = 0x0203;
const SHORT_NUMBER: u16 = 0x027E;
const NUMBER_FORMAT: u16 = 0x041E;
const BEGIN: u16 = 0x0809;

fn word(content: &[u8], at: usize) -> Option<u16> {
    content.get(at..)?.first_chunk::<2>().map(|b| u16::from_le_bytes(*b))
}

/// Marks the cells of an Excel 97-2003 workbook.
pub(super) fn note_biff(stream: &[u8], grid: &mut Grid) {
    let (mut own, mut formats, mut sheets) = (HashMap::new(), Vec::new(), Vec::new());
    for (kind, content) in BiffStream::new(stream) {
        match kind {
            // Earlier versions have another form of number formats.
            BEGIN if content.get(..2) != Some(&[0, 6]) => return,
            END => break,
            NUMBER_FORMAT => {
                // A `%` is one byte in both widths of text.
                if let (Some(id), Some(code)) = (word(content, 0), content.get(5..)) {
                    let code: String = code.iter().filter(|b| **b != 0).map(|b| char::from(*b)).collect();
                    own.insert(id, is_percent(&code));
                }
            }
            CELL_FORMAT => formats.push(word(content, 2).unwrap_or(0)),
            SHEET => sheets.extend(biff::sheet(content)),
            _ => {}
        }
    }
    let is_share = |id: &u16| own.get(id).copied().unwrap_or_else(|| is_built_in(u32::from(*id)));
    let percents: BTreeSet<usize> = (0..).zip(&formats).filter(|(_, id)| is_share(id)).map(|(at, _)| at).collect();
    if percents.is_empty() {
        return;
    }
    for (start, name) in &sheets {
        let Some(sheet) = grid.sheets.iter_mut().find(|s| s.name == *name) else { continue };
        for (kind, content) in BiffStream::of_sheet(stream, *start) {
            if matches!(kind, NUMBERS | NUMBER | SHORT_NUMBER | FORMULA) {
                note_record(kind, content, &percents, sheet);
            }
        }
    }
}

/// Marks the cells of one record.
fn note_record(kind: u16, content: &[u8], percents: &BTreeSet<usize>, sheet: &mut SheetGrid) {
    let (Some(row), Some(column)) = (word(content, 0), word(content, 2)) else { return };
    // Row and first column, then format and number, six bytes for each cell.
    let cells = if kind == NUMBERS { content.len().saturating_sub(6) / 6 } else { 1 };
    for n in 0..cells {
        if word(content, 4 + 6 * n).is_some_and(|format| percents.contains(&usize::from(format))) {
            mark(sheet, (u32::from(row), u32::from(column) + n as u32));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_sign_in_the_first_section_shows_a_percentage() {
        for code in ["0%", "0.00%", "#,##0.0\\ %", "0.0%;-0.0%", "[Red]0%", "\"đạt \"0%", "0.0%_)"] {
            assert!(is_percent(code), "{code}");
        }
        for code in ["General", "0", "0\"%\"", "0\\%", "0;0%", "[$%-409]0", "#,##0_%", "dd/mm/yyyy"] {
            assert!(!is_percent(code), "{code}");
        }
    }

    proptest::proptest! {
        #[test]
        fn formats_and_records_never_panic(code in "\\PC{0,20}", bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let _ = is_percent(&code);
            note_biff(&bytes, &mut Grid::default());
            let _ = formats(&bytes);
        }
    }
}
