//! "Nguồn": all received files and their status.

pub(crate) mod changes;

use super::super::common_style;
use super::super::context::SheetContext;
use super::super::layout::sheet;
use super::super::return_link;
use super::entry::{SheetAudience, SheetDrawing, SheetEntry, SheetOrigin};
use super::list_sheet::{ListSheet, linked};
use crate::check::format_value::{self, NumberKind};
use crate::model::amount::Value;
use crate::model::balance::CellBalance;
use crate::model::changes::Changes;
use crate::model::finding::Finding;
use crate::model::ledger::{Ledger, SubmissionStatus};
use crate::model::received_file::{AccompanyingFile, LeftEntry, ReadingOutcome, ReceivedFile, WITHIN};
use crate::model::submission::{COUNTED, CellSource, Submission};
use crate::model::text::{Lang, StaticText, text_in};
use crate::model::visible;
use crate::plan::labels;
use crate::workbook::style::NumberFormat;
use crate::workbook::{Sheet, SheetCell, style};
use std::collections::HashMap;

/// Columns of the list of files. An audit reads them.
pub(crate) mod listing {
    /// Path.
    pub(crate) const FILE: u32 = 2;
    /// SHA-256.
    pub(crate) const HASH: u32 = 3;
    /// Heading of the column of hashes.
    pub(crate) const HASH_HEADING: &str = "SHA-256";
    /// Size in bytes.
    pub(crate) const SIZE: u32 = 4;
    /// Date of the e-mail.
    pub(crate) const DATE: u32 = 5;
    /// Sender of the e-mail.
    pub(crate) const SENDER: u32 = 6;
    /// Name of the unit.
    pub(crate) const UNIT: u32 = 7;
    /// Period.
    pub(crate) const PERIOD: u32 = 8;
    /// Submission number.
    pub(crate) const NUMBER: u32 = 9;
    /// Status of the submission or file.
    pub(crate) const STATE: u32 = 10;
    /// Number of cells with content.
    pub(crate) const CELLS: u32 = 12;
    /// How many of them were read.
    pub(crate) const TAKEN: u32 = 13;
    /// How many of them the form prints.
    pub(crate) const PRINTED: u32 = 14;
    /// How many of them a finding names.
    pub(crate) const REPORTED: u32 = 15;
    /// Prefix of the status of a return on hold.
    pub(crate) const HELD: super::StaticText = super::StaticText::new("✗ Còn lỗi", "✗ On hold");
}

/// Maximum length of a cell's note, in characters.
const LONGEST_NOTE: usize = 500;
/// Headings and widths of the columns.
const COLUMNS: [(StaticText, f64); 16] = [
    (StaticText::new("TT", "No."), 4.0),
    (StaticText::new("Tên tệp", "File name"), 36.0),
    (StaticText::new("Đường dẫn", "Path"), 24.0),
    (StaticText::new(listing::HASH_HEADING, listing::HASH_HEADING), 24.0),
    (StaticText::new("Dung lượng (byte)", "Size (bytes)"), 9.0),
    (StaticText::new("Ngày giờ gửi", "Sent"), 11.0),
    (StaticText::new("Người gửi", "Sender"), 15.0),
    (StaticText::new("Đơn vị", "Unit"), 18.0),
    (StaticText::new("Kỳ", "Period"), 10.0),
    (StaticText::new("Lần gửi", "Submission"), 7.0),
    (StaticText::new("Trạng thái", "Status"), 30.0),
    (StaticText::new("Khác lần gửi trước", "Changed from the submission before"), 30.0),
    (StaticText::new("Ô có nội dung", "Cells with content"), 9.0),
    (StaticText::new("Đã lấy", "Taken"), 8.0),
    (StaticText::new("In sẵn", "Printed"), 8.0),
    (StaticText::new("Đã báo", "Reported"), 8.0),
];

/// The sheet.
pub(crate) const SHEET: SheetEntry = SheetEntry {
    names: &[sheet::SOURCES],
    audience: SheetAudience::Details,
    origin: SheetOrigin::Returns,
    drawing: SheetDrawing::One(|context| Ok(sheet(context))),
};

