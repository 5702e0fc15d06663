//! Sparse cell storage of a sheet: rows of cells ordered by column. Texts and styles are stored once per sheet and
//! cells refer to them by index, because a list of returns repeats them. This cuts the memory per cell to a quarter.

use super::SheetCell;
use super::cell::{CellContent, CellExtras, CellFormula};
use super::style::Style;
use super::texts::StringTable;
use crate::model::shared_str::SharedStr;
use foldhash::HashMap;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// Cells by (row, column), from 0, in the order of rows, then columns.
#[derive(Clone, Debug, Default)]
pub struct SheetCells {
    rows: BTreeMap<u32, Vec<StoredCell>>,
    styles: StyleTable,
    texts: StringTable,
    extras: BTreeMap<(u32, u32), CellExtras>,
}

/// A stored cell.
#[derive(Clone, Debug)]
pub(crate) struct StoredCell {
    /// Column, from 0.
    pub column: u32,
    /// Index of its style; see [`Cells::styles`].
    pub look: u32,
    /// Content.
    pub value: StoredValue,
}

/// Content of a stored cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum StoredValue {
    /// No content.
    Blank,
    /// A finite number.
    Number(f64),
    /// Index of a text; see [`Cells::texts`].
    Text(u32),
    /// TRUE or FALSE.
    Bool(bool),
    /// A formula.
    Formula(Box<CellFormula>),
}

/// The parts of [`Cells`], as returned by [`Cells::into_parts`].
pub(crate) struct CellParts {
    /// The cells of each row.
    pub rows: BTreeMap<u32, Vec<StoredCell>>,
    /// Styles by index.
    pub styles: Vec<Style>,
    /// Texts by index. Some may no longer be used by any cell.
    pub texts: Vec<SharedStr>,
    /// Notes and links by (row, column).
    pub extras: BTreeMap<(u32, u32), CellExtras>,
}

/// Inserts a slot into a row, or replaces the slot of the same column. Returns true if it was inserted.
fn insert_sorted(slots: &mut Vec<StoredCell>, slot: StoredCell) -> bool {
    if slots.last().is_none_or(|last| last.column < slot.column) {
        slots.push(slot);
        return true;
    }
    match slots.binary_search_by_key(&slot.column, |slot| slot.column) {
        Ok(at) => {
            if let Some(same) = slots.get_mut(at) {
                *same = slot;
            }
            false
        }
        Err(at) => {
            slots.insert(at, slot);
            true
        }
    }
}

impl SheetCells {
    /// Inserts a cell, replacing the cell at the same place.
    pub(crate) fn insert(&mut self, place: (u32, u32), cell: SheetCell) {
        let (row, column) = place;
        let SheetCell { content, style, extra } = cell;
        let value = match content {
            CellContent::Blank => StoredValue::Blank,
            CellContent::Number(number) => StoredValue::Number(number),
            CellContent::Text(text) => StoredValue::Text(self.texts.place(&text)),
            CellContent::Bool(truth) => StoredValue::Bool(truth),
            CellContent::Formula(formula) => StoredValue::Formula(formula),
        };
        let slot = StoredCell { column, look: self.styles.place(column, style), value };
        // Most cells are added to the last row.
        let is_new = match self.rows.last_entry() {
            Some(mut last) if *last.key() == row => insert_sorted(last.get_mut(), slot),
            last => {
                // A row usually has as many cells as the row above.
                let length = last.map_or(0, |last| last.get().len());
                insert_sorted(self.rows.entry(row).or_insert_with(|| Vec::with_capacity(length)), slot)
            }
        };
        if !is_new {
            self.extras.remove(&place);
        }
        if let Some(extra) = extra {
            self.extras.insert(place, *extra);
        }
    }

    /// Returns the stored cell at (row, column).
    pub(crate) fn slot(&self, (row, column): (u32, u32)) -> Option<&StoredCell> {
        let slots = self.rows.get(&row)?;
        slots.get(slots.binary_search_by_key(&column, |slot| slot.column).ok()?)
    }

    /// Returns a copy of the cell at (row, column). `None` if there is none.
    pub fn get(&self, place: &(u32, u32)) -> Option<SheetCell> {
        self.slot(*place).map(|slot| self.cell(place.0, slot))
    }

    /// Returns a copy of the cell at (row, column). Blank if there is none.
    pub fn cell_at(&self, place: &(u32, u32)) -> SheetCell {
        self.get(place).unwrap_or_default()
    }

