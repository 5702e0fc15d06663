//! Absolute sizes of figures, for the width of their columns. No cell value is computed from them.

use super::amount::Amount;
use super::ledger::Ledger;

/// Sizes of a figure over the units and periods of a ledger, for returns counted and on hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FigureSize {
    /// Largest size of each unit in a period.
    pub units: Vec<f64>,
    /// Largest sum over the units of a period.
    pub period: f64,
    /// Sum over all periods.
    pub all: f64,
}

/// Returns the sum of absolute values.
pub fn total(figures: impl Iterator<Item = f64>) -> f64 {
    figures.map(f64::abs).sum()
}

impl FigureSize {
    /// Computes the sizes of the figure with this name.
    pub fn new(ledger: &Ledger, name: &str) -> Self {
        let mut size = FigureSize { units: vec![0.0; ledger.slots.len()], ..FigureSize::default() };
        for period in 0..ledger.slots.iter().map(Vec::len).max().unwrap_or(0) {
            let mut sum = 0.0;
            for (unit, largest) in size.units.iter_mut().enumerate() {
                let amount = ledger.selected(unit, period).map(|submission| submission.amount(name));
                if let Some(Amount::Number(figure)) = amount {
                    sum += figure.abs();
                    *largest = largest.max(figure.abs());
                }
            }
            size.all += sum;
            size.period = size.period.max(sum);
        }
        size
    }
}
