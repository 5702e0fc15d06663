//! The plan as data: annex, form, rules and computed columns. Its content comes from the plan's files; the program
//! knows no unit, indicator or sheet of a particular plan.

pub mod annex;
pub mod check;
pub mod figure;
pub mod sheet_names;
pub mod header;
pub mod load;
pub mod message;
pub mod binding;
pub mod diagnostic;
pub mod schema;
pub mod template;
pub mod unit_names;
pub mod workbook;

use crate::formula::Formula;
use crate::model::day::Day;
use crate::model::finding::Severity;
use crate::model::period::{Period, ReportingCycle};
use crate::model::text::BilingualText;
use crate::plan::header::HeaderField;
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
    /// First period of the plan (ordinal 1).
    pub first: Period,
    /// Last period of the plan.
    pub last: Period,
    /// Days from a period's last day to its cut-off (chốt số liệu), and to its deadline (hạn nộp).
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
    /// Narrative questions (sheet TM).
    pub narratives: Vec<Narrative>,
    /// Rosters (sheets DS_1 …).
    pub rosters: Vec<Roster>,
    /// Rules, in order.
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
    /// Figures on "Tổng quan".
    #[serde(skip)]
    pub headlines: Vec<Headline>,
    /// Waivers.
    #[serde(skip)]
    pub waivers: Vec<Waiver>,
    /// Amendments of annex figures.
    #[serde(skip)]
    pub amendments: Vec<Amendment>,
    /// Finds units by code, name or alias.
    pub names: unit_names::UnitNames,
    /// SHA-256 over the plan's and the annex's text, lower-case hexadecimal.
    pub hash: String,
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

/// The form's code (`BM01-PTĐV/Q`), version and title.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FormInfo {
    /// Printed code that identifies a return.
    pub code: String,
    /// Version. A rule compares it as text.
    pub version: String,
    /// Title over the table.
    pub title: String,
    /// Name of the sheet with the table.
    pub sheet: String,
    /// Name of the sheet with the narratives.
    pub narrative_sheet: String,
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
    /// Sheets of computed columns that show it (first of them in front of the computed columns).
    pub sheets: Vec<String>,
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
    /// E-mail address; may be empty.
    pub email: String,
    /// Figures of the annex, one for each annex column; `None` means no quota, not 0.
    #[serde(skip)]
    pub figures: Vec<Option<f64>>,
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
    pub fn is_number(self) -> bool {
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
    /// Indicator whose figure in the previous counted return prefills this one (an opening balance).
    pub opening: Option<String>,
    /// Annex column that prefills it in the plan's first period, or if no earlier return is counted.
    pub opening_annex: Option<String>,
    /// Note for the person who fills in the form; empty for none.
    pub note: String,
    /// Decimals, bounds and total of its figures.
    pub figure: figure::FigureSpec,
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
    /// True if it holds personal data, which never leaves the province.
    pub personal: bool,
    /// Columns after TT.
    pub columns: Vec<RosterColumn>,
}

impl Roster {
    /// Returns the name of the number of filled rows, `ds1_so_dong`.
    pub fn rows_name(&self) -> String {
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
    /// True if a filled row must have a value in it.
    pub required: bool,
    /// Range in which its values must be unique.
    pub unique: UniqueScope,
    /// Allowed words of a choice.
    pub choices: Vec<String>,
}

/// The scope that a rule is evaluated for.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Ô số: every numeric cell of the form.
    NumericCells,
    /// Ô bắt buộc: every required cell.
    RequiredCells,
    /// Phiếu: the return.
    Return,
    /// Dòng: every filled row of the roster (index).
    RosterRow(usize),
    /// Kỳ trước: the return, compared with the previous period.
    Previous,
    /// Phụ lục: the return, compared with the annex.
    Annex,
    /// Đợt: once for each annex column.
    Campaign,
}

/// A rule of the plan.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Code, such as `R10`.
    pub code: String,
    /// Severity.
    pub severity: Severity,
    /// Scope.
    pub scope: Scope,
    /// Condition for the rule to apply, as written; `None` if it always applies.
    pub when: Option<Formula>,
    /// Formula that is TRUE for a correct return, as written.
    pub test: Formula,
    /// `IF(guard,IF(when,test,""),"")`, built once by the loader and used everywhere. It gives `""` if the rule does
    /// not apply, TRUE if it passes, FALSE for a finding, and an error if it cannot be evaluated.
    pub check: Formula,
    /// Message with `{name}` placeholders.
    pub message: BilingualText,
    /// How to fix it.
    pub mend: BilingualText,
    /// Basis in the plan.
    pub basis: String,
    /// For a cell rule that the loader generates: the indicators (indexes) whose cells it judges. `None` if the scope
    /// alone decides.
    pub cells: Option<Vec<usize>>,
}

impl Rule {
    /// Returns true if a cell rule judges the cell of an indicator (with its index).
    pub fn judges(&self, index: usize, indicator: &Indicator, is_required: bool) -> bool {
        match (&self.cells, self.scope) {
            (Some(cells), _) => cells.contains(&index),
            (None, Scope::NumericCells) => indicator.kind.is_number(),
            (None, Scope::RequiredCells) => is_required,
            (None, _) => false,
        }
    }

