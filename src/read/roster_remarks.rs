//! Lines of a roster that are no entries: totals, signatures and notes. They are reported and do not become rows.
//!
//! The first text and what else is in the line decide. The name of an enterprise may begin with the same words (`Tổng
//! công ty …`), so a total has only numbers beside its label, and a signature or a note has none and is sparse.

use super::cell_value::ReturnBuilder;
use super::claims::Claim;
use super::merged_rows::MergedRows;
use super::roster_headings;
use super::text::{clean, words};
use crate::grid::{RawValue, SheetGrid};
use crate::model::finding::{Finding, Severity};
use crate::model::text::BilingualText;
use crate::plan::Roster;
use crate::workbook::address;

/// A line that looks like a total.
const TOTAL: &str = "D90";
/// A line that looks like a signature or a note.
const REMARK: &str = "D91";
/// A line that heads other lines.
const HEADING: &str = "D93";

/// The number of lines that a finding names.
const NAMED: usize = 5;

/// Serial number of a day in 1910: a smaller one in the cell of a date is a count.
const COUNTS: f64 = 3_654.0;

/// Words that may follow "Tổng" or "Cộng" in the label of a total, folded. Longer phrases come first.
const OF_TOTALS: &str = "cong doan co so, doanh nghiep, doan vien, lao dong, danh sach, don vi, so luong, thanh pho, toan tinh, \
    toan huyen, hoi vien, to chuc, thanh vien, truong hop, cong, so, toan, bo, chung, ca, the, trang, muc, \
    phan, ky, quy, nam, thang, nguoi, dn, dv, ld, cdcs, la, nay, tren, trong, co, nu, tinh, huyen, luy, ke, \
    den, cuoi, va, cua, i";

/// Words after "Tổng", "Tổng cộng", "Tổng số" or "Cộng" that make a name of it, folded: Tổng công ty, Tổng hợp, Cộng
/// đồng, Tổng kho. The second word of a total is none of them.
const OF_NAMES: &str = "ty, cty, hop, dong, hoa, cuc, kho, dai, thau, tac, sinh, huong, lien, nghe, trinh, an";

/// First words of signatures and notes, folded.
const REMARKS: &str = "nguoi lap, nguoi tong hop, nguoi bao cao, nguoi kiem tra, nguoi kiem soat, nguoi ky, can bo tong hop, \
    lap bieu, lap bang, thu truong, thu ky, ke toan, tm ban, tm bch, tm btv, t m, thay mat, ky ten, ky va, \
    ky ghi ro, ky dong dau, xac nhan cua, noi nhan, chu tich, pho chu tich, kt chu tich, truong ban, \
    giam doc, ghi chu, chu thich, chu y, luu y, da ky, prepared by, compiled by, reported by, checked by, verified by, \
    approved by, signed by, signed, signature, signatures, note, notes, remark, remarks, co danh sach, \
    danh sach kem theo, kem theo danh sach, xem danh sach, see list, see attached";

/// First words of totals in English.
const SUMS: [&str; 6] = ["total", "totals", "subtotal", "sub total", "grand total", "sum"];

fn phrases(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split(", ")
}

#[derive(Copy, Clone, PartialEq, Eq)]
enum LineKind {
    Entry,
    Total,
    Remark,
    Heading,
}

/// The cells of a roster's line.
struct RosterLine<'a> {
    /// Column and content of the first text.
    label: Option<(u32, &'a str)>,
    /// Only numbers are beside the label, if anything.
    has_only_numbers: bool,
    /// A number, a day or a text that begins with a digit is in one of the roster's columns, the label apart.
    has_number: bool,
    /// Lacks a required column, or has one cell only.
    is_incomplete: bool,
    /// Has content in at most half of the columns.
    is_sparse: bool,
    /// The row above it is empty.
    is_apart: bool,
}

