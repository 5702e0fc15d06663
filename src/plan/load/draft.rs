//! A plan after reading, before the checks across its tables.

use crate::formula::Formula;
use crate::model::finding::Severity;
use crate::model::period::Period;
use crate::model::text::{BilingualText, Lang};
use crate::model::validity::Validity;
use crate::plan::frame_words::FrameWords;
use crate::plan::report_part::ReportPartKind;
use crate::plan::{
    Amendment, Annex, ColumnEmphasis, ColumnNumberFormat, ColumnSheet, ColumnTotal, Dates, DeadlineDays, FeedbackText,
    FollowUp, FormInfo, Headline, Indicator, Movement, Narrative, PlanInfo, Remark, ReportDocument, Roster, Series,
    Setting, Unit, UnitKind, Waiver,
};
use std::collections::BTreeMap;

/// The scope of a rule as the plan states it.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum ScopeWord {
    /// `numeric_cells`
    NumericCells,
    /// `required_cells`
    RequiredCells,
    /// `return`
    Return,
    /// `roster_row`; the roster follows from the names in the formula.
    RosterRow,
    /// `previous`
    Previous,
    /// `annex`
    Annex,
    /// `campaign`
    Campaign,
}

/// The words for the scopes.
pub(crate) const SCOPES: [(&str, ScopeWord); 7] = [
    ("return", ScopeWord::Return),
    ("numeric_cells", ScopeWord::NumericCells),
    ("required_cells", ScopeWord::RequiredCells),
    ("roster_row", ScopeWord::RosterRow),
    ("previous", ScopeWord::Previous),
    ("annex", ScopeWord::Annex),
    ("campaign", ScopeWord::Campaign),
];

/// A rule after reading. A part that cannot be read is `None`.
#[derive(Clone, Debug)]
pub(crate) struct RuleDraft {
    /// Path of its row in the document.
    pub path: String,
    /// Code.
    pub code: String,
    /// Severity.
    pub severity: Option<Severity>,
    /// True if the plan states the scope; otherwise it follows from the names.
    pub has_scope: bool,
    /// Scope.
    pub scope: Option<ScopeWord>,
    /// True if the plan states a condition.
    pub conditional: bool,
    /// The condition, if it parses.
    pub when: Option<Formula>,
    /// The test, if it parses.
    pub test: Option<Formula>,
    /// What holds when the rule passes; empty for none.
    pub title: BilingualText,
    /// Message.
    pub message: BilingualText,
    /// How to fix it.
    pub mend: BilingualText,
    /// Basis.
    pub basis: String,
    /// The periods in which it is in force.
    pub validity: Validity,
}

/// A computed column after reading.
#[derive(Clone, Debug)]
pub(crate) struct ColumnDraft {
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
    /// The formula, if it parses.
    pub formula: Option<Formula>,
    /// How its total is computed.
    pub total: Option<ColumnTotal>,
    /// Number format.
    pub number: Option<ColumnNumberFormat>,
    /// Emphasis.
    pub emphasis: ColumnEmphasis,
    /// Explanation.
    pub explain: String,
    /// Basis.
    pub basis: String,
    /// The periods in which it is in force.
    pub validity: Validity,
}

/// A sentence on the overview after reading.
#[derive(Clone, Debug)]
pub(crate) struct StatementDraft {
    /// Path of its row in the document.
    pub path: String,
    /// True if it has a condition.
    pub conditional: bool,
    /// The condition, if it parses.
    pub when: Option<Formula>,
    /// Text with names in braces.
    pub text: String,
}

/// A part of the report after reading.
#[derive(Clone, Debug)]
pub(crate) struct ReportPartDraft {
    /// Path of its row in the document.
    pub path: String,
    /// Kind.
    pub kind: Option<ReportPartKind>,
    /// True if it has a condition.
    pub is_conditional: bool,
    /// The condition, if it parses.
    pub when: Option<Formula>,
    /// Text with names and formulas in braces.
    pub text: String,
    /// True if it lists units.
    pub has_units: bool,
    /// The condition for a unit, if it parses.
    pub units: Option<Formula>,
    /// How each unit is written.
    pub each: Option<String>,
    /// Columns of a table.
    pub columns: Vec<String>,
    /// Names of narratives.
    pub questions: Vec<String>,
}

/// All tables of the plan's file.
#[derive(Clone, Debug)]
pub(crate) struct PlanDraft {
    /// Number, issuer, signature; `None` if they cannot be read.
    pub info: Option<PlanInfo>,
    /// The language of forms and workbooks.
    pub language: Lang,
    /// The words of the frame.
    pub words: FrameWords,
    /// The form.
    pub form: Option<FormInfo>,
    /// First and last period.
    pub term: Option<(Period, Period)>,
    /// The month with which the years begin.
    pub year_start: u8,
    /// Default numbers of days.
    pub days: DeadlineDays,
    /// Periods with other dates.
    pub calendar: BTreeMap<Period, Dates>,
    /// Settings.
    pub settings: Vec<Setting>,
    /// Unit kinds.
    pub kinds: Vec<UnitKind>,
    /// Annex columns. Their totals are still 0.
    pub annex: Annex,
    /// Units. Their figures are still empty.
    pub units: Vec<Unit>,
    /// Indicators.
    pub indicators: Vec<Indicator>,
    /// Narratives.
    pub narratives: Vec<Narrative>,
    /// Rosters.
    pub rosters: Vec<Roster>,
    /// Rules.
    pub rules: Vec<RuleDraft>,
    /// Severities that the plan changes: code and severity.
    pub severity: Vec<(String, Severity)>,
    /// Sheets of computed columns.
    pub sheets: Vec<ColumnSheet>,
    /// Computed columns.
    pub columns: Vec<ColumnDraft>,
    /// Series.
    pub series: Vec<Series>,
    /// Movements of stocks.
    pub movements: Vec<Movement>,
    /// Cases to work on next.
    pub follow_ups: Vec<FollowUp>,
    /// Headlines.
    pub headlines: Vec<Headline>,
    /// Sentences on the overview.
    pub statements: Vec<StatementDraft>,
    /// Parts of the report in words.
    pub report: Vec<ReportPartDraft>,
    /// Amendments, with the paths of their rows.
    pub amendments: Vec<(String, Amendment)>,
    /// Waivers, with the paths of their rows.
    pub waivers: Vec<(String, Waiver)>,
    /// Documents of the board, with the paths of their rows.
    pub documents: Vec<(String, ReportDocument)>,
    /// Remarks of the board, with the paths of their rows.
    pub remarks: Vec<(String, Remark)>,
    /// The board's own wording of what goes back to the units.
    pub feedback: Vec<FeedbackText>,
}
