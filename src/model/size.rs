//! Absolute sizes of figures, for the width of their columns. No cell value is computed from them.

use super::amount::Amount;
use super::ledger::Ledger;
use foldhash::HashMap;

/// Sizes of a figure over the units and periods of a ledger, for returns counted and on hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FigureSize {
    /// Largest size of each unit in a period.
    pub units: Vec<f64>,
    /// Largest sum over the units of a period.
    pub period: f64,
    /// Sum over all periods.
    pub all: f64,
}

/// Returns the sum of absolute values.
pub(crate) fn total(figures: impl Iterator<Item = f64>) -> f64 {
    figures.map(f64::abs).sum()
}

impl FigureSize {
    /// Computes the sizes of the figures with these names, in one pass over the returns.
    pub(crate) fn of(ledger: &Ledger, names: &[&str]) -> Vec<Self> {
        let places: HashMap<&str, usize> = names.iter().enumerate().map(|(index, name)| (*name, index)).collect();
        let empty = FigureSize { units: vec![0.0; ledger.slots.len()], ..FigureSize::default() };
        let mut sizes = vec![empty; names.len()];
        for period in 0..ledger.slots.iter().map(Vec::len).max().unwrap_or(0) {
            let mut sums = vec![0.0; names.len()];
            for unit in 0..ledger.slots.len() {
                for (name, figure) in ledger.selected(unit, period).into_iter().flat_map(|s| &s.figures) {
                    let Some(index) = places.get(name.as_str()) else { continue };
                    if let (Amount::Number(figure), Some(size), Some(sum)) =
                        (&figure.amount, sizes.get_mut(*index), sums.get_mut(*index))
                        && let Some(largest) = size.units.get_mut(unit)
                    {
                        *sum += figure.abs();
                        *largest = largest.max(figure.abs());
                    }
                }
            }
            for (size, sum) in sizes.iter_mut().zip(sums) {
                size.all += sum;
                size.period = size.period.max(sum);
            }
        }
        sizes
    }
}
