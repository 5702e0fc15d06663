//! The report in words: its parts in order, as the plan lists them. Texts hold figures of the total row in braces.

use crate::formula::Formula;

/// The kind of a part of the report.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ReportPartKind {
    /// The title of the report, below "BÁO CÁO".
    Title,
    /// A heading: `II. KẾT QUẢ`.
    Heading,
    /// A heading of the second level: `1. Phát triển đoàn viên`.
    Subheading,
    /// A paragraph.
    Paragraph,
    /// A sentence that is joined to the paragraph or item above it.
    Sentence,
    /// A list item.
    Item,
    /// A table of columns by unit.
    Table,
    /// What the units answered to questions, one item for each answer.
    Answers,
}

/// A piece of a text of the report.
#[derive(Clone, Debug, PartialEq)]
pub enum ReportPiece {
    /// Text as written.
    Text(String),
    /// The figure of a name, in the number format of its column.
    Figure(String),
    /// A formula over figures; a number is shown as a whole number.
    Formula(Formula),
    /// The list of units; in the text for each unit the name of the unit.
    Units,
}

/// A part of the report.
#[derive(Clone, Debug)]
pub struct ReportPart {
    /// The kind.
    pub kind: ReportPartKind,
    /// The condition over totals under which it is shown; `None` for always.
    pub when: Option<Formula>,
    /// Its text; for a table the caption, for answers the text if no unit has answered.
    pub text: Vec<ReportPiece>,
    /// The units that the text lists: a condition over the columns of a unit. `None` if it lists none.
    pub units: Option<Formula>,
    /// How each of them is written.
    pub each: Vec<ReportPiece>,
    /// The columns of a table.
    pub columns: Vec<String>,
    /// The narratives whose answers are shown.
    pub questions: Vec<String>,
}

/// The chosen period in words: `quý I năm 2022`.
pub(crate) const PERIOD_TITLE: &str = "ten_ky";
/// The status of a unit's return in the chosen period, in words.
pub(crate) const UNIT_STATE: &str = "trang_thai_bc";
/// In a text, the list of units; in the text for each unit, its name.
pub(crate) const UNIT_LIST: &str = "don_vi";

/// A number of returns in the chosen period.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum ReturnCount {
    /// Returns that are due.
    Due,
    /// Counted returns.
    Counted,
    /// Returns on hold.
    Held,
    /// Missing returns.
    Missing,
    /// Returns that were sent after the deadline, counted or on hold.
    Late,
}

/// The names of the numbers of returns.
pub(crate) const RETURN_COUNTS: [(&str, ReturnCount); 5] = [
    ("bc_phai_gui", ReturnCount::Due),
    ("bc_da_tong_hop", ReturnCount::Counted),
    ("bc_con_loi", ReturnCount::Held),
    ("bc_chua_gui", ReturnCount::Missing),
    ("bc_gui_muon", ReturnCount::Late),
];
/// Maximum number of columns of a table: more are not legible on A4 upright.
pub(crate) const TABLE_COLUMNS: usize = 6;