/// Removes the lines from `filled` that are no entries, and reports them.
pub(super) fn set_apart(
    sheet: &SheetGrid,
    roster: &Roster,
    columns: &[Option<u32>],
    merged: &MergedRows,
    filled: &mut Vec<u32>,
    taken: &mut ReturnBuilder,
) {
    let Some(last) = columns.iter().flatten().max().copied() else { return };
    let is_required = |index: &usize| {
        columns.get(*index).is_some_and(Option::is_some) && roster.columns.get(*index).is_some_and(|c| c.required)
    };
    let required = (0..columns.len()).filter(is_required).collect();
    let mut lines = RosterLines { sheet, columns, merged, required, last, filled: vec![false; columns.len()] };
    let (mut totals, mut remarks, mut headings) = (Vec::new(), Vec::new(), Vec::new());
    let mut before: Option<u32> = None;
    // Names and titles are below a signature.
    let mut is_signed = false;
    filled.retain(|row| {
        let line = lines.line(*row, before);
        before = Some(*row);
        let kind = match line.kind() {
            LineKind::Entry if roster_headings::is_heading(sheet, roster, columns, *row) => LineKind::Heading,
            LineKind::Entry if is_signed && line.is_thin() && !line.has_number && line.label.is_some() => {
                LineKind::Remark
            }
            kind => kind,
        };
        is_signed = kind == LineKind::Remark;
        let shown = || line.label.map(|(column, text)| (*row, column, clean(text)));
        match kind {
            LineKind::Entry => return true,
            LineKind::Total => totals.extend(shown()),
            LineKind::Remark => remarks.extend(shown()),
            LineKind::Heading => headings.push(roster_headings::first_text(sheet, columns, *row)),
        }
        for (column, _) in sheet.row_from(*row, 0).take_while(|(column, _)| *column <= last) {
            taken.claim((*row, column), Claim::Reported);
        }
        false
    });
    taken.findings.extend(finding(TOTAL, sheet, roster, &totals));
    taken.findings.extend(finding(REMARK, sheet, roster, &remarks));
    taken.findings.extend(finding(HEADING, sheet, roster, &headings));
}

/// A roster in a sheet, and which of its columns a line fills.
struct RosterLines<'a> {
    sheet: &'a SheetGrid,
    columns: &'a [Option<u32>],
    merged: &'a MergedRows,
    /// Indexes of the required columns that the sheet has.
    required: Vec<usize>,
    last: u32,
    filled: Vec<bool>,
}

impl<'a> RosterLines<'a> {
    /// Collects what a row has up to the roster's last column. `before` is the filled row above it.
    fn line(&mut self, row: u32, before: Option<u32>) -> RosterLine<'a> {
        let mut line = RosterLine {
            label: None,
            has_only_numbers: true,
            has_number: false,
            is_incomplete: false,
            is_sparse: false,
            is_apart: before.is_some_and(|before| before + 1 < row),
        };
        self.filled.fill(false);
        let sheet = self.sheet;
        for (column, cell) in sheet.row_from(row, 0).take_while(|(column, _)| *column <= self.last) {
            if cell.value.is_blank() {
                continue;
            }
            let index = self.columns.iter().position(|own| *own == Some(column));
            if let Some(slot) = index.and_then(|index| self.filled.get_mut(index)) {
                *slot = true;
            }
            match &cell.value {
                RawValue::Text(text) if line.label.is_none() => line.label = Some((column, &**text)),
                value => {
                    line.has_only_numbers &= is_amount(value);
                    line.has_number |= index.is_some() && (is_amount(value) || matches!(value, RawValue::Date(_)));
                }
            }
        }
        let is_filled =
            |index: &usize| self.filled.get(*index) == Some(&true) || self.merged.covering(*index, row).is_some();
        let count = (0..self.columns.len()).filter(is_filled).count();
        line.is_incomplete = !self.required.iter().all(is_filled) || self.columns.len() > 2 && count <= 1;
        line.is_sparse = count * 2 <= self.columns.len();
        line
    }
}

impl RosterLine<'_> {
    /// Returns true if the line lacks a required column or is sparse.
    fn is_thin(&self) -> bool {
        self.is_incomplete || self.is_sparse
    }

    fn kind(&self) -> LineKind {
        let Some((_, text)) = self.label else { return LineKind::Entry };
        if self.has_only_numbers {
            let is_total = match total(text) {
                Some(TotalLabel::Plain) => true,
                Some(TotalLabel::Likely) => self.is_incomplete || self.is_apart,
                None => false,
            };
            if is_total {
                return LineKind::Total;
            }
        }
        if self.is_thin() && !self.has_number && is_remark(text) {
            return LineKind::Remark;
        }
        LineKind::Entry
    }
}

