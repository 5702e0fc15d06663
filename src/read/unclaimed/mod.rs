//! The balance of a file: every cell with content is taken, printed by the form, or reported. This is the last step of
//! reading. It takes the cells that no other step has claimed, removes those that the form prints, and makes findings of
//! the rest, one for each cause.

mod answers;
mod concealed;
mod displayed;
mod form_cells;
mod lists;
mod previous_figures;
mod table_rest;

use super::claims::{Claim, ClaimList};
use super::figure_table::FigureTable;
use super::finding_at;
use super::known_texts::{KnownTexts, ReturnWords};
use super::listing::{ListedKind, list, shortened};
use super::reading_findings::ReadingFinding;
use super::roster::RosterPlace;
use super::text::{RowKeys, code_key};
use super::value::is_number;
use crate::grid::{Grid, GridCell, RawValue, SheetGrid};
use crate::model::balance::CellBalance;
use crate::model::finding::Finding;
use crate::model::submission::Submission;
use crate::model::text::StaticText;
use crate::plan::{Plan, Roster};
use crate::workbook::address;

/// A file that was read, for its balance.
pub(super) struct FileBalance<'a> {
    pub grid: &'a Grid,
    pub keys: &'a RowKeys<'a>,
    pub plan: &'a Plan,
    pub known: &'a KnownTexts,
    /// The tables of figures that were read.
    pub tables: Vec<&'a FigureTable<'a>>,
    /// The rosters that were found.
    pub rosters: Vec<(&'a Roster, RosterPlace)>,
    /// The number of pictures and objects that are reported.
    pub objects: u32,
    /// True for a consolidated workbook: the program wrote all of it.
    pub is_consolidated: bool,
}

/// A cell that is neither claimed nor printed.
struct RestCell<'g> {
    at: (u32, u32),
    cell: &'g GridCell,
}

impl RestCell<'_> {
    fn address(&self) -> String {
        address::cell(self.at.0, self.at.1)
    }

    /// Returns the text of the cell, shortened.
    fn text(&self) -> String {
        shortened(&self.cell.value.display())
    }

    fn is_number(&self) -> bool {
        is_number(&self.cell.value)
    }
}

/// The cells of a sheet that are left, in order.
type Rest<'g> = Vec<RestCell<'g>>;

impl FileBalance<'_> {
    /// Balances the cells of the file: adds the findings and the balance to its returns.
    pub(super) fn settle(&self, claims: ClaimList, returns: &mut [Submission]) {
        let words: Vec<ReturnWords> = returns.iter().filter_map(|r| self.words(r)).collect();
        let persons = form_cells::persons(returns);
        let mut balance = CellBalance::default();
        for ((index, sheet), claimed) in self.grid.sheets.iter().enumerate().zip(claims.by_sheet(self.grid)) {
            let mut role = form_cells::SheetRole::new(self, index, &words, &persons, returns);
            let (mut rest, mut concealed, mut displayed) = (Rest::new(), Rest::new(), Vec::new());
            let mut claimed = claimed.into_iter().peekable();
            for (at, cell) in &sheet.cells {
                while claimed.next_if(|(place, _)| place < at).is_some() {}
                let claim = claimed.next_if(|(place, _)| place == at).map(|(_, claim)| claim);
                // A formula without a value has no content.
                if cell.value.is_blank() || cell.value == RawValue::Uncached {
                    continue;
                }
                match claim {
                    Some(Claim::Taken) => {
                        balance.taken += 1;
                        if is_concealed(sheet, *at) {
                            concealed.push(RestCell { at: *at, cell });
                        }
                        if let Some(display) = sheet.displays.get(at) {
                            displayed.push((RestCell { at: *at, cell }, display));
                        }
                    }
                    Some(Claim::Reported) => balance.reported += 1,
                    Some(Claim::Printed) => balance.printed += 1,
                    None if role.prints(*at, cell) => balance.printed += 1,
                    None => rest.push(RestCell { at: *at, cell }),
                }
            }
            balance.reported += rest.len() as u32;
            let mut findings = self.findings(index, sheet, rest, returns);
            if !self.is_consolidated {
                findings.extend(concealed::finding(sheet, &concealed));
                findings.extend(displayed::finding(sheet, &displayed));
            }
            add(sheet, findings, returns);
        }
        // Pictures and objects have content as well, and a finding names them.
        balance.reported += self.objects;
        returns.iter_mut().for_each(|r| r.balance = balance);
    }

    fn words(&self, submission: &Submission) -> Option<ReturnWords> {
        let unit = self.plan.units.get(self.plan.unit_index(&submission.unit)?)?;
        Some(ReturnWords::new(unit, submission.period, self.plan.language))
    }

    /// Makes findings of all cells that are left on a sheet.
    fn findings(&self, index: usize, sheet: &SheetGrid, rest: Rest, returns: &[Submission]) -> Vec<Finding> {
        let mut out = Vec::new();
        let mut rest = rest;
        if let Some(table) = self.tables.iter().find(|t| std::ptr::eq(t.sheet, sheet)) {
            self.of_table(table, &mut rest, returns, &mut out);
        }
        for (roster, place) in self.rosters.iter().filter(|(_, place)| place.sheet == index) {
            self.of_roster(roster, place, sheet, &mut rest, &mut out);
        }
        if !self.plan.narratives.is_empty() && !rest.is_empty() {
            self.of_answers(sheet, &mut rest, returns, &mut out);
        }
        let is_of_table = self.tables.iter().any(|t| std::ptr::eq(t.sheet, sheet));
        if !rest.is_empty() && (is_of_table || self.has_no_role(index, sheet)) {
            self.of_other_sheet(sheet, &mut rest, &mut out);
        }
        let (numbers, texts): (Rest, Rest) = rest.into_iter().partition(RestCell::is_number);
        out.extend(of_cells(ReadingFinding::OtherNumbers, sheet, &numbers));
        out.extend(of_cells(ReadingFinding::OtherTexts, sheet, &texts));
        out
    }
}

