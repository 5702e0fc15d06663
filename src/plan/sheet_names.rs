//! Names of the sheets that the program adds to its workbooks. No sheet of a plan may have one of these names.

use crate::model::period::ReportingCycle;

/// The overview.
pub const OVERVIEW: &str = "Tổng quan";
/// All indicators in the report period.
pub const INDICATORS: &str = "Chỉ tiêu";
/// The figures period by period. The name depends on the plan's cycle.
pub fn series(cycle: ReportingCycle) -> &'static str {
    match cycle {
        ReportingCycle::Month => "Theo tháng",
        ReportingCycle::Quarter => "Theo quý",
        ReportingCycle::Half => "Theo kỳ",
    }
}

/// One row for each unit and period.
pub const DATA: &str = "Số liệu";
/// Rules by returns, in the consolidated workbook; the list of checks in the form.
pub const CHECKS: &str = "Kiểm tra";
/// The findings.
pub const FINDINGS: &str = "Phát hiện";
/// The received files.
pub const SOURCES: &str = "Nguồn";
/// The figures not taken as typed.
pub const TRACES: &str = "Dấu vết";
/// The narratives.
pub const NARRATIVES: &str = "Khó khăn";
/// The annex.
pub const ANNEX: &str = "Phụ lục";
/// The dictionary.
pub const WORDS: &str = "Công thức";
/// The figures that the checks compare with, in the form.
pub const REFERENCE: &str = "Đối chiếu";

/// The label on the dictionary beside the period that a workbook was merged for.
pub const MERGED: &str = "Kỳ tổng hợp";

/// The sheets of the consolidated workbook in addition to those of the plan.
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

/// The sheets of the form in addition to those of the plan.
pub const FORM: [&str; 2] = [REFERENCE, CHECKS];
