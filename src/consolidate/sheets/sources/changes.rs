//! Blocks below the files on "Nguồn": figures that a later submission changed, and published figures that the returns
//! of today change.

use super::super::super::common_style;
use super::super::super::context::SheetContext;
use super::super::super::return_link;
use super::super::list_sheet::linked;
use crate::model::amount::Value;
use crate::model::changes::Changes;
use crate::model::ledger::{ComparedWorkbook, MissingFile, PublishedChange, SubmissionStatus};
use crate::model::submission::Submission;
use crate::model::text::{Lang, StaticText, text_in};
use crate::plan::{binding, header, labels};
use crate::workbook::style::{Align, NumberFormat};
use crate::workbook::{CellRange, Sheet, SheetCell, Style, address, style};

/// Title of the block of published changes. An audit finds the block by this title.
pub(crate) const REPUBLISHED: StaticText =
    StaticText::new("SỐ ĐÃ CHỐT HOẶC ĐÃ LẬP, NAY KHÁC", "PUBLISHED OR EARLIER FIGURES THAT DIFFER TODAY");
/// Title of the block of missing returns.
pub(crate) const GONE: StaticText = StaticText::new(
    "BÁO CÁO ĐÃ DÙNG Ở TỆP TỔNG HỢP KỲ TRƯỚC, NAY KHÔNG CÒN",
    "RETURNS OF AN EARLIER WORKBOOK THAT ARE GONE",
);
/// Title of the block of compared workbooks.
pub(crate) const COMPARED: StaticText = StaticText::new(
    "TỆP TỔNG HỢP ĐÃ CHỐT HOẶC ĐÃ LẬP ĐƯỢC ĐỐI CHIẾU",
    "PUBLISHED OR EARLIER WORKBOOKS THAT WERE COMPARED",
);
/// Title of the computed columns on "Công thức". An audit finds them by this title.
pub(crate) const COLUMNS_BAND: StaticText = StaticText::new("CỘT TÍNH", "COMPUTED COLUMNS");
/// Title of the indicators on "Công thức". An audit finds them by this title.
pub(crate) const INDICATORS_BAND: StaticText = StaticText::new("CHỈ TIÊU CỦA BIỂU", "INDICATORS OF THE FORM");
/// Heading of the units on "Chỉ tiêu", where they are one below the other.
pub(crate) const UNITS: StaticText = StaticText::new("Đơn vị", "Unit");
/// Title of the units that change on "Công thức".
pub(crate) const UNITS_BAND: StaticText =
    StaticText::new("ĐƠN VỊ THAY ĐỔI TRONG KẾ HOẠCH", "UNITS THAT CHANGE DURING THE PLAN");
/// Title of the dates of single periods on "Công thức".
pub(crate) const DATES_BAND: StaticText = StaticText::new("KỲ CÓ LỊCH RIÊNG", "PERIODS WITH DATES OF THEIR OWN");
/// Title of the waivers on "Công thức".
pub(crate) const WAIVERS_BAND: StaticText = StaticText::new("NGOẠI LỆ ĐƯỢC DUYỆT", "WAIVERS");
/// The same title in workbooks of earlier versions.
pub(crate) const EARLIER_WAIVERS_BAND: StaticText = StaticText::new("CHẤP NHẬN", "WAIVERS");
/// What a waiver is about that records a nil return.
pub(crate) const NIL: StaticText = StaticText::new("không phát sinh", "nil return");
/// Title of the amendments on "Phụ lục".
pub(crate) const AMENDMENTS_BAND: StaticText = StaticText::new("CHỈ TIÊU ĐIỀU CHỈNH", "AMENDMENTS");
/// Label of the program's version on "Công thức".
pub(crate) const PROGRAM: StaticText = StaticText::new("Chương trình", "Program");
/// Label of the row of totals.
pub(crate) const TOTAL: StaticText = StaticText::new("Tổng cộng", "Total");
/// Status of a compared workbook whose period is published.
pub(crate) const PUBLISHED: StaticText = StaticText::new("Đã chốt", "Published");
/// Columns of a block: unit, what changed, file, cell, old, new, difference, period.
pub(crate) const UNIT: u32 = 1;
/// Name of the indicator or column that changed.
pub(crate) const WHAT: u32 = 2;
/// File name of the return or workbook.
pub(crate) const FILE: u32 = 3;
/// Cell address.
pub(crate) const CELL: u32 = 4;
/// Old figure.
pub(crate) const OLD: u32 = 5;
/// New figure.
pub(crate) const NEW: u32 = 6;
const DIFFERENCE: u32 = 7;
/// Period.
pub(crate) const PERIOD: u32 = 8;
/// Submission number.
pub(crate) const NUMBER: u32 = 9;
/// What makes the difference.
pub(crate) const REASON: u32 = 10;

/// Returns name and version of the program, as "Công thức" shows them.
pub(crate) fn program() -> String {
    format!("tonghop {}", env!("CARGO_PKG_VERSION"))
}

/// One row of a block.
struct ChangeLine<'a> {
    unit: &'a str,
    what: String,
    file: String,
    link: Option<String>,
    cell: String,
    values: (Value, Value),
    period: String,
    numbers: String,
    number: NumberFormat,
    reason: String,
}

