//! Formats an audit for the screen, as JSON, and as a workbook.

use super::text::{Detail, EXPECTED, FOUND, ReportLines, cell_place, wrap};
use crate::audit::Difference;
use crate::audit::listed::FilesSince;
use crate::check::format_value;
use crate::model::text::{BilingualText, Lang, StaticText};
use crate::model::visible;
use crate::pipeline::AuditReport;
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, Workbook, measure};

/// Number of differences shown; more are only counted.
const SHOWN: usize = 60;
/// Maximum length of a formula or text on the screen, in characters.
const LONGEST: usize = 160;

/// Formats an audit for the screen.
pub fn text(lang: Lang, path: &str, audited: &AuditReport, detail: Detail) -> ReportLines {
    let mut lines = ReportLines::new();
    for text in [audited_period(path, audited), compared_with(audited)] {
        wrap(lang.text_in(&text), "  ", &mut lines);
    }
    super::since::since(lang, &audited.since, detail, &mut lines);
    let audit = &audited.audit;
    let (formulas, figures, uncached) = (audit.formulas, audit.figures, audit.uncached);
    let mut texts = vec![BilingualText::new(
        format!("Đã so {formulas} ô công thức, {figures} ô số liệu và chữ"),
        format!("Compared {formulas} formula cells and {figures} others"),
    )];
    if uncached > 0 {
        texts.push(BilingualText::new(
            format!(
                "{uncached} ô công thức không lưu kết quả (tệp được lưu bằng chương trình khác); công thức vẫn được so"
            ),
            format!(
                "{uncached} formula cells store no value (another program saved the file); their formulas were \
                 compared"
            ),
        ));
    }
    let count = audit.differences.len();
    texts.push(if count == 0 { NO_DIFFERENCE.into() } else { differences(count) });
    texts.iter().for_each(|text| wrap(lang.text_in(text), "  ", &mut lines));
    let shown = detail.shown(count, SHOWN);
    for difference in audit.differences.iter().take(shown) {
        difference_lines(lang, difference, &mut lines);
    }
    if count > shown {
        let more = count - shown;
        lines.push(match lang {
            Lang::Vi => format!("… và {more} chỗ khác nữa; thêm -v để xem hết"),
            Lang::En => format!("… and {more} more; -v shows all"),
        });
    }
    lines
}

const NO_DIFFERENCE: StaticText = StaticText::new("Không có chỗ nào khác.", "No difference.");

/// Formats the number of differences, at least one, as the heading of their list.
fn differences(count: usize) -> BilingualText {
    BilingualText::new(format!("Có {count} chỗ khác:"), format!("{count} differences:"))
}

/// Formats the result of an audit in one line, for an audit that is written to a file.
pub fn summary(lang: Lang, audited: &AuditReport) -> String {
    match audited.audit.differences.len() {
        0 => NO_DIFFERENCE.in_lang(lang).to_string(),
        count => lang.text_in(&differences(count)).trim_end_matches(':').to_string(),
    }
}

fn audited_period(path: &str, audited: &AuditReport) -> BilingualText {
    let AuditReport { merged, chosen, .. } = audited;
    let mut text = BilingualText::new(
        format!("Kiểm toán {path}: tổng hợp kỳ {merged}"),
        format!("Audit of {path}: merged for {merged}"),
    );
    if merged != chosen {
        text.vi.push_str(&format!(", đang chọn xem kỳ {chosen}"));
        text.en.push_str(&format!(", {chosen} is chosen"));
    }
    text
}

fn compared_with(audited: &AuditReport) -> BilingualText {
    let Some(folder) = &audited.returns else {
        return BilingualText::new(
            "Không có phiếu để đối chiếu: chỉ tính lại từ trang \"Số liệu\" của chính tệp này; số liệu gốc chưa được \
             kiểm tra.",
            "No returns to hold it against: recomputed from its own sheet \"Số liệu\" only; the figures themselves are \
             not checked.",
        );
    };
    let folder = folder.display();
    BilingualText::new(format!("Đối chiếu với phiếu trong {folder}"), format!("Compared with the returns in {folder}"))
}

