//! "Lỗi, cảnh báo": all findings about the returns up to the merged period.

use super::super::common_style;
use super::super::context::SheetContext;
use super::super::layout::{FindingsLayout, sheet};
use super::super::return_link;
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::list_sheet::{ListSheet, linked};
use crate::model::finding::{Finding, Severity, counts};
use crate::model::span::PeriodSpan;
use crate::model::text::{Lang, StaticText, text_in};
use crate::model::visible;
use crate::plan::Plan;
use crate::workbook::{Sheet, style};

/// Headings and widths of the columns. Those up to the remedy fit one landscape page, so that a finding is read whole.
const COLUMNS: [(StaticText, f64); 14] = [
    (StaticText::new("TT", "No."), 4.0),
    (StaticText::new("Mức", "Severity"), 11.0),
    (StaticText::new("Đơn vị", "Unit"), 16.0),
    (StaticText::new("Kỳ", "Period"), 10.0),
    (StaticText::new("Quy tắc", "Rule"), 7.0),
    (StaticText::new("Trang", "Sheet"), 7.0),
    (StaticText::new("Ô", "Cell"), 6.0),
    (StaticText::new("Nội dung", "Finding"), 33.0),
    (StaticText::new("Đang ghi", "Found"), 14.5),
    (StaticText::new("Phải là", "Expected"), 14.0),
    (StaticText::new("Cách sửa", "How to fix it"), 26.0),
    (StaticText::new("Ngoại lệ được duyệt", "Accepted exception"), 16.0),
    (StaticText::new("Tệp", "File"), 32.0),
    (StaticText::new("Kỳ thứ", "Ordinal of the period"), 10.0),
];

/// The sheet.
pub(super) const SHEET: SheetEntry = SheetEntry {
    names: &[sheet::FINDINGS],
    audience: SheetAudience::Details,
    origin: SheetOrigin::Workbook,
    drawing: SheetDrawing::One(|context| Ok(sheet(context))),
};

/// Draws the sheet: the report period first, then the earlier ones.
fn sheet(context: &SheetContext) -> Sheet {
    let t = context.plan.language;
    let ledger = context.ledger;
    let findings: Vec<&Finding> =
        context.layout.findings.order().iter().filter_map(|index| ledger.findings.get(*index)).collect();
    let is_earlier = |finding: &&&Finding| finding.period.is_some_and(|period| !ledger.span.contains(period));
    let of = |earlier: bool| {
        let (errors, warnings, infos) = counts(findings.iter().filter(|f| is_earlier(f) == earlier).copied());
        text_in!(
            t,
            "{errors} lỗi, {warnings} cảnh báo, {infos} thông tin",
            "errors: {errors}, warnings: {warnings}, notes: {infos}"
        )
    };
    let earlier = match ledger.span.first.ordinal(context.plan.first) {
        1 => String::new(),
        _ => text_in!(
            t,
            "; các {} trước (chữ xám, ở dưới): {}",
            "; earlier {}s (grey, below): {}",
            context.plan.cycle().noun_in(t),
            of(true)
        ),
    };
    let second = text_in!(
        t,
        "{}: {}{earlier}. Báo cáo còn lỗi chưa được tổng hợp; cảnh báo vẫn được tổng hợp. Bấm vào ô để mở báo cáo.",
        "{}: {}{earlier}. Returns with errors are not counted; those with warnings are. Click a cell to open the return.",
        ledger.span.heading_until(t, ledger.report),
        of(false),
    );
    draw(context.plan, &findings, &second, Some(ledger.span))
}

