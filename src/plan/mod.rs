//! The plan as data: annex, form, rules and computed columns. What is in here comes from the plan's files;
//! no unit, indicator or sheet of a particular plan is known to the program.

pub mod annex;
pub mod check;
pub mod fixed;
pub mod header;
pub mod load;
pub mod message;
pub mod named;
pub mod problem;
pub mod schema;
pub mod template;
pub mod unit_names;
pub mod workbook;

use crate::formula::Formula;
use crate::model::day::Day;
use crate::model::finding::Severity;
use crate::model::period::{Cycle, Period};
use crate::model::text::Text;
use crate::plan::header::HeaderField;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A whole plan, checked: every name is legal and known, every formula parses, columns have no cycle.
///
/// Serialised it is what a return is read by, and no more: periods, form, units. What judges and computes stays behind.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Plan {
    /// Number, issuer, signature.
    pub info: Info,
    /// The form's code, version and title.
    pub form: FormInfo,
    /// First period of the plan (ordinal 1).
    pub first: Period,
    /// Last period of the plan.
    pub last: Period,
    /// Days from a period's last day to its cut-off (chốt số liệu), and to its deadline (hạn nộp).
    pub days: Days,
    /// Periods whose cut-off or deadline differ from `days`.
    #[serde(skip)]
    pub calendar: BTreeMap<Period, Dates>,
    /// Numeric settings `cd_…`.
    #[serde(skip)]
    pub settings: Vec<Setting>,
    /// Kinds of unit, in order.
    pub kinds: Vec<Kind>,
    /// The annex as issued.
    #[serde(skip)]
    pub annex: Annex,
    /// The units in the annex's order.
    pub units: Vec<Unit>,
    /// Rows of the form.
    pub indicators: Vec<Indicator>,
    /// Narrative questions (sheet TM).
    pub narratives: Vec<Narrative>,
    /// Rosters (sheets DS_1 …).
    pub rosters: Vec<Roster>,
    /// Rules, in order.
    #[serde(skip)]
    pub rules: Vec<Rule>,
    /// Sheets of computed columns, in order.
    #[serde(skip)]
    pub sheets: Vec<SheetSpec>,
    /// Computed columns, in order; each stands on the sheets that it names.
    #[serde(skip)]
    pub columns: Vec<Column>,
    /// Indicators followed period by period on "Theo kỳ".
    #[serde(skip)]
    pub series: Vec<Series>,
    /// Figures on "Tổng quan".
    #[serde(skip)]
    pub headlines: Vec<Headline>,
    /// Accepted exceptions.
    #[serde(skip)]
    pub waivers: Vec<Waiver>,
    /// Annex figures issued anew.
    #[serde(skip)]
    pub amendments: Vec<Amendment>,
    /// The units by their spellings.
    pub names: unit_names::UnitNames,
    /// SHA-256 over the plan's and the annex's text, lower-case hexadecimal.
    pub hash: String,
}

/// Who issues the plan and who signs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Info {
    /// `277/KH-LĐLĐ`.
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
    /// Name below the signature; empty when none.
    pub signed_by: String,
    /// Recipients (Nơi nhận), one a line.
    pub recipients: Vec<String>,
}

/// Code (`BM01-PTĐV/Q`), version and title of the form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FormInfo {
    /// Printed code by which a return is recognised.
    pub code: String,
    /// Version, compared as text by a rule.
    pub version: String,
    /// Title over the table.
    pub title: String,
    /// Name of the sheet with the table.
    pub sheet: String,
    /// Name of the sheet with the narratives.
    pub narrative_sheet: String,
}

/// Days after a period's last day.
#[derive(Copy, Clone, Debug, Serialize, Deserialize)]
pub struct Days {
    /// To the cut-off of the figures.
    pub cut_off: i32,
    /// To the deadline.
    pub deadline: i32,
}

/// The two dates of a period.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Dates {
    /// `chot_th`.
    pub cut_off: Day,
    /// `han_nop`.
    pub deadline: Day,
}

/// A numeric setting.
#[derive(Clone, Debug)]
pub struct Setting {
    /// `cd_…`.
    pub name: String,
    /// What it means, Vietnamese.
    pub label: String,
    /// Its value.
    pub value: f64,
    /// Where it comes from.
    pub basis: String,
}

