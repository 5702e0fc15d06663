//! Cells of a sheet in one sorted vector, by row and column: nearly every file stores them in this order.

use super::GridCell;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Row and column, from 0.
type CellPosition = (u32, u32);

type PositionedCell = (CellPosition, GridCell);

/// Cells with content by row and column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<PositionedCell>")]
pub struct SparseCells(Vec<PositionedCell>);

/// Collects cells in any order.
#[derive(Clone, Debug, Default)]
pub(super) struct CellBuilder {
    cells: Vec<PositionedCell>,
    ordered: bool,
}

impl CellBuilder {
    /// Adds a cell.
    pub(super) fn add(&mut self, at: CellPosition, cell: GridCell) {
        self.ordered = self.cells.last().is_none_or(|(last, _)| self.ordered && *last < at);
        self.cells.push((at, cell));
    }

    /// Returns the number of cells added.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    /// Returns the cells in order, and the places that occur more than once. The last cell of a place is kept.
    pub(super) fn sorted(mut self) -> (SparseCells, Vec<CellPosition>) {
        let mut twice = Vec::new();
        if !self.ordered {
            self.cells.sort_by_key(|(at, _)| *at);
            self.cells.dedup_by(|later, earlier| {
                let same = later.0 == earlier.0;
                if same {
                    std::mem::swap(later, earlier);
                    twice.push(earlier.0);
                }
                same
            });
        }
        (SparseCells(self.cells), twice)
    }
}

impl SparseCells {
    /// Returns the cell at a place.
    pub fn get(&self, at: &CellPosition) -> Option<&GridCell> {
        let index = self.0.binary_search_by_key(at, |(place, _)| *place).ok()?;
        self.0.get(index).map(|(_, cell)| cell)
    }

    /// Returns the cell at a place for changing it.
    pub(crate) fn get_mut(&mut self, at: &CellPosition) -> Option<&mut GridCell> {
        let index = self.0.binary_search_by_key(at, |(place, _)| *place).ok()?;
        self.0.get_mut(index).map(|(_, cell)| cell)
    }

    /// Returns true if there is a cell at a place.
    pub(crate) fn contains_key(&self, at: &CellPosition) -> bool {
        self.get(at).is_some()
    }

    /// Returns the number of cells.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns true if there are no cells.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Iterates over places and cells.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&CellPosition, &GridCell)> {
        self.into_iter()
    }

    /// Iterates over places and cells for changing them.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&CellPosition, &mut GridCell)> {
        self.0.iter_mut().map(|(at, cell)| (&*at, cell))
    }

    /// Iterates over the places.
    pub fn keys(&self) -> impl Iterator<Item = &CellPosition> {
        self.0.iter().map(|(at, _)| at)
    }

    /// Iterates over the cells.
    pub fn values(&self) -> impl Iterator<Item = &GridCell> {
        self.0.iter().map(|(_, cell)| cell)
    }

    /// Iterates over the cells from one place to another, both included.
    pub(crate) fn range(
        &self,
        range: RangeInclusive<CellPosition>,
    ) -> impl Iterator<Item = (&CellPosition, &GridCell)> {
        let first = self.0.partition_point(|(at, _)| at < range.start());
        let rest = self.0.get(first..).unwrap_or_default();
        rest.iter().map(|(at, cell)| (at, cell)).take_while(move |(at, _)| *at <= range.end())
    }
}

impl<'c> IntoIterator for &'c SparseCells {
    type Item = (&'c CellPosition, &'c GridCell);
    type IntoIter = std::iter::Map<
        std::slice::Iter<'c, PositionedCell>,
        fn(&'c PositionedCell) -> (&'c CellPosition, &'c GridCell),
    >;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(at, cell)| (at, cell))
    }
}

impl FromIterator<PositionedCell> for SparseCells {
    fn from_iter<I: IntoIterator<Item = PositionedCell>>(all: I) -> Self {
        let mut heap = CellBuilder::default();
        all.into_iter().for_each(|(at, cell)| heap.add(at, cell));
        heap.sorted().0
    }
}

impl From<Vec<PositionedCell>> for SparseCells {
    fn from(all: Vec<PositionedCell>) -> Self {
        all.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::RawValue;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        /// The cells are those of a map, for any order of adding.
        #[test]
        fn collected_cells_equal_a_map(places in proptest::collection::vec((0u32..6, 0u32..6), 0..40), from: (u8, u8), to: (u8, u8)) {
            let cell = |n: usize| GridCell { value: RawValue::Number(n as f64), formula: None, external: false };
            let mut heap = CellBuilder::default();
            let mut map = BTreeMap::new();
            let mut twice = Vec::new();
            for (n, at) in places.iter().enumerate() {
                heap.add(*at, cell(n));
                if map.insert(*at, cell(n)).is_some() {
                    twice.push(*at);
                }
            }
            twice.sort_unstable();
            let (cells, found) = heap.sorted();
            prop_assert_eq!(found, twice);
            prop_assert!(cells.iter().eq(map.iter()));
            for row in 0..7 {
                for column in 0..7 {
                    prop_assert_eq!(cells.get(&(row, column)), map.get(&(row, column)));
                }
            }
            let place = |(row, column): (u8, u8)| (u32::from(row % 7), u32::from(column % 7));
            let (first, last) = (place(from).min(place(to)), place(from).max(place(to)));
            prop_assert!(cells.range(first..=last).eq(map.range(first..=last)));
        }
    }
}
