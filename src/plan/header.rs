//! The header fields of every form, independent of the plan: they identify the unit and the period of a return. The
//! field of the period is named after the plan's cycle: "Quý", "Tháng", "Kỳ"; in plans by years there is only that of the
//! year.

use super::Plan;
use crate::model::period::ReportingCycle;
use crate::model::text::StaticText;

/// The kind of value in a header field.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum HeaderKind {
    /// Text.
    Text,
    /// Number.
    Number,
    /// Date.
    Date,
}

/// A header field: a label cell and its value in the next cell.
#[derive(Copy, Clone, Debug)]
pub(crate) struct HeaderField {
    /// Name in formulas.
    pub name: &'static str,
    /// Label on the form; that of the chair is the plan's.
    pub label: StaticText,
    /// Label on earlier forms, which still come back; empty if it is the same.
    pub earlier: &'static str,
    /// Kind of its value.
    pub kind: HeaderKind,
    /// True if the person who fills in the form enters it. The other fields are prefilled and locked.
    pub input: bool,
}

const fn field(name: &'static str, label: StaticText, kind: HeaderKind, input: bool) -> HeaderField {
    HeaderField { name, label, earlier: "", kind, input }
}

/// A field that the unit enters, with the label of earlier forms.
const fn renamed(name: &'static str, label: StaticText, earlier: &'static str, kind: HeaderKind) -> HeaderField {
    HeaderField { name, label, earlier, kind, input: true }
}

/// Code of the unit.
pub(crate) const UNIT: &str = "ma_don_vi";
/// Name of the unit.
pub(crate) const UNIT_NAME: &str = "don_vi";
/// Year.
pub(crate) use crate::model::period::YEAR;
/// The report year, in columns.
pub(crate) const REPORT_YEAR: &str = "nam_bc";
/// Submission number.
pub(crate) const NUMBER: &str = "lan_nop";
/// Date of sending, as entered on the form.
pub(crate) const SENT: &str = "ngay_nop";
/// Form version.
pub(crate) const VERSION: &str = "phien_ban";

/// The mark of a nil return: the unit has nothing to report for the period. Only on forms that have it.
pub(crate) const NIL: &str = "khong_phat_sinh";

/// Fields that hold the name of a person.
pub(crate) const PERSONS: [&str; 2] = ["nguoi_lap", CHAIR];

/// The person who answers for the return.
pub(crate) const CHAIR: &str = "chu_tich";

/// Number of header fields, with the mark of a nil return.
const COUNT: usize = 11;

const fn period_fields(period: &'static str, label: StaticText) -> [HeaderField; COUNT] {
    [
        field(UNIT, StaticText::new("Mã đơn vị", "Unit code"), HeaderKind::Text, false),
        field(UNIT_NAME, StaticText::new("Đơn vị", "Unit"), HeaderKind::Text, false),
        field(period, label, HeaderKind::Number, false),
        field(YEAR, StaticText::new("Năm", "Year"), HeaderKind::Number, false),
        field("ngay_chot", StaticText::new("Ngày chốt số liệu", "Cut-off date"), HeaderKind::Date, true),
        renamed(SENT, StaticText::new("Ngày gửi", "Sent on"), "Ngày nộp", HeaderKind::Date),
        renamed(NUMBER, StaticText::new("Lần gửi", "Submission"), "Lần nộp", HeaderKind::Number),
        field(VERSION, StaticText::new("Phiên bản", "Version"), HeaderKind::Text, false),
        field("nguoi_lap", StaticText::new("Người lập", "Prepared by"), HeaderKind::Text, true),
        renamed(CHAIR, StaticText::new("Thủ trưởng đơn vị", "Head of the unit"), "Chủ tịch", HeaderKind::Text),
        field(NIL, StaticText::new("Không phát sinh", "Nothing to report"), HeaderKind::Text, true),
    ]
}

static MONTHLY: [HeaderField; COUNT] = period_fields(ReportingCycle::Month.stem(), StaticText::new("Tháng", "Month"));
static QUARTERLY: [HeaderField; COUNT] =
    period_fields(ReportingCycle::Quarter.stem(), StaticText::new("Quý", "Quarter"));
const HALF_YEARLY: [HeaderField; COUNT] =
    period_fields(ReportingCycle::Half.stem(), StaticText::new("Kỳ", "Half-year"));

static YEARLY: [HeaderField; COUNT - 1] = yearly_fields();

/// The fields without that of the period in its year.
const fn yearly_fields() -> [HeaderField; COUNT - 1] {
    let [unit, name, _, year, cut_off, sent, number, version, author, chair, nil] = HALF_YEARLY;
    [unit, name, year, cut_off, sent, number, version, author, chair, nil]
}