/// A kind of unit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kind {
    /// ASCII code.
    pub code: String,
    /// Word on the sheets.
    pub label: String,
}

/// The annex's columns; the figures stand in the units.
#[derive(Clone, Debug, Default)]
pub struct Annex {
    /// Title as issued.
    pub title: String,
    /// Group heading over all figure columns as issued.
    pub group: String,
    /// Columns, in order.
    pub columns: Vec<AnnexColumn>,
}

/// One column of figures of the annex.
#[derive(Clone, Debug)]
pub struct AnnexColumn {
    /// `pl_…`.
    pub name: String,
    /// Heading as issued.
    pub heading: String,
    /// Group heading on the consolidated sheets; empty for none.
    pub group: String,
    /// Sheets of computed columns on which it stands (first of them in front of the computed columns).
    pub sheets: Vec<String>,
    /// The total as printed in the annex.
    pub printed_total: f64,
}

/// A unit of the annex.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Unit {
    /// ASCII code, `PHONGTHO`.
    pub code: String,
    /// Name as issued.
    pub name: String,
    /// Other names by which it is known.
    pub aliases: Vec<String>,
    /// Code of its kind.
    pub kind: String,
    /// E-mail address; may be empty.
    pub email: String,
    /// The annex's figures, one per annex column; a blank is no quota, not 0.
    #[serde(skip)]
    pub figures: Vec<Option<f64>>,
}

/// How an indicator's figures behave.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IndicatorKind {
    /// Counted over the period.
    Flow,
    /// Counted at the period's end.
    Stock,
    /// A share.
    Percent,
    /// One of fixed words.
    Choice,
    /// Free text.
    Text,
    /// A date.
    Date,
}

impl IndicatorKind {
    /// Whether its cell holds a number.
    pub fn is_number(self) -> bool {
        matches!(self, IndicatorKind::Flow | IndicatorKind::Stock | IndicatorKind::Percent)
    }
}

/// What an empty cell means.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Blank {
    /// Missing: the figure is required.
    Missing,
    /// Zero.
    Zero,
    /// Not applicable.
    NotApplicable,
}

/// A row of the form.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Indicator {
    /// Section heading; a new section begins where it changes.
    pub section: String,
    /// Ordinal as printed in column TT (`1`, `2.1`); its dots give the indent.
    pub ordinal: String,
    /// Printed code (mã số), `07`.
    pub code: String,
    /// Label, unique once folded.
    pub label: String,
    /// Name in formulas.
    pub name: String,
    /// Flow, stock, …
    pub kind: IndicatorKind,
    /// Unit of measure (ĐVT).
    pub unit: String,
    /// Meaning of an empty cell by kind of unit (same length and order as `Plan::kinds`).
    pub blank: Vec<Blank>,
    /// Allowed words of a choice.
    pub choices: Vec<String>,
    /// Indicator of the previous counted return that prefills it (an opening balance).
    pub opening: Option<String>,
    /// Annex column that prefills it in the plan's first period, or while no earlier return counts.
    pub opening_annex: Option<String>,
    /// Note for the officer; empty for none.
    pub note: String,
}

/// A narrative question.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Narrative {
    /// Printed code, `TM1`.
    pub code: String,
    /// Name in formulas, `tm_…`.
    pub name: String,
    /// The question.
    pub question: String,
}

/// What a roster column holds.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RosterKind {
    /// Free text (tax codes too: leading zeros count).
    Text,
    /// A number.
    Number,
    /// A date.
    Date,
    /// One of fixed words.
    Choice,
}

/// Where a roster column's values must not repeat.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unique {
    /// Anywhere.
    No,
    /// Within one file.
    File,
    /// Over all units and periods.
    Campaign,
}

/// A roster: a list of people or enterprises.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Roster {
    /// Sheet name and printed code, `DS_1`.
    pub code: String,
    /// Prefix of its names, `ds1`.
    pub prefix: String,
    /// Title.
    pub title: String,
    /// Holds personal data that never leaves the province.
    pub personal: bool,
    /// Columns after TT.
    pub columns: Vec<RosterColumn>,
}

