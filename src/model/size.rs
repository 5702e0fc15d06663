//! How large figures are, without a sign: what their columns have room for. No value of a cell comes from here.

use super::amount::Amount;
use super::ledger::Ledger;

/// Sizes of a figure over the units and periods of a ledger, counted or held.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Size {
    /// The largest of each unit in a period.
    pub units: Vec<f64>,
    /// The largest sum over the units of a period.
    pub period: f64,
    /// The sum over all periods.
    pub all: f64,
}

/// The sum of the sizes of some figures.
pub fn total(figures: impl Iterator<Item = f64>) -> f64 {
    figures.map(f64::abs).sum()
}

impl Size {
    /// Of a figure by its name.
    pub fn new(ledger: &Ledger, name: &str) -> Self {
        let mut size = Size { units: vec![0.0; ledger.slots.len()], ..Size::default() };
        for period in 0..ledger.slots.iter().map(Vec::len).max().unwrap_or(0) {
            let mut sum = 0.0;
            for (unit, largest) in size.units.iter_mut().enumerate() {
                let amount = ledger.standing(unit, period).map(|submission| submission.amount(name));
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