/// Returns true for a number, also one typed as text with its unit (`28 người`), for a formula without a stored value,
/// and for a blank.
fn is_amount(value: &RawValue) -> bool {
    match value {
        RawValue::Number(_) | RawValue::Uncached => true,
        // A count typed into a date column.
        RawValue::Date(serial) => *serial < COUNTS,
        RawValue::Text(text) => {
            let text = text.trim_start();
            text.is_empty() || text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        }
        other => other.is_blank(),
    }
}

#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum TotalLabel {
    /// Nothing but words of totals.
    Plain,
    /// Begins as one.
    Likely,
}

/// Classifies the label of a total: `Tổng cộng`, `Cộng: 3 doanh nghiệp`, `TONG SO`. "Công ty" differs from "Cộng" by a
/// mark only, so marks count if the text has any.
fn total(text: &str) -> Option<TotalLabel> {
    if !text.trim_start().starts_with(['T', 't', 'C', 'c', 'S', 's', 'G', 'g']) {
        return None;
    }
    let text = clean(text).to_lowercase();
    if let Some(rest) = SUMS.iter().filter_map(|sum| text.strip_prefix(sum)).min_by_key(|rest| rest.len()) {
        let rest = rest.trim_start();
        let is_plain = rest.is_empty() || rest.starts_with(|c: char| c == ':' || c == '=' || c.is_ascii_digit());
        return is_plain.then_some(TotalLabel::Plain);
    }
    let is_plain = text.is_ascii();
    let first: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(2).collect();
    let is_word = |word: Option<&&str>, marked: &str, plain: &str| {
        word.is_some_and(|word| *word == marked || is_plain && *word == plain)
    };
    let (is_sum, is_plus) = (is_word(first.first(), "tổng", "tong"), is_word(first.first(), "cộng", "cong"));
    if !is_sum && !is_plus {
        return None;
    }
    let folded = words(&text);
    let rest = folded.get(1..).unwrap_or_default();
    if is_of_totals(rest) {
        return Some(TotalLabel::Plain);
    }
    let is_two = is_sum && (is_word(first.get(1), "cộng", "cong") || is_word(first.get(1), "số", "so"));
    let next = rest.get(usize::from(is_two));
    let is_name = next.is_some_and(|word| phrases(OF_NAMES).any(|name| name == word));
    // "Cộng" without its marks may be "Công".
    let is_sum = is_two || text.contains(':') || first.first() == Some(&"cộng");
    (is_sum && !is_name).then_some(TotalLabel::Likely)
}

/// Returns true if words are numbers and phrases of totals only.
fn is_of_totals(words: &[String]) -> bool {
    let mut rest = words;
    'words: while let Some(word) = rest.first() {
        if word.starts_with(|c: char| c.is_ascii_digit()) || word.len() == 1 {
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        for phrase in phrases(OF_TOTALS) {
            let length = phrase.split(' ').count();
            if rest.len() >= length && phrase.split(' ').eq(rest.iter().take(length).map(String::as_str)) {
                rest = rest.get(length..).unwrap_or_default();
                continue 'words;
            }
        }
        return false;
    }
    true
}

/// Returns true for the text of a signature or note, also one with a place and a day before it: "Lai Châu, ngày …".
fn is_remark(text: &str) -> bool {
    let folded = words(text);
    let begins = |phrase: &str| {
        let length = phrase.split(' ').count();
        folded.len() >= length && phrase.split(' ').eq(folded.iter().take(length).map(String::as_str))
    };
    let has = |word: &str| folded.iter().any(|own| own == word);
    let is_dated = has("ngay") && has("thang") && has("nam");
    let is_bracketed = text.trim().starts_with('(') && text.trim().ends_with(')');
    is_dated
        || is_bracketed
        || phrases(REMARKS).any(begins)
        || words(text).first().is_some_and(|w| w == "nguon") && text.contains(':')
}