impl ChangeLine<'_> {
    /// Returns the number format of the difference: that of two dates is a number of days.
    fn difference(&self) -> NumberFormat {
        if self.number == NumberFormat::Date { NumberFormat::General } else { self.number }
    }
}

/// Writes the blocks from a row on. Returns the first row below them.
pub(super) fn draw(sheet: &mut Sheet, context: &SheetContext, row: u32) -> u32 {
    let t = context.plan.language;
    let lines: Vec<ChangeLine> = superseded(context).collect();
    let title = t.pick("SỐ LIỆU ĐÃ ĐỔI GIỮA CÁC LẦN GỬI", "FIGURES THAT CHANGED BETWEEN SUBMISSIONS");
    let row = block(
        sheet,
        t,
        row,
        (
            title,
            [
                t.pick("Đơn vị", "Unit"),
                t.pick("Chỉ tiêu", "Indicator"),
                t.pick("Tệp thay", "Replaced by"),
                t.pick("Ô", "Cell"),
                t.pick("Số cũ", "Old figure"),
                t.pick("Số mới", "New figure"),
            ],
        ),
        &lines,
    );
    let lines: Vec<ChangeLine> = context.ledger.republished.iter().map(|change| republished(change, t)).collect();
    let row = block(
        sheet,
        t,
        row,
        (
            REPUBLISHED.in_lang(t),
            [
                t.pick("Đơn vị", "Unit"),
                t.pick("Cột", "Column"),
                t.pick("Tệp đã lập", "Earlier workbook"),
                t.pick("Ô", "Cell"),
                t.pick("Số đã lập", "Figure then"),
                t.pick("Số nay", "Figure now"),
            ],
        ),
        &lines,
    );
    let lines: Vec<ChangeLine> = context.ledger.gone.iter().map(|lost| gone(lost, t)).collect();
    let row = block(
        sheet,
        t,
        row,
        (
            GONE.in_lang(t),
            [
                t.pick("Đơn vị", "Unit"),
                t.pick("Báo cáo", "Return"),
                t.pick("Tệp đã lập", "Earlier workbook"),
                t.pick("Ô", "Cell"),
                t.pick("Khi lập", "Then"),
                t.pick("Nay", "Now"),
            ],
        ),
        &lines,
    );
    compared(sheet, t, row, &context.ledger.compared)
}

/// Writes the title and headings of a block. Returns the row of its first line.
fn head<'a>(sheet: &mut Sheet, top: u32, title: &str, headings: impl Iterator<Item = &'a str>) -> u32 {
    let over = Style::default().size(12).bold().color(style::ACCENT);
    sheet.merge(CellRange::new(top, 0, top, NUMBER), SheetCell::text(title, &over));
    sheet.heights.insert(top, 24.0);
    for (column, heading) in (0..).zip(headings) {
        sheet.text(top + 1, column, heading, &Style::list_head());
    }
    top + 2
}

/// Lists the workbooks that were compared, with their hashes, so that an audit can compare them again.
fn compared(sheet: &mut Sheet, t: Lang, row: u32, compared: &[ComparedWorkbook]) -> u32 {
    if compared.is_empty() {
        return row;
    }
    let headings = [
        t.pick("TT", "No."),
        t.pick("Tình trạng", "State"),
        t.pick("Tệp", "File"),
        "SHA-256",
        "",
        "",
        t.pick("Số ô nay khác", "Cells that differ"),
        "",
        t.pick("Kỳ", "Period"),
    ];
    let first = head(sheet, row + 1, COMPARED.in_lang(t), headings.into_iter());
    let (text, centre) = (common_style::cell(), common_style::centre());
    for ((at, number), workbook) in (first..).zip(1..).zip(compared) {
        sheet.number(at, 0, f64::from(number), &centre);
        sheet.text(
            at,
            UNIT,
            if workbook.is_published {
                PUBLISHED.in_lang(t)
            } else {
                t.pick("Đã lập, chưa chốt", "Not published")
            },
            &text,
        );
        linked(sheet, at, WHAT, &workbook.file, Some(workbook.file.clone()), &text);
        sheet.text(at, FILE, &workbook.sha256, &text);
        sheet.number(at, NEW, workbook.changes as f64, &common_style::figure());
        sheet.text(at, PERIOD, workbook.period.label(t), &centre);
        common_style::fit(sheet, at, 10, &[(&workbook.file, 24.0), (&workbook.sha256, 24.0)], 20.0);
    }
    first + compared.len() as u32
}

