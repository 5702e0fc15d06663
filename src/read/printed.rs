//! Determines which form a sheet is: from the printed code and the row labels. A form of another plan has the same
//! headings, often the same units and periods, and row codes that also count from 01.

use super::figure_table::FigureTable;
use super::finding_at;
use super::form_code::{PrintedCode, printed};
use super::listing::{ListedKind, list};
use super::reading_findings::ReadingFinding;
use super::text::{RowKeys, clean, key, label_key, words};
use crate::model::finding::Finding;
use crate::model::text::BilingualText;
use crate::plan::{Indicator, Plan};
use crate::workbook::address;

/// A row that was found by its code but has another label than in the plan.
pub(super) struct PrintedRow<'a> {
    /// Indicator with this code.
    pub indicator: &'a Indicator,
    /// Label in the return.
    pub label: String,
    /// Row and column of the label.
    pub at: (u32, u32),
}

/// Statistics of how the rows of a table were found.
#[derive(Default)]
pub(super) struct PrintedRows<'a> {
    /// Number of rows found, by code or label.
    pub found: usize,
    /// Number of rows found by code that also have a label.
    pub labelled: usize,
    /// Number of rows with a label and a number that are no rows of the plan.
    pub unknown: usize,
    /// Rows with a label that is neither the plan's nor that of another row.
    pub renamed: Vec<PrintedRow<'a>>,
}

impl<'a> PrintedRows<'a> {
    /// Counts a row that was found by its code, with its label.
    pub(super) fn labelled(&mut self, indicator: &'a Indicator, label: &str, at: (u32, u32)) {
        // Most labels are those of the plan. Cleaning a text keeps its ASCII letters.
        if [&indicator.label, indicator.shown()].contains(&label) && label.bytes().any(|b| b.is_ascii_alphabetic()) {
            self.labelled += 1;
            return;
        }
        let label = clean(label);
        if !label.chars().any(char::is_alphabetic) {
            return;
        }
        self.labelled += 1;
        if !is_same(&label, indicator) {
            self.renamed.push(PrintedRow { indicator, label, at });
        }
    }

    /// Returns true if most rows are of another form. On a form with the plan's code, one row may have any label.
    fn is_foreign(&self, printed: &PrintedCode) -> bool {
        let is_near = |row: &&PrintedRow| {
            [&row.indicator.label, row.indicator.shown()].iter().any(|own| is_like(&row.label, own))
        };
        let far = self.renamed.iter().filter(|row| !is_near(row)).count();
        let is_outnumbered = self.unknown > self.found && *printed != PrintedCode::Own;
        self.found == 0 || is_outnumbered || (far * 2 > self.labelled && !(far == 1 && *printed == PrintedCode::Own))
    }
}

/// Returns true if a label is the indicator's, or the text of its row on the form, except for case, accents, signs, spaces
/// and the unit in brackets.
pub(super) fn is_same(label: &str, indicator: &Indicator) -> bool {
    is_same_text(label, &indicator.label, indicator) || is_same_text(label, indicator.shown(), indicator)
}

fn is_same_text(label: &str, own: &str, indicator: &Indicator) -> bool {
    let (given, wanted) = (label_key(label), label_key(own));
    let is_glued = |unit: &str| letters_of(&given).eq(letters_of(&wanted).chain(letters_of(unit)));
    let unit = || key(&indicator.unit);
    is_glued("") || (label.trim_end().ends_with(')') && !unit().is_empty() && is_glued(&unit()))
}

/// Returns the characters of a key without spaces.
fn letters_of(key: &str) -> impl Iterator<Item = char> {
    key.chars().filter(|c| *c != ' ')
}

/// Returns true if two labels share most of their words or, with typing errors, most pairs of letters.
fn is_like(one: &str, other: &str) -> bool {
    let meaning = |text: &str| {
        let mut all = words(&label_key(text));
        let common = ["tong", "so", "trong", "cac", "cua", "va"];
        if all.iter().any(|w| !common.contains(&w.as_str())) {
            all.retain(|w| !common.contains(&w.as_str()));
        }
        all
    };
    let (one, other) = (meaning(one), meaning(other));
    let pairs = |all: &[String]| -> Vec<(char, char)> {
        let text = all.concat();
        text.chars().zip(text.chars().skip(1)).collect()
    };
    let shared = |same: usize, all: usize, most: usize| same * 2 * 10 > all * most;
    let (a, b) = (pairs(&one), pairs(&other));
    let within = |few: &[String], many: &[String]| !few.is_empty() && few.iter().all(|w| many.contains(w));
    within(&one, &other)
        || within(&other, &one)
        || shared(one.iter().filter(|w| other.contains(w)).count(), one.len() + other.len(), 5)
        || shared(a.iter().filter(|p| b.contains(p)).count(), a.len() + b.len(), 7)
}