    /// Returns true if the rule judges single cells of the form, not the return.
    pub fn is_cell_rule(&self) -> bool {
        matches!(self.scope, Scope::NumericCells | Scope::RequiredCells)
    }
}

/// A sheet of computed columns.
#[derive(Clone, Debug)]
pub struct ColumnSheet {
    /// Sheet name.
    pub name: String,
    /// Title over the table.
    pub title: String,
    /// True if it has a letterhead above and a signature below: the board signs this sheet.
    pub signed: bool,
    /// Notes below the table.
    pub notes: Vec<String>,
}

/// How the total of a column is computed.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ColumnTotal {
    /// Sum of the units.
    Sum,
    /// The column's formula, evaluated on the totals.
    Formula,
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
}

/// An indicator followed period by period.
#[derive(Clone, Debug)]
pub struct Series {
    /// Name of the indicator, which is a flow.
    pub indicator: String,
    /// Heading of its block of columns.
    pub heading: String,
    /// Column with the expected value up to a period: a formula over annex figures, settings and the period's ordinal.
    pub pace: Option<String>,
}

/// A figure on "Tổng quan": the total of a column beside the total of another.
#[derive(Clone, Debug)]
pub struct Headline {
    /// Heading.
    pub heading: String,
    /// Column whose total is the headline.
    pub column: String,
    /// Column or annex column whose total is shown after the slash.
    pub of: Option<String>,
    /// Column (a percentage) whose total is shown below.
    pub share: Option<String>,
    /// Column whose largest positive figures are listed as the largest gaps.
    pub gap: Option<String>,
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
    /// Reason.
    pub reason: String,
    /// Person who accepted it.
    pub by: String,
    /// Date.
    pub date: Day,
}

impl Plan {
    /// Returns the cycle: month, quarter or half-year.
    pub fn cycle(&self) -> ReportingCycle {
        self.first.cycle()
    }

    /// Returns the header fields of the plan's form.
    pub fn header(&self) -> &'static [HeaderField] {
        header::fields(self.cycle())
    }

    /// Returns the header field with this name.
    pub fn header_field(&self, name: &str) -> Option<&'static HeaderField> {
        header::by_name(self.cycle(), name)
    }

    /// Returns the number of periods of the plan (`tong_quy`).
    pub fn periods(&self) -> i32 {
        self.last.ordinal(self.first)
    }

    /// Returns cut-off and deadline of a period.
    pub fn dates(&self, period: Period) -> Dates {
        let end = period.last_day();
        let usual = Dates { cut_off: end.plus(self.days.cut_off), deadline: end.plus(self.days.deadline) };
        self.calendar.get(&period).copied().unwrap_or(usual)
    }

    /// Returns the index of the unit with this code.
    pub fn unit_index(&self, code: &str) -> Option<usize> {
        self.units.iter().position(|u| u.code == code)
    }

    /// Returns the index of the unit kind with this code.
    pub fn kind_index(&self, code: &str) -> Option<usize> {
        self.kinds.iter().position(|k| k.code == code)
    }

    /// Returns the indicator with this name.
    pub fn indicator(&self, name: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|i| i.name == name)
    }

    /// Returns the meaning of a blank cell of an indicator for a unit.
    pub fn blank(&self, indicator: &Indicator, unit: &Unit) -> BlankMeaning {
        let kind = self.kind_index(&unit.kind).unwrap_or(0);
        indicator.blank.get(kind).copied().unwrap_or(BlankMeaning::Missing)
    }

    /// Returns the index of the annex column with this name.
    pub fn annex_column(&self, name: &str) -> Option<usize> {
        self.annex.columns.iter().position(|c| c.name == name)
    }

    /// Returns a unit's annex figure that applies in a period; `None` if the annex leaves it blank.
    pub fn annex_figure(&self, unit: &Unit, name: &str, period: Period) -> Option<f64> {
        let issued = || self.annex_column(name).and_then(|i| unit.figures.get(i).copied().flatten());
        self.amended(unit, name, period).map(|a| a.value).or_else(issued)
    }

    /// Returns the latest amendment of a unit's annex figure that applies in a period.
    pub fn amended(&self, unit: &Unit, name: &str, period: Period) -> Option<&Amendment> {
        let of = self.amendments.iter().filter(|a| a.unit == unit.code && a.column == name && a.from <= period);
        of.max_by_key(|a| a.from)
    }

    /// Returns the setting with this name.
    pub fn setting(&self, name: &str) -> Option<&Setting> {
        self.settings.iter().find(|s| s.name == name)
    }

    /// Returns the rule with this code.
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.code == code)
    }

    /// Returns the computed column with this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// Returns roster and column index of the roster column with this name.
    pub fn roster_column(&self, name: &str) -> Option<(usize, usize)> {
        self.rosters
            .iter()
            .enumerate()
            .find_map(|(r, roster)| roster.columns.iter().position(|c| c.name == name).map(|c| (r, c)))
    }
}
