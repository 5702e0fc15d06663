//! Rows of a roster that say that there is no case: "Không có", "Không phát sinh", a dash, a row of dots.

use super::cell_value::ReturnBuilder;
use super::claims::Claim;
use super::finding_at;
use super::listing::{ListedKind, list, shortened};
use super::reading_findings::ReadingFinding;
use super::text::key;
use crate::grid::{RawValue, SheetGrid};
use crate::model::finding::Finding;
use crate::model::text::BilingualText;
use crate::plan::Roster;
use crate::workbook::address;

/// Words for no case, folded.
const NONE: [&str; 12] = [
    "khong",
    "khong co",
    "khong phat sinh",
    "khong co phat sinh",
    "khong co truong hop nao",
    "khong co truong hop phat sinh",
    "khong co so lieu",
    "khong co noi dung",
    "none",
    "nil",
    "no cases",
    "not applicable",
];

/// What a cell of such a row says.
#[derive(Copy, Clone, PartialEq, Eq)]
enum NilCell {
    /// A placeholder: dots to write on.
    Dots,
    /// No case.
    Nothing,
}

/// Removes the rows from `filled` that say that there is no case, and reports them. A row of dots is the form's.
pub(super) fn set_apart(
    sheet: &SheetGrid,
    roster: &Roster,
    columns: &[Option<u32>],
    filled: &mut Vec<u32>,
    taken: &mut ReturnBuilder,
) {
    let mut said = Vec::new();
    filled.retain(|row| {
        let cells = columns.iter().flatten().filter_map(|column| Some((*column, &sheet.cell(*row, *column)?.value)));
        let cells: Vec<(u32, &RawValue)> = cells.filter(|(_, value)| !value.is_blank()).collect();
        let Some(kinds) = cells.iter().map(|(_, value)| nil_cell(value)).collect::<Option<Vec<NilCell>>>() else {
            return true;
        };
        // A nought in the column of a figure is a figure that lacks its name.
        let name = columns.first().copied().flatten();
        let is_named = cells.first().is_some_and(|(column, _)| Some(*column) == name);
        let is_dots = kinds.iter().all(|kind| *kind == NilCell::Dots);
        if !is_named && !is_dots {
            return true;
        }
        for (column, value) in &cells {
            taken.claim((*row, *column), if is_dots { Claim::Printed } else { Claim::Reported });
            if !is_dots {
                said.push(((*row, *column), shortened(&value.display())));
            }
        }
        false
    });
    let Some((first, _)) = said.first() else { return };
    let found = list(&said, ListedKind::Cells, |(at, text)| format!("{} “{text}”", address::cell(at.0, at.1)));
    let expected = BilingualText::new(
        format!("danh sách {} không có dòng nào thì để trống", roster.code),
        format!("a list {} without a case is left blank", roster.code),
    );
    taken.findings.push(Finding { found, expected, ..finding_at(ReadingFinding::NilRow, &sheet.name, *first) });
}

fn nil_cell(value: &RawValue) -> Option<NilCell> {
    let text = value.display();
    let text = text.trim();
    let is_of = |marks: &[char]| !text.is_empty() && text.chars().all(|c| marks.contains(&c) || c.is_whitespace());
    if matches!(value, RawValue::Text(_)) && is_of(&['.', '…', '_']) {
        return Some(NilCell::Dots);
    }
    let folded = key(text);
    let is_nothing = text == "0" || is_of(&['-', '–', '—', '−', '/', 'x', 'X']) || NONE.contains(&&*folded);
    is_nothing.then_some(NilCell::Nothing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_no_case_are_told_from_names() {
        let of = |text: &str| nil_cell(&RawValue::Text(text.into()));
        for text in
            ["Không", "KHÔNG CÓ", "không phát sinh.", "(Không có)", "-", "–", "0", "/", "Không có trường hợp nào"]
        {
            assert!(of(text) == Some(NilCell::Nothing), "{text}");
        }
        for text in ["...", "……", ". . ."] {
            assert!(of(text) == Some(NilCell::Dots), "{text}");
        }
        for text in ["Không Văn A", "Lò Thị Không", "10", "1/QĐ", "Khổng Có Tử"] {
            assert!(of(text).is_none(), "{text}");
        }
    }
}