    /// Returns the formula at (row, column). `None` if the cell is missing or has no formula.
    pub fn formula(&self, place: (u32, u32)) -> Option<&CellFormula> {
        if let StoredValue::Formula(formula) = &self.slot(place)?.value { Some(formula) } else { None }
    }

    /// Changes the cell at (row, column) and returns the result of `change`. `None` if there is no cell.
    pub fn change<T>(&mut self, place: (u32, u32), change: impl FnOnce(&mut SheetCell) -> T) -> Option<T> {
        let mut cell = self.get(&place)?;
        let result = change(&mut cell);
        self.insert(place, cell);
        Some(result)
    }

    /// Returns the number of cells.
    pub(crate) fn len(&self) -> usize {
        self.rows.values().map(Vec::len).sum()
    }

    /// Returns the last row that has a cell.
    pub(crate) fn last_row(&self) -> Option<u32> {
        self.rows.keys().next_back().copied()
    }

    /// Iterates over places and copies of the cells.
    pub fn iter(&self) -> impl Iterator<Item = ((u32, u32), SheetCell)> {
        self.slots().map(|((row, column), slot)| ((row, column), self.cell(row, slot)))
    }

    /// Iterates over copies of the cells.
    pub fn values(&self) -> impl Iterator<Item = SheetCell> {
        self.iter().map(|(_, cell)| cell)
    }

    /// Iterates over places and stored cells.
    pub(crate) fn slots(&self) -> impl Iterator<Item = ((u32, u32), &StoredCell)> {
        self.rows.iter().flat_map(|(row, slots)| slots.iter().map(|slot| ((*row, slot.column), slot)))
    }

    /// Iterates over the rows in a range that have cells.
    pub(crate) fn rows(&self, between: RangeInclusive<u32>) -> impl Iterator<Item = (u32, &[StoredCell])> {
        let rows = if between.is_empty() { None } else { Some(self.rows.range(between)) };
        rows.into_iter().flatten().map(|(row, slots)| (*row, slots.as_slice()))
    }

    /// Iterates over places and formulas for changing them.
    pub fn formulas_mut(&mut self) -> impl Iterator<Item = ((u32, u32), &mut CellFormula)> {
        self.rows.iter_mut().flat_map(|(row, slots)| {
            slots.iter_mut().filter_map(|slot| match &mut slot.value {
                StoredValue::Formula(formula) => Some(((*row, slot.column), &mut **formula)),
                _ => None,
            })
        })
    }

    /// Iterates over the formulas of a row for changing them.
    pub(crate) fn formulas_of(&mut self, row: u32) -> impl Iterator<Item = &mut CellFormula> {
        self.rows.get_mut(&row).into_iter().flatten().filter_map(|slot| match &mut slot.value {
            StoredValue::Formula(formula) => Some(&mut **formula),
            _ => None,
        })
    }

    /// Returns the styles by index.
    pub(crate) fn styles(&self) -> &[Style] {
        &self.styles.list
    }

    /// Returns the texts by index.
    pub(crate) fn texts(&self) -> &[SharedStr] {
        self.texts.list()
    }

    /// Frees the lookup structures that only inserting needs. Call it after most cells are inserted: a text added later
    /// is stored again even if an equal one exists.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.texts.shrink_to_fit();
    }

    /// Iterates over the links of all cells.
    pub(crate) fn links(&self) -> impl Iterator<Item = &str> {
        self.extras.values().filter_map(|extra| extra.link.as_deref())
    }

    /// Iterates over the links of a row.
    pub(crate) fn links_of(&self, row: u32) -> impl Iterator<Item = &str> {
        self.extras.range((row, 0)..=(row, u32::MAX)).filter_map(|(_, extra)| extra.link.as_deref())
    }

    /// Iterates over the links of all cells for changing them.
    pub(crate) fn links_mut(&mut self) -> impl Iterator<Item = &mut String> {
        self.extras.values_mut().filter_map(|extra| extra.link.as_mut())
    }

    /// Consumes the cells and returns their parts.
    pub(crate) fn into_parts(self) -> CellParts {
        CellParts { rows: self.rows, styles: self.styles.list, texts: self.texts.into_list(), extras: self.extras }
    }

    fn cell(&self, row: u32, slot: &StoredCell) -> SheetCell {
        let content = match &slot.value {
            StoredValue::Blank => CellContent::Blank,
            StoredValue::Number(number) => CellContent::Number(*number),
            StoredValue::Text(text) => {
                CellContent::Text(self.texts.list().get(*text as usize).cloned().unwrap_or_default())
            }
            StoredValue::Bool(truth) => CellContent::Bool(*truth),
            StoredValue::Formula(formula) => CellContent::Formula(formula.clone()),
        };
        let style = self.styles.list.get(slot.look as usize).cloned().unwrap_or_default();
        let extra = self.extras.get(&(row, slot.column)).cloned().map(Box::new);
        SheetCell { content, style, extra }
    }
}

