//! The cells of a sheet: rows of cells in the order of their columns. A large sheet is drawn row by row, and a row of
//! cells side by side takes half of what a tree of single cells does.

use super::Cell;
use std::collections::BTreeMap;
use std::ops::Index;

/// Cells by (row, column), from 0, in the order of rows, then columns.
#[derive(Clone, Debug, Default)]
pub struct Cells(BTreeMap<u32, Vec<(u32, Cell)>>);

impl Cells {
    /// Puts a cell in the place of what stood there.
    pub fn insert(&mut self, (row, column): (u32, u32), cell: Cell) {
        let row = self.0.entry(row).or_default();
        if row.last().is_none_or(|(last, _)| *last < column) {
            row.push((column, cell));
            return;
        }
        match row.binary_search_by_key(&column, |(at, _)| *at) {
            Ok(place) => row[place].1 = cell,
            Err(place) => row.insert(place, (column, cell)),
        }
    }

    /// The cell at (row, column).
    pub fn get(&self, (row, column): &(u32, u32)) -> Option<&Cell> {
        let row = self.0.get(row)?;
        let place = row.binary_search_by_key(column, |(at, _)| *at).ok()?;
        row.get(place).map(|(_, cell)| cell)
    }

    /// The cell at (row, column), to be changed.
    pub fn get_mut(&mut self, (row, column): &(u32, u32)) -> Option<&mut Cell> {
        let row = self.0.get_mut(row)?;
        let place = row.binary_search_by_key(column, |(at, _)| *at).ok()?;
        row.get_mut(place).map(|(_, cell)| cell)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The last row that holds a cell.
    pub fn last_row(&self) -> Option<u32> {
        self.0.keys().next_back().copied()
    }

    /// Place and cell.
    pub fn iter(&self) -> impl Iterator<Item = ((u32, u32), &Cell)> {
        self.0.iter().flat_map(|(row, cells)| cells.iter().map(|(column, cell)| ((*row, *column), cell)))
    }

    /// Place and cell, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = ((u32, u32), &mut Cell)> {
        self.0.iter_mut().flat_map(|(row, cells)| cells.iter_mut().map(|(column, cell)| ((*row, *column), cell)))
    }

    /// The cells.
    pub fn values(&self) -> impl Iterator<Item = &Cell> {
        self.iter().map(|(_, cell)| cell)
    }

    /// Takes the rows out, one after another, so that each can be let go.
    pub fn into_rows(self) -> impl Iterator<Item = (u32, Vec<(u32, Cell)>)> {
        self.0.into_iter()
    }
}

impl Index<&(u32, u32)> for Cells {
    type Output = Cell;

    fn index(&self, place: &(u32, u32)) -> &Cell {
        const NONE: &Cell = &Cell::NONE;
        self.get(place).unwrap_or(NONE)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::book::{Content, Style};
    use proptest::prelude::*;

    proptest! {
        /// As a map from places to cells, whatever the order of putting.
        #[test]
        fn they_are_a_map(puts in prop::collection::vec(((0u32..6, 0u32..6), 0u32..100), 0..60)) {
            let (mut cells, mut map) = (Cells::default(), BTreeMap::new());
            for (place, number) in puts {
                cells.insert(place, Cell::number(f64::from(number), &Style::default()));
                map.insert(place, Content::Number(f64::from(number)));
            }
            let held: Vec<_> = cells.iter().map(|(place, cell)| (place, cell.content.clone())).collect();
            prop_assert_eq!(held, map.clone().into_iter().collect::<Vec<_>>());
            prop_assert_eq!(cells.len(), map.len());
            for (place, content) in &map {
                prop_assert_eq!(&cells.get(place).unwrap().content, content);
                cells.get_mut(place).unwrap().content = Content::Blank;
            }
            prop_assert!(cells.values().all(|c| c.content == Content::Blank));
            prop_assert!(cells.get(&(7, 7)).is_none());
        }
    }
}