/// Returns true for the name of a sheet of the form, or of a copy of it: `Đối chiếu (2)`.
fn is_sheet_of(sheet: &str, own: StaticText) -> bool {
    let sheet = code_key(sheet);
    let is_copy =
        |own: &str| sheet.strip_prefix(&*code_key(own)).is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
    [own.vi, own.en].into_iter().any(is_copy)
}

/// Returns true for a cell in a hidden row or column of a visible sheet.
fn is_concealed(sheet: &SheetGrid, at: (u32, u32)) -> bool {
    let lines = &sheet.hidden_lines;
    !lines.is_empty() && !sheet.hidden && (lines.has_row(at.0) || lines.has_column(at.1))
}

/// Returns true if a list of the return is on the sheet.
fn has_list_on(submission: &Submission, sheet: &SheetGrid) -> bool {
    submission.rosters.iter().any(|rows| rows.is_on(&sheet.name))
}

/// Adds the findings about a sheet: to the return of which table or lists were read from it, else to all returns of the file.
fn add(sheet: &SheetGrid, findings: Vec<Finding>, returns: &mut [Submission]) {
    let has_table = returns.iter().any(|r| r.sheet == sheet.name);
    let has_list = returns.iter().any(|r| has_list_on(r, sheet));
    let is_own = |r: &Submission| match (has_table, has_list) {
        (true, _) => r.sheet == sheet.name,
        (false, true) => has_list_on(r, sheet),
        (false, false) => true,
    };
    for submission in returns.iter_mut().filter(|r| is_own(r)) {
        submission.add_findings(findings.iter().cloned());
    }
}

/// Creates the finding about cells, at the first of them; `None` if there are none.
fn of_cells(kind: ReadingFinding, sheet: &SheetGrid, cells: &[RestCell]) -> Option<Finding> {
    let first = cells.first()?;
    let found = list(cells, ListedKind::Cells, |c| format!("{} “{}”", c.address(), c.text()));
    Some(Finding { found, ..finding_at(kind, &sheet.name, first.at) })
}

/// Takes the cells that fit out of the rest.
fn drain<'g>(rest: &mut Rest<'g>, fits: impl Fn(&RestCell) -> bool) -> Rest<'g> {
    let (taken, left): (Rest, Rest) = std::mem::take(rest).into_iter().partition(|cell| fits(cell));
    *rest = left;
    taken
}