/// Styles by index. Most cells have the style of the cell above.
#[derive(Clone, Debug, Default)]
struct StyleTable {
    list: Vec<Style>,
    places: HashMap<Style, u32>,
    /// For each column, the index of the last style used.
    last: Vec<u32>,
}

impl StyleTable {
    fn place(&mut self, column: u32, style: Style) -> u32 {
        let column = column as usize;
        if self.last.len() <= column {
            self.last.resize(column + 1, 0);
        }
        let last = &mut self.last[column];
        if self.list.get(*last as usize) == Some(&style) {
            return *last;
        }
        *last = *self.places.entry(style).or_insert_with_key(|style| {
            self.list.push(style.clone());
            self.list.len() as u32 - 1
        });
        *last
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(number: u32) -> SheetCell {
        let style = Style { size: (number % 3) as u16 + 10, ..Style::default() };
        let cell = match number % 5 {
            0 => SheetCell::number(f64::from(number), &style),
            1 => SheetCell::text(format!("{}", number % 7), &style),
            2 => SheetCell { content: CellContent::Bool(number.is_multiple_of(2)), style, extra: None },
            3 => SheetCell::formula(format!("A{number}"), &style),
            _ => SheetCell { style, ..SheetCell::default() },
        };
        if number.is_multiple_of(4) { cell.with_note(format!("{number}")) } else { cell }
    }

    fn describe_cell(cell: &SheetCell) -> (CellContent, Style, Option<String>) {
        (cell.content.clone(), cell.style.clone(), cell.note().map(str::to_string))
    }

    proptest! {
        /// Cells behave like a map from places to cells, for any order of inserting.
        #[test]
        fn sparse_cells_behave_like_a_btreemap(puts in prop::collection::vec(((0u32..6, 0u32..6), 0u32..100), 0..60)) {
            let (mut cells, mut map) = (SheetCells::default(), BTreeMap::new());
            for (place, number) in puts {
                cells.insert(place, of(number));
                map.insert(place, describe_cell(&of(number)));
            }
            cells.shrink_to_fit();
            let listed = |cells: &SheetCells| cells.iter().map(|(place, cell)| (place, describe_cell(&cell))).collect::<Vec<_>>();
            prop_assert_eq!(listed(&cells), map.clone().into_iter().collect::<Vec<_>>());
            prop_assert_eq!(cells.len(), map.len());
            for (place, (content, style, note)) in &mut map {
                prop_assert_eq!(&cells.get(place).unwrap().content, &*content);
                prop_assert_eq!(cells.formula(*place), content.formula());
                cells.change(*place, SheetCell::clear);
                (*content, *note) = (CellContent::Blank, None);
                prop_assert_eq!(&cells.cell_at(place).style, style);
            }
            prop_assert_eq!(listed(&cells), map.into_iter().collect::<Vec<_>>());
            prop_assert!(cells.get(&(7, 7)).is_none());
            prop_assert!(cells.change((7, 7), SheetCell::clear).is_none());
            prop_assert!(cells.get(&(7, 7)).is_none() && cells.cell_at(&(7, 7)).content == CellContent::Blank);
        }
    }

    #[test]
    fn equal_texts_and_styles_are_stored_once() {
        let mut cells = SheetCells::default();
        for row in 0..10 {
            cells.insert((row, 1), SheetCell::text("một", &Style::head()));
            cells.insert((row, 0), SheetCell::text(if row % 2 == 0 { "hai" } else { "một" }, &Style::default()));
        }
        let parts = cells.into_parts();
        assert_eq!(parts.texts, ["một", "hai"]);
        assert_eq!(parts.styles, [Style::head(), Style::default()]);
        let row = |row: u32| parts.rows[&row].iter().map(|s| (s.column, s.look, s.value.clone())).collect::<Vec<_>>();
        assert_eq!(row(4), [(0, 1, StoredValue::Text(1)), (1, 0, StoredValue::Text(0))]);
    }
}