impl Roster {
    /// Name of the number of filled rows, `ds1_so_dong`.
    pub fn rows_name(&self) -> String {
        format!("{}_so_dong", self.prefix)
    }
}

/// A column of a roster.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RosterColumn {
    /// Heading.
    pub heading: String,
    /// Name in formulas, `ds1_mst`; with `_cot` the column of the return.
    pub name: String,
    /// What it holds.
    pub kind: RosterKind,
    /// A filled row must have it.
    pub required: bool,
    /// Where values must not repeat.
    pub unique: Unique,
    /// Allowed words of a choice.
    pub choices: Vec<String>,
}

/// What a rule looks at.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Ô số: every numeric cell of the form.
    NumericCells,
    /// Ô bắt buộc: every required cell.
    RequiredCells,
    /// Phiếu: the return.
    Return,
    /// Dòng: every filled row of the roster with this index.
    RosterRow(usize),
    /// Kỳ trước: the return against the period before.
    Previous,
    /// Phụ lục: the return against the annex.
    Annex,
    /// Đợt: once, for each annex column.
    Campaign,
}

/// A rule, written once.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `R10`.
    pub code: String,
    /// Weight.
    pub severity: Severity,
    /// What it looks at.
    pub scope: Scope,
    /// "Applies when", as written; `None` for always.
    pub when: Option<Formula>,
    /// TRUE when fine, as written.
    pub test: Formula,
    /// `IF(guard,IF(when,test,""),"")`, built once by the loader: `""` not applied, TRUE fine, FALSE a finding,
    /// an error "could not be checked". Every place writes this one.
    pub check: Formula,
    /// Message with `{name}` placeholders.
    pub message: Text,
    /// How to mend it.
    pub mend: Text,
    /// Basis in the plan.
    pub basis: String,
}

impl Rule {
    /// Judges single cells of the form, not the return.
    pub fn is_cell_rule(&self) -> bool {
        matches!(self.scope, Scope::NumericCells | Scope::RequiredCells)
    }
}

/// A sheet of computed columns.
#[derive(Clone, Debug)]
pub struct SheetSpec {
    /// Sheet name.
    pub name: String,
    /// Title over the table.
    pub title: String,
    /// Letterhead above and signature below: the sheet that the board signs.
    pub signed: bool,
    /// Notes below the table.
    pub notes: Vec<String>,
}

/// How the total row of a column is made.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Total {
    /// Sum of the units.
    Sum,
    /// The column's formula on the totals.
    Formula,
    /// No total.
    Blank,
}

/// How a figure is shown.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum NumberLook {
    /// `2.136`.
    Integer,
    /// `23,1%`.
    Percent,
    /// `0,85`.
    Decimal,
    /// Text.
    Text,
}

/// How a cell is emphasised.
#[derive(Copy, Clone, Debug, PartialEq)]
pub enum Emphasis {
    /// Not at all.
    None,
    /// A data bar from 0 to 100 %.
    Bar,
    /// Red when above 0.
    Shortfall,
    /// Green when above 0.
    Surplus,
    /// Red when below 0, green when above.
    Sign,
    /// Traffic light: green at or above the first threshold, amber at or above the second, else red.
    Light(f64, f64),
}

/// A computed column, written once.
#[derive(Clone, Debug)]
pub struct Column {
    /// Name in formulas.
    pub name: String,
    /// Sheets on which it stands; the first holds the formula, the others show its cell.
    pub sheets: Vec<String>,
    /// Group heading; empty for none.
    pub group: String,
    /// Heading.
    pub heading: String,
    /// The formula, as written.
    pub formula: Formula,
    /// Total row.
    pub total: Total,
    /// Number format.
    pub number: NumberLook,
    /// Emphasis.
    pub emphasis: Emphasis,
    /// Explanation, Vietnamese.
    pub explain: String,
    /// Basis in the plan.
    pub basis: String,
}

/// An indicator followed period by period.
#[derive(Clone, Debug)]
pub struct Series {
    /// The indicator (a flow).
    pub indicator: String,
    /// Heading of its block.
    pub heading: String,
    /// Column that says what ought to be reached by a period: over annex figures, settings and the period's ordinal.
    pub pace: Option<String>,
}

