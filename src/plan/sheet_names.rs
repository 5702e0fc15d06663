//! Names of sheets that more than one module needs. The list of the sheets of the consolidated workbook, with all their
//! names, is in `consolidate::sheets`.

/// The overview.
pub const OVERVIEW: &str = "Tổng quan";
/// The report in words.
pub const REPORT: &str = "Báo cáo";
/// One row for each unit and period.
pub const DATA: &str = "Số liệu";
/// Rules by returns, in the consolidated workbook; the list of checks in the form.
pub const CHECKS: &str = "Kiểm tra";
/// The findings.
pub const FINDINGS: &str = "Lỗi, cảnh báo";
/// The received files.
pub const SOURCES: &str = "Nguồn";
/// The annex.
pub const ANNEX: &str = "Phụ lục";
/// The board's documents and remarks.
pub const BOARD: &str = "Văn bản";
/// The dictionary.
pub const WORDS: &str = "Công thức";
/// The figures that the checks compare with, in the form.
pub const REFERENCE: &str = "Đối chiếu";

/// The label on the dictionary beside the period that a workbook was merged for.
pub const MERGED: &str = "Kỳ tổng hợp";
/// The text between a merged span and the last period that was considered for it.
pub const MERGED_UNTIL: &str = "(đến ";

/// What a unit has to correct, in a returned form.
pub const CORRECTIONS: &str = "Cần sửa";

/// The sheets of the form, blank or returned, in addition to those of the plan.
pub const FORM: [&str; 3] = [REFERENCE, CHECKS, CORRECTIONS];