fn block(sheet: &mut Sheet, t: Lang, row: u32, (title, headings): (&str, [&str; 6]), lines: &[ChangeLine]) -> u32 {
    if lines.is_empty() {
        return row;
    }
    let top = row + 1;
    let has_reasons = lines.iter().any(|line| !line.reason.is_empty());
    let words = std::iter::once(t.pick("TT", "No.")).chain(headings).chain([
        t.pick("Chênh lệch", "Difference"),
        t.pick("Kỳ", "Period"),
        t.pick("Lần", "Submission"),
    ]);
    head(sheet, top, title, words.chain(has_reasons.then_some(t.pick("Lý do", "Cause"))));
    let (text, centre) = (common_style::cell(), common_style::centre());
    for (at, line) in (top + 2..).zip(lines) {
        sheet.number(at, 0, f64::from(at - top - 1), &centre);
        sheet.text(at, UNIT, line.unit, &text);
        sheet.text(at, WHAT, &line.what, &text);
        linked(sheet, at, FILE, &line.file, line.link.clone(), &text);
        sheet.text(at, CELL, &line.cell, &centre);
        let figure = common_style::figure().number(line.number);
        for (column, value) in [(OLD, &line.values.0), (NEW, &line.values.1)] {
            let look = if matches!(value, Value::Text(_)) { text.clone() } else { figure.clone() };
            sheet.set(at, column, SheetCell::value(value, &look));
        }
        let (old, new) = (address::cell(at, OLD), address::cell(at, NEW));
        let formula = format!("IF(AND(ISNUMBER({old}),ISNUMBER({new})),{new}-{old},\"\")");
        sheet.formula(at, DIFFERENCE, formula, &common_style::figure().number(line.difference()).align(Align::Right));
        sheet.text(at, PERIOD, &line.period, &centre);
        sheet.text(at, NUMBER, &line.numbers, &centre);
        if has_reasons {
            sheet.text(at, REASON, &line.reason, &text);
        }
        common_style::fit(sheet, at, 10, &[(&line.what, 24.0), (&line.file, 24.0), (&line.reason, 27.0)], 20.0);
    }
    top + 2 + lines.len() as u32
}

/// Lists the figures that differ between a submission and the one that replaced it.
fn superseded<'a>(context: &'a SheetContext<'a>) -> impl Iterator<Item = ChangeLine<'a>> {
    let ledger = context.ledger;
    let pairs = ledger.fates.iter().zip(&ledger.submissions).filter_map(|(fate, old)| match fate {
        SubmissionStatus::Superseded(by) => Some((old, ledger.submissions.get(*by)?)),
        _ => None,
    });
    pairs.flat_map(move |(old, new)| differing_lines(context, old, new))
}

fn differing_lines<'a>(context: &'a SheetContext<'a>, old: &'a Submission, new: &'a Submission) -> Vec<ChangeLine<'a>> {
    let t = context.plan.language;
    let plan = context.plan;
    let line = |what: String, cell: String, values: (Value, Value), date: bool| ChangeLine {
        unit: plan.unit_name(&new.unit),
        what,
        file: new.file.clone(),
        link: return_link::to_file(&new.file),
        cell,
        values,
        period: new.period.text_in(t),
        numbers: format!("{} → {}", old.number, new.number),
        number: if date { NumberFormat::Date } else { NumberFormat::General },
        reason: String::new(),
    };
    let mut out = Vec::new();
    let changes = Changes::new(old, new);
    let header = plan.header().iter().map(|f| f.name);
    let indicators = plan.indicators.iter().map(|i| i.name.as_str());
    let narratives = plan.narratives.iter().map(|n| n.name.as_str());
    // The submission number always differs, so it is not a change.
    for name in header.chain(indicators).chain(narratives).filter(|name| *name != header::NUMBER) {
        let Some(change) = changes.figure(name) else { continue };
        let cell = new.figures.get(name).map_or_else(String::new, |f| format!("{}!{}", f.sheet, f.cell));
        let date = binding::is_date_name(plan, name);
        out.push(line(labels::title(plan, name), cell, (change.old, change.new), date));
    }
    for (index, roster) in plan.rosters.iter().enumerate() {
        let (Some((old, new)), Some(rows)) = (changes.row_count(index), changes.roster(index)) else { continue };
        let values = (Value::from(old as f64), Value::from(new as f64));
        out.push(line(text_in!(t, "{}: số dòng", "{}: rows", roster.code), rows.sheet.clone(), values, false));
    }
    out
}

fn republished(change: &PublishedChange, t: Lang) -> ChangeLine<'_> {
    ChangeLine {
        unit: change.unit.as_deref().unwrap_or(TOTAL.in_lang(t)),
        what: change.heading.clone(),
        link: Some(format!("{}#{}", change.file, change.cell)),
        file: change.file.clone(),
        cell: change.cell.clone(),
        values: (change.old.clone(), change.new.clone()),
        period: change.period.label(t),
        numbers: String::new(),
        number: if change.is_percent { NumberFormat::Percent } else { NumberFormat::General },
        reason: t.text_in(&change.reason).to_string(),
    }
}

fn gone(lost: &MissingFile, t: Lang) -> ChangeLine<'_> {
    ChangeLine {
        unit: &lost.unit,
        what: lost.file.clone(),
        link: Some(format!("{}#{}", lost.workbook, lost.cell)),
        file: lost.workbook.clone(),
        cell: lost.cell.clone(),
        values: (Value::Text(lost.state.clone()), Value::Text(t.pick("không còn tệp", "file is gone").to_string())),
        period: lost.period.text_in(t),
        numbers: lost.number.to_string(),
        number: NumberFormat::General,
        reason: String::new(),
    }
}
