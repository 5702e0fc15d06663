//! What the figures of a row are: their decimals and bounds, and how those of several units add up. Rules, validation,
//! number formats, widths and totals follow from it.

use super::{Indicator, IndicatorKind};
use crate::formula::{Formula, PeriodAggregate};
use crate::workbook::style::NumberFormat;
use serde::{Deserialize, Serialize};

/// Most decimals of a figure.
pub const MOST_DECIMALS: u8 = 6;
/// Decimals of a share, in per cent, that are shown if the plan states none.
const SHARE: u8 = 1;

/// How the figures of several units add up to one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum FigureTotal {
    /// Their sum.
    #[default]
    Sum,
    /// They do not.
    None,
    /// The sum of the latest figure of each unit, also from an earlier period.
    Last,
    /// The largest one.
    Max,
    /// Their mean, weighted by the indicator with this name.
    MeanBy(String),
}

/// Decimals, bounds and total of a figure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FigureSpec {
    /// Most decimals; of a share, of its percentage. `None` if any number of them is right.
    pub decimals: Option<u8>,
    /// Smallest figure; `None` for no bound. Of a share as a fraction.
    pub min: Option<f64>,
    /// Largest figure.
    pub max: Option<f64>,
    /// How the figures of several units add up.
    pub add: FigureTotal,
}

impl FigureSpec {
    /// Returns what holds for a kind of indicator if the plan states nothing.
    pub fn usual(kind: IndicatorKind) -> Self {
        match kind {
            IndicatorKind::Flow | IndicatorKind::Stock => {
                FigureSpec { decimals: Some(0), min: Some(0.0), max: None, add: FigureTotal::Sum }
            }
            IndicatorKind::Percent => FigureSpec { decimals: None, min: Some(0.0), max: None, add: FigureTotal::None },
            IndicatorKind::Choice | IndicatorKind::Text | IndicatorKind::Date => {
                FigureSpec { add: FigureTotal::None, ..FigureSpec::default() }
            }
        }
    }
}

impl Indicator {
    /// Returns the number format that shows its figures.
    pub fn number_format(&self) -> NumberFormat {
        match (self.kind, self.figure.decimals) {
            (IndicatorKind::Flow | IndicatorKind::Stock, decimals) => NumberFormat::decimals(decimals.unwrap_or(2)),
            (IndicatorKind::Percent, decimals) => NumberFormat::percent(decimals.unwrap_or(SHARE)),
            (IndicatorKind::Date, _) => NumberFormat::Date,
            (IndicatorKind::Choice | IndicatorKind::Text, _) => NumberFormat::General,
        }
    }

    /// Returns the number format of a total of its figures. A mean has more decimals than its figures.
    pub fn total_format(&self) -> NumberFormat {
        let decimals = self.figure.decimals.map_or(2, |d| d.max(1) + 1).min(MOST_DECIMALS);
        match (&self.figure.add, self.kind) {
            (FigureTotal::MeanBy(_), IndicatorKind::Flow | IndicatorKind::Stock) => NumberFormat::decimals(decimals),
            _ => self.number_format(),
        }
    }
}

/// Returns the only call of a formula that is nothing else, such as `TRONG_KY(x)`.
pub fn sole_aggregate(formula: &Formula) -> Option<(PeriodAggregate, &str)> {
    let [(aggregate, name)] = formula.aggregates() else { return None };
    let compact: String = formula.source().chars().filter(|c| !c.is_whitespace()).collect();
    let inside = compact.split_once('(')?.1.strip_suffix(')')?;
    let is_sole = formula.names().is_empty() && inside == name && !compact.starts_with(['(', '-', '+']);
    is_sole.then_some((*aggregate, name.as_str()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_may_be_a_single_call() {
        let sole = |source: &str| {
            let formula = Formula::parse(source).unwrap();
            sole_aggregate(&formula).map(|(aggregate, name)| (aggregate, name.to_string()))
        };
        assert_eq!(sole(" trong_ky( hb ) "), Some((PeriodAggregate::InPeriod, "hb".to_string())));
        assert_eq!(sole("CUOI_KY(hb)"), Some((PeriodAggregate::Latest, "hb".to_string())));
        for other in [
            "TRONG_KY(hb)*2",
            "-TRONG_KY(hb)",
            "(TRONG_KY(hb))",
            "ABS(TRONG_KY(hb))",
            "hb",
            "TRONG_KY(hb)+TRONG_KY(adm)",
        ] {
            assert_eq!(sole(other), None, "{other}");
        }
    }
}
