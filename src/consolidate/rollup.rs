//! Builds the roll-up: the consolidated workbook with a form in front that makes it a return for the level above, and
//! without personal data. The first page states that personal data was removed.
//!
//! Data protection law 91/2025/QH15 (Luật Bảo vệ dữ liệu cá nhân): pass on no more than the purpose needs.

use super::layout::RosterLayout;
use super::{ConsolidateError, SheetContext, sheets};
use crate::model::amount::{Amount, Figure};
use crate::model::finding::Finding;
use crate::model::ledger::Ledger;
use crate::model::shared_str::SharedStr;
use crate::model::text::BilingualText;
use crate::plan::field_rules::RuleOrigin;
use crate::plan::{Plan, Rule, Scope, header};
use crate::workbook::{CellRange, SheetCell, StoredValue, Style, Workbook, address};
use std::collections::BTreeSet;

/// Builds the workbook with the two sheets of a return in front. Its formulas have no values yet: call `engine::fill`,
/// then [`strip`].
///
/// # Errors
///
/// See [`super::book`].
pub fn book(plan: &Plan, ledger: &Ledger) -> Result<Workbook, ConsolidateError> {
    let mut book = super::book(plan, ledger)?;
    let context = SheetContext::new(plan, ledger);
    let own = [sheets::rollup::form(&context, &left_out(plan)), sheets::rollup::narratives(&context)];
    book.sheets.splice(0..0, own);
    Ok(book)
}

/// Returns the notice on the first page about the removed personal data; empty if no roster is personal.
fn left_out(plan: &Plan) -> String {
    let codes: Vec<&str> = plan.rosters.iter().filter(|r| r.personal).map(|r| r.code.as_str()).collect();
    if codes.is_empty() {
        return String::new();
    }
    format!(
        "ĐÃ LƯỢC BỎ THÔNG TIN CÁ NHÂN: nội dung danh sách {}, người lập, người ký, người gửi thư ở lại {} (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15).",
        codes.join(", "),
        plan.info.issuer_short
    )
}

/// Returns a copy of the ledger without personal data: it redacts findings and traces of personal rosters, the persons
/// who filled in and signed a return, and the senders of e-mails. Cells and codes stay.
pub fn without_persons(plan: &Plan, ledger: &Ledger) -> Ledger {
    let mut ledger = ledger.clone();
    let personal: Vec<usize> = (0..plan.rosters.len()).filter(|r| plan.rosters[*r].personal).collect();
    let mut sheets: BTreeSet<String> = personal.iter().map(|r| plan.rosters[*r].code.clone()).collect();
    for submission in &ledger.submissions {
        for rows in personal.iter().filter_map(|r| submission.rosters.get(*r)) {
            sheets.extend(rows.further.iter().map(|part| &part.sheet).chain([&rows.sheet]).cloned());
        }
    }
    sheets.remove("");
    let of_roster = |f: &Finding| {
        // A finding of a generated rule is known by its sheet.
        let own = |rule: &&Rule| rule.origin == RuleOrigin::Plan;
        let rule = plan.rule(&f.code).filter(own).map(|r| r.scope);
        matches!(rule, Some(Scope::RosterRow(r)) if personal.contains(&r))
            || f.sheet.as_ref().is_some_and(|s| sheets.contains(s))
    };
    let hidden = || BilingualText::new("(thông tin cá nhân: xem tại nơi gửi)", "(personal: see at the sender)");
    for finding in ledger.findings.iter_mut().filter(|f| of_roster(f)) {
        (finding.message, finding.found, finding.expected) =
            (hidden(), BilingualText::default(), BilingualText::default());
    }
    for submission in &mut ledger.submissions {
        submission.traces.retain(|t| !sheets.contains(&t.sheet) && !header::PERSONS.contains(&t.name.as_str()));
        let named = |(name, _): &(&SharedStr, &mut Figure)| header::PERSONS.contains(&name.as_str());
        for (_, figure) in submission.figures.iter_mut().filter(named) {
            // Rules check that a person is named, so the cell must not become blank.
            if !figure.amount.is_blank() {
                figure.amount = Amount::Text("(lược bỏ)".into());
            }
            figure.raw = SharedStr::default();
        }
    }
    for arrival in &mut ledger.arrivals {
        arrival.letter = None;
    }
    ledger
}

/// Removes the rows of personal rosters from a workbook with computed values. Formulas that read them are replaced by
/// their value. Returns the number of removed rows.
pub fn strip(plan: &Plan, ledger: &Ledger, book: &mut Workbook) -> usize {
    let mut rows = 0;
    for (index, spec) in plan.rosters.iter().enumerate().filter(|(_, r)| r.personal) {
        let place = RosterLayout::new(plan, ledger, index);
        let (first, after) = (RosterLayout::FIRST, place.verdict(0));
        for sheet in &mut book.sheets {
            let own = sheet.name == spec.code;
            let mut changed = Vec::new();
            for ((row, column), slot) in sheet.cells.slots() {
                if own && row > RosterLayout::HEAD && row < place.empty_row() && (first..after).contains(&column) {
                    changed.push(((row, column), None));
                    rows += usize::from(column == first);
                } else if let StoredValue::Formula(formula) = &slot.value
                    && (own && column >= after || reads(&formula.file, &spec.code, first..after))
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
                // Nothing but origins is left of the rows: one page states this.
                sheet.page.area = Some(CellRange::new(0, 0, RosterLayout::HEAD, after.saturating_sub(1)));
                sheet.text(
                    1,
                    0,
                    format!(
                        "Thông tin cá nhân đã lược bỏ trước khi gửi cấp trên; bản đủ ở {}.",
                        plan.info.issuer_short
                    ),
                    &Style::note(),
                );
            }
        }
    }
    rows
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
