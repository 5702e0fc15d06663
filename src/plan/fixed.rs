//! Sheets that the program itself gives to its workbooks, whatever the plan: no sheet of a plan may bear their names.

/// The overview.
pub const OVERVIEW: &str = "Tổng quan";
/// Every indicator in the report quarter.
pub const INDICATORS: &str = "Chỉ tiêu";
/// Quarter by quarter.
pub const SERIES: &str = "Theo quý";
/// One row per unit and quarter.
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

/// Label on the dictionary beside the quarter that a workbook was merged for.
pub const MERGED: &str = "Quý tổng hợp";

/// Sheets of the consolidated workbook beside those of the plan.
pub const CONSOLIDATED: [&str; 11] =
    [OVERVIEW, INDICATORS, SERIES, DATA, CHECKS, FINDINGS, SOURCES, TRACES, NARRATIVES, ANNEX, WORDS];

/// Sheets of the form beside those of the plan.
pub const FORM: [&str; 2] = [REFERENCE, CHECKS];
