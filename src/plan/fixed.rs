//! Sheets that the program itself gives to its workbooks, whatever the plan: no sheet of a plan may bear their names.

use crate::model::period::Cycle;

/// The overview.
pub const OVERVIEW: &str = "Tổng quan";
/// Every indicator in the report period.
pub const INDICATORS: &str = "Chỉ tiêu";
/// Period by period, called after the plan's cycle.
pub fn series(cycle: Cycle) -> &'static str {
    match cycle {
        Cycle::Month => "Theo tháng",
        Cycle::Quarter => "Theo quý",
        Cycle::Half => "Theo kỳ",
    }
}

/// One row per unit and period.
pub const DATA: &str = "Số liệu";
/// Rules by returns, in the consolidated workbook and in the form.
pub const CHECKS: &str = "Kiểm tra";
/// Findings.
pub const FINDINGS: &str = "Phát hiện";
/// Files.
pub const SOURCES: &str = "Nguồn";
/// Figures not taken as typed.
pub const TRACES: &str = "Dấu vết";
/// Narratives.
pub const NARRATIVES: &str = "Khó khăn";
/// The annex.
pub const ANNEX: &str = "Phụ lục";
/// The dictionary.
pub const WORDS: &str = "Công thức";
/// In the form: what the checks compare with.
pub const REFERENCE: &str = "Đối chiếu";

/// Label on the dictionary beside the period that a workbook was merged for.
pub const MERGED: &str = "Kỳ tổng hợp";

/// Sheets of the consolidated workbook beside those of the plan.
pub const CONSOLIDATED: [&str; 13] = [
    OVERVIEW,
    INDICATORS,
    "Theo tháng",
    "Theo quý",
    "Theo kỳ",
    DATA,
    CHECKS,
    FINDINGS,
    SOURCES,
    TRACES,
    NARRATIVES,
    ANNEX,
    WORDS,
];

/// Sheets of the form beside those of the plan.
pub const FORM: [&str; 2] = [REFERENCE, CHECKS];
