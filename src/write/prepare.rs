//! Prepares the cells of a sheet for writing: validates them against Excel's limits and determines the order of first
//! use of styles and texts.

use super::cached;
use super::error::{UnwritableCell, WriteFault};
use super::formulas::CellFormulas;
use super::page::columns;
use super::rows::{SheetRows, StringRef, kind};
use super::style::{CellKind, KINDS};
use super::text;
use crate::formula::written::KnownNames;
use crate::model::shared_str::SharedStr;
use crate::workbook::address::{self, MAX_COLUMN, MAX_ROW};
use crate::workbook::cell::CellExtras;
use crate::workbook::cells::{StoredCell, StoredValue};
use crate::workbook::style::NumberFormat;
use crate::workbook::{CellRange, Sheet, SheetCell, Style};
use rust_xlsxwriter::XlsxError;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Prepared cells of a sheet, moved out of it.
#[derive(Default)]
pub(super) struct PreparedSheet {
    /// Cells.
    pub rows: SheetRows,
    /// Styles by index.
    pub styles: Vec<Style>,
    /// Styles in order of first use: merged ranges first.
    pub first_looks: Vec<(u32, CellKind)>,
    /// Texts by index, within Excel's limits; true if Excel would read the text as a formula.
    pub texts: Vec<(SharedStr, bool)>,
    /// Texts in order of first use.
    pub first_texts: Vec<u32>,
    /// Number of cells with a text, and the first such cell.
    pub with_text: u32,
    pub first_text: Option<(u32, u32)>,
    /// Notes and links, with their cells.
    pub extras: BTreeMap<(u32, u32), CellExtras>,
    /// Areas in which codes such as 01 are text on purpose: one for each column.
    pub codes: BTreeMap<u32, CellRange>,
}

/// Prepares the cells of a sheet.
///
/// # Errors
///
/// A cell that the file cannot store, with its address.
pub(super) fn prepare_sheet(sheet: &mut Sheet, known: &KnownNames) -> Result<PreparedSheet, UnwritableCell> {
    sheet.merges.sort_by_key(|area| (area.top, area.left));
    let merged = merged(sheet)?;
    let parts = std::mem::take(&mut sheet.cells).into_parts();
    let texts = parts.texts.into_iter().map(|text| {
        let text = if let Cow::Owned(changed) = text::cell(&text) { changed.into() } else { text };
        let quoted = text.starts_with(['=', '+', '-', '@']) && text.len() > 1;
        (text, quoted)
    });
    let mut taken = PreparedSheet {
        styles: parts.styles,
        texts: texts.collect(),
        extras: parts.extras,
        ..PreparedSheet::default()
    };
    let mut seen =
        UsedEntries { styles: vec![[false; KINDS]; taken.styles.len()], texts: vec![false; taken.texts.len()] };
    for (area, look) in merged {
        if area.top != area.bottom || area.left != area.right {
            taken.use_style(&mut seen, look, CellKind::Plain);
        }
    }
    let mut formulas = CellFormulas::new(known);
    for (row, slots) in &parts.rows {
        for slot in slots {
            let unfit = |fault| (address::cell(*row, slot.column), fault);
            taken.see(&mut seen, *row, slot, &mut formulas).map_err(unfit)?;
        }
    }
    taken.rows = SheetRows(parts.rows);
    Ok(taken)
}

/// Gives all cells of a merged range the style of its first cell. Returns the index of each range's style.
fn merged(sheet: &mut Sheet) -> Result<Vec<(CellRange, u32)>, UnwritableCell> {
    let mut styles = Vec::with_capacity(sheet.merges.len());
    for area in &sheet.merges {
        let first = (area.top, area.left);
        let at = |fault| (address::cell(area.top, area.left), fault);
        columns(*area).map_err(at)?;
        if area.bottom > MAX_ROW || area.right > MAX_COLUMN {
            return Err(at(WriteFault::Writer(XlsxError::RowColumnLimitError)));
        }
        let style = sheet.cells.cell_at(&first).style;
        for place in (area.top..=area.bottom).flat_map(|row| (area.left..=area.right).map(move |column| (row, column)))
        {
            if sheet.cells.slot(place).is_none() {
                sheet.cells.insert(place, SheetCell { style: style.clone(), ..SheetCell::default() });
            }
        }
        styles.push((*area, sheet.cells.slot(first).map_or(0, |slot| slot.look)));
    }
    Ok(styles)
}

/// Styles and texts used so far.
struct UsedEntries {
    styles: Vec<[bool; KINDS]>,
    texts: Vec<bool>,
}