fn finding(code: &str, sheet: &SheetGrid, roster: &Roster, lines: &[(u32, u32, String)]) -> Option<Finding> {
    let (row, column, _) = lines.first()?;
    let list = &roster.code;
    let rows = lines.iter().take(NAMED).map(|(row, ..)| (row + 1).to_string()).collect::<Vec<_>>().join(", ");
    let more = if lines.len() > NAMED { ", …" } else { "" };
    let rows = format!("{rows}{more}");
    let (vi, en) = match code {
        TOTAL => ("dòng cộng", "a total"),
        HEADING => ("dòng đề mục hoặc tiêu đề lặp lại", "a title or a heading"),
        _ => ("dòng ký tên hoặc ghi chú", "a signature or a note"),
    };
    let message = BilingualText::new(
        format!("Dòng {rows} của {list} giống {vi}; không tính là dòng của danh sách"),
        format!("Row {rows} of {list} looks like {en}; it is not counted as a row of the list"),
    );
    let shown = |(row, column, text): &(u32, u32, String)| {
        let text: String = text.chars().take(80).collect();
        format!("{} “{text}”", address::cell(*row, *column))
    };
    let mut found = lines.iter().take(NAMED).map(shown).collect::<Vec<_>>().join("; ");
    if lines.len() > NAMED {
        found.push_str("; …");
    }
    let mend = BilingualText::new(
        "Không phải làm gì nếu đúng như vậy. Nếu là một dòng của danh sách, ghi đủ các cột bắt buộc; lần sau không ghi dòng cộng, ký tên vào danh sách.",
        "Nothing to do if it is so. If it is a row of the list, fill in the required columns; next time leave totals and signatures out of the list.",
    );
    Some(Finding {
        sheet: Some(sheet.name.clone()),
        cell: Some(address::cell(*row, *column)),
        found: BilingualText::same(found),
        expected: BilingualText::new("mỗi dòng một trường hợp", "one case in each row"),
        mend,
        ..Finding::new(code, Severity::Warning, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_told_from_names() {
        let plain = [
            "Tổng cộng",
            "TỔNG CỘNG:",
            "Cộng",
            "Tong cong",
            "TONG SO",
            "Tổng số: 3 doanh nghiệp",
            "Cộng 12 người",
            "Cộng trang này",
            "Tổng lao động",
            "Tổng",
            "Total: 2 wells",
            "GRAND TOTAL",
            "Sub total 12",
        ];
        for text in plain {
            assert_eq!(total(text), Some(TotalLabel::Plain), "{text}");
        }
        for text in ["Tổng cộng các phường", "Cộng: xã Hua Nà", "Tổng số chi bộ mới"] {
            assert_eq!(total(text), Some(TotalLabel::Likely), "{text}");
        }
        let names = [
            "Công ty Tổng hợp Lai Châu",
            "Tổng công ty Điện lực",
            "Tong cong ty Song Da",
            "TỔNG CÔNG TY 36",
            "Công đoàn xã A",
            "Cong ty TNHH A",
            "CONG AN TINH",
            "Cộng đồng xanh",
            "Tổng hợp Phát",
            "Cộng Hòa",
            "Cong nghe so",
            "Công",
            "Tổng kho xăng dầu",
            "Lò Văn Cộng",
            "Total Gas Ltd",
            "Summit",
            "",
        ];
        for text in names {
            assert_eq!(total(text), None, "{text}");
        }
    }

    #[test]
    fn remarks_are_known_by_their_first_words() {
        for text in [
            "Người lập biểu",
            "THỦ TRƯỞNG ĐƠN VỊ",
            "Ghi chú: số liệu đến 30/9",
            "Lai Châu, ngày … tháng 9 năm 2021",
            "(Ký, ghi rõ họ tên)",
            "TM. BAN THƯỜNG VỤ",
            "Nguồn: Chi cục Thuế",
            "Prepared by",
        ] {
            assert!(is_remark(text), "{text}");
        }
        for text in ["Nguồn Sống Mới", "Công ty Ghi Chú", "Lò Văn Thủ", "Người Việt", "Hợp tác xã Kỳ Anh"]
        {
            assert!(!is_remark(text), "{text}");
        }
    }
}
