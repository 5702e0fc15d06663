//! The plan as data: annex, form, rules and computed columns. Its content comes from the plan's files; the program
//! knows no unit, indicator or sheet of a particular plan.

pub(crate) mod annex;
mod board;
pub(crate) mod check;
mod feedback;
pub(crate) mod figure;
pub mod field_rules;
pub(crate) mod hashes;
pub(crate) mod sheet_names;
mod form;
pub(crate) mod frame_words;
pub(crate) mod header;
pub(crate) mod labels;
pub(crate) mod listed_events;
pub mod load;
pub(crate) mod message;
pub(crate) mod binding;
pub mod diagnostic;
pub(crate) mod difference;
pub(crate) mod edition;
mod output;
pub(crate) mod parts;
pub(crate) mod report_part;
mod rule;
mod spans;
pub mod schema;
mod tracking;
pub mod template;
mod dates;
pub(crate) mod unit_time;
pub(crate) mod unit_names;
pub mod workbook;

pub(crate) use annex::AnnexOrigins;
pub(crate) use board::{Remark, ReportDocument};
pub(crate) use feedback::{FEEDBACK_NAMES, FeedbackMessage, FeedbackText, MESSAGES};
pub(crate) use form::{
    BlankMeaning, FormInfo, Indicator, IndicatorKind, Narrative, Roster, RosterColumn, RosterKind, UniqueScope,
};
pub(crate) use output::{
    Column, ColumnEmphasis, ColumnNumberFormat, ColumnSheet, ColumnTotal, Headline, Series, Statement,
};
pub(crate) use report_part::ReportPart;
pub use rule::{Rule, Scope};
pub(crate) use tracking::{FollowUp, Movement};

use crate::model::day::Day;
use crate::model::period::{Period, ReportingCycle};
use crate::model::text::Lang;
use crate::plan::frame_words::FrameWords;
use crate::plan::unit_time::UnitTime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A whole checked plan: every name is legal and known, every formula parses, and no column refers to itself.
/// Serialised, it holds only what a worker needs to read a return: periods, form and units. Rules and computed columns
/// are left out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Plan {
    /// Number, issuer, signature.
    pub info: PlanInfo,
    /// The form's code, version and title.
    pub form: FormInfo,
    /// The language of forms and workbooks.
    pub language: Lang,
    /// The words of the frame around tables and figures.
    pub words: FrameWords,
    /// First period of the plan (ordinal 1).
    pub first: Period,
    /// Last period of the plan.
    pub last: Period,
    /// The month with which the years of the plan begin, 1 to 12.
    pub year_start: u8,
    /// Days from a period's last day to its cut-off (chốt số liệu), and to its deadline (hạn gửi).
    pub days: DeadlineDays,
    /// Periods whose cut-off or deadline differ from `days`.
    #[serde(skip)]
    pub calendar: BTreeMap<Period, Dates>,
    /// Numeric settings `cd_…`.
    #[serde(skip)]
    pub settings: Vec<Setting>,
    /// Kinds of unit, in order.
    pub kinds: Vec<UnitKind>,
    /// The annex as issued.
    #[serde(skip)]
    pub annex: Annex,
    /// Units, in the annex's order.
    pub units: Vec<Unit>,
    /// Rows of the form.
    pub indicators: Vec<Indicator>,
    /// Of an edition: the indicators of the period before; see [`edition`]. `None` if they are the same.
    pub earlier: Option<Vec<Indicator>>,
    /// Of an edition, the indicators that are in force a year before; else `None`.
    pub year_earlier: Option<Vec<Indicator>>,
    /// Narrative questions (sheet TM).
    pub narratives: Vec<Narrative>,
    /// Rosters (sheets DS_1 …).
    pub rosters: Vec<Roster>,
    /// Rules: those of the plan in order, then those generated from the rosters.
    #[serde(skip)]
    pub rules: Vec<Rule>,
    /// Sheets of computed columns, in order.
    #[serde(skip)]
    pub sheets: Vec<ColumnSheet>,
    /// Computed columns, in order; each is on the sheets that it names.
    #[serde(skip)]
    pub columns: Vec<Column>,
    /// Indicators followed period by period on "Theo kỳ".
    #[serde(skip)]
    pub series: Vec<Series>,
    /// Movements of stocks by cause.
    #[serde(skip)]
    pub movements: Vec<Movement>,
    /// Cases of rosters to work on next.
    #[serde(skip)]
    pub follow_ups: Vec<FollowUp>,
    /// Figures on "Tổng quan".
    #[serde(skip)]
    pub headlines: Vec<Headline>,
    /// Sentences on "Tổng quan", in order.
    #[serde(skip)]
    pub statements: Vec<Statement>,
    /// The report in words, part by part.
    #[serde(skip)]
    pub report: Vec<ReportPart>,
    /// Waivers.
    #[serde(skip)]
    pub waivers: Vec<Waiver>,
    /// Numbers and dates of the board's reports.
    #[serde(skip)]
    pub documents: Vec<ReportDocument>,
    /// Remarks of the board.
    #[serde(skip)]
    pub remarks: Vec<Remark>,
    /// The board's own wording of what goes back to the units.
    #[serde(skip)]
    pub feedback: Vec<FeedbackText>,
    /// Amendments of annex figures.
    #[serde(skip)]
    pub amendments: Vec<Amendment>,
    /// Finds units by code, name or alias.
    pub names: unit_names::UnitNames,
    /// SHA-256 over the content of plan, events and annex, lower-case hexadecimal.
    pub hash: String,
    /// SHA-256 of each part.
    pub hashes: hashes::PlanHashes,
}

