//! The form: indicators, narratives and rosters.

use super::figure::FigureSpec;
use crate::model::period::Period;
use crate::model::validity::Validity;
use serde::{Deserialize, Serialize};

/// The form's code (`BM01-PTĐV/Q`), version and title.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FormInfo {
    /// Printed code that identifies a return.
    pub code: String,
    /// Version before the first of `versions`. A rule compares it as text.
    pub version: String,
    /// Later versions, each with its first period, in the order of the periods.
    pub versions: Vec<(Period, String)>,
    /// Title over the table.
    pub title: String,
    /// Name of the sheet with the table.
    pub sheet: String,
    /// Name of the sheet with the narratives.
    pub narrative_sheet: String,
    /// The office that receives the returns, as the form names it; empty for the issuing body.
    pub receiver: String,
    /// The lines over the signature of a unit's form; empty for the first line of the plan's own signer, and the chair.
    pub signer: Vec<String>,
    /// True if the header has the mark of a nil return.
    pub nil: bool,
}

/// The kind of an indicator: how its figures are counted and added up.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IndicatorKind {
    /// Counted over the period; adds up over periods.
    Flow,
    /// Counted at the period's end.
    Stock,
    /// A share.
    Percent,
    /// One of a fixed list of words.
    Choice,
    /// Free text.
    Text,
    /// A date.
    Date,
}

impl IndicatorKind {
    /// Returns true if its cell holds a number.
    pub(crate) fn is_number(self) -> bool {
        matches!(self, IndicatorKind::Flow | IndicatorKind::Stock | IndicatorKind::Percent)
    }
}

/// The meaning of a blank cell.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlankMeaning {
    /// Missing: the indicator is required.
    Missing,
    /// Zero.
    Zero,
    /// Not applicable.
    NotApplicable,
}

/// A row of the form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Indicator {
    /// Section heading; a new section begins at each change.
    pub section: String,
    /// Ordinal as printed in column TT (`1`, `2.1`); the number of dots sets the indent.
    pub ordinal: String,
    /// Printed code (mã số), such as `07`.
    pub code: String,
    /// Label; unique after folding.
    pub label: String,
    /// Text of the row on the form if it is another than the label; it may repeat.
    pub display: Option<String>,
    /// Name in formulas.
    pub name: String,
    /// Kind: flow, stock and so on.
    pub kind: IndicatorKind,
    /// Unit of measure (ĐVT).
    pub unit: String,
    /// Meaning of a blank cell for each unit kind (same length and order as `Plan::kinds`).
    pub blank: Vec<BlankMeaning>,
    /// Allowed words of a choice.
    pub choices: Vec<String>,
    /// Indicator whose figure in the return for the previous period prefills this one (an opening balance).
    pub opening: Option<String>,
    /// Annex column that prefills it in the plan's first period; without `opening` in every period.
    pub opening_annex: Option<String>,
    /// Note for the person who fills in the form; empty for none.
    pub note: String,
    /// Column whose total goes to the level above instead of the total of what the units report.
    pub rolled_up_by: Option<String>,
    /// Decimals, bounds and total of its figures.
    pub figure: FigureSpec,
    /// The periods in which it is a row of the form.
    pub validity: Validity,
}

/// A narrative question.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Narrative {
    /// Printed code, such as `TM1`.
    pub code: String,
    /// Name in formulas, `tm_…`.
    pub name: String,
    /// The question.
    pub question: String,
    /// True if the answers may be about persons; they never leave the province.
    pub personal: bool,
    /// The periods in which the form has it.
    pub validity: Validity,
}

/// The kind of values in a roster column.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RosterKind {
    /// Free text. Tax codes too, because leading zeros matter.
    Text,
    /// A number.
    Number,
    /// A date.
    Date,
    /// One of a fixed list of words.
    Choice,
}

/// The range in which a roster column's values must be unique.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum UniqueScope {
    /// Values may repeat.
    No,
    /// Unique within one file.
    File,
    /// Unique within the returns of one period.
    Period,
    /// Unique over all units and periods.
    Campaign,
}

/// A roster: a list of people or enterprises.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Roster {
    /// Sheet name and printed code, such as `DS_1`.
    pub code: String,
    /// Prefix of its names, such as `ds1`.
    pub prefix: String,
    /// Title.
    pub title: String,
    /// True if all its columns hold personal data, which never leaves the province.
    pub personal: bool,
    /// Names of the columns whose values together must be unique; empty if there is no such condition. The loader
    /// generates a rule for one return from it, see `field_rules`.
    pub unique: Vec<String>,
    /// Range in which they must be unique; `No` if `unique` is empty.
    pub unique_over: UniqueScope,
    /// True if the rows of the last counted return prefill the next form.
    pub carry: bool,
    /// The periods in which it goes with the form.
    pub validity: Validity,
    /// Columns after TT.
    pub columns: Vec<RosterColumn>,
}

impl Roster {
    /// Returns the indexes of the columns that must be unique together, in the order of the key.
    pub(crate) fn unique_columns(&self) -> Vec<usize> {
        self.unique.iter().filter_map(|name| self.columns.iter().position(|column| column.name == *name)).collect()
    }

    /// Returns the headings of these columns, separated by commas.
    pub(crate) fn headings(&self, columns: &[usize]) -> String {
        let headings = columns.iter().filter_map(|c| self.columns.get(*c)).map(|column| column.heading.as_str());
        headings.collect::<Vec<_>>().join(", ")
    }

    /// Returns the indexes of the columns with personal data: all columns of a personal roster.
    pub(crate) fn personal_columns(&self) -> Vec<usize> {
        (0..self.columns.len()).filter(|column| self.personal || self.columns[*column].personal).collect()
    }

    /// Returns true if a column holds personal data.
    pub(crate) fn has_personal_data(&self) -> bool {
        self.personal || self.columns.iter().any(|column| column.personal)
    }

    /// Returns the name of the number of filled rows, `ds1_so_dong`.
    pub(crate) fn rows_name(&self) -> String {
        format!("{}_so_dong", self.prefix)
    }
}

/// A column of a roster.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RosterColumn {
    /// Heading.
    pub heading: String,
    /// Name in formulas, such as `ds1_mst`; with the suffix `_cot` it is the column over all rows of the return.
    pub name: String,
    /// Kind of its values.
    pub kind: RosterKind,
    /// True if a filled row must have a value in it. The loader generates a rule from it, see `field_rules`.
    pub required: bool,
    /// Range in which its values must be unique. The loader generates a rule for one return from it.
    pub unique: UniqueScope,
    /// True if it holds personal data, which never leaves the province.
    pub personal: bool,
    /// Allowed words of a choice.
    pub choices: Vec<String>,
    /// The periods in which the roster has it.
    pub validity: Validity,
}
