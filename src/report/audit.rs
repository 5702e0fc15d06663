//! Formats an audit for the screen, as JSON, and as a workbook.

use super::text::{ReportLines, wrap};
use crate::audit::Difference;
use crate::audit::listed::FilesSince;
use crate::check::format_value;
use crate::lang::{Lang, UserMessage};
use crate::model::visible;
use crate::pipeline::AuditReport;
use crate::workbook::{CellRange, PageSetup, Sheet, SheetCell, Style, Workbook, measure};

/// Number of differences shown; more are only counted.
const SHOWN: usize = 60;
/// Maximum length of a formula or text on the screen, in characters.
const LONGEST: usize = 160;

/// Formats an audit for the screen.
pub fn text(lang: Lang, path: &str, audited: &AuditReport, verbose: bool) -> ReportLines {
    let mut lines = ReportLines::new();
    let mut say = |message: &UserMessage| wrap(&lang.message(message), "  ", &mut lines);
    say(&UserMessage::AuditOf { path, merged: audited.merged, chosen: audited.chosen });
    match &audited.returns {
        Some(folder) => say(&UserMessage::AuditFromReturns { folder: &folder.display().to_string() }),
        None => say(&UserMessage::AuditFromItself),
    }
    super::since::since(lang, &audited.since, verbose, &mut lines);
    let audit = &audited.audit;
    let mut say = |message: &UserMessage| wrap(&lang.message(message), "  ", &mut lines);
    say(&UserMessage::AuditCounts { formulas: audit.formulas, figures: audit.figures });
    if audit.uncached > 0 {
        say(&UserMessage::AuditUncached { count: audit.uncached });
    }
    if audit.differences.is_empty() {
        say(&UserMessage::AuditClean);
        return lines;
    }
    say(&UserMessage::AuditDifferences { count: audit.differences.len() });
    let shown = if verbose { audit.differences.len() } else { SHOWN.min(audit.differences.len()) };
    for difference in audit.differences.iter().take(shown) {
        difference_lines(lang, difference, &mut lines);
    }
    if audit.differences.len() > shown {
        lines.push(lang.message(&UserMessage::AuditMore { count: audit.differences.len() - shown }));
    }
    lines
}

fn difference_lines(lang: Lang, difference: &Difference, lines: &mut ReportLines) {
    let clip = |text: &str| format_value::clip(text, LONGEST);
    let place = match (clip(&difference.sheet), difference.cell.as_str()) {
        (sheet, "") => sheet,
        (sheet, cell) => lang.message(&UserMessage::Place { sheet: &sheet, cell }),
    };
    wrap(&format!("✗ {place}: {}", lang.text_in(&difference.kind.text())), "  ", lines);
    let (found, expected) = (clip(&difference.found), clip(&difference.expected));
    if !found.is_empty() {
        wrap(&format!("    {}", lang.message(&UserMessage::Found { text: &found })), "      ", lines);
    }
    if !expected.is_empty() {
        wrap(&format!("    {}", lang.message(&UserMessage::Expected { text: &expected })), "      ", lines);
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