/// Who issues the plan and who signs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlanInfo {
    /// Number of the plan, such as `277/KH-LĐLĐ`.
    pub number: String,
    /// Date of the plan.
    pub date: Day,
    /// Title, one line.
    pub title: String,
    /// Two lines of the letterhead: superior body, issuing body.
    pub issuer: Vec<String>,
    /// Short name of the issuing body, as in "(… của LĐLĐ tỉnh Lai Châu)".
    pub issuer_short: String,
    /// Place of the date line.
    pub place: String,
    /// Lines above the signature.
    pub signer: Vec<String>,
    /// Name below the signature; empty for none.
    pub signed_by: String,
    /// Recipients (Nơi nhận), one for each line.
    pub recipients: Vec<String>,
}

/// Numbers of days after a period's last day.
#[derive(Copy, Clone, Debug, Serialize, Deserialize)]
pub struct DeadlineDays {
    /// Days to the cut-off of the figures.
    pub cut_off: i32,
    /// Days to the deadline.
    pub deadline: i32,
}

/// The two dates of a period.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Dates {
    /// Cut-off, `chot_th`.
    pub cut_off: Day,
    /// Deadline, `han_nop`.
    pub deadline: Day,
}

/// A numeric setting.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Name, `cd_…`.
    pub name: String,
    /// Meaning, in Vietnamese.
    pub label: String,
    /// Value.
    pub value: f64,
    /// Source.
    pub basis: String,
}

/// A kind of unit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UnitKind {
    /// ASCII code.
    pub code: String,
    /// Word that the sheets show.
    pub label: String,
}

/// The annex. Its figures are stored in the units.
#[derive(Clone, Debug, Default)]
pub struct Annex {
    /// Title as issued.
    pub title: String,
    /// Group heading over all figure columns as issued.
    pub group: String,
    /// Columns, in order.
    pub columns: Vec<AnnexColumn>,
    /// Where the figures are in the file; units as in the plan.
    pub origins: AnnexOrigins,
}

/// One column of figures of the annex.
#[derive(Clone, Debug)]
pub struct AnnexColumn {
    /// Name in formulas, `pl_…`.
    pub name: String,
    /// Heading as issued.
    pub heading: String,
    /// Group heading on the consolidated sheets; empty for none.
    pub group: String,
    /// Sheets of computed columns that show it, in front of the computed columns unless the sheet has another order.
    pub sheets: Vec<String>,
    /// Heading on those sheets; empty for the heading as issued.
    pub short: String,
    /// Total as printed in the annex.
    pub printed_total: f64,
}

/// A unit of the annex.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Unit {
    /// ASCII code, such as `PHONGTHO`.
    pub code: String,
    /// Name as issued.
    pub name: String,
    /// Other names of the unit.
    pub aliases: Vec<String>,
    /// Code of its kind.
    pub kind: String,
    /// E-mail addresses, separated by commas; may be empty.
    pub email: String,
    /// Name of the person to write to or to telephone; may be empty.
    pub contact: String,
    /// Telephone number of that person; may be empty.
    pub phone: String,
    /// When it reports, who takes over, and its earlier names.
    pub time: UnitTime,
    /// Figures of the annex, one for each annex column; `None` means no quota, not 0.
    #[serde(skip)]
    pub figures: Vec<Option<f64>>,
}

