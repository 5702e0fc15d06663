//! Formats an audit as a workbook with one sheet.

use super::audit::{shown_period, summary};
use crate::audit::{Difference, DifferencePart};
use crate::model::text::{BilingualText, Lang};
use crate::pipeline::AuditReport;
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, Workbook, measure};

/// Headings and widths of the columns.
const COLUMNS: [(&str, f64); 9] = [
    ("TT", 5.0),
    ("Phần", 22.0),
    ("Trang", 16.0),
    ("Ô", 8.0),
    ("Đơn vị, kỳ, chỉ tiêu", 40.0),
    ("Khác ở chỗ", 30.0),
    ("Trong tệp", 44.0),
    ("Phải là", 44.0),
    ("Ô của báo cáo", 40.0),
];

fn part(part: DifferencePart) -> &'static str {
    match part {
        DifferencePart::Touched => "a) Bị sửa",
        DifferencePart::Follows => "b) Đổi theo",
        DifferencePart::Returns => "c) Do báo cáo đã đổi hoặc không còn",
        DifferencePart::Plan => "d) Kế hoạch khi lập không còn",
        DifferencePart::Remark => "Ghi thêm bằng tay",
    }
}

/// Formats an audit as a workbook with one sheet. `created` is the date of the plan.
pub(crate) fn book(path: &str, audited: &AuditReport, created: (i32, u32, u32)) -> Workbook {
    let mut sheet = Sheet::new("Khác biệt");
    let last = COLUMNS.len() as u32 - 1;
    let merged = audited.merged.name.words().vi;
    sheet.merge(CellRange::new(0, 0, 0, last), SheetCell::text("KIỂM TRA LẠI TỆP TỔNG HỢP", &Style::title()));
    let second = format!(
        "{path}, tổng hợp {merged}: {} Đã so {} ô công thức, {} ô số liệu và chữ.",
        summary(Lang::Vi, audited),
        audited.audit.formulas,
        audited.audit.figures
    );
    sheet.merge(CellRange::new(1, 0, 1, last), SheetCell::text(second, &Style::note()));
    sheet.heights.insert(0, 28.0);
    for (column, (heading, width)) in (0..).zip(COLUMNS) {
        sheet.text(3, column, heading, &Style::list_head());
        sheet.widths.insert(column, width);
    }
    sheet.heights.insert(3, 24.0);
    let look = Style { top: true, indent: 1, ..Style::cell().size(10) };
    let mut ordered: Vec<&Difference> = audited.audit.differences.iter().collect();
    ordered.sort_by_key(|difference| difference.part);
    for (row, (number, difference)) in (4..).zip((1..).zip(ordered)) {
        sheet.number(row, 0, f64::from(number), &look);
        let subject = &difference.subject;
        let period = shown_period(&subject.period, Lang::Vi);
        let about = [&subject.unit, &period, &subject.figure].map(String::as_str);
        let about = about.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" · ");
        let [expected, found] = &difference.shown;
        let shown = |text: &str, shown: &BilingualText| if shown.vi.is_empty() { text } else { &shown.vi }.to_string();
        let texts = [
            part(difference.part).to_string(),
            difference.sheet.clone(),
            difference.cell.clone(),
            about,
            difference.kind.text().vi,
            shown(&difference.found, found),
            shown(&difference.expected, expected),
            subject.source.clone(),
        ];
        for (column, text) in (1..).zip(&texts) {
            sheet.text(row, column, text.as_str(), &look);
        }
        let lines = texts.iter().zip(&COLUMNS[1..]).map(|(text, (_, width))| measure::lines(text, width - 2.0, 10));
        sheet.heights.insert(row, measure::height(lines.max().unwrap_or(1), 10, 18.0));
    }
    sheet.freeze = Some((4, 0));
    sheet.page = PageSetup { landscape: true, repeat: Some((3, 3)), footer: path.to_string(), ..PageSetup::default() };
    let mut book = Workbook::new("Kiểm tra lại tệp tổng hợp");
    book.created = created;
    book.add(sheet);
    book
}
