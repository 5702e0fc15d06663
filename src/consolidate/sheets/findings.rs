//! "Phát hiện": all findings about the returns up to the merged period.

use super::super::common_style;
use super::super::context::SheetContext;
use super::super::layout::{FindingsLayout, sheet};
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::list_sheet::{ListSheet, linked};
use crate::model::finding::{Finding, Severity, counts};
use crate::model::period::Period;
use crate::model::visible;
use crate::plan::Plan;
use crate::workbook::Sheet;

/// Headings and widths of the columns.
const COLUMNS: [(&str, f64); 13] = [
    ("TT", 5.0),
    ("Mức", 12.0),
    ("Đơn vị", 22.0),
    ("Kỳ", 9.0),
    ("Quy tắc", 8.0),
    ("Tệp", 32.0),
    ("Trang", 9.0),
    ("Ô", 7.0),
    ("Nội dung", 44.0),
    ("Có trong báo cáo", 24.0),
    ("Mong đợi", 24.0),
    ("Cách sửa", 34.0),
    ("Chấp nhận", 16.0),
];

/// The sheet.
pub const SHEET: SheetEntry = SheetEntry {
    names: &[sheet::FINDINGS],
    audience: SheetAudience::Details,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::One(|context| Ok(sheet(context))),
};

/// Draws the sheet.
fn sheet(context: &SheetContext) -> Sheet {
    let findings = &context.ledger.findings;
    let (errors, warnings, infos) = counts(findings.iter());
    let second = format!(
        "Đến hết {}: {errors} lỗi (báo cáo bị giữ lại hoặc không dùng được), {warnings} cảnh báo (vẫn được tính), {infos} thông tin. Bấm vào ô để mở báo cáo.",
        context.ledger.report.heading().replacen('Q', "q", 1),
    );
    draw(context.plan, findings, &second, Some(context.ledger.report))
}

/// Builds the list of findings with a second line below the title. Cells link to the returns only if there is a merged
/// period.
pub fn draw(plan: &Plan, findings: &[Finding], second: &str, merged: Option<Period>) -> Sheet {
    let mut list = ListSheet::new(sheet::FINDINGS, "PHÁT HIỆN", second, &COLUMNS);
    for finding in findings {
        row(&mut list, plan, merged.is_some(), finding);
    }
    list.note_if_empty("Không có phát hiện nào.", FindingsLayout::WAIVED);
    if let Some(severities) = list.column(FindingsLayout::SEVERITY) {
        common_style::marks(&mut list.sheet, severities);
    }
    list.finish(&common_style::footer_of(plan, merged))
}

/// Formats a severity as the list shows it; formulas compare with this text.
pub fn severity(severity: Severity) -> String {
    format!("{} {}", severity.mark(), severity.vi())
}

fn row(list: &mut ListSheet, plan: &Plan, links: bool, finding: &Finding) {
    let at = list.next_row();
    let (number, sheet) = (list.rows(), &mut list.sheet);
    let (text, centre) = (common_style::cell(), common_style::centre());
    let unit = finding.unit.as_deref().map_or("", |code| plan.unit_name(code));
    let period = finding.period.map(|q| q.to_string()).unwrap_or_default();
    let file = finding.file.as_deref().unwrap_or_default();
    let name = visible::line(file.rsplit('/').next().unwrap_or_default());
    let name = name.as_ref();
    let (on, cell) = (finding.sheet.as_deref(), finding.cell.as_deref());
    sheet.number(at, 0, f64::from(number), &centre);
    sheet.text(at, FindingsLayout::SEVERITY, severity(finding.severity), &text);
    sheet.text(at, FindingsLayout::UNIT, unit, &text);
    sheet.text(at, FindingsLayout::PERIOD, period, &centre);
    sheet.text(at, FindingsLayout::RULE, &finding.code, &centre);
    linked(sheet, at, 5, name, (links && !file.is_empty()).then(|| common_style::link_to(file, None, None)), &text);
    sheet.text(at, 6, on.unwrap_or_default(), &centre);
    let link = (links && !file.is_empty() && cell.is_some()).then(|| common_style::link_to(file, on, cell));
    linked(sheet, at, 7, cell.unwrap_or_default(), link, &centre);
    let texts = [&finding.message.vi, &finding.found.vi, &finding.expected.vi, &finding.mend.vi];
    for (column, words) in (8..).zip(texts) {
        sheet.text(at, column, words, &if column == 9 { text.bold() } else { text.clone() });
    }
    match &finding.waived {
        Some(reason) => sheet.text(at, FindingsLayout::WAIVED, reason, &text),
        None => sheet.blank(at, FindingsLayout::WAIVED, &text),
    }
    let mut wide: Vec<(&str, f64)> = (8..).zip(texts).map(|(c, t): (usize, _)| (t.as_str(), COLUMNS[c].1)).collect();
    wide.extend([(name, COLUMNS[5].1), (unit, COLUMNS[2].1)]);
    wide.push((finding.waived.as_deref().unwrap_or_default(), COLUMNS[12].1));
    common_style::fit(sheet, at, 10, &wide, 20.0);
}