/// Evaluates the printed code and the rows of a table: findings for the return.
///
/// # Errors
///
/// The table is of another form and has no code of this one.
pub(super) fn judge(
    table: &FigureTable,
    printed: &PrintedCode,
    rows: &PrintedRows,
    plan: &Plan,
) -> Result<Vec<Finding>, Box<Finding>> {
    let sheet = &table.sheet.name;
    let own = BilingualText::new(format!("biểu {}", plan.form.code), format!("form {}", plan.form.code));
    let mut out = Vec::new();
    if rows.is_foreign(printed) {
        let mut finding =
            finding_at(ReadingFinding::OtherForm, sheet, rows.renamed.first().map_or((table.heading, 0), |row| row.at));
        finding.message = BilingualText::new(
            "Phần lớn chỉ tiêu trong tệp là của biểu khác; không tính",
            "Most rows of the table are those of another form; it is not counted",
        );
        finding.found = list(&rows.renamed, ListedKind::Rows, |row| format!("{}: {}", row.indicator.code, row.label));
        let wanted =
            list(&rows.renamed, ListedKind::Rows, |row| format!("{}: {}", row.indicator.code, row.indicator.label));
        finding.expected = if rows.renamed.is_empty() { own } else { wanted };
        if *printed != PrintedCode::Own {
            return Err(Box::new(finding));
        }
        out.push(finding);
    } else if let Some(first) = rows.renamed.first() {
        let mut finding = finding_at(ReadingFinding::OtherLabel, sheet, first.at);
        finding.found = list(&rows.renamed, ListedKind::Rows, |row| {
            format!("{} {}: {}", address::cell(row.at.0, row.at.1), row.indicator.code, row.label)
        });
        finding.expected =
            list(&rows.renamed, ListedKind::Rows, |row| format!("{}: {}", row.indicator.code, row.indicator.label));
        out.push(finding);
    }
    if let PrintedCode::Unclear(code, place) = printed {
        out.push(coded(ReadingFinding::UnclearForm, sheet, *place, code, plan));
    }
    Ok(out)
}

/// Tables, each with what was found about it.
pub(super) type TablesWith<'g, T> = Vec<(FigureTable<'g>, T)>;

/// Separates the tables with the code of another form. Returns the other tables with the printed code, and these with
/// the finding.
pub(super) fn set_apart<'g>(
    tables: Vec<FigureTable<'g>>,
    keys: &RowKeys,
    plan: &Plan,
) -> (TablesWith<'g, PrintedCode>, TablesWith<'g, Finding>) {
    let (mut own, mut foreign) = (Vec::new(), Vec::new());
    for table in tables {
        match printed(&table, keys, plan) {
            PrintedCode::Other(code, place) => {
                let finding = coded(ReadingFinding::OtherForm, &table.sheet.name, place, &code, plan);
                foreign.push((table, finding));
            }
            code => own.push((table, code)),
        }
    }
    (own, foreign)
}

/// Converts the finding for a return in the same file as such a table.
pub(super) fn beside(finding: &Finding) -> Finding {
    let Finding { sheet, cell, found, .. } = finding.clone();
    Finding { sheet, cell, found, ..ReadingFinding::OtherTab.finding() }
}

/// Creates a finding about the code printed at a place.
fn coded(what: ReadingFinding, sheet: &str, place: (u32, u32), code: &str, plan: &Plan) -> Finding {
    let form = |code: &str| BilingualText::new(format!("biểu {code}"), format!("form {code}"));
    Finding { found: form(code), expected: form(&plan.form.code), ..finding_at(what, sheet, place) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reworded_labels_are_distinguished_from_other_rows() {
        for (one, other) in [
            ("Tổng số cây đã trồng trong kỳ", "Tổng số cây trồng trong kỳ"),
            ("Trồng rừng tập chung", "Trồng rừng tập trung"),
            ("Kết nạp mới trong quý", "Kết nạp mới"),
            ("Diện tich rung trồng tập trunng", "Diện tích rừng trồng tập trung trong kỳ"),
        ] {
            assert!(is_like(one, other), "{one} / {other}");
        }
        for (one, other) in [
            ("Tổng số giếng khoan trong kỳ", "Tổng số cây trồng trong kỳ"),
            ("Giếng khoan", "Cây trồng"),
            ("Số hộ có nước sạch", "Trồng rừng tập trung"),
            ("Hố xí hợp vệ sinh", "Lượt người tham gia"),
        ] {
            assert!(!is_like(one, other), "{one} / {other}");
        }
    }
}
