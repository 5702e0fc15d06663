//! A plan as read, before the checks that look across its tables.

use crate::formula::Formula;
use crate::model::finding::Severity;
use crate::model::period::Period;
use crate::model::text::Text;
use crate::plan::{
    Amendment, Annex, Dates, Days, Emphasis, FormInfo, Headline, Indicator, Info, Kind, Narrative, NumberLook, Roster,
    Series, Setting, SheetSpec, Total, Unit, Waiver,
};
use std::collections::BTreeMap;

/// What a rule looks at, as the plan writes it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ScopeWord {
    /// `numeric_cells`
    NumericCells,
    /// `required_cells`
    RequiredCells,
    /// `return`
    Return,
    /// `roster_row`; which roster follows from the names used.
    RosterRow,
    /// `previous`
    Previous,
    /// `annex`
    Annex,
    /// `campaign`
    Campaign,
}

/// Words of the scopes.
pub const SCOPES: [(&str, ScopeWord); 7] = [
    ("return", ScopeWord::Return),
    ("numeric_cells", ScopeWord::NumericCells),
    ("required_cells", ScopeWord::RequiredCells),
    ("roster_row", ScopeWord::RosterRow),
    ("previous", ScopeWord::Previous),
    ("annex", ScopeWord::Annex),
    ("campaign", ScopeWord::Campaign),
];

/// A rule as read. What could not be read is `None`.
#[derive(Clone, Debug)]
pub struct RuleDraft {
    /// Path of its row in the document.
    pub path: String,
    /// Code.
    pub code: String,
    /// Weight.
    pub severity: Option<Severity>,
    /// The plan names the scope; otherwise it follows from the names.
    pub has_scope: bool,
    /// Scope.
    pub scope: Option<ScopeWord>,
    /// The plan gives a condition.
    pub conditional: bool,
    /// The condition, when it parses.
    pub when: Option<Formula>,
    /// The test, when it parses.
    pub test: Option<Formula>,
    /// Message.
    pub message: Text,
    /// Remedy.
    pub mend: Text,
    /// Basis.
    pub basis: String,
}

/// A computed column as read.
#[derive(Clone, Debug)]
pub struct ColumnDraft {
    /// Path of its row in the document.
    pub path: String,
    /// Name.
    pub name: String,
    /// Sheets.
    pub sheets: Vec<String>,
    /// Group heading.
    pub group: String,
    /// Heading.
    pub heading: String,
    /// The formula, when it parses.
    pub formula: Option<Formula>,
    /// Total row.
    pub total: Option<Total>,
    /// Number format.
    pub number: Option<NumberLook>,
    /// Emphasis.
    pub emphasis: Emphasis,
    /// Explanation.
    pub explain: String,
    /// Basis.
    pub basis: String,
}

/// All tables of the plan's file.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Number, issuer, signature; `None` when unreadable.
    pub info: Option<Info>,
    /// The form.
    pub form: Option<FormInfo>,
    /// First and last period.
    pub term: Option<(Period, Period)>,
    /// Usual days.
    pub days: Days,
    /// Exceptions.
    pub calendar: BTreeMap<Period, Dates>,
    /// Settings.
    pub settings: Vec<Setting>,
    /// Kinds of unit.
    pub kinds: Vec<Kind>,
    /// Annex columns, totals still 0.
    pub annex: Annex,
    /// Units, figures still empty.
    pub units: Vec<Unit>,
    /// Form rows.
    pub indicators: Vec<Indicator>,
    /// Questions.
    pub narratives: Vec<Narrative>,
    /// Rosters.
    pub rosters: Vec<Roster>,
    /// Rules.
    pub rules: Vec<RuleDraft>,
    /// Severity overrides: code and weight.
    pub severity: Vec<(String, Severity)>,
    /// Sheets of computed columns.
    pub sheets: Vec<SheetSpec>,
    /// Computed columns.
    pub columns: Vec<ColumnDraft>,
    /// Series.
    pub series: Vec<Series>,
    /// Headlines.
    pub headlines: Vec<Headline>,
    /// Amendments of the annex with the paths of their rows.
    pub amendments: Vec<(String, Amendment)>,
    /// Waivers with the paths of their rows.
    pub waivers: Vec<(String, Waiver)>,
}
