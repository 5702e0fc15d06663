//! Builds the roll-up: the consolidated workbook with a form in front that makes it a return for the level above, and
//! without personal data (`privacy`). The first page states what was removed.

use super::layout::RosterLayout;
use super::privacy::LeftOutItem;
use super::{ConsolidateError, SheetContext, sheets};
use crate::model::ledger::Ledger;
use crate::model::text::text_in;
use crate::plan::{Plan, Roster};
use crate::workbook::{CellRange, SheetCell, StoredValue, Style, Workbook, address};
use std::collections::BTreeSet;

/// Builds the workbook with the two sheets of a return in front. Its formulas have no values yet: call `engine::fill`,
/// then [`strip`]. `removed`: what the filter for personal data removed.
///
/// # Errors
///
/// See [`super::book`].
pub(crate) fn book(plan: &Plan, ledger: &Ledger, removed: &[LeftOutItem]) -> Result<Workbook, ConsolidateError> {
    let mut book = super::book(plan, ledger)?;
    let context = SheetContext::new(plan, ledger);
    let own = [sheets::rollup::form(&context, &left_out(plan, removed)), sheets::rollup::narratives(&context)];
    book.sheets.splice(0..0, own);
    book.sheets.iter_mut().for_each(|sheet| sheet.page.lang = plan.language);
    Ok(book)
}

/// Returns the notice on the first page about the data that stay in the province.
fn left_out(plan: &Plan, removed: &[LeftOutItem]) -> String {
    let t = plan.language;
    let whole = plan.rosters.iter().filter(|roster| roster.personal).map(|roster| roster.code.clone());
    let parts = plan.rosters.iter().filter(|roster| !roster.personal && roster.has_personal_data()).map(|roster| {
        text_in!(t, "{} (cột {})", "{} (columns {})", roster.code, roster.headings(&roster.personal_columns()))
    });
    let lists = whole.chain(parts).collect::<Vec<_>>().join(", ");
    let mut kept: Vec<String> = Vec::new();
    if !lists.is_empty() {
        kept.push(text_in!(t, "nội dung danh sách {lists}", "the content of rosters {lists}"));
    }
    kept.extend(removed.iter().map(|item| t.text_in(&item.what).to_string()));
    if kept.is_empty() {
        return String::new();
    }
    text_in!(
        t,
        "ĐÃ LƯỢC BỎ THÔNG TIN CÁ NHÂN: {} ở lại {} (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15).",
        "PERSONAL DATA LEFT OUT: {} stay at {}.",
        kept.join(", "),
        plan.info.issuer_short
    )
}

/// Removes the personal columns of rosters from a workbook with computed values. Formulas that read them are replaced by
/// their value. Returns the number of rows that lose data.
pub(crate) fn strip(plan: &Plan, ledger: &Ledger, book: &mut Workbook) -> usize {
    let mut rows = 0;
    for (index, roster) in plan.rosters.iter().enumerate().filter(|(_, roster)| roster.has_personal_data()) {
        rows += strip_roster(plan, roster, &RosterLayout::new(plan, ledger, index), book);
    }
    rows
}

fn strip_roster(plan: &Plan, roster: &Roster, place: &RosterLayout, book: &mut Workbook) -> usize {
    let (first, after) = (RosterLayout::FIRST, place.verdict(0));
    let personal: BTreeSet<u32> = roster.personal_columns().into_iter().map(|column| first + column as u32).collect();
    let mut rows = BTreeSet::new();
    for sheet in &mut book.sheets {
        let own = sheet.name == roster.code;
        let mut changed = Vec::new();
        for ((row, column), slot) in sheet.cells.slots() {
            if own && row > RosterLayout::HEAD && row < place.empty_row() && personal.contains(&column) {
                changed.push(((row, column), None));
                rows.insert(row);
            } else if let StoredValue::Formula(formula) = &slot.value
                && (own && column >= after || personal.iter().any(|c| reads(&formula.file, &roster.code, *c..c + 1)))
            {
                changed.push(((row, column), Some(formula.value.clone().unwrap_or_default())));
            }
        }
        for (at, value) in changed {
            sheet.cells.change(at, |cell| match value {
                None => cell.clear(),
                Some(value) => cell.content = SheetCell::value(&value, &cell.style).content,
            });
        }
        if own {
            if roster.personal {
                // Nothing but origins is left of the rows: one page states this.
                sheet.page.area = Some(CellRange::new(0, 0, RosterLayout::HEAD, after.saturating_sub(1)));
            }
            sheet.text(1, 0, stripped(plan, roster), &Style::note());
        }
    }
    rows.len()
}

/// Returns the line under the title of a roster that lost data.
fn stripped(plan: &Plan, roster: &Roster) -> String {
    let t = plan.language;
    let issuer = &plan.info.issuer_short;
    if roster.personal {
        return text_in!(
            t,
            "Thông tin cá nhân đã lược bỏ trước khi gửi cấp trên; bản đủ ở {issuer}.",
            "Personal data is left out before sending; the whole is at {issuer}."
        );
    }
    let columns = roster.headings(&roster.personal_columns());
    text_in!(
        t,
        "Đã lược bỏ thông tin cá nhân trước khi gửi cấp trên (cột {columns}); bản đủ ở {issuer}.",
        "Personal data is left out before sending (columns {columns}); the whole is at {issuer}."
    )
}

/// Returns true if a formula refers to one of these columns of the sheet `name`. A reference that cannot be parsed
/// counts as one.
fn reads(formula: &str, name: &str, columns: std::ops::Range<u32>) -> bool {
    formula.split(&address::sheet(name)).skip(1).any(|after| {
        let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '$' || c == ':')).unwrap_or(after.len());
        let mut corners = after[..end].split(':').map(address::parse);
        let Some(Some((_, left))) = corners.next() else { return true };
        let right = corners.next().flatten().map_or(left, |(_, right)| right);
        left < columns.end && right >= columns.start
    })
}

#[cfg(test)]
mod tests {
    use super::reads;

    #[test]
    fn references_to_personal_columns_are_detected() {
        for formula in
            ["'DS_2'!$G$5", "SUM(1,'DS_2'!$B$5:$H$9)", "COUNTIF('DS_2'!$L$5:$L$9,\"x\")+'DS_2'!L7", "'DS_2'!abc"]
        {
            assert!(reads(formula, "DS_2", 6..12), "{formula}");
        }
        for formula in ["SUMPRODUCT(('DS_2'!$C$5:$C$9=1)*('DS_2'!$M$5:$M$9=FALSE))", "'DS_22'!$G$5", "G5+DS_2"] {
            assert!(!reads(formula, "DS_2", 6..12), "{formula}");
        }
    }
}