/// Builds the list of findings with a second line below the title. Cells link to the returns only if there is a merged
/// period. Those of earlier periods are grey.
pub(crate) fn draw(plan: &Plan, findings: &[&Finding], second: &str, merged: Option<PeriodSpan>) -> Sheet {
    let t = plan.language;
    let mut list = ListSheet::new(t, sheet::FINDINGS, t.pick("LỖI, CẢNH BÁO", "ERRORS AND WARNINGS"), second, &COLUMNS);
    for finding in findings {
        row(&mut list, plan, merged, finding);
    }
    list.note_if_empty(t.pick("Không có lỗi, cảnh báo nào.", "No errors and no warnings."), FindingsLayout::WAIVED);
    if let Some(severities) = list.column(FindingsLayout::SEVERITY) {
        common_style::marks(&mut list.sheet, severities);
    }
    list.print_up_to(FindingsLayout::WAIVED - 1);
    list.finish(&common_style::footer_of(plan, merged))
}

/// Formats a severity as the list shows it; formulas compare with this text.
pub(super) fn severity(severity: Severity, lang: Lang) -> String {
    format!("{} {}", severity.mark(), severity.name(lang))
}

fn row(list: &mut ListSheet, plan: &Plan, merged: Option<PeriodSpan>, finding: &Finding) {
    let at = list.next_row();
    let (number, sheet) = (list.rows(), &mut list.sheet);
    let is_earlier = merged.zip(finding.period).is_some_and(|(span, period)| !span.contains(period));
    let color = if is_earlier { style::GREY } else { style::INK };
    let (text, centre) = (common_style::cell().color(color), common_style::centre().color(color));
    let unit = finding.unit.as_deref().map_or("", |code| plan.unit_name(code));
    let period = finding.period.map(|q| q.text_in(plan.language)).unwrap_or_default();
    let file = finding.file.as_deref().filter(|file| !file.is_empty());
    let name = visible::line(file.unwrap_or_default().rsplit('/').next().unwrap_or_default());
    let name = name.as_ref();
    let (on, cell) = (finding.sheet.as_deref(), finding.cell.as_deref());
    sheet.number(at, 0, f64::from(number), &centre);
    sheet.text(at, FindingsLayout::SEVERITY, severity(finding.severity, plan.language), &text);
    sheet.text(at, FindingsLayout::UNIT, unit, &text);
    sheet.text(at, FindingsLayout::PERIOD, &period, &centre);
    if let Some(period) = finding.period {
        sheet.number(at, FindingsLayout::ORDINAL, f64::from(period.ordinal(plan.first)), &centre);
    }
    sheet.text(at, FindingsLayout::RULE, &finding.code, &centre);
    sheet.text(at, FindingsLayout::SHEET, on.unwrap_or_default(), &centre);
    let target = file.filter(|_| merged.is_some());
    let link = target.filter(|_| cell.is_some()).and_then(|file| return_link::to_cell(file, on, cell));
    linked(sheet, at, FindingsLayout::CELL, cell.unwrap_or_default(), link, &centre);
    let link = target.and_then(return_link::to_file);
    linked(sheet, at, FindingsLayout::FILE, name, link, &text);
    let texts =
        [&finding.message, &finding.found, &finding.expected, &finding.mend].map(|text| plan.language.text_in(text));
    for (column, words) in (FindingsLayout::TEXTS..).zip(texts) {
        let is_found = column == FindingsLayout::TEXTS + 1;
        sheet.text(at, column, words, &if is_found { text.bold() } else { text.clone() });
    }
    match &finding.waived {
        Some(reason) => sheet.text(at, FindingsLayout::WAIVED, reason, &text),
        None => sheet.blank(at, FindingsLayout::WAIVED, &text),
    }
    let width = |column: u32| COLUMNS.get(column as usize).map_or(0.0, |(_, width)| *width);
    let mut wide: Vec<(&str, f64)> =
        (FindingsLayout::TEXTS..).zip(texts).map(|(column, text)| (text, width(column))).collect();
    wide.extend([(name, width(FindingsLayout::FILE)), (unit, width(FindingsLayout::UNIT))]);
    wide.push((finding.waived.as_deref().unwrap_or_default(), width(FindingsLayout::WAIVED)));
    common_style::fit(sheet, at, 10, &wide, 20.0);
}