/// Returns the header fields of the forms of a cycle; `nil` adds the mark of a nil return.
pub(crate) fn fields(cycle: ReportingCycle, nil: bool) -> &'static [HeaderField] {
    let all = match cycle {
        ReportingCycle::Month => &MONTHLY[..],
        ReportingCycle::Quarter => &QUARTERLY[..],
        ReportingCycle::Half => &HALF_YEARLY[..],
        ReportingCycle::Year(_) => &YEARLY,
    };
    all.split_last().map_or(all, |(_, rest)| if nil { all } else { rest })
}

/// The names in formulas for the position of a period. They depend on the cycle.
#[derive(Copy, Clone, Debug)]
pub(crate) struct PeriodCounters {
    /// Ordinal of the period in the plan, from 1.
    pub ordinal: &'static str,
    /// Number of periods of the plan.
    pub count: &'static str,
    /// Ordinal of the first period of the span.
    pub start: &'static str,
    /// Ordinal of the first period of the report year that is in the plan.
    pub year_start: &'static str,
    /// Number of periods so far whose return is not counted.
    pub gaps: &'static str,
    /// The same number within the report year.
    pub gaps_of_year: &'static str,
    /// Number of counted returns so far that were sent after the deadline.
    pub late: &'static str,
}

/// Returns the names for a cycle.
pub(crate) fn counters(cycle: ReportingCycle) -> PeriodCounters {
    let [ordinal, count, start, year_start, gaps, gaps_of_year, late] = match cycle {
        ReportingCycle::Month => {
            ["so_thang", "tong_thang", "thang_bat_dau", "thang_dau_nam", "thang_thieu", "thang_thieu_nam", "thang_muon"]
        }
        ReportingCycle::Quarter => {
            ["so_quy", "tong_quy", "quy_bat_dau", "quy_dau_nam", "quy_thieu", "quy_thieu_nam", "quy_muon"]
        }
        ReportingCycle::Half | ReportingCycle::Year(_) => {
            ["so_ky", "tong_ky", "ky_bat_dau", "ky_dau_nam", "ky_thieu", "ky_thieu_nam", "ky_muon"]
        }
    };
    PeriodCounters { ordinal, count, start, year_start, gaps, gaps_of_year, late }
}

/// Returns the name in the plans of a cycle for `so_ky`, `tong_ky`, `ky_thieu`, `ky_thieu_nam`, `ky_muon` and `ky`, which are
/// valid in plans of every cycle. Any other name is returned unchanged.
pub(crate) fn own(cycle: ReportingCycle, name: &str) -> &str {
    let (any, own) = (counters(ReportingCycle::Half), counters(cycle));
    let pairs = [
        (any.ordinal, own.ordinal),
        (any.count, own.count),
        (any.gaps, own.gaps),
        (any.gaps_of_year, own.gaps_of_year),
        (any.late, own.late),
        (ReportingCycle::Half.stem(), cycle.stem()),
    ];
    pairs.into_iter().find(|(any, _)| *any == name).map_or(name, |(_, own)| own)
}

/// Returns true if a name is reserved in plans of any cycle.
pub(crate) fn is_reserved(name: &str) -> bool {
    [ReportingCycle::Month, ReportingCycle::Quarter, ReportingCycle::Half].into_iter().any(|cycle| {
        let PeriodCounters { ordinal, count, start, year_start, gaps, gaps_of_year, late } = counters(cycle);
        fields(cycle, false).iter().any(|field| field.name == name)
            || [ordinal, count, start, year_start, gaps, gaps_of_year, late].contains(&name)
    })
}

impl Plan {
    /// Returns the header fields of the plan's form.
    pub(crate) fn header(&self) -> &'static [HeaderField] {
        fields(self.cycle(), self.form.nil)
    }

    /// Returns the header field with this name.
    pub(crate) fn header_field(&self, name: &str) -> Option<&'static HeaderField> {
        self.header().iter().find(|field| field.name == name)
    }

    /// Returns the label of a header field on the plan's form.
    pub(crate) fn header_label(&self, field: &HeaderField) -> &str {
        if field.name == CHAIR { &self.words.chair } else { field.label.in_lang(self.language) }
    }

    /// Returns the labels by which a header field is recognised: that of the plan, those of either language, and that of
    /// earlier forms.
    pub(crate) fn header_labels(&self, field: &HeaderField) -> impl Iterator<Item = &str> {
        let all = [self.header_label(field), field.label.vi, field.label.en, field.earlier];
        all.into_iter().filter(|label| !label.is_empty())
    }
}
