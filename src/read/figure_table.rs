//! The position of the table of figures: the heading row and the columns of code, label and figure. Never by fixed
//! addresses.

use super::text::{PlacedText, PlacedTexts, key};
use crate::grid::SheetGrid;
use std::borrow::Cow;

/// A heading of the table.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum TableHeading {
    /// Mã số.
    Code,
    /// Chỉ tiêu.
    Label,
    /// Số lượng.
    Figure,
    /// ĐVT: unit of measure.
    Unit,
    /// Ghi chú.
    Note,
    /// TT.
    Ordinal,
    /// Kiểm tra.
    Verdict,
    /// Quý trước: figures of the previous period, printed by the form.
    Previous,
}

/// The headings that a table must have: the figure, and code or label.
const MAIN: [TableHeading; 3] = [TableHeading::Code, TableHeading::Label, TableHeading::Figure];

/// The position of the table of figures on its sheet.
pub(super) struct FigureTable<'a> {
    /// The sheet.
    pub sheet: &'a SheetGrid,
    /// Row of the headings.
    pub heading: u32,
    pub(super) code: Option<u32>,
    pub(super) label: Option<u32>,
    pub(super) figure: u32,
    /// All headings of the row with their columns, from left to right. A heading may occur twice.
    pub(super) headings: Vec<(TableHeading, u32)>,
}

impl FigureTable<'_> {
    /// Returns the first column with a heading.
    pub(super) fn column(&self, wanted: TableHeading) -> Option<u32> {
        self.columns(wanted).next()
    }

    /// Returns the columns with a heading, from left to right.
    pub(super) fn columns(&self, wanted: TableHeading) -> impl Iterator<Item = u32> {
        self.headings.iter().filter(move |(heading, _)| *heading == wanted).map(|(_, column)| *column)
    }
}

/// Finds the table on a sheet: the first row with the heading "Số lượng" and "Mã số" or "Chỉ tiêu".
pub(super) fn table<'a>(sheet: &'a SheetGrid, keys: &PlacedTexts<'_>) -> Option<FigureTable<'a>> {
    heading_rows(keys).find_map(|(heading, headings)| {
        let first = |wanted| headings.iter().find(|(h, _)| *h == wanted).map(|(_, column)| *column);
        let [code, label, figure] = MAIN.map(first);
        let is_table = code.is_some() || label.is_some();
        let figure = figure.filter(|_| is_table)?;
        Some(FigureTable { sheet, heading, code, label, figure, headings })
    })
}

/// Finds the row that is closest to the headings of a table where a sheet has no table: two of the main headings, or
/// code or label alone. Returns the row and its headings.
pub(super) fn near_table(keys: &PlacedTexts<'_>) -> Option<(u32, Vec<(TableHeading, u32)>)> {
    let main = |headings: &Vec<(TableHeading, u32)>| headings.iter().filter(|(h, _)| MAIN.contains(h)).count();
    let rows = heading_rows(keys).filter(|(_, headings)| main(headings) > 0);
    // Of equals the first row.
    rows.fold(None, |best: Option<(u32, Vec<_>)>, row| match best {
        Some(best) if best.1.len() >= row.1.len() => Some(best),
        _ => Some(row),
    })
}

/// Returns the rows with two or more headings, each with its headings from left to right.
fn heading_rows(keys: &PlacedTexts<'_>) -> impl Iterator<Item = (u32, Vec<(TableHeading, u32)>)> {
    let rows = keys.chunk_by(|text, next| text.at.0 == next.at.0).filter(|row| row.len() > 1);
    let headed = rows.filter_map(|row| {
        let headings: Vec<_> = row.iter().filter_map(|text| Some((heading(text)?, text.at.1))).collect();
        Some((row.first()?.at.0, headings))
    });
    headed.filter(|(_, headings)| headings.len() > 1)
}

/// Length of the longest heading of the table, without accents and spaces.
const HEADING: usize = "previoushalfyear".len();

/// Recognises a heading of the table.
fn heading(text: &PlacedText) -> Option<TableHeading> {
    Some(match &*heading_key(text, HEADING)? {
        "ma so" | "ma" | "code" => TableHeading::Code,
        "chi tieu" | "noi dung" | "ten chi tieu" | "indicator" => TableHeading::Label,
        "so luong" | "figure" => TableHeading::Figure,
        "dvt" | "don vi tinh" | "unit of measure" => TableHeading::Unit,
        "ghi chu" | "note" => TableHeading::Note,
        "tt" | "stt" | "so tt" | "no" => TableHeading::Ordinal,
        "kiem tra" | "check" => TableHeading::Verdict,
        "ky truoc" | "quy truoc" | "thang truoc" | "previous month" | "previous quarter" | "previous half year" => {
            TableHeading::Previous
        }
        _ => return None,
    })
}

/// Returns a text that may be a heading of at most this many letters, normalised. A heading may continue in brackets:
/// "Số lượng (người)".
pub(super) fn heading_key<'t>(text: &'t PlacedText, longest: usize) -> Option<Cow<'t, str>> {
    if let Some((head, _)) = text.text().split_once(['(', '[']) {
        let head = head.trim();
        if !head.is_empty() {
            let key = (head.len() <= 4 * longest + 8).then(|| key(head)).filter(|key| key.len() <= 2 * longest);
            return key.map(|key| Cow::Owned(key.to_string()));
        }
    }
    text.key_before(longest).map(Cow::Borrowed)
}