/// Draws the sheet.
fn sheet(context: &SheetContext) -> Sheet {
    let t = context.plan.language;
    let second = t.pick("Danh mục tệp đơn vị gửi. Mã SHA-256 để đối chiếu tệp gốc. Ô có nội dung = đã lấy + biểu mẫu in sẵn + đã nêu ở trang Lỗi, cảnh báo.", "Files that the units sent. SHA-256 identifies the original file. Cells with content = taken + printed by the form + reported on the sheet Findings.");
    let mut list = ListSheet::new(t, sheet::SOURCES, t.pick("NGUỒN SỐ LIỆU", "SOURCES"), second, &COLUMNS);
    let index = SubmissionIndex::new(context.ledger);
    for arrival in in_order(&context.ledger.arrivals) {
        for (index, line) in returns(context, &index, arrival).into_iter().enumerate() {
            // The balance is that of the file.
            let balance = line.balance.filter(|_| index == 0);
            row(&mut list, t, (arrival, &line), balance);
            for source in &line.sources {
                below(&mut list, t, &line, source);
            }
        }
    }
    if let Some(states) = list.column(listing::STATE) {
        common_style::marks(&mut list.sheet, states);
    }
    list.print_up_to(listing::STATE + 1);
    let after = list.after();
    let mut sheet = list.finish(&common_style::footer(context));
    let end = changes::draw(&mut sheet, context, after);
    if let Some(area) = &mut sheet.page.area {
        area.bottom = area.bottom.max(end.saturating_sub(1));
    }
    sheet
}

/// Contents of one row, without the columns of the file itself.
#[derive(Default)]
struct SourceLine {
    unit: String,
    period: String,
    number: Option<u32>,
    state: String,
    changes: String,
    balance: Option<CellBalance>,
    /// Returns of the level below that a rolled-up return was added up from.
    sources: Vec<CellSource>,
}

/// Submissions by file, and the submission that each one replaced. An index, because it is needed for every file.
struct SubmissionIndex<'a> {
    by_file: HashMap<&'a str, Vec<usize>>,
    replaced: HashMap<usize, usize>,
}

impl<'a> SubmissionIndex<'a> {
    fn new(ledger: &'a Ledger) -> Self {
        let by = |(index, fate): (usize, &SubmissionStatus)| {
            if let SubmissionStatus::Superseded(by) = fate { Some((*by, index)) } else { None }
        };
        SubmissionIndex {
            by_file: ledger.by_file(),
            replaced: ledger.fates.iter().enumerate().filter_map(by).collect(),
        }
    }
}

/// Returns the files in the order of their paths, but those that accompany a return after it.
fn in_order(arrivals: &[ReceivedFile]) -> Vec<&ReceivedFile> {
    let of = |a: &ReceivedFile| match &a.outcome {
        ReadingOutcome::Accompanying(file) => file.of.clone(),
        _ => None,
    };
    let mut beside: HashMap<String, Vec<&ReceivedFile>> = HashMap::new();
    for arrival in arrivals {
        if let Some(file) = of(arrival) {
            beside.entry(file).or_default().push(arrival);
        }
    }
    let mut out = Vec::new();
    for arrival in arrivals.iter().filter(|a| of(a).is_none()) {
        out.push(arrival);
        out.extend(beside.remove(&arrival.file).unwrap_or_default());
    }
    out
}

/// Returns the status of a file that accompanies a return.
fn accompanying_state(context: &SheetContext, file: &AccompanyingFile) -> String {
    let t = context.plan.language;
    let Finding { unit, period, found, .. } = &file.beside;
    match (unit, period) {
        (Some(unit), Some(period)) => {
            text_in!(
                t,
                "• Kèm theo báo cáo của {} {}: {}; không đọc",
                "• Attached to the return of {} for {}: {}; not read",
                context.plan.unit_name(unit),
                period.in_sentence(t),
                t.text_in(found)
            )
        }
        _ => text_in!(t, "• Kèm theo: {}; không đọc", "• Attached: {}; not read", t.text_in(found)),
    }
}

