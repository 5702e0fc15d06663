//! What the consolidated workbook shows: computed columns and their sheets, series, headlines.

use crate::formula::Formula;
use crate::formula::over_units::UnitsTotal;
use crate::model::validity::Validity;

/// A sheet of computed columns.
#[derive(Clone, Debug)]
pub struct ColumnSheet {
    /// Sheet name.
    pub name: String,
    /// Title over the table.
    pub title: String,
    /// True if it has a letterhead above and a signature below: the board signs this sheet.
    pub signed: bool,
    /// Notes below the table; a name in braces shows the total of a column, a setting or an ordinal.
    pub notes: Vec<String>,
    /// Names of columns and annex columns in the order of the sheet; the others follow in the order of the plan.
    pub order: Vec<String>,
    /// The column by whose figures the units of each kind are listed, the largest first; `None` lists them in the order of the
    /// plan.
    pub ranked_by: Option<String>,
}

/// How the total of a column is computed.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ColumnTotal {
    /// Sum of the units.
    Sum,
    /// The column's formula, evaluated on the totals.
    Formula,
    /// The smallest or largest figure of the units, or their mean, each unit with the same weight.
    Units(UnitsTotal),
    /// No total.
    Blank,
}

/// The number format of a figure.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ColumnNumberFormat {
    /// `2.136`.
    Integer,
    /// `23,1%`.
    Percent,
    /// `0,85`.
    Decimal,
    /// `+0,8`, `-0,8`: a difference, such as percentage points.
    Signed,
    /// Text.
    Text,
}

/// The emphasis of a cell.
#[derive(Copy, Clone, Debug, PartialEq)]
pub enum ColumnEmphasis {
    /// None.
    None,
    /// A data bar from 0 to 100 %.
    Bar,
    /// Red if above 0.
    Shortfall,
    /// Green if above 0.
    Surplus,
    /// Red if below 0, green if above.
    Sign,
    /// Traffic light: green from the first threshold on, amber from the second on, else red.
    Light(f64, f64),
}

/// A computed column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Name in formulas.
    pub name: String,
    /// Sheets that show it; the first holds the formula, the others refer to its cell.
    pub sheets: Vec<String>,
    /// Group heading; empty for none.
    pub group: String,
    /// Heading.
    pub heading: String,
    /// The formula, as written.
    pub formula: Formula,
    /// How its total is computed.
    pub total: ColumnTotal,
    /// Number format.
    pub number: ColumnNumberFormat,
    /// Emphasis.
    pub emphasis: ColumnEmphasis,
    /// Explanation, in Vietnamese.
    pub explain: String,
    /// Basis in the plan.
    pub basis: String,
    /// The periods in which it is in force by itself.
    pub validity: Validity,
    /// The periods in which the names that it needs are in force.
    pub of_names: Validity,
}

impl Column {
    /// Returns the periods in which it has values.
    pub(crate) fn shown_in(&self) -> Validity {
        self.validity.and(self.of_names)
    }
}

/// An indicator followed period by period.
#[derive(Clone, Debug)]
pub struct Series {
    /// Name of the indicator: a flow, or a stock whose figures add up over units.
    pub indicator: String,
    /// Heading of its block of columns.
    pub heading: String,
    /// Column with the expected value up to a period: a formula over annex figures, settings and the period's ordinal.
    pub pace: Option<String>,
    /// True if it is compared with the same span a year before.
    pub compare: bool,
}

/// A figure on "Tổng quan": the total of a column beside the total of another.
#[derive(Clone, Debug)]
pub struct Headline {
    /// Heading.
    pub heading: String,
    /// Column whose total is the headline.
    pub column: String,
    /// Column or annex column whose total is shown after the slash, or a setting in %.
    pub of: Option<String>,
    /// Column (a percentage) whose total is shown below.
    pub share: Option<String>,
    /// Column whose largest positive figures are listed as the largest gaps.
    pub gap: Option<String>,
    /// Column with what ought to be reached by the report period.
    pub pace: Option<String>,
    /// Column with the lead over that pace; a negative figure is a delay.
    pub ahead: Option<String>,
}

/// A sentence on top of "Tổng quan".
#[derive(Clone, Debug)]
pub struct Statement {
    /// The condition under which it is shown; `None` for always.
    pub when: Option<Formula>,
    /// Its text, with names in braces for figures of the total row.
    pub text: String,
}