impl PreparedSheet {
    fn see<'s>(
        &mut self,
        seen: &mut UsedEntries,
        row: u32,
        slot: &'s StoredCell,
        formulas: &mut CellFormulas<'s>,
    ) -> Result<(), WriteFault> {
        let column = u16::try_from(slot.column).map_err(|_| WriteFault::OutsideGrid)?;
        if row > MAX_ROW || slot.column > MAX_COLUMN {
            return Err(WriteFault::Writer(XlsxError::RowColumnLimitError));
        }
        match &slot.value {
            StoredValue::Blank | StoredValue::Bool(_) => {}
            StoredValue::Number(number) => drop(cached::number(*number)?),
            StoredValue::Text(text) => self.text(seen, (row, slot.column), *text),
            StoredValue::Formula(formula) => {
                cached::ensure_writable(formula.value.as_ref())?;
                formulas.fit(column, &formula.file)?;
            }
        }
        let said = |text: u32| self.string_ref(text, |_| None);
        self.use_style(seen, slot.look, kind(&slot.value, said));
        self.code((row, slot.column), slot);
        Ok(())
    }

    /// Returns the reference to a text of this sheet. `place` returns its index among the shared strings.
    pub(super) fn string_ref(&self, text: u32, place: impl FnOnce(&SharedStr) -> Option<u32>) -> StringRef {
        let word = self.texts.get(text as usize);
        word.map_or_else(StringRef::default, |(text, quoted)| StringRef {
            place: if text.is_empty() { None } else { place(text) },
            quoted: *quoted,
        })
    }

    fn use_style(&mut self, seen: &mut UsedEntries, look: u32, kind: CellKind) {
        if let Some(seen) = seen.styles.get_mut(look as usize).map(|kinds| &mut kinds[kind as usize])
            && !std::mem::replace(seen, true)
        {
            self.first_looks.push((look, kind));
        }
    }

    fn text(&mut self, seen: &mut UsedEntries, at: (u32, u32), text: u32) {
        if self.texts.get(text as usize).is_none_or(|(words, _)| words.is_empty()) {
            return;
        }
        self.with_text += 1;
        self.first_text.get_or_insert(at);
        if let Some(seen) = seen.texts.get_mut(text as usize)
            && !std::mem::replace(seen, true)
        {
            self.first_texts.push(text);
        }
    }

    /// Extends the area of a column that contains codes such as 01 as text, so that Excel shows no green corner on
    /// them. One range for each column, however many codes there are.
    fn code(&mut self, (row, column): (u32, u32), slot: &StoredCell) {
        let Some(style) = self.styles.get(slot.look as usize).filter(|style| style.number == NumberFormat::Text) else {
            return;
        };
        let number = |text: &u32| self.texts.get(*text as usize).is_some_and(|(t, _)| t.trim().parse::<f64>().is_ok());
        if style.unlocked || matches!(&slot.value, StoredValue::Text(text) if number(text)) {
            self.codes.entry(column).or_insert(CellRange::cell(row, column)).bottom = row;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn all_cells_of_a_merged_range_have_one_style() {
        let (plain, head) = (Style::default(), Style::head());
        let mut sheet = Sheet::new("Một");
        sheet.text(0, 0, "trước", &plain);
        sheet.text(3, 1, "gộp", &head);
        sheet.number(4, 2, 1.0, &plain);
        sheet.merges = vec![CellRange::new(3, 1, 4, 2), CellRange::cell(0, 0)];
        let taken = prepare_sheet(&mut sheet, &KnownNames::default()).unwrap();
        assert_eq!(taken.styles, [plain, head]);
        // The style of the merged range comes first.
        assert_eq!(taken.first_looks, [(1, CellKind::Plain), (0, CellKind::Plain)]);
        let styles = |row: u32| taken.rows.0[&row].iter().map(|slot| (slot.column, slot.look)).collect::<Vec<_>>();
        assert_eq!((styles(0), styles(3), styles(4)), (vec![(0, 0)], vec![(1, 1), (2, 1)], vec![(1, 1), (2, 0)]));
        assert!(sheet.cells.len() == 0);
    }

    #[test]
    fn texts_and_styles_are_in_order_of_first_use() {
        let (plain, head) = (Style::default(), Style::head());
        let mut sheet = Sheet::new("Một");
        for (row, column, text, look) in [
            (1, 1, "sau", &head),
            (1, 0, "", &plain),
            (0, 0, "=1", &plain),
            (0, 1, "thay", &plain),
            (2, 0, "=1", &head),
        ] {
            sheet.text(row, column, text, look);
        }
        sheet.text(0, 1, "a\u{0}", &plain);
        let taken = prepare_sheet(&mut sheet, &KnownNames::default()).unwrap();
        let words = |text: &u32| &*taken.texts[*text as usize].0;
        assert_eq!(taken.first_texts.iter().map(words).collect::<Vec<_>>(), ["=1", "a␀", "sau"]);
        assert_eq!((taken.with_text, taken.first_text), (4, Some((0, 0))));
        assert_eq!(
            taken.first_looks,
            [(1, CellKind::Quoted), (1, CellKind::Plain), (0, CellKind::Plain), (0, CellKind::Quoted)]
        );
    }
}
