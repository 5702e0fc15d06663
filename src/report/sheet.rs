//! Writes the list of findings as a workbook, in the layout of the consolidated workbook.

use super::CheckedFile;
use crate::consolidate::findings_sheet;
use crate::model::finding::{Finding, counts};
use crate::plan::Plan;
use crate::plan::sheet_names::FINDINGS;
use crate::workbook::Workbook;
use std::collections::BTreeSet;

/// Builds a workbook with one sheet that lists all findings of the checked files.
pub(crate) fn checked(plan: &Plan, files: &[CheckedFile]) -> Workbook {
    let findings: Vec<&Finding> = files.iter().flat_map(|f| &f.findings).collect();
    let (errors, warnings, infos) = counts(findings.iter().copied());
    let mut second = format!(
        "{} tệp được kiểm tra: {errors} lỗi (phải sửa trước khi gửi), {warnings} cảnh báo, {infos} thông tin.",
        files.len()
    );
    let unchecked: BTreeSet<&str> = files.iter().flat_map(|f| &f.unchecked).map(|one| one.rule.as_str()).collect();
    if !unchecked.is_empty() {
        let rules: Vec<&str> = unchecked.into_iter().collect();
        second += &format!(" Chưa kiểm tra được: {}.", rules.join(", "));
    }
    let mut book = Workbook::new(format!("{} · {}", FINDINGS.in_lang(plan.language), plan.form.code));
    book.author = plan.info.issuer_short.clone();
    book.created = plan.info.date.ymd();
    book.add(findings_sheet(plan, &findings, &second, None));
    book
}