/// Returns one line for each return, or one line for a file without a return.
fn returns(context: &SheetContext, index: &SubmissionIndex, arrival: &ReceivedFile) -> Vec<SourceLine> {
    let t = context.plan.language;
    let ledger = context.ledger;
    let line = |state: String| vec![SourceLine { state, ..SourceLine::default() }];
    match &arrival.outcome {
        ReadingOutcome::Unreadable(finding) => {
            return line(text_in!(t, "✗ Không đọc được: {}", "✗ Unreadable: {}", t.text_in(&finding.message)));
        }
        ReadingOutcome::NotAReturn(finding) => {
            return line(text_in!(t, "▲ Không phải báo cáo: {}", "▲ Not a return: {}", t.text_in(&finding.message)));
        }
        ReadingOutcome::Accompanying(file) => return line(accompanying_state(context, file)),
        ReadingOutcome::Returns(_) => {}
    }
    let line_of = |at: &usize| {
        let (submission, fate) = (ledger.submissions.get(*at)?, ledger.fates.get(*at)?);
        let replaced = index.replaced.get(at).and_then(|old| ledger.submissions.get(*old));
        Some(SourceLine {
            unit: context.plan.unit_name(&submission.unit).to_string(),
            period: submission.period.text_in(context.plan.language),
            number: Some(submission.number),
            state: state(context, fate),
            changes: replaced.map_or_else(String::new, |old| changes(context, submission, old)),
            balance: Some(submission.balance),
            sources: submission.sources.clone(),
        })
    };
    let lines: Vec<SourceLine> =
        index.by_file.get(arrival.file.as_str()).into_iter().flatten().filter_map(line_of).collect();
    if lines.is_empty() { line(t.pick("Không có báo cáo", "No return").to_string()) } else { lines }
}

fn state(context: &SheetContext, fate: &SubmissionStatus) -> String {
    let t = context.plan.language;
    let file = |index: &usize| visible::line(context.ledger.submissions.get(*index).map_or("", |s| s.file.as_str()));
    match fate {
        SubmissionStatus::Counted => format!("✓ {}", COUNTED.in_lang(t)),
        SubmissionStatus::Held(why) => format!("{}: {}", listing::HELD.in_lang(t), t.text_in(why)),
        SubmissionStatus::Superseded(by) => {
            let number = context.ledger.submissions.get(*by).map_or(0, |s| s.number);
            text_in!(t, "Đã thay bằng lần {number}: {}", "Replaced by submission {number}: {}", file(by))
        }
        SubmissionStatus::Duplicate(of) => text_in!(t, "Trùng hoàn toàn với {}", "Identical to {}", file(of)),
        SubmissionStatus::LeftOut(why) => {
            text_in!(t, "Bỏ ra theo ngoại lệ được duyệt: {why}", "Left out by a waiver: {why}")
        }
        SubmissionStatus::Blank => {
            t.pick("▲ Biểu chưa điền: không tính là đã gửi", "▲ Blank form: not counted as received").to_string()
        }
        SubmissionStatus::Later => {
            t.pick("Của kỳ sau kỳ báo cáo: chưa xét", "Of a later period: not considered").to_string()
        }
    }
}

/// Counts the figures that differ between a submission and the one that it replaces.
fn changes(context: &SheetContext, new: &Submission, old: &Submission) -> String {
    let t = context.plan.language;
    let shown = |value: &Value, kind: NumberKind| format_value::inline(value, kind, t);
    let different: Vec<String> = Changes::new(old, new)
        .figures()
        .map(|(name, change)| {
            let kind = NumberKind::of_name(context.plan, name);
            let label = labels::figure_label(context.plan, name, t);
            format!("{label} {} → {}", shown(&change.old, kind), shown(&change.new, kind))
        })
        .collect();
    match different.as_slice() {
        [] => text_in!(t, "không khác về số liệu so với lần {}", "same figures as submission {}", old.number),
        some => text_in!(
            t,
            "khác lần {} ở {} chỗ: {}",
            "differs from submission {} in {} places: {}",
            old.number,
            some.len(),
            some.join("; ")
        ),
    }
}

