//! What the figures of a row are: their decimals and bounds, and how those of several units add up. Rules, validation,
//! number formats, widths and totals follow from it.

use super::{ColumnNumberFormat, Indicator, IndicatorKind, Plan};
use crate::formula::{Formula, PeriodAggregate};
use crate::workbook::style::NumberFormat;
use serde::{Deserialize, Serialize};

/// Most decimals of a figure.
pub(crate) const MOST_DECIMALS: u8 = 6;
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
    pub(crate) fn usual(kind: IndicatorKind) -> Self {
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
    pub(crate) fn number_format(&self) -> NumberFormat {
        match (self.kind, self.figure.decimals) {
            (IndicatorKind::Flow | IndicatorKind::Stock, decimals) => NumberFormat::decimals(decimals.unwrap_or(2)),
            (IndicatorKind::Percent, decimals) => NumberFormat::percent(decimals.unwrap_or(SHARE)),
            (IndicatorKind::Date, _) => NumberFormat::Date,
            (IndicatorKind::Choice | IndicatorKind::Text, _) => NumberFormat::General,
        }
    }

    /// Returns the number format of a total of its figures. A mean has more decimals than its figures.
    pub(crate) fn total_format(&self) -> NumberFormat {
        let decimals = self.figure.decimals.map_or(2, |d| d.max(1) + 1).min(MOST_DECIMALS);
        match (&self.figure.add, self.kind) {
            (FigureTotal::MeanBy(_), IndicatorKind::Flow | IndicatorKind::Stock) => NumberFormat::decimals(decimals),
            _ => self.number_format(),
        }
    }
}

impl Plan {
    /// Returns the number format that shows the figures of an annex column (index): with the decimals that it has.
    pub(crate) fn annex_format(&self, column: usize) -> NumberFormat {
        let Some(spec) = self.annex.columns.get(column) else { return NumberFormat::Integer };
        let issued = self.units.iter().filter_map(|unit| unit.figures.get(column).copied().flatten());
        let amended = self.amendments.iter().filter(|a| a.column == spec.name).map(|a| a.value);
        let all = issued.chain(amended).chain([spec.printed_total]);
        NumberFormat::decimals(all.map(decimals_of).max().unwrap_or(0))
    }

    /// Returns the number format of a computed column or an annex column.
    pub(crate) fn column_format(&self, name: &str) -> NumberFormat {
        match (self.column(name).map(|column| column.number), self.annex_column(name)) {
            (Some(ColumnNumberFormat::Percent), _) => NumberFormat::Percent,
            (Some(ColumnNumberFormat::Decimal), _) => NumberFormat::Decimal,
            (Some(ColumnNumberFormat::Signed), _) => NumberFormat::Signed,
            (None, Some(column)) => self.annex_format(column),
            _ => NumberFormat::Integer,
        }
    }
}

/// Returns the number of decimals of a figure, at most [`MOST_DECIMALS`].
fn decimals_of(figure: f64) -> u8 {
    let is_exact = |decimals: &u8| {
        let scaled = figure * 10f64.powi(i32::from(*decimals));
        (scaled - scaled.round()).abs() < 1e-6
    };
    (0..MOST_DECIMALS).find(is_exact).unwrap_or(MOST_DECIMALS)
}

/// Returns the only call of a formula that is nothing else, such as `TRONG_KY(x)`.
pub(crate) fn sole_aggregate(formula: &Formula) -> Option<(PeriodAggregate, &str)> {
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
    fn a_figure_has_the_decimals_that_are_written() {
        for (figure, decimals) in [(1250.5, 1), (980.25, 2), (3000.0, 0), (0.1, 1), (-48.2, 1), (0.125, 3), (1e14, 0)] {
            assert_eq!(decimals_of(figure), decimals, "{figure}");
        }
        assert_eq!(decimals_of(1.0 / 3.0), MOST_DECIMALS);
    }

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