/// An amendment: an annex figure that changes from a period on.
#[derive(Clone, Debug)]
pub struct Amendment {
    /// Unit code.
    pub unit: String,
    /// Name of the annex column.
    pub column: String,
    /// First period in which it applies.
    pub from: Period,
    /// The new figure.
    pub value: f64,
    /// Document that makes the change.
    pub basis: String,
}

/// A waiver.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// Unit code.
    pub unit: String,
    /// Period.
    pub period: Period,
    /// Code of the finding that is accepted; `None` if a file is left out.
    pub rule: Option<String>,
    /// File (relative to the returns folder) that is left out; `None` if a finding is accepted.
    pub file: Option<String>,
    /// True if the board records that the unit has nothing to report.
    pub nil: bool,
    /// Reason.
    pub reason: String,
    /// Person who accepted it.
    pub by: String,
    /// Date.
    pub date: Day,
}

impl Plan {
    /// Returns the cycle: month, quarter, half-year or year.
    pub(crate) fn cycle(&self) -> ReportingCycle {
        self.first.cycle()
    }

    /// Returns the office that receives the returns.
    pub(crate) fn receiver(&self) -> &str {
        let own = self.form.receiver.as_str();
        if own.is_empty() { &self.info.issuer_short } else { own }
    }

    /// Returns the name of the unit with this code; the code itself if the annex has no such unit.
    pub(crate) fn unit_name<'a>(&'a self, code: &'a str) -> &'a str {
        self.unit_index(code).and_then(|unit| self.units.get(unit)).map_or(code, |unit| unit.name.as_str())
    }

    /// Returns the narrative with this name.
    pub(crate) fn narrative(&self, name: &str) -> Option<&Narrative> {
        self.narratives.iter().find(|n| n.name == name)
    }

    /// Returns the index of the unit with this code.
    pub fn unit_index(&self, code: &str) -> Option<usize> {
        self.units.iter().position(|u| u.code == code)
    }

    /// Returns the index of the unit kind with this code.
    pub(crate) fn kind_index(&self, code: &str) -> Option<usize> {
        self.kinds.iter().position(|k| k.code == code)
    }

    /// Returns the indicator with this name.
    pub(crate) fn indicator(&self, name: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|i| i.name == name)
    }

    /// Returns the meaning of a blank cell of an indicator for a unit.
    pub(crate) fn blank(&self, indicator: &Indicator, unit: &Unit) -> BlankMeaning {
        let kind = self.kind_index(&unit.kind).unwrap_or(0);
        indicator.blank.get(kind).copied().unwrap_or(BlankMeaning::Missing)
    }

    /// Returns the index of the annex column with this name.
    pub(crate) fn annex_column(&self, name: &str) -> Option<usize> {
        self.annex.columns.iter().position(|c| c.name == name)
    }

    /// Returns the annex figure that applies to a unit itself in a period; `None` if the annex leaves it blank. The
    /// quotas of units that it has taken over are not in it, see [`Plan::quota_terms`].
    pub fn annex_figure(&self, unit: &Unit, name: &str, period: Period) -> Option<f64> {
        let issued = || self.annex_column(name).and_then(|i| unit.figures.get(i).copied().flatten());
        self.amended(unit, name, period).map(|a| a.value).or_else(issued)
    }

    /// Returns the latest amendment of a unit's annex figure that applies in a period.
    pub(crate) fn amended(&self, unit: &Unit, name: &str, period: Period) -> Option<&Amendment> {
        let of = self.amendments.iter().filter(|a| a.unit == unit.code && a.column == name && a.from <= period);
        of.max_by_key(|a| a.from)
    }

    /// Returns the setting with this name.
    pub(crate) fn setting(&self, name: &str) -> Option<&Setting> {
        self.settings.iter().find(|s| s.name == name)
    }

    /// Returns the first rule with this code; see [`Plan::rules_of`].
    pub(crate) fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.code == code)
    }

    /// Returns the computed column with this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// Returns roster and column index of the roster column with this name.
    pub(crate) fn roster_column(&self, name: &str) -> Option<(usize, usize)> {
        self.rosters
            .iter()
            .enumerate()
            .find_map(|(r, roster)| roster.columns.iter().position(|c| c.name == name).map(|c| (r, c)))
    }
}