/// Writes a row for a return that the return above was added up from. Its file is at the level below.
fn below(list: &mut ListSheet, t: Lang, line: &SourceLine, source: &CellSource) {
    let (at, sheet) = (list.next_row(), &mut list.sheet);
    let text = common_style::cell().color(style::GREY);
    let centre = common_style::centre().color(style::GREY);
    let file = visible::line(&source.file);
    let name = file.rsplit('/').next().unwrap_or_default();
    for (column, words) in (0..).zip(["", &format!("↳ {name}"), &file]) {
        sheet.text(at, column, words, &text);
    }
    sheet.text(at, 3, &source.sha256, &text);
    for column in [4, 5, 6, 11, listing::CELLS, listing::TAKEN, listing::PRINTED, listing::REPORTED] {
        sheet.blank(at, column, &text);
    }
    sheet.text(at, 7, &source.unit, &text);
    sheet.text(at, 8, &line.period, &centre);
    sheet.text(at, 9, &source.number, &centre);
    sheet.text(at, 10, text_in!(t, "gộp trong tệp của {}", "joined in the file of {}", line.unit), &text);
}

/// Writes the balance of a file's cells: the first number is the sum of the others.
fn write_balance(sheet: &mut Sheet, at: u32, balance: Option<CellBalance>) {
    let look = common_style::figure();
    let columns = [listing::CELLS, listing::TAKEN, listing::PRINTED, listing::REPORTED];
    let Some(balance) = balance else {
        columns.into_iter().for_each(|column| sheet.blank(at, column, &look));
        return;
    };
    let counts = [balance.cells(), balance.taken, balance.printed, balance.reported];
    columns.into_iter().zip(counts).for_each(|(column, count)| sheet.number(at, column, f64::from(count), &look));
}

fn row(list: &mut ListSheet, t: Lang, (arrival, line): (&ReceivedFile, &SourceLine), balance: Option<CellBalance>) {
    let at = list.next_row();
    let (number, sheet) = (list.rows(), &mut list.sheet);
    write_balance(sheet, at, balance);
    let (text, centre) = (common_style::cell(), common_style::centre());
    let file = visible::line(&arrival.file);
    let file = file.as_ref();
    let name = file.rsplit('/').next().unwrap_or_default();
    sheet.number(at, 0, f64::from(number), &centre);
    linked(sheet, at, 1, name, return_link::to_file(&arrival.file), &text);
    sheet.text(at, 2, file, &text);
    if !arrival.left.is_empty() {
        let inner = |entry: &LeftEntry| entry.name.rsplit(WITHIN).next().unwrap_or_default().to_string();
        let mut names: Vec<String> = arrival.left.iter().map(inner).collect();
        names.dedup();
        let names = format_value::clip(&names.join("; "), LONGEST_NOTE);
        sheet.cells.change((at, 2), |cell| {
            cell.set_note(text_in!(
                t,
                "Cùng thư hoặc tệp nén, không đọc: {names}",
                "In the same e-mail or archive, not read: {names}"
            ))
        });
    }
    sheet.text(at, 3, &arrival.sha256, &text);
    sheet.number(at, 4, arrival.size as f64, &common_style::figure());
    let letter = arrival.letter.clone().unwrap_or_default();
    sheet.text(at, 5, letter.date.replace('T', " "), &text.size(9));
    sheet.text(at, 6, &letter.sender, &text);
    if !letter.subject.is_empty() {
        sheet.cells.change((at, 6), |cell| {
            cell.set_note(text_in!(t, "Tiêu đề thư: {}", "Subject of the e-mail: {}", letter.subject))
        });
    }
    sheet.text(at, 7, &line.unit, &text);
    sheet.text(at, 8, &line.period, &centre);
    match line.number {
        Some(number) => sheet.set(at, 9, SheetCell::number(f64::from(number), &centre.number(NumberFormat::General))),
        None => sheet.blank(at, 9, &centre),
    }
    sheet.text(at, 10, &line.state, &text);
    sheet.text(at, 11, &line.changes, &text);
    let texts = [
        (name, COLUMNS[1].1),
        (file, COLUMNS[2].1),
        (arrival.sha256.as_str(), COLUMNS[3].1),
        (line.state.as_str(), COLUMNS[10].1),
        (line.changes.as_str(), COLUMNS[11].1),
        (letter.sender.as_str(), COLUMNS[6].1),
        (letter.date.as_str(), COLUMNS[5].1),
    ];
    common_style::fit(sheet, at, 10, &texts, 20.0);
}