fn difference_lines(lang: Lang, difference: &Difference, lines: &mut ReportLines) {
    let clip = |text: &str| format_value::clip(text, LONGEST);
    let place = match (clip(&difference.sheet), difference.cell.as_str()) {
        (sheet, "") => sheet,
        (sheet, cell) => lang.text_in(&cell_place(&sheet, cell)).to_string(),
    };
    wrap(&format!("✗ {place}: {}", lang.text_in(&difference.kind.text())), "  ", lines);
    for (label, text) in [(FOUND, clip(&difference.found)), (EXPECTED, clip(&difference.expected))] {
        if !text.is_empty() {
            wrap(&format!("    {}: {text}", label.in_lang(lang)), "      ", lines);
        }
    }
}

/// Contents of the JSON output.
#[derive(serde::Serialize)]
struct AuditJson<'a> {
    file: &'a str,
    merged: String,
    chosen: String,
    returns: Option<String>,
    formulas: usize,
    figures: usize,
    without_value: usize,
    since: &'a FilesSince,
    differences: &'a [Difference],
}

/// Formats an audit as JSON.
///
/// # Errors
///
/// The message of the serialiser; it does not fail for these types.
pub fn json(path: &str, audited: &AuditReport) -> Result<String, String> {
    let json = AuditJson {
        file: path,
        merged: audited.merged.to_string(),
        chosen: audited.chosen.to_string(),
        returns: audited.returns.as_ref().map(|r| r.display().to_string()),
        formulas: audited.audit.formulas,
        figures: audited.audit.figures,
        without_value: audited.audit.uncached,
        since: &audited.since,
        differences: &audited.audit.differences,
    };
    serde_json::to_string_pretty(&json).map(|text| visible::json(text) + "\n").map_err(|e| e.to_string())
}

/// Headings and widths of the columns.
const COLUMNS: [(&str, f64); 6] =
    [("TT", 5.0), ("Trang", 16.0), ("Ô", 8.0), ("Khác ở chỗ", 34.0), ("Trong tệp", 60.0), ("Phải là", 60.0)];

/// Formats an audit as a workbook with one sheet. `created` is the date of the plan.
pub fn book(path: &str, audited: &AuditReport, created: (i32, u32, u32)) -> Workbook {
    let mut sheet = Sheet::new("Khác biệt");
    let last = COLUMNS.len() as u32 - 1;
    let (count, merged) = (audited.audit.differences.len(), audited.merged);
    sheet.merge(CellRange::new(0, 0, 0, last), SheetCell::text("KIỂM TOÁN TỆP TỔNG HỢP", &Style::title()));
    let second = format!(
        "{path}, tổng hợp kỳ {merged}: {count} chỗ khác; đã so {} ô công thức, {} ô số liệu và chữ.",
        audited.audit.formulas, audited.audit.figures
    );
    sheet.merge(CellRange::new(1, 0, 1, last), SheetCell::text(second, &Style::note()));
    sheet.heights.insert(0, 28.0);
    for (column, (heading, width)) in (0..).zip(COLUMNS) {
        sheet.text(3, column, heading, &Style::list_head());
        sheet.widths.insert(column, width);
    }
    sheet.heights.insert(3, 24.0);
    let look = Style { top: true, indent: 1, ..Style::cell().size(10) };
    for (row, (number, difference)) in (4..).zip((1..).zip(&audited.audit.differences)) {
        sheet.number(row, 0, f64::from(number), &look);
        let kind = difference.kind.text().vi;
        let texts = [&difference.sheet, &difference.cell, &kind, &difference.found, &difference.expected];
        for (column, text) in (1..).zip(texts) {
            sheet.text(row, column, text, &look);
        }
        let lines = texts.iter().zip(&COLUMNS[1..]).map(|(text, (_, width))| measure::lines(text, width - 2.0, 10));
        sheet.heights.insert(row, measure::height(lines.max().unwrap_or(1), 10, 18.0));
    }
    sheet.freeze = Some((4, 0));
    sheet.page = PageSetup { landscape: true, repeat: Some((3, 3)), footer: path.to_string(), ..PageSetup::default() };
    let mut book = Workbook::new("Kiểm toán tệp tổng hợp");
    book.created = created;
    book.add(sheet);
    book
}
