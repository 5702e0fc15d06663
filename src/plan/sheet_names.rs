//! Names of sheets that more than one module needs. The list of the sheets of the consolidated workbook, with all their
//! names, is in `consolidate::sheets`.

use crate::model::text::StaticText;

/// The overview.
pub(crate) const OVERVIEW: StaticText = StaticText::new("Tổng quan", "Overview");
/// The report in words.
pub(crate) const REPORT: StaticText = StaticText::new("Báo cáo", "Report");
/// The indicators by unit.
pub(crate) const INDICATORS: StaticText = StaticText::new("Chỉ tiêu", "Indicators");
/// The movements of stocks by cause.
pub(crate) const MOVEMENTS: StaticText = StaticText::new("Biến động", "Movements");
/// The cases to work on next.
pub(crate) const FOLLOW_UP: StaticText = StaticText::new("Việc tiếp theo", "Next steps");
/// One row for each unit and period.
pub(crate) const DATA: StaticText = StaticText::new("Số liệu", "Data");
/// Rules by returns, in the consolidated workbook; the list of checks in the form.
pub(crate) const CHECKS: StaticText = StaticText::new("Kiểm tra", "Checks");
/// The findings.
pub(crate) const FINDINGS: StaticText = StaticText::new("Lỗi, cảnh báo", "Findings");
/// The received files.
pub(crate) const SOURCES: StaticText = StaticText::new("Nguồn", "Sources");
/// The annex.
pub(crate) const ANNEX: StaticText = StaticText::new("Phụ lục", "Annex");
/// The board's documents and remarks.
pub(crate) const BOARD: StaticText = StaticText::new("Văn bản", "Documents");
/// The dictionary.
pub(crate) const WORDS: StaticText = StaticText::new("Công thức", "Formulas");
/// The figures that the checks compare with, in the form.
pub(crate) const REFERENCE: StaticText = StaticText::new("Đối chiếu", "Reference");

/// The label on the dictionary beside the period that a workbook was merged for.
pub(crate) const MERGED: StaticText = StaticText::new("Kỳ tổng hợp", "Merged for");
/// The text between a merged span and the last period that was considered for it.
pub(crate) const MERGED_UNTIL: StaticText = StaticText::new("(đến ", "(to ");

/// What a unit has to correct, in a returned form.
pub(crate) const CORRECTIONS: StaticText = StaticText::new("Cần sửa", "Corrections");

/// The sheets of the form, blank or returned, in addition to those of the plan.
pub(crate) const FORM: [StaticText; 3] = [REFERENCE, CHECKS, CORRECTIONS];
