//! The header fields that every form has, whatever the plan: they say whose return it is and for when.

/// What a header field holds.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum HeaderKind {
    /// Text.
    Text,
    /// Number.
    Number,
    /// Date.
    Date,
}

/// A header field: a label cell and its value in the next cell.
#[derive(Copy, Clone, Debug)]
pub struct HeaderField {
    /// Name in formulas.
    pub name: &'static str,
    /// Label on the form.
    pub label: &'static str,
    /// What it holds.
    pub kind: HeaderKind,
    /// The officer fills it in (the rest is prefilled and locked).
    pub input: bool,
}

const fn field(name: &'static str, label: &'static str, kind: HeaderKind, input: bool) -> HeaderField {
    HeaderField { name, label, kind, input }
}

/// Code of the unit.
pub const UNIT: &str = "ma_don_vi";
/// Name of the unit.
pub const UNIT_NAME: &str = "don_vi";
/// Quarter of the year, 1 to 4.
pub const QUARTER: &str = "quy";
/// Year.
pub const YEAR: &str = "nam";
/// Submission number.
pub const NUMBER: &str = "lan_nop";
/// Date of sending, as the officer writes it.
pub const SENT: &str = "ngay_nop";
/// Form version.
pub const VERSION: &str = "phien_ban";

/// All header fields (design: returns.md, "The form").
pub const FIELDS: [HeaderField; 10] = [
    field(UNIT, "Mã đơn vị", HeaderKind::Text, false),
    field(UNIT_NAME, "Đơn vị", HeaderKind::Text, false),
    field(QUARTER, "Quý", HeaderKind::Number, false),
    field(YEAR, "Năm", HeaderKind::Number, false),
    field("ngay_chot", "Ngày chốt số liệu", HeaderKind::Date, true),
    field(SENT, "Ngày nộp", HeaderKind::Date, true),
    field(NUMBER, "Lần nộp", HeaderKind::Number, true),
    field(VERSION, "Phiên bản", HeaderKind::Text, false),
    field("nguoi_lap", "Người lập", HeaderKind::Text, true),
    field("chu_tich", "Chủ tịch", HeaderKind::Text, true),
];

/// The header field with this name.
pub fn by_name(name: &str) -> Option<&'static HeaderField> {
    FIELDS.iter().find(|f| f.name == name)
}