/// A figure on "Tổng quan": the total of a column beside the total of another.
#[derive(Clone, Debug)]
pub struct Headline {
    /// Heading.
    pub heading: String,
    /// Column whose total is shown.
    pub column: String,
    /// Column or annex column whose total stands behind the slash.
    pub of: Option<String>,
    /// Column (a share) whose total is shown below.
    pub share: Option<String>,
    /// Column whose largest positive figures are listed as the top gaps.
    pub gap: Option<String>,
}

/// An annex figure that was issued anew for the periods from one on.
#[derive(Clone, Debug)]
pub struct Amendment {
    /// Unit code.
    pub unit: String,
    /// Name of the annex column.
    pub column: String,
    /// The first period that it is in force.
    pub from: Period,
    /// The new figure.
    pub value: f64,
    /// The document that amends.
    pub basis: String,
}

/// An accepted exception.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// Unit code.
    pub unit: String,
    /// Period.
    pub period: Period,
    /// Rule or finding code that is silenced; `None` when a file is left out.
    pub rule: Option<String>,
    /// File (within the returns folder) that is left out.
    pub file: Option<String>,
    /// Why.
    pub reason: String,
    /// Who accepted it.
    pub by: String,
    /// When.
    pub date: Day,
}

impl Plan {
    /// Month, quarter or half-year.
    pub fn cycle(&self) -> Cycle {
        self.first.cycle()
    }

    /// The header fields of the plan's form.
    pub fn header(&self) -> &'static [HeaderField] {
        header::fields(self.cycle())
    }

    /// The header field with this name.
    pub fn header_field(&self, name: &str) -> Option<&'static HeaderField> {
        header::by_name(self.cycle(), name)
    }

    /// Number of periods of the plan (`tong_quy`).
    pub fn periods(&self) -> i32 {
        self.last.ordinal(self.first)
    }

    /// Cut-off and deadline of a period.
    pub fn dates(&self, period: Period) -> Dates {
        let end = period.last_day();
        let usual = Dates { cut_off: end.plus(self.days.cut_off), deadline: end.plus(self.days.deadline) };
        self.calendar.get(&period).copied().unwrap_or(usual)
    }

    /// Index of the unit with this code.
    pub fn unit_index(&self, code: &str) -> Option<usize> {
        self.units.iter().position(|u| u.code == code)
    }

    /// Index of a kind of unit.
    pub fn kind_index(&self, code: &str) -> Option<usize> {
        self.kinds.iter().position(|k| k.code == code)
    }

    /// The indicator with this name.
    pub fn indicator(&self, name: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|i| i.name == name)
    }

    /// What an empty cell of an indicator means for a unit.
    pub fn blank(&self, indicator: &Indicator, unit: &Unit) -> Blank {
        let kind = self.kind_index(&unit.kind).unwrap_or(0);
        indicator.blank.get(kind).copied().unwrap_or(Blank::Missing)
    }

    /// The annex column with this name.
    pub fn annex_column(&self, name: &str) -> Option<usize> {
        self.annex.columns.iter().position(|c| c.name == name)
    }

    /// A unit's annex figure by name as in force in a period; `None` when the annex leaves it blank.
    pub fn annex_figure(&self, unit: &Unit, name: &str, period: Period) -> Option<f64> {
        let issued = || self.annex_column(name).and_then(|i| unit.figures.get(i).copied().flatten());
        self.amended(unit, name, period).map(|a| a.value).or_else(issued)
    }

    /// The latest amendment of a unit's annex figure that is in force in a period.
    pub fn amended(&self, unit: &Unit, name: &str, period: Period) -> Option<&Amendment> {
        let of = self.amendments.iter().filter(|a| a.unit == unit.code && a.column == name && a.from <= period);
        of.max_by_key(|a| a.from)
    }

    /// The setting with this name.
    pub fn setting(&self, name: &str) -> Option<&Setting> {
        self.settings.iter().find(|s| s.name == name)
    }

    /// The rule with this code.
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.code == code)
    }

    /// The computed column with this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// Roster and column index of a roster column name.
    pub fn roster_column(&self, name: &str) -> Option<(usize, usize)> {
        self.rosters
            .iter()
            .enumerate()
            .find_map(|(r, roster)| roster.columns.iter().position(|c| c.name == name).map(|c| (r, c)))
    }
}
